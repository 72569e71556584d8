"""Exercises of lesson 04, Pooling: frames, batches, shifts, the minimum."""

from functools import cache

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import combined, slip, step
from ..windows import window_at
from .lesson_04_1_maps import HALVES, NUMBERS, STRIDES, WINDOW, avg_pool, far_below, maps, max_pool, pooled

APART = "04, 'Channels stay apart, and nothing is learned'"
INFINITY = "04, 'Padding: minus infinity, not zero'"
SHIFT = "04, 'A shift of one pixel'"


def max_pool_padded(x, k, s, p):
    """Max pooling of the map x in a frame of p cells that never win."""
    before, after = 0 if slip("frame-after-only") else p, 0 if slip("frame-before-only") else p
    sides = [(before, after), (0, 0) if slip("rows-only") else (before, after)]
    number = 0 if slip("max-padded-with-zero") else -100 if slip("not-low-enough") else -np.inf
    number = -999 if slip("still-not-low-enough") else x.min() if slip("padded-with-the-smallest") else number
    number = np.inf if slip("plus-infinity") else number
    number = step("the number in the frame", number, smallest=x.min(), largest=x.max(), mean=x.mean())
    x = x.astype(float)
    if slip("frame-forgotten"):
        return max_pool(x, k, s)
    if slip("wrapped-around"):
        return max_pool(np.pad(x, sides, mode="wrap"), k, s)
    return max_pool(np.pad(x, sides, constant_values=number), k, s)


def _frames(draw):
    p, k, s = draw.int(0, 2), draw.int(1, 4), draw.int(1, 3)
    shape = draw.ints(2, 1, 5)
    if p > k // 2 or min(shape) + 2 * p < k:
        return None
    below = draw.pick(5, 0, 300, 5000)
    return draw.array(*shape, zero=True) - below, k, s, p


def _low():
    return (
        (np.array([[-3.0]]), 2, 1, 1),
        (np.array([[-200.0, -300], [-400, -150]]), 2, 1, 1),
        (np.array([[-5e3]]), 2, 1, 1),
        *((x, k, s, 1) for x, k, s in far_below()),
    )


