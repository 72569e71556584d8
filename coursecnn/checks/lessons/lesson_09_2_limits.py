"""Exercises of lesson 09, Looking inside: neighbours, and what a net can bear."""

import numpy as np

from ...lesson import is_quick
from ..definition import Exercise
from ..parts import Range
from ..slips import combined, slip, step

NEIGHBOURS = "09, 'Neighbours in feature space'"
BEAR = "09, 'What does the net withstand?'"


def nearest(a, b):
    """For each row of a the number of the nearest row of b (Euclidean distance)."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    a, b = (b, a) if slip("wrong-direction") else (a, b)
    if slip("largest-product"):
        return (a @ b.T).argmax(axis=1)
    if slip("smallest-product"):
        return (a @ b.T).argmin(axis=1)
    lengths = np.sqrt((a * a).sum(axis=1)), np.sqrt((b * b).sum(axis=1))
    if slip("cosine"):
        return (a @ b.T / lengths[1]).argmax(axis=1)
    if slip("lengths-only"):
        return np.abs(lengths[0][:, None] - lengths[1]).argmin(axis=1)
    off = a[:, None] - b[None]
    off = off[..., :1] if slip("first-number-only") else -off if slip("not-squared-the-other-way") else off
    signed = slip("not-squared") or slip("not-squared-the-other-way")
    squares = off if signed else np.abs(off) if slip("magnitudes-for-squares") else off**2
    distances = combined("the squares of the differences", squares, np.sum, axis=2)
    distances = np.abs(distances) if slip("sum-before-square") else distances
    if slip("sum-before-square"):
        distances = np.abs(off.sum(axis=2))
    if slip("largest-difference"):
        distances = np.abs(off).max(axis=2)
    if slip("distance-for-place"):
        return np.sqrt(distances.min(axis=1))
    if slip("square-for-place"):
        return distances.min(axis=1)
    if slip("same-for-all-rows"):
        return np.full(len(a), distances.sum(axis=0).argmin())
    if slip("place-of-a-number"):
        return squares.reshape(len(a), -1).argmin(axis=1)
    if slip("row-of-a"):
        return distances.argmin(axis=0)
    if slip("row-for-number"):
        return b[distances.argmin(axis=1)]
    return distances.argmax(axis=1) if slip("farthest") else distances.argmin(axis=1)


def _far_apart():
    """Rows for which no search may begin at a number, however large."""
    b = np.array([[3.0, 0, 1, 0, 0, 1], [0, 0, 1, 0, 0, 1], [9, 2, 1, 0, 0, 1]])
    return [(np.array([[0, 4.0, 1, 0, 0, 1], [7, 5, 0, 1, 0, 1], [6, 0, 0, 0, 1, 1]]) * 1e6, b * 1e6)]


def _rows(draw):
    m = draw.int(1, 4)
    return draw.array(draw.int(1, 4), m), draw.array(draw.int(2, 5), m)


def given_shift_right(images, pixels):
    """The images moved to the right by so many pixels."""
    return np.roll(images, pixels, axis=2)


def shift_right(images, pixels):
    """The images moved to the right; black follows from the left."""
    height, width = images.shape[1:]
    if slip("too-wide"):
        return np.pad(images, ((0, 0), (0, 0), (pixels, 0)))
    if slip("wrapped-around"):
        return np.roll(images, pixels, axis=2) * 1.0
    if slip("moved-left"):
        return np.pad(images, ((0, 0), (0, 0), (0, pixels)))[:, :, pixels:]
    if slip("moved-down"):
        return np.pad(images, ((0, 0), (pixels, 0), (0, 0)))[:, :height]
    if slip("edge-repeated"):
        return np.pad(images, ((0, 0), (0, 0), (pixels, 0)), mode="edge")[:, :, :width]
    moved = images.copy() if slip("old-pixels-stay") else np.zeros(images.shape)
    if slip("minus-zero"):
        moved[:, :, pixels:] = images[:, :, :-pixels]
        return moved
    begin = step("the column where the image begins", pixels, pixels=pixels, width=width)
    black = step("the number that follows from the left", 0.0, smallest=images.min(), largest=images.max())
    if not slip("old-pixels-stay"):
        moved[:, :, :begin] = black
    moved[:, :, begin:] = images[:, :, begin:] if slip("only-cut") else images[:, :, : max(0, width - begin)]
    return moved


def _pictures(draw):
    width = draw.int(2, 5)
    return draw.array(draw.int(1, 3), draw.int(1, 4), width), draw.pick(1, 0, 2, 3) % width


def bears():
    """Right after the shift, and with noise, in percent: three nets each on MNIST and on drawn digits.

    35 to 45 and 62 to 87; in quick mode, with a quarter of the images, 24 to 30 and 53 to 66.
    """
    shifted, noisy = (Range(21, 33), Range(45, 75)) if is_quick() else (Range(32, 50), Range(56, 91))
    if slip("shift-3"):
        shifted = Range(50.5, 68)
    if slip("shift-2"):
        shifted = Range(70, 84)
    if slip("shift-5") and not is_quick():
        shifted = Range(18, 31.9)
    if slip("no-noise"):
        noisy = Range(noisy.high, 99)
    shifted, noisy = (noisy, shifted) if slip("wrong-order") else (shifted, noisy)
    return "true" if slip("wrong-verdict") else "false", shifted, noisy


EXERCISES = [
    Exercise(
        id="09.nearest",
        kind="implement",
        title="The nearest neighbour",
        points=2,
        see=NEIGHBOURS,
        expected=nearest,
        inputs=_rows,
        also=_far_apart,
        output="nearest",
        hints=(
            "For one row of a: subtract it from all rows of b, square, and add up along each row.",
            "The place of the smallest of these sums is the answer; argmin gives it.",
            "Do it for every row of a, and put the numbers into an array.",
        ),
        slips=[
            "farthest",
            "largest-product",
            ("smallest-product", "The smallest product is taken for the smallest distance: subtract and square."),
            ("not-squared", "The differences are not squared: those above and below 0 cancel."),
            ("not-squared-the-other-way", "The differences are not squared: those above and below 0 cancel."),
            ("sum-before-square", "The differences are added before they are squared: those above and below 0 cancel."),
            ("magnitudes-for-squares", "The magnitudes are added, not the squares: that is another distance."),
            ("largest-difference", "Only the largest difference counts here: the squares of all are added."),
            ("cosine", "The angle is compared, not the distance: rows of one direction need not be near."),
            ("lengths-only", "The lengths of the rows are compared: take the length of the difference."),
            ("same-for-all-rows", "All rows of a get the same number: each has a nearest row of its own."),
            ("place-of-a-number", "The smallest of all squares is looked for: add up the squares of each row first."),
            "distance-for-place",
            ("row-for-number", "These are the rows of b themselves: their numbers are asked for (argmin)."),
            ("square-for-place", "These are squared distances: the number of the row is asked for (argmin)."),
            "first-number-only",
            "wrong-direction",
            ("row-of-a", "The smallest distance is taken along the rows of a: along those of b, axis 1, it is."),
        ],
    ),
    Exercise(
        id="09.shift_right",
        kind="debug",
        title="What leaves on the right",
        points=1,
        see=BEAR,
        expected=shift_right,
        inputs=_pictures,
        given=given_shift_right,
        output="moved",
        hints=(
            "Move [[1, 2, 3]] by one pixel. What stands on the left, and where does it come from?",
            "np.roll brings back on the left what left on the right. Black belongs there.",
            "moved = np.zeros_like(images); then copy the part that stays into its place.",
        ),
        slips=[
            ("wrapped-around", "What leaves on the right comes back on the left: black belongs there."),
            ("moved-left", "The images are moved to the left."),
            ("moved-down", "The images are moved down: the columns are the last axis."),
            ("edge-repeated", "The first column is repeated on the left: black belongs there."),
            ("old-pixels-stay", "The old pixels stay on the left: black belongs there."),
            ("only-cut", "Nothing is moved: the left columns are black, and the others stay where they were."),
            "too-wide",
            ("minus-zero", "images[:, :, :-pixels] is empty for a shift of 0, for -0 is 0: count from the front, up to "
             "width - pixels."),
        ],
    ),
    Exercise(
        id="09.bears",
        kind="explore",
        title="What hurts more?",
        points=2,
        see=BEAR,
        value=bears,
        choices=("true", "false"),
        hints=(
            "accuracy(changed_images) measures the net on test images that you changed.",
            "distortions.shift(images, right=4) moves them; distortions.add_noise(images, 0.5, "
            "np.random.default_rng(0)) adds noise.",
            "The answer is (verdict, accuracy after the shift, accuracy with noise).",
        ),
        slips=[
            ("wrong-verdict", "Both percentages are in the right range. What do they say about the claim?"),
            ("wrong-order", "The two percentages are exchanged: first the one after the shift, then the one with "
             "noise."),
            ("shift-3", "A shift by 3 pixels leaves about so many: the claim is about 4, to the right."),
            ("shift-2", "A shift by 2 pixels leaves about so many: the claim is about 4, to the right."),
            ("shift-5", "A shift by 5 pixels to the right leaves about so many, one down may too: the claim is about 4, to the right."),
            ("no-noise", "That many are right with little noise, or none; the noise here is 0.5, half the range."),
        ],
    ),
]  # fmt: skip
