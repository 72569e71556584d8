"""Batch normalisation beside the numbers: when the mean is taken off, channels of one number, sums without BLAS."""

import importlib.util
import sys

import numpy as np
import pytest
from oracles import assert_close

from coursecnn.functional import fast, norm


@pytest.fixture(autouse=True)
def numpy_alone():
    fast.set_fast(False)
    yield
    fast.set_fast(None)


@pytest.mark.parametrize(
    ("mean", "var", "eps", "far"),
    [
        (2, 1, 0, False), (2.001, 1, 0, True), (-2, 1, 0, False), (-2.001, 1, 0, True),
        (3, 2.25, 0, False), (3.01, 2.25, 0, True), (-3.01, 2.25, 0, True),
        (2, 0.5, 0.5, False), (2.001, 0.5, 0.5, True), (1, 0, 0.25, False), (1.001, 0, 0.25, True),
        (0, 1, 0, False), (0.5, 0.0625, 0, False), (0.51, 0.0625, 0, True),
    ],
)  # fmt: skip
def test_the_mean_is_taken_off_where_its_square_is_more_than_four_variances(mean, var, eps, far):
    x = np.arange(1.0, 13).reshape(3, 2, 2, 1)
    running = np.array([0.0, mean]), np.array([1.0, var])
    found_mean, found_var, taken, (z, rest, s) = norm.statistics(x, eps, running)
    assert (taken is not None) == far
    assert found_mean == pytest.approx([0, mean]) and found_var == pytest.approx([1, var])
    off = running[0] if far else np.zeros(2)
    assert rest == pytest.approx(running[0] - off)
    assert s == pytest.approx(1 / np.sqrt(running[1] + eps)) if var + eps else True
    np.testing.assert_allclose(z, norm.lines(x) - off[:, None])
    assert not far or np.array_equal(taken, [[0], [mean]])


def test_moments_of_the_batch_by_hand():
    x = np.array([1.0, 3, 5, 7, 100, 100, 102, 102]).reshape(2, 4).T.reshape(4, 2, 1, 1)  # (H, C, W, N)
    mean, var, taken, (_, rest, s) = norm.statistics(x, 0.5)
    assert mean.tolist() == [4, 101] and var.tolist() == [5, 1] and taken is not None
    assert rest == pytest.approx([0, 0]) and s == pytest.approx(1 / np.sqrt([5.5, 1.5]))


def test_a_single_number_is_its_own_mean():
    x, weight, bias = np.array([3.0, -5]).reshape(1, 2, 1, 1), np.array([2.0, 3]), np.array([0.5, -1])
    y, mean, var, seen = norm.batch_norm(x, weight, bias, 1e-3)
    assert_close(y.ravel(), bias, 1e-9)
    assert mean.tolist() == [3, -5] and not var.any()
    dx, dweight, dbias = norm.batch_norm_backward(np.array([7.0, 11]).reshape(1, 2, 1, 1), weight, seen)
    assert np.abs(dx).max() < 1e-9 and np.abs(dweight).max() < 1e-9 and dbias.tolist() == [7, 11]


def test_no_number_has_no_mean_and_warns_of_nothing():
    x = np.zeros((0, 2, 3, 3))
    y, mean, var, seen = norm.batch_norm(x, np.ones(2), np.zeros(2), 1e-3)
    assert y.shape == x.shape and not mean.any() and not var.any()
    dx, dweight, dbias = norm.batch_norm_backward(x, np.ones(2), seen)
    assert dx.shape == x.shape and not dweight.any() and not dbias.any()


def again(name):
    """The module a second time, as it is made under what is set now."""
    spec = importlib.util.spec_from_file_location(f"coursecnn.functional.{name}", norm.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rows_are_added_up_in_every_surrounding_as_here(monkeypatch):
    """By BLAS, by NumPy 1 without vecdot, and in a browser, where there is no BLAS."""
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 5, 3, 4))
    expected = [[sum(a[i, j, k] * b[i, j, k] for k in range(4)) for j in range(3)] for i in range(5)]
    vecdot = getattr(np, "vecdot", None)
    assert vecdot is None or sys.platform == "emscripten" or norm._dot is vecdot
    monkeypatch.delattr(np, "vecdot", raising=False)
    of_numpy_1 = again("_norm_of_numpy_1")
    monkeypatch.setattr(np, "vecdot", None, raising=False)  # would fail if it were called
    monkeypatch.setattr(sys, "platform", "emscripten")
    in_a_browser = again("_norm_in_a_browser")
    for dot in (norm._dot, of_numpy_1._dot, in_a_browser._dot):
        assert_close(dot(a, b), np.array(expected), 1e-14)
        assert_close(dot(a, b[0, 0]), (a * b[0, 0]).sum(axis=2), 1e-14)


def test_kernels_do_it_where_they_are(monkeypatch):
    class Kernels:
        @staticmethod
        def batch_norm(*given):
            return len(given)

        @staticmethod
        def batch_norm_backward(*given):
            return given[3]

    monkeypatch.setattr(fast, "kernels", lambda x: Kernels)
    monkeypatch.setattr(fast, "load", lambda: Kernels)
    assert norm.batch_norm(np.ones((2, 2, 3, 3)), 1, 0, 1e-3) == 5
    assert norm.batch_norm_backward(None, None, (1, 2, 3, 4)) is True  # four things are remembered by kernels alone
    assert norm.batch_norm_backward(None, None, (1, 2, 3, 4), False) is False
