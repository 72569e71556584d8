"""Files that a command writes: refused before the work begins, written to the side and renamed."""

import json
import os
import stat
import tempfile
from pathlib import Path

from ..storage import reason, replacing
from . import CommandError


def check_outputs(outputs):
    """Refuse files that could not be written after an hour of work.

    Parameters
    ----------
    outputs : dict of str to path or None
        Option, such as ``"--save"``, and its file; ``None`` where the option was not given.

    Raises
    ------
    CommandError
        Where the folder is missing or not writable, the file is a folder or write-protected, or two options name one
        file.
    """
    seen = {}
    for option, path in outputs.items():
        if path is None:
            continue
        _check(option, Path(path))
        other = seen.setdefault(os.path.realpath(path), option)
        if other != option:
            raise CommandError(f"{other} and {option} name the same file, {path}: give each its own.")


def write_json(path, content):
    """Write ``content`` as JSON."""
    try:
        with replacing(path) as file:
            file.write((json.dumps(content, indent=2) + "\n").encode())
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {reason(error)}.") from None


def _check(option, path):
    folder = path.parent
    if not os.path.isdir(folder):
        raise CommandError(f"{option} {path}: the folder {folder} does not exist, make it first.")
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    except OSError as error:
        raise CommandError(f"{option} {path} cannot be written: {reason(error)}.") from None
    if mode is not None and stat.S_ISDIR(mode):
        raise CommandError(f"{option} {path} is a folder: give the name of a file.")
    writable = mode is None or os.access(path, os.W_OK)
    if mode is None or stat.S_ISREG(mode):
        try:
            with tempfile.TemporaryFile(dir=os.path.dirname(os.path.realpath(path))):
                pass
        except OSError:
            writable = False
    if not writable:
        raise CommandError(f"{option} {path} cannot be written: choose another file or change its permissions.")
