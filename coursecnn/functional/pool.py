"""Pooling: the largest or the average number of each window, channel by channel."""

import numpy as np

from ..arguments import as_gradient, as_images, flag
from ..arguments.sizes import pool_geometry
from . import fast, parallel
from .choice import combined, first, give, largest, where
from .columns import apart, column_taps, empty, tiled, together
from .windows import batch_first, batch_last, pad, row_tap

PIECE = 1 << 19  # numbers of the input that are worked on at a time
ALONE = 1 << 22  # numbers times those of a window: less than about 1 ms of work, not worth a second thread


def max_pool2d(x, kernel_size, stride=None, padding=0):
    """The largest number of each window. Padding counts as minus infinity: it never wins.

    Parameters
    ----------
    x : (N, C, H, W)
    kernel_size, stride, padding : int or (h, w)
        ``stride=None`` is ``kernel_size``: windows side by side.

    Returns
    -------
    (N, C, H_out, W_out)
    """
    x = as_images(x)
    return max_pool(x, pool_geometry(x.shape, kernel_size, stride, padding))[0]


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    """Gradient of ``max_pool2d``: each error goes to the winner of its window, the first one where several are equal.

    Parameters
    ----------
    dy : (N, C, H_out, W_out)
    x : (N, C, H, W)

    Returns
    -------
    (N, C, H, W)
    """
    x = as_images(x)
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    dy = as_gradient(dy, (*x.shape[:2], *geo.out))
    return max_pool_backward(dy, max_pool(x, geo)[1], geo)


def max_pool(x, geo):
    """The largest number of each window, and who won, for ``max_pool_backward``.

    First the largest of each row of a window, then the largest of these.
    """
    if (compiled := fast.kernels(x)) and geo.kernel[0] * geo.kernel[1] <= compiled.TAPS:
        return compiled.max_pool(x, geo)
    x, lowest = batch_last(x), -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    y = np.empty((geo.out[0], x.shape[1], geo.out[1], x.shape[3]), x.dtype)

    def piece(channels):
        columns = column_taps(apart(x[:, channels], geo, lowest), geo)
        of_row = largest(columns)
        rows = row_taps(pad(of_row, _rows_alone(geo), value=lowest), geo)
        y[:, channels] = best = largest(rows)
        masks = where(columns, of_row), where(rows, best)
        if (
            geo.padded != geo.size and x.dtype.kind == "f" and (best == -np.inf).any()
        ):  # as large as padding, which must not win
            masks = _without_padding(masks[0], geo, 1), _without_padding(masks[1], geo, 0)
        return channels, first(masks[0]), first(masks[1])

    return batch_first(y), parallel.run(piece, pieces(x, geo))


def _without_padding(masks, geo, axis):
    """Who won, where padding takes no part: each mask holds for a tap of the window along an axis, ``(H, C, W, N)``."""
    places = geo.stride[axis] * np.arange(geo.out[axis]) - geo.padding[axis][0]
    inside = [(places + tap >= 0) & (places + tap < geo.size[axis]) for tap in range(geo.kernel[axis])]
    shape = (-1, 1) if axis else (-1, 1, 1, 1)
    return [mask & real.reshape(shape) for mask, real in zip(masks, inside)]


def max_pool_backward(dy, winners, geo):
    """dx from dy ``(N, C, H_out, W_out)``: back to the rows of the windows, then to their columns."""
    if isinstance(winners, np.ndarray):
        return fast.load().max_pool_backward(dy, winners, geo)
    dy = batch_last(dy)
    dx = np.empty((geo.size[0], dy.shape[1], geo.size[1], dy.shape[3]), dy.dtype)

    def piece(winners):
        channels, of_columns, of_rows = winners
        rows = blank(dy[:, channels], geo)
        give(dy[:, channels], of_rows, row_taps(rows, geo), geo.stride[0])
        rows = rows[geo.padding[0][0] :][: geo.size[0]]
        columns = empty(rows, geo)
        give(rows, of_columns, column_taps(columns, geo), geo.stride[1])
        together(columns, geo, dx[:, channels])

    parallel.run(piece, winners)
    return batch_first(dx)


