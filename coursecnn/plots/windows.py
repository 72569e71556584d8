"""Windows on a grid: what they reach, and where the gradients of pooling go."""

import numpy as np

from ..arguments import as_numbers, shown
from ..arguments.sizes import geometry
from ..functional import avg_pool2d_backward, col2im, max_pool2d_backward
from .grid import CELL, Grid
from .rows import grids
from .style import MARGIN, WIDTH
from .values import times

MOST = 24  # cells in a row that can still be read on one sheet


def windows_on_grid(n, kernel, stride=1, padding=0, dilation=1, title=""):
    """The padded grid with the first windows on it; every cell says how many windows use it.

    Parameters
    ----------
    n, kernel, stride, padding, dilation : as in ``output_size``; a side may have up to 24 pixels with its padding

    Returns
    -------
    matplotlib.figure.Figure
        The first window is filled with the kernel's colour, its neighbours to the right and below are dashed. Pixels
        that no window uses are hatched, padding is grey. Beneath stands the formula of the size with its numbers.
    """
    geo = geometry((n, n) if np.ndim(n) == 0 else n, kernel, stride, padding, dilation)
    if max(geo.padded) > MOST:
        raise ValueError(
            f"windows_on_grid draws up to {MOST} x {MOST} cells, but the padded grid has {times(geo.padded)}."
        )
    ones = np.ones((geo.out[0] * geo.out[1], geo.kernel[0] * geo.kernel[1]), int)
    counts = col2im(ones, (1, 1, *geo.padded), geo.kernel, geo.stride, 0, geo.dilation)[0, 0]
    first, taps = window(geo, 0, 0)
    roles = cells(geo, taps)
    dropped = (counts == 0) & (roles == "input")
    neighbours = [(0, 1)] * (geo.out[1] > 1) + [(1, 0)] * (geo.out[0] > 1)
    cell = max(0.24, min(CELL, (WIDTH - 2 * MARGIN - 0.8) / (geo.padded[1] + geo.out[1])))
    grid = Grid(counts, roles, "how many windows use each cell", highlight=first, mask=dropped, cell=cell,
                dashed=[(*window(geo, i, j)[0], "plain") for i, j in neighbours])  # fmt: skip
    output = Grid(np.full(geo.out, ""), "output", f"output {times(geo.out)}", cell=cell)
    title = title or f"{times(geo.size)} pixels give {times(geo.out)} outputs; {_dropped(int(dropped.sum()))}"
    return grids([grid, output], ["->"], title, size_formula(geo))


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
        Windows that do not overlap are dashed; with "max" the entries that receive a gradient have a box.
    """
    if kind not in ("max", "avg"):
        raise ValueError(f'kind must be "max" or "avg", not {shown(kind)}.')
    backward = max_pool2d_backward if kind == "max" else avg_pool2d_backward
    x, dy = as_matrix(x, "x"), as_matrix(dy, "dy")
    geo = geometry(x.shape, kernel, kernel if stride is None else stride)
    dx = backward(dy[None, None], x[None, None], kernel, stride)[0, 0]
    apart = geo.stride[0] >= geo.kernel[0] and geo.stride[1] >= geo.kernel[1]
    places = [(*window(geo, i, j)[0], "plain") for i, j in np.ndindex(geo.out)] if apart else None
    reached = backward(np.ones((1, 1, *geo.out)), x[None, None], kernel, stride)[0, 0] > 0
    winners = [(i, j, 1, 1, "gradient") for i, j in np.argwhere(reached)] if kind == "max" else None
    items = [
        Grid(x, "input", "x", highlight=winners, dashed=places),
        Grid(dy, "gradient", "dy"),
        Grid(dx, np.where(reached, "gradient", "plain"), "dx", dashed=places),
    ]
    finding = {
        "max": "Max pooling sends each gradient to the largest entry of its window",
        "avg": "Average pooling spreads each gradient evenly over its window",
    }
    return grids(items, ["", "->"], title or finding[kind])


def as_matrix(x, name):
    """``x`` as numbers (H, W)."""
    x = as_numbers(x, name)
    if x.ndim != 2 or not x.size:
        raise ValueError(
            f"{name} must be one array (H, W), not of shape {x.shape}: "
            f"choose an image and a channel, as in {name}[0, 0]."
        )
    return x


def window(geo, i, j):
    """The window at place (i, j): its box (row, column, height, width), and an index for the cells below it."""
    corner = i * geo.stride[0], j * geo.stride[1]
    taps = np.ix_(*(c + d * np.arange(k) for c, d, k in zip(corner, geo.dilation, geo.kernel)))
    return (*corner, *(d * (k - 1) + 1 for d, k in zip(geo.dilation, geo.kernel))), taps


def cells(geo, taps):
    """The role of each cell of a padded grid: padding, input, and the kernel's where a window lies."""
    roles = np.pad(np.full(geo.size, "input", object), geo.padding, constant_values="padding")
    roles[taps] = "kernel"
    return roles


def _dropped(count):
    return {0: "no pixel is dropped", 1: "1 pixel is dropped"}.get(count, f"{count} pixels are dropped")


def size_formula(geo):
    """The size of the output, written out in h and w (once where they are the same)."""
    lines = []
    for axis in (0, 1):
        n, k, s, d, (before, after) = (
            values[axis] for values in (geo.size, geo.kernel, geo.stride, geo.dilation, geo.padding)
        )
        added = f"2·{before}" if before == after else f"{before} + {after}"
        lines.append(f"⌊({n} + {added} − {d}·({k} − 1) − 1) / {s}⌋ + 1 = {geo.out[axis]}")
    return lines[0] if lines[0] == lines[1] else f"height: {lines[0]}\nwidth: {lines[1]}"
