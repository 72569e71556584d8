"""Small grids of numbers, with signs between them."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle

from ..functional import conv2d
from ..sizes import padding_sides
from .style import (
    COLOURS, DIVERGING, INK, LARGE, MARGIN, NORMAL, SMALL, WIDTH,
    colour, ink_on, line_height, number, sheet, text_width, tint, wrap,
)  # fmt: skip

GAP, CELL = 0.2, 0.36  # inches
SIGNS = {"*": "\u2217", "-": "\u2212", "x": "\u00d7", "->": "\u2192"}


@dataclass
class Grid:
    """A small array to be drawn as cells with numbers in them.

    Attributes
    ----------
    array : (H, W) or (W,), of numbers or strings
    role : str
        ``"input"``, ``"kernel"``, ``"output"``, ``"gradient"``, ``"padding"`` or ``"plain"``: gives the colour.
    title : str
    highlight : (row, column, height, width), or a list of them
        Boxes drawn around cells, in the colour of the kernel on inputs, in the role's own colour elsewhere. A fifth entry
        names another role.
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
    """

    array: object
    role: str = "input"
    title: str = ""
    highlight: object = None
    mask: object = None
    hidden: object = None
    border: object = 0
    shade: str | None = None
    indices: bool = False

    def __post_init__(self):
        self.array = np.atleast_2d(np.asarray(self.array))
        if self.array.ndim != 2 or not self.array.size:
            raise ValueError(f"A Grid shows an array (H, W) with at least one entry, not one of shape {self.array.shape}.")
        if self.shade not in (None, "grey", "signed"):
            raise ValueError(f'shade must be None, "grey" or "signed", not {self.shade!r}.')
        colour(self.role)
        self.mask, self.hidden = self._flags("mask"), self._flags("hidden")
        self.boxes = self._boxes()
        self.texts = [[number(v) for v in row] for row in self.array.tolist()]

    def _flags(self, name):
        flags = getattr(self, name)
        flags = np.zeros(self.array.shape, bool) if flags is None else np.atleast_2d(np.asarray(flags, bool))
        if flags.shape != self.array.shape:
            raise ValueError(f"{name} must have the shape of the array, {self.array.shape}, not {flags.shape}.")
        return flags

    def _boxes(self):
        boxes = [] if self.highlight is None else self.highlight
        boxes = [boxes] if len(boxes) and np.ndim(boxes[0]) == 0 else list(boxes)
        for box in boxes:
            if len(box) not in (4, 5):
                raise ValueError(f"highlight must be (row, column, height, width) or a list of such boxes, not {box!r}.")
        own = "kernel" if self.role in ("input", "padding", "plain") else self.role
        return [(*box, own)[:5] for box in boxes]

    @property
    def cell(self):
        """Side of a cell in inches that holds the longest number."""
        return max(CELL, 0.12 + max(text_width(t) for row in self.texts for t in row))

    @property
    def title_lines(self):
        return wrap(self.title, max(1.1, self.array.shape[1] * self.cell), SMALL) if self.title else []

    def size(self, cell):
        """(width, height) of the drawing without title, in inches."""
        h, w = self.array.shape
        edge = 0.2 if self.indices else 0
        return w * cell + edge, h * CELL + edge

    @property
    def width(self):
        return max([self.size(self.cell)[0], *(text_width(t, SMALL) for t in self.title_lines)])


def grids(items, signs=None, title="", caption=""):
    """Grids of numbers in a row, with signs between them; rows that are too long go on in the next line.

    Parameters
    ----------
    items : list of Grid, array, or list of such lists (one list for each row)
    signs : list of str
        One between each two neighbours, such as ``["*", "="]``; for several rows a list of such lists.
    title, caption : str
        The finding above, the arithmetic or a remark below.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = items if items and isinstance(items[0], (list, tuple)) and isinstance(items[0][0], Grid) else [items]
    rows = [[g if isinstance(g, Grid) else Grid(g) for g in row] for row in rows]
    signs = [[""] * (len(row) - 1) for row in rows] if signs is None else signs if len(rows) > 1 else [signs]
    for row, between in zip(rows, signs, strict=True):
        if len(between) != len(row) - 1:
            raise ValueError(f"{len(row)} grids need {len(row) - 1} signs between them, not {len(between)}.")
    lines = [line for row, between in zip(rows, signs) for line in _lines(row, between)]
    return _draw(lines, title, caption)


def channel_sums(x, weight, bias=None, stride=1, padding=0, title=""):
    """Each input channel times its kernel, and the sum over the channels.

    Parameters
    ----------
    x : (C, H, W)
    weight : (C, K_h, K_w)
        One filter.
    bias : number
    """
    x, weight = np.asarray(x), np.asarray(weight)
    if x.ndim != 3 or weight.ndim != 3 or len(x) != len(weight):
        raise ValueError(f"x must be (C, H, W) and weight (C, K_h, K_w) with the same C, not {x.shape} and {weight.shape}.")
    parts = [conv2d(x[c][None, None], weight[c][None, None], None, stride, padding)[0, 0] for c in range(len(x))]
    sides = padding_sides(padding, weight.shape[1:])
    rows = [
        [
            Grid(np.pad(x[c], sides), "input", f"channel {c}", border=sides),
            Grid(weight[c], "kernel", f"kernel for channel {c}"),
            Grid(parts[c], "output", f"from channel {c}"),
        ]
        for c in range(len(x))
    ]
    terms = [Grid(part, "output", f"from channel {c}") for c, part in enumerate(parts)]
    total = sum(parts)
    if bias is not None:
        terms.append(Grid([[bias]], "kernel", "bias"))
        total = total + bias
    rows.append([*terms, Grid(total, "output", "output")])
    signs = [["*", "="]] * len(x) + [["+"] * (len(terms) - 1) + ["="]]
    title = title or f"The contributions of {len(x)} channels are added: one output map"
    return grids(rows, signs, title)


