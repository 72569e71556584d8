"""Which numbers meet in one entry of a gradient: a lab to pick it in, and its pure functions."""

import numpy as np

from ..arguments.sizes import geometry, pool_geometry
from ..plots.values import times
from .gradient_drawing import render
from .gradient_frames import GradientFrame, Term, convolution_gradient, pooling_gradient
from .kit.controls import Choice, Integer
from .kit.lab import Lab

__all__ = ["BackpropLab", "GradientFrame", "Term", "convolution_gradient", "pooling_gradient", "render"]

GRADIENTS = {
    "dx of a convolution": "dx",
    "dw of a convolution": "dw",
    "dx of max pooling": "max",
    "dx of average pooling": "average",
}
X = [[1, 3, 0, 2, 1], [0, 2, 6, 4, 0], [5, 1, 7, 1, 3], [2, 0, 3, 8, 8], [1, 4, 0, 2, 5]]
W = [[1, 2, -1], [0, 1, 3], [-2, 1, 2]]
DY = np.random.default_rng(35).integers(-3, 5, (10, 10))
LARGEST, WIDEST = 6, 4  # rows and columns of x and of w: their numbers are shown
MANY = 100  # entries of dy, and so terms, at most


class BackpropLab(Lab):
    """Pick an entry of a gradient and see which numbers meet there, one by one.

    Parameters
    ----------
    gradient : "dx", "dw", "max" or "average"
        Of a convolution, of max pooling or of average pooling.
    x : (H, W)
        At most 6 x 6.
    w : (K_h, K_w)
        At most 4 x 4.
    dy : (H, W)
        The gradient of the output; its top left part is used, as large as the output is.
    row, column : int
        The entry.
    term : int
        Which of its products is looked at, from 1 on.
    stride, padding, dilation : int
    window : int
        Of the pooling.
    """

    name, title = "backprop", "Which numbers meet in this entry of the gradient?"

    def __init__(
        self, gradient="dx", x=X, w=W, dy=DY, row=2, column=2, term=1, stride=1, padding=1, dilation=1, window=2
    ):
        self.x, self.w = _small(x, "x", LARGEST), _small(w, "w", WIDEST)
        self.dy = _small(dy, "dy", 10)
        self.gradient = Choice("gradient", GRADIENTS, gradient)
        height, width = self.w.shape if gradient == "dw" else self.x.shape
        self.row, self.column = Integer("row", 0, height - 1, row), Integer("column", 0, width - 1, column)
        self.stride, self.padding = Integer("stride", 1, 3, stride), Integer("padding", 0, 2, padding)
        self.dilation, self.window = Integer("dilation", 1, 2, dilation), Integer("window", 1, 3, window)
        self.term = Integer("term", 1, MANY, term)
        first = [self.gradient, self.dilation, self.window]
        super().__init__(first, [self.stride, self.padding], [self.row, self.column], [self.term])

    def frame(self):
        """The GradientFrame of the present values."""
        of, place = self.gradient.value, (self.row.value, self.column.value)
        options = place, self.stride.value, self.padding.value
        if of in ("dx", "dw"):
            geo = geometry(self.x.shape, self.w.shape, *options[1:], self.dilation.value)
            return convolution_gradient(of, self._dy(geo), self.x, self.w, *options, self.dilation.value)
        geo = pool_geometry((1, 1, *self.x.shape), self.window.value, *options[1:])
        return pooling_gradient(of, self._dy(geo), self.x, self.window.value, *options)

    def draw(self):
        of = self.gradient.value
        height, width = self.w.shape if of == "dw" else self.x.shape
        self.row.limits, self.column.limits = (0, height - 1), (0, width - 1)
        self.dilation.layout.display = None if of in ("dx", "dw") else "none"
        self.window.layout.display = "none" if of in ("dx", "dw") else None
        frame = self.frame()
        self.term.limits = (min(1, len(frame.terms)), len(frame.terms))
        return render(frame, self._dy(frame.geometry), self.x, self.w, self.term.value)

    def settings(self):
        names = "gradient", "row", "column", "term", "stride", "padding", "dilation", "window"
        arrays = {name: getattr(self, name) for name in ("x", "w", "dy")}
        return {name: getattr(self, name).value for name in names} | arrays

    def pick(self, name, row, column):
        """An entry of the gradient, or an entry of dy: its term."""
        if name != "dy":
            with self.hold():
                self.row.value, self.column.value = row, column
            return
        outputs = [term.output for term in self.frame().terms]
        if (row, column) not in outputs:
            entry = f"[{self.row.value},{self.column.value}]"
            raise ValueError(f"dy[{row},{column}] has no part in this entry: its window does not hold x{entry}.")
        self.term.value = outputs.index((row, column)) + 1

    def _dy(self, geo):
        height, width = geo.out
        if height > self.dy.shape[0] or width > self.dy.shape[1]:
            shape = self.dy.shape
            raise ValueError(
                f"The output is {times((height, width))}, but dy {times(shape)}: give a larger dy, or less padding."
            )
        return self.dy[:height, :width]


def _small(array, name, largest):
    array = np.asarray(array)
    if array.ndim != 2 or not array.size or array.dtype.kind not in "iuf" or max(array.shape) > largest:
        size = times((largest, largest))
        raise ValueError(f"{name} must be a table of at most {size} numbers, not one of shape {array.shape}.")
    return array
