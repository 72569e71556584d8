"""One small grid of numbers in cells, as SVG text; the twin of ``coursecnn.plots.Grid``."""

from dataclasses import dataclass
from html import escape

import numpy as np

from ...arguments.sizes import padding_sides
from ...plots.style import COLOURS, colour
from ...plots.values import digits_for, number
from .png import grey_ink, signed_fill, signed_ink

CELL, EDGE = 30, 20  # pixels


def text_width(text, size=13):
    """About so many pixels: fonts differ."""
    return 0.6 * size * len(text)


def board(name, x, y, width, height, shape, above=0, left=0, count=1, across=1, pitch=(0, 0), first=0):
    """The attributes that tell the page where the cells of an element lie; see ``links.js``."""
    tiles = (x, y, width, height, *shape, above, left, count, across, *pitch, first)
    return f' data-board="{escape(name)}" data-tiles="{" ".join(f"{number:g}" for number in tiles)}"'


@dataclass
class Grid:
    """A small array to be drawn as cells with numbers in them.

    Attributes
    ----------
    array : (H, W) of numbers or strings
    role : str, or (H, W) of str
        ``"input"``, ``"kernel"``, ``"output"``, ``"gradient"``, ``"padding"`` or ``"plain"``: gives the colour.
    title : str
    name : str
        Cells get ``data-cell="name-row-column"``, in rows and columns of the array as given; those that show nothing
        and do not act have none.
    act : None, "pick" or "edit"
        What a click does; needs a name.
    highlight, dashed : list of (row, column, height, width, role)
        Boxes around cells.
    mask, hidden : (H, W) of bool
        Hatched cells; cells whose number is not shown.
    border : int, (h, w) or ((top, bottom), (left, right))
        So many outer rows and columns are padding: they do not act, and rows and columns count from inside it.
    shade : "grey" or "signed"
        Fill the cells by their values instead of by role.
    limit : float
        The magnitude of full colour where ``shade`` is "signed", the largest value unless given; where it is "grey",
        what is white, and then 0 is black.
    strength : (H, W) from 0 to 1
        How much of the role's colour each cell has, instead of a light tint.
    indices : bool
        Write the numbers of rows and columns along the edges.
    turned : bool
        Drawn turned by 180 degrees: the array is as it is drawn, and its rows and columns count from the last ones.
    digits : int
        Decimals of numbers that are not whole.
    tiny : bool
        Numbers too small for these decimals as ``2e-5``, otherwise as ``0.00``.
    font : 13 or 11, optional
        Pixels of the numbers; as the cells have room unless given.
    room : float, optional
        Pixels beside the longest number; 8 unless given, 4 where the numbers are small.
    cell, least : float
        Height of a cell in pixels, and its least width.
    """

    array: object
    role: object = "input"
    title: str = ""
    name: str = ""
    act: str | None = None
    highlight: object = ()
    dashed: object = ()
    mask: object = None
    hidden: object = None
    border: object = 0
    shade: str | None = None
    limit: float | None = None
    strength: object = None
    indices: bool = False
    turned: bool = False
    digits: int | None = None
    tiny: bool = True
    font: int | None = None
    room: float | None = None
    cell: float = CELL
    least: float = 0

    def __post_init__(self):
        self.array = np.atleast_2d(np.asarray(self.array))
        shape = self.array.shape
        self.sides = padding_sides(self.border)
        self.roles = self._roles()
        none = np.zeros(shape, bool)
        self.mask = none if self.mask is None else np.broadcast_to(self.mask, shape)
        self.hidden = none if self.hidden is None else np.broadcast_to(self.hidden, shape)
        self.picked = [tuple(map(int, box[:4])) for box in self.highlight]
        self.texts = self._texts()
        self.font = self.font or (13 if self.cell >= 26 else 11)
        longest = max((len(text) for texts in self.texts for text in texts), default=0)
        room = (8 if self.font == 13 else 4) if self.room is None else self.room
        self.wide = max(self.cell, self.least, room + text_width("0" * longest, self.font))

    @property
    def size(self):
        """(width, height) of the cells with their edge, in pixels."""
        h, w = self.array.shape
        edge = EDGE if self.indices else 0
        return w * self.wide + edge, h * self.cell + edge

    @property
    def width(self):
        """Width of the drawing with its title."""
        return max(self.size[0], text_width(self.title, 11))

    def draw(self, x, y):
        """SVG of the cells with their top left corner at (x, y), the title above it."""
        parts = [f'<text class="cnn-heading" x="{x:g}" y="{y - 5:g}">{escape(self.title)}</text>'] if self.title else []
        if self.indices:
            x, y = x + EDGE, y + EDGE
            parts.append(self._indices(x, y))
        kind = f' role="grid" aria-label="{escape(self.title or self.name)}"' if self.act else ""
        if self.name:
            kind += board(self.name, x, y, (w := self.wide * self.array.shape[1]), (h := self.cell * len(self.array)),
                          self.array.shape, self.sides[0][0], self.sides[1][0], pitch=(w, h))  # fmt: skip
        parts.append(f"<g{kind}>{self._acting(x, y) if self.act else self._standing(x, y)}</g>")
        parts += [self._box(x, y, box, "cnn-dashed", 2) for box in self.dashed]
        parts += [self._box(x, y, box, "cnn-box", 0) for box in self.highlight]
        return "".join(parts)

    def _acting(self, x, y):
        parts = []
        for i in range(self.array.shape[0]):
            cells = [self._cell(x + j * self.wide, y + i * self.cell, i, j) for j in range(self.array.shape[1])]
            parts += ['<g role="row">', *cells, "</g>"]
        return "".join(parts)

    def _standing(self, x, y):
        """Cells that do not act: those of one look are one path, which a page draws much sooner than many."""
        paths, parts = {}, []
        for i, j in np.ndindex(self.array.shape):
            left, top = x + j * self.wide, y + i * self.cell
            ink, style = self._shading(i, j)
            outline = f"M{left:g} {top:g}h{self.wide:g}v{self.cell:g}h{-self.wide:g}z"
            paths.setdefault((self.roles[i][j], style), []).append(outline)
            parts += [self._hatched(left, top, i, j), self._number(left, top, i, j, ink, self._named(i, j))]
        cells = [f'<path class="cnn-cell cnn-{role}"{style} d="{"".join(d)}"/>' for (role, style), d in paths.items()]
        return "".join(cells + parts)

    def _cell(self, x, y, i, j):
        """A cell that acts."""
        role, text = self.roles[i][j], self.texts[i][j]
        ink, style = self._shading(i, j)
        acts = ""
        if self.inside[i, j]:
            acts = f' tabindex="-1" data-act="{self.act}" data-lm-suppress-shortcuts="true"'
            if self.act == "pick":
                acts += f' aria-selected="{str((i, j, 1, 1) in self.picked).lower()}"'
        row, column = self._place(i, j)
        said = f' role="gridcell"{acts} aria-label="row {row}, column {column}: {text or "not shown"}"'
        shape = f'x="{x:g}" y="{y:g}" width="{self.wide:g}" height="{self.cell:g}"'
        return (
            f'<g{self._named(i, j)}{said}><rect class="cnn-cell cnn-{role}" {shape}{style}/>'
            f"{self._hatched(x, y, i, j)}{self._number(x, y, i, j, ink)}</g>"
        )

    def _place(self, i, j):
        """What the row and the column of a cell are called."""
        i, j = (n - 1 - k if self.turned else k for k, n in zip((i, j), self.array.shape))
        return i - self.sides[0][0], j - self.sides[1][0]

    def _named(self, i, j):
        row, column = self._place(i, j)
        return f' data-cell="{self.name}-{row}-{column}"' if self.name and self.inside[i, j] else ""

    def _number(self, x, y, i, j, ink, name=""):
        text = self.texts[i][j]
        if not text:
            return ""
        small = " cnn-small" if self.font < 13 else ""
        middle = f'x="{x + self.wide / 2:g}" y="{y + self.cell / 2:g}"'
        return f'<text class="{ink}{small}"{name} {middle}>{escape(text)}</text>'

    def _hatched(self, x, y, i, j):
        return f'<path class="cnn-hatch" d="{self._hatching(x, y, self.texts[i][j])}"/>' if self.mask[i, j] else ""

    def _hatching(self, x, y, text):
        strokes, around = [], self.wide + self.cell
        covered = text_width(text, self.font) / 2 + 0.36 * self.font if text else 0
        for k in range(1, 6):  # lines x + y = constant, as far as they lie in the cell, but not through its number
            s = k * around / 6
            if abs(s - around / 2) < covered:
                continue
            x0, x1 = max(0, s - self.cell), min(self.wide, s)
            strokes.append(f"M{x + x0:.1f} {y + s - x0:.1f}L{x + x1:.1f} {y + s - x1:.1f}")
        return "".join(strokes)

    def _shading(self, i, j):
        if self.strength is not None:
            return "", f' style="fill-opacity:{self.strength[i][j]:.2f}"'
        if not (self.shade and self.inside[i, j]):
            return "", ""
        value = float(self.array[i, j])
        if self.shade == "grey":
            low, high = (0, self.limit) if self.limit else (float(self.array.min()), float(self.array.max()))
            grey = round(255 * (value - low) / ((high - low) or 1))
            ink, turns, fill = grey_ink(grey / 255), False, f"rgb({grey},{grey},{grey})"
        else:
            limit = np.abs(self.array).max() if self.limit is None else self.limit
            (ink, turns), fill = signed_ink(value, limit), signed_fill(value, limit)
        return ink + " cnn-signed" * turns, f' style="fill:{fill};fill-opacity:1"'

    def _indices(self, x, y):
        h, w = self.array.shape
        columns = [(x + (j + 0.5) * self.wide, y - EDGE / 2, self._place(0, j)[1]) for j in range(w)]
        rows = [(x - EDGE / 2, y + (i + 0.5) * self.cell, self._place(i, 0)[0]) for i in range(h)]
        return "".join(f'<text class="cnn-index" x="{u:g}" y="{v:g}">{number(n)}</text>' for u, v, n in columns + rows)

    def _box(self, x, y, box, kind, inset):
        i, j, tall, wide, role = box
        return (
            f'<rect class="{kind} cnn-{role}" x="{x + j * self.wide + inset:g}" y="{y + i * self.cell + inset:g}" '
            f'width="{wide * self.wide - 2 * inset:g}" height="{tall * self.cell - 2 * inset:g}"/>'
        )

    def _texts(self):
        words = self.array.dtype.kind in "UO"
        digits = digits_for(self.array) if self.digits is None and not words else self.digits
        lines = zip(self.array.tolist(), self.hidden.tolist())
        return [["" if h else self._text(v, digits) for v, h in zip(*line)] for line in lines]

    def _text(self, value, digits):
        if self.array.dtype.kind in "UO":
            return str(value)
        rounded_off = not self.tiny and value and abs(value) < 0.5 * 10**-digits  # 0.00 where 0 stands for none at all
        return f"{0:.{digits}f}" if rounded_off else number(value, digits)

    def _roles(self):
        roles = np.array(np.broadcast_to(np.asarray(self.role, object), self.array.shape))
        (top, bottom), (left, right) = self.sides
        self.inside = np.zeros(roles.shape, bool)
        self.inside[top : roles.shape[0] - bottom, left : roles.shape[1] - right] = True
        roles[~self.inside & (roles != "kernel")] = "padding"
        for role in set(roles.flat) - set(COLOURS):
            colour(role)
        return roles.tolist()
