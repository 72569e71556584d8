"""PyTorch's answers, forward and gradients, in this package's signatures; and what "agrees" means.

Each oracle returns ``y`` and a function that takes ``dy`` and gives the gradients in the order of ``*_backward``.
It computes in float64, whatever it is given.
"""

import warnings

import numpy as np
import pytest


def assert_close(actual, expected, tolerance):
    """The error, relative to the largest magnitude of ``expected``, is within ``tolerance``."""
    assert isinstance(actual, np.ndarray), f"{type(actual).__name__} where an array was expected"
    expected = np.asarray(expected)
    assert actual.shape == expected.shape, f"shape {actual.shape}, expected {expected.shape}"
    largest = np.abs(expected).max(initial=0) or 1
    error = np.abs(actual.astype(np.float64) - expected).max(initial=0) / largest
    assert error <= tolerance, f"relative error {error:.2g} is above {tolerance:.0e}"


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    F = _functional()
    x, weight, bias = _leaves(x, weight, np.zeros(len(weight)) if bias is None else bias)
    padded, padding = _padded(F, x, padding)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel lengths")
        y = F.conv2d(padded, weight, bias, stride, padding, dilation, groups)
    return _with_gradients(y, x, weight, bias)


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    F = _functional()
    x, weight, bias = _leaves(x, weight, np.zeros(weight.shape[1] * groups) if bias is None else bias)
    (top, bottom), (left, right) = sides = _sides(padding)
    if top == bottom and left == right:
        y = F.conv_transpose2d(x, weight, bias, stride, (top, left), output_padding, groups, dilation)
    else:
        y = F.conv_transpose2d(x, weight, bias, stride, 0, output_padding, groups, dilation)
        y = y[:, :, top : y.shape[2] - sum(sides[0]) + top, left : y.shape[3] - sum(sides[1]) + left]
    return _with_gradients(y, x, weight, bias)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    F = _functional()
    (x,) = _leaves(x)
    padded, padding = _padded(F, x, padding, value=-np.inf)
    return _with_gradients(F.max_pool2d(padded, kernel_size, stride, padding), x)


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    F = _functional()
    (x,) = _leaves(x)
    padded, rest = _padded(F, x, padding)
    y = F.avg_pool2d(padded, kernel_size, stride, rest, count_include_pad=count_include_pad)
    if padded is not x and not count_include_pad:
        y = y / F.avg_pool2d(_padded(F, x.detach() * 0 + 1, padding)[0], kernel_size, stride)
    return _with_gradients(y, x)


def linear(x, weight, bias=None):
    x, weight, bias = _leaves(x, weight, np.zeros(len(weight)) if bias is None else bias)
    return _with_gradients(_functional().linear(x, weight, bias), x, weight, bias)


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    F = _functional()
    (x,) = _leaves(x)
    if padding == "same":
        totals = [d * (k - 1) for d, k in zip(_pair(dilation), _pair(kernel_size), strict=True)]
        padding = tuple((total // 2, total - total // 2) for total in totals)
    padded, padding = _padded(F, x, 0 if padding == "valid" else padding)
    y = F.unfold(padded, kernel_size, dilation, padding, stride)
    return _with_gradients(y.transpose(1, 2).reshape(-1, y.shape[1]), x)


def apply(function, *arrays):
    """``function(torch.nn.functional, *tensors)`` as an oracle."""
    functional, leaves = _functional(), _leaves(*arrays)
    return _with_gradients(function(functional, *leaves), *leaves)


def _functional():
    _torch()
    import torch.nn.functional

    torch.set_num_threads(1)  # arrays are small: threads would mostly wait for each other
    return torch.nn.functional


def _tensor(array):
    torch = _torch()

    return torch.tensor(np.array(array, np.float64, order="C"))


def _leaves(*arrays):
    return tuple(_tensor(array).requires_grad_() for array in arrays)


def _with_gradients(y, *leaves):
    torch = _torch()

    def gradients(dy):
        return tuple(g.numpy() for g in torch.autograd.grad(y, leaves, _tensor(dy)))

    return y.detach().numpy(), gradients


def _padded(F, x, padding, value=0.0):
    """x, and the padding that is left to PyTorch's own function, which cannot do four different sides."""
    if isinstance(padding, str) or not isinstance(_pair(padding)[0], tuple):
        return x, padding
    (top, bottom), (left, right) = padding
    return F.pad(x, (left, right, top, bottom), value=value), 0


def _sides(padding):
    return tuple(p if isinstance(p, tuple) else (p, p) for p in _pair(padding))


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def _torch():
    return pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
