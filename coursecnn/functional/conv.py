"""Convolution (cross-correlation, as in every deep learning library) and its gradients."""

import numpy as np

from ..arguments import as_bias, as_filters, as_gradient, as_groups, as_images, as_numbers, as_shape
from ..arguments.sizes import geometry
from . import parallel, winograd
from .windows import FEW, batch_first, batch_last, column_tap, few, meeting, output_pieces, pieces, unroll
from .winograd import by_kernels, columns_first, sharing


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Slide each filter over the images; multiply and sum.

    y[n, o, h, w] = bias[o] + sum over c, i, j of weight[o, c, i, j] * x[n, c, s h + d i - p, s w + d j - p]

    Parameters
    ----------
    x : (N, C_in, H, W)
    weight : (C_out, C_in / groups, K_h, K_w)
    bias : (C_out,), optional
    stride, dilation : int or (h, w)
    padding : int, (h, w), ((top, bottom), (left, right)), "same" or "valid"
        Zeros per side.
    groups : int
        Channels are cut into this many parts that do not see each other.

    Returns
    -------
    (N, C_out, H_out, W_out)
        In batch-last memory; ``coursecnn.output_size`` gives its size. Integers give int64. Floats are rounded as the
        largest number is that up to four neighbours in a row see together; where one of them sees numbers 512 times as
        large as another, or numbers that are not finite, each is computed by itself. (A window of zeros beside such
        numbers may give about a millionth of them.)

    Raises
    ------
    ValueError, TypeError
        One sentence where shapes, sizes or dtypes do not fit.
    """
    x = as_images(x)
    weight = as_filters(weight, x.shape[1], groups)
    geo = geometry(x.shape[2:], weight.shape[2:], stride, padding, dilation)
    compiled, x = by_kernels(geo, weight.shape, groups, x, weight), batch_last(x)
    y = np.empty((geo.out[0], len(weight), geo.out[1], x.shape[3]), np.result_type(x, weight))
    write = row_products(x, weight, geo, groups)
    rows, most = (pieces(len(y), x, geo), compiled.FEW) if compiled else (output_pieces(x, geo), FEW)
    parallel.run(lambda rows: write(rows, y[rows]), rows, few(weight.size, geo, x, most))
    y = batch_first(y)
    if bias is not None:
        bias = as_bias(bias, len(weight))[:, None, None]
        y = np.add(y, bias, out=y) if bias.dtype == y.dtype else y + bias
    return y


def row_products(x, weight, geo, groups=1):
    """A function that writes some rows of the convolution of ``x`` ``(H, C, W, N)`` into an array of their shape.

    Neighbours share products where that saves time and loses no digits: see ``winograd``.
    """
    if compiled := by_kernels(geo, weight.shape, groups, batch_first(x), weight):
        return compiled.row_products(x, weight, geo, groups)
    mix = winograd.mixing(geo, weight.shape, groups, np.result_type(x, weight), x.shape[3])
    mixed = None if mix is None or not x.size else columns_first(weight, mix)
    if mixed is None or not winograd.finite(mixed):
        w = _in_order(weight, groups)
        return lambda rows, out: _plain_rows(x, rows, out, w, geo, groups)
    mixed = mixed.reshape(-1, geo.kernel[0], groups, len(weight) // groups, weight.shape[1])
    mixed = mixed.transpose(2, 0, 3, 1, 4).reshape(groups * len(mixed), 1, mixed.shape[3], -1)
    magnitudes = winograd.magnitudes(x, geo, mix.compiled)
    even = winograd.even(magnitudes)

    def write(rows, out):
        with np.errstate(invalid="ignore", over="ignore"):  # of numbers that are not finite, or too large to be mixed
            winograd.outputs(mixed @ winograd.mixed_windows(x, mix, rows, groups), mix, groups, out)
            if not even and (uneven := winograd.uneven(magnitudes, mix, rows)).any():
                plain = np.empty((*out.shape[:3], np.count_nonzero(uneven)), out.dtype)
                _plain_rows(x[..., uneven], rows, plain, _in_order(weight, groups), geo, groups)
                out[..., uneven] = plain

    return write


def _in_order(weight, groups):
    """The filters as rows ``(groups, 1, C_out / groups, K_h * K_w * C_in / groups)``, in the order of ``unroll``."""
    w = weight.transpose(3, 2, 0, 1).reshape(weight.shape[3], weight.shape[2], groups, -1, weight.shape[1])
    return w.transpose(2, 3, 1, 0, 4).reshape(groups, 1, w.shape[3], -1)


def _plain_rows(x, rows, out, w, geo, groups):
    np.matmul(w, unroll(x, geo, rows, groups), out=out.reshape(len(out), groups, w.shape[2], -1).swapaxes(0, 1))


def conv2d_dw(dy, x, kernel_size, stride=1, padding=0, dilation=1, groups=1):
    """Gradient for the filters.

    dw[o, c, i, j] = sum over n, h, w of dy[n, o, h, w] * x[n, c, s h + d i - p, s w + d j - p]

    Parameters
    ----------
    dy : (N, C_out, H_out, W_out)
    x : (N, C_in, H, W)

    Returns
    -------
    (C_out, C_in / groups, K_h, K_w)
    """
    x = as_images(x)
    geo = geometry(x.shape[2:], kernel_size, stride, padding, dilation)
    dy = as_numbers(dy, "dy")
    dy = as_gradient(dy, (len(x), dy.shape[1] if dy.ndim == 4 else "C_out", *geo.out))
    groups = as_groups(groups, x.shape[1], dy.shape[1])
    shape = dy.shape[1], x.shape[1] // groups
    if compiled := by_kernels(geo, shape, groups, x, dy):
        return compiled.filter_gradient(batch_last(dy), batch_last(x), geo, groups)
    mix = winograd.mixing(geo, shape, groups, np.result_type(dy, x), len(x))
    dy = batch_last(dy)
    return filter_gradient(errors(dy, mix, groups), dy, batch_last(x), geo, mix, groups)[0]


def errors(dy, mix, groups=1):
    """dy ``(H_out, C_out, W_out, N)`` as matrices ``(groups, H_out, C_out / groups, W_out * N)``, or mixed."""
    if mix is None:
        return dy.reshape(len(dy), groups, dy.shape[1] // groups, -1).swapaxes(0, 1)
    h, c, _, n = dy.shape
    mixed = np.empty((groups * mix.a.shape[1], h, c // groups, mix.geo.out[1] * n), mix.a.dtype)

    def piece(rows):
        winograd.mixed_errors(dy[rows], mix, groups, mixed[:, rows])

    with np.errstate(invalid="ignore", over="ignore"):  # see filter_gradient
        parallel.run(piece, pieces(h, dy, mix.geo))
    return mixed


def filter_gradient(d, dy, x, geo, mix, groups=1):
    """dw ``(C_out, C_in / groups, K_h, K_w)`` from ``errors``, of dy, and x ``(H, C, W, N)``; and the mix for dx.

    A number of dy or x that is not finite, or too large, makes dw so; mixed, it reaches too many numbers of dw and dx.
    """
    if mix is not None:
        with np.errstate(invalid="ignore", over="ignore"):
            dw = _row_by_row(d, x, geo, mix, groups)
        if winograd.finite(dw):
            return dw, mix
        d = errors(dy, None, groups)
    return _row_by_row(d, x, geo, None, groups), None


def _row_by_row(d, x, geo, mix, groups):
    """A product for each row, added."""

    def piece(rows):
        seen = unroll(x, geo, rows, groups) if mix is None else winograd.mixed_windows(x, mix, rows, groups)
        return np.matmul(seen, d[:, rows].swapaxes(2, 3)).sum(axis=1)

    (k_h, k_w), c_out = geo.kernel, d.shape[2]
    alone = few(c_out * x.shape[1] * k_h * k_w, geo, x)
    dw = sum(parallel.run(piece, output_pieces(x, geo), alone))
    if mix is None:
        dw = dw.reshape(groups, k_h, k_w, -1, c_out).swapaxes(1, 2)
    else:
        dw = (mix.g.T @ dw.reshape(groups, len(mix.g), -1)).reshape(groups, k_w, k_h, -1, c_out)
    return dw.transpose(0, 4, 3, 2, 1).reshape(groups * c_out, -1, k_h, k_w)


def conv2d_dx(dy, weight, x_shape, stride=1, padding=0, dilation=1, groups=1):
    """Gradient for the images: every output sends its error back to the pixels of its window.

    dx[n, c, s h + d i - p, s w + d j - p] collects weight[o, c, i, j] * dy[n, o, h, w] for all o, h, w, i, j.

    Parameters
    ----------
    dy : (N, C_out, H_out, W_out)
    weight : (C_out, C_in / groups, K_h, K_w)
    x_shape : (N, C_in, H, W)

    Returns
    -------
    (N, C_in, H, W), its floats rounded as the largest of up to four neighbours in a row of dy is
    """
    x_shape = as_shape(x_shape)
    weight = as_filters(weight, x_shape[1], groups)
    geo = geometry(x_shape[2:], weight.shape[2:], stride, padding, dilation)
    dy = as_gradient(dy, (x_shape[0], len(weight), *geo.out))
    if turning_pays(geo, weight, groups, len(dy)):
        w = weight.reshape(groups, -1, *weight.shape[1:]).swapaxes(1, 2)[..., ::-1, ::-1]
        w = w.copy().reshape(x_shape[1], -1, *geo.kernel)
        sides = tuple(tuple(d * (k - 1) - p for p in ps) for d, k, ps in zip(geo.dilation, geo.kernel, geo.padding))
        return conv2d(dy, w, None, 1, sides, dilation, groups)
    if compiled := by_kernels(geo, weight.shape, groups, dy, weight):
        return compiled.image_gradient(batch_last(dy), weight, geo, groups)
    mix = sharing(geo, weight.shape, groups, len(dy), np.result_type(dy, weight), dy, weight)
    return image_gradient(errors(batch_last(dy), mix, groups), x_shape[0], weight, geo, mix, groups)


def turning_pays(geo, weight, groups, n):
    """Whether to get dx as a convolution: the kernel, turned round, slides over dy.

    With stride 1 that is the same sum as ``image_gradient`` does. It is cheaper where the output has the size of the
    image, so that no place is wasted, if its columns are mixed or if each channel has one filter.
    """
    shape = weight.shape[1] * groups, len(weight) // groups
    if geo.stride != (1, 1) or geo.out != geo.size:
        return False
    return shape == (groups, 1) or winograd.mixing(geo, shape, groups, weight.dtype, n) is not None


def image_gradient(d, n, weight, geo, mix, groups=1):
    """dx ``(N, C_in, H, W)`` from ``errors`` for ``n`` images.

    A row of dx is met by the windows of up to ``K_h`` rows of dy, which lie one below the other: one product sums over
    them and over the filters. It gives a shifted copy of the row for each column of the window, as in ``unroll``; these
    are added.
    """
    (top, _), (left, _), c_in = *geo.padding, weight.shape[1]
    seen = geo if mix is None else mix.geo
    (k_h, k_w), w_out = seen.kernel, seen.out[1]
    w = columns_first(weight, mix)[:, ::-1].reshape(k_w, k_h, groups, -1, c_in).transpose(2, 0, 4, 1, 3)
    w, d = np.ascontiguousarray(w).reshape(len(d), -1, k_h, d.shape[2]), np.ascontiguousarray(d)
    dx = np.zeros((geo.size[0], groups * c_in, seen.padded[1], n), np.result_type(d, w))
    one_column = k_w == geo.stride[1] == 1  # then the products are dx itself

    def piece(rows):
        shape = (rows.stop - rows.start, *w.shape[:2], w_out * n)
        shifted = dx[rows].reshape(shape) if one_column else np.empty(shape, dx.dtype)
        for row, target in zip(range(rows.start, rows.stop), shifted):
            taps, sources = meeting(top + row, geo)
            a, b = w[:, :, taps], d[:, sources]
            depth = a.shape[2] * a.shape[3]
            np.matmul(a.reshape(*a.shape[:2], depth), b.reshape(len(b), depth, w_out * n), out=target)
        if mix is not None and mix.compiled:
            mixed = shifted.reshape(shape[0], groups, k_w, c_in, w_out, n).transpose(1, 2, 0, 3, 4, 5)
            return mix.compiled.mix(mix.b, dx, mixed, len(mix.a), rows.start, back=True)
        if mix is not None:  # from the mixtures of columns to the columns
            shifted = mix.b.T @ shifted.reshape(shape[0], groups, k_w, -1)
        shifted = shifted.reshape(shape[0], groups, k_w, c_in, w_out, n)
        for j in range(0 if one_column else k_w):
            target = column_tap(dx[rows], seen, j).reshape(shape[0], groups, c_in, w_out, n)
            target += shifted[:, :, j]

    parallel.run(piece, pieces(geo.size[0], dx, geo), few(weight.size, geo, dx))
    return batch_first(dx[:, :, left : left + geo.size[1]])


def conv2d_backward(dy, x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Gradients ``(dx, dw, db)`` of ``conv2d``; db[o] = sum over n, h, w of dy[n, o, h, w]."""
    x, options = as_images(x), (stride, padding, dilation, groups)
    dx, dw = conv2d_dx(dy, weight, x.shape, *options), conv2d_dw(dy, x, np.shape(weight)[2:], *options)
    return dx, dw, np.sum(dy, axis=(0, 2, 3))
