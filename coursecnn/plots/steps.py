"""Windows that slide over a grid: one step of a convolution, what windows reach, where gradients of pooling go."""

import numpy as np

from ..functional import avg_pool2d_backward, col2im, conv2d, max_pool2d_backward
from ..functional.windows import geometry
from .grids import Grid, grids
from .style import number


def convolution_step(x, kernel, place, stride=1, padding=0, title=""):
    """The window at one place of the output, with its arithmetic written out beneath.

    Parameters
    ----------
    x : (H, W)
    kernel : (K_h, K_w)
    place : (row, column)
        Of the output entry. Entries after it are not shown yet.
    stride, padding : int or (h, w)
        Padding also as ((top, bottom), (left, right)).

    Returns
    -------
    matplotlib.figure.Figure
    """
    x, kernel = np.asarray(x), np.asarray(kernel)
    geo = geometry(x.shape, kernel.shape, stride, padding)
    y = conv2d(x[None, None], kernel[None, None], None, stride, padding)[0, 0]
    i, j = place
    if not (0 <= i < y.shape[0] and 0 <= j < y.shape[1]):
        raise ValueError(f"place must lie in the output of {y.shape[0]} x {y.shape[1]}, rows and columns from 0, not {place}.")
    row, column = i * geo.stride[0], j * geo.stride[1]
    padded = np.pad(x, geo.padding)
    window = padded[row : row + kernel.shape[0], column : column + kernel.shape[1]]
    later = np.arange(y.size).reshape(y.shape) > i * y.shape[1] + j
    items = [
        Grid(padded, "input", "input", highlight=(row, column, *kernel.shape), border=geo.padding),
        Grid(kernel, "kernel", "kernel"),
        Grid(y, "output", "output", highlight=(i, j, 1, 1), hidden=later),
    ]
    return grids(items, ["*", "="], title or f"The window at ({i}, {j}) gives {number(y[i, j])}", products(window, kernel, y[i, j]))


def products(window, kernel, result):
    """``1*1 + 0*(-1) + ... = 1`` as a line of text."""
    terms = [f"{number(a)}·{_in_brackets(b)}" for a, b in zip(window.ravel().tolist(), kernel.ravel().tolist())]
    return " + ".join(terms) + f" = {number(result)}"


def _in_brackets(value):
    return f"({number(value)})" if value < 0 else number(value)


def windows_on_grid(n, kernel, stride=1, padding=0, dilation=1, title=""):
    """The padded grid with the first windows on it; every cell says how many windows use it.

    Parameters
    ----------
    n, kernel, stride, dilation : int or (h, w)
    padding : int, (h, w) or ((top, bottom), (left, right))

    Returns
    -------
    matplotlib.figure.Figure
        Padding is grey; pixels that no window uses are hatched.
    """
    size = (n, n) if np.ndim(n) == 0 else tuple(n)
    geo = geometry(size, kernel, stride, padding, dilation)
    k_h, k_w = geo.kernel
    ones = np.ones((geo.out[0] * geo.out[1], k_h * k_w), int)
    counts = col2im(ones, (1, 1, *geo.padded), geo.kernel, geo.stride, 0, geo.dilation)[0, 0]
    (top, _), (left, _) = geo.padding
    pixels = np.zeros(geo.padded, bool)
    pixels[top : top + size[0], left : left + size[1]] = True
    span = tuple(d * (k - 1) + 1 for d, k in zip(geo.dilation, geo.kernel))
    places = [(0, 0)] + ([(0, 1)] if geo.out[1] > 1 else []) + ([(1, 0)] if geo.out[0] > 1 else [])
    boxes = [(i * geo.stride[0], j * geo.stride[1], *span) for i, j in places]
    dropped = pixels & (counts == 0)
    grid = Grid(counts, "input", "windows that use each cell", highlight=boxes, mask=dropped, border=geo.padding)
    output = Grid(np.full(geo.out, ""), "output", f"output {geo.out[0]} x {geo.out[1]}")
    title = title or f"{size[0]} x {size[1]} pixels give {geo.out[0]} x {geo.out[1]} outputs; {int(dropped.sum())} pixels are dropped"
    return grids([grid, output], ["->"], title)


def gradient_routing(x, dy, kind="max", kernel=2, stride=None, title=""):
    """Where the gradients of a pooling layer go.

    Parameters
    ----------
    x : (H, W)
    dy : (H_out, W_out)
        Gradient for the output.
    kind : "max" or "avg"
    kernel, stride : int or (h, w)
        Stride is the kernel where it is not given.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if kind not in ("max", "avg"):
        raise ValueError(f'kind must be "max" or "avg", not {kind!r}.')
    backward = max_pool2d_backward if kind == "max" else avg_pool2d_backward
    x, dy = np.asarray(x), np.asarray(dy)
    dx = backward(dy[None, None], x[None, None], kernel, stride)[0, 0]
    winners = [(i, j, 1, 1, "gradient") for i, j in np.argwhere(dx)] if kind == "max" else None
    items = [Grid(x, "input", "x", highlight=winners), Grid(dy, "gradient", "dy"), Grid(dx, "gradient", "dx")]
    finding = {
        "max": "Max pooling sends each gradient to the largest entry of its window",
        "avg": "Average pooling spreads each gradient evenly over its window",
    }
    return grids(items, ["", "->"], title or finding[kind])
