"""Fewer multiplications: neighbours in a row share their products (Winograd, 1980; for nets Lavin and Gray, 2016).

With a kernel of three columns, two neighbours of the output are

    y0 = w0 x0 + w1 x1 + w2 x2        y1 = w0 x1 + w1 x2 + w2 x3

six multiplications. Four are enough: y = a ((g w) * (b x)), where a, g and b are small matrices of fixed numbers. g
and b mix the kernel's columns and the image's, ``*`` multiplies mixture by mixture, and a mixes the products. In
general m neighbours and k columns need m + k - 1 products in place of m k: eight in place of twenty for m = 4, k = 5.

In a layer each of these products is one of matrices, and takes nearly all of the time; mixing is a few additions. The
price is about one decimal digit, because the mixtures are larger numbers than what is made of them.

That digit is one of the largest number in the mixture, which not all m neighbours see. Where one neighbour sees numbers
hundreds of times as large as another does ("no data" as -9999 beside levels from 0 to 1), or numbers that are not
finite, these images go the plain way: see ``even`` and ``uneven``.

Why it works: a polynomial is known by its values at enough points. w and x become polynomials, their values at fixed
points are multiplied one by one, and the values of the product give back its coefficients (Toom, 1963; Cook, 1966).
"""

import math
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..arguments.sizes import Geometry
from . import fast, parallel
from .choice import largest
from .places import LINE
from .windows import pieces, taps

POINTS = 0, 1, -1, 2, -2, 0.5, -0.5  # and infinity; powers of numbers far from 1 would cost more digits
SPREAD = 512  # neighbours that share products see numbers of this ratio at most; so the smaller keep four digits
THIN = 32  # filters; mixing for thinner products costs as much as it saves
DEEP = 110  # rows of the kernel times channels, times the products saved for each that is left: as measured
COMPILED = 8, 60  # the same two, where kernels mix, for any number of columns
WORK = 1 << 31  # multiplications times images; kernels take longer to mix numbers of few images
LONG = 32  # windows of mixed columns in a row of all images; fewer take longer to prepare than they save
MANY = 1 << 13  # channels times filters; with more BLAS does a convolution faster than kernels do
SMALL = 1 << 18  # numbers, that are looked through in some 30 microseconds


class Mixing(NamedTuple):
    """The three matrices, for m neighbours and k columns, and where the columns that are mixed lie on the image."""

    a: np.ndarray  # (m, m + k - 1)
    g: np.ndarray  # (m + k - 1, k)
    b: np.ndarray  # (m + k - 1, m + k - 1)
    geo: Geometry  # windows m + k - 1 wide, m apart; padded so that the last places are m neighbours, too
    compiled: ModuleType | None = None  # which does it


def mixing(geo, weight_shape, groups, dtype, n=LONG):
    """The ``Mixing`` for a convolution of ``n`` images; ``None`` where columns cannot be mixed or it saves no time."""
    given = geo, weight_shape[0] // groups, weight_shape[1], dtype, n
    work = n * n * math.prod((*geo.out, *geo.kernel, *weight_shape[:2]))
    mix = _mixing(*given, *COMPILED, any_width=True) if n >= fast.FEW and work >= WORK else None
    if mix is not None and (compiled := fast.compiled()):
        return mix._replace(compiled=compiled)
    return _mixing(*given, THIN, DEEP)


def by_kernels(geo, weight_shape, groups, images, *others):
    """The module ``compiled`` where it does a convolution: neighbours do not share products, channels are not many.

    Where nothing has to be unrolled, with a kernel of 1 x 1, BLAS is faster.
    """
    weights = weight_shape[0] // groups * weight_shape[1]
    if len(images) > LINE or weights > MANY or (geo.kernel == geo.stride == (1, 1) and weights > 1):
        return None
    compiled = fast.kernels(images, *others)
    shared = compiled and mixing(geo, weight_shape, groups, images.dtype, len(images))
    return compiled if compiled and shared is None else None


