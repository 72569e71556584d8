"""What every layer promises: arrays stay what they were, weights take effect, copies share weights alone."""

import pickle
from copy import deepcopy

import numpy as np
import pytest
from every_layer import KINDS, Scale, each_kind, reseed, weights_of

import coursecnn as cnn

weighted = pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.weighted])


def passes(layer, x, dy):
    """Output, dx and gradients of one forward and backward pass, with dropout from its beginning."""
    reseed(layer)
    return [layer(x), layer.backward(dy), *layer.grads.values()]


def same(first, second):
    assert len(first) == len(second)
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)


@each_kind
def test_arrays_handed_out_are_never_used_again(kind):
    """Output, dx and gradients of the first batch stay as they were through a second one and an evaluation."""
    layer = kind.layer()
    kept = passes(layer, kind.x(), kind.dy(layer(kind.x())))
    copies = deepcopy(kept)
    passes(layer, kind.x(seed=1), kind.dy(kept[0], seed=1))
    layer.eval()(kind.x(seed=2))
    same(kept, copies)


@each_kind
def test_arrays_handed_out_can_be_changed(kind):
    """Output, dx and gradients overwritten by their owner do not change what the layer gives afterwards."""
    layer, x = kind.layer(), kind.x()
    dy = kind.dy(layer(x))
    expected = deepcopy(passes(layer, x, dy))
    reseed(layer)
    y = layer(x)
    same([y], expected[:1])
    y[...] = 99
    dx = layer.backward(dy)
    same([dx, *layer.grads.values()], expected[1:])
    dx[...] = 99
    for gradient in layer.grads.values():
        gradient[...] = 99
    same([layer.backward(dy), *layer.grads.values()], expected[1:])
    same(passes(layer, x, dy), expected)


@each_kind
def test_arrays_given_are_never_changed(kind):
    layer, x = kind.layer(), kind.x()
    x.flags.writeable = False
    dy = kind.dy(layer(x))
    dy.flags.writeable = False
    passes(layer, x, dy)


@each_kind
def test_backward_replaces_gradients(kind):
    layer, x = kind.layer(), kind.x()
    dy = kind.dy(layer(x))
    first = deepcopy(passes(layer, x, dy))
    layer.backward(dy)
    same(layer.grads.values(), first[2:])
    assert set(layer.grads) == set(layer.params)
    for name, gradient in layer.grads.items():
        assert gradient.shape == layer.params[name].shape


@weighted
def test_weights_changed_or_replaced_take_effect(name):
    kind = KINDS[name]
    in_place, replaced, made_so = kind.layer(), kind.layer(), kind.layer()
    x = kind.x()
    dy = kind.dy(in_place(x))
    passes(in_place, x, dy), passes(replaced, x, dy)
    for key, array in weights_of(made_so).items():
        made_so.params[key] = array * 0.5 + 0.25
        in_place.params[key] *= 0.5
        in_place.params[key][...] += 0.25
        replaced.params[key] = array * 0.5 + 0.25
    expected = passes(made_so, x, dy)
    same(passes(in_place, x, dy), expected)
    same(passes(replaced, x, dy), expected)


@each_kind
def test_copies_share_weights_and_nothing_else(kind):
    layer, x, other = kind.layer(), kind.x(), kind.x(seed=1)
    twin = layer.copy()
    assert type(twin) is type(layer)
    for name, array in layer.params.items():
        assert twin.params[name] is array
    dy = kind.dy(layer(x))
    expected = deepcopy(passes(layer, x, dy))
    reseed(layer), reseed(twin)
    layer(x), twin(other)
    twin.backward(dy)
    dx = layer.backward(dy)
    same([dx, *layer.grads.values()], expected[1:])
    assert twin.training and not layer.copy().eval().training and layer.training
    assert all(inner.training for inner in layer.sublayers())


@each_kind
def test_a_copy_has_to_run_forward_first(kind):
    layer = kind.layer()
    dy = kind.dy(layer(kind.x()))
    if not isinstance(layer, Scale):
        with pytest.raises(RuntimeError, match=r"^\w+\.backward was called before forward: call layer\(x\) first\.$"):
            layer.copy().backward(dy)


@each_kind
def test_backward_before_forward(kind):
    layer = kind.layer()
    dy = kind.dy(layer(kind.x()))
    if not isinstance(layer, Scale):
        with pytest.raises(RuntimeError, match=r"^\w+\.backward was called before forward: call layer\(x\) first\.$"):
            kind.layer().backward(dy)


