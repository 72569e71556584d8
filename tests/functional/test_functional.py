"""``coursecnn.functional`` against PyTorch and the loops: sizes, types, memory layouts, integers."""

import agreement
import numpy as np
import pytest
import worked_example
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import assert_close
from strategies import Case

from coursecnn import functional, reference
from coursecnn.arguments.sizes import geometry
from coursecnn.functional import windows

each_operation = pytest.mark.parametrize("name", agreement.CASES)
each_dtype = pytest.mark.parametrize("dtype", [np.float64, np.float32])


def examples(number):
    return settings(deadline=None, derandomize=True, max_examples=number)


def conv(x, weight, **options):
    return "conv2d", Case((x, weight, weight[:1]), options)


def transposed(x, weight, **options):
    return "conv_transpose2d", Case((x, weight, (weight[1] * options.get("groups", 1),)), options)


def pools(x, **options):
    return ("max_pool2d", Case((x,), options)), ("avg_pool2d", Case((x,), options))


SMALL = [
    conv((3, 6, 9, 8), (4, 3, 3, 2), stride=(1, 2), padding=((1, 0), (2, 1)), groups=2),
    conv((2, 3, 5, 6), (4, 3, 1, 1)),
    transposed((2, 4, 5, 4), (4, 3, 2, 3), stride=2, padding=1, groups=2),
    transposed((2, 3, 4, 4), (3, 2, 1, 1)),
    *pools((3, 5, 8, 7), kernel_size=2),
    *pools((2, 3, 8, 7), kernel_size=3, stride=2, padding=(1, 0)),
    *pools((2, 3, 4, 5), kernel_size=1),
    ("im2col", Case(((2, 3, 6, 5),), {"kernel_size": (3, 2), "stride": (1, 2), "padding": 1})),
    ("im2col", Case(((2, 3, 4, 5),), {"kernel_size": 1})),
    ("linear", Case(((4, 5), (3, 5), (3,)), {})),
]
LARGE = [  # batches and images that are worked on in several pieces
    conv((1, 1, 30, 30), (20, 1, 5, 5), padding="same"),
    conv((1, 24, 30, 30), (40, 24, 5, 5), padding=2),
    conv((2, 64, 29, 27), (8, 64, 3, 3), stride=(2, 1), padding=((0, 1), (2, 0))),
    conv((7, 20, 24, 24), (50, 20, 5, 5)),
    conv((7, 12, 20, 23), (18, 2, 3, 4), groups=6, dilation=(2, 1), padding=3),
    conv((33, 1, 28, 28), (20, 1, 5, 5)),
    conv((33, 16, 12, 12), (32, 16, 3, 3), padding=1, stride=2),
    conv((33, 32, 9, 9), (32, 1, 3, 3), padding=1, groups=32),
    conv((7, 12, 20, 21), (24, 1, 3, 4), groups=12, stride=(2, 1), dilation=(1, 2)),
    conv((5, 16, 19, 18), (12, 16, 4, 4), stride=(2, 3), dilation=(2, 2), padding=2),
    conv((5, 16, 19, 18), (12, 16, 3, 3), stride=(3, 2), dilation=(2, 3), padding=(3, 1)),
    conv((33, 48, 10, 10), (96, 48, 1, 1)),
    conv((48, 16, 24, 24), (8, 16, 3, 3), padding=1),
    conv((40, 16, 6, 6), (4, 16, 1, 1), padding=((20, 0), (0, 0))),  # a piece that sees nothing but padding
    conv((40, 16, 6, 6), (4, 16, 2, 2), padding=((0, 20), (0, 0))),
    conv((30, 16, 19, 18), (12, 4, 3, 3), stride=(3, 2), dilation=(2, 3), padding=(3, 1), groups=4),
    transposed((1, 24, 15, 15), (24, 16, 5, 5), stride=2, padding=2, output_padding=1),
    transposed((7, 12, 13, 14), (12, 4, 3, 3), stride=(1, 2), groups=3, dilation=(2, 1)),
    transposed((33, 32, 10, 10), (32, 12, 4, 4), stride=2, padding=1),
    *pools((1, 64, 30, 30), kernel_size=2),
    *pools((7, 20, 30, 29), kernel_size=3, stride=2, padding=1),
    *pools((33, 20, 24, 24), kernel_size=2),
    *pools((33, 16, 15, 13), kernel_size=(3, 2), stride=(1, 3), padding=((1, 0), (0, 1))),
    ("im2col", Case(((33, 8, 20, 20),), {"kernel_size": 5, "stride": 2, "padding": 2})),
    ("linear", Case(((33, 800), (100, 800), (100,)), {})),
]


