"""A net that reads digits, for the labs that need one: trained once, then in the cache."""

import contextlib
import hashlib
import json
import threading
from pathlib import Path

import numpy as np

from ... import storage
from ...datasets import digits, idxsets, to_float
from ...datasets.cache import cache_folder
from ...datasets.catalog import MNIST
from ...datasets.drawn import draw_digits
from ...experiments import build_net, complete
from ...layers import Conv2d, Sequential
from ...training import outputs
from ..kit import background
from ..training.runs import Run

RECIPE = {"filters": [8, 16], "kernel_sizes": 5, "shift": 1}
NAMES = {"mnist": "images of MNIST", "digits": "drawn digits"}
IMAGES, TESTED, EPOCHS = 20_000, 2_000, 3
SAMPLES, SAMPLE_SEED = 250, 77
FIRST = 38  # the sample that is shown first, an 8: one whose number is not its digit
WITH_PACKAGE = Path(__file__).parent / "kept"  # the web site's package brings its nets: a browser trains slowly
_lock = threading.Lock()  # a second lab waits for the first one's net


def digit_task(kind=None):
    """What is trained, as for ``coursecnn.experiments``: on MNIST where it is on this machine, else on drawn digits."""
    kind = kind or ("mnist" if idxsets.is_here(MNIST) else "digits")
    return {"configuration": complete(RECIPE), "data": f"{kind}:{IMAGES}:{TESTED}", "epochs": EPOCHS, "seed": 0}


def untrained():
    """The net of ``digit_task()`` before its training: layers and sizes."""
    return build_net(digit_task()["configuration"])


def digit_net(changed=lambda run: None, task=None):
    """A net that reads digits: from the cache, or trained now and kept there.

    Parameters
    ----------
    changed : function (Run)
        Called a few times a second while it trains; see ``Run.step`` and ``Run.left``.
    task : dict
        ``digit_task()`` unless given.

    Returns
    -------
    net : Sequential
    about : str
        A sentence: what it was trained on, and how it did in the test.

    Raises
    ------
    RuntimeError
        One sentence where the training did not come to its end.
    """
    return background.finish(digit_job(changed, task))


def digit_job(changed=lambda run: None, task=None):
    """``digit_net`` for ``background``, in pieces."""
    task = digit_task() if task is None else task
    yield from background.turn(_lock)
    try:
        if (kept := kept_net(task)) is not None:
            return kept
        run = Run(task)
        yield from run.job(lambda: changed(run))
        if run.state != "finished":
            raise RuntimeError(run.sentence)
        _write(task, run)
    finally:
        _lock.release()
    return run.net, _about(task, *run.test[:2])


def checked(net):
    """``net`` as it is; one sentence where it is not a net for images (N, 1, 28, 28) and ten classes. None may be."""
    if net is None:
        return None
    if not isinstance(net, Sequential):
        raise ValueError(f"net must be a Sequential net, not {type(net).__name__}.")
    try:
        shape = outputs(net, np.zeros((1, 1, 28, 28), np.float32)).shape
    except (ValueError, TypeError) as error:
        raise ValueError(f"The net must take images of shape (N, 1, 28, 28): {error}") from None
    if shape != (1, 10):
        raise ValueError(f"The net must give ten numbers for each image, not an output of shape {shape[1:]}.")
    return net


def samples():
    """Drawn digits that no net of a lab was trained on: (25, 10, 28, 28) uint8, in turns 0 to 9."""
    images, labels = draw_digits(SAMPLES, SAMPLE_SEED)
    return np.stack([images[labels == digit, 0] for digit in range(10)], axis=1)


def digit_of(number):
    """The digit of the sample of this number, if they are counted one after the other."""
    return number % 10


def drawn(number):
    """The same in a sentence."""
    return f"The digit drawn is {digit_of(number)}."


def feature_maps(net, image):
    """One image through a net that is in evaluation mode.

    Parameters
    ----------
    net : Sequential
    image : (28, 28) uint8

    Returns
    -------
    maps : list of (C, H, W)
        What goes into the second and every further convolution, and what goes into the rest of the net.
    scores : (10,)
    """
    x, maps = to_float(image)[None, None], []
    for layer in net:
        before, x = x, layer(x)
        if before.ndim == 4 and (x.ndim == 2 or isinstance(layer, Conv2d)):
            maps.append(before[0])
    return maps[1:], x[0]  # without the image itself


def path_of(task):
    """Where the net of a task is kept: another recipe, or other images, is another file."""
    kind = task["data"].partition(":")[0]
    images = digits._version() if kind == "digits" else [file.contents for file in MNIST.files]
    key = json.dumps([task, repr(build_net(task["configuration"])), images], sort_keys=True)
    return cache_folder() / "nets" / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"


def kept_net(task=None):
    """What ``digit_net`` returns, if the cache has it; None where the file is missing or broken."""
    task = digit_task() if task is None else task
    net, path = build_net(task["configuration"]), path_of(task)
    for place in (path, WITH_PACKAGE / path.name):
        with contextlib.suppress(storage.FileError, KeyError, TypeError, ValueError):
            info, arrays = storage.read(place, "net of a lab")
            storage.put_arrays(net, arrays, place)
            return net, _about(task, int(info["correct"]), int(info["total"]))
    return None


def _write(task, run):
    path, (correct, total, _) = path_of(task), run.test
    with contextlib.suppress(storage.FileError, OSError):  # a cache that cannot be written only costs time
        path.parent.mkdir(parents=True, exist_ok=True)
        storage.write(path, "net of a lab", {"correct": correct, "total": total}, storage.arrays_of(run.net))


def _about(task, correct, total):
    kind, images, _ = task["data"].split(":")
    return f"A small net, trained on {int(images):,} {NAMES[kind]}; of {total:,} others it read {correct:,} right."
