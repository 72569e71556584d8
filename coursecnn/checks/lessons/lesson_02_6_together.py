"""Exercises of lesson 02, Padding, stride and sizes: what a stride costs, and everything at once."""

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import combined, slip
from ..windows import PRODUCTS, begin_of
from .lesson_02_1_sizes import DILATION, PADDING
from .lesson_02_3_strides import SLIPS, STRIDE, places, steps_of_the_slice


def conv2d(x, w, s, p, d):
    """The cross-correlation of x with w; stride, padding and dilation are pairs (h, w)."""
    around = [(p[0], p[1]), (p[0], p[1])] if slip("as-before-and-after") else [(p[0], p[0]), (p[1], p[1])]
    before, after = not slip("zeros-after-only"), not slip("zeros-before-only")
    x = x if slip("padding-forgotten") else np.pad(x, [(a * before, b * after) for a, b in around])
    s = (1, 1) if slip("stride-ignored") else s
    d = (1, 1) if slip("dilation-forgotten") else (d[0] + 1, d[1] + 1) if slip("gaps-too-wide") else d
    reach = [gap * (k - 1) + 1 for k, gap in zip(w.shape, d)]
    long = w.shape if slip("size-without-dilation") or slip("window-as-long-as-k") else reach
    long = [gap * k for k, gap in zip(w.shape, d)] if slip("reach-too-long") else long
    more = [2 * n for n in p] if slip("padding-counted-twice") else (0, 0)
    y = np.zeros([max(0, places(n + m, k, step)) for n, k, step, m in zip(x.shape, long, s, more)])
    down, right = steps_of_the_slice(s)
    if slip("short-slice") or slip("window-as-long-as-k"):
        reach = w.shape
    if slip("neighbours-for-gaps"):
        reach, d = w.shape, (1, 1)
    for i, j in np.ndindex(y.shape):
        top, left = begin_of(i, j, (down, right), w.shape)
        products = x[top : top + reach[0] : d[0], left : left + reach[1] : d[1]] * w
        y[i, j] = products.mean() if slip("averaged") else combined(PRODUCTS, products, np.sum)
    return y


def _everything(draw):
    n, k, s = draw.ints(2, 1, 7), draw.ints(2, 1, 3), draw.ints(2, 1, 3)
    p, d = draw.ints(2, 0, 2), draw.ints(2, 1, 3)
    fits = all(gap * (b - 1) + 1 <= a + 2 * frame for a, b, gap, frame in zip(n, k, d, p))
    return (draw.array(*n), draw.array(*k), s, p, d) if fits else None


def stride_cost():
    """Mean of the quotients; 0.926 on MNIST, 0.932 on drawn digits, with a standard error of 0.005; quick mode: 0.009."""
    kept = Range(0.95, 0.985) if slip("median") else Range(0.83, 0.89) if slip("magnitude-forgotten") else None
    kept = Range(0.85, 0.88) if slip("mean-for-largest") else Range(0.98, 0.995) if slip("stride-2") else kept
    kept = 1.0 if slip("one-maximum-for-all") else 1 / 16 if slip("windows-counted") else kept
    return "true" if slip("wrong-verdict") else "false", kept or Range(0.905, 0.949)


EXERCISES = [
    Exercise(
        id="02.stride_cost",
        kind="explore",
        title="What a stride costs",
        points=2,
        see="02, 'What a larger stride costs'",
        value=stride_cost,
        choices=("true", "false"),
        hints=(
            "F.conv2d(digits, edges, stride=4) has the shape (N, 1, 7, 7). Which axes disappear when you take the "
            "largest number of each digit?",
            "np.abs(F.conv2d(digits, edges, stride=4)).max(axis=(1, 2, 3)) is one number for each digit. The same with "
            "stride=1, then divide.",
            "Take the mean of the quotients with .mean(). Is more or less than half left? The answer is (verdict, "
            "mean).",
        ),
        slips=[
            ("wrong-verdict", "The measurement is right, but more than half of the strongest answer is left."),
            ("median", "That may be the median of the quotients: the mean is asked for."),
            ("one-maximum-for-all", "That is one maximum over all digits: divide for each digit, then take the mean."),
            ("magnitude-forgotten", "Too small: take the magnitudes first (np.abs), then the largest of each digit."),
            ("mean-for-largest", "Too small: of each digit's magnitudes the largest is taken, not their mean."),
            ("stride-2", "That is near to what stride 2 leaves: the claim is about stride 4."),
            ("windows-counted", "This is the share of the windows that are computed. Measure what the strongest of "
             "them answers."),
        ],
    ),
    Exercise(
        id="02.conv2d",
        kind="challenge",
        title="Everything at once",
        points=4,
        see=DILATION,
        expected=conv2d,
        inputs=_everything,
        output="y",
        hints=(
            "Do one thing after another: first pad, then count the places, then slide. After padding, forget that "
            "there was padding.",
            "A window begins at i * s[0] and reaches over d[0] * (w.shape[0] - 1) + 1 rows; within it, every d[0]-th "
            "row is taken.",
            "x[top : top + reach : d] takes every d-th row of a window. Or use what you have: conv_strided(pad(x, p), "
            "dilate(w, d), s).",
        ),
        slips=[
            ("padding-forgotten", "The padding is forgotten: p[0] rows of zeros above and below, p[1] columns on the "
             "left and right.", PADDING),
            ("zeros-before-only", "The last rows and columns are missing: either the zeros are above and on the left "
             "only, or the size counts p once.", PADDING),
            ("zeros-after-only", "The zeros stand below and on the right only: as many belong above and on the left.",
             PADDING),
            ("as-before-and-after", "p[0] belongs above and below, p[1] on the left and right: np.pad(x, p) takes the "
             "pair as (before, after).", PADDING),
            ("padding-counted-twice", "The size counts the padding twice: the padded image has its zeros already, so "
             "no further 2 * p.", "02, 'Traps with the formula'"),
            "dilation-forgotten",
            ("neighbours-for-gaps", "The size is right, but the slice takes neighbouring pixels: x[top : top + reach : "
             "d] takes every d-th."),
            ("size-without-dilation", "The slice is right, but the size forgets the dilation: a window reaches over "
             "d * (k - 1) + 1 pixels."),
            ("window-as-long-as-k", "The slice has gaps, but a window is taken as k long: it reaches over d * (k - 1) "
             "+ 1 pixels."),
            ("short-slice", "The slice ends after k pixels. With gaps a window reaches over d * (k - 1) + 1: "
             "x[top : top + reach : d]."),
            ("reach-too-long", "The reach is not d * k, it is d * (k - 1) + 1: behind the last weight there is no "
             "gap."),
            ("gaps-too-wide", "The gaps are one pixel too wide: d is the distance from one weight to the next."),
            *[entry if isinstance(entry, str) else (*entry, STRIDE)[:3] for entry in SLIPS],
        ],
    ),
]  # fmt: skip
