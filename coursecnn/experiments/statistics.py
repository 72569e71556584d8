"""What a few repetitions say: mean, spread and confidence interval (Student's t)."""

import math
from typing import NamedTuple

import numpy as np


class Estimate(NamedTuple):
    """A mean over ``n`` repetitions.

    ``deviation`` is their standard deviation; the interval from ``low`` to ``high`` holds the true mean with the given
    confidence where repetitions are independent and about normal. With one repetition these three are ``nan``: it says
    nothing about chance.
    """

    n: int
    mean: float
    deviation: float
    low: float
    high: float


def estimate(values, level=0.95):
    """The ``Estimate`` of a list of numbers: mean -+ t s / sqrt(n)."""
    values = np.asarray(values, float)
    n, mean = len(values), float(values.mean()) if len(values) else math.nan
    if n < 2:
        return Estimate(n, mean, math.nan, math.nan, math.nan)
    deviation = float(values.std(ddof=1))
    half = t_quantile(level, n - 1) * deviation / math.sqrt(n)
    return Estimate(n, mean, deviation, mean - half, mean + half)


def t_quantile(level, freedom):
    """The t with P(-t < T < t) = ``level`` for Student's T with so many degrees of freedom, by bisection."""
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < level else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def _inside(angle, freedom):
    """P(-t < T < t) where t = sqrt(freedom) tan(angle).

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    term = cosine if freedom % 2 else 1.0
    total = 0.0 if freedom == 1 else term
    for k in range(3 if freedom % 2 else 2, freedom - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    return 2 / math.pi * (angle + sine * total) if freedom % 2 else sine * total
