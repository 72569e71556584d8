"""Pooling: one number for every window, channel by channel."""

import numpy as np

from ..arguments import as_gradient, as_images, flag
from ..arguments.sizes import pool_geometry


def max_pool2d(x, kernel_size, stride=None, padding=0):
    """The largest value of every window; padding counts as minus infinity, so it never wins.

    Parameters
    ----------
    x : (N, C, H, W)
    kernel_size : int or (h, w)
    stride : int or (h, w), or None for ``kernel_size``
    padding : int, (h, w) or ((top, bottom), (left, right))
        At most half of the window, so that every window holds a pixel.

    Returns
    -------
    (N, C, out_h, out_w), see ``coursecnn.arguments.sizes.output_size``, in the type of x

    Raises
    ------
    ValueError, TypeError
        One sentence about the argument that does not fit.
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    y = np.zeros((*x.shape[:2], *geo.out), x.dtype)
    for n, c, i, j in np.ndindex(y.shape):
        y[n, c, i, j] = x[n, c, *_place(i, j, geo)].max()
    return y


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    """The pixel that won its window gets the window's dy, the others nothing; the first one wins a tie.

    Parameters
    ----------
    dy : (N, C, out_h, out_w)
    x, kernel_size, stride, padding
        As they were given to ``max_pool2d``. First means: in the order of reading, row by row.

    Returns
    -------
    dx : (N, C, H, W)
        A pixel that wins several windows gets the sum.
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    dy = as_gradient(dy, (*x.shape[:2], *geo.out))
    dx = np.zeros(x.shape, dy.dtype)
    for n, c, i, j in np.ndindex(dy.shape):
        window = x[n, c, *_place(i, j, geo)]
        winner = np.unravel_index(np.argmax(window), window.shape)
        dx[n, c, *_place(i, j, geo)][winner] += dy[n, c, i, j]
    return dx


def avg_pool2d(x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    """The mean of every window; padding adds nothing to the sum.

    Parameters
    ----------
    x, kernel_size, stride, padding
        As in ``max_pool2d``.
    count_include_pad : bool
        Divide by the whole window (True), or only by the number of its pixels that lie on the image (False).

    Returns
    -------
    (N, C, out_h, out_w)
        In the type of x; integers become float64.
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    y = np.zeros((*x.shape[:2], *geo.out), _floats(x.dtype))
    for n, c, i, j in np.ndindex(y.shape):
        window = x[n, c, *_place(i, j, geo)]
        y[n, c, i, j] = window.sum() / _count(window, geo, count_include_pad)
    return y


def avg_pool2d_backward(dy, x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    """Every pixel of a window gets the same share of the window's dy; shares add up where windows overlap.

    Parameters
    ----------
    dy : (N, C, out_h, out_w)
    x, kernel_size, stride, padding, count_include_pad
        As they were given to ``avg_pool2d``; of x only the shape matters.

    Returns
    -------
    dx : (N, C, H, W)
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    dy = as_gradient(dy, (*x.shape[:2], *geo.out))
    dx = np.zeros(x.shape, _floats(dy.dtype))
    for n, c, i, j in np.ndindex(dy.shape):
        window = dx[n, c, *_place(i, j, geo)]
        window += dy[n, c, i, j] / _count(window, geo, count_include_pad)
    return dx


def _place(i, j, geo):
    """Rows and columns of window (i, j), as far as they lie on the image."""
    (k_h, k_w), (s_h, s_w), ((top, _), (left, _)) = geo.kernel, geo.stride, geo.padding
    row, column = i * s_h - top, j * s_w - left
    return slice(max(row, 0), row + k_h), slice(max(column, 0), column + k_w)


def _count(window, geo, count_include_pad):
    return geo.kernel[0] * geo.kernel[1] if flag(count_include_pad, "count_include_pad") else window.size


def _floats(dtype):
    return dtype if dtype.kind == "f" else np.dtype(np.float64)
