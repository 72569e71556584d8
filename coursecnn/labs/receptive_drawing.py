"""An image, the maps that layers make of it, and in each the part that one output is made of."""

from html import escape

import numpy as np

from ..plots.values import times
from .kit.cells import Grid, board, text_width
from .kit.svg import LINE, drawn_width, fits, heading, legend, line, lines, link, row
from .kit.table import table
from .kit.theme import BESIDE

LETTERS = (
    "Of r and j of the layer before, each layer makes r + d·(k − 1)·j and j·s, with kernel k, stride s and dilation d. "
    "The jump j is how far neighbours are apart in the image."
)
HEADS = {"layer": "layer", "size": "output", "field": "receptive field r", "jump": "jump j"}
LARGEST = 256  # pixels: the side of a map
TALL, TEXT = 485, 25  # pixels: of maps and table together, of a row of the table
PAPER = "fill:var(--cnn-paper);stroke:none"
LINES = "fill:none;stroke-opacity:0.45"


class Board:
    """A map too large for numbers: its cells as lines, the seen ones filled and named, and a box around them.

    Parameters
    ----------
    side : int
    role, title, name : str
        Seen cells get ``data-cell="name-row-column"``.
    cell : float
        In pixels.
    rows, columns : sequences of int
        What is seen.
    """

    act = None

    def __init__(self, side, role, title, name, cell, rows=(), columns=()):
        self.side, self.role, self.title, self.name, self.cell = side, role, title, name, cell
        self.rows, self.columns = [[int(n) for n in axis] for axis in (rows, columns)]

    @property
    def size(self):
        return self.side * self.cell, self.side * self.cell

    @property
    def width(self):
        return max(self.size[0], text_width(self.title, 11))

    def draw(self, x, y):
        cell, full = self.cell, self.side * self.cell
        places = [(x + j * cell, y + i * cell, i, j) for i in self.rows for j in self.columns]
        inner = range(1, self.side)
        lines = "".join(f"M{x + n * cell:g} {y:g}v{full:g}M{x:g} {y + n * cell:g}h{full:g}" for n in inner)
        here = board(self.name, x, y, full, full, (self.side, self.side), pitch=(full, full))
        parts = [heading(x, y, self.title), f"<g{here}>", _rect(f"cnn-cell cnn-{self.role}", x, y, full, full)]
        holes = "".join(f"M{u:g} {v:g}h{cell:g}v{cell:g}h{-cell:g}z" for u, v, _, _ in places)
        parts.append(f'<path d="{holes}" style="{PAPER}"/><path class="cnn-{self.role}" d="{lines}" style="{LINES}"/>')
        for u, v, i, j in places:
            parts.append(_rect("cnn-cell cnn-kernel", u, v, cell, cell, f' data-cell="{self.name}-{i}-{j}"'))
        if places:
            left, top, *_ = places[0]
            wide, tall = (cell * (axis[-1] - axis[0] + 1) for axis in (self.columns, self.rows))
            parts.append(_rect("cnn-box cnn-kernel", left, top, wide, tall))
        return "".join(parts) + "</g>"


def render(frame, kinds, layers):
    """A ``ReceptiveFrame`` as HTML.

    Parameters
    ----------
    frame : ReceptiveFrame
    kinds : list of str
    layers : list of (kernel, stride, dilation)
    """
    sentence = said(frame)
    boards = ["image", *(f"layer{n}" for n in range(1, len(layers))), "output"]
    links = [
        link(out, into, (kernel, kernel), (stride, stride), (0, 0), (dilation, dilation))
        for into, out, (kernel, stride, dilation) in zip(boards, boards[1:], layers)
    ]
    maps = _maps(frame.sizes, sentence, frame, links)
    named = legend(("output", "the chosen output"), ("kernel", "what it is made of"))
    return f'{maps}<p data-text="seen" data-heard="1">{sentence}</p>{named}{_table(frame, kinds, layers)}'


def render_misfit(sizes, sentence):
    """The maps as far as windows fit, and the sentence of the layer whose window does not fit."""
    error = f'<p class="coursecnn-error" role="alert" data-text="error">{escape(sentence)}</p>'
    return _maps(sizes, sentence) + error


def said(frame):
    """What the output sees, as a sentence."""
    rows, columns, field = frame.rows[0], frame.columns[0], frame.fields[-1]
    count = len(rows) * len(columns)
    share = f"all {times((field, field))} = {count}" if count == field**2 else f"{count} of the {times((field, field))}"
    place = f"row {frame.rows[-1][0]}, column {frame.columns[-1][0]}"
    where = f"rows {rows[0]} to {rows[-1]}, columns {columns[0]} to {columns[-1]}"
    return f"The output at {place} sees {share} pixels in {where}."


def _maps(sizes, alt, frame=None, links=()):
    """All maps at one scale, as large as they fit: in a row, or in rows that leave room for the table below them."""
    signs, tall, larger = ["->"] * (len(sizes) - 1), TALL - TEXT * len(sizes), 1
    for cell in (22, 20, 18, 16, 14, 12, 10, 9, 8):
        items = _items(sizes, cell, frame)
        if cell * sizes[0] <= LARGEST and fits(items, signs):
            larger = min(BESIDE / drawn_width(items, signs), LARGEST / (cell * sizes[0]))
            break
    else:
        for cell in (8, 7, 6, 5, 4):
            items = _items(sizes, cell, frame)
            rows = lines(items, signs)
            if sum(max(item.size[1] for item in each) + LINE + 10 for each in rows) <= tall:
                break
    drawn = row(items, signs, alt, links)
    return f'<div class="cnn-larger" style="--cnn-larger:{larger:.2f}">{drawn}</div>' if larger > 1 else drawn


def _items(sizes, cell, frame):
    items = []
    for number, side in enumerate(sizes):
        seen = (frame.rows[number], frame.columns[number]) if frame else ()
        if frame and number == len(sizes) - 1:
            box = [(int(seen[0][0]), int(seen[1][0]), 1, 1, "output")]
            title, empty = f"output: {times((side, side))}", np.full((side, side), "")
            full = np.full((side, side), 0.15)
            full[box[0][:2]] = 1
            items.append(Grid(empty, "output", title, "output", "pick", box, strength=full, cell=cell))
        else:
            name = f"layer {number}" if number else "image"
            role = "plain" if number else "input"
            items.append(Board(side, role, f"{name}: {times((side, side))}", name.replace(" ", ""), cell, *seen))
    return items


def _table(frame, kinds, layers):
    """Sizes and the recurrence, layer by layer, with the numbers in it."""
    rows = [(0, ("image", times(frame.sizes[:1] * 2), "<b>1</b>", "1"))]
    for n, (kind, (kernel, stride, dilation)) in enumerate(zip(kinds, layers), 1):
        field = f"{frame.fields[n - 1]} + {dilation}·({kernel} − 1)·{frame.jumps[n - 1]} = <b>{frame.fields[n]}</b>"
        jump = f"{frame.jumps[n - 1]}·{stride} = {frame.jumps[n]}"
        rows.append((n, (f"{n}: {kind}", times(frame.sizes[n : n + 1] * 2), field, jump)))
    return table(HEADS, rows) + line(LETTERS, "letters")


def _rect(kind, x, y, width, height, hook=""):
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{hook}/>'
