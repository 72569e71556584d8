"""Transposed convolution: the gradient of a convolution for its input, used as a forward pass."""

import numpy as np

from ..arguments import as_bias, as_filters, as_gradient, as_images, shown, whole
from ..arguments.sizes import geometry, padding_sides, pair
from . import winograd
from .conv import conv2d, conv2d_dw, conv2d_dx, errors, image_gradient
from .windows import batch_last


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """Every input number spreads a kernel, weighted with itself, over the output.

    ``padding`` is cut from the output on each side; ``output_padding`` gives some of it back at the end (a convolution
    with a stride makes the same size of several; this chooses among them).
    Size: (n - 1) s - 2p + d (k - 1) + 1 + output_padding.

    Parameters
    ----------
    x : (N, C_in, H, W)
    weight : (C_in, C_out / groups, K_h, K_w)
    bias : (C_out,), optional

    Returns
    -------
    (N, C_out, H_out, W_out)
    """
    x, weight = _checked(x, weight, groups)
    canvas, frame = _canvas(x.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    outputs = weight.shape[1] * groups
    y = conv2d_dx(x, weight, (len(x), outputs, *canvas), stride, 0, dilation, groups)
    _mend(y, x, weight, geometry(canvas, weight.shape[2:], stride, 0, dilation), groups)
    y = _window(y, frame)
    return y if bias is None else y + as_bias(bias, outputs)[:, None, None]


def conv_transpose2d_backward(dy, x, weight, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """Gradients ``(dx, dw, db)`` of ``conv_transpose2d``: the convolution whose gradient it is, and that one's dw.

    Parameters
    ----------
    dy : (N, C_out, H_out, W_out)
    x : (N, C_in, H, W)
    weight : (C_in, C_out / groups, K_h, K_w)
    """
    x, weight = _checked(x, weight, groups)
    canvas, frame = _canvas(x.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    dy = as_gradient(dy, (len(x), weight.shape[1] * groups, *(stop - start for start, stop in frame)))
    on_canvas = _window(dy, [(-start, size - start) for (start, _), size in zip(frame, canvas)])
    dx = conv2d(on_canvas, weight, None, stride, 0, dilation, groups)
    dw = conv2d_dw(x, on_canvas, weight.shape[2:], stride, 0, dilation, groups)
    return dx, dw, dy.sum(axis=(0, 2, 3))


def _mend(y, x, weight, geo, groups):
    """Work out anew, without shared products, images whose numbers are too far apart for them (see ``winograd``)."""
    if not x.size or winograd.mixing(geo, weight.shape, groups, y.dtype, len(x)) is None:
        return
    magnitudes = np.abs(x).max(axis=1).reshape(len(x), -1)
    most = magnitudes.max(axis=1)
    with np.errstate(all="ignore"):
        apart = most > winograd.SPREAD * np.where(magnitudes, magnitudes, most[:, None]).min(axis=1)
    if apart.any():
        alone = errors(batch_last(x[apart]), None, groups)
        y[apart] = image_gradient(alone, np.count_nonzero(apart), weight, geo, None, groups)


def _checked(x, weight, groups):
    x, weight = as_images(x), as_images(weight, "weight", "(C_in, C_out / groups, K_h, K_w)")
    if len(weight) != x.shape[1]:
        raise ValueError(
            f"The images have {x.shape[1]} channels, but the weight of shape {weight.shape} expects {len(weight)}: "
            f"in_channels must be the number of channels of the images."
        )
    return x, as_filters(weight, weight.shape[1] * whole(groups, "groups"), groups)


def _canvas(size, kernel, stride, padding, output_padding, dilation):
    """The size that the spread kernels cover, and the output in its coordinates: ((top, bottom), (left, right))."""
    k, s, d = pair(kernel, "kernel_size"), pair(stride, "stride"), pair(dilation, "dilation")
    sides, extra = padding_sides(padding, k, d, s), pair(output_padding, "output_padding", 0)
    for e, most in zip(extra, (max(s[0], d[0]), max(s[1], d[1]))):
        if e >= most:
            raise ValueError(
                f"output_padding must be smaller than the stride or the dilation, but {e} is not smaller than {most}."
            )
    canvas = tuple((n - 1) * s[i] + d[i] * (k[i] - 1) + 1 for i, n in enumerate(size))
    frame = [(before, n - after + e) for n, (before, after), e in zip(canvas, sides, extra)]
    if any(stop <= start for start, stop in frame):
        raise ValueError(
            f"padding={shown(padding)} cuts all of the {canvas} numbers that an input of {tuple(size)} gives: use less."
        )
    return canvas, frame


def _window(images, frame):
    """``images[:, :, top:bottom, left:right]``, with zeros where the frame reaches beyond the images."""
    (top, bottom), (left, right) = frame
    n, c = images.shape[:2]
    result = np.zeros((n, bottom - top, right - left, c), images.dtype).transpose(0, 3, 1, 2)
    inside = images[:, :, max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    result[:, :, max(0, -top) :, max(0, -left) :][:, :, : inside.shape[2], : inside.shape[3]] = inside
    return result
