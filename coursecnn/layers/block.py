"""Convolution, max pooling, bias and ReLU as one layer."""

import numpy as np

from ..arguments import as_filters, as_gradient, as_images
from ..arguments.sizes import geometry, output_size, pair
from ..functional.convpool import conv_pool, conv_pool_backward
from .base import floats, short
from .conv import Conv2d


class ConvPool2d(Conv2d):
    """``ReLU(MaxPool2d(Conv2d(x)))`` in one pass; see ``coursecnn.functional.convpool`` for what that saves.

    Parameters
    ----------
    in_channels, out_channels, kernel_size
        Of the convolution, as in ``Conv2d``; so are the keyword arguments.
    pool_size : int or (h, w)
        Window and stride of the max pooling: windows lie side by side.
    """

    def __init__(self, in_channels, out_channels, kernel_size, pool_size=2, *, stride=1, padding=0, dilation=1,
                 bias=True, init="he", seed=0, dtype=np.float32):  # fmt: skip
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, bias=bias,
                         init=init, seed=seed, dtype=dtype)  # fmt: skip
        self.pool_size = pair(pool_size, "pool_size")

    def forward(self, x):
        x = as_images(floats(x, self.dtype))
        weight, bias = self.params["weight"], self.params.get("bias")
        if x.shape[1] != self.in_channels:
            as_filters(weight, x.shape[1])  # says so
        geo = geometry(x.shape[2:], self.kernel_size, self.stride, self.padding, self.dilation)
        if geo.out[0] < self.pool_size[0] or geo.out[1] < self.pool_size[1]:
            self._pooled(geo.out)  # says so
        y, z = conv_pool(x, weight, bias, geo, self.pool_size)
        self._remember((x, y > 0, z, geo))
        return y

    def backward(self, dy, input_gradient=True):
        """Through ReLU, bias and pooling in turn, then as in ``Conv2d``."""
        x, active, z, geo = self._recall()
        dy = as_gradient(floats(dy, self.dtype, "dy"), active.shape)
        dx, dw, db = conv_pool_backward(dy, active, z, x, self.params["weight"], geo, self.pool_size, input_gradient)
        self._gradients(dw, db)
        return dx

    def output_shape(self, shape):
        channels, *size = self.conv_shape(shape)
        return (channels, *self._pooled(size))

    def _pooled(self, size):
        return output_size(tuple(size), self.pool_size, self.pool_size)

    def describe(self):
        return super().describe() + f", pool_size={short(self.pool_size)}"
