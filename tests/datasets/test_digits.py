"""The drawn digits as a data set, and the cache that keeps them."""

import os
import sys

import numpy as np
import pytest

from coursecnn import datasets
from coursecnn.datasets import cache, digits, drawn


@pytest.fixture
def cached(monkeypatch, tmp_path):
    """An empty cache, and a small set to draw."""
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(digits, "TRAIN", 30)
    monkeypatch.setattr(digits, "TEST", 20)
    return tmp_path / "cache" / "digits.npz"


def test_digits_are_the_drawn_ones_and_cached(cached, monkeypatch):
    data = datasets.load("digits")
    assert data.name == "digits" and data.classes == 10 and "drawn digits" in data.source
    np.testing.assert_array_equal(data.x_train, drawn.draw_digits(30, seed=0)[0])
    np.testing.assert_array_equal(data.y_test, drawn.draw_digits(20, seed=1)[1])
    assert data.x_train.dtype == np.uint8 and data.y_train.dtype == np.intp
    monkeypatch.setattr(drawn, "draw_digits", None)
    again = datasets.load("digits")
    for part in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(getattr(again, part), getattr(data, part))
    assert datasets.fetch("digits") == cached


def test_a_broken_cache_of_digits_is_made_anew(cached):
    path = datasets.fetch("digits")
    whole, expected = path.read_bytes(), datasets.load("digits")
    rng = np.random.default_rng(0)
    for attempt in range(12):
        broken = bytearray(whole)
        if attempt % 3 == 0:
            broken = broken[: rng.integers(len(whole))]
        else:
            broken[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        path.write_bytes(broken)
        data = datasets.load("digits")
        for part in ("x_train", "y_train", "x_test", "y_test"):
            np.testing.assert_array_equal(getattr(data, part), getattr(expected, part))


def arrays_in(path):
    with np.load(path) as file:
        return {name: (file[name].dtype, file[name].tolist()) for name in file}


@pytest.mark.parametrize("change", ["version", "dtype", "shape", "name", "npy"])
def test_a_foreign_cache_of_digits_is_made_anew(cached, change):
    path = datasets.fetch("digits")
    expected = arrays_in(path)
    with np.load(path) as file:
        parts = dict(file)
    if change == "version":
        parts["version"] = np.array("older")
    elif change == "dtype":
        parts["y_train"] = parts["y_train"].astype(np.int32)
    elif change == "shape":
        parts["x_train"], parts["y_train"] = parts["x_train"][:9], parts["y_train"][:9]
    elif change == "name":
        del parts["x_test"]
    if change == "npy":
        np.save(path.with_suffix(".npy"), parts["x_train"])
        os.replace(path.with_suffix(".npy"), path)
    else:
        np.savez(path, **parts)
    datasets.load("digits")
    assert arrays_in(path) == expected


class Harm:
    """What a pickle can do to whoever reads it."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def test_a_pickle_in_the_cache_is_not_opened(cached, tmp_path):
    path = datasets.fetch("digits")
    with np.load(path) as file:
        parts = dict(file)
    np.savez(path, **{**parts, "x_train": np.array([Harm(tmp_path / "harm")], dtype=object)})
    assert datasets.load("digits").x_train.shape == (30, 1, 28, 28)
    assert not (tmp_path / "harm").exists()


def test_another_generator_does_not_find_old_drawings(cached, monkeypatch, tmp_path):
    datasets.fetch("digits")
    before = arrays_in(cached)["version"]
    changed = tmp_path / "drawn.py"
    changed.write_text("# another generator")
    monkeypatch.setattr(drawn, "__file__", str(changed))
    datasets.load("digits")
    assert arrays_in(cached)["version"] != before


def test_a_cache_that_cannot_be_written_is_told_before_half_a_minute_of_drawing(cached, monkeypatch, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(digits, "_draw", lambda: pytest.fail("it was drawn"))
    with pytest.raises(datasets.DatasetError, match="set COURSECNN_CACHE to a folder that can be written"):
        datasets.fetch("digits")


def test_save_leaves_the_old_file_when_writing_fails(tmp_path):
    path = tmp_path / "deep" / "file"
    cache.save(path, lambda file: file.write(b"old"))

    def fail(file):
        file.write(b"ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(datasets.DatasetError, match="No space left on device"):
        cache.save(path, fail)
    assert path.read_bytes() == b"old" and len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize(
    "platform, variable, expected",
    [
        ("linux", "XDG_CACHE_HOME", ("coursecnn",)),
        ("linux", None, (".cache", "coursecnn")),
        ("darwin", None, ("Library", "Caches", "coursecnn")),
        ("win32", "LOCALAPPDATA", ("coursecnn", "Cache")),
        ("win32", None, ("AppData", "Local", "coursecnn", "Cache")),
    ],
)
def test_cache_folder(monkeypatch, tmp_path, platform, variable, expected):
    for name in ("COURSECNN_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(cache.Path, "home", lambda: tmp_path)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path))
    assert cache.cache_folder() == tmp_path.joinpath(*expected)
