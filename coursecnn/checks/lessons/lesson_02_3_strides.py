"""Exercises of lesson 02, Padding, stride and sizes: windows with a stride."""

from math import ceil

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake

STRIDE = "02, 'Stride'"
TRAPS = "02, 'Traps with the stride'"


def whole_steps(room, stride):
    return room // stride + 1


def slid(x, w, s, p=(0, 0), d=(1, 1), *, step=None, places=whole_steps, reduce=np.sum):
    """A convolution of one channel; ``step`` is the stride in the slice, ``places`` counts windows in one direction."""
    step = step or s
    x, w = np.pad(np.asarray(x, float), ((p[0], p[0]), (p[1], p[1]))), np.asarray(w, float)
    reach = [d[axis] * (w.shape[axis] - 1) + 1 for axis in (0, 1)]
    y = np.zeros([places(x.shape[axis] - reach[axis], s[axis]) for axis in (0, 1)])
    for i, j in np.ndindex(y.shape):
        top, left = i * step[0], j * step[1]
        y[i, j] = reduce(x[top : top + reach[0] : d[0], left : left + reach[1] : d[1]] * w)
    return y


def steps_up(room, stride):
    return ceil(room / stride) + 1


def conv_strided(x, w, s):
    return reference.conv2d(x[None, None], w[None, None], stride=s)[0, 0]


