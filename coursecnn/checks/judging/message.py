"""What is said about a wrong answer, as plain text that reads well in any notebook."""

import inspect

from ..guard import SECONDS
from .match import Fault, as_wanted
from .tables import blocks

SAME = "The same comes out with"  # how a sentence begins that says what is seen, and not why
ENDLESS = "Is there a loop whose condition never changes, or one with far too many steps?"


def raised(reply):
    """The fault of an answer that raised."""
    what = f"{reply.error}: {reply.text}".rstrip(": .")
    return Fault("raised", f"{what}{f', in the line `{reply.line}`' if reply.line.strip('?') else ''}.")


def failure(trial, number, found, because, see=""):
    """The smallest input on which an answer fails: input, expected, got, and what is known of the cause.

    Parameters
    ----------
    trial : Trial
    number : int
        Of the case.
    found : Fault
    because : list of str
        Lines.
    see : str
        Where the lesson explains it; the exercise's own place unless given.
    """
    exercise, case, reply = trial.exercise, trial.inputs.cases[number], trial.replies[number]
    names = arguments(exercise, case)
    lines = [f"{exercise.id}: not yet. {found.text}", "The smallest of the inputs tried on which it fails:"]
    lines += _input(names)
    expected = trial.inputs.rights[number] if number < len(trial.inputs.rights) else None
    got, wrong, part = as_wanted(reply.value, expected), found.wrong, found.part
    if part is not None and not (isinstance(got, tuple | list) and wrong is None):
        expected, got = expected[part], as_wanted(got[part], expected[part])
    place = "" if part is None or wrong is None else f"[{part}]"
    compared = [(f"{label}:", text) for label, text in blocks(f"expected{place}", expected, wrong, beside=got)]
    if not reply.error and got is not None:
        mine = blocks(f"got{place}", got, wrong, beside=expected, mark=True)
        compared += [(f"{label}:", text) for label, text in mine]
    width = max(len(label) for label, _ in compared)
    lines += _aligned(((label.ljust(width), text) for label, text in compared), " ")
    for name, left in reply.changed:
        lines += _aligned(blocks(names[name][0] if isinstance(name, int) else name, left), " is now ")
    lines += _printed(reply)
    return "\n".join([*lines, *because, _end(exercise, see)])


def endless(exercise, case, state):
    """An answer whose time is over."""
    end = "was stopped"
    if state == "lost":
        end = "cannot be stopped: choose Kernel > Restart Kernel before you go on"
    first = f"{exercise.id}: not yet. It did not end within {SECONDS:.0f} seconds, and {end}. The input:"
    return "\n".join([first, *_input(arguments(exercise, case)), f"Why: {ENDLESS}", _end(exercise, "")])


def wrong_value(exercise, words, because, see=""):
    """A value that is not the right one; the right one is not told."""
    return "\n".join([f"{exercise.id}: not yet. Your answer is {words}.", *because, _end(exercise, see)])


def because(causes, guess=False, why="Why:"):
    """Lines that name one cause, or several of which any may be the one; as a question where it is a guess."""
    if len(causes) == 1:
        return _cause(causes[0].texts, guess, why)
    if not causes:
        return []
    heads = ["Either:", *["or:    "] * (len(causes) - 1)]
    lines = [f"  {head} {' And: '.join(cause.texts)}" for head, cause in zip(heads, causes)]
    return ["Could it be one of these?" if guess else "Why: it is one of these, whose outputs are the same.", *lines]


def place(causes):
    """Where the lesson explains the first slip; "" for the exercise's own place."""
    return next((s.see for s in causes[0].slips if s.see), "") if len(causes) == 1 else ""


def _cause(texts, guess, why):
    if len(texts) == 1:
        return [texts[0] if texts[0].startswith(SAME) else f"{why} {texts[0]}"]
    first = "Could two things have gone wrong at once?" if guess else "Why: two things at once."
    return [first, *(f"  ({n}) {text}" for n, text in enumerate(texts, 1))]


def arguments(exercise, case):
    """``[(name, value)]`` of what an answer was called with, in the words of the right function."""
    try:
        bound = inspect.signature(exercise.expected).bind(*case.args, **case.kwargs)
    except ValueError:  # written in C, some tell no names
        return [*((f"argument {number}", value) for number, value in enumerate(case.args)), *case.kwargs.items()]
    return list(bound.arguments.items())


def _end(exercise, see):
    return f"See {see or exercise.see}. Stuck? hint() helps."


def _input(names):
    return [line for name, value in names for line in _aligned(blocks(name, value), " = ")]


def _printed(reply):
    if not reply.lines:
        return []
    first = (reply.printed.strip().splitlines() or [""])[0][:60]
    count = "1 line" if reply.lines == 1 else f"{reply.lines:,} lines"
    return [f"  It printed {count}{', which begins' if reply.lines == 1 else ', the first'}: {first}"]


def _aligned(labelled, between):
    """Lines of ``(label, text)``, with texts of several lines below each other."""
    lines = []
    for label, text in labelled:
        first, *rest = text.split("\n")
        head = f"  {label}{between}"
        lines += [head + first, *(" " * len(head) + line for line in rest)]
    return lines


def either(lines, where=""):
    """One line as it is; several as a question, for any of them may be the one."""
    if len(lines) < 2:
        return [where + line for line in lines]
    heads = ["Either:", *["or:    "] * (len(lines) - 1)]
    return [f"{where}Could it be one of these?", *(f"  {head} {line}" for head, line in zip(heads, lines))]
