"""Convolution layers."""

import math

import numpy as np

from .. import functional as F
from ..arguments import as_gradient, whole
from ..arguments.sizes import output_size, padding_sides, pair
from .base import Weighted, expect_channels, floats, options, short


class Conv2d(Weighted):
    """Slide ``out_channels`` filters over images; see ``coursecnn.functional.conv2d`` for the formula.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (h, w)
    padding : int, (h, w), ((top, bottom), (left, right)), "same" or "valid"
        Zeros per side.
    groups : int
        Divides the channels into parts that do not see each other.
    bias : bool
        Whether each output channel has a number added.
    init : "he", "xavier", "uniform" or function (shape, generator, dtype) -> array
    seed : int
    dtype : float32 or float64

    Attributes
    ----------
    params : {"weight": (C_out, C_in / groups, K_h, K_w), "bias": (C_out,)}
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
                 *, init="he", seed=0, dtype=np.float32):  # fmt: skip
        self.in_channels, self.out_channels = whole(in_channels, "in_channels"), whole(out_channels, "out_channels")
        self.kernel_size, self.stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
        self.dilation, self.groups = pair(dilation, "dilation"), whole(groups, "groups")
        self.padding = padding_sides(padding, self.kernel_size, self.dilation, self.stride)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"groups must divide in_channels {in_channels} and out_channels {out_channels}, but groups is {groups}."
            )
        super().__init__(self._weight_shape(), self.out_channels, bias, init, seed, dtype)

    def _weight_shape(self):
        return (self.out_channels, self.in_channels // self.groups, *self.kernel_size)

    def _options(self):
        return dict(stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups)

    def forward(self, x):
        """y[n, o, h, w] = bias[o] + sum over c, i, j of weight[o, c, i, j] * x[n, c, s h + d i - p, s w + d j - p]."""
        x = floats(x, self.dtype)
        y = F.conv2d(x, self.params["weight"], self.params.get("bias"), **self._options())
        self._remember((x, y.shape))
        return y

    def backward(self, dy, input_gradient=True):
        """dw correlates x with dy, db sums dy, dx spreads dy over the windows it came from.

        ``input_gradient=False`` leaves dx out and returns ``None``: the first layer of a net in training needs none.
        """
        x, shape = self._recall()
        dy = as_gradient(floats(dy, self.dtype, "dy"), shape)
        dw = F.conv2d_dw(dy, x, self.kernel_size, **self._options())
        self._gradients(dw, dy.sum(axis=(0, 2, 3)) if "bias" in self.params else None)
        if input_gradient:
            return F.conv2d_dx(dy, self.params["weight"], x.shape, **self._options())

    def conv_shape(self, shape):
        """Shape (C_out, H_out, W_out) of the convolution of one image (C_in, H, W)."""
        expect_channels(self, shape, self.in_channels)
        return (self.out_channels, *output_size(shape[1:], self.kernel_size, self.stride, self.padding, self.dilation))

    def output_shape(self, shape):
        return self.conv_shape(shape)

    def multiplications(self, shape):
        return math.prod(self.conv_shape(shape)) * math.prod(self._weight_shape()[1:])

    def describe(self):
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={short(self.kernel_size)}"
        return text + options(stride=(self.stride, (1, 1)), padding=(self.padding, ((0, 0), (0, 0))),
                              dilation=(self.dilation, (1, 1)), groups=(self.groups, 1),
                              bias=("bias" in self.params, True))  # fmt: skip


class ConvTranspose2d(Weighted):
    """Transposed convolution: each input number spreads a kernel; see ``coursecnn.functional.conv_transpose2d``.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (h, w)
    padding : int, (h, w) or ((top, bottom), (left, right))
        Cut from each side of the output.
    output_padding : int or (h, w)
        Added to the size of the output at the end.
    groups : int
    bias : bool
    init, seed, dtype
        As in ``Conv2d``.

    Attributes
    ----------
    params : {"weight": (C_in, C_out / groups, K_h, K_w), "bias": (C_out,)}
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1,
                 bias=True, dilation=1, *, init="he", seed=0, dtype=np.float32):  # fmt: skip
        self.in_channels, self.out_channels = whole(in_channels, "in_channels"), whole(out_channels, "out_channels")
        self.kernel_size, self.stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
        self.dilation, self.groups = pair(dilation, "dilation"), whole(groups, "groups")
        self.output_padding = pair(output_padding, "output_padding", 0)
        self.padding = padding_sides(padding, self.kernel_size, self.dilation, self.stride)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"groups must divide in_channels {in_channels} and out_channels {out_channels}, but groups is {groups}."
            )
        shape = (self.in_channels, self.out_channels // self.groups, *self.kernel_size)
        super().__init__(shape, self.out_channels, bias, init, seed, dtype)

    def _options(self):
        return dict(stride=self.stride, padding=self.padding, output_padding=self.output_padding, groups=self.groups,
                    dilation=self.dilation)  # fmt: skip

    def forward(self, x):
        x = floats(x, self.dtype)
        y = F.conv_transpose2d(x, self.params["weight"], self.params.get("bias"), **self._options())
        self._remember(x)
        return y

    def backward(self, dy):
        x, dy = self._recall(), floats(dy, self.dtype, "dy")
        dx, dw, db = F.conv_transpose2d_backward(dy, x, self.params["weight"], **self._options())
        self._gradients(dw, db)
        return dx

    def output_shape(self, shape):
        expect_channels(self, shape, self.in_channels)
        empty = F.conv_transpose2d(np.empty((0, *shape), self.dtype), self.params["weight"], **self._options())
        return empty.shape[1:]

    def multiplications(self, shape):
        expect_channels(self, shape, self.in_channels)
        return math.prod(shape) * math.prod(self.params["weight"].shape[1:])

    def describe(self):
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={short(self.kernel_size)}"
        return text + options(stride=(self.stride, (1, 1)), padding=(self.padding, ((0, 0), (0, 0))),
                              output_padding=(self.output_padding, (0, 0)), dilation=(self.dilation, (1, 1)),
                              groups=(self.groups, 1), bias=("bias" in self.params, True))  # fmt: skip
