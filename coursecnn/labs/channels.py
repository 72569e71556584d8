"""A colour picture and a bank of filters: what each channel adds to an output map."""

from dataclasses import dataclass
from math import prod

import numpy as np

from .. import functional as F
from ..datasets.pictures import colour_picture
from .channels_drawing import render
from .kit import code
from .kit.controls import Choice, Integer, Number
from .kit.lab import Lab

KERNELS = {
    "vertical": np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4,
    "horizontal": np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]) / 4,
    "blur": np.full((3, 3), 1 / 9),
    "point": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
}
LAYERS = {"3 × 3": "3x3", "3 × 3 in 3 groups": "groups", "1 × 1": "1x1"}
BANK = ("vertical", (0.3, 0.6, 0.1)), ("blur", (1, -1, 0)), ("point", (-0.5, -0.5, 1))
COLOURS = ("red", "green", "blue")
SIDES = 16, 128  # pixels of a picture


@dataclass(frozen=True)
class ChannelsFrame:
    """A convolution of one picture, taken apart by input channels.

    Attributes
    ----------
    image : (C_in, H, W)
    weight : (C_out, C_in / groups, K_h, K_w)
    groups : int
    parts : (C_out, C_in / groups, out_h, out_w)
        What each channel that a filter sees adds to its map.
    output : (C_out, out_h, out_w)
    """

    image: np.ndarray
    weight: np.ndarray
    groups: int
    parts: np.ndarray
    output: np.ndarray

    def channels(self, o):
        """The input channels that filter ``o`` sees."""
        size, filters = self.weight.shape[1], len(self.weight) // self.groups
        return range(o // filters * size, (o // filters + 1) * size)

    @property
    def multiplications(self):
        return self.weight.size * prod(self.output.shape[1:])


def channels_frame(image, weight, groups=1):
    """Convolve a picture, and keep what each channel adds.

    Parameters
    ----------
    image : (C_in, H, W)
    weight : (C_out, C_in / groups, K_h, K_w)
    groups : int

    Returns
    -------
    ChannelsFrame
        The sum of ``parts`` over its second axis is ``output``.

    Raises
    ------
    ValueError
        One sentence where the shapes do not fit.
    """
    image, weight = np.asarray(image), np.asarray(weight)
    output = F.conv2d(image[None], weight, groups=groups)[0]
    c_out, share, *kernel = weight.shape
    size = image.shape[1:]
    seen = np.repeat(image.reshape(groups, share, *size), c_out // groups, axis=0)  # the channels of each filter
    alone = F.conv2d(seen.reshape(1, -1, *size), weight.reshape(-1, 1, *kernel), groups=c_out * share)[0]
    return ChannelsFrame(image, weight, groups, alone.reshape(c_out, share, *alone.shape[1:]), output)


def bank_weight(bank, layer="3x3"):
    """The weights of three filters on red, green and blue.

    Parameters
    ----------
    bank : three pairs (name of a kernel, (factor for red, for green, for blue))
    layer : "3x3", "groups" or "1x1"

    Returns
    -------
    (3, 3, 3, 3); for "groups" (3, 1, 3, 3), filter o on channel o; for "1x1" the factors alone, (3, 3, 1, 1)
    """
    factors = np.array([factors for _, factors in bank], float)
    if layer == "1x1":
        return factors[:, :, None, None]
    weight = factors[:, :, None, None] * np.array([KERNELS[name] for name, _ in bank])[:, None]
    return weight if layer == "3x3" else weight[range(3), range(3)][:, None]


class ChannelsLab(Lab):
    """A bank of three filters on a colour picture: each channel's part, and the sum.

    Parameters
    ----------
    layer : "3x3", "groups" or "1x1"
    filter : 0, 1 or 2
        The filter that is shown and changed.
    bank : three pairs (name of a kernel, (factor for red, for green, for blue))
        Kernels are "vertical", "horizontal", "blur" and "point"; factors lie between -1 and 1.
    row, column : int
        The output pixel whose sum is written out.
    image : (3, H, W), optional
        From 0 to 255, of 16 to 128 rows and columns.
    """

    name, title = "channels", "What does each channel add?"

    def __init__(self, layer="3x3", filter=0, bank=BANK, row=50, column=16, image=None):
        self.own, self.image = image, _picture(colour_picture(72) if image is None else image)
        self.start = _bank(bank)
        self.layer = Choice("layer", LAYERS, layer)
        self.filter = Choice("filter", {f"filter {o}": o for o in range(3)}, filter)
        kernel, factors = self.start[filter]
        self.kernel = Choice("kernel", list(KERNELS), kernel)
        self.factors = [Number(colour, -1, 1, factor, unit="factor") for colour, factor in zip(COLOURS, factors)]
        height, width = (n - 1 for n in self.image.shape[1:])
        self.row, self.column = Integer("row", 0, height, row), Integer("column", 0, width, column)
        self.bank, self.shown = list(self.start), filter
        rows = [self.layer, self.filter], [self.kernel, self.factors[0]], self.factors[1:], [self.row, self.column]
        super().__init__(*rows)

    def draw(self):
        o, layer = self.filter.value, self.layer.value
        if o != self.shown:  # another filter: its settings into the controls
            self.shown = o
            self.kernel.value, factors = self.bank[o]
            for control, factor in zip(self.factors, factors):
                control.value = factor
        self.bank[o] = self.kernel.value, tuple(control.value for control in self.factors)
        self.kernel.disabled = layer == "1x1"
        for channel, control in enumerate(self.factors):
            control.disabled = layer == "groups" and channel != o
        frame = channels_frame(self.image / 255, bank_weight(self.bank, layer), 3 if layer == "groups" else 1)
        height, width = frame.output.shape[1:]
        self.row.limits, self.column.limits = (0, height - 1), (0, width - 1)
        name, factors = self.bank[o]
        kernel = None if layer == "1x1" else (name, KERNELS[name])
        return render(frame, o, (self.row.value, self.column.value), kernel, factors)

    def settings(self):
        values = {name: getattr(self, name).value for name in ("layer", "filter", "row", "column")}
        image = {} if self.own is None else {"image": code.Name("image")}
        return values | {"bank": tuple(self.bank)} | image

    def pick(self, name, row, column):
        """A pixel of a map, or of a picture: the window whose upper left corner it is."""
        with self.hold():
            self.row.value, self.column.value = min(row, self.row.limits[1]), min(column, self.column.limits[1])

    def reset(self):
        with self.hold():
            self.bank, self.shown = list(self.start), self.filter.start
            super().reset()


def _picture(image):
    image = np.asarray(image)
    (channels, *sides), (low, high) = image.shape or (0,), SIDES
    if (channels, len(sides)) != (3, 2) or image.dtype.kind not in "iuf" or min(sides) < low or max(sides) > high:
        expected = f"(3, H, W) with {low} to {high} rows and columns"
        raise ValueError(f"image must have the shape {expected}, not {image.shape}.")
    return image


def _bank(bank):
    """Checked here, in one sentence, because two of the three filters meet no control."""
    try:
        bank = [(str(name), tuple(float(factor) for factor in factors)) for name, factors in bank]
        right = all(name in KERNELS and len(factors) == 3 and max(map(abs, factors)) <= 1 for name, factors in bank)
    except (TypeError, ValueError):
        right = False
    if not right or len(bank) != 3:
        parts = f"a kernel ({', '.join(KERNELS)}) and three factors from -1 to 1"
        raise ValueError(f'bank must hold three filters such as ("blur", (1, -1, 0)): {parts}.')
    return bank
