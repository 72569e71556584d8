"""Augmentation, validation rows, nets in files that need no word more."""

import numpy as np
import pytest
from every_layer import Scale

import coursecnn as cnn
from coursecnn.datasets import Dataset
from coursecnn.storage import FileError
from coursecnn.training import Augmentation, Evaluation, open_net, save_net


def images(n=40, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 3, 16, 16), dtype=np.uint8)


def test_flip_turns_about_half_of_the_images_round():
    x = images(400)
    y = Augmentation("flip")(x, np.random.default_rng(0))
    flipped = (y == x[..., ::-1]).all(axis=(1, 2, 3))
    assert 150 < flipped.sum() < 250 and ((y == x).all(axis=(1, 2, 3)) ^ flipped).all()


def test_shifted_images():
    images = np.arange(1, 1 + 3 * 2 * 5 * 4).reshape(3, 2, 5, 4)
    shifted = Augmentation("shift", pixels=2)(images, np.random.default_rng(0))
    assert shifted.dtype == images.dtype
    found = []
    for before, after in zip(images, shifted, strict=True):
        for down, right in np.ndindex(5, 5):
            expected = np.zeros_like(before)
            for c, i, j in np.ndindex(*before.shape):
                if 0 <= i + down - 2 < 5 and 0 <= j + right - 2 < 4:
                    expected[c, i + down - 2, j + right - 2] = before[c, i, j]
            if (expected == after).all():
                found.append((down - 2, right - 2))
    assert len(found) == 3 and len(set(found)) > 1


def test_every_shift_occurs():
    image = np.zeros((500, 1, 5, 5), np.uint8)
    image[:, :, 2, 2] = 1
    _, _, rows, columns = np.nonzero(Augmentation("shift", pixels=1)(image, np.random.default_rng(0)))
    places, counts = np.unique(5 * rows + columns, return_counts=True)
    assert len(places) == 9 and counts.min() > 30


def test_shift_moves_by_up_to_an_eighth_of_the_shorter_side():
    image = np.zeros((900, 1, 16, 24), np.uint8)
    image[:, :, 8, 12] = 1
    _, _, rows, columns = np.nonzero(Augmentation("shift")(image, np.random.default_rng(0)))
    assert {*zip(rows - 8, columns - 12)} == {(i, j) for i in range(-2, 3) for j in range(-2, 3)}


@pytest.mark.parametrize("pixels", [28, 10**9])
def test_a_shift_that_leaves_nothing_is_refused(pixels):
    images = np.ones((2, 1, 20, 28), np.uint8)
    assert Augmentation("shift", pixels=27)(images, np.random.default_rng(0)).shape == images.shape
    with pytest.raises(ValueError, match=rf"^pixels={pixels} moves images of 20 x 28 out of sight: use fewer\.$"):
        Augmentation("shift", pixels=pixels)(images, np.random.default_rng(0))


def test_pixels_belong_to_shift():
    assert repr(Augmentation("shift", "flip", pixels=2)) == "Augmentation('shift', 'flip', pixels=2)"
    assert Augmentation("shift", "flip", pixels=2).words == ["shift by up to 2 pixels", "flip"]
    np.testing.assert_array_equal(Augmentation("shift", pixels=0)(images(), np.random.default_rng(0)), images())
    for kinds, pixels in ((("flip",), 2), (("shift",), -1), (("shift",), 1.5)):
        with pytest.raises(ValueError, match="pixels"):
            Augmentation(*kinds, pixels=pixels)


def test_fit_says_where_its_shift_went():
    with pytest.raises(TypeError, match=r'say augment=Augmentation\("shift", pixels=2\)\.$'):
        cnn.fit(net(), data(), epochs=1, shift=2)


def test_light_multiplies_and_never_wraps_around():
    y = Augmentation("light")(np.full((500, 3, 4, 4), 100, np.uint8), np.random.default_rng(0))
    assert 69 < y.min() < 75 and 125 < y.max() < 131 and (y == y[:, :1, :1, :1]).all()
    assert Augmentation("light")(np.full((50, 3, 4, 4), 255, np.uint8), np.random.default_rng(0)).max() == 255


def test_turns_go_to_both_sides_and_scale():
    image = np.zeros((500, 1, 41, 41), np.uint8)
    image[:, :, 20, 38:] = 255
    y = Augmentation("turn")(image, np.random.default_rng(0))
    assert y.dtype == np.uint8 and y.shape == image.shape
    down, right = ((y[:, 0] * far).sum(axis=(1, 2)) for far in np.mgrid[-20:21, -20:21])
    degrees = np.rad2deg(np.arctan2(down, right))
    assert -10.5 < degrees.min() < -9 and 9 < degrees.max() < 10.5 and abs(degrees.mean()) < 1
    y = Augmentation("turn")(np.full((500, 1, 41, 41), 255, np.uint8), np.random.default_rng(0))
    assert 30 < (y[:, 0, :, 20] > 0).sum(axis=1).min() < 40
    assert Augmentation("turn").words == ["turn by up to 10 degrees and scale by up to a tenth"]
    assert Augmentation("turn", "shift", pixels=2).words[1] == "shift by up to 2 pixels"


