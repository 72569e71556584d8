"""Labs: experiments with sliders, one line each, such as ``ConvolutionLab()`` as the last line of a cell.

Every lab is a thin view over a public function of its module, which takes arrays and returns numbers; its parameters
are also arguments of the lab. Labs need ipywidgets and anywidget, which are loaded with the first lab that is named.
"""

from importlib import import_module

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
        raise AttributeError(f"coursecnn.labs has no {name!r}: there are {', '.join(LABS)}.")
    return getattr(import_module(f".{LABS[name]}", __name__), name)


def __dir__():
    return sorted([*globals(), *LABS])
