"""Exercises of lesson 02, Padding, stride and sizes: what a stride costs, and everything at once."""

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake
from .lesson_02_3_strides import SLIPS, slid
from .lesson_02_5_gaps import DILATION, blown_up, dilate


def conv2d(x, w, s, p, d):
    return reference.conv2d(x[None, None], w[None, None], stride=s, padding=p, dilation=d)[0, 0]


def _everything():
    one, plain = (1, 1), (0, 0)
    return cases(
        (integers(1, 1), integers(1, 1, seed=1), one, plain, one),
        (integers(1, 1), counted(1, 1) + 0.5, one, plain, one),
        (integers(1, 1), integers(1, 1, seed=1), one, (0, 1), one),
        (integers(1, 1), integers(1, 1, seed=1), one, (1, 0), one),
        (integers(1, 1), integers(1, 1, seed=1), (2, 1), (1, 1), one),
        (integers(1, 2), integers(1, 2, seed=1), one, plain, (2, 1)),
        (integers(1, 3), integers(1, 1, seed=1), (1, 2), plain, one),
        (integers(3, 1), integers(1, 1, seed=1), (2, 1), plain, one),
        (integers(1, 3), integers(1, 2, seed=1), one, plain, (1, 2)),
        (integers(3, 1), integers(2, 1, seed=1), one, plain, (2, 1)),
        (counted(3, 3), counted(2, 2), one, plain, one),
        (counted(3, 3), counted(2, 2), one, (1, 1), one),
        (counted(3, 3), counted(2, 2), (3, 2), (1, 1), one),
        (counted(3, 3), counted(2, 2), one, (0, 1), (2, 1)),
        (counted(4, 4), integers(2, 2), one, plain, (2, 2)),
        (integers(4, 5), integers(2, 3), (1, 2), (2, 0), (1, 2)),
        (integers(6, 4, dtype=int), floats(3, 2), (3, 1), (1, 2), (2, 1)),
        (floats(6, 8), floats(2, 4), (2, 3), (1, 2), (3, 2)),
        (floats(9, 7), floats(3, 3), (3, 2), (2, 1), (2, 1)),
    )


def _padded(x, *sides):
    return np.pad(x, sides)


def _slip(mistake):
    """A slip with the stride, in a function that pads and dilates rightly."""

    def wrong(x, w, s, p, d):
        return mistake.wrong(_padded(x, (p[0], p[0]), (p[1], p[1])), dilate(w, d), s)

    return Mistake(mistake.id, wrong, mistake.why, mistake.see or "02, 'Stride'")


