"""Outcomes that are kept, so that a marking that was interrupted goes on, and a second one marks only what is new."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from ..storage import replacing
from .supervisor import Outcome

PACKAGE = Path(__file__).resolve().parents[1]


class Kept:
    """A folder with one file for each outcome.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    settings : list
        What an outcome depends on beside the notebook and the package: limits, exercises of one's own.
    """

    def __init__(self, folder, settings):
        self.folder = folder
        self._base = json.dumps([_package_version(), settings])
        self._used = set()
        folder.mkdir(exist_ok=True)

    def key(self, data, exercises):
        """What the outcome of a notebook (bytes) for exercises, given by name, is kept under."""
        what = hashlib.sha256(data).hexdigest() + self._base + json.dumps(exercises)
        key = hashlib.sha256(what.encode()).hexdigest()[:32]
        self._used.add(key)
        return key

    def get(self, key):
        """The outcome, or None."""
        try:
            return Outcome(**json.loads(self._path(key).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def put(self, key, outcome):
        """Keep an outcome; as it comes back from ``get`` it is returned."""
        with replacing(self._path(key)) as file:
            file.write(json.dumps(asdict(outcome)).encode())
        return self.get(key)

    def drop_others(self):
        """Remove what was not asked for: outcomes of notebooks that were handed in again, and of older versions."""
        for path in self.folder.glob("*.json"):
            if path.stem not in self._used:
                path.unlink(missing_ok=True)

    def _path(self, key):
        return self.folder / f"{key}.json"


def _package_version():
    """A hash of the package's source, which says more than a number."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
