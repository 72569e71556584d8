"""A look into a net, drawn: image, filter, map by map what it makes; below all maps, probabilities and the saliency."""

import numpy as np

from ...plots.values import number, span, times
from ..kit import png
from ..kit.cells import text_width
from ..kit.mosaic import layout
from ..kit.svg import LINE, SIGNED, Picture, flow, heading, line, part, sheet, step
from .digit_drawing import bars, name_of

SIDE, TOP, GAP = 96, LINE + 14, 4  # pixels: of large pictures, the two lines above them, between small ones
BAR, SALIENT = 24, 124  # pixels: of a bar of colours with its numbers below a picture, of the saliency
WIDE, TALL = 256, 212  # pixels: all maps of a layer, without their numbers
NUMBER, MOST = 13, 4  # pixels: of the number of a map; rows of maps that have room for it


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
    pieces = [
        _large(png.grey(frame.image, 0, 255), "The image in greys.", title, times(frame.image.shape), "image"),
        _filter(frame.weights[layer - 1][channel], channel),
    ]
    for made, values in steps:
        last, name = values is maps, name_of(made)
        address = png.grey(values[channel], low, high) if last else png.signed(values[channel], _full(values))
        hook = "map" if last else f"step-{len(pieces) - 2}"
        bar = _bar(SIDE, low, high, False) if last else _bar(SIDE, -_full(values), _full(values))
        alt = f"After {name}: map {channel}."
        box = _strongest(values[channel]) if last else ()
        pieces.append(_large(address, alt, name, times(values.shape[1:]), hook, bar, signed=not last, box=box))
    names = ", ".join(name_of(made) for made, _ in steps)
    alt = f"Image, filter {channel} of convolution {layer}, and its map after {names}."
    signs = ["", "->" if layer > 1 else "*", *["->"] * len(steps)]
    above = flow(map(step, signs, pieces), alt)
    style = "display:flex;flex-wrap:wrap;gap:14px;align-items:flex-start;margin-top:14px"
    chances = f'<div><div style="font-size:12px">Probabilities</div>{bars(frame.probabilities)}</div>'
    below = _maps(maps, layer, channel, low, high) + chances + _saliency(frame)
    answer, meanings = _words(frame, layer, channel, (low, high))
    return f'{above}{answer}<div style="{style}">{below}</div>{meanings}'


def _saliency(frame):
    """Of a row of its own: no layer makes it of the maps."""
    alt = f"Saliency for {frame.digit}: orange-red raises its score, blue lowers it."
    bar = _bar(SALIENT, -_full(frame.saliency), _full(frame.saliency))
    return _large(
        png.signed(frame.saliency), alt, "saliency", f"of score {frame.digit}", "saliency", bar, SALIENT, True
    )


def _full(values):
    return float(np.abs(values).max())


def _strongest(values):
    """A box around the largest number, where there is one."""
    (tall, wide), (i, j) = values.shape, np.unravel_index(values.argmax(), values.shape)
    return [(j / wide, i / tall, 1 / wide, 1 / tall, "output")] if values.any() else ()


def _large(address, alt, title, about, name, bar="", side=SIDE, signed=False, box=()):
    drawn = Picture(address, side, alt, name=name, signed=signed, highlight=box).draw(2, TOP) + _edge(2, TOP, side)
    return _titled(title, about, drawn, bar, side)


def _titled(title, about, drawn, bar, side=SIDE):
    """A piece of ``flow`` under a title and a line in grey, above a bar of its colours."""
    drawn += heading(2, LINE, title)
    drawn += f'<text class="cnn-index" x="2" y="{LINE + 6}" style="text-anchor:start">{about}</text>'
    drawn += f'<g transform="translate(2 {TOP + side + 4})">{bar}</g>'
    return part(drawn, 0, 0, max(side, text_width(title, 12), text_width(about, 11)) + 3, TOP + side + 4 + BAR)


