"""The fully connected layer: every output sees every input."""

import numpy as np

from .arguments import bias_of, check_shape, numbers, same_type


def linear(x, weight, bias=None):
    """y[n, o] = bias[o] + sum over f of weight[o, f] x[n, f].

    Parameters
    ----------
    x : (N, in_features)
    weight : (out_features, in_features)
    bias : (out_features,) or None

    Returns
    -------
    (N, out_features)
        In NumPy's common type of the arguments; integers become at least int64.
    """
    x, weight = _arguments(x, weight)
    x, weight, bias = same_type(x, weight, bias_of(bias, len(weight)))
    y = np.zeros((len(x), len(weight)), x.dtype)
    for n, o in np.ndindex(y.shape):
        y[n, o] = np.sum(x[n] * weight[o]) + bias[o]
    return y


def linear_backward(dy, x, weight):
    """Every output hands its dy to the inputs times the weights, to the weights times the inputs.

    Parameters
    ----------
    dy : (N, out_features)
    x, weight
        As they were given to ``linear``.

    Returns
    -------
    dx, dweight, dbias
        Of the shapes of x, weight and bias; dweight and dbias are summed over the batch.
    """
    x, weight = _arguments(x, weight)
    dy, x, weight = same_type(numbers(dy, "dy", "(N, out_features)"), x, weight)
    check_shape(dy, "dy", (len(x), len(weight)))
    dx, dweight, dbias = np.zeros_like(x), np.zeros_like(weight), np.zeros(len(weight), x.dtype)
    for n, o in np.ndindex(dy.shape):
        dx[n] += dy[n, o] * weight[o]
        dweight[o] += dy[n, o] * x[n]
        dbias[o] += dy[n, o]
    return dx, dweight, dbias


def _arguments(x, weight):
    x, weight = numbers(x, "x", "(N, in_features)"), numbers(weight, "weight", "(out_features, in_features)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[1]} features, but weight {weight.shape} takes {weight.shape[1]}.")
    return x, weight
