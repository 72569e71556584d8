"""Losses and their gradients against PyTorch; what they refuse."""

import agreement
import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case

import coursecnn as cnn

each_dtype = pytest.mark.parametrize("dtype", [np.float64, np.float32])
examples = settings(deadline=None, derandomize=True, max_examples=40)


def check(loss, prediction, target, function):
    """The loss and its gradient; ``function(torch.nn.functional, prediction, target)`` is PyTorch's."""
    expected, gradients = oracles.apply(lambda f, x: function(f, x, x.new_tensor(target)), prediction)
    tolerance = agreement.TOLERANCE[prediction.dtype.type]
    value = loss(prediction, target)
    assert type(value) is float
    assert value == pytest.approx(float(expected), rel=tolerance, abs=tolerance)
    agreement.check_all([loss.backward()], gradients(1.0), prediction.dtype.type)


@each_dtype
@given(n=st.integers(1, 6), classes=st.integers(1, 12), seed=strategies.seeds, factor=st.sampled_from([1, 30]))
@examples
def test_cross_entropy_agrees_with_pytorch(dtype, n, classes, seed, factor):
    logits = Case((), {}, seed).array((n, classes), dtype)
    if dtype == np.float64:  # in float32 nothing is left of p - 1 where p is nearly 1
        logits *= factor
    labels = np.random.default_rng(seed).integers(0, classes, n)
    check(cnn.CrossEntropyLoss(), logits, labels, lambda f, x, t: f.cross_entropy(x, t.long()))


@each_dtype
@given(shape=st.lists(st.integers(1, 4), min_size=1, max_size=4), seed=strategies.seeds)
@examples
def test_mean_squared_error_agrees_with_pytorch(dtype, shape, seed):
    case = Case((tuple(shape),) * 2, {}, seed)
    prediction, target = case.arrays(dtype)
    check(cnn.MSELoss(), prediction, target, lambda f, x, t: f.mse_loss(x, t))


@pytest.mark.parametrize("target", [np.ones((2, 3), int), np.ones((2, 3)), [[1, 1, 1], [1, 1, 1]]])
def test_the_target_does_not_change_the_dtype(target):
    loss = cnn.MSELoss()
    loss(np.zeros((2, 3), np.float32), target)
    assert loss.backward().dtype == np.float32


def test_huge_logits_do_not_overflow():
    loss = cnn.CrossEntropyLoss()
    assert loss(np.array([[1e4, 0.0], [0.0, -1e4]], np.float32), [1, 0]) == pytest.approx(5e3)
    np.testing.assert_array_equal(loss.backward(), [[0.5, -0.5], [0, 0]])


def test_equal_logits_cost_the_logarithm_of_the_classes():
    assert cnn.CrossEntropyLoss()(np.zeros((4, 10)), np.arange(4)) == pytest.approx(np.log(10))


def test_labels_may_be_bytes_and_lists():
    logits = np.random.default_rng(0).standard_normal((3, 4))
    values = {cnn.CrossEntropyLoss()(logits, labels) for labels in ([3, 0, 1], np.array([3, 0, 1], np.uint8))}
    assert len(values) == 1


def test_arrays_stay_as_they_are():
    logits, labels = np.random.default_rng(0).standard_normal((3, 4)), np.array([3, 0, 1])
    logits.flags.writeable = labels.flags.writeable = False
    for loss, target in ((cnn.CrossEntropyLoss(), labels), (cnn.MSELoss(), np.zeros((3, 4)))):
        loss(logits, target)
        first = loss.backward()
        kept = first.copy()
        first[...] = 7
        np.testing.assert_array_equal(loss.backward(), kept)


@pytest.mark.parametrize("loss", [cnn.CrossEntropyLoss(), cnn.MSELoss()], ids=lambda loss: type(loss).__name__)
def test_backward_before_the_loss(loss):
    with pytest.raises(RuntimeError, match=r"^\w+Loss\.backward was called before the loss was computed: .*\.$"):
        loss.backward()


L = np.zeros((3, 4))
MISTAKES = {
    "label too large": (cnn.CrossEntropyLoss, L, [0, 4, 1], ["4", "0 to 3"]),
    "negative label": (cnn.CrossEntropyLoss, L, [0, -1, 1], ["-1", "0 to 3"]),
    "labels missing": (cnn.CrossEntropyLoss, L, [0, 1], ["3", "(2,)"]),
    "labels as columns": (cnn.CrossEntropyLoss, L, [[0], [1], [2]], ["3", "(3, 1)"]),
    "one-hot labels": (cnn.CrossEntropyLoss, L, np.eye(4, dtype=int)[:3], ["(3, 4)"]),
    "labels as floats": (cnn.CrossEntropyLoss, L, [0.0, 1.0, 2.0], ["float64"]),
    "labels as texts": (cnn.CrossEntropyLoss, L, ["0", "1", "2"], ["integers"]),
    "flat logits": (cnn.CrossEntropyLoss, L[0], [0], ["logits", "(4,)"]),
    "images for logits": (cnn.CrossEntropyLoss, L[:, :, None, None], [0, 1, 2], ["logits", "(3, 4, 1, 1)"]),
    "integer logits": (cnn.CrossEntropyLoss, L.astype(np.int64), [0, 1, 2], ["logits", "int64"]),
    "no logits": (cnn.CrossEntropyLoss, L[:0], np.zeros(0, int), ["logits", "(0, 4)"]),
    "target of another shape": (cnn.MSELoss, L, L[0], ["(3, 4)", "(4,)"]),
    "target of texts": (cnn.MSELoss, L[0], list("abcd"), ["target"]),
    "integer prediction": (cnn.MSELoss, L.astype(np.int64), L, ["prediction", "int64"]),
    "nothing predicted": (cnn.MSELoss, L[:0], L[:0], ["(0, 4)"]),
}


@pytest.mark.parametrize(("loss", "prediction", "target", "words"), MISTAKES.values(), ids=MISTAKES)
def test_wrong_arguments_get_one_sentence(loss, prediction, target, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        loss()(prediction, target)
    assert str(caught.value).endswith(".") and all(word in str(caught.value) for word in words), caught.value
