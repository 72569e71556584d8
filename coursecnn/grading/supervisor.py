"""Marking one notebook: time, ends of its process, and a new beginning without what ended one."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from .process import Ended, Process
from .visit import GRACE, Visit

STARTS = 1  # further ones where a process does not begin
MEDDLING = 5  # beginnings for a notebook that meddles with what its process says
WAITED = 0.25  # of the time: who ran out of it and waited longer than this for a processor may do better alone
OF_A_CELL = 1 / 4  # of the time of a notebook
NOT_MARKED = "not-marked"
MEDDLED = "What the notebook's process said was not the output of an answer: the notebook meddled with its marking."


class Stopped(Exception):
    """The marking was ended from outside."""


@dataclass
class Outcome:
    """What is known of a notebook.

    problem : None or (mistake, message), where nothing could be marked
    results : {exercise: (passed, mistake, message)}
    notes : {number of a code cell: how it ended, unless it went well}
    remarks : what else a student should know, a list of sentences
    late : points were lost for lack of time, and others had the processor: another time may go better
    """

    problem: tuple | None = None
    results: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)
    late: bool = False

    @property
    def is_final(self):
        """False where the same notebook may be marked with another outcome: nothing came of this time."""
        return not self.problem or self.problem[0] != NOT_MARKED

    @property
    def passed(self):
        """How many exercises passed."""
        return sum(result[0] for result in self.results.values())


@dataclass(frozen=True)
class Handed:
    """A notebook as it is marked: its bytes, the name of its file, its exercises, and imports that they stand on."""

    data: bytes
    name: str
    exercises: tuple
    imports: tuple


class Supervisor:
    """Marks notebooks, from several threads at once.

    Parameters
    ----------
    seconds : float
        For one notebook; a quarter of it for one cell.
    memory : int
        MB for one notebook.
    walls : Walls or None
    watcher : Watcher or None
    own : list of str
        Names of modules with a teacher's own exercises, which notebooks may import.
    """

    def __init__(self, seconds, memory, walls, watcher, own=()):
        self.seconds, self.cell_seconds, self.memory, self.own = seconds, seconds * OF_A_CELL, memory, list(own)
        self._walls, self._watcher = walls, watcher
        self._lock, self._running, self._stopped = threading.Lock(), set(), False

    def mark(self, handed):
        """The ``Outcome`` of a ``Handed``. Raises ``Stopped`` after ``stop()``."""
        outcome, clock, left_out, helping = Outcome(), Clock(self.seconds), {}, Clock(self.seconds)
        meddled, starts = 0, STARTS
        while not outcome.problem and meddled < MEDDLING:
            todo = [exercise for exercise in handed.exercises if exercise.id not in outcome.results]
            if not todo:
                break
            outcome.notes, outcome.remarks = dict(left_out), []
            step, how = self._run(handed, todo, left_out, outcome, clock, helping)
            if self._stopped:
                raise Stopped
            meddled += how == "garbled"
            if outcome.problem:
                break
            if clock.left <= 0:
                late = f"The notebook took more than {self.seconds:g} s, and this exercise was not marked in time."
                for exercise in todo:
                    outcome.results.setdefault(exercise.id, (False, "out-of-time", late))
            elif step == "start" and starts:
                starts -= 1
            elif step == "start":
                outcome.problem = (NOT_MARKED, "The process that marks did not start: mark this notebook again.")
            elif isinstance(step, int):
                left_out[step] = f"It {self._said(how)}, and was left out."
            elif step is not None:
                outcome.results[step] = _blame(self._said(how), how)
        for exercise in handed.exercises:
            if not outcome.problem:
                outcome.results.setdefault(exercise.id, (False, "unknown", MEDDLED))
        outcome.late &= outcome.passed < len(handed.exercises)
        return outcome

    def stop(self):
        """End all processes; whoever waits in ``mark`` gets ``Stopped``."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()

    @contextmanager
    def process(self):
        """A ``Process`` that ends with the block. Raises ``Stopped`` after ``stop()``."""
        with self._lock:
            if self._stopped:
                raise Stopped
            process = Process(self._walls, self._watcher)
            self._running.add(process)
        try:
            yield process
        finally:
            with self._lock:
                process.kill()
                self._running.discard(process)
            process.wait()

    def _run(self, handed, todo, left_out, outcome, clock, helping):
        """Run one process, and fill ``outcome``.

        Returns where it ended (None, "start", the number of a cell or the id of an exercise), and how.
        """
        with self.process() as process:
            began, visit = time.monotonic(), Visit(self, process, clock, outcome)
            try:
                visit.open(handed)
                visit.run_cells(left_out)
                visit.mark(todo, helping)
                return None, ""
            except Ended as end:
                return visit.step, end.how
            finally:
                if visit.ran_out or clock.left <= 0:
                    outcome.late |= process.waited() > WAITED * (time.monotonic() - began)

    def _said(self, how):
        late = f"was not finished after {min(self.cell_seconds + GRACE, self.seconds):g} s"
        said = {"ended": "ended the whole program", "late": late, "garbled": "meddled with its marking"}
        return said.get(how, how)


class Clock:
    """Seconds that are left for a notebook. While the computer sleeps it stands still."""

    def __init__(self, seconds):
        self.left = seconds


def _blame(said, how):
    if how == "garbled":
        return False, "unknown", MEDDLED
    mistake = "never-ended" if how == "late" else "exited"
    return False, mistake, f"When it was called, it {said}."
