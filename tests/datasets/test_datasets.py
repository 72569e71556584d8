"""MNIST and Fashion-MNIST: found, downloaded and verified; and what is said when they cannot be had."""

import gc
import gzip
import logging
import os
import subprocess
import sys
import time

import numpy as np
import pytest
from data_places import SHAPES, Mirror, Place, closed_port, contents, idx_bytes, one_sentence

from coursecnn import datasets
from coursecnn.datasets import download, idx

REAL = os.environ.get("COURSECNN_DATA")


@pytest.fixture
def place(monkeypatch, tmp_path):
    return Place(monkeypatch, tmp_path)


@pytest.fixture
def mirror():
    gc.freeze()  # what is there already, ten thousand tests among it, is not looked at
    server = Mirror()
    yield server
    server.close()
    gc.collect()  # a connection left open is a fault of the test that left it, not of a later one
    gc.unfreeze()


@pytest.fixture
def other_mirror():
    server = Mirror()
    yield server
    server.close()


# --- from COURSECNN_DATA ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("subfolder", [".", "mnist"])
@pytest.mark.parametrize("name", ["mnist", "auto"])
def test_mnist_from_the_folder_given(place, subfolder, zipped, name):
    folder = place.give(subfolder, zipped=zipped)
    data = datasets.load(name)
    assert place.is_mnist(data)
    assert data.source == f"real MNIST, from {folder}."


def test_zipped_under_a_plain_name_and_the_reverse(place):
    place.give(zipped=True)
    for path in list(place.data.iterdir()):
        path.rename(path.with_suffix(""))
    assert place.is_mnist(datasets.load("mnist"))
    for path in list(place.data.iterdir()):
        path.write_bytes(place.files[path.name])
        path.rename(path.with_name(path.name + ".gz"))
    assert place.is_mnist(datasets.load("mnist"))


OTHER_NAMES = {
    "7-Zip": lambda name: name.replace("-idx", ".idx"),
    "7-Zip, gzip": lambda name: name.replace("-idx", ".idx") + ".gz",
    "capitals": str.upper,
    "downloaded again": lambda name: f"{name} (1)",
    "torchvision": lambda name: f"MNIST/raw/{name}",
    "raw": lambda name: f"raw/{name}",
    "Kaggle": lambda name: f"{name}/{name.replace('-idx', '.idx')}",
}


