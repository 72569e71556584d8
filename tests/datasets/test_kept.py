"""Small photos in the cache: where they are kept, what is taken from there and what is not."""

import os
import pickle
import re

import numpy as np
import pytest

from coursecnn import datasets
from coursecnn.datasets import kept, photos

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")
SHAPE = (2, 3, 8, 8)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def photos_in(folder, names=("0.png", "1.png")):
    """Files of noise in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, name in enumerate(names):
        Image.fromarray(np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)).save(folder / name)
    return [folder / name for name in names]


def test_a_place_is_of_a_folder_a_size_and_a_state_of_its_files(tmp_path, own_cache):
    files = [*photos_in(tmp_path / "pets" / "cat"), *photos_in(tmp_path / "pets" / "dog")]
    place = kept.place(files, SHAPE)
    assert place.parent == own_cache / "photos" and re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]{32}\.npy", place.name)
    assert kept.place(files, SHAPE) == place
    more = kept.place([*files, *photos_in(tmp_path / "pets" / "emu")], SHAPE)
    others = [kept.place(photos_in(tmp_path / name), SHAPE) for name in ("cars", "pots")]
    other_size = kept.place(files, (4, 3, 9, 9))
    assert more != place and more.name[:17] == place.name[:17]
    assert len({path.name[:16] for path in (place, other_size, *others)}) == 4
    files[0].write_bytes(files[0].read_bytes() + b"more")
    assert kept.place(files, SHAPE) != place and kept.place(files, SHAPE).name[:17] == place.name[:17]


def test_files_on_several_drives_have_a_place_too(tmp_path, monkeypatch):
    files = [*photos_in(tmp_path / "b"), *photos_in(tmp_path / "a")]
    alone = kept.place(files[2:], SHAPE)

    def commonpath(folders):
        raise ValueError("Paths don't have the same drive")

    monkeypatch.setattr(os.path, "commonpath", commonpath)
    assert kept.place(files, SHAPE).name[:17] == alone.name[:17]
    assert kept.place(files[:2], SHAPE).name[:17] != alone.name[:17]


def test_a_folder_takes_the_place_of_itself_alone(tmp_path, own_cache):
    blocks = [np.arange(2 * 3 * 8 * 8, dtype=np.uint8).reshape(SHAPE)]
    one, other = photos_in(tmp_path / "one"), photos_in(tmp_path / "other")
    for files in (one, other):
        kept.keep(kept.place(files, SHAPE), SHAPE, blocks, {"cut": 2})
    before = kept.place(one, SHAPE)
    one[0].write_bytes(one[0].read_bytes() + b"more")
    after = kept.place(one, SHAPE)
    kept.keep(after, SHAPE, blocks, {"cut": 1})
    assert kept.find(before, SHAPE) is None
    for place, cut in ((after, 1), (kept.place(other, SHAPE), 2)):
        images, done = kept.find(place, SHAPE)
        np.testing.assert_array_equal(images, blocks[0])
        assert done == {"cut": cut} and done["white"] == 0
    assert len(list((own_cache / "photos").iterdir())) == 4


class Opens:
    """An object whose pickle makes a file when it is loaded."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_nothing_that_lies_in_the_cache_is_run(tmp_path):
    path = tmp_path / "x.npy"
    path.with_suffix(".json").write_text("{}")
    path.write_bytes(pickle.dumps(Opens(tmp_path / "made")))
    assert kept.find(path, SHAPE) is None and not (tmp_path / "made").exists()


@pytest.mark.parametrize("notes", [None, b"", b"[[]]", b"{", b"5", b"\xff", b'{"cut": "2"}', b'{"cut": [2]}'])
def test_photos_without_their_notes_are_none(tmp_path, notes):
    path = tmp_path / "x.npy"
    np.save(path, np.zeros(SHAPE, np.uint8))
    if notes is not None:
        path.with_suffix(".json").write_bytes(notes)
    assert kept.find(path, SHAPE) is None
    path.with_suffix(".json").write_bytes(b'{"cut": 2}')
    assert kept.find(path, SHAPE)[1] == {"cut": 2}


