"""Exercises that say what is wrong with an answer.

In a notebook::

    from coursecnn.checks import exercise, progress

    check_pad = exercise("02.pad")
    print(check_pad.check(pad))  # passed, or the smallest input on which pad fails, and why
    check_pad.hint()
    check_pad.solution()
    progress("02")
    report()  # a message seems wrong? this writes what is needed to look at it into a file

An exercise of your own is an ``Exercise`` as well: see ``coursecnn.checks.definition``.
"""

from .catalog import all, exercise, progress
from .definition import Exercise
from .last import report
from .parts import Case, Range, Result
from .slips import slip

__all__ = ["Case", "Exercise", "Range", "Result", "all", "exercise", "progress", "report", "slip"]
