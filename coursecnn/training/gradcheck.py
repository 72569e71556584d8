"""Gradient check: does ``backward`` agree with small changes of ``forward``?"""

import copy
from dataclasses import dataclass

import numpy as np

from ..arguments import whole
from ..layers.base import Layer, floats
from ..layers.losses import CrossEntropyLoss
from .step import reseed

STEPS = 1e-5, 1e-3, 1e-7  # the second where rounding drowns a small gradient, the third beside a kink
FLOOR = 1e-5  # of the largest gradient of all; smaller ones are not told from 0


def check_gradients(layer, x, labels=None, *, loss=None, samples=100, seed=0, bound=1e-6):
    """Compare what ``backward`` says with central differences, (f(w + h) - f(w - h)) / 2h, for parameters and input.

    f is the loss of ``layer(x)`` where labels are given, otherwise the sum of the outputs, each times a random number.
    The check works in float64, because float32 differences would be mostly rounding: on a copy, so the layer stays as
    it is. Layers keep their mode; dropout gets the same masks each time.

    Parameters
    ----------
    layer : Layer
        A single layer or a whole net, in either precision.
    x : float array
        Small: two or three images are plenty.
    labels : integer array, optional
        Or what else ``loss`` compares with.
    loss : optional
        ``CrossEntropyLoss()`` unless given.
    samples : int
        So many entries of each array are compared, drawn at random where it has more.
    seed : int
        Of these draws and of the random numbers.
    bound : float
        ``passed`` is whether no error is larger.

    Returns
    -------
    GradientCheck
        The errors by name: the largest difference, divided by the largest gradient in the array (but at least by 1e-5
        of the largest of all, because a gradient of 0, such as that of a bias before batch normalisation, is met by
        nothing but rounding).
    """
    if not isinstance(layer, Layer):
        raise TypeError(f"check_gradients takes a layer, with forward and backward, not {type(layer).__name__}.")
    samples, generator = whole(samples, "samples"), np.random.default_rng(whole(seed, "seed", 0))
    twin, x = in_float64(layer), floats(x).astype(np.float64)

    def forward():
        reseed(twin, seed)
        return np.array(twin(x))  # a copy, because y may be x itself, seen in another shape

    dy, difference = _scalar(_checked_output(forward(), layer), labels, loss, generator)
    arrays, gradients = {**twin.params, "x": x}, {"x": twin.backward(dy), **twin.grads}
    gradients = {name: _checked_gradient(gradients.get(name), name, array.shape) for name, array in arrays.items()}

    def slope(array, index, h):
        kept = array[index]
        array[index] = kept + h
        plus = forward()
        array[index] = kept - h
        minus = forward()
        array[index] = kept
        return difference(plus, minus) / (2 * h)

    details, floor = {}, FLOOR * max(map(_largest, gradients.values()))
    for name, array in arrays.items():
        chosen = generator.choice(array.size, min(samples, array.size), replace=False)
        indices = [tuple(map(int, np.unravel_index(flat, array.shape))) for flat in sorted(chosen)]
        with np.errstate(all="ignore"):  # what is not finite is reported as such
            details[name] = _compare(slope, array, gradients[name], indices, bound, floor)
    return GradientCheck(details, bound)


class GradientCheck(dict):
    """What ``check_gradients`` found: the relative error by name, ``"x"`` for the input. Prints as a table.

    Attributes
    ----------
    max_error, bound : float
    passed : bool
        Whether no error is above the bound.
    details : dict of str to Comparison
    """

    def __init__(self, details, bound):
        super().__init__({name: found.error for name, found in details.items()})
        self.details, self.bound = details, bound
        self.max_error = float(np.max(list(self.values())))
        self.passed = self.max_error <= bound  # not a number is no pass

    def __repr__(self):
        rows = [("", "shape", "compared", "relative error", "worst at", "backward", "differences")]
        for name, found in self.details.items():
            compared = f"{found.compared} of {int(np.prod(found.shape))}"
            values = f"{found.backward: .5g}", f"{found.differences: .5g}"
            rows.append((name, str(found.shape), compared, f"{found.error:.1e}", str(found.index), *values))
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, self._verdict()])

    def _verdict(self):
        if self.passed:
            return f"passed: no error is above {self.bound:.0e}"
        return (
            f"FAILED: an error is above {self.bound:.0e}. Either backward is wrong, or numbers lie on a kink,\n"
            f"such as a 0 before ReLU or equal numbers in max pooling: random x and biases avoid those."
        )


@dataclass(frozen=True)
class Comparison:
    """One array: how many of its entries were compared, and what both ways gave where they differ most."""

    shape: tuple
    compared: int
    error: float
    index: tuple
    backward: float
    differences: float


def in_float64(layer):
    """A copy of a layer that computes in float64 and shares nothing with it."""
    twin = copy.deepcopy(layer.copy())
    for part in twin.sublayers():
        own = vars(part)
        if "dtype" in own:
            part.dtype = np.dtype(np.float64)
        for kind in {"params", "buffers"} & own.keys():
            setattr(part, kind, {name: np.array(array, np.float64) for name, array in own[kind].items()})
    return twin


def _scalar(y, labels, loss, generator):
    """The gradient for y of a number f(y), and a function that gives f(plus) - f(minus)."""
    if labels is None:
        if loss is not None:
            raise ValueError(f"{type(loss).__name__} needs labels to compare with: give labels=... as well.")
        factors = generator.standard_normal(y.shape)
        return factors, lambda plus, minus: np.sum(factors * (plus - minus))
    loss = CrossEntropyLoss() if loss is None else copy.deepcopy(loss)
    loss(y, labels)
    return loss.backward(), lambda plus, minus: loss(plus, labels) - loss(minus, labels)


def _compare(slope, array, gradient, indices, bound, floor):
    """Entries that disagree are measured again with other steps: only a mistake stays a mistake with all of them."""
    scale = max(_largest(gradient), floor)
    expected, found = np.array([gradient[index] for index in indices]), np.empty(len(indices))
    for i, index in enumerate(indices):
        found[i] = np.inf
        for h in STEPS:
            found[i] = min(found[i], slope(array, index, h), key=lambda value: abs(value - expected[i]))
            if abs(found[i] - expected[i]) <= bound / 10 * scale:
                break
    difference = np.abs(found - expected)
    worst = int(difference.argmax())
    largest = max(scale, _largest(found))
    error = float(difference[worst] / largest) if largest else 0.0
    return Comparison(array.shape, len(indices), error, indices[worst], float(expected[worst]), float(found[worst]))


def _largest(array):
    """The largest magnitude among the finite numbers, 0 if there are none."""
    return np.abs(array[np.isfinite(array)]).max(initial=0)


def _checked_output(y, layer):
    if y.dtype != np.float64:
        raise TypeError(
            f"{type(layer).__name__} gives {y.dtype} for float64 x: the check needs a forward that keeps float64."
        )
    return y


def _checked_gradient(gradient, name, shape):
    """A copy of what backward gave for an array of that shape."""
    given = "nothing" if gradient is None else type(gradient).__name__
    if isinstance(gradient, np.ndarray):
        if gradient.shape == shape and gradient.dtype.kind == "f":
            return gradient.copy()
        given = f"{gradient.dtype} of shape {gradient.shape}"
    what = "return the gradient for x" if name == "x" else f"put the gradient of {name!r} into grads"
    raise ValueError(f"backward must {what}, an array of shape {shape}, but it gave {given}.")
