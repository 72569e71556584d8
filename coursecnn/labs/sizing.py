"""SizingLab: where windows lie on the padded grid, how often each pixel is used, and the size of the output."""

from dataclasses import dataclass
from html import escape

import numpy as np

from ..arguments.sizes import geometry, padding_sides, pair
from ..plots.values import times
from ..plots.windows import cells, size_formula, window
from .kit import svg
from .kit.cells import Grid
from .kit.controls import Integer, Toggle
from .kit.lab import Lab

RANGES = {"n": (1, 12), "kernel": (1, 7), "stride": (1, 5), "padding": (0, 3), "dilation": (1, 4)}
SIDES = "height", "width"
TALL = 460  # pixels: of a drawing, so that its sentences are seen with it
LETTERS = "out = ⌊(n + 2p − d·(k − 1) − 1) / s⌋ + 1 of image n, padding p, dilation d, kernel k, stride s; ⌊…⌋: floor"


@dataclass(frozen=True)
class Sizes:
    """How windows lie on an image.

    Attributes
    ----------
    geo : Geometry
        ``geo.out`` is the size of the output, ``geo.padded`` that of the image with its padding.
    uses : (H + top + bottom, W + left + right) of int
        How many windows use each cell of the padded image.
    dropped : the same of bool
        Pixels of the image that no window uses.
    """

    geo: object
    uses: np.ndarray
    dropped: np.ndarray


def sizing(n, kernel, stride=1, padding=0, dilation=1):
    """The size of an output, and how often each pixel is used.

    Parameters
    ----------
    n, kernel, stride, padding, dilation : as in ``output_size``

    Returns
    -------
    Sizes

    Raises
    ------
    ValueError
        The sentence of the layer where the window does not fit.
    """
    geo = geometry(pair(n, "n"), kernel, stride, padding, dilation)
    uses = np.zeros(geo.padded, int)
    for i, j in np.ndindex(geo.out):
        uses[window(geo, i, j)[1]] += 1
    return Sizes(geo, uses, (uses == 0) & np.pad(np.ones(geo.size, bool), geo.padding))


def render_sizing(sizes, place=(0, 0)):
    """``Sizes`` as HTML, with the window that gives the output at ``place``."""
    geo, uses = sizes.geo, sizes.uses
    box, taps = window(geo, *place)
    near = [(0, 1)] * (place[1] + 1 < geo.out[1]) + [(1, 0)] * (place[0] + 1 < geo.out[0])
    dashed = [(*window(geo, place[0] + i, place[1] + j)[0], "plain") for i, j in near]
    for cell in (30, 27, 24, 22, 20):
        items = [
            Grid(uses, cells(geo, taps), "how many windows use each pixel", "uses", None, [(*box, "kernel")], dashed,
                 sizes.dropped, border=geo.padding, cell=cell),
            Grid(np.full(geo.out, ""), "output", f"output {times(geo.out)}", "output", "pick",
                 [(*place, 1, 1, "output")], cell=15 if cell == 20 else cell),
        ]  # fmt: skip
        if svg.fits(items, ["->"]) and items[0].size[1] <= TALL:
            break
    alt = f"{times(geo.size)} pixels with windows of {times(geo.kernel)} give {times(geo.out)} outputs."
    pixels = np.pad(np.ones(geo.size, bool), geo.padding)
    dropped, total = int(sizes.dropped.sum()), geo.size[0] * geo.size[1]
    used = uses[pixels]
    i, j = place
    least, most = used.min(), used.max()
    text = f"Output {times(geo.out)}; chosen: row {i}, column {j}. Dropped: {dropped} of {total} pixels. "
    text += f"A pixel is used by {least} to {most} windows." if least < most else f"Windows that use a pixel: {most}."
    formulas = size_formula(geo).split("\n")
    others = ["dashed: the next windows"] if dashed else []
    others += ["hatched: pixels that no window uses"] if dropped else []
    return (
        svg.row(items, ["->"], alt, [svg.window_link("output", "uses", geo)])
        + svg.line(LETTERS, "letters")
        + "".join(svg.line(line, f"formula-{i}") for i, line in enumerate(formulas))
        + svg.line(text, "uses", heard=True)
        + svg.legend(("output", "the chosen output"), ("kernel", "its window"), *others)
    )


