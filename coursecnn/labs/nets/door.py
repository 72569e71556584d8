"""A lab that leads into the journey: the image that it shows goes through its net, layer by layer."""

import ipywidgets as widgets

from ..kit.controls import Action
from .journey_lab import JourneyLab
from .net_lab import NetLab


class DoorLab(NetLab):
    """A lab of a net with one image, from which a button opens the journey of that image; otherwise as ``NetLab``."""

    def __init__(self, net, *rows, below=()):
        self.journey = widgets.VBox()
        door = Action("See every layer", self._open, "The journey of this image through the net, below")
        super().__init__(net, *rows, [door], below=[*below, self.journey])

    def seen(self):
        """(28, 28) uint8: what the net gets."""
        raise NotImplementedError

    def reset(self):
        super().reset()
        self.journey.children = ()

    def _open(self):
        if self.net is None:
            raise ValueError("The net is still being trained; then its layers can be seen.")
        self.journey.children = (JourneyLab(self.net, self.seen()[None, None]),)
