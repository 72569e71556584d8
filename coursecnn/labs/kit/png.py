"""Arrays as PNG pictures in data addresses, fast enough to follow a slider."""

import base64
import struct
import zlib

import numpy as np
from matplotlib.colors import to_rgb

from ...plots.style import COLOURS, DARK, PAPERS, luminance

BLUE, VERMILION = (np.rint(255 * np.array(to_rgb(COLOURS[role]))).astype(int) for role in ("input", "gradient"))
MIDDLE = 0.179  # of the light of white: on what is lighter black is read better than white; either has 4.5 : 1 at least


def grey(array, low=None, high=None):
    """The PNG data address of grey values.

    Parameters
    ----------
    array : (H, W)
    low, high : float
        What is black and what is white; the smallest and the largest value unless given.
    """
    array = _matrix(array, 2, "(H, W)")
    low = array.min() if low is None else low
    high = array.max() if high is None else high
    return _address(np.rint(255 * np.clip((array - low) / ((high - low) or 1), 0, 1)))


def signed(array, limit=None):
    """The PNG data address of signed values: blue is negative, white 0, vermilion positive.

    Parameters
    ----------
    array : (H, W)
    limit : float
        The magnitude of full colour; the largest one unless given.
    """
    return _address(signed_colours(_matrix(array, 2, "(H, W)"), limit))


def colour(array):
    """The PNG data address of a colour picture (3, H, W) of values from 0 to 255."""
    return _address(np.clip(np.rint(_matrix(array, 3, "(3, H, W)").transpose(1, 2, 0)), 0, 255))


def signed_colours(array, limit=None):
    """Colours (..., 3) from 0 to 255 of signed values."""
    limit = np.abs(array).max(initial=0) if limit is None else limit
    share = np.clip(np.asarray(array, float) / (limit or 1), -1, 1)[..., None]
    ends = np.where(share < 0, BLUE, VERMILION)
    return np.rint(255 + np.abs(share) * (ends - 255.0))


def signed_fill(value, limit):
    """The same colour of one value for CSS, in the colours of the page: on a dark one 0 is dark."""
    share = min(abs(value) / (limit or 1), 1)
    end = "input" if value < 0 else "gradient"
    return f"color-mix(in srgb,var(--cnn-{end}) {100 * share:.1f}%,var(--cnn-paper))"


def signed_ink(value, limit):
    """The class of letters on that colour, and whether they turn with the page: they are black or white on each."""
    share, end = min(abs(float(value)) / (float(limit) or 1), 1), "input" if value < 0 else "gradient"
    light, dark = (
        luminance([share * one + (1 - share) * other for one, other in zip(to_rgb(colours[end]), to_rgb(paper))])
        for colours, paper in zip((COLOURS, DARK), PAPERS)
    )
    return _letters(light), (light < MIDDLE) != (dark < MIDDLE)


def grey_ink(share):
    """The class of letters on a grey; 0 is black, 1 white."""
    return _letters(luminance([min(max(share, 0), 1)] * 3))


def _letters(light):
    """The class of letters on so much light."""
    return "cnn-white" if light < MIDDLE else "cnn-black"


def _matrix(array, dimensions, shape):
    array = np.asarray(array, float)
    if array.ndim != dimensions or not array.size or (dimensions == 3 and len(array) != 3):
        raise ValueError(f"A picture must have the shape {shape} with at least one pixel, not {array.shape}.")
    return array


def _address(pixels):
    return "data:image/png;base64," + base64.b64encode(encode(pixels.astype(np.uint8))).decode("ascii")


def encode(pixels):
    """The bytes of a PNG file of ``pixels``: (H, W) grey or (H, W, 3) red, green, blue, of uint8."""
    h, w = pixels.shape[:2]
    lines = np.zeros((h, 1 + pixels[0].size), np.uint8)  # each line begins with its filter, 0: none
    lines[:, 1:] = pixels.reshape(h, -1)
    head = struct.pack(">IIBBBBB", w, h, 8, 2 if pixels.ndim == 3 else 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes(), 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
