"""A look into a net, drawn: image, filter, map and saliency in a row; all maps of the layer and probabilities below."""

import numpy as np

from ...plots.values import number, times
from ..kit import png
from ..kit.mosaic import layout
from ..kit.svg import Picture, flow, heading, line, part, sheet, step
from .digit_drawing import bars

SIDE, STEP, WIDEST, TOP, GAP = 126, 164, 136, 18, 4  # pixels: large pictures, their room, titles, between small ones
WIDE, TALL = 256, 212  # pixels: all maps of a layer


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
    maps = frame.maps[layer - 1]
    low, high = min(0.0, float(maps.min())), float(maps.max())
    saliency = f"Saliency for {frame.digit}: vermilion raises its score, blue lowers it."
    size = times(maps.shape[1:])
    parts = [
        _large(0, png.grey(frame.image, 0, 255), "The image in greys.", title, "image"),
        _filter(frame.weights[layer - 1][channel], channel, 2 + STEP, TOP),
        _large(2, png.grey(maps[channel], low, high), f"The map of filter {channel}.", f"its map: {size}", "map"),
        _large(3, png.signed(frame.saliency), saliency, f"saliency for {frame.digit}", "saliency"),
    ]
    alt = f"Image, filter {channel} of layer {layer}, its map and the saliency for {frame.digit}."
    signs = ["", "->" if layer > 1 else "*", "->", ""]
    pieces = [part(drawn, k * STEP, 0, WIDEST, TOP + SIDE + 2) for k, drawn in enumerate(parts)]
    above = flow(map(step, signs, pieces), alt)
    style = "display:flex;flex-wrap:wrap;gap:14px;align-items:flex-start;margin-top:14px"
    chances = f'<div><div style="font-size:12px">Probabilities</div>{bars(frame.probabilities)}</div>'
    below = _maps(maps, layer, channel, low, high) + chances
    return f'{above}<div style="{style}">{below}</div>{_words(frame, layer, channel)}'


def _large(place, address, alt, title, name):
    x = 2 + place * STEP
    return Picture(address, SIDE, alt, title, name).draw(x, TOP) + _edge(x, TOP, SIDE)


def columns(n):
    """In how many columns the maps of a layer stand."""
    return layout(n, WIDE, TALL)[0]


def _filter(weight, channel, x, y):
    """A kernel for each map that the filter sees."""
    across, size = layout(len(weight), SIDE + GAP, SIDE)
    limit, tall = np.abs(weight).max(), size * weight.shape[1] / weight.shape[2]
    kernels = times(weight.shape[1:])
    title = f"filter {channel}: {len(weight)} of {kernels}" if len(weight) > 1 else f"filter {channel}: {kernels}"
    drawn = [heading(x, y, title)]
    for c, kernel in enumerate(weight):
        row, column = divmod(c, across)
        left, top = x + column * (size + GAP), y + row * (size + GAP)
        alt = f"Kernel for channel {c}: blue is negative, vermilion positive."
        drawn.append(Picture(png.signed(kernel, limit), (size, round(tall)), alt, name=f"kernel-{c}").draw(left, top))
        drawn.append(_edge(left, top, size, tall))
    return "".join(drawn)


def _maps(maps, layer, channel, low, high):
    """All maps of the layer, to choose one by a click or with the arrow keys."""
    across, size = layout(len(maps), WIDE, TALL)
    rows = -(-len(maps) // across)
    parts = [heading(2, TOP, f"All {len(maps)} maps of layer {layer}: choose one")]
    parts.append(f'<g role="grid" aria-label="Maps of layer {layer}">')
    for row in range(rows):
        parts.append('<g role="row">')
        for k in range(row * across, min((row + 1) * across, len(maps))):
            x, y = 2 + (k - row * across) * (size + GAP), TOP + 6 + row * (size + GAP)
            picture = Picture(png.grey(maps[k], low, high), size, f"Map {k}.", name=f"map-{k}")
            edge = _edge(x, y, size) if k != channel else f'<rect class="cnn-box cnn-output" {_shape(x, y, size)}/>'
            act = 'role="gridcell" tabindex="-1" data-act="pick" data-lm-suppress-shortcuts="true"'
            cell = f'data-cell="maps-{row}-{k - row * across}"'
            parts.append(f'<g {cell} {act} aria-label="map {k}" aria-selected="{str(k == channel).lower()}">')
            parts.append(picture.draw(x, y) + edge + "</g>")
        parts.append("</g>")
    return sheet("".join(parts) + "</g>", WIDE, TOP + 8 + rows * (size + GAP), f"All maps of layer {layer}.", acts=True)


def _words(frame, layer, channel):
    """What the pictures say, in numbers."""
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
    black, white, full = (number(value, 2) for value in (min(0, maps.min()), maps.max(), np.abs(weight).max()))
    scale = f"Maps, as they reach the next layer: black is {black}, white {white}, the largest value of the layer. "
    scale += f"Filter: vermilion is positive, blue negative; full colour {full}."
    saliency = f"Saliency: more ink at vermilion pixels raises the score of {frame.digit}, at blue ones it lowers it; "
    saliency += f"full colour {number(np.abs(frame.saliency).max(), 2)}."
    return line(begin + answer, "answer") + line(scale, "scale") + line(saliency, "saliency")


def _shape(x, y, width, height=None):
    return f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height or width:g}"'


def _edge(x, y, width, height=None):
    return f'<rect style="fill:none;stroke:var(--cnn-rule)" {_shape(x, y, width, height)}/>'
