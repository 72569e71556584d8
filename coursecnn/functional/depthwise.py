"""Convolution with one input channel to a group: there is no sum over channels, so nothing for a product of matrices to do.

Each tap of the kernel is multiplied with the pixels under it, all channels side by side in memory. M outputs to a channel.
"""

import numpy as np

from .. import parallel
from .windows import channels_first, channels_last, crop, pad, tap


def depthwise(x, weight, geo):
    """x ``(N, C, H, W)``, weight ``(C * M, 1, K_h, K_w)``; gives ``(N, C * M, H_out, W_out)``."""
    w = _taps(weight, x.shape[1])
    y = np.zeros((len(x), *geo.out, *w.shape[2:]), np.result_type(x, weight))

    def piece(images):
        padded = pad(x[images], geo)
        for i, j in np.ndindex(*geo.kernel):
            y[images] += tap(padded, geo, i, j)[..., None] * w[i, j]

    parallel.run(piece, parallel.pieces(len(x), 1))
    return channels_first(y.reshape(*y.shape[:3], -1))


def depthwise_dx(dy, weight, geo, channels):
    """Gradient for the images, ``(N, C, H, W)``."""
    w = _taps(weight, channels)
    dx = np.zeros((len(dy), *geo.padded, channels), np.result_type(dy, weight))

    def piece(images):
        d = channels_last(dy[images]).reshape(-1, *geo.out, *w.shape[2:])
        for i, j in np.ndindex(*geo.kernel):
            tap(dx[images], geo, i, j)[...] += (d * w[i, j]).sum(axis=-1)

    parallel.run(piece, parallel.pieces(len(dy), 1))
    return crop(dx, geo)


def depthwise_dw(dy, x, geo):
    """Gradient for the filters, ``(C * M, 1, K_h, K_w)``."""

    def piece(images):
        d = channels_last(dy[images]).reshape(-1, *geo.out, x.shape[1], dy.shape[1] // x.shape[1])
        padded = pad(x[images], geo)
        taps = [(tap(padded, geo, i, j)[..., None] * d).sum(axis=(0, 1, 2)) for i, j in np.ndindex(*geo.kernel)]
        return np.stack(taps, axis=-1)  # (C, M, K_h * K_w)

    return sum(parallel.run(piece, parallel.pieces(len(x), 1))).reshape(-1, 1, *geo.kernel)


def _taps(weight, channels):
    """``(C * M, 1, K_h, K_w)`` as ``(K_h, K_w, C, M)``, a small array for each tap."""
    return weight.reshape(channels, -1, *weight.shape[2:]).transpose(2, 3, 0, 1)
