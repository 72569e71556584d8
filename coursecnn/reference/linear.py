"""The fully connected layer: every output sees every input."""

import numpy as np

from ..arguments import as_bias, as_gradient, as_numbers


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
    bias = np.zeros(len(weight), x.dtype) if bias is None else as_bias(bias, len(weight))
    y = np.zeros((len(x), len(weight)), np.result_type(x, weight, bias))
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
    dy = as_gradient(dy, (len(x), len(weight)))
    dx = np.zeros(x.shape, np.result_type(dy, weight))
    dweight = np.zeros(weight.shape, np.result_type(dy, x))
    dbias = np.zeros(len(weight), dy.dtype)
    for n, o in np.ndindex(dy.shape):
        dx[n] += dy[n, o] * weight[o]
        dweight[o] += dy[n, o] * x[n]
        dbias[o] += dy[n, o]
    return dx, dweight, dbias


def _arguments(x, weight):
    x, weight = as_numbers(x), as_numbers(weight, "weight")
    if weight.ndim != 2:
        raise ValueError(f"weight must have the shape (out_features, in_features), not {weight.shape}.")
    if x.ndim != 2 or x.shape[1] != weight.shape[1]:
        raise ValueError(f"x must have the shape (N, {weight.shape[1]}) for a weight {weight.shape}, not {x.shape}.")
    return x, weight
