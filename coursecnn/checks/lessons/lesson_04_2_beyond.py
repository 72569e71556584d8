"""Exercises of lesson 04, Pooling: frames, batches, shifts, the minimum."""

import numpy as np

from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake
from .lesson_04_1_maps import _maps, _pool, avg_pool, max_pool, min_pool

WINDOW = "04, 'One number for each window'"
HALVES = "04, 'Stride 2 halves the map'"
APART = "04, 'Channels stay apart, and nothing is learned'"
INFINITY = "04, 'Padding: minus infinity, not zero'"
SHIFT = "04, 'A shift of one pixel'"


def max_pool_padded(x, k, s, p):
    """Max pooling of the map x in a frame of p cells that never win."""
    return max_pool(np.pad(np.asarray(x, float), p, constant_values=-np.inf), k, s)


def _framed(x, k, s, p, value=0.0, sides=None):
    sides = ((p, p), (p, p)) if sides is None else sides(p)
    return max_pool(np.pad(np.asarray(x, float), sides, constant_values=value), k, s)


def _frames():
    return cases(
        (np.array([[-3]]), 2, 1, 1),
        (np.array([[-3.0]]), 2, 1, 1),
        (np.array([[-3.0, -1.0]]), 2, 1, 1),
        (-counted(3, 3) - 1, 3, 2, 1),
        (integers(4, 3), 3, 1, 1),
        (integers(5, 5, seed=2) - 5, 4, 2, 2),
        (np.array([[-200.0, -300], [-400, -150]]), 2, 1, 1),
        (floats(4, 6) - 2, 3, 2, 1),
        (integers(4, 4, seed=3), 2, 2, 0),
        (np.array([[-5000.0]]), 2, 1, 1),
    )


