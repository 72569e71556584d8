"""Layers against PyTorch, forward and backward: random shapes, both precisions, both orders in memory."""

import inspect

import agreement
import numpy as np
import oracles
import pytest
import strategies
from every_layer import KINDS, reseed
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import assert_close
from strategies import Case

import coursecnn as cnn

each_dtype = pytest.mark.parametrize("dtype", [np.float64, np.float32])


def examples(number):
    return settings(deadline=None, derandomize=True, max_examples=number)


def conv(shape, options, **more):
    outputs, inputs = shape[:2]
    return cnn.Conv2d(inputs * options["groups"], outputs, shape[2:], **options, **more)


def transposed(shape, options, **more):
    inputs, outputs = shape[:2]
    return cnn.ConvTranspose2d(inputs, outputs * options["groups"], shape[2:], **options, **more)


def linear(shape, options, **more):
    return cnn.Linear(shape[1], shape[0], **more)


WEIGHTED = {"conv2d": conv, "conv_transpose2d": transposed, "linear": linear}
POOLS = {"max_pool2d": cnn.MaxPool2d, "avg_pool2d": cnn.AvgPool2d}


def layer_and_input(name, case, dtype):
    """The layer that computes what the case asks for, with the case's weights; and the case's x."""
    x, *weights = case.arrays(dtype)
    if name in POOLS:
        return POOLS[name](**case.options), x
    layer = WEIGHTED[name](weights[0].shape, case.options, bias=weights[1] is not None, dtype=dtype)
    for key, array in zip(("weight", "bias"), weights, strict=True):
        if array is not None:
            layer.params[key] = array
    return layer, x


def check(layer, x, expected, gradients, dtype, dy=None):
    """Output, dx and every gradient in ``layer.grads`` against an oracle."""
    y = layer(x)
    agreement.check_all([y], [expected], dtype)
    dy = np.random.default_rng(3).standard_normal(y.shape).astype(dtype) if dy is None else dy
    dx, *rest = gradients(dy)
    wanted = [dx, *rest[: len(layer.params)]]
    agreement.check_all([layer.backward(dy), *layer.grads.values()], wanted, dtype)
    assert list(layer.grads) == list(layer.params)


@each_dtype
@pytest.mark.parametrize("name", [*WEIGHTED, *POOLS])
@given(data=st.data())
@examples(40)
def test_agrees_with_pytorch(name, dtype, data):
    case = data.draw(agreement.CASES[name])
    layer, x = layer_and_input(name, case, dtype)
    expected, gradients = getattr(oracles, name)(*case.arrays(dtype), **case.options)
    check(layer, x, expected, gradients, dtype, case.array(expected.shape, dtype))


SIMPLE = {  # a layer, and what PyTorch calls it
    "ReLU": (cnn.ReLU(), lambda f, x: f.relu(x)),
    "Sigmoid": (cnn.Sigmoid(), lambda f, x: f.sigmoid(x)),
    "Tanh": (cnn.Tanh(), lambda f, x: f.tanh(x)),
    "Identity": (cnn.Identity(), lambda f, x: x * 1),
    "Flatten": (cnn.Flatten(), lambda f, x: x.flatten(1)),
    "GlobalAvgPool2d": (cnn.GlobalAvgPool2d(), lambda f, x: f.adaptive_avg_pool2d(x, 1)),
    "GlobalMaxPool2d": (cnn.GlobalMaxPool2d(), lambda f, x: f.adaptive_max_pool2d(x, 1)),
    "Dropout in evaluation": (cnn.Dropout(0.5).eval(), lambda f, x: x * 1),
    "Dropout of nothing": (cnn.Dropout(0), lambda f, x: x * 1),
}
shapes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 5))


@each_dtype
@pytest.mark.parametrize("name", SIMPLE)
@given(shape=shapes, seed=strategies.seeds)
@examples(15)
def test_simple_layers_agree_with_pytorch(name, dtype, shape, seed):
    layer, function = SIMPLE[name]
    x = Case((shape,), {}, seed).array(shape, dtype)
    check(layer, x, *oracles.apply(function, x), dtype)


