"""Correct answers to the exercises of lesson 05, in different styles."""

import numpy as np
from scipy.signal import convolve2d, correlate2d
from scipy.special import softmax as scipy_softmax

from coursecnn import functional as F


def dx_full(dy, w):
    return convolve2d(dy, w, "full")


def dx_padded(dy, w):
    k_h, k_w = w.shape
    padded = np.pad(dy, ((k_h - 1, k_h - 1), (k_w - 1, k_w - 1)))
    return correlate2d(padded, w[::-1, ::-1], "valid").astype(np.float32)


def dx_entry_by_entry(dy, w):
    dx = np.zeros((len(dy) + len(w) - 1, dy.shape[1] + w.shape[1] - 1))
    for (i, j), (a, b) in ((p, q) for p in np.ndindex(dy.shape) for q in np.ndindex(w.shape)):
        dx[i + a, j + b] += dy[i, j] * w[a, b]
    return dx


def dw_spread(x, dy, s):
    """Zeros between the entries of dy, then a valid correlation."""
    spread = np.zeros([s * (n - 1) + 1 for n in dy.shape])
    spread[::s, ::s] = dy
    return correlate2d(x, spread, "valid")


def dw_entry_by_entry(x, dy, s):
    k_h, k_w = (n - s * (m - 1) for n, m in zip(x.shape, dy.shape))
    ends = [s * (m - 1) + 1 for m in dy.shape]
    return np.array(
        [[(x[a : a + ends[0] : s, b : b + ends[1] : s] * dy).sum() for b in range(k_w)] for a in range(k_h)]
    )


def dw_of_the_package(x, dy, s):
    w = np.zeros([n - s * (m - 1) for n, m in zip(x.shape, dy.shape)])
    return F.conv2d_backward(dy[None, None], x[None, None], w[None, None], stride=s)[1][0, 0]


def max_of_the_package(dy, x, k, s):
    return F.max_pool2d_backward(dy[None, None], x[None, None], k, s)[0, 0]


def max_by_lists(dy, x, k, s):
    dx = [[0.0] * x.shape[1] for _ in x]
    for i, j in np.ndindex(dy.shape):
        places = [(s * i + a, s * j + b) for a in range(k) for b in range(k)]
        row, column = max(places, key=lambda place: x[place])
        dx[row][column] += dy[i, j]
    return np.array(dx)


def avg_of_the_package(dy, x, k, s):
    return F.avg_pool2d_backward(dy[None, None], x[None, None], k, s)[0, 0]


def avg_by_shifts(dy, x, k, s):
    dx = np.zeros(x.shape)
    rows, columns = dy.shape
    for a, b in np.ndindex(k, k):
        dx[a : a + s * (rows - 1) + 1 : s, b : b + s * (columns - 1) + 1 : s] += dy / k**2
    return dx


def avg_with_a_kernel(dy, x, k, s):
    spread = np.zeros([s * (n - 1) + 1 for n in dy.shape])
    spread[::s, ::s] = dy
    part = convolve2d(spread, np.full((k, k), 1 / k**2))
    dx = np.zeros(x.shape)
    dx[: part.shape[0], : part.shape[1]] = part
    return dx


def max_by_masks(dy, x, k, s):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        window = x[s * i : s * i + k, s * j : s * j + k].ravel()
        mask = np.zeros(k * k)
        mask[np.flatnonzero(window == window.max())[0]] = 1
        dx[s * i : s * i + k, s * j : s * j + k] += dy[i, j] * mask.reshape(k, k)
    return dx


def max_by_nested_lists(dy, x, k, s):
    return max_by_lists(dy, x, k, s).tolist()


def softmax_row_by_row(z):
    rows = []
    for row in z:
        e = np.exp(row - max(row))
        rows.append(e / sum(e))
    return np.array(rows)


def softmax_by_log(z):
    top = z.max(1)[:, None]
    return np.exp(z - top - np.log(np.exp(z - top).sum(1))[:, None]).astype(np.float32)


def dz_row_by_row(z, labels):
    dz = softmax_row_by_row(z)
    for n, label in enumerate(labels):
        dz[n, label] -= 1
    return dz / len(labels)


def dz_by_index(z, labels):
    p = softmax_by_log(z)
    p[np.arange(len(z)), labels] -= 1
    return p / np.float32(len(z))


STYLES = {
    "05.input_gradient": [dx_full, dx_padded, dx_entry_by_entry],
    "05.kernel_gradient": [dw_spread, dw_entry_by_entry, dw_of_the_package],
    "05.max_pool_backward": [max_of_the_package, max_by_lists, max_by_nested_lists, max_by_masks],
    "05.avg_pool_backward": [avg_of_the_package, avg_by_shifts, avg_with_a_kernel],
    "05.relu_backward": [lambda dy, x: np.where(x > 0, dy, 0), lambda dy, x: dy * np.heaviside(x, 0)],
    "05.softmax": [softmax_row_by_row, softmax_by_log, lambda z: scipy_softmax(z, axis=1)],
    "05.cross_entropy_gradient": [dz_row_by_row, dz_by_index, F.cross_entropy_backward],
    "05.conv2d_backward": [lambda dy, x, w, s, p, d: F.conv2d_backward(dy, x, w, s, p, d)],
}