def given_pool_images(x, k):
    """Max pooling of a batch (N, C, H, W) with k x k windows side by side."""
    n, c, h, w = x.shape
    y = np.zeros((n, c, h // k, w // k))
    for i in range(h // k):
        for j in range(w // k):
            y[:, :, i, j] = x[:, :, k * i : k * i + k, k * j : k * j + k].max()
    return y


def pool_images(x, k):
    """Max pooling of a batch with k x k windows side by side, each image and channel by itself."""
    n, c, h, w = x.shape
    y = np.zeros((n, c, h // k, w // k))
    axes = (1, 2, 3) if slip("channels-mixed") else (0, 2, 3) if slip("images-mixed") else (2, 3)
    axes = (0, 1, 2, 3) if slip("all-mixed") else (2,) if slip("rows-only") else (3,) if slip("columns-only") else axes
    apart = 1 if slip("stride-missing") else k
    for i, j in np.ndindex(h // k, w // k):
        window = x[(slice(None), slice(None), *window_at(i, j, (apart, apart), (k, k)))]
        if axes == (2, 3):
            numbers = window.reshape(n, c, -1)
            y[:, :, i, j] = combined(NUMBERS, numbers, np.mean if slip("average-for-max") else np.max, axis=2)
        else:
            y[:, :, i, j] = window.max(axis=axes, keepdims=True)[:, :, 0, 0]
    return y


def _batches(draw):
    k = draw.int(2, 3)
    return draw.array(draw.int(1, 3), draw.int(1, 3), *(k * draw.int(1, 2) + draw.int(0, 1) for _ in range(2))), k


@cache
def _changed(down, k=2, s=2):
    """How many entries differ when the dot moves by one, to the right or down, for each of its places."""
    changed = []
    for i, j in np.ndindex(15 if down else 16, 16 if down else 15):
        a, b = np.zeros((16, 16)), np.zeros((16, 16))
        a[i, j] = b[(i + 1, j) if down else (i, j + 1)] = 1
        changed.append((max_pool(a, k, s) != max_pool(b, k, s)).sum())
    return np.array(changed, float)


def dot_tolerance():
    """Entries of 64 that differ after 2 x 2 pooling of a dot and the dot one pixel further, mean over all places."""
    k = 4 if slip("windows-of-4") else 3 if slip("windows-of-3") else 2
    changed = _changed(slip("down"), k, 1 if slip("stride-1") else k)
    total = step("the sum over all places", changed.sum())
    places = step("the number of places", len(changed))
    mean = (changed > 0).mean() if slip("places-for-entries") else total / places
    mean = (changed == 0).mean() if slip("places-without-change") else mean
    mean = changed.sum() / 256 if slip("all-places") else changed.max() if slip("largest-for-mean") else mean
    mean = 0 if slip("one-place") else mean
    mean = changed.mean() / 64 if slip("share-of-entries") else changed.sum() if slip("sum-for-mean") else mean
    return "true" if slip("wrong-verdict") else "false", Range(mean - 0.006, mean + 0.006)


def min_pool(x, k, s):
    """The smallest number of each k x k window."""
    if slip("integer-overflow"):
        return -max_pool(-x, k, s)
    x = x.astype(float)
    if slip("taken-from-the-largest"):
        return x.max() - max_pool(x, k, s)
    if slip("average-for-min"):
        return avg_pool(x, k, s)
    if not slip("first-minus-forgotten") and not slip("last-minus-forgotten"):
        return pooled(x, k, s, lambda window: combined(NUMBERS, window, np.min))
    y = max_pool(x if slip("first-minus-forgotten") else -x, k, s)
    return y if slip("last-minus-forgotten") else -y


EXERCISES = [
    Exercise(
        id="04.max_pool_padded",
        kind="implement",
        title="A frame that never wins",
        points=2,
        see=INFINITY,
        expected=max_pool_padded,
        inputs=_frames,
        also=_low,
        output="y",
        hints=(
            "Which number is smaller than every other? It must stand in the frame.",
            "np.pad(x, p, constant_values=...) makes the frame; -np.inf is minus infinity, and needs floats.",
            "Pad with -np.inf, then pool as before.",
        ),
        slips=[
            "max-padded-with-zero",
            ("not-low-enough", "The frame holds -100, or a number near it: a lower one in the map loses. Only -inf "
             "never wins."),
            ("still-not-low-enough", "The frame holds -999, or a number near it: only minus infinity never wins."),
            ("plus-infinity", "The frame holds plus infinity, which always wins: minus infinity never does."),
            ("frame-before-only", "The frame is above and on the left only: p cells belong on each side."),
            ("frame-after-only", "The frame is below and on the right only: p cells belong on each side."),
            ("rows-only", "The frame is above and below only: left and right have one too."),
            ("frame-forgotten", "There is no frame: p cells on each side make room for more windows."),
            ("wrapped-around", "The frame holds numbers of the other side: they may win where they do not stand."),
            ("average-for-max", "", WINDOW),
            *STRIDES,
        ],
    ),
    Exercise(
        id="04.pool_images",
        kind="debug",
        title="One number for all",
        points=2,
        see=APART,
        expected=pool_images,
        inputs=_batches,
        also=lambda: [(np.stack([x, x - 1e6])[:, None], k) for x, k, _ in far_below()],
        given=given_pool_images,
        output="y",
        hints=(
            "Try a batch of two images with different numbers: what do both get?",
            ".max() without an axis is one number for all images and all channels.",
            "Take the maximum over the rows and columns of the window only: .max(axis=(2, 3)).",
        ),
        slips=[
            "channels-mixed",
            ("images-mixed", "All images get the same number: the maximum must not run over axis 0."),
            "all-mixed",
            ("rows-only", "The maximum runs over the rows only, and one column is taken: axes 2 and 3 belong to the "
             "window."),
            ("columns-only", "The maximum runs over the columns only, and one row is taken: axes 2 and 3 belong to "
             "it."),
            "average-for-max",
            ("stride-missing", "", HALVES),
        ],
    ),
    Exercise(
        id="04.dot_tolerance",
        kind="explore",
        title="What pooling does not notice",
        points=2,
        see=SHIFT,
        value=dot_tolerance,
        choices=("true", "false"),
        hints=(
            "Make two maps of zeros. One has a 1 at (i, j), the other at (i, j + 1). Pool both and count the entries "
            "that differ.",
            "Two loops: i from 0 to 15, j from 0 to 14, because j + 1 must be a column too.",
            "The dot stays in its window for j = 0, 2, 4, ..., 14, and leaves it for j = 1, 3, ..., 13; then two "
            "entries differ.",
        ),
        slips=[
            ("wrong-verdict", "The number is right, and it is not 0. What does that say about the claim?"),
            ("places-without-change", "That is the share of places at which nothing changes: count the entries that do."),
            ("places-for-entries", "That is the share of places at which anything changes: count the entries, two "
             "each time."),
            ("stride-1", "That comes out with stride 1: windows of 2 x 2 at stride 2 lie side by side."),
            ("windows-of-4", "That comes out with windows of 4 x 4: they are 2 x 2."),
            ("windows-of-3", "That comes out with windows of 3 x 3: they are 2 x 2."),
            ("one-place", "That is one place, at which the dot stays in its window (or the fraction of the mean is cut "
             "off): the mean over all places is wanted."),
            ("all-places", "It is divided by 256: the dot and its right neighbour have 16 x 15 places."),
            ("largest-for-mean", "That is the most that changes at one place: the mean over all places is wanted."),
            ("sum-for-mean", "That is the sum over all places: the mean is wanted."),
            ("share-of-entries", "That is a share of the 64 entries: their number is wanted."),
        ],
    ),
    Exercise(
        id="04.min_pool",
        kind="challenge",
        title="Min pooling out of max pooling",
        points=1,
        see="04, 'Is there a min pooling?'",
        expected=min_pool,
        inputs=maps,
        also=lambda: [(np.array([[0, 5], [7, 9]], np.uint8), 2, 1), *((-x, k, s) for x, k, s in far_below())],
        output="y",
        hints=(
            "What does max pooling give for -x?",
            "The largest of the negatives is minus the smallest.",
            "-max_pool(-x, k, s); bytes must become floats before the minus.",
        ),
        slips=[
            ("last-minus-forgotten", "The minus after pooling is missing: the largest of the negatives is minus the "
             "smallest."),
            ("first-minus-forgotten", "The minus before pooling is missing: this is minus the largest number."),
            ("integer-overflow", "Bytes (uint8) have no negative numbers: -1 becomes 255. Convert to float before the "
             "minus."),
            "average-for-min",
            ("taken-from-the-largest", "That is the largest number of the map minus that of each window: the smallest of "
             "each window is wanted."),
            *STRIDES,
        ],
    ),
]  # fmt: skip
