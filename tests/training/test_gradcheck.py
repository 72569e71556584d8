"""The gradient check passes what is right, fails what is wrong, and changes nothing."""

from copy import deepcopy

import numpy as np
import pytest
from every_layer import KINDS, Scale, each_kind, net

import coursecnn as cnn
from coursecnn import check_gradients

X = np.random.default_rng(0).standard_normal((2, 2, 5, 5))


@each_kind
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_every_layer_passes(kind, training):
    check = check_gradients(kind.layer().train(training), kind.x())
    assert check.passed, check
    assert check.max_error < 1e-7
    assert list(check) == [*kind.layer().params, "x"]


@each_kind
def test_the_layer_stays_as_it_was(kind):
    layer, x = kind.layer(), kind.x()
    y = layer(x)
    dy = kind.dy(y)
    layer.backward(dy)
    twin, kept = deepcopy(layer), x.copy()
    check_gradients(layer, x, samples=2)
    np.testing.assert_array_equal(x, kept)
    for kind_of_array in ("params", "grads", "buffers"):
        before, after = getattr(twin, kind_of_array), getattr(layer, kind_of_array)
        assert list(before) == list(after)
        for name, array in before.items():
            assert after[name].dtype == array.dtype
            np.testing.assert_array_equal(after[name], array)
    np.testing.assert_array_equal(layer.backward(dy), twin.backward(dy))
    np.testing.assert_array_equal(layer(x), twin(x))


class Wrong(cnn.Conv2d):
    """A convolution whose gradients can be spoilt."""

    def __init__(self, spoil):
        super().__init__(2, 3, 3, stride=2, padding=1)
        self.spoil = spoil

    def backward(self, dy):
        dx = super().backward(dy)
        return self.spoil(dx, self.grads)


def flipped(dx, grads):
    grads["weight"] = np.flip(grads["weight"], (2, 3))
    return dx


def averaged(dx, grads):
    grads["bias"] = grads["bias"] / 2
    return dx


def one_wrong_entry(dx, grads):
    grads["weight"][1, 1, 2, 0] += 0.01
    return dx


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (flipped, {"weight"}),
        (averaged, {"bias"}),
        (one_wrong_entry, {"weight"}),
        (lambda dx, grads: dx * 1.001, {"x"}),
        (lambda dx, grads: np.zeros_like(dx), {"x"}),
        (lambda dx, grads: dx * np.nan, {"x"}),
        (lambda dx, grads: dx * np.inf, {"x"}),
    ],
    ids=["flipped", "averaged", "one entry", "nearly right", "zero", "not a number", "infinite"],
)
def test_wrong_gradients_fail_by_name(spoil, names):
    check = check_gradients(Wrong(spoil), X)
    assert not check.passed
    assert {name for name, error in check.items() if not error <= check.bound} == names
    assert "FAILED" in str(check)


def test_the_worst_entry_is_named():
    check = check_gradients(Wrong(one_wrong_entry), X)
    found = check.details["weight"]
    assert found.index == (1, 1, 2, 0) and found.compared == 54
    assert found.backward - found.differences == pytest.approx(0.01, rel=1e-5)


def test_a_gradient_that_is_forgotten_fails():
    class Forgetful(Scale):
        def backward(self, dy):
            super().backward(dy)
            self.grads["weight"] *= 0
            return dy * self.params["weight"][:, None, None]

    assert check_gradients(Forgetful(2), X)["weight"] == 1


def test_a_whole_net_with_its_loss():
    labels = np.array([1, 4, 0])
    kind = KINDS["Sequential"]
    check = check_gradients(kind.layer(), kind.x(), labels)
    assert check.passed and check.max_error < 1e-7
    assert list(check) == [*kind.layer().params, "x"]


def test_the_loss_alone():
    logits = np.random.default_rng(0).standard_normal((4, 3))
    assert check_gradients(cnn.Identity(), logits, [0, 2, 1, 1]).passed
    target = np.ones((4, 3))
    assert check_gradients(cnn.Identity(), logits, target, loss=cnn.MSELoss()).passed

    class Summed(cnn.MSELoss):
        def backward(self):
            return super().backward() * 12

    assert check_gradients(cnn.Identity(), logits, target, loss=Summed())["x"] == pytest.approx(11 / 12)


def test_the_loss_given_stays_as_it_was():
    loss = cnn.MSELoss()
    loss(np.ones((1, 2)), np.zeros((1, 2)))
    check_gradients(cnn.Identity(), np.ones((4, 3)), np.zeros((4, 3)), loss=loss)
    np.testing.assert_array_equal(loss.backward(), [[1, 1]])