def avg_pool2d(x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    """The average of each window. Padding counts as zeros; ``count_include_pad=False`` leaves it out of the count.

    Parameters
    ----------
    x : (N, C, H, W)
    kernel_size, stride, padding : int or (h, w)

    Returns
    -------
    (N, C, H_out, W_out)
        Integers give float64.
    """
    x, count_include_pad = as_images(x), flag(count_include_pad, "count_include_pad")
    geo = pool_geometry(x.shape, kernel_size, stride, padding)
    if x.dtype == np.float16:  # whose sums would not be numbers from 65,520 on
        options = dict(count_include_pad=count_include_pad)
        return avg_pool2d(x.astype(np.float32), kernel_size, stride, padding, **options).astype(np.float16)
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(np.float64)
    count = _counts(geo, count_include_pad).astype(dtype)
    if compiled := fast.kernels(x):
        return compiled.avg_pool(x, count, geo)
    x = batch_last(x)
    y = np.empty((geo.out[0], x.shape[1], geo.out[1], x.shape[3]), dtype)

    def piece(channels):
        rows = combined(np.add, row_taps(pad(x[:, channels], _rows_alone(geo)), geo))
        np.divide(combined(np.add, column_taps(apart(rows, geo), geo)), count, out=y[:, channels])

    parallel.run(piece, pieces(x, geo))
    return batch_first(y)


def avg_pool2d_backward(dy, x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    """Gradient of ``avg_pool2d``: each error is spread evenly over its window.

    Parameters
    ----------
    dy : (N, C, H_out, W_out)
    x : (N, C, H, W)
        Only its shape matters.

    Returns
    -------
    (N, C, H, W)
    """
    shape, count_include_pad = as_images(x).shape, flag(count_include_pad, "count_include_pad")
    geo = pool_geometry(shape, kernel_size, stride, padding)
    dy = as_gradient(dy, (*shape[:2], *geo.out))
    dtype = np.result_type(dy.dtype, np.float16)  # whole numbers give float64
    count = _counts(geo, count_include_pad).astype(dtype)
    if compiled := fast.kernels(dy):
        return compiled.avg_pool_backward(dy, count, geo)
    dy = batch_last(dy)
    dx = np.empty((geo.size[0], shape[1], geo.size[1], dy.shape[3]), dtype)

    def piece(channels):
        error = dy[:, channels] / count
        rows = blank(error, geo)
        give_all(error, row_taps(rows, geo), geo.stride[0])
        rows = rows[geo.padding[0][0] :][: geo.size[0]]
        if tiled(geo):
            columns = [rows] * geo.kernel[1]
        else:
            columns = empty(rows, geo)
            give_all(rows, column_taps(columns, geo), geo.stride[1])
        together(columns, geo, dx[:, channels])

    parallel.run(piece, pieces(dx, geo))
    return batch_first(dx)


def give_all(error, targets, apart):
    """Hand the errors to every target: the first ``apart`` share no number and are written, the others are added to."""
    for number, target in enumerate(targets):
        if number < apart:
            target[...] = error
        else:
            target += error


def blank(error, geo):
    """Rows to hand errors to: ``(H, C, W, N)``, zero where nothing is written first."""
    s, out = geo.stride[0], geo.out[0]
    rows = (np.empty if s <= geo.kernel[0] else np.zeros)((geo.padded[0], *error.shape[1:]), error.dtype)
    rows[s * out :] = 0
    return rows


def row_taps(x, geo):
    """For each row of the window the rows of ``x`` ``(H, C, W, N)`` that lie under it."""
    return [row_tap(x, geo, i) for i in range(geo.kernel[0])]


def pieces(x, geo):
    """The channels of ``x`` ``(H, C, W, N)`` in pieces; one where the work is little."""
    if x.size * geo.kernel[0] * geo.kernel[1] <= ALONE:
        return parallel.pieces(x.shape[1], x.shape[1])
    return parallel.even_pieces(x.shape[1], PIECE // max(1, x[:, 0].size))


def _counts(geo, count_include_pad):
    """How many numbers each window averages: ``(H_out, 1, W_out, 1)``."""
    if count_include_pad:
        return np.full((1, 1, 1, 1), geo.kernel[0] * geo.kernel[1])
    h, w = (_real(geo, axis) for axis in (0, 1))
    return h[:, None, None, None] * w[:, None]


def _real(geo, axis):
    """How many numbers that are no padding lie under each place of the window."""
    under = geo.stride[axis] * np.arange(geo.out[axis])[:, None] + np.arange(geo.kernel[axis]) - geo.padding[axis][0]
    return ((under >= 0) & (under < geo.size[axis])).sum(axis=1)


def _rows_alone(geo):
    """The geometry with padding above and below alone."""
    return geo._replace(padding=(geo.padding[0], (0, 0)))
