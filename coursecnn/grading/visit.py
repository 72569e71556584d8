"""One process with a notebook in it: its cells are run, its answers judged."""

import base64
from contextlib import ExitStack
from functools import partial

from ..checks.solutions import worked_code
from .door import doors
from .process import Ended
from .words import tidy

START_SECONDS = 60  # at least, for a process to begin
GRACE = 3  # seconds after which a cell that did not stop ends with its process
MOST_CELLS = 5_000
TASKS, FILES = 200, 64  # processes, and MB of a file


class Visit:
    """One process with a notebook in it."""

    def __init__(self, supervisor, process, clock, outcome):
        self._supervisor, self._process, self._clock, self._outcome = supervisor, process, clock, outcome
        self._quarter, self.step, self.ran_out = supervisor.seconds / 4, "start", False

    def _ask(self, request, seconds):
        try:
            return self._process.ask(request, seconds, self._clock)
        except Ended as end:
            self.ran_out |= end.how == "late"
            raise

    def open(self, handed):
        """Send the notebook."""
        self._handed = handed
        supervisor = self._supervisor
        limits = {"memory": supervisor.memory, "seconds": supervisor.seconds, "files": FILES, "tasks": 0}
        if supervisor._walls:
            limits["tasks"] = TASKS
        opened = self._ask(
            {
                "do": "open", "notebook": base64.b64encode(handed.data).decode(), "name": handed.name,
                "names": [exercise.name for exercise in handed.exercises], "own": supervisor.own,
                "imports": list(handed.imports), "limits": limits,
            },
            max(self._quarter, START_SECONDS),
        )  # fmt: skip
        self._process.watch()
        if type(broken := opened.get("broken")) is str:
            self._outcome.problem = ("broken-notebook", tidy(broken, 300))
            raise Ended("ended")
        self._cells = opened.get("cells")
        if type(self._cells) is not int or not 0 <= self._cells <= MOST_CELLS:
            raise Ended("garbled")
        if added := opened.get("added"):
            lines = "; ".join(line for line in handed.imports if line in added)
            self._outcome.remarks.append(f"A cell with imports is missing. It was marked as if it were there: {lines}")

    def run_cells(self, left_out):
        """Run all cells but those."""
        self._left_out = left_out
        for number in range(1, self._cells + 1):
            if number in left_out:
                continue
            self.step = number
            reply = self._ask({"do": "cell", "number": number, "seconds": self._quarter}, self._quarter + GRACE)
            note, skipped = reply.get("note"), reply.get("skipped")
            if note is not None:
                self._outcome.notes[number] = tidy(str(note), 400)
                self.ran_out |= str(note).startswith("It was not finished")
            if type(skipped) is list and skipped:
                lines = ", ".join(tidy(str(line), 100) for line in skipped[:20])
                self._outcome.remarks.append(f"Skipped in code cell {number}, as it is for a terminal: {lines}")
            self._process.look()  # before the next cell, which would be blamed
            if reply.get("memory"):
                raise Ended(f"used up the memory of {self._supervisor.memory:,} MB")

    def mark(self, exercises, helping):
        """Judge the answers, one after the other; ``helping`` is the ``Clock`` of processes with right earlier ones."""
        for exercise in exercises:
            self.step = exercise.id
            look = self._ask({"do": "look", "name": exercise.name}, max(self._quarter, START_SECONDS))
            found = doors(self._ask, exercise.name, look, partial(self._help, exercise, helping))
            if not found:
                self._outcome.results[exercise.id] = False, "missing", self._why_missing(exercise.name, look)
                continue
            with ExitStack() as self._helpers:
                result, lost = self._judge(exercise, found)
            self._outcome.results[exercise.id] = result
            self.ran_out |= result[1] == "never-ended"
            if lost:  # it goes on, and would take the processor from the others
                return

    def _judge(self, exercise, found):
        for number, door in enumerate(found):
            result = exercise.judge(door)
            if door.ended:
                raise Ended(door.ended)
            if result.tried:
                if number:
                    remark = f"Below your {exercise.name} it is defined once more, without an answer: yours was marked."
                    self._outcome.remarks.append(remark)
                return (bool(result.passed), result.mistake, tidy(str(result.message))), door.state == "lost"
        return (False, "not-tried", tidy(str(result.message))), False

    def _help(self, exercise, clock, names):
        """How to ask a new process in which right functions stand for earlier answers that failed; None without them.

        The marks of these are fixed, so it may know them. What else it does is not looked at.
        """
        results = self._outcome.results
        earlier = [one for one in self._handed.exercises if one.lesson == exercise.lesson and one.id in results]
        earlier = [one for one in earlier if one.expected]
        failed = {one.name for one in earlier if not results[one.id][0] and results[one.id][1] != "missing"}
        wrong = [name for name in names if name in failed]
        if not wrong:
            return None
        process = self._helpers.enter_context(self._supervisor.process())
        visit = Visit(self._supervisor, process, clock, type(self._outcome)())
        try:
            visit.open(self._handed)
            visit.run_cells(self._left_out)
            texts = [*self._handed.imports, *map(worked_code, earlier)]
            visit._ask({"do": "put", "names": wrong, "texts": texts}, max(self._quarter, START_SECONDS))
        except Ended:
            self.ran_out |= visit.ran_out
            return None
        return visit._ask

    def _why_missing(self, name, look):
        makers = look.get("cells")
        for number in makers if type(makers) is list else []:
            if note := self._outcome.notes.get(number):
                return f"There is no {name}: the cell that makes it (code cell {number}) failed. {note}"
        return f"There is no {name} in this notebook: was its cell deleted, or the name changed?"
