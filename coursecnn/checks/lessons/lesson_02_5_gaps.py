"""Exercises of lesson 02, Padding, stride and sizes: dilation, and the way back."""

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake
from .lesson_02_3_strides import slid

DILATION = "02, 'Dilation and rectangles'"
BACK = "02, 'The way back: transposed convolution'"


def dilate(w, d):
    one_kernel = np.zeros((1, 1, *d))
    one_kernel[..., 0, 0] = 1
    spread = reference.conv_transpose2d(w[None, None], one_kernel, stride=d)[0, 0]
    return spread[: d[0] * (w.shape[0] - 1) + 1, : d[1] * (w.shape[1] - 1) + 1]


def _kernels():
    return cases(
        *((integers(*shape), d) for shape in ((1, 1), (1, 2), (2, 1)) for d in ((1, 1), (2, 2), (1, 2), (2, 1))),
        (counted(1, 1) + 0.5, (1, 1)),
        *((counted(2, 2) + 1, d) for d in ((1, 1), (2, 2), (2, 3), (3, 1))),
        *((integers(*shape, dtype=int), d) for shape in ((2, 3), (3, 3)) for d in ((2, 1), (1, 3), (3, 2))),
        (floats(4, 3), (2, 3)),
    )


def blown_up(w, d):
    """Every weight as a block of d[0] x d[1], the weight in its corner."""
    corner = np.zeros(d)
    corner[0, 0] = 1
    return np.kron(w, corner)


_GAPS = [
    Mistake(
        "dilation-forgotten",
        lambda w, d: w.copy(),
        "The kernel comes back without gaps: dilation d puts d - 1 zeros between neighbouring weights.",
    ),
    Mistake(
        "dilation-as-zeros",
        lambda w, d: dilate(w, (d[0] + 1, d[1] + 1)),
        "There is one zero too many in each gap: d is the distance from one weight to the next, so d - 1 zeros lie "
        "between.",
    ),
    Mistake(
        "dilation-times-kernel",
        blown_up,
        "There are zeros behind the last weight too. The kernel reaches over d * (k - 1) + 1 pixels, not d * k.",
    ),
    Mistake(
        "h-w-swapped",
        lambda w, d: dilate(w, d[::-1]),
        "d[0] belongs to the rows and d[1] to the columns: pairs are (h, w).",
    ),
    Mistake(
        "dilation-one-direction",
        lambda w, d: dilate(w, (d[0], 1)),
        "The gaps are between the rows only: columns need them too.",
    ),
    Mistake(
        "dilation-one-direction",
        lambda w, d: dilate(w, (1, d[1])),
        "The gaps are between the columns only: rows need them too.",
    ),
    Mistake(
        "dilation-one-direction",
        lambda w, d: dilate(w, (d[0], d[0])),
        "d[0] is used in both directions: columns use d[1].",
    ),
    Mistake(
        "dilation-one-direction",
        lambda w, d: dilate(w, (d[1], d[1])),
        "d[1] is used in both directions: rows use d[0].",
    ),
    Mistake(
        "weights-repeated",
        lambda w, d: np.kron(w, np.ones(d)),
        "Each weight is repeated. The gaps hold zeros: there are as many weights as before.",
    ),
    Mistake(
        "zeros-around",
        lambda w, d: np.pad(w, [(n - 1, n - 1) for n in d]),
        "The zeros stand around the kernel: that is padding. Dilation puts them between the weights.",
    ),
    Mistake(
        "weights-lost",
        lambda w, d: np.zeros_like(dilate(w, d)),
        "The size is right, but all numbers are 0: lay the weights in.",
    ),
]


def conv_transposed(x, w, s):
    return reference.conv_transpose2d(x[None, None], w[None, None], stride=s)[0, 0]


def _laid(x, w, s, *, step=None, assign=False, more=(0, 0)):
    """Copies of w laid ``step`` apart into an output for stride ``s``."""
    step = step or s
    y = np.zeros([(x.shape[axis] - 1) * s[axis] + w.shape[axis] + more[axis] for axis in (0, 1)])
    for i, j in np.ndindex(x.shape):
        window = y[i * step[0] : i * step[0] + w.shape[0], j * step[1] : j * step[1] + w.shape[1]]
        window[:] = x[i, j] * w if assign else window + x[i, j] * w
    return y


def _too_small(x, w, s):
    """An output of m * s: the last copies hang over its end."""
    y = np.zeros([m * step for m, step in zip(x.shape, s)])
    for i, j in np.ndindex(x.shape):
        y[i * s[0] : i * s[0] + w.shape[0], j * s[1] : j * s[1] + w.shape[1]] += x[i, j] * w
    return y


def _size_of_stride_1(x, w, s):
    y = np.zeros([m + k - 1 for m, k in zip(x.shape, w.shape)])
    for i, j in np.ndindex(x.shape):
        y[i * s[0] : i * s[0] + w.shape[0], j * s[1] : j * s[1] + w.shape[1]] += x[i, j] * w
    return y


