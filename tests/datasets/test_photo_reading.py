"""Many photos: read in blocks and by threads, kept from so many on, counted and told."""

import io
import os
import sys
from collections import Counter

import numpy as np
import pytest

from coursecnn import datasets
from coursecnn.datasets import kept, opening, photos

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def numbered(monkeypatch):
    """Photos are numbers: a photo is as light as its file says, and is cut where that is even."""

    def read_photo(file, size, grey):
        if file < 0:
            raise opening.Unreadable(f"{-file}.png", f"reason {-file}", "replace it" if file % 2 else "remove it")
        return np.full((1 if grey else 3, size, size), file % 256, np.uint8), {"cut"} if file % 2 == 0 else set()

    monkeypatch.setattr(photos, "read_photo", read_photo)


@pytest.fixture
def files(tmp_path):
    """Three photos, of the levels 0, 1 and 2."""
    for level in range(3):
        Image.new("RGB", (8, 8), (level,) * 3).save(tmp_path / f"{level}.png")
    return [tmp_path / f"{level}.png" for level in range(3)]


def blocks(files, size=2, grey=False, workers=1, done=None):
    return photos._blocks(files, size, grey, workers, False, Counter() if done is None else done)


# --- blocks and threads -----------------------------------------------------------------------------------------------


def test_at_most_256_photos_are_in_memory(numbered):
    done = Counter(cut=5)
    found = list(blocks(range(600), done=done))
    assert [len(block) for block in found] == [256, 256, 88] and done == {"cut": 300}
    assert np.concatenate(found)[:, 2, 1, 1].tolist() == [i % 256 for i in range(600)]


