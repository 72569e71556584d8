"""Pooling layers: no parameters, channels stay apart."""

import math

import numpy as np

from .. import functional as F
from ..arguments import as_gradient, as_images, flag
from ..arguments.sizes import padding_sides, pair, pool_geometry
from ..functional.pool import max_pool, max_pool_backward
from .base import Layer, expect_channels, floats, options, short


class _Pool2d(Layer):
    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self.kernel_size = pair(kernel_size, "kernel_size")
        self.stride = self.kernel_size if stride is None else pair(stride, "stride")
        self.padding = padding_sides(padding, self.kernel_size, stride=self.stride)

    def output_shape(self, shape):
        expect_channels(self, shape)
        return (shape[0], *pool_geometry((1, *shape), self.kernel_size, self.stride, self.padding).out)

    def describe(self):
        text = f"kernel_size={short(self.kernel_size)}"
        return text + options(stride=(self.stride, self.kernel_size), padding=(self.padding, ((0, 0), (0, 0))))


class MaxPool2d(_Pool2d):
    """The largest number of each window; its gradient goes to the first of the largest.

    Parameters
    ----------
    kernel_size : int or (h, w)
    stride : int or (h, w), optional
        ``kernel_size`` unless given.
    padding : int, (h, w) or ((top, bottom), (left, right))
        Never wins: it counts as minus infinity.
    """

    def forward(self, x):
        x = as_images(floats(x))
        geo = pool_geometry(x.shape, self.kernel_size, self.stride, self.padding)
        y, winners = max_pool(x, geo)
        self._remember((winners, geo, y.shape, y.dtype))
        return y

    def backward(self, dy):
        winners, geo, shape, dtype = self._recall()
        return max_pool_backward(as_gradient(floats(dy, dtype, "dy"), shape), winners, geo)


class AvgPool2d(_Pool2d):
    """The average of each window; its gradient is spread evenly.

    Parameters
    ----------
    kernel_size, stride, padding
        As in ``MaxPool2d``; padding counts as zeros.
    count_include_pad : bool
        Whether padding is counted when the sum is divided.
    """

    def __init__(self, kernel_size, stride=None, padding=0, *, count_include_pad=True):
        super().__init__(kernel_size, stride, padding)
        self.count_include_pad = flag(count_include_pad, "count_include_pad")

    def forward(self, x):
        x = floats(x)
        y = F.avg_pool2d(x, self.kernel_size, self.stride, self.padding, count_include_pad=self.count_include_pad)
        self._remember(x)
        return y

    def backward(self, dy):
        x = self._recall()
        dy = floats(dy, x.dtype, "dy")
        return F.avg_pool2d_backward(
            dy, x, self.kernel_size, self.stride, self.padding, count_include_pad=self.count_include_pad
        )

    def describe(self):
        return super().describe() + options(count_include_pad=(self.count_include_pad, True))


class _GlobalPool2d(Layer):
    """One number for each channel, whatever the size: ``(N, C, H, W)`` to ``(N, C, 1, 1)``."""

    def output_shape(self, shape):
        expect_channels(self, shape)
        return (shape[0], 1, 1)


class GlobalAvgPool2d(_GlobalPool2d):
    """The average of each channel: ``(N, C, H, W)`` to ``(N, C, 1, 1)``."""

    def forward(self, x):
        x = as_images(floats(x))
        self._remember(x)
        return x.mean(axis=(2, 3), keepdims=True)

    def backward(self, dy):
        x = self._recall()
        dy = as_gradient(floats(dy, x.dtype, "dy"), (*x.shape[:2], 1, 1))
        return np.repeat(dy / math.prod(x.shape[2:]), x.shape[2], axis=2).repeat(x.shape[3], axis=3)


class GlobalMaxPool2d(_GlobalPool2d):
    """The largest number of each channel: ``(N, C, H, W)`` to ``(N, C, 1, 1)``."""

    def forward(self, x):
        x = as_images(floats(x))
        self._remember(x)
        return x.max(axis=(2, 3), keepdims=True)

    def backward(self, dy):
        x = self._recall()
        flat = x.reshape(*x.shape[:2], math.prod(x.shape[2:]))
        dx = np.zeros_like(flat)
        dy = as_gradient(floats(dy, x.dtype, "dy"), (*x.shape[:2], 1, 1))
        np.put_along_axis(dx, flat.argmax(axis=2)[:, :, None], dy[:, :, 0], axis=2)
        return dx.reshape(x.shape)
