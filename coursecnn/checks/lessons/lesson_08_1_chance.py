"""Exercises of lesson 08, Experiments with parameters: what chance leaves open."""

import numpy as np

from ..definition import Exercise
from ..slips import combined, slip, step

IMAGES = "08, 'Chance from the test images'"
MEAN = "08, 'Mean, standard error, interval'"
PERCENT = "p is in percent inside of the root: it is a share between 0 and 1."
PAIRS = "08, 'Subtract two means, or run by run?'"


def error_of_accuracy(right, n):
    """Standard error, in points, of an accuracy measured on n images of which ``right`` were right."""
    percent = slip("percent-in-the-root") or slip("percent-in-the-root-too")
    p = 100 * right / n if percent else right if slip("count-for-share") else right / n
    p = right if slip("count-and-one") else n / right if slip("share-upside-down") else p
    wrong = 1 if slip("wrong-share") else n - right if slip("count-for-share") else 1 - p
    number = 1 if slip("number-forgotten") else n - 1 if slip("n-minus-1") else n
    number = step("the number below the line", number, n=n, right=right)
    wrong = step("the share that is wrong", wrong, p=p)
    wrong = 1 - p if slip("count-and-one") else wrong
    variance = p * wrong * number if slip("number-above") else p * wrong / number
    error = np.sqrt(p * wrong) / number if slip("number-without-root") else np.sqrt(variance)
    error = variance if slip("variance-for-deviation") else error
    error = 1.96 * error if slip("interval-for-error") else error
    if slip("deviation-of-the-count"):
        return float(np.sqrt(n * p * (1 - p)))
    if slip("accuracy-itself") or slip("error-rate"):
        return 100 * (right if slip("accuracy-itself") else n - right) / n
    return float(error if slip("share-for-points") or slip("percent-in-the-root") else 100 * error)


def _counts(draw):
    n = draw.pick(draw.int(2, 12), 100, 10_000)
    return int(draw.rng.integers(1, n)), n


def _deviation(values):
    return np.std(values, ddof=1)


def standard_error(values):
    """Standard deviation (divided by n - 1) over the root of n."""
    values, n = np.asarray(values, float), len(values)
    deviation = np.std(values) if slip("n-for-n-minus-1") else combined("the values", values, _deviation)
    deviation = np.var(values, ddof=1) if slip("variance-for-deviation") else deviation
    deviation = np.ptp(values) if slip("range-for-deviation") else deviation
    number = step("the number under the root", n - 1 if slip("n-minus-1-twice") else n, n=n)
    error = deviation / (1 if slip("number-forgotten") else number if slip("number-without-root") else np.sqrt(number))
    return float(1.96 * error if slip("interval-for-error") else error)


def _runs(draw):
    return (97 + draw.array(draw.int(2, 7), low=-2, high=2, zero=True),)


def paired(a, b):
    """(mean of a - b, its standard error), seed by seed."""
    a, b = (np.sort(a), np.sort(b)) if slip("pairs-torn") else (a, b)
    d = np.abs(a - b) if slip("sizes-of-differences") else b - a if slip("wrong-order") else a - b
    mean, error = combined("the differences", d, np.mean), standard_error(d)
    error = np.hypot(standard_error(a), standard_error(b)) if slip("not-paired") else error
    error = standard_error(a) + standard_error(b) if slip("errors-added") else error
    mean = abs(mean) if slip("sign-lost") else np.median(d) if slip("median-for-mean") else mean
    return (float(error), float(mean)) if slip("exchanged") else (float(mean), float(error))


def _pairs(draw):
    n = draw.int(2, 7)
    return tuple(97 + draw.array(n, low=-2, high=2, zero=True) for _ in range(2))


EXERCISES = [
    Exercise(
        id="08.error_of_accuracy",
        kind="implement",
        title="What the test images leave open",
        points=1,
        see=IMAGES,
        expected=error_of_accuracy,
        inputs=_counts,
        output="error",
        also=lambda: [(1, 10_000), (30, 10_000)],  # shares below 1 in percent, too
        tolerance=1e-6,
        hints=(
            "p is the share of right answers, between 0 and 1.",
            "The standard error of a share p of n images is the root of p * (1 - p) / n.",
            "100 times this is in percentage points: 100 * np.sqrt(p * (1 - p) / n).",
        ),
        slips=[
            "variance-for-deviation",
            ("number-without-root", "It is divided by n: the root of p * (1 - p) / n divides by the root of n."),
            "share-for-points",
            ("percent-in-the-root", PERCENT),
            ("percent-in-the-root-too", PERCENT),
            "count-for-share",
            ("count-and-one", "The number of right answers stands where their share belongs: p = right / n."),
            ("share-upside-down", "The share is upside down: it is right / n, between 0 and 1."),
            ("number-above", "It is multiplied by n where it is divided: p * (1 - p) / n stands under the root."),
            "number-forgotten",
            "wrong-share",
            ("accuracy-itself", "That is the accuracy itself: how far it may be off is wanted."),
            ("error-rate", "That is the share of wrong answers: how far the accuracy may be off is wanted."),
            ("n-minus-1", "It is divided by n - 1: for a share of n images it is n."),
            ("interval-for-error", "This is half of a 95 % interval: the standard error is wanted, without the 1.96."),
            ("deviation-of-the-count", "This is how far the number of right answers may be off: divide it by n, and "
             "multiply by 100."),
        ],
    ),
    Exercise(
        id="08.standard_error",
        kind="implement",
        title="What a few seeds leave open",
        points=2,
        see=MEAN,
        expected=standard_error,
        inputs=_runs,
        output="error",
        tolerance=1e-6,
        hints=(
            "First the standard deviation of the runs, then a division.",
            "From a few runs the standard deviation divides by n - 1: np.std(values, ddof=1).",
            "np.std(values, ddof=1) / np.sqrt(len(values)).",
        ),
        slips=[
            "n-for-n-minus-1",
            ("number-forgotten", "This is the spread of single runs. The mean of n runs is surer: divide by the root "
             "of n."),
            "number-without-root",
            "variance-for-deviation",
            "range-for-deviation",
            ("n-minus-1-twice", "n - 1 belongs into the standard deviation only: its root is divided by the root of "
             "n."),
            ("interval-for-error", "This is half of a 95 % interval: the standard error is wanted, without the 1.96."),
        ],
    ),
    Exercise(
        id="08.paired",
        kind="implement",
        title="Seed by seed",
        points=2,
        see=PAIRS,
        expected=paired,
        inputs=_pairs,
        output=("mean", "error"),
        tolerance=1e-6,
        hints=(
            "Run i of A and run i of B have the same seed: subtract them from each other.",
            "Then there is only one list of numbers, the differences.",
            "Its mean, and its standard error as in exercise 2.",
        ),
        slips=[
            "not-paired",
            ("errors-added", "The errors of the two groups are added: subtract run by run first, and take the error of "
             "the differences."),
            ("wrong-order", "This is B - A: A - B is wanted."),
            ("exchanged", "The two are exchanged: the mean first, its standard error second."),
            "pairs-torn",
            ("number-forgotten", "This is the spread of single differences: divide by the root of their number."),
            "sign-lost",
            ("sizes-of-differences", "The sizes of the differences are used: keep their signs."),
            ("median-for-mean", "This is the median of the differences: their mean is wanted."),
            "n-for-n-minus-1",
            "variance-for-deviation",
            "number-without-root",
        ],
    ),
]  # fmt: skip
