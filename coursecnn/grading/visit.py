"""One process with a notebook in it: its cells are run, its answers judged."""

import base64
from contextlib import suppress
from functools import partial
from itertools import takewhile

from ..checks.solutions import worked_code
from .door import doors
from .process import Ended
from .words import tidy

START_SECONDS = 60  # at least, for a process to begin
GRACE = 3  # seconds after which a cell that did not stop ends with its process
MOST_CELLS = 5_000
TASKS, FILES = 200, 64  # processes, and MB of a file


class Later(BaseException):
    """An answer is judged when all are that need no right earlier ones."""


class Visit:
    """One process with a notebook in it."""

    def __init__(self, supervisor, process, clock, outcome):
        self._supervisor, self._process, self._clock, self._outcome = supervisor, process, clock, outcome
        self.step, self.ran_out = "start", False
        self.patience = max(supervisor.cell_seconds, START_SECONDS)
        self._helps, self._lost = False, ""  # right functions are in it; how it ended while they were

    def ask(self, request, seconds):
        """What the process answers. Raises ``Ended``."""
        self._end_help()
        if self._lost:
            raise Ended(self._lost)
        return self._ask(request, seconds, self._clock)

    def _ask(self, request, seconds, clock):
        try:
            return self._process.ask(request, seconds, clock)
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
        opened = self.ask(
            {
                "do": "open", "notebook": base64.b64encode(handed.data).decode(), "name": handed.name,
                "names": [exercise.name for exercise in handed.exercises], "own": supervisor.own,
                "imports": list(handed.imports), "limits": limits,
            },
            self.patience,
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
        self._left_out, seconds = left_out, self._supervisor.cell_seconds
        for number in range(1, self._cells + 1):
            if number in left_out:
                continue
            self.step = number
            reply = self.ask({"do": "cell", "number": number, "seconds": seconds}, seconds + GRACE)
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
        """Judge the answers, one after the other; ``helping`` is the ``Clock`` for those with right earlier ones.

        These come last: when what is right is in the process, no other mark can change any more.
        """
        put_off = []
        for exercise in exercises:
            try:
                if not self._mark(exercise, partial(self._put_off, exercise)):
                    return
            except Later:
                put_off.append(exercise)
        for exercise in put_off:
            if not self._mark(exercise, partial(self._help, exercise, helping)):
                return

    def _mark(self, exercise, help_with):
        """Judge an answer; False where the process has no use after it."""
        self.step = exercise.id
        look = self.ask({"do": "look", "name": exercise.name}, self.patience)
        found = doors(self.ask, exercise.name, look, help_with)
        if not found:
            self._outcome.results[exercise.id] = False, "missing", self._why_missing(exercise.name, look)
            return True
        result, lost = self._judge(exercise, found)
        self._outcome.results[exercise.id] = result
        self.ran_out |= result[1] == "never-ended"
        self._end_help()
        return not (lost or self._lost)  # it goes on, and would take the processor from the others; or is gone

    def _judge(self, exercise, found):
        for number, door in enumerate(found):
            result = exercise.judge(door)
            if door.ended and not self._lost:
                raise Ended(door.ended)
            if result.tried:
                if number:
                    remark = f"Below your {exercise.name} it is defined once more, without an answer: yours was marked."
                    self._outcome.remarks.append(remark)
                return (bool(result.passed), result.mistake, tidy(str(result.message))), door.state == "lost"
        return (False, "not-tried", tidy(str(result.message))), False

    def _put_off(self, exercise, names, raised):
        if self._wrong(exercise, names, raised):
            raise Later

    def _help(self, exercise, helping, names, raised):
        """How to ask where right functions stand for earlier answers that are wrong; None where there are no such."""
        wrong = self._wrong(exercise, names, raised)
        if not wrong or helping.left <= 0:
            return None
        ask = partial(self._ask_helped, helping)
        texts = [*self._handed.imports, *map(worked_code, self._earlier(exercise))]
        try:
            ask({"do": "put", "names": wrong, "texts": texts}, self.patience)
        except Ended:
            return None
        self._helps = True
        return ask

    def _wrong(self, exercise, names, raised):
        """Those of the names whose answers failed, passed with help themselves, or do not fit.

        One that passed may still not fit where it is called (it gives lists, which have no shape): it counts among
        them where the answer raised.
        """
        results, lean = self._outcome.results, set()
        for one in self._earlier(exercise):
            _, mistake, message = results.get(one.id, (False, "put-off", ""))
            if mistake != "missing" and (raised or message != f"{one.id}: passed."):
                lean.add(one.name)
        return [name for name in names if name in lean]

    def _earlier(self, exercise):
        """Functions that are asked for before it in its lesson."""
        before = takewhile(lambda one: one is not exercise, self._handed.exercises)
        return [one for one in before if one.lesson == exercise.lesson and one.expected]

    def _end_help(self):
        if self._helps and not self._lost:
            self._helps = False
            with suppress(Ended):
                self._ask_helped(self._clock, {"do": "back"}, self.patience)

    def _ask_helped(self, clock, request, seconds):
        """As ``ask``; a process that ends while it is helped, or cannot stop a call, is no more to be asked."""
        try:
            reply = self._ask(request, seconds, clock)
        except Ended as end:
            self._lost = end.how
            raise
        if reply.get("state") == "lost":
            self._lost = "late"
        return reply

    def _why_missing(self, name, look):
        makers = look.get("cells")
        for number in makers if type(makers) is list else []:
            if note := self._outcome.notes.get(number):
                return f"There is no {name}: the cell that makes it (code cell {number}) failed. {note}"
        return f"There is no {name} in this notebook: was its cell deleted, or the name changed?"