@pytest.mark.parametrize(
    "size, grey, n", [(8, False, 5), (8, True, 15), (9, True, 11), (9, False, 3), (18, False, 1), (4, False, 20)]
)
def test_no_more_bytes_of_photos_are_in_memory(numbered, monkeypatch, size, grey, n):
    monkeypatch.setattr(photos, "BLOCK", (40, 5 * 3 * 8 * 8 + 2))
    found = [len(block) for block in blocks(range(41), size, grey)]
    assert found == [n] * (41 // n) + [41 % n] * (41 % n > 0)


@pytest.mark.parametrize("workers, pools", [(1, []), (2, [2]), (3, [3])])
def test_one_worker_is_no_pool(numbered, monkeypatch, workers, pools):
    made = []

    class Pool(photos._Alone):
        def __init__(self, threads):
            made.append(threads)

    monkeypatch.setattr(photos, "ThreadPoolExecutor", Pool)
    monkeypatch.setattr(sys, "platform", "linux")
    assert len(next(blocks([1, 2], workers=workers))) == 2 and made == pools


def test_as_many_threads_as_processors(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "sched_getaffinity", {0: {1, 4, 5}}.__getitem__, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert photos._threads(None) == 3 and photos._threads(1) == 1 and photos._threads(9) == 9
    monkeypatch.delattr(os, "sched_getaffinity")
    assert photos._threads(None) == 8
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert photos._threads(None) == 1
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert photos._threads(None) == photos._threads(5) == 1


# --- files that cannot be read ----------------------------------------------------------------------------------------


def test_one_file_that_cannot_be_read_is_told_as_such(numbered):
    with pytest.raises(photos.UnreadablePhotos) as error:
        photos.read_photos([5, -1, 6], 2)
    assert str(error.value) == "1.png cannot be read as an image (reason 1): replace it."


@pytest.mark.parametrize("n, more", [(2, ""), (5, ""), (6, " and 1 more"), (7, " and 2 more")])
def test_files_that_cannot_be_read_are_listed(numbered, n, more):
    with pytest.raises(photos.UnreadablePhotos) as error:
        photos.read_photos([-i for i in range(n, 0, -1)], 2)
    first = ", ".join(f"{i}.png (reason {i})" for i in range(1, min(n, 5) + 1))
    ways = "remove them, or replace them"
    assert str(error.value) == f"{n} files cannot be read as images: {first}{more}; {ways}."


def test_beside_files_that_cannot_be_read_no_photos_are_held(numbered):
    found = blocks([1, -1, *range(600), -2])
    with pytest.raises(photos.UnreadablePhotos, match="^2 files cannot be read"):
        next(found)


def test_files_that_cannot_be_read_are_no_fault_of_the_cache(numbered, monkeypatch, tmp_path, capsys):
    read, read_photo = [], photos.read_photo

    def counted(file, *args):
        read.append(file)
        return read_photo(file, *args)

    monkeypatch.setattr(photos, "read_photo", counted)
    monkeypatch.setattr(photos, "KEPT", (2, 10**9))
    monkeypatch.setattr(kept, "place", lambda files, shape: tmp_path / "x.npy")
    with pytest.raises(photos.UnreadablePhotos, match="^1.png cannot be read"):
        photos.read_photos([1, -1, 2], 2, progress=True, workers=1)
    assert read == [1, -1, 2] and "Not kept" not in capsys.readouterr().out and not (tmp_path / "x.npy").exists()


# --- what is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "n, size, grey, is_kept",
    [(499, 1, False, False), (500, 1, False, True), (1, 9_999, True, False), (1, 10_000, True, True),
     (1, 5_773, False, False), (1, 5_774, False, True)],
)  # fmt: skip
def test_from_so_many_on_photos_are_kept(numbered, monkeypatch, tmp_path, n, size, grey, is_kept):
    asked = []
    monkeypatch.setattr(kept, "place", lambda files, shape: asked.append(shape))  # no place: nothing is written
    monkeypatch.setattr(photos, "_blocks", lambda *_: [np.zeros((n, 1), np.uint8)])
    photos.read_photos([1] * n, size, grey)
    assert asked == [(n, 1 if grey else 3, size, size)] * is_kept


def test_photos_come_in_the_order_that_is_asked_for(files):
    for rows, levels in ((None, [0, 1, 2]), (np.array([2, 0]), [2, 0])):
        images, done = photos.read_photos(files, 8, rows=rows)
        assert images[:, 0, 0, 0].tolist() == levels and images.shape == (len(levels), 3, 8, 8) and done == {}


def test_grey_photos_are_told_as_such(files, capsys):
    assert photos.read_photos(files, 9, True, progress=True)[1] == {"greyed": 3, "enlarged": 3}
    assert capsys.readouterr().out == "Reading 3 images as 1 x 9 x 9 bytes: 0.2 kB in all.\n"


def test_what_another_process_removed_is_read_again(files, monkeypatch, capsys):
    monkeypatch.setattr(photos, "KEPT", (3, 10**9))
    monkeypatch.setattr(kept, "find", lambda *_: None)
    images, done = photos.read_photos(files, 9)
    assert images[:, 0, 4, 4].tolist() == [0, 1, 2] and done == {"enlarged": 3} and capsys.readouterr().out == ""


def full(path, shape, blocks, done):
    list(blocks)
    raise datasets.DatasetError("The disk is full.")


def test_what_was_done_is_counted_once(files, monkeypatch, capsys):
    monkeypatch.setattr(photos, "KEPT", (3, 10**9))
    monkeypatch.setattr(kept, "keep", full)
    images, done = photos.read_photos(files, 9)
    assert images[:, 0, 4, 4].tolist() == [0, 1, 2] and done == {"enlarged": 3} and capsys.readouterr().out == ""


def test_what_is_said_is_seen_while_photos_are_read(files, monkeypatch):
    """As in a log, which gets a line when it is passed on."""
    log, seen, read_photo = io.BytesIO(), [], photos.read_photo

    def look():
        seen.append(log.getvalue().count(b"\n"))

    def keep(*_):
        look()
        raise datasets.DatasetError("The disk is full.")

    def read(*args):
        look()
        return read_photo(*args)

    monkeypatch.setattr(photos, "read_photo", read)
    monkeypatch.setattr(photos, "KEPT", (3, 10**9))
    monkeypatch.setattr(kept, "keep", keep)
    monkeypatch.setattr(photos, "bar_of", lambda n, progress: photos._NoBar())
    with monkeypatch.context() as context:
        context.setattr(sys, "stdout", io.TextIOWrapper(log))
        photos.read_photos(files, 8, progress=True, workers=1)
        sys.stdout.detach()
    first, second = log.getvalue().decode().splitlines()
    assert seen == [1, 2, 2, 2] and first.startswith("Reading 3 images as 3 x 8 x 8 bytes: 0.6 kB in all, kept in ")
    assert second == "Not kept: The disk is full. The images are read again, now and next time."


# --- words and bars ---------------------------------------------------------------------------------------------------


def test_what_was_done_in_words():
    assert photos.summary(Counter(), 1, 8, False) == "1 image made 8 x 8 in colour"
    assert photos.summary(Counter(cut=1200, white=1, moving=0), 1500, 8, True) == (
        "1,500 images made 8 x 8 in grey (1 transparent, laid on white; 1,200 cut to the middle square)"
    )


@pytest.mark.parametrize(
    "size, text",
    [
        (12, "0.0 kB"), (1_000, "1.0 kB"), (499_500, "499.5 kB"), (999_000, "999.0 kB"), (1_000_000, "1.0 MB"),
        (2_000_000, "2.0 MB"), (999_900_000, "999.9 MB"), (1_000_000_000, "1.0 GB"), (2_500_000_000_000, "2,500.0 GB"),
    ],
)  # fmt: skip
def test_sizes_in_words(size, text):
    assert photos._mega((size,)) == photos._mega((size // 2, 2)) == text


def test_a_bar_of_the_photos(numbered, monkeypatch):
    pytest.importorskip("tqdm")
    with photos.bar_of(7, True) as bar:
        assert bar.total == 7 and bar.dynamic_ncols and bar.mininterval == 0.5 and bar.leave is False
    assert isinstance(photos.bar_of(7, False), photos._NoBar)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert isinstance(photos.bar_of(7, True), photos._NoBar)


def test_a_bar_goes_on_by_one_with_each_photo(numbered, monkeypatch):
    steps = []

    class Bar(photos._NoBar):
        def update(self, n):
            steps.append(n)

    monkeypatch.setattr(photos, "bar_of", lambda n, progress: Bar() if (n, progress) == (3, True) else None)
    photos.read_photos([1, 2, 3], 2, progress=True)
    assert steps == [1, 1, 1]
