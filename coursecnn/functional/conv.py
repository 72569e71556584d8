"""Convolution (cross-correlation, as in every deep learning library) and its gradients."""

import numpy as np

from .. import parallel
from .checks import as_bias, as_filters, as_gradient, as_images, as_shape
from .depthwise import depthwise, depthwise_dw, depthwise_dx
from .product import product, transposed_product
from .windows import SHORT_RUN, add_back, channels_first, channels_last, crop, geometry, pad, tap, unroll, windows

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
        In channels-last memory; ``coursecnn.output_size`` gives its size. Integers give int64.

    Raises
    ------
    ValueError, TypeError
        One sentence where shapes, sizes or dtypes do not fit.
    """
    x = as_images(x)
    weight = as_filters(weight, x.shape[1], groups)
    geo = geometry(x.shape[2:], weight.shape[2:], stride, padding, dilation)
    if groups > 1 and weight.shape[1] == 1:
        y = depthwise(x, weight, geo)
    else:
        y = _each_group(_forward, groups, (x, 1), (weight, 0), geo)
    if bias is not None:
        bias = as_bias(bias, len(weight))[:, None, None]
        y = np.add(y, bias, out=y) if bias.dtype == y.dtype else y + bias
    return y


def _forward(x, weight, geo):
    w = channels_last(weight).reshape(len(weight), -1).T  # (K_h K_w C_in, C_out)
    y = np.empty((len(x), *geo.out, len(weight)), np.result_type(x, weight))

    def piece(images):
        view = windows(pad(x[images], geo), geo)
        for rows in blocks(view):
            product(unroll(view[:, rows]), w, out=y[images, rows].reshape(-1, w.shape[1]))

    parallel.run(piece, pieces(len(x), geo, len(w)))
    return channels_first(y)


def conv2d_dw(dy, x, kernel_size, stride=1, padding=0, dilation=1, groups=1):
    """Gradient for the filters: dw[o, c, i, j] = sum over n, h, w of dy[n, o, h, w] * x[n, c, s h + d i - p, s w + d j - p].

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
    if groups > 1 and x.shape[1] == groups:
        return depthwise_dw(dy, x, geo)
    return _each_group(_dw, groups, (dy, 1), (x, 1), geo, join=0)


def _dw(dy, x, geo):
    k = geo.kernel[0] * geo.kernel[1] * x.shape[1]

    def piece(images):
        d, view = channels_last(dy[images]), windows(pad(x[images], geo), geo)
        return sum(transposed_product(d[:, rows].reshape(-1, d.shape[3]), unroll(view[:, rows])) for rows in blocks(view))

    dw = sum(parallel.run(piece, pieces(len(x), geo, k)))  # (C_out, K_h K_w C_in)
    return dw.reshape(dy.shape[1], *geo.kernel, -1).transpose(0, 3, 1, 2)


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
    if groups > 1 and weight.shape[1] == 1:
        return depthwise_dx(dy, weight, geo, groups)
    return _each_group(_dx, groups, (dy, 1), (weight, 0), geo)


def _dx(dy, weight, geo):
    (n, c_out), (c_in, k_h, k_w) = dy.shape[:2], weight.shape[1:]
    dtype = np.result_type(dy, weight)
    if k_w * c_in < SHORT_RUN:
        dx = np.zeros((c_in, n, *geo.padded), dtype).transpose(1, 2, 3, 0)
        scatter, width = _scatter_windows, k_h * k_w * c_in
    else:
        dx = np.zeros((n, *geo.padded, c_in), dtype)
        scatter, width = _scatter_columns, max(k_h * c_out, k_w * c_in)
    parallel.run(lambda images: scatter(dx[images], channels_last(dy[images]), weight, geo), pieces(n, geo, width))
    return crop(dx, geo)


