"""First weights, each from an explicit generator.

Fans: fan_in numbers flow into one output, ``k_h * k_w * c_in``; fan_out outputs read one input, ``k_h * k_w * c_out``.
"""

import math

import numpy as np

from ..arguments import shown


def he(shape, generator, dtype=np.float32):
    """Normal, standard deviation sqrt(2 / fan_in): keeps the size of signals through ReLU layers (He et al., 2015)."""
    return _normal(shape, generator, math.sqrt(2 / fans(shape)[0]), dtype)


def xavier(shape, generator, dtype=np.float32):
    """Normal, standard deviation sqrt(2 / (fan_in + fan_out)): for sigmoid and tanh (Glorot and Bengio, 2010)."""
    return _normal(shape, generator, math.sqrt(2 / sum(fans(shape))), dtype)


def uniform(shape, generator, dtype=np.float32):
    """Uniform between -1 / sqrt(fan_in) and 1 / sqrt(fan_in), as PyTorch begins."""
    bound = 1 / math.sqrt(fans(shape)[0])
    return generator.uniform(-bound, bound, shape).astype(dtype)


INITIALIZERS = {"he": he, "xavier": xavier, "uniform": uniform}


def initial(init, shape, generator, dtype):
    """An array of ``shape`` from ``init``: a name from above, or a function ``(shape, generator, dtype) -> array``."""
    if isinstance(init, str) and init in INITIALIZERS:
        init = INITIALIZERS[init]
    if not callable(init):
        names = ", ".join(INITIALIZERS)
        raise ValueError(f"init must be one of {names} or a function (shape, generator, dtype), not {shown(init)}.")
    try:
        array = np.asarray(init(shape, generator, dtype), dtype)
    except (TypeError, ValueError) as error:
        name = getattr(init, "__name__", shown(init))
        raise ValueError(
            f"init must be a function (shape, generator, dtype) that returns numbers, but {name} failed: {error}."
        ) from error
    if array.shape != tuple(shape):
        raise ValueError(f"init must return an array of shape {tuple(shape)}, not {array.shape}.")
    return array


def fans(shape):
    """``(fan_in, fan_out)`` of weights ``(out, in)`` or ``(C_out, C_in, K_h, K_w)``.

    For the weights of a transposed convolution, whose first axes are swapped, they are swapped too, as in PyTorch.
    """
    area = math.prod(shape[2:])
    return shape[1] * area, shape[0] * area


def _normal(shape, generator, deviation, dtype):
    return (generator.standard_normal(shape) * deviation).astype(dtype)