def test_several_and_unknown_kinds():
    x = images()
    both = Augmentation("shift", "light")(x, np.random.default_rng(0))
    assert both.dtype == np.uint8 and both.shape == x.shape and x is not both
    assert repr(Augmentation("shift", "light")) == "Augmentation('shift', 'light')"
    with pytest.raises(ValueError, match="choose of turn, shift, flip, light"):
        Augmentation("melt")


def data():
    x, y = images(60), np.arange(60) % 3
    return Dataset("noise", x, y, x[:6], y[:6])


def net():
    return cnn.models.photo_cnn(3, 16, seed=1)


def test_fit_trains_on_what_augment_gives_and_on_no_validation_row():
    seen = []

    def watch(batch, generator):
        seen.append(batch.copy())
        return np.zeros_like(batch)

    model, rows = net(), np.array([3, 5, 8, 50])
    history = cnn.fit(model, data(), epochs=2, batch_size=20, validation=rows, augment=watch, progress=False)
    one = np.concatenate(seen[:3])
    assert sorted(map(bytes, one)) == sorted(map(bytes, np.delete(data().x_train, rows, axis=0)))
    found = cnn.evaluate(model, data().x_train[rows], data().y_train[rows])
    assert history.epochs[-1].validation_loss == pytest.approx(found.loss, rel=1e-5)
    np.testing.assert_array_equal(model.params["0.weight"], net().params["0.weight"])  # black images teach it nothing


@pytest.mark.parametrize(
    "rows, words", [([[1]], "rows"), ([0.5], "rows"), ([60], "from 0 to 59"), (range(60), "leave")]
)
def test_wrong_validation_rows(rows, words):
    with pytest.raises(ValueError, match=words):
        cnn.fit(net(), data(), epochs=1, validation=np.array(rows), progress=False)


def test_a_checkpoint_of_another_augmentation_is_refused(tmp_path):
    options = dict(epochs=2, progress=False, checkpoint=tmp_path / "run")
    cnn.fit(net(), data(), augment=Augmentation("flip"), **options)
    with pytest.raises(FileError, match="augment"):
        cnn.fit(net(), data(), augment=Augmentation("light"), **options)


@pytest.mark.parametrize("correct, total, low, high", [(0, 10, 0, 0.278), (45, 50, 0.786, 0.957), (10, 10, 0.722, 1)])
def test_interval(correct, total, low, high):
    scipy = pytest.importorskip("scipy.stats", reason="SciPy is not installed")
    found = Evaluation(correct, total, 0).interval()
    theirs = scipy.binomtest(correct, total).proportion_ci(method="wilson")
    np.testing.assert_allclose(found, (theirs.low, theirs.high), atol=1e-4)
    np.testing.assert_allclose(found, (low, high), atol=1e-3)


def odd_net(dtype=np.float64):
    return cnn.Sequential(
        cnn.Conv2d(3, 4, (3, 2), (2, 1), ((1, 0), (0, 1)), bias=False, dtype=dtype),
        cnn.Sequential(cnn.BatchNorm2d(4, 1e-3, dtype=dtype), cnn.AvgPool2d(2, 1, count_include_pad=False)),
        cnn.ConvTranspose2d(4, 2, 3, dtype=dtype), cnn.GlobalMaxPool2d(), cnn.Flatten(), cnn.Dropout(0.25),
        cnn.Linear(2, 2, bias=False, dtype=dtype),
    )  # fmt: skip


NETS = [*cnn.models.MODELS.values(), net, odd_net]


@pytest.mark.parametrize("make", NETS)
def test_a_net_is_made_again_from_its_file(make, tmp_path):
    model = make()
    save_net(model, tmp_path / "net.npz", {"classes": ["a", "b"]})
    again, about = open_net(tmp_path / "net.npz")
    assert repr(again) == repr(model) and about == {"classes": ["a", "b"]} and not again.training
    for name, array in model.params.items():
        np.testing.assert_array_equal(again.params[name], array)
        assert again.params[name].dtype == array.dtype


def test_nothing_in_a_file_is_run(tmp_path):
    from coursecnn.storage import write

    for text in ("__import__('os').system('true')", "Sequential(print(1))", "Linear(2, open('x'))", "Scale(3)", "("):
        write(tmp_path / "net.npz", "model", {"architecture": text}, {})
        with pytest.raises(FileError, match=r"layers of its own making"):
            open_net(tmp_path / "net.npz")
    cnn.Sequential(Scale(3)).save(tmp_path / "own.npz")
    with pytest.raises(FileError, match=r"own\.npz holds a net with layers of its own making"):
        open_net(tmp_path / "own.npz")
