"""Exercises of lesson 05, Backpropagation: the whole backward pass of a convolution."""

import numpy as np

from ..definition import Exercise
from ..slips import laid, slip

WHOLE = "05, 'Several channels, filters and images'"
ALL_PIXELS = "05, 'All pixels: each output hands its dy back'"
PADDING = "05, 'Padding: cut off what was added'"
STRIDE = "05, 'Stride: zeros between the entries of dy'"
TURNED = "05, 'The same as a convolution'"
KERNEL = "05, 'The kernel's gradient'"
BIAS = "05, 'The bias'"
DILATION = "02, 'Dilation and rectangles'"


def conv2d_backward(dy, x, w, s, p, d):
    """(dx, dw, db) of a convolution with stride s, padding p and dilation d."""
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    parts, dw = [], np.zeros(w.shape)
    kernel = w[..., ::-1, ::-1] if slip("kernel-flipped") else w[:, ::-1] if slip("channels-flipped") else w
    images = slice(1) if slip("first-image-only") else slice(None)
    filters = slice(1) if slip("filters-not-summed") else slice(None)
    s, d = 1 if slip("stride-missing") else s, 1 if slip("dilation-forgotten") else d
    for i, j in np.ndindex(dy.shape[2:]):
        cut = [slice(s * a, s * a + d * (k - 1) + 1, d) for a, k in zip((i, j), w.shape[2:])]
        window = (slice(None), slice(None), *cut)
        parts.append((window, np.tensordot(dy[:, filters, i, j], kernel[filters], 1)))
        part = np.tensordot(dy[images, :, i, j].T, padded[window][images], 1)
        dw = part if slip("last-place-only") else dw + part
    dx = laid("the numbers of dx that meet in one place", padded.shape, parts)
    db = dy[images].sum(axis=0 if slip("bias-not-over-places") else (0, 2, 3))
    db = dy.mean(axis=(0, 2, 3)) if slip("bias-averaged") else db
    dw = (dw[..., ::-1, ::-1] if slip("dw-flipped") else dw) / (len(dy) if slip("batch-averaged") else 1)
    db = db / (len(dy) if slip("batch-averaged") else 1)
    if slip("crop-with-minus-p"):
        dx = dx[:, :, p:-p, p:-p]
    elif not slip("crop-forgotten"):
        dx = dx[:, :, p : p + x.shape[2], p : p + x.shape[3]]
    return (dw, dx, db) if slip("wrong-order") else (dx, dw, db)


def _layers(draw):
    n, c, o, p, s, d = draw.int(1, 3), draw.int(1, 3), draw.int(1, 3), draw.int(0, 2), draw.int(1, 3), draw.int(1, 3)
    k, size = draw.ints(2, 1, 3), draw.ints(2, 1, 7)
    y = [(a + 2 * p - d * (b - 1) - 1) // s + 1 for a, b in zip(size, k)]
    return (draw.array(n, o, *y), draw.array(n, c, *size), draw.array(o, c, *k), s, p, d) if min(y) > 0 else None


EXERCISES = [
    Exercise(
        id="05.conv2d_backward",
        kind="challenge",
        title="The whole backward pass",
        points=4,
        see=WHOLE,
        expected=conv2d_backward,
        inputs=_layers,
        output=("dx", "dw", "db"),
        hints=(
            "Pad x first. Then one loop over the places (i, j) of dy is enough; images, filters and channels go "
            "together.",
            "The window of (i, j) begins at row s * i and takes every d-th row, k_h of them: x[:, :, s*i : s*i + "
            "d*(k_h - 1) + 1 : d, ...] has the shape (N, C, k_h, k_w), dy[:, :, i, j] the shape (N, filters).",
            "dx[window] += np.tensordot(dy[:, :, i, j], w, 1), dw += np.tensordot(dy[:, :, i, j].T, x[window], 1); cut "
            "the frame off dx at the end.",
        ),
        slips=[
            ("assigned-not-added", "dx: of several windows that hand something to one pixel only the last counts: add up.", ALL_PIXELS),
            ("last-place-only", "dw holds the last place of dy only: add up over all places.", KERNEL),
            ("stride-missing", "", STRIDE),
            ("dilation-forgotten", "The window takes neighbouring pixels: with dilation d it takes every "
             "d-th.", DILATION),
            ("crop-forgotten", "", PADDING),
            ("crop-with-minus-p", "", PADDING),
            ("kernel-flipped", "The kernel is turned, although each dy is laid on its window with the kernel as it "
             "is.", TURNED),
            ("dw-flipped", "", KERNEL),
            ("first-image-only", "dw and db hold the first image only: they are sums over the batch."),
            ("batch-averaged", "dw and db are divided by the number of images: dy has that in it already, if the loss "
             "is a mean."),
            "channels-flipped",
            "filters-not-summed",
            ("bias-averaged", "", BIAS),
            ("bias-not-over-places", "", BIAS),
            ("wrong-order", "The order is dx, dw, db."),
        ],
    ),
]  # fmt: skip
