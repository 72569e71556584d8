"""Why one number of a net is what it is: the numbers that it is made of."""

from dataclasses import dataclass, replace

import numpy as np

from ...arguments.sizes import geometry
from ...layers import AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d


@dataclass(frozen=True)
class Reason:
    """What one output is made of.

    Attributes
    ----------
    kind : "convolution", "maximum", "mean", "weights", "same place", "order", "softmax" or "whole"
    value : float
        The output.
    window : (C, K_h, K_w)
        What it is made of: the inputs of the channels that its filter sees, 0 where they are padding; for "weights" all
        inputs in their shape; of a "whole" layer none.
    weights : (C, K_h, K_w), or None
        What the inputs are multiplied by.
    bias : float
    places : (C, K_h, K_w, 3) of int
        Channel, row and column of each of these inputs; the row is outside the input where it is padding.
    """

    kind: str
    value: float
    window: np.ndarray
    weights: np.ndarray | None
    bias: float
    places: np.ndarray

    @property
    def products(self):
        return self.window * self.weights

    def inside(self, shape):
        """Which of the inputs are no padding, for an input of this shape (C, H, W)."""
        return ((self.places >= 0) & (self.places < shape)).all(axis=-1)


def reason(frame, stop, place):
    """What one value of a journey is made of.

    Parameters
    ----------
    frame : JourneyFrame
    stop : int
        Of ``frame.values``, from 1 on; ``frame.last`` is the softmax.
    place : (channel, row, column)

    Returns
    -------
    Reason
    """
    if stop == frame.last:
        scores = frame.values[-1]
        return Reason("softmax", float(frame.probabilities[place[0]]), scores, None, 0.0, _all_places(scores.shape))
    layer, x, y = frame.layers[stop - 1], frame.values[stop - 1], frame.values[stop]
    value, (channel, row, column) = float(y[place]), place
    if isinstance(layer, Conv2d):
        bias = float(layer.params["bias"][channel]) if "bias" in layer.params else 0.0
        weights = layer.params["weight"][channel]
        first = channel // (len(y) // layer.groups) * len(weights)
        geo = geometry(x.shape[1:], layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        places = _window(geo, row, column, range(first, first + len(weights)))
        return Reason("convolution", value, _taken(x, places), weights, bias, places)
    if isinstance(layer, (MaxPool2d, AvgPool2d)):
        kind = "maximum" if isinstance(layer, MaxPool2d) else "mean"
        geo = geometry(x.shape[1:], layer.kernel_size, layer.stride, layer.padding)
        places = _window(geo, row, column, [channel])
        return Reason(kind, value, _taken(x, places), None, 0.0, places)
    if isinstance(layer, Linear):
        bias = float(layer.params["bias"][channel]) if "bias" in layer.params else 0.0
        source = _before_flatten(frame, stop)
        weights = layer.params["weight"][channel].reshape(source.shape)
        return Reason("weights", value, source, weights, bias, _all_places(source.shape))
    if isinstance(layer, Flatten):
        places = np.array(np.unravel_index(channel, x.shape)).reshape(1, 1, 1, 3)
        return Reason("order", value, _taken(x, places), None, 0.0, places)
    if x.shape == y.shape and not hasattr(layer, "layers"):  # each number for itself, such as ReLU; no block of layers
        places = np.array(place).reshape(1, 1, 1, 3)
        return Reason("same place", value, _taken(x, places), None, 0.0, places)
    return Reason("whole", value, np.zeros((0, 0, 0)), None, 0.0, np.zeros((0, 0, 0, 3), int))


def rather(frame, stop, place):
    """Why the score of one class and not that of another: None, or the ``Reason`` of their difference.

    The two are made of the same inputs, so weights are subtracted. It is given for the score of the frame's target
    where the frame has a class against it, and the scores are made by a fully connected layer.
    """
    if frame.against is None or stop != frame.last - 1 or place[0] != frame.target:
        return None
    ours, theirs = (reason(frame, stop, (k, 0, 0)) for k in (frame.target, frame.against))
    if ours.kind != "weights":
        return None
    differences = {name: getattr(ours, name) - getattr(theirs, name) for name in ("value", "weights", "bias")}
    return replace(ours, **differences)


def back_to(frame, stop):
    """The stop whose values a ``Reason`` of this stop is made of: the one before, or before a ``Flatten``."""
    if 1 <= stop < frame.last and isinstance(frame.layers[stop - 1], Linear) and _flat(frame, stop - 1):
        return stop - 2
    return stop - 1


def _before_flatten(frame, stop):
    return frame.values[back_to(frame, stop)]


def _flat(frame, stop):
    return stop >= 1 and isinstance(frame.layers[stop - 1], Flatten)


def _window(geo, row, column, channels):
    taps = [
        s * n - before + d * np.arange(k)
        for s, n, (before, _), d, k in zip(geo.stride, (row, column), geo.padding, geo.dilation, geo.kernel)
    ]
    return np.stack(np.meshgrid(list(channels), *taps, indexing="ij"), axis=-1)


def _taken(x, places):
    """The inputs at these places, 0 in the padding."""
    inside = ((places >= 0) & (places < x.shape)).all(axis=-1)
    held = np.clip(places, 0, np.array(x.shape) - 1)
    return np.where(inside, x[tuple(np.moveaxis(held, -1, 0))], 0)


def _all_places(shape):
    return np.stack(np.indices(shape), axis=-1)
