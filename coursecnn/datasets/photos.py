"""Photos as one array: made alike, read in parallel, and kept small in the cache."""

import math
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..arguments import count
from . import kept
from .dataset import DatasetError
from .opening import Unreadable, quiet
from .photo import WORDS, read_photo

BLOCK = 256, 64_000_000  # photos that are in memory together, at their small size: so many, of so many bytes at most
KEPT = 500, 100_000_000  # so many photos, or so many bytes, are kept in the cache; fewer are read anew each time


def read_photos(files, size, grey=False, *, rows=None, workers=None, progress=False):
    """Many photos, made alike.

    Photos are read block by block, so that only small ones are held. From 500 or 100 MB on the result is kept in the
    user's cache, and comes back as a view of a file, of which the system holds what is used.

    Parameters
    ----------
    files : list of Path
    size, grey
        As in ``read_photo``.
    rows : (n,) integers, optional
        The order in which the photos come back; another order needs no second reading.
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
    rows = np.arange(len(files)) if rows is None else rows
    few = len(files) < KEPT[0] and math.prod(shape) < KEPT[1]
    path = None if few else kept.place(files, shape)
    path = path if path and kept.can_write(path) else None
    found = path and kept.find(path, shape)
    if progress and not found:
        where = f", kept in {path}" if path else ""
        print(
            f"Reading {len(files):,} images as {' x '.join(map(str, shape[1:]))} bytes: {_mega(shape)} in all{where}.",
            flush=True,
        )
    done = Counter()
    blocks = _blocks(files, size, grey, workers, progress, done)
    if path is not None:
        try:
            if not found:
                kept.keep(path, shape, blocks, done)
            if found := found or kept.find(path, shape):
                return kept.in_order(path, found[0], rows), found[1]
            blocks = _blocks(files, size, grey, workers, progress, done)  # another process removed them
        except UnreadablePhotos:
            raise
        except DatasetError as error:  # the cache cannot be written
            if found:
                return found[0][rows], found[1]
            if progress:
                print(f"Not kept: {error} The images are read again, now and next time.", flush=True)
            blocks = _blocks(files, size, grey, workers, progress, done)
    return np.concatenate(list(blocks))[rows], done


class UnreadablePhotos(DatasetError):
    """Files that cannot be read as images; the message lists them."""


def summary(done, n, size, grey):
    """What was done to ``n`` photos, in words."""
    kind = "grey" if grey else "colour"
    words = [f"{done[key]:,} {text}" for key, text in WORDS.items() if done[key]]
    return f"{count(n, 'image')} made {size} x {size} in {kind}" + (f" ({'; '.join(words)})" if words else "")


def _blocks(files, size, grey, workers, progress, done):
    """The photos in arrays of up to ``BLOCK``, in order."""
    faults, threads = [], _threads(workers)
    done.clear()

    def one(file):
        try:
            return read_photo(file, size, grey)
        except Unreadable as error:
            return error

    at_once = max(1, min(BLOCK[0], BLOCK[1] // ((1 if grey else 3) * size**2)))
    with bar_of(len(files), progress) as bar, ThreadPoolExecutor(threads) if threads > 1 else _Alone() as pool:
        for start in range(0, len(files), at_once):
            images = []
            with quiet():
                for result in pool.map(one, files[start : start + at_once]):
                    bar.update(1)
                    if isinstance(result, Unreadable):
                        faults.append(result)
                    else:
                        images.append(result[0])
                        done.update(result[1])
            if images and not faults:
                yield np.stack(images)
    if faults:
        raise UnreadablePhotos(_listed(faults))


def _listed(faults):
    if len(faults) == 1:
        return str(faults[0])
    first = sorted(faults, key=lambda fault: str(fault.file))[:5]
    shown = ", ".join(f"{fault.file} ({fault.why})" for fault in first)
    more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""
    ways = sorted({fault.way.replace(" it", " them") for fault in faults})
    return f"{len(faults)} files cannot be read as images: {shown}{more}; {', or '.join(ways)}."


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


def bar_of(n, progress):
    """A progress bar over ``n`` images, where there is tqdm and it is wanted."""
    if progress:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return _NoBar()
        return tqdm(total=n, unit=" images", dynamic_ncols=True, mininterval=0.5, leave=False)
    return _NoBar()


def _mega(shape):
    size = math.prod(shape)
    return next(
        f"{size / unit:,.1f} {name}"
        for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
        if size >= unit or name == "kB"
    )
