"""Where MNIST and Fashion-MNIST are looked for, in which order, and what is said where they are not."""

import gzip
import sys

import numpy as np
import pytest
from data_places import Place, idx_bytes

from coursecnn import datasets
from coursecnn.datasets import catalog, idxsets, places, site

FILES = [file.name for file in catalog.MNIST.files]


@pytest.fixture
def place(monkeypatch, tmp_path):
    return Place(monkeypatch, tmp_path)


@pytest.fixture
def mirrors(monkeypatch):
    """Mirrors are asked, in a browser's Python too."""
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def alone(place, mirrors, monkeypatch):
    """No mirror answers, which is said at once."""

    def reachable(urls, seconds):
        raise datasets.DatasetError("no mirror could be reached.")

    monkeypatch.setattr(idxsets, "reachable", reachable)
    return place


def fill(place, names=FILES, contents=None):
    """Put files into the cache."""
    (place.cache / "mnist").mkdir(parents=True, exist_ok=True)
    for name in names:
        (place.cache / "mnist" / f"{name}.gz").write_bytes(gzip.compress((contents or place.files)[name], mtime=0))


def not_available(name="mnist"):
    with pytest.raises(datasets.NotAvailable) as error:
        datasets.load(name)
    return str(error.value), error.value.why


REMEDY = "set COURSECNN_DATA to its folder, run `"


def test_what_is_said_where_nothing_is(alone):
    said, why = not_available()
    cached = alone.cache / "mnist"
    assert why == f"COURSECNN_DATA is not set; {cached} does not hold it; no mirror could be reached"
    assert said.startswith(f"real MNIST could not be had ({why}): {REMEDY}")
    assert said.endswith("` online, or use --data digits.")
    assert not_available("fashion-mnist")[0].endswith("` online.")
    fill(alone, FILES[:1])
    why = not_available()[1]
    assert why == f"COURSECNN_DATA is not set; {cached} does not hold all of it; no mirror could be reached"
    fill(alone, contents=dict.fromkeys(FILES, b""))
    assert "; the cache is broken: " in not_available()[1]


def test_what_is_said_of_a_folder_without_the_files(alone):
    alone.give(files={})
    expected = (
        f"COURSECNN_DATA is set, but there is no {FILES[0]} (or .gz) in {alone.data} or its folders mnist, raw, "
        "mnist/raw, MNIST/raw"
    )
    assert not_available()[1].startswith(f"{expected}; {alone.cache}")
    alone.give("raw", files={f"mnist{i}.csv": b"" for i in range(5)})
    expected += " (there is mnist0.csv, mnist1.csv, mnist2.csv)"
    assert not_available()[1].startswith(f"{expected}; {alone.cache}")
    fill(alone)
    data = datasets.load("mnist")
    assert alone.is_mnist(data) and data.source == f"real MNIST, from the cache {alone.cache / 'mnist'} ({expected})."


def test_what_is_said_of_the_cache(alone):
    fill(alone)
    assert datasets.load("mnist").source == f"real MNIST, from the cache {alone.cache / 'mnist'}."
    alone.give()
    assert datasets.load("mnist").source == f"real MNIST, from {alone.data}."


def test_what_is_said_of_a_download(place, mirrors, monkeypatch):
    monkeypatch.setattr(idxsets, "reachable", lambda urls, seconds: urls)
    monkeypatch.setattr(
        idxsets,
        "download",
        lambda urls, checksum, most: gzip.compress(place.files[urls[0].split("/")[-1][:-3]], mtime=0),
    )
    place.use_mirrors("http://one/", "http://two/")
    data = datasets.load("mnist")
    assert place.is_mnist(data) and data.source == f"real MNIST, downloaded to {place.cache / 'mnist'}."


def test_what_mirrors_are_asked_for_and_how_long(mirrors, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path))
    monkeypatch.delenv("COURSECNN_DATA", raising=False)
    asked = []

    def reachable(urls, seconds):
        asked.append((urls, seconds))
        raise datasets.DatasetError("none")

    monkeypatch.setattr(idxsets, "reachable", reachable)
    urls = [f"{mirror}{FILES[0]}.gz" for mirror in catalog.MNIST.mirrors]
    not_available()
    with pytest.raises(datasets.DatasetError, match=r"^real MNIST could not be fetched \(none\): try again later "):
        datasets.fetch("mnist")
    assert asked == [(urls, 5), (urls, 30)]


