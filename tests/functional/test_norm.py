"""Batch normalisation: against PyTorch far from 0 too, digits of float32, bits for any number of workers."""

import numpy as np
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import assert_close

from coursecnn.functional import parallel
from coursecnn.functional.norm import PIECE, batch_norm, batch_norm_backward

EPS = 1e-5
# of two numbers of a channel dx is nearly 0, as a difference of large ones: too few digits are left to compare
shapes = st.tuples(*(st.integers(1, most) for most in (5, 4, 6, 6))).filter(lambda s: s[0] * s[2] * s[3] > 3)


def case(shape, offset=0.0, spread=1.0, seed=0):
    """x, dy, weight, bias."""
    rng = np.random.default_rng(seed)
    x, dy = offset + spread * rng.standard_normal(shape), rng.standard_normal(shape)
    return x, dy, 1 + rng.random(shape[1]), rng.standard_normal(shape[1])


def normalise(x, dy, weight, bias, running=None):
    """y, dx, dweight, dbias, mean and variance."""
    y, mean, var, seen = batch_norm(x, weight, bias, EPS, running)
    return [y, *batch_norm_backward(dy, weight, seen, running is None), mean, var]


@pytest.mark.parametrize("evaluation", [False, True])
@given(shape=shapes, offset=st.sampled_from([0, 0.5, 2, -30, 1e4]), spread=st.sampled_from([1, 1e-3, 50]),
       seed=st.integers(0, 99))  # fmt: skip
@settings(deadline=None, derandomize=True, max_examples=40)
def test_agrees_with_pytorch(evaluation, shape, offset, spread, seed):
    x, dy, weight, bias = case(shape, offset, spread, seed)
    running = (x.mean(axis=(0, 2, 3)) + spread, x.var(axis=(0, 2, 3)) + spread) if evaluation else None
    means = np.zeros((2, shape[1])) if running is None else running

    def theirs(f, *leaves):
        import torch

        return f.batch_norm(leaves[0], *map(torch.tensor, means), *leaves[1:], not evaluation, 0.1, EPS)

    expected, gradients = oracles.apply(theirs, x, weight, bias)
    found = normalise(x, dy, weight, bias, running)
    for got, wanted in zip(found, [expected, *gradients(dy)]):
        assert_close(got, wanted, 1e-9 * max(1, abs(offset / spread)))


BIG = (40, 6, 28, 28)  # several pieces


@pytest.mark.parametrize("offset", [0, 1, 1.9, -2.1, 10, 1e3, 1e5])
@pytest.mark.parametrize("shape", [BIG, (6, 3, 5, 5)])
def test_digits_of_float32(shape, offset):
    """Relative to the largest number of float64: as close as a rounding or a few, however far the mean is from 0."""
    x, *rest = [array.astype(np.float32) for array in case(shape, offset)]
    found = normalise(x, *rest)
    exact = normalise(*(array.astype(np.float64) for array in (x, *rest)))
    for name, got, wanted in zip(("y", "dx", "dweight", "dbias", "mean", "var"), found, exact):
        assert got.dtype == (np.float64 if name in ("mean", "var") else np.float32)
        assert_close(got, wanted, 1e-6)


@pytest.mark.threads
@pytest.mark.parametrize("offset", [0, 9])
@pytest.mark.parametrize("evaluation", [False, True])
def test_any_number_of_workers_gives_the_same_bits(evaluation, offset):
    assert np.prod(BIG) > PIECE
    arrays = [array.astype(np.float32) for array in case(BIG, offset)]
    running = (np.full(6, 1 + offset, np.float32), np.full(6, 2, np.float32)) if evaluation else None
    results = []
    try:
        for number in (1, 2, 5):
            parallel.set_workers(number)
            results.append([array.tobytes() for array in normalise(*arrays, running)])
    finally:
        parallel.set_workers(None)
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize("value", [0.0, 1.0, 1e-4, 3e4])
def test_a_channel_of_equal_numbers_gives_its_bias(value):
    x = np.full((8, 2, 5, 5), value, np.float32)
    y, _, _, _, mean, var = normalise(x, np.ones_like(x), np.ones(2), np.array([1.0, -2.0]))
    assert_close(y, np.ones_like(x) * np.array([1, -2])[:, None, None], 1e-5)
    assert_close(mean, np.full(2, value), 1e-6)
    assert (var >= 0).all() and var.max() <= 1e-12 * max(1, value**2)


def test_gradients_that_are_not_finite_stay_in_their_channel():
    x, dy, weight, bias = case((4, 3, 5, 5))
    dy[0, 1, 2, 3] = np.inf
    with np.errstate(all="ignore"):
        for running in (None, (np.zeros(3), np.ones(3))):
            dx = normalise(x, dy, weight, bias, running)[1]
            assert np.isfinite(dx[:, [0, 2]]).all() and np.isinf(dx[0, 1, 2, 3]) | np.isnan(dx[0, 1, 2, 3])
            assert running is None or np.isfinite(dx).sum() == dx.size - 1
