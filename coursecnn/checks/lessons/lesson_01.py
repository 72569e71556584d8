"""Exercises of lesson 01, Convolution."""

import numpy as np

from ... import reference
from ..cases import bytes_of, cases, counted, floats, integers
from ..definition import Exercise, Mistake

SLIDE = "01, 'Slide, multiply, sum'"


def cross_correlate(x, w):
    """y[i, j]: the sum of w times the window of x at (i, j); float64."""
    return reference.conv2d(np.asarray(x, float)[None, None], np.asarray(w, float)[None, None])[0, 0]


def _any_size(x, w, size=0, transpose=False, flip=False, reduce=np.sum):
    x, w = np.asarray(x, float), np.asarray(w, float)
    w = w[::-1, ::-1] if flip else w.T if transpose else w
    y = np.zeros((x.shape[0] - w.shape[0] + 1 + size, x.shape[1] - w.shape[1] + 1 + size))
    for i, j in np.ndindex(y.shape):
        y[i, j] = reduce(x[i : i + w.shape[0], j : j + w.shape[1]] * w)
    return y


def _swapped_size(x, w):
    y = cross_correlate(x, w)
    out = np.zeros(y.shape[::-1])
    for i, j in np.ndindex(out.shape):
        window = x[i : i + w.shape[0], j : j + w.shape[1]]
        out[i, j] = (window * w).sum()
    return out


def _as_bytes(x, w):
    y = np.zeros((x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1), x.dtype)
    for i, j in np.ndindex(y.shape):
        total = (x[i : i + w.shape[0], j : j + w.shape[1]].astype(int) * w).sum()
        y[i, j] = int(total) % 256 if x.dtype == np.uint8 else total
    return y


def _images():
    return cases(
        (integers(1, 1), integers(1, 1, seed=1)),
        (integers(2, 2), integers(1, 1, seed=1)),
        (integers(1, 3), integers(1, 2, seed=1)),
        (integers(3, 1), integers(2, 1, seed=1)),
        (counted(3, 3), counted(2, 2)),
        (integers(3, 4), integers(2, 3, seed=1)),
        (integers(4, 3), integers(3, 1, seed=1)),
        (integers(5, 4, seed=2), integers(2, 2, seed=3)),
        (floats(5, 7), floats(3, 2, seed=1)),
        (floats(6, 5), floats(3, 3, seed=1)),
        (bytes_of(6, 6), integers(2, 2, low=1, high=3).astype(int)),
    )


EXERCISES = [
    Exercise(
        id="01.cross_correlate",
        kind="implement",
        title="Slide, multiply, sum",
        minutes=10,
        difficulty=1,
        points=2,
        see=SLIDE,
        cases=_images,
        expected=cross_correlate,
        hints=(
            "How many places has a window of w.shape[0] rows in an image of x.shape[0] rows?",
            "Make y of zeros for all places. For each place (i, j), cut the window out of x with a slice.",
            "The window is x[i : i + rows, j : j + columns]; y[i, j] is the sum of window * w.",
        ),
        mistakes=[
            Mistake("kernel-flipped", lambda x, w: _any_size(x, w, flip=True)),
            Mistake("kernel-transposed", lambda x, w: _any_size(x, w, transpose=True)),
            Mistake("integer-overflow", _as_bytes),
            Mistake("off-by-one", lambda x, w: _any_size(x, w, size=-1)),
            Mistake("h-w-swapped", _swapped_size),
        ],
    ),
]
