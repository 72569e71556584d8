"""A picture for trying filters on, drawn by formulas: edges in all directions, gradients, coarse and fine textures."""

import operator
from functools import lru_cache

import numpy as np

from ..arguments import shown

MOST = 1024  # pixels of a side
FINER = 3  # pixels are averaged over 3 x 3, so that slanting edges come out smooth


def photograph(size=128):
    """A house by a lake, in greys.

    Parameters
    ----------
    size : int
        Pixels of a side, from 16 to 1,024.

    Returns
    -------
    (size, size) of uint8
        0 is black, 255 white. Greys are 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).
    """
    red, green, blue = _scene(size)
    return _bytes(0.299 * red + 0.587 * green + 0.114 * blue)


def colour_picture(size=128):
    """The picture of ``photograph`` in colours.

    Returns
    -------
    (3, size, size) of uint8
        Red, green and blue.
    """
    return _bytes(_scene(size))


@lru_cache(maxsize=2)
def _scene(size):
    """Red, green and blue from 0 to 1, ``(3, size, size)``; read only."""
    try:
        size = operator.index(size)
    except TypeError:
        raise TypeError(f"size must be a whole number of pixels, not {shown(size)}.") from None
    if size < 16:
        raise ValueError(f"size must be at least 16 pixels, not {size}.")
    if size > MOST:
        raise ValueError(f"size must be at most {MOST:,} pixels, not {size:,}.")
    fine = FINER * size
    y, x = (np.mgrid[0:fine, 0:fine] + 0.5) / fine
    scene = _sky(x, y)
    for paint in (_mountains, _lake, _meadow, _house, _tree, _fence):
        scene = paint(scene, x, y)
    return scene.reshape(3, size, FINER, size, FINER).mean(axis=(2, 4))


def _sky(x, y):
    scene = _blend((0.36, 0.58, 0.86), (0.97, 0.90, 0.80), y / 0.55)
    distance = np.sqrt((x - 0.80) ** 2 + (y - 0.15) ** 2)
    scene = _over(scene, 0.5 * np.clip(1 - distance / 0.3, 0, 1) ** 2, (1, 0.95, 0.75))
    scene = _over(scene, distance < 0.06, (1, 0.97, 0.85))
    clouds = np.clip(3 * (_clouds(2.2 * x, 6 * y) - 0.52), 0, 0.9) * (y < 0.5)
    return _over(scene, clouds, (1, 1, 1))


def _mountains(scene, x, y):
    for peaks, rough, shade in (
        (((0.30, 0.20), (0.62, 0.24), (1.0, 0.32)), 0.05, (0.52, 0.58, 0.70)),
        (((0.02, 0.40), (0.50, 0.44), (0.88, 0.38)), 0.03, (0.30, 0.42, 0.40)),
    ):
        top = np.min([height + 0.75 * np.abs(x - place) for place, height in peaks], axis=0)
        top = top + rough * (_clouds(9 * x, 3 + 0 * y) - 0.5)
        rock = _blend(
            shade, tuple(0.55 + 0.45 * c for c in shade), (y - top) / 0.3 + 0.5 * (_clouds(14 * x, 14 * y) - 0.5)
        )
        scene = _over(scene, y > top, rock)
        snow = (y > top) & (y < 0.29 + 0.05 * (_clouds(30 * x, 8 * y) - 0.5))
        scene = _over(scene, snow, (0.95, 0.96, 1.0))
    return scene


def _lake(scene, x, y):
    water = _blend((0.62, 0.74, 0.84), (0.20, 0.36, 0.50), (y - 0.56) / 0.16)
    ripples = 0.5 * (_clouds(7 * x, 90 * y) - 0.5)
    return _over(scene, y > 0.56, water + ripples * np.clip((y - 0.55) / 0.1, 0, 1))


def _meadow(scene, x, y):
    edge = 0.70 + 0.05 * _wave(0.7 * x + 0.3)
    grass = _blend((0.55, 0.66, 0.30), (0.22, 0.40, 0.14), (y - 0.68) / 0.3)
    blades = 0.5 * (_clouds(90 * x, 28 * y) - 0.5) + 0.25 * (_clouds(12 * x, 12 * y) - 0.5)
    return _over(scene, y > edge, np.clip(grass + blades, 0, 1))


