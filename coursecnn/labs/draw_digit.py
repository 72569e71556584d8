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
from . import nets, png
from .canvas import SIDE, Canvas
from .controls import Action, Toggle
from .lab import Lab
from .placing import as_mnist, shrunk
from .svg import line, sheet

SAMPLES, SAMPLE_SEED = 250, 77
WIDE, TALL, GAP = 440, 140, 4  # pixels: of all feature maps together, of a block, between two maps


@dataclass(frozen=True)
class DigitFrame:
    """What a net makes of a drawing.

    Attributes
    ----------
    image : (28, 28) uint8
        What it gets.
    maps : list of (C, H, W)
        What goes into the second and every further convolution, and what the convolutions leave for the rest of the net.
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


def bars(probabilities):
    """Ten bars as SVG text, the longest in full colour."""
    wide, pitch, left = 236, 27, 24
    parts, best = [], int(np.argmax(probabilities))
    for digit, p in enumerate(probabilities):
        y = 4 + digit * pitch
        weight = ";font-weight:600" if digit == best else ""
        style = "fill:var(--cnn-output);stroke:none" + ("" if digit == best else ";fill-opacity:0.55")
        parts.append(f'<text x="10" y="{y + 10}" style="font-size:15px{weight}">{digit}</text>')
        parts.append(f'<rect x="{left}" y="{y}" width="{wide}" height="20" style="fill:var(--cnn-ink);fill-opacity:0.06;stroke:none"/>')
        parts.append(f'<rect x="{left}" y="{y}" width="{max(1.0, wide * float(p)):.1f}" height="20" style="{style}"/>')
        place = f'x="{left + wide + 62}" y="{y + 10}" style="text-anchor:end{weight}"'
        parts.append(f'<text data-probability="{digit}" {place}>{100 * p:.1f} %</text>')
    alt = "Ten probabilities: " + ", ".join(f"{digit}: {100 * p:.1f} %" for digit, p in enumerate(probabilities))
    return sheet("".join(parts), left + wide + 64, 4 + 10 * pitch, alt)


def pictures(frame):
    """What the net gets, and its feature maps, as HTML: one block for each convolution."""
    blocks = [_block("The net gets: 28 x 28", [frame.image], "input", "input", 1, TALL, 0, 255)]
    shares = [maps.size**0.5 for maps in frame.maps]
    for number, (maps, share) in enumerate(zip(frame.maps, shares), 1):
        columns, size = _layout(len(maps), max(130, WIDE * share / sum(shares)))
        title = f"{len(maps)} maps of {maps.shape[1]} x {maps.shape[2]}"
        blocks.append(_block(title, maps, f"map-{number}", "output", columns, size, min(0, maps.min()), maps.max()))
    arrow = '<span aria-hidden="true" style="font-size:19px;align-self:center">\N{RIGHTWARDS ARROW}</span>'
    style = "display:flex;flex-wrap:wrap;gap:6px 10px;align-items:flex-start;margin-top:6px"
    return f'<div style="{style}">{arrow.join(blocks)}</div>'


def _layout(n, width):
    """``(columns, size)`` for n square pictures, as large as ``width`` and ``TALL`` allow."""
    choices = [(min((TALL + GAP) / rows, width / -(-n // rows)) - GAP, -(-n // rows)) for rows in range(1, n + 1)]
    size, columns = max(choices)
    return columns, max(8, int(size))


def _block(title, arrays, name, role, columns, size, black, white):
    grid = f"display:grid;grid-template-columns:repeat({columns},auto);gap:{GAP - 2}px;justify-content:start"
    each = [
        f'<img data-picture="{name}-{k}" decoding="sync" alt="{title}, number {k}" width="{size}" height="{size}" '
        f'src="{png.grey(array, black, white)}" style="outline:1px solid var(--cnn-{role});max-width:none;margin:1px;display:block"/>'
        for k, array in enumerate(arrays)
    ]
    return f'<div><div style="font-size:12px">{title}</div><div style="{grid}">{"".join(each)}</div></div>'


def verdict(frame, empty=False):
    """What the net says, in a sentence."""
    first, second = np.argsort(frame.probabilities, kind="stable")[::-1][:2]
    p, q = (100 * frame.probabilities[digit] for digit in (first, second))
    if empty:
        return f"Nothing is drawn yet. The net has to name a digit all the same: {first}, with {p:.0f} %."
    rest = f", or else {second} ({q:.1f} %)" if q >= 0.05 else ""
    return f"The net reads {first} ({p:.1f} %){rest}."


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
        button = Action(str(digit), lambda: self._sample(digit), f"Put a sample of {digit} on the canvas; press again for another")
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


def waiting(run):
    """What stands in the place of the bars until the net is there."""
    done = run.step / run.steps if run is not None and run.steps else 0
    left = f": {run.left:.0f} s left" if run is not None and run.left is not None else ""
    bar = f'<progress value="{done:.3f}" max="1" aria-label="Training of the net" style="width:300px"></progress>'
    return f"{line(f'A net is trained for this lab, once{left}. You can draw already.', 'training')}{bar}"


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
