"""Photos as one array: made alike, read in parallel, and kept small in the cache."""

import hashlib
import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from .cache import cache_folder, save
from .dataset import DatasetError
from .photo import WORDS, read_photo

BLOCK = 256  # photos that are in memory together, at their small size
KEPT = 500  # fewer photos are read anew each time; so many and more are kept in the cache


def read_photos(files, size, grey=False, *, workers=None, progress=False):
    """Many photos, made alike.

    Photos are read block by block, so that only small ones are held. From 500 on the result is kept in the user's
    cache, and comes back as a view of that file, of which the system holds what is used.

    Parameters
    ----------
    files : list of Path
    size, grey
        As in ``read_photo``.
    workers : int, optional
        Threads that read; one for each processor unless given.
    progress : bool
        Say how much memory the photos take and show a bar.

    Returns
    -------
    images : uint8 array (n, 3 or 1, size, size)
    done : Counter
        How many photos each of ``WORDS`` was done to.

    Raises
    ------
    DatasetError
        One sentence that lists the files that cannot be read.
    """
    shape = (len(files), 1 if grey else 3, size, size)
    path = None if len(files) < KEPT else _place(files, shape)
    found = path and _kept(path, shape)
    if found:
        return found
    if progress:
        where = f", kept in {path}" if path else ""
        print(
            f"Reading {len(files):,} images as {' x '.join(map(str, shape[1:]))} bytes: {_mega(shape)} in all{where}.",
            flush=True,
        )
    done = Counter()
    blocks = _blocks(files, size, grey, workers, progress, done)
    if path is None:
        return np.concatenate(list(blocks)), done
    try:
        save(path, lambda file: _write(file, shape, blocks))
        save(_notes(path), lambda file: file.write(json.dumps(done).encode()))
    except DatasetError as error:
        if isinstance(error, UnreadablePhotos):
            raise
        return np.concatenate(list(_blocks(files, size, grey, workers, progress, done))), done
    return _kept(path, shape)


class UnreadablePhotos(DatasetError):
    """Files that cannot be read as images; the message lists them."""


def summary(done, n, size, grey):
    """What was done to ``n`` photos, in words."""
    kind = "grey" if grey else "colour"
    words = [f"{done[key]:,} {text}" for key, text in WORDS.items() if done[key]]
    return f"{n:,} images made {size} x {size} in {kind}" + (f" ({'; '.join(words)})" if words else "")


def _blocks(files, size, grey, workers, progress, done):
    """The photos in arrays of up to ``BLOCK``, in order."""
    faults, threads = [], _threads(workers)
    done.clear()

    def one(file):
        try:
            return read_photo(file, size, grey)
        except DatasetError:
            raise
        except Exception as error:  # Pillow's readers raise a dozen types for broken files
            return f"{file} ({error.strerror if isinstance(error, OSError) and error.errno else type(error).__name__})"

    with _bar(len(files), progress) as bar, ThreadPoolExecutor(threads) if threads > 1 else _Alone() as pool:
        for start in range(0, len(files), BLOCK):
            images = []
            for result in pool.map(one, files[start : start + BLOCK]):
                bar.update(1)
                if isinstance(result, str):
                    faults.append(result)
                else:
                    images.append(result[0])
                    done.update(result[1])
            if images and not faults:
                yield np.stack(images)
    if faults:
        raise UnreadablePhotos(_listed(faults))


def _listed(faults):
    shown, more = ", ".join(faults[:5]), f" and {len(faults) - 5} more" if len(faults) > 5 else ""
    what = "1 file" if len(faults) == 1 else f"{len(faults)} files"
    return f"{what} cannot be read as images: {shown}{more}; remove or replace them."


def _threads(workers):
    if sys.platform == "emscripten":  # a browser's Python has no threads
        return 1
    if workers is None:
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return workers


class _Alone:
    """A pool without threads."""

    map = staticmethod(map)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


class _NoBar(_Alone):
    def update(self, n):
        pass


def _bar(n, progress):
    if progress:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return _NoBar()
        return tqdm(total=n, unit=" images", dynamic_ncols=True, mininterval=0.5, leave=False)
    return _NoBar()


def _mega(shape):
    size = int(np.prod(shape))
    return next(
        f"{size / unit:,.1f} {name}"
        for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
        if size >= unit or name == "kB"
    )


def _place(files, shape):
    """Where these photos are kept: another list, other sizes or times of files, another reader give another place."""
    parts = [Path(__file__).read_bytes(), repr(shape).encode()]
    for file in files:
        status = os.stat(file)
        parts.append(f"{os.path.abspath(file)}\0{status.st_size}\0{status.st_mtime_ns}".encode())
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    return cache_folder() / "photos" / f"{digest}.npy"


def _notes(path):
    return path.with_suffix(".json")


def _write(file, shape, blocks):
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    for block in blocks:
        file.write(block.tobytes())


def _kept(path, shape):
    """``(images, done)`` from the cache, or None where they are not there or broken."""
    try:
        done = Counter(json.loads(_notes(path).read_bytes()))
        images = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception:  # however it is broken, the photos are read again
        return None
    return (images, done) if images.shape == shape and images.dtype == np.uint8 else None
