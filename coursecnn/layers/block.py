"""Convolution, max pooling, bias and ReLU as one layer."""

import numpy as np

from .. import functional as F
from ..functional.checks import as_bias, as_gradient
from ..functional.pool import pool_geometry
from ..sizes import pair
from .base import floats
from .conv import Conv2d, options


class ConvPool2d(Conv2d):
    """``ReLU(MaxPool2d(Conv2d(x)))`` with the bias and ReLU after the pooling, where there are fewer numbers.

    Adding a bias and ReLU both keep the order of numbers, so max(relu(z + b)) = relu(max(z) + b): the result is the same, and with a
    2 x 2 window three quarters of the work on the bias and ReLU is saved.

    Parameters
    ----------
    in_channels, out_channels, kernel_size
        Of the convolution, as in ``Conv2d``; so are the keyword arguments.
    pool_size : int or (h, w)
        Window of the max pooling.
    pool_stride : int or (h, w), optional
        ``pool_size`` unless given.
    """

    def __init__(self, in_channels, out_channels, kernel_size, pool_size=2, pool_stride=None, *, stride=1, padding=0, dilation=1,
                 groups=1, bias=True, init="he", seed=0, dtype=np.float32):  # fmt: skip
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias,
                         init=init, seed=seed, dtype=dtype)  # fmt: skip
        self.pool_size = pair(pool_size, "pool_size")
        self.pool_stride = self.pool_size if pool_stride is None else pair(pool_stride, "pool_stride")

    def forward(self, x):
        x, bias = floats(x, self.dtype), self.param("bias")
        z = F.conv2d(x, self.param("weight"), **self._options())
        largest = F.max_pool2d(z, self.pool_size, self.pool_stride)
        y = largest.copy(order="K")
        if bias is not None:
            y += as_bias(bias, self.out_channels)[:, None, None]
        np.maximum(y, 0, out=y)
        self._remember((x, z, largest, y > 0))
        return y

    def backward(self, dy, input_gradient=True):
        """Through ReLU, bias and pooling in turn, then as in ``Conv2d``."""
        x, z, largest, positive = self._recall()
        d = as_gradient(floats(dy, self.dtype, "dy"), positive.shape) * positive
        dz = F.max_pool2d_backward(d, z, self.pool_size, self.pool_stride, y=largest)
        dw = F.conv2d_dw(dz, x, self.kernel_size, **self._options())
        self._gradients(dw, d.sum(axis=(0, 2, 3)))
        if input_gradient:
            return F.conv2d_dx(dz, self.param("weight"), x.shape, **self._options())

    def output_shape(self, shape):
        channels, *size = self.conv_shape(shape)
        return (channels, *pool_geometry((1, channels, *size), self.pool_size, self.pool_stride).out)

    def describe(self):
        pool = f", pool_size={self.pool_size}" + options(pool_stride=(self.pool_stride, self.pool_size))
        return super().describe() + pool
