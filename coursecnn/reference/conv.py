"""Convolution: slide, multiply, sum."""

import numpy as np

from ..arguments import as_bias, as_filters, as_gradient, as_images
from ..arguments.sizes import geometry
from .windows import crop, group_of, pad, place


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Lay the kernel on every window of the image, multiply, sum, add the bias; the kernel is not flipped.

    y[n, o, i, j] = bias[o] + sum over c, k, l of weight[o, c, k, l] x_padded[n, c, i s_h + k d_h, j s_w + l d_w],
    where c runs over the input channels of o's group.

    Parameters
    ----------
    x : (N, C_in, H, W)
    weight : (C_out, C_in / groups, K_h, K_w)
    bias : (C_out,) or None
    stride, dilation : int or (h, w)
    padding : int, (h, w), ((top, bottom), (left, right)), "same" or "valid"
        Zeros per side.
    groups : int
        Divides C_in and C_out; each group of outputs sees only its own group of inputs.

    Returns
    -------
    (N, C_out, out_h, out_w), see ``coursecnn.arguments.sizes.output_size``
        In NumPy's common type of the arguments; integers become at least int64.

    Raises
    ------
    ValueError, TypeError
        One sentence about the argument that does not fit.
    """
    x, weight, geo = _arguments(x, weight, stride, padding, dilation, groups)
    bias = np.zeros(len(weight), x.dtype) if bias is None else as_bias(bias, len(weight))
    x_padded = pad(x, geo.padding)
    y = np.zeros((len(x), len(weight), *geo.out), np.result_type(x, weight, bias))
    for n, o, i, j in np.ndindex(y.shape):
        channels = group_of(o, len(weight), x.shape[1], groups)
        window = x_padded[n, channels, *place(i, j, geo)]
        y[n, o, i, j] = np.sum(window * weight[o]) + bias[o]
    return y


def conv2d_backward(dy, x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Every output hands its dy back to what it was made of: to the window, times the kernel, and the other way round.

    Parameters
    ----------
    dy : (N, C_out, out_h, out_w)
    x, weight, stride, padding, dilation, groups
        As they were given to ``conv2d``.

    Returns
    -------
    dx, dweight, dbias
        Of the shapes of x, weight and bias; dweight and dbias are summed over the batch.
    """
    x, weight, geo = _arguments(x, weight, stride, padding, dilation, groups)
    dy = as_gradient(dy, (len(x), len(weight), *geo.out))
    x_padded = pad(x, geo.padding)
    dx_padded = np.zeros(x_padded.shape, np.result_type(dy, weight))
    dweight = np.zeros(weight.shape, np.result_type(dy, x))
    dbias = np.zeros(len(weight), dy.dtype)
    for n, o, i, j in np.ndindex(dy.shape):
        channels = group_of(o, len(weight), x.shape[1], groups)
        window = n, channels, *place(i, j, geo)
        dx_padded[window] += dy[n, o, i, j] * weight[o]
        dweight[o] += dy[n, o, i, j] * x_padded[window]
        dbias[o] += dy[n, o, i, j]
    return crop(dx_padded, geo.padding), dweight, dbias


def _arguments(x, weight, stride, padding, dilation, groups):
    x = as_images(x)
    weight = as_filters(weight, x.shape[1], groups)
    return x, weight, geometry(x.shape[2:], weight.shape[2:], stride, padding, dilation)