def test_each_file_is_asked_for_with_its_checksum_and_its_limit(place, mirrors, monkeypatch):
    asked = []

    def download(urls, checksum, most):
        asked.append((urls, checksum, most))
        return gzip.compress(place.files[FILES[len(asked) - 1]], mtime=0)

    monkeypatch.setattr(idxsets, "reachable", lambda urls, seconds: urls[::-1])
    monkeypatch.setattr(idxsets, "download", download)
    place.use_mirrors("http://one/", "http://two/")
    assert datasets.fetch("mnist") == place.cache / "mnist"
    kind = catalog.SETS["mnist"]
    assert asked == [
        ([f"http://two/{file.name}.gz", f"http://one/{file.name}.gz"], file.gzipped, 100_000_000) for file in kind.files
    ]
    assert datasets.fetch("mnist") == place.cache / "mnist" and len(asked) == 4


def test_a_browser_asks_its_site_alone(place, monkeypatch):
    asked = []

    def fetch(name, contents):
        asked.append((name, contents))
        return gzip.compress(place.files[name], mtime=0)

    fill(place, FILES[1:2])
    monkeypatch.setattr(site, "fetch", fetch)
    monkeypatch.setattr(idxsets, "reachable", lambda *_: pytest.fail("a mirror was asked"))
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert place.is_mnist(datasets.load("mnist"))
    kind = catalog.SETS["mnist"]
    assert asked == [(file.name, file.contents) for file in kind.files if file.name != FILES[1]]


def test_whether_a_set_is_here(place, monkeypatch, tmp_path):
    def is_here(name="mnist"):
        return idxsets.is_here(catalog.SETS[name])

    assert is_here() is False
    fill(place, FILES[1:])
    assert is_here() is False
    fill(place)
    assert is_here() is True and is_here("fashion-mnist") is False
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "none"))
    place.give(files={FILES[0]: b""})
    assert is_here() is True and is_here("fashion-mnist") is False
    monkeypatch.setenv("COURSECNN_DATA", "~nosuchuser/x")
    assert is_here() is False


@pytest.mark.parametrize("files", [FILES, FILES[:1]])
def test_files_of_their_own_come_before_the_file_of_keras(place, files):
    place.give(files={name: place.files[name] for name in files})
    (place.data / "mnist.npz").write_bytes(b"PK")
    if files == FILES:
        assert place.is_mnist(datasets.load("mnist"))
    else:
        with pytest.raises(datasets.DatasetError, match=rf"holds other files of real MNIST but no {FILES[1]} \(or"):
            datasets.load("mnist")


def test_the_file_of_keras_is_mnist_alone(alone):
    alone.give("fashion-mnist", {"mnist.npz": b"PK"})
    assert not_available("fashion-mnist")[1].startswith("COURSECNN_DATA is set, but there is no ")
    place = alone.give("mnist", {"MNIST.npz": b"PK"})
    with pytest.raises(datasets.DatasetError, match=r"MNIST\.npz is not the file mnist\.npz of Keras"):
        datasets.load("mnist")
    assert places.find_npz(place) == place / "MNIST.npz" and places.find_npz(alone.data) is None


def test_a_file_of_another_length_is_cut_or_longer(place):
    for content, words in (
        (place.files[FILES[1]] + b"a", "has bytes after its end: its header promises 20 bytes and it has 21"),
        (place.files[FILES[1]][:-1], "is cut: its header promises 20 bytes and it has 19"),
        (idx_bytes(np.zeros((2, 0), np.uint8)), r"holds an array of shape \(2, 0\), but .* of real MNIST is \(12,\)"),
    ):
        place.give(files=place.files | {FILES[1]: content})
        with pytest.raises(datasets.DatasetError, match=words):
            datasets.load("mnist")
