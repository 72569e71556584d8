"""The fully connected layer."""

import numpy as np

from .. import functional as F
from ..arguments import as_gradient, shown, whole
from ..functional.dense import product
from .base import Weighted, floats


class Linear(Weighted):
    """y = x @ weight.T + bias, for x ``(N, in_features)``.

    Parameters
    ----------
    in_features, out_features : int
    bias : bool
    init, seed, dtype
        As in ``Conv2d``.

    Attributes
    ----------
    params : {"weight": (out_features, in_features), "bias": (out_features,)}
    """

    def __init__(self, in_features, out_features, bias=True, *, init="he", seed=0, dtype=np.float32):
        self.in_features, self.out_features = whole(in_features, "in_features"), whole(out_features, "out_features")
        super().__init__((self.out_features, self.in_features), self.out_features, bias, init, seed, dtype)

    def forward(self, x):
        x = floats(x, self.dtype)
        y = F.linear(x, self.params["weight"], self.params.get("bias"))
        self._remember(x)
        return y

    def backward(self, dy, input_gradient=True):
        """dw = dy.T @ x, db = sum of dy over the batch, dx = dy @ weight (left out with ``input_gradient=False``)."""
        x = self._recall()
        dy = as_gradient(floats(dy, self.dtype, "dy"), (len(x), self.out_features))
        self._gradients(product(dy.T, x), dy.sum(axis=0))
        if input_gradient:
            return product(dy, self.params["weight"])

    def output_shape(self, shape):
        if tuple(shape) != (self.in_features,):
            raise ValueError(f"{shown(self)} needs an input of shape ({self.in_features},), not {tuple(shape)}.")
        return (self.out_features,)

    def multiplications(self, shape):
        return self.in_features * self.out_features

    def describe(self):
        return f"{self.in_features}, {self.out_features}" + ("" if "bias" in self.params else ", bias=False")