def each(cases):
    ids = [f"{name}{'x'.join(map(str, case.shapes[0]))}-{i}" for i, (name, case) in enumerate(cases)]
    return pytest.mark.parametrize(("name", "case"), cases, ids=ids)


@each_dtype
@each_operation
@given(data=st.data())
@examples(150)
def test_agrees_with_pytorch(name, dtype, data):
    agreement.check(functional, name, data.draw(agreement.CASES[name]), dtype)


@each_operation
@given(data=st.data())
@examples(50)
def test_agrees_with_the_loops(name, data):
    case = data.draw(agreement.CASES[name])
    arrays = case.arrays()
    y = agreement.forward(reference, name, arrays, case.options)
    agreement.check_all([agreement.forward(functional, name, arrays, case.options)], [y])
    dy = case.array(y.shape)
    agreement.check_all(*(agreement.backward(ops, name, dy, arrays, case.options) for ops in (functional, reference)))


@each_dtype
@each(LARGE)
def test_large_cases_agree_with_pytorch(name, case, dtype):
    agreement.check(functional, name, case, dtype)


@each([*SMALL, *LARGE])
def test_nothing_reads_memory_before_it_is_written(name, case, monkeypatch):
    def infinite(function):
        def allocate(*args, **options):
            array = function(*args, **options)
            if array.dtype.kind == "f":
                array.fill(np.inf)
            return array

        return allocate

    for function in ("empty", "empty_like"):
        monkeypatch.setattr(np, function, infinite(getattr(np, function)))
    agreement.check(functional, name, case, np.float32)


@given(agreement.CASES["max_pool2d"])
@examples(100)
def test_ties_go_to_the_first(case):
    agreement.check(functional, "max_pool2d", case, prepare=np.round)


def test_worked_example():
    e = worked_example
    options = {"stride": e.stride, "padding": e.padding}
    assert_close(functional.conv2d(e.image[np.newaxis], e.weights, e.bias, **options)[0], e.output, 1e-9)
    dx, dw, db = functional.conv2d_backward(e.delta[np.newaxis], e.image[np.newaxis], e.weights, **options)
    assert_close(dx[0], e.input_gradient, 1e-9)
    np.testing.assert_array_equal(np.round(e.weights - e.learning_rate * dw, 3), e.updated_weights)
    np.testing.assert_array_equal(np.round(e.bias - e.learning_rate * db, 3), e.updated_bias)


def channels_last(array):
    """The same array, its second axis innermost in memory."""
    return np.moveaxis(np.moveaxis(array, 1, -1).copy(), -1, 1) if array.ndim > 1 else array


def every_other(array):
    """A view of every other number of an array with twice the size in every direction."""
    wide = np.full([2 * size for size in array.shape], np.nan, array.dtype)
    view = wide[(slice(None, None, 2),) * array.ndim]
    view[...] = array
    return view


def backwards(array):
    """A view that runs through memory from its end."""
    turn = (slice(None, None, -1),) * array.ndim
    return array[turn].copy()[turn]


def swapped(array):
    """Columns innermost but one: the last two axes change places in memory."""
    return array.swapaxes(-1, -2).copy().swapaxes(-1, -2) if array.ndim > 1 else array


def repeated(array):
    """One image, seen as many times as the batch is long, without a copy."""
    return np.broadcast_to(array[:1], array.shape)


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


@each_dtype
@pytest.mark.parametrize("layout", [channels_last, every_other, backwards, swapped, repeated, read_only])
@each(SMALL)
def test_any_memory_layout(name, case, layout, dtype):
    agreement.check(functional, name, case, dtype, prepare=layout)


