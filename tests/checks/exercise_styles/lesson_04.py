"""Correct answers to the exercises of lesson 04, in different styles."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from coursecnn import functional as F


def by_windows(x, k, s):
    return sliding_window_view(x, (k, k))[::s, ::s].max(axis=(2, 3))


def by_shifts(x, k, s):
    rows, columns = ((n - k) // s * s + 1 for n in x.shape)
    return np.max([x[a : a + rows : s, b : b + columns : s] for a in range(k) for b in range(k)], axis=0)


def of_the_package(x, k, s):
    return F.max_pool2d(x[None, None].astype(np.float32), k, s)[0, 0]


def by_lists(x, k, s):
    rows = range(0, len(x) - k + 1, s)
    columns = range(0, len(x[0]) - k + 1, s)
    return np.array([[max(x[a][b] for a in range(i, i + k) for b in range(j, j + k)) for j in columns] for i in rows])


def average_by_windows(x, k, s):
    return sliding_window_view(x, (k, k))[::s, ::s].mean(axis=(2, 3))


def average_by_a_kernel(x, k, s):
    w = np.full((1, 1, k, k), 1 / k**2)
    return F.conv2d(x[None, None].astype(float), w, stride=s)[0, 0]


def average_of_the_package(x, k, s):
    return F.avg_pool2d(x[None, None].astype(np.float32), k, s)[0, 0]


def padded_with_the_least(x, k, s, p):
    """Any number below all of the map will do."""
    return by_windows(np.pad(x, p, constant_values=x.min() - 1), k, s)


def padded_by_cutting(x, k, s, p):
    """Windows are cut at the edge of the map."""
    size = [(n + 2 * p - k) // s + 1 for n in x.shape]
    y = np.zeros(size)
    for i, j in np.ndindex(*size):
        top, left = s * i - p, s * j - p
        y[i, j] = x[max(top, 0) : top + k, max(left, 0) : left + k].max()
    return y


def padded_of_the_package(x, k, s, p):
    return F.max_pool2d(x[None, None], k, s, p)[0, 0]


STYLES = {
    "04.max_pool": [by_windows, by_shifts, of_the_package, by_lists],
    "04.avg_pool": [average_by_windows, average_by_a_kernel, average_of_the_package],
    "04.max_pool_padded": [padded_with_the_least, padded_by_cutting, padded_of_the_package],
    "04.pool_images": [lambda x, k: F.max_pool2d(x, k), lambda x, k: F.max_pool2d(x.astype(np.float32), k)],
    "04.min_pool": [lambda x, k, s: sliding_window_view(x, (k, k))[::s, ::s].min(axis=(2, 3))],
}
