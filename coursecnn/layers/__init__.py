"""Layers: each with its forward and its backward pass."""

from .base import Layer
from .block import ConvPool2d
from .conv import Conv2d, ConvTranspose2d
from .linear import Linear
from .norm import BatchNorm2d
from .pool import AvgPool2d, GlobalAvgPool2d, GlobalMaxPool2d, MaxPool2d
from .sequential import Sequential
from .simple import Dropout, Flatten, Identity, ReLU, Sigmoid, Tanh

__all__ = [
    "AvgPool2d", "BatchNorm2d", "Conv2d", "ConvPool2d", "ConvTranspose2d", "Dropout", "Flatten", "GlobalAvgPool2d",
    "GlobalMaxPool2d", "Identity", "Layer", "Linear", "MaxPool2d", "ReLU", "Sequential", "Sigmoid", "Tanh",
]  # fmt: skip
