"""Two pictures for trying filters on, drawn by a few formulas: edges in all directions, gradients and textures."""

import numpy as np


def photograph(size=128):
    """A grey picture of a house by a lake.

    Returns
    -------
    (size, size) of uint8
    """
    red, green, blue = colour_picture(size).astype(np.float64)
    return np.rint(0.299 * red + 0.587 * green + 0.114 * blue).astype(np.uint8)


def colour_picture(size=128):
    """The picture of ``photograph`` in colours.

    Returns
    -------
    (3, size, size) of uint8
        Red, green and blue.
    """
    y, x = np.mgrid[0:size, 0:size] / size
    scene = _blend((0.55, 0.75, 0.95), (0.98, 0.9, 0.78), y / 0.6)
    return np.rint(np.clip(scene, 0, 1) * 255).astype(np.uint8)


def _blend(first, second, share):
    share = np.clip(share, 0, 1)
    return np.stack([a + (b - a) * share for a, b in zip(first, second)])