def test_the_net_of_the_course():
    model = cnn.models.mnist_cnn()
    x = np.random.default_rng(0).standard_normal((2, 1, 28, 28)).astype(np.float32)
    check = check_gradients(model, x, np.array([3, 7]), samples=30)
    assert check.passed and check.max_error < 1e-7
    assert {found.compared for found in check.details.values()} == {10, 20, 30}


def test_small_gradients_of_a_deep_net_are_measured_too():
    layers = [layer for seed in range(9) for layer in (cnn.Linear(20, 20, init="xavier", seed=seed), cnn.Sigmoid())]
    x = np.random.default_rng(0).standard_normal((3, 20))
    check = check_gradients(cnn.Sequential(*layers), x, [3, 4, 1], samples=20)
    assert check.passed and abs(check.details["x"].backward) < 1e-6


def test_near_a_kink_a_shorter_step_is_tried():
    check = check_gradients(cnn.ReLU(), np.array([[3e-6, -3e-6, 1.0]]))
    assert check.passed


def test_on_a_kink_the_check_fails_and_says_why():
    check = check_gradients(cnn.ReLU(), np.array([[0.0, 1.0]]))
    assert not check.passed
    assert "kink" in str(check) and "random x" in str(check)


def test_a_table_is_printed():
    check = check_gradients(cnn.Conv2d(2, 3, 3), X, samples=40)
    lines = repr(check).splitlines()
    assert [line.split()[0] for line in lines] == ["shape", "weight", "bias", "x", "passed:"]
    assert "(3, 2, 3, 3)" in lines[1] and "40 of 54" in lines[1] and "3 of 3" in lines[2]
    assert lines[-1] == "passed: no error is above 1e-06"
    assert str(check) == repr(check)


def test_samples_depend_on_the_seed_alone():
    first, again, other = (check_gradients(cnn.Conv2d(2, 3, 3), X, samples=5, seed=s) for s in (1, 1, 2))
    assert first.details == again.details != other.details
    np.random.seed(1)
    assert np.random.random() == pytest.approx(0.417022)


def test_an_output_that_is_the_input_in_another_shape():
    class View(cnn.Layer):
        def forward(self, x):
            self.shape = x.shape
            return x.reshape(len(x), -1)

        def backward(self, dy):
            return dy.reshape(self.shape)

    assert check_gradients(View(), X).passed


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_is_zero_for_an_input_that_does_not_matter(dtype):
    layer = cnn.Linear(3, 2, dtype=dtype)
    layer.params["weight"] = np.zeros((2, 3))
    check = check_gradients(layer, np.ones((1, 3)))
    assert check.passed and check["x"] == 0


class Rounded(Scale):
    def forward(self, x):
        return super().forward(x).astype(np.float32)


class Silent(Scale):
    def backward(self, dy):
        super().backward(dy)


class WithoutGradient(Scale):
    def backward(self, dy):
        return dy


MISTAKES = {
    "no layer": (lambda: check_gradients(np.tanh, X), ["layer", "ufunc"]),
    "integer x": (lambda: check_gradients(cnn.ReLU(), X.astype(int)), ["x", "int64"]),
    "no samples": (lambda: check_gradients(cnn.ReLU(), X, samples=0), ["samples", "0"]),
    "no seed": (lambda: check_gradients(cnn.ReLU(), X, seed=None), ["seed", "None"]),
    "loss without labels": (lambda: check_gradients(cnn.ReLU(), X, loss=cnn.MSELoss()), ["MSELoss", "labels"]),
    "labels out of range": (lambda: check_gradients(cnn.Flatten(), X, [50, 1]), ["50", "49"]),
    "float32 inside": (lambda: check_gradients(Rounded(2), X), ["Rounded", "float32", "float64"]),
    "no dx": (lambda: check_gradients(Silent(2), X), ["x", "(2, 2, 5, 5)"]),
    "no dw": (lambda: check_gradients(WithoutGradient(2), X), ["'weight'", "grads", "(2,)", "nothing"]),
    "dx of another shape": (lambda: check_gradients(Wrong(lambda dx, _: dx[0]), X), ["x", "(2, 2, 5, 5)", "(2, 5, 5)"]),
}


@pytest.mark.parametrize(("call", "words"), MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_checked_gets_one_sentence(call, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        call()
    message = str(caught.value)
    assert message.endswith(".") and all(word in message for word in words), message


def test_a_net_in_float32_is_checked_in_float64():
    """The same errors for both precisions, where the weights are the same."""
    single, double = net(np.float32), net(np.float64)
    for name, array in single.params.items():
        double.params[name] = array
    x = KINDS["Sequential"].x()
    assert check_gradients(single, x) == check_gradients(double, x)
