"""ReceptiveFieldLab: layers on top of each other, and the pixels that one output sees through them."""

from dataclasses import dataclass

import numpy as np

from ..arguments import shown
from ..arguments.sizes import no_room, output_size, pair, receptive_field
from .kit.controls import Choice, Field, Integer
from .kit.lab import Lab
from .receptive_drawing import render, render_misfit

RANGES = {"kernel": (1, 7), "stride": (1, 4), "dilation": (1, 4)}
SIDE, MOST = (4, 32), 5  # pixels of the image; layers
KINDS = "convolution", "pooling"
STACK = ("convolution", 3), ("pooling", 2, 2), ("convolution", 3)


@dataclass(frozen=True)
class ReceptiveFrame:
    """What one output of a stack of layers sees.

    The lists begin with the image, and go on with what each layer makes of it.

    Attributes
    ----------
    sizes : list of int
        Rows, and columns, of each map.
    fields : list of int
        The receptive field: so many rows and columns of the image are seen by one entry of each map.
    jumps : list of int
        How far neighbours of each map are apart in the image.
    rows, columns : list of (n,) int arrays
        Of each map, the rows and the columns that the output is made of, each row with each column.
    """

    sizes: list
    fields: list
    jumps: list
    rows: list
    columns: list


def receptive_frame(side, layers, place=(0, 0)):
    """The pixels that one output sees, and all that it is made of on the way.

    Parameters
    ----------
    side : int
        The image has side x side pixels.
    layers : sequence of (kernel, stride, dilation)
        First layer first; no padding.
    place : (row, column)
        Of the last layer's output.

    Returns
    -------
    ReceptiveFrame

    Raises
    ------
    ValueError
        The number and the sentence of the first layer whose window does not fit, or that there is no such place.

    Notes
    -----
    Entry i of a layer's output is made of the entries i s + a d of its input, a from 0 to k - 1.
    """
    sizes, misfit = stack_sizes(side, layers)
    if misfit:
        raise ValueError(misfit)
    if not all(0 <= n < sizes[-1] for n in place):
        last = sizes[-1] - 1
        raise ValueError(f"place must be two numbers from 0 to {last}, a row and a column, not {tuple(place)}.")
    seen = [[np.array([n])] for n in place]
    for kernel, stride, dilation in reversed(layers):
        for axis in seen:
            axis.insert(0, np.unique(stride * axis[0][:, None] + dilation * np.arange(kernel)))
    jumps = np.cumprod([1, *(stride for _, stride, _ in layers)]).tolist()
    return ReceptiveFrame(sizes, [1, *receptive_field(layers)], jumps, *seen)


def stack_sizes(side, layers):
    """The sizes of an image and of what layers make of it, as far as their windows fit.

    Parameters
    ----------
    side, layers : as in ``receptive_frame``

    Returns
    -------
    sizes : list of int
    misfit : str
        The number and the sentence of the first layer whose window does not fit; empty where all fit.
    """
    sizes = [side]
    for number, (kernel, stride, dilation) in enumerate(layers, 1):
        if words := no_room(sizes[-1], kernel, dilation):
            mend = " or dilation" if dilation > 1 else ""
            return sizes, f"Layer {number}: {words}: use a smaller kernel{mend}, or a larger image."
        sizes.append(output_size(sizes[-1], kernel, stride, 0, dilation))
    return sizes, ""


class ReceptiveFieldLab(Lab):
    """Stack layers, pick an output, and see which pixels it sees.

    Parameters
    ----------
    layers : list of (kind, kernel), (kind, kernel, stride) or (kind, kernel, stride, dilation)
        One to five, first layer first. The kind is "convolution" or "pooling" (which has dilation 1), the kernel from
        1 to 7, stride and dilation from 1 to 4.
    side : int, from 4 to 32
        Of the image, in pixels.
    place : (row, column)
        The output that is looked at first.
    """

    name, title = "receptive", "Receptive field: what does one output see?"

    def __init__(self, layers=STACK, side=16, place=(2, 2)):
        if not isinstance(layers, (tuple, list)) or not 1 <= len(layers) <= MOST:
            raise ValueError(f"layers must be a list of 1 to {MOST} layers, not {shown(layers)}.")
        given = [_layer(layer) for layer in layers]
        self.count = Integer("layers", 1, MOST, len(given))
        given += [_layer(("convolution", 3))] * (MOST - len(given))
        self.layers = [_controls(number, *layer) for number, layer in enumerate(given, 1)]
        self.side = Integer("image side", *SIDE, side, "pixels")
        place = pair(place, "place", 0)
        self.place = [Integer(f"output {name}", 0, SIDE[1] - 1, n) for name, n in zip(("row", "column"), place)]
        super().__init__([self.side, self.count], *self.layers, self.place)

    def draw(self):
        kinds, layers = [], []
        for number, row in enumerate(self.layers, 1):
            used = number <= self.count.value
            for control in row:
                control.layout.display = None if used else "none"
            kind, kernel, stride, dilation = row
            dilation.disabled = kind.value == "pooling"
            if used:
                kinds.append(kind.value)
                layers.append((kernel.value, stride.value, 1 if dilation.disabled else dilation.value))
        sizes, misfit = stack_sizes(self.side.value, layers)
        for control in self.place:
            control.limits = 0, 0 if misfit else sizes[-1] - 1
        if misfit:
            return render_misfit(sizes, misfit)
        place = tuple(control.value for control in self.place)
        return render(receptive_frame(self.side.value, layers, place), kinds, layers)

    def settings(self):
        rows = [[control.value for control in row] for row in self.layers[: self.count.value]]
        place = tuple(control.value for control in self.place)
        return {"layers": [_short(*row) for row in rows], "side": self.side.value, "place": place}

    def pick(self, name, row, column):
        with self.hold():
            for control, n in zip(self.place, (row, column)):
                control.value = n


def _layer(layer):
    """(kind, kernel, stride, dilation)"""
    if not isinstance(layer, (tuple, list)) or not 2 <= len(layer) <= 4:
        example = '("convolution", 3, 1, 2)'
        raise ValueError(f"A layer must be a kind and one to three numbers, such as {example}, not {shown(layer)}.")
    return (*layer, 1, 1)[:4]


def _short(kind, kernel, stride, dilation):
    """A layer without the numbers that it has anyway."""
    if kind == "pooling" or dilation == 1:
        return (kind, kernel) if stride == 1 else (kind, kernel, stride)
    return kind, kernel, stride, dilation


def _controls(number, kind, *numbers):
    """The controls of a layer, in one row."""
    if kind == "pooling" and numbers[-1] != 1:
        raise ValueError(f"Pooling has dilation 1, but layer {number} was given {numbers[-1]}.")
    choice = Choice(f"layer {number}", list(KINDS), kind)
    return [choice, *(Field(f"{name} {number}", *RANGES[name], value) for name, value in zip(RANGES, numbers))]
