"""The way of one image through a net, layer by layer, and the way of a gradient back."""

from dataclasses import dataclass

import numpy as np

from ... import functional as F
from ...functional import parallel
from ...layers import Conv2d, ConvPool2d, MaxPool2d, ReLU, Sequential
from ...plots.values import times


@dataclass(frozen=True)
class JourneyFrame:
    """What a net makes of one image.

    Attributes
    ----------
    layers : list of Layer
        In the order in which they run, in evaluation mode; a ``ConvPool2d`` as its three parts.
    values : list of (C, H, W)
        The image, and what each layer makes of it; of a vector C numbers of 1 x 1.
    gradients : list of (C, H, W), or None
        Of the score of one class for each of these values.
    target : int or None
        That class.
    against : int or None
        The class whose score is taken away from that of ``target``.
    probabilities : (K,)
        Softmax of the last values.
    """

    layers: list
    values: list
    gradients: list | None
    target: int | None
    against: int | None
    probabilities: np.ndarray

    @property
    def last(self):
        """The number of the softmax, which comes after the last layer."""
        return len(self.values)


def layers_of(net):
    """The layers of a net as they run one after another.

    Parameters
    ----------
    net : Sequential

    Returns
    -------
    list of Layer
        Nets inside the net are opened, and a ``ConvPool2d`` is a convolution, a pooling and a ReLU; all share the net's
        parameters. A block with a forward pass of its own stays whole.
    """
    found = []
    for layer in net.layers:
        if type(layer) is Sequential:
            found += layers_of(layer)
        elif isinstance(layer, ConvPool2d):
            conv = Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride, layer.padding,
                          layer.dilation, bias="bias" in layer.params, dtype=layer.dtype)  # fmt: skip
            conv.params = layer.params
            found += [conv, MaxPool2d(layer.pool_size), ReLU()]
        else:
            found.append(layer)
    return [layer.copy().eval() for layer in found]


def journey_frame(net, image, target=None, against=None):
    """Send one image through a net, and the gradient of a score back.

    Parameters
    ----------
    net : Sequential
        Its last layer gives one score for each class.
    image : (C, H, W) of floats
    target : int, optional
        Whose score is asked for its gradient.
    against : int, optional
        Whose score is taken away from it.

    Returns
    -------
    JourneyFrame

    Raises
    ------
    ValueError
        The sentence of the layer that cannot take what comes in, with the layer's number; or that the net ends in maps.
    """
    layers, x, values = layers_of(net), image[None], [image]
    with parallel.one_blas_thread():  # to wake a second one takes longer than all the work for one image
        for number, layer in enumerate(layers, 1):
            try:
                x = layer(x)
            except (ValueError, TypeError) as error:
                raise ValueError(f"Layer {number}, {type(layer).__name__}: {error}") from None
            values.append(x[0])
        if x.ndim != 2:
            raise ValueError(f"The net must end in one score for each class, not in maps of shape {x.shape[1:]}.")
        one = np.eye(x.shape[1], dtype=x.dtype)
        ways = None if target is None else one[[target]] - (0 if against is None else one[[against]])
        gradients = None if ways is None else _gradients(layers, ways)
    return JourneyFrame(layers, [_maps(v) for v in values], gradients, target, against, F.softmax(x)[0])


def _gradients(layers, dy):
    found = [_maps(dy[0])]
    for layer in reversed(layers):
        dy = layer.backward(dy)
        found.append(_maps(dy[0]))
    return found[::-1]


def _maps(value):
    """(C, H, W) as it is, (C,) as (C, 1, 1)."""
    return value if value.ndim == 3 else value.reshape(-1, 1, 1)


def names_of(net):
    """What the reader calls each stop of the journey: the image, each layer, the softmax."""
    names = ["0 image"]
    for number, layer in enumerate(layers_of(net), 1):
        size = f" {times(layer.kernel_size)}" if hasattr(layer, "kernel_size") else ""
        names.append(f"{number} {type(layer).__name__.removesuffix('2d')}{size}")
    return [*names, f"{len(names)} softmax"]
