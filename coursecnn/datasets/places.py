"""Where the files of MNIST lie, under the names that programs unpack them by; their contents are checked afterwards."""

import os
import re
from pathlib import Path

import numpy as np

from ..storage import open_regular, read_npz
from .dataset import DatasetError
from .idx import MOST

ARRAYS = "x_train", "y_train", "x_test", "y_test"  # in the npz file of Keras


def find(folder, file):
    """Path of an ``IdxFile`` in ``folder``, or None.

    Its own name, gzip or not, comes first; then names such as ``train-images.idx3-ubyte``, in any case, and a folder of
    that name with the file in it.
    """
    for path in (folder / f"{file.name}.gz", folder / file.name):
        if os.path.isfile(path):
            return path
    pattern = re.compile(rf"{file.name.replace('-', '[-._ ]?')}( ?\(\d+\))?(\.idx)?(\.gz)?", re.IGNORECASE)
    fitting = [folder / name for name in _names(folder) if pattern.fullmatch(name)]
    fitting += [path / name for path in fitting for name in _names(path) if pattern.fullmatch(name)]
    return next((path for path in fitting if os.path.isfile(path)), None)


def find_npz(folder):
    """Path of ``mnist.npz``, as Keras keeps it, in ``folder``, or None."""
    return next((folder / name for name in _names(folder) if re.fullmatch(r"mnist(\.npz)?\.npz", name.lower())), None)


def near_misses(folder):
    """Names in ``folder`` that look as if they were files of MNIST."""
    return [name for name in _names(folder) if re.search(r"mnist|t10k|(train|test).*(images|labels)", name.lower())]


def idx_files(path):
    """The four files that ``mnist.npz`` of Keras holds, as the bytes of IDX files, in the order of ``ARRAYS``."""
    try:
        with open_regular(path) as file:
            arrays = read_npz(file, MOST)
        arrays = [arrays[name] for name in ARRAYS]
    except Exception:  # there is no end to what a damaged file makes of its readers
        raise DatasetError(f"{path} is not the file mnist.npz of Keras, or it was cut or damaged.") from None
    for name, array in zip(ARRAYS, arrays):
        if array.dtype != np.uint8 or array.ndim not in (1, 3):
            raise DatasetError(f"{path}: {name} is {array.dtype} of shape {array.shape}, not bytes as in MNIST.")
    return [_idx(array) for array in arrays]


def _idx(array):
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + np.ascontiguousarray(array).tobytes()


def _names(folder):
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def why_not(given):
    """Why the folder ``given`` of COURSECNN_DATA cannot hold anything, or None."""
    given = Path(given)
    try:
        os.listdir(given)
    except FileNotFoundError:
        return f"COURSECNN_DATA is set to {given}, which does not exist"
    except NotADirectoryError:
        return f"COURSECNN_DATA is set to {given}, which is a file: it must name the folder"
    except OSError as error:
        return f"COURSECNN_DATA is set to {given}, which cannot be read ({(error.strerror or '').lower()})"
    return None
