"""The lab in which a digit is drawn, and a net says what it reads."""

import threading
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets
import numpy as np

from .. import functional as F
from .. import parallel
from ..datasets import to_float
from ..datasets.drawn import draw_digits
from ..layers import Conv2d, Sequential
from ..training import outputs
from . import nets
from .canvas import SIDE, Canvas
from .controls import Action, Toggle
from .digit_drawing import bars, pictures, verdict, waiting
from .lab import Lab
from .placing import as_mnist, shrunk
from .svg import line

SAMPLES, SAMPLE_SEED = 250, 77


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
    """

    image: np.ndarray
    maps: list
    probabilities: np.ndarray


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
    x, maps = to_float(image)[None, None], []
    with parallel.one_blas_thread():  # to wake a second one takes longer than all the work for one image
        for layer in net.copy().eval():
            before, x = x, layer(x)
            if before.ndim == 4 and (x.ndim == 2 or isinstance(layer, Conv2d)):
                maps.append(before[0])
    maps = maps[1:]  # without the image itself
    return DigitFrame(image, maps, F.softmax(x)[0])


class DrawDigitLab(Lab):
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
        self.net, self.about, self._run, self._failed = _checked(net), "", None, ""
        self._lock = threading.RLock()
        self.canvas = Canvas()
        self.placed = Toggle("centre and scale the drawing as MNIST does", placed)
        self.says = widgets.HTML()
        self._samples, self._next = None, [0] * 10
        label = widgets.HTML("<span>Or take a sample:</span>")
        samples = [self._sample_button(digit) for digit in range(10)]
        clear = Action("Clear", self.canvas.clear, "An empty canvas")
        super().__init__([self.canvas, self.says], [label, *samples], [clear, self.placed])
        self.watch(self.canvas, "pixels")
        if self.net is None:
            threading.Thread(target=self._get_net, name="digit-net", daemon=True).start()

    def draw(self):
        if self.net is None:
            self.says.value = self._failed or waiting(self._run)
            return ""
        frame = digit_frame(self.net, self.canvas.drawing, self.placed.value)
        self.says.value = f'<div style="font-size:12px">The net says</div>{bars(frame.probabilities)}'
        self.say(verdict(frame, not self.canvas.pixels))
        return pictures(frame) + (line(self.about, "about") if self.about else "")

    def update(self, *_):
        with self._lock:  # the training calls it from its thread
            super().update()

    def reset(self):
        with self.hold():
            super().reset()
            self.canvas.clear()
            self._next = [0] * 10

    def _sample_button(self, digit):
        button = Action(
            str(digit), lambda: self._sample(digit), f"Put a sample of {digit} on the canvas; press again for another"
        )
        button.layout.width = "36px"
        return button

    def _sample(self, digit):
        if self._samples is None:
            images, labels = draw_digits(SAMPLES, SAMPLE_SEED)
            self._samples = [images[labels == k, 0] for k in range(10)]
        image = self._samples[digit][self._next[digit] % len(self._samples[digit])]
        self._next[digit] += 1
        self.canvas.drawing = np.kron(image, np.ones((SIDE // 28, SIDE // 28), np.uint8))

    def _get_net(self):
        try:
            net, self.about = nets.digit_net(self._trains)
            self.net = net
        except Exception as error:  # nobody else can tell what happened in a thread
            self._failed = f'<span class="coursecnn-error" role="alert">{escape(str(error))}</span>'
        self.update()

    def _trains(self, run):
        self._run = run
        self.update()


def _checked(net):
    if net is None:
        return None
    if not isinstance(net, Sequential):
        raise ValueError(f"net must be a Sequential net, not {type(net).__name__}.")
    try:
        shape = outputs(net, np.zeros((1, 1, 28, 28), np.float32)).shape
    except (ValueError, TypeError) as error:
        raise ValueError(f"The net must take images of shape (N, 1, 28, 28): {error}") from None
    if shape != (1, 10):
        raise ValueError(f"The net must give ten numbers for each image, not an output of shape {shape[1:]}.")
    return net
