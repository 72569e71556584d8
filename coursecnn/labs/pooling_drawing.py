"""A shifted map before and after pooling, drawn: what changed is boxed, and counted in words."""

import numpy as np

from ..plots.values import number
from .kit.cells import Grid
from .kit.svg import LINE, flow, legend, line, lines, link, part

SIDES = {"plain": 182, "output": 168}  # pixels: of a map, of what pooling makes of it, unless longer numbers need more
SHORT = {"plain": 210, "output": 140}  # where all numbers are short
LOOKS = (2, 4, None, SHORT), (2, 4, None, SIDES), (2, -0.3, 11, SIDES), (1, 4, 11, SIDES), (None, 4, None, SIDES)
"""Decimals (None: no numbers), pixels beside a number (a point is but half a digit wide), font, widths."""
CELLS = "--cnn-plain:#777"  # lines between black and white cells, on each page, fainter than what is boxed


def render(frame, shift, kind, window, stride, table, place=None):
    """A ``ShiftFrame`` as HTML.

    Parameters
    ----------
    frame : ShiftFrame
    shift : (right, down)
    kind, window, stride
        Of the pooling.
    table : dict of kind: list of ShiftFrame
        For shifts to the right by 1, 2, ... pixels.
    place : (row, column), optional
        The value whose window is written out.
    """
    words = f'<p data-text="changed" data-heard="1">{changed(frame, shift, kind)}</p>'
    words += f'<p data-text="amount">{amount(frame)}</p>'
    words += line(told(frame, kind, window, stride, place), "told") if place else ""
    return (
        _maps(frame, shift, kind, window, stride, place) + words + _legend(frame, window, stride, place) + _table(table)
    )


def _legend(frame, window, stride, place):
    """What the boxes are."""
    changed_ = [("kernel", "changed by the shift")] if frame.pixels.any() else []
    windows = [("output", "windows of the pooling")] if stride >= window else []
    return legend(*changed_, *windows, *([("gradient", "the chosen value and its window")] if place else []))


def told(frame, kind, window, stride, place):
    """What one pooled value is made of, before and after the shift, as a sentence."""
    rows, columns = (slice(stride * n, stride * n + window) for n in place)
    sums = []
    for array, pooled in ((frame.before, frame.pooled_before), (frame.after, frame.pooled_after)):
        seen = ", ".join(number(value, 2) for value in array[rows, columns].flat)
        sums.append(f"{'max' if kind == 'max' else 'mean'}({seen}) = {number(pooled[place], 2)}")
    return f"Row {place[0]}, column {place[1]}: {sums[0]}; shifted: {sums[1]}."


def changed(frame, shift, kind):
    """How many numbers changed, as a sentence."""
    if shift == (0, 0):
        return "No shift: nothing changes."
    pixels, values = frame.pixels, frame.values
    return (
        f"A shift of {_shift(shift)} changes <b>{pixels.sum()} of {pixels.size}</b> pixels, "
        f"and <b>{values.sum()} of {values.size}</b> values after {kind} pooling."
    )


def amount(frame):
    """By how much they changed, and how that is counted, as a sentence."""
    shares = [
        f"{number(differences, 2)} / {number(both, 2)} = <b>{100 * share:.0f} %</b>"
        for (differences, both), share in zip(frame.sums, frame.amounts)
    ]
    signed = min(array.min() for array in (frame.before, frame.after)) < 0
    signs = ", all without signs" if signed else ", the differences without signs"
    return (
        f"Distance = sum of the differences / sum of all numbers in both maps{signs}: {shares[0]} before pooling, "
        f"{shares[1]} after. Equal maps: 0 %; nothing in common: 100 %."
    )


def _shift(shift):
    (right, down), parts = shift, []
    for steps, names in ((right, ("to the right", "to the left")), (down, ("down", "up"))):
        if steps:
            parts.append(f"{abs(steps)} {'pixel' if abs(steps) == 1 else 'pixels'} {names[steps < 0]}")
    return " and ".join(parts) or "0 pixels"


def _short(shift):
    """The same for the title of a map."""
    (right, down), words = shift, []
    for steps, names in ((right, ("right", "left")), (down, ("down", "up"))):
        words += [f"{abs(steps)} {names[steps < 0]}"] if steps else []
    return ", ".join(words) or "0"


