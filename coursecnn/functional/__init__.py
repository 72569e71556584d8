"""Every operation of the package as a pure function, with its backward function beside it.

Functions take arrays (or lists) of any real type and leave them as they are. Images are ``(N, C, H, W)``.
"""

from .conv import conv2d, conv2d_backward, conv2d_dw, conv2d_dx
from .dense import (
    cross_entropy,
    cross_entropy_backward,
    linear,
    linear_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    tanh,
    tanh_backward,
)
from .pool import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from .transposed import conv_transpose2d, conv_transpose2d_backward
from .windows import col2im, im2col
