"""One small grid of numbers in cells."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle

from ..arguments import shown
from ..arguments.sizes import padding_sides
from .page import is_dark
from .style import NORMAL, SMALL, colour, diverging, fill, ink_on, line_height, mixed, text_width, wrap, write
from .values import digits_for, number, times

CELL = 0.36  # inches
EDGE = 0.2  # for the numbers of rows and columns
HATCH = "#C4C4C4"


@dataclass
class Grid:
    """A small array to be drawn as cells with numbers in them.

    Attributes
    ----------
    array : (H, W) or (W,), of numbers or strings
    role : str, or (H, W) of str
        ``"input"``, ``"kernel"``, ``"output"``, ``"gradient"``, ``"padding"`` or ``"plain"``: gives the colour, of all
        cells or cell by cell.
    title : str
    highlight : (row, column, height, width), or a list of them
        Boxes around cells: in the colour of the kernel on inputs, in the role's own colour elsewhere. A fifth entry
        names another role.
    dashed : the same as ``highlight``, drawn thinner and dashed: other places of a window
    mask : (H, W) of bool
        Where it is true, a cell is hatched: a dropped pixel.
    hidden : (H, W) of bool
        Where it is true, the number is not shown: not computed yet.
    border : int, (h, w) or ((top, bottom), (left, right))
        So many outer rows and columns are padding.
    shade : "grey" or "signed"
        Fill the cells by their values instead of by role.
    indices : bool
        Write the numbers of rows and columns along the edges.
    digits : int
        Decimals of numbers that are not whole; two or three where it is not given.
    cell : float
        Height of a cell in inches.
    """

    array: object
    role: object = "input"
    title: str = ""
    highlight: object = None
    mask: object = None
    hidden: object = None
    border: object = 0
    shade: str | None = None
    indices: bool = False
    digits: int | None = None
    dashed: object = None
    cell: float = CELL

    def __post_init__(self):
        self.array = np.atleast_2d(np.asarray(self.array))
        if self.array.ndim != 2 or not self.array.size or self.array.dtype.kind not in "biufU":
            raise ValueError(
                f"A Grid shows an array (H, W) of numbers or strings with at least one entry, "
                f"not one of shape {self.array.shape} and type {self.array.dtype}."
            )
        if self.shade not in (None, "grey", "signed"):
            raise ValueError(f'shade must be None, "grey" or "signed", not {shown(self.shade)}.')
        self.roles = self._roles()
        self.mask, self.hidden = self._flags("mask"), self._flags("hidden")
        self.highlight, self.dashed = self._boxes(self.highlight), self._boxes(self.dashed)
        self.texts = self._texts()
        seen = [t for texts, hidden in zip(self.texts, self.hidden) for t, h in zip(texts, hidden) if not h]
        self.wide = max([self.cell, *(0.12 + text_width(t, self.font) for t in seen)])
        self.heading = wrap(self.title, max(1.4, self.array.shape[1] * self.wide), SMALL) if self.title else []

    @property
    def font(self):
        return NORMAL if self.cell >= CELL else SMALL

    @property
    def size(self):
        """(width, height) of the cells with their edge, in inches."""
        h, w = self.array.shape
        edge = EDGE if self.indices else 0
        return w * self.wide + edge, h * self.cell + edge

    @property
    def width(self):
        """Width of the drawing with its title."""
        return max([self.size[0], *(text_width(t, SMALL) for t in self.heading)])

    def draw(self, axes, x, y):
        """Draw the cells with their top left corner at (x, y), and the title above."""
        for i, text in enumerate(reversed(self.heading)):
            write(axes, x, y - 0.05 - i * line_height(SMALL), text, SMALL, ha="left", va="bottom")
        if self.indices:
            x, y = x + EDGE, y + EDGE
            self._draw_indices(axes, x, y)
        for i, j in np.ndindex(self.array.shape):
            self._draw_cell(axes, x + j * self.wide, y + i * self.cell, i, j)
        for box in self.dashed:
            self._draw_box(axes, x, y, box, 0.035, linewidth=1.4, linestyle=(0, (4, 2)))
        for box in self.highlight:
            self._draw_box(axes, x, y, box, 0, linewidth=2.6)

    def _draw_indices(self, axes, x, y):
        for j in range(self.array.shape[1]):
            write(axes, x + (j + 0.5) * self.wide, y - EDGE / 2, str(j), SMALL, colour("plain"))
        for i in range(self.array.shape[0]):
            write(axes, x - EDGE / 2, y + (i + 0.5) * self.cell, str(i), SMALL, colour("plain"))

    def _draw_cell(self, axes, x, y, i, j):
        role, size = self.roles[i][j], (self.wide, self.cell)
        face = self._shade(self.array[i, j]) if self.shade and role != "padding" else fill(role)
        axes.add_patch(Rectangle((x, y), *size, facecolor=face, edgecolor=colour(role), linewidth=0.8))
        if self.mask[i, j]:
            lines = mixed(HATCH, 0.3, face) if is_dark() else HATCH
            axes.add_patch(Rectangle((x, y), *size, fill=False, edgecolor=lines, linewidth=0, hatch="///"))
        if not self.hidden[i, j]:
            write(axes, x + self.wide / 2, y + self.cell / 2, self.texts[i][j], self.font, ink_on(face))

    def _draw_box(self, axes, x, y, box, inset, **style):
        row, column, tall, wide, role = box
        corner = x + column * self.wide + inset, y + row * self.cell + inset
        size = wide * self.wide - 2 * inset, tall * self.cell - 2 * inset
        axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=colour(role), **style))

    def _shade(self, value):
        low, high = float(self.array.min()), float(self.array.max())
        if self.shade == "grey":
            return ((value - low) / ((high - low) or 1),) * 3
        return diverging()(0.5 + 0.5 * value / (max(-low, high) or 1))[:3]

    def _texts(self):
        if self.array.dtype.kind == "U":
            return self.array.tolist()
        digits = digits_for(self.array) if self.digits is None else self.digits
        return [[number(v, digits) for v in row] for row in self.array.tolist()]

    def _roles(self):
        roles = np.array(np.broadcast_to(np.asarray(self.role, object), self.array.shape))
        (top, bottom), (left, right) = padding_sides(self.border)
        h, w = roles.shape
        inside = np.zeros(roles.shape, bool)
        inside[top : h - bottom, left : w - right] = True
        roles[~inside] = "padding"
        for role in roles.flat:
            colour(role)
        return roles.tolist()

    def _flags(self, name):
        flags = getattr(self, name)
        flags = np.zeros(self.array.shape, bool) if flags is None else np.atleast_2d(np.asarray(flags, bool))
        if flags.shape != self.array.shape:
            raise ValueError(f"{name} must have the shape of the array, {self.array.shape}, not {flags.shape}.")
        return flags

    def _boxes(self, boxes):
        boxes = [] if boxes is None else [boxes] if len(boxes) and np.ndim(boxes[0]) == 0 else boxes
        own = self.role if isinstance(self.role, str) and self.role in ("kernel", "output", "gradient") else "kernel"
        for box in boxes:
            if len(box) not in (4, 5):
                raise ValueError(
                    f"highlight must be (row, column, height, width) or a list of such boxes, not {shown(box)}."
                )
            row, column, tall, wide = box[:4]
            if row < 0 or column < 0 or row + tall > self.array.shape[0] or column + wide > self.array.shape[1]:
                raise ValueError(f"The box {tuple(box[:4])} does not lie in an array of {times(self.array.shape)}.")
        return [(*box, own)[:5] for box in boxes]
