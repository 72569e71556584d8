"""Pooling: one number for every window, channel by channel."""

import numpy as np

from ..sizes import output_size, padding_sides, pair
from .arguments import check_shape, numbers, same_type


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
    (N, C, out_h, out_w), see ``coursecnn.sizes.output_size``, in the type of x

    Raises
    ------
    ValueError, TypeError
        One sentence about the argument that does not fit.
    """
    x, pool, out_size = _arguments(x, kernel_size, stride, padding)
    y = np.zeros((*x.shape[:2], *out_size), x.dtype)
    for n, c, i, j in np.ndindex(y.shape):
        y[n, c, i, j] = x[n, c, *_place(i, j, *pool)].max()
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
    x, pool, out_size = _arguments(x, kernel_size, stride, padding)
    dy, dx = _gradients(dy, x, out_size)
    for n, c, i, j in np.ndindex(dy.shape):
        window = x[n, c, *_place(i, j, *pool)]
        winner = np.unravel_index(np.argmax(window), window.shape)
        dx[n, c, *_place(i, j, *pool)][winner] += dy[n, c, i, j]
    return dx


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
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
    x, pool, out_size = _arguments(x, kernel_size, stride, padding)
    y = np.zeros((*x.shape[:2], *out_size), _floats(x.dtype))
    for n, c, i, j in np.ndindex(y.shape):
        window = x[n, c, *_place(i, j, *pool)]
        y[n, c, i, j] = window.sum() / _count(window, pool, count_include_pad)
    return y


def avg_pool2d_backward(dy, x, kernel_size, stride=None, padding=0, count_include_pad=True):
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
    x, pool, out_size = _arguments(x, kernel_size, stride, padding)
    dy, dx = _gradients(dy, x, out_size)
    for n, c, i, j in np.ndindex(dy.shape):
        window = dx[n, c, *_place(i, j, *pool)]
        window += dy[n, c, i, j] / _count(window, pool, count_include_pad)
    return dx


def _place(i, j, kernel, stride, sides):
    """Rows and columns of window (i, j), as far as they lie on the image."""
    corners = ((at * s - side[0], k) for at, k, s, side in zip((i, j), kernel, stride, sides, strict=True))
    return tuple(slice(max(start, 0), start + k) for start, k in corners)


def _count(window, pool, count_include_pad):
    k_h, k_w = pool[0]
    return k_h * k_w if count_include_pad else window.size


def _arguments(x, kernel_size, stride, padding):
    x, kernel = numbers(x, "x", "(N, C, H, W)"), pair(kernel_size, "kernel_size")
    stride = kernel if stride is None else pair(stride, "stride")
    sides = padding_sides(padding, kernel, stride=stride)
    if any(2 * max(side) > k for side, k in zip(sides, kernel, strict=True)):
        raise ValueError(f"padding must be at most half of the window {kernel}, but is {sides}.")
    return x, (kernel, stride, sides), output_size(x.shape[2:], kernel, stride, sides)


def _gradients(dy, x, out_size):
    dy = numbers(dy, "dy", "(N, C, out_h, out_w)")
    check_shape(dy, "dy", (*x.shape[:2], *out_size))
    return dy, np.zeros(x.shape, _floats(np.result_type(dy, x)))


def _floats(dtype):
    return dtype if dtype.kind == "f" else np.dtype(np.float64)
