"""The places that Python needs, and the walls leave open to read: as few as possible."""

import os
import sys
from pathlib import Path

from ...datasets.cache import cache_folder

PACKAGE = Path(__file__).resolve().parents[2]
CHECKS = ("compare", "door", "guard", "reading", "scores", "words")  # of coursecnn.checks; they hold no answers
SYSTEM = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")


def open_places():
    """Folders of the interpreter, of installed packages and of this package; none lies in another or in /usr."""
    wanted = [sys.prefix, sys.base_prefix, Path(os.path.realpath(sys.executable)).parents[1], PACKAGE]
    wanted += [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    wanted = {Path(place).resolve() for place in wanted} | {Path(sys.prefix)}
    wanted = sorted((place for place in wanted if place.is_dir() and not _is_in(place, Path("/usr"))), key=str)
    return [place for place in wanted if not any(_is_in(place, other) for other in wanted if other != place)]


def paths():
    """What ``sys.path`` holds beside Python's own in the room."""
    sites = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    return [str(PACKAGE.parent), *sites]


def covered_places(closed):
    """What is covered in those places, and what of it stays open: answers, and what belongs to the class.

    Parameters
    ----------
    closed : list of Path
        Folders and files of the class and of the teacher.

    Returns
    -------
    (covered, opened) : lists of Path
    """
    checks = PACKAGE / "checks"
    hidden = [checks, PACKAGE / "_course", *(place.resolve() for place in closed)]
    places = [*open_places(), *data_places(), Path("/usr")]
    covered = [one for one in hidden if one.exists() and any(_is_in(one, place) for place in places)]
    return covered, [checks / f"{name}.py" for name in CHECKS if (checks / f"{name}.py").is_file()]


def data_places():
    """Files and folders of images that a notebook may read, where they are on this machine."""
    cache = cache_folder()
    places = [Path(given).expanduser()] if (given := os.environ.get("COURSECNN_DATA")) else []
    places += [cache / name for name in ("mnist", "fashion-mnist", "digits.npz")]
    return [place.resolve() for place in places if place.exists()]


def _is_in(path, folder):
    return path == folder or folder in path.parents
