"""Inputs on which answers are tried: small numbers that can be redone on paper, the smallest inputs first."""

import numpy as np

from .parts import Case


def integers(*shape, low=-3, high=4, seed=0, dtype=float):
    """An array of small whole numbers, none of them 0, always the same for the same arguments."""
    rng = np.random.default_rng([seed, *shape])
    array = rng.integers(low, high, shape)
    array[array == 0] = high
    return array.astype(dtype)


def floats(*shape, seed=0):
    """An array of fractions between -1 and 1."""
    return np.random.default_rng([seed, *shape]).uniform(-1, 1, shape)


def bytes_of(*shape, seed=0):
    """A picture of bytes, 0 to 255 (uint8), most of them bright."""
    return np.random.default_rng([seed, *shape]).integers(100, 256, shape, dtype=np.uint8)


def counted(*shape):
    """0, 1, 2, ... in this shape, as floats."""
    return np.arange(np.prod(shape), dtype=float).reshape(shape)


def cases(*many):
    """``Case``s out of tuples of arguments, the smallest first; a last dict holds arguments by name."""
    made = [Case(args[:-1], args[-1]) if args and isinstance(args[-1], dict) else Case(tuple(args)) for args in many]
    return sorted(made, key=_size)


def _size(case):
    arrays = [a for a in (*case.args, *case.kwargs.values()) if isinstance(a, np.ndarray)]
    return sum(a.size for a in arrays)