@lru_cache(maxsize=256)
def _mixing(geo, filters, channels, dtype, n, thin, deep, any_width=False):
    (k_h, k), (h, w), (left, right) = geo.kernel, geo.out, geo.padding[1]
    fitting = [m for m in (2, 4) if k + m - 2 <= len(POINTS) and (any_width or w % m == 0)]
    products, m = min(((-(-w // m) * (m + k - 1), m) for m in fitting), default=(k * w, 0))
    if geo.stride != (1, 1) or geo.dilation != (1, 1) or k < 3 or products >= k * w:
        return None
    saved = k * w / products - 1
    if filters < thin or k_h * channels * saved < deep or n * w < LONG * m or dtype not in (np.float32, np.float64):
        return None
    matrices, count = [np.array(matrix, dtype) for matrix in _matrices(m, k)], -(-w // m)
    padding = geo.padding[0], (left, right + count * m - w)
    return Mixing(*matrices, geo._replace(kernel=(k_h, k + m - 1), stride=(1, m), out=(h, count), padding=padding))


def _matrices(m, k):
    """a, g and b: values at the points, and for infinity the highest coefficient."""
    points = POINTS[: m + k - 2]
    others = [[q for q in points if q != p] for p in points]
    a = [[p**i for p in points] + [i == m - 1] for i in range(m)]
    g = [[p**j / np.prod([p - q for q in rest]) for j in range(k)] for p, rest in zip(points, others)]
    b = [[*np.poly(rest)[::-1], 0] for rest in others]
    return a, [*g, [0] * (k - 1) + [1]], [*b, np.poly(points)[::-1]]


def sharing(geo, weight_shape, groups, n, dtype, *arrays):
    """The ``Mixing`` for a gradient; ``None`` where the arrays are empty or not finite, or where it saves nothing."""
    mix = mixing(geo, weight_shape, groups, dtype, n)
    return mix if mix is not None and all(a.size for a in arrays) and finite(*arrays) else None


def columns_first(weight, mix):
    """The filters as ``(K_w, K_h, C_out, C_in / groups)``; with mixing, points in the place of ``K_w``."""
    return weight.transpose(3, 2, 0, 1) if mix is None else mixed_filters(weight, mix)


def mixed_filters(weight, mix):
    """g w: ``(points, K_h, C_out, C_in / groups)``."""
    w = weight.transpose(3, 2, 0, 1)
    with np.errstate(invalid="ignore", over="ignore"):  # of weights that are not finite, or too large
        return (mix.g @ w.reshape(len(w), -1)).reshape(len(mix.g), *w.shape[1:])


def mixed_windows(x, mix, rows, groups):
    """b x, in place of ``unroll``: ``(groups * points, rows, K_h * C, W_out / m * N)``; matrices overlap as there."""
    (k_h, points), (w, n), c = mix.geo.kernel, (mix.geo.out[1], x.shape[3]), x.shape[1] // groups
    height = rows.stop - rows.start + k_h - 1
    if mix.compiled:
        mixed = np.empty((groups, points, height, c, w, n), mix.b.dtype)
        (top, _), (left, _) = mix.geo.padding
        mix.compiled.mix(mix.b, x, mixed, len(mix.a), rows.start - top, left)
    else:
        mixed = mix.b @ taps(x, mix.geo, rows, groups).swapaxes(1, 2).reshape(groups, points, -1)
    run = w * n * mixed.itemsize
    shape = groups * points, rows.stop - rows.start, k_h * c, w * n
    return as_strided(mixed, shape, (height * c * run, c * run, run, mixed.itemsize), writeable=False)


def outputs(products, mix, groups, out):
    """a times products ``(groups * points, rows, C_out, W_out / m * N)``, into ``out`` ``(rows, C_out, W_out, N)``."""
    (m, points), (rows, n), count = mix.a.shape, out.shape[::3], mix.geo.out[1]
    if mix.compiled:
        products = products.reshape(groups, points, rows, -1, count, n)
        return mix.compiled.mix(mix.a.T, out, products, m, back=True)
    y = (mix.a @ products.reshape(groups, points, -1)).reshape(groups, m, rows, -1, count, n)
    out.reshape(rows, groups, -1, count, m, n)[...] = y.transpose(2, 0, 3, 4, 1, 5)


def even(magnitudes):
    """Whether no two windows differ more than neighbours may; so it is nearly always."""
    least, most = float(magnitudes.min()), float(magnitudes.max())
    return most <= SPREAD * least and most < np.inf


def uneven(magnitudes, mix, rows):
    """Which images have neighbours, in some rows of the output, that should not share: ``(N,)`` of bool.

    The largest number that a window sees, by ``magnitudes`` ``(H, W, N)`` of the channels, is compared with that of its
    neighbours'. A window of zeros loses nothing.
    """
    (top, _), (left, right), (k_h, width), m = *mix.geo.padding, mix.geo.kernel, mix.geo.stride[1]
    first, count, (_, w, n) = rows.start - top, rows.stop - rows.start, magnitudes.shape
    seen = magnitudes[max(0, first) : max(0, first + count + k_h - 1)]
    if not len(seen):  # nothing but padding
        return np.zeros(n, bool)
    framed = np.zeros((count + k_h - 1, w + left + right, n), seen.dtype)
    framed[max(0, -first) :][: len(seen), left : left + w] = seen
    tall = largest([framed[i : i + count] for i in range(k_h)])
    w = mix.geo.out[1] * m
    windows = largest([tall[:, j : j + w] for j in range(width - m + 1)]).reshape(count, w // m, m, -1)
    together = windows.max(axis=2)
    least = np.where(windows > 0, windows, together[:, :, None]).min(axis=2)
    with np.errstate(all="ignore"):
        shared = (together <= SPREAD * least) & (together < np.inf)
    return ~shared.all(axis=(0, 1))


def magnitudes(x, geo, compiled=None):
    """``largest_magnitudes``; what is small takes less time than to be handed out."""
    if x.size <= SMALL:
        return largest_magnitudes(x, compiled)
    return np.concatenate(parallel.run(lambda rows: largest_magnitudes(x[rows], compiled), pieces(len(x), x, geo)))


def largest_magnitudes(x, compiled=None):
    """The largest of |x| over the channels ``(H, C, W, N)``: one pass where nothing is negative, as behind ReLU.

    As whole numbers, the bits of floats from 0 on are in the order of the floats. The first bit is the sign: unsigned,
    it is above all others, so that the lowest float has the highest bits.
    """
    if compiled and x.dtype.kind == "f":
        return compiled.magnitudes(x)
    found = x.view(f"u{x.itemsize}").max(axis=1).view(x.dtype)
    if found.view(f"i{x.itemsize}").min() < 0:
        found = np.maximum(np.abs(found), x.view(f"i{x.itemsize}").max(axis=1).view(x.dtype))
    return found


def finite(*arrays):
    """Whether all numbers are, and are small enough for products."""
    flat = [array.ravel(order="K") for array in arrays]  # as it lies in memory: nothing is copied
    return all(math.isfinite(np.vdot(array, array)) for array in flat)


def mixed_errors(dy, mix, groups, out):
    """The transpose of ``outputs``: from dy ``(rows, C_out, W_out, N)`` into ``out``, shaped as the products are."""
    (m, points), (rows, n), count = mix.a.shape, dy.shape[::3], mix.geo.out[1]
    if mix.compiled:
        return mix.compiled.mix(mix.a.T, dy, out.reshape(groups, points, rows, -1, count, n), m)
    d = dy.reshape(rows, groups, -1, count, m, n).transpose(1, 4, 0, 2, 3, 5)
    np.matmul(mix.a.T, d.reshape(groups, m, -1), out=out.reshape(groups, points, -1))
