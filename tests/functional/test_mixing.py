"""Mixing of columns at its limits: when it pays, which neighbours may share, which rows are looked at."""

import itertools

import numpy as np
import pytest
from oracles import assert_close
from scipy.signal import correlate

from coursecnn import functional as F
from coursecnn.arguments.sizes import geometry
from coursecnn.functional import conv, fast, winograd
from coursecnn.functional.windows import batch_last, output_pieces

KERNELS = object()


def neighbours(out, kernel, filters=32, channels=999, groups=1, n=999, dtype=np.float32):
    """How many share products, 0 where none do, for an output of ``out`` columns."""
    geo = geometry((9, out + kernel[1] - 1), kernel)
    mix = winograd.mixing(geo, (filters, channels), groups, np.dtype(dtype), n)
    return 0 if mix is None else len(mix.a)


@pytest.mark.usefixtures("mixed_by_numpy")
@pytest.mark.parametrize(
    ("columns", "k", "m"),
    [(12, 3, 4), (10, 3, 2), (11, 3, 0), (9, 3, 0), (4, 3, 4), (2, 3, 2), (1, 3, 0), (12, 4, 4), (12, 5, 4), (12, 6, 2),
     (12, 7, 2), (12, 8, 0), (10, 7, 2), (12, 2, 0), (12, 1, 0)],
)  # fmt: skip
def test_two_or_four_share_where_that_divides_the_columns(columns, k, m):
    """With no more than seven points beside infinity."""
    assert neighbours(columns, (1, k)) == m


@pytest.mark.usefixtures("mixed_by_numpy")
@pytest.mark.parametrize(
    ("limits", "enough"),
    [
        ({"filters": 32}, True), ({"filters": 31}, False),
        ({"filters": 64, "groups": 2}, True), ({"filters": 62, "groups": 2}, False),
        ({"n": 32, "out": 4}, True), ({"n": 31, "out": 4}, False),  # windows of four
        ({"n": 16, "out": 8}, True), ({"n": 15, "out": 8}, False),
        ({"n": 32, "out": 2}, True), ({"n": 31, "out": 2}, False),  # of two
        ({"channels": 110}, True), ({"channels": 109}, False),  # four columns from six products: one saved for each
        ({"channels": 22, "kernel": (5, 3)}, True), ({"channels": 21, "kernel": (5, 3)}, False),
        ({"channels": 220, "out": 2}, True), ({"channels": 219, "out": 2}, False),  # two from four: half a one
        ({"channels": 74, "kernel": (1, 5)}, True), ({"channels": 73, "kernel": (1, 5)}, False),  # 20 from 8
        ({"channels": 165, "kernel": (1, 5), "out": 2}, True), ({"channels": 164, "kernel": (1, 5), "out": 2}, False),
    ],
)  # fmt: skip
def test_enough_to_pay(limits, enough):
    assert bool(neighbours(**{"out": 12, "kernel": (1, 3)} | limits)) == enough


