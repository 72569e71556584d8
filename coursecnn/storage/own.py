"""A learner's own copy of the course: where it is, what it remembers, and how commands are typed there."""

import json
import os
from pathlib import Path

from .files import replacing

FOLDER = ".coursecnn"  # in the copy; ``coursecnn start`` makes it
FILES, PROGRESS = "files.json", "progress.json"


def find_copy():
    """The copy at or above the present folder, or None."""
    try:
        here = Path.cwd()
        return next((folder for folder in (here, *here.parents) if (folder / FOLDER / FILES).is_file()), None)
    except OSError:  # the folder was removed meanwhile, or one above it may not be looked into
        return None


def recall(copy, name):
    """A dict of texts out of the copy's memory; empty where there is none that can be read."""
    try:
        told = json.loads((copy / FOLDER / name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {key: text for key, text in told.items() if isinstance(text, str)}


def remember(copy, name, texts):
    """Write a dict of texts into the copy's memory.

    Raises ``OSError`` where that cannot be, also where the memory is a link that leads elsewhere.
    """
    folder = copy / FOLDER
    if not is_inside(folder / name, copy):
        raise OSError("a link is in its way")
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / name) as file:
        file.write((json.dumps(texts, indent=1, sort_keys=True) + "\n").encode())


def is_inside(path, folder):
    """False where a link below ``folder`` stands in the way to ``path``, or is there."""
    path, folder = Path(path), Path(folder)
    return os.path.realpath(path) == os.path.normpath(Path(os.path.realpath(folder), path.relative_to(folder)))


def typed(command):
    """A command as this user types it: with ``uv run`` before it, where this program was started so."""
    return f"uv run {command}" if "UV_RUN_RECURSION_DEPTH" in os.environ else command
