"""The drawn road signs."""

import sys

import numpy as np
import pytest

from coursecnn import datasets
from coursecnn.datasets import pictures, signs


def test_what_is_drawn():
    drawn = signs.draw_signs(3, 4, seed=1)
    assert drawn.images.shape == (60, 3, 32, 32) and drawn.images.dtype == np.uint8
    assert drawn.labels.tolist() == [k for k in range(5) for _ in range(12)]
    assert drawn.signs.tolist() == [k for k in range(15) for _ in range(4)]
    again, other = signs.draw_signs(3, 4, seed=1), signs.draw_signs(3, 4, seed=2)
    np.testing.assert_array_equal(drawn.images, again.images)
    assert (drawn.images != other.images).mean() > 0.9
    assert signs.draw_signs(1, 1, size=48).images.shape == (5, 3, 48, 48)


def test_left_and_right_are_mirror_images():
    y, x = (np.mgrid[0:40, 0:40] - 19.5) / 20
    left, right = (signs._plate(signs.CLASSES.index(name), x, y) for name in ("left", "right"))
    for (a, colour), (b, same) in zip(left, right):
        np.testing.assert_allclose(a[:, ::-1], b, atol=1e-12)
        assert colour == same
    assert (left[2][0] > 0)[:, :20].sum() > (left[2][0] > 0)[:, 20:].sum()  # more of the arrow is at its head


def test_pictures_of_one_sign_are_nearer_than_those_of_others():
    images = signs.draw_signs(8, 6, seed=0, street="any").images.reshape(40, 6, 3, -1).astype(float)
    colours = images.mean(axis=3) / images.mean(axis=(2, 3))[:, :, None]
    within, between = colours.std(axis=1).mean(), colours.mean(axis=1).std(axis=0).mean()
    assert between > 1.5 * within


def test_streets():
    rng = np.random.default_rng(0)
    for label in range(5):
        assert {signs._street(label, "usual", rng) for _ in range(50)} == {label}
        assert {signs._street(label, "unusual", rng) for _ in range(50)} == set(range(5)) - {label}
        assert {signs._street(label, "any", rng) for _ in range(50)} == set(range(5))


@pytest.mark.parametrize(
    "arguments, options", [((0, 1), {}), ((1, 0), {}), ((1, 1), {"size": 7}), ((1, 1), {"street": "wet"})]
)
def test_wrong_arguments(arguments, options):
    with pytest.raises(ValueError, match="must be"):
        signs.draw_signs(*arguments, **options)


def test_a_folder_of_signs_is_read_as_it_was_drawn(tmp_path):
    pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")
    signs.write_signs(tmp_path / "signs", 3, 2, seed=5, size=24)
    data = datasets.from_folder(tmp_path / "signs", test_fraction=0)
    drawn = signs.draw_signs(3, 2, seed=5, size=24)
    assert data.class_names == signs.CLASSES and len(set(data.objects)) == 15
    assert sorted(map(bytes, data.x_train)) == sorted(map(bytes, drawn.images))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda place: signs.draw_signs(10**9, 2), "5,000,000,000 signs in 2 views of 32 pixels a side are too many"),
        (lambda place: signs.draw_signs(10**9, 10**9), "are too many: take fewer."),
        (lambda place: signs.write_signs(5, 1, 1), "folder must be a folder, such as 'signs', not 5."),
        (lambda place: signs.write_signs(place / "file", 1, 1), "view-01.png cannot be written ("),
        (lambda place: signs.write_signs(place / "file" / "signs", 1, 1), "): choose another folder."),
        pytest.param(
            lambda place: signs.write_signs(place / ("n" * 300), 1, 1),
            "): choose another folder.",
            marks=pytest.mark.skipif(sys.platform == "emscripten", reason="names of any length are folders there"),
        ),
        (lambda place: pictures.photograph(10**6), "size must be at most 1,024 pixels, not 1,000,000."),
        (lambda place: datasets.split(np.zeros(3, int), np.arange(3), 0.5, None), "rng must be a generator, such as"),
        (lambda place: datasets.split(np.zeros(3, int), np.arange(3), 2, np.random), "fraction must be a number of"),
    ],
)
def test_what_cannot_be_drawn_written_or_split_is_one_sentence(call, words, tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises((ValueError, TypeError, datasets.DatasetError)) as error:
        call(tmp_path)
    assert words in str(error.value) and str(error.value).endswith(".") and "\n" not in str(error.value)