@pytest.mark.parametrize("layer", [cnn.Sigmoid(), cnn.Tanh()], ids=repr)
def test_large_inputs_do_not_overflow(layer):
    x = np.array([[-1e4, -700.0, 0.0, 700.0, 1e4]])
    y = layer(x)
    np.testing.assert_array_equal(y[0, [0, -1]], [-1 if isinstance(layer, cnn.Tanh) else 0, 1])
    assert np.isfinite(layer.backward(np.ones_like(x))).all()


@st.composite
def block_cases(draw):
    """A convolution with a bias, and a pooling window that fits its output."""
    kernel, spans, options = draw(strategies.conv_windows())
    channels, outputs = draw(strategies.few_or_many), draw(strategies.few_or_many)
    x = draw(strategies.images(channels, spans, options["padding"]))
    size = cnn.output_size(x[2:], kernel, **options)
    pool = tuple(draw(st.integers(1, min(3, n))) for n in size)
    return Case((x, (outputs, channels, *kernel), (outputs,)), options, draw(strategies.seeds)), pool


@each_dtype
@pytest.mark.parametrize("bias", [True, False])
@given(drawn=block_cases())
@examples(30)
def test_block_agrees_with_pytorch(bias, dtype, drawn):
    case, pool = drawn
    x, weight, b = case.arrays(dtype)
    layer = cnn.ConvPool2d(x.shape[1], len(weight), weight.shape[2:], pool, **case.options, bias=bias, dtype=dtype)
    layer.params["weight"] = weight
    if bias:
        layer.params["bias"] = b
    z, conv_gradients = oracles.conv2d(x, weight, b if bias else None, **case.options)
    pooled, pool_gradient = oracles.max_pool2d(z, pool)
    expected = np.maximum(pooled, 0)
    check(layer, x, expected, lambda dy: conv_gradients(pool_gradient(dy * (pooled > 0))[0]), dtype)
    assert layer.output_shape(x.shape[1:]) == expected.shape[1:]


@pytest.mark.parametrize("size", [(8, 8), (9, 11)], ids=["all", "rows and columns left over"])
def test_block_equals_its_three_layers(size):
    block = cnn.ConvPool2d(3, 6, 3, 2, padding=1, seed=4, dtype=np.float64)
    block.params["bias"] = np.linspace(-1, 1, 6)
    three = cnn.Sequential(cnn.Conv2d(3, 6, 3, padding=1, dtype=np.float64), cnn.MaxPool2d(2), cnn.ReLU())
    three.params["0.weight"], three.params["0.bias"] = block.params["weight"], block.params["bias"]
    x = np.random.default_rng(0).standard_normal((50, 3, *size))
    y = block(x)
    assert_close(y, three(x), 1e-12)
    dy = np.random.default_rng(1).standard_normal(y.shape)
    assert_close(block.backward(dy), three.backward(dy), 1e-12)
    for name, gradient in block.grads.items():
        assert_close(gradient, three.grads[f"0.{name}"], 1e-12)


