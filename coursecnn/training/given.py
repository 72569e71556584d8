"""What a training is given: right, or refused in one sentence that says the way out."""

import inspect
import numbers
import re
import zlib
from math import isfinite

import numpy as np

from ..arguments import shown
from ..layers import Layer

PARTS = "x_train", "y_train", "x_test", "y_test"


def as_model(model):
    """``model`` as a net."""
    if isinstance(model, Layer):
        return model
    if isinstance(model, type) or callable(model):
        name = getattr(model, "__name__", type(model).__name__)
        raise TypeError(f"model must be a net, but {name} is what makes one: call it, {name}(...).")
    if isinstance(model, (list, tuple)):
        raise TypeError("model must be a net, not a list of layers: make one of them, Sequential(*layers).")
    raise TypeError(f"model must be a net, such as models.mnist_cnn(), not {shown(model)}.")


def as_data(data):
    """``data`` as a ``Dataset`` that has images to train with."""
    if isinstance(data, str):
        raise TypeError(f"data must be a Dataset, not the name of one: load it, datasets.load({shown(data)}).")
    if isinstance(data, type) or not all(hasattr(data, part) for part in PARTS):
        raise TypeError(
            "data must be a Dataset, as datasets.load or datasets.Dataset(name, x_train, y_train, x_test, y_test) "
            f"give it, not {shown(type(data).__name__ if not isinstance(data, type) else data)}."
        )
    if len(data.x_train) == 0:
        raise ValueError("data has no images to train with: x_train is empty.")
    return data


def as_optimizer(optimizer):
    """``optimizer`` as something that has a learning rate and steps."""
    if isinstance(optimizer, type):
        name = optimizer.__name__
        raise TypeError(f"optimizer must be an optimiser, not the class {name}: call it, {name}(lr=0.1).")
    if not hasattr(optimizer, "lr") or not callable(getattr(optimizer, "step", None)):
        raise TypeError(f"optimizer must be an optimiser, such as SGD(lr=0.1) or Adam(), not {shown(optimizer)}.")
    return optimizer


def as_schedule(schedule):
    """``schedule`` as a function of step and steps."""
    return as_function(schedule, "schedule", "a function (step, steps), such as OneCycle()", 2)


def as_changed(images, n):
    """What ``augment`` returned for ``n`` images."""
    if not isinstance(images, np.ndarray) or images.ndim != 4 or len(images) != n:
        given = f"shape {images.shape}" if isinstance(images, np.ndarray) else shown(images)
        raise ValueError(f"augment must return the {n} images that it got, changed: (N, C, H, W), not {given}.")
    return images


def as_function(value, name, what, arguments):
    """``value`` as something that can be called with so many arguments."""
    if isinstance(value, type):
        raise TypeError(f"{name} must be {what}, not the class {value.__name__}: call it, {value.__name__}(...).")
    if not callable(value):
        raise TypeError(f"{name} must be {what}, not {shown(value)}.")
    try:
        inspect.signature(value).bind(*range(arguments))
    except TypeError:
        raise TypeError(f"{name} must be {what}, but the one given does not take {arguments} arguments.") from None
    except ValueError:  # of some compiled functions nobody knows the arguments
        pass
    return value


def named(value):
    """A function, optimiser or augmentation as a text that is the same in each process.

    Of a function that is its name with a checksum of what it does, as far as that stands in itself.
    """
    code = getattr(value, "__code__", None)
    if code is None:
        return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))
    plain = [one for one in code.co_consts if one is None or isinstance(one, (int, float, complex, str, bytes))]
    return f"{value.__qualname__} (checksum {zlib.crc32(repr((code.co_code, code.co_names, plain)).encode()):08x})"


def as_factor(value):
    """What a schedule returned, as a number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not isfinite(value) or value < 0:
        raise ValueError(f"schedule must return the share of the learning rate, such as 0.5, not {shown(value)}.")
    return value
