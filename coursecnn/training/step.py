"""One training step: the gradients of a batch, piece by piece."""

import numpy as np

from ..datasets import to_float
from ..functional import parallel


def piece_size(n):
    """Images of a batch of ``n`` that go through the net together: two pieces or more, of 16 to 64 images each."""
    return min(max(-(-n // 2), 16), 64)


class Diverged(ArithmeticError):
    """The loss became infinite or not a number. ``history`` holds what was recorded until then."""

    history = None


def batch_gradients(model, loss, images, labels, key=()):
    """Mean loss, number of right answers and gradients of a batch.

    The batch is cut into pieces that go forward and backward through the whole net, each with a copy of the layers,
    spread over the workers; gradients are added in the order of the pieces. A net whose outputs depend on the whole
    batch (batch normalisation) gets it in one piece.

    Parameters
    ----------
    model : Layer
    loss : CrossEntropyLoss
        Or any class with ``loss(outputs, targets)`` and ``loss.backward()``, both means over the batch.
    images : (N, C, H, W) uint8 or float
    labels : (N,)
    key : tuple of int
        Dropout masks depend on it (such as seed and step) and on the piece, not on what was drawn before.

    Returns
    -------
    loss : float
    correct : int
    grads : dict of str to array
    """
    n = len(images)

    def piece(number_and_rows):
        number, rows = number_and_rows
        twin, criterion = model.copy(), type(loss)()
        reseed(twin, *key, number)
        with np.errstate(all="ignore"):  # a net that diverges is reported by its loss
            outputs = twin(as_input(images[rows]))
            value = criterion(outputs, labels[rows])
            share = len(outputs) / n
            gradient = criterion.backward() * outputs.dtype.type(share)
            twin.backward(gradient, input_gradient=False) if twin.skips_input_gradient else twin.backward(gradient)
        return value * share, count_correct(outputs, labels[rows]), dict(twin.grads)

    size = piece_size(n) if model.independent else n
    results = parallel.run(piece, enumerate(parallel.pieces(n, size)))
    losses, correct, grads = zip(*results)
    total = grads[0]
    for more in grads[1:]:
        for name in total:
            total[name] += more[name]
    return sum(losses), sum(correct), total


def as_input(images):
    """Images as a net takes them: uint8 divided by 255, floats as they are."""
    return to_float(images) if images.dtype == np.uint8 else images


def count_correct(outputs, labels):
    """How many rows have their largest output at the label; 0 where labels are not classes."""
    return int((outputs.argmax(axis=1) == labels).sum()) if np.ndim(labels) == 1 else 0


def reseed(model, *key):
    """Give each layer with a generator a new one that depends on ``key`` and the layer's place."""
    for place, layer in enumerate(model.sublayers()):
        if hasattr(layer, "reseed"):
            layer.reseed(*key, place)
