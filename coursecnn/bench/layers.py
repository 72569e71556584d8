"""Forward and backward of single layers, each way of doing them as one function to time."""

import numpy as np

from .. import functional as F
from .. import reference
from ..layers import AvgPool2d, BatchNorm2d, Dropout, MaxPool2d, ReLU
from . import plain
from .shapes import Conv, Plain

LOOPS_UP_TO = 2_000_000  # multiplications: beyond, explicit loops take minutes


def contenders(shape, torch=None):
    """``{name: function}``: each function runs forward and backward once on the same numbers."""
    generator = np.random.default_rng(0)
    x = _batch_last(generator, shape.n, shape.c, shape.size)
    if isinstance(shape, Conv):
        weight = _batch_last(generator, shape.filters, shape.c // shape.groups, shape.kernel)
        return _convolution(shape, x, weight, torch)
    if isinstance(shape, Plain):
        return _plain(shape, x, torch)
    return _pooling(shape, x, torch)


def _convolution(shape, x, weight, torch):
    options = shape.options
    dy = F.conv2d(x, weight, **options).copy(order="K")
    x_rows, w_rows, dy_rows = (np.ascontiguousarray(array) for array in (x, weight, dy))

    def package():
        F.conv2d(x, weight, **options)
        F.conv2d_dx(dy, weight, x.shape, **options)
        F.conv2d_dw(dy, x, weight.shape[2:], **options)

    def im2col():
        _, cols = plain.conv2d(x_rows, w_rows, **options)
        plain.conv2d_backward(dy_rows, x_rows, w_rows, cols, **options)

    def loops():
        reference.conv2d(x, weight, **options)
        reference.conv2d_backward(dy, x, weight, **options)

    found = {"package": package, "im2col": im2col}
    if shape.multiplications <= LOOPS_UP_TO:
        found["loops"] = loops
    if torch is not None:
        for name, layout in _layouts(torch).items():
            convolve = lambda a, w: torch.nn.functional.conv2d(a, w, None, **options)  # noqa: E731
            found[name] = _torch_call(torch, layout, convolve, dy, x, weight)
    return found


def _pooling(shape, x, torch):
    options = dict(kernel_size=shape.kernel, stride=shape.stride, padding=shape.padding)
    layer = {"max": MaxPool2d, "avg": AvgPool2d}[shape.kind](**options)
    pool = None if torch is None else getattr(torch.nn.functional, f"{shape.kind}_pool2d")
    return _layer(layer, lambda a: pool(a, **options), x, torch)


def _plain(shape, x, torch):
    f = None if torch is None else torch.nn.functional
    if shape.kind == "batch normalisation":
        weight, bias = np.ones((2, shape.c), np.float32)
        theirs = lambda a, w, b: f.batch_norm(a, None, None, w, b, training=True)  # noqa: E731
        return _layer(BatchNorm2d(shape.c), theirs, x, torch, weight, bias)
    layer = {"ReLU": ReLU(), "dropout": Dropout(0.3)}[shape.kind]
    return _layer(layer, lambda a: f.relu(a) if shape.kind == "ReLU" else f.dropout(a, 0.3), x, torch)


def _layer(layer, theirs, x, torch, *parameters):
    dy = np.array(layer(x), order="K")

    def package():
        layer(x)
        layer.backward(dy)

    found = {"package": package}
    for name, layout in {} if torch is None else _layouts(torch).items():
        found[name] = _torch_call(torch, layout, theirs, dy, x, *parameters)
    return found


def _torch_call(torch, layout, forward, dy, *arrays):
    def tensor(array, gradient):
        found = torch.from_numpy(np.ascontiguousarray(array))
        return (found.to(memory_format=layout) if found.ndim == 4 else found).requires_grad_(gradient)

    leaves, error = [tensor(array, True) for array in arrays], tensor(dy, False)
    return lambda: torch.autograd.grad(forward(*leaves), leaves, error)


def _layouts(torch):
    return {"PyTorch default": torch.contiguous_format, "PyTorch channels-last": torch.channels_last}


def _batch_last(generator, n, c, size):
    return generator.standard_normal((size, c, size, n), np.float32).transpose(3, 1, 0, 2)
