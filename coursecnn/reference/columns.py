"""Windows as rows of a matrix, and back."""

import operator

import numpy as np

from ..sizes import output_size, padding_sides, pair
from .arguments import check_shape, numbers
from .windows import crop, pad, place


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    """Every window of every image, laid flat as one row.

    Parameters
    ----------
    x : (N, C, H, W)
    kernel_size, stride, dilation : int or (h, w)
    padding : int, (h, w), ((top, bottom), (left, right)), "same" or "valid"

    Returns
    -------
    (N out_h out_w, C K_h K_w)
        Rows in the order n, i, j; columns in the order c, k, l.
    """
    x = numbers(x, "x", "(N, C, H, W)")
    kernel, stride, dilation, sides = _window(kernel_size, stride, padding, dilation)
    out_h, out_w = output_size(x.shape[2:], kernel, stride, sides, dilation)
    x_padded = pad(x, sides)
    cols = np.zeros((len(x) * out_h * out_w, x.shape[1] * kernel[0] * kernel[1]), x.dtype)
    for row, (n, i, j) in enumerate(np.ndindex(len(x), out_h, out_w)):
        cols[row] = x_padded[n, :, *place(i, j, kernel, stride, dilation)].ravel()
    return cols


def col2im(cols, x_shape, kernel_size, stride=1, padding=0, dilation=1):
    """The transpose of ``im2col``, not its inverse: every row is added back into its window.

    Where windows overlap, values add up.

    Parameters
    ----------
    cols : (N out_h out_w, C K_h K_w)
    x_shape : (N, C, H, W)
    kernel_size, stride, padding, dilation
        As they were given to ``im2col``.

    Returns
    -------
    (N, C, H, W), in the type of cols
    """
    cols = numbers(cols, "cols", "(N out_h out_w, C K_h K_w)")
    kernel, stride, dilation, sides = _window(kernel_size, stride, padding, dilation)
    n_images, channels, h, w = _image_shape(x_shape)
    out_h, out_w = output_size((h, w), kernel, stride, sides, dilation)
    check_shape(cols, "cols", (n_images * out_h * out_w, channels * kernel[0] * kernel[1]))
    x_padded = pad(np.zeros(x_shape, cols.dtype), sides)
    for row, (n, i, j) in enumerate(np.ndindex(n_images, out_h, out_w)):
        x_padded[n, :, *place(i, j, kernel, stride, dilation)] += cols[row].reshape(channels, *kernel)
    return crop(x_padded, sides)


def _image_shape(x_shape):
    try:
        n_images, channels, h, w = (operator.index(size) for size in x_shape)
    except (TypeError, ValueError):
        raise ValueError(f"x_shape must be the integers (N, C, H, W), not {x_shape!r}.") from None
    return n_images, channels, h, w


def _window(kernel_size, stride, padding, dilation):
    kernel, stride, dilation = pair(kernel_size, "kernel_size"), pair(stride, "stride"), pair(dilation, "dilation")
    return kernel, stride, dilation, padding_sides(padding, kernel, dilation, stride)