@weighted
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_layer_decides_the_dtype(name, dtype):
    kind = KINDS[name]
    if name.startswith("a learner's"):
        return
    layer = kind.layer(dtype)
    other = np.float64 if dtype == np.float32 else np.float32
    y = layer(kind.x(other))
    dx = layer.backward(kind.dy(y).astype(other))
    assert {array.dtype for array in (y, dx, *layer.params.values(), *layer.grads.values())} == {np.dtype(dtype)}
    for name, array in weights_of(layer).items():
        layer.params[name] = array.astype(other)
    assert layer(kind.x(dtype)).dtype == dtype


@each_kind
def test_shape_announced_is_the_shape_that_comes(kind):
    layer = kind.layer()
    assert layer.output_shape(kind.shape[1:]) == layer(kind.x()).shape[1:]


@each_kind
def test_layers_survive_pickling_and_deep_copies(kind):
    """For processes that train several nets: the copy computes the same and owns its weights."""
    layer, x = kind.layer(), kind.x()
    dy = kind.dy(layer(x))
    expected = passes(layer, x, dy)
    before = weights_of(layer)
    for twin in deepcopy(layer), pickle.loads(pickle.dumps(layer)):
        same(passes(twin, x, dy), expected)
        for array in twin.params.values():
            array[...] = 99
    same(layer.params.values(), before.values())


@weighted
def test_same_seed_same_weights(name):
    first, second = KINDS[name].layer(), KINDS[name].layer()
    same(first.params.values(), second.params.values())


SEEDED = {
    "Linear": lambda **seed: cnn.Linear(3, 2, **seed),
    "Conv2d": lambda **seed: cnn.Conv2d(2, 3, 3, **seed),
    "ConvTranspose2d": lambda **seed: cnn.layers.ConvTranspose2d(2, 3, 3, **seed),
    "ConvPool2d": lambda **seed: cnn.ConvPool2d(2, 3, 3, pool_size=2, **seed),
}


@pytest.mark.parametrize("name", SEEDED)
def test_the_seed_is_0_unless_given(name):
    same(list(SEEDED[name]().params.values()), list(SEEDED[name](seed=0).params.values()))


def test_other_seed_other_weights():
    first, second = (cnn.Conv2d(2, 3, 3, seed=seed).params["weight"] for seed in (0, 1))
    assert (first != second).all()


@each_kind
def test_no_global_generator_is_touched(kind):
    np.random.seed(3)
    before = pickle.dumps(np.random.get_state())
    layer = kind.layer()
    passes(layer, kind.x(), kind.dy(layer(kind.x())))
    assert pickle.dumps(np.random.get_state()) == before


def test_copies_share_running_averages():
    """What a copy sees in training, in a thread, is kept by the layer."""
    layer = cnn.BatchNorm2d(2)
    layer.copy()(np.full((2, 2, 3, 3), 5.0))
    np.testing.assert_allclose(layer.buffers["running_mean"], 0.5)
    np.testing.assert_allclose(layer.copy().buffers["running_mean"], 0.5)


def test_dropout_drops_in_training_alone():
    layer, x = cnn.Dropout(0.3, seed=1), np.ones((200, 500), np.float32)
    y = layer(x)
    values = np.unique(y)
    np.testing.assert_allclose(values, [0, 1 / 0.7], rtol=1e-6)
    assert abs((y == 0).mean() - 0.3) < 0.01
    np.testing.assert_array_equal(layer.backward(x), y)
    assert (layer(x) != y).any()
    np.testing.assert_array_equal(layer.eval()(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)
    assert (layer.train()(x) == 0).any()


@pytest.mark.parametrize("p", [1.5 / 65536, 0.25 / 65536, 1 - 1.5 / 65536])
def test_dropout_keeps_to_rates_between_those_of_16_bits(p):
    n = 1 << 24
    dropped = (cnn.Dropout(p, seed=2)(np.ones(n, np.float32).reshape(1, n)) == 0).sum()
    assert abs(dropped - n * p) < 4 * (n * p * (1 - p)) ** 0.5


def test_dropout_masks_depend_on_the_seed():
    def mask(seed):
        return cnn.Dropout(0.5, seed=seed)(np.ones((1, 100)))

    np.testing.assert_array_equal(mask(1), mask(1))
    assert (mask(1) != mask(2)).any()


def test_evaluation_leaves_running_averages_alone():
    layer = cnn.BatchNorm2d(2)
    x = np.random.default_rng(0).standard_normal((4, 2, 3, 3))
    layer(x)
    before = deepcopy(layer.buffers)
    layer.eval()(x)
    same(layer.buffers.values(), before.values())
    layer.train()(x)
    assert (layer.buffers["running_mean"] != before["running_mean"]).all()
