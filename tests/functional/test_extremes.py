"""Numbers of very different size, not finite, or none at all: each output keeps to its own window."""

import numpy as np
import pytest
from every_layer import KINDS
from scipy.signal import correlate

from coursecnn import functional as F
from coursecnn import models
from coursecnn.functional import fast, winograd
from coursecnn.functional.choice import keep
from coursecnn.layers import ConvPool2d


def in_float64(x, w):
    """The convolution in float64, filter by filter."""
    images = [[sum(correlate(c, k, "valid") for c, k in zip(image, kernel)) for kernel in w] for image in x]
    return np.array(images)


@pytest.mark.usefixtures("mixing_always")
@pytest.mark.parametrize("k", [3, 5])
@pytest.mark.parametrize("nodata", [-9999, 65535, 1e6, 1e20, np.inf, np.nan])
@pytest.mark.parametrize("where", ["pixel", "column", "corner", "diagonal"])
def test_no_data_changes_nothing_that_does_not_see_it(nodata, where, k):
    rng = np.random.default_rng(0)
    x, w = rng.random((2, 22, 12, 20 + k - 1)), 0.05 * rng.standard_normal((32, 22, k, k))
    missing = np.zeros((12, 20 + k - 1), bool)
    if where == "pixel":
        missing[9, 10] = True
    elif where == "column":
        missing[:, 10] = True
    elif where == "corner":
        missing[6:, :11] = True
    else:
        missing |= np.arange(20 + k - 1) > np.arange(12)[:, None] + 5
    x, w = x.astype(np.float32), w.astype(np.float32)
    clean = correlate(missing.astype(int), np.ones((k, k), int), "valid") == 0
    expected = in_float64(x.astype(float), w.astype(float))
    x[1][:, missing] = nodata  # the other image has all its data
    assert winograd.mixing(*_mixed(x, w)) is not None, "nothing is shared here: the test proves nothing"
    with np.errstate(all="ignore"):
        found = F.conv2d(x, w)
    assert clean.any() and np.abs(found[0] - expected[0]).max() < 5e-6
    assert np.abs(found[1] - expected[1])[:, clean].max() < 5e-6
    if not np.isfinite(nodata):
        assert not np.isfinite(found[1][:, ~clean]).any()


def _mixed(x, w):
    from coursecnn.arguments.sizes import geometry

    return geometry(x.shape[2:], w.shape[2:]), w.shape, 1, np.dtype(np.float32)


@pytest.mark.usefixtures("mixing_always")
def test_gradients_of_what_is_not_finite_stay_where_they_are():
    rng = np.random.default_rng(0)
    x, w = rng.random((1, 32, 8, 10)).astype(np.float32), rng.random((32, 32, 3, 3)).astype(np.float32)
    dy = rng.random((1, 32, 6, 8)).astype(np.float32)
    dy[0, 0, 2, 0] = np.nan
    dx = F.conv2d_dx(dy, w, x.shape)
    assert np.isnan(dx[0, 0]).sum() == 9 and np.isnan(dx[0, 0, 2:5, :3]).all()
    x[0, 0, 0, 0] = np.inf  # only the first weight of its filters sees it
    dw = F.conv2d_dw(np.nan_to_num(dy), x, 3)
    assert np.isinf(dw[:, 0, 0, 0]).all() and np.isfinite(dw[:, 0].reshape(32, 9)[:, 1:]).all()


@pytest.mark.parametrize("odd", [np.nan, np.inf])
@pytest.mark.usefixtures("mixing_always")
def test_so_they_do_in_a_layer_that_pools(odd):
    rng = np.random.default_rng(0)
    layer = ConvPool2d(32, 32, 3)
    y = layer(rng.random((1, 32, 8, 10)).astype(np.float32))
    assert winograd.mixing(*_mixed(np.empty((1, 32, 8, 10)), layer.params["weight"])) is not None
    dy = rng.random(y.shape).astype(np.float32)
    dy[0, y[0, :, 1, 0].argmax(), 1, 0] = odd  # of a number above 0
    dx = layer.backward(dy)
    assert (~np.isfinite(dx[0, 0])).sum() == 9 and not np.isfinite(dx[0, 0, 2:6, :4]).all()


