"""The parts of a convolution by channels, drawn: channel, window, kernel and part below each other; the sum beside."""

from functools import lru_cache

import numpy as np

from ..plots.values import in_brackets, number, span
from .kit import png
from .kit.cells import Grid
from .kit.svg import LINE, SIGN, Picture, columns, flow, heading, link, part, word

SIDE, GAP, SMALL, CELL = 132, 6, 60, 24  # pixels
WIDE = SIDE // 3  # of a cell, so that three of them are as wide as a picture
UNDER = 14  # pixels: of a second line above a kernel
NAMES = ("red", "green", "blue")
TEXT = "flex:1 1 200px;max-width:380px"
STOPS = (0.1, 0.25, 0.5, 1, 2, 3)  # magnitudes that may be full colour


def render(frame, o, place, kernel, factors):
    """A ``ChannelsFrame`` of a colour picture as HTML.

    Parameters
    ----------
    frame : ChannelsFrame
    o : int
        The filter that is taken apart.
    place : (row, column)
        The output pixel whose sum is written out.
    kernel : (name, array) or None
        What the filter's weights are made of; None where they are the factors themselves.
    factors : a number for each channel
    """
    seen, limit = frame.channels(o), _limit(*frame.parts[o], frame.output[o])
    rows = (
        _pictures(frame, seen, place),
        _windows(frame, o, seen, place),
        _kernels(frame, o, seen, kernel, factors),
        _parts(frame, o, seen, place, limit),
    )
    alt = "Red, green and blue, the window and its kernel, what each adds, their sum, and the maps of all filters."
    parts = {c: [c, 3] for c in seen} | {3: [*seen, 3]}  # number 3: of x the picture in colours, of y the sum
    maps = columns(rows, alt, [link("y", "x", frame.weight.shape[2:], of=parts)])
    mixes = frame.weight.shape[2:] == (1, 1)
    layer = flow([_bank(frame, o), _mixing(frame, place) if mixes else _cost(frame), _scale(limit)], "The whole layer.")
    beside = f'<div class="cnn-later" style="flex:1 1 200px">{layer}</div>'
    return f'<div class="cnn-flow cnn-top">{maps}{beside}{_sum(frame, o, seen, place)}</div>'


def _piece(content="", height=0):
    """What is drawn from (1, LINE) on, as a piece of a column, as wide as each of them."""
    return part(content, 0, 0, SIDE + 2, LINE + height + 1)


def _pictures(frame, sees, place):
    """The channels and the picture; in what the filter sees, the window of the output pixel."""
    (h, w), size = frame.image.shape[1:], _size(frame.image)
    box = [(place[1] / w, place[0] / h, frame.weight.shape[3] / w, frame.weight.shape[2] / h, "kernel")]
    *channels, colours = _addresses(frame.image.tobytes(), frame.image.shape)
    pictures = [
        Picture(
            address,
            size,
            f"The {name} channel in greys.",
            f"x[{c}], {name}",
            f"x-{c}",
            box if c in sees else (),
            ("x", (h, w), c),
            "pick",
        )
        for c, (name, address) in enumerate(zip(NAMES, channels))
    ]
    pictures.append(
        Picture(colours, size, "The picture in colours.", "x, in colours", "x", box, ("x", (h, w), 3), "pick")
    )
    return [_piece(picture.draw(1, LINE), size[1]) for picture in pictures]


@lru_cache(maxsize=2)
def _addresses(values, shape):
    """PNG pictures of the channels and of the whole, which stay as they are while the filters change."""
    image = np.frombuffer(values).reshape(shape)
    return *(png.grey(channel, 0, 1) for channel in image), png.colour(255 * image)


