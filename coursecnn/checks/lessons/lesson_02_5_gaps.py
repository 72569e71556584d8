"""Exercises of lesson 02, Padding, stride and sizes: dilation, and the way back."""

import numpy as np

from ..definition import Exercise
from ..slips import laid, slip, step
from ..windows import begin_of
from .lesson_02_1_sizes import BACK, DILATION
from .lesson_02_3_strides import steps_of_the_slice


def dilate(w, d):
    """w with d[0] - 1 rows and d[1] - 1 columns of zeros between its weights."""
    if slip("weights-repeated"):
        return np.kron(w, np.ones(d))
    if slip("zeros-around"):
        return np.pad(w, [(n - 1, n - 1) for n in d])
    d = (d[0] + 1, d[1] + 1) if slip("gaps-too-wide") else d
    behind = (d[0] - 1, d[1] - 1) if slip("zeros-behind") else (0, 0)
    sizes = (gap * (k - 1) + 1 + more for k, gap, more in zip(w.shape, d, behind))
    y = np.zeros(
        [max(0, step("the number of rows (or columns)", n, k=k, d=gap)) for n, k, gap in zip(sizes, w.shape, d)]
    )
    for a, b in np.ndindex(w.shape):
        place = tuple(step("the place of weight i", at * gap, i=at, d=gap) for at, gap in zip((a, b), d))
        y[place] = 0 if slip("weights-lost") else w[a, b]
    return w.copy() if slip("dilation-forgotten") else y


def _kernels(draw):
    return draw.array(*draw.ints(2, 1, 3)), draw.ints(2, 1, 4)


def conv_transposed(x, w, s):
    """Copies of w, each times a number of x, s = (down, right) apart, added up."""
    s = (1, 1) if slip("stride-ignored") else s
    w = w[::-1, ::-1] if slip("kernel-flipped") else w.T if slip("kernel-transposed") else w
    more = s if slip("one-step-too-far") else (1, 1) if slip("one-too-large") else (0, 0)
    shape = [(m - 1) * t + k + extra for m, t, k, extra in zip(x.shape, s, w.shape, more)]
    if slip("size-without-stride"):
        shape = [m + k - 1 for m, k in zip(x.shape, w.shape)]
    if slip("size-times-stride"):
        shape = [m * t for m, t in zip(x.shape, s)]
    shape = [max(0, step("the number of rows (or columns)", n, m=m, s=t, k=k))
             for n, m, t, k in zip(shape, x.shape, s, w.shape)]  # fmt: skip
    parts = []
    for i, j in np.ndindex(x.shape):
        top, left = begin_of(i, j, steps_of_the_slice(s), w.shape)
        parts.append((np.s_[top : top + w.shape[0], left : left + w.shape[1]], x[i, j] * w))
    return laid("the numbers that meet in one place", shape, parts)


def _inputs(draw):
    return draw.array(*draw.ints(2, 1, 3)), draw.array(*draw.ints(2, 1, 4)), draw.ints(2, 1, 3)


EXERCISES = [
    Exercise(
        id="02.dilate",
        kind="implement",
        title="A kernel with gaps",
        points=2,
        see=DILATION,
        expected=dilate,
        inputs=_kernels,
        output="spread",
        hints=(
            "Over how many rows does a kernel of w.shape[0] rows reach with dilation d[0]? Begin with zeros of this "
            "shape.",
            "Weight [a, b] goes to row a * d[0] and column b * d[1].",
            "A slice with a step takes every d-th place: spread[:: d[0], :: d[1]] = w.",
        ),
        slips=[
            ("dilation-forgotten", "The kernel comes back without gaps: dilation d puts d - 1 zeros between "
             "neighbouring weights."),
            ("gaps-too-wide", "There is one zero too many in each gap: d is the distance from one weight to the next, "
             "so d - 1 zeros lie between."),
            ("zeros-behind", "There are zeros behind the last weight too. The kernel reaches over d * (k - 1) + 1 "
             "pixels, not d * k."),
            ("weights-repeated", "Each weight is repeated. The gaps hold zeros: there are as many weights as before."),
            ("zeros-around", "The zeros stand around the kernel: that is padding. Dilation puts them between the "
             "weights."),
            ("weights-lost", "The size is right, but all numbers are 0: lay the weights in."),
        ],
    ),
    Exercise(
        id="02.conv_transposed",
        kind="implement",
        title="The way back",
        points=2,
        see=BACK,
        expected=conv_transposed,
        inputs=_inputs,
        output="y",
        hints=(
            "Where does the copy of the last number of a row begin, and where does it end? This is the width of the "
            "output.",
            "Begin with zeros. For each x[i, j], take the window of the output at row i * s[0], column j * s[1], as "
            "large as w.",
            "y[top : top + w.shape[0], left : left + w.shape[1]] += x[i, j] * w, in (x.shape[0] - 1) * s[0] + "
            "w.shape[0] rows.",
        ),
        slips=[
            "assigned-not-added",
            ("stride-missing", "The size is right, but the copies lie one pixel apart: the copy of x[i, j] begins at "
             "row i * s[0] and column j * s[1]."),
            ("stride-ignored", "The stride is not used at all: copies are s[0] rows and s[1] columns apart, and the "
             "output is larger for it."),
            ("stride-not-in-columns", "The slice uses the stride for rows only: the copy of x[i, j] begins at column "
             "j * s[1]."),
            ("stride-not-in-rows", "The slice uses the stride for columns only: the copy of x[i, j] begins at row "
             "i * s[0]."),
            ("exchanged-in-the-slice", "In the slice s[0] and s[1] are exchanged: rows begin at i * s[0]."),
            ("first-window-only", "All copies begin at the same place: that of x[i, j] begins at (i * s[0], j * "
             "s[1])."),
            ("kernel-flipped", "The copies are turned by 180 degrees: each is w as it is, times one number."),
            ("kernel-transposed", "Rows and columns of the copies are exchanged: each copy is w as it is."),
            ("one-step-too-far", "The output is too large: of m copies the last one begins at (m - 1) * s, for "
             "counting begins at 0."),
            ("one-too-large", "The output is one row and one column too large: (m - 1) * s + k is enough."),
            ("size-without-stride", "The copies are s apart, but the size leaves the stride out: the last copy begins "
             "at (m - 1) * s and is k long."),
            ("size-times-stride", "The output is not times the stride: the last copy begins at (m - 1) * s and is k "
             "long. It does not fit."),
        ],
    ),
]  # fmt: skip
