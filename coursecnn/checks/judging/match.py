"""In what an output differs from the right one; unusual types of right answers are right."""

from dataclasses import dataclass
from numbers import Number

import numpy as np

from ..door import Strange
from ..words import shown, shown_type

NOT_CALLED = (
    "builtin_function_or_method",
    "method",
    "function",
    "ufunc",
    "_ArrayFunctionDispatcher",
)  # types of what is given back by its name alone


@dataclass(frozen=True)
class Fault:
    """``kind`` is an identifier (``"values"``: the type and the shape are right); ``text`` says what is seen."""

    kind: str
    text: str
    wrong: np.ndarray | None = None  # which entries differ, where the shapes agree
    part: int | None = None  # of a tuple


def fault(right, got, tolerance=1e-4, whole=False):
    """What is wrong with ``got``: a ``Fault``, or None where it is right.

    Parameters
    ----------
    right, got : plain
    tolerance : float
        See ``Exercise``.
    whole : bool
        3.0 is not as good as 3.
    """
    if got is None or got is ...:
        return Fault("returned-none", "Nothing was returned.")
    if isinstance(right, np.ndarray) and not right.ndim:
        right = right[()]
    if isinstance(right, tuple | list):
        return _of_parts(right, got, tolerance, whole)
    if isinstance(right, set | frozenset):
        return None if as_wanted(got, right) == right else Fault("values", "The set is wrong.")
    if isinstance(right, np.ndarray) and right.ndim:
        return _of_array(right, as_wanted(got, right), tolerance)
    if isinstance(right, str):
        return _of_text(right, got)
    return _of_number(right, got, tolerance, whole)


def as_wanted(got, like):
    """The same in the type of ``like``, where nothing but the type is another one."""
    if isinstance(like, np.ndarray) and like.ndim and isinstance(got, tuple | list):
        try:
            made = np.array(got)
        except Exception:  # rows of different lengths, or of things that are no numbers
            return got
        return made if made.dtype.kind in "buif" else got
    if isinstance(like, set | frozenset) and isinstance(got, tuple | list | frozenset | np.ndarray):
        try:
            return frozenset(map(tuple, got.tolist()) if getattr(got, "ndim", 1) > 1 else got)
        except TypeError:
            return got
    if isinstance(like, tuple | list) and isinstance(got, tuple | list | frozenset | np.ndarray):
        if getattr(got, "ndim", 1) == 0:
            return got
        parts = tuple(sorted(got)) if isinstance(got, frozenset) and _ordered(got) else tuple(got)
        return tuple(map(as_wanted, parts, like)) if len(parts) == len(like) else parts
    if not isinstance(like, np.ndarray | tuple | list) and isinstance(got, np.ndarray) and got.size == 1:
        return got.reshape(-1)[0]
    return got


def equal(a, b, tolerance=1e-4):
    """Two outputs of which neither needs to be right agree."""
    return a is b if a is None or b is None else fault(a, b, tolerance) is None


def is_number(value):
    """Also True and False."""
    return isinstance(value, Number | np.bool_) and not isinstance(value, complex | np.complexfloating)


def simple(text):
    """A text without capitals, and with single blanks."""
    return " ".join(text.lower().split())


def differing(right, got, tolerance):
    """Which entries differ, for arrays of one shape or numbers."""
    try:
        right, got = np.asarray(right, np.float64), np.asarray(got, np.float64)
    except OverflowError:  # a whole number beyond all that an exercise asks for
        return np.True_
    finite = right[np.isfinite(right)]
    scale = max(1.0, np.abs(finite).max(initial=0))
    with np.errstate(all="ignore"):
        close = np.abs(got - right) <= tolerance * scale
    return ~(close | (got == right) | (np.isnan(got) & np.isnan(right)))


def _ordered(parts):
    return all(isinstance(part, int | float | np.number) for part in parts)


