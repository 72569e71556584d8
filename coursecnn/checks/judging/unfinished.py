"""What is still to be done with an answer's outputs to make them right."""

import numpy as np

from ..door import Reply
from .alterations import REDUCED, along
from .match import as_wanted


def unfinished(trial):
    """A sentence, or "" where no such step makes all outputs right."""
    if any(reply.error for reply in trial.replies):
        return ""
    for words, change in _steps(trial):
        if _makes_right(trial, change):
            return f"{words} yours is right."
    return ""


def too_large(trial):
    """A sentence on arrays that hold all that is right, and more; "" for others."""
    for words, change in (
        (f"There are {_parts(trial)} too many at its end; the others are right.", _cut),
        ("Without its frame yours is right: only its size is wrong.", _inside),
    ):
        if not any(reply.error for reply in trial.replies) and _makes_right(trial, change):
            return words
    return ""


def _parts(trial):
    right = trial.inputs.rights[0]
    return "rows or columns" if isinstance(right, np.ndarray) and right.ndim > 1 else "numbers"


def _steps(trial):
    """``(words, function of an output and the right one)``."""
    number = trial.plain_wrong[0]
    right = trial.inputs.rights[number]
    got = as_wanted(trial.replies[number].value, right)
    if isinstance(right, tuple | list) or not isinstance(got, np.ndarray):
        return []
    if np.ndim(right):
        found = {f"{words},": f for axis in range(got.ndim) for words, f in along(axis).items()} | {
            "after np.exp,": np.exp
        }
    else:
        found = {f"{words} to one number,": f for words, f in REDUCED.items()} if got.ndim else {}
        found["with its last number alone,"] = lambda a: a.flat[-1]
    shape = (
        [("The numbers and their order are right; in the shape that is wanted", _in_shape)] if np.ndim(right) else []
    )
    return shape + [(words.capitalize(), lambda a, r, f=f: f(a)) for words, f in found.items()]


def _makes_right(trial, change):
    for number, reply in enumerate(trial.replies):
        if number in trial.inputs.floats:
            continue
        right = trial.inputs.rights[number]
        try:
            value = change(np.asarray(as_wanted(reply.value, right)), right)
        except (IndexError, ValueError, TypeError):
            return False
        if trial.fault(Reply(value), right):
            return False
    return True


def _in_shape(array, right):
    return array.reshape(right.shape)


def _cut(array, right):
    return array[tuple(slice(n) for n in np.shape(right))]


def _inside(array, right):
    """Its middle, where as much is too much on both sides."""
    more = [a - r for a, r in zip(array.shape, np.shape(right), strict=True)]
    if any(n % 2 or n < 0 for n in more):
        raise ValueError(more)
    return array[tuple(slice(n // 2, n // 2 + r) for n, r in zip(more, np.shape(right)))]
