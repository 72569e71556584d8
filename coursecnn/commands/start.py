"""``coursecnn start``: a learner's own copy of the course, in which nothing of theirs is ever lost."""

import os
from pathlib import Path

from ..storage import reason, replacing
from ..storage.own import FILES, FOLDER, is_inside, recall, remember, typed
from . import CommandError
from .copying import FOLDERS, contents, find_course, fingerprint
from .nbgrader import write_sources

EPILOG = """\
Nothing that you have changed in FOLDER is ever overwritten. Call it again after an update: lessons that you have not
changed are renewed, and beside one that you have changed comes the new version, as 01_convolution.new.ipynb.

example:
  coursecnn start my-course
  jupyter lab my-course
"""
TOLD = {
    "added": "added",
    "renewed": "renewed",
    "beside": "new beside yours",
    "kept": "yours, kept",
    "same": "as before",
}


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where your copy goes; made if it is not there")
    parser.add_argument("--for-nbgrader", action="store_true",
                        help="for teachers: FOLDER is nbgrader's folder source, and gets its notebooks")  # fmt: skip


def run(args):
    """Bring what is missing or new, and say what was done; 0."""
    course, folder = find_course(), args.folder
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise CommandError(f"{folder} is a file: give the name of a folder.")
    if os.path.realpath(folder) == str(course) or any((course / name) in _lineage(folder) for name in FOLDERS):
        raise CommandError(f"{folder} belongs to the course itself: choose another folder for your copy.")
    if args.for_nbgrader:
        print(f"{folder}: sources for nbgrader: {write_sources(course, folder)}.")
        return 0
    brought = list(contents(course))
    _refuse_links(folder, {FOLDER, *(file.parent for file, _ in brought)})
    given = recall(folder, FILES)  # by file: the fingerprint of what was brought
    counts = dict.fromkeys(TOLD, 0)
    for file, data in brought:
        done, name = _bring(folder, file, data, given)
        counts[done] += 1
        if done != "same":
            print(f"{TOLD[done]}: {name}")
    _attempt(folder, lambda: remember(folder, FILES, given))
    told = [f"{words}: {counts[done]}" for done, words in TOLD.items() if counts[done]]
    print(f"{folder}: files {', '.join(told)}.")
    print(f"Open it: {typed(f'jupyter lab {folder}')}")
    return 0


def _bring(folder, file, data, given):
    """Bring a file, or its new version beside the learner's; (what was done, name)."""
    name, target = file.as_posix(), folder / file
    new = fingerprint(data)
    if not is_inside(target, folder):
        return "kept", f"{name} (a link)"
    if not os.path.lexists(target):
        _write(target, data)
        given[name] = new
        return "added", name
    mine = _fingerprint_of(target)
    if mine == new:
        given[name] = new
        return "same", name
    if mine is not None and mine == given.get(name):
        _write(target, data)
        given[name] = new
        return "renewed", name
    beside = file.with_suffix(f".new{file.suffix}").as_posix()
    if new in (given.get(name), given.get(beside)):
        return "kept", name
    if os.path.lexists(folder / beside) and not _is_untouched(folder, beside, given):
        return "kept", f"{name} (to get the new version, rename {beside})"
    _write(folder / beside, data)
    given[beside] = new
    return "beside", beside


def _is_untouched(folder, name, given):
    mine = _fingerprint_of(folder / name) if is_inside(folder / name, folder) else None
    return mine is not None and mine == given.get(name)


def _fingerprint_of(path):
    """None for what is no file, or may not be read."""
    try:
        return fingerprint(path.read_bytes()) if path.is_file() else None
    except OSError:
        return None


def _refuse_links(folder, inside):
    """Refuse folders that lead out of ``folder``: what lies there is not this copy's."""
    for name in sorted(map(str, inside)):
        if not is_inside(folder / name, folder):
            raise CommandError(f"{folder / name} is a link to another place: put a folder in its place.")


def _write(target, data):
    def write():
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as file:
            file.write(data)

    _attempt(target, write)


def _attempt(path, do):
    try:
        do()
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {reason(error)}.") from None


def _lineage(folder):
    folder = Path(os.path.realpath(folder))
    return (folder, *folder.parents)
