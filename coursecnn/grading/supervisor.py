"""Watching the processes in which notebooks run: time, ends, and a new beginning without what ended one."""

import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from .process import Process

START_SECONDS = 30  # at least, for a process to begin
CHECK_SECONDS = 15  # at least, for an answer: a check ends what is endless by itself, much earlier
GRACE = 3  # seconds after which a cell that did not stop ends with its process
TICK = 0.5  # seconds between looks at the clock
MESSAGE = 4000  # characters
NOT_MARKED = "not-marked"


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
        self.seconds, self.memory = seconds, memory
        self.closed, self.own = [str(path.resolve()) for path in closed], own and str(own.resolve())
        self._lock, self._running, self._stopped = threading.Lock(), set(), False

    def mark(self, data, exercises):
        """The ``Outcome`` of the notebook ``data`` (bytes) for exercises, given by name.

        Raises ``Stopped`` after ``stop()``.
        """
        outcome, clock, left_out = Outcome(), Clock(self.seconds), {}
        while not outcome.problem and (todo := [name for name in exercises if name not in outcome.results]):
            outcome.notes = dict(left_out)
            step, how = self._run(data, todo, left_out, outcome, clock)
            if self._stopped:
                raise Stopped
            if step == "done":
                break
            if clock.left <= 0:
                late = f"The notebook took more than {self.seconds:g} s, and this exercise was not marked in time."
                for name in todo:
                    outcome.results.setdefault(name, (False, "out-of-time", late))
            elif step == "start":
                outcome.problem = (NOT_MARKED, "The process that marks did not start: mark this notebook again.")
            elif isinstance(step, int):
                left_out[step] = f"It {how}, and was left out."
            else:
                outcome.results[step] = (False, *_blame(how))
        for name in exercises:  # of which nothing was told: a notebook has said in our place that all is done
            outcome.results.setdefault(name, (False, "unknown", "The notebook interfered with its marking."))
        return outcome

    def stop(self):
        """End all processes; whoever waits in ``mark`` gets ``Stopped``."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()

    def _run(self, data, todo, left_out, outcome, clock):
        """Run one process, and fill ``outcome``.

        Returns where it ended ("done", "start", the number of a cell or the name of an exercise), and how.
        """
        request = {
            "exercises": todo, "own": self.own, "left_out": left_out, "closed": self.closed,
            "seconds": self.seconds, "cell_seconds": self.seconds / 4, "memory": self.memory,
        }  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="coursecnn-grade-", ignore_cleanup_errors=True) as folder:
            with self._lock:
                if self._stopped:
                    raise Stopped
                process = Process(Path(folder), data, request)
                self._running.add(process)
            try:
                return self._follow(process, todo, outcome, clock)
            finally:
                with self._lock:
                    process.kill()
                    self._running.discard(process)
                process.wait()

    def _follow(self, process, todo, outcome, clock):
        quarter = self.seconds / 4
        step, clock.step = "start", max(quarter, START_SECONDS)
        while clock.left > 0 and clock.step > 0:
            match clock.wait(process):
                case ["end"]:
                    return step, "ended the whole program"
                case ["done"]:
                    return "done", ""
                case ["broken", why]:
                    outcome.problem = ("broken-notebook", why)
                    return "done", ""
                case ["cell", number]:
                    step, clock.step = number, quarter + GRACE
                case ["note", number, note]:
                    outcome.notes[number] = note[:MESSAGE]
                case ["memory", number]:
                    return number, f"used up the memory of {self.memory:,} MB"
                case ["exercise", name] if name in todo:
                    step, clock.step = name, max(quarter, CHECK_SECONDS)
                case ["result", name, passed, mistake, message] if name in todo:
                    outcome.results[name] = (passed, mistake, message[:MESSAGE])
        return step, f"was not finished after {min(quarter + GRACE, self.seconds):g} s"


class Clock:
    """Seconds that are left for a notebook, and for its present step. While the computer sleeps it stands still."""

    def __init__(self, seconds):
        self.left, self.step = seconds, seconds

    def wait(self, process):
        """The next event of a process, or None after a moment."""
        began = monotonic()
        event = process.event(min(TICK, self.left, self.step))
        passed = min(monotonic() - began, 2 * TICK)
        self.left -= passed
        self.step -= passed
        return event


def _blame(how):
    mistake = "never-ended" if "finished" in how else "exited"
    return mistake, f"When it was called, it {how}."