def _maps(frame, shift, kind, window, stride, place):
    """The two maps, and beside each what pooling makes of it; its values are there to be picked."""
    high = max(float(np.abs(array).max()) for array in (frame.before, frame.after)) or 1
    of = f"{kind} of {window} \u00d7 {window}, stride {stride}"
    for look in LOOKS:  # the four beside each other, also where numbers are long
        upper = [
            _grid(frame.before, "plain", "map", "before", high, look),
            _grid(frame.after, "plain", f"shifted: {_short(shift)}", "after", high, look),
        ]
        lower = [
            _grid(frame.pooled_before, "output", of, "pooled-before", high, look, place),
            _grid(frame.pooled_after, "output", f"{kind}, after the shift", "pooled-after", high, look, place),
        ]
        if len(lines([*upper, *lower], [""] * 3)) == 1:
            break
    pairs = []
    for second, (above, under) in enumerate(zip(upper, lower)):
        corners = np.ndindex(under.array.shape) if stride >= window else ()
        windows = _boxes(above, [(i * stride, j * stride) for i, j in corners], window, "output", 2.5)
        pixels = _boxes(above, np.argwhere(frame.pixels), 1, "kernel", 3) if second else ""
        values = _boxes(under, np.argwhere(frame.values), 1, "kernel", 3) if second else ""
        picked = _boxes(under, [place] if place else [], 1, "gradient", 3)  # above the changed ones
        seen = _boxes(above, [(stride * n for n in place)] if place else [], window, "gradient", 3)
        windows, values = windows + pixels + seen, values + picked
        pairs.append(f'<span class="cnn-step">{_piece(above, windows)}{_piece(under, values)}</span>')
    sizes = dict(kernel=(window, window), stride=(stride, stride))
    links = [link(f"pooled-{when}", when, **sizes) for when in ("before", "after")]
    alt = changed(frame, shift, kind).replace("<b>", "").replace("</b>", "")
    return f'<div style="{CELLS}">{flow(pairs, alt, links, acts=True, top=True)}</div>'


def _piece(grid, boxes):
    """A grid with boxes in a drawing of its own."""
    return part(grid.draw(2, LINE) + boxes, 0, 0, grid.width + 4, LINE + grid.size[1] + 3)


def _boxes(grid, corners, side, role, thick):
    """Boxes around ``side`` x ``side`` cells of a grid, as one path."""
    wide, tall = side * grid.wide, side * grid.cell
    outline = f"h{wide:g}v{tall:g}h{-wide:g}z"
    lines = "".join(f"M{2 + column * grid.wide:g} {LINE + row * grid.cell:g}{outline}" for row, column in corners)
    return f'<path class="cnn-box cnn-{role}" style="stroke-width:{thick}" d="{lines}"/>' if lines else ""


def _grid(array, role, title, name, high, look, place=None):
    """Numbers where they have room; those that are not 0."""
    digits, room, font, sides = look
    cell = min(26, sides[role] // array.shape[1])
    longest = max(len(number(value, digits or 0)) for value in array.flat)
    hidden = (array == 0) | (digits is None or cell < 13)
    act = "pick" if role == "output" else None
    box = [(*place, 1, 1, "gradient")] if place else []
    look = dict(hidden=hidden, shade="grey", limit=high, digits=digits or 0, cell=cell, room=room)
    return Grid(array, role, title, name, act, box, font=13 if longest == 1 else font, **look)


def _table(table):
    """Counts for several shifts to the right."""
    first = next(iter(table.values()))
    steps = range(1, len(first) + 1)
    rows = {f"changed, of {first[0].pixels.size} pixels": [frame.pixels.sum() for frame in first]}
    for kind, frames in table.items():
        rows[f"changed, of {first[0].values.size} values after {kind} pooling"] = [
            frame.values.sum() for frame in frames
        ]
    head = "".join(f'<th scope="col">{step}</th>' for step in steps)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left;font-weight:400">{name}</th>'
        + "".join(f'<td data-cell="table-{i}-{j}">{count}</td>' for j, count in enumerate(counts)) + "</tr>"
        for i, (name, counts) in enumerate(rows.items())
    )  # fmt: skip
    corner = '<th scope="col" style="text-align:left;font-weight:400">shift to the right, in pixels</th>'
    return f"<table><thead><tr>{corner}{head}</tr></thead><tbody>{body}</tbody></table>"
