"""What is said about a wrong answer, as plain text that reads well in any notebook."""

import inspect

from .compare import unchanged
from .tables import blocks
from .words import shown

ENDLESS = "Is there a loop whose condition never changes, or one with far too many steps?"


def failure(exercise, case, outcome, found, why, see):
    """The smallest input on which an answer fails: input, expected, got, and the cause."""
    lines = [f"{exercise.id}: not yet. {found.text}", "The smallest input on which it fails:"]
    lines += _input(exercise, case)
    expected, got = exercise.expected(*case.args, **case.kwargs), outcome.value
    wrong, part = found.wrong, found.part
    if part is not None and not (isinstance(got, tuple | list) and wrong is None):
        expected, got = expected[part], got[part]
    place = "" if part is None or wrong is None else f"[{part}]"
    compared = [(f"{label}:", text) for label, text in blocks(f"expected{place}", expected, wrong, beside=got)]
    if outcome.error is None and got is not None:
        mine = blocks(f"got{place}", got, wrong, beside=expected, mark=True)
        compared += [(f"{label}:", text) for label, text in mine]
    width = max(len(label) for label, _ in compared)
    lines += _aligned(((label.ljust(width), text) for label, text in compared), " ")
    lines += _changed(exercise, case, outcome)
    lines += _printed(outcome)
    return "\n".join([*lines, *_because(why, see)])


def endless(exercise, case, seconds, state):
    """An answer whose time is over."""
    end = "was stopped"
    if state == "lost":
        end = "cannot be stopped: choose Kernel > Restart Kernel before you go on"
    first = f"{exercise.id}: not yet. It did not end within {seconds:.0f} seconds, and {end}. The input:"
    return "\n".join([first, *_input(exercise, case), *_because(ENDLESS, exercise.see)])


def wrong_value(exercise, answer, why, see):
    """A value that is not the right one; the right one is not told."""
    return "\n".join([f"{exercise.id}: not yet. Your answer is {shown(answer)}.", *_because(why, see)])


def _because(why, see):
    return [*([f"Why: {why}"] if why else []), f"See {see}. Stuck? hint() helps."]


def _input(exercise, case):
    return [line for name, value in _arguments(exercise, case) for line in _aligned(blocks(name, value), " = ")]


def _arguments(exercise, case):
    """``(name, value)`` of what an answer was called with, in the words of the right function."""
    try:
        bound = inspect.signature(exercise.expected).bind(*case.args, **case.kwargs)
    except (TypeError, ValueError):
        return [*((f"argument {i}", value) for i, value in enumerate(case.args)), *case.kwargs.items()]
    return list(bound.arguments.items())


def _changed(exercise, case, outcome):
    """What the arguments are after the call, where they are no longer what they were."""
    lines = []
    after = [*outcome.args, *(outcome.kwargs or {}).values()]
    for (name, before), left in zip(_arguments(exercise, case), after):
        if not unchanged(before, left):
            lines += _aligned(blocks(name, left), " is now ")
    return lines


def _printed(outcome):
    if not outcome.lines:
        return []
    first = (outcome.printed.strip().splitlines() or [""])[0][:60]
    count = "1 line" if outcome.lines == 1 else f"{outcome.lines:,} lines"
    return [f"  It printed {count}{', which begins' if outcome.lines == 1 else ', the first'}: {first}"]


def _aligned(labelled, between):
    """Lines of ``(label, text)``, with texts of several lines below each other."""
    lines = []
    for label, text in labelled:
        first, *rest = text.split("\n")
        head = f"  {label}{between}"
        lines += [head + first, *(" " * len(head) + line for line in rest)]
    return lines
