"""Correct answers to the exercises of lesson 02, in different styles."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import convolve2d, correlate2d


def size_floored(n, k, s=1, p=0, d=1):
    return math.floor((n + 2 * p - d * (k - 1) - 1) / s) + 1


def size_total(n, k, s=1, p=0, d=1):
    return int(np.floor_divide(n - (d * (k - 1) + 1) + 2 * p + s, s))


def size_counted(n, k, s=1, p=0, d=1):
    return len([start for start in range(0, n + 2 * p, s) if start + d * (k - 1) < n + 2 * p])


def size_by_recursion(n, k, s=1, p=0, d=1):
    if p:
        return size_by_recursion(n + 2, k, s, p - 1, d)
    return 0 if n < d * (k - 1) + 1 else 1 + size_by_recursion(n - s, k, s, 0, d)


def pad_numpy(x, p):
    return np.pad(x, ((p[0], p[0]), (p[1], p[1])))


def pad_lists(x, p):
    width = x.shape[1] + 2 * p[1]
    blank = [[0] * width for _ in range(p[0])]
    return np.array(blank + [[0] * p[1] + list(row) + [0] * p[1] for row in x] + blank)


def pad_joined(x, p):
    side = np.zeros((len(x), p[1]))
    x = np.hstack([side, x.astype(np.float32), side])
    return np.vstack([np.zeros((p[0], x.shape[1])), x, np.zeros((p[0], x.shape[1]))])


def pad_pixel_by_pixel(x, p):
    y = np.zeros((x.shape[0] + 2 * p[0], x.shape[1] + 2 * p[1]))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i + p[0], j + p[1]] = x[i, j]
    return y


def same_halves(k, d=1):
    return d * (k - 1) // 2, -(-d * (k - 1) // 2)


def same_list(k, d=1):
    return [math.floor(d * (k - 1) / 2), math.ceil(d * (k - 1) / 2)]


def same_array(k, d=1):
    return np.array(divmod(d * (k - 1), 2)) @ np.array([[1, 1], [0, 1]])


def same_by_turns(k, d=1):
    before = after = 0
    while before + after < d * (k - 1):
        before, after = (before + 1, after) if after > before else (before, after + 1)
    return before, after


def strided_thinned(x, w, s):
    return correlate2d(x.astype(float), w, "valid")[:: s[0], :: s[1]]


def strided_windows(x, w, s):
    windows = sliding_window_view(x.astype(np.float32), w.shape)[:: s[0], :: s[1]]
    return np.einsum("ijab,ab->ij", windows, w.astype(np.float32))


def strided_lists(x, w, s):
    y = []
    for top in range(0, len(x) - len(w) + 1, s[0]):
        y.append([])
        for left in range(0, len(x[0]) - len(w[0]) + 1, s[1]):
            y[-1].append(sum(x[top + a][left + b] * w[a][b] for a in range(len(w)) for b in range(len(w[0]))))
    return np.array(y)


def strided_shifts(x, w, s):
    rows, columns = (x.shape[0] - w.shape[0]) // s[0] + 1, (x.shape[1] - w.shape[1]) // s[1] + 1
    return sum(
        w[a, b] * x[a : a + (rows - 1) * s[0] + 1 : s[0], b : b + (columns - 1) * s[1] + 1 : s[1]]
        for a, b in np.ndindex(w.shape)
    )


def means_int(x, k, s):
    y = np.zeros((int((x.shape[0] - k) / s + 1), int((x.shape[1] - k) / s + 1)))
    for i, j in np.ndindex(y.shape):
        y[i, j] = x[i * s : i * s + k, j * s : j * s + k].mean()
    return y


def means_windows(x, k, s):
    return sliding_window_view(x, (k, k))[::s, ::s].mean(axis=(2, 3))


def means_floored(x, k, s):
    rows, columns = (math.floor((n - k) / s) + 1 for n in x.shape)
    return np.array([[x[i * s : i * s + k, j * s : j * s + k].mean() for j in range(columns)] for i in range(rows)])


def used_outer(shape, k, s):
    rows, columns = (np.zeros(n, int) for n in shape)
    for counts in (rows, columns):
        for start in range(0, len(counts) - k + 1, s):
            counts[start : start + k] += 1
    return np.outer(rows, columns)


def used_asked(shape, k, s):
    def windows(n, place):
        return sum(1 for start in range(0, n - k + 1, s) if start <= place < start + k)

    return np.array([[windows(shape[0], i) * windows(shape[1], j) for j in range(shape[1])] for i in range(shape[0])])


def used_while(shape, k, s):
    counts = np.zeros(shape)
    top = 0
    while top + k <= shape[0]:
        left = 0
        while left + k <= shape[1]:
            counts[top : top + k, left : left + k] += np.ones((k, k))
            left += s
        top += s
    return counts


def used_spread(shape, k, s):
    places = np.zeros((shape[0] - k + 1, shape[1] - k + 1))
    places[::s, ::s] = 1
    return np.rint(convolve2d(places, np.ones((k, k))))


def dilate_placed(w, d):
    y = np.zeros(((w.shape[0] - 1) * d[0] + 1, (w.shape[1] - 1) * d[1] + 1))
    for a in range(w.shape[0]):
        for b in range(w.shape[1]):
            y[a * d[0], b * d[1]] = w[a, b]
    return y


def dilate_kron(w, d):
    corner = np.zeros(d, int)
    corner[0, 0] = 1
    return np.kron(w, corner)[: (len(w) - 1) * d[0] + 1, : (len(w[0]) - 1) * d[1] + 1]


def dilate_inserted(w, d):
    w = w.astype(np.float32)
    for axis in (0, 1):
        places = np.repeat(np.arange(1, w.shape[axis]), d[axis] - 1)
        w = np.insert(w, places, 0, axis=axis)
    return w


def dilate_lists(w, d):
    rows = []
    for i, row in enumerate(w.tolist()):
        wide = [row[0]]
        for number in row[1:]:
            wide += [0] * (d[1] - 1) + [number]
        rows += ([[0] * len(wide)] * (d[0] - 1) if i else []) + [wide]
    return np.array(rows)


def back_by_padding(x, w, s):
    """A convolution of x with gaps and a wide frame, the kernel turned."""
    spread = dilate_placed(x, s)
    return correlate2d(spread, w[::-1, ::-1], "full")


def back_scattered(x, w, s):
    y = np.zeros(((len(x) - 1) * s[0] + len(w), (len(x[0]) - 1) * s[1] + len(w[0])), np.float32)
    for i, j in np.ndindex(x.shape):
        for a, b in np.ndindex(w.shape):
            y[i * s[0] + a, j * s[1] + b] += x[i, j] * w[a, b]
    return y


def back_by_table(x, w, s):
    """The transpose of a convolution's table."""
    shape = [(m - 1) * step + k for m, step, k in zip(x.shape, s, w.shape)]
    columns = [strided_shifts(one.reshape(shape), w, s).ravel() for one in np.eye(math.prod(shape))]
    return (np.array(columns) @ x.ravel()).reshape(shape)


