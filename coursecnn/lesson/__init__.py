"""What lessons share: is the set-up complete, which images are used, and how far off was a guess."""

import os
import re
import sys
from importlib import metadata

import numpy as np

from .. import datasets
from ..arguments.packages import installing
from .calls import stored
from .quick import QUICK, is_quick, uses_stored

PYTHON = (3, 11)
PACKAGES = {
    "numpy": "1.26",
    "threadpoolctl": "3.5",
    "ipython": "8.20",
    "ipywidgets": "8.1",
    "anywidget": "0.9",
    "matplotlib": "3.8",
    "pooch": "1.8",
    "tqdm": "4.66",
}
SHARE = 4  # in quick mode one image of so many is used
KINDS = {
    "mnist": "MNIST (real handwriting)",
    "digits": "the drawn digits of coursecnn "
    "(not handwriting: MNIST is not on this machine and could not be downloaded)",
}


def check_setup():
    """Print "ready", or what is missing and how to install it.

    Returns
    -------
    bool
        True where nothing is missing.
    """
    faults = [*_python_faults(sys.version_info[:2]), *_package_faults()]
    if not faults:
        print("ready: Python and all packages of the course are here.")
        return True
    print(*faults, sep="\n")
    print("After installing choose Kernel > Restart Kernel, and run this cell again.")
    return False


def data(n_train, n_test, seed=0):
    """Some images of MNIST, or of the drawn digits where MNIST cannot be had; prints which and how many.

    In quick mode it is a quarter of them: with the environment variable ``COURSECNN_QUICK`` set to 1, and in a browser,
    whose Python computes ten times slower, unless it is set to 0. A browser takes stored results besides, see
    ``stored``; ``COURSECNN_QUICK=stored`` does so elsewhere.

    Parameters
    ----------
    n_train, n_test : int
        Up to 60,000 and 10,000.
    seed : int
        Of the choice of images.

    Returns
    -------
    Dataset
        See ``coursecnn.datasets``; its ``source`` says where the images came from.
    """
    quick = is_quick()
    if quick:
        n_train, n_test = -(-n_train // SHARE), -(-n_test // SHARE)
    chosen = datasets.load("auto").subset(n_train, n_test, seed)
    mode = f" Quick mode ({QUICK}=1): a quarter of the images, so accuracies are lower." if quick else ""
    if quick and uses_stored():
        mode = (
            " Quick mode, as this Python is a browser's: a quarter of the images, so accuracies are lower. "
            "Numbers in the text are of the run that the lesson's page shows; long computations take their results "
            f"from it, and say so. To compute all of them here, in many minutes, run %env {QUICK}=0 first."
        )
    print(f"Data: {n_train:,} training and {n_test:,} test images of {KINDS[chosen.name]}.{mode}")
    return chosen


class Guess:
    """What a reader expects, written down before the cell that finds out. Without a guess nothing is said.

    Parameters
    ----------
    value : number, sequence of numbers or str
        The guess; ``...`` stands for none.
    *choices : str
        The words to choose from, where it is not a number.
    """

    def __init__(self, value=..., *choices):
        self.value, self.choices = value, choices
        if value is not ... and choices and value not in choices:
            print(f"Choose one of {', '.join(map(repr, choices))}; {value!r} is none of them.")
            self.value = ...

    def compare(self, found):
        """Print how far the guess was off ``found``; a guess that cannot be compared is no error."""
        if self.value is ...:
            return
        print(f"You guessed {self.value!r}:", self._verdict(found))

    def _verdict(self, found):
        if self.choices:
            return "right." if self.value == found else f"it is {found!r}."
        try:
            mine, found = np.asarray(self.value, float), np.asarray(found, float)
        except (TypeError, ValueError):
            return "that is no number."
        if mine.shape != found.shape:
            return f"its shape is {mine.shape}, and what was computed has {found.shape}."
        if found.ndim:
            return f"{np.isclose(mine, found).sum()} of {found.size} numbers are right."
        return _distance(float(mine), float(found))


def _distance(mine, found):
    if np.isclose(mine, found):
        return "right."
    many, few = max(mine, found), min(mine, found)
    if few > 0 and many >= 2 * few:
        return f"it is {found:,.6g}, {many / few:,.1f} times as {'small' if mine > found else 'large'}."
    return f"it is {found:,.6g}, {many - few:,.3g} {'less' if mine > found else 'more'}."


def _python_faults(version):
    if version < PYTHON:
        needed = ".".join(map(str, PYTHON))
        yield f"Python {'.'.join(map(str, version))} is too old: install Python {needed} or newer from https://python.org."


def _package_faults():
    for name, least in PACKAGES.items():
        if name == "pooch" and sys.platform == "emscripten":  # a browser downloads in its own way
            continue
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            fault = f"The package {name} is missing"
        else:
            if _numbers(found) >= _numbers(least):
                continue
            fault = f"The package {name} has version {found}, but {least} or newer is needed"
        yield f"{fault}: run `{installing(f'{name}>={least}')}`, or `uv sync` in a terminal in the course's folder."


def _numbers(version):
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