def _scatter_windows(dx, dy, weight, geo):
    """Short windows: each output's whole window at once, added back tap by tap; the pixels of a tap are neighbours in memory."""
    dcols = weight.transpose(2, 3, 1, 0).reshape(-1, len(weight)) @ dy.reshape(-1, len(weight)).T
    dcols = dcols.reshape(*geo.kernel, weight.shape[1], *dy.shape[:3])
    add_back(dcols.transpose(3, 4, 5, 0, 1, 2), dx, geo)


def _scatter_columns(dx, dy, weight, geo):
    """Long windows: first the rows of the kernel, over the whole width; then the columns are added where they lie.

    That is ``K_h + K_w`` sums instead of ``K_h * K_w``, the first ``K_h`` of them in long runs of memory.
    """
    w, k_w = dy.shape[2], geo.kernel[1]
    few_rows_wasted = geo.stride[0] == 1 and dx.shape[1] <= 1.25 * dy.shape[1]
    strips = (_rows_by_product if few_rows_wasted else _rows_by_addition)(dx, dy, weight, geo)
    columns = geo._replace(kernel=(1, k_w), stride=(1, geo.stride[1]), out=(dx.shape[1], w))
    add_back(strips.reshape(*strips.shape[:3], 1, k_w, -1), dx, columns)


def _rows_by_product(dx, dy, weight, geo):
    """Along h dx is a convolution of dy, padded, with the kernel upside down: the product does the sum."""
    (k_h, k_w), d_h = geo.kernel, geo.dilation[0]
    reach = d_h * (k_h - 1)
    along_h = geometry(dy.shape[1:3], (k_h, 1), padding=((reach, reach), (0, 0)), dilation=(d_h, 1))
    w = weight[:, :, ::-1].transpose(2, 0, 3, 1).reshape(k_h * len(weight), -1)
    return product(unroll(windows(pad(channels_first(dy), along_h), along_h)), w).reshape(len(dy), dx.shape[1], dy.shape[2], -1)


def _rows_by_addition(dx, dy, weight, geo):
    """One product for each row of the kernel, added to the rows of dx that it reaches."""
    n, h, w, _ = dy.shape
    strips = np.zeros((n, dx.shape[1], w, geo.kernel[1] * weight.shape[1]), dx.dtype)
    flat = dy.reshape(n * h * w, -1)
    for i in range(geo.kernel[0]):
        row = product(flat, weight[:, :, i].transpose(0, 2, 1).reshape(len(weight), -1))
        tap(strips, geo._replace(stride=(geo.stride[0], 1)), i, 0)[...] += row.reshape(n, h, w, -1)
    return strips


def conv2d_backward(dy, x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Gradients ``(dx, dw, db)`` of ``conv2d``; db[o] = sum over n, h, w of dy[n, o, h, w]."""
    x = as_images(x)
    options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    dx = conv2d_dx(dy, weight, x.shape, **options)
    dw = conv2d_dw(dy, x, np.shape(weight)[2:], **options)
    return dx, dw, np.sum(dy, axis=(0, 2, 3))


def _each_group(function, groups, first, second, geo, join=1):
    """``function(a, b, geo)`` for each part of two arrays ``(array, axis)`` that are cut into groups, results joined."""
    (a, a_axis), (b, b_axis) = first, second
    if groups == 1:
        return function(a, b, geo)
    parts = zip(np.split(a, groups, a_axis), np.split(b, groups, b_axis))
    return np.concatenate([function(*part, geo) for part in parts], join)


def pieces(n, geo, width):
    """The images of a batch in pieces whose unrolled windows, ``width`` numbers to a place, make up at most ``PIECE``."""
    return parallel.pieces(n, max(1, PIECE // (geo.out[0] * geo.out[1] * width)))


def blocks(view):
    """The rows of the output in blocks, for images so big that one alone is more than a piece."""
    n, h, w, k_h, k_w, c = view.shape
    return parallel.pieces(h, max(1, PIECE // (max(1, n) * w * k_h * k_w * c)))
