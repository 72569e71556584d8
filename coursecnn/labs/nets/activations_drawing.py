"""A look into a net, drawn: image, filter, map by map what it makes, saliency; all maps and probabilities below."""

import numpy as np

from ...layers import AvgPool2d, Conv2d, MaxPool2d
from ...plots.values import number, times
from ..kit import png
from ..kit.cells import text_width
from ..kit.mosaic import layout
from ..kit.svg import LINE, Picture, flow, heading, line, part, sheet, step
from .digit_drawing import bars

SIDE, TOP, GAP = 96, LINE + 14, 4  # pixels: of large pictures, the two lines above them, between small ones
WIDE, TALL = 256, 212  # pixels: all maps of a layer
NAMES = {Conv2d: "convolution", MaxPool2d: "max pooling", AvgPool2d: "average pooling"}


def render(frame, layer, channel, title):
    """An ``ActivationsFrame`` as HTML.

    Parameters
    ----------
    frame : ActivationsFrame
    layer, channel : int
        The filter that is shown large.
    title : str
        Stands above the image.
    """
    steps, maps = frame.steps[layer - 1], frame.maps[layer - 1]
    low, high = min(0.0, float(maps.min())), float(maps.max())
    saliency = f"Saliency for {frame.digit}: vermilion raises its score, blue lowers it."
    pieces = [
        _large(png.grey(frame.image, 0, 255), "The image in greys.", title, times(frame.image.shape), "image"),
        _filter(frame.weights[layer - 1][channel], channel),
    ]
    for made, values in steps:
        last, name = values is maps, name_of(made)
        address = png.grey(values[channel], low, high) if last else png.signed(values[channel], _full(values))
        hook = "map" if last else f"step-{len(pieces) - 2}"
        pieces.append(_large(address, f"After {name}: map {channel}.", name, times(values.shape[1:]), hook))
    pieces.append(_large(png.signed(frame.saliency), saliency, "saliency", f"of score {frame.digit}", "saliency"))
    names = ", ".join(name_of(made) for made, _ in steps)
    alt = f"Image, filter {channel} of layer {layer}, its map after {names}, and the saliency for {frame.digit}."
    signs = ["", "->" if layer > 1 else "*", *["->"] * len(steps), ""]
    above = flow(map(step, signs, pieces), alt)
    style = "display:flex;flex-wrap:wrap;gap:14px;align-items:flex-start;margin-top:14px"
    chances = f'<div><div style="font-size:12px">Probabilities</div>{bars(frame.probabilities)}</div>'
    below = _maps(maps, layer, channel, low, high) + chances
    answer, scales = _words(frame, layer, channel)
    return f'{above}{answer}<div style="{style}">{below}</div>{scales}'


def name_of(layer):
    """What the reader calls a layer."""
    return NAMES.get(type(layer), type(layer).__name__)


def _full(values):
    return float(np.abs(values).max())


def _large(address, alt, title, about, name):
    return _titled(title, about, Picture(address, SIDE, alt, name=name).draw(2, TOP) + _edge(2, TOP, SIDE))


def _titled(title, about, drawn, wide=SIDE):
    """A piece of ``flow`` under a title and a line in grey."""
    drawn += heading(2, LINE, title)
    drawn += f'<text class="cnn-index" x="2" y="{LINE + 6}" style="text-anchor:start">{about}</text>'
    return part(drawn, 0, 0, max(wide, text_width(title, 12), text_width(about, 11)) + 4, TOP + SIDE + 2)


def columns(n):
    """In how many columns the maps of a layer stand."""
    return layout(n, WIDE, TALL)[0]


def _filter(weight, channel):
    """A kernel for each map that the filter sees."""
    across, size = layout(len(weight), SIDE + GAP, SIDE)
    limit, tall, drawn = _full(weight), size * weight.shape[1] / weight.shape[2], []
    for c, kernel in enumerate(weight):
        row, column = divmod(c, across)
        left, top = 2 + column * (size + GAP), TOP + row * (size + GAP)
        alt = f"Kernel for channel {c}: blue is negative, vermilion positive."
        drawn.append(Picture(png.signed(kernel, limit), (size, round(tall)), alt, name=f"kernel-{c}").draw(left, top))
        drawn.append(_edge(left, top, size, tall))
    kernels = times(weight.shape[1:])
    about = f"{len(weight)} kernels of {kernels}" if len(weight) > 1 else kernels
    return _titled(f"filter {channel}", about, "".join(drawn))


def _maps(maps, layer, channel, low, high):
    """All maps of the layer, to choose one by a click or with the arrow keys."""
    across, size = layout(len(maps), WIDE, TALL)
    rows = -(-len(maps) // across)
    parts = [heading(2, LINE, f"All {len(maps)} maps of layer {layer}: choose one")]
    parts.append(f'<g role="grid" aria-label="Maps of layer {layer}">')
    for row in range(rows):
        parts.append('<g role="row">')
        for k in range(row * across, min((row + 1) * across, len(maps))):
            x, y = 2 + (k - row * across) * (size + GAP), LINE + 6 + row * (size + GAP)
            picture = Picture(png.grey(maps[k], low, high), size, f"Map {k}.", name=f"map-{k}")
            edge = _edge(x, y, size) if k != channel else f'<rect class="cnn-box cnn-output" {_shape(x, y, size)}/>'
            act = 'role="gridcell" tabindex="-1" data-act="pick" data-lm-suppress-shortcuts="true"'
            cell = f'data-cell="maps-{row}-{k - row * across}"'
            parts.append(f'<g {cell} {act} aria-label="map {k}" aria-selected="{str(k == channel).lower()}">')
            parts.append(picture.draw(x, y) + edge + "</g>")
        parts.append("</g>")
    return sheet(
        "".join(parts) + "</g>", WIDE, LINE + 8 + rows * (size + GAP), f"All maps of layer {layer}.", acts=True
    )


def _words(frame, layer, channel):
    """What the filter says, in numbers; and what colours mean."""
    maps, chosen, weight = frame.maps[layer - 1], frame.maps[layer - 1][channel], frame.weights[layer - 1][channel]
    who, begin = f"Filter {channel}", ""
    if layer > 1:
        who, begin = "It", f"{who} has a kernel for each map of layer {layer - 1} that it sees. "
    if chosen.any():
        i, j = np.unravel_index(chosen.argmax(), chosen.shape)
        answer = f"{who} answers most strongly at row {i}, column {j} of its map: {number(chosen[i, j], 2)}. "
        answer += f"{(chosen == 0).sum()} of {chosen.size} values are 0."
    else:
        answer = f"{who} finds nothing in this image: its map is 0 everywhere."
    black, white, full = (number(value, 2) for value in (min(0, maps.min()), maps.max(), _full(weight)))
    scale = f"Maps, as they reach the next layer: black is {black}, white {white}, the largest value of the layer. "
    steps = "".join(f", {name_of(made)} {number(_full(values), 2)}" for made, values in frame.steps[layer - 1][:-1])
    scale += f"In colours: vermilion is positive, blue negative; full colour of the filter {full}{steps}."
    saliency = f"Saliency: more ink at vermilion pixels raises the score of {frame.digit}, at blue ones it lowers it; "
    saliency += f"full colour {number(_full(frame.saliency), 2)}."
    return line(begin + answer, "answer"), line(scale, "scale") + line(saliency, "saliency")


def _shape(x, y, width, height=None):
    return f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height or width:g}"'


def _edge(x, y, width, height=None):
    return f'<rect style="fill:none;stroke:var(--cnn-rule)" {_shape(x, y, width, height)}/>'