def back_by_kernel_place(x, w, s):
    y = np.zeros(((len(x) - 1) * s[0] + len(w), (len(x[0]) - 1) * s[1] + len(w[0])))
    for a, b in np.ndindex(w.shape):
        y[a : a + (len(x) - 1) * s[0] + 1 : s[0], b : b + (len(x[0]) - 1) * s[1] + 1 : s[1]] += w[a, b] * x
    return y


def all_composed(x, w, s, p, d):
    return strided_thinned(pad_numpy(x, p), dilate_placed(w, d), s)


def all_unpadded(x, w, s, p, d):
    """No padded array: pixels outside count as 0."""
    rows, columns = (size_floored(x.shape[axis], w.shape[axis], s[axis], p[axis], d[axis]) for axis in (0, 1))
    y = [[0.0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            for a, b in np.ndindex(w.shape):
                row, column = i * s[0] + a * d[0] - p[0], j * s[1] + b * d[1] - p[1]
                if 0 <= row < x.shape[0] and 0 <= column < x.shape[1]:
                    y[i][j] += x[row, column] * w[a, b]
    return np.array(y)


def all_fancy(x, w, s, p, d):
    x = pad_joined(x, p)
    rows, columns = (size_total(x.shape[axis], w.shape[axis], s[axis], 0, d[axis]) for axis in (0, 1))
    i = s[0] * np.arange(rows)[:, None] + d[0] * np.arange(len(w))
    j = s[1] * np.arange(columns)[:, None] + d[1] * np.arange(len(w[0]))
    return np.einsum("iajb,ab->ij", x[i[:, :, None, None], j], w)


STYLES = {
    "02.output_size": [size_floored, size_total, size_counted, size_by_recursion],
    "02.pad": [pad_numpy, pad_lists, pad_joined, pad_pixel_by_pixel],
    "02.same_padding": [same_halves, same_list, same_array, same_by_turns],
    "02.conv_strided": [strided_thinned, strided_windows, strided_lists, strided_shifts],
    "02.mean_map": [means_int, means_windows, means_floored],
    "02.times_used": [used_outer, used_asked, used_while, used_spread],
    "02.dilate": [dilate_placed, dilate_kron, dilate_inserted, dilate_lists],
    "02.conv_transposed": [back_by_padding, back_scattered, back_by_table, back_by_kernel_place],
    "02.conv2d": [all_composed, all_unpadded, all_fancy],
}
