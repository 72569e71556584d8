"""Controls with a label, a range that cannot be left, and a way back to where they began.

A labelled number field stands beside each slider. Every control has ``value`` and ``reset()``.
"""

import ipywidgets as widgets
import traitlets

from ...arguments import number, shown, whole

FIT = {"description_width": "auto"}


class _Slider(widgets.HBox):
    """A labelled number field and a slider that say the same."""

    def __init__(self, label, field, slider, value, unit):
        self.label, self.start, self.first_limits = label, value, (slider.min, slider.max)
        field.description = f"{label} ({unit})" if unit else label
        self.field, self.slider = field, slider
        field.style, field.layout.width, field.layout.flex = FIT, "auto", "0 0 auto"
        slider.layout.width, slider.layout.flex, slider.layout.min_width = "auto", "1 1 60px", "60px"
        super().__init__([field, slider])
        self.add_class("coursecnn-control")
        self._disabled, self.value = False, value
        traitlets.link((self, "value"), (slider, "value"))
        traitlets.link((self, "value"), (field, "value"))

    @property
    def limits(self):
        """(min, max)"""
        return self.slider.min, self.slider.max

    @limits.setter
    def limits(self, limits):
        self._set(limits, self.value)

    def _set(self, limits, value):
        """Limits and value in one message: a page that got them one by one would answer with a value in between."""
        low, high = limits
        value = min(max(value, low), high)
        for widget in (self.slider, self.field):
            with widget.hold_sync(), widget.hold_trait_notifications():
                widget.min, widget.max, widget.value = low, high, value
        self.value = value
        self._enable()

    @property
    def disabled(self):
        return self._disabled

    @disabled.setter
    def disabled(self, disabled):
        self._disabled = disabled
        self._enable()

    def _enable(self):
        """There is nothing to move where a lab says so, and where the range is one value."""
        self.slider.disabled = self.field.disabled = self._disabled or self.slider.min == self.slider.max

    def reset(self):
        self._set(self.first_limits, self.start)  # a lab may have narrowed the limits


class Integer(_Slider):
    """A whole number: a labelled field and a slider.

    Parameters
    ----------
    label : str
    min, max, value : int
    unit : str
        Stands behind the label.

    Raises
    ------
    ValueError
        One sentence where the value is not a whole number of the range.
    """

    value = traitlets.Int()

    def __init__(self, label, min, max, value, unit=""):
        self._check = lambda value: within(value, label, min, max)
        range_ = dict(min=min, max=max, value=self._check(value))
        super().__init__(
            label, widgets.BoundedIntText(**range_), widgets.IntSlider(**range_, readout=False), value, unit
        )
        self.add_class("coursecnn-whole")
        self._enable()


class Number(_Slider):
    """A number with decimals: a labelled field and a slider; otherwise as ``Integer``.

    Parameters
    ----------
    step : float
        Of the slider and the arrows of the field.
    """

    value = traitlets.Float()

    def __init__(self, label, min, max, value, step=0.1, unit=""):
        value = number(value, label, f"from {min} to {max}", lambda v: min <= v <= max)
        range_ = dict(min=min, max=max, value=value, step=step)
        super().__init__(
            label, widgets.BoundedFloatText(**range_), widgets.FloatSlider(**range_, readout=False), value, unit
        )

    @traitlets.validate("value")
    def _short(self, proposal):
        """A slider sends 0.1 + 0.2 as 0.30000000000000004."""
        return round(proposal["value"], 9)


class Field(widgets.BoundedIntText):
    """A whole number where there is no room for a slider; otherwise as ``Integer``."""

    def __init__(self, label, min, max, value):
        self.start = within(value, label, min, max)
        super().__init__(min=min, max=max, value=self.start, description=label, style=FIT, layout={"width": "auto"})
        self.add_class("coursecnn-whole")
        self.add_class("coursecnn-field")

    def reset(self):
        self.value = self.start


class Choice(widgets.Dropdown):
    """One of a few, by name.

    Parameters
    ----------
    label : str
    options : list of str, or dict of name: value
    value
        One of them, or one of the dict's values; the first unless given.
    """

    def __init__(self, label, options, value=None):
        values = list(options.values()) if isinstance(options, dict) else list(options)
        value = values[0] if value is None else value
        if value not in values:
            raise ValueError(f"{label} must be one of {', '.join(map(str, values))}, not {shown(value)}.")
        self.start = value
        super().__init__(
            options=list(options.items()) if isinstance(options, dict) else values,
            value=value,
            description=label,
            style=FIT,
        )
        self.add_class("coursecnn-control")

    def reset(self):
        self.value = self.start


class Toggle(widgets.Checkbox):
    """Yes or no."""

    def __init__(self, label, value=False):
        self.start = bool(value)
        super().__init__(value=self.start, description=label, indent=False)
        self.add_class("coursecnn-control")

    def reset(self):
        self.value = self.start


class Action(widgets.Button):
    """A button; the lab calls ``do`` when it is pressed, and shows what it raises as a sentence."""

    def __init__(self, label, do, tooltip=""):
        self.do = do
        super().__init__(description=label, tooltip=tooltip or None, layout={"width": "auto"})


def within(value, label, low, high):
    """A whole number of a range; one sentence where it is none."""
    value = whole(value, label, low)
    if value > high:
        raise ValueError(f"{label} must be a whole number from {low} to {high}, not {value}.")
    return value
