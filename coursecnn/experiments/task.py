"""One run: what a worker does, on this machine or another."""

from dataclasses import replace
from functools import lru_cache
from math import isfinite

import numpy as np

from .. import datasets
from ..arguments import shown
from ..datasets import DatasetError
from ..functional import parallel
from ..training import Augmentation, Diverged, fit
from .build import build_net, build_optimizer

NAMES = ("auto", *datasets.catalog.SETS, "digits")


def run_task(task):
    """Train and test one net, with one thread.

    Parameters
    ----------
    task : dict
        ``configuration`` (complete), ``data`` (a name, see ``load_data``), ``epochs`` and ``seed``: of the first
        weights and of the order of images. The same task gives the same figures wherever it runs.

    Returns
    -------
    dict
        The task and what came of it, as plain data: ``ended`` ("finished" or "diverged"), ``parameters``, ``seconds``
        of training, the training's ``losses`` and ``accuracies`` by epoch; of the test ``correct``, ``total``,
        ``accuracy`` and ``loss``, which are ``None`` where the run diverged.
    """
    with parallel.one_thread():  # the others have runs of their own
        return _train(task)


def _train(task):
    data = _data(task["data"])
    model = build_net(task["configuration"], task["seed"])
    try:
        history = fit(model, data, epochs=task["epochs"], batch_size=task["configuration"]["batch_size"],
                      optimizer=build_optimizer(task["configuration"]), seed=task["seed"],
                      augment=Augmentation("shift", pixels=task["configuration"]["shift"]),
                      progress=False)  # fmt: skip
    except Diverged as error:
        history = error.history
    if history.ended == "interrupted":
        raise KeyboardInterrupt  # half a run is no result
    test = history.test if history.test is not None and isfinite(history.test.loss) else None
    return task | {
        "ended": "finished" if test else "diverged",
        "parameters": int(sum(np.size(array) for array in model.params.values())),
        "seconds": round(history.seconds, 3),
        "losses": [float(loss) for loss in history.column("loss")],
        "accuracies": [float(accuracy) for accuracy in history.column("accuracy")],
        "correct": test.correct if test else None,
        "total": test.total if test else None,
        "accuracy": test.accuracy if test else None,
        "loss": float(test.loss) if test else None,
    }


def _data(name):
    try:
        return load_data(name)
    except DatasetError as error:
        raise DatasetError(str(error)) from None  # as it can travel between processes


@lru_cache(maxsize=2)
def load_data(name):
    """Images by a name that any worker understands, kept for the next run.

    Parameters
    ----------
    name : str
        A name of ``coursecnn.datasets.load``, or with two numbers for a part of it: ``"mnist:6000:1000"`` is 6,000
        training and 1,000 test images, always the same ones. With ``validation`` after the name, as in
        ``"mnist:validation"`` or ``"mnist:validation:6000:1000"``, the last sixth of the training images stands in for
        the test images, to choose settings by.
    """
    kind, validation, sizes = parse_name(name)
    data = datasets.load(kind)
    if validation:
        kept = len(data.x_train) * 5 // 6
        data = replace(data, x_train=data.x_train[:kept], y_train=data.y_train[:kept],
                       x_test=data.x_train[kept:], y_test=data.y_train[kept:])  # fmt: skip
    return data.subset(*sizes) if sizes else data


def parse_name(name):
    """``("mnist", False, [6000, 1000])`` from ``"mnist:6000:1000"``; the list is empty where there are no numbers."""
    kind, *sizes = str(name).split(":")
    validation = sizes[:1] == ["validation"]
    sizes = sizes[validation:]
    if len(sizes) not in (0, 2) or not all(size.isdecimal() and int(size) > 0 for size in sizes):
        raise ValueError(
            f'data must be a name such as "mnist", or with numbers of images "mnist:6000:1000", not {shown(name)}.'
        )
    if kind not in NAMES:
        raise ValueError(f"There is no data set {shown(kind)} here: choose one of {', '.join(NAMES)}.")
    return kind, validation, [int(size) for size in sizes]


def settle_name(name):
    """The name with "auto" replaced by what this machine has, so that all workers use the same images."""
    kind, validation, sizes = parse_name(name)
    if kind == "auto":
        kind = load_data(name).name
    return ":".join([kind, *["validation"] * validation, *map(str, sizes)])
