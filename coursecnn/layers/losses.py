"""Losses: one number for a batch, and its gradient."""

import numpy as np

from ..arguments import as_numbers
from ..functional import dense
from .base import floats


class CrossEntropyLoss:
    """Mean of -log(softmax(logits)[label]); softmax is merged in, so the gradient is (p - y) / N.

    ``loss = criterion(logits, labels)``, then ``dlogits = criterion.backward()``.

    Logits are ``(N, classes)``, labels ``(N,)`` integers from 0.
    """

    _saved = None

    def __call__(self, logits, labels):
        self._saved = dense.labelled(floats(logits, name="logits"), labels)
        return dense.mean_loss(*self._saved)

    def backward(self):
        return dense.less_labels(*_recall(self))


class MSELoss:
    """Mean of (prediction - target)^2 over all numbers; the gradient is 2 (prediction - target) / size.

    ``loss = criterion(prediction, target)``, then ``dprediction = criterion.backward()``.
    """

    _saved = None

    def __call__(self, prediction, target):
        prediction = floats(prediction, name="prediction")
        target = as_numbers(target, "target").astype(prediction.dtype)
        if prediction.shape != target.shape or prediction.size == 0:
            raise ValueError(f"prediction and target must have one shape, not {prediction.shape} and {target.shape}.")
        self._saved = prediction - target
        return float(np.mean(self._saved**2))

    def backward(self):
        difference = _recall(self)
        return 2 * difference / difference.size


def _recall(loss):
    if loss._saved is None:
        name = type(loss).__name__
        raise RuntimeError(f"{name}.backward was called before the loss was computed: call it with data first.")
    return loss._saved
