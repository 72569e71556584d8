"""What a net makes of a drawing, as HTML and SVG text: bars, feature maps, a sentence."""

from html import escape

import numpy as np

from ...layers import AvgPool2d, Conv2d, MaxPool2d
from ...plots.values import times
from ..kit import png
from ..kit.cells import text_width
from ..kit.mosaic import GAP, TALL, layout
from ..kit.svg import line, sheet, step

WIDE = 355  # pixels: of all feature maps together; behind its arrow the widest block fits a telephone
LONGEST, MOST = 160, 12  # pixels of a bar of 100 %; bars
NAMES = {Conv2d: "convolution", MaxPool2d: "max pooling", AvgPool2d: "average pooling"}
TRACK = "fill:var(--cnn-ink);fill-opacity:0.06;stroke:none"


def name_of(layer):
    """What the reader calls a layer."""
    return NAMES.get(type(layer), type(layer).__name__)


def percent(share):
    """With one decimal; what is less than can be seen in it is not called nothing."""
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def bars(probabilities, names=None):
    """Bars as SVG text, the longest has an edge; of more than a dozen classes the dozen with the longest ones."""
    names = [str(k) for k in range(len(probabilities))] if names is None else names
    shown = sorted(np.argsort(-probabilities, kind="stable")[:MOST])
    wide, pitch, left = LONGEST, 22, 4 + max(20, *(text_width(names[k], 15) for k in shown))
    parts, best = [], int(np.argmax(probabilities))
    for row, digit in enumerate(shown):
        name, p, y = names[digit], probabilities[digit], 2 + row * pitch
        weight = ";font-weight:600" if digit == best else ""
        style = "fill:var(--cnn-output);stroke:" + ("var(--cnn-ink)" if digit == best else "none")
        label = f'x="{left - 8:g}" y="{y + 10}" style="font-size:15px;text-anchor:end{weight}"'
        parts.append(f"<text {label}>{escape(name)}</text>")
        parts.append(f'<rect x="{left}" y="{y}" width="{wide}" height="20" style="{TRACK}"/>')
        parts.append(f'<rect x="{left}" y="{y}" width="{wide * float(p):.1f}" height="20" style="{style}"/>')
        place = f'x="{left + wide + 70}" y="{y + 10}" style="text-anchor:end{weight}"'
        parts.append(f'<text data-probability="{digit}" {place}>{escape(percent(p))}</text>')
    alt = "Probabilities: " + ", ".join(f"{names[k]}: {percent(probabilities[k])}" for k in shown)
    return sheet("".join(parts), left + wide + 72, 4 + len(shown) * pitch, alt)


def pictures(frame):
    """What the net gets, and its feature maps, as HTML: one block for each convolution."""
    blocks = [
        _block("The net gets: 28 \u00d7 28", [frame.image], "input", "input", 1, TALL, 0, 255, "0 is black, 1 white")
    ]
    shares = [maps.size**0.5 for maps in frame.maps]
    for number, (maps, share, made) in enumerate(zip(frame.maps, shares, frame.made), 1):
        columns, size = layout(len(maps), max(130, WIDE * share / sum(shares)))
        title = f"{len(maps)} maps of {times(maps.shape[1:])}"
        scale = columns, size, min(0, maps.min()), maps.max()
        blocks.append(_block(title, maps, f"map-{number}", "output", *scale, " \N{RIGHTWARDS ARROW} ".join(made)))
    steps = [step("->" if k else "", block) for k, block in enumerate(blocks)]
    style = "gap:6px 10px;align-items:flex-start;margin-top:6px"
    meaning = "" if not frame.maps else line(_meaning(frame.maps), "meaning")
    return f'<div class="cnn-flow" style="{style}">{"".join(steps)}</div>{meaning}'


def _meaning(maps):
    """What black and white are in the maps."""
    black = "the smallest number" if min(one.min() for one in maps) < 0 else "0"
    return f"In the maps black is {black} and white the largest number of the layer, its strongest answer."


def _block(title, arrays, name, role, columns, size, black, white, made=""):
    grid = f"display:grid;grid-template-columns:repeat({columns},auto);gap:{GAP - 2}px;justify-content:start"
    style = f"outline:1px solid var(--cnn-{role});max-width:none;margin:1px;display:block"
    each = [
        f'<img data-picture="{name}-{k}" decoding="sync" alt="{title}, number {k}" width="{size}" height="{size}" '
        f'src="{png.grey(array, black, white)}" style="{style}"/>'
        for k, array in enumerate(arrays)
    ]
    wide = columns * (size + GAP)
    shape = f'data-size="{wide} {-(-len(arrays) // columns) * (size + GAP) + 36}" style="max-width:{max(wide, 200)}px"'
    head = f'<div style="font-size:12px">{title}</div><div class="cnn-made">{made}</div>'
    return f'<div {shape}>{head}<div style="{grid}">{"".join(each)}</div></div>'


def verdict(frame, empty=False):
    """What the net says, in a sentence."""
    first, second = np.argsort(frame.probabilities, kind="stable")[::-1][:2]
    p, q = (100 * frame.probabilities[digit] for digit in (first, second))
    if empty:
        return f"Nothing is drawn yet. The net has to name a digit all the same: {first}, with {p:.0f} %."
    rest = f", or else {second} ({q:.1f} %)" if q >= 0.05 else ""
    return f"The net says {first} ({p:.1f} %){rest}."


def waiting(run, meanwhile=""):
    """What stands in the place of the bars until the net is there; ``meanwhile`` is a sentence."""
    done = run.step / run.steps if run is not None and run.steps else 0
    left = f": {run.left:.0f} s left" if run is not None and run.left is not None else ""
    bar = f'<progress value="{done:.3f}" max="1" aria-label="Training of the net" style="width:300px"></progress>'
    return line(f"A net is trained for this lab, once{left}. {meanwhile}", "training") + bar
