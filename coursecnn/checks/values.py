"""The check of an answer that is a value: predicted, or measured."""

import numpy as np

from .compare import NEAR, Difference, difference, plain
from .mistakes import GENERIC, MISTAKES
from .parts import Result
from .report import wrong_value


def judge(exercise, answer):
    """Compare a value with the right one and with the known wrong ones; a ``Result``."""
    if _has_gap(answer):
        return Result(False, None, f"{exercise.id}: not tried yet.", tried=False)
    right = exercise.value()
    answer = _as_wanted(answer, right)
    found = _fault(exercise, answer, right)
    if not found:
        return Result(True, None, f"{exercise.id}: passed.")
    named = next((mistake for mistake in exercise.mistakes if _is(mistake, answer, exercise.tolerance)), None)
    if named:
        return _result(exercise, named.id, answer, named.why or MISTAKES[named.id], named.see or exercise.see)
    kind = "unknown" if found.kind == "values" else found.kind
    reason = (found.text if kind == "wrong-shape" else GENERIC.get(kind)) or (
        found.text if kind != "unknown" or exercise.accepts else ""
    )
    return _result(exercise, kind, answer, reason, exercise.see)


def _has_gap(answer):
    """The answer, or a part of it, is still to be filled in."""
    if isinstance(answer, tuple | list):
        return any(map(_has_gap, answer))
    return answer is ... or answer is None


def _fault(exercise, answer, right):
    found = difference(_as_wanted(right, right), answer, exercise.tolerance)
    if found and found.kind not in NEAR:
        return found
    word = _unknown_word(exercise.choices, answer)
    if word:
        return Difference("wrong-choice", f"{word!r} is none of {', '.join(map(repr, exercise.choices))}.")
    if exercise.accepts:
        return _fault_of_measurement(exercise, answer, right)
    return None if found and found.kind == "float-size" else found


def _fault_of_measurement(exercise, answer, right):
    verdict = exercise.accepts(answer)
    if verdict is True:
        return None
    only_words = exercise.accepts(_with_words_of(right, answer)) is True
    return Difference("wrong-verdict" if only_words else "values", verdict or "This measurement is out of range.")


def _with_words_of(right, answer):
    if isinstance(right, tuple | list):
        return tuple(map(_with_words_of, right, answer))
    return right if isinstance(right, str) else answer


def _unknown_word(choices, answer):
    """The first text of an answer that is none of the words to choose from, or None."""
    words = [part for part in (answer if isinstance(answer, tuple) else (answer,)) if isinstance(part, str)]
    return next((word for word in words if choices and plain(word) not in map(plain, choices)), None)


def _as_wanted(value, like):
    """Lists and arrays count as tuples; a list counts as an array where one is wanted, also inside a tuple."""
    if isinstance(like, np.ndarray) and isinstance(value, list | tuple):
        try:
            return np.array(value)
        except Exception:  # rows of different lengths, or of things that are no numbers
            return value
    if isinstance(like, tuple | list) and (
        isinstance(value, tuple | list) or (isinstance(value, np.ndarray) and value.ndim)
    ):
        same_length = len(value) == len(like)
        return tuple(map(_as_wanted, value, like)) if same_length else tuple(value)
    return value


def _is(mistake, answer, tolerance):
    wrong = mistake.wrong() if callable(mistake.wrong) else mistake.wrong
    found = difference(_as_wanted(wrong, wrong), _as_wanted(answer, wrong), tolerance)
    return found is None or found.kind == "float-size"


def _result(exercise, kind, answer, why, see):
    return Result(False, kind, wrong_value(exercise, answer, why, see))
