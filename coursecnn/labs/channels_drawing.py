"""The parts of a convolution by channels, drawn: channel, kernel and part below each other, and the sum beside them."""

from functools import lru_cache

import numpy as np

from ..plots.values import in_brackets, number
from .kit import png
from .kit.cells import Grid
from .kit.svg import SIGN, Picture, flow, heading, link, part, word

SIDE, STEP, LINE, GAP, SMALL, CELL = 124, 131, 18, 12, 74, 24  # pixels
NAMES = ("red", "green", "blue")
STOPS = (0.1, 0.25, 0.5, 1, 2, 3)  # magnitudes that may be full colour


def render(frame, o, place):
    """A ``ChannelsFrame`` of a colour picture as HTML.

    Parameters
    ----------
    frame : ChannelsFrame
    o : int
        The filter that is taken apart.
    place : (row, column)
        The output pixel whose sum is written out.
    """
    seen, limit = frame.channels(o), _limit(*frame.parts[o], frame.output[o])
    size = _size(frame.image)
    kernels = LINE + size[1] + LINE + GAP
    parts = kernels + frame.weight.shape[2] * CELL + LINE + GAP
    bank = parts + size[1] + LINE + GAP
    rows = _pictures(frame, seen, place), _kernels(frame, o, seen, kernels), _parts(frame, o, seen, place, limit, parts)
    columns = [part("".join(column), k * STEP, 0, STEP, bank - GAP) for k, column in enumerate(zip(*rows))]
    mixes = frame.weight.shape[2:] == (1, 1)
    tall = SMALL + LINE + 3
    layer = [part(_bank(frame, o, bank), 0, bank - LINE, 3 * (SMALL + 14) - 10, tall)]
    layer += [part(_mixing(frame, place, bank), 308, bank - LINE, 258, tall)] if mixes else []
    alt = f"Red, green and blue, their kernels in filter {o}, what each adds, their sum, and the maps of all filters."
    maps = flow(columns, alt, [link("y", "x", frame.weight.shape[2:], only=[*seen, 3])], acts=True)
    below = flow(layer, "The maps of all filters.")
    if not mixes:
        below = f'<div class="cnn-flow">{below}{_cost(frame)}</div>'
    return maps + below + _sum(frame, o, seen, place) + _scale(limit)


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
    return [picture.draw(2 + k * STEP, LINE) for k, picture in enumerate(pictures)]


@lru_cache(maxsize=2)
def _addresses(values, shape):
    """PNG pictures of the channels and of the whole, which stay as they are while the filters change."""
    image = np.frombuffer(values).reshape(shape)
    return *(png.grey(channel, 0, 1) for channel in image), png.colour(255 * image)


def _kernels(frame, o, seen, y):
    """Under each channel its kernel; what a filter does not see is hatched."""
    drawn = []
    for c in range(len(frame.image)):
        if c in seen:
            index = c - seen.start
            grid = Grid(frame.weight[o, index], "kernel", f"\u2217 w[{o},{index}]", f"w-{c}", digits=3, cell=CELL)
        else:
            empty = np.full(frame.weight.shape[2:], "")
            grid = Grid(empty, "plain", "no kernel", mask=empty == "", cell=CELL)
        drawn.append(grid.draw(2 + c * STEP, y))
    lines = f"filter {o}", f"sees {len(seen)} of {len(frame.image)}", "channels"
    return [*drawn, _lines(2 + 3 * STEP, y, lines[: frame.weight.shape[2]])]


def _parts(frame, o, seen, place, limit, y):
    """What each channel adds, and the sum."""
    drawn = []
    for c, name in enumerate(NAMES):
        x = 2 + c * STEP
        if c in seen:
            title = f"from {name}" if c == seen.start else f"+ from {name}"
            shown = _map(frame.parts[o, c - seen.start], limit, title, f"part-{c}", x, y, place, channel=c)
        else:
            shown = heading(x, y, f"{name} is not seen") + _edge(x, y, _size(frame.image))
        drawn.append(shown)
    drawn.append(_map(frame.output[o], limit, f"= y[{o}], the sum", "sum", 2 + 3 * STEP, y, place, channel=3))
    return drawn


