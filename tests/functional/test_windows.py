"""Windows of an image as they lie in memory, number by number."""

import numpy as np
import pytest

from coursecnn.arguments.sizes import geometry
from coursecnn.functional import windows

GEOMETRIES = {  # size, kernel, stride, padding, dilation
    "plain": ((6, 7), (2, 3), (1, 1), 0, (1, 1)),
    "each side by itself": ((5, 6), (3, 2), (1, 2), ((2, 1), (1, 3)), (1, 1)),
    "steps": ((9, 8), (2, 3), (3, 2), ((0, 1), (2, 0)), (1, 2)),
    "gaps": ((9, 8), (3, 2), (2, 1), ((1, 2), (0, 0)), (4, 3)),
    "more to the right than image": ((4, 3), (2, 2), (1, 1), ((0, 0), (1, 4)), (1, 1)),
    "more padding than image": ((2, 3), (2, 2), (1, 1), ((5, 4), (3, 4)), (2, 1)),
}
each_geometry = pytest.mark.parametrize(("size", "kernel", "stride", "padding", "dilation"), GEOMETRIES.values(),
                                        ids=GEOMETRIES)  # fmt: skip


def case(size, kernel, stride, padding, dilation, channels=3, n=2):
    """x as (H, C, W, N), its geometry, and x with its border."""
    geo = geometry(size, kernel, stride, padding, dilation)
    x = np.random.default_rng(0).standard_normal((size[0], channels, size[1], n))
    return x, geo, np.pad(x, (geo.padding[0], (0, 0), geo.padding[1], (0, 0)))


