"""The lab in which one goes through a net: from an image, layer by layer, to the answer, and back."""

import numpy as np

from ...datasets import to_float
from ...layers import Sequential
from ..kit.code import Name
from ..kit.controls import Action, Choice, Integer
from ..kit.svg import line
from . import trained as nets
from .canvas import Canvas
from .journey import journey_frame, names_of
from .journey_drawing import desk, strip
from .net_lab import NetLab
from .placing import as_mnist
from .reasons import back_to, reason

MOST = 1 << 16  # maps, rows, columns
OWN, FIRST = "drawing", 8  # the sample that is shown first


class JourneyLab(NetLab):
    """Every layer of a net, every map, every number, and what it is made of; the gradient of a score on the same maps.

    Parameters
    ----------
    net : Sequential, optional
        Any net of the package whose last layer gives one score for each class. Unless given, a small net for digits is
        trained, once: the cache keeps it.
    images : (N, C, H, W), optional
        uint8, or floats as the net takes them; (C, H, W) is one image. Drawn digits unless given.
    image : int, optional
        The number of the image that is shown first.
    stop : int
        0 is the image, k what layer k makes of it.
    place : (channel, row, column)
        The number of this stop that is opened.
    source : int
        The channel of its filter that is written out.
    gradient : None or int
        The class whose score's gradient is shown on the maps.
    """

    name, title = "journey", "A journey through a net: from the image to the answer, and back"

    def __init__(self, net=None, images=None, image=None, stop=1, place=(0, 10, 10), source=0, gradient=None):
        self.given = {name: Name(name) for name, value in (("net", net), ("images", images)) if value is not None}
        self.images = nets.samples().reshape(-1, 1, 28, 28) if images is None else _images(images)
        example = nets.untrained() if net is None else _net(net)
        first = journey_frame(example, self._floats(self.images[0]))
        self.names, classes = names_of(example), len(first.probabilities)
        self.canvas = Canvas()
        self.draws = self.images.shape[1:] == (1, 28, 28)
        sources = {"samples" if images is None else "images": "images"} | ({"my drawing": OWN} if self.draws else {})
        self.source_ = Choice("image from", sources)
        image = (FIRST if images is None else 0) if image is None else image
        self.image = Integer("image", 0, len(self.images) - 1, image)
        self.stop = Choice("layer", {name: k for k, name in enumerate(self.names)}, stop)
        self.place = [Integer(label, 0, MOST, n) for label, n in zip(("map", "row", "column"), place)]
        self.source = Integer("channel of the filter", 0, MOST, source)
        scores = {"off": "off"} | {f"of score {k}": k for k in range(classes)}
        self.gradient = Choice("gradient", scores, "off" if gradient is None else gradient)
        self.back = Action("One layer back", self._back, "To the input that counts most here")
        rows = (
            [self.source_, self.image],
            [self.canvas],
            [self.stop],
            self.place,
            [self.source],
            [self.gradient, self.back],
        )
        super().__init__(net, *rows)
        self.watch(self.canvas, "pixels")

    def frame(self):
        """The JourneyFrame of what is chosen."""
        own = self.source_.value == OWN
        image = as_mnist(self.canvas.drawing)[None] if own else self.images[self.image.value]
        target = None if self.gradient.value == "off" else self.gradient.value
        return journey_frame(self.net, self._floats(image), target)

    def draw(self):
        own = self.source_.value == OWN
        self.canvas.layout.display = None if own else "none"
        self.image.layout.display = "none" if own else None
        if self.net is None:
            return self.waiting()
        frame, stop = self.frame(), self.stop.value
        shape = frame.values[-1].shape if stop == frame.last else frame.values[stop].shape
        for control, n in zip(self.place, shape):
            control.limits = 0, n - 1
        place = tuple(control.value for control in self.place)
        why = reason(frame, stop, place) if stop else None
        many = why is not None and why.kind == "convolution"
        self.source.limits = 0, len(why.window) - 1 if many else 0
        self.back.disabled = why is None or why.kind == "whole"
        best = int(frame.probabilities.argmax())
        self.say(f"The net says {best} ({100 * frame.probabilities[best]:.1f} %).")
        shown = strip(frame, self.names, stop, place)
        shown += desk(frame, self.names, stop, place, why, self.source.value if many else 0)
        return shown + (line(self.about, "about") if self.about else "")

    def pick(self, name, row, column):
        """A number of the strip, a kernel of the filter, or an input on the desk."""
        kind, _, channel = name.partition(".")
        if kind.startswith("L"):
            self._go(int(kind[1:]), (int(channel), row, column))
        elif kind == "filter":
            self.source.value = int(channel)
        elif kind == "back":
            frame, stop = self.frame(), self.stop.value
            why = reason(frame, stop, tuple(control.value for control in self.place))
            part = int(channel) if channel else self.source.value if why.kind == "convolution" else 0
            place = why.places[part, row, column]
            target = back_to(frame, stop)
            if not why.inside(frame.values[target].shape)[part, row, column]:
                raise ValueError("This is padding: a 0 that no layer made.")
            self._go(target, place.tolist())

    def settings(self):
        place = tuple(control.value for control in self.place)
        first = FIRST if "images" not in self.given else 0
        image = None if self.image.value == first else self.image.value
        values = {"image": image, "stop": self.stop.value, "place": place, "source": self.source.value}
        return self.given | values | {"gradient": None if self.gradient.value == "off" else self.gradient.value}

    def reset(self):
        with self.hold():
            super().reset()
            self.canvas.clear()

    def _back(self):
        """To the input whose product is largest; without products to the largest input."""
        frame, stop = self.frame(), self.stop.value
        why = reason(frame, stop, tuple(control.value for control in self.place))
        weights = why.window if why.weights is None else np.abs(why.products)
        if why.kind == "softmax":
            place = tuple(control.value for control in self.place)
        else:
            target = back_to(frame, stop)
            inside = why.inside(frame.values[target].shape)
            place = why.places[np.unravel_index(np.where(inside, weights, -np.inf).argmax(), inside.shape)].tolist()
        self._go(back_to(frame, stop), place)

    def _go(self, stop, place):
        with self.hold():
            self.stop.value = stop
            for control, n in zip(self.place, place):
                control.limits = 0, max(control.limits[1], n)
                control.value = n

    def _floats(self, image):
        return to_float(image) if image.dtype == np.uint8 else image.astype(np.float32, copy=False)


def _net(net):
    if not isinstance(net, Sequential):
        raise ValueError(f"net must be a Sequential net, not {type(net).__name__}.")
    return net


def _images(images):
    images = np.asarray(images)
    images = images[None] if images.ndim == 3 else images
    right = images.dtype == np.uint8 or images.dtype.kind == "f"
    if images.ndim != 4 or not images.size or not right:
        expected = "uint8 or floats of shape (N, C, H, W)"
        raise ValueError(f"images must be {expected}, not {images.dtype} of shape {images.shape}.")
    return images
