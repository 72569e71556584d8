"""Correct answers to the exercises of lesson 06, in different styles."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from coursecnn import functional as F


def rows_by_view(x, k, s):
    view = sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(-1, x.shape[1] * k * k)


def rows_by_columns(x, k, s):
    """One column of the matrix after the other."""
    rows, columns = ((m - k) // s * s + 1 for m in x.shape[2:])
    made = [
        x[:, c, a : a + rows : s, b : b + columns : s].ravel() for c, a, b in np.ndindex(x.shape[1], k, k)
    ]  # fmt: skip
    return np.stack(made, axis=1).astype(np.float32)


def product_by_einsum(x, w):
    return np.einsum("ncijab,ocab->noij", sliding_window_view(x, w.shape[2:], axis=(2, 3)), w)


def product_of_the_package(x, w):
    return F.conv2d(x.astype(np.float32), w.astype(np.float32))


def product_by_shifts(x, w):
    rows, columns = x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1
    places = np.ndindex(w.shape[2:])
    return sum(np.einsum("ncij,oc->noij", x[:, :, a : a + rows, b : b + columns], w[:, :, a, b]) for a, b in places)


def image_of_the_package(cols, h, w, k):
    return F.col2im(cols, (1, 1, h, w), k)[0, 0]


def image_by_columns(cols, h, w, k):
    x = np.zeros((h, w))
    rows, columns = h - k + 1, w - k + 1
    for number in range(k * k):
        a, b = divmod(number, k)
        x[a : a + rows, b : b + columns] += cols[:, number].reshape(rows, columns)
    return x


def image_by_transpose(cols, h, w, k):
    """im2col as a table of zeros and ones; col2im is its transpose."""
    table = F.im2col(np.eye(h * w).reshape(h * w, 1, h, w), k).reshape(h * w, -1)
    return (table @ cols.ravel()).reshape(h, w)


STYLES = {
    "06.im2col": [rows_by_view, rows_by_columns, lambda x, k, s: F.im2col(x, k, s)],
    "06.conv_by_product": [product_by_einsum, product_of_the_package, product_by_shifts],
    "06.col2im": [image_of_the_package, image_by_columns, image_by_transpose],
    "06.output_shape": [
        lambda n, k, s, p: [(n + 2 * p - k) // s + 1] * 2,
        lambda n, k, s, p: ((n - k + 2 * p + s) // s,) * 2,
    ],
    "06.gradients_by_product": [lambda x, w, dy: F.conv2d_backward(dy, x, w)[:2]],
}