@pytest.mark.usefixtures("mixing_always")
def test_an_infinite_weight_reaches_its_own_filter_alone():
    rng = np.random.default_rng(0)
    x, w = 0.1 + rng.random((1, 22, 8, 10)), rng.standard_normal((32, 22, 3, 3))
    w[0, 0, 1, 1] = np.inf
    found = F.conv2d(x.astype(np.float32), w.astype(np.float32))
    assert winograd.mixing(*_mixed(x, w)) is not None and (found[:, 0] == np.inf).all()
    assert np.abs(found[:, 1:] - in_float64(x, w[1:])).max() < 1e-4


@pytest.mark.usefixtures("mixing_always")
def test_images_of_nothing_but_infinity_give_infinity():
    x, w = np.full((2, 22, 8, 10), np.inf, np.float32), np.ones((32, 22, 3, 3), np.float32)
    assert winograd.mixing(*_mixed(x, w)) is not None and (F.conv2d(x, w) == np.inf).all()


@pytest.mark.usefixtures("mixing_always")
def test_a_pixel_near_the_largest_float_gives_the_right_sums_and_no_warning():
    x, w = np.full((2, 22, 8, 12), 0.5, np.float32), np.ones((32, 22, 5, 5), np.float32)
    x[0, 0, 3, 5] = 3e38
    assert winograd.mixing(*_mixed(x, w)) is not None
    np.testing.assert_allclose(F.conv2d(x, w), in_float64(x, w), rtol=1e-5)


@pytest.mark.parametrize("far", [100, 511, 513, 1e5])
def test_neighbours_share_up_to_the_ratio_that_keeps_four_digits(far):
    x = np.ones((8, 20, 12, 2), np.float32)
    x[5, 3, 6, 1] = -far
    mix = winograd.mixing(*_mixed(np.empty((2, 20, 8, 12)), np.empty((50, 20, 5, 5))))
    magnitudes = winograd.largest_magnitudes(x)
    assert winograd.uneven(magnitudes, mix, slice(0, 4)).tolist() == [False, far > winograd.SPREAD]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("odd", [[], [np.nan], [-np.nan], [np.inf], [-np.inf], [-np.inf, np.nan], [0.0, -0.0]])
@pytest.mark.parametrize("low", [-1, 0])
def test_the_largest_magnitude_is_that_of_the_absolute_numbers(dtype, odd, low):
    rng = np.random.default_rng(0)
    x = rng.uniform(low, 1, (5, 7, 6, 3)).astype(dtype)
    for number in odd:
        x[tuple(rng.integers(0, x.shape))] = number
    np.testing.assert_array_equal(winograd.largest_magnitudes(x, fast.compiled()), np.abs(x).max(axis=1))


def test_an_even_image_is_shared():
    """The check finds nothing where there is nothing: training is as quick as before."""
    rng = np.random.default_rng(0)
    x = np.maximum(rng.standard_normal((12, 20, 12, 8)), 0).astype(np.float32)
    mix = winograd.mixing(*_mixed(np.empty((8, 20, 12, 12)), np.empty((50, 20, 5, 5))))
    assert not winograd.uneven(winograd.largest_magnitudes(x), mix, slice(0, 8)).any()


# --- pooling and ReLU, where numbers are infinite: as in PyTorch ------------------------------------------------------


@pytest.mark.parametrize("size, stride, padding", [(2, 2, 1), (3, 2, 1), ((3, 2), (1, 2), (1, 0)), (3, 1, 1)])
def test_padding_never_wins(size, stride, padding):
    """Of pixels that are all as small as it, the first that a window sees does."""
    x = np.full((2, 3, 6, 5), -np.inf)
    y = F.max_pool2d(x, size, stride, padding)
    expected = np.zeros_like(x)
    for place in np.ndindex(y.shape[2:]):
        row, column = np.maximum(np.array(place) * stride - padding, 0)
        expected[:, :, row, column] += 1
    np.testing.assert_array_equal(F.max_pool2d_backward(np.ones_like(y), x, size, stride, padding), expected)


def test_infinite_errors_go_to_the_winner_alone():
    x = np.array([[[[1.0, 2], [3, 4]]]])
    assert F.max_pool2d_backward(np.full((1, 1, 1, 1), np.inf), x, 2).ravel().tolist() == [0, 0, 0, np.inf]
    assert F.relu_backward([np.inf, np.nan, 2], [-1.0, 0, 1]).tolist() == [0, 0, 2]


