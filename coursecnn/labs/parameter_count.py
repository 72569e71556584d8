"""ParameterCountLab: a fully connected layer and a convolution on the same image, and how many parameters each has."""

from dataclasses import dataclass

from ..arguments.sizes import output_size
from .kit.controls import Integer
from .kit.lab import Lab
from .kit.stops import Doubling
from .parameter_drawing import SIDES, render

RANGES = {
    "side": (SIDES[0], SIDES[-1]), "channels": (1, 64), "units": (1, 1024), "kernel": (1, 32), "filters": (1, 1024),
}  # fmt: skip
LABELS = {"side": "image side", "kernel": "kernel side"}
UNITS = {"side": "pixels", "units": "fully connected", "kernel": "pixels", "filters": "convolution"}


@dataclass(frozen=True)
class Count:
    """The parameters of a layer.

    Attributes
    ----------
    factors : tuple of int
        Their product is the number of weights.
    weights, biases : int
    output : tuple of int
        Shape of what the layer makes of one image.
    """

    factors: tuple
    weights: int
    biases: int
    output: tuple

    @property
    def parameters(self):
        """Weights and biases together."""
        return self.weights + self.biases


def parameter_counts(side, channels, units, kernel, filters):
    """The parameters of two layers that read the same image.

    Parameters
    ----------
    side : int
        The image has side x side pixels.
    channels : int
        Of the image.
    units : int
        Of the fully connected layer: each has a weight for every number of the image, and a bias.
    kernel : int
        The convolution's windows have kernel x kernel pixels.
    filters : int
        Of the convolution: each has a weight for every number of one window, and a bias.

    Returns
    -------
    (Count, Count)
        Fully connected, convolution (stride 1, no padding).

    Raises
    ------
    ValueError
        The sentence of the layer where the kernel does not fit into the image.
    """
    out = output_size(side, kernel)
    dense, shared = (channels, side, side, units), (kernel, kernel, channels, filters)
    return (
        Count(dense, channels * side * side * units, units, (units,)),
        Count(shared, kernel * kernel * channels * filters, filters, (filters, out, out)),
    )


class ParameterCountLab(Lab):
    """Parameters of a fully connected layer and of a convolution, for images of any size.

    Parameters
    ----------
    side : int, from 4 to 1000
        Of the image, in pixels.
    channels : int, from 1 to 64
    units : int, from 1 to 1024
        Of the fully connected layer.
    kernel : int, from 1 to 32
        Side of the convolution's kernel; no larger than the image.
    filters : int, from 1 to 1024
    """

    name, title = "parameters", "Parameters: fully connected or convolution?"

    def __init__(self, side=1000, channels=3, units=256, kernel=5, filters=256):
        given = dict(side=side, channels=channels, units=units, kernel=kernel, filters=filters)
        self.values = {
            name: (Integer if name == "kernel" else Doubling)(
                LABELS.get(name, name), *RANGES[name], value, UNITS.get(name, "")
            )
            for name, value in given.items()
        }
        parameter_counts(**given)
        super().__init__([*self.values.values()])

    def settings(self):
        return {name: control.value for name, control in self.values.items()}

    def draw(self):
        side, channels, units, kernel, filters = self.values.values()
        wanted, kernel.limits = kernel.value, (1, min(RANGES["kernel"][1], side.value))
        if kernel.value < wanted:
            self.say(f"A kernel of {wanted} is larger than the image: its side is now {kernel.value}.")
        dense, shared = parameter_counts(side.value, channels.value, units.value, kernel.value, filters.value)
        line = [(n, parameter_counts(n, channels.value, units.value, 1, 1)[0].parameters) for n in SIDES]
        return render(dense, shared, line)
