"""Outcomes that are kept, so that a marking that was interrupted goes on, and a second one marks only what is new."""

import errno
import hashlib
import json
import re
from dataclasses import asdict
from pathlib import Path

from ..storage import replacing
from .supervisor import Outcome

PACKAGE = Path(__file__).resolve().parents[1]
OURS = {"kept by": "coursecnn grade"}
NAME = re.compile(r"[0-9a-f]{32}")
WRITTEN = "written"  # the marks as they were written last


class Kept:
    """A folder with one file for each outcome. Other files in it are left alone.

    Raises ``OSError`` where one of them has the name of ours.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    settings : list
        What an outcome depends on beside the notebook and the package: limits, walls, exercises of one's own.
    """

    def __init__(self, folder, settings):
        self.folder = folder
        self._base = json.dumps([_package_version(), settings])
        self._used = set()
        folder.mkdir(exist_ok=True)
        path = folder / f"{WRITTEN}.json"
        if path.exists() and path.stat().st_size and self._read(WRITTEN) is None:
            raise FileExistsError(errno.EEXIST, "another kind of file is there, move it", str(path))

    def key(self, data, name, exercises):
        """What the outcome of a notebook (bytes, and a name) for exercises, given by name, is kept under."""
        form = "py" if name.lower().endswith(".py") else "ipynb"
        what = hashlib.sha256(data).hexdigest() + self._base + json.dumps([form, exercises])
        key = hashlib.sha256(what.encode()).hexdigest()[:32]
        self._used.add(key)
        return key

    def get(self, key):
        """The outcome, or None."""
        try:
            return Outcome(**self._read(key))
        except TypeError:
            return None

    def put(self, key, outcome):
        """Keep an outcome; as it comes back from ``get`` it is returned."""
        self._write(key, asdict(outcome))
        return self.get(key)

    def written(self):
        """The marks as they were written last: {"student\\\\nexercise": points}."""
        found = self._read(WRITTEN)
        return found if isinstance(found, dict) else {}

    def keep_written(self, marks):
        """Remember the marks as they are written."""
        self._write(WRITTEN, marks)

    def drop_others(self):
        """Remove outcomes that were not asked for: of notebooks that were handed in again, and of older versions."""
        for path in self.folder.glob("*.json"):
            if NAME.fullmatch(path.stem) and path.stem not in self._used and self._read(path.stem) is not None:
                path.unlink(missing_ok=True)

    def _read(self, key):
        """What is kept, or None where it is not there, torn, or not ours."""
        try:
            content = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
            return content["content"] if content["kept by"] == OURS["kept by"] else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def _write(self, key, content):
        path = self.folder / f"{key}.json"
        with replacing(path) as file:
            file.write(json.dumps({**OURS, "content": content}).encode())


def _package_version():
    """A hash of the package's source, which says more than a number."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
