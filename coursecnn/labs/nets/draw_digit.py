"""The lab in which a digit is drawn, and a net says what it reads."""

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np

from ... import functional as F
from ...functional import parallel
from ...layers import Conv2d, Flatten, Linear
from ..kit.code import Name
from ..kit.controls import Action, Toggle
from ..kit.svg import line
from . import trained as nets
from .canvas import SIDE, Canvas
from .digit_drawing import bars, name_of, pictures, verdict
from .door import DoorLab
from .journey import layers_of
from .placing import as_mnist, shrunk


@dataclass(frozen=True)
class DigitFrame:
    """What a net makes of a drawing.

    Attributes
    ----------
    image : (28, 28) uint8
        What it gets.
    maps : list of (C, H, W)
        What goes into the second and every further convolution, and what goes into the rest of the net.
    probabilities : (10,)
    made : list of lists of str
        For each of the maps the layers that make them of the maps before.
    """

    image: np.ndarray
    maps: list
    probabilities: np.ndarray
    made: list


def digit_frame(net, drawing, placed=True):
    """What a net makes of a drawing.

    Parameters
    ----------
    net : Sequential
        For images (N, 1, 28, 28) and ten classes.
    drawing : (H, W) uint8
        0 is paper, 255 is ink.
    placed : bool
        Scale and centre the drawing as MNIST's digits are, or take it as it lies.

    Returns
    -------
    DigitFrame
    """
    image = as_mnist(drawing) if placed else shrunk(drawing)
    with parallel.one_blas_thread():  # to wake a second one takes longer than all the work for one image
        maps, scores = nets.feature_maps(net.copy().eval(), image)
    return DigitFrame(image, maps, F.softmax(scores[None])[0], _made(net))


def _made(net):
    """The names of the layers from each convolution up to the next one, or up to the rest of the net."""
    found = []
    for layer in layers_of(net):
        if isinstance(layer, Conv2d):
            found.append([])
        elif isinstance(layer, (Flatten, Linear)):
            break
        if found:
            found[-1].append(name_of(layer))
    return found


class DrawDigitLab(DoorLab):
    """Draw a digit; ten probabilities and the feature maps behind them follow the pen.

    Parameters
    ----------
    net : Sequential, optional
        For images (N, 1, 28, 28) and ten classes. Unless given, a small net is trained, once: the cache keeps it.
    placed : bool
        Scale and centre the drawing as MNIST's digits are.
    """

    name, title = "draw-digit", "Draw a digit: ten probabilities"

    def __init__(self, net=None, placed=True):
        self.given = {} if net is None else {"net": Name("net")}
        self.canvas = Canvas()
        self.placed = Toggle("centre and scale the drawing as MNIST does", placed)
        self.says = widgets.HTML()
        self.says.add_class("coursecnn-says")
        self._samples, self._next = None, [0] * 10
        label = widgets.HTML("<span>Or take a sample:</span>")
        samples = [self._sample_button(digit) for digit in range(10)]
        clear = Action("Clear", self.canvas.clear, "An empty canvas")
        rows = [self.canvas, clear], [label, *samples], [self.placed]
        super().__init__(nets.checked(net), *rows, below=[self.says])
        self.watch(self.canvas, "pixels")

    def draw(self):
        if self.net is None:
            self.says.value = self.waiting("You can draw already.")
            return ""
        frame = digit_frame(self.net, self.canvas.drawing, self.placed.value)
        self.says.value = f'<div style="font-size:12px">The net says</div>{bars(frame.probabilities)}'
        self.say(verdict(frame, not self.canvas.pixels))
        return pictures(frame) + (line(self.about, "about") if self.about else "")

    def seen(self):
        return (as_mnist if self.placed.value else shrunk)(self.canvas.drawing)

    def settings(self):
        return self.given | {"placed": self.placed.value}

    def beyond(self):
        return " The drawing is not in it." if self.canvas.drawing.any() else ""

    def reset(self):
        with self.hold():
            super().reset()
            self.canvas.clear()
            self._next = [0] * 10

    def _sample_button(self, digit):
        button = Action(
            str(digit), lambda: self._sample(digit), f"Put a sample of {digit} on the canvas; press again for another"
        )
        button.layout.width = "32px"
        return button

    def _sample(self, digit):
        if self._samples is None:
            self._samples = nets.samples()
        image = self._samples[self._next[digit] % len(self._samples), digit]
        self._next[digit] += 1
        self.canvas.drawing = np.kron(image, np.ones((SIDE // 28, SIDE // 28), np.uint8))