@pytest.mark.parametrize("layout", [np.ascontiguousarray, channels_last])
@each(SMALL)
def test_inputs_stay_and_results_are_new_arrays(name, case, layout):
    arrays = tuple(layout(array) for array in case.arrays())
    first = agreement.forward(functional, name, arrays, case.options)
    dy = layout(case.array(first.shape))
    inputs = [*arrays, dy]
    before = [array.copy() for array in inputs]
    results = [first, *agreement.backward(functional, name, dy, arrays, case.options)]
    kept = [result.copy() for result in results]
    others = tuple(array + 1 for array in arrays)
    agreement.forward(functional, name, others, case.options)
    agreement.backward(functional, name, dy + 1, others, case.options)
    for array, copy in zip([*inputs, *results], [*before, *kept], strict=True):
        np.testing.assert_array_equal(array, copy)
    for i, result in enumerate(results):
        assert result.flags.writeable
        assert not any(np.shares_memory(result, other) for other in [*inputs, *results[:i]])


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, bool])
@each(SMALL)
def test_integers_do_not_overflow(name, case, dtype):
    rng = np.random.default_rng(0)
    low, high = (0, 2) if dtype is bool else (max(-100, np.iinfo(dtype).min), 1 + min(200, np.iinfo(dtype).max))
    arrays = tuple(rng.integers(low, high, shape).astype(dtype) for shape in case.shapes)
    floats = tuple(array.astype(np.float64) for array in arrays)
    expected = agreement.forward(functional, name, floats, case.options)
    assert_close(agreement.forward(functional, name, arrays, case.options), expected, 1e-9)
    dy = rng.integers(low, high, expected.shape).astype(dtype)
    gradients = agreement.backward(functional, name, dy, arrays, case.options)
    expected = agreement.backward(functional, name, dy.astype(np.float64), floats, case.options)
    for actual, wanted in zip(gradients, expected, strict=True):
        assert_close(actual, wanted, 1e-9)


@each([part for part in SMALL if part[0] != "im2col"])
def test_lists_are_taken_as_arrays(name, case):
    arrays = case.arrays()
    lists = tuple(array.tolist() for array in arrays)
    y = agreement.forward(functional, name, arrays, case.options)
    agreement.check_all([agreement.forward(functional, name, lists, case.options)], [y])
    dy = case.array(y.shape)
    expected = agreement.backward(functional, name, dy, arrays, case.options)
    agreement.check_all(agreement.backward(functional, name, dy.tolist(), lists, case.options), expected)


def test_lists_as_columns():
    x = np.arange(18.0).reshape(1, 2, 3, 3)
    cols = functional.im2col(x.tolist(), 2)
    np.testing.assert_array_equal(cols, functional.im2col(x, 2))
    back = functional.col2im(cols.tolist(), list(x.shape), 2)
    np.testing.assert_array_equal(back, functional.col2im(cols, x.shape, 2))


@each(SMALL)
def test_a_batch_of_no_images(name, case):
    arrays = case.arrays()
    arrays = (arrays[0][:0], *arrays[1:])
    y = agreement.forward(functional, name, arrays, case.options)
    assert y.size == 0
    gradients = agreement.backward(functional, name, y, arrays, case.options)
    assert [g.shape for g in gradients] == [array.shape for array in arrays]
    assert not any(g.any() for g in gradients)


def test_padding_never_wins_a_maximum():
    for low in (-1e30, -5):
        y = functional.max_pool2d(np.full((1, 1, 2, 2), low), 2, padding=1)
        np.testing.assert_array_equal(y, np.full((1, 1, 2, 2), low))


def test_a_maximum_does_not_hide_what_is_not_a_number():
    x = np.zeros((1, 1, 4, 4))
    x[0, 0, 2, 1] = np.nan
    np.testing.assert_array_equal(functional.max_pool2d(x, 2), [[[[0, 0], [np.nan, 0]]]])


def test_what_windows_see_is_not_for_writing():
    """One number of the image stands in many places of the view."""
    x, geo = np.zeros((4, 2, 5, 3)), geometry((4, 5), 2)
    assert not windows.taps(x, geo, slice(0, 3)).flags.writeable
