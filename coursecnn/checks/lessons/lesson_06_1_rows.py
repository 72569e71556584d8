"""Exercises of lesson 06, Fast convolution: windows as rows of a matrix, and back."""

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake

ROWS = "06, 'Windows become rows'"
FIVE = "06, 'Five lines'"
BACK = "06, 'Backward: col2im'"


def im2col(x, k, s):
    """One row for each window of x (N, C, H, W): image by image, row by row; in it channel by channel."""
    return reference.im2col(x, k, s)


def _rows(x, k, s, order=lambda window: window, at=lambda i, j, s: (s * i, s * j), outer="nij"):
    n, c, h, w = x.shape
    size = [(m - k) // s + 1 for m in (h, w)]
    rows = []
    places = [(a, i, j) for a in range(n) for i in range(size[0]) for j in range(size[1])]
    if outer == "ijn":
        places.sort(key=lambda place: (place[1], place[2], place[0]))
    if outer == "nji":
        places.sort(key=lambda place: (place[0], place[2], place[1]))
    for a, i, j in places:
        top, left = at(i, j, s)
        window = np.zeros((c, k, k))
        part = x[a, :, top : top + k, left : left + k]
        window[:, : part.shape[1], : part.shape[2]] = part
        rows.append(order(window).ravel())
    return np.array(rows)


def _images():
    return cases(
        (integers(1, 1, 1, 1), 1, 1),
        (counted(1, 1, 2, 2), 1, 1),
        (counted(1, 1, 3, 3), 2, 1),
        (counted(1, 2, 2, 3), 2, 1),
        (counted(2, 1, 2, 3), 2, 1),
        (integers(1, 1, 5, 4), 2, 2),
        (integers(1, 1, 3, 4), 2, 1),
        (floats(2, 3, 5, 4), 3, 1),
        (floats(2, 2, 6, 7), 2, 3),
    )


def rows_shape():
    """Shape of the matrix for a batch of 32 colour images of 20 x 20 and a 5 x 5 kernel."""
    return 32 * 16 * 16, 3 * 5 * 5


def conv_by_product(x, w):
    """Convolution of x (N, C, H, W) with w (filters, C, k, k), stride 1, no padding."""
    return reference.conv2d(x, w)


def _product(x, w, order=(0, 3, 1, 2), w_order=(0, 1, 2, 3)):
    n, rows, columns = len(x), x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1
    y = reference.im2col(x, w.shape[2]) @ w.transpose(w_order).reshape(len(w), -1).T
    return y.reshape(n, rows, columns, len(w)).transpose(order)


def _layers():
    return cases(
        (integers(1, 1, 1, 1), integers(1, 1, 1, 1, seed=1)),
        (integers(1, 1, 2, 3), integers(1, 1, 2, 2, seed=1)),
        (integers(1, 2, 2, 2), integers(1, 2, 2, 2, seed=1)),
        (integers(1, 1, 3, 3), integers(2, 1, 2, 2, seed=1)),
        (integers(2, 1, 3, 3), integers(2, 1, 2, 2, seed=1)),
        (floats(2, 3, 4, 5), floats(4, 3, 2, 2, seed=1)),
        (floats(3, 2, 5, 5), floats(3, 2, 3, 3, seed=1)),
    )


def col2im(cols, h, w, k):
    """One map: the rows of windows (rows * columns, k * k) added back to where they were cut out, at stride 1."""
    x = np.zeros((h, w))
    for row, (i, j) in zip(cols, np.ndindex(h - k + 1, w - k + 1)):
        x[i : i + k, j : j + k] += row.reshape(k, k)
    return x


def _back(cols, h, w, k, add=True, columns_first=False, transpose=False, mean=False):
    x, count = np.zeros((h, w)), np.zeros((h, w))
    places = list(np.ndindex(h - k + 1, w - k + 1))
    if columns_first:
        places.sort(key=lambda place: place[::-1])
    for row, (i, j) in zip(cols, places):
        window = np.s_[i : i + k, j : j + k]
        part = row.reshape(k, k).T if transpose else row.reshape(k, k)
        x[window] = (x[window] if add else 0) + part
        count[window] += 1
    return x / count if mean else x


def _columns():
    made = [(1, 1, 1), (1, 2, 1), (2, 3, 2), (3, 3, 2), (4, 3, 2), (4, 5, 3)]
    return cases(
        *((integers((h - k + 1) * (w - k + 1), k * k, seed=h + w), h, w, k) for h, w, k in made),
        (floats(12, 4), 4, 5, 2),
    )


def _square(x, w):
    """The lesson's code, which takes every image for a square."""
    size = x.shape[2] - w.shape[2] + 1
    y = reference.im2col(x, w.shape[2]) @ w.reshape(len(w), -1).T
    return y.reshape(len(x), size, size, -1).transpose(0, 3, 1, 2)


EXERCISES = [
    Exercise(
        id="06.im2col",
        kind="implement",
        title="Windows become rows",
        minutes=10,
        difficulty=2,
        points=2,
        see=ROWS,
        cases=_images,
        expected=im2col,
        hints=(
            "The matrix has a row for each image and each place of the window. How many columns?",
            "Loop over the images, then over the rows, then over the columns of the output; that is the order of the rows.",
            "x[n, :, s*i : s*i + k, s*j : s*j + k] holds all channels of one window; .ravel() or .reshape(-1) makes a row of it.",
        ),
        mistakes=[
            Mistake("stride-missing", lambda x, k, s: _rows(x, k, s, at=lambda i, j, s: (i, j))),
            Mistake("stride-one-direction", lambda x, k, s: _rows(x, k, s, at=lambda i, j, s: (s * i, j))),
            Mistake("stride-one-direction", lambda x, k, s: _rows(x, k, s, at=lambda i, j, s: (i, s * j))),
            Mistake("channels-last-in-row", lambda x, k, s: _rows(x, k, s, lambda window: window.transpose(1, 2, 0))),
            Mistake("window-transposed", lambda x, k, s: _rows(x, k, s, lambda window: window.transpose(0, 2, 1))),
            Mistake("images-inside", lambda x, k, s: _rows(x, k, s, outer="ijn")),
            Mistake("columns-before-rows", lambda x, k, s: _rows(x, k, s, outer="nji")),
            Mistake("table-transposed", lambda x, k, s: im2col(x, k, s).T,
                    "Rows and columns of the matrix are exchanged: each *row* is a window."),
            Mistake("first-channel-only", lambda x, k, s: im2col(x[:, :1], k, s)),
        ],
    ),
    Exercise(
        id="06.rows_shape",
        kind="predict",
        title="How large the matrix gets",
        minutes=4,
        difficulty=1,
        points=1,
        see=ROWS,
        value=rows_shape,
        hints=(
            "How many places has a 5 x 5 kernel on 20 x 20 pixels?",
            "A row for each image and each place; a column for each number under the kernel, in all channels.",
            "32 images, 16 * 16 places each; 3 channels, 5 * 5 numbers each.",
        ),
        mistakes=[
            Mistake("wrong-order", rows_shape()[::-1], "The two numbers are exchanged: rows first."),
            Mistake("batch-forgotten", (16 * 16, 75)),
            Mistake("first-channel-only", (32 * 256, 25), "Only one channel is counted: a row holds the windows of all three."),
            Mistake("kernel-forgotten", (32 * 400, 75)),
            Mistake("off-by-one", (32 * 15 * 15, 75)),
        ],
    ),
    Exercise(
        id="06.conv_by_product",
        kind="implement",
        title="One matrix product",
        minutes=8,
        difficulty=2,
        points=2,
        see=FIVE,
        cases=_layers,
        expected=conv_by_product,
        hints=(
            "One row of im2col times one filter, laid out in the same order, is one number of the output.",
            "w.reshape(len(w), -1).T has a column for each filter; the product has a row for each image and place.",
            "Bring the product to (N, rows, columns, filters), and move the last axis to place 1 with transpose(0, 3, 1, 2).",
        ),
        mistakes=[
            Mistake("reshape-for-transpose", lambda x, w: _product(x, w, (0, 1, 2, 3)).reshape(conv_by_product(x, w).shape)),
            Mistake("channels-last-left", lambda x, w: _product(x, w, (0, 1, 2, 3))),
            Mistake("window-transposed", lambda x, w: _product(x, w, w_order=(0, 1, 3, 2))),
            Mistake("kernel-flipped", lambda x, w: conv_by_product(x, w[:, :, ::-1, ::-1])),
            Mistake("channels-flipped", lambda x, w: conv_by_product(x, w[:, ::-1]),
                    "The order of the channels in the filters is not that of the rows."),
            Mistake("same-filter-for-all", lambda x, w: conv_by_product(x, np.repeat(w[:1], len(w), 0))),
            Mistake("output-transposed", lambda x, w: _product(x, w, (0, 3, 2, 1)).reshape(conv_by_product(x, w).shape)),
            Mistake("square-only", _square),
            Mistake("reshape-for-transpose", lambda x, w: conv_by_product(x, w.reshape(-1, len(w)).T.reshape(w.shape)),
                    "w.reshape(-1, filters) mixes the filters: reshape to (filters, -1) first, then .T."),
        ],
    ),
    Exercise(
        id="06.col2im",
        kind="implement",
        title="Rows become an image again",
        minutes=8,
        difficulty=2,
        points=2,
        see=BACK,
        cases=_columns,
        expected=col2im,
        hints=(
            "Row number i * columns + j was cut out at (i, j), where columns is the number of places across.",
            "row.reshape(k, k) is the window again.",
            "x[i : i + k, j : j + k] += window, because windows overlap.",
        ),
        mistakes=[
            Mistake("assigned-not-added", lambda cols, h, w, k: _back(cols, h, w, k, add=False)),
            Mistake("columns-before-rows", lambda cols, h, w, k: _back(cols, h, w, k, columns_first=True)),
            Mistake("window-transposed", lambda cols, h, w, k: _back(cols, h, w, k, transpose=True)),
            Mistake("averaged", lambda cols, h, w, k: _back(cols, h, w, k, mean=True),
                    "Where windows overlap their numbers are averaged: col2im adds them (it is the transpose of im2col, not its inverse)."),
            Mistake("first-window-only", lambda cols, h, w, k: _back(cols[:1], h, w, k), "Only the first window is brought back."),
        ],
    ),
]  # fmt: skip
