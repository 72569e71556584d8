"""Pooling beside the numbers: which memory is written, when padding is looked at, when kernels do it."""

from types import SimpleNamespace

import numpy as np
import pytest

from coursecnn import functional as F
from coursecnn import reference
from coursecnn.arguments.sizes import pool_geometry
from coursecnn.functional import choice, columns, fast, pool

GEOMETRIES = [  # size, kernel, stride, padding
    ((7, 9), (2, 3), (3, 2), 0),
    ((7, 9), (1, 1), (3, 4), 0),
    ((9, 8), (3, 2), (3, 2), ((1, 0), (0, 1))),
    ((8, 11), (3, 4), (2, 3), ((0, 1), (2, 1))),
    ((9, 7), (2, 2), (3, 3), 1),
    ((6, 5), (4, 3), (1, 1), ((2, 1), (0, 1))),
]
each_geometry = pytest.mark.parametrize(("size", "kernel", "stride", "padding"), GEOMETRIES)


@pytest.fixture
def numpy_alone():
    fast.set_fast(False)
    yield
    fast.set_fast(None)


@pytest.fixture
def dirty_memory(monkeypatch, numpy_alone):
    """New memory holds what others left there: nothing but numbers that are none."""
    plain = np.empty

    def empty(shape, dtype=float, *rest, **options):
        array = plain(shape, dtype, *rest, **options)
        if array.dtype.kind == "f":
            array[...] = np.nan
        return array

    monkeypatch.setattr(np, "empty", empty)


@pytest.mark.usefixtures("dirty_memory")
@each_geometry
def test_what_lies_in_memory_reaches_no_result(size, kernel, stride, padding):
    x = np.random.default_rng(0).standard_normal((2, 3, *size))
    for name in ("max_pool2d", "avg_pool2d"):
        y = getattr(F, name)(x, kernel, stride, padding)
        np.testing.assert_allclose(y, getattr(reference, name)(x, kernel, stride, padding))
        dy = np.random.default_rng(1).standard_normal(y.shape)
        dx = getattr(F, name + "_backward")(dy, x, kernel, stride, padding)
        expected = getattr(reference, name + "_backward")(dy, x, kernel, stride, padding)
        np.testing.assert_allclose(dx, expected, atol=1e-12)


@pytest.mark.parametrize(("kernel", "stride", "cleared"), [(2, 1, False), (2, 2, False), (2, 3, True), (1, 2, True)])
def test_memory_is_cleared_only_where_windows_leave_gaps(monkeypatch, kernel, stride, cleared):
    calls, zeros = [], np.zeros
    monkeypatch.setattr(np, "zeros", lambda *given: calls.append(given) or zeros(*given))
    for geo in (pool_geometry((1, 1, 9, 9), (kernel, 5), (stride, 5)), pool_geometry((1, 1, 9, 9), kernel, stride)):
        calls.clear()
        rows = pool.blank(zeros((geo.out[0], 1, 9, 1)), geo)
        assert rows.shape == (9, 1, 9, 1) and bool(calls) == cleared
        assert not rows[stride * geo.out[0] :].any()

    class Watched(np.ndarray):
        def __setitem__(self, key, value):
            calls.append(value)
            super().__setitem__(key, value)

    geo = pool_geometry((1, 1, 1, 9), (1, kernel), (1, stride))
    calls.clear()
    x = zeros((1, 1, 9, 1)).view(Watched)
    columns.together(columns.empty(x, geo), geo, x)
    assert any(isinstance(value, int) for value in calls) == cleared


@each_geometry
def test_places_of_windows_that_are_padding_win_nothing(size, kernel, stride, padding):
    geo = pool_geometry((1, 1, *size), kernel, stride, padding)
    for axis in (0, 1):
        shape = (geo.out[0], 1, geo.out[1], 2)
        masks = [np.random.default_rng(tap).random(shape) < 0.7 for tap in range(kernel[axis])]
        found = pool._without_padding(masks, geo, axis)
        assert len(found) == kernel[axis]
        for tap, (mask, real) in enumerate(zip(masks, found)):
            for place in range(geo.out[axis]):
                at = (slice(None),) * (2 * axis) + (place,)
                inside = 0 <= place * stride[axis] + tap - geo.padding[axis][0] < size[axis]
                np.testing.assert_array_equal(real[at], mask[at] & inside)


