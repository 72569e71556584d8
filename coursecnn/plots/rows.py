"""Grids side by side, with signs between them."""

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
    if not len(items):
        raise ValueError("grids needs at least one Grid or array to draw.")
    several = isinstance(items[0], (list, tuple)) and isinstance(items[0][0], Grid)
    rows = [[g if isinstance(g, Grid) else Grid(g) for g in row] for row in (items if several else [items])]
    signs = signs if several or signs is None else [signs]
    signs = [[""] * (len(row) - 1) for row in rows] if signs is None else signs
    for row, between in zip(rows, signs, strict=True):
        if len(between) != len(row) - 1:
            raise ValueError(f"{len(row)} grids need {len(row) - 1} signs between them, not {len(between)}.")
    rows = [[(sign, grid, _room(sign, grid)) for sign, grid in zip(["", *s], row)] for row, s in zip(rows, signs)]
    if align:
        if len({len(row) for row in rows}) > 1:
            raise ValueError(f"With align all rows have as many grids, not {', '.join(str(len(row)) for row in rows)}.")
        rooms = [max(room for *_, room in column) for column in zip(*rows)]
        rows = [[(sign, grid, room) for (sign, grid, _), room in zip(row, rooms)] for row in rows]
    lines = [_Line(parts) for row in rows for parts in _broken(row)]
    height = sum(line.height for line in lines) + GAP * (len(lines) - 1)
    figure, axes, y = sheet(max(line.width for line in lines), height, title, caption)
    for line in lines:
        line.draw(axes, y)
        y += line.height + GAP
    return figure


class _Line:
    """One line of the drawing: the sign before a grid, the grid, and the inches that the two may take."""

    def __init__(self, parts):
        self.parts = parts
        self.width = sum(room for *_, room in parts) + GAP * (len(parts) - 1)
        self.titles = max(len(grid.heading) for _, grid, _ in parts) * line_height(SMALL)
        self.tall = max(grid.size[1] for _, grid, _ in parts)
        self.height = self.titles + self.tall

    def draw(self, axes, y):
        x, middle = MARGIN, y + self.titles + self.tall / 2
        for sign, grid, room in self.parts:
            write(axes, x + _sign_width(sign) / 2 - GAP / 2, middle, SIGNS.get(sign, sign), SIGN)
            grid.draw(axes, x + _sign_width(sign), middle - grid.size[1] / 2)
            x += room + GAP


def _broken(row):
    """A row as lines that fit on the sheet."""
    lines, used = [[]], 0
    for part in row:
        room = part[-1]
        if lines[-1] and used + room > WIDTH - 2 * MARGIN:
            lines.append([])
            used = 0
        lines[-1].append(part)
        used += room + GAP
    return lines


def _room(sign, grid):
    return _sign_width(sign) + grid.width


def _sign_width(sign):
    return text_width(SIGNS.get(sign, sign), SIGN) + GAP if sign else 0
