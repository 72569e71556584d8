"""The control of a learning rate."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ...arguments import number
from ..kit.controls import FIT

LOW, HIGH = 0.00001, 100.0
STOPS = [float(f"{first}e{power}") for power in range(-5, 2) for first in (1, 2, 5)] + [HIGH]


class Rate(widgets.HBox):
    """A labelled field for any rate from 0.00001 to 100, and a slider that goes 1, 2, 5, 10, 20, ...

    Raises
    ------
    ValueError
        One sentence where the value is outside this range.
    """

    value = traitlets.Float()

    def __init__(self, label, value):
        self.start = number(value, label, "from 0.00001 to 100", lambda v: LOW <= v <= HIGH)
        self.field = widgets.BoundedFloatText(min=LOW, max=HIGH, value=value, description=label, style=FIT)
        self.slider = widgets.IntSlider(min=0, max=len(STOPS) - 1, value=_nearest(value), readout=False)
        self.field.layout = {"width": "auto", "flex": "0 0 auto"}
        self.slider.layout = {"width": "auto", "flex": "1 1 60px", "min_width": "60px"}
        super().__init__([self.field, self.slider], value=self.start)
        self.add_class("coursecnn-control")
        traitlets.link((self, "value"), (self.field, "value"))
        self.observe(self._move, "value")
        self.slider.observe(self._moved, "value")

    def _move(self, change):
        self.slider.value = _nearest(change.new)

    def _moved(self, change):
        if change.new != _nearest(self.value):
            self.value = STOPS[change.new]

    def reset(self):
        self.value = self.start


def _nearest(value):
    return int(np.abs(np.log(np.array(STOPS) / value)).argmin())
