"""Fully connected layers, activations and the softmax loss."""

import numpy as np

from ..arguments import as_bias, as_gradient, as_numbers
from . import fast, parallel
from .choice import keep

MANY = 1 << 26  # multiplications; so many are shared by the workers


def linear(x, weight, bias=None):
    """y = x @ weight.T + bias.

    Parameters
    ----------
    x : (N, in_features)
    weight : (out_features, in_features)
    bias : (out_features,), optional

    Returns
    -------
    (N, out_features)
    """
    x, weight = _matrices(x, weight)
    y = product(x, weight.T)
    return y if bias is None else y + as_bias(bias, len(weight))


def linear_backward(dy, x, weight):
    """Gradients ``(dx, dw, db)`` of ``linear``: dx = dy @ weight, dw = dy.T @ x, db = sum of dy over the batch."""
    x, weight = _matrices(x, weight)
    dy = as_gradient(dy, (len(x), len(weight)))
    return product(dy, weight), product(dy.T, x), dy.sum(axis=0)


def product(a, b):
    """``a @ b``; where that is much, workers share the columns."""
    (m, k), n = a.shape, b.shape[1]
    if m * k * n < MANY:
        return a @ b
    y = np.empty((m, n), np.result_type(a, b))
    parallel.run(lambda columns: np.matmul(a, b[:, columns], out=y[:, columns]), parallel.even_pieces(n, n // 8))
    return y


def _matrices(x, weight):
    x, weight = as_numbers(x), as_numbers(weight, "weight")
    if weight.ndim != 2:
        raise ValueError(f"weight must have shape (out_features, in_features), not {weight.shape}.")
    if x.ndim != 2 or x.shape[1] != weight.shape[1]:
        hint = " Put a Flatten layer before it." if x.ndim == 4 else ""
        raise ValueError(
            f"x must have shape (N, {weight.shape[1]}) for a weight of shape {weight.shape}, not {x.shape}.{hint}"
        )
    return x, weight


def relu(x):
    """max(x, 0)."""
    x = as_numbers(x)
    compiled = fast.kernels(x)
    return compiled.keep(x, x, True) if compiled else np.maximum(x, 0)


def relu_backward(dy, x):
    """dy where x > 0, else 0; at the kink the gradient is 0."""
    x = as_numbers(x)
    dy = as_gradient(dy, x.shape)
    compiled = fast.kernels(x, dy)
    return compiled.keep(dy, x, False) if compiled else keep(dy, x > 0)


def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow for any x."""
    x = as_numbers(x)
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def sigmoid_backward(dy, y):
    """dy * y * (1 - y), from the output y of ``sigmoid``."""
    y = as_numbers(y, "y")
    return as_gradient(dy, y.shape) * y * (1 - y)


def tanh(x):
    """Hyperbolic tangent."""
    return np.tanh(as_numbers(x))


def tanh_backward(dy, y):
    """dy * (1 - y^2), from the output y of ``tanh``."""
    y = as_numbers(y, "y")
    return as_gradient(dy, y.shape) * (1 - y * y)


def softmax(x):
    """Probabilities exp(x) / sum of exp(x) over the last axis; the largest x is subtracted first: nothing overflows."""
    x = as_numbers(x)
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ValueError(f"x must have at least one number along its last axis, but its shape is {x.shape}.")
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cross_entropy(logits, labels):
    """Mean over the batch of -log(softmax(logits)[label]).

    Parameters
    ----------
    logits : (N, classes)
    labels : (N,) integers from 0 to classes - 1

    Returns
    -------
    float
    """
    return mean_loss(*labelled(logits, labels))


def cross_entropy_backward(logits, labels):
    """Gradient for the logits, (p - y) / N: the probabilities, less 1 at the label."""
    return less_labels(*labelled(logits, labels))


def mean_loss(logits, labels):
    """``cross_entropy`` of what is ``labelled``."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sum - shifted[np.arange(len(labels)), labels]))


def less_labels(logits, labels):
    """``cross_entropy_backward`` of what is ``labelled``."""
    d = softmax(logits)
    d[np.arange(len(labels)), labels] -= 1
    return d / len(labels)


def labelled(logits, labels):
    """Both as arrays, the labels as integers; one sentence where they do not fit."""
    logits = as_numbers(logits, "logits")
    try:
        labels = as_numbers(labels, "labels")
    except TypeError as error:
        raise TypeError(f"{error} Labels are integers, one for each row of logits.") from None
    if logits.ndim != 2 or 0 in logits.shape:
        raise ValueError(f"logits must have shape (N, classes) with at least one row, not {logits.shape}.")
    if labels.dtype.kind not in "iu" or labels.shape != (len(logits),):
        raise ValueError(
            f"labels must be {len(logits)} integers, one for each row of logits, "
            f"not {labels.dtype} of shape {labels.shape}."
        )
    if labels.view(np.uint64).max() >= logits.shape[1]:  # where negative ones are the largest of all
        wrong = labels.min() if labels.min() < 0 else labels.max()
        classes = logits.shape[1]
        hint = " (if they count from 1, subtract 1)" if wrong == classes and labels.min() >= 1 else ""
        raise ValueError(
            f"Label {wrong} is out of range: with {classes} classes labels go from 0 to {classes - 1}{hint}."
        )
    return logits, labels