def _inputs():
    return cases(
        (integers(1, 1), integers(1, 1, seed=1), (1, 1)),
        (integers(1, 1), counted(1, 1) + 0.5, (1, 1)),
        (integers(1, 1), integers(1, 2, seed=1), (1, 1)),
        (integers(1, 2), integers(1, 1, seed=1), (1, 2)),
        (integers(2, 1), integers(1, 1, seed=1), (2, 1)),
        (integers(1, 2), integers(1, 2, seed=1), (1, 1)),
        (integers(2, 1), integers(2, 1, seed=1), (1, 1)),
        (integers(2, 2), integers(2, 2, seed=1), (1, 1)),
        (integers(2, 2), integers(2, 2, seed=1), (2, 2)),
        (counted(2, 2), integers(2, 2, seed=1), (2, 1)),
        (counted(2, 3), integers(2, 2, seed=1), (1, 3)),
        (integers(3, 2), integers(3, 2, seed=1), (2, 1)),
        (integers(2, 3, dtype=int), floats(2, 4), (3, 2)),
        (floats(4, 3), floats(3, 4, seed=1), (1, 2)),
        (floats(3, 5), floats(4, 3, seed=1), (2, 3)),
    )


_COPIES = [
    Mistake("assigned-not-added", lambda x, w, s: _laid(x, w, s, assign=True)),
    Mistake(
        "stride-missing",
        lambda x, w, s: _laid(x, w, s, step=(1, 1)),
        "The size is right, but the copies lie one pixel apart: the copy of x[i, j] begins at row i * s[0] and column "
        "j * s[1].",
    ),
    Mistake(
        "stride-missing",
        lambda x, w, s: _laid(x, w, (1, 1)),
        "The stride is not used at all: copies are s[0] rows and s[1] columns apart, and the output is larger for it.",
    ),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: _laid(x, w, s, step=(s[0], 1)),
        "The slice uses the stride for rows only: the copy of x[i, j] begins at column j * s[1].",
    ),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: _laid(x, w, s, step=(1, s[1])),
        "The slice uses the stride for columns only: the copy of x[i, j] begins at row i * s[0].",
    ),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: _laid(x, w, (s[0], s[0])),
        "s[0] is used in both directions: columns use s[1].",
    ),
    Mistake(
        "stride-one-direction",
        lambda x, w, s: _laid(x, w, (s[1], s[1])),
        "s[1] is used in both directions: rows use s[0].",
    ),
    Mistake("h-w-swapped", lambda x, w, s: _laid(x, w, s[::-1])),
    Mistake(
        "kernel-flipped",
        lambda x, w, s: _laid(x, w[::-1, ::-1], s),
        "The copies are turned by 180 degrees: each is w as it is, times one number.",
    ),
    Mistake(
        "kernel-transposed",
        lambda x, w, s: _laid(x, w.T, s),
        "Rows and columns of the copies are exchanged: each copy is w as it is.",
    ),
    Mistake(
        "off-by-one",
        lambda x, w, s: _laid(x, w, s, more=s),
        "The output is too large: of m copies the last one begins at (m - 1) * s, for counting begins at 0.",
    ),
    Mistake(
        "off-by-one",
        lambda x, w, s: _laid(x, w, s, more=(1, 1)),
        "The output is one row and one column too large: (m - 1) * s + k is enough.",
    ),
    Mistake(
        "off-by-one",
        lambda x, w, s: _laid(x, w, s, more=(s[0] - 1, s[1] - 1)),
        "The output is too large: after the last copy, which begins at (m - 1) * s, no further step is needed.",
    ),
    Mistake(
        "stride-missing",
        _size_of_stride_1,
        "The copies are s apart, but the size leaves the stride out: the last copy begins at (m - 1) * s and is k "
        "long.",
    ),
    Mistake(
        "transposed-times-stride",
        _too_small,
        "The output is not times the stride: the last copy begins at (m - 1) * s and is k long. It does not fit.",
    ),
    Mistake(
        "convolution-for-transposed",
        lambda x, w, s: slid(np.pad(x, [(k - 1, k - 1) for k in w.shape]), w, s),
        "This is an ordinary convolution of the padded input. In a transposed one each input number lays down a whole "
        "copy of the kernel.",
    ),
]


EXERCISES = [
    Exercise(
        id="02.dilate",
        kind="implement",
        title="A kernel with gaps",
        minutes=8,
        difficulty=2,
        points=2,
        see=DILATION,
        cases=_kernels,
        expected=dilate,
        hints=(
            "Over how many rows does a kernel of w.shape[0] rows reach with dilation d[0]? Begin with zeros of this "
            "shape.",
            "Weight [a, b] goes to row a * d[0] and column b * d[1].",
            "A slice with a step takes every d-th place: spread[:: d[0], :: d[1]] = w.",
        ),
        mistakes=_GAPS,
    ),
    Exercise(
        id="02.conv_transposed",
        kind="implement",
        title="The way back",
        minutes=12,
        difficulty=2,
        points=2,
        see=BACK,
        cases=_inputs,
        expected=conv_transposed,
        hints=(
            "Where does the copy of the last number of a row begin, and where does it end? This is the width of the "
            "output.",
            "Begin with zeros. For each x[i, j], take the window of the output at row i * s[0], column j * s[1], as "
            "large as w.",
            "y[top : top + w.shape[0], left : left + w.shape[1]] += x[i, j] * w, in (x.shape[0] - 1) * s[0] + "
            "w.shape[0] rows.",
        ),
        mistakes=_COPIES,
    ),
]