def test_pooling_agrees_with_pytorch_where_numbers_are_infinite():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    x = rng.choice([-np.inf, -1, 0, 2, np.inf], (4, 3, 7, 6))
    tx = torch.tensor(x, requires_grad=True)
    ty = torch.nn.functional.max_pool2d(tx, 3, 2, 1)
    dy = rng.standard_normal(ty.shape)
    ty.backward(torch.tensor(dy))
    np.testing.assert_array_equal(F.max_pool2d(x, 3, 2, 1), ty.detach())
    np.testing.assert_allclose(F.max_pool2d_backward(dy, x, 3, 2, 1), tx.grad)


# --- types ------------------------------------------------------------------------------------------------------------


def test_averages_of_half_precision_are_summed_in_single():
    assert F.avg_pool2d(np.full((1, 1, 2, 2), 30000, np.float16), 2).tolist() == [[[[30000]]]]
    assert F.avg_pool2d(np.ones((1, 1, 2, 2), np.float16), 2).dtype == np.float16


@pytest.mark.parametrize(
    "function", [F.relu, F.sigmoid, F.softmax, lambda x: F.max_pool2d(x, 1), lambda x: F.im2col(x, 1)]
)
def test_masks_and_numbers_beyond_int64_are_refused(function):
    with pytest.raises(TypeError, match=r"^x is a masked array, .*x\.filled\(0\)\.$"):
        function(np.ma.masked_greater(np.arange(4.0).reshape(1, 1, 2, 2), 1))
    with pytest.raises(ValueError, match=r"^x holds whole numbers from 2\*\*63 on: convert them to floats first\.$"):
        function(np.full((1, 1, 2, 2), 2**63, np.uint64))
    function(np.full((1, 1, 2, 2), 5, np.uint64))


# --- no images --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_empty_batch_goes_through_every_layer(kind, training):
    layer = kind.layer().train(training)
    before = {name: array.copy() for name, array in layer.buffers.items()}
    x, shape = kind.x()[:0], kind.layer()(kind.x()).shape
    y = layer(x)
    assert y.shape == (0, *shape[1:]) and layer.backward(np.zeros_like(y)).shape == x.shape
    assert all(grad.shape == layer.params[name].shape and not grad.any() for name, grad in layer.grads.items())
    assert all((array == layer.buffers[name]).all() for name, array in before.items())


@pytest.mark.parametrize("name", models.MODELS)
def test_an_empty_batch_goes_through_every_net(name):
    net = models.MODELS[name]()
    y = net(np.zeros((0, 1, 28, 28), np.float32))
    net.backward(y)
    assert y.shape == (0, 10) and not any(grad.any() for grad in net.grads.values())


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble, ">f4", np.int64])
def test_numbers_are_kept_by_their_bits(dtype):
    numbers = np.array([1.5, -2, 0, 7, 3], dtype)
    if numbers.dtype.kind == "f":
        numbers[:4] = np.nan, np.inf, -np.inf, np.nan
    mask, out = np.array([True, True, False, False, True]), np.ones(10, dtype)[::2]
    expected = [*numbers[:2], 0, 0, 3]
    assert keep(numbers, mask).dtype == numbers.dtype
    np.testing.assert_array_equal(keep(numbers, mask), expected)
    keep(numbers, mask, out=out)
    np.testing.assert_array_equal(out, expected)


@pytest.mark.usefixtures("mixing_always")
@pytest.mark.parametrize("nodata", [-9999, 65535, 1e6])
def test_no_data_changes_nothing_that_a_transposed_convolution_makes_of_other_pixels(nodata):
    rng = np.random.default_rng(0)
    x, w = rng.random((2, 40, 8, 8)).astype(np.float32), (0.05 * rng.standard_normal((40, 22, 5, 5))).astype(np.float32)
    before = F.conv_transpose2d(x, w)
    x[1, 7, 4, 4] = nodata
    found, exact = F.conv_transpose2d(x, w), F.conv_transpose2d(x.astype(float), w.astype(float))
    far = np.ones((12, 12), bool)
    far[4:9, 4:9] = False
    assert (found[0] == before[0]).all() and np.abs(found[1] - before[1])[:, far].max() < 2e-5
    assert np.abs(found - exact).max() < 1e-6 * abs(nodata)
