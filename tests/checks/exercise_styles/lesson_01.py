"""Correct answers to the exercises of lesson 01, in different styles."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import convolve2d, correlate2d


def with_loops(x, w):
    rows, columns = len(x) - len(w) + 1, len(x[0]) - len(w[0]) + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for a in range(len(w)):
                for b in range(len(w[0])):
                    y[i, j] += float(x[i + a][j + b]) * w[a][b]
    return y


def with_windows(x, w):
    return np.einsum("ijab,ab->ij", sliding_window_view(x.astype(np.float32), w.shape), w.astype(np.float32))


def with_shifts(x, w):
    rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    return sum(w[a, b] * x[a : a + rows, b : b + columns].astype(float) for a, b in np.ndindex(w.shape))


def by_recursion(x, w):
    def rows(i):
        if i > len(x) - len(w):
            return []
        row = [(x[i : i + len(w), j : j + w.shape[1]] * 1.0 * w).sum() for j in range(x.shape[1] - w.shape[1] + 1)]
        return [row, *rows(i + 1)]

    return np.array(rows(0))


def of_scipy(x, w):
    return correlate2d(x.astype(float), w.astype(float), "valid")


def turned_by_rotation(x, w):
    return with_windows(x, np.rot90(w, 2))


def turned_by_index(x, w):
    rows, columns = w.shape
    y = np.zeros((x.shape[0] - rows + 1, x.shape[1] - columns + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = sum(
            w[rows - 1 - a, columns - 1 - b] * float(x[i + a, j + b]) for a in range(rows) for b in range(columns)
        )
    return y


def turned_by_scipy(x, w):
    return convolve2d(x.astype(float), w, "valid")


def gradient_by_steps(x, w, y):
    """The loss is a parabola in each weight, so a central difference is exact."""

    def loss(w):
        return ((of_scipy(x, w) - y) ** 2).sum()

    dw = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        step = np.zeros(w.shape)
        step[place] = 0.5
        dw[place] = loss(w + step) - loss(w - step)
    return dw


STYLES = {
    "01.cross_correlate": [with_loops, with_windows, with_shifts, by_recursion, of_scipy],
    "01.convolve": [turned_by_rotation, turned_by_index, turned_by_scipy],
    "01.kernel_gradient": [lambda x, w, y: 2 * of_scipy(x, of_scipy(x, w) - y), gradient_by_steps],
}
