"""The user's cache: the folder for what was downloaded or drawn once."""

import os
import sys
from pathlib import Path

from ..storage import reason, replacing
from .dataset import DatasetError


def cache_folder():
    """Path of the cache; it need not exist.

    The folder in the environment variable ``COURSECNN_CACHE`` or else ``coursecnn`` where the system keeps caches:
    ``~/.cache`` (or ``XDG_CACHE_HOME``), ``~/Library/Caches`` on macOS, ``%LOCALAPPDATA%`` on Windows.

    Raises ``DatasetError`` where the user has no home folder and the variable names none.
    """
    if chosen := os.environ.get("COURSECNN_CACHE"):
        return expanded(chosen, "COURSECNN_CACHE")
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "coursecnn" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "coursecnn"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "coursecnn"
    except (RuntimeError, ImportError):  # a browser's Python has no accounts
        raise DatasetError(
            "This user has no home folder for the cache: set COURSECNN_CACHE to a folder that can be written."
        ) from None


def expanded(folder, variable):
    """The folder that an environment variable names, with ``~`` replaced by the home folder."""
    try:
        return Path(folder).expanduser()
    except (RuntimeError, ImportError):  # a browser's Python has no accounts
        raise DatasetError(f"{variable} is {folder}, but there is no such home folder: give the whole path.") from None


def save(path, write):
    """Make the file ``path`` by ``write(file)``, to the side and renamed: it is there whole, or not at all.

    Raises ``DatasetError`` where the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            write(file)
    except OSError as error:
        raise DatasetError(
            f"{path} cannot be written ({reason(error)}): set COURSECNN_CACHE to a folder that can be written."
        ) from None
