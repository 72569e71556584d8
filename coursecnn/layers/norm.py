"""Batch normalisation (Ioffe and Szegedy, 2015)."""

import numpy as np

from ..arguments import as_gradient, as_images, number, whole
from .base import Layer, expect_channels, float_type, floats, options
from .parameters import Parameters


class BatchNorm2d(Layer):
    """Each channel to mean 0 and variance 1 over batch and places, then times ``weight`` plus ``bias``.

    In training the batch's own mean and variance are used and running averages are kept; in evaluation the running
    averages are used.

    Parameters
    ----------
    num_features : int
        Channels.
    eps : float
        Added to the variance, against division by 0.
    momentum : float
        Share of the new batch in the running averages.
    dtype : float32 or float64

    Attributes
    ----------
    params : {"weight": (C,), "bias": (C,)}
    buffers : {"running_mean": (C,), "running_var": (C,)}
    """

    def __init__(self, num_features, eps=1e-5, momentum=0.1, *, dtype=np.float32):
        super().__init__()
        self.num_features = whole(num_features, "num_features")
        self.eps = number(eps, "eps", "above 0", lambda eps: eps > 0)
        self.momentum = number(momentum, "momentum", "from 0 to 1", lambda momentum: 0 <= momentum <= 1)
        self.dtype = float_type(dtype)
        ones, zeros = np.ones(num_features, self.dtype), np.zeros(num_features, self.dtype)
        self.params = Parameters(weight=ones, bias=zeros)
        self.buffers = {"running_mean": zeros.copy(), "running_var": ones.copy()}

    @property
    def independent(self):
        return not self.training

    def forward(self, x):
        x = as_images(floats(x, self.dtype))
        expect_channels(self, x.shape[1:], self.num_features)
        training = self.training and len(x) > 0
        if training:
            n = x.size // x.shape[1]
            if n < 2:
                raise ValueError(
                    f"BatchNorm2d in training needs more than one number per channel, but x has shape {x.shape}: "
                    f"choose a batch size that leaves no single image over, or use eval()."
                )
            mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
            for name, new in (("running_mean", mean), ("running_var", var * n / (n - 1))):
                self.buffers[name] = ((1 - self.momentum) * self.buffers[name] + self.momentum * new).astype(self.dtype)
        else:
            mean, var = self.buffers["running_mean"], self.buffers["running_var"]
        scale = 1 / np.sqrt(var + self.dtype.type(self.eps))
        x_hat = (x - mean[:, None, None]) * scale[:, None, None]
        self._remember((x_hat, scale, training))
        return x_hat * self.params["weight"][:, None, None] + self.params["bias"][:, None, None]

    def backward(self, dy):
        """dx = scale (g - mean(g) - x_hat mean(g x_hat)) with g = dy * weight; in evaluation only dx = scale g."""
        x_hat, scale, training = self._recall()
        dy = as_gradient(floats(dy, self.dtype, "dy"), x_hat.shape)
        over = dict(axis=(0, 2, 3))
        self.grads = {"weight": (dy * x_hat).sum(**over), "bias": dy.sum(**over)}
        g = dy * self.params["weight"][:, None, None]
        if training:
            g = g - g.mean(**over, keepdims=True) - x_hat * (g * x_hat).mean(**over, keepdims=True)
        return g * scale[:, None, None]

    def output_shape(self, shape):
        expect_channels(self, shape, self.num_features)
        return tuple(shape)

    def describe(self):
        return f"{self.num_features}" + options(eps=(self.eps, 1e-5), momentum=(self.momentum, 0.1))