def _windows(frame, o, seen, place):
    """The window of each channel that is seen, in numbers, and how many are seen."""
    tall, wide = frame.weight.shape[2:]
    (i, j), look = place, dict(shade="grey", limit=1, digits=3, cell=CELL, least=WIDE)
    drawn = []
    for c, channel in enumerate(frame.image):
        pixels, box = channel[i : i + tall, j : j + wide], [(0, 0, tall, wide, "kernel")]
        grid = Grid(pixels, "input", f"window of x[{c}]", f"window-{c}", highlight=box, **look)
        drawn.append(_piece(grid.draw(1, LINE) if c in seen else "", CELL * tall))
    count = f'<text x="1" y="{LINE + 12}" style="text-anchor:start">{len(seen)} of {len(frame.image)} channels</text>'
    return [*drawn, _piece(heading(1, LINE, f"filter {o} sees") + count, CELL * tall)]


def _kernels(frame, o, seen, kernel, factors):
    """Under each channel its kernel, and what it is made of; what a filter does not see is hatched."""
    tall, drawn = frame.weight.shape[2], []
    for c in range(len(frame.image)):
        if c in seen:
            index = c - seen.start
            grid = Grid(frame.weight[o, index], "kernel", "", f"w-{c}", digits=3, cell=CELL, least=WIDE)
            made = f"the factor for {NAMES[c]}" if kernel is None else f"{number(factors[c], 2)} \u00d7 {kernel[0]}"
            drawn.append(_weights(grid, f"\u2217 w[{o},{index}]", f"= {made}"))
        else:
            empty = np.full(frame.weight.shape[2:], "")
            drawn.append(_weights(Grid(empty, "plain", mask=empty == "", cell=CELL, least=WIDE), "no kernel"))
    if kernel is None:
        return [*drawn, _piece("", CELL * tall + UNDER)]
    return [*drawn, _weights(Grid(kernel[1], "kernel", digits=3, cell=CELL, least=WIDE), "kernel", kernel[0])]


def _weights(grid, title, made=""):
    """A kernel under its title and a line in grey."""
    said = f'<text class="cnn-index" x="1" y="{LINE + 4}" style="text-anchor:start">{made}</text>'
    return _piece(heading(1, LINE, title) + said + grid.draw(1, LINE + UNDER), grid.size[1] + UNDER)


def _parts(frame, o, seen, place, limit):
    """What each channel adds, and the sum."""
    size, drawn = _size(frame.image), []
    for c, name in enumerate(NAMES):
        if c in seen:
            title = f"from {name}" if c == seen.start else f"+ from {name}"
            shown = _map(frame.parts[o, c - seen.start], limit, title, f"part-{c}", 1, place, channel=c)
        else:
            shown = heading(1, LINE, f"{name} is not seen") + _edge(1, size)
        drawn.append(_piece(shown, size[1]))
    total = _map(frame.output[o], limit, f"= y[{o}], the sum", "sum", 1, place, channel=3)
    return [*drawn, _piece(total, size[1])]


def _bank(frame, o):
    """The maps of all filters."""
    step = SMALL + 10
    maps = [
        _map(output, _limit(output), f"y[{index}]", f"y-{index}", 2 + index * step, side=SMALL, chosen=index == o)
        for index, output in enumerate(frame.output)
    ]
    return part("".join(maps), 0, 0, step * len(maps) - 6, LINE + SMALL + 2)


def _map(array, limit, title, name, x, place=None, side=SIDE, chosen=False, channel=None):
    """Signed values as a picture in a frame, a bold one if chosen; a box around the pixel at ``place``."""
    h, w = array.shape
    boxes = [(place[1] / w, place[0] / h, 1 / w, 1 / h, "output")] if place else []
    size, alt = _size(array[None], side), f"{title.strip('=+ ')}: {span(array)}; blue is negative, orange-red positive."
    pixels = None if channel is None else ("y", (h, w), channel)
    picture = Picture(png.signed(array, limit), size, alt, title, name, boxes, pixels, "pick" if pixels else None, True)
    frame = ' class="cnn-box cnn-output"' if chosen else ' style="stroke:var(--cnn-rule)"'
    return _edge(x, size, frame) + picture.draw(x, LINE)