@each_dtype
@given(shape=shapes.filter(lambda s: s[0] * s[2] * s[3] > 1), seed=strategies.seeds)
@examples(30)
def test_batch_norm_agrees_with_pytorch(dtype, shape, seed):
    """Two batches in training, then one in evaluation: outputs, gradients, running averages."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    case = Case((shape,) * 3, {}, seed)
    ours = cnn.BatchNorm2d(shape[1], eps=1e-3, momentum=0.2, dtype=dtype)
    theirs = torch.nn.BatchNorm2d(shape[1], eps=1e-3, momentum=0.2, dtype=torch.float64)
    for name in ("weight", "bias"):
        ours.params[name] = case.array(shape[1:2], dtype, name == "bias") + 2
        theirs.load_state_dict({name: torch.tensor(ours.params[name])}, strict=False)
    for i, x in enumerate(case.arrays(dtype)):
        if i == 2:
            ours.eval(), theirs.eval()
        leaf = torch.tensor(x.astype(np.float64), requires_grad=True)
        y = theirs(leaf)
        leaves = leaf, theirs.weight, theirs.bias

        def gradients(dy, y=y, leaves=leaves):
            return tuple(g.numpy() for g in torch.autograd.grad(y, leaves, torch.tensor(dy.astype(np.float64))))

        check(ours, x, y.detach().numpy(), gradients, dtype)
        for name, average in ours.buffers.items():
            assert average.dtype == dtype
            assert_close(average, getattr(theirs, name).numpy(), agreement.TOLERANCE[dtype])


ARGUMENTS = ("Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d", "Linear", "BatchNorm2d", "Dropout")


@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_come_in_the_order_of_pytorch(name):
    """Those without a name; what PyTorch does not have, or has elsewhere, must be named."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    ours, theirs = (inspect.signature(getattr(package, name)).parameters for package in (cnn, torch.nn))
    places = [argument.name for argument in ours.values() if argument.kind is not argument.KEYWORD_ONLY]
    assert places == list(theirs)[: len(places)]
    assert {"init", "seed", "dtype"}.isdisjoint(places)


def test_ties_in_max_pooling_go_to_the_first():
    block = cnn.ConvPool2d(1, 1, 1, dtype=np.float64)
    block.params["weight"] = np.ones((1, 1, 1, 1))
    for layer in (cnn.MaxPool2d(2), block):
        layer(np.array([[2.0, 7, 4, 4], [7, 7, 4, 4]])[None, None])
        dx = layer.backward(np.array([[[[10.0, 20]]]]))
        np.testing.assert_array_equal(dx[0, 0], [[0, 10, 20, 0], [0, 0, 0, 0]])


def test_ties_in_overlapping_windows_go_to_the_first():
    x = np.array([[5.0, 5, 1], [5, 0, 1], [1, 1, 1]])[None, None]
    layer = cnn.MaxPool2d(2, 1)
    layer(x)
    dx = layer.backward(np.array([[[[1.0, 10], [100, 1000]]]]))
    np.testing.assert_array_equal(dx[0, 0], [[1, 10, 0], [100, 0, 1000], [0, 0, 0]])
    everywhere = cnn.GlobalMaxPool2d()
    everywhere(x)
    dx = everywhere.backward(np.full((1, 1, 1, 1), 7.0))
    np.testing.assert_array_equal(dx[0, 0], [[7, 0, 0], [0, 0, 0], [0, 0, 0]])


def test_average_pooling_counts_padding_or_not():
    x = np.ones((1, 1, 2, 2))
    np.testing.assert_array_equal(cnn.AvgPool2d(2, 2, padding=1)(x), np.full((1, 1, 2, 2), 0.25))
    np.testing.assert_array_equal(cnn.AvgPool2d(2, 2, padding=1, count_include_pad=False)(x), np.ones((1, 1, 2, 2)))


def test_max_pooling_never_takes_the_padding():
    assert (cnn.MaxPool2d(3, 1, padding=1)(np.full((1, 1, 2, 2), -5.0)) == -5).all()


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if len(kind.shape) == 4])
def test_order_in_memory_does_not_matter(name):
    """The same numbers, whether channels or columns are neighbours in memory, as input and as gradient."""
    layer, x = KINDS[name].layer(np.float64), KINDS[name].x(np.float64)

    def run(order):
        reseed(layer)
        y = layer(order(x))
        return [y, layer.backward(order(KINDS[name].dy(y))), *layer.grads.values()]

    def channels_last(a):
        return np.moveaxis(np.moveaxis(a, 1, -1).copy(), -1, 1)

    for rows, last in zip(run(np.ascontiguousarray), run(channels_last), strict=True):
        assert_close(last, rows, 1e-12)
