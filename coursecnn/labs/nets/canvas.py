"""A square to draw on in white, by mouse, pen, touch and keyboard."""

from pathlib import Path

import anywidget
import numpy as np
import traitlets

SIDE = 84  # pixels: three for each of MNIST's 28


class Canvas(anywidget.AnyWidget):
    """A black canvas on the page, whose drawing follows the pen.

    Attributes
    ----------
    pixels : str
        84 x 84 bytes, row by row, in hexadecimal: 00 is black paper, ff white ink; "" where nothing is drawn. Text,
        because not every front end sends bytes.
    """

    _esm = (Path(__file__).parent / "canvas.js").read_text(encoding="utf-8")
    side = traitlets.Int(SIDE).tag(sync=True)
    pixels = traitlets.Unicode("").tag(sync=True, echo_update=False)

    @traitlets.validate("pixels")
    def _whole(self, proposal):
        text = proposal["value"]
        if text and (len(text) != 2 * SIDE * SIDE or set(text) - set("0123456789abcdef")):
            raise traitlets.TraitError(f"pixels must be {SIDE} x {SIDE} bytes in hexadecimal, or empty.")
        return text

    @property
    def drawing(self):
        """The drawing: (84, 84) uint8; setting it shows it."""
        if not self.pixels:
            return np.zeros((SIDE, SIDE), np.uint8)
        return np.frombuffer(bytes.fromhex(self.pixels), np.uint8).reshape(SIDE, SIDE)

    @drawing.setter
    def drawing(self, array):
        array = np.asarray(array)
        if array.dtype != np.uint8 or array.shape != (SIDE, SIDE):
            raise ValueError(
                f"A drawing must be uint8 of shape ({SIDE}, {SIDE}), not {array.dtype} of shape {array.shape}."
            )
        self.pixels = array.tobytes().hex() if array.any() else ""

    def clear(self):
        self.pixels = ""
