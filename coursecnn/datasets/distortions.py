"""Images moved, turned, made noisy, thicker or thinner: how much can a net bear?"""

import operator

import numpy as np

from ..arguments import as_numbers


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


def rotate(images, degrees, scale=1):
    """Every image turned about its centre, counter-clockwise, and scaled; what comes in is 0.

    A pixel of the result lies between four of the original and is their mean, weighted by nearness (bilinear).

    Parameters
    ----------
    images : (N, C, H, W)
    degrees : float or (N,)
    scale : float or (N,)
        Above 1 what is on the image gets larger.

    Returns
    -------
    (N, C, H, W), of the same dtype
    """
    images = _images(images)
    n, c, h, w = images.shape
    angle, scale = _each(degrees, "degrees", n), _each(scale, "scale", n)
    if not (scale > 0).all():
        raise ValueError(f"scale must be above 0, not {scale.min():g}.")
    sin, cos = np.sin(np.deg2rad(angle)), np.cos(np.deg2rad(angle))
    y, x = np.mgrid[0:h, 0:w] - np.array([(h - 1) / 2, (w - 1) / 2])[:, None, None]
    rows = np.clip((cos * y + sin * x) / scale + (h - 1) / 2, -1, h)
    columns = np.clip((-sin * y + cos * x) / scale + (w - 1) / 2, -1, w)
    top, left = np.floor(rows), np.floor(columns)
    padded = np.pad(images, ((0, 0), (0, 0), (1, 2), (1, 2))).reshape(n, c, (h + 3) * (w + 3))
    place, turned = ((top + 1) * (w + 3) + left + 1).astype(int), np.zeros(images.shape)
    for down, share_h in ((0, top + 1 - rows), (w + 3, rows - top)):
        for right, share_w in ((0, left + 1 - columns), (1, columns - left)):
            found = np.take_along_axis(padded, (place + down + right).reshape(-1, 1, h * w), axis=2)
            turned += (share_h * share_w)[:, None] * found.reshape(images.shape)
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


def _each(values, name, n):
    """A number, or one for each of ``n`` images, as ``(1, 1, 1)`` or ``(N, 1, 1)``."""
    values = np.asarray(as_numbers(values, name), float)
    if values.shape not in ((), (n,)):
        raise ValueError(f"{name} must be a number, or one for each of {n} images, not of shape {values.shape}.")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite, not {values[~np.isfinite(values)][0]}.")
    return values.reshape(-1, 1, 1)


def _overlap(n, by):
    """Where the part that stays lies in the result, and where it comes from."""
    by = max(-n, min(n, operator.index(by)))
    return slice(max(by, 0), n + min(by, 0)), slice(max(-by, 0), n - max(by, 0))


def _like(result, images):
    if images.dtype == np.uint8:
        result = np.rint(result)
    return result.astype(images.dtype)
