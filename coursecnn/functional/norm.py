"""Batch normalisation in few passes: a channel's numbers are added up, then changed in one step, while they are near.

With s = 1 / sqrt(var + eps) the definition y = weight * (x - mean) * s + bias is a straight line, y = a x + b. Its
gradient is one too: dx = a dy + k x + o, because mean and variance of a channel are sums over x.

The variance is mean(x^2) - mean^2. Where the mean is far from 0, as measured by the spread, the difference loses its
digits: there the mean is taken off first, which changes neither y nor dx.
"""

import sys

import numpy as np

from . import fast, parallel
from .windows import batch_first, batch_last

FAR = 4  # times the variance: where mean^2 is larger, the mean is taken off first
if sys.platform == "emscripten":  # no BLAS: vecdot would add one product after the other, and lose a digit

    def _dot(a, b):
        return (a * b).sum(axis=-1)

else:
    _dot = getattr(np, "vecdot", lambda a, b: (a[..., None, :] @ b[..., None])[..., 0, 0])  # not in NumPy 1
PIECE = 1 << 16  # numbers that are worked on at a time
ALONE = 1 << 19  # numbers; so few are not worth a second thread


def batch_norm(x, weight, bias, eps, running=None):
    """y = weight * (x - mean) / sqrt(var + eps) + bias, each channel by itself.

    Parameters
    ----------
    x : (N, C, H, W)
    weight, bias : (C,)
    eps : float
    running : ((C,), (C,)), optional
        Mean and variance to use in place of the batch's own.

    Returns
    -------
    y : (N, C, H, W)
    mean, var : (C,) float64
    seen : tuple
        For ``batch_norm_backward``: x as ``(H, C, W * N)``, the mean and s, with a number taken off x and mean or not.
    """
    if compiled := fast.kernels(x):
        return compiled.batch_norm(x, weight, bias, eps, running)
    x = batch_last(x)
    mean, var, _, seen = statistics(x, eps, running)
    y = np.empty_like(x)
    line(seen, seen[0], weight, bias, lines(y))
    return batch_first(y), mean, var, seen


def statistics(x, eps, running=None):
    """Mean and variance, the numbers taken off the channels or ``None``, and ``seen``."""
    z, taken = lines(x), None
    mean, var = _moments(z) if running is None else [array.astype(np.float64) for array in running]
    if (mean**2 > FAR * (var + eps)).any():
        taken = mean.astype(x.dtype)[:, None]
        far, z = z, np.empty_like(z)
        by_rows(lambda rows: np.subtract(far[rows], taken, out=z[rows]), z)
        rest, var = _moments(z) if running is None else (mean - taken[:, 0], var)
        return rest + taken[:, 0], var, taken, (z, rest, 1 / np.sqrt(var + eps))
    return mean, var, taken, (z, mean, 1 / np.sqrt(var + eps))


def line(seen, z, weight, bias, y):
    """y = weight (z - mean) s + bias."""
    _, mean, s = seen
    a, b = each(weight * s, z), each(bias - weight * s * mean, z)

    def piece(rows):
        np.multiply(a, z[rows], out=y[rows])
        y[rows] += b

    by_rows(piece, z)


def batch_norm_backward(dy, weight, seen, of_batch=True):
    """Gradients ``(dx, dweight, dbias)`` of ``batch_norm``.

    With x_hat = (x - mean) s: dweight = sum(dy x_hat), dbias = sum(dy), and for n numbers of a channel
    dx = weight s (dy - dbias / n - x_hat dweight / n). Where the mean was not the batch's own, dx = weight s dy.
    """
    if len(seen) == 4:  # as the compiled forward pass remembers it
        return fast.load().batch_norm_backward(dy, weight, seen, of_batch)
    dy = batch_last(dy)
    dx, d, (z, _, s) = np.empty_like(dy), lines(dy), seen
    dweight, dbias = sums(d, z, seen)
    a, out = each(weight * s, d), lines(dx)

    def piece(rows):
        np.multiply(a, d[rows], out=out[rows])
        if of_batch:
            out[rows] += k * z[rows]
            out[rows] += o

    k, o = pull(dweight, dbias, weight, seen)
    by_rows(piece, d)
    return batch_first(dx), dweight.astype(dy.dtype), dbias.astype(dy.dtype)


def sums(d, z, seen):
    """dweight and dbias: the sums of d x_hat and of d for each channel, where x_hat = (z - mean) s."""
    _, mean, s = seen
    dbias, products = _sums(d, z)
    return s * (products - mean * dbias), dbias


def pull(dweight, dbias, weight, seen):
    """k and o of dx = a dy + k z + o: what mean and variance of the batch send back to each of its numbers."""
    z, mean, s = seen
    a, n = weight * s, max(1, z[:, 0].size)
    k = -a * s * dweight / n
    return each(k, z), each(-a * dbias / n - k * mean, z)


def lines(x):
    """``(H, C, W, N)`` as ``(H, C, W * N)``: a row of a channel, of all images, is one run of memory."""
    return x.reshape(*x.shape[:2], x.shape[2] * x.shape[3])


def each(values, z):
    """A number for each channel, to calculate with ``(H, C, W * N)``."""
    return values.astype(z.dtype)[:, None]


def by_rows(function, z):
    """What ``function`` returns for some rows of ``z`` ``(H, C, W * N)``, and for the next: a list."""
    return parallel.run(function, _pieces(z))


def _moments(z):
    """Mean and variance of each channel."""
    n = max(1, z[:, 0].size)
    mean, squares = (total / n for total in _sums(z, z))
    return mean, np.maximum(squares - mean**2, 0)


def _sums(d, z):
    """The sums of d and of d z for each channel: the runs by themselves, then these in float64."""
    ones = np.ones(d.shape[2], d.dtype)
    found = by_rows(lambda rows: (_dot(d[rows], ones), _dot(d[rows], z[rows])), d)
    return [np.concatenate(runs).sum(axis=0, dtype=np.float64) for runs in zip(*found)]


def _pieces(z):
    """The rows of ``z`` in pieces; one where the work is little."""
    if z.size <= ALONE:
        return parallel.pieces(len(z), len(z))
    return parallel.even_pieces(len(z), PIECE // max(1, z[0].size))
