"""One of each layer, with an input that it takes: for tests of what all layers promise."""

from dataclasses import dataclass

import numpy as np
import pytest

import coursecnn as cnn
from coursecnn import Layer


class Scale(Layer):
    """A layer as a learner would write it: y = x * weight, one weight for each channel, no more methods than needed."""

    def __init__(self, channels, dtype=np.float32):
        super().__init__()
        self.params["weight"] = np.linspace(1, 2, channels).astype(dtype)

    def forward(self, x):
        self.x = x
        return x * self.params["weight"][:, None, None]

    def backward(self, dy):
        self.grads["weight"] = (dy * self.x).sum(axis=(0, 2, 3))
        return dy * self.params["weight"][:, None, None]


class Residual(cnn.Sequential):
    """y = x + f(x), for layers f that keep the shape."""

    def forward(self, x):
        return x + super().forward(x)

    def backward(self, dy):
        return dy + super().backward(dy)

    def output_shape(self, shape):
        return shape


@dataclass(frozen=True)
class Kind:
    """How to make a layer and the shape of an input; ``weighted`` layers take a dtype."""

    make: object
    shape: tuple = (3, 4, 7, 6)
    weighted: bool = False

    def layer(self, dtype=np.float32):
        return self.make(dtype=dtype) if self.weighted else self.make()

    def x(self, dtype=np.float32, seed=0):
        return np.random.default_rng([7, seed]).standard_normal(self.shape).astype(dtype)

    def dy(self, y, seed=0):
        return np.random.default_rng([8, seed]).standard_normal(y.shape).astype(y.dtype)


def net(dtype):
    return cnn.Sequential(
        cnn.Conv2d(4, 6, 3, padding=1, seed=1, dtype=dtype),
        cnn.BatchNorm2d(6, dtype=dtype),
        cnn.Tanh(),
        cnn.Sequential(cnn.MaxPool2d(2), cnn.Flatten()),
        cnn.Dropout(0.3),
        cnn.Linear(54, 5, seed=2, dtype=dtype),
    )


def residual(dtype):
    return Residual(cnn.Conv2d(4, 4, 3, padding="same", dtype=dtype), cnn.Tanh())


def weighted(cls, *args, shape=(3, 4, 7, 6), **options):
    return Kind(lambda dtype: cls(*args, dtype=dtype, **options), shape, weighted=True)


def plain(cls, *args, shape=(3, 4, 7, 6), **options):
    return Kind(lambda: cls(*args, **options), shape)


KINDS = {
    "Conv2d": weighted(cnn.Conv2d, 4, 6, (3, 2), stride=(2, 1), padding=((1, 0), (2, 1)), groups=2),
    "Conv2d, 1 channel": weighted(cnn.Conv2d, 1, 5, 3, padding="same", shape=(3, 1, 7, 6)),
    "Conv2d, depthwise": weighted(cnn.Conv2d, 4, 8, 3, groups=4, bias=False),
    "ConvTranspose2d": weighted(cnn.ConvTranspose2d, 4, 6, 3, stride=2, padding=1, output_padding=1, groups=2),
    "ConvPool2d": weighted(cnn.ConvPool2d, 4, 5, 3, padding=1),
    "ConvPool2d, no bias": weighted(cnn.ConvPool2d, 4, 6, 2, (3, 2), stride=(1, 2), bias=False),
    "Linear": weighted(cnn.Linear, 5, 4, shape=(3, 5)),
    "Linear, no bias": weighted(cnn.Linear, 5, 4, bias=False, shape=(1, 5)),
    "BatchNorm2d": weighted(cnn.BatchNorm2d, 4),
    "MaxPool2d": plain(cnn.MaxPool2d, 2),
    "MaxPool2d, overlapping": plain(cnn.MaxPool2d, (3, 2), (2, 1), padding=(1, 0)),
    "AvgPool2d": plain(cnn.AvgPool2d, 3, 2, padding=1, count_include_pad=False),
    "GlobalAvgPool2d": plain(cnn.GlobalAvgPool2d),
    "GlobalMaxPool2d": plain(cnn.GlobalMaxPool2d),
    "ReLU": plain(cnn.ReLU),
    "Sigmoid": plain(cnn.Sigmoid),
    "Tanh": plain(cnn.Tanh),
    "Identity": plain(cnn.Identity),
    "Flatten": plain(cnn.Flatten),
    "Dropout": plain(cnn.Dropout, 0.4),
    "Sequential": Kind(net, weighted=True),
    "a learner's layer": weighted(Scale, 4),
    "a learner's block": Kind(residual, weighted=True),
}

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def weights_of(layer):
    return {name: array.copy() for name, array in layer.params.items()}


def reseed(layer):
    """Let the dropout of a net begin anew."""
    for inner in layer.sublayers():
        if isinstance(inner, cnn.Dropout):
            inner.reseed(5)
