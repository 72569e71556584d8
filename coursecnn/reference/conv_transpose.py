"""Transposed convolution: every input value stamps the kernel onto the output."""

import numpy as np

from ..sizes import padding_sides, pair
from .arguments import bias_of, check_channels, check_shape, numbers, same_type
from .windows import crop, group_of, pad, place


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """Stamp the kernel, times each input value, onto a canvas; stamps that overlap add up; then cut off the padding.

    It is the gradient of ``conv2d`` with respect to its input: what one gathers, the other spreads.

    Parameters
    ----------
    x : (N, C_in, H, W)
    weight : (C_in, C_out / groups, K_h, K_w)
    bias : (C_out,) or None
    stride, dilation : int or (h, w)
    padding : int, (h, w) or ((top, bottom), (left, right))
        Rows and columns cut off per side.
    output_padding : int or (h, w)
        Rows and columns added at the end, fewer than the stride or the dilation: it picks one among the
        sizes that ``conv2d`` would bring to H and W.
    groups : int
        Divides C_in and C_out.

    Returns
    -------
    (N, C_out, out_h, out_w), where out = (n - 1) s - padding of both sides + d (k - 1) + output_padding + 1

    Raises
    ------
    ValueError, TypeError
        One sentence about the argument that does not fit.

    Notes
    -----
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4.
    """
    x, weight, steps, sides, canvas_size = _arguments(x, weight, stride, padding, output_padding, groups, dilation)
    c_out = weight.shape[1] * groups
    x, weight, bias = same_type(x, weight, bias_of(bias, c_out))
    canvas = np.zeros((len(x), c_out, *canvas_size), x.dtype)
    for n, c, i, j in np.ndindex(x.shape):
        channels = group_of(c, len(weight), c_out, groups)
        canvas[n, channels, *place(i, j, *steps)] += x[n, c, i, j] * weight[c]
    return crop(canvas, sides) + bias[:, np.newaxis, np.newaxis]


def conv_transpose2d_backward(dy, x, weight, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """Every stamp collects the dy it lies on: dx is that window of dy times the kernel, summed, as in ``conv2d``.

    Parameters
    ----------
    dy : (N, C_out, out_h, out_w)
    x, weight, stride, padding, output_padding, groups, dilation
        As they were given to ``conv_transpose2d``.

    Returns
    -------
    dx, dweight, dbias
        Of the shapes of x, weight and bias; dweight and dbias are summed over the batch.
    """
    x, weight, steps, sides, canvas_size = _arguments(x, weight, stride, padding, output_padding, groups, dilation)
    c_out = weight.shape[1] * groups
    dy, x, weight = same_type(numbers(dy, "dy", "(N, C_out, out_h, out_w)"), x, weight)
    check_shape(dy, "dy", (len(x), c_out, *(size - sum(cut) for size, cut in zip(canvas_size, sides, strict=True))))
    dcanvas = pad(dy, sides)
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    for n, c, i, j in np.ndindex(x.shape):
        channels = group_of(c, len(weight), c_out, groups)
        stamp = dcanvas[n, channels, *place(i, j, *steps)]
        dx[n, c, i, j] = np.sum(stamp * weight[c])
        dweight[c] += x[n, c, i, j] * stamp
    return dx, dweight, dy.sum(axis=(0, 2, 3))


def _arguments(x, weight, stride, padding, output_padding, groups, dilation):
    x = numbers(x, "x", "(N, C_in, H, W)")
    weight = numbers(weight, "weight", "(C_in, C_out / groups, K_h, K_w)")
    kernel, stride, dilation = weight.shape[2:], pair(stride, "stride"), pair(dilation, "dilation")
    check_channels(groups, x.shape[1], weight.shape[1] * groups, weight.shape[0])
    extra, sides = pair(output_padding, "output_padding", 0), padding_sides(padding, kernel, dilation)
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
        raise ValueError(
            f"output_padding must be smaller than the stride or the dilation, "
            f"but is {extra} with stride {stride} and dilation {dilation}."
        )
    canvas = tuple(
        (n - 1) * s + d * (k - 1) + 1 + e
        for n, k, s, d, e in zip(x.shape[2:], kernel, stride, dilation, extra, strict=True)
    )
    if any(size <= sum(cut) for size, cut in zip(canvas, sides, strict=True)):
        raise ValueError(f"A padding of {sides} cuts everything off an output of {canvas}: use less padding.")
    return x, weight, (kernel, stride, dilation), sides, canvas
