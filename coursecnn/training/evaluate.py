"""Using a trained net: predictions and accuracy."""

import math
from typing import NamedTuple

import numpy as np

from .. import functional as F
from ..arguments import as_numbers
from ..functional import parallel
from .given import as_model
from .step import as_input

PIECE = 50  # images


class Evaluation(NamedTuple):
    """What a net does on a set of images."""

    correct: int
    total: int
    loss: float

    @property
    def accuracy(self):
        return self.correct / self.total

    def interval(self):
        """``(low, high)``: where the accuracy on all such images lies, with 95 % confidence (Wilson, 1927).

        The images must be drawn one by one: pictures of one object say less than their number.
        """
        n, p, z = self.total, self.accuracy, 1.96
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)

    def __str__(self):
        return f"{self.correct} of {self.total} right ({100 * self.accuracy:.2f} %), loss {self.loss:.4f}"


def outputs(model, images):
    """What the net's last layer says about each image, in evaluation mode: ``(N, classes)``.

    Parameters
    ----------
    images : (N, C, H, W)
        uint8 from 0 to 255 (divided by 255) or float.
    """
    model = as_model(model)
    if not isinstance(images, np.ndarray) or images.dtype != np.uint8 or isinstance(images, np.ma.MaskedArray):
        images = as_numbers(images, "images")
    if images.ndim != 4 or len(images) == 0:
        raise ValueError(f"images must have shape (N, C, H, W) with at least one image, not {images.shape}.")

    return _forward(model, len(images), lambda part: images[part])


def probabilities(model, images):
    """The softmax of ``outputs``: ``(N, classes)``, rows sum to 1."""
    return F.softmax(outputs(model, images))


def predict(model, images):
    """The most likely class of each image: ``(N,)`` integers."""
    return outputs(model, images).argmax(axis=1)


def evaluate(model, images, labels):
    """An ``Evaluation``: right answers, number of images and mean cross-entropy loss."""
    return _judged(outputs(model, images), labels)


def evaluate_rows(model, images, labels, rows):
    """``evaluate`` of some rows, which are read piece by piece: ``images`` may be a file that memory cannot hold."""
    return _judged(_forward(model, len(rows), lambda part: images[rows[part]]), labels[rows])


def _forward(model, n, images_of):
    def piece(part):
        with np.errstate(all="ignore"):  # a net that diverged shows it in its outputs
            return model.copy().eval()(as_input(images_of(part)))

    return np.concatenate(parallel.run(piece, parallel.pieces(n, PIECE)))


def _judged(logits, labels):
    loss = F.cross_entropy(logits, labels)
    return Evaluation(int((logits.argmax(axis=1) == labels).sum()), len(logits), loss)
