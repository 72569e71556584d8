"""Batch normalisation (Ioffe and Szegedy, 2015)."""

import numpy as np

from ..arguments import as_gradient, as_images, number, whole
from ..functional.norm import batch_norm, batch_norm_backward
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
        x, training, running = self._batch(x)
        y, *moments, seen = batch_norm(x, self.params["weight"], self.params["bias"], self.eps, running)
        if training:
            self._average(*moments, x.size // x.shape[1])
        self._remember((seen, y.shape, training, None))
        return y

    def _batch(self, x):
        """x, whether its own mean and variance count, and else those that do."""
        x = as_images(floats(x, self.dtype))
        expect_channels(self, x.shape[1:], self.num_features)
        training = self.training and len(x) > 0
        if training and x.size // x.shape[1] < 2:
            raise ValueError(
                f"BatchNorm2d in training needs more than one number per channel, but x has shape {x.shape}: "
                f"choose a batch size that leaves no single image over, or use eval()."
            )
        return x, training, None if training else (self.buffers["running_mean"], self.buffers["running_var"])

    def _average(self, mean, var, n):
        """Move the running averages towards those of a batch of n numbers."""
        for name, new in (("running_mean", mean), ("running_var", var * n / (n - 1))):
            old = self.buffers[name]
            self.buffers[name] = ((1 - self.momentum) * old + self.momentum * new).astype(self.dtype)

    def backward(self, dy):
        """dx = scale (g - mean(g) - x_hat mean(g x_hat)) with g = dy * weight; in evaluation only dx = scale g."""
        seen, shape, training, _ = self._recall()
        dy = as_gradient(floats(dy, self.dtype, "dy"), shape)
        return self._put(*batch_norm_backward(dy, self.params["weight"], seen, training))

    def _put(self, dx, dweight, dbias):
        """Keep the gradients of the parameters, return dx."""
        self.grads = {"weight": dweight, "bias": dbias}
        return dx

    def output_shape(self, shape):
        expect_channels(self, shape, self.num_features)
        return tuple(shape)

    def describe(self):
        return f"{self.num_features}" + options(eps=(self.eps, 1e-5), momentum=(self.momentum, 0.1))
