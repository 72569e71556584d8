"""The lab in which one goes through a net: from an image, layer by layer, to the answer, and back."""

from pathlib import Path

import ipywidgets as widgets
import numpy as np

from ...datasets import to_float
from ...training import probabilities
from ..kit.code import Name
from ..kit.controls import Action, Choice, Integer, Toggle
from ..kit.svg import legend, line, linked
from . import trained as nets
from .canvas import Canvas
from .given import given, named
from .image_file import ImageFile
from .journey import journey_frame, names_of
from .journey_drawing import came, desk, strip
from .net_lab import NetLab
from .placing import as_mnist
from .reasons import back_to, reason
from .seen import links

MOST = 1 << 16  # maps, rows, columns
LEGEND = legend(
    ("output", "the chosen map and number"),
    ("kernel", "its kernel, and all that it sees"),
    "blue below 0, orange-red above, 0 white (on dark pages black); in greys 0 is black; numbers are rounded",
)


class JourneyLab(NetLab):
    """Every layer of a net, every map, every number, and what it is made of; the gradient of a score on the same maps.

    Parameters
    ----------
    net : Sequential, or the path of its file, optional
        Any net of the package whose last layer gives one score for each class; a file of ``coursecnn train --save``
        says itself what images it takes and what its classes are called. Unless given, a small net for digits is
        trained, once: the cache keeps it.
    images : (N, C, H, W), optional
        uint8, or floats as the net takes them; (C, H, W) is one image. Unless given, drawn digits; for a file's net of
        other classes an image is chosen on the page.
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
    against : None or int
        The class whose score is taken away from it: the gradient of the difference is shown.
    classes : list of str, optional
        What the classes are called; as the net's file says, or numbers, unless given.
    """

    name, title = "journey", "A journey through a net: from the image to the answer, and back"

    def __init__(
        self, net=None, images=None, image=None, stop=1, place=(0, 10, 10), source=0, gradient=None,
        against=None, classes=None
    ):  # fmt: skip
        path = isinstance(net, (str, Path))
        self.given = {} if net is None else {"net": Name(repr(str(net)) if path else "net")}
        self.given |= {} if images is None else {"images": Name("images")}
        self.given |= {} if classes is None else {"classes": list(classes)}
        net, self.images, own = given(net, images)
        (count, *shape), kind = self.images.shape, self.images.dtype
        example = nets.untrained() if net is None else net
        frame = journey_frame(example, self._floats(np.zeros(shape, kind)))
        self.classes = named(own if classes is None else classes, len(frame.probabilities))
        self.names, self.shapes = names_of(example), [*(v.shape for v in frame.values), frame.values[-1].shape]
        self.canvas, self.file, self.swap = Canvas(), ImageFile(shape[-1], shape[0] == 1), Toggle("swap light and dark")
        self.hard = Choice("misread", {"none": None})
        samples = {"samples": "images", "hard samples": "hard"} if images is None else {"images": "images"}
        sources = samples if count else {}
        if kind == np.uint8 and shape[0] in (1, 3) and shape[1] == shape[2]:
            sources |= {"a file": "file"}
        if shape == [1, 28, 28]:
            sources |= {"my drawing": "drawing"}
        self.source_ = Choice("image from", sources)
        self.first = nets.FIRST if images is None and count else 0
        self.image = Integer("image", 0, max(0, count - 1), self.first if image is None else image)
        self.stop = Choice("layer", {name: k for k, name in enumerate(self.names)}, stop)
        self.place = [Integer(label, 0, MOST, n) for label, n in zip(("map", "row", "column"), place)]
        self.source = Integer("channel of the filter", 0, MOST, source)
        scores = {"off": "off"} | {f"of score {name}": k for k, name in enumerate(self.classes)}
        self.gradient = Choice("gradient", scores, "off" if gradient is None else gradient)
        others = {"nothing": "off"} | {f"score {name}": k for k, name in enumerate(self.classes)}
        self.against = Choice("minus", others, "off" if against is None else against)
        self.back, self.came = Action("One layer back", self._back, "To the input that counts most here"), ""
        rows = (
            [self.source_, self.image, self.hard],
            [self.canvas, self.file, self.swap],
            [self.stop, self.back],
            [*self.place, self.source],
            [self.gradient, self.against],
            [widgets.HTML(LEGEND)],  # on narrow pages that in the drawing stands for it
        )
        super().__init__(net, *rows)
        self.watch(self.canvas, "pixels")

    def picture(self):
        """(C, H, W): the image that is chosen; None where a file has yet to be."""
        source = self.source_.value
        if source == "file":
            return self.file.picture(self.swap.value)
        if source == "hard":
            return self.images[self.hard.value]
        return as_mnist(self.canvas.drawing)[None] if source == "drawing" else self.images[self.image.value]

    def frame(self):
        """The JourneyFrame of what is chosen."""
        target = _unless_off(self.gradient)
        against = None if target is None else _unless_off(self.against)
        if target is not None and target == against:
            raise ValueError(f"Score {self.classes[target]} minus itself is always 0: choose another one.")
        return journey_frame(self.net, self._floats(self.picture()), target, against)

    def draw(self):
        parts = {"images": [self.image], "hard": [self.hard], "drawing": [self.canvas], "file": [self.file, self.swap]}
        for source, controls in parts.items():
            for control in controls:
                _show(control, source == self.source_.value)
        _show(self.against, self.gradient.value != "off")
        if self.net is None:
            return self.waiting()
        if self.source_.value == "hard" and self.hard.value is None and not self._find_hard():
            return line(f"This net reads all {len(self.images)} samples right.", "choose", heard=True)
        if self.picture() is None:
            self._limit()
            self.back.disabled = True
            return line(f"Choose an image file: it is made {self.file.kind}, as in training.", "choose", heard=True)
        frame, stop = self.frame(), self.stop.value
        self._limit()
        place = tuple(control.value for control in self.place)
        why = reason(frame, stop, place) if stop else None
        many = why is not None and why.kind == "convolution"
        self.source.limits = 0, len(why.window) - 1 if many else 0
        _show(self.source, many)
        self.back.disabled = why is None or why.kind == "whole"
        best = int(frame.probabilities.argmax())
        said = f"The net says {self.classes[best]} ({100 * frame.probabilities[best]:.1f} %)."
        self.say(said + self._origin() + self.came)
        shown = strip(frame, self.names, stop, place, self.classes) + LEGEND
        shown += desk(frame, self.names, stop, place, why, self.source.value if many else 0, self.classes)
        shown = linked(shown, links(frame))
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
        image = self.hard.value if self.source_.value == "hard" else self.image.value
        image = None if image == self.first else image
        values = {"image": image, "stop": self.stop.value, "place": place, "source": self.source.value}
        target = _unless_off(self.gradient)
        return (
            self.given | values | {"gradient": target, "against": None if target is None else _unless_off(self.against)}
        )

    def beyond(self):
        lost = {"drawing": "The drawing", "file": "The image"}.get(self.source_.value)
        return f" {lost} is not in it." if lost else ""

    def reset(self):
        with self.hold():
            super().reset()
            self.canvas.clear()

    def _origin(self):
        """What is known of the image."""
        source = self.source_.value
        if source == "file":
            return f" {self.file.said()}"
        if source == "drawing" or "images" in self.given:
            return ""
        return f" {nets.drawn(self.hard.value if source == 'hard' else self.image.value)}"

    def _find_hard(self):
        """Whether the net misreads some of the samples."""
        read = probabilities(self.net, self.images).argmax(axis=1)
        digits = map(nets.digit_of, range(len(read)))
        found = sorted((digit, said, k) for k, (digit, said) in enumerate(zip(digits, read.tolist())) if said != digit)
        named = [(f"{digit}, read as {said} (image {k})", k) for digit, said, k in found]
        self.hard.options = named or [("none", None)]
        self.hard.value = self.hard.options[0][1]  # a list that had none chosen chooses none of its new options
        return bool(found)

    def _limit(self):
        shape = self.shapes[self.stop.value]
        maps = shape[1:] != (1, 1)
        self.place[0].field.description = "map" if maps else "number"
        for control, n in zip(self.place, shape):
            control.limits = 0, n - 1
            _show(control, maps or control is self.place[0])

    def _back(self):
        """To the input whose product is largest; without products to the largest input."""
        frame, stop = self.frame(), self.stop.value
        why = reason(frame, stop, tuple(control.value for control in self.place))
        weights = why.window if why.weights is None else np.abs(why.products)
        target = back_to(frame, stop)
        if why.kind == "softmax":
            place = tuple(control.value for control in self.place)
        else:
            inside = why.inside(frame.values[target].shape)
            place = why.places[np.unravel_index(np.where(inside, weights, -np.inf).argmax(), inside.shape)].tolist()
        self.came = came(frame, self.names, stop, why)
        self._go(target, place)
        self.came = ""

    def _go(self, stop, place):
        with self.hold():
            self.stop.value = stop
            for control, n in zip(self.place, place):
                control.limits = 0, max(control.limits[1], n)
                control.value = n

    def _floats(self, image):
        return to_float(image) if image.dtype == np.uint8 else image.astype(np.float32, copy=False)


def _show(control, shown):
    control.layout.display = None if shown else "none"


def _unless_off(choice):
    return None if choice.value == "off" else choice.value
