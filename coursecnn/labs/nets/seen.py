"""The part of an image that one number of a net is made of."""

import numpy as np

from ...arguments.sizes import geometry
from ...layers import AvgPool2d, Conv2d, Flatten, MaxPool2d
from ...layers.base import Weighted


def seen(frame, stop, place):
    """The rows and columns of the image that one value is made of.

    Parameters
    ----------
    frame : JourneyFrame
    stop : int
        Of ``frame.values``, or ``frame.last`` for the softmax.
    place : (channel, row, column)

    Returns
    -------
    (first row, last row), (first column, last column), or None
        Where a layer has a dilation there may be gaps between them. None where a layer is taken as a whole, and where
        there is nothing but padding.
    """
    channel, *at = place
    if stop == frame.last:
        channel, stop = None, stop - 1  # of all scores
    axes = [np.array([n]) for n in at]
    for number in range(stop, 0, -1):
        layer, x, y = frame.layers[number - 1], frame.values[number - 1], frame.values[number]
        if isinstance(layer, (Conv2d, MaxPool2d, AvgPool2d)):
            dilation = getattr(layer, "dilation", 1)
            geo = geometry(x.shape[1:], layer.kernel_size, layer.stride, layer.padding, dilation)
            axes = [_behind(geo, axis, places) for axis, places in enumerate(axes)]
        elif isinstance(layer, Flatten) and channel is not None:
            channel, *at = np.unravel_index(channel, x.shape)
            axes = [np.array([n]) for n in at]
        elif y.shape[1:] == (1, 1) and not (x.shape == y.shape and _each_for_itself(layer)):
            channel, axes = None, [np.arange(n) for n in x.shape[1:]]
        elif x.shape != y.shape or not _each_for_itself(layer):
            return None
    return tuple((int(places[0]), int(places[-1])) for places in axes) if all(map(len, axes)) else None


def _each_for_itself(layer):
    return not hasattr(layer, "layers") and not isinstance(layer, Weighted)


def _behind(geo, axis, places):
    """What the windows of the outputs at ``places`` hold, without padding."""
    taps = geo.dilation[axis] * np.arange(geo.kernel[axis]) - geo.padding[axis][0]
    inputs = np.unique(geo.stride[axis] * places[:, None] + taps)
    return inputs[(inputs >= 0) & (inputs < geo.size[axis])]
