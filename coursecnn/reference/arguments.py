"""Arguments as arrays that fit together, or one sentence about what does not fit."""

import operator

import numpy as np


def numbers(value, name, shape):
    """``value`` as an array of real numbers with as many axes as ``shape``, a text such as "(N, C, H, W)"."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array {shape}, but its rows have different lengths.") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, not {array.dtype}.")
    if array.ndim != shape.count(",") + 1:
        raise ValueError(f"{name} must have {shape.count(',') + 1} axes {shape}, but has the shape {array.shape}.")
    return array


def same_type(*arrays):
    """The arrays in their common type; integers as int64, where a sum of pixels cannot overflow."""
    dtype = np.result_type(*arrays)
    dtype = dtype if dtype.kind == "f" else np.result_type(dtype, np.int64)
    return tuple(array.astype(dtype, copy=False) for array in arrays)


def bias_of(bias, channels):
    """``bias`` as an array (channels,); zeros for None."""
    if bias is None:
        return np.zeros(channels, bool)
    bias = np.asarray(bias)
    check_shape(bias, "bias", (channels,))
    return bias


def check_shape(array, name, expected):
    if array.shape != expected:
        raise ValueError(f"{name} must have the shape {expected}, but has {array.shape}.")


def check_channels(groups, c_in, c_out, c_in_of_weight):
    """Do the groups divide the channels, and does the weight take as many input channels as there are?"""
    try:
        least = operator.index(groups) >= 1
    except TypeError:
        least = False
    if not least:
        raise ValueError(f"groups must be an integer of at least 1, not {groups!r}.")
    if c_in % groups or c_out % groups:
        raise ValueError(f"groups={groups} must divide the channels, but there are {c_in} in and {c_out} out.")
    if c_in != c_in_of_weight:
        raise ValueError(
            f"x has {c_in} channels, but weight with groups={groups} takes {c_in_of_weight}: one of them must change."
        )
