"""Which numbers meet in one entry of a gradient: of a convolution, of max pooling and of average pooling."""

from dataclasses import dataclass

import numpy as np

from .. import functional as F
from ..arguments.sizes import Geometry, geometry, pool_geometry


@dataclass(frozen=True)
class Term:
    """One product of the sum that makes an entry of a gradient.

    Attributes
    ----------
    output : (i, j)
        The entry of dy.
    partner : (row, column)
        For dx of a convolution the entry of w; for dw that of x; for max pooling the winner of the window, and for
        average pooling the pixel itself. Rows and columns of x count without the padding: those of padding are negative
        or too large.
    dy, factor : float
        What is multiplied: the entry of dy, and the weight, the pixel, or the share of the pooling.
    """

    output: tuple
    partner: tuple
    dy: float
    factor: float

    @property
    def product(self):
        return self.dy * self.factor


@dataclass(frozen=True)
class GradientFrame:
    """One entry of a gradient and what it is made of.

    Attributes
    ----------
    of : str
        "dx", "dw", "max" or "average".
    gradient : (H, W)
        All entries, from ``coursecnn.functional``.
    place : (row, column)
        The entry in question.
    terms : tuple of Term
        In the order of dy, row by row; none where no window reaches the entry.
    reached : (H, W) of bool
        Entries that some window holds.
    geometry : coursecnn.functional.windows.Geometry
        How the windows lie on x.
    """

    of: str
    gradient: np.ndarray
    place: tuple
    terms: tuple
    reached: np.ndarray
    geometry: Geometry

    @property
    def value(self):
        """The sum of the terms, which is the gradient's entry."""
        return sum(term.product for term in self.terms)


def convolution_gradient(of, dy, x, w, place, stride=1, padding=0, dilation=1):
    """What meets in one entry of dx or dw of a convolution of one map with one kernel.

    Parameters
    ----------
    of : "dx" or "dw"
    dy : (out_h, out_w)
    x : (H, W)
    w : (K_h, K_w)
    place : (row, column)
        Of dx or dw.
    stride, padding, dilation
        As in ``coursecnn.functional.conv2d``.

    Returns
    -------
    GradientFrame

    Raises
    ------
    ValueError
        One sentence where the shapes do not fit, or the place is outside.
    """
    dy, x, w = (np.asarray(array) for array in (dy, x, w))
    dx, dw, _ = F.conv2d_backward(dy[None, None], x[None, None], w[None, None], stride, padding, dilation)
    geo = geometry(x.shape, w.shape, stride, padding, dilation)
    gradient = (dx if of == "dx" else dw)[0, 0]
    place = _inside(place, gradient.shape, of)
    if of == "dx":
        meetings = [((i, j), (m, n)) for i, m in _windows_of(place, geo, 0) for j, n in _windows_of(place, geo, 1)]
        terms = [Term(output, tap, dy[output], w[tap]) for output, tap in meetings]
        return GradientFrame(of, gradient, place, tuple(terms), _reached(geo), geo)
    (top, _), (left, _) = geo.padding
    x_padded = np.pad(x, geo.padding)
    pixels = {(i, j): _pixel(geo, (i, j), place) for i, j in np.ndindex(geo.out)}
    terms = [Term(output, (r, c), dy[output], x_padded[r + top, c + left]) for output, (r, c) in pixels.items()]
    return GradientFrame(of, gradient, place, tuple(terms), np.ones(w.shape, bool), geo)


def pooling_gradient(kind, dy, x, window, place, stride=1, padding=0):
    """What meets in one entry of dx of a pooling of one map; average pooling divides by the whole window.

    Parameters
    ----------
    kind : "max" or "average"
    dy : (out_h, out_w)
    x : (H, W)
    window : int or (h, w)
    place : (row, column)
    stride, padding
        As in ``coursecnn.functional.max_pool2d``.

    Returns
    -------
    GradientFrame
        One term for each window that holds the entry; in max pooling its factor is 1 where the entry wins, otherwise 0.
    """
    dy, x = np.asarray(dy), np.asarray(x)
    backward = F.max_pool2d_backward if kind == "max" else F.avg_pool2d_backward
    gradient = backward(dy[None, None], x[None, None], window, stride, padding)[0, 0]
    geo = pool_geometry((1, 1, *x.shape), window, stride, padding)
    place = _inside(place, x.shape, "dx")
    outputs = [(i, j) for i, _ in _windows_of(place, geo, 0) for j, _ in _windows_of(place, geo, 1)]
    if kind == "max":
        winners = [_winner(x, geo, output) for output in outputs]
        terms = [Term(output, winner, dy[output], int(winner == place)) for output, winner in zip(outputs, winners)]
    else:
        terms = [Term(output, place, dy[output], 1 / np.prod(geo.kernel)) for output in outputs]
    return GradientFrame(kind, gradient, place, tuple(terms), _reached(geo), geo)


def _windows_of(place, geo, axis):
    """(output, tap) along one axis, for each window that holds the pixel: s i + d m = pixel + padding."""
    position = place[axis] + geo.padding[axis][0]
    starts = [(i, position - geo.stride[axis] * i) for i in range(geo.out[axis])]
    return [(i, far // geo.dilation[axis]) for i, far in starts
            if far % geo.dilation[axis] == 0 and 0 <= far < geo.dilation[axis] * geo.kernel[axis]]  # fmt: skip


def _pixel(geo, output, tap):
    """The pixel that the window of ``output`` has under entry ``tap``: s i + d m - padding, in both axes."""
    return tuple(geo.stride[a] * output[a] + geo.dilation[a] * tap[a] - geo.padding[a][0] for a in (0, 1))


def _reached(geo):
    rows, columns = ([bool(_windows_of((n, n), geo, axis)) for n in range(geo.size[axis])] for axis in (0, 1))
    return np.outer(rows, columns)


def _winner(x, geo, output):
    """The first of the largest pixels of a window, in the order of reading."""
    pixels = [_pixel(geo, output, tap) for tap in np.ndindex(geo.kernel)]
    return max((p for p in pixels if 0 <= p[0] < x.shape[0] and 0 <= p[1] < x.shape[1]), key=lambda p: x[p])


def _inside(place, shape, name):
    row, column = place
    if not (0 <= row < shape[0] and 0 <= column < shape[1]):
        size = f"{shape[0]} rows and {shape[1]} columns, counted from 0"
        raise ValueError(f"{name} has {size}: there is no entry [{row},{column}].")
    return row, column
