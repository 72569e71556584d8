"""Exercises of lesson 02, Padding, stride and sizes: windows with a stride."""

from math import ceil

import numpy as np

from ..definition import Exercise
from ..slips import combined, slip
from ..windows import PRODUCTS, counted, window_at
from .lesson_02_1_sizes import FORMULA, PLACES

STRIDE = "02, 'Stride'"
TRAPS = "02, 'Traps with the stride'"
TRAPS_OF_SIZES = "02, 'Traps with the formula'"


def places(n, reach, s):
    """How many windows of this reach fit into n pixels."""
    room = n - reach
    if slip("hanging-over"):
        return ceil(n / s)
    if slip("one-before-division"):
        return (room + 1) // s
    if slip("one-added-to-the-stride"):
        return room // (s + 1)
    if slip("rounded-at-the-end"):
        return round(room / s + 1)
    steps = ceil(room / s) if slip("ceil-for-floor") else round(room / s) if slip("rounded") else room // s
    return counted(steps if slip("off-by-one") else steps + 1, n, reach, s)


def conv_strided(x, w, s):
    """The cross-correlation of x with w at stride s = (down, right)."""
    x, s = x.astype(float), (1, 1) if slip("stride-ignored") else s
    w = w[::-1, ::-1] if slip("kernel-flipped") else w.T if slip("kernel-transposed") else w
    y = np.zeros([max(0, places(n, k, step)) for n, k, step in zip(x.shape, w.shape, s)])
    down, right = steps_of_the_slice(s)
    for i, j in np.ndindex(y.shape):
        window = x[window_at(i, j, (down, right), w.shape)]
        if slip("end-without-stride"):
            window = x[i * down : i + w.shape[0], j * right : j + w.shape[1]]
        if slip("changed-input"):
            window *= w
            y[i, j] = window.sum()
        else:
            products = window * w
            y[i, j] = products.mean() if slip("averaged") else combined(PRODUCTS, products, np.sum)
    return y


def steps_of_the_slice(s):
    """(down, right) by which the window of the next output begins later."""
    down, right = s[::-1] if slip("exchanged-in-the-slice") else s
    down, right = (0, 0) if slip("first-window-only") else (1, 1) if slip("stride-missing") else (down, right)
    return 1 if slip("stride-not-in-rows") else down, 1 if slip("stride-not-in-columns") else right


def _images(draw):
    k, s, rest, m = draw.ints(2, 1, 4), draw.ints(2, 1, 3), draw.ints(2, 0, 2), draw.ints(2, 1, 3)
    shape = [a + step * (b - 1) + min(r, step - 1) for a, b, step, r in zip(k, m, s, rest)]
    return draw.array(*shape), draw.array(*k), s


SLIPS = [
    ("stride-missing", "", TRAPS),
    ("stride-not-in-columns", "The slice uses the stride for rows only: column j of the output starts at j * s[1]."),
    ("stride-not-in-rows", "The slice uses the stride for columns only: row i of the output starts at i * s[0]."),
    ("stride-ignored", "The stride is not used at all: the window moves s[0] rows down and s[1] columns to the right "
     "at each step."),
    ("exchanged-in-the-slice", "The size is right, but in the slice s[0] and s[1] are exchanged: rows begin at i * "
     "s[0].",
     TRAPS),
    ("ceil-for-floor", "", TRAPS_OF_SIZES),
    ("hanging-over", "Windows that hang over the end are counted: the last one begins at n - k.", PLACES),
    ("off-by-one", "The output is one too small: the place at 0 counts too, so + 1 after the division.", FORMULA),
    ("one-before-division", "The 1 is added before the division. It belongs after it: room // s + 1 places.", FORMULA),
    ("averaged", "", "01, 'Slide, multiply, sum'"),
    "first-window-only",
]  # fmt: skip


def mean_map(x, k, s):
    """The mean of each k x k window of x, at stride s; a slice over the end is shorter, and its mean still a number."""
    s = 1 if slip("stride-missing") else s
    y = np.zeros([max(0, places(n, k, s)) for n in x.shape])
    for i, j in np.ndindex(y.shape):
        apart = (1, 1) if slip("stride-not-in-the-slice") else (s, s)
        window = x[window_at(i, j, apart, (k, k))]
        y[i, j] = window.sum() if slip("not-divided") else combined("the numbers of a window", window, np.mean)
    return y


def _smooth(draw):
    k, s, m, rest = draw.int(1, 4), draw.int(1, 4), draw.ints(2, 1, 3), draw.ints(2, 0, 3)
    return draw.array(*(k + s * (b - 1) + min(r, s - 1) for b, r in zip(m, rest))), k, s


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
        points=2,
        see=STRIDE,
        expected=conv_strided,
        inputs=_images,
        output="y",
        hints=(
            "How many rows does the output have? Use the formula once with s[0], for the rows, and once with s[1], for the "
            "columns.",
            "Output (i, j) belongs to a window that begins at row i * s[0]. At which column does it begin? How large "
            "is it?",
            "top, left = i * s[0], j * s[1]; the window is x[top : top + w.shape[0], left : left + w.shape[1]].",
        ),
        slips=[
            ("changed-input", "`window *= w` writes into the image, because a slice is a view. Use window * w, which "
             "makes a new array.", "90, 'Two traps'"),
            *SLIPS,
            ("end-without-stride", "The window begins at i * s, but ends at i + k. It ends k after its beginning: "
             "x[top : top + k].", TRAPS),
            ("kernel-flipped", "", "01, 'A word with two meanings'"),
            ("kernel-transposed", "", "01, 'Slide, multiply, sum'"),
        ],
    ),
    Exercise(
        id="02.mean_map",
        kind="debug",
        title="Code from the time of Python 2",
        points=1,
        see=TRAPS_OF_SIZES,
        expected=mean_map,
        inputs=_smooth,
        given=given_mean_map,
        output="y",
        hints=(
            "Read the last line of the error. Which number is a float, and which line made it?",
            "In which direction did `/` round in Python 2? Which sign does that today?",
            "(x.shape[0] - k) // s + 1, and the same for the columns.",
        ),
        slips=[
            ("ceil-for-floor", "The size is a whole number now, but rounded up. The last slice hangs over the end: it "
             "is shorter, without a message."),
            ("rounded", "The size is a whole number now, but rounded to the nearest one. Round down, as Python 2 did."),
            ("rounded-at-the-end", "The error is gone, but round() sometimes rounds up. The size is rounded down, as "
             "in Python 2."),
            ("off-by-one", "The + 1 is gone: the place at 0 counts too."),
            ("one-before-division", "The 1 is added before the division. It belongs after it: (n - k) // s + 1."),
            ("one-added-to-the-stride", "The brackets divide by s + 1. The 1 is added after the division: "
             "(n - k) // s + 1."),
            ("stride-missing", "The stride is gone from the size and from the slice: windows are s pixels "
             "apart.", STRIDE),
            ("stride-not-in-the-slice", "The size is right, but the slice begins at i: it begins at i * s.", STRIDE),
            ("not-divided", "This is the sum of each window: the mean divides it by the number of its entries."),
        ],
    ),
]  # fmt: skip
