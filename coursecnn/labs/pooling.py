"""A map is shifted: what changes before pooling, and what after it."""

from dataclasses import dataclass

import numpy as np

from .. import functional as F
from ..arguments.sizes import pair
from .kit import code
from .kit.controls import Choice, Integer
from .kit.lab import Lab
from .pooling_drawing import render

DIGIT = """
.............. .............. .....2884..... ....494392.... ...282..65.... ........74.... .......191....
.......47..... .......4983... .........67... ...87532493... ...1368983.... .............. ..............
"""
GREYS = np.array([[int(pixel.replace(".", "0")) for pixel in line] for line in DIGIT.split()])
STROKE, EDGE = np.zeros((8, 12), int), np.zeros((8, 8), int)
STROKE[1, 2:7] = STROKE[2:7, 6] = STROKE[4, 4:9] = EDGE[1:7, 2] = 1
PICTURES = {"digit": (GREYS >= 4).astype(int), "digit in greys": GREYS, "stroke": STROKE, "edge": EDGE}
POOLINGS = {"max": F.max_pool2d, "average": F.avg_pool2d}
FARTHEST, LARGEST = 4, 14  # pixels


@dataclass(frozen=True)
class ShiftFrame:
    """A map and the shifted map, both before and after pooling.

    Attributes
    ----------
    before, after : (H, W)
        The map, and the shifted map.
    pooled_before, pooled_after : (out_h, out_w)
    """

    before: np.ndarray
    after: np.ndarray
    pooled_before: np.ndarray
    pooled_after: np.ndarray

    @property
    def pixels(self):
        """Which pixels changed: (H, W) of bool."""
        return self.before != self.after

    @property
    def values(self):
        """Which pooled values changed, by more than rounding: (out_h, out_w) of bool."""
        return ~np.isclose(self.pooled_before, self.pooled_after, rtol=1e-9, atol=1e-12)

    @property
    def sums(self):
        """(all differences added up, all numbers of both maps added up) before and after pooling, without signs."""
        pairs = (self.before, self.after), (self.pooled_before, self.pooled_after)
        return tuple((float(np.abs(a - b).sum()), float((np.abs(a) + np.abs(b)).sum())) for a, b in pairs)

    @property
    def amounts(self):
        """By how much the maps differ, before and after pooling: 0 for equal maps, 1 for maps that share nothing.

        The sum of the differences by the sum of both maps (Bray and Curtis, 1957).
        """
        return tuple(differences / (both or 1) for differences, both in self.sums)


def pooling_shift(image, right=1, down=0, kind="max", window=2, stride=2):
    """Shift a map and pool both.

    Parameters
    ----------
    image : (H, W)
    right, down : int
        The shift in pixels, negative to the left and up. What leaves the map is lost, and zeros come in.
    kind : "max" or "average"
    window, stride : int or (h, w)

    Returns
    -------
    ShiftFrame

    Raises
    ------
    ValueError
        One sentence where the window does not fit.
    """
    before = np.asarray(image)
    after = np.zeros_like(before)
    to, of = zip(*(_moved(n, by) for n, by in zip(before.shape, (down, right))))
    after[to] = before[of]
    pooled = (POOLINGS[kind](array[None, None], window, stride)[0, 0] for array in (before, after))
    return ShiftFrame(before, after, *pooled)


class PoolingLab(Lab):
    """Shift a map and see what pooling makes of it.

    Parameters
    ----------
    picture : "digit", "digit in greys", "stroke" or "edge"
    right, down : int
        From -4 to 4 pixels.
    kind : "max" or "average"
    window, stride : int
        From 1 to 7.
    place : (row, column), optional
        The pooled value whose window is written out.
    image : (H, W), optional
        A map of your own, of 8 to 14 rows and columns; in the list of pictures it is called "yours".
    """

    name, title = "pooling", "A shift before pooling: what changes after it?"

    def __init__(self, picture=None, right=1, down=0, kind="max", window=2, stride=2, place=None, image=None):
        self.place = self.first = place if place is None else pair(place, "place", 0)
        self.pictures = PICTURES if image is None else {"yours": _map(image), **PICTURES}
        self.picture, self.kind = Choice("picture", list(self.pictures), picture), Choice("kind", list(POOLINGS), kind)
        self.right = Integer("right", -FARTHEST, FARTHEST, right, "pixels")
        self.down = Integer("down", -FARTHEST, FARTHEST, down, "pixels")
        self.window, self.stride = Integer("window", 1, 7, window), Integer("stride", 1, 7, stride)
        super().__init__([self.picture, self.kind], [self.right, self.down], [self.window, self.stride])

    def draw(self):
        image, kind, sizes = self.pictures[self.picture.value], self.kind.value, (self.window.value, self.stride.value)
        right, down = self.right.value, self.down.value
        frame = pooling_shift(image, right, down, kind, *sizes)
        steps = range(1, FARTHEST + 1)
        table = {other: [pooling_shift(image, step, 0, other, *sizes) for step in steps] for other in POOLINGS}
        if self.place is not None and not all(n < size for n, size in zip(self.place, frame.values.shape)):
            self.place = None  # another window makes fewer values
        return render(frame, (right, down), kind, *sizes, table, self.place)

    def pick(self, name, row, column):
        self.place = row, column
        self.update()

    def reset(self):
        self.place = self.first
        super().reset()

    def settings(self):
        names = "picture", "right", "down", "kind", "window", "stride"
        image = {"image": self.pictures["yours"]} if "yours" in self.pictures else {}
        first = next(iter(self.pictures))
        values = {name: getattr(self, name).value for name in names}
        values["place"] = self.place
        return values | {"picture": code.unless(values["picture"], first)} | image


def _moved(n, by):
    """Where n pixels go that are moved, and where those come from that are not lost, as slices."""
    return slice(max(by, 0), n + min(by, 0)), slice(max(-by, 0), n - max(by, 0))


def _map(image):
    image = np.asarray(image)
    if image.ndim != 2 or image.dtype.kind not in "biuf" or not 8 <= min(image.shape) <= max(image.shape) <= LARGEST:
        sides = f"8 to {LARGEST} rows and columns"
        raise ValueError(f"image must be a map of {sides} of numbers, not of shape {image.shape}.")
    return image