def pool_images(x, k):
    """Max pooling of a batch (N, C, H, W) with k x k windows side by side."""
    n, c, h, w = x.shape
    y = np.zeros((n, c, h // k, w // k))
    for i in range(h // k):
        for j in range(w // k):
            y[:, :, i, j] = x[:, :, k * i : k * i + k, k * j : k * j + k].max()
    return y


def _images(x, k, axes=(2, 3), at=lambda i, k: k * i):
    n, c, h, w = x.shape
    y = np.zeros((n, c, h // k, w // k))
    for i, j in np.ndindex(h // k, w // k):
        window = x[:, :, at(i, k) : at(i, k) + k, at(j, k) : at(j, k) + k]
        y[:, :, i, j] = window.max(axis=axes, keepdims=True)[:, :, 0, 0]
    return y


def _batches():
    return cases(
        (integers(1, 1, 2, 2), 2),
        (integers(1, 2, 2, 2), 2),
        (integers(2, 1, 2, 2), 2),
        (integers(1, 1, 4, 4), 2),
        (integers(2, 3, 4, 7), 2),
        (floats(2, 2, 7, 6), 3),
    )


def tolerance(kind=np.max):
    """Entries of 64 that differ after 2 x 2 pooling of a dot and the dot one pixel further, mean over all places."""
    changed = []
    for i, j in np.ndindex(16, 15):
        a, b = np.zeros((16, 16)), np.zeros((16, 16))
        a[i, j] = b[i, j + 1] = 1
        changed.append((_pool(a, 2, 2, kind) != _pool(b, 2, 2, kind)).sum())
    return float(np.mean(changed))


def _tolerance(answer):
    verdict, mean = answer
    if isinstance(mean, str) or mean < 0:
        return "The second part is a mean number of changed entries, such as 1.5."
    if abs(mean - tolerance()) > 0.02:
        return (
            f"A mean of {mean:.3g} is not what comes out: go through all 16 x 15 places at which the dot and its "
            "right neighbour lie on the map, and count the pooled entries that differ."
        )
    if str(verdict).strip().lower() != "false":
        return f"You found {mean:.2f} changed entries on average, not 0. What does that say about the claim?"
    return True


EXERCISES = [
    Exercise(
        id="04.max_pool_padded",
        kind="implement",
        title="A frame that never wins",
        minutes=8,
        difficulty=2,
        points=2,
        see=INFINITY,
        cases=_frames,
        expected=max_pool_padded,
        hints=(
            "Which number is smaller than every other? It must stand in the frame.",
            "np.pad(x, p, constant_values=...) makes the frame; -np.inf is minus infinity, and needs floats.",
            "Pad with -np.inf, then pool as before.",
        ),
        mistakes=[
            Mistake("max-padded-with-zero", _framed),
            Mistake("padding-not-low-enough", lambda x, k, s, p: _framed(x, k, s, p, -100.0)),
            Mistake("padding-not-low-enough", lambda x, k, s, p: _framed(x, k, s, p, -999.0)),
            Mistake("padding-one-side", lambda x, k, s, p: _framed(x, k, s, p, -np.inf, lambda p: ((p, 0), (p, 0)))),
            Mistake("padding-one-side", lambda x, k, s, p: _framed(x, k, s, p, -np.inf, lambda p: ((0, p), (0, p)))),
            Mistake("padding-one-side", lambda x, k, s, p: _framed(x, k, s, p, -np.inf, lambda p: ((p, p), (0, 0))),
                    "The frame is above and below only: left and right have one too."),
            Mistake("padding-forgotten", lambda x, k, s, p: max_pool(x, k, s)),
            Mistake("edge-repeated", lambda x, k, s, p: max_pool(np.pad(x, p, mode="wrap"), k, s)),
            Mistake("average-for-max", lambda x, k, s, p: avg_pool(np.pad(x, p), k, s), see=WINDOW),
        ],
    ),
    Exercise(
        id="04.pool_images",
        kind="debug",
        title="One number for all",
        minutes=6,
        difficulty=2,
        points=2,
        see=APART,
        cases=_batches,
        expected=_images,
        given=pool_images,
        hints=(
            "Try a batch of two images with different numbers: what do both get?",
            ".max() without an axis is one number for all images and all channels.",
            "Take the maximum over the rows and columns of the window only: .max(axis=(2, 3)).",
        ),
        mistakes=[
            Mistake("channels-mixed", lambda x, k: _images(x, k, (1, 2, 3))),
            Mistake("images-mixed", lambda x, k: _images(x, k, (0, 2, 3)),
                    "All images get the same number: the maximum must not run over axis 0."),
            Mistake("all-mixed", lambda x, k: pool_images(x, k)),
            Mistake("one-axis-only", lambda x, k: _images(x, k, (2,))),
            Mistake("stride-missing", lambda x, k: _images(x, k, at=lambda i, k: i), see=HALVES),
        ],
    ),
    Exercise(
        id="04.dot_tolerance",
        kind="explore",
        title="What pooling does not notice",
        minutes=10,
        difficulty=2,
        points=2,
        see=SHIFT,
        value=lambda: ("false", tolerance()),
        accepts=_tolerance,
        choices=("true", "false"),
        hints=(
            "Make two maps of zeros. One has a 1 at (i, j), the other at (i, j + 1). Pool both and count the entries that differ.",
            "Two loops: i from 0 to 15, j from 0 to 14, because j + 1 must be a column too.",
            "The dot stays in its window for j = 0, 2, 4, ..., 14, and leaves it for j = 1, 3, ..., 13; then two entries differ.",
        ),
        mistakes=[Mistake("wrong-verdict", lambda: ("true", tolerance()))],
    ),
    Exercise(
        id="04.min_pool",
        kind="challenge",
        title="Min pooling out of max pooling",
        minutes=5,
        difficulty=2,
        points=1,
        see="04, 'Is there a min pooling?'",
        cases=_maps,
        expected=min_pool,
        hints=(
            "What does max pooling give for -x?",
            "The largest of the negatives is minus the smallest.",
            "-max_pool(-x, k, s); bytes must become floats before the minus.",
        ),
        mistakes=[
            Mistake("sign-lost", lambda x, k, s: max_pool(-np.asarray(x, float), k, s)),
            Mistake("max-for-min", max_pool),
            Mistake("max-for-min", lambda x, k, s: -max_pool(x, k, s)),
            Mistake("integer-overflow", lambda x, k, s: -max_pool(-x, k, s),
                    "Bytes (uint8) have no negative numbers: -1 becomes 255. Convert to float before the minus."),
            Mistake("average-for-min", avg_pool),
            Mistake("stride-missing", lambda x, k, s: _pool(x, k, s, np.min, at=lambda i, j, s: (i, j)), see=HALVES),
            Mistake("sign-lost", lambda x, k, s: max_pool(-x, k, s)),
        ],
    ),
]  # fmt: skip
