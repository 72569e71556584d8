"""What is still to be done with an answer's outputs to make them right."""

import numpy as np

from ..door import Reply
from .match import as_wanted

TO_NUMBER = {
    "Added up to one number": np.sum,
    "Multiplied to one number": np.prod,
    "Averaged to one number": np.mean,
    "With the last number alone": lambda a: a.flat[-1],
    "With the first number alone": lambda a: a.flat[0],
    "With the largest number alone": np.max,
    "With the smallest number alone": np.min,
}
OF_EACH = {"After np.exp,": np.exp, "After np.log,": np.log, "As squares,": np.square, "As roots,": np.sqrt}
OF_AXIS = {
    "Added up along axis {}": lambda a, axis: a.sum(axis=axis),
    "Averaged along axis {}": lambda a, axis: a.mean(axis=axis),
    "With the largest along axis {}": lambda a, axis: a.max(axis=axis),
    "With the first along axis {} alone": lambda a, axis: a.take(0, axis),
    "With the last along axis {} alone": lambda a, axis: a.take(-1, axis),
    "With the sums along axis {} kept": lambda a, axis: a.sum(axis=axis, keepdims=True),
}


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
        ("Without what stands behind the right rows and columns", _cut),
        ("Without its frame", _inside),
    ):
        if not any(reply.error for reply in trial.replies) and _makes_right(trial, change):
            return f"{words} yours is right: only its size is wrong."
    return ""


def _steps(trial):
    """``(words, function of an output and the right one)``."""
    number = trial.plain_wrong[0]
    right = trial.inputs.rights[number]
    got = as_wanted(trial.replies[number].value, right)
    if isinstance(right, tuple | list) or not isinstance(got, np.ndarray):
        return []
    if not np.ndim(right):
        return [(f"{words},", lambda a, r, f=f: f(a)) for words, f in TO_NUMBER.items()] if got.ndim else []
    found = [
        ("The numbers and their order are right; in the shape that is wanted", _in_shape),
        ("With its axes in reverse order (.T)", lambda a, r: a.T),
    ]
    if got.ndim == np.ndim(right) and got.shape != right.shape:
        return found
    found += [(words, lambda a, r, f=f: f(a)) for words, f in OF_EACH.items()]
    return found + [
        (words.format(axis) + ",", lambda a, r, f=f, axis=axis: f(a, axis))
        for words, f in OF_AXIS.items()
        for axis in range(got.ndim)
    ]


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
