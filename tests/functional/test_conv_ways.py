"""By which way a convolution and its gradients are computed, where the numbers do not tell."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from oracles import assert_close

import coursecnn as cnn
from coursecnn import functional as F
from coursecnn import reference
from coursecnn.arguments.sizes import geometry
from coursecnn.functional import conv, fast, winograd

RNG = np.random.default_rng(0)


@pytest.fixture
def kernels(monkeypatch):
    """Stand-ins for the compiled kernels: they say what they were asked for."""
    asked = []
    names = "row_products", "filter_gradient", "image_gradient"
    stand_ins = {name: lambda *given, name=name: asked.append(name) or (lambda rows, y: y.fill(0)) for name in names}
    monkeypatch.setattr(fast, "kernels", lambda *arrays: SimpleNamespace(FEW=0, **stand_ins))
    return asked


@pytest.mark.parametrize(
    ("n", "channels", "filters", "compiled"),
    [
        (8, 2, 3, True),
        (1024, 1, 1, True),
        (1025, 1, 1, False),
        (64, 64, 64, False),  # columns are mixed
        (8, 128, 64, True),
        (8, 128, 65, False),
    ],
)
def test_kernels_do_what_neighbours_do_not_share(kernels, n, channels, filters, compiled):
    """For as many images as are worked on at a time."""
    x, w = np.ones((n, channels, 6, 6), np.float32), np.ones((filters, channels, 3, 3), np.float32)
    dy = F.conv2d(x, w)
    F.conv2d_dw(dy, x, 3)
    F.conv2d_dx(dy, w, x.shape)
    names = ["row_products", "filter_gradient", "image_gradient"]
    assert kernels == (names if compiled else [])
    kernels.clear()
    net = cnn.ConvPool2d(channels, filters, 3, pool_size=2)
    y = net(x)
    net.backward(np.ones_like(y))
    assert sorted(kernels) == sorted(names if compiled else [])


@pytest.mark.parametrize(
    ("x", "weight", "bias", "dtype"),
    [("f4", "f4", "f4", "f4"), ("f4", "f4", "f8", "f8"), ("f8", "f4", "f4", "f8"), ("i8", "i8", "i8", "i8"),
     ("i8", "i8", "f8", "f8"), ("f4", "f4", "i8", "f8")],
)  # fmt: skip
def test_a_bias_is_added_in_the_dtype_of_both(x, weight, bias, dtype):
    x, weight = np.ones((1, 2, 4, 4), x), np.full((3, 2, 2, 2), 2, weight)
    bias = (np.array([0.5, 1.25, -0.75]) if bias[0] == "f" else np.array([1, 2, -3])).astype(bias)
    y = F.conv2d(x, weight, bias)
    assert y.dtype == dtype and y[0, :, 1, 1].tolist() == (16 + bias).tolist()


def test_a_bias_of_the_same_dtype_needs_no_other_memory(monkeypatch):
    made, empty = [], np.empty
    x, weight = RNG.random((1, 2, 4, 4)), RNG.random((3, 2, 2, 2))
    monkeypatch.setattr(np, "empty", lambda *given: made.append(empty(*given)) or made[-1])
    y = F.conv2d(x, weight, np.ones(3))
    assert any(np.shares_memory(y, array) for array in made)


def test_defaults():
    """Stride and dilation 1, no padding, one group."""
    x, weight = RNG.standard_normal((2, 4, 7, 8)), RNG.standard_normal((6, 4, 3, 2))
    y = reference.conv2d(x, weight)
    assert_close(F.conv2d(x, weight), y, 1e-12)
    dx, dw, db = reference.conv2d_backward(y, x, weight)
    for found in (F.conv2d_backward(y, x, weight),
                  (F.conv2d_dx(y, weight, x.shape), F.conv2d_dw(y, x, (3, 2)), y.sum(axis=(0, 2, 3)))):  # fmt: skip
        for got, wanted in zip(found, (dx, dw, db), strict=True):
            assert_close(got, wanted, 1e-12)


@pytest.mark.usefixtures("mixing_always")
def test_columns_that_can_be_mixed_are_and_only_uneven_images_go_alone(monkeypatch):
    ways = []
    for module, name in ((winograd, "outputs"), (conv, "_plain_rows")):
        whole = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, name=name, whole=whole: ways.append(name) or whole(*given))
    x, weight = RNG.random((3, 24, 4, 10)).astype(np.float32), RNG.random((32, 24, 3, 3)).astype(np.float32)
    F.conv2d(x, weight)
    assert ways == ["outputs"]
    ways.clear()
    x[1, 0, 0, 0] = 1e6
    F.conv2d(x, weight)
    assert ways == ["outputs", "_plain_rows"]
    ways.clear()
    F.conv2d(x, np.where(weight == weight.max(), np.inf, weight))
    assert ways == ["_plain_rows"]
    ways.clear()
    x[1, 0, 0, 0] = 1
    F.conv2d(x[:, :, :, :9], weight)  # seven columns
    assert ways == ["_plain_rows" if fast.compiled() is None else "outputs"]


@pytest.mark.usefixtures("mixing_always")
def test_gradients_share_products_where_numbers_are_finite():
    geo = geometry((4, 10), 3)
    weight, x, dy = np.ones((32, 24, 3, 3)), np.ones((4, 24, 10, 2)), np.ones((2, 32, 8, 2))
    assert conv.sharing(geo, weight.shape, 1, 2, x.dtype, x, dy) is not None
    assert conv.sharing(geo._replace(stride=(1, 2)), weight.shape, 1, 2, x.dtype, x, dy) is None
    assert conv.sharing(geo, weight.shape, 1, 0, x.dtype, x[..., :0], dy) is None
    for odd in (np.inf, np.nan, 1e200):
        bad = dy.copy()
        bad[1, 2, 3, 0] = odd
        assert conv.sharing(geo, weight.shape, 1, 2, x.dtype, x, bad) is None
        assert conv.sharing(geo, weight.shape, 1, 2, x.dtype, bad, x) is None
    assert conv.sharing(geo, weight.shape, 1, 2, np.dtype(int), x.astype(int), dy.astype(int)) is None
    for which, odd in product((0, 1), (np.inf, np.nan, 1e200, 1e308)):
        batch = RNG.random((2, 32, 2, 8)), RNG.random((2, 24, 4, 10))
        batch[which][0, 3, 1, 0] = odd
        dw = F.conv2d_dw(*batch, 3)
        dy, x = map(conv.batch_last, batch)
        plain = conv._row_by_row(conv.errors(dy, None), x, geo, None, 1)
        np.testing.assert_array_equal(dw, plain)


def test_whether_products_are_shared_is_asked_with_the_shape_of_the_filters(monkeypatch):
    x, weight = RNG.random((3, 4, 7, 8)), RNG.random((6, 2, 3, 3))
    y, asked = F.conv2d(x, weight, groups=2), []
    monkeypatch.setattr(winograd, "mixing", lambda geo, shape, groups, dtype, n: asked.append((shape[:2], groups, n)))
    F.conv2d_dw(y, x, 3, groups=2)
    F.conv2d_dx(y, weight, x.shape, groups=2)
    assert asked == [((6, 2), 2, 3)] * 2 and all(isinstance(number, int) for number in asked[0][0])


@pytest.mark.usefixtures("mixed_by_numpy")
@pytest.mark.parametrize(
    ("weight", "groups", "options", "n", "pays"),
    [
        ((4, 1, 3, 3), 4, {}, 1, True),  # each channel has one filter
        ((1, 1, 3, 3), 1, {}, 1, True),
        ((8, 1, 3, 3), 4, {}, 1, False),
        ((4, 2, 3, 3), 2, {}, 1, False),
        ((4, 1, 3, 3), 4, {"padding": 0}, 1, False),  # another size
        ((4, 1, 3, 3), 4, {"padding": ((1, 1), (0, 1))}, 1, False),
        ((4, 1, 3, 3), 4, {"stride": (1, 2), "padding": ((1, 1), (5, 4))}, 1, False),
        ((4, 1, 3, 3), 4, {"stride": (2, 1), "padding": ((5, 4), (1, 1))}, 1, False),
        ((40, 32, 3, 3), 1, {}, 32, True),  # 32 filters of 40 channels: their columns are mixed
        ((40, 31, 3, 3), 1, {}, 32, False),
        ((36, 64, 3, 3), 1, {}, 32, False),
        ((64, 40, 3, 3), 1, {}, 1, False),
        ((80, 32, 3, 3), 2, {}, 32, True),
        ((72, 32, 3, 3), 2, {}, 32, False),
    ],
)
def test_when_the_gradient_of_the_image_is_a_convolution(weight, groups, options, n, pays):
    geo = geometry((8, 8), weight[2:], **{"padding": 1} | options)
    assert conv.turning_pays(geo, np.empty(weight, np.float32), groups, n) is pays


@pytest.mark.parametrize("groups", [4, 1])
def test_then_it_is_computed_by_one(monkeypatch, groups):
    asked, whole = [], conv.conv2d
    monkeypatch.setattr(conv, "conv2d", lambda *given: asked.append(given) or whole(*given))
    weight, dy = RNG.random((4, 4 // groups, 3, 3)), RNG.random((2, 4, 5, 6))
    dx = F.conv2d_dx(dy, weight, dy.shape, 1, 1, 1, groups)
    assert len(asked) == (groups == 4)
    assert_close(dx, reference.conv2d_backward(dy, np.zeros(dy.shape), weight, 1, 1, 1, groups)[0], 1e-12)


@pytest.mark.parametrize("shape", [(6, 4, 3), (5,)])
def test_a_gradient_without_batch_is_told_what_it_should_be(shape):
    with pytest.raises(ValueError, match=r"^dy must have the shape of the output, \(2, '?C_out'?, 4, 3\), not \("):
        F.conv2d_dw(np.ones(shape), np.ones((2, 4, 6, 5)), 3)
