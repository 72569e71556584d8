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


class Helper:
    """Another process with the same notebook, made when it is needed, in which earlier answers can be right ones.

    Parameters
    ----------
    visit : Visit
        Of the process that is marked.
    opened : ExitStack
        Ends the process.
    clock : Clock
    """

    def __init__(self, visit, opened, clock):
        self._of, self._opened, self._clock, self._visit = visit, opened, clock, None

    def put(self, names, texts):
        """Let these names be right functions, and all others the student's again: how to ask, or None."""
        request = {"do": "put", "names": names, "texts": texts}
        try:
            self._visit = self._visit or self._of.again(self._opened, self._clock)
            self.ask(request, self._of.patience)
        except Ended:
            return None
        return self.ask

    def ask(self, request, seconds):
        """As ``Visit.ask``; where a call goes on, or the process is gone, the next one will be another."""
        lost = True
        try:
            reply = self._visit.ask(request, seconds)
            lost = reply.get("state") == "lost"
            return reply
        finally:
            if lost:
                self._of.ran_out |= self._visit.ran_out
                self._visit = None
                self._opened.close()


class Visit:
    """One process with a notebook in it."""

    def __init__(self, supervisor, process, clock, outcome):
        self._supervisor, self._process, self._clock, self._outcome = supervisor, process, clock, outcome
        self.step, self.ran_out = "start", False
        self.patience = max(supervisor.cell_seconds, START_SECONDS)

    def ask(self, request, seconds):
        """What the process answers. Raises ``Ended``."""
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
        """Judge the answers, one after the other; ``helping`` is the ``Clock`` of processes with right earlier ones."""
        with ExitStack() as opened:
            helper = Helper(self, opened, helping)
            for exercise in exercises:
                self.step = exercise.id
                look = self.ask({"do": "look", "name": exercise.name}, self.patience)
                found = doors(self.ask, exercise.name, look, partial(self._help, exercise, helper))
                if not found:
                    self._outcome.results[exercise.id] = False, "missing", self._why_missing(exercise.name, look)
                    continue
                result, lost = self._judge(exercise, found)
                self._outcome.results[exercise.id] = result
                self.ran_out |= result[1] == "never-ended"
                if lost:  # it goes on, and would take the processor from the others
                    return

    def again(self, opened, clock):
        """A ``Visit`` to another process, in which the same cells have run; what else it does is not looked at."""
        process = opened.enter_context(self._supervisor.process())
        visit = Visit(self._supervisor, process, clock, type(self._outcome)())
        try:
            visit.open(self._handed)
            visit.run_cells(self._left_out)
        except Ended:
            self.ran_out |= visit.ran_out
            opened.close()
            raise
        return visit

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

    def _help(self, exercise, helper, names, raised):
        """How to ask a process in which right functions stand for earlier answers that are wrong; None without them.

        The marks of these are fixed, so it may know them. One that passed may still not fit where it is called (it
        gives lists, which have no shape): it counts among them where the answer raised.
        """
        results = self._outcome.results
        earlier = [one for one in self._handed.exercises if one.lesson == exercise.lesson and one.id in results]
        earlier = [one for one in earlier if one.expected]
        lean = {  # they failed, passed with help themselves, or do not fit
            one.name
            for one in earlier
            if results[one.id][1] != "missing" and (raised or results[one.id][2] != f"{one.id}: passed.")
        }
        wrong = [name for name in names if name in lean]
        texts = [*self._handed.imports, *map(worked_code, earlier)]
        return helper.put(wrong, texts) if wrong else None

    def _why_missing(self, name, look):
        makers = look.get("cells")
        for number in makers if type(makers) is list else []:
            if note := self._outcome.notes.get(number):
                return f"There is no {name}: the cell that makes it (code cell {number}) failed. {note}"
        return f"There is no {name} in this notebook: was its cell deleted, or the name changed?"
