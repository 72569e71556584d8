"""Images of one's own as they are: how many go to the test set, what is alike, what is said of them."""

import contextlib
from types import SimpleNamespace

import numpy as np
import pytest

from coursecnn import datasets
from coursecnn.datasets import folder

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))


def plain(path, level=0, mode="L", size=(4, 6)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", size, level).convert(mode).save(path)


@pytest.fixture
def pets(tmp_path):
    """Four cats and three dogs, each of another level of grey."""
    for i in range(7):
        plain(tmp_path / "pets" / ("cat" if i < 4 else "dog") / f"{i}.png", 10 * i)
    return tmp_path / "pets"


def same(a, b):
    return all(
        np.array_equal(getattr(a, name), getattr(b, name)) for name in ("x_train", "y_train", "x_test", "y_test")
    )


def test_what_holds_unless_it_is_said(pets, capsys):
    data = datasets.from_folder(pets)
    assert same(data, datasets.from_folder(pets, 0.2, 0)) and not same(data, datasets.from_folder(pets, 0.2, 1))
    small = datasets.from_folder(pets, size=3)
    assert small.x_train.shape == (5, 3, 3, 3) and capsys.readouterr().out == ""
    assert same(small, datasets.from_folder(pets, 0.2, 0, size=3, grey=False, test=None, workers=None, progress=False))
    assert datasets.from_folder(pets, size=3, grey=True, progress=True).x_train.shape == (5, 1, 3, 3)
    assert capsys.readouterr().out.startswith("Reading 7 images as 1 x 3 x 3 bytes: ")


@pytest.mark.parametrize(
    "options",
    [{"size": 0}, {"size": 2.5}, {"size": 8, "workers": 0}, {"seed": -1}, {"size": 8, "grey": 1}, {"progress": "yes"}],
)
def test_what_no_option_can_be(pets, options):
    name = list(options)[-1]
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be "):
        datasets.from_folder(pets, **options)


def test_workers_are_passed_on(pets, monkeypatch):
    asked, read_photos = [], folder.read_photos

    def reading(*args, **options):
        asked.append(options["workers"])
        return read_photos(*args, **options | {"workers": 1})

    monkeypatch.setattr(folder, "read_photos", reading)
    for workers in (None, 1, 3):
        datasets.from_folder(pets, size=4, workers=workers)
    assert asked == [None, 1, 3]


# --- the split --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fraction, held", [(0, (0, 0)), (0.01, (1, 1)), (0.5, (2, 2)), (0.75, (3, 2)), (0.999, (3, 2)), (0.3, (1, 1))]
)
def test_how_many_of_each_class_are_held_back(pets, fraction, held):
    data = datasets.from_folder(pets, fraction)
    assert np.bincount(data.y_test, minlength=2).tolist() == list(held)
    assert np.bincount(data.y_train).tolist() == [4 - held[0], 3 - held[1]]
    levels = np.concatenate([data.x_train, data.x_test])[:, 0, 0, 0]
    assert sorted(levels) == [0, 10, 20, 30, 40, 50, 60] and data.source == f"7 images, of {pets}."


@pytest.mark.parametrize("fraction", [0.2, 0.9])
def test_an_object_alone_is_kept(fraction):
    labels, objects = np.array([0, 0, 0, 1]), np.array([0, 0, 0, 1])
    kept, held = datasets.split(labels, objects, fraction, np.random.default_rng(0))
    assert sorted(kept) == [0, 1, 2, 3] and len(held) == 0


@pytest.mark.parametrize("seed", range(3))
def test_numbers_of_objects_may_come_again_in_another_class(seed):
    labels, objects = np.array([0] * 6 + [1] * 6), np.array([0, 0, 1, 1, 2, 2] * 2)
    kept, held = datasets.split(labels, objects, 0.34, np.random.default_rng(seed))
    assert sorted([*kept, *held]) == list(range(12)) and np.bincount(labels[held]).tolist() == [2, 2]
    for label in (0, 1):
        assert len(set(objects[held][labels[held] == label])) == 1


