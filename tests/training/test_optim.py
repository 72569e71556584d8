"""Optimisers against PyTorch over several steps, in both precisions."""

import numpy as np
import pytest
from oracles import assert_close

from coursecnn import SGD, Adam, Linear, Sequential
from coursecnn.functional import parallel
from coursecnn.training import optim

SGDS = {
    "plain": {},
    "momentum": {"momentum": 0.9},
    "Nesterov": {"momentum": 0.8, "nesterov": True},
    "weight decay": {"weight_decay": 0.01},
    "all": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
}
ADAMS = {"plain": {}, "weight decay": {"weight_decay": 0.1}, "betas": {"betas": (0.5, 0.9), "eps": 1e-3}}
CASES = [("SGD", SGD, options) for options in SGDS.values()] + [("Adam", Adam, options) for options in ADAMS.values()]
IDS = [f"SGD {name}" for name in SGDS] + [f"Adam {name}" for name in ADAMS]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "ours", "options"), CASES, ids=IDS)
def test_agrees_with_pytorch(name, ours, options, dtype):
    """Ten steps with a learning rate that changes, two parameters, gradients of very different size."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    rng = np.random.default_rng(0)
    params = {key: rng.standard_normal(shape).astype(dtype) for key, shape in (("weight", (3, 4)), ("bias", (3,)))}
    tensors = {key: torch.tensor(array.astype(np.float64), requires_grad=True) for key, array in params.items()}
    optimizer = ours(lr=0.05, **options)
    theirs = getattr(torch.optim, name)(tensors.values(), lr=0.05, **options)
    for step in range(10):
        size = 10.0 ** (step % 4 - 2)
        grads = {key: (rng.standard_normal(a.shape) * size).astype(dtype) for key, a in params.items()}
        optimizer.lr = theirs.param_groups[0]["lr"] = 0.05 / (step + 1)
        for key, tensor in tensors.items():
            tensor.grad = torch.tensor(grads[key].astype(np.float64))
        optimizer.step(params, grads)
        theirs.step()
        for key, tensor in tensors.items():
            assert params[key].dtype == dtype
            assert_close(params[key], tensor.detach().numpy(), 1e-12 if dtype == np.float64 else 1e-5)


@pytest.mark.parametrize(
    "optimizer", [SGD(0.1, 0.9, weight_decay=0.1, nesterov=True), Adam(weight_decay=0.1)], ids=["SGD", "Adam"]
)
def test_parameters_change_in_place_and_gradients_stay(optimizer):
    params, grads = {"weight": np.ones((2, 3))}, {"weight": np.full((2, 3), 2.0)}
    array = params["weight"]
    grads["weight"].flags.writeable = False
    for _ in range(3):
        optimizer.step(params, grads)
    assert params["weight"] is array and (array < 1).all()
    assert list(optimizer.state) and all(key.startswith("weight") or key == "weight" for key in optimizer.state)


@pytest.mark.threads
@pytest.mark.parametrize(("name", "ours", "options"), CASES, ids=IDS)
@pytest.mark.parametrize("order", "CF")
def test_long_parameters_change_as_short_ones_whoever_does_it(name, ours, options, order):
    n = 2 * optim.PIECE + 3
    before, *grads = np.random.default_rng(0).standard_normal((3, n, 2)).astype(np.float32)
    found = []
    try:
        for workers in (1, 2, 3):
            parallel.set_workers(workers)
            params, optimizer = {"weight": np.array(before, order=order)}, ours(lr=0.05, **options)
            for grad in grads:
                optimizer.step(params, {"weight": np.array(grad, order=order)})
            assert set(optimizer.state) == ({"weight"} if options.get("momentum") else set()) or ours is Adam
            found.append(params["weight"])
    finally:
        parallel.set_workers(None)
    short = np.array_split(before, 9)
    for part, *steps in zip(short, *(np.array_split(grad, 9) for grad in grads)):
        optimizer = ours(lr=0.05, **options)
        for grad in steps:
            optimizer.step({"weight": part}, {"weight": grad})
    for array in found:
        np.testing.assert_array_equal(array, before)  # which its parts have changed


def test_a_net_learns():
    net = Sequential(Linear(3, 4, seed=1), Linear(4, 2, seed=2))
    x, target = np.random.default_rng(0).standard_normal((2, 8, 3)).astype(np.float32)
    optimizer, losses = SGD(lr=0.1, momentum=0.5), []
    for _ in range(50):
        error = net(x) - target[:, :2]
        losses.append(float((error**2).mean()))
        net.backward(2 * error / error.size)
        optimizer.step(net.params, net.grads)
    assert losses[-1] < losses[0] / 2


def test_printed_as_made():
    for optimizer in (SGD(0.2, 0.9, weight_decay=0.001, nesterov=True), Adam(0.01, (0.8, 0.99), 1e-7, 0.1)):
        assert repr(eval(repr(optimizer))) == repr(optimizer)
    assert repr(SGD(np.float64(0.5))) == "SGD(lr=0.5, momentum=0.0, weight_decay=0.0, nesterov=False)"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: SGD(lr=0), ["lr", "0"]),
        (lambda: SGD(lr=-0.1), ["lr", "-0.1"]),
        (lambda: SGD(lr=float("nan")), ["lr", "nan"]),
        (lambda: SGD(lr=float("inf")), ["lr", "inf"]),
        (lambda: SGD(lr="fast"), ["lr", "fast"]),
        (lambda: SGD(weight_decay=-1), ["weight_decay", "-1"]),
        (lambda: SGD(momentum=1), ["momentum", "1"]),
        (lambda: SGD(momentum=-0.1), ["momentum", "-0.1"]),
        (lambda: SGD(nesterov=True), ["momentum", "nesterov"]),
        (lambda: Adam(lr=None), ["lr", "None"]),
        (lambda: Adam(betas=(0.9, 1.0)), ["betas", "1.0"]),
        (lambda: Adam(betas=0.9), ["betas", "0.9"]),
        (lambda: Adam(eps=0), ["eps", "0"]),
    ],
)
def test_wrong_arguments_get_one_sentence(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value).endswith(".") and all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize("optimizer", [SGD(), Adam()], ids=["SGD", "Adam"])
@pytest.mark.parametrize(
    ("param", "grad", "words"),
    [
        (np.ones(3), None, ["'w'", "backward"]),
        (np.ones(3), np.ones((1, 3)), ["'w'", "(3,)", "(1, 3)"]),
        (np.ones(3), 1.0, ["'w'", "(3,)", "()"]),
        (np.ones(3, int), np.ones(3), ["'w'", "int64"]),
        (1.5, 0.5, ["'w'", "float"]),
    ],
    ids=["missing", "row", "number", "integers", "no array"],
)
def test_gradients_that_do_not_fit_get_one_sentence(optimizer, param, grad, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        optimizer.step({"w": param}, {} if grad is None else {"w": grad})
    assert str(caught.value).endswith(".") and all(word in str(caught.value) for word in words), caught.value
