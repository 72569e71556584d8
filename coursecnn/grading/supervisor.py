"""Watching the processes in which notebooks run: time, ends, and a new beginning without what ended one."""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

PACKAGES = Path(__file__).resolve().parents[2]  # where coursecnn is found
VARIABLES = {  # of the environment, that a notebook gets to see
    "PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
    "SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "COURSECNN_DATA", "COURSECNN_CACHE", "COURSECNN_QUICK",
}  # fmt: skip
START_SECONDS = 30  # at least, for a process to begin
CHECK_SECONDS = 15  # at least, for an answer: a check ends what is endless by itself, much earlier
GRACE = 3  # seconds after which a cell that did not stop ends with its process
TOLD_BYTES = 2_000_000  # that a process may tell
MESSAGE = 4000  # characters
NOT_MARKED = "not-marked"
EVENTS = {
    "cell": (int,),
    "note": (int, str),
    "memory": (int,),
    "exercise": (str,),
    "result": (str, bool, (str, type(None)), str),
    "broken": (str,),
    "done": (),
}


class Stopped(Exception):
    """The marking was ended from outside."""


@dataclass
class Outcome:
    """What is known of a notebook.

    problem : None or (mistake, message), where nothing could be marked
    results : {exercise: (passed, mistake, message)}
    notes : {number of a code cell: how it ended, unless it went well}
    """

    problem: tuple | None = None
    results: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)

    @property
    def is_final(self):
        """False where the same notebook may be marked with another outcome: nothing came of this time."""
        return not self.problem or self.problem[0] != NOT_MARKED


class Supervisor:
    """Marks notebooks, from several threads at once.

    Parameters
    ----------
    seconds : float
        For one notebook; a quarter of it for one cell.
    memory : int
        MB for one notebook.
    closed : list of Path
        What no notebook may read.
    own : Path or None
        A teacher's file of exercises.
    """

    def __init__(self, seconds, memory, closed, own):
        self.seconds, self.memory, self.closed = seconds, memory, [str(path.resolve()) for path in closed]
        self.own = own and str(own.resolve())
        self._lock, self._running, self._stopped = threading.Lock(), set(), False

    def mark(self, data, exercises):
        """The ``Outcome`` of the notebook ``data`` (bytes) for exercises, given by name.

        Raises ``Stopped`` after ``stop()``.
        """
        outcome, end, left_out = Outcome(), monotonic() + self.seconds, {}
        while todo := [name for name in exercises if name not in outcome.results]:
            outcome.notes = dict(left_out)
            with tempfile.TemporaryDirectory(prefix="coursecnn-grade-", ignore_cleanup_errors=True) as folder:
                step, how = self._run(Path(folder), data, todo, left_out, outcome, end)
            if self._stopped:
                raise Stopped
            if outcome.problem:
                break
            if monotonic() >= end and step != "done":
                late = f"The notebook took more than {self.seconds:g} s, and this exercise was not marked in time."
                outcome.results.update({name: (False, "out-of-time", late) for name in todo if name not in outcome.results})
            elif step == "start":
                outcome.problem = (NOT_MARKED, "The process that marks did not start: mark this notebook again.")
                break
            elif isinstance(step, int):
                left_out[step] = f"It {how}, and was left out."
            elif step != "done":
                outcome.results[step] = (False, *_blame(how))
        return outcome

    def stop(self):
        """End all processes; whoever waits in ``mark`` gets ``Stopped``."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                _kill(process)

    def _run(self, folder, data, todo, left_out, outcome, end):
        """Run one process, and fill ``outcome``.

        Returns where it ended, and how: ("done", ""), ("start", how), (number of a cell, how) or (name of an exercise, how).
        """
        (folder / "submission.ipynb").write_bytes(data)
        request = {
            "notebook": "submission.ipynb", "exercises": todo, "own": self.own, "left_out": left_out,
            "seconds": self.seconds, "cell_seconds": self.seconds / 4, "memory": self.memory, "closed": self.closed,
        }  # fmt: skip
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        process, told = self._start(folder), queue.Queue()
        threading.Thread(target=_read, args=(process.stdout, told), daemon=True).start()
        try:
            return self._follow(told, todo, outcome, end)
        finally:
            with self._lock:
                _kill(process)
                self._running.discard(process)
            process.stdin.close()
            process.wait()

    def _start(self, folder):
        command = [sys.executable, "-P", "-m", "coursecnn.grading.child", "request.json"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with self._lock:
            if self._stopped:
                raise Stopped
            process = subprocess.Popen(command, cwd=folder, env=_environment(folder), start_new_session=True, **pipes)
            self._running.add(process)
        return process

    def _follow(self, told, todo, outcome, end):
        quarter = self.seconds / 4
        step, until = "start", monotonic() + max(quarter, START_SECONDS)
        while True:
            try:
                line = told.get(timeout=max(0, min(until, end) - monotonic()))
            except queue.Empty:
                return step, f"was not finished after {min(quarter + GRACE, self.seconds):g} s"
            if line is None:
                return step, "ended the whole program"
            match _event(line):
                case ["done"]:
                    return "done", ""
                case ["broken", why]:
                    outcome.problem = ("broken-notebook", why)
                case ["cell", number]:
                    step, until = number, monotonic() + quarter + GRACE
                case ["note", number, note]:
                    outcome.notes[number] = note[:MESSAGE]
                case ["memory", number]:
                    return number, f"used up the memory of {self.memory:,} MB"
                case ["exercise", name] if name in todo:
                    step, until = name, monotonic() + max(quarter, CHECK_SECONDS)
                case ["result", name, passed, mistake, message] if name in todo:
                    outcome.results[name] = (passed, mistake, message[:MESSAGE])


def _blame(how):
    mistake = "never-ended" if "finished" in how else "exited"
    return mistake, f"When it was called, it {how}."


def _read(stream, told):
    """Lines of a process into a queue, and None at their end; what is too long ends it too."""
    left = TOLD_BYTES
    with stream:
        while line := stream.readline(left):
            told.put(line)
            left -= len(line)
    told.put(None)


def _event(line):
    """A line as an event, or None: a notebook might write lines of its own."""
    try:
        kind, *values = json.loads(line)
        types = EVENTS[kind]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    fits = len(values) == len(types) and all(map(isinstance, values, types))
    return [kind, *values] if fits else None


def _environment(folder):
    kept = {name: value for name, value in os.environ.items() if name.upper() in VARIABLES}
    path = os.pathsep.join(filter(None, (str(PACKAGES), kept.get("PYTHONPATH"))))
    return kept | {
        "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg",
        "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder),
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    }  # fmt: skip


def _kill(process):
    """End a process that was not waited for yet, and all that it has begun."""
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    else:
        process.kill()
