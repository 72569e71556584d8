"""Windows as rows of a matrix, and back."""

from math import prod

import numpy as np

from ..arguments import as_images, as_numbers, as_shape
from ..arguments.sizes import geometry
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
    x = as_images(x)
    geo = geometry(x.shape[2:], kernel_size, stride, padding, dilation)
    x_padded = pad(x, geo.padding)
    cols = np.zeros((len(x) * prod(geo.out), x.shape[1] * prod(geo.kernel)), x.dtype)
    for row, (n, i, j) in enumerate(np.ndindex(len(x), *geo.out)):
        cols[row] = x_padded[n, :, *place(i, j, geo)].ravel()
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
    cols = as_numbers(cols, "cols")
    images, channels, *size = as_shape(x_shape)
    geo = geometry(size, kernel_size, stride, padding, dilation)
    expected = images * prod(geo.out), channels * prod(geo.kernel)
    if cols.shape != expected:
        raise ValueError(f"cols must have the shape {expected} for images {x_shape}, not {cols.shape}.")
    x_padded = np.zeros((images, channels, *geo.padded), cols.dtype)
    for row, (n, i, j) in enumerate(np.ndindex(images, *geo.out)):
        x_padded[n, :, *place(i, j, geo)] += cols[row].reshape(channels, *geo.kernel)
    return crop(x_padded, geo.padding)
