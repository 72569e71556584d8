"""The beginning of every lesson: set-up and images."""

import re
import sys
import tomllib
from dataclasses import replace
from importlib import metadata

import numpy as np
import pytest
from places import ROOT

from coursecnn import datasets, lesson
from coursecnn.arguments.packages import installing


@pytest.fixture
def small(monkeypatch):
    """``load`` that gives 40 and 20 images, each of one grey level of its own; ``COURSECNN_QUICK`` is not set."""
    monkeypatch.delenv("COURSECNN_QUICK", raising=False)
    x = np.arange(60, dtype=np.uint8).reshape(60, 1, 1, 1)
    y = np.arange(60) % 10
    whole = datasets.Dataset("mnist", x[:40], y[:40], x[40:], y[40:], "real MNIST, from a folder.")
    monkeypatch.setattr(datasets, "load", lambda name: {"auto": whole}[name])
    return whole


def test_images_by_number_and_seed(small, capsys):
    some = lesson.data(12, 5)
    assert (len(some.x_train), len(some.x_test)) == (12, 5)
    assert np.array_equal(some.x_train, small.subset(12, 5, 0).x_train)
    assert not np.array_equal(some.x_train, lesson.data(12, 5, seed=1).x_train)
    assert capsys.readouterr().out.splitlines()[0] == "Data: 12 training and 5 test images of MNIST (real handwriting)."


def test_drawn_digits_are_called_so(small, monkeypatch, capsys):
    monkeypatch.setattr(datasets, "load", lambda name: replace(small, name="digits"))
    lesson.data(4, 4)
    said = capsys.readouterr().out
    assert "4 training and 4 test images of the drawn digits" in said and "not handwriting" in said


@pytest.mark.parametrize("value, quick", [("1", True), ("yes", True), ("0", False), ("", False), (" ", False)])
def test_quick_mode_is_a_quarter_and_says_so(small, monkeypatch, capsys, value, quick):
    monkeypatch.setenv("COURSECNN_QUICK", value)
    some = lesson.data(40, 18)
    assert (len(some.x_train), len(some.x_test)) == ((10, 5) if quick else (40, 18))
    assert ("a quarter of the images" in capsys.readouterr().out) == quick


def test_a_browser_is_slow(small, monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert len(lesson.data(40, 18).x_train) == 10
    printed = capsys.readouterr().out
    assert "this Python is a browser's: a quarter of the images" in printed and "%env COURSECNN_QUICK=0" in printed
    assert lesson.is_quick() and lesson.uses_stored()
    monkeypatch.setenv("COURSECNN_QUICK", "1")
    assert lesson.is_quick() and not lesson.uses_stored()
    monkeypatch.setenv("COURSECNN_QUICK", "0")
    assert len(lesson.data(40, 18).x_train) == 40 and not lesson.uses_stored()


def test_ready(capsys):
    pytest.importorskip("ipywidgets")
    assert lesson.check_setup() is True
    assert capsys.readouterr().out == "ready: Python and all packages of the course are here.\n"


def test_what_is_missing_is_named_with_its_remedy(monkeypatch, capsys):
    find = metadata.version

    def version(name):
        if name in ("matplotlib", "ipython"):
            raise metadata.PackageNotFoundError(name)
        return find(name)

    monkeypatch.setattr(metadata, "version", version)
    assert lesson.check_setup() is False
    said = capsys.readouterr().out
    assert f"The package matplotlib is missing: run `{installing('matplotlib>=3.8')}`, or `uv sync`" in said
    assert "The package ipython is missing" in said and "Restart Kernel" in said
    assert "numpy" not in said and "ready" not in said


def test_old_versions_are_named(monkeypatch, capsys):
    find = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "1.9.3" if name == "numpy" else find(name))
    monkeypatch.setattr(lesson.sys, "version_info", (3, 9, 1))
    assert lesson.check_setup() is False
    said = capsys.readouterr().out
    assert "numpy has version 1.9.3, but 1.26 or newer is needed" in said
    assert "Python 3.9 is too old: install Python 3.11" in said


def test_the_versions_are_those_of_the_project_file():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["course"]]
    least = dict(re.match(r"([a-z]+)>=([\d.]+)", item).groups() for item in named)
    least = {name: version for name, version in least.items() if name not in ("jupyterlab", "notebook")}
    assert lesson.PACKAGES == least
    assert project["requires-python"] == ">=" + ".".join(map(str, lesson.PYTHON))


@pytest.mark.parametrize(
    "guess, found, said",
    [
        ((3,), 3, "You guessed 3: right.\n"),
        ((0.3,), 0.1 + 0.2, "You guessed 0.3: right.\n"),
        ((5,), 4, "You guessed 5: it is 4, 1 less.\n"),
        ((-1,), 1, "You guessed -1: it is 1, 2 more.\n"),
        ((117_625,), 11_935, "You guessed 117625: it is 11,935, 9.9 times as small.\n"),
        ((1,), np.int64(8), "You guessed 1: it is 8, 8.0 times as large.\n"),
        (("12",), 12, "You guessed '12': right.\n"),
        (("many",), 12, "You guessed 'many': that is no number.\n"),
        (([1, 2, 3],), np.array([1, 5, 3]), "You guessed [1, 2, 3]: 2 of 3 numbers are right.\n"),
        (([1, 2],), np.zeros((2, 2)), "You guessed [1, 2]: its shape is (2,), and what was computed has (2, 2).\n"),
        (([1, [2]],), 3, "You guessed [1, [2]]: that is no number.\n"),
        (("max", "max", "mean"), "max", "You guessed 'max': right.\n"),
        (("max", "max", "mean"), "mean", "You guessed 'max': it is 'mean'.\n"),
        (("sum", "max", "mean"), "mean", "Choose one of 'max', 'mean'; 'sum' is none of them.\n"),
        ((...,), 3, ""),
        ((..., "max", "mean"), "mean", ""),
    ],
)
def test_a_guess_learns_how_far_off_it_was(capsys, guess, found, said):
    lesson.Guess(*guess).compare(found)
    assert capsys.readouterr().out == said
