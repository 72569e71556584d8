"""Batch normalisation, ReLU and max pooling as one step: the same as its layers one by one, and as PyTorch."""

import copy
from importlib.util import find_spec

import numpy as np
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import assert_close

import coursecnn as cnn
from coursecnn.functional import fast, parallel
from coursecnn.layers import normpool


@pytest.fixture(autouse=True, scope="module", params=["NumPy", "compiled"])
def column(request):
    """Each by NumPy, and by compiled kernels, which then take small batches, too."""
    if request.param == "compiled" and find_spec("numba") is None:
        pytest.skip("missing: numba")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "FEW", 1)
        cnn.set_fast(request.param == "compiled")
        yield
        cnn.set_fast(None)


sizes = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def cases(draw):
    """A net, its input and an error for its output."""
    seed, kernel, stride = draw(st.integers(0, 10**6)), draw(sizes), draw(sizes)
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    rng = np.random.default_rng(seed)
    n, c, h, w = (draw(st.integers(low, 7)) for low in (2, 1, 3, 3))
    net = net_of(c, rng, draw(st.integers(0, 2)), kernel, stride, padding)
    if draw(st.booleans()):
        net.eval()
    x = draw(st.sampled_from([0, -2, 1e3])) + rng.standard_normal((n, c, h, w))
    return net, x, rng.standard_normal(copy.deepcopy(net)(x).shape)


def net_of(channels, rng, relu=1, *pool, dtype=np.float64, least=0.1):
    norm = cnn.BatchNorm2d(channels, dtype=dtype)
    norm.params["weight"], norm.params["bias"] = rng.uniform(least, 2, channels), rng.standard_normal(channels)
    norm.buffers["running_mean"] = rng.standard_normal(channels).astype(dtype)
    layers = [norm, cnn.MaxPool2d(*pool)]
    if relu:  # its place
        layers.insert(relu, cnn.ReLU())
    return cnn.Sequential(*layers)


def passes(net, x, dy):
    return [net(x), net.backward(dy), *net.grads.values(), *net.buffers.values()]


def one_by_one(net, x, dy):
    net = copy.deepcopy(net)
    for layer in net:
        x = layer(x)
    for layer in reversed(net.layers):
        dy = layer.backward(dy)
    return [x, dy, *net.grads.values(), *net.buffers.values()]


def fused(net):
    return [type(layer).__name__ for layer in normpool.steps(net.layers)] == ["NormPool"] and net[0]._recall()[3]


@given(cases())
@settings(deadline=None, derandomize=True, max_examples=120)
def test_the_same_as_one_by_one(case):
    expected = one_by_one(*case)
    for got, wanted in zip(passes(*case), expected, strict=True):
        assert_close(got, wanted, 1e-8)
    assert fused(case[0])


@given(cases())
@settings(deadline=None, derandomize=True, max_examples=60)
def test_agrees_with_pytorch(case):
    net, x, dy = case
    norm, pool = net[0], next(layer for layer in net if isinstance(layer, cnn.MaxPool2d))
    means = [array.copy() for array in norm.buffers.values()]

    def theirs(f, a, weight, bias):
        import torch

        y = f.batch_norm(a, *map(torch.tensor, means), weight, bias, net.training, 0.1, norm.eps)
        y = f.relu(y) if len(net) == 3 else y
        return f.max_pool2d(y, pool.kernel_size, pool.stride, tuple(side[0] for side in pool.padding))

    expected, gradients = oracles.apply(theirs, x, *norm.params.values())
    for got, wanted in zip(passes(net, x, dy), [expected, *gradients(dy)]):
        assert_close(got, wanted, 1e-8)


@pytest.mark.parametrize("weight", [-1.0, 0.0, np.nan])
def test_a_weight_that_is_not_above_0_turns_the_order_round(weight):
    rng = np.random.default_rng(0)
    net, x = net_of(3, rng, False, 2), rng.standard_normal((4, 3, 6, 6))
    net[0].params["weight"][1] = weight
    dy = rng.standard_normal((4, 3, 3, 3))
    expected = one_by_one(net, x, dy)
    for got, wanted in zip(passes(net, x, dy), expected, strict=True):
        np.testing.assert_array_equal(got, wanted)
    assert not fused(net)


def test_layers_remember_what_they_would_alone():
    """Without ReLU, backward may go through the layers of the net by hand."""
    rng = np.random.default_rng(0)
    net, x, dy = net_of(3, rng, False, 3, 2, 1), rng.standard_normal((4, 3, 6, 6)), rng.standard_normal((4, 3, 3, 3))
    _, dx, dweight, dbias, *_ = passes(net, x, dy)
    assert_close(net[0].backward(net[1].backward(dy)), dx, 1e-12)
    assert_close(net[0].grads["weight"], dweight, 1e-12)
    assert_close(net[0].grads["bias"], dbias, 1e-12)


