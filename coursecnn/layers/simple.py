"""Layers without weights that work on each number by itself, and Flatten."""

import math

import numpy as np

from .. import functional as F
from ..arguments import as_gradient, number, whole
from .base import Layer, floats


class Identity(Layer):
    """y = x."""

    def forward(self, x):
        x = floats(x)
        self._remember(x.shape)
        return x.copy()

    def backward(self, dy):
        return as_gradient(floats(dy, name="dy"), self._recall()).copy()


class ReLU(Layer):
    """y = max(x, 0); the gradient passes where x > 0."""

    def forward(self, x):
        x = floats(x)
        self._remember(x)
        return F.relu(x)

    def backward(self, dy):
        x = self._recall()
        return F.relu_backward(floats(dy, x.dtype, "dy"), x)


class Sigmoid(Layer):
    """y = 1 / (1 + exp(-x)); dy/dx = y (1 - y)."""

    def forward(self, x):
        y = F.sigmoid(floats(x))
        self._remember(y)
        return y.copy()

    def backward(self, dy):
        y = self._recall()
        return F.sigmoid_backward(floats(dy, y.dtype, "dy"), y)


class Tanh(Layer):
    """y = tanh(x); dy/dx = 1 - y^2."""

    def forward(self, x):
        y = F.tanh(floats(x))
        self._remember(y)
        return y.copy()

    def backward(self, dy):
        y = self._recall()
        return F.tanh_backward(floats(dy, y.dtype, "dy"), y)


class Flatten(Layer):
    """``(N, C, H, W)`` to ``(N, C * H * W)``, in the order c, h, w."""

    def forward(self, x):
        x = floats(x)
        if x.ndim not in (2, 4):
            raise ValueError(f"x must have shape (N, C, H, W), or be flat already, not {x.shape}.")
        self._remember(x.shape)
        return np.array(x, order="C").reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, dy):
        shape = self._recall()
        return as_gradient(floats(dy, name="dy"), (shape[0], math.prod(shape[1:]))).reshape(shape).copy()

    def output_shape(self, shape):
        return (math.prod(shape),)


def kept(generator, shape, p):
    """An array of bool, each ``False`` with probability p.

    16 random bits settle it, a number from 0 to 65,535 beside 65,536 p, except where it is the last whole number below:
    there more bits are drawn, so that p is met exactly.
    """
    size = math.prod(shape)
    bits = generator.bit_generator.random_raw(-(-size // 4)).view(np.uint16)[:size].reshape(shape)
    settled = int(p * 65536)
    mask = bits > settled
    open_cases = bits == settled
    mask[open_cases] = generator.random(np.count_nonzero(open_cases)) >= p * 65536 - settled
    return mask


class Dropout(Layer):
    """In training, set each number to 0 with probability ``p`` and divide the others by 1 - p; in evaluation pass x on.

    Parameters
    ----------
    p : float
        From 0 to below 1.
    seed : int
        Of the generator that draws the masks.
    """

    def __init__(self, p=0.5, *, seed=0):
        super().__init__()
        self.p = number(p, "p", "from 0 to below 1", lambda p: 0 <= p < 1)
        self.seed = whole(seed, "seed", 0)
        self.generator = np.random.default_rng(seed)

    def reseed(self, *key):
        """Begin a new sequence of masks that depends on the layer's seed and ``key`` (non-negative integers) alone."""
        self.generator = np.random.default_rng([self.seed, *key])

    def forward(self, x):
        x = floats(x)
        mask = np.ones(x.shape, x.dtype)
        if self.training and self.p > 0:
            mask = kept(self.generator, x.shape, self.p) * x.dtype.type(1 / (1 - self.p))
        self._remember(mask)
        return x * mask

    def backward(self, dy):
        mask = self._recall()
        return as_gradient(floats(dy, mask.dtype, "dy"), mask.shape) * mask

    def describe(self):
        return f"p={self.p}"