@pytest.mark.usefixtures("numpy_alone")
def test_padding_is_looked_at_only_where_it_may_win(monkeypatch):
    """Where a window holds nothing but minus infinity: for that is what padding counts as."""
    looked = []
    whole = pool._without_padding
    monkeypatch.setattr(pool, "_without_padding", lambda *given: looked.append(given[2]) or whole(*given))
    x = np.zeros((1, 1, 4, 4))
    F.max_pool2d(x, 2, padding=1)
    F.max_pool2d(x.astype(int), 2, padding=1)
    F.max_pool2d(x - np.inf, 2)
    F.max_pool2d(x + np.inf, 2, padding=1)
    assert not looked
    F.max_pool2d(x - np.inf, 2, padding=((1, 0), (0, 0)), stride=1)
    assert looked == [1, 0]


@pytest.mark.parametrize(
    ("kernel", "compiled"), [((2, 3), True), ((3, 2), True), ((1, 6), True), ((2, 4), False), ((7, 1), False)]
)
def test_kernels_take_windows_of_so_many_numbers(monkeypatch, kernel, compiled):
    kernels = SimpleNamespace(TAPS=6, max_pool=lambda x, geo: "compiled")
    monkeypatch.setattr(fast, "kernels", lambda *images: kernels)
    x = np.zeros((2, 3, 8, 8))
    assert (pool.max_pool(x, pool_geometry(x.shape, kernel)) == "compiled") == compiled
    monkeypatch.setattr(fast, "kernels", lambda *images: None)
    assert pool.max_pool(x, pool_geometry(x.shape, kernel))[0].shape == (2, 3, 8 // kernel[0], 8 // kernel[1])


@each_geometry
@pytest.mark.parametrize("count_include_pad", [True, False])
def test_numbers_that_a_window_averages(size, kernel, stride, padding, count_include_pad):
    geo = pool_geometry((1, 1, *size), kernel, stride, padding)
    counts = pool._counts(geo, count_include_pad)
    framed = np.pad(np.ones(size, int), geo.padding)
    for row, column in np.ndindex(*geo.out):
        window = framed[row * stride[0] :, column * stride[1] :][: kernel[0], : kernel[1]]
        count = np.broadcast_to(counts, (geo.out[0], 1, geo.out[1], 1))[row, 0, column, 0]
        assert count == (kernel[0] * kernel[1] if count_include_pad else window.sum())


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int64])
def test_defaults_of_pooling(dtype):
    """Windows side by side, without padding, and padding that is counted."""
    x = np.arange(1, 37).reshape(1, 1, 6, 6).astype(dtype)
    blocks = x.reshape(3, 2, 3, 2).swapaxes(1, 2).reshape(3, 3, 4)
    assert F.max_pool2d(x, 2)[0, 0].tolist() == blocks.max(axis=2).tolist()
    averages = F.avg_pool2d(x, 2)
    floats = np.float64 if dtype == np.int64 else dtype
    assert averages.dtype == floats and averages[0, 0].tolist() == blocks.mean(axis=2, dtype=float).tolist()
    assert F.avg_pool2d(x, 2, padding=1)[0, 0, 0, 0] == 0.25
    dy = np.full((1, 1, 3, 3), 4, dtype)
    back = F.avg_pool2d_backward(dy, x, 2)
    assert back.dtype == floats and (back == 1).all()
    largest = F.max_pool2d_backward(dy, x, 2)
    assert largest.dtype == dtype and largest[0, 0, 1::2, 1::2].tolist() == [[4] * 3] * 3 and largest.sum() == 36
    assert F.avg_pool2d_backward(np.full((1, 1, 4, 4), 4, dtype), x, 2, padding=1)[0, 0, 0, 0] == 1


def test_the_first_of_masks_is_not_changed():
    masks = [np.array([True, False]), np.array([True, True])]
    choice.first(masks)
    assert masks[0].tolist() == [True, False] and masks[1].tolist() == [True, True]


@pytest.mark.usefixtures("numpy_alone")
@pytest.mark.parametrize(("width", "stride", "tiled"), [(6, 2, True), (7, 2, False), (5, 1, False)])
def test_errors_spread_over_windows_that_tile_a_row_need_no_columns(monkeypatch, width, stride, tiled):
    made, empty = [], pool.empty
    monkeypatch.setattr(pool, "empty", lambda *given: made.append(given) or empty(*given))
    x = np.ones((2, 3, 4, width))
    dx = F.avg_pool2d_backward(F.avg_pool2d(x, 2, stride), x, 2, stride)
    assert dx.shape == x.shape and bool(made) != tiled
