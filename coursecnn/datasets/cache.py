"""The user's cache: the folder for what was downloaded or drawn once."""

import os
import sys
from pathlib import Path

from ..storage import replacing
from .dataset import DatasetError


def cache_folder():
    """Path of the cache; it need not exist.

    The folder in the environment variable ``COURSECNN_CACHE`` or else ``coursecnn`` where the system keeps caches:
    ``~/.cache`` (or ``XDG_CACHE_HOME``), ``~/Library/Caches`` on macOS, ``%LOCALAPPDATA%`` on Windows.
    """
    if chosen := os.environ.get("COURSECNN_CACHE"):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "coursecnn" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "coursecnn"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "coursecnn"


def save(path, write):
    """Make the file ``path`` by ``write(file)``, to the side and renamed: it is there whole, or not at all.

    Raises ``DatasetError`` where the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            write(file)
    except OSError as error:
        reason = error.strerror or error
        raise DatasetError(
            f"{path} cannot be written ({reason}): set COURSECNN_CACHE to a folder that can be written."
        ) from None
