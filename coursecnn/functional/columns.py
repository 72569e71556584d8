"""The columns of an image, those a stride apart side by side.

Windows that step over columns meet every second one, say: short runs of memory, at each of which a loop of NumPy begins
anew. Put apart (a copy that moves the numbers of a pixel as one), the columns under a column of the window are one run.
"""

import numpy as np

from .windows import runs


def apart(x, geo, value=0):
    """The columns of ``x`` ``(H, C, W, N)`` with a border of ``value``, those a stride apart side by side.

    An array for each column of the window until they repeat. In it a column of the windows is one run of memory.
    """
    if geo.stride[1] == 1 and not any(geo.padding[1]):
        return [x]
    columns = empty(x, geo)
    for (real, places), array in zip(_real_columns(geo), columns):
        array[:, :, : places.start] = array[:, :, places.stop :] = value
        runs(array[:, :, places])[...] = runs(x[:, :, real])
    return columns


def together(columns, geo, x):
    """The inverse of ``apart``, into ``x``, without the border."""
    if geo.stride[1] > geo.kernel[1]:
        x[...] = 0
    for (real, places), array in zip(_real_columns(geo), columns):
        runs(x[:, :, real])[...] = runs(array[:, :, places])


def _real_columns(geo):
    """The columns of the image that lie in each array of ``apart``, and where they lie in it."""
    s, (left, _), w = geo.stride[1], geo.padding[1], geo.size[1]
    for tap in range(min(s, geo.kernel[1])):
        first = (tap - left) % s
        place = (first + left - tap) // s
        yield slice(first, w, s), slice(place, place + len(range(first, w, s)))


def empty(x, geo):
    """Arrays as ``apart`` makes them, to be filled; zero beyond the windows' first columns."""
    s, shape = geo.stride[1], (*x.shape[:2], -(-geo.padded[1] // geo.stride[1]), x.shape[3])
    columns = [np.empty(shape, x.dtype) for _ in range(min(s, geo.kernel[1]))]
    for array in columns:
        array[:, :, geo.out[1] :] = 0
    return columns


def column_taps(columns, geo):
    """For each column of the window the columns under it, from the arrays of ``apart``."""
    s, w = geo.stride[1], geo.out[1]
    return [columns[j % s][:, :, j // s : j // s + w] for j in range(geo.kernel[1])]


def tiled(geo):
    """Whether each column of the windows is an array of ``apart``, whole."""
    return geo.stride[1] >= geo.kernel[1] and -(-geo.padded[1] // geo.stride[1]) == geo.out[1]