def test_a_cache_that_cannot_be_written_is_not_spoken_of(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(photos, "KEPT", (2, 10**9))
    files = photos_in(tmp_path / "pets")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "file"))
    assert photos.read_photos(files, 8, progress=True)[0].shape == SHAPE
    assert capsys.readouterr().out == "Reading 2 images as 3 x 8 x 8 bytes: 0.4 kB in all.\n"
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))
    photos.read_photos(files, 8, progress=True)
    place = kept.place(files, SHAPE)
    assert capsys.readouterr().out == f"Reading 2 images as 3 x 8 x 8 bytes: 0.4 kB in all, kept in {place}.\n"
    photos.read_photos(files, 8, progress=True)
    assert capsys.readouterr().out == ""


def test_kept_photos_are_views_of_files_and_are_not_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "KEPT", (2, 10**9))
    files, rows = photos_in(tmp_path / "pets"), np.array([1, 0])
    first, done = photos.read_photos(files, 9, rows=rows)
    monkeypatch.setattr(photos, "read_photo", None)
    again, done_again = photos.read_photos(files, 9, rows=rows)
    assert isinstance(first, np.memmap) and isinstance(again, np.memmap) and done == done_again == {"enlarged": 2}
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(photos.read_photos(files, 9)[0], first[::-1])

    def in_order(path, images, rows):
        raise datasets.DatasetError("No room.")

    monkeypatch.setattr(kept, "in_order", in_order)
    held, done = photos.read_photos(files, 9, rows=rows)
    assert not isinstance(held, np.memmap) and done == {"enlarged": 2}
    np.testing.assert_array_equal(held, first)


def test_where_a_cache_can_be_written(tmp_path, monkeypatch):
    path = tmp_path / "new" / "photos" / "x.npy"
    assert kept.can_write(path) and path.parent.is_dir() and kept.can_write(path)
    (tmp_path / "file").write_text("")
    assert not kept.can_write(tmp_path / "file" / "photos" / "x.npy")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert not kept.can_write(path)
    path.write_bytes(b"")  # what is there already can be read
    assert kept.can_write(path)


class Watched:
    """Images that note how many are taken at once."""

    def __init__(self, array):
        self.array, self.shape, self.asked = array, array.shape, []

    def __getitem__(self, rows):
        self.asked.append(len(rows))
        return self.array[rows]


def test_images_are_put_in_order_in_blocks_of_256(tmp_path):
    images = Watched(np.random.default_rng(0).integers(0, 256, (600, 3, 2, 2), np.uint8))
    rows = np.random.default_rng(1).permutation(600)
    ordered = kept.in_order(tmp_path / "x.npy", images, rows)
    assert images.asked == [256, 256, 88] and isinstance(ordered, np.memmap)
    np.testing.assert_array_equal(ordered, images.array[rows])
    assert isinstance(kept.in_order(tmp_path / "x.npy", images, rows), np.memmap) and len(images.asked) == 3


def test_an_order_takes_the_place_of_another(tmp_path):
    images = np.arange(12, dtype=np.uint8).reshape(4, 3)
    (tmp_path / "y-1.npy").write_bytes(b"of other photos")
    for rows in ([2, 0, 3, 1], [0, 1, 2, 3], [1, 1]):
        rows = np.array(rows)
        taken = kept.in_order(tmp_path / "x.npy", images[: len(rows)], rows)
        np.testing.assert_array_equal(taken, images[rows])
        assert len(list(tmp_path.glob("x-*.npy"))) == 1 and (tmp_path / "y-1.npy").exists()


def test_a_file_in_use_is_left_where_it_is(tmp_path, monkeypatch):
    """As on Windows, which removes no file that is in use."""
    images, rows = np.arange(12, dtype=np.uint8).reshape(4, 3), np.array([2, 0, 3, 1])
    kept.in_order(tmp_path / "x.npy", images, rows[::-1])

    def unlink(path, missing_ok=False):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as context:
        context.setattr(type(tmp_path), "unlink", unlink)
        np.testing.assert_array_equal(kept.in_order(tmp_path / "x.npy", images, rows), images[rows])


def test_as_many_pixels_as_there_may_be(tmp_path, monkeypatch):
    for name in ("a", "b"):
        photos_in(tmp_path / "pets" / name, names=(f"{name}.png",))
    monkeypatch.setattr("coursecnn.datasets.folder.MOST", 2 * 64)
    assert len(datasets.from_folder(tmp_path / "pets", 0).x_train) == 2
    monkeypatch.setattr("coursecnn.datasets.folder.MOST", 2 * 64 - 1)
    with pytest.raises(datasets.DatasetError, match="The images have more than 0 million pixels in all"):
        datasets.from_folder(tmp_path / "pets", 0)
