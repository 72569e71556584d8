"""Windows of an image: padding, unrolling, im2col and its transpose col2im.

Inside this package images lie in memory *batch-last*, ``(H, C, W, N)``: by row, then by channel, then by column, the
same pixel of all images side by side. Outside they have the shape ``(N, C, H, W)``; the one is a transposed view of the
other.

This order makes a convolution cheap to prepare. A row of a channel, of all images, is one long run of memory, and the
rows that a window covers, with all their channels, lie one below the other.
"""

from math import gcd

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..arguments import as_images, as_numbers, as_shape
from ..arguments.sizes import geometry
from . import parallel

FEW = 1 << 24  # multiplications; they are done before a second thread has begun
COPIED = 1 << 20  # numbers; the same
PIECE = 1 << 19  # numbers that are worked on at a time: 2 MB in float32, about a second-level cache


def batch_last(x):
    """``(N, C, H, W)`` to ``(H, C, W, N)``, contiguous in memory; copies only where it must."""
    return np.ascontiguousarray(x.transpose(2, 1, 3, 0))


def batch_first(x):
    """``(H, C, W, N)`` seen as ``(N, C, H, W)``; copies nothing."""
    return x.transpose(3, 1, 0, 2)


def pad(x, geo, rows=None, value=0):
    """``x`` ``(H, C, W, N)`` with a border of ``value``; of the padded rows all, or the slice ``rows``."""
    (top, bottom), (left, right) = geo.padding
    rows = slice(0, geo.padded[0]) if rows is None else rows
    if not (top or bottom or left or right):
        return x[rows]
    height, c, width, n = x.shape
    rows = range(*rows.indices(geo.padded[0]))
    padded = np.empty((len(rows), c, left + width + right, n), x.dtype)
    first, last = (min(max(0, -((rows.start - edge) // rows.step)), len(rows)) for edge in (top, top + height))
    padded[:first] = padded[last:] = value
    padded[first:last, :, :left] = padded[first:last, :, left + width :] = value
    source = max(0, rows.start + first * rows.step - top)
    padded[first:last, :, left : left + width] = x[source :: rows.step][: last - first]
    return padded


def crop(padded, geo):
    """The inverse of ``pad``, as ``(N, C, H, W)``."""
    (top, _), (left, _) = geo.padding
    h, w = geo.size
    return batch_first(padded[top : top + h, :, left : left + w])


def row_tap(x, geo, i):
    """The rows of padded ``x`` ``(H, C, W, N)`` that lie under row ``i`` of the window, at all its places."""
    first = i * geo.dilation[0]
    return x[first : first + geo.stride[0] * (geo.out[0] - 1) + 1 : geo.stride[0]]


def column_tap(x, geo, j):
    """The columns that lie under column ``j`` of the window."""
    first = j * geo.dilation[1]
    return x[:, :, first : first + geo.stride[1] * (geo.out[1] - 1) + 1 : geo.stride[1]]


def unroll(x, geo, rows, groups=1):
    """What the windows of some rows of the output see, row by row: ``(groups, rows, K_h * K_w * C, W_out * N)``.

    C is the channels of a group. Pixels are copied only ``K_w`` times, not ``K_h * K_w`` times: for each column of the
    window a copy of the image's row, shifted, in one run of memory. Then the matrix of an output row is the ``K_h``
    rows that its windows cover, as they lie in memory, and the matrices of neighbouring rows overlap.

    Dilation puts gaps between the rows that a window covers. Rows of the output that lie as far apart (a slice with
    that step) need only such rows of the image: left alone, these are neighbours. (Without a step they are copied.)
    """
    (k_h, k_w), step, gap = geo.kernel, rows.step or 1, _gap(geo, rows)
    shifted = np.ascontiguousarray(taps(x, geo, rows, groups))
    _, height, _, c, w, n = shifted.shape
    run = w * n * x.itemsize
    row = k_w * c * run
    shape = (groups, len(range(rows.start, rows.stop, step)), k_h, k_w * c, w * n)
    strides = (height * row, geo.stride[0] * step // gap * row, geo.dilation[0] // gap * row, run, x.itemsize)
    return as_strided(shifted, shape, strides, writeable=False).reshape(*shape[:2], k_h * k_w * c, w * n)


def taps(x, geo, rows, groups=1):
    """The rows of padded ``x`` that some rows of the output see, as each column of the window sees them, not copied.

    ``(groups, rows of the image, K_w, C, W_out, N)``
    """
    first, last = geo.stride[0] * rows.start, geo.stride[0] * (rows.stop - 1) + geo.dilation[0] * (geo.kernel[0] - 1)
    x = pad(x, geo, slice(first, last + 1, _gap(geo, rows)))
    (height, _, _, n), c = x.shape, x.shape[1] // groups
    by_h, by_c, by_w, by_n = x.strides
    shape = (groups, height, geo.kernel[1], c, geo.out[1], n)
    strides = (c * by_c, by_h, geo.dilation[1] * by_w, by_c, geo.stride[1] * by_w, by_n)
    return as_strided(x, shape, strides, writeable=False)


def _gap(geo, rows):
    """How far apart the rows of the image lie that some rows of the output see."""
    return gcd(geo.stride[0] * (rows.step or 1), geo.dilation[0])


def runs(x):
    """``x`` ``(H, C, W, N)`` as ``(H, C, W)``, the numbers of a pixel as one item, to be copied at once."""
    return x.view(f"V{x.shape[3] * x.itemsize}")[..., 0] if x.size else x


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    """Every window of ``x`` as one row of a matrix.

    Parameters
    ----------
    x : (N, C, H, W)

    Returns
    -------
    (N * H_out * W_out, C * K_h * K_w)
        Rows in the order n, h, w; columns in the order c, k_h, k_w, as ``weight.reshape(C_out, -1)`` has them.
    """
    x = as_images(x)
    geo = geometry(x.shape[2:], kernel_size, stride, padding, dilation)
    padded = pad(batch_last(x), geo)
    cols = np.empty((len(x), *geo.out, x.shape[1], *geo.kernel), x.dtype)
    for i, j in np.ndindex(*geo.kernel):
        cols[..., i, j] = column_tap(row_tap(padded, geo, i), geo, j).transpose(3, 0, 2, 1)
    return cols.reshape(len(x) * geo.out[0] * geo.out[1], x.shape[1] * geo.kernel[0] * geo.kernel[1])


def col2im(cols, x_shape, kernel_size, stride=1, padding=0, dilation=1):
    """The transpose of ``im2col`` (not its inverse): entries of windows that overlap are added.

    Parameters
    ----------
    cols : (N * H_out * W_out, C * K_h * K_w)
    x_shape : (N, C, H, W)

    Returns
    -------
    (N, C, H, W)
    """
    cols = as_numbers(cols, "cols")
    n, c, *size = as_shape(x_shape)
    geo = geometry(size, kernel_size, stride, padding, dilation)
    expected = (n * geo.out[0] * geo.out[1], c * geo.kernel[0] * geo.kernel[1])
    if cols.shape != expected:
        raise ValueError(f"cols has shape {cols.shape}, but images of shape {tuple(x_shape)} give {expected}.")
    cols = cols.reshape(n, *geo.out, c, *geo.kernel).transpose(1, 3, 2, 0, 4, 5)
    padded = np.zeros((geo.padded[0], c, geo.padded[1], n), cols.dtype)
    for i, j in np.ndindex(*geo.kernel):
        column_tap(row_tap(padded, geo, i), geo, j)[...] += cols[..., i, j]
    return crop(padded, geo)


def meeting(row, geo):
    """The rows of the window (counted from the last) that meet a padded row, and the rows of dy that they do it for."""
    k, s, d, out = geo.kernel[0], geo.stride[0], geo.dilation[0], geo.out[0]
    first = max(0, -((d * (k - 1) - row) // s))
    rows = [r for r in range(first, min(row // s + 1, out)) if (row - s * r) % d == 0]
    if not rows:
        return slice(0, 0), slice(0, 0)
    step = d // gcd(s, d)
    tap = k - 1 - (row - s * rows[0]) // d
    return slice(tap, tap + s * step // d * (len(rows) - 1) + 1, s * step // d), slice(rows[0], rows[-1] + 1, step)


def few(size, geo, x, most=FEW):
    """Whether a convolution of x ``(H, C, W, N)``, with filters of so many numbers, is not worth a second thread."""
    copied = x.size * geo.kernel[1] // (geo.stride[0] * geo.stride[1])  # once for each column of the window
    return size * geo.out[0] * geo.out[1] * x.shape[3] <= most and copied <= COPIED


def output_pieces(x, geo):
    """The rows of the output in ``pieces``; with dilation, together those that need the same rows of the image."""
    step = min(geo.dilation[0] // gcd(geo.stride[0], geo.dilation[0]), geo.out[0])
    classes = [range(first, geo.out[0], step) for first in range(step)]
    return [slice(c[p.start], c[p.stop - 1] + 1, step) for c in classes for p in pieces(len(c), x, geo)]


def pieces(rows, x, geo):
    """So many rows in an even number of pieces, whose unrolled windows make up about ``PIECE`` numbers each."""
    row = x[0].size * geo.kernel[1] // geo.stride[1]
    if rows * row <= parallel.ALONE:
        return parallel.pieces(rows, rows)
    return parallel.even_pieces(rows, max(geo.kernel[0], PIECE // row))
