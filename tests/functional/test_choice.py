"""Masks of who won, what goes to them, and columns that lie a stride apart."""

import numpy as np
import pytest

from coursecnn.arguments.sizes import pool_geometry
from coursecnn.functional import choice, columns, pool

A, B, C = (np.array(numbers) for numbers in ([5.0, 1, 2, 7], [3.0, 4, 2, 7], [4.0, 4, 9, 7]))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int8, np.int64])
def test_what_is_kept_keeps_its_bits(dtype):
    """A zero below 0 keeps its sign, which sums would lose."""
    numbers = np.array([-0.0, 3, -0.0, 7]).astype(dtype)
    kept = choice.keep(numbers, np.array([True, True, False, False]))
    assert kept.dtype == dtype and kept.tolist() == [0, 3, 0, 0]
    assert kept.dtype.kind == "i" or np.signbit(kept).tolist() == [True, False, False, False]
    out = np.full(4, 9, dtype)
    choice.keep(numbers, np.array([False, True, True, True]), out=out)
    assert out.tolist() == [0, 3, 0, 7]


def test_numbers_longer_than_any_integer_are_kept():
    numbers, mask = np.array([1.5, np.inf, -2, np.nan], np.longdouble), np.array([True, False, True, False])
    out = np.ones(4, np.longdouble)
    assert choice.keep(numbers, mask).tolist() == choice.keep(numbers, mask, out=out).tolist() == [1.5, 0, -2, 0]
    assert out.tolist() == [1.5, 0, -2, 0]


def test_of_several_masks_the_first_that_holds():
    masks = [np.array(mask, bool) for mask in ([0, 0, 1, 1, 0], [0, 1, 0, 1, 0], [0, 1, 1, 1, 0])]
    assert [mask.tolist() for mask in choice.first(masks)] == [
        [False, False, True, True, False],
        [False, True, False, False, False],
        [False, False, False, False, False],
        [True, False, False, False, True],
    ]
    assert choice.first([]) == [True] and len(choice.first(masks[:1])) == 2


def test_the_largest_of_several_arrays_and_where():
    best = choice.largest([A, B, C])
    assert best.tolist() == [5, 4, 9, 7]
    of_a, of_b = choice.where([A, B, C], best)
    assert of_a.tolist() == [True, False, False, True] and of_b.tolist() == [False, True, False, True]
    assert choice.largest([A]) is A and choice.where([A], A) == []


def test_combining_makes_one_array_and_changes_none():
    before, outs = [array.copy() for array in (A, B, C)], []

    def add(a, b, out=None):
        outs.append(out)
        return np.add(a, b, out=out)

    total = choice.combined(add, [A, B, C, A])
    assert total.tolist() == [17, 10, 15, 28]
    assert outs[0] is None and outs[1] is total and outs[2] is total
    assert all(map(np.array_equal, (A, B, C), before))


def test_the_first_targets_are_written_and_the_others_added_to():
    error, holds = np.array([1.0, 2, 3]), np.array([True, False, True])
    for apart in range(4):
        targets = [np.full(3, 10.0) for _ in range(3)]
        choice.give(error, [holds] * 3, targets, apart)
        assert [target.tolist() for target in targets] == [[1, 0, 3]] * apart + [[11, 10, 13]] * (3 - apart)
        targets = [np.full(3, 10.0) for _ in range(3)]
        pool.give_all(error, targets, apart)
        assert [target.tolist() for target in targets] == [[1, 2, 3]] * apart + [[11, 12, 13]] * (3 - apart)


def geo(width, kernel, stride, padding=0):
    return pool_geometry((1, 1, 1, width), (1, kernel), (1, stride), ((0, 0), padding) if padding else 0)


ROW = np.arange(1.0, 8).reshape(1, 1, 7, 1)


def test_columns_side_by_side_stay_as_they_are():
    assert columns.apart(ROW, geo(7, 3, 1))[0] is ROW


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "expected"),
    [
        (2, 2, 0, [[1, 3, 5, 7], [2, 4, 6, -1]]),
        (3, 2, 0, [[1, 3, 5, 7], [2, 4, 6, -1]]),
        (1, 2, 0, [[1, 3, 5, 7]]),
        (2, 3, 0, [[1, 4, 7], [2, 5, -1]]),
        (2, 2, (1, 0), [[-1, 2, 4, 6], [1, 3, 5, 7]]),
        (3, 2, (1, 1), [[-1, 2, 4, 6, -1], [1, 3, 5, 7, -1]]),
        (3, 1, (1, 0), [[-1, 1, 2, 3, 4, 5, 6, 7]]),
        (3, 1, (0, 1), [[1, 2, 3, 4, 5, 6, 7, -1]]),
    ],
)
def test_columns_a_stride_apart(kernel, stride, padding, expected):
    g = geo(7, kernel, stride, padding)
    found = columns.apart(ROW, g, -1)
    assert [array.ravel().tolist() for array in found] == expected
    x = np.full_like(ROW, 9)
    columns.together(found, g, x)
    seen = {i for start in range(0, 8, stride) for i in range(start, start + kernel)} if stride > kernel else range(99)
    left = padding[0] if padding else 0
    assert x.ravel().tolist() == [number if i + left in seen else 0 for i, number in enumerate(ROW.ravel())]
    taps = columns.column_taps(found, g)
    framed = np.pad(ROW.ravel(), padding, constant_values=-1)
    places = [framed[j : j + stride * (g.out[1] - 1) + 1 : stride].tolist() for j in range(kernel)]
    assert [tap.ravel().tolist() for tap in taps] == places


def test_a_border_is_of_zeros_unless_another_number_is_given():
    assert [array.ravel().tolist() for array in columns.apart(ROW, geo(7, 2, 2, (1, 0)))] == [
        [0, 2, 4, 6], [1, 3, 5, 7],
    ]  # fmt: skip


def test_empty_columns_are_zero_beyond_the_first_columns_of_the_windows():
    for array in columns.empty(ROW, geo(7, 3, 2)):
        assert array.shape == (1, 1, 4, 1) and array[0, 0, 3:].tolist() == [[0]]


@pytest.mark.parametrize(
    ("width", "kernel", "stride", "padding", "tiled"),
    [(6, 2, 2, 0, True), (7, 2, 2, 0, False), (7, 2, 3, 0, False), (6, 2, 3, 0, True), (5, 2, 3, 0, True),
     (6, 3, 2, 0, False), (6, 2, 1, 0, False), (6, 1, 1, 0, True), (5, 2, 2, (1, 0), True), (5, 2, 2, (1, 1), False)],
)  # fmt: skip
def test_windows_that_tile_a_row(width, kernel, stride, padding, tiled):
    assert columns.tiled(geo(width, kernel, stride, padding)) is tiled