def test_a_test_folder_of_one_class(pets, tmp_path):
    plain(tmp_path / "test" / "dog" / "new.png", 99)
    data = datasets.from_folder(pets, test=tmp_path / "test")
    assert data.y_test.tolist() == [1] and data.x_test[0, 0, 0, 0] == 99 and len(data.x_train) == 7
    assert data.source == f"8 images, of {pets} and {tmp_path / 'test'}." and data.name == "pets"
    plain(tmp_path / "test" / "emu" / "new.png")
    with pytest.raises(datasets.DatasetError) as error:
        datasets.from_folder(pets, test=tmp_path / "test")
    assert str(error.value) == (
        f"The test folder has the classes emu, which {pets} has not: its classes are cat, dog; rename those folders, "
        "or remove them."
    )


def test_what_is_left_out_of_both_folders_is_said(pets, tmp_path):
    plain(tmp_path / "test" / "dog" / "new.png", 99)
    notes = [place / "notes.txt" for place in (pets / "cat", tmp_path / "test" / "dog")]
    for note in notes:
        note.write_text("words")
    lost = [place / "lost.png" for place in (pets, tmp_path / "test")]
    for image in lost:
        plain(image)
    plain(pets / "cat" / "copy.png", 10)
    assert datasets.from_folder(pets, test=tmp_path / "test").source == (
        f"9 images, of {pets} and {tmp_path / 'test'}; passed over, as they are no images: {notes[0]}, {notes[1]}; "
        f"passed over, as they lie in no class: {lost[0]}, {lost[1]}; 1 copy of other files, kept on one side of the "
        "split."
    )


# --- alike ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd, said",
    [
        ({"size": (5, 6)}, "6 x 5 pixels (height x width) in grey"),
        ({"size": (4, 7)}, "7 x 4 pixels (height x width) in grey"),
        ({"mode": "RGB"}, "6 x 4 pixels (height x width) in colour"),
    ],
)
@pytest.mark.parametrize("at", [1, 6])
def test_an_image_unlike_the_first_is_named_with_it(pets, odd, said, at):
    first, other = pets / "cat" / "0.png", pets / ("cat" if at < 4 else "dog") / f"{at}.png"
    plain(other, 99, **odd)
    with pytest.raises(datasets.DatasetError) as error:
        datasets.from_folder(pets)
    assert str(error.value) == (
        f"{first} is 6 x 4 pixels (height x width) in grey and {other} is {said}, but all images of a set must be "
        "alike: give size=32, for example, and they are made so."
    )


@pytest.mark.parametrize("others, channels", [("P", 1), ("L", 1), ("RGB", 3), ("RGBA", 3), ("LA", 1)])
def test_greys_of_a_palette_are_what_the_others_are(tmp_path, others, channels):
    plain(tmp_path / "a" / "0.png", 40, "P")
    plain(tmp_path / "b" / "1.png", 90, others)
    data = datasets.from_folder(tmp_path, 0)
    assert data.x_train.shape == (2, channels, 6, 4)
    assert sorted(data.x_train[:, channels - 1, 5, 3].tolist()) == [40, 90]


def test_greys_in_colour_stay_in_colour(tmp_path):
    for name, level in (("a", 40), ("b", 90)):
        plain(tmp_path / name / "0.png", level, "RGB")
    assert datasets.from_folder(tmp_path, 0).x_train.shape == (2, 3, 6, 4)


@pytest.mark.parametrize("more, is_read", [(0, True), (1, False)])
def test_250_million_pixels_and_no_more(monkeypatch, more, is_read):
    sizes = {"a": (12_500, 10_000), "b": (12_500 - more, 10_000), "c": (10_000 * more + 1, more)}
    files = ["a", "b", "c"]

    @contextlib.contextmanager
    def opened(file):
        yield SimpleNamespace(width=sizes[file][0], height=sizes[file][1])

    monkeypatch.setattr(folder, "opened", opened)
    monkeypatch.setattr(folder, "_read_image", lambda file: (np.zeros((1, 2, 2), np.uint8), False))
    if is_read:
        assert folder._read_alike(files).shape == (3, 1, 2, 2)
    else:
        with pytest.raises(datasets.DatasetError) as error:
            folder._read_alike(files)
        assert str(error.value) == (
            "The images have more than 250 million pixels in all (up to c): give size=32, for example, or take fewer."
        )
