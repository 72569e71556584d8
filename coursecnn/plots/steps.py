"""Convolution traced by hand: one place of the window, the sum over the channels."""

import numpy as np

from ..arguments import as_numbers
from ..arguments.sizes import geometry, padding_sides
from ..functional import conv2d
from .grid import Grid
from .rows import grids
from .values import digits_for, in_brackets, number, times
from .windows import as_matrix, cells, window


def convolution_step(x, kernel, place, stride=1, padding=0, dilation=1, title=""):
    """The window at one place of the output, with its arithmetic written out beneath.

    Parameters
    ----------
    x : (H, W)
    kernel : (K_h, K_w)
    place : (row, column)
        Of the output entry. Entries after it are not shown yet.
    stride, padding, dilation : as in ``conv2d``

    Returns
    -------
    matplotlib.figure.Figure
    """
    x, kernel = as_matrix(x, "x"), as_matrix(kernel, "kernel")
    geo = geometry(x.shape, kernel.shape, stride, padding, dilation)
    y = conv2d(x[None, None], kernel[None, None], None, stride, padding, dilation)[0, 0]
    i, j = place
    if not (0 <= i < y.shape[0] and 0 <= j < y.shape[1]):
        raise ValueError(f"place must lie in the output of {times(y.shape)}, rows and columns from 0, not {place}.")
    padded = np.pad(x, geo.padding)
    box, taps = window(geo, i, j)
    later = np.arange(y.size).reshape(y.shape) > i * y.shape[1] + j
    name = "input with padding" if padded.shape != x.shape else "input"
    items = [
        Grid(padded, cells(geo, taps), name, highlight=box),
        Grid(kernel, "kernel", "kernel"),
        Grid(y, "output", "output", highlight=(i, j, 1, 1), hidden=later),
    ]
    result = number(y[i, j], digits_for(y))
    arithmetic = f"{_products(padded, taps, kernel)} = {result}"
    return grids(items, ["*", "="], title or f"The window at row {i}, column {j} gives {result}", arithmetic)


def channel_sums(x, weight, bias=None, stride=1, padding=0, title=""):
    """Each input channel times its kernel, and the sum over the channels.

    Parameters
    ----------
    x : (C, H, W)
    weight : (C, K_h, K_w)
        One filter.
    bias : number, optional
    stride, padding : as in ``conv2d``

    Returns
    -------
    matplotlib.figure.Figure
    """
    x, weight = as_numbers(x), as_numbers(weight, "weight")
    if x.ndim != 3 or weight.ndim != 3 or len(x) != len(weight):
        raise ValueError(
            f"x must be (C, H, W) and weight (C, K_h, K_w) with the same C, not {x.shape} and {weight.shape}."
        )
    parts = [conv2d(x[c][None, None], weight[c][None, None], None, stride, padding)[0, 0] for c in range(len(x))]
    sides = padding_sides(padding, weight.shape[1:])
    terms = [Grid(part, "output", f"from channel {c}") for c, part in enumerate(parts)]
    rows = [
        [
            Grid(np.pad(x[c], sides), "input", f"channel {c}", border=sides),
            Grid(weight[c], "kernel", "its kernel"),
            terms[c],
        ]
        for c in range(len(x))
    ]
    total = sum(parts)
    if bias is not None:
        terms = [*terms, Grid([[bias]], "kernel", "bias")]
        total = total + bias
    rows.append([*terms, Grid(total, "output", "output", highlight=(0, 0, *total.shape))])
    signs = [["*", "="]] * len(x) + [["+"] * (len(terms) - 1) + ["="]]
    return grids(rows, signs, title or f"The contributions of {len(x)} channels add up to one output map")


def _products(padded, taps, kernel):
    """``1·1 + 0·(−1) + ...``, in the numbers that the grids show."""
    decimals = digits_for(padded), digits_for(kernel)
    pairs = zip(padded[taps].ravel().tolist(), kernel.ravel().tolist())
    factors = [(number(a, decimals[0]), in_brackets(number(b, decimals[1]))) for a, b in pairs]
    return " + ".join(f"{in_brackets(a) if i else a}·{b}" for i, (a, b) in enumerate(factors))
