"""Reading npz files: what they hold is known from their headers before memory is taken."""

import math
import zipfile

import numpy as np


def read_npz(file, most):
    """The arrays of an npz file by name, never pickle.

    Parameters
    ----------
    file : binary file
    most : int
        Bytes that all arrays may have together; more are refused before one is read.

    Raises
    ------
    ValueError
        In one phrase where the arrays are too large or no arrays of numbers or texts; ``zipfile`` and NumPy raise much
        more where a file is damaged.
    """
    found = {}
    with zipfile.ZipFile(file) as archive:
        members = archive.namelist()
        names = [member.removesuffix(".npy") for member in members]
        if len(set(names)) < len(names):
            raise ValueError("it has several arrays of one name")
        headers = [_header(archive, member) for member in members]
        size = sum(dtype.itemsize * math.prod(shape) for dtype, shape in headers)
        if size > most:
            raise ValueError(f"its arrays would take {size:,} bytes, but at most {most:,} can be right")
        for name, member in zip(names, members):
            with archive.open(member) as content:
                found[name] = np.lib.format.read_array(content, allow_pickle=False)
                if content.read(1):
                    raise ValueError(f"{member} has bytes after its end")
    return found


def _header(archive, name):
    with archive.open(name) as member:
        version = np.lib.format.read_magic(member)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(member)
    if dtype.hasobject or any(length < 0 for length in shape):
        raise ValueError(f"{name} is no array of numbers")
    return dtype, shape
