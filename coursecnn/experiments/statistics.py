"""What a few repetitions say: mean, spread and confidence interval (Student's t)."""

import math
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from ..arguments import as_numbers, number


class Estimate(NamedTuple):
    """A mean over ``n`` repetitions, or a difference of two means (``n``: the smaller number).

    ``deviation`` is their standard deviation (of a difference: that of one value of the first minus one of the
    second); the interval from ``low`` to ``high`` holds the true mean with the given confidence where repetitions are
    independent and about normal. With one repetition these three are ``nan``: it says nothing about chance.
    """

    n: int
    mean: float
    deviation: float
    low: float
    high: float


def estimate(values, level=0.95):
    """The ``Estimate`` of a list of numbers: mean -+ t s / sqrt(n)."""
    values = _listed(values, "values")
    n, mean = len(values), float(values.mean()) if len(values) else math.nan
    if n < 2:
        return Estimate(n, mean, math.nan, math.nan, math.nan)
    deviation = float(values.std(ddof=1))
    half = t_quantile(level, n - 1) * deviation / math.sqrt(n)
    return Estimate(n, mean, deviation, mean - half, mean + half)


def difference(first, second, level=0.95):
    """The ``Estimate`` of mean(first) - mean(second), for two lists that share nothing: Welch's interval.

    mean -+ t sqrt(e1 + e2) with e = s^2 / n of each list; the degrees of freedom of t are
    (e1 + e2)^2 / (e1^2 / (n1 - 1) + e2^2 / (n2 - 1)) (Welch, Biometrika 1947).
    """
    one, two = estimate(first), estimate(second)
    n, mean = min(one.n, two.n), one.mean - two.mean
    if n < 2:
        return Estimate(n, mean, math.nan, math.nan, math.nan)
    e1, e2 = one.deviation**2 / one.n, two.deviation**2 / two.n
    if e1 + e2 == 0:
        return Estimate(n, mean, 0.0, mean, mean)
    freedom = (e1 + e2) ** 2 / (e1**2 / (one.n - 1) + e2**2 / (two.n - 1))
    half = t_quantile(level, freedom) * math.sqrt(e1 + e2)
    return Estimate(n, mean, math.hypot(one.deviation, two.deviation), mean - half, mean + half)


def runs_needed(difference, deviation, level=0.95, found=0.8):
    """How many runs of each of two nets show a true difference, in so many of 100 cases (``found``), unpaired.

    The smallest n with n >= 2 (t + u)^2 s^2 / d^2, where t is the quantile of the interval and u the one that a T
    stays below with probability ``found``, both of Student's T with 2 n - 2 degrees of freedom.
    """
    difference = number(difference, "difference", "that is not 0", lambda d: d != 0)
    deviation = number(deviation, "deviation", "of at least 0", lambda s: s >= 0)
    level, found = (
        number(level, "level", "between 0 and 1", lambda p: 0 < p < 1),
        number(found, "found", "from 0.5 to below 1", lambda p: 0.5 <= p < 1),
    )
    if deviation > 10_000 * abs(difference):
        raise ValueError(
            f"A difference of {difference:g} beside a deviation of {deviation:g} would need millions of runs."
        )
    ratio = 2 * (deviation / difference) ** 2
    normal = NormalDist().inv_cdf
    endless = ratio * (normal((1 + level) / 2) + normal(found)) ** 2  # with t as of infinitely many runs
    n = max(2, math.floor(endless))
    while n < ratio * (t_quantile(level, 2 * n - 2) + t_quantile(2 * found - 1, 2 * n - 2)) ** 2:
        n += 1
    return n


@lru_cache(maxsize=1_000)
def t_quantile(level, freedom):
    """The t with P(-t < T < t) = ``level`` for Student's T; ``freedom`` need not be whole. By bisection."""
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < level else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def correlation(first, second):
    """Of two lists, value by value, from -1 to 1; ``nan`` for fewer than three pairs or a list that does not vary."""
    first, second = _listed(first, "first"), _listed(second, "second")
    if len(first) != len(second):
        raise ValueError(f"first and second must have as many numbers, not {len(first)} and {len(second)}.")
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return math.nan
    return float(np.corrcoef(first, second)[0, 1])


def _listed(values, name):
    values = as_numbers(values, name)
    if values.ndim != 1:
        raise ValueError(f"{name} must be a list of numbers, not of shape {values.shape}.")
    return values.astype(float)


def _inside(angle, freedom):
    """P(-t < T < t) where t = sqrt(freedom) tan(angle): the share of the integral of cos^(freedom - 1) up to angle."""
    nodes, weights = _gauss()
    part = angle / 2 * np.sum(weights * np.cos(angle / 2 * (nodes + 1)) ** (freedom - 1))
    return float(part / math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom + 1) / 2)) * 2 / math.sqrt(math.pi))


@lru_cache(maxsize=1)
def _gauss():
    return np.polynomial.legendre.leggauss(200)
