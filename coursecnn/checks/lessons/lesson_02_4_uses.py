"""Exercises of lesson 02, Padding, stride and sizes: pixels used often, rarely or never."""

from itertools import product

import numpy as np

from ..definition import Exercise
from ..slips import slip, step
from .lesson_02_1_sizes import PLACES
from .lesson_02_3_strides import STRIDE, TRAPS, TRAPS_OF_SIZES

USED = "02, 'Used once, used often'"
NEVER = "02, 'Pixels that nobody sees'"


def times_used(shape, k, s):
    """Each pixel's number of windows."""
    counts = np.zeros(shape[::-1] if slip("transposed") else shape, int)
    height, width = shape[::-1] if slip("loops-exchanged") else shape
    width = height if slip("height-for-both") else width
    height = width if slip("width-for-both") else height
    s = 1 if slip("stride-ignored") else s
    tops = starts(height, k, s, slip("stride-not-in-rows"), slip("every-row"))
    lefts = starts(width, k, s, slip("stride-not-in-columns"), slip("every-column"))
    if slip("one-for-each-window"):
        return np.full((len(tops), len(lefts)), k * k)
    side = step("the length of a window", k, k=k, s=s)
    for top, left in product(tops, lefts):
        window = counts[top : top + side, left : left + side]
        window[...] = 1 if slip("assigned-not-added") else window + 1
    return counts


def starts(n, k, s, without_stride, every):
    """Where windows begin in a row of n pixels."""
    s = 1 if every else s
    last = n - 1 if slip("hanging-over") else n - k - 1 if slip("last-place-missing") else n - k
    last += s - 1 if slip("ceil-for-floor") else 0
    found = range(0, last + 1, s)
    return range(len(found)) if slip("stride-missing") or without_stride else found


def _images(draw):
    k, s = draw.int(1, 4), draw.int(1, 4)
    return tuple(k + draw.int(0, 6) for _ in range(2)), k, s


def unseen():
    """Pixels of 13 x 13 that no window of 3 x 3 at stride 4 uses."""
    n, k, s = 13, step("the kernel", 3), step("the stride", 4)
    places = step("the number of windows in a row", (n - k) // s + 1)
    used = k * places
    if slip("gaps-forgotten"):
        used = (places - 1) * s + k
    if slip("side-by-side"):
        used = n // k * k
    if slip("ceil-for-floor"):
        used += 1
    used = step("the number of used pixels in a row", used, "the number of windows in a row", "the kernel")
    unused = step("the number of unused pixels in a row", n - used)
    both = step("the number of used pixels", used * used)
    if slip("one-row-only"):
        return used if slip("used-for-unused") else unused
    if slip("used-for-unused"):
        return both
    if slip("columns-only"):
        return n * unused
    if slip("both-at-once"):
        return unused**2
    return 2 * n * unused if slip("counted-twice") else n * n - both


EXERCISES = [
    Exercise(
        id="02.times_used",
        kind="implement",
        title="How often is a pixel used",
        points=2,
        see=USED,
        expected=times_used,
        inputs=_images,
        also=lambda: [((31, 32), 16, 1)],  # a pixel in 256 windows
        output="counts",
        hints=(
            "Begin with zeros of this shape. Every window adds 1 to the pixels that it covers.",
            "In a row of n pixels, windows begin at 0, s, 2 * s, ... The last one may begin at n - k.",
            "For top in range(0, shape[0] - k + 1, s), and left likewise with shape[1]: counts[top : top + k, left : "
            "left + k] += 1.",
        ),
        slips=[
            ("assigned-not-added", "The array says whether a pixel is used, not how often: each window adds 1. (`= 1` "
             "does not, nor does += 1 with arrays of indices, which adds once; np.add.at counts all.)"),
            ("one-for-each-window", "There is one entry for each window, which holds its number of pixels: one for each "
             "pixel is wanted, the number of its windows."),
            ("stride-missing", "", TRAPS),
            ("stride-ignored", "The stride is not used: windows begin at 0, s, 2 * s, ... in both directions.", STRIDE),
            ("stride-not-in-columns", "The left side of a window moves without the stride: it begins at 0, s, 2 * s, "
             "...",
             TRAPS),
            ("stride-not-in-rows", "The top of a window moves without the stride: it begins at 0, s, 2 * s, "
             "...", TRAPS),
            ("every-column", "Windows begin at every column: with stride s they begin at every s-th, as in the "
             "rows.", TRAPS),
            ("every-row", "Windows begin at every row: with stride s they begin at every s-th, as in the "
             "columns.", TRAPS),
            ("transposed", "Rows and columns of the array are exchanged: shape is (H, W).", TRAPS),
            ("loops-exchanged", "The tops of the windows run over the width, and their left sides over the height: "
             "shape is (H, W).", TRAPS),
            ("height-for-both", "The height is used in both directions: the left side of a window runs over the width, "
             "shape[1].", TRAPS),
            ("width-for-both", "The width is used in both directions: the top of a window runs over the height, "
             "shape[0].", TRAPS),
            ("ceil-for-floor", "One window too many is counted where a remainder is left: it does not fit as a whole.",
             TRAPS_OF_SIZES),
            ("hanging-over", "Windows that hang over the end are counted: the last one begins at n - k.", PLACES),
            ("last-place-missing", "The place at n - k is left out: range stops before its end, so "
             "range(0, n - k + 1, s).", PLACES),
        ],
    ),
    Exercise(
        id="02.unseen",
        kind="predict",
        title="Pixels that nobody sees",
        points=1,
        see=NEVER,
        value=unseen,
        hints=(
            "Draw 13 pixels in a row. Where do the windows begin, and which pixels lie in none of them?",
            "Windows begin at 0, 4 and 8, and each is 3 long. How many columns are used?",
            "A pixel is used when its row and its column are. Take the used pixels away from 13 * 13.",
        ),
        slips=[
            ("gaps-forgotten", "Only the end is counted. The stride is larger than the kernel, so pixels between the "
             "windows are left out too."),
            ("ceil-for-floor", "A fourth window begins at 12 and would need columns 12 to 14: it does not fit."),
            ("side-by-side", "12 used columns are too many: there is a gap behind each window of 3, and a fourth window "
             "does not fit."),
            ("used-for-unused", "These are used. Those that no window uses are wanted."),
            ("columns-only", "These are the pixels of columns (or of rows) that no window uses. A pixel is also lost "
             "where only its row is."),
            ("both-at-once", "A pixel is unused when its row or its column is, not only when both are."),
            ("one-row-only", "This is the count for one row. The picture has 13 rows, and some of them are unused as a "
             "whole."),
            ("counted-twice", "Pixels whose row and column are both unused were counted twice."),
        ],
    ),
]  # fmt: skip
