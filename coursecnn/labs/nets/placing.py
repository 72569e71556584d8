"""A drawing placed in its picture as MNIST places its digits."""

import numpy as np

SIDE, BOX, CENTRE = 28, 20, 14  # pixels: the picture, the longest side of the ink, row and column of the centre of mass


def as_mnist(drawing):
    """The drawing scaled and moved as MNIST's digits are.

    The ink's longest side fills 20 of 28 pixels, its centre of mass is in the middle. Each pixel is the mean of what
    lies under it. Where the middle would push ink out of the picture, the digit stays inside.

    Parameters
    ----------
    drawing : (H, W) uint8
        0 is paper, 255 is ink.

    Returns
    -------
    (28, 28) uint8
        All 0 where nothing is drawn.

    Notes
    -----
    As LeCun, Cortes and Burges describe it; of MNIST's 60,000 training images none has its centre of mass further than
    0.52 pixels from row and column 14.
    """
    drawing = _greys(drawing)
    rows, columns = (np.flatnonzero(drawing.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((SIDE, SIDE), np.uint8)
    scale = BOX / max(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)
    down = _resampling(drawing.sum(axis=1, dtype=float), rows, scale)
    across = _resampling(drawing.sum(axis=0, dtype=float), columns, scale)
    return _rounded(down @ drawing @ across.T)


def shrunk(drawing):
    """The drawing as it lies, in 28 x 28 pixels: each is the mean of what lies under it.

    Parameters
    ----------
    drawing : (H, W) uint8

    Returns
    -------
    (28, 28) uint8
    """
    drawing = _greys(drawing)
    down, across = (_overlaps(n, SIDE / n, 0.0) for n in drawing.shape)
    return _rounded(down @ drawing @ across.T)


def _resampling(ink, there, scale):
    """The matrix (28, n) that brings the centre of ``ink`` (n,) to the middle; the pixels ``there`` stay inside."""
    centre = ((np.arange(len(ink)) + 0.5) * ink).sum() / ink.sum()
    start = CENTRE + 0.5 - scale * centre
    start = min(max(start, -scale * there[0]), SIDE - scale * (there[-1] + 1))
    return _overlaps(len(ink), scale, start)


def _overlaps(n, scale, start):
    """How much of each of 28 pixels lies under pixel j, from start + scale j to start + scale (j + 1): (28, n)."""
    edges = start + scale * np.arange(n + 1)
    pixels = np.arange(SIDE)[:, None]
    return np.maximum(0, np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels))


def _rounded(array):
    return np.rint(np.clip(array, 0, 255)).astype(np.uint8)


def _greys(drawing):
    drawing = np.asarray(drawing)
    if drawing.dtype != np.uint8 or drawing.ndim != 2 or not drawing.size:
        raise ValueError(f"A drawing must be uint8 of shape (H, W), not {drawing.dtype} of shape {drawing.shape}.")
    return drawing