def _lines(row, signs):
    """Split a row into lines that fit on the sheet: lists of (sign before, grid)."""
    lines, used = [[]], 2 * MARGIN
    for sign, grid in zip(["", *signs], row):
        step = grid.width + GAP + (_sign_width(sign) if sign else 0)
        if lines[-1] and used + step > WIDTH:
            lines.append([])
            used = 2 * MARGIN
        lines[-1].append((sign, grid))
        used += step
    return lines


def _sign_width(sign):
    return text_width(SIGNS.get(sign, sign), 14) + GAP


def _line_size(line):
    width = sum(g.width for _, g in line) + sum(_sign_width(s) for s, _ in line if s) + GAP * (len(line) - 1)
    titles = max(len(g.title_lines) for _, g in line) * line_height(SMALL)
    return width, titles, max(g.size(g.cell)[1] for _, g in line)


def _draw(lines, title, caption):
    sizes = [_line_size(line) for line in lines]
    room = max([width for width, _, _ in sizes] + [3.2 if title or caption else 0])
    heading = wrap(title, max(room, 4.5), LARGE, "bold") if title else []
    remark = wrap(caption, max(room, 4.5), NORMAL) if caption else []
    texts = [text_width(t, LARGE, "bold") for t in heading] + [text_width(t) for t in remark]
    width = min(WIDTH, max([room, *texts]) + 2 * MARGIN)
    height = 2 * MARGIN + len(heading) * line_height(LARGE) + 0.1 * bool(heading)
    height += sum(t + h for _, t, h in sizes) + GAP * (len(lines) - 1) + len(remark) * line_height() + 0.12 * bool(remark)
    figure, axes = sheet(width, height)
    y = MARGIN
    for text in heading:
        axes.text(MARGIN, y, text, size=LARGE, weight="bold", color=INK, va="top")
        y += line_height(LARGE)
    y += 0.1 * bool(heading)
    for line, (_, titles, tall) in zip(lines, sizes):
        x = MARGIN
        for sign, grid in line:
            if sign:
                x += _sign_width(sign)
                axes.text(x - _sign_width(sign) / 2 - GAP / 2, y + titles + tall / 2, SIGNS.get(sign, sign), size=14,
                          color=INK, ha="center", va="center")  # fmt: skip
            draw_grid(axes, grid, x, y, titles, tall)
            x += grid.width + GAP
        y += titles + tall + GAP
    y += 0.12 - GAP
    for text in remark:
        axes.text(MARGIN, y, text, size=NORMAL, color=INK, va="top")
        y += line_height()
    return figure


def draw_grid(axes, grid, x, y, titles, tall):
    """Draw one grid into a space of height ``titles + tall`` whose top left corner is (x, y)."""
    cell, (h, w) = grid.cell, grid.array.shape
    y += titles + (tall - grid.size(cell)[1]) / 2
    for i, text in enumerate(reversed(grid.title_lines)):
        axes.text(x, y - 0.04 - i * line_height(SMALL), text, size=SMALL, color=INK, va="bottom")
    if grid.indices:
        x, y = x + 0.2, y + 0.2
        for j in range(w):
            axes.text(x + (j + 0.5) * cell, y - 0.1, str(j), size=SMALL, color=COLOURS["plain"], ha="center", va="center")
        for i in range(h):
            axes.text(x - 0.1, y + (i + 0.5) * CELL, str(i), size=SMALL, color=COLOURS["plain"], ha="center", va="center")
    fills, edges = _fills(grid)
    for i in range(h):
        for j in range(w):
            hatch = "////" if grid.mask[i, j] else None
            axes.add_patch(Rectangle((x + j * cell, y + i * CELL), cell, CELL, facecolor=fills[i][j], edgecolor=edges[i][j],
                                     linewidth=0.8, hatch=hatch, hatch_linewidth=0.6))  # fmt: skip
            if not grid.hidden[i, j]:
                axes.text(x + (j + 0.5) * cell, y + (i + 0.5) * CELL, grid.texts[i][j], size=NORMAL,
                          color=ink_on(fills[i][j]), ha="center", va="center")  # fmt: skip
    for row, column, tall_, wide, role in grid.boxes:
        axes.add_patch(Rectangle((x + column * cell, y + row * CELL), wide * cell, tall_ * CELL, fill=False,
                                 edgecolor=colour(role), linewidth=2.5))  # fmt: skip


def _fills(grid):
    """Colours of the cells and of their edges."""
    h, w = grid.array.shape
    (top, bottom), (left, right) = padding_sides(grid.border)
    inside = np.zeros((h, w), bool)
    inside[top : h - bottom, left : w - right] = True
    if grid.shade:
        values = grid.array.astype(float)
        limit = np.abs(values).max() or 1
        low, high = values.min(), values.max()
        if grid.shade == "signed":
            own = [[DIVERGING(0.5 + 0.5 * v / limit)[:3] for v in row] for row in values]
        else:
            own = [[((v - low) / ((high - low) or 1),) * 3 for v in row] for row in values]
    else:
        own = [[tint(colour(grid.role))] * w] * h
    grey = tint(COLOURS["padding"], 0.35)
    fills = [[own[i][j] if inside[i, j] else grey for j in range(w)] for i in range(h)]
    edges = [[colour(grid.role) if inside[i, j] else COLOURS["padding"] for j in range(w)] for i in range(h)]
    return fills, edges
