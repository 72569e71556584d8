"""Transposed convolution at the limits of padding and output padding, as the sums of its definition."""

import numpy as np
import pytest
from oracles import assert_close

from coursecnn import functional as F
from coursecnn.functional import transposed


def spread(x, weight, stride, padding, extra):
    """Each number's kernel added to the output, in one group and without dilation."""
    (top, bottom), (left, right) = padding
    (n, _, h, w), (_, c_out, k_h, k_w) = x.shape, weight.shape
    size = [(m - 1) * s + k for m, s, k in zip((h, w), stride, (k_h, k_w))]
    canvas = np.zeros((n, c_out, size[0] + extra[0], size[1] + extra[1]))
    for i, j in np.ndindex(h, w):
        kernels = np.einsum("nc,cohw->nohw", x[:, :, i, j], weight)
        canvas[:, :, i * stride[0] : i * stride[0] + k_h, j * stride[1] : j * stride[1] + k_w] += kernels
    return canvas[:, :, top : canvas.shape[2] - bottom, left : canvas.shape[3] - right]


CASES = {
    "nothing cut": ((2, 3, 3, 4), (3, 2, 3, 2), (1, 1), ((0, 0), (0, 0)), (0, 0)),
    "each side by itself": ((2, 2, 4, 3), (2, 3, 3, 4), (2, 1), ((1, 2), (0, 3)), (1, 0)),
    "most output padding": ((1, 2, 2, 3), (2, 2, 2, 3), (3, 2), ((0, 0), (1, 1)), (2, 1)),
    "more is given back than was cut": ((2, 1, 2, 2), (1, 2, 1, 2), (3, 3), ((0, 1), (0, 0)), (2, 2)),
    "nothing but what is given back": ((2, 2, 1, 2), (2, 1, 3, 1), (3, 2), ((4, 0), (0, 0)), (2, 0)),
    "nothing but zeros to the right": ((1, 1, 2, 1), (1, 2, 1, 3), (1, 2), ((0, 0), (3, 0)), (0, 1)),
    "one column left": ((1, 1, 2, 3), (1, 1, 2, 2), (1, 1), ((1, 1), (2, 1)), (0, 0)),
}


@pytest.mark.parametrize(("x", "weight", "stride", "padding", "extra"), CASES.values(), ids=CASES)
def test_against_the_sums_of_the_definition(x, weight, stride, padding, extra):
    rng = np.random.default_rng(0)
    x, weight, bias = rng.standard_normal(x), rng.standard_normal(weight), rng.standard_normal(weight[1])
    options = {"stride": stride, "padding": padding, "output_padding": extra}
    expected = spread(x, weight, stride, padding, extra)
    assert_close(F.conv_transpose2d(x, weight, **options), expected, 1e-12)
    assert_close(F.conv_transpose2d(x, weight, bias, **options), expected + bias[:, None, None], 1e-12)
    dy = rng.standard_normal(expected.shape)
    dx, dw, db = F.conv_transpose2d_backward(dy, x, weight, **options)
    assert dx.shape == x.shape and dw.shape == weight.shape
    for array, gradient, of in ((x, dx, 0), (weight, dw, 1)):
        for place in np.ndindex(array.shape):  # the sum is linear in each
            one = np.zeros_like(array)
            one[place] = 1
            y = spread(*((one, weight) if of == 0 else (x, one)), stride, padding, extra)
            assert gradient[place] == pytest.approx((y * dy).sum(), abs=1e-12)
    assert_close(db, dy.sum(axis=(0, 2, 3)), 1e-12)


def test_defaults():
    """Stride and dilation 1, one group, nothing cut and nothing added."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal((3, 2, 2, 3))
    explicit = {"stride": 1, "padding": 0, "output_padding": 0, "groups": 1, "dilation": 1}
    y = F.conv_transpose2d(x, weight)
    assert y.shape == (2, 2, 5, 7) and np.array_equal(y, F.conv_transpose2d(x, weight, None, **explicit))
    for found, expected in zip(F.conv_transpose2d_backward(y, x, weight),
                               F.conv_transpose2d_backward(y, x, weight, **explicit), strict=True):  # fmt: skip
        np.testing.assert_array_equal(found, expected)


X, W = np.ones((1, 2, 3, 4)), np.ones((2, 1, 3, 3))


@pytest.mark.parametrize(
    ("options", "number", "limit"),
    [
        ({"output_padding": (0, 1)}, 1, 1),
        ({"output_padding": (3, 0), "stride": 2, "dilation": (3, 1)}, 3, 3),
        ({"output_padding": (0, 2), "stride": (3, 2)}, 2, 2),
    ],
)
def test_too_much_is_given_back(options, number, limit):
    with pytest.raises(ValueError) as caught:
        F.conv_transpose2d(X, W, **options)
    assert str(caught.value) == (
        f"output_padding must be smaller than the stride or the dilation, but {number} is not smaller than {limit}."
    )


@pytest.mark.parametrize("padding", [((3, 2), (0, 0)), (0, 3), (0, 4), ((0, 0), (6, 0))])
def test_too_much_is_cut(padding):
    with pytest.raises(ValueError) as caught:
        F.conv_transpose2d(X, W, padding=padding)
    given = f"cuts all of the (5, 6) numbers that an input of {(3, 4)} gives"
    assert str(caught.value) == f"padding={padding} {given}: use less."


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"padding": ((2, 2), (0, 0))}, (1, 6)),
        ({"padding": ((0, 0), (3, 2))}, (5, 1)),
        ({"output_padding": (2, 1), "stride": 1, "dilation": (3, 2)}, (11, 9)),
        ({"output_padding": (2, 1), "stride": (3, 2)}, (11, 10)),
    ],
)
def test_just_not_too_much(options, shape):
    assert F.conv_transpose2d(X, W, **options).shape[2:] == shape


def test_another_number_of_channels_is_refused():
    with pytest.raises(ValueError) as caught:
        F.conv_transpose2d(np.ones((1, 3, 2, 4)), W)
    assert str(caught.value) == (
        "The images have 3 channels, but the weight of shape (2, 1, 3, 3) expects 2: "
        "in_channels must be the number of channels of the images."
    )


def test_a_window_may_reach_beyond_the_images():
    image = np.arange(1.0, 7).reshape(1, 1, 2, 3)
    assert transposed._window(image, [(-1, 3), (1, 5)])[0, 0].tolist() == [[0] * 4, [2, 3, 0, 0], [5, 6, 0, 0], [0] * 4]
    assert transposed._window(image, [(1, 2), (-2, 1)])[0, 0].tolist() == [[0, 0, 4]]
    assert transposed._window(image, [(-3, -1), (0, 2)])[0, 0].tolist() == [[0, 0], [0, 0]]
