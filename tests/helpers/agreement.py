"""Does a module's operation agree with its oracle? One check for both modules, by loops and fast."""

import numpy as np
import oracles
import strategies
from oracles import assert_close

CASES = {
    "conv2d": strategies.conv_cases(),
    "conv_transpose2d": strategies.conv_transpose_cases(),
    "max_pool2d": strategies.max_pool_cases(),
    "avg_pool2d": strategies.avg_pool_cases(),
    "linear": strategies.linear_cases(),
    "im2col": strategies.column_cases(),
}
TOLERANCE = {np.float64: 1e-9, np.float32: 1e-4}


def forward(ops, name, arrays, options):
    return getattr(ops, name)(*arrays, **options)


def backward(ops, name, dy, arrays, options):
    """The gradients as a tuple; the bias, if there is one among the arrays, has no say in them."""
    if name == "im2col":
        return (ops.col2im(dy, arrays[0].shape, **options),)
    gradients = getattr(ops, name + "_backward")(dy, *arrays[:2], **options)
    return gradients if isinstance(gradients, tuple) else (gradients,)


def twice_if_told(function, *args):
    """What a function gives; once more, if NumPy warned of an invalid product.

    On a processor with AVX-512 OpenBLAS multiplies a float32 matrix of 5 columns with a vector together with what lay
    on the stack before, and drops that part. Where it was a signalling NaN, which is rare, NumPy warns, though all
    numbers are right. A product of ours that is invalid is so again.
    """
    try:
        return function(*args)
    except RuntimeWarning as warning:
        if str(warning) != "invalid value encountered in matmul":
            raise
        return function(*args)


def check(ops, name, case, dtype=np.float64, prepare=lambda array: array):
    """Forward and all gradients against PyTorch; ``prepare`` changes the arrays, or how they lie in memory."""
    arrays = tuple(None if array is None else prepare(array) for array in case.arrays(dtype))
    expected, expected_gradients = getattr(oracles, name)(*arrays, **case.options)
    check_all([twice_if_told(forward, ops, name, arrays, case.options)], [expected], dtype)
    dy = prepare(case.array(expected.shape, dtype))
    check_all(twice_if_told(backward, ops, name, dy, arrays, case.options), expected_gradients(dy), dtype)


def check_all(actual, expected, dtype=np.float64):
    assert len(actual) == len(expected)
    for got, wanted in zip(actual, expected, strict=True):
        assert got.dtype == dtype
        assert_close(got, wanted, TOLERANCE[dtype])
