"""Where a window lies: its rows and columns, its padding, its channels."""

import numpy as np


def place(i, j, geo):
    """Rows and columns of window (i, j): it starts at (i s_h, j s_w) of the padded image and takes every d-th pixel."""
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = geo.kernel, geo.stride, geo.dilation
    rows = slice(i * s_h, i * s_h + d_h * (k_h - 1) + 1, d_h)
    columns = slice(j * s_w, j * s_w + d_w * (k_w - 1) + 1, d_w)
    return rows, columns


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
