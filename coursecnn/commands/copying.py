"""What a learner's copy of the course consists of: lessons and exercises without outputs, solutions with them."""

import hashlib
import json
import re
from pathlib import Path, PurePosixPath

from . import CommandError

PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS = ("notebooks", "exercises", "solutions")
START = PurePosixPath("notebooks/start.ipynb")  # in a copy it stands at the top,
OWN_COPY = "own-copy"  # and this cell of it is not needed
LINK = re.compile(r"\]\((?!\w+:|#)([^)]+)\)")


def find_course():
    """The folder that holds the notebooks: inside the installed package, or the clone around it.

    Raises ``CommandError`` where there are none.
    """
    for root in (PACKAGE / "_course", PACKAGE.parent):
        if any((root / "notebooks").glob("*.ipynb")):
            return root
    raise CommandError("This installation has no notebooks: install coursecnn again, or run this in a clone of it.")


def contents(root):
    """Pairs (path in the copy, bytes) of all that a learner gets: no hidden files, no sources, nothing for teachers."""
    for path in (path for folder in FOLDERS for path in sorted((root / folder).rglob("*")) if path.is_file()):
        file = PurePosixPath(path.relative_to(root).as_posix())
        if _for_learners(file):
            data = path.read_bytes()
            if file == START:
                yield PurePosixPath(START.name), _at_the_top(data)
            else:
                yield file, data if file.parts[0] == "solutions" else without_outputs(data)


def _for_learners(file):
    if file.parts[:2] == ("notebooks", "source") or file.name in ("TEACHING.md", "Containerfile"):
        return False
    return not any(part.startswith((".", "__")) for part in file.parts)


def without_outputs(data):
    """The bytes of a notebook whose cells have not been run; other files as they are."""
    notebook = _notebook(data)
    if notebook is None:
        return data
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
    return _bytes(notebook)


def _at_the_top(data):
    """The start page with its links as they are seen from the folder above ``notebooks/``."""
    notebook = _notebook(without_outputs(data))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell.get("id") != OWN_COPY]
    for cell in notebook["cells"]:
        cell["source"] = [LINK.sub(_from_the_top, line) for line in cell["source"]]
    return _bytes(notebook)


def _from_the_top(link):
    target = link[1]
    return f"]({target[3:] if target.startswith('../') else f'notebooks/{target}'})"


def fingerprint(data):
    """What a file says, in short: of a notebook its cells' text alone, however often it was run and saved."""
    notebook = _notebook(data)
    if notebook is not None:
        texts = [(cell.get("cell_type"), "".join(cell.get("source", ""))) for cell in notebook["cells"]]
        data = json.dumps(texts).encode()
    return hashlib.sha256(data).hexdigest()


def _notebook(data):
    try:
        found = json.loads(data)
        cells = found["cells"]
        return found if isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells) else None
    except (ValueError, TypeError, KeyError):
        return None


def _bytes(notebook):
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
