"""The part of an image, and of the layers between, that one number of a net is made of."""

import numpy as np

from ...arguments.sizes import geometry
from ...layers import AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d
from ...layers.base import Weighted
from ..kit.svg import link, window_link


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
    way = list(way_back(frame, stop, place))
    axes = way[-1][2] if way and way[-1][0] == 0 else ((),)
    return tuple((int(places[0]), int(places[-1])) for places in axes) if all(map(len, axes)) else None


def way_back(frame, stop, place):
    """The rows, columns and channels that one value is made of, in one layer after the other.

    Yields
    ------
    number, channels, (rows, columns)
        Of ``frame.values``, from ``stop - 1`` down to the image; where a layer is taken as a whole it ends before that.
        All are arrays of int; ``channels`` is None where it is all of them.
    """
    channel, *at = place
    channels, axes = np.array([channel]), [np.array([n]) for n in at]
    if stop == frame.last:
        channels, stop = None, stop - 1  # of all scores
        yield stop, channels, axes
    for number in range(stop, 0, -1):
        layer, x, y = frame.layers[number - 1], frame.values[number - 1], frame.values[number]
        if isinstance(layer, (Conv2d, MaxPool2d, AvgPool2d)):
            dilation = getattr(layer, "dilation", 1)
            geo = geometry(x.shape[1:], layer.kernel_size, layer.stride, layer.padding, dilation)
            axes = [_behind(geo, axis, places) for axis, places in enumerate(axes)]
            channels = _sources(layer, channels, len(x), len(y)) if isinstance(layer, Conv2d) else channels
        elif isinstance(layer, Flatten) and channels is not None:
            channels, *axes = (np.array([n]) for n in np.unravel_index(channels[0], x.shape))
        elif y.shape[1:] == (1, 1) and not (x.shape == y.shape and _each_for_itself(layer)):
            channels, axes = None, [np.arange(n) for n in x.shape[1:]]
        elif x.shape != y.shape or not _each_for_itself(layer):
            return
        yield number - 1, channels, tuple(axes)


def _sources(layer, channels, n_in, n_out):
    """The channels that the filters of these outputs see; None: all."""
    if channels is None or layer.groups == 1:
        return None
    groups, each = np.unique(channels // (n_out // layer.groups)), n_in // layer.groups
    return (groups[:, None] * each + np.arange(each)).ravel()


def _each_for_itself(layer):
    return not hasattr(layer, "layers") and not isinstance(layer, Weighted)


def _behind(geo, axis, places):
    """What the windows of the outputs at ``places`` hold, without padding."""
    taps = geo.dilation[axis] * np.arange(geo.kernel[axis]) - geo.padding[axis][0]
    inputs = np.unique(geo.stride[axis] * places[:, None] + taps)
    return inputs[(inputs >= 0) & (inputs < geo.size[axis])]


def links(frame):
    """How the boards of the strip hang together; of a layer that is taken as a whole nothing is said."""
    links = []
    for k, layer in enumerate(frame.layers, 1):
        x, y = frame.values[k - 1], frame.values[k]
        if isinstance(layer, Conv2d) and (layer.groups == 1 or layer.groups == len(x) == len(y)):
            geo = geometry(x.shape[1:], layer.kernel_size, layer.stride, layer.padding, layer.dilation)
            links.append(window_link(f"L{k}", f"L{k - 1}", geo, layer.groups > 1))
        elif isinstance(layer, (MaxPool2d, AvgPool2d)):
            geo = geometry(x.shape[1:], layer.kernel_size, layer.stride, layer.padding)
            links.append(window_link(f"L{k}", f"L{k - 1}", geo, True))
        elif isinstance(layer, Flatten):
            links.append({"out": f"L{k}", "in": f"L{k - 1}", "flat": x.shape})
        elif isinstance(layer, Linear):
            links.append({"out": f"L{k}", "in": f"L{k - 1}", "all": x.shape[1:]})
        elif x.shape == y.shape and not hasattr(layer, "layers"):
            links.append(link(f"L{k}", f"L{k - 1}", same=True))
    softmax = {"out": f"L{frame.last}", "in": f"L{frame.last - 1}", "all": (1, 1)}
    return [*links, softmax]
