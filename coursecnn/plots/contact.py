"""Contact sheets of images, filters and feature maps."""

import numpy as np

from .style import DIVERGING, DPI, INK, LARGE, MARGIN, SMALL, WIDTH, line_height, sheet, wrap


def images(array, titles=None, columns=None, signed=False, title=""):
    """Images side by side, all in the same scale of greys or colours.

    Parameters
    ----------
    array : (H, W), (N, H, W), (N, 1, H, W) or (N, 3, H, W)
        Of any numbers. Colour images hold 0 to 255 as uint8, or 0 to 1.
    titles : list of str
        One for each image.
    columns : int
        As many as fit well where it is not given.
    signed : bool
        Blue for values below 0, white for 0, vermilion above: for filters and differences.

    Returns
    -------
    matplotlib.figure.Figure
    """
    pictures = _as_list(array)
    if titles is not None and len(titles) != len(pictures):
        raise ValueError(f"titles must have one entry for each of {len(pictures)} images, not {len(titles)}.")
    columns = columns or min(len(pictures), 10 if len(pictures) > 8 else 8)
    rows = -(-len(pictures) // columns)
    side = min(2.2, (WIDTH - 2 * MARGIN) / columns - 0.08)
    tall = side * pictures[0].shape[0] / pictures[0].shape[1]
    label = line_height(SMALL) + 0.03 if titles is not None else 0
    width = max(columns * (side + 0.08) + 2 * MARGIN, 3.2 if title else 0)
    heading = wrap(title, width - 2 * MARGIN, LARGE, "bold") if title else []
    head = len(heading) * line_height(LARGE) + 0.06 * bool(heading)
    figure, axes = sheet(width, head + rows * (tall + label + 0.08) + 2 * MARGIN)
    axes.text(MARGIN, MARGIN, "\n".join(heading), size=LARGE, weight="bold", color=INK, va="top")
    low, high, colours = _scale(pictures, signed)
    for index, picture in enumerate(pictures):
        x = MARGIN + (index % columns) * (side + 0.08)
        y = MARGIN + head + (index // columns) * (tall + label + 0.08) + label
        axes.imshow(picture, cmap=colours, vmin=low, vmax=high, extent=(x, x + side, y + tall, y), interpolation="nearest")
        if titles is not None:
            axes.text(x + side / 2, y - 0.03, str(titles[index]), size=SMALL, color=INK, ha="center", va="bottom")
    axes.set(xlim=(0, width), ylim=(figure.get_size_inches()[1], 0), aspect="auto")
    return figure


def feature_maps(maps, title="", columns=None):
    """The channels of one layer's output, numbered from 0.

    Parameters
    ----------
    maps : (C, H, W) or (1, C, H, W)
        Drawn in the signed colours where any value is below 0.
    """
    maps = np.asarray(maps)
    if maps.ndim == 4 and len(maps) == 1:
        maps = maps[0]
    if maps.ndim != 3:
        raise ValueError(f"maps must have shape (C, H, W) or (1, C, H, W), not {maps.shape}: choose one image, as in maps[0].")
    return images(maps, [str(c) for c in range(len(maps))], columns, bool(maps.min() < 0), title)


def _as_list(array):
    array = np.asarray(array)
    if array.ndim == 2:
        array = array[None]
    if array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 4 and array.shape[1] == 3:
        return list(array.transpose(0, 2, 3, 1))
    if array.ndim != 3 or not array.size:
        raise ValueError(f"Images must have shape (H, W), (N, H, W), (N, 1, H, W) or (N, 3, H, W), not {array.shape}.")
    return list(array)


def _scale(pictures, signed):
    low, high = min(p.min() for p in pictures), max(p.max() for p in pictures)
    if signed:
        limit = max(abs(float(low)), abs(float(high))) or 1.0
        return -limit, limit, DIVERGING
    return low, high, "gray"
