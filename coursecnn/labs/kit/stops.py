"""A number of a wide range: a field for each value of it, and a slider that goes by ever larger steps."""

import ipywidgets as widgets
import numpy as np
import traitlets

from .controls import FIT, within

AWAY = "coursecnn-away-"


class Stops(widgets.HBox):
    """A labelled field, and a slider from stop to stop; a subclass gives ``value`` its type.

    Parameters
    ----------
    label : str
        With the unit.
    field : BoundedIntText or BoundedFloatText
        With its limits and its value.
    stops : list of numbers
        Where the slider can stand, ascending and above 0. For a value between two of them it counts as at the nearest
        one, and its knob is drawn between them.
    """

    value = traitlets.Any()

    def __init__(self, label, field, stops):
        self.start, self.stops = field.value, stops
        field.description, field.style = label, FIT
        field.layout = {"width": "auto", "flex": "0 0 auto"}
        slider = widgets.IntSlider(min=0, max=len(stops) - 1, value=self._nearest(field.value), readout=False)
        slider.layout = {"width": "auto", "flex": "1 1 60px", "min_width": "60px"}
        self.field, self.slider = field, slider
        super().__init__([field, slider], value=self.start)
        self.add_class("coursecnn-control")
        self.add_class("coursecnn-stops")
        traitlets.link((self, "value"), (field, "value"))
        self.observe(self._move, "value")
        slider.observe(self._moved, "value")
        self._draw_between()

    def _nearest(self, value):
        return int(np.abs(np.log(np.array(self.stops) / value)).argmin())

    def _move(self, change):
        self.slider.value = self._nearest(change.new)
        self._draw_between()

    def _draw_between(self):
        """Tell page.js how far from its stop the knob is, in hundredths of a percent of the slider."""
        place = np.interp(np.log(self.value), np.log(self.stops), np.arange(len(self.stops)))
        away = round(10_000 * float(place - self.slider.value) / self.slider.max)
        kept = [name for name in self.slider._dom_classes if not name.startswith(AWAY)]
        self.slider._dom_classes = (*kept, f"{AWAY}{away}")

    def _moved(self, change):
        if change.new != self._nearest(self.value):
            self.value = self.stops[change.new]

    def reset(self):
        self.value = self.start


class Doubling(Stops):
    """A whole number whose slider goes 1, 2, 3, 4, 6, 8, 12, 16, ..., twice as far by two steps; as ``Integer``."""

    value = traitlets.Int()

    def __init__(self, label, min, max, value, unit=""):
        value = within(value, label, min, max)
        between = {first * 2**power for power in range(max.bit_length()) for first in (1, 3)}
        stops = sorted({min, max} | {n for n in between if min < n < max})
        field = widgets.BoundedIntText(min=min, max=max, value=value)
        super().__init__(f"{label} ({unit})" if unit else label, field, stops)
        self.add_class("coursecnn-whole")
