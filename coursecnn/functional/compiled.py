"""Convolution, pooling, ReLU and batch normalisation by what is compiled: ``conv_kernels`` and ``kernels``.

A function is called where the version in NumPy stands; ``fast`` says when. Workers share the channels, or
the rows of a convolution, in pieces that depend on the data alone: so the bits are the same for any number of them.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import as_strided

from . import conv_kernels, kernels, parallel
from .awake import Helper  # noqa: F401  # what ``fast`` has threads wait with
from .fast import by_channels
from .norm import lines
from .places import RUNS, RUNS_FOR_ONE, places_of
from .windows import batch_first, batch_last, few, pieces

TAPS = 256  # of a window whose winner is kept in a byte
FEW = 1 << 20  # multiplications; as in ``windows``, but more of them are done in the same time
PARTS = 4  # of the rows of dy, each of which gives a part of dw; they are added up


def keep(numbers, x, forward):
    """As ``dense.relu`` of x, which is ``numbers`` then, and as ``dense.relu_backward``, for images."""
    kept = np.empty_like(x := batch_last(x))
    by_channels(kernels.keep, None, (batch_last(numbers), x, kept), forward)
    return batch_first(kept)


def max_pool(x, geo):
    """As ``pool.max_pool``; who won is kept as its number in the window, counted row by row."""
    x = batch_last(x)
    y = np.empty((geo.out[0], x.shape[1], geo.out[1], x.shape[3]), x.dtype)
    winners = np.empty(y.shape, np.uint8)
    by_channels(kernels.max_pool, geo, (x, y, winners))
    return batch_first(y), winners


def max_pool_backward(dy, winners, geo):
    """As ``pool.max_pool_backward``."""
    dy = batch_last(dy)
    dx = np.empty((geo.size[0], dy.shape[1], geo.size[1], dy.shape[3]), dy.dtype)
    by_channels(kernels.pool_backward, geo, (dx, dy, winners))
    return batch_first(dx)


def avg_pool(x, count, geo):
    """As ``pool.avg_pool2d``, with how many numbers each window averages: ``(H_out, 1, W_out, 1)``, or one for all."""
    x = batch_last(x)
    y = np.empty((geo.out[0], x.shape[1], geo.out[1], x.shape[3]), x.dtype)
    by_channels(kernels.avg_pool, geo, (x, y, np.broadcast_to(count[:, 0, :, 0], geo.out).copy()))
    return batch_first(y)


def avg_pool_backward(dy, count, geo):
    """As ``pool.avg_pool2d_backward``."""
    dy = batch_last(dy)
    dx = np.empty((geo.size[0], dy.shape[1], geo.size[1], dy.shape[3]), dy.dtype)
    by_channels(kernels.pool_backward, geo, (dx, dy, np.broadcast_to(count[:, 0, :, 0], geo.out).copy()))
    return batch_first(dx)


def row_products(x, weight, geo, groups=1):
    """As ``conv.row_products``."""
    (_, c, _, n), out = x.shape, geo.out[1] * x.shape[3]
    numbers = c // groups, len(weight) // groups, groups, n
    places = places_of(*_seen(x, geo), geo.out[1], *numbers, 0, (len(weight) * out, out, n))
    x, w = x.reshape(-1), _rows(weight.transpose(0, 2, 1, 3))

    def write(rows, y):
        conv_kernels.convolve(x, y.reshape(-1), w, False, rows.start, rows.stop, rows.start, places)

    return write


def filter_gradient(dy, x, geo, groups=1):
    """dw ``(C_out, C_in / groups, K_h, K_w)`` from dy ``(H_out, C_out, W_out, N)`` and x ``(H, C_in, W, N)``."""
    (h, filters, w, n), c, (k_h, k_w) = dy.shape, x.shape[1] // groups, geo.kernel
    places = places_of(*_seen(x, geo), w, c, filters // groups, groups, n, 0, (filters * w * n, w * n, n))

    def piece(rows):
        dw = _rows(np.zeros((filters, k_h, c, k_w), x.dtype))
        conv_kernels.convolve(x.reshape(-1), dy.reshape(-1), dw, True, rows.start, rows.stop, 0, places)
        return dw

    dw = sum(parallel.run(piece, parallel.even_pieces(h, -(-h // PARTS)), few(filters * c * k_h * k_w, geo, x, FEW)))
    return dw[:, : k_h * c * k_w].reshape(filters, k_h, c, k_w).transpose(0, 2, 1, 3)


def image_gradient(dy, weight, geo, groups=1):
    """dx ``(N, C_in, H, W)``: rows and columns that lie a stride apart are seen by the same entries of the filters."""
    (h, filters, w, n), c = dy.shape, weight.shape[1] * groups
    weight = weight.reshape(groups, -1, *weight.shape[1:]).swapaxes(1, 2).reshape(c, -1, *geo.kernel)
    dx, numbers = np.empty((geo.size[0], c, geo.size[1], n), dy.dtype), (filters // groups, c // groups, groups, n)
    (row, line, _), (s_h, s_w), todo = [step // dx.itemsize for step in dx.strides[:3]], geo.stride, []
    for r, q in np.ndindex(s_h, s_w):
        (of_rows, down), (of_columns, right), target = _meeting(geo, 0, r), _meeting(geo, 1, q), dx[r::s_h, :, q::s_w]
        if not of_rows or not of_columns:
            target[...] = 0
        elif target.size:
            by = s_h * row, line, s_w * n
            places = places_of((h, w), down, right, (1, 1), target.shape[2], *numbers, r * row + q * n, by)
            parts = _rows(weight[:, :, of_rows][..., of_columns].transpose(0, 2, 1, 3))
            todo += [(rows, parts, places) for rows in pieces(len(target), dy, geo)]

    def piece(given):
        rows, parts, places = given
        conv_kernels.convolve(dy.reshape(-1), dx.reshape(-1), parts, False, rows.start, rows.stop, 0, places)

    parallel.run(piece, todo, few(weight.size, geo, dx, FEW))
    return batch_first(dx)


def _seen(x, geo):
    """Size of images ``(H, C, W, N)``, and where from a window's place its rows and columns lie; the stride."""
    down, right = ([d * i - p for i in range(k)] for k, d, (p, _) in zip(geo.kernel, geo.dilation, geo.padding))
    return x.shape[::2], tuple(down), tuple(right), geo.stride