def _edge(x, size, look=' style="stroke:var(--cnn-rule)"'):
    return f'<rect{look} fill="none" x="{x}" y="{LINE}" width="{size[0]}" height="{size[1]}"/>'


def _cost(frame):
    """Shapes and counts, as text."""
    c_out, share, *_ = frame.weight.shape
    text = f"All {c_out} filters make up the layer: w has the shape {frame.weight.shape}: filters, channels, rows and "
    text += f"columns of a kernel. So there are {frame.weight.size} weights, "
    text += f"{frame.multiplications:,} multiplications. Each filter sees {share} of {len(frame.image)} channels and "
    text += f"makes one map, so y has the shape {frame.output.shape}: maps, rows, columns."
    return f'<p data-text="cost" style="{TEXT}">{text}</p>'


def _mixing(frame, place):
    """1 x 1: at each pixel the weights as a matrix, times the channels."""
    x, y = (array[:, place[0], place[1], None] for array in (frame.image, frame.output))
    items = [
        Grid(frame.weight[:, :, 0, 0], "kernel", "w, as a matrix", "matrix", digits=2, cell=CELL),
        Grid(x, "input", "x", "pixel", digits=2, cell=CELL),
        Grid(y, "output", "y", "mixed", digits=2, cell=CELL),
    ]
    drawn, left = [], 2
    for sign, item in zip(("", "\u00d7", "="), items):
        if sign:
            middle = left + SIGN / 2, LINE + 1.5 * CELL
            drawn.append('<text class="cnn-sign" x="{:g}" y="{:g}">{}</text>'.format(*middle, sign))
            left += SIGN + GAP
        drawn.append(item.draw(left, LINE))
        left += item.width + GAP
    return part("".join(drawn), 0, 0, left, LINE + 3 * CELL + 2)


def _sum(frame, o, seen, place):
    """The output pixel as a sum of what the channels add."""
    i, j = place
    added = [number(frame.parts[o, c - seen.start, i, j], 3) for c in seen]
    added[1:] = map(in_brackets, added[1:])
    texts = [f"{part} from {NAMES[c]}" for c, part in zip(seen, added)]
    lines = [f"y[{o}] at row {i}, column {j}: {' + '.join(texts)} = <b>{number(frame.output[o, i, j], 3)}</b>."]
    if frame.weight.shape[2:] == (1, 1):
        factors = [(frame.weight[o, c - seen.start, 0, 0], frame.image[c, i, j]) for c in seen]
        products = " + ".join(f"{in_brackets(number(w, 2))}\u00b7{number(x, 3)}" for w, x in factors)
        lines.append(f"From one pixel alone: {products}. All pixels are mixed in the same way.")
    else:
        lines.append("Each is the window times its w, cell by cell, added up (numbers here to 3 decimals).")
    return f'<p class="cnn-whole" data-text="sum" data-heard="1">{" ".join(lines)}</p>'


def _scale(limit):
    signed = "In the coloured maps blue is negative, orange-red positive, 0 has no colour; "
    signed += (
        f"full colour from {number(limit)} on. The parts and the sum are coloured alike: what is faint adds little."
    )
    boxed = f"Boxed: {word('kernel', 'window')}, {word('output', 'output')}."
    return f'<p data-text="scale" style="{TEXT}">{signed} In x black is 0, white 1. {boxed}</p>'


def _limit(*arrays):
    """What gets full colour: nine of ten values lie below, so that what is small is not white."""
    largest = max(float(np.percentile(np.abs(array), 90)) for array in arrays)
    return next((stop for stop in STOPS if largest <= stop), STOPS[-1])


def _size(image, side=SIDE):
    h, w = image.shape[1:]
    return round(side * w / max(h, w)), round(side * h / max(h, w))
