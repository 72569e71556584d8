"""The runs of sweeps in a file: one line of JSON each, which only ever grows."""

import errno
import json
import os
from pathlib import Path

from ..storage import FileError
from .config import identity


def key(run):
    """What makes two runs the same: a text from configuration (but for its name), data, epochs and seed."""
    return json.dumps([identity(run["configuration"]), run["data"], run["epochs"], run["seed"]])


def read_runs(path):
    """The runs in a file, in the order of their lines; a last line that was torn by a crash is left out.

    Raises
    ------
    FileError
        Where the file is missing, or a line is not a run.
    """
    path = Path(path)
    if not path.is_file():
        raise FileError(f"There is no file {path}.")
    runs = {}
    for number, line in enumerate(_whole_lines(path.read_bytes()).splitlines()):
        try:
            run = json.loads(line)
            runs.setdefault(key(run), run)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise FileError(f"Line {number + 1} of {path} is not a run of a sweep: mend or delete it.") from None
    return list(runs.values())


class Store:
    """A file of runs, open for one sweep at a time: what is appended is on the disk before ``append`` returns.

    Parameters
    ----------
    path : path or None
        Made if it is not there; ``None`` keeps runs in memory alone.

    Attributes
    ----------
    runs : dict of key to run
    """

    def __init__(self, path):
        self.path, self._file, self.runs = path, None, {}
        if path is None:
            return
        self.path = Path(path)
        if not self.path.parent.is_dir():
            raise FileError(f"The folder {self.path.parent} for {self.path.name} does not exist: make it first.")
        try:
            if self.path.exists():
                self.runs = {key(run): run for run in read_runs(self.path)}
            self._file = open(self.path, "ab", buffering=0)
            self._file.truncate(len(_whole_lines(self.path.read_bytes())))
            self._sync()
        except OSError as error:
            raise FileError(f"{self.path} cannot be written: {error.strerror}.") from None

    def append(self, run):
        """Keep a run, unless it is there."""
        if key(run) in self.runs:
            return
        if self._file is not None:
            line = (json.dumps(run, allow_nan=False) + "\n").encode()
            try:
                if self._file.write(line) < len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                self._sync()
            except OSError as error:
                raise FileError(f"{self.path} cannot be written: {error.strerror}.") from None
        self.runs[key(run)] = run

    def _sync(self):
        os.fsync(self._file.fileno())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._file is not None:
            self._file.close()


def _whole_lines(content):
    return content[: content.rfind(b"\n") + 1]
