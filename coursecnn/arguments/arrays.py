"""One sentence for each way in which the arrays of a layer can fail to fit."""

import math

import numpy as np

from .numbers import shown

MOST = 1 << 34  # numbers of an array


def as_numbers(x, name="x"):
    """``x`` as an array of floats, or of int64 where it holds integers or booleans (so that sums do not overflow)."""
    if type(x) is np.ndarray and x.dtype.kind == "f":  # nearly always
        return x
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a masked array, whose mask would be lost: choose numbers for it with {name}.filled(0)."
        )
    try:
        x = np.asarray(x)
    except ValueError:
        raise ValueError(f"{name} must be an array of numbers, but its rows have different lengths.") from None
    except Exception:  # whatever an object of another library says
        raise TypeError(f"{name} must be an array of numbers, not {type(x).__name__}.") from None
    kind = x.dtype.kind
    if kind == "f":
        return x
    if kind not in "biu":
        raise TypeError(f"{name} must hold real numbers, not {x.dtype}.")
    if x.dtype == np.uint64 and x.size and x.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{name} holds whole numbers from 2**63 on: convert them to floats first.")
    return x.astype(np.int64, copy=False)


def as_images(x, name="x", axes="(N, C, H, W)"):
    """``x`` as an array of numbers with 4 dimensions."""
    x = as_numbers(x, name)
    if x.ndim != 4:
        hint = " For one grey image use image[None, None]." if x.ndim == 2 and axes == "(N, C, H, W)" else ""
        raise ValueError(f"{name} must have 4 dimensions {axes}, not shape {x.shape}.{hint}")
    if 0 in x.shape[1:]:
        raise ValueError(f"{name} has shape {x.shape}: every size after the first must be at least 1.")
    return x


def as_shape(shape, name="x_shape"):
    """``shape`` as a tuple (N, C, H, W)."""
    shape = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    if len(shape) != 4 or not all(map(_is_size, shape)) or min(shape[1:]) < 1 or shape[0] < 0:
        raise ValueError(f"{name} must have 4 entries (N, C, H, W), each at least 1, not {shown(shape)}.")
    if math.prod(shape) > MOST:
        raise ValueError(f"{name} is {shape}: that is more than {MOST:,} numbers, more than memory holds.")
    return shape


def _is_size(value):
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def as_filters(weight, channels, groups=1):
    """``weight`` as filters ``(C_out, C_in / groups, K_h, K_w)`` for images of so many channels."""
    weight = as_images(weight, "weight", "(C_out, C_in / groups, K_h, K_w)")
    outputs, inputs = weight.shape[:2]
    if outputs == 0:
        raise ValueError(f"weight has shape {weight.shape}: there must be at least one filter.")
    groups = as_groups(groups, channels, outputs)
    if inputs * groups != channels:
        share = f" in each of {groups} groups" if groups > 1 else ""
        raise ValueError(
            f"The images have {channels} channels, but the weight of shape {weight.shape} expects {inputs}{share}: "
            f"in_channels must be the number of channels of the images."
        )
    return weight


def as_groups(groups, inputs, outputs):
    """``groups`` as an int that divides both numbers of channels."""
    if not _is_size(groups):
        raise ValueError(f"groups must be a whole number, not {shown(groups)}.")
    if groups < 1 or inputs % groups or outputs % groups:
        raise ValueError(f"groups must divide {inputs} input and {outputs} output channels, but groups is {groups}.")
    return int(groups)


def as_bias(bias, outputs):
    """``bias`` as an array ``(outputs,)``."""
    bias = as_numbers(bias, "bias")
    if bias.shape != (outputs,):
        raise ValueError(f"bias must hold one number for each output, shape ({outputs},), not {bias.shape}.")
    return bias


def as_gradient(dy, shape):
    """``dy`` as an array with the shape of the output that it is the gradient of."""
    dy = as_numbers(dy, "dy")
    if dy.shape != tuple(shape):
        raise ValueError(f"dy must have the shape of the output, {tuple(shape)}, not {dy.shape}.")
    return dy