def _house(scene, x, y):
    scene = _over(scene, _inside(x, y, 0.33, 0.38, 0.37, 0.52), (0.45, 0.25, 0.22))
    scene = _over(
        scene, _inside(x, y, 0.12, 0.52, 0.42, 0.80), _blend((0.97, 0.93, 0.82), (0.80, 0.73, 0.60), (x - 0.12) / 0.3)
    )
    slope = 0.36 + 0.9 * np.abs(x - 0.27)
    tiles = 0.12 * (np.floor(60 * y) % 2) - 0.1 * _clouds(40 * x, 40 * y)
    scene = _over(scene, (y > slope) & (y < 0.535), np.stack([0.70 + tiles, 0.30 + tiles, 0.22 + tiles]))
    scene = _over(scene, _inside(x, y, 0.24, 0.64, 0.31, 0.80), (0.35, 0.20, 0.12))
    for left in (0.15, 0.34):
        scene = _over(scene, _inside(x, y, left, 0.60, left + 0.06, 0.69), (1, 1, 1))
        for column in (0, 1):
            for row in (0, 1):
                corner = left + 0.007 + 0.026 * column, 0.608 + 0.04 * row
                pane = _inside(x, y, *corner, corner[0] + 0.02, corner[1] + 0.034)
                scene = _over(scene, pane, (0.18, 0.26, 0.36))
    return scene


def _tree(scene, x, y):
    scene = _over(
        scene, np.abs(x - 0.68) < 0.014 + 0.03 * np.clip(y - 0.72, 0, 1), (0.28, 0.19, 0.12), (y > 0.5) & (y < 0.82)
    )
    crown = np.zeros(x.shape, bool)
    for u, v, radius in ((0.68, 0.40, 0.11), (0.61, 0.48, 0.08), (0.755, 0.48, 0.085), (0.68, 0.53, 0.09)):
        crown |= (x - u) ** 2 + (y - v) ** 2 < (radius * (0.8 + 0.4 * _clouds(25 * x, 25 * y))) ** 2
    leaves = _blend(
        (0.50, 0.62, 0.24), (0.08, 0.22, 0.10), 0.5 + 1.8 * (y - 0.45) + 1.6 * (_clouds(60 * x, 60 * y) - 0.5)
    )
    return _over(scene, crown, leaves)


def _fence(scene, x, y):
    along = (x - 0.44) / 0.042
    picket = (along % 1 < 0.55) & (y > 0.82 + 0.04 * np.abs(along % 1 - 0.275)) & (y < 0.96)
    rail = (np.abs(y - 0.86) < 0.008) | (np.abs(y - 0.925) < 0.008)
    return _over(scene, picket | rail, (0.95, 0.94, 0.90), x > 0.44)


def _over(scene, cover, paint, where=True):
    """``paint`` laid over the scene; ``cover`` from 0 (nothing) to 1, only where ``where``."""
    paint = np.asarray(paint, float)
    paint = paint if paint.ndim == 3 else paint[:, None, None]
    return scene + (cover * np.asarray(where, float)) * (paint - scene)


def _blend(first, second, share):
    share = np.clip(share, 0, 1)
    return np.stack([a + (b - a) * share for a, b in zip(first, second)])


def _inside(x, y, left, top, right, bottom):
    return (x > left) & (x < right) & (y > top) & (y < bottom)


def _wave(t):
    """A smooth wave between 0 and 1 with period 1, of exact arithmetic: the same on every machine."""
    t = np.abs(2 * (t % 1) - 1)
    return t * t * (3 - 2 * t)


def _clouds(u, v):
    """Smooth noise around 0.5: random numbers on a lattice, blended, in three sizes."""
    return (4 * _noise(u, v, 1) + 2 * _noise(2 * u, 2 * v, 2) + _noise(4 * u, 4 * v, 3)) / 7


def _noise(u, v, seed):
    column, row = np.floor(u).astype(np.uint32), np.floor(v).astype(np.uint32)
    a, b = _wave(0.5 + (u - column) / 2), _wave(0.5 + (v - row) / 2)
    upper = _random(column, row, seed) * (1 - a) + _random(column + 1, row, seed) * a
    lower = _random(column, row + 1, seed) * (1 - a) + _random(column + 1, row + 1, seed) * a
    return upper * (1 - b) + lower * b


def _random(column, row, seed):
    """A number from 0 to 1 for each lattice point: its coordinates, mixed in 32-bit arithmetic."""
    bits = column * np.uint32(374761393) + row * np.uint32(668265263) + np.uint32(seed * 974711 + 12345)
    bits = (bits ^ (bits >> np.uint32(13))) * np.uint32(1274126177)
    return ((bits ^ (bits >> np.uint32(16))) & np.uint32(65535)) / 65535


def _bytes(values):
    return np.rint(255 * np.clip(values, 0, 1)).astype(np.uint8)
