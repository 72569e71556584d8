"""Functions that are inputs of exercises: named, so that a check and an answer in another process both have them."""

import numpy as np


def square_sum(x):
    """A score for checks: the square of a weighted sum."""
    weights = np.arange(1, x.size + 1).reshape(x.shape)
    return float((x * weights).sum() ** 2)


def brightest(x):
    """A score for checks: the largest pixel, and a little of the others."""
    return float(x.max() + 0.1 * x.sum())


NAMED = {"square_sum": square_sum, "brightest": brightest}
square_sum.__name__ = "(1 * first pixel + 2 * second + 3 * third + ...) ** 2, in reading order"
brightest.__name__ = "x.max() + 0.1 * x.sum()"