def test_a_gradient_of_another_shape_is_refused():
    net = net_of(3, np.random.default_rng(0), True, 2)
    net(np.ones((4, 3, 6, 6)))
    with pytest.raises(ValueError, match=r"dy must have the shape of the output, \(4, 3, 3, 3\)"):
        net.backward(np.ones((4, 3, 6, 6)))


@pytest.mark.parametrize("offset", [0, 1.9, 10, 1e3, 1e5])
def test_digits_of_float32(offset):
    """As close to float64 as a rounding or a few, however far the mean is from 0; the same numbers win."""
    rng = np.random.default_rng(0)
    x = (offset + rng.standard_normal((40, 6, 28, 28))).astype(np.float32)
    dy = rng.standard_normal((40, 6, 14, 14)).astype(np.float32)
    found, exact = (
        passes(net_of(6, np.random.default_rng(1), False, 2, dtype=dtype), x.astype(dtype), dy.astype(dtype))
        for dtype in (np.float32, np.float64)
    )
    for got, wanted in zip(found, exact, strict=True):
        assert got.dtype == np.float32
        assert_close(got, wanted, 1e-6)


@pytest.mark.threads
@pytest.mark.parametrize("training", [False, True])
def test_any_number_of_workers_gives_the_same_bits(training):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((40, 6, 28, 28)).astype(np.float32)
    dy, results = rng.standard_normal((40, 6, 14, 14)).astype(np.float32), []
    try:
        for number in (1, 2, 5):
            parallel.set_workers(number)
            net = net_of(6, np.random.default_rng(1), True, 2, dtype=np.float32).train(training)
            results.append([array.tobytes() for array in passes(net, x, dy)])
    finally:
        parallel.set_workers(None)
    assert results[0] == results[1] == results[2]


NORM, RELU, POOL = "BatchNorm2d", "ReLU", "MaxPool2d"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([NORM, POOL], ["NormPool"]),
        ([NORM, RELU, POOL], ["NormPool"]),
        ([NORM, RELU, POOL, "Flatten"], ["NormPool", "Flatten"]),
        ([NORM, POOL, RELU, POOL], ["NormPool", POOL]),
        ([NORM, POOL, POOL, RELU], ["NormPool", POOL, RELU]),
        (["Tanh", NORM, RELU, POOL, RELU, NORM, POOL], ["Tanh", "NormPool", RELU, "NormPool"]),
        ([NORM, NORM, POOL, NORM], [NORM, "NormPool", NORM]),
        ([NORM, RELU], [NORM, RELU]),
        ([NORM, RELU, RELU, POOL], [NORM, RELU, RELU, POOL]),
        ([NORM, RELU, "AvgPool2d"], [NORM, RELU, "AvgPool2d"]),
        ([RELU, POOL], [RELU, POOL]),
        ([], []),
    ],
)
def test_which_layers_are_put_together(names, expected):
    layers = [getattr(cnn, name)(*[2] * name.endswith("2d")) for name in names]
    found = list(normpool.steps(layers))
    assert [type(layer).__name__ for layer in found] == expected
    parts = [step.layers if isinstance(step, normpool.NormPool) else [step] for step in found]
    assert [id(layer) for part in parts for layer in part] == [id(layer) for layer in layers]


def test_several_layers_put_together_are_a_layer():
    step = normpool.NormPool(cnn.BatchNorm2d(2), cnn.ReLU(), cnn.MaxPool2d(2))
    assert step.params is step.norm.params and step.grads == {} and step.buffers == {} and step.training
    with pytest.raises(RuntimeError, match=r"^BatchNorm2d\.backward was called before forward"):
        step.backward(np.ones((1, 2, 2, 2)))


def test_no_gradient_passes_where_the_largest_is_0():
    """As behind ReLU alone; without ReLU it passes."""
    x = np.array([[0.0, -1, 2, 1], [-3, -2, 1, 0]])[None, None]
    for relu, expected in ((True, [0, 20]), (False, [10, 20])):
        net = net_of(1, np.random.default_rng(0), relu, 2).eval()
        net[0].eps, net[0].buffers["running_mean"] = 2.0**-10, np.zeros(1)
        net[0].params["weight"], net[0].params["bias"] = [1], [0]
        net[0].buffers["running_var"] = np.full(1, 1 - 2.0**-10)  # so that y = x
        assert net(x)[0, 0].tolist() == [[0, 2]] and fused(net)
        assert net.backward(np.array([[[[10.0, 20]]]]))[0, 0].tolist() == [[expected[0], 0, 20, 0], [0] * 4]


def test_a_relu_in_between_lets_go_of_what_it_remembers():
    net, x = net_of(3, np.random.default_rng(0), True, 2), np.ones((4, 3, 6, 6))
    net[1](x)
    net(x)
    with pytest.raises(RuntimeError, match=r"^ReLU\.backward was called before forward"):
        net[1].backward(x)
