"""Exercises of lesson 02, Padding, stride and sizes: pixels used often, rarely or never."""

from itertools import product

import numpy as np

from ... import reference
from ..definition import Case, Exercise, Mistake
from .lesson_02_3_strides import STRIDE, TRAPS, steps_up


def times_used(shape, k, s):
    """Each pixel's number of windows: what the loops of a transposed convolution add up, where all is 1."""
    places = [(n - k) // s + 1 for n in shape]
    rest = [(n - k) % s for n in shape]
    ones = np.ones((1, 1, *places), int), np.ones((1, 1, k, k), int)
    return np.pad(reference.conv_transpose2d(*ones, stride=s)[0, 0], [(0, r) for r in rest])


def _images():
    shapes = (1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (2, 4), (3, 3), (4, 5), (6, 5), (5, 7), (8, 5), (9, 12)
    settings = [(shape, k, s) for shape, k, s in product(shapes, (1, 2, 3, 4), (1, 2, 3)) if k <= min(shape)]
    return [Case(setting) for setting in settings]


def _counts(shape, k, s, tops=None, lefts=None, step=1, assign=False):
    tops = range(0, shape[0] - k + 1, s) if tops is None else tops
    lefts = range(0, shape[1] - k + 1, s) if lefts is None else lefts
    counts = np.zeros(shape, int)
    for top, left in product(tops, lefts):
        window = counts[top : top + k, left : left + k]
        window[:] = 1 if assign else window + 1
    return counts


def _places(n, k, s):
    return range((n - k) // s + 1)


_USED = "02, 'Used once, used often'"
_COUNTS = [
    Mistake(
        "assigned-not-added",
        lambda shape, k, s: _counts(shape, k, s, assign=True),
        "The array says whether a pixel is used, not how often: a further window adds 1, so += 1 in place of = 1.",
    ),
    Mistake(
        "stride-missing",
        lambda shape, k, s: _counts(shape, k, s, _places(shape[0], k, s), _places(shape[1], k, s)),
        see=TRAPS,
    ),
    Mistake(
        "stride-missing",
        lambda shape, k, s: _counts(shape, k, 1),
        "The stride is not used: windows begin at 0, s, 2 * s, ... in both directions.",
        STRIDE,
    ),
    Mistake("stride-one-direction", lambda shape, k, s: _counts(shape, k, s, lefts=_places(shape[1], k, s)), see=TRAPS),
    Mistake("stride-one-direction", lambda shape, k, s: _counts(shape, k, s, tops=_places(shape[0], k, s)), see=TRAPS),
    Mistake("stride-one-direction", lambda shape, k, s: _counts(shape, k, s, lefts=range(shape[1] - k + 1)), see=TRAPS),
    Mistake("stride-one-direction", lambda shape, k, s: _counts(shape, k, s, tops=range(shape[0] - k + 1)), see=TRAPS),
    Mistake("h-w-swapped", lambda shape, k, s: _counts(shape[::-1], k, s), see=TRAPS),
    Mistake(
        "h-w-swapped",
        lambda shape, k, s: _counts(shape, k, s, range(0, shape[1] - k + 1, s), range(0, shape[0] - k + 1, s)),
        "The tops of the windows run over the width, and their left sides over the height: shape is (H, W).",
        TRAPS,
    ),
    Mistake(
        "h-w-swapped",
        lambda shape, k, s: _counts(shape, k, s, lefts=range(0, shape[0] - k + 1, s)),
        "The height is used in both directions: the left side of a window runs over the width, shape[1].",
        TRAPS,
    ),
    Mistake(
        "h-w-swapped",
        lambda shape, k, s: _counts(shape, k, s, range(0, shape[1] - k + 1, s)),
        "The width is used in both directions: the top of a window runs over the height, shape[0].",
        TRAPS,
    ),
    Mistake(
        "ceil-for-floor",
        lambda shape, k, s: _counts(shape, k, s, *(range(0, s * steps_up(n - k, s), s) for n in shape)),
        see="02, 'Traps with the formula'",
    ),
    Mistake(
        "kernel-forgotten",
        lambda shape, k, s: _counts(shape, k, s, *(range(0, n, s) for n in shape)),
        "Windows that hang over the end are counted: the last one begins at n - k.",
        "02, 'How many places'",
    ),
    Mistake(
        "off-by-one",
        lambda shape, k, s: _counts(shape, k, s, *(range(0, n - k, s) for n in shape)),
        "The place at n - k is left out: range stops before its end, so range(0, n - k + 1, s).",
        "02, 'How many places'",
    ),
]

N, K, S = 13, 3, 4


def unseen():
    return int((times_used((N, N), K, S) == 0).sum())


_SEEN = K * ((N - K) // S + 1)  # columns that some window uses
_NEVER = "02, 'Pixels that nobody sees'"
_UNSEEN = [
    Mistake(
        "gaps-forgotten",
        N * N - ((N - K) // S * S + K) ** 2,
        "Only the end is counted. The stride is larger than the kernel, so pixels between the windows are left out "
        "too.",
    ),
    Mistake(
        "ceil-for-floor",
        N * N - (_SEEN + 1) ** 2,
        "A fourth window begins at 12 and would need columns 12 to 14: it does not fit.",
    ),
    Mistake(
        "stride-missing",
        N * N - (N // K * K) ** 2,
        "Here the windows do not lie side by side: with stride 4 and kernel 3 there are gaps between them.",
    ),
    Mistake("used-for-unused", _SEEN**2, "So many pixels are used. The others are wanted."),
    Mistake(
        "one-direction",
        N * (N - _SEEN),
        "These are the columns (or rows) that no window uses. A pixel is also lost where only its row is.",
    ),
    Mistake(
        "one-direction", (N - _SEEN) ** 2, "A pixel is unused when its row or its column is, not only when both are."
    ),
    Mistake(
        "one-direction",
        N - _SEEN,
        "This is the count for one row. The picture has 13 rows, and some of them are unused as a whole.",
    ),
    Mistake("twice-counted", 2 * N * (N - _SEEN), "Pixels whose row and column are both unused were counted twice."),
    Mistake(
        "used-for-unused", _SEEN, "So many columns are used. Wanted are the pixels of 13 x 13 that no window uses."
    ),
]


EXERCISES = [
    Exercise(
        id="02.times_used",
        kind="implement",
        title="How often is a pixel used",
        minutes=10,
        difficulty=2,
        points=2,
        see=_USED,
        cases=_images,
        expected=times_used,
        hints=(
            "Begin with zeros of this shape. Every window adds 1 to the pixels that it covers.",
            "In a row of n pixels, windows begin at 0, s, 2 * s, ... The last one may begin at n - k.",
            "For top in range(0, shape[0] - k + 1, s), and left likewise with shape[1]: counts[top : top + k, left : "
            "left + k] += 1.",
        ),
        mistakes=_COUNTS,
    ),
    Exercise(
        id="02.unseen",
        kind="predict",
        title="Pixels that nobody sees",
        minutes=6,
        difficulty=2,
        points=1,
        see=_NEVER,
        value=unseen,
        hints=(
            "Draw 13 pixels in a row. Where do the windows begin, and which pixels lie in none of them?",
            "Windows begin at 0, 4 and 8, and each is 3 long. How many columns are used?",
            "A pixel is used when its row and its column are. Take the used pixels away from 13 * 13.",
        ),
        mistakes=_UNSEEN,
    ),
]
