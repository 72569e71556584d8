"""In what a returned value differs from the right one."""

from dataclasses import dataclass
from numbers import Number

import numpy as np

from .words import shown_type


@dataclass(frozen=True)
class Difference:
    """``kind`` is the identifier of a mistake that any answer can make, or "values"; ``text`` says it."""

    kind: str
    text: str
    wrong: np.ndarray | None = None  # which entries differ, where the shapes agree
    part: int | None = None  # of a tuple


NEAR = ("values", "integer-dtype", "float-size", "nan")  # the type and the shape are right


def difference(expected, got, tolerance):
    """What is wrong with ``got``: a ``Difference``, or None where it is right.

    Parameters
    ----------
    expected : ndarray, number, bool, str or None, or a tuple of them
    got : anything
    tolerance : float
        See ``Exercise``.
    """
    if got is None or got is ...:
        return Difference("returned-none", "Nothing was returned.")
    if isinstance(expected, tuple):
        return _of_tuples(expected, got, tolerance)
    if isinstance(expected, np.ndarray) and expected.ndim:
        return _of_arrays(expected, got, tolerance)
    return _of_scalars(expected, got, tolerance)


def _of_tuples(expected, got, tolerance):
    if isinstance(got, np.ndarray) and got.ndim and not any(isinstance(e, np.ndarray) and e.ndim for e in expected):
        got = tuple(got)
    if not isinstance(got, tuple | list):
        return Difference("wrong-type", f"A tuple of length {len(expected)} is wanted, not {shown_type(got)}.")
    if len(got) != len(expected):
        return Difference("wrong-shape", f"{len(expected)} values are wanted, not {len(got)}.")
    parts = [difference(one, other, tolerance) for one, other in zip(expected, got)]
    faults = [(found.kind in NEAR, part) for part, found in enumerate(parts) if found]
    if not faults:
        return None
    _, part = min(faults)  # wrong types before wrong numbers
    found = parts[part]
    swapped = len(expected) == 2 and all(difference(*two, tolerance) is None for two in zip(expected[::-1], got))
    kind = "h-w-swapped" if swapped and not isinstance(expected[0], np.ndarray) else found.kind
    return Difference(kind, f"In value [{part}] of {len(expected)}: {found.text}", found.wrong, part)


def _of_arrays(expected, got, tolerance):
    if isinstance(got, list | tuple):
        return Difference("returned-list", f"An array is wanted, not a {type(got).__name__}: np.array(...) makes one.")
    if not isinstance(got, np.ndarray):
        return Difference("wrong-type", f"An array of shape {expected.shape} is wanted, not {shown_type(got)}.")
    if got.dtype.kind not in "buif":
        return Difference("wrong-type", f"An array of numbers is wanted, not one of dtype {got.dtype}.")
    if got.shape != expected.shape:
        if got.shape == expected.shape[:-2] + expected.shape[:-3:-1]:
            text = f"The shape is {got.shape}, with height and width exchanged: {expected.shape} is wanted."
            return Difference("h-w-swapped", text)
        return Difference("wrong-shape", f"The shape is {got.shape}, but {expected.shape} is wanted.")
    wrong = _wrong(expected, got, tolerance)
    if not wrong.any():
        return None
    if np.isnan(got[wrong]).any():
        return Difference("nan", "There is nan (not a number) in the array.", wrong)
    count = f"{wrong.sum()} of {wrong.size} entries {'differs' if wrong.sum() == 1 else 'differ'}."
    if got.ndim > 1 and got.shape[-1] == got.shape[-2] and not _wrong(expected, got.swapaxes(-1, -2), tolerance).any():
        return Difference("h-w-swapped", count, wrong)
    if got.dtype.kind in "ui" and not np.any(np.abs(got - expected) >= 1):
        return Difference("integer-dtype", f"The array has whole numbers only (dtype {got.dtype}).", wrong)
    return Difference("values", count, wrong)


def _wrong(expected, got, tolerance):
    try:
        expected, got = np.asarray(expected, np.float64), np.asarray(got, np.float64)
    except OverflowError:  # a whole number beyond all that an exercise asks for
        return np.True_
    finite = expected[np.isfinite(expected)]
    scale = max(1.0, np.abs(finite).max(initial=0))
    with np.errstate(all="ignore"):
        close = np.abs(got - expected) <= tolerance * scale
    return ~(close | (got == expected) | (np.isnan(got) & np.isnan(expected)))


def _of_scalars(expected, got, tolerance):
    if isinstance(got, np.ndarray) and got.size == 1:
        got = got.item()
    if isinstance(expected, str):
        if not isinstance(got, str):
            return Difference("wrong-type", f"A text is wanted, not {shown_type(got)}.")
        return None if plain(got) == plain(expected) else Difference("values", "The text is another one.")
    if isinstance(expected, bool | np.bool_):
        if not isinstance(got, bool | np.bool_):
            return Difference("wrong-type", f"True or False is wanted, not {shown_type(got)}.")
        return None if bool(got) == bool(expected) else Difference("values", f"It is {bool(got)}.")
    if isinstance(got, bool | np.bool_) or not is_real(got):
        return Difference("wrong-type", f"A number is wanted, not {shown_type(got)}.")
    whole, got_whole = (isinstance(n, int | np.integer) for n in (expected, got))
    if _wrong(expected, got, 1e-9 if whole else tolerance):
        if not got_whole and np.isnan(got):
            return Difference("nan", "It is nan (not a number).")
        cut = got_whole and np.isfinite(expected) and got == int(expected)
        return Difference("integer-dtype" if cut else "values", "The number is another one.")
    if whole and not got_whole:
        return Difference("float-size", f"It is {float(got)}, a float, where the whole number {expected} is wanted.")
    return None


def same(a, b):
    """Two outputs of answers agree: in shape and numbers; 3.0 is as good as 3."""
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape:
            return False
        numbers = a.dtype.kind in "buif" and b.dtype.kind in "buif"
        return not _wrong(a, b, 1e-4).any() if numbers else a.dtype.kind == b.dtype.kind and np.array_equal(a, b)
    if is_real(a) and is_real(b):
        whole = all(isinstance(n, int | np.integer) for n in (a, b))
        return bool(a == b) if whole else not _wrong(a, b, 1e-4)
    if isinstance(a, str) and isinstance(b, str):
        return plain(a) == plain(b)
    return a is b


def plain(text):
    """A text without capitals, and with single blanks."""
    return " ".join(text.lower().split())


def is_real(value):
    """A number that may be compared, also True and False."""
    return isinstance(value, Number | np.bool_) and not isinstance(value, complex)


def unchanged(before, after):
    """Arguments are as they were before the call."""
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.shape == after.shape
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
        )
    if isinstance(before, tuple | list):
        return type(before) is type(after) and len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(unchanged(before[k], after[k]) for k in before)
    return not isinstance(before, str | Number) or before == after