def _counted_twice(x, w, s, p, d):
    """The size of the padded image and 2 * p more: the last windows reach over the end."""
    sides = iter(p)
    return slid(x, w, s, p, d, places=lambda room, stride: (room + 2 * next(sides)) // stride + 1)


def _dilated(x, w, s, p, d, reach, size, step):
    """Windows of ``size(k, d)`` places taken as ``x[top : top + reach(k, d) : step(d)]``."""
    x = np.pad(x, ((p[0], p[0]), (p[1], p[1])))
    y = np.zeros([(n - size(k, gap)) // stride + 1 for n, k, stride, gap in zip(x.shape, w.shape, s, d)])
    for place in np.ndindex(y.shape):
        start = [i * stride for i, stride in zip(place, s)]
        cut = [slice(a, a + reach(k, gap), step(gap)) for a, k, gap in zip(start, w.shape, d)]
        y[place] = (x[tuple(cut)] * w).sum()
    return y


def _far(k, d):
    return d * (k - 1) + 1


def _near(k, d):
    return k


_FRAME = "02, 'Padding'"
_ALL = [
    Mistake(
        "padding-forgotten",
        lambda x, w, s, p, d: slid(x, w, s, (0, 0), d),
        "The padding is forgotten: p[0] rows of zeros above and below, p[1] columns on the left and right.",
        _FRAME,
    ),
    Mistake(
        "padding-one-side",
        lambda x, w, s, p, d: slid(_padded(x, (p[0], 0), (p[1], 0)), w, s, d=d),
        "The last rows and columns are missing: either the zeros are above and on the left only, or the size counts p "
        "once.",
        _FRAME,
    ),
    Mistake("padding-one-side", lambda x, w, s, p, d: slid(_padded(x, (0, p[0]), (0, p[1])), w, s, d=d), see=_FRAME),
    Mistake(
        "h-w-swapped",
        lambda x, w, s, p, d: slid(x, w, s, p[::-1], d),
        "The padding's pair is exchanged: p[0] rows above and below, p[1] columns on the left and right.",
        _FRAME,
    ),
    Mistake(
        "h-w-swapped",
        lambda x, w, s, p, d: slid(_padded(x, p, p), w, s, d=d),
        "p[0] belongs above and below, p[1] on the left and right: np.pad(x, p) takes the pair as (before, after).",
        _FRAME,
    ),
    Mistake(
        "h-w-swapped",
        lambda x, w, s, p, d: slid(x, w, s, p, d[::-1]),
        "The dilation's pair is exchanged: d[0] is the distance of the rows, d[1] of the columns.",
    ),
    Mistake(
        "h-w-swapped",
        lambda x, w, s, p, d: slid(x, w, s[::-1], p[::-1], d[::-1]),
        "All pairs are read as (w, h). In this course they are (h, w): rows first.",
    ),
    Mistake("dilation-forgotten", lambda x, w, s, p, d: slid(x, w, s, p)),
    Mistake(
        "dilation-forgotten",
        lambda x, w, s, p, d: _dilated(x, w, s, p, d, _near, _far, lambda gap: 1),
        "The size is right, but the slice takes neighbouring pixels: x[top : top + reach : d] takes every d-th.",
    ),
    Mistake(
        "dilation-forgotten",
        lambda x, w, s, p, d: _dilated(x, w, s, p, d, _far, _near, lambda gap: gap),
        "The slice is right, but the size forgets the dilation: a window reaches over d * (k - 1) + 1 pixels.",
    ),
    Mistake(
        "dilation-forgotten",
        lambda x, w, s, p, d: _dilated(x, w, s, p, d, _near, _near, lambda gap: gap),
        "The slice has gaps, but a window is taken as k long: it reaches over d * (k - 1) + 1 pixels.",
    ),
    Mistake(
        "dilation-short-slice",
        lambda x, w, s, p, d: _dilated(x, w, s, p, d, _near, _far, lambda gap: gap),
        "The slice ends after k pixels. With gaps a window reaches over d * (k - 1) + 1: x[top : top + reach : d].",
    ),
    Mistake(
        "dilation-one-direction",
        lambda x, w, s, p, d: slid(x, w, s, p, (d[0], 1)),
        "The dilation is used for rows only: columns use d[1].",
    ),
    Mistake(
        "dilation-one-direction",
        lambda x, w, s, p, d: slid(x, w, s, p, (1, d[1])),
        "The dilation is used for columns only: rows use d[0].",
    ),
    Mistake(
        "dilation-times-kernel",
        lambda x, w, s, p, d: slid(_padded(x, (p[0], p[0]), (p[1], p[1])), blown_up(w, d), s),
        "The reach is not d * k, it is d * (k - 1) + 1: behind the last weight there is no gap.",
    ),
    Mistake(
        "dilation-as-zeros",
        lambda x, w, s, p, d: slid(x, w, s, p, (d[0] + 1, d[1] + 1)),
        "The gaps are one pixel too wide: d is the distance from one weight to the next.",
    ),
    Mistake(
        "padding-counted-twice",
        _counted_twice,
        "The size counts the padding twice: the padded image has its zeros already, so no further 2 * p.",
        "02, 'Traps with the formula'",
    ),
    *map(_slip, SLIPS),
]


def stride_cost():
    """Measured with 100 and 400 digits, six seeds: 0.92 to 0.94, on MNIST as on drawn digits."""
    return "false", 0.93


def _kept(answer):
    verdict, kept = answer
    if not 0.9 <= kept <= 0.965:
        return f"{kept:.4g} is not what these digits give: it is a mean over all digits, near but below 1."
    return verdict.strip().lower() == "false" or "Compare your number with one half: does it fit the claim?"


EXERCISES = [
    Exercise(
        id="02.stride_cost",
        kind="explore",
        title="What a stride costs",
        minutes=10,
        difficulty=2,
        points=2,
        see="02, 'What a larger stride costs'",
        value=stride_cost,
        accepts=_kept,
        choices=("true", "false"),
        hints=(
            "F.conv2d(digits, edges, stride=4) has the shape (N, 1, 7, 7). Which axes disappear when you take the "
            "largest number of each digit?",
            "np.abs(F.conv2d(digits, edges, stride=4)).max(axis=(1, 2, 3)) is one number for each digit. The same with "
            "stride=1, then divide.",
            "Take the mean of the quotients with .mean(). Is more or less than half left? The answer is (verdict, "
            "mean).",
        ),
        mistakes=[
            Mistake(
                "wrong-verdict",
                ("true", 0.93),
                "The measurement is right, but more than half of the strongest answer is left.",
            ),
            Mistake("order-of-answer", (0.93, "false"), "The verdict comes first, then the number."),
            Mistake(
                "ratio-upside-down",
                ("false", 1.1),
                "The quotient is upside down: strongest with stride 4, divided by strongest with stride 1.",
            ),
            Mistake(
                "ratio-upside-down",
                ("true", 1.1),
                "The quotient is upside down: strongest with stride 4, divided by strongest with stride 1.",
            ),
            Mistake(
                "one-maximum-for-all",
                ("false", 1.0),
                "That is one maximum over all digits: divide for each digit, then take the mean.",
            ),
            Mistake(
                "magnitude-forgotten",
                ("false", 0.85),
                "Too small: take the magnitudes first (np.abs), then the largest of each digit, not a mean.",
            ),
            Mistake(
                "windows-counted",
                ("true", 1 / 16),
                "This is the share of the windows that are computed. Measure what the strongest of them answers.",
            ),
        ],
        tolerance=0.07,
    ),
    Exercise(
        id="02.conv2d",
        kind="challenge",
        title="Everything at once",
        minutes=25,
        difficulty=3,
        points=4,
        see=DILATION,
        cases=_everything,
        expected=conv2d,
        hints=(
            "Do one thing after another: first pad, then count the places, then slide. After padding, forget that "
            "there was padding.",
            "A window begins at i * s[0] and reaches over d[0] * (w.shape[0] - 1) + 1 rows; within it, every d[0]-th "
            "row is taken.",
            "x[top : top + reach : d] takes every d-th row of a window. Or use what you have: conv_strided(pad(x, p), "
            "dilate(w, d), s).",
        ),
        mistakes=_ALL,
    ),
]
