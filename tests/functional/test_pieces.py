"""How work is cut, at the sizes where that changes: numbers of pieces by hand, for arrays that take no memory."""

import numpy as np
import pytest

from coursecnn.arguments.sizes import geometry, pool_geometry
from coursecnn.functional import norm, parallel, pool, windows


def virtual(*shape):
    return np.broadcast_to(np.float32(0), shape)


def lengths(pieces):
    """The lengths of slices that follow one another from 0."""
    assert [piece.start for piece in pieces] == [0, *(piece.stop for piece in pieces[:-1])]
    return [piece.stop - piece.start for piece in pieces]


@pytest.mark.parametrize(
    ("n", "size", "expected"),
    [
        (0, 3, [0]),
        (0, 1, [0]),
        (1, 1, [1]),
        (1, 3, [1]),
        (2, 1, [1, 1]),
        (3, 3, [3]),
        (4, 3, [3, 1]),
        (7, 3, [3, 3, 1]),
    ],
)
def test_pieces_of_a_size(n, size, expected):
    assert lengths(parallel.pieces(n, size)) == expected


@pytest.mark.parametrize(
    ("n", "size", "count"),
    [(0, 3, 1), (1, 3, 1), (1, 1, 1), (2, 9, 2), (3, 3, 2), (3, 1, 3), (8, 1, 8), (8, 0, 8), (9, 2, 6), (10, 3, 4),
     (28, 5, 6), (12, 6, 2), (13, 6, 4), (100, 7, 16), (7, 100, 2)],
)  # fmt: skip
def test_an_even_number_of_pieces(n, size, count):
    """Twice so many as are needed in pieces of twice the size; never more than there are items."""
    found = lengths(parallel.even_pieces(n, size))
    assert len(found) == count and sum(found) == n and max(found) - min(found) <= 1


@pytest.mark.parametrize(
    ("rows", "shape", "kernel", "stride", "count"),
    [
        (16, (99, 4, 64, 8), (3, 1), 1, 1),  # 16 rows of 2,048 numbers: 2 to the 15
        (17, (99, 4, 64, 8), (3, 1), 1, 2),
        (16, (99, 4, 64, 8), (3, 2), 1, 2),  # two shifted copies
        (16, (99, 4, 64, 8), (3, 2), (1, 2), 1),  # of half the columns
        (16, (99, 4, 64, 8), (3, 3), (3, 2), 2),
        (16, (1, 4, 64, 8), (1, 1), 1, 1),
        (12, (99, 16, 128, 128), (1, 1), 1, 6),  # two rows of 2 to the 18 numbers make a piece
        (12, (99, 16, 128, 128), (1, 2), 1, 12),
        (12, (99, 16, 128, 128), (5, 1), 1, 4),  # but never less than the rows of a window
    ],
)
def test_rows_of_a_convolution(rows, shape, kernel, stride, count):
    geo = geometry((99, 200), kernel, stride)
    found = lengths(windows.pieces(rows, virtual(*shape), geo))
    assert len(found) == count and sum(found) == rows


@pytest.mark.parametrize(
    ("shape", "kernel", "count"),
    [
        ((1024, 8, 128, 1), (1, 4), 1),  # 2 to the 22 numbers and windows
        ((1024, 8, 128, 1), (4, 1), 1),
        ((1024, 8, 128, 1), (1, 5), 2),
        ((1024, 8, 128, 1), (5, 1), 2),
        ((1024, 8, 128, 1), (2, 3), 2),
        ((1024, 16, 256, 1), (1, 1), 1),
        ((1024, 16, 256, 1), (1, 2), 8),  # of 2 to the 19 numbers
        ((4, 16, 256, 256), (2, 1), 8),
        ((1, 1 << 21, 1, 1), (2, 2), 4),
        ((4, 9, 2, 1), (1, 1), 1),
        ((4096, 1, 2048, 1), (1, 1), 1),
    ],
)
def test_channels_of_a_pooling(shape, kernel, count):
    geo = pool_geometry((1, 1, 9, 9), kernel)
    found = lengths(pool.pieces(virtual(*shape), geo))
    assert len(found) == count and sum(found) == shape[1]


@pytest.mark.parametrize(
    ("shape", "count"),
    [((512, 8, 128), 1), ((513, 8, 128), 10), ((1024, 8, 128), 16), ((1, 8, 1 << 17), 1), ((2, 8, 1 << 16), 2),
     ((1 << 20, 1, 1), 16)],
)  # fmt: skip
def test_rows_of_a_normalisation(shape, count):
    found = lengths(norm._pieces(virtual(*shape)))
    assert len(found) == count and sum(found) == shape[0]


@pytest.mark.parametrize(
    ("rows", "stride", "dilation", "expected"),
    [
        (6, 1, 1, [range(6)]),
        (6, 1, 2, [range(0, 6, 2), range(1, 6, 2)]),
        (7, 1, 3, [range(0, 7, 3), range(1, 7, 3), range(2, 7, 3)]),
        (6, 2, 2, [range(6)]),
        (6, 2, 3, [range(0, 6, 3), range(1, 6, 3), range(2, 6, 3)]),
        (6, 4, 6, [range(0, 6, 3), range(1, 6, 3), range(2, 6, 3)]),
        (2, 1, 4, [range(1), range(1, 2)]),  # no more classes than rows
    ],
)
def test_rows_that_need_the_same_rows_of_the_image_go_together(rows, stride, dilation, expected):
    """Those as far apart as dilation and stride have in common; the columns have no say in it."""
    for other in (1, 5):
        height, width = stride * (rows - 1) + dilation + 1, 40
        geo = geometry((height, width), 2, (stride, other), dilation=(dilation, other))
        assert geo.out[0] == rows
        found = windows.output_pieces(virtual(height, 1, width, 1), geo)
        assert all(piece.stop <= rows for piece in found)
        assert [list(range(rows)[piece]) for piece in found] == [list(one) for one in expected]
