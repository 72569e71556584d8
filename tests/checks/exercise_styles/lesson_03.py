"""Correct answers to the exercises of lesson 03, in different styles."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import correlate2d


def filter_scipy(x, w):
    return sum(correlate2d(x[c].astype(float), w[c], "valid") for c in range(len(x)))


def filter_lists(x, w):
    y = []
    for i in range(x.shape[1] - w.shape[1] + 1):
        row = []
        for j in range(x.shape[2] - w.shape[2] + 1):
            row.append(sum(x[c, i + a, j + b] * w[c, a, b] for c, a, b in np.ndindex(w.shape)))
        y.append(row)
    return np.array(y)


def filter_windows(x, w):
    windows = sliding_window_view(x.astype(np.float32), w.shape)[0]
    return np.einsum("ijcab,cab->ij", windows, w.astype(np.float32))


def filter_added_up(x, w):
    y = np.zeros((x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1))
    for c, a, b in np.ndindex(w.shape):
        y += w[c, a, b] * x[c, a : a + y.shape[0], b : b + y.shape[1]]
    return y


def filter_by_recursion(x, w):
    first = correlate2d(x[0], w[0], "valid")
    return first if len(x) == 1 else first + filter_by_recursion(x[1:], w[1:])


def layer_stacked(x, w, b):
    return np.stack([filter_scipy(x, one) for one in w]) + b[:, None, None]


def layer_windows(x, w, b):
    windows = sliding_window_view(x, w.shape[2:], axis=(1, 2))
    return np.einsum("cijab,ocab->oij", windows, w) + b.reshape(-1, 1, 1)


def layer_from_the_bias(x, w, b):
    rows, columns = x.shape[1] - w.shape[2] + 1, x.shape[2] - w.shape[3] + 1
    y = np.empty((len(w), rows, columns), np.float32)
    for o in range(len(w)):
        y[o] = b[o]
        for c in range(len(x)):
            y[o] += correlate2d(x[c], w[o, c], "valid")
    return y


def layer_product(x, w, b):
    """Every window as a row, and one matrix product."""
    rows, columns = x.shape[1] - w.shape[2] + 1, x.shape[2] - w.shape[3] + 1
    places = [(i, j) for i in range(rows) for j in range(columns)]
    windows = np.array([x[:, i : i + w.shape[2], j : j + w.shape[3]].ravel() for i, j in places])
    return (windows @ w.reshape(len(w), -1).T + b).T.reshape(len(w), rows, columns)


def count_sum(c_in, c_out, k, groups=1):
    return c_out * c_in * k[0] * k[1] // groups + c_out


def count_arrays(c_in, c_out, k, groups=1):
    return np.zeros((c_out, c_in // groups, *k)).size + np.zeros(c_out).size


def count_loop(c_in, c_out, k, groups=1):
    total = 0
    for _ in range(c_out):
        total += int(np.prod([c_in // groups, *k])) + 1
    return total


def count_int(c_in, c_out, k, groups=1):
    return int(c_out * (c_in / groups * k[0] * k[1] + 1))


def first_moveaxis(pictures):
    return np.moveaxis(pictures, -1, 1)


def first_stacked(pictures):
    return np.stack([pictures[..., c] for c in range(pictures.shape[-1])], axis=1)


def first_swapped(pictures):
    return pictures.swapaxes(2, 3).swapaxes(1, 2).astype(float)


def first_lists(pictures):
    channels = range(pictures.shape[3])
    return np.array([[[[pixel[c] for pixel in row] for row in one] for c in channels] for one in pictures.tolist()])


def grey_mean(picture):
    return picture.mean(axis=0)


def grey_shares(picture):
    return sum(channel / 3 for channel in picture)


def grey_wide(picture):
    return picture.sum(axis=0, dtype=int) / np.float32(3)


def mix_einsum(x, w):
    return np.einsum("oc,nchw->nohw", w, x)


def mix_image_by_image(x, w):
    return np.stack([(w @ image.reshape(len(image), -1)).reshape(len(w), *x.shape[2:]) for image in x])


def mix_tensordot(x, w):
    return np.moveaxis(np.tensordot(x, w.astype(np.float32), ([1], [1])), -1, 1)


def mix_loops(x, w):
    y = np.zeros((x.shape[0], w.shape[0], x.shape[2], x.shape[3]))
    for n, o, i, j in np.ndindex(y.shape):
        for c in range(x.shape[1]):
            y[n, o, i, j] += w[o, c] * x[n, c, i, j]
    return y


def depth_list(x, w):
    return np.array([correlate2d(channel, kernel, "valid") for channel, kernel in zip(x, w)])


def depth_windows(x, w):
    return np.einsum("cijab,cab->cij", sliding_window_view(x.astype(np.float32), w.shape[1:], axis=(1, 2)), w)


def depth_added_up(x, w):
    rows, columns = x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1
    return sum(
        w[:, a, b, None, None] * x[:, a : a + rows, b : b + columns]
        for a in range(w.shape[1])
        for b in range(w.shape[2])
    )


def groups_split(x, w, b, groups):
    parts = zip(np.split(x, groups, axis=1), np.split(w, groups), np.split(b, groups))
    return np.concatenate([np.stack([layer_stacked(image, f, c) for image in part]) for part, f, c in parts], axis=1)


def groups_loops(x, w, b, groups):
    size = w.shape[1]
    y = np.zeros((len(x), len(w), x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1), np.float32)
    for n, o, i, j in np.ndindex(y.shape):
        first = o // (len(w) // groups) * size
        y[n, o, i, j] = (x[n, first : first + size, i : i + w.shape[2], j : j + w.shape[3]] * w[o]).sum() + b[o]
    return y


def groups_with_zeros(x, w, b, groups):
    """An ordinary layer whose filters are 0 in the channels of other groups."""
    wide = np.zeros((len(w), x.shape[1], *w.shape[2:]))
    for o in range(len(w)):
        first = o * groups // len(w) * w.shape[1]
        wide[o, first : first + w.shape[1]] = w[o]
    return np.array([layer_windows(image, wide, b) for image in x])


def groups_by_recursion(x, w, b, groups):
    size, filters = w.shape[1], len(w) // groups
    mine = np.array([layer_product(image[:size], w[:filters], b[:filters]) for image in x])
    if groups == 1:
        return mine
    rest = groups_by_recursion(x[:, size:], w[filters:], b[filters:], groups - 1)
    return np.concatenate([mine, rest], axis=1)


STYLES = {
    "03.conv_filter": [filter_scipy, filter_lists, filter_windows, filter_added_up, filter_by_recursion],
    "03.conv_layer": [layer_stacked, layer_windows, layer_from_the_bias, layer_product],
    "03.count_parameters": [count_sum, count_arrays, count_loop, count_int],
    "03.channels_first": [first_moveaxis, first_stacked, first_swapped, first_lists],
    "03.mean_of_colours": [grey_mean, grey_shares, grey_wide],
    "03.mix": [mix_einsum, mix_image_by_image, mix_tensordot, mix_loops],
    "03.depthwise": [depth_list, depth_windows, depth_added_up],
    "03.conv_groups": [groups_split, groups_loops, groups_with_zeros, groups_by_recursion],
}
