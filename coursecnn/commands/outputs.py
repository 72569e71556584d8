"""Files that a command writes: refused before the work begins, written to the side and renamed."""

import json
import os
import stat
import tempfile
from pathlib import Path

from ..storage import reason, replacing
from . import CommandError


def check_outputs(outputs, ours=None):
    """Refuse files that could not be written after an hour of work.

    Parameters
    ----------
    outputs : dict of str to path or None
        Option, such as ``"--save"``, and its file; ``None`` where the option was not given.
    ours : dict of str to function (path) -> bool
        Options whose file may be replaced only where it is one that this command writes.

    Raises
    ------
    CommandError
        Where the folder is missing or not writable, the file is a folder, write-protected or somebody else's, or two
        options name one file.
    """
    seen, ours = {}, ours or {}
    for option, path in outputs.items():
        if path is None:
            continue
        _check(option, Path(path))
        if option in ours and os.path.isfile(path) and os.path.getsize(path) and not ours[option](path):
            raise CommandError(
                f"{option} {path}: another kind of file is there, and would be lost: give another name, or remove it."
            )
        other = seen.setdefault(os.path.realpath(path), option)
        if other != option:
            raise CommandError(f"{other} and {option} name the same file, {path}: give each its own.")


def is_json(*keys):
    """Whether a file holds a JSON object with these keys: a function for ``check_outputs``."""

    def ours(path):
        try:
            return set(keys) <= set(json.loads(Path(path).read_bytes()))
        except (OSError, ValueError, TypeError, RecursionError):
            return False

    return ours


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
