"""The operations by explicit loops that read like their definitions: slow, plain, and the measure for everything fast.

Same names, arguments and results as in ``coursecnn.functional``; every backward stands right under its forward.
"""

from .columns import col2im, im2col
from .conv import conv2d, conv2d_backward
from .conv_transpose import conv_transpose2d, conv_transpose2d_backward
from .linear import linear, linear_backward
from .pool import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "col2im",
    "conv2d",
    "conv2d_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "im2col",
    "linear",
    "linear_backward",
    "max_pool2d",
    "max_pool2d_backward",
]
