"""Contact sheets of images, filters and feature maps."""

import numpy as np
from matplotlib.patches import Rectangle

from ..arguments import as_numbers
from .style import DPI, MARGIN, SMALL, WIDTH, colour, diverging, line_height, sheet, write
from .values import number

GAP = 0.08  # inches
SCALE = 1.6  # of signed colours: its width
LARGEST = 3.0  # inches: one picture alone


def images(array, titles=None, columns=None, signed=False, title=""):
    """Images side by side, all in the same scale of greys or colours.

    Parameters
    ----------
    array : (H, W), (N, H, W), (N, 1, H, W) or (N, 3, H, W)
        Of any numbers. Colour images hold 0 to 255 as uint8, or 0 to 1.
    titles : list of str
        One for each image; a row whose titles are all empty takes no room for them.
    columns : int
        As many as fit well where it is not given.
    signed : bool, or a list of bool for each image
        Blue for values below 0, the page's ground for 0, vermilion above, with a scale beneath: for filters and
        differences.
        Images beside them that are not signed are in a scale of greys of their own.

    Returns
    -------
    matplotlib.figure.Figure
    """
    pictures = _as_list(array)
    if titles is not None and len(titles) != len(pictures):
        raise ValueError(f"titles must have one entry for each of {len(pictures)} images, not {len(titles)}.")
    signs = list(signed) if isinstance(signed, list | tuple) else [bool(signed)] * len(pictures)
    if len(signs) != len(pictures):
        raise ValueError(f"signed must have one entry for each of {len(pictures)} images, not {len(signs)}.")
    columns = min(columns or _columns(len(pictures)), len(pictures))
    wide, tall = _size(pictures[0], columns)
    titles = [""] * len(pictures) if titles is None else list(map(str, titles))
    labels = [line_height(SMALL) if any(titles[i : i + columns]) else 0 for i in range(0, len(pictures), columns)]
    height = sum(labels) + len(labels) * (tall + GAP)
    scale = 0.44 if any(signs) else 0
    figure, axes, top = sheet(columns * (wide + GAP) - GAP, height - GAP + scale, title)
    scales = {sign: _scale([p for p, own in zip(pictures, signs) if own == sign], sign) for sign in set(signs)}
    for index, (picture, sign) in enumerate(zip(pictures, signs)):
        low, high, colours = scales[sign]
        row, column = divmod(index, columns)
        x = MARGIN + column * (wide + GAP)
        y = _snap(top) + row * (tall + GAP) + sum(labels[: row + 1])
        _draw(axes, picture, x, y, wide, tall, cmap=colours, vmin=low, vmax=high)
        if titles[index]:
            write(axes, x + wide / 2, y - 0.04, titles[index], SMALL, va="bottom")
    if any(signs):
        column = 0 if all(signs) else signs.index(True) % columns  # below what it is the scale of
        left = min(MARGIN + column * (wide + GAP), figure.get_figwidth() - MARGIN - SCALE)
        _draw_scale(axes, left, top + height, scales[True][1])
    axes.set(xlim=(0, figure.get_figwidth()), ylim=(figure.get_figheight(), 0), aspect="auto")
    return figure


def feature_maps(maps, title="", columns=None):
    """The channels of one layer's output, numbered from 0.

    Parameters
    ----------
    maps : (C, H, W) or (1, C, H, W)
        Drawn in the signed colours where any value is below 0.
    """
    maps = as_numbers(maps, "maps")
    if maps.ndim == 4 and len(maps) == 1:
        maps = maps[0]
    if maps.ndim != 3 or not maps.size:
        raise ValueError(
            f"maps must have shape (C, H, W) or (1, C, H, W), not {maps.shape}: choose one image, as in maps[:1]."
        )
    return images(maps, list(range(len(maps))), columns, bool(maps.min() < 0), title)


def _as_list(array):
    array = as_numbers(array, "array")
    if array.ndim == 2:
        array = array[None]
    if array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 4 and array.shape[1] == 3:
        array = array.transpose(0, 2, 3, 1)
    elif array.ndim != 3:
        raise ValueError(f"Images must have shape (H, W), (N, H, W), (N, 1, H, W) or (N, 3, H, W), not {array.shape}.")
    if array.ndim == 4 and array.size and (array.min() < 0 or array.max() > (255 if array.dtype.kind == "i" else 1)):
        raise ValueError(
            f"Colours are whole numbers to 255 or fractions to 1, but there are {array.min()} to {array.max()}."
        )
    if not array.size:
        raise ValueError(f"There is no image in an array of shape {array.shape}.")
    return list(array)


def _columns(count):
    """As few rows as possible of at most 10, all about equally long."""
    rows = -(-count // 10)
    return -(-count // rows)


def _size(picture, columns):
    """(width, height) of one picture in inches; whole screen pixels for each of its pixels where it is enlarged."""
    h, w = picture.shape[:2]
    room = min(LARGEST, (WIDTH - 2 * MARGIN + GAP) / columns - GAP, 1.6 if columns > 2 else LARGEST)
    zoom = room * DPI / max(h, w)
    zoom = int(zoom) if zoom >= 1 else zoom
    return w * zoom / DPI, h * zoom / DPI


def _snap(inches):
    return round(inches * DPI) / DPI


def _scale(pictures, signed):
    low, high = float(min(p.min() for p in pictures)), float(max(p.max() for p in pictures))
    if signed:
        limit = max(-low, high) or 1.0
        return -limit, limit, diverging()
    return low, high, "gray"


def _draw(axes, picture, x, y, wide, tall, **colours):
    smooth = "nearest" if wide * DPI >= picture.shape[1] else "antialiased"
    axes.imshow(picture, extent=(x, x + wide, y + tall, y), interpolation=smooth, **colours)
    axes.add_patch(Rectangle((x, y), wide, tall, fill=False, edgecolor=colour("padding"), linewidth=0.6))


def _draw_scale(axes, x, y, limit):
    _draw(axes, np.linspace(-1, 1, 81)[None], x, y + 0.06, SCALE, 0.12, cmap=diverging(), vmin=-1, vmax=1)
    for share, text in ((0, number(-limit)), (0.5, "0"), (1, number(limit))):
        write(axes, x + share * SCALE, y + 0.22, text, SMALL, ha=("left", "center", "right")[int(2 * share)], va="top")
