"""Distortions of images against SciPy's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from coursecnn.datasets import distortions

IMAGES = np.random.default_rng(0).random((3, 2, 9, 12))


@pytest.mark.parametrize("by", [(0, 0), (2, 0), (-3, 1), (0, -5), (9, 0), (0, 20), (-30, 2)])
def test_shift(by):
    expected = ndimage.shift(IMAGES, (0, 0, *by), order=0)
    assert_array_equal(distortions.shift(IMAGES, *by), expected)


@pytest.mark.parametrize("degrees", [0, 10, -37.5, 90, 180, 400])
def test_rotate(degrees):
    expected = ndimage.rotate(IMAGES, degrees, axes=(3, 2), reshape=False, order=1, mode="grid-constant")
    assert_allclose(distortions.rotate(IMAGES, degrees), expected, atol=1e-9)


def test_each_image_is_turned_and_scaled_by_its_own():
    degrees, scales, middle = [10, -37.5, 200], [0.9, 1.3, 1], np.array([4, 5.5])
    found = distortions.rotate(IMAGES, degrees, scales)
    for image, turned, angle, scale in zip(IMAGES, found, np.deg2rad(degrees), scales):
        back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / scale
        for channel, expected in zip(image, turned):
            given = ndimage.affine_transform(channel, back, middle - back @ middle, order=1, mode="grid-constant")
            assert_allclose(expected, given, atol=1e-9)
    assert_allclose(distortions.rotate(IMAGES, 10, scales)[1], distortions.rotate(IMAGES[1:2], 10, 1.3)[0])
    assert distortions.rotate(IMAGES[:0], 10).shape == (0, 2, 9, 12)


@pytest.mark.parametrize(
    ("degrees", "scale", "sentence"),
    [
        ([1, 2], 1, r"^degrees must be a number, or one for each of 3 images, not of shape \(2,\)\.$"),
        (1, [[1, 1, 1]], r"^scale must be a number, or one for each of 3 images, not of shape \(1, 3\)\.$"),
        (1, [1, 0, 1], r"^scale must be above 0, not 0\.$"),
        (1, np.nan, r"^scale must be finite, not nan\.$"),
        ([0, np.inf, 1], 1, r"^degrees must be finite, not inf\.$"),
    ],
)
def test_turns_that_are_refused(degrees, scale, sentence):
    with pytest.raises(ValueError, match=sentence):
        distortions.rotate(IMAGES, degrees, scale)


def test_a_quarter_turn_is_counter_clockwise():
    square = np.arange(9.0).reshape(1, 1, 3, 3)
    assert_allclose(distortions.rotate(square, 90)[0, 0], np.rot90(square[0, 0]), atol=1e-12)


@pytest.mark.parametrize("pixels", [-2, -1, 0, 1, 3])
def test_thicken(pixels):
    expected = IMAGES
    for _ in range(abs(pixels)):
        cross = ndimage.generate_binary_structure(2, 1)[None, None]
        morph = ndimage.grey_dilation if pixels > 0 else ndimage.grey_erosion
        expected = morph(expected, footprint=cross, mode="constant", cval=0)
    assert_array_equal(distortions.thicken(IMAGES, pixels), expected)


def test_noise_has_its_deviation_and_stays_in_range():
    grey = np.full((50, 1, 28, 28), 0.5, np.float32)
    noisy = distortions.add_noise(grey, 0.1, np.random.default_rng(0))
    assert abs(noisy.std() - 0.1) < 0.002 and abs(noisy.mean() - 0.5) < 0.002
    wild = distortions.add_noise((255 * grey).astype(np.uint8), 5, np.random.default_rng(0))
    assert wild.dtype == np.uint8 and wild.min() == 0 and wild.max() == 255


def test_grey_levels_stay_grey_levels():
    images = (255 * IMAGES).astype(np.uint8)
    for changed in (distortions.shift(images, 1), distortions.rotate(images, 20), distortions.thicken(images, 1)):
        assert changed.dtype == np.uint8 and changed.shape == images.shape
        assert not np.shares_memory(changed, images)
    assert not np.shares_memory(distortions.thicken(images, 0), images)


def test_one_sentence_for_a_wrong_shape():
    with pytest.raises(ValueError, match=r"\(N, C, H, W\), not \(28, 28\)"):
        distortions.rotate(np.zeros((28, 28)), 5)
