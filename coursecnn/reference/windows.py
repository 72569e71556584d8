"""Where a window lies: its rows and columns, its padding, its channels."""

import numpy as np


def place(i, j, kernel, stride, dilation=(1, 1)):
    """Rows and columns of window (i, j): the window starts at (i s_h, j s_w) and takes every d-th pixel."""
    return tuple(
        slice(at * s, at * s + d * (k - 1) + 1, d) for at, k, s, d in zip((i, j), kernel, stride, dilation, strict=True)
    )


def group_of(channel, channels, partners, groups):
    """The channels on the other side that belong to the same group as ``channel``, which is one of ``channels``."""
    group = channel // (channels // groups)
    size = partners // groups
    return slice(group * size, (group + 1) * size)


def pad(x, sides):
    """A copy of x (N, C, H, W) with zeros around each image; ``sides`` is ((top, bottom), (left, right))."""
    return np.pad(x, ((0, 0), (0, 0), *sides))


def crop(x, sides):
    """A copy of x without the rows and columns that ``pad`` adds."""
    (top, bottom), (left, right) = sides
    return x[:, :, top : x.shape[2] - bottom, left : x.shape[3] - right].copy()