def _bar(wide, low, high, colours=True):
    """The colours, or greys, of numbers from ``low`` to ``high``, with these numbers below."""
    values = np.linspace(low, high, 64)[None]
    address = png.signed(values) if colours else png.grey(values)
    ends = ((0, "start", low), (wide, "end", high))
    texts = "".join(
        f'<text class="cnn-small" x="{x}" y="14" style="text-anchor:{anchor}">{number(value, 2)}</text>'
        for x, anchor, value in ends
    )
    shape = f'x="0" y="0" width="{wide}" height="6"'
    image = f'<image {shape}{SIGNED if colours else ""} href="{address}" preserveAspectRatio="none"/>'
    return f'{image}<rect style="fill:none;stroke:var(--cnn-rule)" {shape}/>{texts}'


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
        alt = f"Kernel for channel {c}: {span(kernel)}; blue is negative, orange-red positive."
        kernel = Picture(png.signed(kernel, limit), (size, round(tall)), alt, name=f"kernel-{c}", signed=True)
        drawn.append(kernel.draw(left, top))
        drawn.append(_edge(left, top, size, tall))
    kernels = times(weight.shape[1:])
    about = f"{len(weight)} kernels of {kernels}" if len(weight) > 1 else kernels
    return _titled(f"filter {channel}", about, "".join(drawn), _bar(SIDE, -limit, limit))


def _maps(maps, layer, channel, low, high):
    """All maps of the layer with their numbers, to choose one by a click or with the arrow keys."""
    across, size = layout(len(maps), WIDE, TALL)
    rows = -(-len(maps) // across)
    pitch = size + GAP + (NUMBER if rows <= MOST else 0)
    parts = [heading(2, LINE, f"All {len(maps)} maps of convolution {layer}: choose one")]
    parts.append(f'<g role="grid" aria-label="Maps of convolution {layer}">')
    for row in range(rows):
        parts.append('<g role="row">')
        for k in range(row * across, min((row + 1) * across, len(maps))):
            x, y = 2 + (k - row * across) * (size + GAP), LINE + 6 + row * pitch
            about = f"{span(maps[k])}, {100 * np.mean(maps[k] == 0):.0f} % are 0"
            picture = Picture(png.grey(maps[k], low, high), size, f"Map {k}: {about}.", name=f"map-{k}")
            edge = _edge(x, y, size) if k != channel else f'<rect class="cnn-box cnn-output" {_shape(x, y, size)}/>'
            act = 'role="gridcell" tabindex="-1" data-act="pick" data-lm-suppress-shortcuts="true"'
            cell = f'data-cell="maps-{row}-{k - row * across}"'
            parts.append(f'<g {cell} {act} aria-label="map {k}: {about}" aria-selected="{str(k == channel).lower()}">')
            told = _number(k, x + size / 2, y + size + GAP + NUMBER / 2, k == channel) if rows <= MOST else ""
            parts.append(picture.draw(x, y) + edge + told + "</g>")
        parts.append("</g>")
    return sheet("".join(parts) + "</g>", WIDE, LINE + 8 + rows * pitch, f"All maps of convolution {layer}.", acts=True)


def _number(k, x, y, chosen):
    """The number of a map below it; of the chosen one on a dark ground."""
    style, ground = "", ""
    if chosen:
        style = ' style="fill:var(--cnn-paper);font-weight:600"'
        shape = f'x="{x - 10:g}" y="{y - NUMBER / 2:g}" width="20" height="{NUMBER}"'
        ground = f'<rect style="fill:var(--cnn-ink);stroke:none" {shape}/>'
    return f'{ground}<text class="cnn-small" x="{x:g}" y="{y:g}"{style}>{k}</text>'


def _words(frame, layer, channel, scale):
    """What the filter says, in numbers; and what colours mean."""
    chosen, last = frame.maps[layer - 1][channel], name_of(frame.steps[layer - 1][-1][0])
    who, begin = f"Filter {channel}", ""
    if layer > 1:
        who, begin = "It", f"{who} has a kernel for each map of convolution {layer - 1} that it sees. "
    if chosen.any():
        i, j = np.unravel_index(chosen.argmax(), chosen.shape)
        answer = f"{who} answers most strongly at row {i}, column {j} of its last map ({last}, boxed): "
        answer += f"{number(chosen[i, j], 2)}; "
        answer += f"{(chosen == 0).sum()} of {chosen.size} values are 0."
    else:
        answer = f"{who} finds nothing in this image: its map is 0 everywhere."
    black, white = (number(end, 2) for end in scale)
    scale = (
        f"The bar below a picture tells its colours. One scale for all {len(frame.maps[layer - 1])} maps of the layer, "
    )
    scale += f"after {last}: black is {black}, white is {white}."
    saliency = f"Saliency: more ink at orange-red pixels raises the score of {frame.digit}, at blue ones it lowers it."
    return line(begin + answer, "answer", heard=True), line(scale, "scale") + line(saliency, "saliency")


def _shape(x, y, width, height=None):
    return f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height or width:g}"'


def _edge(x, y, width, height=None):
    return f'<rect class="cnn-edge" {_shape(x, y, width, height)}/>'