def _bank(frame, o, y):
    """The maps of all filters."""
    places = [2 + index * (SMALL + 14) for index in range(len(frame.output))]
    return "".join(
        _map(output, _limit(output), f"y[{index}]", f"y-{index}", x, y, side=SMALL, chosen=index == o)
        for index, (x, output) in enumerate(zip(places, frame.output))
    )


def _map(array, limit, title, name, x, y, place=None, side=SIDE, chosen=False, channel=None):
    """Signed values as a picture in a thin frame; a box around the pixel at ``place``, and around all if chosen."""
    h, w = array.shape
    boxes = [(0, 0, 1, 1, "output")] if chosen else []
    if place:
        boxes.append(((place[1] - 1) / w, (place[0] - 1) / h, 3 / w, 3 / h, "output"))
    size, alt = _size(array[None], side), f"{title.strip('=+ ')}: blue is negative, vermilion positive."
    pixels = None if channel is None else ("y", (h, w), channel)
    picture = Picture(png.signed(array, limit), size, alt, title, name, boxes, pixels, "pick" if pixels else None)
    return picture.draw(x, y) + ("" if chosen else _edge(x, y, size))


def _edge(x, y, size):
    return f'<rect style="fill:none;stroke:var(--cnn-rule)" x="{x}" y="{y}" width="{size[0]}" height="{size[1]}"/>'


def _lines(x, y, lines):
    style = "text-anchor:start"
    return "".join(f'<text x="{x}" y="{y + 12 + 20 * k}" style="{style}">{line}</text>' for k, line in enumerate(lines))


def _sign(sign, x, y):
    return f'<text class="cnn-sign" x="{x:g}" y="{y:g}">{sign}</text>'


def _cost(frame):
    """Shapes and counts, as text."""
    c_out, share, *_ = frame.weight.shape
    text = f"All {c_out} filters are the layer: w has the shape {frame.weight.shape}, {frame.weight.size} weights, "
    text += f"{frame.multiplications:,} multiplications. Each filter sees {share} of {len(frame.image)} channels and "
    text += f"makes one map, so y has the shape {frame.output.shape}."
    return f'<p data-text="cost" style="flex:1 1 250px;max-width:380px">{text}</p>'


def _mixing(frame, place, top):
    """1 x 1: at each pixel the weights as a matrix, times the channels."""
    x, y = (array[:, place[0], place[1], None] for array in (frame.image, frame.output))
    items = [
        Grid(frame.weight[:, :, 0, 0], "kernel", "w, as a matrix", "matrix", digits=2, cell=CELL),
        Grid(x, "input", "x", "pixel", digits=2, cell=CELL),
        Grid(y, "output", "y", "mixed", digits=2, cell=CELL),
    ]
    drawn, left = [], 312
    for sign, item in zip(("", "\u00d7", "="), items):
        if sign:
            drawn.append(_sign(sign, left + SIGN / 2, top + 1.5 * CELL))
            left += SIGN + GAP
        drawn.append(item.draw(left, top))
        left += item.width + GAP
    return "".join(drawn)


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
    return f'<p data-text="sum" data-heard="1">{" ".join(lines)}</p>'


def _scale(limit):
    signed = f"Blue is negative, white 0, vermilion positive; full colour from {number(limit)} on."
    boxed = f"Boxed: {word('kernel', 'window')}, {word('output', 'output')}."
    return f'<p data-text="scale">{signed} In x black is 0, white 1. {boxed}</p>'


def _limit(*arrays):
    """What gets full colour: nearly all values lie below."""
    largest = max(float(np.percentile(np.abs(array), 99)) for array in arrays)
    return next((stop for stop in STOPS if largest <= stop), STOPS[-1])


def _size(image, side=SIDE):
    h, w = image.shape[1:]
    return round(side * w / max(h, w)), round(side * h / max(h, w))
