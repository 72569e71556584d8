"""Pooling: the largest or the average number of each window, channel by channel."""

import numpy as np

from .. import parallel
from .checks import as_gradient, as_images, as_shape
from .windows import channels_first, channels_last, crop, geometry, pad, tap

PIECE = 1 << 17  # numbers of the input that are worked on at a time


def pool_geometry(x_shape, kernel_size, stride=None, padding=0):
    """The ``Geometry`` of a pooling window; the stride is the window's size unless given, padding at most half the window."""
    geo = geometry(tuple(x_shape[2:]), kernel_size, kernel_size if stride is None else stride, padding)
    for sides, kernel in zip(geo.padding, geo.kernel):
        if max(sides) > kernel // 2:
            raise ValueError(
                f"padding must be at most half of the pooling window, but {max(sides)} is more than {kernel} // 2: "
                f"some windows would see nothing but padding."
            )
    return geo


def max_pool2d(x, kernel_size, stride=None, padding=0):
    """The largest number of each window. Padding counts as minus infinity: it never wins.

    Parameters
    ----------
    x : (N, C, H, W)
    kernel_size, stride, padding : int or (h, w)
        ``stride=None`` is ``kernel_size``: windows side by side.

    Returns
    -------
    (N, C, H_out, W_out)
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    y = np.empty((len(x), *geo.out, x.shape[1]), x.dtype)

    def piece(images):
        padded = pad(x[images], geo, _lowest(x.dtype))
        y[images] = tap(padded, geo, 0, 0)
        for i, j in list(np.ndindex(*geo.kernel))[1:]:
            np.maximum(y[images], tap(padded, geo, i, j), out=y[images])

    parallel.run(piece, _pieces(x))
    return channels_first(y)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0, y=None):
    """Gradient of ``max_pool2d``: each error goes to the winner of its window, the first one where several are equal.

    Parameters
    ----------
    dy : (N, C, H_out, W_out)
    x : (N, C, H, W)
    y : (N, C, H_out, W_out), optional
        ``max_pool2d(x, ...)``, if at hand.

    Returns
    -------
    (N, C, H, W)
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    dy = as_gradient(dy, (*x.shape[:2], *geo.out))
    y = max_pool2d(x, kernel_size, stride, padding) if y is None else y
    apart = all(s >= k for s, k in zip(geo.stride, geo.kernel))
    dx = np.zeros((len(x), *geo.padded, x.shape[1]), dy.dtype)

    def piece(images):
        padded = pad(x[images], geo, _lowest(x.dtype))
        best, d = channels_last(y[images]), channels_last(dy[images])
        free = np.ones(best.shape, bool)  # windows whose winner has not been met
        for i, j in np.ndindex(*geo.kernel):
            won = np.equal(tap(padded, geo, i, j), best)
            won &= free
            free ^= won
            target = tap(dx[images], geo, i, j)
            if apart:
                np.multiply(d, won, out=target)
            else:
                target += d * won

    parallel.run(piece, _pieces(x))
    return crop(dx, geo)


def avg_pool2d(x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    """The average of each window. Padding counts as zeros; ``count_include_pad=False`` leaves it out of the count.

    Parameters
    ----------
    x : (N, C, H, W)
    kernel_size, stride, padding : int or (h, w)

    Returns
    -------
    (N, C, H_out, W_out)
        Integers give float64.
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    dtype = np.result_type(x.dtype, np.float16 if x.dtype.kind == "f" else np.float64)
    count = _counts(geo, count_include_pad).astype(dtype)
    y = np.zeros((len(x), *geo.out, x.shape[1]), dtype)

    def piece(images):
        padded = pad(x[images], geo)
        for i, j in np.ndindex(*geo.kernel):
            y[images] += tap(padded, geo, i, j)
        y[images] /= count

    parallel.run(piece, _pieces(x))
    return channels_first(y)


def avg_pool2d_backward(dy, x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    """Gradient of ``avg_pool2d``: each error is spread evenly over its window.

    Parameters
    ----------
    dy : (N, C, H_out, W_out)
    x : (N, C, H, W)
        Only its shape matters.

    Returns
    -------
    (N, C, H, W)
    """
    shape = as_shape(np.shape(x), "The shape of x")
    geo = pool_geometry(shape, kernel_size, stride, padding)
    dy = as_gradient(dy, (*shape[:2], *geo.out))
    dtype = np.result_type(dy.dtype, np.float16 if dy.dtype.kind == "f" else np.float64)
    count = _counts(geo, count_include_pad).astype(dtype)
    dx = np.zeros((len(dy), *geo.padded, shape[1]), dtype)

    def piece(images):
        share = channels_last(dy[images]) / count
        for i, j in np.ndindex(*geo.kernel):
            tap(dx[images], geo, i, j)[...] += share

    parallel.run(piece, parallel.pieces(len(dy), max(1, PIECE // (shape[1] * shape[2] * shape[3]))))
    return crop(dx, geo)


def _counts(geo, count_include_pad):
    """How many numbers each window averages: ``(H_out, W_out, 1)``."""
    if count_include_pad:
        return np.full((*geo.out, 1), geo.kernel[0] * geo.kernel[1])
    real = pad(np.ones((1, 1, *geo.size), int), geo)
    return sum(tap(real, geo, i, j)[0] for i, j in np.ndindex(*geo.kernel))


def _lowest(dtype):
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _pieces(x):
    return parallel.pieces(len(x), max(1, PIECE // (x.shape[1] * x.shape[2] * x.shape[3])))