def _of_parts(right, got, tolerance, whole):
    got = as_wanted(got, right)
    if not isinstance(got, tuple):
        what = "A list" if isinstance(right, list) else "A tuple"
        return Fault("wrong-type", f"{what} is wanted, not {_type(got)}.")
    if len(got) != len(right):
        return Fault(
            "wrong-length",
            f"{'One value is' if len(got) == 1 else f'{len(got)} values are'} not as many as are wanted.",
        )
    faults = [fault(one, other, tolerance, whole) for one, other in zip(right, got)]
    found = [(f.kind == "values", part, f) for part, f in enumerate(faults) if f]
    if not found:
        return None
    _, part, first = min(found, key=lambda f: f[:2])  # wrong types before wrong numbers
    return Fault(first.kind, f"In value [{part}] of {len(right)}: {first.text}", first.wrong, part)


def _of_array(right, got, tolerance):
    if isinstance(got, Strange) and got.type == "ndarray":
        real = " `.real` leaves out what is imaginary." if "complex" in got.words else ""
        return Fault("wrong-type", f"An array of numbers is wanted, not {got.words}.{real}")
    if not isinstance(got, np.ndarray):
        if isinstance(got, tuple | list) and "'" in shown(got):
            return Fault("wrong-type", "An array of numbers is wanted, not one of texts.")
        if right.ndim > 1 and _ragged(got):
            return Fault("wrong-type", "An array is wanted: its rows are equally long, and yours are not.")
        return Fault(
            "wrong-type",
            f"An array of {right.ndim} {'axis' if right.ndim == 1 else 'axes'} is wanted, not {_type(got)}.",
        )
    if got.dtype.kind not in "buif":
        return Fault("wrong-type", f"An array of numbers is wanted, not one of dtype {got.dtype}.")
    if got.shape != right.shape:
        return Fault("wrong-shape", f"The shape is {got.shape}, but {right.shape} is wanted.")
    wrong = differing(right, got, tolerance)
    if not wrong.any():
        return None
    text = f"{wrong.sum()} of {wrong.size} entries {'differs' if wrong.sum() == 1 else 'differ'}."
    if got.dtype == bool and right.dtype != bool:
        text += " Yours are True and False, which count as 1 and 0."
    return Fault("values", text, wrong)


def _ragged(rows):
    """A list of parts that are not equally long."""
    return isinstance(rows, tuple | list) and len({len(r) if isinstance(r, tuple | list) else 0 for r in rows}) > 1


def _of_text(right, got):
    if not isinstance(got, str):
        return Fault("wrong-type", f"A text is wanted, not {_type(got)}.")
    return None if simple(got) == simple(right) else Fault("values", "The text is wrong.")


def _of_number(right, got, tolerance, whole):
    got = as_wanted(got, right)
    truth = isinstance(right, bool | np.bool_)
    if truth and not (isinstance(got, bool | np.bool_) or (is_number(got) and got in (0, 1))):
        return Fault("wrong-type", f"True or False is wanted, not {_type(got)}.")
    if not truth and (isinstance(got, bool | np.bool_) or not is_number(got)):
        return Fault("wrong-type", f"A number is wanted, not {_type(got)}.")
    counts = isinstance(right, int | np.integer)
    if differing(right, got, 1e-9 if counts else tolerance):
        wrong = "It is nan, which is no number." if got != got else "The number is wrong."
        return Fault("values", f"It is {bool(got)}." if truth else wrong)
    if whole and counts and not isinstance(got, int | np.integer):
        return Fault("float-size", f"It is {float(got)}, a float, where the whole number {right} is wanted.")
    return None


def _type(got):
    if isinstance(got, Strange) and got.type in NOT_CALLED:
        return f"{got.words} itself, a function: brackets behind its name would call it"
    if isinstance(got, Strange):
        return f"{'an' if got.type[:1].lower() in 'aeiou' else 'a'} {got.type}"
    return shown_type(got)
