"""Softmax over the last axis of any shape, against SciPy."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import assert_close
from scipy.special import softmax

from coursecnn import functional as F


@given(
    shape=st.lists(st.integers(1, 4), min_size=1, max_size=4), spread=st.sampled_from([1, 50]), seed=st.integers(0, 99)
)
@settings(deadline=None, derandomize=True, max_examples=40)
def test_agrees_with_scipy(shape, spread, seed):
    x = spread * np.random.default_rng(seed).standard_normal(shape)
    assert_close(F.softmax(x), softmax(x, axis=-1), 1e-12)
