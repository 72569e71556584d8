"""Correct answers to the exercises of lesson 08, in different styles."""

import statistics

import numpy as np
from scipy.stats import binomtest, sem


def error_by_hand(values):
    mean = sum(values) / len(values)
    return (sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values)) ** 0.5


def signs_by_halves(differences):
    """Pascal's triangle, halved in every row; the text says that no difference is 0."""
    row, most = [1.0], max(sum(differences > 0), sum(differences < 0))
    for _ in differences:
        row = [(a + b) / 2 for a, b in zip([0, *row], [*row, 0])]
    return min(1, 2 * sum(row[most:]))


STYLES = {
    "08.error_of_accuracy": [
        lambda right, n: 100 * ((right / n) * (n - right) / n / n) ** 0.5,
        lambda right, n: np.std([100.0] * right + [0.0] * (n - right)) / np.sqrt(n),
        lambda right, n: float(np.float32(100) * np.sqrt(right * (n - right) / n**3)),
    ],
    "08.standard_error": [error_by_hand, sem, lambda values: statistics.stdev(values.tolist()) / len(values) ** 0.5],
    "08.paired": [
        lambda a, b: [(a - b).mean(), sem(a - b)],
        lambda a, b: (sum(a - b) / len(a), error_by_hand(a - b)),
        lambda a, b: np.array([np.mean(a) - np.mean(b), np.std(b - a, ddof=1) / len(a) ** 0.5]),
    ],
    "08.one_change": [
        lambda base, changes: np.array([[dict([change]).get(i, n) for i, n in enumerate(base)] for change in changes])
    ],
    "08.chance_of_signs": [lambda d: binomtest(int((d > 0).sum()), len(d)).pvalue, signs_by_halves],
}
