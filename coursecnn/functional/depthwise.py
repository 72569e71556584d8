"""Convolution with one input channel to a group: there is no sum over channels, so nothing for a product of matrices to do.

Each tap of the kernel is multiplied with the pixels under it. Weights are repeated along the width first, so that a whole row of
pixels with all its channels is one run of memory. M outputs to a channel.
"""

import numpy as np

from .. import parallel
from .product import column_sums
from .windows import channels_first, channels_last, crop, pad, tap

PIECE = 1 << 17  # numbers of the output that are worked on at a time


def depthwise(x, weight, geo):
    """x ``(N, C, H, W)``, weight ``(C * M, 1, K_h, K_w)``; gives ``(N, C * M, H_out, W_out)``."""
    rows = _rows(weight, x.shape[1], geo)
    y = np.zeros((len(x), geo.out[0], *rows.shape[2:]), np.result_type(x, weight))

    def piece(images):
        padded, term = pad(x[images], geo), np.empty_like(y[images])
        for i, j in np.ndindex(*geo.kernel):
            y[images] += np.multiply(tap(padded, geo, i, j)[..., None], rows[i, j], out=term)

    parallel.run(piece, _pieces(y))
    return channels_first(y.reshape(*y.shape[:3], -1))


def depthwise_dx(dy, weight, geo, channels):
    """Gradient for the images, ``(N, C, H, W)``."""
    rows = _rows(weight, channels, geo)
    dx = np.zeros((len(dy), *geo.padded, channels), np.result_type(dy, weight))

    def piece(images):
        d = channels_last(dy[images]).reshape(-1, geo.out[0], *rows.shape[2:])
        term = np.empty(d.shape, dx.dtype)
        for i, j in np.ndindex(*geo.kernel):
            np.multiply(d, rows[i, j], out=term)
            tap(dx[images], geo, i, j)[...] += term[..., 0] if term.shape[-1] == 1 else term.sum(axis=-1)

    parallel.run(piece, _pieces(dy))
    return crop(dx, geo)


def depthwise_dw(dy, x, geo):
    """Gradient for the filters, ``(C * M, 1, K_h, K_w)``."""

    def piece(images):
        d = channels_last(dy[images]).reshape(-1, *geo.out, x.shape[1], dy.shape[1] // x.shape[1])
        padded, term = pad(x[images], geo), np.empty(d.shape, np.result_type(dy, x))
        dw = np.empty((dy.shape[1], *geo.kernel), term.dtype)
        for i, j in np.ndindex(*geo.kernel):
            np.multiply(tap(padded, geo, i, j)[..., None], d, out=term)
            dw[:, i, j] = column_sums(term.reshape(-1, dy.shape[1]))
        return dw

    return sum(parallel.run(piece, _pieces(dy)))[:, None]


def _rows(weight, channels, geo):
    """``(C * M, 1, K_h, K_w)`` as ``(K_h, K_w, W_out, C, M)``: for each tap its weights, repeated for every place of a row."""
    taps = weight.reshape(channels, -1, *geo.kernel).transpose(2, 3, 0, 1)
    return np.repeat(taps[:, :, None], geo.out[1], axis=2)


def _pieces(y):
    return parallel.pieces(len(y), max(1, PIECE // max(1, y[:1].size)))
