"""Exercises of lesson 04, Pooling: one map, one window after the other."""

import numpy as np

from ..definition import Exercise
from ..slips import combined, slip, step
from ..windows import begin_of, counted

WINDOW = "04, 'One number for each window'"
HALVES = "04, 'Stride 2 halves the map'"
NUMBERS = "the numbers of a window"


def pooled(x, k, s, reduce):
    """``reduce(window)`` of each k x k window of the map x, at stride s."""
    s = 1 if slip("stride-ignored") else s
    y = np.zeros([places(n, k, s) for n in x.shape])
    apart = 1 if slip("stride-missing") else k if slip("window-for-stride") else s
    down, right = 1 if slip("stride-not-in-rows") else apart, 1 if slip("stride-not-in-columns") else apart
    reach = s if slip("stride-for-window") else k + 1 if slip("window-too-large") else k
    for i, j in np.ndindex(y.shape):
        top, left = begin_of(i, j, (down, right), (k, k))
        top, left = (right * j, down * i) if slip("windows-transposed") else (top, left)
        rows, columns = (step(f"the length of a window, {way}", reach, k=k, s=s) for way in ("down", "across"))
        y[i, j] = reduce(x[top : top + rows, left : left + columns])
    return y


def places(n, k, s):
    """How many windows fit into n numbers."""
    if slip("hanging-over"):
        return -(-n // s)
    if slip("size-without-stride"):
        return n // k
    steps = -(-(n - k) // s) if slip("ceil-for-floor") else (n - k) // s
    return counted(steps + (0 if slip("off-by-one") else 1), n, k, s)


def max_pool(x, k, s):
    """The largest number of each k x k window of the map x, at stride s."""
    return pooled(x, k, s, _largest)


def _largest(window):
    if slip("average-for-max") or slip("average-for-min"):
        return window.mean()
    if slip("place-for-value"):
        return window.argmax()
    window = np.abs(window) if slip("magnitude-for-value") else window
    if slip("smallest-for-largest"):
        return window.min()
    return max(0, window.max()) if slip("maximum-from-zero") else combined(NUMBERS, window, np.max)


def avg_pool(x, k, s):
    """The mean of each k x k window of the map x, at stride s."""
    return pooled(x.astype(float), k, s, lambda window: _mean(window, k, s))


def _mean(window, k, s):
    if slip("max-for-average") or slip("median-for-average"):
        return window.max() if slip("max-for-average") else np.median(window)
    if slip("one-row-only"):
        return window[0].mean()
    count = 1 if slip("not-divided") else k if slip("divided-by-side") else s * s if slip("divided-by-stride") else 0
    number = step("the number that the sum is divided by", count or max(1, window.size), k=k, s=s)
    mean = window.sum() / number if number != window.size else combined(NUMBERS, window, np.mean)
    return np.floor(mean) if slip("integer-division") else mean


def maps(draw):
    """A map, k and s."""
    k, s, m, rest = draw.int(1, 4), draw.int(1, 4), draw.ints(2, 1, 3), draw.ints(2, 0, 2)
    shape = [k + s * (b - 1) + min(r, s - 1) for b, r in zip(m, rest)]
    kind = draw.pick(draw.array, draw.array, draw.distinct, draw.bytes)
    return kind(*shape) - 20.0 if draw.level > 1 and draw.int(0, 2) == 0 else kind(*shape), k, s


def far_below():
    """A map in which no search may begin at a number, however small; too large to be shown where another fails."""
    return [((np.arange(36.0) * 7 % 36).reshape(6, 6) * 1e5 - 7e6, 2, 2)]


def pooled_by_hand():
    """(max, average) of the exercise: 2 x 2 windows at stride 2."""
    x = np.array([[1, 5, 0, 2], [3, 3, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]])
    largest, mean = max_pool(x, 2, 2), avg_pool(x, 2, 2)
    if slip("rows-for-windows"):
        largest, mean = x.max(axis=1).reshape(2, 2), x.mean(axis=1).reshape(2, 2)
    return (mean, largest) if slip("wrong-order") else (largest, mean)


STRIDES = [
    ("stride-missing", "", HALVES),
    ("stride-ignored", "The stride is not used at all: the next window begins s further on.", HALVES),
    ("stride-not-in-columns", "The columns move without the stride: window (i, j) begins at column s * j.", HALVES),
    ("stride-not-in-rows", "The rows move without the stride: window (i, j) begins at row s * i.", HALVES),
    ("window-for-stride", "", HALVES),
    ("stride-for-window", "The window has s rows and columns: it has k, whatever the stride.", HALVES),
    ("window-too-large", "The window has k + 1 rows and columns: a slice a : a + k has k.", HALVES),
    ("size-without-stride", "The size is n // k: it is (n - k) // s + 1, which depends on the stride too.", HALVES),
    ("ceil-for-floor", "", HALVES),
    ("hanging-over", "Windows that hang over the end are counted: the last one begins at n - k.", HALVES),
    "off-by-one",
    "windows-transposed",
]

EXERCISES = [
    Exercise(
        id="04.max_pool",
        kind="implement",
        title="Max pooling",
        points=2,
        see=WINDOW,
        expected=max_pool,
        inputs=maps,
        also=far_below,
        output="y",
        hints=(
            "How many windows fit, down and across? The formula of lesson 02 says it, with no padding.",
            "Window (i, j) begins at row s * i, column s * j.",
            "y[i, j] = x[s * i : s * i + k, s * j : s * j + k].max().",
        ),
        slips=[
            *STRIDES,
            "average-for-max",
            "maximum-from-zero",
            ("smallest-for-largest", "This is the smallest number of the window, where the largest is wanted."),
            ("place-for-value", "This is the place of the largest number in its window (argmax): its value is wanted "
             "(max)."),
            ("magnitude-for-value", "This is the largest magnitude: the largest number is wanted, with its sign."),
        ],
    ),
    Exercise(
        id="04.avg_pool",
        kind="implement",
        title="Average pooling",
        points=1,
        see=WINDOW,
        expected=avg_pool,
        inputs=maps,
        output="y",
        hints=(
            "Only one word differs from max pooling.",
            "A window of k rows and k columns has k * k numbers.",
            "y[i, j] is the mean of x[s * i : s * i + k, s * j : s * j + k].",
        ),
        slips=[
            *STRIDES,
            "max-for-average",
            "median-for-average",
            ("divided-by-side", "It is divided by k: a window of k x k has k * k numbers."),
            ("divided-by-stride", "It is divided by s * s: a window has k * k numbers, whatever the stride."),
            "not-divided",
            "integer-division",
            ("one-row-only", "Only the first row of each window is averaged: all k rows belong to it."),
        ],
    ),
    Exercise(
        id="04.pooled_by_hand",
        kind="predict",
        title="Both by hand",
        points=1,
        see=HALVES,
        value=pooled_by_hand,
        hints=(
            "Windows of 2 x 2 at stride 2 lie side by side: there are four.",
            "The first window is 1, 5 above 3, 3: its largest number is 5, its mean 12 / 4.",
            "The others are 0, 2, 4, 2, then 0, 0, 8, 0, then 6, 1, 1, 0.",
        ),
        slips=[
            ("wrong-order", "The two are exchanged: max pooling first, average pooling second."),
            ("rows-for-windows", "Each row of four is taken for a window: a window has 2 rows and 2 columns."),
            ("stride-ignored", "The windows move by one: at stride 2 they lie side by side."),
            "not-divided",
            ("divided-by-side", "The sums are divided by 2: a window of 2 x 2 has four numbers."),
            ("smallest-for-largest", "The first part holds the smallest numbers: max pooling takes the largest."),
            ("median-for-average", "The second part holds medians: average pooling takes the mean."),
        ],
    ),
]  # fmt: skip
