"""The runs of sweeps in a file: one line of JSON each, which only ever grows."""

import contextlib
import errno
import json
import os
import warnings
from math import isfinite

from ..storage import FileError, as_path, check_folder, lock, open_regular, reason
from .config import complete, identity

MOST = 500_000_000  # bytes that are read; half a million runs are less
BEGINNING = b'{"configuration": '  # of every line
FACTS = {"data", "epochs", "seed", "ended", "parameters", "seconds", "losses", "accuracies", "correct", "total",
         "accuracy", "loss", "configuration"}  # fmt: skip


def key(run):
    """What makes two runs the same: a text from configuration (but for its name), data, epochs and seed."""
    return json.dumps([identity(run["configuration"]), run["data"], run["epochs"], run["seed"]])


def read_runs(path):
    """The runs in a file, in the order of their lines; a last line that was torn by a crash is left out.

    A line that is not a run is named in a warning, and the others are read.

    Raises
    ------
    FileError
        Where the file is missing, cannot be read, or no line of it is a run.
    """
    path = as_path(path, "store")
    try:
        with open_regular(path) as file:
            content = _read(file, path)
    except FileNotFoundError:
        raise FileError(f"There is no file {path}.") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from None
    return list(_runs(content, path)[0].values())


class Store:
    """A file of runs, open for one sweep at a time: what is appended is on the disk before ``append`` returns.

    Parameters
    ----------
    path : path or None
        Made if it is not there; ``None`` keeps runs in memory alone.

    Attributes
    ----------
    runs : dict of key to run

    Raises
    ------
    FileError
        Where the file cannot be written, is of another kind (it is left alone), or belongs to a sweep that is running.
        The file of a sweep that was killed belongs to nobody.
    """

    def __init__(self, path):
        self.path, self._file, self.runs = path, None, {}
        if path is None:
            return
        self.path = as_path(path, "store")
        check_folder(self.path)
        try:
            self._file = open_regular(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
            if lock(self._file) is False:
                raise FileError(
                    f"A sweep is running that writes into {self.path}: wait for it, or give this one another file."
                )
            self._begin()
        except OSError as error:
            self.close()
            raise FileError(f"{self.path} cannot be written: {reason(error)}.") from None
        except BaseException:
            self.close()
            raise

    def _begin(self):
        content = _read(self._file, self.path)
        self.runs, torn = _runs(content, self.path)
        if torn:
            self._file.truncate(len(content) - len(torn))
        elif content and not content.endswith(b"\n"):
            self._write(b"\n")

    def append(self, run):
        """Keep a run, unless it is there."""
        if key(run) in self.runs:
            return
        if self._file is not None:
            self._write((json.dumps(run, allow_nan=False) + "\n").encode())
        self.runs[key(run)] = run

    def _write(self, line):
        before = self._file.seek(0, os.SEEK_END)
        try:
            if self._file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):  # else the line is torn, and left out when the file is read
                self._file.truncate(before)
            raise FileError(f"{self.path} cannot be written: {reason(error)}.") from None

    def close(self):
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _read(file, path):
    """The whole of a file that was just opened."""
    if os.fstat(file.fileno()).st_size > MOST:
        raise FileError(f"{path} is larger than {MOST // 1_000_000} MB: that is no file of a sweep.")
    return file.read()


def _runs(content, path):
    """``(runs by key, torn last line)`` of a file; warns of lines that are no runs, refuses a file of another kind."""
    *lines, last = content.split(b"\n")
    runs, wrong, torn = {}, [], b""
    for number, line in enumerate(lines, 1):
        run = _run(line)
        if run is None:
            wrong.append(number)
        else:
            runs.setdefault(key(run), run)
    if last and (run := _run(last)) is not None:  # an editor took the end of the line away
        runs.setdefault(key(run), run)
    elif (last.startswith(BEGINNING) or (runs and BEGINNING.startswith(last))) and not _is_whole(last):
        torn = last
    elif last:
        wrong.append(len(lines) + 1)
    if wrong and not runs:
        raise FileError(f"{path} is not a file of a sweep (line {wrong[0]} is not a run): it is left as it is.")
    for number in wrong:
        warnings.warn(
            f"Line {number} of {path} is not a run of a sweep and is left out: mend or delete it.", stacklevel=3
        )
    return runs, torn


def _run(line):
    """The run in a line, or None where it is not one."""
    try:
        run = json.loads(line)
        return run if _is_run(run) else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _is_whole(line):
    """Whether a line is JSON to its end, so that no crash tore it: another program wrote it, or an editor."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_run(run):
    """Whether a line says what ``run_task`` says, in numbers that can be."""
    if set(run) != FACTS or complete(run["configuration"]) != run["configuration"] or not isinstance(run["data"], str):
        return False
    counts = [(run["epochs"], 1), (run["seed"], 0), (run["parameters"], 1)]
    series = run["losses"], run["accuracies"]
    if not all(type(n) is int and n >= least for n, least in counts) or not _is_number(run["seconds"]):
        return False
    if not all(len(some) <= run["epochs"] and all(map(_is_number, some)) for some in series):
        return False
    test = [run[name] for name in ("correct", "total", "accuracy", "loss")]
    if run["ended"] == "diverged":
        return test == [None] * 4
    correct, total, accuracy, loss = test
    right = type(correct) is type(total) is int and 0 <= correct <= total and total > 0
    return run["ended"] == "finished" and right and _is_number(loss) and abs(accuracy - correct / total) <= 1 / total


def _is_number(value):
    return type(value) in (int, float) and isfinite(value)
