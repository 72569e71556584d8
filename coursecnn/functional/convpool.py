"""Convolution, max pooling with windows side by side, bias and ReLU in one pass.

Bias and ReLU keep the order of numbers, so max(relu(z + b)) = relu(max(z) + b): they can wait until pooling has left
fewer numbers. And pooling takes the rows of the convolution as they come; backward needs to know only who won.
"""

import numpy as np

from . import parallel
from .choice import first, give, keep, largest, where
from .conv import errors, filter_gradient, image_gradient, row_products
from .windows import batch_first, batch_last, few, pieces
from .winograd import by_kernels, mixing


def conv_pool(x, weight, bias, geo, pool):
    """y = relu(max over each pooling window of conv2d(x, weight) + bias).

    Parameters
    ----------
    x : (N, C_in, H, W)
    weight : (C_out, C_in, K_h, K_w)
    bias : (C_out,) or None
    geo : Geometry of the convolution
    pool : (h, w)
        Pooling window and stride.

    Returns
    -------
    y : (N, C_out, H_out // h, W_out // w)
    masks : list
        For ``conv_pool_backward``: piece by piece, which column and which row won each pooling window.
    """
    (h, w), n, x = pool, len(x), batch_last(x)
    write = row_products(x, weight, geo)
    y = np.empty((geo.out[0] // h, len(weight), geo.out[1] // w, n), x.dtype)

    def piece(rows):
        z = np.empty((h * (rows.stop - rows.start), len(weight), geo.out[1], n), x.dtype)
        write(slice(h * rows.start, h * rows.stop), z)
        columns = _columns(z, w)
        of_columns = largest(columns)
        in_rows = _rows(of_columns, h)
        best = largest(in_rows)
        masks = first(where(columns, of_columns)), first(where(in_rows, best))
        best = best if bias is None else best + bias[:, None, None]
        np.maximum(best, 0, out=y[rows])
        return masks

    return batch_first(y), parallel.run(piece, pieces(len(y), x, geo), few(weight.size, geo, x))


def conv_pool_backward(dy, active, masks, x, weight, geo, pool, input_gradient=True):
    """Gradients ``(dx, dw, db)`` of ``conv_pool``; ``dx`` is ``None`` where it is not asked for.

    ``active`` is where y > 0: from there the error goes to the first of the largest numbers of its pooling window.
    """
    (h, w), x = pool, batch_last(x)
    d = keep(batch_last(dy), batch_last(active))
    dz = np.zeros((geo.out[0], len(weight), geo.out[1], x.shape[3]), dy.dtype)

    def piece(rows_and_masks):
        rows, (of_columns, of_rows) = rows_and_masks
        columns = np.empty((h * (rows.stop - rows.start), *d.shape[1:]), d.dtype)
        give(d[rows], of_rows, _rows(columns, h), h)
        give(columns, of_columns, _columns(dz[h * rows.start : h * rows.stop], w), w)

    parallel.run(piece, zip(pieces(len(d), x, geo), masks))
    if compiled := by_kernels(geo, weight.shape, 1, batch_first(x), weight, batch_first(dz)):
        dx = compiled.image_gradient(dz, weight, geo) if input_gradient else None
        return dx, compiled.filter_gradient(dz, x, geo), d.sum(axis=(0, 2, 3))
    mix = mixing(geo, weight.shape, 1, np.result_type(d, x), x.shape[3])
    mixed = errors(dz, mix)
    dw, shared = filter_gradient(mixed, dz, x, geo, mix)
    mixed = mixed if shared is mix else errors(dz, None)
    dx = image_gradient(mixed, x.shape[3], weight, geo, shared) if input_gradient else None
    return dx, dw, d.sum(axis=(0, 2, 3))


def _rows(z, h):
    return [z[i::h] for i in range(h)]


def _columns(z, w):
    """The numbers at each column of the pooling windows; columns that no window covers are left out."""
    return [z[:, :, j : z.shape[2] // w * w : w] for j in range(w)]
