"""Labs: experiments with sliders, one line each, such as ``ConvolutionLab()`` as the last line of a cell.

Every lab is a thin view over a public function of its module, which takes arrays and returns numbers; its parameters
are also arguments of the lab. Labs need ipywidgets and anywidget, which are loaded with the first lab that is named.
"""

from importlib import import_module

from ..arguments import shown
from ..arguments.packages import missing

LABS = {
    "ParameterCountLab": "parameter_count",
    "ConvolutionLab": "convolution",
    "SizingLab": "sizing",
    "ReceptiveFieldLab": "receptive_field",
    "ChannelsLab": "channels",
    "PoolingLab": "pooling",
    "BackpropLab": "backprop",
    "SpeedLab": "speed",
    "TrainingLab": "training.lab",
    "DrawDigitLab": "nets.draw_digit",
    "ActivationsLab": "nets.activations",
    "JourneyLab": "nets.journey_lab",
}
__all__ = list(LABS)


def __getattr__(name):
    if name not in LABS:
        raise AttributeError(f"coursecnn.labs has no {shown(name)}: there are {', '.join(LABS)}.")
    try:
        return getattr(import_module(f".{LABS[name]}", __name__), name)
    except ModuleNotFoundError as error:
        if error.name not in ("ipywidgets", "anywidget"):
            raise
        raise ModuleNotFoundError(missing(error.name, name), name=error.name) from None


def __dir__():
    return sorted([*globals(), *LABS])
