"""In what a returned value differs from the right one."""

from dataclasses import dataclass
from numbers import Number

import numpy as np


@dataclass(frozen=True)
class Difference:
    """``kind`` is the identifier of a mistake that any answer can make, or "values"; ``text`` says it."""

    kind: str
    text: str
    wrong: np.ndarray | None = None  # which entries differ, where the shapes agree
    part: int | None = None  # of a tuple


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
        return Difference("wrong-type", f"{len(expected)} values are wanted, as a tuple, not {_kind(got)}.")
    if len(got) != len(expected):
        return Difference("wrong-shape", f"{len(expected)} values are wanted, not {len(got)}.")
    for part, (one, other) in enumerate(zip(expected, got)):
        found = difference(one, other, tolerance)
        if found:
            swapped = len(expected) == 2 and all(difference(*two, tolerance) is None for two in zip(expected[::-1], got))
            kind = "h-w-swapped" if swapped and not isinstance(one, np.ndarray) else found.kind
            return Difference(kind, f"Value {part} of {len(expected)}: {found.text}", found.wrong, part)
    return None


def _of_arrays(expected, got, tolerance):
    if isinstance(got, list | tuple):
        return Difference("returned-list", f"An array is wanted, not a {type(got).__name__}: np.array(...) makes one.")
    if not isinstance(got, np.ndarray) or got.dtype == object:
        return Difference("wrong-type", f"An array of shape {expected.shape} is wanted, not {_kind(got)}.")
    if got.shape != expected.shape:
        if got.shape == expected.shape[:-2] + expected.shape[:-3:-1]:
            text = f"The shape is {got.shape}, with height and width exchanged: {expected.shape} is wanted."
            return Difference("h-w-swapped", text)
        return Difference("wrong-shape", f"The shape is {got.shape}, but {expected.shape} is wanted.")
    wrong = _wrong(expected, got, tolerance)
    if not wrong.any():
        return None
    if np.issubdtype(got.dtype, np.integer) and not np.any(np.abs(got - expected) >= 1):
        return Difference("integer-dtype", f"The array has whole numbers only (dtype {got.dtype}).", wrong)
    if got.ndim > 1 and got.shape[-1] == got.shape[-2] and not _wrong(expected, got.swapaxes(-1, -2), tolerance).any():
        return Difference("h-w-swapped", "The numbers are right, with rows and columns exchanged.", wrong)
    if np.isnan(got[wrong]).any():
        return Difference("nan", "There is nan (not a number) in the array.", wrong)
    return Difference("values", f"{wrong.sum()} of {wrong.size} entries differ.", wrong)


def _wrong(expected, got, tolerance):
    expected, got = np.asarray(expected, np.float64), np.asarray(got, np.float64)
    finite = expected[np.isfinite(expected)]
    scale = max(1.0, np.abs(finite).max(initial=0))
    with np.errstate(all="ignore"):
        close = np.abs(got - expected) <= tolerance * scale
    return ~(close | (got == expected) | (np.isnan(got) & np.isnan(expected)))


def _of_scalars(expected, got, tolerance):
    if isinstance(got, np.ndarray) and got.size == 1:
        got = got.reshape(-1)[0]
    if isinstance(expected, str):
        if not isinstance(got, str):
            return Difference("wrong-type", f"A text is wanted, not {_kind(got)}.")
        same = " ".join(got.lower().split()) == " ".join(expected.lower().split())
        return None if same else Difference("values", f"The text is {got!r}.")
    if isinstance(expected, bool | np.bool_):
        if not isinstance(got, bool | np.bool_):
            return Difference("wrong-type", f"True or False is wanted, not {_kind(got)}.")
        return None if bool(got) == bool(expected) else Difference("values", f"It is {bool(got)}.")
    if isinstance(got, bool | np.bool_) or not isinstance(got, Number) or isinstance(got, complex):
        return Difference("wrong-type", f"A number is wanted, not {_kind(got)}.")
    if _wrong(expected, got, 1e-9 if isinstance(expected, int | np.integer) else tolerance):
        kind = "nan" if np.isnan(got) else "values"
        if kind == "values" and isinstance(got, int | np.integer) and 0 < abs(got - expected) < 1:
            kind = "integer-dtype"
        return Difference(kind, f"It is {got:g}." if not isinstance(got, int) else f"It is {got}.")
    if isinstance(expected, int | np.integer) and not isinstance(got, int | np.integer):
        return Difference("float-size", f"It is {float(got)}, a float, where the whole number {expected} is wanted.")
    return None


def same(a, b):
    """Two outputs of answers agree: in type, shape and numbers."""
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and object not in (a.dtype, b.dtype):
        if a.shape != b.shape:
            return False
        if a.dtype.kind in "US" or b.dtype.kind in "US":
            return bool(np.array_equal(a, b))
        return not _wrong(a, b, 1e-4).any()
    if isinstance(a, Number) and isinstance(b, Number) and not isinstance(a, complex) and not isinstance(b, complex):
        whole = all(isinstance(n, int | np.integer) for n in (a, b))
        return (isinstance(a, int | np.integer) == isinstance(b, int | np.integer)) and (
            a == b if whole else not _wrong(a, b, 1e-4)
        )
    if isinstance(a, str) and isinstance(b, str):
        return " ".join(a.lower().split()) == " ".join(b.lower().split())
    return type(a) is type(b) and (a is b or a is None)


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


def _kind(value):
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"{value!r} ({type(value).__name__})" if isinstance(value, Number | str) else f"a {type(value).__name__}"
