"""Exercises of lesson 05, Backpropagation: the whole backward pass of a convolution."""

import numpy as np

from ... import reference
from ..cases import cases, floats, integers
from ..definition import Exercise, Mistake

WHOLE = "05, 'Several channels, filters and images'"
PADDING = "05, 'Padding: cut off what was added'"
STRIDE = "05, 'Stride: zeros between the entries of dy'"
TURNED = "05, 'The same as a convolution'"


def conv2d_backward(dy, x, w, s, p):
    """(dx, dw, db) of a convolution with stride s and padding p."""
    return reference.conv2d_backward(dy, x, w, s, p)


def _backward(
    dy,
    x,
    w,
    s,
    p,
    *,
    at=lambda i, s: s * i,
    add=True,
    crop=True,
    turned=False,
    images=None,
    scale=1,
    dw_turned=False,
    bias=None,
):
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dx, dw = np.zeros(padded.shape), np.zeros(w.shape)
    kernel = w[..., ::-1, ::-1] if turned else w
    for i, j in np.ndindex(dy.shape[2:]):
        window = np.s_[:, :, at(i, s) : at(i, s) + w.shape[2], at(j, s) : at(j, s) + w.shape[3]]
        dx[window] = (dx[window] if add else 0) + np.tensordot(dy[:, :, i, j], kernel, 1)
        dw += np.tensordot(dy[:images, :, i, j].T, padded[window][:images], 1)
    dw = dw[..., ::-1, ::-1] if dw_turned else dw
    db = dy[:images].sum(axis=(0, 2, 3)) if bias is None else bias(dy)
    inside = np.s_[:, :, p : p + x.shape[2], p : p + x.shape[3]] if crop else np.s_[:]
    return dx[inside], dw * scale, db * scale


def _layers():
    made = []
    for seed, (n, c, o, size, k, s, p) in enumerate(
        [
            (1, 1, 1, (1, 1), (1, 1), 1, 0),
            (1, 1, 1, (1, 2), (1, 2), 1, 0),
            (1, 1, 1, (3, 3), (2, 2), 1, 0),
            (1, 1, 1, (2, 2), (2, 2), 1, 1),
            (1, 1, 1, (5, 5), (2, 2), 2, 0),
            (2, 1, 1, (2, 3), (2, 2), 1, 0),
            (1, 2, 1, (3, 3), (2, 2), 1, 0),
            (1, 1, 2, (3, 3), (2, 2), 1, 0),
            (2, 3, 2, (6, 5), (3, 2), 2, 1),
            (3, 2, 3, (5, 5), (3, 3), 1, 1),
        ]
    ):
        y = [(a + 2 * p - b) // s + 1 for a, b in zip(size, k)]
        made.append(
            (
                integers(n, o, *y, seed=seed),
                integers(n, c, *size, seed=seed + 20),
                integers(o, c, *k, seed=seed + 40),
                s,
                p,
            )
        )
    return cases(*made, (floats(2, 3, 3, 3), floats(2, 2, 6, 5, seed=1), floats(3, 2, 3, 3, seed=2), 2, 1))


def _lost(dy, x, w, s, p):
    """The filters are not summed: only the first hands anything back."""
    dx, dw, db = _backward(dy, x, w, s, p)
    return _backward(dy[:, :1], x, w[:1], s, p)[0], dw, db


def _cropped_with_minus_p(dy, x, w, s, p):
    dx, dw, db = _backward(dy, x, w, s, p, crop=False)
    return dx[:, :, p:-p, p:-p], dw, db


EXERCISES = [
    Exercise(
        id="05.conv2d_backward",
        kind="challenge",
        title="The whole backward pass",
        minutes=20,
        difficulty=3,
        points=4,
        see=WHOLE,
        cases=_layers,
        expected=conv2d_backward,
        hints=(
            "Pad x first. Then one loop over the places (i, j) of dy is enough; images, filters and channels go together.",
            "window = x[:, :, s*i : s*i + k_h, s*j : s*j + k_w] has the shape (N, C, k_h, k_w), and dy[:, :, i, j] the shape (N, filters).",
            "dx[window] += np.tensordot(dy[:, :, i, j], w, 1), dw += np.tensordot(dy[:, :, i, j].T, x[window], 1); cut the frame off dx at the end.",
        ),
        mistakes=[
            Mistake("assigned-not-added", lambda *a: _backward(*a, add=False), see="05, 'All pixels: each output hands its dy back'"),
            Mistake("stride-ignored-backward", lambda *a: _backward(*a, at=lambda i, s: i), see=STRIDE),
            Mistake("crop-forgotten", lambda *a: _backward(*a, crop=False), see=PADDING),
            Mistake("kernel-flipped", lambda *a: _backward(*a, turned=True),
                    "The kernel is turned, although each dy is laid on its window with the kernel as it is.", TURNED),
            Mistake("dw-flipped", lambda *a: _backward(*a, dw_turned=True), see="05, 'The kernel's gradient'"),
            Mistake("batch-not-summed", lambda *a: _backward(*a, images=1),
                    "dw and db hold the first image only: they are sums over the batch."),
            Mistake("batch-averaged-twice", lambda dy, *a: _backward(dy, *a, scale=1 / len(dy))),
            Mistake("channels-flipped", lambda dy, x, w, s, p: (_backward(dy, x, w[:, ::-1], s, p)[0], *_backward(dy, x, w, s, p)[1:])),
            Mistake("filters-not-summed", _lost),
            Mistake("bias-averaged", lambda *a: _backward(*a, bias=lambda dy: dy.mean(axis=(0, 2, 3))), see="05, 'The bias'"),
            Mistake("bias-not-over-places", lambda *a: _backward(*a, bias=lambda dy: dy.sum(axis=0)), see="05, 'The bias'"),
            Mistake("crop-with-minus-p", _cropped_with_minus_p, see=PADDING),
            Mistake("wrong-order", lambda *a: tuple(_backward(*a)[i] for i in (1, 0, 2)), "The order is dx, dw, db."),
        ],
    ),
]  # fmt: skip
