"""Correct answers to the exercises of lesson 09, in different styles."""

import numpy as np
from scipy.spatial.distance import cdist


def smooth_by_loops(w):
    pairs = []
    for i, j in np.ndindex(w.shape):
        if i + 1 < w.shape[0]:
            pairs.append((w[i, j], w[i + 1, j]))
        if j + 1 < w.shape[1]:
            pairs.append((w[i, j], w[i, j + 1]))
    a, b = zip(*pairs)
    return sum(x * y for x, y in pairs) / (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5


def smooth_by_sums(w):
    ab = np.sum(w[:, 1:] * w[:, :-1]) + np.sum(w[1:] * w[:-1])
    aa = np.sum(w[:, :-1] ** 2) + np.sum(w[:-1] ** 2)
    bb = np.sum(w[:, 1:] ** 2) + np.sum(w[1:] ** 2)
    return ab / np.sqrt(aa) / np.sqrt(bb)


def smooth_in_float32(w):
    return np.float32(smooth_by_sums(w.astype(np.float32)))


def slopes_by_masks(score, x, h):
    masks = np.eye(x.size).reshape(x.size, *x.shape) * h
    return np.array([(score(x + mask) - score(x - mask)) / (2 * h) for mask in masks]).reshape(x.shape)


def slopes_in_place(score, x, h):
    x, slopes = x.copy(), np.zeros_like(x)
    for place, value in np.ndenumerate(x.copy()):
        x[place] = value + h
        up = score(x)
        x[place] = value - h
        slopes[place] = (up - score(x)) / (2 * h)
        x[place] = value
    return slopes


def slopes_by_lists(score, x, h):
    def slope(i, j):
        step = np.zeros(x.shape)
        step[i][j] = h
        return (score(x + step) - score(x - step)) / (h + h)

    return np.array([[slope(i, j) for j in range(x.shape[1])] for i in range(x.shape[0])])


def drops_by_masks(score, x, k):
    whole, rows = score(x), []
    for i in range(len(x) - k + 1):
        rows.append([])
        for j in range(x.shape[1] - k + 1):
            mask = np.ones(x.shape)
            mask[i : i + k, j : j + k] = 0
            rows[-1].append(whole - score(x * mask))
    return np.array(rows)


def drops_in_place(score, x, k):
    x = x.astype(float)
    drop = np.zeros((x.shape[0] - k + 1, x.shape[1] - k + 1))
    for i, j in np.ndindex(drop.shape):
        part = x[i : i + k, j : j + k].copy()
        drop[i, j] = score(x)
        x[i : i + k, j : j + k] = 0
        drop[i, j] -= score(x)
        x[i : i + k, j : j + k] = part
    return drop


def drops_by_where(score, x, k):
    r, c = np.indices(x.shape)
    places = np.ndindex(x.shape[0] - k + 1, x.shape[1] - k + 1)
    inside = [(i <= r) & (r < i + k) & (j <= c) & (c < j + k) for i, j in places]
    drops = [score(x) - score(np.where(mask, 0, x)) for mask in inside]
    return np.array(drops).reshape(x.shape[0] - k + 1, -1)


STYLES = {
    "09.smoothness": [smooth_by_loops, smooth_by_sums, smooth_in_float32],
    "09.saliency": [slopes_by_masks, slopes_in_place, slopes_by_lists],
    "09.occlusion": [drops_by_masks, drops_in_place, drops_by_where],
    "09.nearest": [
        lambda a, b: cdist(a, b).argmin(1),
        lambda a, b: ((b**2).sum(1) - 2 * a @ b.T).argmin(1),
        lambda a, b: np.array([min(range(len(b)), key=lambda n: np.linalg.norm(row - b[n])) for row in a]),
    ],
    "09.shift_right": [lambda images, pixels: np.pad(images, ((0, 0), (0, 0), (pixels, 0)))[:, :, : images.shape[2]]],
}
