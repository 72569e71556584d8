"""Convolution: slide, multiply, sum."""

import numpy as np

from ..sizes import output_size, padding_sides, pair
from .arguments import bias_of, check_channels, check_shape, numbers, same_type
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
    (N, C_out, out_h, out_w), see ``coursecnn.sizes.output_size``
        In NumPy's common type of the arguments; integers become at least int64.

    Raises
    ------
    ValueError, TypeError
        One sentence about the argument that does not fit.
    """
    x, weight, kernel, stride, dilation, sides = _arguments(x, weight, stride, padding, dilation, groups)
    x, weight, bias = same_type(x, weight, bias_of(bias, len(weight)))
    out_h, out_w = output_size(x.shape[2:], kernel, stride, sides, dilation)
    x_padded = pad(x, sides)
    y = np.zeros((len(x), len(weight), out_h, out_w), x.dtype)
    for n, o, i, j in np.ndindex(y.shape):
        channels = group_of(o, len(weight), x.shape[1], groups)
        window = x_padded[n, channels, *place(i, j, kernel, stride, dilation)]
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
    x, weight, kernel, stride, dilation, sides = _arguments(x, weight, stride, padding, dilation, groups)
    dy, x, weight = same_type(numbers(dy, "dy", "(N, C_out, out_h, out_w)"), x, weight)
    check_shape(dy, "dy", (len(x), len(weight), *output_size(x.shape[2:], kernel, stride, sides, dilation)))
    x_padded = pad(x, sides)
    dx_padded, dweight, dbias = np.zeros_like(x_padded), np.zeros_like(weight), np.zeros(len(weight), x.dtype)
    for n, o, i, j in np.ndindex(dy.shape):
        channels = group_of(o, len(weight), x.shape[1], groups)
        window = n, channels, *place(i, j, kernel, stride, dilation)
        dx_padded[window] += dy[n, o, i, j] * weight[o]
        dweight[o] += dy[n, o, i, j] * x_padded[window]
        dbias[o] += dy[n, o, i, j]
    return crop(dx_padded, sides), dweight, dbias


def _arguments(x, weight, stride, padding, dilation, groups):
    x = numbers(x, "x", "(N, C_in, H, W)")
    weight = numbers(weight, "weight", "(C_out, C_in / groups, K_h, K_w)")
    kernel, stride, dilation = weight.shape[2:], pair(stride, "stride"), pair(dilation, "dilation")
    check_channels(groups, x.shape[1], weight.shape[0], weight.shape[1] * groups)
    return x, weight, kernel, stride, dilation, padding_sides(padding, kernel, dilation, stride)