def _written_into(x, w, s):
    """The products are written into the window, which is a view of the image."""
    rows, columns = ((x.shape[axis] - w.shape[axis]) // s[axis] + 1 for axis in (0, 1))
    y = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        window = x[i * s[0] : i * s[0] + w.shape[0], j * s[1] : j * s[1] + w.shape[1]]
        window *= w
        y[i, j] = window.sum()
    return y


def _every_start(x, w, s):
    """A window from every s-th pixel on, also where it hangs over the end."""
    tops, lefts = (range(0, n, step) for n, step in zip(x.shape, s))
    windows = [[x[i : i + w.shape[0], j : j + w.shape[1]] for j in lefts] for i in tops]
    return np.array([[(window * w).sum() for window in row] for row in windows])


def _end_without_stride(x, w, s):
    """The window begins at i * s and ends at i + k."""
    y = np.zeros([(n - k) // step + 1 for n, k, step in zip(x.shape, w.shape, s)])
    for i, j in np.ndindex(y.shape):
        y[i, j] = (x[i * s[0] : i + w.shape[0], j * s[1] : j + w.shape[1]] * w).sum()
    return y


def _images():
    return cases(
        (integers(1, 1), integers(1, 1, seed=1), (1, 1)),
        (integers(1, 1), counted(1, 1) + 0.5, (1, 1)),
        (integers(1, 2), integers(1, 1, seed=1), (1, 2)),
        (integers(1, 3), integers(1, 1, seed=1), (1, 2)),
        (integers(3, 1), integers(1, 1, seed=1), (2, 1)),
        (integers(3, 1), integers(2, 1, seed=1), (1, 1)),
        (integers(1, 3), integers(1, 2, seed=1), (1, 1)),
        (counted(3, 3), counted(2, 2), (1, 1)),
        (integers(3, 3), integers(1, 1, seed=1), (2, 2)),
        (integers(3, 3), integers(2, 2, seed=1), (2, 2)),
        (counted(4, 4), integers(2, 2, seed=2), (2, 1)),
        (counted(4, 4), integers(2, 2, seed=2), (1, 2)),
        (integers(5, 5), integers(2, 2, seed=2), (3, 2)),
        (integers(4, 6), integers(3, 2, seed=2), (1, 3)),
        (integers(6, 5, dtype=int), floats(2, 3), (2, 1)),
        (floats(7, 9), floats(3, 4, seed=1), (2, 3)),
        (floats(9, 7), floats(4, 2, seed=1), (4, 3)),
    )


SLIPS = [
    Mistake("stride-missing", lambda x, w, s: slid(x, w, s, step=(1, 1)), see=TRAPS),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: slid(x, w, s, step=(s[0], 1)),
        "The slice uses the stride for rows only: column j of the output starts at j * s[1].",
    ),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: slid(x, w, s, step=(1, s[1])),
        "The slice uses the stride for columns only: row i of the output starts at i * s[0].",
    ),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: slid(x, w, (s[0], s[0])),
        "s[0] is used in both directions: columns move by s[1].",
    ),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: slid(x, w, (s[1], s[1])),
        "s[1] is used in both directions: rows move by s[0].",
    ),
    Mistake(
        "stride-missing",
        lambda x, w, s: slid(x, w, (1, 1)),
        "The stride is not used at all: the window moves s[0] rows down and s[1] columns to the right at each step.",
    ),
    Mistake(
        "stride-missing",
        _end_without_stride,
        "The window begins at i * s, but ends at i + k. It ends k after its beginning: x[top : top + k].",
        TRAPS,
    ),
    Mistake("h-w-swapped", lambda x, w, s: slid(x, w, s[::-1]), see=TRAPS),
    Mistake(
        "h-w-swapped",
        lambda x, w, s: slid(x, w, s, step=s[::-1]),
        "The size is right, but in the slice s[0] and s[1] are exchanged: rows begin at i * s[0].",
        TRAPS,
    ),
    Mistake("kernel-flipped", lambda x, w, s: slid(x, w[::-1, ::-1], s), see="01, 'A word with two meanings'"),
    Mistake("kernel-transposed", lambda x, w, s: slid(x, w.T, s), see="01, 'Slide, multiply, sum'"),
    Mistake("ceil-for-floor", lambda x, w, s: slid(x, w, s, places=steps_up), see="02, 'Traps with the formula'"),
    Mistake(
        "kernel-forgotten",
        _every_start,
        "Windows that hang over the end are counted: the last one begins at n - k.",
        "02, 'How many places'",
    ),
    Mistake(
        "off-by-one",
        lambda x, w, s: slid(x, w, s, places=lambda room, stride: room // stride),
        "The output is one too small: the place at 0 counts too, so + 1 after the division.",
        "02, 'The formula'",
    ),
    Mistake(
        "off-by-one",
        lambda x, w, s: slid(x, w, s, places=lambda room, stride: (room + 1) // stride),
        "The 1 is added before the division. It belongs after it: room // s + 1 places.",
        "02, 'The formula'",
    ),
    Mistake(
        "averaged-window",
        lambda x, w, s: slid(x, w, s, reduce=np.mean),
        "The products are averaged: a convolution adds them up.",
        "01, 'Slide, multiply, sum'",
    ),
    Mistake("first-window-only", lambda x, w, s: slid(x, w, s, step=(0, 0))),
]


def mean_map(x, k, s):
    return slid(x, np.ones((k, k)), (s, s), reduce=np.mean)


def _means(places):
    """``mean_map`` with another count of places; a slice over the end is shorter, and its mean still a number."""

    def wrong(x, k, s):
        y = np.zeros([places(n, k, s) for n in x.shape])
        for i, j in np.ndindex(y.shape):
            y[i, j] = x[i * s : i * s + k, j * s : j * s + k].mean()
        return y

    return wrong


def _smooth():
    shapes = (2, 2), (3, 3), (3, 4), (4, 4), (4, 5), (5, 5)
    return cases(
        (counted(1, 1), 1, 1),
        *((counted(*shape), k, s) for shape in shapes for k, s in ((1, 1), (2, 1), (2, 2))),
        *((integers(*shape), 3, s) for shape in ((3, 4), (5, 3), (6, 5)) for s in (1, 2, 3)),
        *((floats(*shape), 4, s) for shape in ((8, 9), (10, 7)) for s in (1, 2, 3, 4)),
    )


def given_mean_map(x, k, s):
    """The mean of each k x k window of x, at stride s in both directions."""
    rows = (x.shape[0] - k) / s + 1
    columns = (x.shape[1] - k) / s + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = x[i * s : i * s + k, j * s : j * s + k].mean()
    return y


EXERCISES = [
    Exercise(
        id="02.conv_strided",
        kind="implement",
        title="Slide with a stride",
        minutes=12,
        difficulty=2,
        points=2,
        see=STRIDE,
        cases=_images,
        expected=conv_strided,
        hints=(
            "How many rows has the output? Use the formula once with s[0], for the rows, and once with s[1], for the "
            "columns.",
            "Output (i, j) belongs to a window that begins at row i * s[0]. At which column does it begin? How large "
            "is it?",
            "top, left = i * s[0], j * s[1]; the window is x[top : top + w.shape[0], left : left + w.shape[1]].",
        ),
        mistakes=[
            Mistake(
                "changed-input",
                _written_into,
                "`window *= w` writes into the image, because a slice is a view. Use window * w, which makes a "
                "new array.",
                "90, 'Two traps'",
            ),
            *SLIPS,
        ],
    ),
    Exercise(
        id="02.mean_map",
        kind="debug",
        title="Code from the time of Python 2",
        minutes=6,
        difficulty=1,
        points=1,
        see="02, 'Traps with the formula'",
        cases=_smooth,
        expected=mean_map,
        given=given_mean_map,
        hints=(
            "Read the last line of the error. Which number is a float, and which line made it?",
            "In which direction did `/` round in Python 2? Which sign does that today?",
            "(x.shape[0] - k) // s + 1, and the same for the columns.",
        ),
        mistakes=[
            Mistake(
                "ceil-for-floor",
                _means(lambda n, k, s: ceil((n - k) / s) + 1),
                "The size is a whole number now, but rounded up. The last slice hangs over the end: it is shorter, "
                "without a message.",
            ),
            Mistake(
                "ceil-for-floor",
                _means(lambda n, k, s: round((n - k) / s) + 1),
                "The size is a whole number now, but rounded to the nearest one. Round down, as Python 2 did.",
            ),
            Mistake(
                "ceil-for-floor",
                _means(lambda n, k, s: round((n - k) / s + 1)),
                "The error is gone, but round() sometimes rounds up. The size is rounded down, as in Python 2.",
            ),
            Mistake("off-by-one", _means(lambda n, k, s: (n - k) // s), "The + 1 is gone: the place at 0 counts too."),
            Mistake(
                "off-by-one",
                _means(lambda n, k, s: (n - k + 1) // s),
                "The 1 is added before the division. It belongs after it: (n - k) // s + 1.",
            ),
            Mistake(
                "off-by-one",
                _means(lambda n, k, s: (n - k) // (s + 1)),
                "The brackets divide by s + 1. The 1 is added after the division: (n - k) // s + 1.",
            ),
            Mistake(
                "stride-missing",
                lambda x, k, s: mean_map(x, k, 1),
                "The stride is gone from the size and from the slice: windows are s pixels apart.",
                STRIDE,
            ),
        ],
    ),
]
