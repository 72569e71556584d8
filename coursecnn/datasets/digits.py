"""The drawn digits as a data set of MNIST's size, drawn once and kept in the cache."""

import contextlib
import hashlib
from pathlib import Path

import numpy as np

from ..storage import open_regular, read_npz
from . import drawn, site, strokes
from .cache import cache_folder, save
from .dataset import Dataset, DatasetError

TRAIN, TEST = 60_000, 10_000
TRAIN_SEED, TEST_SEED = 0, 1
MOST = 60_000_000  # bytes in the cache: 70,000 images and labels are 55 million
FILE = "digits.npz"
SOURCE = "drawn digits, made by coursecnn: not handwriting, and not MNIST"


def load():
    """The Dataset of drawn digits; drawn anew where the cache does not have it, or has it broken."""
    return Dataset(name="digits", source=f"{SOURCE}.", class_names=tuple("0123456789"), **_parts())


def _parts():
    parts = None
    with contextlib.suppress(DatasetError):  # without a cache it only takes longer
        parts = _read(_path()) or _of_site()
    if parts is None:
        parts = _draw()
        with contextlib.suppress(DatasetError):
            save(_path(), lambda file: _write(file, parts))
    return parts


def fetch():
    """Draw the digits into the cache unless they are there; returns the file."""
    path = _path()
    if _read(path) is None:
        save(path, lambda file: _write(file, _draw()))  # drawn for half a minute: first see whether it can be written
    return path


def pack(path):
    """Write them compressed, a fifth of their size, for ``_of_site``."""
    save(path, lambda file: np.savez_compressed(file, version=np.array(_version()), **_parts()))


def _of_site():
    """The arrays that the site of the course carries, if this is its page: a browser draws them for 8 seconds."""
    if site.address() is None:
        return None
    data = site.ask(FILE)
    save(_path(), lambda file: file.write(data))
    return _read(_path())


def _path():
    return cache_folder() / FILE


def _draw():
    x_train, y_train = drawn.draw_digits(TRAIN, seed=TRAIN_SEED)
    x_test, y_test = drawn.draw_digits(TEST, seed=TEST_SEED)
    labels = {"y_train": y_train.astype(np.int64), "y_test": y_test.astype(np.int64)}  # one file for all machines
    return {"x_train": x_train, "x_test": x_test, **labels}


def _version():
    """Checksum of the generator's source: a changed generator must not find old drawings."""
    source = b"".join(Path(module.__file__).read_bytes() for module in (drawn, strokes))
    return hashlib.sha256(source).hexdigest()


def _write(file, parts):
    np.savez(file, version=np.array(_version()), **parts)


def _read(path):
    """The arrays in the cache, or None where they are not there, broken, or of another generator."""
    try:
        with open_regular(path) as file:
            arrays = read_npz(file, MOST)
        parts = {name: arrays[name] for name in ("x_train", "y_train", "x_test", "y_test")}
        version = str(arrays["version"])
    except Exception:  # however it is broken, it is drawn again
        return None
    images = all(parts[f"x_{part}"].dtype == np.uint8 for part in ("train", "test"))
    labels = all(parts[f"y_{part}"].dtype == np.int64 for part in ("train", "test"))
    shapes = [array.shape for array in parts.values()]
    expected = [(TRAIN, 1, 28, 28), (TRAIN,), (TEST, 1, 28, 28), (TEST,)]
    return parts if images and labels and shapes == expected and version == _version() else None
