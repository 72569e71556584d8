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
    _dot = getattr(np, "vecdot", lambda a, b: (a[..., None, :] @ b[..., None])[..., 0, 0])  # NumPy 1 has no vecdot
PIECE = 1 << 17  # numbers that are worked on at a time


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
    seen : list
        For ``batch_norm_backward``: for each piece of the channels x, the mean and s, with that mean taken off or not.
    """
    if compiled := fast.kernels(x):
        return compiled.batch_norm(x, weight, bias, eps, running)
    x = batch_last(x)
    y = np.empty_like(x)

    def piece(channels):
        z, taken = _lines(x[:, channels]), 0
        mean, var = _moments(z) if running is None else [array[channels].astype(np.float64) for array in running]
        if (mean**2 > FAR * (var + eps)).any():
            taken = mean.astype(x.dtype)
            z = z - taken[:, None]
            mean, var = _moments(z) if running is None else (mean - taken, var)
        s = 1 / np.sqrt(var + eps)
        a = weight[channels] * s
        _line([(a, z)], bias[channels] - a * mean, _lines(y[:, channels]))
        return mean + taken, var, (channels, z, mean, s)

    means, variances, seen = zip(*parallel.run(piece, _pieces(x)))
    return batch_first(y), np.concatenate(means), np.concatenate(variances), seen


def batch_norm_backward(dy, weight, seen, of_batch=True):
    """Gradients ``(dx, dweight, dbias)`` of ``batch_norm``.

    With x_hat = (x - mean) s: dweight = sum(dy x_hat), dbias = sum(dy), and for n numbers of a channel
    dx = weight s (dy - dbias / n - x_hat dweight / n). Where the mean was not the batch's own, dx = weight s dy.
    """
    if isinstance(seen[0], np.ndarray):
        return fast.load().batch_norm_backward(dy, weight, seen, of_batch)
    dy = batch_last(dy)
    dx = np.empty_like(dy)

    def piece(remembered):
        channels, z, mean, s = remembered
        d = _lines(dy[:, channels])
        dbias = _sum(d)
        dweight = s * (_product(d, z) - mean * dbias)
        a, out = weight[channels] * s, _lines(dx[:, channels])
        if of_batch:
            n = d[:, 0].size
            k = -a * s * dweight / n
            _line([(a, d), (k, z)], -a * dbias / n - k * mean, out)
        else:
            _line([(a, d)], None, out)
        return dweight, dbias

    dweights, dbiases = zip(*parallel.run(piece, seen))
    return batch_first(dx), np.concatenate(dweights).astype(dy.dtype), np.concatenate(dbiases).astype(dy.dtype)


def _lines(x):
    """``(H, C, W, N)`` as ``(H, C, W * N)``: a row of a channel, of all images, is one run of memory."""
    return x.reshape(*x.shape[:2], x.shape[2] * x.shape[3])


def _moments(z):
    """Mean and variance of each channel."""
    n = max(1, z[:, 0].size)
    mean = _sum(z) / n
    return mean, np.maximum(_product(z, z) / n - mean**2, 0)


def _sum(z):
    """The sum of each channel: the runs by themselves, then these in float64."""
    return z.sum(axis=2).sum(axis=0, dtype=np.float64)


def _product(d, z):
    """The sum of products of each channel."""
    return _dot(d, z).sum(axis=0, dtype=np.float64)


def _line(terms, constant, out):
    """The sum of factor * z for each term ``(factor, z)``, plus a constant or None; each channel has its own."""
    (factor, z), *rest = [(factor.astype(z.dtype)[:, None], z) for factor, z in terms]
    np.multiply(factor, z, out=out)
    for factor, z in rest:
        out += factor * z
    if constant is not None:
        out += constant.astype(out.dtype)[:, None]


def _pieces(x):
    """The channels of ``x`` ``(H, C, W, N)`` in pieces; one where the work is little."""
    if x.size <= PIECE:
        return parallel.pieces(x.shape[1], x.shape[1])
    return parallel.even_pieces(x.shape[1], PIECE // x[:, 0].size)