def test_images_change_their_order_in_memory_and_back():
    x = np.arange(2.0 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    last = windows.batch_last(x)
    assert last.shape == (4, 3, 5, 2) and last.flags.c_contiguous and last[1, 2, 3, 0] == x[0, 2, 1, 3]
    np.testing.assert_array_equal(windows.batch_first(last), x)
    assert np.shares_memory(windows.batch_first(last), last)
    assert np.shares_memory(windows.batch_last(windows.batch_first(last)), last)  # nothing is copied that lies so


@each_geometry
def test_a_border_around_some_rows(size, kernel, stride, padding, dilation):
    x, geo, framed = case(size, kernel, stride, padding, dilation)
    np.testing.assert_array_equal(windows.pad(x, geo), framed)
    for value in (0, -7.5):
        framed = np.pad(x, (geo.padding[0], (0, 0), geo.padding[1], (0, 0)), constant_values=value)
        height = len(framed)
        for start, stop, step in [(0, height, 1), (0, 1, 1), (1, height, 2), (0, height, 3), (2, height - 1, 1),
                                  (height - 1, height, 1), (0, 2, 1), (height - 2, height, 1), (3, 4, 4)]:  # fmt: skip
            rows = slice(start, stop, step)
            np.testing.assert_array_equal(windows.pad(x, geo, rows, value), framed[rows], str(rows))
    back = windows.crop(windows.pad(x, geo), geo)
    np.testing.assert_array_equal(back, windows.batch_first(x))


def test_no_border_is_no_copy():
    x, geo, _ = case((6, 7), (2, 3), 1, 0, 1)
    assert windows.pad(x, geo).base is x and np.shares_memory(windows.pad(x, geo, slice(2, 5)), x)
    assert windows.pad(x, geo, slice(2, 5)).shape == (3, 3, 7, 2)


@each_geometry
def test_what_lies_under_a_row_or_a_column_of_the_window(size, kernel, stride, padding, dilation):
    _, geo, framed = case(size, kernel, stride, padding, dilation)
    for i in range(kernel[0]):
        rows = [stride[0] * place + dilation[0] * i for place in range(geo.out[0])]
        np.testing.assert_array_equal(windows.row_tap(framed, geo, i), framed[rows])
    for j in range(kernel[1]):
        columns = [stride[1] * place + dilation[1] * j for place in range(geo.out[1])]
        np.testing.assert_array_equal(windows.column_tap(framed, geo, j), framed[:, :, columns])


@pytest.mark.parametrize("groups", [None, 1, 2, 4])
@each_geometry
def test_unrolled_windows_number_by_number(size, kernel, stride, padding, dilation, groups):
    x, geo, framed = case(size, kernel, stride, padding, dilation, channels=4)
    (k_h, k_w), c = kernel, 4 // (groups or 1)
    some = [
        slice(0, geo.out[0], 1),
        slice(1, geo.out[0], 2),
        slice(0, geo.out[0], 3),
        slice(geo.out[0] - 1, geo.out[0]),
    ]
    if geo.dilation[0] == 1:
        some.append(slice(1, geo.out[0]))
    for rows in some:
        given = () if groups is None else (groups,)
        found = windows.unroll(x, geo, rows, *given)
        numbers = range(geo.out[0])[rows]
        expected = np.empty((groups or 1, len(numbers), k_h, k_w, c, geo.out[1], 2))
        for g, r, i, j, w in np.ndindex(groups or 1, len(numbers), k_h, k_w, geo.out[1]):
            pixel = framed[stride[0] * numbers[r] + dilation[0] * i, :, stride[1] * w + dilation[1] * j]
            expected[g, r, i, j, :, w] = pixel[g * c : g * c + c]
        np.testing.assert_array_equal(found, expected.reshape(groups or 1, len(numbers), k_h * k_w * c, -1))


def test_rows_of_the_image_that_some_rows_of_the_output_see():
    """From the first to the last, those in between that none sees left out."""
    x = np.arange(20.0 * 2 * 9 * 3).reshape(20, 2, 9, 3)
    for stride, dilation, rows, seen in [
        (1, 1, slice(2, 5), range(2, 7)), (2, 1, slice(1, 4), range(2, 9)), (3, 2, slice(0, 3, 2), range(0, 11, 2)),
        (2, 4, slice(0, 3), range(0, 13, 2)), (1, 3, slice(1, 8, 3), range(1, 14, 3)), (1, 3, slice(1, 3), range(1, 9)),
        (1, 6, slice(1, 6, 4), range(1, 18, 2)),
    ]:  # fmt: skip
        geo = geometry((20, 9), (3, 2), (stride, 5), dilation=(dilation, 3))
        found = windows.taps(x, geo, rows)
        assert found.shape == (1, len(seen), 2, 2, 2, 3) and not found.flags.writeable
        np.testing.assert_array_equal(found[0, :, 1, 1], x[seen.start : seen.stop : seen.step, 1, 3::5])
        assert np.shares_memory(found, x)


def test_unrolled_windows_are_not_for_writing():
    """One number stands in several of them, where nothing had to be copied."""
    for kernel in ((2, 1), (2, 2)):
        found = windows.unroll(np.zeros((5, 1, 6, 3)), geometry((5, 6), kernel), slice(0, 4))
        assert not found.flags.writeable


def test_numbers_of_a_pixel_as_one():
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    found = windows.runs(x)
    assert found.shape == (2, 3, 2) and found.itemsize == 16 and np.shares_memory(found, x)
    y = np.zeros((2, 3, 1, 2))
    windows.runs(y)[...] = windows.runs(np.ascontiguousarray(x[:, :, 1:]))
    np.testing.assert_array_equal(y, x[:, :, 1:])
    assert windows.runs(x[:, :, :0]).shape == (2, 3, 0, 2) and windows.runs(x[..., :0]).shape == (2, 3, 2, 0)


def test_defaults_of_columns():
    """Stride and dilation 1, no padding."""
    x = np.arange(2.0 * 2 * 3 * 4).reshape(2, 2, 3, 4)
    cols = windows.im2col(x, 2)
    assert cols.shape == (2 * 2 * 3, 2 * 4)
    assert cols[4].tolist() == x[0, :, 1:3, 1:3].ravel().tolist()
    back = windows.col2im(np.ones_like(cols), x.shape, 2)
    np.testing.assert_array_equal(back, np.broadcast_to(np.outer([1, 2, 1], [1, 2, 2, 1]), x.shape))
    with pytest.raises(ValueError) as caught:
        windows.col2im(cols[1:], x.shape, 2)
    assert str(caught.value) == "cols has shape (11, 8), but images of shape (2, 2, 3, 4) give (12, 8)."
