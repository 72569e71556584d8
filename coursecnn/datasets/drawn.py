"""Drawn digits: handwriting made by arithmetic, for when MNIST cannot be had.

A digit is a path of the pen (see `strokes`), shaken, bent, slanted, and placed as MNIST places its digits. Its ink is
every point that is nearer to the path than the pen's radius. 60,000 take about 3 seconds on one core.
"""

import functools
import operator
from typing import NamedTuple

import numpy as np

from ..arguments import shown
from .strokes import STYLES

SIDE = 28  # pixels of an image
BOX = 20  # longest side of the ink, pixels
CENTRE = 14  # row and column of the centre of mass; MNIST's is there too
BLOCK = 250  # images drawn together, 25 of each digit
STEPS = 72  # straight steps that a path is cut into
SPREAD = 0.9  # squared width of the bells that blur a path, square pixels

PEN = 0.7, 2.0  # radius, pixels: least and largest
SHAKE = 0.055  # of a control point, in heights of the digit; this and the next two are standard deviations
SHIFT = 0.05  # of a whole stroke
BEND = 0.25  # of the six coefficients of the warp


def draw_digits(n, seed=0):
    """Draw handwritten digits, as many as are wanted.

    Parameters
    ----------
    n : int
        Number of images.
    seed : int
        Another seed gives other digits.

    Returns
    -------
    images : ndarray (n, 1, 28, 28), uint8
        0 is paper, 255 is ink.
    labels : ndarray (n,), int64, and int32 where addresses have 32 bits
        In random order; each run of 250 (the first to the 250th, and so on) holds every digit 25 times.

    Raises
    ------
    TypeError, ValueError
        Where ``n`` or ``seed`` is not a whole number of at least 0.

    Notes
    -----
    Image ``i`` depends on ``seed`` and ``i`` alone: fewer images are the beginning of more. On another processor a
    pixel in some millions may differ by one grey level.
    """
    n, seed = _whole(n, "n"), _whole(seed, "seed")
    blocks = -(-n // BLOCK)
    images = np.empty((blocks, BLOCK, SIDE, SIDE), np.uint8)
    labels = np.empty((blocks, BLOCK), np.intp)
    for block in range(blocks):
        rng = np.random.default_rng([seed, block])
        labels[block] = rng.permutation(np.arange(BLOCK) % 10)
        images[block] = _draw(labels[block], rng)
    return images.reshape(-1, 1, SIDE, SIDE)[:n], labels.reshape(-1)[:n]


def _whole(value, name):
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {shown(value)}.") from None
    if number < 0:
        raise ValueError(f"{name} must be 0 or more, not {number}.")
    return number


def _draw(labels, rng):
    """Images (n, 28, 28), uint8, of the given digits."""
    table = _table()
    style = (rng.random((len(labels), 1)) >= table.chances[labels]).sum(1)
    points = _deform(table.points[style], table.stroke[style], labels, rng)
    middles, steps = (table.curves[style] @ points[:, None]).transpose(1, 0, 2, 3)
    radius = rng.uniform(*PEN, (len(labels), 1, 1)).astype(np.float32)
    return _ink(*_place(middles, steps, radius, rng), radius)


def _normal(rng, *shape):
    """Normal numbers without the tails, in which digits cannot be read."""
    return np.clip(rng.standard_normal(shape, np.float32), -2, 2)


def _deform(points, stroke, labels, rng):
    """One writer's version of the control points (n, k, 2); ``stroke`` (n, k) tells which belong together."""
    n, k, _ = points.shape
    shifts = np.take_along_axis(SHIFT * _normal(rng, n, k, 2), stroke[:, :, None], axis=1)
    # A 1 has nothing but its straightness to tell it from a 7 or a 2.
    calm = np.where(labels == 1, 0.5, 1).astype(np.float32)[:, None, None]
    points = points - 0.5 + calm * (SHAKE * _normal(rng, n, k, 2) + shifts)
    x, y = points[..., 0], points[..., 1]
    points = points + np.stack([x * x, x * y, y * y], axis=-1) @ (calm * BEND * _normal(rng, n, 3, 2))
    width = 0.75 * np.exp(0.28 * _normal(rng, n))
    slant = 0.1 + 0.28 * _normal(rng, n)
    angle = 0.14 * _normal(rng, n)
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.stack([width * cos, width * sin, -slant * cos - sin, cos - slant * sin], axis=-1)
    return points @ matrix.reshape(n, 2, 2)


def _place(middles, steps, radius, rng):
    """Scale to the box with the pen's width; centre of mass to the middle, give or take half a pixel."""
    size = (middles.max(1) - middles.min(1)).max(1)[:, None, None]
    scale = (BOX - 2 * radius) / size
    lengths = np.linalg.norm(scale * steps, axis=2, keepdims=True)
    mass = (lengths * middles).sum(1, keepdims=True) / lengths.sum(1, keepdims=True)
    centre = rng.uniform(CENTRE - 0.5, CENTRE + 0.5, mass.shape).astype(np.float32)
    return scale * (middles - mass) + centre, lengths


def _ink(middles, lengths, radius):
    """Grey values (n, 28, 28) of paths (n, steps, 2) in pixels.

    A blurred path is a sum of bells exp(-d^2 / SPREAD), each a product of a bell in x and a bell in y: one matrix
    product for each image. Beside a straight line the sum is exp(-d^2 / SPREAD) again, which gives the distance d.
    """
    exponents = (middles[:, :, :, None] - np.arange(SIDE, dtype=np.float32)) ** 2 / -SPREAD
    bells = np.exp(np.maximum(exponents, -40))  # smaller ones are denormal, at a tenth of the speed, and never ink
    in_x, in_y = bells[:, :, 0], bells[:, :, 1] * (lengths / np.sqrt(np.float32(np.pi * SPREAD)))
    blurred = in_y.transpose(0, 2, 1) @ in_x
    distance = np.sqrt(np.maximum(-SPREAD * np.log(blurred), 0))
    return np.rint(255 * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.uint8)


class _Table(NamedTuple):
    """All styles, s of them, made ready; paths of fewer than k control points are filled up with zeros."""

    chances: np.ndarray  # (10, s) of each digit's styles, added up from the left
    points: np.ndarray  # (s, k, 2) control points
    stroke: np.ndarray  # (s, k) the number of the stroke to which a point belongs
    curves: np.ndarray  # (s, 2, STEPS, k) control points to the middles of the steps, and to the steps


@functools.cache
def _table():
    rows = [(digit, weight, *_parse(path)) for digit, styles in STYLES.items() for _, weight, path in styles]
    most = max(len(points) for _, _, points, _, _ in rows)
    weights = np.zeros((10, len(rows)))
    table = _Table(
        weights,
        np.zeros((len(rows), most, 2), np.float32),
        np.zeros((len(rows), most), np.int64),
        np.zeros((len(rows), 2, STEPS, most), np.float32),
    )
    for row, (digit, weight, points, stroke, pieces) in enumerate(rows):
        k = len(points)
        weights[digit, row] = weight
        table.points[row, :k], table.stroke[row, :k] = points, stroke
        table.curves[row, :, :, :k] = _curves(points, pieces)
    chances = weights.cumsum(axis=1)
    return table._replace(chances=chances / chances[:, -1:])


def _parse(path):
    """Control points (k, 2), the stroke of each (k,), and the smooth pieces: ``(start, stop)`` of their points."""
    points, stroke, pieces = [], [], []
    for number, words in enumerate(path.split("/")):
        start = len(points)
        for word in words.split():
            points.append([int(value) / 100 for value in word.rstrip("!").split(",")])
            stroke.append(number)
            if word.endswith("!"):
                pieces.append((start, len(points)))
                start = len(points) - 1
        pieces.append((start, len(points)))
    return np.array(points), stroke, pieces


def _curves(points, pieces):
    """Matrices (2, STEPS, k): times the control points, they give the steps' middles and the steps themselves.

    Catmull-Rom splines: a span between two points depends on these and on their neighbours. Spans are cut into steps
    of about one length.
    """
    spans = []
    for start, stop in pieces:
        rows = np.eye(len(points))[start:stop]
        rows = np.vstack([2 * rows[0] - rows[1], rows, 2 * rows[-1] - rows[-2]])
        spans += [rows[i : i + 4] for i in range(stop - start - 1)]
    lengths = np.array([np.linalg.norm((span[2] - span[1]) @ points) for span in spans])
    cuts = np.rint(STEPS * lengths.cumsum() / lengths.sum()).astype(int)
    middles, steps = [], []
    for span, count in zip(spans, np.diff(cuts, prepend=0)):
        t = np.linspace(0, 1, count + 1)
        basis = [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2]
        knots = np.stack(basis, axis=1) / 2 @ span
        middles.append((knots[1:] + knots[:-1]) / 2)
        steps.append(knots[1:] - knots[:-1])
    return np.vstack(middles), np.vstack(steps)
