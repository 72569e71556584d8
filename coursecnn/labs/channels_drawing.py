"""The parts of a convolution by channels, drawn: channel, kernel and part below each other, and the sum beside them."""

from functools import lru_cache

import numpy as np

from ..plots.values import in_brackets, number
from . import png
from .cells import Grid
from .svg import SIGN, Picture, heading, sheet

SIDE, STEP, LINE, GAP, SMALL, CELL = 124, 172, 18, 12, 84, 24  # pixels
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
    drawn = [_pictures(frame, place), _kernels(frame, o, seen, kernels), _parts(frame, o, seen, place, limit, parts)]
    drawn += [_bank(frame, o, bank), _mixing(frame, place, bank) if frame.weight.shape[2:] == (1, 1) else _cost(frame, bank)]
    alt = f"The red, green and blue channel, their kernels in filter {o}, what each adds, their sum, and the maps of all filters."
    return sheet("".join(drawn), 676, bank + SMALL + 3, alt) + _sum(frame, o, seen, place) + _scale(limit)


def _pictures(frame, place):
    """The channels and the picture, with the window of the output pixel."""
    (h, w), size = frame.image.shape[1:], _size(frame.image)
    box = [(place[1] / w, place[0] / h, frame.weight.shape[3] / w, frame.weight.shape[2] / h, "kernel")]
    *channels, colours = _addresses(frame.image.tobytes(), frame.image.shape)
    drawn = [
        Picture(address, size, f"The {name} channel in greys.", f"x[{c}], {name}", f"x-{c}", box).draw(2 + c * STEP, LINE)
        for c, (name, address) in enumerate(zip(NAMES, channels))
    ]
    return "".join(drawn) + Picture(colours, size, "The picture in colours.", "x, in colours", "x", box).draw(2 + 3 * STEP, LINE)


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
            grid = Grid(frame.weight[o, c - seen.start], "kernel", f"\u2217 w[{o},{c - seen.start}]", f"w-{c}", digits=3, cell=CELL)
        else:
            empty = np.full(frame.weight.shape[2:], "")
            grid = Grid(empty, "plain", "no kernel", mask=empty == "", cell=CELL)
        drawn.append(grid.draw(2 + c * STEP, y))
    lines = (f"filter {o}", f"sees {len(seen)} of {len(frame.image)} channels,", "makes one map")[: frame.weight.shape[2]]
    return "".join(drawn) + _lines(2 + 3 * STEP, y, lines)


def _parts(frame, o, seen, place, limit, y):
    """What each channel adds, and the sum."""
    drawn = [_map(frame.output[o], limit, f"= y[{o}], the sum", "sum", 2 + 3 * STEP, y, place)]
    for c, name in enumerate(NAMES):
        x = 2 + c * STEP
        if c in seen:
            drawn.append(_map(frame.parts[o, c - seen.start], limit, f"= from {name}", f"part-{c}", x, y, place))
        else:
            drawn.append(heading(x, y, f"{name} is not seen") + _edge(x, y, _size(frame.image)))
        sign = "=" if c == 2 else "+" if len(seen) > 1 else ""
        drawn.append(f'<text class="cnn-sign" x="{x + (STEP + SIDE) / 2:g}" y="{y + _size(frame.image)[1] / 2:g}">{sign}</text>')
    return "".join(drawn)


def _bank(frame, o, y):
    """The maps of all filters."""
    places = [2 + index * (SMALL + 14) for index in range(len(frame.output))]
    return "".join(
        _map(output, _limit(output), f"y[{index}]", f"y-{index}", x, y, side=SMALL, chosen=index == o)
        for index, (x, output) in enumerate(zip(places, frame.output))
    )


def _map(array, limit, title, name, x, y, place=None, side=SIDE, chosen=False):
    """Signed values as a picture in a thin frame; a box around the pixel at ``place``, or around the picture where it is chosen."""
    h, w = array.shape
    box = [((place[1] - 1) / w, (place[0] - 1) / h, 3 / w, 3 / h, "output")] if place else [(0, 0, 1, 1, "output")] if chosen else []
    size = _size(array[None], side)
    alt = f"{title.strip('= ')}: blue is negative, vermilion positive."
    return Picture(png.signed(array, limit), size, alt, title, name, box).draw(x, y) + ("" if chosen else _edge(x, y, size))


def _edge(x, y, size):
    return f'<rect style="fill:none;stroke:var(--cnn-rule)" x="{x}" y="{y}" width="{size[0]}" height="{size[1]}"/>'


def _lines(x, y, lines):
    return "".join(f'<text x="{x}" y="{y + 12 + 20 * k}" style="text-anchor:start">{line}</text>' for k, line in enumerate(lines))


def _cost(frame, y):
    """Shapes and counts, as lines of text."""
    c_out, share, *_ = frame.weight.shape
    lines = [
        f"All {c_out} filters are the layer: w has the shape {frame.weight.shape},",
        f"{frame.weight.size} weights, {frame.multiplications:,} multiplications.",
        f"Each filter sees {share} of {len(frame.image)} channels and makes one map,",
        f"so y has the shape {frame.output.shape}.",
    ]
    return _lines(312, y, lines)


def _mixing(frame, place, y):
    """1 x 1: at each pixel the weights as a matrix, times the channels."""
    x = frame.image[:, place[0], place[1]][:, None]
    items = [Grid(frame.weight[:, :, 0, 0], "kernel", "w, as a matrix", "matrix", digits=2, cell=CELL), Grid(x, "input", "x", "pixel", digits=2, cell=CELL),
             Grid(frame.output[:, place[0], place[1]][:, None], "output", "y", "mixed", digits=2, cell=CELL)]  # fmt: skip
    drawn, left = [], 312
    for sign, item in zip(("", "\u00d7", "="), items):
        if sign:
            drawn.append(f'<text class="cnn-sign" x="{left + SIGN / 2:g}" y="{y + 36}">{sign}</text>')
            left += SIGN + GAP
        drawn.append(item.draw(left, y))
        left += item.width + GAP
    return "".join(drawn)


def _sum(frame, o, seen, place):
    """The output pixel as a sum of what the channels add."""
    i, j = place
    words = [(c, frame.parts[o, c - seen.start, i, j]) for c in seen]
    texts = [f"{number(part, 3) if k == 0 else in_brackets(number(part, 3))} from {NAMES[c]}" for k, (c, part) in enumerate(words)]
    lines = [f"y[{o}] at row {i}, column {j}: {' + '.join(texts)} = <b>{number(frame.output[o, i, j], 3)}</b>."]
    if frame.weight.shape[2:] == (1, 1):
        factors = [(frame.weight[o, c - seen.start, 0, 0], frame.image[c, i, j]) for c in seen]
        products = " + ".join(f"{in_brackets(number(w, 2))}\u00b7{number(x, 3)}" for w, x in factors)
        lines.append(f"From one pixel alone: {products}. All pixels are mixed in the same way.")
    return f'<p data-text="sum">{" ".join(lines)}</p>'


def _scale(limit):
    return f'<p data-text="scale">Blue is negative, white 0, vermilion positive; full colour from {number(limit)} on. In x black is 0, white 1.</p>'


def _limit(*arrays):
    """What gets full colour: nearly all values lie below."""
    largest = max(float(np.percentile(np.abs(array), 99)) for array in arrays)
    return next((stop for stop in STOPS if largest <= stop), STOPS[-1])


def _size(image, side=SIDE):
    h, w = image.shape[1:]
    return round(side * w / max(h, w)), round(side * h / max(h, w))
