"""Numbers and switches that are given as arguments: right, or refused in one sentence."""

import math
import numbers

import numpy as np


def whole(value, name, least=1):
    """``value`` as an int of at least ``least``, such as a number of channels."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {shown(value)}.")
    return int(value)


def number(value, name, limits, fits):
    """``value`` as a float where ``fits(value)``; ``limits`` says in words what fits, such as "above 0"."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not _is_finite(value) or not fits(value):
        raise ValueError(f"{name} must be a number {limits}, not {shown(value)}.")
    return float(value)


def _is_finite(value):
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def shown(value, most=200):
    """``repr(value)`` in one line, short enough for a sentence."""
    text = " ".join(repr(value).split())
    return text if len(text) <= most else f"{text[:most]}..."


def flag(value, name):
    """``value`` as a bool; a text such as "False", which counts as true in Python, is refused, and so is a number."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, not {shown(value)}.")
    return bool(value)


def count(n, name):
    """1 epoch, 2 epochs"""
    return f"{n:,} {name}" if n == 1 else f"{n:,} {name}s"
