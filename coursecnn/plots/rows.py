"""Grids side by side, with signs between them."""

from .grid import Grid
from .style import MARGIN, SMALL, WIDTH, line_height, sheet, text_width, write

GAP = 0.2  # inches
SIGN = 14  # points
SIGNS = {"*": "\u2217", "-": "\u2212", "x": "\u00d7", "->": "\u2192"}


def grids(items, signs=None, title="", caption=""):
    """Grids of numbers in a row, with signs between them; what is too long goes on in the next line.

    Parameters
    ----------
    items : list of Grid or array, or list of such lists, one for each row
        With several rows at least the first entry is a ``Grid``.
    signs : list of str
        One between each two neighbours, such as ``["*", "="]``; for several rows a list of such lists.
    title, caption : str
        The finding above; the arithmetic or a remark below.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if not len(items):
        raise ValueError("grids needs at least one Grid or array to draw.")
    several = isinstance(items[0], (list, tuple)) and isinstance(items[0][0], Grid)
    rows = [[g if isinstance(g, Grid) else Grid(g) for g in row] for row in (items if several else [items])]
    signs = signs if several or signs is None else [signs]
    signs = [[""] * (len(row) - 1) for row in rows] if signs is None else signs
    for row, between in zip(rows, signs, strict=True):
        if len(between) != len(row) - 1:
            raise ValueError(f"{len(row)} grids need {len(row) - 1} signs between them, not {len(between)}.")
    lines = [_Line(parts) for row, between in zip(rows, signs) for parts in _broken(row, between)]
    height = sum(line.height for line in lines) + GAP * (len(lines) - 1)
    figure, axes, y = sheet(max(line.width for line in lines), height, title, caption)
    for line in lines:
        line.draw(axes, y)
        y += line.height + GAP
    return figure


class _Line:
    """One line of the drawing: pairs of the sign before a grid and the grid."""

    def __init__(self, parts):
        self.parts = parts
        self.width = sum(_sign_width(sign) + grid.width for sign, grid in parts) + GAP * (len(parts) - 1)
        self.titles = max(len(grid.heading) for _, grid in parts) * line_height(SMALL)
        self.tall = max(grid.size[1] for _, grid in parts)
        self.height = self.titles + self.tall

    def draw(self, axes, y):
        x, middle = MARGIN, y + self.titles + self.tall / 2
        for sign, grid in self.parts:
            write(axes, x + _sign_width(sign) / 2 - GAP / 2, middle, SIGNS.get(sign, sign), SIGN)
            x += _sign_width(sign)
            grid.draw(axes, x, middle - grid.size[1] / 2)
            x += grid.width + GAP


def _broken(row, signs):
    """A row as lines that fit on the sheet."""
    lines, used = [[]], 0
    for sign, grid in zip(["", *signs], row):
        step = _sign_width(sign) + grid.width + GAP
        if lines[-1] and used + step - GAP > WIDTH - 2 * MARGIN:
            lines.append([])
            used = 0
        lines[-1].append((sign, grid))
        used += step
    return lines


def _sign_width(sign):
    return text_width(SIGNS.get(sign, sign), SIGN) + GAP if sign else 0