@pytest.mark.parametrize(
    ("columns", "k", "m"),
    [(12, 3, 4), (10, 3, 4), (11, 3, 4), (9, 3, 4), (6, 3, 2), (5, 3, 2), (4, 3, 4), (3, 3, 4), (2, 3, 2), (1, 3, 0),
     (7, 5, 4), (9, 6, 2), (13, 7, 2), (1, 7, 0), (12, 2, 0), (12, 1, 0)],
)  # fmt: skip
def test_kernels_take_what_saves_most_and_any_number_of_columns(monkeypatch, columns, k, m):
    """The last neighbours may lie beyond the image: the padding reaches there."""
    monkeypatch.setattr(fast, "compiled", lambda: KERNELS)
    assert neighbours(columns, (1, k)) == m
    if m:
        geo = geometry((9, columns + k - 1 - 2), (1, k), padding=((0, 0), (1, 1)))
        mix = winograd.mixing(geo, (32, 999), 1, np.dtype(np.float32), 999)
        count = -(-columns // m)
        assert mix.compiled is KERNELS and mix.geo.out == (9, count) and mix.geo.padding[1][0] == 1
        assert mix.geo.padded[1] == count * m + k - 1 and mix.geo.kernel[1] == m + k - 1


@pytest.mark.parametrize(
    ("limits", "enough"),
    [
        ({"filters": 8}, True), ({"filters": 7}, False),
        ({"filters": 16, "groups": 2}, True), ({"filters": 14, "groups": 2}, False),
        ({"channels": 60}, True), ({"channels": 59}, False),  # four columns from six products: one saved for each
        ({"channels": 80, "out": 14}, True), ({"channels": 79, "out": 14}, False),  # 42 from 24
        ({"n": 8, "out": 20, "channels": 10**5}, True), ({"n": 7, "out": 20, "channels": 10**5}, False),
        ({"n": 16, "channels": 810}, True), ({"n": 16, "channels": 809}, False),  # 134 million, times images
    ],
)  # fmt: skip
def test_enough_for_kernels(monkeypatch, limits, enough):
    monkeypatch.setattr(fast, "compiled", lambda: KERNELS)
    monkeypatch.setattr(fast, "FEW", 8)  # other tests may have fewer compiled
    monkeypatch.setattr(winograd, "DEEP", 10**9)
    assert bool(neighbours(**{"out": 12, "kernel": (1, 3)} | limits)) == enough


@pytest.mark.parametrize(("m", "k", "largest"), [(2, 3, 8), (4, 3, 48), (2, 5, 57.8), (4, 5, 86.9), (2, 7, 115)])
def test_points_lose_few_digits(m, k, largest):
    """How much larger than the numbers and weights a sum of products becomes on its way; other points do worse."""
    a, g, b = (np.abs(np.array(matrix, float)) for matrix in winograd._matrices(m, k))
    assert (a @ (g.sum(axis=1) * b.sum(axis=1))).max() <= largest


def uneven(x, mix, rows):
    return winograd.uneven(winograd.largest_magnitudes(x), mix, rows)


def uneven_by_loops(x, geo, m, rows):
    """For each image: whether of m neighbours one sees numbers 512 times as large as another, zeros apart."""
    x = np.pad(np.abs(x), ((0, 0), (0, 0), *geo.padding))
    (k_h, k_w), found = geo.kernel, np.zeros(len(x), bool)
    for row, column in itertools.product(range(rows.start, rows.stop), range(0, geo.out[1], m)):
        seen = [x[:, :, row : row + k_h, c : c + k_w].max(axis=(1, 2, 3)) for c in range(column, column + m)]
        for image, sizes in enumerate(np.array(seen).T):
            most, least = np.max(sizes), min((size for size in sizes if size > 0), default=0)
            found[image] |= not np.isfinite(most) or most > 512 * least
    return found


@pytest.mark.usefixtures("mixing_always")
@pytest.mark.parametrize("out", [8, 6])
@pytest.mark.parametrize("padding", [((0, 0), (0, 0)), ((2, 0), (1, 0)), ((0, 1), (0, 2)), ((1, 2), (2, 1))])
def test_images_with_one_large_number_go_alone_where_a_neighbour_does_not_see_it(padding, out):
    """One image for each place of it; and some without."""
    k = 3
    size = 7, out + k - 1 - sum(padding[1])
    geo = geometry(size, k, padding=padding)
    mix = winograd.mixing(geo, (32, 2), 1, np.dtype(np.float32), 99)
    places = list(np.ndindex(*size))
    for number in (512, 513, np.inf, np.nan):
        x = np.ones((len(places) + 2, 2, *size), np.float32)
        x[-1] = 0
        for image, place in enumerate(places):
            x[image, image % 2][place] = -number
        for rows in (slice(0, geo.out[0]), slice(0, 1), slice(1, 3), slice(geo.out[0] - 1, geo.out[0])):
            found = uneven(batch_last(x), mix, rows)
            expected = uneven_by_loops(x, geo, len(mix.a), rows)
            np.testing.assert_array_equal(found, expected, str((number, rows)))
            assert not found[-2:].any()


@pytest.mark.usefixtures("mixing_always")
@pytest.mark.parametrize("small", [0.25, 1e-30])
def test_windows_of_zeros_lose_nothing_and_small_numbers_do(small):
    geo = geometry((3, 6), 3)
    mix = winograd.mixing(geo, (32, 1), 1, np.dtype(np.float32), 99)
    x = np.zeros((4, 1, 3, 6), np.float32)
    x[0, 0, 0, 5] = 1000 * small  # which one neighbour of four sees, the others nothing
    x[1, 0, 0] = small
    x[1, 0, 0, 5] = 1000 * small
    x[2, 0, 0, :3] = 2 * small
    assert uneven(batch_last(x), mix, slice(0, 1)).tolist() == [False, True, False, False]


@pytest.mark.usefixtures("mixing_always")
@pytest.mark.parametrize("padding", [((9, 0), (1, 1)), ((0, 9), (1, 1)), ((9, 9), (0, 0))])
def test_rows_that_see_nothing_but_padding(padding):
    """They were an error of NumPy where such rows made up a piece."""
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((2, 24, 6, 10)), rng.standard_normal((32, 24, 3, 3))
    geo = geometry((6, 10), 3, padding=padding)
    mix = winograd.mixing(geo, w.shape, 1, x.dtype, 2)
    framed = np.pad(x, ((0, 0), (0, 0), *padding))
    expected = np.array([[sum(map(lambda c, k: correlate(c, k, "valid"), image, kernels)) for kernels in w]
                         for image in framed])  # fmt: skip
    assert mix is not None
    write = conv.row_products(batch_last(x), w, geo)
    for count in (1, 2, 7):
        for start in range(0, geo.out[0], count):
            rows = slice(start, min(start + count, geo.out[0]))
            y = np.empty((rows.stop - rows.start, 32, geo.out[1], 2))
            write(rows, y)
            assert_close(y.transpose(3, 1, 0, 2), expected[:, :, rows], 1e-10)
    x[1, 0, [0, -1]] = 1e6  # seen by the first and the last rows that see any
    first, last = batch_last(x), slice(padding[0][0] - 2, padding[0][0] - 1)
    if padding[0][0]:
        assert uneven(first, mix, last).tolist() == [False, False]
        x[1, 0, 0] = [0, 0, 1e6] + [0] * 7
        assert uneven(batch_last(x), mix, last).tolist() == [False, True]


def test_large_batches_with_much_padding():
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((64, 40, 6, 8), np.float32), rng.standard_normal((32, 40, 3, 3), np.float32)
    for padding in (((20, 0), (1, 1)), ((0, 20), (1, 1))):
        geo = geometry((6, 8), 3, padding=padding)
        assert len(output_pieces(batch_last(x), geo)) > 2
        y = F.conv2d(x, w, padding=padding)
        few = F.conv2d(x[:1].astype(float), w.astype(float), padding=padding)
        assert_close(y[:1], few, 1e-5)
        assert (y == 0).all(axis=(0, 1, 3)).sum() == 18  # rows of 24


def test_what_is_mixed_is_not_for_writing():
    geo = geometry((5, 6), 3)
    mix = winograd.Mixing(*(np.array(matrix, float) for matrix in winograd._matrices(4, 3)),
                          geo._replace(kernel=(3, 6), stride=(1, 4), out=(3, 1)))  # fmt: skip
    found = winograd.mixed_windows(np.zeros((5, 2, 6, 3)), mix, slice(0, 3), 1)
    assert found.shape == (6, 3, 6, 3) and not found.flags.writeable


@pytest.mark.usefixtures("mixing_always")
def test_even_images_and_such_as_are_behind_relu_are_looked_at_once(monkeypatch):
    geo, w = geometry((5, 6), 3), np.ones((32, 2, 3, 3), np.float32)
    mix = winograd.mixing(geo, w.shape, 1, np.dtype(np.float32), 3)
    x = np.linspace(1, 512, 5 * 2 * 6 * 3, dtype=np.float32).reshape(5, 2, 6, 3)
    with monkeypatch.context() as patched:
        patched.setattr(winograd, "uneven", None)  # would fail if it were called
        patched.setattr(np, "abs", None)
        conv.row_products(x, w, geo)(slice(0, 3), np.empty((3, 32, 4, 3), np.float32))
    x[2, 1, 1, 1] = -600_000
    assert winograd.largest_magnitudes(x)[2, 1, 1] == 600_000
    assert not winograd.even(winograd.largest_magnitudes(x))
    assert uneven(x, mix, slice(0, 3)).tolist() == [False, True, False]


@pytest.mark.parametrize(("numbers", "expected"), [
    ([1, 512], True), ([1, 513], False), ([0, 0], True), ([0, 1e-9], False), ([np.inf, np.inf], False),
    ([1, np.nan], False), ([np.nan, np.nan], False),
])  # fmt: skip
def test_even_is_what_differs_by_512_at_most_and_is_finite(numbers, expected):
    assert winograd.even(np.array(numbers, np.float32).reshape(1, 2, 1)) == expected
