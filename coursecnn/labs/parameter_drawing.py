"""Parameters of two layers against the side of the image, both axes logarithmic, and how they are counted."""

from math import log10

from ..plots.values import times
from .kit.svg import heading, sheet

LEFT, RIGHT, TOP, BOTTOM, TALL = 76, 662, 24, 274, 316  # pixels
SIDES = 4, 6, 10, 20, 40, 100, 200, 400, 1000  # pixels of the image: where the curves are computed
LOWEST, HIGHEST = -0.9, 11.5  # powers of ten of the parameters
NUMBERS = {0: "1", 3: "1,000", 6: "1 million", 9: "1 billion"}
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
    parts = [_axes(), _curve("dense", line), _curve("shared", level), _points(side, counts), _legend()]
    said = " and ".join(f"{count.parameters:,} ({NAMES[name]})" for name, count in counts.items())
    alt = f"Parameters against the side of the image, both axes logarithmic. At {side} pixels: {said}."
    sentence = f'<p data-text="ratio">{compare(dense.parameters, shared.parameters)}</p>'
    return sheet("".join(parts), RIGHT + 14, TALL, alt) + _table(counts) + sentence


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


def _axes():
    parts = [heading(LEFT, TOP - 4, "parameters (both axes are logarithmic)")]
    for power, text in NUMBERS.items():
        y = _y(10**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" style="stroke:var(--cnn-rule)"/>')
        parts.append(f'<text class="cnn-index" x="{LEFT - 6}" y="{y:.1f}" style="text-anchor:end">{text}</text>')
    for side in SIDES:
        parts.append(f'<path d="M{_x(side):.1f} {BOTTOM}v4" style="stroke:var(--cnn-faint)"/>')
        parts.append(f'<text class="cnn-index" x="{_x(side):.1f}" y="{BOTTOM + 14}">{side}</text>')
    middle = (LEFT + RIGHT) / 2
    parts.append(f'<text class="cnn-index" x="{middle}" y="{BOTTOM + 32}">side of the image in pixels</text>')
    parts.append(f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" style="fill:none;stroke:var(--cnn-faint)"/>')
    return "".join(parts)


def _curve(name, points):
    path = " ".join(f"{_x(side):.1f},{_y(count):.1f}" for side, count in points)
    return f'<polyline data-curve="{name}" points="{path}" style="fill:none;stroke-width:2;{STROKES[name]}"/>'


def _points(side, counts):
    """A line at the image's side, a mark on each curve, and its number: above the upper, below the lower mark."""
    x = _x(side)
    parts = [f'<path d="M{x:.1f} {TOP}V{BOTTOM}" style="stroke:var(--cnn-faint);stroke-dasharray:2 3"/>']
    end, beside = ("end", x - 5) if x > (LEFT + RIGHT) / 2 else ("start", x + 5)
    upper = max(counts, key=lambda name: counts[name].parameters)
    for name, count in counts.items():
        y = _y(count.parameters)
        parts.append(_mark(name, x, y, f' data-point="{name}"'))
        text = f'<text data-text="point-{name}" x="{beside:.1f}" y="{y + (-15 if name == upper else 15):.1f}"'
        halo = "paint-order:stroke;stroke:var(--cnn-paper);stroke-width:4px"
        parts.append(f'{text} style="text-anchor:{end};{halo}">{count.parameters:,}</text>')
    return "".join(parts)


def _mark(name, x, y, hook=""):
    if name == "dense":
        return f'<circle{hook} cx="{x:.1f}" cy="{y:.1f}" r="5" style="{FILLS[name]}"/>'
    return f'<rect{hook} x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" style="{FILLS[name]}"/>'


def _legend():
    parts = []
    for row, name in enumerate(NAMES):
        y = TOP + 12 + 18 * row
        parts.append(f'<path d="M{LEFT + 12} {y}h36" style="fill:none;stroke-width:2;{STROKES[name]}"/>')
        parts.append(_mark(name, LEFT + 30, y))
        parts.append(f'<text x="{LEFT + 58}" y="{y}" style="text-anchor:start">{NAMES[name]}</text>')
    return "".join(parts)


def _table(counts):
    heads = "layer", "weights + biases = parameters", "in float32", "output"
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    rows = []
    for name, count in counts.items():
        sum_ = f"{' · '.join(map(str, count.factors))} + {count.biases} = <b>{count.parameters:,}</b>"
        cells = {"sum": sum_, "memory": memory(count.parameters), "output": times(count.output)}
        row = "".join(f'<td data-text="{kind}-{name}">{text}</td>' for kind, text in cells.items())
        rows.append(f'<tr><th scope="row">{NAMES[name]}</th>{row}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