def render_misfit(n, kernel, padding, dilation, sentence):
    """The padded image beside a window that does not fit into it, and the sentence that says so."""
    (k_h, k_w), (d_h, d_w) = kernel, dilation
    sides = padding_sides(padding)
    image = np.pad(np.full(n, "0"), sides, constant_values="0")
    reach = d_h * (k_h - 1) + 1, d_w * (k_w - 1) + 1
    roles = np.full(reach, "plain", object)
    roles[::d_h, ::d_w] = "kernel"
    cell = 24 if image.shape[1] + reach[1] <= 22 and 24 * max(len(image), reach[0]) <= TALL else 16
    items = [
        Grid(
            image,
            "input",
            f"image and padding: {times(image.shape)}",
            "uses",
            mask=np.pad(np.ones(n, bool), sides),
            border=sides,
            cell=cell,
        ),
        Grid(np.full(reach, ""), roles, f"one window: {times(reach)}", highlight=[(0, 0, *reach, "kernel")], cell=cell),
    ]
    drawing = svg.row(items, alt="The window is larger than the image with its padding.")
    return f'{drawing}<p class="coursecnn-error" role="alert" data-text="error">{escape(sentence)}</p>'


class SizingLab(Lab):
    """Sizes and windows for any image, kernel, stride, padding and dilation.

    Parameters
    ----------
    n : int or (h, w), from 1 to 12
    kernel : int or (h, w), from 1 to 7
    stride : int or (h, w), from 1 to 5
    padding : int or (h, w), from 0 to 3
    dilation : int or (h, w), from 1 to 4
    place : (row, column)
        The output whose window is shown at first.
    """

    name, title = "sizing", "Sizes: how many windows fit?"

    def __init__(self, n=8, kernel=3, stride=2, padding=0, dilation=1, place=(0, 0)):
        given = dict(n=n, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
        pairs = {name: pair(value, name, 0) for name, value in given.items()}
        words = {"n": "image", "kernel": "kernel", "stride": "stride", "padding": "padding", "dilation": "dilation"}
        self.sizes = {
            name: [Integer(f"{words[name]} {side}", *RANGES[name], value) for side, value in zip(SIDES, pairs[name])]
            for name in words
        }
        self.alike = Toggle("width like height", all(h == w for h, w in pairs.values()))
        self.row, self.column = (
            Integer(f"output {name}", 0, 11, value) for name, value in zip(("row", "column"), pair(place, "place", 0))
        )
        super().__init__([self.alike], *self.sizes.values(), [self.row, self.column])

    def draw(self):
        for height, width in self.sizes.values():
            width.disabled = self.alike.value
            width.layout.display = "none" if self.alike.value else None
            if self.alike.value:
                width.value = height.value
        n, kernel, _, padding, dilation = values = [(h.value, w.value) for h, w in self.sizes.values()]
        try:
            sizes = sizing(*values)
        except ValueError as error:
            self.row.limits = self.column.limits = 0, 0
            return render_misfit(n, kernel, padding, dilation, str(error))
        self.row.limits, self.column.limits = ((0, most - 1) for most in sizes.geo.out)
        return render_sizing(sizes, (self.row.value, self.column.value))

    def settings(self):
        pairs = {name: (height.value, width.value) for name, (height, width) in self.sizes.items()}
        sizes = {name: h if h == w else (h, w) for name, (h, w) in pairs.items()}
        return sizes | {"place": (self.row.value, self.column.value)}

    def pick(self, name, row, column):
        with self.hold():
            self.row.value, self.column.value = row, column
