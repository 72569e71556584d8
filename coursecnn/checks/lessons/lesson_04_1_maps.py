"""Exercises of lesson 04, Pooling: one map, one window after the other."""

import numpy as np

from ..cases import bytes_of, cases, counted, floats, integers
from ..definition import Exercise, Mistake

WINDOW = "04, 'One number for each window'"
HALVES = "04, 'Stride 2 halves the map'"


def _pool(x, k, s, reduce=np.max, at=lambda i, j, s: (s * i, s * j), grow=0, divide=None):
    """As ``max_pool``, with one thing changed."""
    x = np.asarray(x)
    size = [(n - k) // s + 1 + grow for n in x.shape]
    y = np.zeros(size)
    for i, j in np.ndindex(y.shape):
        a, b = at(i, j, s)
        window = x[a : a + k, b : b + k]
        y[i, j] = reduce(window) if divide is None else window.sum(dtype=float) / divide(k, s)
    return y


def max_pool(x, k, s):
    """The largest number of each k x k window of the map x, at stride s."""
    return _pool(x, k, s)


def avg_pool(x, k, s):
    """The mean of each k x k window of the map x, at stride s."""
    return _pool(x, k, s, np.mean)


def _maps():
    return cases(
        (integers(1, 1), 1, 1),
        (integers(2, 2), 2, 2),
        (counted(3, 3), 2, 1),
        (-counted(2, 3) - 1, 2, 1),
        (integers(3, 4), 1, 2),
        (integers(4, 4), 2, 2),
        (integers(4, 6, seed=1), 2, 2),
        (integers(5, 7), 3, 2),
        (integers(7, 4), 2, 3),
        (floats(6, 5), 3, 1),
        (bytes_of(4, 6), 2, 2),
    )


def pooled_by_hand():
    """(max, average) of the exercise: 2 x 2 windows at stride 2."""
    x = np.array([[1, 5, 0, 2], [3, 3, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]])
    return max_pool(x, 2, 2), avg_pool(x, 2, 2)


def _by_hand(k=2, s=2):
    x = np.array([[1, 5, 0, 2], [3, 3, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]])
    return max_pool(x, k, s), avg_pool(x, k, s)


def min_pool(x, k, s):
    """The smallest number of each k x k window."""
    return -max_pool(-np.asarray(x, float), k, s)


def _side_by_side(x, k, s):
    """The windows lie side by side, whatever the stride."""
    size = [(n - k) // s + 1 for n in x.shape]
    y = np.zeros(size)
    for i, j in np.ndindex(*size):
        window = x[k * i : k * i + k, k * j : k * j + k]
        y[i, j] = window.max() if window.size else 0
    return y


def _ceil(x, k, s):
    y = np.zeros([-(-(n - k) // s) + 1 for n in x.shape])
    for i, j in np.ndindex(y.shape):
        y[i, j] = x[s * i : s * i + k, s * j : s * j + k].max(initial=-np.inf)
    return y


EXERCISES = [
    Exercise(
        id="04.max_pool",
        kind="implement",
        title="Max pooling",
        minutes=8,
        difficulty=1,
        points=2,
        see=WINDOW,
        cases=_maps,
        expected=max_pool,
        hints=(
            "How many windows fit, down and across? The formula of lesson 02 says it, with no padding.",
            "Window (i, j) begins at row s * i, column s * j.",
            "y[i, j] = x[s * i : s * i + k, s * j : s * j + k].max().",
        ),
        mistakes=[
            Mistake("stride-missing", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (i, j)), see=HALVES),
            Mistake("stride-one-direction", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (s * i, j)), see=HALVES),
            Mistake("stride-one-direction", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (i, s * j)), see=HALVES),
            Mistake("window-for-stride", lambda x, k, s: _side_by_side(x, k, s), see=HALVES),
            Mistake("average-for-max", avg_pool),
            Mistake("maximum-from-zero", lambda x, k, s: np.maximum(max_pool(x, k, s), 0)),
            Mistake("smallest-for-largest", min_pool, "This is the smallest number of the window, where the largest is wanted."),
            Mistake("ceil-for-floor", lambda x, k, s: _ceil(x, k, s), see=HALVES),
            Mistake("windows-transposed", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (s * j, s * i))),
            Mistake("window-for-stride", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (k * i, k * j)), see=HALVES),
            Mistake("off-by-one", lambda x, k, s: _pool(x, k, s, grow=-1)),
            Mistake("ceil-for-floor", lambda x, k, s: _pool(x, k, s, grow=1), see=HALVES),
        ],
    ),
    Exercise(
        id="04.avg_pool",
        kind="implement",
        title="Average pooling",
        minutes=4,
        difficulty=1,
        points=1,
        see=WINDOW,
        cases=_maps,
        expected=avg_pool,
        hints=(
            "Only one word differs from max pooling.",
            "A window of k rows and k columns has k * k numbers.",
            "y[i, j] is the mean of x[s * i : s * i + k, s * j : s * j + k].",
        ),
        mistakes=[
            Mistake("max-for-average", max_pool),
            Mistake("average-wrong-count", lambda x, k, s: _pool(x, k, s, divide=lambda k, s: k)),
            Mistake("average-wrong-count", lambda x, k, s: _pool(x, k, s, divide=lambda k, s: s * s)),
            Mistake("not-divided", lambda x, k, s: _pool(x, k, s, divide=lambda k, s: 1)),
            Mistake("integer-division", lambda x, k, s: np.floor(avg_pool(x, k, s))),
            Mistake("stride-missing", lambda x, k, s: _pool(x, k, s, np.mean, at=lambda i, j, s: (i, j)), see=HALVES),
            Mistake("median-for-average", lambda x, k, s: _pool(x, k, s, np.median)),
        ],
    ),
    Exercise(
        id="04.pooled_by_hand",
        kind="predict",
        title="Both by hand",
        minutes=4,
        difficulty=1,
        points=1,
        see=HALVES,
        value=pooled_by_hand,
        hints=(
            "Windows of 2 x 2 at stride 2 lie side by side: there are four.",
            "The first window is 1, 5 above 3, 3: its largest number is 5, its mean 12 / 4.",
            "The others are 0, 2, 4, 2, then 0, 0, 8, 0, then 6, 1, 1, 0.",
        ),
        mistakes=[
            Mistake("wrong-order", _by_hand()[::-1], "The two are exchanged: max pooling first, average pooling second."),
            Mistake("stride-forgotten", _by_hand(s=1)),
            Mistake("not-divided", (_by_hand()[0], 4 * _by_hand()[1])),
            Mistake("average-wrong-count", (_by_hand()[0], 2 * _by_hand()[1])),
        ],
    ),
]  # fmt: skip
