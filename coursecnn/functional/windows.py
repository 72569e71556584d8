"""Windows of an image: padding, a view of every window, im2col and its transpose col2im.

Inside this package images lie in memory *channels-last*, ``(N, H, W, C)``: the channels of a pixel are neighbours, so a row of a
window is one run of memory that is copied at once. Outside they have the shape ``(N, C, H, W)``; the one is a
transposed view of the other.
"""

from functools import lru_cache
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..sizes import output_size, padding_sides, pair
from .checks import as_images, as_numbers, as_shape


SHORT_RUN = 12  # numbers; copying in shorter runs takes longer than the product that follows


class Geometry(NamedTuple):
    """How windows lie on an image; every field is a pair, first h, then w."""

    kernel: tuple
    stride: tuple
    padding: tuple  # ((top, bottom), (left, right))
    dilation: tuple
    size: tuple  # of the image, without padding
    out: tuple  # places of the window

    @property
    def padded(self):
        return tuple(n + sum(p) for n, p in zip(self.size, self.padding))


def geometry(size, kernel, stride=1, padding=0, dilation=1):
    """The ``Geometry`` of a window of ``kernel`` on an image of ``size``; one sentence where it does not fit."""
    try:
        return _geometry(size, kernel, stride, padding, dilation)
    except TypeError:  # lists cannot be looked up in a cache
        return _geometry.__wrapped__(size, kernel, stride, padding, dilation)


@lru_cache(maxsize=256)  # a training asks for the same few thousands of times
def _geometry(size, kernel, stride, padding, dilation):
    kernel, stride, dilation = pair(kernel, "kernel_size"), pair(stride, "stride"), pair(dilation, "dilation")
    padding = padding_sides(padding, kernel, dilation, stride)
    return Geometry(kernel, stride, padding, dilation, tuple(size), output_size(size, kernel, stride, padding, dilation))


def channels_last(x):
    """``(N, C, H, W)`` to ``(N, H, W, C)``, contiguous in memory; copies only where it must."""
    return np.ascontiguousarray(x.transpose(0, 2, 3, 1))


def channels_first(x):
    """``(N, H, W, C)`` seen as ``(N, C, H, W)``; copies nothing."""
    return x.transpose(0, 3, 1, 2)


def pad(x, geo, value=0):
    """``x`` ``(N, C, H, W)`` with a border of ``value``, channels-last ``(N, H + top + bottom, W + left + right, C)``."""
    (top, bottom), (left, right) = geo.padding
    if not (top or bottom or left or right):
        return channels_last(x)
    n, c, h, w = x.shape
    padded = np.empty((n, *geo.padded, c), x.dtype)
    padded[:, :top] = padded[:, top + h :] = value
    padded[:, top : top + h, :left] = padded[:, top : top + h, left + w :] = value
    padded[:, top : top + h, left : left + w] = x.transpose(0, 2, 3, 1)
    return padded


def crop(padded, geo):
    """The inverse of ``pad``: ``(N, C, H, W)`` without the border."""
    (top, _), (left, _) = geo.padding
    h, w = geo.size
    return channels_first(padded[:, top : top + h, left : left + w])


def windows(x, geo):
    """Every window of padded, channels-last images as a view: ``(N, H_out, W_out, K_h, K_w, C)``, nothing copied."""
    n, _, _, c = x.shape
    step_n, step_h, step_w, step_c = x.strides
    (s_h, s_w), (d_h, d_w) = geo.stride, geo.dilation
    shape = (n, *geo.out, *geo.kernel, c)
    strides = (step_n, s_h * step_h, s_w * step_w, d_h * step_h, d_w * step_w, step_c)
    return as_strided(x, shape, strides, writeable=False)


def unroll(view):
    """Windows ``(..., K_h, K_w, C)`` copied to the rows of a matrix ``(places, K_h * K_w * C)``.

    Memory is copied in runs. A window's row of ``K_w * C`` numbers is a good run; where it is short (one grey channel), the
    matrix is laid out column by column instead, and the run is a row of the *image*.
    """
    *places, k_h, k_w, c = view.shape
    if k_w * c < SHORT_RUN:
        return np.ascontiguousarray(np.moveaxis(view, (-3, -2, -1), (0, 1, 2))).reshape(k_h * k_w * c, prod(places)).T
    return np.ascontiguousarray(view).reshape(prod(places), k_h * k_w * c)


def add_back(cols, padded, geo):
    """The transpose of ``windows``: add ``cols`` ``(N, H_out, W_out, K_h, K_w, C)`` to ``padded`` where the windows lay.

    One tap of the kernel at a time, because windows overlap but the places of one tap do not.
    """
    for i in range(geo.kernel[0]):
        for j in range(geo.kernel[1]):
            tap(padded, geo, i, j)[...] += cols[:, :, :, i, j]


def tap(padded, geo, i, j):
    """The pixels of ``padded`` ``(N, H, W, C)`` that lie under entry (i, j) of the window, at all its places."""
    (s_h, s_w), (d_h, d_w), (h, w) = geo.stride, geo.dilation, geo.out
    rows = slice(i * d_h, i * d_h + s_h * (h - 1) + 1, s_h)
    return padded[:, rows, j * d_w : j * d_w + s_w * (w - 1) + 1 : s_w]


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    """Every window of ``x`` as one row of a matrix.

    Parameters
    ----------
    x : (N, C, H, W)

    Returns
    -------
    (N * H_out * W_out, C * K_h * K_w)
        Rows in the order n, h, w; columns in the order c, k_h, k_w, as ``weight.reshape(C_out, -1)`` has them.
    """
    x = as_images(x)
    geo = geometry(x.shape[2:], kernel_size, stride, padding, dilation)
    view = windows(pad(x, geo), geo).transpose(0, 1, 2, 5, 3, 4)
    return np.array(view, order="C").reshape(len(x) * geo.out[0] * geo.out[1], x.shape[1] * geo.kernel[0] * geo.kernel[1])


def col2im(cols, x_shape, kernel_size, stride=1, padding=0, dilation=1):
    """The transpose of ``im2col`` (not its inverse): entries of windows that overlap are added.

    Parameters
    ----------
    cols : (N * H_out * W_out, C * K_h * K_w)
    x_shape : (N, C, H, W)

    Returns
    -------
    (N, C, H, W)
    """
    cols = as_numbers(cols, "cols")
    n, c, *size = as_shape(x_shape)
    geo = geometry(size, kernel_size, stride, padding, dilation)
    expected = (n * geo.out[0] * geo.out[1], c * geo.kernel[0] * geo.kernel[1])
    if cols.shape != expected:
        raise ValueError(f"cols has shape {cols.shape}, but images of shape {tuple(x_shape)} give {expected}.")
    padded = np.zeros((n, *geo.padded, c), cols.dtype)
    add_back(cols.reshape(n, *geo.out, c, *geo.kernel).transpose(0, 1, 2, 4, 5, 3), padded, geo)
    return crop(padded, geo)
