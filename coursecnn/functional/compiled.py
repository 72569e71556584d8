"""Pooling, ReLU, depthwise convolution, mixing and batch normalisation by compiled ``kernels``.

A function is called where the version in NumPy stands; ``fast`` says when. Workers share the channels; each is worked
on by one of them from begin to end, so the bits are the same for any number of workers.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from . import kernels
from .fast import by_channels
from .norm import lines
from .windows import batch_first, batch_last

TAPS = 256  # of a window whose winner is kept in a byte


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
    by_channels(kernels.max_pool_backward, geo, (dx, dy, winners))
    return batch_first(dx)


def depthwise(x, weight, geo):
    """Convolution ``(N, C_out, H_out, W_out)`` of ``x`` ``(N, C, H, W)`` where each filter sees one channel."""
    x = batch_last(x)
    y = np.zeros((geo.out[0], len(weight), geo.out[1], x.shape[3]), x.dtype)
    by_channels(kernels.depthwise, geo, (lines(x), lines(y), weight[:, 0].astype(np.float64)), x.shape[3], kernels.Y)
    return batch_first(y)


def depthwise_dx(dy, weight, geo, channels):
    """dx ``(N, C, H, W)`` from dy ``(N, C_out, H_out, W_out)``."""
    dy = batch_last(dy)
    dx = np.zeros((geo.size[0], channels, geo.size[1], dy.shape[3]), dy.dtype)
    by_channels(
        kernels.depthwise, geo, (lines(dx), lines(dy), weight[:, 0].astype(np.float64)), dy.shape[3], kernels.DX
    )
    return batch_first(dx)


def depthwise_dw(dy, x, geo):
    """dw ``(C_out, 1, K_h, K_w)`` from dy ``(N, C_out, H_out, W_out)`` and x ``(N, C, H, W)``."""
    x, dy = batch_last(x), batch_last(dy)
    dw = np.zeros((dy.shape[1], *geo.kernel))
    by_channels(kernels.depthwise, geo, (lines(x), lines(dy), dw), x.shape[3], kernels.DW)
    return dw[:, None].astype(x.dtype)


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
    kernels.magnitudes(lines(x).view(largest.dtype), largest)
    return largest.view(x.dtype).reshape(len(x), *x.shape[2:])


def mix(matrix, x, mixed, m, row=0, left=0, back=False):
    """matrix times columns of x ``(H, C, W, N)``: ``(groups, points, rows, C / groups, places, N)``; or its transpose.

    The rows are those from ``row`` on. The columns begin ``left`` before the first, m apart; beyond the image is 0.
    """
    matrix, (size, n) = np.ascontiguousarray(matrix.T if back else matrix), (x.shape[:3], mixed.itemsize)
    steps = mixed.strides[1] // n, mixed.strides[2] // n
    numbers, mixtures = x.astype(matrix.dtype, copy=False).reshape(-1), as_strided(mixed, (mixed.size,), (n,))
    source, target = (mixtures, numbers) if back else (numbers, mixtures)
    kernels.mix(matrix, source, target, size, row, mixed.shape, steps, m, left, back)
