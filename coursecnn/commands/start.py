"""``coursecnn start``: a learner's own copy of the course, which updates never touch."""

import filecmp
import os
import shutil
from pathlib import Path

from ..storage import reason, replacing
from . import CommandError

PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS = ("notebooks", "exercises", "solutions")

EPILOG = """\
Nothing that is in FOLDER is ever overwritten. Call it again after an update: it brings the lessons that FOLDER does
not have. To get the new version of a lesson that you have, rename yours and call it again.

example:
  coursecnn start my-course
  jupyter lab my-course
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where your copy goes; made if it is not there")


def run(args):
    """Copy what is missing and say what was done; 0."""
    course = find_course()
    if os.path.lexists(args.folder) and not os.path.isdir(args.folder):
        raise CommandError(f"{args.folder} is a file: give the name of a folder.")
    if os.path.realpath(args.folder) == str(course) or any(
        (course / name) in _lineage(args.folder) for name in FOLDERS
    ):
        raise CommandError(f"{args.folder} belongs to the course itself: choose another folder for your copy.")
    files = course_files(course)
    _refuse_links(args.folder, {file.parent for file in files})
    counts = {"added": 0, "kept": 0, "same": 0}
    for file in files:
        done = _bring(course / file, args.folder / file)
        counts[done] += 1
        if done != "same":
            print(f"{done}  {file.as_posix()}")
    kept = f", kept because yours differ from the course's: {counts['kept']}" if counts["kept"] else ""
    print(f"{args.folder}: files added: {counts['added']}, there already: {counts['same']}{kept}.")
    if kept:
        print("To get the course's version of a kept file, rename yours and call this again.")
    print(f"Open it: jupyter lab {args.folder}")
    return 0


def find_course():
    """The folder that holds the notebooks: inside the installed package, or the clone around it.

    Raises ``CommandError`` where there are none.
    """
    for root in (PACKAGE / "_course", PACKAGE.parent):
        if any((root / "notebooks").glob("*.ipynb")):
            return root
    raise CommandError("This installation has no notebooks: install coursecnn again, or run this in a clone of it.")


def course_files(root):
    """Paths below ``root`` of all that a learner gets: no hidden files, no sources, nothing for teachers."""
    paths = (path for folder in FOLDERS for path in sorted((root / folder).rglob("*")) if path.is_file())
    return [file for path in paths if _for_learners(file := path.relative_to(root))]


def _for_learners(file):
    if file.parts[:2] == ("notebooks", "source") or file.name == "TEACHING.md":
        return False
    return not any(part.startswith((".", "__")) for part in file.parts)


def _refuse_links(folder, inside):
    """Refuse folders that lead out of ``folder``: what lies there is not this copy's."""
    home = os.path.realpath(folder)
    for name in sorted(inside):
        if os.path.commonpath([home, os.path.realpath(folder / name)]) != home:
            raise CommandError(f"{folder / name} is a link to a place outside of {folder}: put a folder in its place.")


def _bring(source, target):
    """Copy a file unless something of its name is there: "added", "kept" (it differs) or "same"."""
    try:
        if os.path.lexists(target):
            return "same" if target.is_file() and filecmp.cmp(source, target, shallow=False) else "kept"
    except OSError:  # it is there, and may not be read
        return "kept"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as file, source.open("rb") as content:
            shutil.copyfileobj(content, file)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {reason(error)}.") from None
    return "added"


def _lineage(folder):
    folder = Path(os.path.realpath(folder))
    return (folder, *folder.parents)
