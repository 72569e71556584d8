"""What a compiler adds: pooling, ReLU, depthwise convolution and batch normalisation as loops, compiled by numba.

A function without underscore is called where the version in NumPy stands; ``fast`` says when. All is done with a number
while it is near. Images lie batch-last, ``(H, C, W, N)``: in the innermost loops only ``n`` grows, which the compiler
does for 8 or 16 numbers at once. Workers share the channels; each is worked on by one of them from begin to end, so the
bits are the same for any number of workers. Numba's own threads are not used.
"""

import numpy as np
from numba import njit

from .fast import by_channels
from .windows import batch_first, batch_last

OPTIONS = dict(nogil=True, error_model="numpy", fastmath={"reassoc", "contract"})  # sums in any order; NaN stays NaN
FAR = 4  # as in ``norm``
TAPS = 256  # of a window whose winner is kept in a byte
Y, DX, DW = range(3)  # what a depthwise convolution is asked for
U = np.uint64  # a place that is not counted from the end, which numba would ask for each number


def kernel(function):
    """Compile at the first call, and keep the result in a file for later processes, if one can be written."""
    try:
        return njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no folder for it
        return njit(**OPTIONS)(function)


@kernel
def _meets(place, axis, size, k, s, p, d):
    """Where the window at a place begins, and which of its rows (or columns) lie on the image."""
    begin = place * s[axis] - p[axis]
    return begin, max(0, -(begin // d[axis])), min(k[axis], -((begin - size) // d[axis]))


def keep(numbers, x, forward):
    """As ``dense.relu`` of x, which is ``numbers`` then, and as ``dense.relu_backward``, for images."""
    kept = np.empty_like(x := batch_last(x))
    _keep(batch_last(numbers).reshape(-1), x.reshape(-1), kept.reshape(-1), forward)
    return batch_first(kept)


@kernel
def _keep(numbers, x, kept, forward):
    for n in range(len(x)):
        passes = not x[n] <= 0 if forward else x[n] > 0  # what is not a number stays so
        kept[n] = numbers[n] if passes else x.dtype.type(0)


def max_pool(x, geo):
    """As ``pool.max_pool``; who won is kept as its number in the window, counted row by row."""
    x = batch_last(x)
    y = np.empty((geo.out[0], x.shape[1], geo.out[1], x.shape[3]), x.dtype)
    winners = np.empty(y.shape, np.uint8)
    by_channels(_max_pool, geo, (x, y, winners))
    return batch_first(y), winners


@kernel
def _max_pool(x, y, winners, first, last, k, s, p, d):
    for h in range(len(y)):
        top, i_0, i_1 = _meets(h, 0, len(x), k, s, p, d)
        for c in range(first, last):
            for w in range(y.shape[2]):
                left, j_0, j_1 = _meets(w, 1, x.shape[2], k, s, p, d)
                if k == (2, 2) and i_1 - i_0 == j_1 - j_0 == 2:  # most windows are: the best need not wait in memory
                    for n in range(x.shape[3]):
                        x_0, x_1 = x[top, c, left, n], x[top, c, left + 1, n]
                        x_2, x_3 = x[top + 1, c, left, n], x[top + 1, c, left + 1, n]
                        wins = (not x_1 <= x_0) & (x_0 == x_0)
                        best, winner = x_1 if wins else x_0, np.uint8(1) if wins else np.uint8(0)
                        wins = (not x_2 <= best) & (best == best)
                        best, winner = x_2 if wins else best, np.uint8(2) if wins else winner
                        wins = (not x_3 <= best) & (best == best)
                        y[h, c, w, n], winners[h, c, w, n] = x_3 if wins else best, np.uint8(3) if wins else winner
                    continue
                for n in range(x.shape[3]):
                    y[h, c, w, n] = x[top + i_0, c, left + j_0, n]
                    winners[h, c, w, n] = i_0 * k[1] + j_0
                for i in range(i_0, i_1):
                    for j in range(j_0, j_1, 3):
                        j_b, j_c = min(j + 1, j_1 - 1), min(j + 2, j_1 - 1)
                        a, b, e = np.uint8(i * k[1] + j), np.uint8(i * k[1] + j_b), np.uint8(i * k[1] + j_c)
                        for n in range(x.shape[3]):  # all is fetched before anything is asked: so there is no branch
                            x_a, x_b = x[top + i, c, left + j, n], x[top + i, c, left + j_b, n]
                            x_c, best, winner = x[top + i, c, left + j_c, n], y[h, c, w, n], winners[h, c, w, n]
                            wins = (not x_a <= best) & (best == best)  # the first that is not a number wins, too
                            best, winner = x_a if wins else best, a if wins else winner
                            wins = (not x_b <= best) & (best == best)
                            best, winner = x_b if wins else best, b if wins else winner
                            wins = (not x_c <= best) & (best == best)
                            y[h, c, w, n], winners[h, c, w, n] = x_c if wins else best, e if wins else winner


def max_pool_backward(dy, winners, geo):
    """As ``pool.max_pool_backward``."""
    dy = batch_last(dy)
    dx = np.empty((geo.size[0], dy.shape[1], geo.size[1], dy.shape[3]), dy.dtype)
    by_channels(_max_pool_backward, geo, (dx, dy, winners))
    return batch_first(dx)


@kernel
def _max_pool_backward(dx, dy, winners, first, last, k, s, p, d):
    alone, zero = s[0] >= k[0] and s[1] >= k[1], dy.dtype.type(0)  # alone: no two windows share a number
    tiled = s == k and p == (0, 0) and (len(dx), dx.shape[2]) == (len(dy) * k[0], dy.shape[2] * k[1])
    for c in range(first, last):
        if not tiled:
            dx[:, c] = 0
        for h in range(len(dy)):
            top, i_0, i_1 = _meets(h, 0, len(dx), k, s, p, d)
            for w in range(dy.shape[2]):
                left, j_0, j_1 = _meets(w, 1, dx.shape[2], k, s, p, d)
                for i in range(i_0, i_1):
                    for j in range(j_0, j_1):
                        place = np.uint8(i * k[1] + j)
                        for n in range(dy.shape[3]):
                            error = dy[h, c, w, n] if winners[h, c, w, n] == place else zero
                            dx[top + i, c, left + j, n] = error if alone else dx[top + i, c, left + j, n] + error


def depthwise(x, weight, geo):
    """Convolution ``(N, C_out, H_out, W_out)`` of ``x`` ``(N, C, H, W)`` where each filter sees one channel."""
    x = batch_last(x)
    y = np.zeros((geo.out[0], len(weight), geo.out[1], x.shape[3]), x.dtype)
    by_channels(_depthwise, geo, (_lines(x), _lines(y), weight[:, 0].astype(np.float64)), x.shape[3], Y)
    return batch_first(y)


def depthwise_dx(dy, weight, geo, channels):
    """dx ``(N, C, H, W)`` from dy ``(N, C_out, H_out, W_out)``."""
    dy = batch_last(dy)
    dx = np.zeros((geo.size[0], channels, geo.size[1], dy.shape[3]), dy.dtype)
    by_channels(_depthwise, geo, (_lines(dx), _lines(dy), weight[:, 0].astype(np.float64)), dy.shape[3], DX)
    return batch_first(dx)


def depthwise_dw(dy, x, geo):
    """dw ``(C_out, 1, K_h, K_w)`` from dy ``(N, C_out, H_out, W_out)`` and x ``(N, C, H, W)``."""
    x, dy = batch_last(x), batch_last(dy)
    dw = np.zeros((dy.shape[1], *geo.kernel))
    by_channels(_depthwise, geo, (_lines(x), _lines(dy), dw), x.shape[3], DW)
    return dw[:, None].astype(x.dtype)


@kernel
def _depthwise(x, y, weight, first, last, k, s, p, d, n_images, wanted):
    """Add to one of the three what the other two say: a number of y, an entry of a filter, a number of x that meet."""
    many = len(weight) // x.shape[1]
    for o in range(first * many, last * many):
        for h in range(len(y)):
            top, i_0, i_1 = _meets(h, 0, len(x), k, s, p, d)
            for i in range(i_0, i_1):
                for j in range(k[1]):
                    row, at, seen, step, runs, size = _runs(i, j, top, x, y, n_images, s, p, d)
                    c, w = o // many, x.dtype.type(weight[o, i, j])
                    for r in range(runs):
                        a, b = at + r * n_images, seen + r * step
                        if wanted == Y:
                            for n in range(size):
                                y[h, o, U(a + n)] += w * x[row, c, U(b + n)]
                        elif wanted == DX:
                            for n in range(size):
                                x[row, c, U(b + n)] += w * y[h, o, U(a + n)]
                        else:
                            total = x.dtype.type(0)
                            for n in range(size):
                                total += y[h, o, U(a + n)] * x[row, c, U(b + n)]
                            weight[o, i, j] += total


@kernel
def _runs(i, j, top, x, y, n, s, p, d):
    """For an entry of the window: its row of x; first places in y and x, the step in x; how many runs of how many."""
    shift = j * d[1] - p[1]
    first, last = max(0, -(shift // s[1])), min(y.shape[2] // n, -((shift - x.shape[2] // n) // s[1]))
    runs, size = (1, (last - first) * n) if s[1] == 1 else (last - first, n)
    return top + i * d[0], first * n, (first * s[1] + shift) * n, s[1] * n, runs, size


def batch_norm(x, weight, bias, eps, running=None):
    """As ``norm.batch_norm``; where the mean is far from 0 is asked channel by channel."""
    x, c = batch_last(x), x.shape[1]
    y = np.empty_like(x)
    mean, var = np.zeros((2, c)) if running is None else (array.astype(np.float64) for array in running)
    taken = mean.astype(x.dtype)
    by_channels(_batch_norm, None, (_lines(x), _lines(y)), weight, bias, eps, taken, mean, var, running is None)
    return batch_first(y), mean + taken, var, (x, taken, mean, 1 / np.sqrt(var + eps))


@kernel
def _batch_norm(x, y, first, last, weight, bias, eps, taken, mean, var, of_batch):
    for c in range(first, last):
        if of_batch:
            for _ in range(2):  # the second time for what is far from 0
                total, squares = _sums(x, x, c, taken[c], taken[c])
                mean[c] = total / (len(x) * x.shape[2])
                var[c] = max(squares / (len(x) * x.shape[2]) - mean[c] ** 2, 0.0)
                if mean[c] ** 2 <= FAR * var[c]:
                    break
                taken[c] += x.dtype.type(mean[c])
        else:
            mean[c] -= taken[c]
        scale = weight[c] / np.sqrt(var[c] + eps)
        a, b, t = x.dtype.type(scale), x.dtype.type(bias[c] - scale * mean[c]), taken[c]
        for h in range(len(x)):
            for n in range(x.shape[2]):
                y[h, c, n] = a * (x[h, c, n] - t) + b


@kernel
def _sums(d, z, c, of_d, of_z):
    """Of a channel the sum of d, and of the products of d and z, after something is taken off."""
    total = products = 0.0
    of_d, of_z = d.dtype.type(of_d), d.dtype.type(of_z)
    for h in range(len(d)):
        in_row = products_in_row = 0.0
        for n in range(d.shape[2]):
            in_row += d[h, c, n] - of_d
            products_in_row += (d[h, c, n] - of_d) * (z[h, c, n] - of_z)
        total += in_row
        products += products_in_row
    return total, products


def batch_norm_backward(dy, weight, seen, of_batch=True):
    """As ``norm.batch_norm_backward``."""
    (x, *moments), dy = seen, batch_last(dy)
    dx, dweight, dbias = np.empty_like(dy), *np.zeros((2, dy.shape[1]))
    by_channels(_batch_norm_backward, None, tuple(map(_lines, (dx, dy, x))), weight, *moments, dweight, dbias, of_batch)
    return batch_first(dx), dweight.astype(dy.dtype), dbias.astype(dy.dtype)


@kernel
def _batch_norm_backward(dx, dy, x, first, last, weight, taken, mean, s, dweight, dbias, of_batch):
    for c in range(first, last):
        total, products = _sums(dy, x, c, 0, taken[c])
        dbias[c], dweight[c] = total, s[c] * (products - mean[c] * total)
        scale = weight[c] * s[c]
        factor = -scale * s[c] * dweight[c] / (len(x) * x.shape[2])
        rest = -scale * total / (len(x) * x.shape[2]) - factor * mean[c]
        a, k, o, t = x.dtype.type(scale), x.dtype.type(factor), x.dtype.type(rest), taken[c]
        for h in range(len(x)):
            for n in range(x.shape[2]):
                dx[h, c, n] = a * dy[h, c, n] + (k * (x[h, c, n] - t) + o if of_batch else x.dtype.type(0))


def _lines(x):
    return x.reshape(*x.shape[:2], x.shape[2] * x.shape[3])
