"""A trained net opened: one filter, its map step by step, and the pixels that decide."""

from dataclasses import dataclass

import numpy as np

from ... import functional as F
from ...datasets import to_float
from ...functional import parallel
from ...layers import Conv2d
from ...plots.values import times
from ..kit.code import Name, unless
from ..kit.controls import Choice, Integer
from ..kit.svg import line
from . import trained as nets
from .activations_drawing import columns, render
from .digit_drawing import verdict
from .door import DoorLab
from .journey import layers_of

SCORES = {"the digit it reads": "winner"} | {str(digit): digit for digit in range(10)}


@dataclass(frozen=True)
class ActivationsFrame:
    """What one image does in a net.

    Attributes
    ----------
    image : (28, 28) uint8
    weights : list of (C_out, C_in, K_h, K_w)
        Of each convolution.
    steps : list of lists of (Layer, (C_out, H, W))
        Each convolution and all that follows it up to the next one, each with what it makes of the image.
    probabilities : (10,)
    digit : int
        The class whose score ``saliency`` is about.
    saliency : (28, 28)
        The gradient of that score, before softmax, for the pixels on their scale from 0 to 1.
    """

    image: np.ndarray
    weights: list
    steps: list
    probabilities: np.ndarray
    digit: int
    saliency: np.ndarray

    @property
    def maps(self):
        """(C_out, H, W) of each convolution's last step: what goes into the next one, or into the rest of the net."""
        return [steps[-1][1] for steps in self.steps]


def activations_frame(net, image, digit=None):
    """Feature maps, probabilities and saliency of one image.

    Parameters
    ----------
    net : Sequential
        For images (N, 1, 28, 28) and ten classes.
    image : (28, 28) uint8
    digit : int, optional
        Whose score is asked for its gradient; the highest one unless given.

    Returns
    -------
    ActivationsFrame
    """
    layers, x, steps = layers_of(net), to_float(image)[None, None], []
    with parallel.one_blas_thread():  # to wake a second one takes longer than all the work for one image
        for layer in layers:
            x = layer(x)
            if isinstance(layer, Conv2d):
                steps.append([])
            if steps and x.ndim == 4:
                steps[-1].append((layer, x[0]))
        digit = int(x.argmax()) if digit is None else digit
        gradient = np.eye(10, dtype=x.dtype)[digit : digit + 1]
        for layer in reversed(layers):
            gradient = layer.backward(gradient)
    return ActivationsFrame(image, _weights(layers), steps, F.softmax(x)[0], digit, gradient[0, 0])


class ActivationsLab(DoorLab):
    """Image, layer, channel: the filter, its map among all of the layer, and the saliency of the image.

    Parameters
    ----------
    image : int, optional
        The number of the image that is shown first.
    layer, channel : int
    score : "winner" or int
        The saliency of the digit that the net reads, or of this digit.
    net : Sequential, optional
        For images (N, 1, 28, 28) and ten classes. Unless given, a small net is trained, once: the cache keeps it.
    images : (N, 1, 28, 28) uint8, optional
        Drawn digits unless given; the digit is then the last figure of the image's number.
    """

    name, title = "activations", "What does the net see?"

    def __init__(self, image=None, layer=1, channel=0, score="winner", net=None, images=None):
        given = {"net": net, "images": images}
        self.given = {name: Name(name) for name, value in given.items() if value is not None}
        net = nets.checked(net)
        self.images = nets.samples().reshape(-1, 1, 28, 28) if images is None else _checked(images)
        kinds = _weights(layers_of(nets.untrained() if net is None else net))
        if not kinds:
            raise ValueError("The net has no convolution, so it has no feature maps to show.")
        self.first = nets.FIRST if images is None else 0
        self.image = Integer("image", 0, len(self.images) - 1, self.first if image is None else image)
        self.layer = Choice(
            "layer", {f"{k}: {len(w)} filters of {times(w.shape[2:])}": k for k, w in enumerate(kinds, 1)}, layer
        )
        self.layer.description = "convolution"  # in the journey, what comes behind it is a layer, too
        self.channel = Integer("channel", 0, len(kinds[self.layer.value - 1]) - 1, channel)
        self.channel.field.description = "filter"  # which the lab calls what makes a map
        self.score = Choice("saliency for", SCORES, score)
        super().__init__(net, [self.image, self.layer], [self.channel, self.score])

    def draw(self):
        if self.net is None:
            return self.waiting()
        digit = None if self.score.value == "winner" else self.score.value
        frame = activations_frame(self.net, self.images[self.image.value, 0], digit)
        self.channel.limits = 0, len(frame.maps[self.layer.value - 1]) - 1
        self.say(verdict(frame) + ("" if "images" in self.given else f" {nets.drawn(self.image.value)}"))
        shown = render(frame, self.layer.value, self.channel.value, f"image no. {self.image.value}")
        return shown + (line(self.about, "about") if self.about else "")

    def seen(self):
        return self.images[self.image.value, 0]

    def settings(self):
        names = "image", "layer", "channel", "score"
        values = {name: getattr(self, name).value for name in names} | self.given
        return values | {"image": unless(self.image.value, self.first)}

    def pick(self, name, row, column):
        """A map of the layer."""
        self.channel.value = row * columns(self.channel.limits[1] + 1) + column


def _weights(layers):
    return [layer.params["weight"] for layer in layers if isinstance(layer, Conv2d)]


def _checked(images):
    images = np.asarray(images)
    if images.shape[1:] != (1, 28, 28) or not len(images) or images.dtype != np.uint8:
        raise ValueError(f"images must be uint8 of shape (N, 1, 28, 28), not {images.dtype} of shape {images.shape}.")
    return images
