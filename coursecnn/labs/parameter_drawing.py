"""Parameters of two layers against the side of the image, both axes logarithmic, and how they are counted."""

from math import log10

from ..plots.values import times
from .kit.chart import chart
from .kit.svg import heading
from .kit.table import table

AXIS, TOP, BOTTOM, TALL = 76, 24, 274, 316  # pixels
LEFT, RIGHT = 0, 100  # percent of the width
LABELLED = 4, 10, 40, 100, 400, 1000  # so far apart that they do not touch on a telephone
SIDES = 4, 6, 10, 20, 40, 100, 200, 400, 1000  # pixels of the image: where the curves are computed
LOWEST, HIGHEST = -0.9, 11.5  # powers of ten of the parameters
NUMBERS = {0: "1", 3: "1,000", 6: "1 million", 9: "1 billion"}
HEADS = {
    "layer": "layer", "sum": "weights + biases = parameters", "memory": "in float32", "output": "output",
}  # fmt: skip
NAMES = {"dense": "fully connected", "shared": "convolution"}
STROKES = {"dense": "stroke:var(--cnn-input)", "shared": "stroke:var(--cnn-gradient);stroke-dasharray:7 4"}
FILLS = {"dense": "fill:var(--cnn-input)", "shared": "fill:var(--cnn-gradient)"}


def render(dense, shared, line):
    """Two ``Count`` as HTML.

    Parameters
    ----------
    dense, shared : Count
        Of the fully connected layer and of the convolution.
    line : list of (int, int)
        Side of the image and parameters of the fully connected layer.
    """
    counts = {"dense": dense, "shared": shared}
    side, kernel = dense.factors[1], shared.factors[0]
    level = [(n, shared.parameters) for n in (max(kernel, SIDES[0]), SIDES[-1])]
    lines = _lines(side) + _curve("dense", line) + _curve("shared", level)
    marks = _ticks() + _points(side, counts)
    said = " and ".join(f"{count.parameters:,} ({NAMES[name]})" for name, count in counts.items())
    alt = f"Parameters against the side of the image, both axes logarithmic. At {side} pixels: {said}."
    sentence = f'<p data-text="ratio" data-heard="1">{compare(dense.parameters, shared.parameters)}</p>'
    return chart(AXIS, TALL, _scale(), lines, marks, alt, 676) + _table(counts) + sentence


def compare(dense, shared):
    """Which of two numbers of parameters is larger, and how many times, as a sentence."""
    names = "the fully connected layer", "the convolution"
    if dense == shared:
        return "Both layers have the same number of parameters."
    larger, smaller = names if dense > shared else names[::-1]
    ratio = max(dense, shared) / min(dense, shared)
    if ratio < 1.1:
        return f"{larger.capitalize()} has <b>{abs(dense - shared):,}</b> more parameters than {smaller}."
    text = f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}"
    return f"{larger.capitalize()} has <b>{text} times</b> as many parameters as {smaller}."


def memory(count):
    """So many parameters in float32, as text."""
    size = 4 * count
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"


def _x(side):
    return LEFT + (RIGHT - LEFT) * log10(side / SIDES[0]) / log10(SIDES[-1] / SIDES[0])


def _y(count):
    return BOTTOM - (BOTTOM - TOP) * (log10(count) - LOWEST) / (HIGHEST - LOWEST)


def _scale():
    parts = [heading(0, TOP - 4, "parameters (both axes are logarithmic)")]
    for power, text in NUMBERS.items():
        place = f'x="{AXIS - 6}" y="{_y(10**power):.1f}" style="text-anchor:end"'
        parts.append(f'<text class="cnn-index" {place}>{text}</text>')
    return "".join(parts)


def _lines(side):
    """Rules, axes, and a line at the image's side."""
    rules = "".join(f"M{LEFT} {_y(10**power):.1f}H{RIGHT}" for power in NUMBERS)
    ticks = "".join(f"M{_x(n):.2f} {BOTTOM}v4" for n in LABELLED)
    return (
        f'<path d="{rules}" style="stroke:var(--cnn-rule)"/>'
        f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}{ticks}" style="fill:none;stroke:var(--cnn-faint)"/>'
        f'<path d="M{_x(side):.2f} {TOP}V{BOTTOM}" style="stroke:var(--cnn-faint);stroke-dasharray:2 3"/>'
    )


def _ticks():
    parts = [f'<text class="cnn-index" x="{_x(side):.2f}%" y="{BOTTOM + 14}">{side}</text>' for side in LABELLED]
    return "".join(parts) + f'<text class="cnn-index" x="50%" y="{BOTTOM + 32}">side of the image in pixels</text>'


def _curve(name, points):
    path = " ".join(f"{_x(side):.2f},{_y(count):.1f}" for side, count in points)
    return f'<polyline data-curve="{name}" points="{path}" style="fill:none;stroke-width:2;{STROKES[name]}"/>'


def _points(side, counts):
    """A mark on each curve, and its number: above the upper, below the lower mark."""
    x, parts = _x(side), []
    end, beside = ("end", -5) if x > (LEFT + RIGHT) / 2 else ("start", 5)
    upper = max(counts, key=lambda name: counts[name].parameters)
    for name, count in counts.items():
        y = _y(count.parameters)
        parts.append(_mark(name, f"{x:.2f}%", y, f' data-point="{name}"'))
        text = f'<text data-text="point-{name}" x="{x:.2f}%" dx="{beside}" y="{y + (-15 if name == upper else 15):.1f}"'
        halo = "paint-order:stroke;stroke:var(--cnn-paper);stroke-width:4px"
        parts.append(f'{text} style="text-anchor:{end};{halo}">{count.parameters:,}</text>')
    return "".join(parts)


def _mark(name, x, y, hook=""):
    if name == "dense":
        return f'<circle{hook} cx="{x}" cy="{y:.1f}" r="5" style="{FILLS[name]}"/>'
    shape = f'x="{x}" y="{y - 4.5:.1f}" width="9" height="9"'
    return f'<rect{hook} {shape} style="{FILLS[name]};transform:translateX(-4.5px)"/>'


def _legend(name):
    """The line of a layer, beside its name."""
    drawn = f'<path d="M0 6h30" style="fill:none;stroke-width:2;{STROKES[name]}"/>{_mark(name, 15, 6)}'
    return f'<svg width="30" height="12" aria-hidden="true" style="display:inline-block;margin-right:6px">{drawn}</svg>'


def _table(counts):
    rows = []
    for name, count in counts.items():
        total = f'<span style="white-space:nowrap">= <b>{count.parameters:,}</b></span>'
        sum_ = f"{' · '.join(map(str, count.factors))} +\u00a0{count.biases} {total}"
        layer = f'<span style="display:inline-flex;align-items:center">{_legend(name)}{NAMES[name]}</span>'
        rows.append((name, (layer, sum_, memory(count.parameters), times(count.output))))
    return table(HEADS, rows)
