"""Grids side by side, with signs between them."""

from ..arguments import shown
from .grid import Grid
from .style import MARGIN, SMALL, WIDTH, line_height, sheet, text_width, write

GAP = 0.2  # inches
SIGN = 14  # points
SIGNS = {"*": "\u2217", "-": "\u2212", "x": "\u00d7", "->": "\u2192"}


def grids(items, signs=None, title="", caption="", align=False):
    """Grids of numbers in a row, with signs between them; what is too long goes on in the next line.

    Parameters
    ----------
    items : list of Grid or array, or list of such lists, one for each row
        With several rows at least the first entry is a ``Grid``.
    signs : list of str
        One between each two neighbours, such as ``["*", "="]``; for several rows a list of such lists.
    title, caption : str
        The finding above; the arithmetic or a remark below.
    align : bool
        Whether the grids of several rows stand under each other; then each row has as many.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if not hasattr(items, "__len__"):
        raise TypeError(f"grids takes a list of Grids or arrays, not {shown(items)}.")
    if not len(items):
        raise ValueError("grids needs at least one Grid or array to draw.")
    several = isinstance(items[0], (list, tuple)) and isinstance(items[0][0], Grid)
    rows = [[g if isinstance(g, Grid) else Grid(g) for g in row] for row in (items if several else [items])]
    signs = signs if several or signs is None else [signs]
    signs = [[""] * (len(row) - 1) for row in rows] if signs is None else signs
    for row, between in zip(rows, signs, strict=True):
        if len(between) != len(row) - 1:
            raise ValueError(f"{len(row)} grids need {len(row) - 1} signs between them, not {len(between)}.")
    rows = [[_Part(sign, grid) for sign, grid in zip(["", *s], row)] for row, s in zip(rows, signs)]
    if align:
        if len({len(row) for row in rows}) > 1:
            raise ValueError(f"With align all rows have as many grids, not {', '.join(str(len(row)) for row in rows)}.")
        for column in zip(*rows):
            before, width = max(part.before for part in column), max(part.width for part in column)
            for part in column:
                part.before, part.width = before, width
    lines = [_Line(parts) for row in rows for parts in _broken(row)]
    height = sum(line.height for line in lines) + GAP * (len(lines) - 1)
    figure, axes, y = sheet(max(line.width for line in lines), height, title, caption)
    for line in lines:
        line.draw(axes, y)
        y += line.height + GAP
    return figure


class _Part:
    """A grid and the sign before it, with the inches that each may take."""

    def __init__(self, sign, grid):
        self.sign, self.grid = SIGNS.get(sign, sign), grid
        self.before = text_width(self.sign, SIGN) + GAP if sign else 0
        self.width = grid.width


class _Line:
    """One line of the drawing."""

    def __init__(self, parts):
        self.parts = parts
        self.width = sum(part.before + part.width for part in parts) + GAP * (len(parts) - 1)
        self.titles = max(len(part.grid.heading) for part in parts) * line_height(SMALL)
        self.tall = max(part.grid.size[1] for part in parts)
        self.height = self.titles + self.tall

    def draw(self, axes, y):
        x, middle = MARGIN, y + self.titles + self.tall / 2
        for part in self.parts:
            write(axes, x + (part.before - GAP) / 2, middle, part.sign, SIGN)
            x += part.before
            part.grid.draw(axes, x, middle - part.grid.size[1] / 2)
            x += part.width + GAP


def _broken(row):
    """A row as lines that fit on the sheet."""
    lines, used = [[]], 0
    for part in row:
        room = part.before + part.width
        if lines[-1] and used + room > WIDTH - 2 * MARGIN:
            lines.append([])
            used = 0
        lines[-1].append(part)
        used += room + GAP
    return lines
