"""The loops against PyTorch, SciPy, and numbers worked on paper."""

import agreement
import numpy as np
import pytest
import worked_example
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import assert_close
from scipy.signal import convolve2d, correlate2d
from strategies import seeds

from coursecnn import reference

quick = settings(deadline=None, derandomize=True, max_examples=200)

KERNEL = [[[[0, 1], [2, 3]]]]  # for the 3 x 3 image 0..8


def image(*rows):
    return np.array([[rows]])


def counting(*shape):
    return np.arange(np.prod(shape)).reshape(shape)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", agreement.CASES)
@given(data=st.data())
@quick
def test_agrees_with_pytorch(name, dtype, data):
    agreement.check(reference, name, data.draw(agreement.CASES[name]), dtype)


@given(st.tuples(*[st.integers(3, 8)] * 2), st.tuples(*[st.integers(1, 3)] * 2), seeds)
@quick
def test_agrees_with_scipy(size, kernel, seed):
    rng = np.random.default_rng(seed)
    x, w = rng.standard_normal(size), rng.standard_normal(kernel)
    full = tuple(k - 1 for k in kernel)
    x4, w4 = x[np.newaxis, np.newaxis], w[np.newaxis, np.newaxis]
    assert_close(reference.conv2d(x4, w4)[0, 0], correlate2d(x, w, "valid"), 1e-9)
    assert_close(reference.conv2d(x4, w4, padding=full)[0, 0], correlate2d(x, w, "full"), 1e-9)
    assert_close(reference.conv_transpose2d(x4, w4)[0, 0], convolve2d(x, w, "full"), 1e-9)
    dy = rng.standard_normal(correlate2d(x, w, "valid").shape)
    dx, dw, _ = reference.conv2d_backward(dy[np.newaxis, np.newaxis], x4, w4)
    assert_close(dx[0, 0], convolve2d(dy, w, "full"), 1e-9)
    assert_close(dw[0, 0], correlate2d(x, dy, "valid"), 1e-9)


def test_two_feature_maps_of_a_small_image():
    x = image([1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0])
    y = reference.conv2d(x, [[[[1, -1], [1, -1]]], [[[1, 1], [-1, -1]]]])
    vertical, horizontal = [[1, -1, 2], [0, -1, 2], [0, -2, 2]], [[-1, -1, 0], [2, 1, 0], [0, 0, 0]]
    np.testing.assert_array_equal(y, [[vertical, horizontal]])


def test_slide_multiply_sum():
    np.testing.assert_array_equal(reference.conv2d(counting(1, 1, 3, 3), KERNEL), image([19, 25], [37, 43]))


def test_edges_of_a_striped_image():
    x = np.ones((1, 1, 6, 8), int)
    x[..., 2:6] = 0
    y = reference.conv2d(x, [[[[1, -1]]]])
    np.testing.assert_array_equal(y, np.tile([0, 1, 0, 0, 0, -1, 0], (1, 1, 6, 1)))
    assert not reference.conv2d(x.swapaxes(2, 3), [[[[1, -1]]]]).any()


def test_padding():
    y = reference.conv2d(counting(1, 1, 3, 3), KERNEL, padding=1)
    np.testing.assert_array_equal(y, image([0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]))


def test_padding_and_stride():
    y = reference.conv2d(counting(1, 1, 3, 3), KERNEL, padding=1, stride=(3, 2))
    np.testing.assert_array_equal(y, image([0, 8], [6, 8]))


def test_the_last_column_is_never_seen():
    dx, _, _ = reference.conv2d_backward(np.ones((1, 1, 2, 2)), np.ones((1, 1, 7, 7)), np.ones((1, 1, 3, 3)), stride=3)
    np.testing.assert_array_equal(dx[0, 0, 0], [1, 1, 1, 1, 1, 1, 0])


def test_two_input_channels_are_summed():
    x = np.stack([np.arange(9), np.arange(1, 10)]).reshape(1, 2, 3, 3)
    y = reference.conv2d(x, [[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    np.testing.assert_array_equal(y, image([56, 72], [104, 120]))


def test_pooling_of_a_small_image():
    x = counting(1, 1, 3, 3)
    np.testing.assert_array_equal(reference.max_pool2d(x, 2, stride=1), image([4, 5], [7, 8]))
    np.testing.assert_array_equal(reference.avg_pool2d(x, 2, stride=1), image([2, 3], [5, 6]))


def test_backward_entry_by_entry():
    """dx is the full correlation of dy with the kernel turned; dw the valid correlation of x with dy."""
    rng = np.random.default_rng(0)
    x, d, h = rng.integers(-4, 5, (4, 4)), rng.integers(-4, 5, (3, 3)), rng.integers(-4, 5, (2, 2))
    dx, dh, db = reference.conv2d_backward(image(*d), image(*x), image(*h))
    assert dx[0, 0, 0, 0] == d[0, 0] * h[0, 0]
    assert dx[0, 0, 0, 1] == d[0, 0] * h[0, 1] + d[0, 1] * h[0, 0]
    assert dx[0, 0, 1, 1] == d[0, 0] * h[1, 1] + d[0, 1] * h[1, 0] + d[1, 0] * h[0, 1] + d[1, 1] * h[0, 0]
    for m, n in np.ndindex(2, 2):
        assert dh[0, 0, m, n] == sum(d[i, j] * x[i + m, j + n] for i, j in np.ndindex(3, 3))
    assert db[0] == d.sum()


def test_backward_with_stride_and_padding():
    rng = np.random.default_rng(1)
    x, d = rng.integers(-4, 5, (7, 7)), rng.integers(-4, 5, (4, 4))
    _, dw, _ = reference.conv2d_backward(image(*d), image(*x), np.zeros((1, 1, 3, 3), int), stride=2, padding=1)
    x_padded = np.pad(x, 1)
    windows = (d[i, j] * x_padded[2 * i : 2 * i + 3, 2 * j : 2 * j + 3] for i, j in np.ndindex(4, 4))
    np.testing.assert_array_equal(dw[0, 0], sum(windows))


@given(agreement.CASES["max_pool2d"])
@quick
def test_ties_agree_with_pytorch(case):
    agreement.check(reference, "max_pool2d", case, prepare=np.round)


def test_the_first_of_a_tie_wins():
    dx = reference.max_pool2d_backward(image([5]), image([1, 7], [7, 7]), 2)
    np.testing.assert_array_equal(dx, image([0, 5], [0, 0]))


def test_windows_as_rows():
    assert reference.im2col(np.zeros((1, 3, 7, 7)), 5).shape == (9, 75)
    assert reference.im2col(np.zeros((10, 3, 7, 7)), 5).shape == (90, 75)
    np.testing.assert_array_equal(reference.im2col(counting(1, 1, 3, 3), 2)[:2], [[0, 1, 3, 4], [1, 2, 4, 5]])


def test_worked_example():
    e = worked_example
    options = {"stride": e.stride, "padding": e.padding}
    np.testing.assert_array_equal(reference.conv2d(e.image[np.newaxis], e.weights, e.bias, **options)[0], e.output)
    dx, dw, db = reference.conv2d_backward(e.delta[np.newaxis], e.image[np.newaxis], e.weights, **options)
    np.testing.assert_array_equal(dx[0], e.input_gradient)
    np.testing.assert_array_equal(np.round(e.weights - e.learning_rate * dw, 3), e.updated_weights)
    np.testing.assert_array_equal(np.round(e.bias - e.learning_rate * db, 3), e.updated_bias)
