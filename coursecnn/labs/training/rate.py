"""The control of a learning rate."""

import ipywidgets as widgets
import traitlets

from ...arguments import number
from ..kit.stops import Stops

LOW, HIGH = 0.00001, 100.0
STOPS = [float(f"{first}e{power}") for power in range(-5, 2) for first in (1, 2, 5)] + [HIGH]


class Rate(Stops):
    """A labelled field for any rate from 0.00001 to 100, and a slider that goes 1, 2, 5, 10, 20, ...

    Raises
    ------
    ValueError
        One sentence where the value is outside this range.
    """

    value = traitlets.Float()

    def __init__(self, label, value):
        value = number(value, label, "from 0.00001 to 100", lambda v: LOW <= v <= HIGH)
        super().__init__(label, widgets.BoundedFloatText(min=LOW, max=HIGH, value=value), STOPS)
