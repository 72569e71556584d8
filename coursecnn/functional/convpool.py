"""Convolution, max pooling with windows side by side, bias and ReLU in one pass.

Two ideas make it faster than the four operations one by one. Bias and ReLU keep the order of numbers, so
max(relu(z + b)) = relu(max(z) + b), and they can wait until pooling has left fewer numbers. And the places of the convolution are
worked on *sorted by their place in the pooling window*: all top left ones first, then all top right ones, and so on. So pooling
compares whole blocks of memory instead of every second number.
"""

import numpy as np

from .. import parallel
from .conv import conv2d_dx, pieces
from .product import column_sums, product, transposed_product
from .windows import channels_first, channels_last, pad, unroll, windows


def conv_pool(x, weight, bias, geo, pool):
    """y = relu(max over each pooling window of conv2d(x, weight) + bias).

    Parameters
    ----------
    x : (N, C_in, H, W)
    weight : (C_out, C_in, K_h, K_w)
    bias : (C_out,) or None
    geo : Geometry of the convolution
    pool : (h, w)
        Pooling window and stride.

    Returns
    -------
    y : (N, C_out, H_out // h, W_out // w)
    z : list of arrays (h * w, M, C_out)
        For ``conv_pool_backward``: the convolution, piece by piece, sorted by place in the pooling window.
    """
    w = channels_last(weight).reshape(len(weight), -1).T
    y = np.empty((len(x), geo.out[0] // pool[0], geo.out[1] // pool[1], len(weight)), x.dtype)

    def piece(images):
        rows = unroll(_by_place(windows(pad(x[images], geo), geo), pool))
        z = product(rows, w).reshape(pool[0] * pool[1], -1, len(weight))
        out = y[images].reshape(-1, len(weight))
        z.max(axis=0, out=out)
        if bias is not None:
            out += bias
        np.maximum(out, 0, out=out)
        return z

    z = parallel.run(piece, pieces(len(x), geo, len(w)))
    return channels_first(y), z


def conv_pool_backward(dy, active, z, x, weight, geo, pool, input_gradient=True):
    """Gradients ``(dx, dw, db)`` of ``conv_pool``; ``dx`` is ``None`` where it is not asked for.

    ``active`` is where y > 0: from there the error goes to the first of the largest z of its pooling window.
    """
    k = geo.kernel[0] * geo.kernel[1] * x.shape[1]
    dz = np.zeros((len(x), *geo.out, len(weight)), x.dtype)
    target = _by_place(dz, pool)

    def piece(number_and_images):
        number, images = number_and_images
        d = (channels_last(dy[images]) * channels_last(active[images])).reshape(-1, len(weight))
        largest = z[number].max(axis=0)
        won = z[number] == largest
        for place in range(len(won) - 1):
            np.greater(won[place + 1 :], won[place], out=won[place + 1 :])  # not where an earlier one has won
        routed = won * d
        if input_gradient:
            target[:, :, images] = routed.reshape(target[:, :, images].shape)
        rows = unroll(_by_place(windows(pad(x[images], geo), geo), pool))
        return transposed_product(routed.reshape(-1, len(weight)), rows), column_sums(d)

    dw, db = zip(*parallel.run(piece, enumerate(pieces(len(x), geo, k))))
    dw = sum(dw).reshape(len(weight), *geo.kernel, -1).transpose(0, 3, 1, 2)
    dx = None
    if input_gradient:
        dx = conv2d_dx(channels_first(dz), weight, x.shape, geo.stride, geo.padding, geo.dilation)
    return dx, dw, sum(db)


def _by_place(places, pool):
    """``(N, H, W, ...)`` seen as ``(h, w, N, H // h, W // w, ...)``: sorted by place in the pooling window; the rest is cut off."""
    (n, height, width, *rest), (h, w) = places.shape, pool
    cut = places[:, : height // h * h, : width // w * w]
    return np.moveaxis(cut.reshape(n, height // h, h, width // w, w, *rest), (2, 4), (0, 1))
