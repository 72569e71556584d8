"""Convolution, pooling, bias and ReLU in one pass: against the loops, one operation after the other."""

import numpy as np
import pytest
from oracles import assert_close

from coursecnn import reference
from coursecnn.arguments.sizes import geometry
from coursecnn.functional import convpool, windows

CASES = {  # shapes of x and of the filters, pooling window, options of the convolution
    "windows of one row": ((2, 3, 7, 9), (4, 3, 3, 2), (1, 2), {}),
    "windows of one column": ((3, 2, 8, 5), (3, 2, 2, 3), (3, 1), {"padding": 1}),
    "nothing to pool": ((2, 2, 4, 5), (3, 2, 1, 2), (1, 1), {}),
    "rows and columns left over": ((2, 2, 9, 12), (3, 2, 3, 3), (2, 3), {"padding": ((1, 0), (2, 1))}),
    "strides and dilation": ((2, 3, 13, 12), (2, 3, 2, 3), (2, 2), {"stride": (2, 1), "dilation": (1, 2)}),
    "several pieces": ((32, 4, 20, 18), (3, 4, 3, 3), (2, 2), {}),
}
each_case = pytest.mark.parametrize(("x", "weight", "pool", "options"), CASES.values(), ids=CASES)


def arrays(x, weight, bias):
    rng = np.random.default_rng(0)
    return rng.standard_normal(x), rng.standard_normal(weight), rng.standard_normal(weight[0]) if bias else None


def after_each_other(x, weight, bias, pool, options):
    """The output, and a function that gives dx, dw and db for its error."""
    z = reference.conv2d(x, weight, bias, **options)
    pooled = reference.max_pool2d(z, pool)

    def backward(dy):
        dz = reference.max_pool2d_backward(dy * (pooled > 0), z, pool)
        return reference.conv2d_backward(dz, x, weight, **options)

    return np.maximum(pooled, 0), backward


@pytest.mark.parametrize("bias", [True, False])
@each_case
def test_the_same_as_one_after_the_other(x, weight, pool, options, bias):
    x, weight, bias = arrays(x, weight, bias)
    if len(x) > 9:  # loops are slow
        x[9:] = x[:9].repeat(3, axis=0)[: len(x) - 9]
    geo = geometry(x.shape[2:], weight.shape[2:], **options)
    y, masks = convpool.conv_pool(x, weight, bias, geo, pool)
    few = slice(0, 9)
    expected, backward = after_each_other(x[few], weight, bias, pool, options)
    assert_close(y[few], expected, 1e-12)
    assert y.shape == (len(x), *expected.shape[1:])
    dy = np.random.default_rng(1).standard_normal(y.shape)
    dy[9:] = 0
    dx, dw, db = convpool.conv_pool_backward(dy, y > 0, masks, x, weight, geo, pool)
    for found, wanted in zip((dx[few], dw, db), backward(dy[few]), strict=True):
        assert_close(found, wanted, 1e-12)
    assert not dx[9:].any()
    nothing, *others = convpool.conv_pool_backward(dy, y > 0, masks, x, weight, geo, pool, False)
    assert nothing is None and all(map(np.array_equal, others, (dw, db)))


def test_the_case_of_several_pieces_has_some():
    x, weight, (h, _), options = CASES["several pieces"]
    geo = geometry(x[2:], weight[2:], **options)
    assert len(windows.pieces(geo.out[0] // h, np.empty((*x[2:3], x[1], x[3], x[0])), geo)) > 1


@pytest.mark.usefixtures("mixing_always")
def test_forward_and_backward_share_products(monkeypatch):
    """Filters enough for one group to share, and not for two."""
    shared = []
    for name in ("errors", "filter_gradient"):
        whole = getattr(convpool, name)
        monkeypatch.setattr(convpool, name, lambda *given, whole=whole: shared.append(given[-1]) or whole(*given))
    x, weight, bias = arrays((2, 24, 6, 10), (32, 24, 3, 3), True)
    geo = geometry((6, 10), 3)
    y, masks = convpool.conv_pool(x, weight, bias, geo, (2, 2))
    expected, backward = after_each_other(x, weight, bias, (2, 2), {})
    assert_close(y, expected, 1e-10)
    dy = np.random.default_rng(1).standard_normal(y.shape)
    found = convpool.conv_pool_backward(dy, y > 0, masks, x, weight, geo, (2, 2))
    for got, wanted in zip(found, backward(dy), strict=True):
        assert_close(got, wanted, 1e-10)
    assert len(shared) == 2 and all(mix is not None for mix in shared)


def test_ties_go_to_the_first_and_what_is_not_above_0_gets_nothing():
    x = np.array([[2.0, 7, 4, 4, -1, -2], [7, 7, 4, 4, -3, -1]])[None, None]
    geo = geometry((2, 6), 1)
    y, masks = convpool.conv_pool(x, np.ones((1, 1, 1, 1)), None, geo, (2, 2))
    assert y.tolist() == [[[[7, 4, 0]]]]
    dx, dw, db = convpool.conv_pool_backward(
        np.array([[[[10.0, 20, 30]]]]), y > 0, masks, x, np.ones((1, 1, 1, 1)), geo, (2, 2)
    )
    assert dx[0, 0].tolist() == [[0, 10, 20, 0, 0, 0], [0] * 6]
    assert dw.ravel().tolist() == [10 * 7 + 20 * 4] and db.tolist() == [30]
