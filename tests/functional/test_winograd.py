"""Mixing of columns: the identity on single rows, where it is used, and layers large enough for it."""

import agreement
import numpy as np
import pytest
from oracles import assert_close
from strategies import Case

from coursecnn import functional as F
from coursecnn import reference
from coursecnn.arguments.sizes import geometry
from coursecnn.functional import parallel
from coursecnn.functional.winograd import DEEP, LONG, THIN, mixing

mixes = pytest.mark.usefixtures("mixing_always")


def found(size, kernel, channels=2 * THIN, filters=THIN, dtype=np.float32, n=LONG, **options):
    return mixing(geometry(size, kernel, **options), (filters, channels), 1, np.dtype(dtype), n)


@mixes
@pytest.mark.parametrize("k, m", [(3, 2), (3, 4), (4, 2), (4, 4), (5, 2), (5, 4), (6, 2), (7, 2)])
def test_neighbours_from_mixed_columns_are_those_of_the_definition(k, m):
    mix = found((k, k + m - 1), k, dtype=np.float64)  # a row of m places
    rng = np.random.default_rng(k)
    w, x = rng.standard_normal(k), rng.standard_normal(m + k - 1)
    assert mix.a.shape == (m, m + k - 1)
    assert_close(mix.a @ ((mix.g @ w) * (mix.b @ x)), np.correlate(x, w, "valid"), 1e-12)


@pytest.mark.usefixtures("mixed_by_numpy")
def test_columns_are_mixed_where_that_saves_time_and_only_there():
    assert found((12, 12), 5, 20, 50).a.shape == (4, 8)
    assert found((28, 28), 3, padding=1).a.shape == (4, 6)
    assert found((10, 10), 5).a.shape == (2, 6)
    assert found((11, 11), 5) is None  # 7 places cannot be taken two at a time
    assert found((12, 12), 5, stride=(1, 2)) is None
    assert found((12, 12), 5, dilation=(2, 1)) is None
    assert found((12, 12), 1) is None
    assert found((28, 28), 5, 1, 20) is None  # thin products
    assert found((28, 28), 3, DEEP // 3, padding=1) is None and found((28, 28), 3, DEEP // 3 + 1, padding=1)
    assert found((14, 14), 3, padding=1) is None  # a third of the products saved, too little here
    assert found((12, 12), 5, n=LONG // 2 - 1) is None and found((12, 12), 5, n=LONG // 2)  # 8 places in a row
    assert found((12, 12), 5, filters=THIN - 1) is None
    assert found((12, 12), 5, dtype=np.float16) is None
    assert found((12, 12), 5, dtype=np.int64) is None


LAYERS = [
    ((9, 20, 12, 12), (50, 20, 5, 5), {}),
    ((3, 24, 14, 30), (40, 24, 5, 5), {"padding": 2}),
    ((5, 44, 9, 12), (66, 22, 3, 3), {"padding": ((1, 0), (2, 0)), "groups": 2}),
    ((2, 16, 8, 16), (32, 16, 4, 7), {"padding": "same"}),
    ((1, 22, 3, 6), (33, 22, 3, 3), {}),
]


@mixes
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("x, weight, options", LAYERS)
def test_layers_with_mixed_columns_agree_with_pytorch(x, weight, options, dtype):
    pytest.importorskip("torch")
    geo = geometry(x[2:], weight[2:], padding=options.get("padding", 0))
    assert mixing(geo, weight, options.get("groups", 1), np.dtype(dtype))
    agreement.check(F, "conv2d", Case((x, weight, weight[:1]), options), dtype)


@mixes
def test_mixing_costs_few_digits():
    case = Case(((9, 20, 12, 12), (50, 20, 5, 5)), {})
    x, w = case.arrays()
    assert_close(F.conv2d(x.astype(np.float32), w.astype(np.float32)), F.conv2d(x, w), 1e-5)


@mixes
def test_integers_stay_exact_alone_and_may_meet_floats():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-9, 10, (2, 20, 12, 12)), rng.integers(-9, 10, (50, 20, 5, 5))
    y = reference.conv2d(x, w)
    assert F.conv2d(x, w).dtype == np.int64
    assert np.array_equal(F.conv2d(x, w), y)
    assert_close(F.conv2d(x, w.astype(float)), y, 1e-12)
    for got, wanted in zip(F.conv2d_backward(y, x.astype(float), w / 2), F.conv2d_backward(y, x, w)[:2]):
        assert_close(got * (1 if got.shape == w.shape else 2), wanted, 1e-12)


@mixes
@pytest.mark.threads
@pytest.mark.parametrize("batch", [1, 33, 128])
def test_any_number_of_workers_gives_the_same_bits(batch):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((batch, 20, 12, 12), np.float32)
    w = rng.standard_normal((50, 20, 5, 5), np.float32)
    results = []
    try:
        for number in (1, 2, 5):
            parallel.set_workers(number)
            y = F.conv2d(x, w)
            results.append((y, *F.conv2d_backward(y, x, w)))
    finally:
        parallel.set_workers(None)
    for other in results[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(results[0], other))