@pytest.mark.parametrize("rename", OTHER_NAMES.values(), ids=OTHER_NAMES)
def test_names_by_which_programs_unpack_it(place, rename):
    place.give(files={})
    for name, data in place.files.items():
        path = place.data / rename(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    assert place.is_mnist(datasets.load("mnist"))


def test_the_file_of_keras(place):
    place.give(files={})
    images, labels, test_images, test_labels = place.arrays.values()
    content = {"x_train": images, "y_train": labels, "x_test": test_images, "y_test": test_labels}
    np.savez_compressed(place.data / "mnist.npz", **content)
    assert place.is_mnist(datasets.load("mnist"))
    np.savez_compressed(place.data / "mnist.npz", **content | {"y_test": test_labels[::-1]})
    with pytest.raises(datasets.DatasetError, match=r"mnist\.npz is not t10k-labels-idx1-ubyte of real MNIST") as error:
        datasets.load("mnist")
    one_sentence(error)
    (place.data / "mnist.npz").write_bytes(b"PK")
    with pytest.raises(datasets.DatasetError, match="is not the file mnist.npz of Keras, or it was cut or damaged"):
        datasets.load("auto")


def test_a_near_miss_is_named(place):
    place.give(files={"mnist_train.csv": b"5,0,0"})
    with pytest.raises(datasets.NotAvailable, match=r"\(there is mnist_train.csv\)") as error:
        datasets.load("mnist")
    one_sentence(error)


def test_a_folder_given_that_cannot_be(place, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    cases = {
        tmp_path / "nowhere": "which does not exist",
        tmp_path / "file": "which is a file",
        "~nosuchuser/x": "no such",
    }
    for folder, words in cases.items():
        monkeypatch.setenv("COURSECNN_DATA", str(folder))
        with pytest.raises(datasets.DatasetError, match=words) as error:
            datasets.load("mnist")
        one_sentence(error)
    monkeypatch.setenv("COURSECNN_DATA", str(tmp_path / "nowhere"))
    assert "which does not exist" in datasets.load("auto").source


def test_without_a_home(place, monkeypatch):
    pwd = pytest.importorskip("pwd", reason="a password file is POSIX")

    def nobody(uid):
        raise KeyError(uid)

    for name in ("HOME", "COURSECNN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for name in ("mnist", "digits"):
        with pytest.raises(datasets.DatasetError, match="no home folder .*: set COURSECNN_CACHE") as error:
            datasets.fetch(name)
        one_sentence(error)
    assert "no home folder" in datasets.load("auto").source and len(datasets.load("digits").x_train) == 30


def test_fashion_mnist_has_its_own_folder(place):
    place.give("fashion-mnist", place.fashion)
    data = datasets.load("fashion-mnist")
    assert data.name == "fashion-mnist" and data.class_names[9] == "Ankle boot" and "Fashion-MNIST" in data.source
    np.testing.assert_array_equal(data.x_test[:, 0], idx.parse(place.fashion["t10k-images-idx3-ubyte"], "x"))
    assert datasets.load("auto").name == "digits"
    place.give()
    (place.data / "fashion-mnist").rename(place.data / "clothes")
    with pytest.raises(datasets.NotAvailable, match="COURSECNN_DATA is set, but there is no"):
        datasets.load("fashion-mnist")


def flipped(data):
    return data[:-1] + bytes([data[-1] ^ 1])


IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES = "t10k-images-idx3-ubyte"
FAULTS = {
    "one bit": (lambda p: {IMAGES: flipped(p.files[IMAGES])}, "of its contents begins with"),
    "one label": (lambda p: {LABELS: flipped(p.files[LABELS])}, "of its contents begins with"),
    "cut": (lambda p: {IMAGES: p.files[IMAGES][:-1]}, "is cut"),
    "empty": (lambda p: {LABELS: b""}, "begins with nothing"),
    "web page": (lambda p: {LABELS: b"<!DOCTYPE html>"}, "not an IDX file"),
    "other size": (lambda p: {IMAGES: idx_bytes(np.zeros((3, 32, 32), np.uint8))}, r"shape \(3, 32, 32\)"),
    "swapped": (
        lambda p: {IMAGES: p.files[TEST_IMAGES], TEST_IMAGES: p.files[IMAGES]},
        "holds t10k-images-idx3-ubyte of real MNIST, not train-images-idx3-ubyte",
    ),
    "labels as images": (lambda p: {IMAGES: p.files[LABELS]}, "holds train-labels-idx1-ubyte of real MNIST"),
    "fashion": (lambda p: p.fashion, "holds train-images-idx3-ubyte of Fashion-MNIST"),
}


@pytest.mark.parametrize("name", ["mnist", "auto"])
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("fault", FAULTS)
def test_broken_files_are_named_and_kept(place, fault, zipped, name):
    change, words = FAULTS[fault]
    place.give(zipped=zipped)
    changed = change(place)
    place.give(files=changed, zipped=zipped)
    before = contents(place.data)
    with pytest.raises(datasets.DatasetError, match=words) as error:
        datasets.load(name)
    assert str(place.data / next(iter(changed))) in one_sentence(error)
    assert contents(place.data) == before and not place.cache.exists()


@pytest.mark.parametrize("name", ["mnist", "auto"])
def test_incomplete_folder(place, name):
    place.give("mnist")
    (place.data / "mnist" / LABELS).unlink()
    with pytest.raises(datasets.DatasetError, match=f"no {LABELS}") as error:
        datasets.load(name)
    one_sentence(error)


# --- the cache and the mirrors ----------------------------------------------------------------------------------------


def test_nothing_anywhere(place):
    with pytest.raises(datasets.NotAvailable) as error:
        datasets.load("mnist")
    text = one_sentence(error)
    for words in ("COURSECNN_DATA is not set", str(place.cache), "set COURSECNN_DATA", "coursecnn data fetch mnist"):
        assert words in text
    asked = "there is no site to ask" if sys.platform == "emscripten" else "127.0.0.1"
    assert "--data digits" in text and asked in text
    with pytest.raises(datasets.NotAvailable) as error:
        datasets.load("fashion-mnist")
    assert "coursecnn data fetch fashion-mnist" in one_sentence(error) and "digits" not in str(error.value)
    with pytest.raises(datasets.DatasetError, match="could not be fetched") as error:
        datasets.fetch("mnist")
    one_sentence(error)


def test_a_folder_without_files_is_mentioned(place):
    place.give(files={"notes.txt": b"MNIST?"})
    with pytest.raises(datasets.NotAvailable, match="COURSECNN_DATA is set, but there is no") as error:
        datasets.load("mnist")
    assert str(place.data) in one_sentence(error)
    assert str(place.data) in datasets.load("auto").source


def test_auto_says_that_it_took_drawn_digits(place):
    data = datasets.load("auto")
    assert data.name == "digits"
    assert "drawn digits" in data.source and "real MNIST could not be had" in data.source
    assert "COURSECNN_DATA is not set" in data.source and "drawn digits" in repr(data)


@pytest.mark.parametrize("name", ["mnist", "auto"])
def test_download_fills_the_cache_once(place, mirror, name, capsys):
    mirror.serve(place.files)
    place.use_mirrors(mirror.url)
    data = datasets.load(name)
    assert place.is_mnist(data) and "downloaded to" in data.source
    assert sorted(mirror.asked) == sorted(f"{file}.gz" for file in SHAPES)
    assert {str(path) for path in contents(place.cache)} == {os.path.join("mnist", f"{file}.gz") for file in SHAPES}
    printed = capsys.readouterr()
    assert "%" in printed.err and printed.out == ""
    place.use_mirrors(closed_port())
    data = datasets.load(name)
    assert place.is_mnist(data) and "from the cache" in data.source
    assert datasets.fetch("mnist") == place.cache / "mnist"


def test_reading_the_cache_needs_no_pooch(place, mirror, monkeypatch):
    mirror.serve(place.files)
    place.use_mirrors(mirror.url)
    datasets.fetch("mnist")
    monkeypatch.setitem(sys.modules, "pooch", None)
    assert place.is_mnist(datasets.load("mnist"))
    (place.cache / "mnist" / f"{LABELS}.gz").unlink()
    with pytest.raises(datasets.NotAvailable, match="needs pooch, which is not installed: run `.*pip install .*pooch`"):
        datasets.load("mnist")


def test_the_second_mirror_serves_when_the_first_is_down(place, mirror):
    mirror.serve(place.files)
    place.use_mirrors(closed_port(), mirror.url)
    assert place.is_mnist(datasets.load("mnist"))


@pytest.mark.parametrize("fault", ["cut", "error", "wrong"])
def test_the_second_mirror_serves_when_the_first_is_broken(place, mirror, other_mirror, fault):
    mirror.serve(place.files)
    other_mirror.serve(place.files)
    break_mirror(mirror, place, fault)
    place.use_mirrors(mirror.url, other_mirror.url)
    datasets.fetch("mnist")
    assert place.is_mnist(datasets.load("mnist"))


def break_mirror(mirror, place, fault):
    if fault == "wrong":
        mirror.pages[f"{TEST_IMAGES}.gz"] = gzip.compress(place.fashion[TEST_IMAGES])
    elif fault == "missing":
        del mirror.pages[f"{TEST_IMAGES}.gz"]
    else:
        mirror.faults[f"{TEST_IMAGES}.gz"] = fault


@pytest.mark.parametrize("fault", ["cut", "error", "wrong", "missing"])
def test_a_broken_download_stays_nowhere_and_is_resumed(place, mirror, fault, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    mirror.serve(place.files)
    break_mirror(mirror, place, fault)
    place.use_mirrors(mirror.url)
    with pytest.raises(datasets.DatasetError, match=f"{TEST_IMAGES}.gz could not be downloaded") as error:
        datasets.fetch("mnist")
    assert mirror.url.split("/")[2] in one_sentence(error)
    kept = [f"{name}.gz" for name in (IMAGES, LABELS)]
    assert sorted(path.name for path in contents(place.cache)) == sorted(kept)
    assert not list((tmp_path / "temporary").iterdir())
    assert datasets.load("auto").name == "digits"

    mirror.serve(place.files)
    mirror.faults.clear()
    mirror.asked.clear()
    datasets.fetch("mnist")
    assert not set(kept) & set(mirror.asked)
    assert place.is_mnist(datasets.load("mnist"))


def test_a_broken_file_in_the_cache_is_named_and_then_replaced(place, mirror):
    mirror.serve(place.files)
    place.use_mirrors(mirror.url)
    broken = datasets.fetch("mnist") / f"{LABELS}.gz"
    broken.write_bytes(broken.read_bytes()[:-9])
    place.use_mirrors(closed_port())
    with pytest.raises(datasets.DatasetError, match="the cache is broken") as error:
        datasets.load("mnist")
    assert str(broken) in one_sentence(error) and broken.exists()
    assert str(broken) in datasets.load("auto").source
    place.use_mirrors(mirror.url)
    mirror.asked.clear()
    assert place.is_mnist(datasets.load("mnist"))
    assert mirror.asked == [broken.name]


def test_offline_is_told_in_time(mirror):
    mirror.faults["x.gz"] = "silent"
    start = time.monotonic()
    with pytest.raises(datasets.DatasetError, match="no answer within 0.3 seconds"):
        download.reachable([f"{mirror.url}x.gz"], 0.3)
    assert time.monotonic() - start < 60


def test_a_mirror_without_the_file_does_not_count(mirror):
    with pytest.raises(datasets.DatasetError, match=r"^no mirror could be reached: .*\(does not have the file\)$"):
        download.reachable([f"{mirror.url}x.gz"], 110)


def test_a_quick_mirror_is_not_kept_waiting_by_a_silent_one(mirror, other_mirror):
    mirror.faults["x.gz"] = "silent"
    other_mirror.pages["x.gz"] = b"x"
    urls = [f"{mirror.url}x.gz", f"{other_mirror.url}x.gz"]
    start = time.monotonic()
    assert download.reachable(urls, 110) == urls[::-1]
    assert time.monotonic() - start < 60


def test_pooch_says_nothing_and_keeps_its_log_level(place, mirror, monkeypatch):
    import pooch

    said = []
    monkeypatch.setattr(pooch.get_logger(), "handle", said.append)
    mirror.serve(place.files)
    place.use_mirrors(mirror.url)
    before = pooch.get_logger().level
    datasets.fetch("mnist")
    assert not said and pooch.get_logger().level == before != logging.WARNING


def test_a_cache_that_cannot_be_written(place, mirror, tmp_path):
    mirror.serve(place.files)
    place.use_mirrors(mirror.url)
    (tmp_path / "cache").write_text("a file where the folder should be")
    for name in ("mnist", "digits"):
        with pytest.raises(datasets.DatasetError, match="set COURSECNN_CACHE") as error:
            datasets.fetch(name)
        one_sentence(error)
    assert len(datasets.load("digits").x_train) == 30


# pooch leaves the connection of a download that was broken off to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_download_that_is_too_large_or_too_slow(mirror, monkeypatch):
    mirror.pages["x.gz"] = bytes(200_000)
    with pytest.raises(datasets.DatasetError, match="it sends more than 100,000 bytes"):
        download.download([f"{mirror.url}x.gz"], "sha256:0", 100_000)
    monkeypatch.setattr(download, "STALLED", 0.3)
    mirror.faults["x.gz"] = "silent"
    with pytest.raises(datasets.DatasetError, match="it is too slow|Timeout"):
        download.download([f"{mirror.url}x.gz"], "sha256:0", 300_000)
    mirror.faults["x.gz"] = "dripping"  # no timeout of a connection notices
    with pytest.raises(datasets.DatasetError, match="it is too slow"):
        download.download([f"{mirror.url}x.gz"], "sha256:0", 300_000)


# --- the real thing, and the import -----------------------------------------------------------------------------------


def test_import_is_light():
    code = "import sys, coursecnn.datasets; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pooch", "tqdm", "PIL", "matplotlib", "requests", "ipywidgets"} & set(modules)


@pytest.mark.skipif(not REAL, reason="COURSECNN_DATA is not set: it names a folder with the four MNIST files")
def test_real_mnist(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))
    data = datasets.load("mnist")
    assert data.x_train.shape == (60_000, 1, 28, 28) and data.x_test.shape == (10_000, 1, 28, 28)
    assert data.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(data.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert data.x_train.mean() / 255 == pytest.approx(0.1307, abs=1e-4)
    assert data.x_train.std() / 255 == pytest.approx(0.3081, abs=1e-4)
    assert "real MNIST" in data.source and not (tmp_path / "cache").exists()
    assert datasets.load("auto").name == "mnist"
