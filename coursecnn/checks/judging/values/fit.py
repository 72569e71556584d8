"""Whether a value of ours is equal to an answer, or to the part of it that is looked at."""

import numpy as np

from ...parts import Range
from ..match import as_wanted, equal, is_number

FAR = 0.05  # of a number; what differs more is another one


class Fit:
    """Whether a value is equal to an answer, or to the part of it that is looked at."""

    def __init__(self, answer, tolerance, part=None, rounded=False):
        self.answer, self.tolerance, self.part, self.rounded = answer, tolerance, part, rounded

    def of(self, value):
        """What is looked at, of a value of ours; None where it has no such part."""
        if self.part is None:
            return value
        return value[self.part] if isinstance(value, tuple) and len(value) > self.part else None

    def __call__(self, value):
        value, answer = self.of(value), self.of(self.answer)
        same = equals(value, answer, self.tolerance) and _near(value, answer)
        return same or (self.rounded and _rounds_to(value, answer))


def _near(value, answer):
    """Numbers far below 1 are not equal only because both are small."""
    pairs = [pair for pair in zip(flat(value), flat(answer)) if all(map(finite, pair))]
    return all(abs(one - other) <= FAR * max(abs(one), abs(other)) for one, other in pairs)


def _rounds_to(value, answer):
    """The answer is this number, or these, in all the digits that it has after the point."""
    values, answers = flat(value), flat(as_wanted(answer, value))
    if _shapes(value) != _shapes(as_wanted(answer, value)) or not all(map(finite, (*values, *answers))):
        return False
    return all(abs(v - a) <= 0.5001 * 10.0 ** -decimals(a) if decimals(a) else v == a for v, a in zip(values, answers))


def _shapes(value):
    return list(map(_shapes, value)) if isinstance(value, tuple | list) else np.shape(value)


def decimals(number):
    _, _, digits = f"{float(number):.12g}".partition(".")
    return 0 if "e" in digits else len(digits)


def equals(value, answer, tolerance):
    """The answer, or a part of one, is a value of ours, or lies in its range."""
    if value is None:
        return False
    answer = as_wanted(answer, value)
    if isinstance(value, Range):
        return is_number(answer) and value.low <= answer <= value.high
    if isinstance(value, tuple):
        same = isinstance(answer, tuple) and len(value) == len(answer)
        return same and all(equals(v, a, tolerance) for v, a in zip(value, answer))
    return equal(value, answer, tolerance)


def flat(value):
    """All parts of a value, also those inside of a tuple in a tuple, and the entries of arrays."""
    if isinstance(value, tuple | list) or (isinstance(value, np.ndarray) and value.ndim):
        return [part for one in value for part in flat(one)]
    return [value]


def finite(number):
    if not is_number(number) or isinstance(number, bool | np.bool_):
        return False
    return abs(number.item() if isinstance(number, np.generic) else number) < 1e300  # which is too large for float32


def to_its_digits(value, answer):
    """The answer is this value in all digits that it has, cut or rounded; true for what is no number."""
    values, answers = flat(value), flat(answer)
    pairs = [pair for pair in zip(values, answers) if all(map(finite, pair)) and decimals(pair[1])]
    return len(values) != len(answers) or all(_cut_or_rounded(*pair) for pair in pairs)


def _cut_or_rounded(number, answer):
    left = (abs(number) - abs(answer)) * 10.0 ** decimals(answer)
    return abs(number - answer) < 1e-9 or (number * answer > 0 and -0.501 <= left < 1)


def spares(right, got, fits, right_ones=False):
    """No other wrong part speaks against a cause of ``got``: it leaves that as it should be, or makes the answer's.

    With ``right_ones`` no right part does, either.
    """
    if fits.part is None or not all(isinstance(value, tuple) for value in (right, got, fits.answer)):
        return True
    for n, (wanted, part, answered) in enumerate(zip(right, got, fits.answer)):
        told = n == fits.part or (not right_ones and equals(wanted, answered, fits.tolerance))
        made = equals(part, answered, fits.tolerance) and to_its_digits(part, answered)
        if not (told or made or equals(wanted, part, fits.tolerance)):
            return False
    return True
