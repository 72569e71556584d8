"""Images moved, turned, made noisy, thicker or thinner: how much can a net bear?"""

import operator

import numpy as np


def shift(images, down=0, right=0):
    """Every image moved by whole pixels; what comes in is 0.

    Parameters
    ----------
    images : (N, C, H, W)
    down, right : int
        Negative numbers move up and left.

    Returns
    -------
    (N, C, H, W), of the same dtype
    """
    images = _images(images)
    moved = np.zeros_like(images)
    (to_h, from_h), (to_w, from_w) = (_overlap(n, by) for n, by in zip(images.shape[2:], (down, right)))
    moved[:, :, to_h, to_w] = images[:, :, from_h, from_w]
    return moved


def rotate(images, degrees):
    """Every image turned about its centre, counter-clockwise; what comes in is 0.

    A pixel of the result lies between four of the original and is their mean, weighted by nearness (bilinear).

    Parameters
    ----------
    images : (N, C, H, W)
    degrees : float

    Returns
    -------
    (N, C, H, W), of the same dtype
    """
    images = _images(images)
    h, w = images.shape[2:]
    angle = np.deg2rad(float(degrees))
    y, x = np.mgrid[0:h, 0:w] - np.array([(h - 1) / 2, (w - 1) / 2])[:, None, None]
    rows = np.cos(angle) * y + np.sin(angle) * x + (h - 1) / 2
    columns = -np.sin(angle) * y + np.cos(angle) * x + (w - 1) / 2
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    turned = np.zeros(images.shape)
    for row, share_h in ((top, top + 1 - rows), (top + 1, rows - top)):
        for column, share_w in ((left, left + 1 - columns), (left + 1, columns - left)):
            inside = (row >= 0) & (row < h) & (column >= 0) & (column < w)
            share = np.where(inside, share_h * share_w, 0)
            turned += share * images[:, :, np.clip(row, 0, h - 1), np.clip(column, 0, w - 1)]
    return _like(turned, images)


def add_noise(images, deviation, generator):
    """A normal random number added to every pixel; results are cut off at 0 and 255 (at 0 and 1 for floats).

    Parameters
    ----------
    images : (N, C, H, W)
    deviation : float
        Standard deviation, as a share of the range from black to white.
    generator : numpy.random.Generator

    Returns
    -------
    (N, C, H, W), of the same dtype
    """
    images = _images(images)
    white = 255 if images.dtype == np.uint8 else 1
    noisy = images + white * deviation * generator.standard_normal(images.shape, np.float32)
    return _like(np.clip(noisy, 0, white), images)


def thicken(images, pixels):
    """Strokes made thicker, or thinner where ``pixels`` is negative.

    Each round takes the largest (smallest) number of a pixel and its four neighbours, and ``pixels`` is the number of
    rounds: half the change of a stroke's width.

    Parameters
    ----------
    images : (N, C, H, W)
    pixels : int

    Returns
    -------
    (N, C, H, W), of the same dtype
    """
    images, pixels = _images(images), operator.index(pixels)
    best = np.maximum if pixels > 0 else np.minimum
    for _ in range(abs(pixels)):
        padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
        middle = padded[:, :, 1:-1, 1:-1]
        beside = padded[:, :, :-2, 1:-1], padded[:, :, 2:, 1:-1], padded[:, :, 1:-1, :-2], padded[:, :, 1:-1, 2:]
        images = best.reduce([middle, *beside])
    return images.copy()


def _images(images):
    images = np.asarray(images)
    if images.ndim != 4:
        raise ValueError(f"images must have shape (N, C, H, W), not {images.shape}.")
    return images


def _overlap(n, by):
    """Where the part that stays lies in the result, and where it comes from."""
    by = max(-n, min(n, operator.index(by)))
    return slice(max(by, 0), n + min(by, 0)), slice(max(-by, 0), n - max(by, 0))


def _like(result, images):
    if images.dtype == np.uint8:
        result = np.rint(result)
    return result.astype(images.dtype)
