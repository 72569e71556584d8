"""Arguments and inputs at their limits: just allowed, just refused."""

import numpy as np
import pytest

import coursecnn as cnn
from coursecnn.layers import simple


@pytest.mark.parametrize("momentum", [0, 0.5, 1])
def test_running_averages_move_by_the_momentum(momentum):
    layer = cnn.BatchNorm2d(1, momentum=momentum, dtype=np.float64)
    layer(np.array([1.0, 3, 5, 7]).reshape(4, 1, 1, 1))  # mean 4, variance 20 / 3
    assert layer.buffers["running_mean"] == pytest.approx([4 * momentum])
    assert layer.buffers["running_var"] == pytest.approx([1 - momentum + 20 / 3 * momentum])


@pytest.mark.parametrize("momentum", [-0.01, 1.01, 1.5, 2, np.nan])
def test_no_momentum(momentum):
    with pytest.raises(ValueError, match=r"^momentum must be .*from 0 to 1"):
        cnn.BatchNorm2d(1, momentum=momentum)


@pytest.mark.parametrize("eps", [0, -1e-5])
def test_eps_is_above_0(eps):
    assert cnn.BatchNorm2d(1, eps=1e-30).eps == 1e-30
    with pytest.raises(ValueError, match=r"^eps must be .*above 0"):
        cnn.BatchNorm2d(1, eps=eps)


def test_defaults_of_batch_normalisation():
    layer = cnn.BatchNorm2d(3)
    assert (layer.eps, layer.momentum, layer.dtype) == (1e-5, 0.1, np.float32) and repr(layer) == "BatchNorm2d(3)"
    assert repr(cnn.BatchNorm2d(3, 1e-3, 0.2)) == "BatchNorm2d(3, eps=0.001, momentum=0.2)"


@pytest.mark.parametrize("shape", [(2, 3, 1, 1), (1, 3, 2, 1), (1, 3, 1, 2)])
def test_two_numbers_of_a_channel_can_be_normalised(shape):
    x = np.zeros(shape)
    x.reshape(shape[0], 3, -1)[0, :, 0] = 2
    y = cnn.BatchNorm2d(3, eps=1e-12, dtype=np.float64)(x)
    np.testing.assert_allclose(np.abs(y), 1)


def test_one_number_of_a_channel_cannot():
    layer, x = cnn.BatchNorm2d(5), np.ones((1, 5, 1, 1), np.float32)
    with pytest.raises(ValueError, match=r"^BatchNorm2d in training needs more than one number per channel, but x has"):
        layer(x)
    assert layer.eval()(x) == pytest.approx(np.ones((1, 5, 1, 1)), rel=1e-4)  # with averages it can
    with pytest.raises(ValueError, match=r"needs an input of 5 channels \(C, H, W\), not shape \(4, 1, 1\)"):
        layer(x[:, :4])


@pytest.mark.parametrize("shape", [(2,), (2, 3, 4), (2, 3, 4, 5, 6)])
def test_what_cannot_be_flattened(shape):
    with pytest.raises(ValueError) as caught:
        cnn.Flatten()(np.ones(shape))
    assert str(caught.value) == f"x must have shape (N, C, H, W), or be flat already, not {shape}."


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4, 5), (0, 3, 4, 5)])
def test_flattening_and_back(shape):
    layer, x = cnn.Flatten(), np.arange(np.prod(shape, dtype=float)).reshape(shape)
    y = layer(x)
    assert y.shape == (shape[0], *layer.output_shape(shape[1:])) and y.ravel().tolist() == x.ravel().tolist()
    np.testing.assert_array_equal(layer.backward(y), x)


@pytest.mark.parametrize("p", [-1e-9, 1, 1.5])
def test_no_rate_of_dropout(p):
    with pytest.raises(ValueError, match=r"^p must be .*from 0 to below 1"):
        cnn.Dropout(p)


def test_defaults_of_dropout():
    layer, x = cnn.Dropout(), np.ones((1, 1000))
    assert (layer.p, layer.seed, repr(layer)) == (0.5, 0, "Dropout(p=0.5)")
    np.testing.assert_array_equal(layer(x), cnn.Dropout(0.5, seed=0)(x))
    with pytest.raises(ValueError, match=r"^seed must be .*0.* not -1"):
        cnn.Dropout(seed=-1)


@pytest.mark.parametrize("size", [*range(10), 63, 64, 65])
def test_any_number_of_numbers_is_dropped_from(size):
    y = cnn.Dropout(0.25, seed=3)(np.ones((1, size)))
    assert y.shape == (1, size) and set(np.round(y * 3).ravel()) <= {0, 4}


class Drawn:
    """A generator of known numbers: four of 16 bits in each of 64, and one between 0 and 1 at a time."""

    def __init__(self, bits, *numbers):
        self.bits, self.numbers, self.bit_generator = np.array(bits, np.uint16), np.array(numbers), self

    def random_raw(self, count):
        assert count == -(-len(self.bits) // 4)
        return np.append(self.bits, np.zeros(-len(self.bits) % 4, np.uint16)).view(np.uint64)

    def random(self, count):
        assert count == len(self.numbers)
        return self.numbers


@pytest.mark.parametrize(("first", "share"), [(0, 0.5), (1, 0.5), (1, 0.25), (32768, 0.5), (49152, 0.5), (65534, 0.75)])
def test_sixteen_bits_settle_what_is_kept_but_for_their_last_number(first, share):
    """There more are drawn: they are kept from the share on that is left of the rate."""
    bits = [0, max(first - 1, 0), first, first, first, first + 1, 65535]
    equal = sum(number == first for number in bits)
    numbers = [share + (0.001 if i % 2 else -0.001) for i in range(equal - 1)] + [share]
    kept = simple.kept(Drawn(bits, *numbers), (7,), (first + share) / 65536)
    drawn = iter(numbers)
    assert kept.tolist() == [number > first or (number == first and next(drawn) >= share) for number in bits]


def test_dropout_of_nothing_and_evaluation_draw_nothing():
    """The masks that follow are the same."""
    x = np.arange(6.0)[None]
    for layer in (cnn.Dropout(0), cnn.Dropout(0.5).eval()):
        before = layer.generator.bit_generator.state
        np.testing.assert_array_equal(layer(x), x)
        assert layer.generator.bit_generator.state == before


def test_masks_begin_anew_by_seed_and_key():
    x = np.ones((1, 200))

    def mask(seed, *key):
        layer = cnn.Dropout(0.5, seed=seed)
        layer(x)
        layer.reseed(*key)
        return layer(x)

    np.testing.assert_array_equal(mask(1, 4, 5), mask(1, 4, 5))
    assert all((mask(1, 4, 5) != other).any() for other in (mask(1, 5, 4), mask(2, 4, 5), mask(1, 4)))


def test_what_is_dropped_and_what_stays():
    layer, x = cnn.Dropout(0.75, seed=1), np.full((1, 1000), 3.0)
    y = layer(x)
    assert set(y.ravel()) == {0, 12} and 200 < (y == 12).sum() < 300
    np.testing.assert_array_equal(layer.backward(np.full((1, 1000), 5.0)), y / 3 * 5)
