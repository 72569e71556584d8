"""Convolution (cross-correlation, as in every deep learning library) and its gradients."""

from math import gcd

import numpy as np

from .. import parallel
from .checks import as_bias, as_filters, as_gradient, as_images, as_shape
from .windows import batch_first, batch_last, column_tap, geometry, unroll

PIECE = 1 << 19  # numbers that are worked on at a time: 2 MB in float32, about a second-level cache


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Slide each filter over the images; multiply and sum.

    y[n, o, h, w] = bias[o] + sum over c, i, j of weight[o, c, i, j] * x[n, c, s h + d i - p, s w + d j - p]

    Parameters
    ----------
    x : (N, C_in, H, W)
    weight : (C_out, C_in / groups, K_h, K_w)
    bias : (C_out,), optional
    stride, dilation : int or (h, w)
    padding : int, (h, w), ((top, bottom), (left, right)), "same" or "valid"
        Zeros per side.
    groups : int
        Channels are cut into this many parts that do not see each other.

    Returns
    -------
    (N, C_out, H_out, W_out)
        In batch-last memory; ``coursecnn.output_size`` gives its size. Integers give int64.

    Raises
    ------
    ValueError, TypeError
        One sentence where shapes, sizes or dtypes do not fit.
    """
    x = as_images(x)
    weight = as_filters(weight, x.shape[1], groups)
    geo = geometry(x.shape[2:], weight.shape[2:], stride, padding, dilation)
    x, w = batch_last(x), as_matrices(weight, groups)
    y = np.empty((geo.out[0], groups, w.shape[2], geo.out[1] * x.shape[3]), np.result_type(x, w))

    def piece(rows):
        np.matmul(w, unroll(x, geo, rows, groups), out=y[rows].swapaxes(0, 1))

    parallel.run(piece, pieces(geo.out[0], x, geo))
    y = batch_first(y.reshape(geo.out[0], len(weight), geo.out[1], x.shape[3]))
    if bias is not None:
        bias = as_bias(bias, len(weight))[:, None, None]
        y = np.add(y, bias, out=y) if bias.dtype == y.dtype else y + bias
    return y


def as_matrices(weight, groups=1):
    """The filters of each group, ``(groups, 1, C_out, K_h * K_w * C_in)``, in the order of ``unroll``."""
    return weight.transpose(0, 2, 3, 1).reshape(groups, 1, len(weight) // groups, -1)


def conv2d_dw(dy, x, kernel_size, stride=1, padding=0, dilation=1, groups=1):
    """Gradient for the filters.

    dw[o, c, i, j] = sum over n, h, w of dy[n, o, h, w] * x[n, c, s h + d i - p, s w + d j - p]

    Parameters
    ----------
    dy : (N, C_out, H_out, W_out)
    x : (N, C_in, H, W)

    Returns
    -------
    (C_out, C_in / groups, K_h, K_w)
    """
    x = as_images(x)
    geo = geometry(x.shape[2:], kernel_size, stride, padding, dilation)
    dy = as_gradient(dy, (len(x), np.shape(dy)[1] if np.ndim(dy) == 4 else "C_out", *geo.out))
    return filter_gradient(batch_last(dy), batch_last(x), geo, groups)


def filter_gradient(dy, x, geo, groups=1):
    """dw ``(C_out, C_in / groups, K_h, K_w)`` from dy and x in batch-last memory: one product for each row, added."""
    d = dy.reshape(geo.out[0], groups, dy.shape[1] // groups, geo.out[1] * dy.shape[3]).transpose(1, 0, 3, 2)

    def piece(rows):
        return np.matmul(unroll(x, geo, rows, groups), d[:, rows]).sum(axis=1)

    dw = sum(parallel.run(piece, pieces(geo.out[0], x, geo)))  # (groups, K_h K_w C_in, C_out)
    dw = dw.reshape(groups, *geo.kernel, -1, d.shape[3]).transpose(0, 4, 3, 1, 2)
    return dw.reshape(dy.shape[1], -1, *geo.kernel)


def conv2d_dx(dy, weight, x_shape, stride=1, padding=0, dilation=1, groups=1):
    """Gradient for the images: every output sends its error back to the pixels of its window.

    dx[n, c, s h + d i - p, s w + d j - p] collects weight[o, c, i, j] * dy[n, o, h, w] for all o, h, w, i, j.

    Parameters
    ----------
    dy : (N, C_out, H_out, W_out)
    weight : (C_out, C_in / groups, K_h, K_w)
    x_shape : (N, C_in, H, W)

    Returns
    -------
    (N, C_in, H, W)
    """
    x_shape = as_shape(x_shape)
    weight = as_filters(weight, x_shape[1], groups)
    geo = geometry(x_shape[2:], weight.shape[2:], stride, padding, dilation)
    dy = as_gradient(dy, (x_shape[0], len(weight), *geo.out))
    return image_gradient(batch_last(dy), weight, geo, groups)


def image_gradient(dy, weight, geo, groups=1):
    """dx ``(N, C_in, H, W)`` from dy ``(H_out, C_out, W_out, N)``.

    A row of dx is met by the windows of up to ``K_h`` rows of dy, which lie one below the other: one product sums over
    them and over the filters. It gives a shifted copy of the row for each column of the window, as in ``unroll``; these
    are added.
    """
    (h_out, w_out), (k_h, k_w), n, (c_out, c_in) = geo.out, geo.kernel, dy.shape[3], weight.shape[:2]
    (top, _), (left, _) = geo.padding
    d = np.ascontiguousarray(dy.reshape(h_out, groups, c_out // groups, w_out * n).swapaxes(0, 1))
    w = weight[:, :, ::-1].reshape(groups, c_out // groups, c_in, k_h, k_w).transpose(0, 4, 2, 3, 1)
    w = np.ascontiguousarray(w).reshape(groups, k_w * c_in, k_h, c_out // groups)
    dx = np.zeros((geo.size[0], groups * c_in, geo.padded[1], n), np.result_type(dy, weight))
    one_column = k_w == geo.stride[1] == 1  # then the products are dx itself

    def piece(rows):
        shape = (rows.stop - rows.start, groups, k_w * c_in, w_out * n)
        shifted = dx[rows].reshape(shape) if one_column else np.empty(shape, dx.dtype)
        for row, target in zip(range(rows.start, rows.stop), shifted):
            taps, sources = _meeting(top + row, geo)
            a, b = w[:, :, taps], d[:, sources]
            depth = a.shape[2] * a.shape[3]
            np.matmul(a.reshape(groups, k_w * c_in, depth), b.reshape(groups, depth, w_out * n), out=target)
        shifted = shifted.reshape(shape[0], groups, k_w, c_in, w_out, n)
        for j in range(0 if one_column else k_w):
            target = column_tap(dx[rows], geo, j).reshape(shape[0], groups, c_in, w_out, n)
            target += shifted[:, :, j]

    parallel.run(piece, pieces(geo.size[0], dx, geo))
    return batch_first(dx[:, :, left : left + geo.size[1]])


def _meeting(row, geo):
    """The rows of the window (counted from the last) that meet a padded row, and the rows of dy that they do it for."""
    k, s, d, out = geo.kernel[0], geo.stride[0], geo.dilation[0], geo.out[0]
    first = max(0, -((d * (k - 1) - row) // s))
    rows = [r for r in range(first, min(row // s + 1, out)) if (row - s * r) % d == 0]
    if not rows:
        return slice(0, 0), slice(0, 0)
    step = d // gcd(s, d)
    tap = k - 1 - (row - s * rows[0]) // d
    return slice(tap, tap + s * step // d * (len(rows) - 1) + 1, s * step // d), slice(rows[0], rows[-1] + 1, step)


def conv2d_backward(dy, x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Gradients ``(dx, dw, db)`` of ``conv2d``; db[o] = sum over n, h, w of dy[n, o, h, w]."""
    x = as_images(x)
    options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    dx = conv2d_dx(dy, weight, x.shape, **options)
    dw = conv2d_dw(dy, x, np.shape(weight)[2:], **options)
    return dx, dw, np.sum(dy, axis=(0, 2, 3))


def pieces(rows, x, geo):
    """So many rows in an even number of pieces, whose unrolled windows make up about ``PIECE`` numbers each."""
    row = x[0].size * geo.kernel[1] // geo.stride[1]
    if rows * row <= parallel.ALONE:
        return parallel.pieces(rows, rows)
    return parallel.even_pieces(rows, max(geo.kernel[0], PIECE // row))
