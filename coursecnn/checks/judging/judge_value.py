"""The check of an answer that is a value: worked out on paper, chosen from words, or measured."""

from itertools import combinations

import numpy as np

from ..parts import Case, Range, Result
from ..slips import run_with
from . import message
from .changes import RESULTS
from .explain import Cause
from .match import Fault, as_wanted, differing, equal, fault, is_number, simple

NOTHING = Case(())


def judge_value(exercise, about):
    """Compare a value with the right one, and with what comes out with slips; a ``Result``."""
    if about.callable:
        text = f"A value is wanted, not {about.words}, which is a function."
        return Result(False, "wrong-type", f"{exercise.id}: not yet. {text}")
    if _has_gap(about.value):
        return Result(False, None, f"{exercise.id}: not tried yet.", tried=False)
    right = exercise.value()
    answer = _words_for_bools(as_wanted(about.value, right), right)
    found = _fault(exercise, answer, right)
    if not found:
        return Result(True, None, f"{exercise.id}: passed.")
    sets = _slips(exercise, answer)
    causes = [Cause(tuple(map(exercise.slip, names))) for names in sets]
    if causes:
        because, kind = message.because(causes, guess=len(sets[0]) > 1), sets[0][0]
    else:
        because = [f"Why: {found.text}"] if found.text else _right_parts(exercise, right, answer)
        kind = "unknown" if found.kind == "values" else found.kind
    text = message.wrong_value(exercise, about.words, because, message.place(causes))
    return Result(False, kind, text, slips=tuple(sets))


def _words_for_bools(answer, right):
    """True is as good as "true", where a word is wanted."""
    if isinstance(right, tuple) and isinstance(answer, tuple):
        return tuple(map(_words_for_bools, answer, right)) if len(answer) == len(right) else answer
    return str(bool(answer)).lower() if isinstance(right, str) and isinstance(answer, bool | np.bool_) else answer


def as_parts(value):
    """A value as a tuple; what is no tuple is its only part."""
    return value if isinstance(value, tuple) else (value,)


def example(value):
    """A value in which the middle of each range stands for a measurement."""
    if isinstance(value, tuple):
        return tuple(map(example, value))
    return (value.low + value.high) / 2 if isinstance(value, Range) else value


def _right_parts(exercise, right, answer):
    """Which values of several are right, where some are; what turns a right array into this one."""
    if isinstance(right, np.ndarray) and isinstance(answer, np.ndarray):
        return _of_array(exercise, right, answer)
    if not isinstance(right, tuple | list) or len(right) < 2:
        return []
    places = [i for i, two in enumerate(zip(right, answer)) if fault(*two, exercise.tolerance) is None]
    if not places:
        return []
    words = ", ".join(f"[{place}]" for place in places)
    return [f"Right {'is value' if len(places) == 1 else 'are values'} {words} of {len(right)}."]


def _of_array(exercise, right, answer):
    for words, change in RESULTS.items():
        try:
            with np.errstate(all="ignore"):
                changed = change(right)
        except (IndexError, ValueError):  # of other arrays than this one
            continue
        if np.size(answer) > 1 and equal(changed, answer, exercise.tolerance):
            return [f"Why: Yours is the right array {words}."]
    if right.shape != answer.shape:
        return []
    wrong = differing(right, answer, exercise.tolerance)
    shifts = np.unique(np.round(np.asarray(answer, float) - right, 9))
    if wrong.all() and wrong.size > 1 and len(shifts) == 1:
        return [f"Why: Every entry is too {'large' if shifts[0] > 0 else 'small'}, by the same number."]
    if wrong.all() or wrong.size > 20:
        return []
    places = [f"[{', '.join(map(str, place))}]" for place in np.argwhere(wrong)]
    return [f"Wrong {'is entry' if len(places) == 1 else 'are entries'} {', '.join(places)}; all others are right."]


def _slips(exercise, answer):
    """The smallest sets of slips that come out at this answer."""
    for count in (1, 2):
        found = []
        for names in combinations([s.name for s in exercise.slips], count):
            value, error = run_with(names, exercise.value, NOTHING)
            if error is None and _hit(value, as_wanted(answer, value), exercise.tolerance):
                found.append(names)
        if found:
            return found
    return []


def _hit(value, answer, tolerance):
    if isinstance(value, Range):
        return is_number(answer) and value.low <= answer <= value.high
    if isinstance(value, tuple):
        return (
            isinstance(answer, tuple)
            and len(value) == len(answer)
            and all(_hit(v, a, tolerance) for v, a in zip(value, answer))
        )
    return equal(value, answer, tolerance)


def _has_gap(answer):
    """The answer, or a part of it, is still to be filled in."""
    if isinstance(answer, tuple | list):
        return any(map(_has_gap, answer))
    return answer is ... or answer is None


def _fault(exercise, answer, right):
    found = fault(example(right), answer, exercise.tolerance, exercise.whole_counts)
    if found and found.kind not in ("values", "float-size"):
        return found
    word = _unknown_word(exercise.choices, answer)
    if word:
        return Fault("wrong-choice", f"{word!r} is none of {', '.join(map(repr, exercise.choices))}.")
    if any(isinstance(part, Range) for part in _flat(right)):
        return _of_measurement(exercise, answer, right)
    if found:
        return Fault(found.kind, "" if found.kind == "values" else found.text)
    return _refused(exercise, answer)


def _of_measurement(exercise, answer, right):
    """Parts with a range lie in it, all others are right."""
    words = None
    for one, other in zip(_flat(right), _flat(answer)):
        if not isinstance(one, Range):
            words = words or fault(one, other, exercise.tolerance)
            continue
        number = np.inf if isinstance(other, int) and abs(other) > 1e300 else float(other)
        text = _out_of_range(number, one)
        if text:
            return Fault("out-of-range", text)
    if words:
        return Fault("wrong-verdict", "The measurement is right. What does it say about the claim?")
    return _refused(exercise, answer)


def _refused(exercise, answer):
    """What ``accepts`` says, where the exercise has one."""
    verdict = True if exercise.accepts is None else exercise.accepts(answer)
    if verdict and not isinstance(verdict, str):
        return None
    return Fault("values", verdict or "This measurement is out of range.")


def _flat(value):
    """All parts of a value, also those inside of a tuple in a tuple."""
    return [part for one in value for part in _flat(one)] if isinstance(value, tuple) else [value]


def _out_of_range(number, right):
    """What can be said for certain about a measurement that a right one cannot give; "" for one in the range."""
    if not np.isfinite(number):
        return f"{number} is no measurement."
    if right.low <= number <= right.high:
        return ""
    text = f"{number:.4g} is not what a right measurement gives here."
    others = {
        "the sign be turned": -number,
        "it be a share, where percent are wanted": 100 * number,
        "it be in percent, where a share is wanted": number / 100,
        "the ratio be upside down": 1 / number if number else np.nan,
        "it be what is left, in place of what is lost (or the other way round)": 1 - number,
    }
    could = [words for words, n in others.items() if right.low <= n <= right.high]
    return f"{text} Could {could[0]}?" if len(could) == 1 else text


def _unknown_word(choices, answer):
    """The first text of an answer that is none of the words to choose from, or None."""
    words = [part for part in as_parts(answer) if isinstance(part, str)]
    return next((word for word in words if choices and simple(word) not in map(simple, choices)), None)
