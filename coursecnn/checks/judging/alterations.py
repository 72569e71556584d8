"""Alterations of arrays, numbers and tuples, each with the words that say it."""

import numpy as np

TURNS = {
    "turned by 180 degrees": lambda a: a[..., ::-1, ::-1],
    "with rows and columns exchanged": lambda a: a.swapaxes(-1, -2),
    "with its rows in reverse order": lambda a: a[..., ::-1, :],
    "with its columns in reverse order": lambda a: a[..., ::-1],
    "turned by 90 degrees to the left": lambda a: np.rot90(a, 1, (-2, -1)),
    "turned by 90 degrees to the right": lambda a: np.rot90(a, -1, (-2, -1)),
}
TURNS_OF_MANY_AXES = {
    "with its last two axes exchanged": lambda a: a.swapaxes(-1, -2),
    "in reverse order along its last axis": lambda a: a[..., ::-1],
    "in reverse order along its last but one axis": lambda a: a[..., ::-1, :],
    "in reverse order along its last two axes": lambda a: a[..., ::-1, ::-1],
}
PAIRS = {
    "{0} read as (width, height)": lambda a: a[::-1],
    "{0}[0] used in both directions": lambda a: (a[0], a[0]),
    "{0}[1] used in both directions": lambda a: (a[1], a[1]),
    "{0} = (1, 1), whatever {0} is": lambda a: (1, 1),
    "{0} = (0, 0), whatever {0} is": lambda a: (0, 0),
    "{0} = (2, 2), whatever {0} is": lambda a: (2, 2),
    "{0}[0] = 1, whatever it is": lambda a: (1, a[1]),
    "{0}[1] = 1, whatever it is": lambda a: (a[0], 1),
    "{0}[0] = 0, whatever it is": lambda a: (0, a[1]),
    "{0}[1] = 0, whatever it is": lambda a: (a[0], 0),
    "{0} doubled": lambda a: (2 * a[0], 2 * a[1]),
    "{0} with 1 added": lambda a: (a[0] + 1, a[1] + 1),
    "{0} with 1 taken away": lambda a: (a[0] - 1, a[1] - 1),
}
INTS = {
    "{0} = 1, whatever {0} is": lambda a: 1,
    "{0} = 0, whatever {0} is": lambda a: 0,
    "{0} = 2, whatever {0} is": lambda a: 2,
    "{0} + 1 in place of {0}": lambda a: a + 1,
    "{0} - 1 in place of {0}": lambda a: a - 1,
    "2 * {0} in place of {0}": lambda a: 2 * a,
}
ARRAYS = {
    "without its signs": np.abs,
    "with its sign turned": lambda a: -a,
    "with its mean taken away": lambda a: a - a.mean(),
    "divided by its largest number": lambda a: a / a.max(),
    "with its fractions cut off": np.trunc,
    "squared": np.square,
    "moved one row down, round the end": lambda a: np.roll(a, 1, -2),
    "moved one column to the right, round the end": lambda a: np.roll(a, 1, -1),
    "without its last row": lambda a: a[..., :-1, :],
    "without its last column": lambda a: a[..., :-1],
}
ROWS = {
    "in reverse order": lambda a: a[::-1],
    "cut to its first entry": lambda a: a[:1],
    "without its first entry": lambda a: a[1:],
    "without its last entry": lambda a: a[:-1],
}
REDUCED = {"added up": np.sum, "averaged": np.mean, "multiplied": np.prod, "reduced by max": np.max}
RESULTS = {
    **TURNS,
    "with the sign turned": lambda a: -a,
    "without its signs": np.abs,
    "with fractions cut off": np.trunc,
    "rounded": np.round,
    "rounded down": np.floor,
    "squared": np.square,
    "as a square root": np.sqrt,
    "with all below 0 set to 0": lambda a: np.maximum(a, 0),
    "with all above 0 set to 0": lambda a: np.minimum(a, 0),
    "with its mean taken away": lambda a: a - a.mean(),
    "divided by its largest number": lambda a: a / a.max(),
    "divided by its largest number, signs left out": lambda a: a / np.abs(a).max(),
    "divided by its sum": lambda a: a / a.sum(),
    "stretched so that it runs from 0 to 1": lambda a: (a - a.min()) / np.ptp(a),
    "standardised (its mean taken away, divided by its standard deviation)": lambda a: (a - a.mean()) / a.std(),
    "as bytes (uint8), which go from 0 to 255": lambda a: a.astype(np.int64).astype(np.uint8).astype(float),
    "as int8, which goes from -128 to 127": lambda a: a.astype(np.int64).astype(np.int8).astype(float),
    "rounded to one digit": lambda a: np.round(a, 1),
    "rounded to two digits": lambda a: np.round(a, 2),
    "rounded to three digits": lambda a: np.round(a, 3),
    "rounded to four digits": lambda a: np.round(a, 4),
    "as its logarithm": np.log,
    "as a power of e (exp)": np.exp,
    "moved by one row and column, round the end": lambda a: np.roll(a, (-1, -1), (-2, -1)),
    "moved one place up, round the end": lambda a: np.roll(a, -1, 0),
    "moved one place down, round the end": lambda a: np.roll(a, 1, 0),
    "moved one column to the left, round the end": lambda a: np.roll(a, -1, -1),
    "moved one column to the right, round the end": lambda a: np.roll(a, 1, -1),
    "plus itself with rows and columns exchanged": lambda a: a + a.swapaxes(-1, -2),
    "subtracted from 1": lambda a: 1 - a,
    "upside down (1 divided by it)": lambda a: 1 / a,
    "without its first row": lambda a: a[1:],
    "without its last row": lambda a: a[:-1],
    "without its first column": lambda a: a[..., 1:],
    "without its last column": lambda a: a[..., :-1],
    "without its last row and column": lambda a: a[..., :-1, :-1],
    "without its first row and column": lambda a: a[..., 1:, 1:],
    "in its first row only": lambda a: a[0],
    "in its last row only": lambda a: a[-1],
    "in its first entry only": lambda a: a.reshape(-1)[0],
    "as a row of numbers": lambda a: a.reshape(-1),
    **{f"{words} to one number": reduce for words, reduce in REDUCED.items()},
    "sorted": lambda a: np.sort(a, axis=-1),
    "added up step by step (cumsum)": lambda a: np.cumsum(a, axis=-1),
}
ROWS_OF_OTHERS = {  # what is a row of two axes is none of one, or of many
    "without its first row": "without its first entry along axis 0",
    "without its last row": "without its last entry along axis 0",
    "in its first row only": "in its first entry along axis 0 only",
    "in its last row only": "in its last entry along axis 0 only",
}
SEQUENCES = {
    "in reverse order": lambda a: a[::-1],
    "without the first of its values": lambda a: a[1:],
    "without the last of its values": lambda a: a[:-1],
    "in its first value only": lambda a: a[0],
    "in its last value only": lambda a: a[-1],
    "sorted": lambda a: tuple(sorted(a)),
    "sorted, the largest first": lambda a: tuple(sorted(a, reverse=True)),
}


def along(axis):
    """``REDUCED`` along one axis."""
    return {f"{words} along axis {axis}": lambda a, f=reduce: f(a, axis=axis) for words, reduce in REDUCED.items()}


def of_results(axes):
    """``RESULTS`` in the words for so many axes."""
    return {words if axes == 2 else ROWS_OF_OTHERS.get(words, words): change for words, change in RESULTS.items()}


def altered(array, changes):
    """``(words, changed array)`` for those changes that can be made to it."""
    for words, change in changes.items():
        try:
            with np.errstate(all="ignore"):
                yield words, change(array)
        except (IndexError, ValueError):  # of other arrays than this one
            continue
