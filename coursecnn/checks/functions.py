"""The check of an answer that is a function."""

import copy
import dis
import inspect

import numpy as np

from .compare import Difference, difference, same, unchanged
from .guard import SECONDS, run
from .mistakes import GENERIC, MISTAKES
from .parts import Result
from .report import endless, failure
from .words import said, shown

LONGEST = 300  # characters of what an exception says
_JUMPS = {*dis.hasjrel, *dis.hasjabs}


def judge(exercise, answer):
    """Try ``answer`` on all cases of the exercise, and find the cause where it fails; a ``Result``."""
    if answer is ... or answer is None or _untouched(exercise, answer):
        return Result(False, None, f"{exercise.id}: not tried yet.", tried=False)
    if not callable(answer):
        text = f"A function is wanted, not {shown(answer)}: give its name without brackets."
        return Result(False, "not-callable", f"{exercise.id}: not yet. {text}")
    cases = list(exercise.cases())
    outcomes, state = run(answer, cases, SECONDS)
    failed = _first_failure(exercise, cases, outcomes)
    if failed is None and state == "done":
        return Result(True, None, f"{exercise.id}: passed.")
    if failed is None:
        return _endless(exercise, cases, outcomes, state)
    case, outcome, found = failed
    named = None if found.kind == "exited" else _known_mistake(exercise, cases, outcomes, state)
    kind = named.id if named else found.kind if found.kind != "values" else "unknown"
    if kind == "returned-none" and outcome.lines:
        kind = "printed-instead-of-returned"
    message = failure(exercise, case, outcome, found, *_cause(exercise, kind, named))
    return Result(False, kind, message)


def _untouched(exercise, answer):
    """The function is the stub, or the faulty one that a notebook gave."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    given = getattr(exercise.given, "__code__", None)
    if given is not None and _fingerprint(code) == _fingerprint(given):
        return True
    return any(code.co_code == stub.__code__.co_code and not code.co_names for stub in _STUBS) and set(
        code.co_consts
    ) <= {None, ..., inspect.getdoc(answer), answer.__doc__}


def _fingerprint(code):
    """What a function does, step by step: ``np.zeros`` has other bytes where NumPy is imported in the same text."""
    steps = []
    for step in dis.get_instructions(code):
        if inspect.iscode(step.argval):
            steps.append(_fingerprint(step.argval))
        elif step.opname != "PUSH_NULL":
            name = step.opname.replace("LOAD_METHOD", "LOAD_ATTR")
            steps.append((name, None if step.opcode in _JUMPS else step.argval))
    return steps


def _stub_1(): ...  # fmt: skip


def _stub_2():
    """Text."""


def _stub_3():
    return ...


def _stub_4():
    """Text."""
    return ...


_STUBS = (_stub_1, _stub_2, _stub_3, _stub_4)


def _first_failure(exercise, cases, outcomes):
    """``(case, outcome, difference)`` of the first case that fails, or None."""
    for case, outcome in zip(cases, outcomes):
        found = _fault(exercise, case, outcome)
        if found:
            return case, outcome, found
    return None


def _fault(exercise, case, outcome):
    error = outcome.error
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return Difference("exited", "The answer ended the program: sys.exit(), exit() and quit() have no place in it.")
    if error is not None:
        what = f"{type(error).__name__}: {' '.join(said(str, error).split())[:LONGEST]}".rstrip(": .")
        return Difference(
            "integer-dtype" if "Cannot cast ufunc" in what else "raised",
            f"{what}{f', in the line `{outcome.line}`' if outcome.line else ''}.",
        )
    found = difference(_right(exercise, case), outcome.value, exercise.tolerance)
    if found is None and not unchanged((case.args, case.kwargs), (outcome.args, outcome.kwargs)):
        return Difference("changed-input", "The answer is right, but it changed what it was given.")
    return found


def _right(exercise, case):
    with np.errstate(all="ignore"):
        return exercise.expected(*case.args, **case.kwargs)


def _known_mistake(exercise, cases, outcomes, state):
    """The first mistake of the bank whose outputs are those of the answer, in every case."""
    if state != "done" or len(outcomes) < len(cases):
        return None
    for mistake in exercise.mistakes:
        if callable(mistake.wrong) and all(map(_agree, _outcomes(mistake.wrong, cases), outcomes)):
            return mistake
    return None


def _outcomes(wrong, cases):
    return (_outcome(wrong, case) for case in cases)


def _outcome(wrong, case):
    """``(value, error)`` of a function of the bank."""
    args, kwargs = copy.deepcopy((case.args, case.kwargs))
    try:
        with np.errstate(all="ignore"):
            return wrong(*args, **kwargs), None
    except Exception as error:
        return None, error


def _agree(trusted, outcome):
    value, error = trusted
    if error is not None or outcome.error is not None:
        return error is not None and outcome.error is not None
    return same(value, outcome.value)


def _cause(exercise, kind, named):
    """``(why, see)``: the sentence for a mistake, and where to read on."""
    if named:
        return named.why or MISTAKES[named.id], named.see or exercise.see
    return GENERIC.get(kind, ""), exercise.see


def _endless(exercise, cases, outcomes, state):
    case = cases[min(len(outcomes), len(cases) - 1)]
    message = endless(exercise, case, SECONDS, state)
    return Result(False, "never-ended", message)
