"""The check of an answer that is a value: predicted, or measured."""

import numpy as np

from . import report
from .compare import Difference, difference
from .definition import Result
from .mistakes import GENERIC, MISTAKES


def judge(exercise, answer):
    """Compare a value with the right one and with the known wrong ones; a ``Result``."""
    if answer is ... or answer is None or (isinstance(answer, tuple | list) and any(part is ... for part in answer)):
        return Result(False, None, f"{exercise.id}: not tried yet.", tried=False)
    found = _fault(exercise, answer)
    if not found:
        return Result(True, None, f"{exercise.id}: passed.")
    named = next((m for m in exercise.mistakes if _is(m, answer, exercise.tolerance)), None)
    if named:
        return _result(exercise, named.id, answer, named.why or MISTAKES[named.id], named.see or exercise.see)
    kind = "unknown" if found.kind == "values" else found.kind
    reason = found.text if found.kind != "values" or exercise.accepts else GENERIC.get(kind, "")
    return _result(exercise, kind, answer, reason, exercise.see)


def _fault(exercise, answer):
    right = exercise.value()
    found = difference(_as_wanted(right), _as_wanted(answer, right), exercise.tolerance)
    if found and found.kind == "values" and isinstance(answer, str) and exercise.choices:
        words = [choice.lower() for choice in exercise.choices]
        if answer.strip().lower() not in words:
            return Difference("wrong-choice", f"{answer!r} is none of {', '.join(map(repr, exercise.choices))}.")
    if exercise.accepts and (found is None or found.kind in ("values", "integer-dtype", "float-size")):
        verdict = exercise.accepts(answer)
        return None if verdict is True else Difference("values", verdict or "This measurement is out of range.")
    return None if found and found.kind == "float-size" else found


def _as_wanted(value, like=None):
    """Lists and arrays count as tuples; a list counts as an array where one is wanted, also inside a tuple."""
    like = value if like is None else like
    if isinstance(like, np.ndarray) and isinstance(value, list | tuple):
        try:
            return np.array(value)
        except ValueError:
            return value
    if isinstance(like, tuple | list) and isinstance(value, tuple | list | np.ndarray):
        if len(like) != len(value):
            return tuple(value)
        return tuple(_as_wanted(part, wanted) for part, wanted in zip(value, like))
    return value


def _is(mistake, answer, tolerance):
    found = difference(_as_wanted(mistake.wrong), _as_wanted(answer, mistake.wrong), tolerance)
    return found is None or found.kind == "float-size"


def _result(exercise, kind, answer, why, see):
    return Result(False, kind, report.wrong_value(exercise, answer, why, see))
