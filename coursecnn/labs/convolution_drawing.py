"""A step of a convolution, drawn: image, kernel, the output so far, and the arithmetic of the window in words."""

from fractions import Fraction

import numpy as np

from ..plots.values import in_brackets, number, times
from ..plots.windows import cells, window
from .kit import svg
from .kit.cells import Grid

DECIMALS, LARGEST_DIVISOR = 4, 99  # in the arithmetic


def render_convolution(frame):
    """A ``Frame`` as HTML: image, kernel, the output so far, and the arithmetic of the window."""
    box, taps = window(frame.geo, *frame.place)
    later = np.arange(frame.output.size).reshape(frame.output.shape) > np.ravel_multi_index(
        frame.place, frame.output.shape
    )
    title = "image with padding" if any(map(any, frame.geo.padding)) else "image"
    whole, divisor = _over(frame.kernel)
    kernel, exact = _readable(frame.kernel, whole, divisor)
    for cell, digits in ((32, None), (30, None), (28, None), (25, None), (22, None), (22, 1)):
        windows = dict(highlight=[(*box, "kernel")], border=frame.geo.padding)
        here = dict(highlight=[(*frame.place, 1, 1, "output")], hidden=later, digits=digits)
        items = [
            Grid(frame.padded, cells(frame.geo, taps), title, "image", "edit", cell=cell, **windows),
            Grid(kernel, "kernel", "kernel", "kernel", "edit", digits=exact, cell=cell),
            Grid(frame.output, "output", "output", "output", "pick", cell=cell, **here),
        ]
        if svg.fits(items, ["*", "="]):
            break
    (row, column), size = frame.place, times(frame.geo.kernel)
    alt = f"A window of {size} on the image gives the output at row {row}, column {column}."
    where = f"Output at row {row}, column {column}: {number(frame.value, DECIMALS)}."
    drawing = svg.row(items, ["*", "="], alt, [svg.window_link("output", "image", frame.geo)], folds=True)
    words = svg.line(where, "place", heard=True) + svg.line(_arithmetic(frame, whole, divisor), "arithmetic")
    boxed = ("output", "the chosen output"), ("kernel", "its window")
    return drawing + words + svg.legend(*boxed, "click a number of image or kernel to change it")


def _over(kernel):
    """Whole numbers and what divides them all, where decimals do not write a kernel out; else the kernel and 1."""
    if np.abs(kernel - np.round(kernel, DECIMALS)).max() < 1e-9:
        return kernel, 1
    for divisor in range(2, LARGEST_DIVISOR + 1):
        whole = np.round(divisor * kernel)
        if np.abs(divisor * kernel - whole).max() < 1e-9:
            return whole, divisor
    return kernel, 1


def _readable(kernel, whole, divisor):
    """A kernel for its grid, and its decimals: 0.0625 as it is, a ninth as 1/9, and what is neither as 0.123."""
    if divisor == 1:
        return kernel, DECIMALS if np.abs(kernel - np.round(kernel, DECIMALS)).max() < 1e-9 else None
    texts = [[str(Fraction(int(n), divisor)).replace("-", "\u2212") for n in line] for line in whole]
    return np.array(texts, object), None


def _arithmetic(frame, whole, divisor):
    """``1·1 + 0·(−1) + ... = 1``; of a kernel of ninths ``(0 + 6 + ...) / 9 = 15 / 9 ≈ 1.6667``.

    Behind ``=`` stands what the numbers give as they are written, behind ``≈`` what is rounded.
    """
    pairs = list(zip(*(np.round(array, DECIMALS).ravel().tolist() for array in (frame.window, whole))))
    ones = divisor > 1 and (whole == 1).all()
    texts = [[in_brackets(number(value, DECIMALS)) for value in pair] for pair in pairs]
    texts[0][0] = number(pairs[0][0], DECIMALS)
    written = " + ".join(a if ones else f"{a}·{b}" for a, b in texts)
    total = sum(a * b for a, b in pairs)
    if divisor > 1:
        written = f"({written}) / {divisor} = {number(total, DECIMALS)} / {divisor}"
    sign = "=" if abs(total / divisor - round(float(frame.value), DECIMALS)) < 1e-9 else "\u2248"
    return f"{written} {sign}\u00a0{number(frame.value, DECIMALS)}"