def _meeting(geo, axis, first):
    """Entries of the filter that rows (or columns) of the image meet, from one on, and which places they then have."""
    k, s, d, (p, _) = (of[axis] for of in (geo.kernel, geo.stride, geo.dilation, geo.padding))
    entries = [i for i in range(k) if (first + p - d * i) % s == 0]
    return entries, tuple((first + p - d * i) // s for i in entries)


def _rows(weight):
    """Filters ``(C_out, K_h, C_in, K_w)`` as rows, zeros behind: so that they are read by sixes, or nines."""
    rows, size = weight.reshape(len(weight), -1), math.lcm(RUNS, RUNS_FOR_ONE)
    longer = np.zeros((len(rows), -(-rows.shape[1] // size) * size), rows.dtype)
    longer[:, : rows.shape[1]] = rows
    return longer


def batch_norm(x, weight, bias, eps, running=None):
    """As ``norm.batch_norm``; where the mean is far from 0 is asked channel by channel."""
    x = batch_last(x)
    y, (mean, var, taken) = np.empty_like(x), _moments(x, running)
    by_channels(kernels.batch_norm, None, (x, x, y), weight, bias, eps, taken, mean, var, running is None)
    return batch_first(y), mean + taken, var, (x, taken, mean, 1 / np.sqrt(var + eps))


def _moments(x, running):
    """Mean and variance of the channels, known or to be found, and what is taken off numbers and mean."""
    mean, var = np.zeros((2, x.shape[1])) if running is None else np.array(running, np.float64)
    taken = mean.astype(x.dtype)
    return mean - taken, var, taken


def batch_norm_backward(dy, weight, seen, of_batch=True):
    """As ``norm.batch_norm_backward``."""
    x, dy = seen[0], batch_last(dy)
    dx, dweight, dbias = np.empty_like(dy), *np.zeros((2, dy.shape[1]))
    by_channels(kernels.batch_norm_backward, None, (dx, dy, x), False, x, weight, *seen[1:], dweight, dbias, of_batch)
    return batch_first(dx), dweight.astype(dy.dtype), dbias.astype(dy.dtype)


def norm_pool(x, weight, bias, eps, running, geo, relu):
    """As ``normpool.norm_pool``."""
    x = batch_last(x)
    best = np.empty((geo.out[0], x.shape[1], geo.out[1], x.shape[3]), x.dtype)
    y, winners, (mean, var, taken) = np.empty_like(best), np.empty(best.shape, np.uint8), _moments(x, running)
    z = np.empty_like(y) if relu else y
    rest = y, z, relu, weight, bias, eps, taken, mean, var, running is None
    by_channels(kernels.norm_pool, geo, (x, best, winners), *rest)
    return batch_first(z), mean + taken, var, (x, taken, mean, 1 / np.sqrt(var + eps)), winners, best


def norm_pool_backward(dz, z, relu, weight, seen, winners, best, geo, of_batch=True):
    """As ``normpool.norm_pool_backward``."""
    x, dz, z = seen[0], batch_last(dz), batch_last(z)
    dy = np.empty_like(dz) if relu else dz
    dx, dweight, dbias = np.empty_like(x), *np.zeros((2, dy.shape[1]))
    rest = dz, z, relu, best, x, weight, *seen[1:], dweight, dbias, of_batch
    by_channels(kernels.norm_pool_backward, geo, (dx, dy, winners), *rest)
    return batch_first(dx), dweight.astype(dy.dtype), dbias.astype(dy.dtype)


def magnitudes(x):
    """As ``winograd.largest_magnitudes``, in one pass."""
    largest = np.zeros((len(x), x.shape[2] * x.shape[3]), f"i{x.itemsize}")
    conv_kernels.magnitudes(lines(x).view(largest.dtype), largest)
    return largest.view(x.dtype).reshape(len(x), *x.shape[2:])


def mix(matrix, x, mixed, m, row=0, left=0, back=False):
    """matrix times columns of x ``(H, C, W, N)``: ``(groups, points, rows, C / groups, places, N)``; or its transpose.

    The rows are those from ``row`` on. The columns begin ``left`` before the first, m apart; beyond the image is 0.
    """
    matrix, (size, n) = np.ascontiguousarray(matrix.T if back else matrix), (x.shape[:3], mixed.itemsize)
    steps = mixed.strides[1] // n, mixed.strides[2] // n
    numbers, mixtures = x.astype(matrix.dtype, copy=False).reshape(-1), as_strided(mixed, (mixed.size,), (n,))
    source, target = (mixtures, numbers) if back else (numbers, mixtures)
    conv_kernels.mix(matrix, source, target, size, row, mixed.shape, steps, m, left, back)
