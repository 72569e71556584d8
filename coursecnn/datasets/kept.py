"""Small photos in the user's cache: a file in the order of their names, and one in the order asked for last."""

import contextlib
import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import numpy as np

from .cache import cache_folder, save

READERS = "photo.py", "photos.py"
FOLDER = 16  # letters of a name that stand for the folder and the size
ROWS = 256  # that are in memory together while they are put in order


def place(files, shape):
    """Where these photos are kept: other names, sizes or times of files, or another reader, give another place.

    The name begins with what stays the same when a folder changes: where its classes lie, and the size.
    """
    parts = [*(Path(__file__).with_name(name).read_bytes() for name in READERS), repr(shape).encode()]
    for file in files:
        status = os.stat(file)
        state = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino  # the last two: files swapped
        parts.append(f"{os.path.abspath(file)}\0{state}".encode())
    folder = _digest(f"{_above(files)}\0{shape[1:]}".encode())[:FOLDER]
    return cache_folder() / "photos" / f"{folder}-{_digest(b''.join(part + bytes(1) for part in parts))}.npy"


def _above(files):
    """The folder that holds all the files; without one, on several drives, that of the first."""
    folders = {os.path.dirname(os.path.abspath(file)) for file in files}
    try:
        return os.path.commonpath(folders)
    except ValueError:
        return min(folders)


def can_write(path):
    """Whether the folder of the cache is there, or can be made, and takes files."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(path.parent, os.W_OK) or path.exists()


def keep(path, shape, blocks, done):
    """Write the photos that ``blocks`` gives, then what was done to them, in place of those of the folder before.

    Raises ``DatasetError``.
    """
    save(path, lambda file: _write(file, shape, blocks))
    save(_notes(path), lambda file: file.write(json.dumps(done).encode()))
    for other in path.parent.glob(f"{path.stem[:FOLDER]}-*"):  # what the folder held before
        if not other.name.startswith(path.stem):
            _remove(other)


def find(path, shape):
    """``(images, done)`` from the cache, or None where they are not there or broken."""
    try:
        done = Counter(json.loads(_notes(path).read_bytes()))
        done.total()  # of numbers, or it raises
    except Exception:  # however it is broken, the photos are read again
        return None
    images = _view(path, shape)
    return None if images is None else (images, done)


def in_order(path, images, rows):
    """``images[rows]`` as a view of a file beside ``path``, which takes the place of those with other orders."""
    ordered = path.with_stem(f"{path.stem}-{_digest(np.asarray(rows, np.int64).tobytes())}")
    found = _view(ordered, images.shape)
    if found is not None:
        return found
    for other in path.parent.glob(f"{path.stem}-*.npy"):
        _remove(other)
    save(ordered, lambda file: _write(file, images.shape, _blocks(images, rows)))
    found = _view(ordered, images.shape)
    return images[rows] if found is None else found  # another process, with another order, took its place


def _remove(file):
    with contextlib.suppress(OSError):  # Windows removes no file that is in use
        file.unlink()


def _blocks(images, rows):
    for start in range(0, len(rows), ROWS):
        yield images[rows[start : start + ROWS]]


def _view(path, shape):
    try:
        images = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception:
        return None
    return images if images.shape == shape and images.dtype == np.uint8 else None


def _write(file, shape, blocks):
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
    for block in blocks:
        file.write(block.tobytes())


def _notes(path):
    return path.with_suffix(".json")


def _digest(content):
    return hashlib.sha256(content).hexdigest()[:32]
