"""Transposed convolution: every input value stamps the kernel onto the output."""

import numpy as np

from ..arguments import as_bias, as_filters, as_gradient, as_images, whole
from ..arguments.sizes import geometry, padding_sides, pair
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
    x, weight = _arrays(x, weight, groups)
    geo = _canvas(x.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    c_out = weight.shape[1] * groups
    bias = np.zeros(c_out, x.dtype) if bias is None else as_bias(bias, c_out)
    canvas = np.zeros((len(x), c_out, *geo.padded), np.result_type(x, weight))
    for n, c, i, j in np.ndindex(x.shape):
        channels = group_of(c, len(weight), c_out, groups)
        canvas[n, channels, *place(i, j, geo)] += x[n, c, i, j] * weight[c]
    return crop(canvas, geo.padding) + bias[:, np.newaxis, np.newaxis]


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
    x, weight = _arrays(x, weight, groups)
    geo = _canvas(x.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    c_out = weight.shape[1] * groups
    dy = as_gradient(dy, (len(x), c_out, *geo.size))
    dcanvas = pad(dy, geo.padding)
    dx = np.zeros(x.shape, np.result_type(dy, weight))
    dweight = np.zeros(weight.shape, np.result_type(dy, x))
    for n, c, i, j in np.ndindex(x.shape):
        channels = group_of(c, len(weight), c_out, groups)
        stamp = dcanvas[n, channels, *place(i, j, geo)]
        dx[n, c, i, j] = np.sum(stamp * weight[c])
        dweight[c] += x[n, c, i, j] * stamp
    return dx, dweight, dy.sum(axis=(0, 2, 3))


def _arrays(x, weight, groups):
    x, weight = as_images(x), as_images(weight, "weight", "(C_in, C_out / groups, K_h, K_w)")
    if len(weight) != x.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but the weight of shape {weight.shape} takes {len(weight)}.")
    return x, as_filters(weight, weight.shape[1] * whole(groups, "groups"), groups)


def _canvas(size, kernel, stride, padding, output_padding, dilation):
    """How the stamps lie: a ``Geometry`` whose padded image is the canvas, and whose image is the output."""
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    extra, sides = pair(output_padding, "output_padding", 0), padding_sides(padding, kernel, dilation)
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
        raise ValueError(
            f"output_padding must be smaller than the stride or the dilation, "
            f"but is {extra} with stride {stride} and dilation {dilation}."
        )
    out = tuple(
        (size[i] - 1) * stride[i] - sum(sides[i]) + dilation[i] * (kernel[i] - 1) + extra[i] + 1 for i in (0, 1)
    )
    if min(out) < 1:
        raise ValueError(f"A padding of {sides} leaves an output of {out}: use less padding.")
    return geometry(out, kernel, stride, sides, dilation)
