"""ConvolutionLab: step a window over an image, and read what it computes."""

import asyncio
from dataclasses import dataclass

import numpy as np

from ..arguments import shown
from ..arguments.sizes import geometry
from ..plots.values import times
from ..plots.windows import as_matrix, window
from .convolution_drawing import render_convolution
from .kit import code
from .kit.controls import Action, Choice, Integer
from .kit.fields import CellFields
from .kit.grid import as_number
from .kit.lab import Lab

IMAGE = (
    (0, 0, 0, 0, 0, 0, 0),
    (0, 6, 9, 9, 9, 6, 0),
    (0, 0, 0, 0, 9, 6, 0),
    (0, 0, 0, 6, 9, 0, 0),
    (0, 0, 0, 9, 6, 0, 0),
    (0, 0, 6, 9, 0, 0, 0),
    (0, 0, 0, 0, 0, 0, 0),
)
KERNELS = {
    "vertical edges": ((1, -1), (1, -1)),
    "horizontal edges": ((1, 1), (-1, -1)),
    "mean": np.full((3, 3), 1 / 9),
    "Gaussian": np.array(((1, 2, 1), (2, 4, 2), (1, 2, 1))) / 16,
    "Sobel": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
}
OWN = "own"
MOST = {"image": 8, "kernel": 5}  # rows and columns that can be read on one page


@dataclass(frozen=True)
class Frame:
    """One step of a convolution.

    Attributes
    ----------
    padded : (H + 2p, W + 2p)
        The image in its frame of zeros.
    kernel, window, products : (K_h, K_w)
        What lies under the kernel, and its entries times those of the kernel.
    value : float
        The sum of the products: the output at ``place``.
    place : (row, column)
        Of the output.
    output : (H_out, W_out)
        The whole output.
    geo : Geometry
        How the windows lie on the image.
    """

    padded: np.ndarray
    kernel: np.ndarray
    window: np.ndarray
    products: np.ndarray
    value: float
    place: tuple
    output: np.ndarray
    geo: object


def convolution_frame(image, kernel, step, stride=1, padding=0):
    """What a convolution does at one step, in the order of reading.

    Parameters
    ----------
    image : (H, W)
    kernel : (K_h, K_w)
    step : int
        From 0 to the number of places - 1.
    stride, padding : as in ``conv2d``

    Returns
    -------
    Frame

    Raises
    ------
    ValueError
        One sentence where the kernel does not fit, or there is no such step.
    """
    image, kernel = as_matrix(image, "image"), as_matrix(kernel, "kernel")
    geo = geometry(image.shape, kernel.shape, stride, padding)
    if not 0 <= step < geo.out[0] * geo.out[1]:
        raise ValueError(
            f"step must be from 0 to {geo.out[0] * geo.out[1] - 1}, the last place of the window, not {step}."
        )
    padded, output = np.pad(image, geo.padding), np.zeros(geo.out, np.result_type(image, kernel))
    for i, j in np.ndindex(geo.out):
        output[i, j] = (padded[window(geo, i, j)[1]] * kernel).sum()
    place = divmod(int(step), geo.out[1])
    under = padded[window(geo, *place)[1]]
    return Frame(padded, kernel, under, under * kernel, output[place], place, output, geo)


class ConvolutionLab(Lab):
    """Step, play and pause a window over an image; image and kernel can be edited, cell by cell.

    Parameters
    ----------
    image : (H, W), up to 8 x 8
        A small drawn seven unless given.
    kernel : (K_h, K_w), up to 5 x 5, or "vertical edges", "horizontal edges", "mean", "Gaussian", "Sobel"
    step : int
        Where the window is at first, from 0.
    stride : int, from 1 to 4
    padding : int, from 0 to 2
    """

    name, title = "convolution", "Convolution: slide, multiply, sum"

    def __init__(self, image=None, kernel="vertical edges", step=0, stride=1, padding=0):
        if isinstance(kernel, str) and kernel not in KERNELS:
            raise ValueError(f"kernel must be an array, or one of {', '.join(KERNELS)}, not {shown(kernel)}.")
        preset = kernel if isinstance(kernel, str) else OWN
        self._first = _small(IMAGE if image is None else image, "image"), _small(KERNELS.get(preset, kernel), "kernel")
        self.image, self.weights = (array.copy() for array in self._first)
        self.stride, self.padding = Integer("stride", 1, 4, stride), Integer("padding", 0, 2, padding)
        last = convolution_frame(self.image, self.weights, 0, self.stride.value, self.padding.value).output.size - 1
        self.step = Integer("step", 0, last, step)
        self.preset = Choice("kernel", [*KERNELS, OWN], preset)
        self.speed = Integer("speed", 1, 10, 3, "steps/s")
        self.player, self.playing = Action("Play", self.play, "Step by step to the end"), None
        buttons = [Action("Back", lambda: self.go(-1)), Action("Step", lambda: self.go(1)), self.player]
        self.fields = CellFields(
            lambda: {"image": self.image, "kernel": self.weights}, lambda *place: self.guard(self.edit, *place)
        )
        self.preset.observe(self._load, "value")
        super().__init__(
            [self.preset, self.step], [self.stride, self.padding], [buttons, self.speed], below=[self.fields]
        )

    def draw(self):
        shape = self.image.shape, self.weights.shape
        out = geometry(*shape, self.stride.value, self.padding.value).out
        self.step.limits = 0, out[0] * out[1] - 1
        self.fields.follow()
        return render_convolution(
            convolution_frame(self.image, self.weights, self.step.value, self.stride.value, self.padding.value)
        )

    def settings(self):
        kernel = self.weights if self.preset.value == OWN else self.preset.value
        numbers = {name: getattr(self, name).value for name in ("step", "stride", "padding")}
        return {"image": code.unless(self.image, IMAGE), "kernel": kernel, **numbers}

    def go(self, steps):
        """So many steps on or back; from the end to the beginning."""
        self.step.value = (self.step.value + steps) % (self.step.limits[1] + 1)

    def play(self):
        """Begin to play, or pause."""
        if self.playing:
            self._stop()
            return
        self.player.description = "Pause"
        self.playing = asyncio.get_running_loop().create_task(self._run())

    async def _run(self):
        if self.step.value == self.step.limits[1]:
            self.step.value = 0
        try:
            while self.step.value < self.step.limits[1]:
                await asyncio.sleep(1 / self.speed.value)
                self.step.value = min(self.step.value + 1, self.step.limits[1])
        finally:
            self.playing, self.player.description = None, "Play"

    def _stop(self):
        if self.playing:
            self.playing.cancel()

    def pick(self, name, row, column):
        out = geometry(self.image.shape, self.weights.shape, self.stride.value, self.padding.value).out
        self.step.value = row * out[1] + column

    def edit(self, name, row, column, text):
        array = self.image if name == "image" else self.weights
        array[row, column] = as_number(text)
        with self.hold():
            if name == "kernel":
                self.preset.value = OWN
            self.update()

    def reset(self):
        self._stop()
        with self.hold():
            super().reset()
            self.image, self.weights = (array.copy() for array in self._first)
            self.update()

    def _load(self, change):
        if change.new != OWN:
            self.weights = np.array(KERNELS[change.new], float)


def _small(array, name):
    array, most = as_matrix(array, name).astype(float), MOST[name]
    if max(array.shape) > most:
        raise ValueError(f"{name} may have up to {times((most, most))} entries, not {times(array.shape)}.")
    if not np.isfinite(array).all() or np.abs(array).max() > 1e6:
        raise ValueError(f"{name} must hold numbers between -1,000,000 and 1,000,000.")
    return array
