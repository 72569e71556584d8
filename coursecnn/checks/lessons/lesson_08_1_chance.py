"""Exercises of lesson 08, Experiments with parameters: what chance leaves open."""

import numpy as np

from ..cases import floats
from ..definition import Case, Exercise, Mistake

IMAGES = "08, 'Chance from the test images'"
MEAN = "08, 'Mean, standard error, interval'"
PAIRS = "08, 'Compare in pairs'"


def standard_error(values):
    """Standard deviation (divided by n - 1) over the root of n."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


def _runs():
    made = [[98.0, 99.0], [98.9, 99.1, 99.0], [97.0, 99.0, 99.0, 98.0], [99.1, 99.1, 99.1], list(98 + floats(8))]
    return [Case((np.array(values),)) for values in made]


def error_of_accuracy(right, n):
    """Standard error, in points, of an accuracy measured on n images of which ``right`` were right."""
    p = right / n
    return float(100 * np.sqrt(p * (1 - p) / n))


def paired(a, b):
    """(mean of a - b, its standard error), seed by seed."""
    d = np.asarray(a) - np.asarray(b)
    return float(d.mean()), standard_error(d)


def _pairs():
    made = [
        ([99.0, 98.0], [98.0, 98.0]),
        ([99.0, 98.0], [98.5, 97.5]),
        ([98.9, 99.2, 99.0], [98.7, 99.1, 98.9]),
        ([97.0, 99.0, 98.0, 98.5], [97.5, 98.0, 98.0, 99.0]),
        (98 + floats(6), 98 + floats(6, seed=1)),
    ]
    return [Case((np.array(a), np.array(b))) for a, b in made]


EXERCISES = [
    Exercise(
        id="08.error_of_accuracy",
        kind="implement",
        title="What the test images leave open",
        minutes=5,
        difficulty=1,
        points=1,
        see=IMAGES,
        cases=lambda: [Case(args) for args in ((1, 2), (50, 100), (90, 100), (99, 100), (9_900, 10_000), (9_000, 10_000), (4, 7))],
        expected=error_of_accuracy,
        hints=(
            "p is the share of right answers, between 0 and 1.",
            "The standard error of a share p of n images is the root of p * (1 - p) / n.",
            "100 times this is in percentage points: 100 * np.sqrt(p * (1 - p) / n).",
        ),
        mistakes=[
            Mistake("variance-for-deviation", lambda right, n: 100 * (right / n) * (1 - right / n) / n),
            Mistake("number-without-root", lambda right, n: 100 * float(np.sqrt(right / n * (1 - right / n))) / n),
            Mistake("share-for-points", lambda right, n: error_of_accuracy(right, n) / 100),
            Mistake("count-for-share", lambda right, n: 100 * float(np.sqrt(right * (n - right) / n))),
            Mistake("number-forgotten", lambda right, n: 100 * float(np.sqrt(right / n * (1 - right / n)))),
            Mistake("wrong-share", lambda right, n: 100 * float(np.sqrt(right / n / n))),
        ],
    ),
    Exercise(
        id="08.standard_error",
        kind="implement",
        title="What a few seeds leave open",
        minutes=5,
        difficulty=1,
        points=2,
        see=MEAN,
        cases=_runs,
        expected=standard_error,
        tolerance=1e-6,
        hints=(
            "First the standard deviation of the runs, then a division.",
            "From a few runs the standard deviation divides by n - 1: np.std(values, ddof=1).",
            "np.std(values, ddof=1) / np.sqrt(len(values)).",
        ),
        mistakes=[
            Mistake("n-for-n-minus-1", lambda values: float(np.std(values) / np.sqrt(len(values)))),
            Mistake("number-forgotten", lambda values: float(np.std(values, ddof=1)),
                    "This is the spread of single runs. The mean of n runs is surer: divide by the root of n."),
            Mistake("number-without-root", lambda values: float(np.std(values, ddof=1) / len(values))),
            Mistake("variance-for-deviation", lambda values: float(np.var(values, ddof=1) / len(values))),
            Mistake("range-for-deviation", lambda values: float(np.ptp(values) / np.sqrt(len(values)))),
        ],
    ),
    Exercise(
        id="08.paired",
        kind="implement",
        title="Seed by seed",
        minutes=6,
        difficulty=2,
        points=2,
        see=PAIRS,
        cases=_pairs,
        expected=paired,
        tolerance=1e-6,
        hints=(
            "Run i of A and run i of B have the same seed: subtract them from each other.",
            "Then there is only one list of numbers, the differences.",
            "Its mean, and its standard error as in exercise 2.",
        ),
        mistakes=[
            Mistake("not-paired", lambda a, b: (float(np.mean(a) - np.mean(b)), float(np.hypot(standard_error(a), standard_error(b))))),
            Mistake("wrong-order", lambda a, b: (-paired(a, b)[0], paired(a, b)[1])),
            Mistake("wrong-order", lambda a, b: paired(a, b)[::-1], "The two are exchanged: the mean first, its standard error second."),
            Mistake("pairs-torn", lambda a, b: paired(np.sort(a), np.sort(b))),
            Mistake("number-forgotten", lambda a, b: (paired(a, b)[0], float(np.std(a - b, ddof=1))),
                    "This is the spread of single differences: divide by the root of their number."),
            Mistake("sign-lost", lambda a, b: (float(np.abs(a - b).mean()), standard_error(a - b))),
            Mistake("n-for-n-minus-1", lambda a, b: (paired(a, b)[0], float(np.std(a - b) / np.sqrt(len(a))))),
        ],
    ),
]  # fmt: skip
