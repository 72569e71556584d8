"""Is a value right, chosen from the words there are, and in the range that a right measurement can give?"""

import numpy as np

from ...parts import Range
from ..match import Fault, fault, simple
from .fit import finite, flat
from .questions import could_be

CLAIM = "The measurement is right. What does it say about the claim?"


def as_parts(value):
    """A value as a tuple; what is no tuple is its only part."""
    return value if isinstance(value, tuple) else (value,)


def example(value):
    """A value in which the middle of each range stands for a measurement."""
    if isinstance(value, tuple):
        return tuple(map(example, value))
    return (value.low + value.high) / 2 if isinstance(value, Range) else value


def fault_of_value(exercise, answer, right):
    """A ``Fault``, or None where the value is right."""
    found = fault(example(right), answer, exercise.tolerance, exercise.whole_counts)
    if found and found.kind not in ("values", "float-size"):
        return found
    word = _unknown_word(exercise.choices, answer)
    if word:
        return Fault("wrong-choice", f"{word!r} is none of {', '.join(map(repr, exercise.choices))}.")
    if any(isinstance(part, Range) for part in flat(right)):
        return _of_measurement(exercise, answer, right)
    if found:
        told = found.kind != "values" or any(isinstance(n, float | np.floating) and n != n for n in flat(answer))
        return Fault(found.kind, found.text if told else "")
    return _refused(exercise, answer)


def is_rounded(right, answer):
    """Whether an answer is the right value with fewer digits than it takes."""
    rights, answers = flat(right), flat(answer)
    if isinstance(right, tuple) and (not isinstance(answer, tuple) or len(answer) != len(right)):
        return False
    if isinstance(answer, tuple | list) and not isinstance(right, tuple):
        return False
    if len(rights) != len(answers) or any(isinstance(part, Range) for part in rights):
        return False
    fewer = [isinstance(one, float) and finite(other) and _rounds_to(one, other) for one, other in zip(rights, answers)]
    return any(fewer) and all(few or one == other for few, one, other in zip(fewer, rights, answers))


def _rounds_to(right, number):
    near = 0 < abs(number - right) <= 0.02 * abs(right)
    return near and any(abs(number - round(right, digits)) < 1e-12 for digits in range(6))


def _of_measurement(exercise, answer, right):
    """Parts with a range lie in it, all others are right."""
    words, pairs = None, list(zip(flat(right), flat(answer)))
    some_right = any(isinstance(one, Range) and one.low <= other <= one.high for one, other in pairs)
    for one, other in pairs:
        if not isinstance(one, Range):
            words = words or fault(one, other, exercise.tolerance)
            continue
        number = np.inf if isinstance(other, int) and not finite(other) else float(other)
        text = _out_of_range(number, one, some_right)
        if text:
            return Fault("out-of-range", text)
    if words:
        return Fault("wrong-verdict", CLAIM)
    return _refused(exercise, answer)


def _refused(exercise, answer):
    """What ``accepts`` says, where the exercise has one."""
    verdict = True if exercise.accepts is None else exercise.accepts(answer)
    if verdict and not isinstance(verdict, str):
        return None
    return Fault("values", verdict or "This measurement is out of range.")


def _out_of_range(number, right, some_right):
    """What can be said for certain about a measurement that a right one cannot give; "" for one in the range.

    Where another measurement is right, this one was hardly taken for a share, or for what is lost.
    """
    if not np.isfinite(number):
        return f"{number} is no measurement."
    if right.low <= number <= right.high:
        return ""
    width = right.high / right.low if right.low > 0 and not some_right else np.inf
    could = could_be(number, width, lambda n: right.low <= n <= right.high)
    if (
        not could
        and number
        and any(number == round(end, digits) for end in (right.low, right.high) for digits in (0, 1, 2))
    ):
        could = "Could it be rounded too far?"
    side = "large" if number > right.high else "small"
    return f"{number:.4g} is too {side} for a right measurement. {could}".rstrip()


def _unknown_word(choices, answer):
    """The first text of an answer that is none of the words to choose from, or None."""
    words = [part for part in as_parts(answer) if isinstance(part, str)]
    return next((word for word in words if choices and simple(word) not in map(simple, choices)), None)
