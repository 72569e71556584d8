"""Shifted copies of images, as augmentation."""

import numpy as np


def shift_images(images, most, generator):
    """Each image moved by up to ``most`` pixels, up or down and left or right; what comes in is 0.

    Parameters
    ----------
    images : (N, C, H, W)
    most : int
    generator : numpy.random.Generator

    Returns
    -------
    (N, C, H, W)
    """
    n, c, h, w = images.shape
    padded = np.pad(images, ((0, 0), (0, 0), (most, most), (most, most)))
    down, right = generator.integers(0, 2 * most + 1, (2, n))
    rows = (down[:, None] + np.arange(h))[:, None, :, None]
    columns = (right[:, None] + np.arange(w))[:, None, None, :]
    return padded[np.arange(n)[:, None, None, None], np.arange(c)[None, :, None, None], rows, columns]
