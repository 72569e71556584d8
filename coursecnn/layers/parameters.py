"""The parameters of a layer, by name."""

from collections import UserDict

from ..arguments import as_numbers, shown


class Parameters(UserDict):
    """A dictionary of arrays that keep their shapes and dtypes.

    Setting a parameter copies the array that is given; one of another name or shape is refused.
    """

    def __init__(self, **arrays):
        self.data = arrays

    def __setitem__(self, name, array):
        if name not in self.data:
            raise ValueError(f"The layer has no parameter {shown(name)}, only {' and '.join(self.data)}.")
        present = self.data[name]
        if array is present:  # so ends params["weight"] -= step
            return
        array = as_numbers(array, name)
        if array.shape != present.shape:
            raise ValueError(f"{name} must have shape {present.shape}, not {array.shape}.")
        self.data[name] = array.astype(present.dtype)
