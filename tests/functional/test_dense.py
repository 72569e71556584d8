"""Activations and their gradients against SciPy and differences; what dense operations say to wrong arguments."""

import numpy as np
import pytest
from oracles import assert_close
from scipy.special import expit, log_softmax

from coursecnn import functional as F
from coursecnn.functional import dense, parallel

X = np.array([[-30, -2.5, -1, -0.25, -0.0], [0, 0.25, 0.5, 1, 40]])
STEP = 1e-6


@pytest.mark.parametrize(
    ("function", "oracle"), [(F.relu, lambda x: np.where(x > 0, x, 0)), (F.sigmoid, expit), (F.tanh, np.tanh)]
)
def test_activations(function, oracle):
    assert_close(function(X), oracle(X), 1e-15)
    assert function(X.astype(np.float32)).dtype == np.float32


@pytest.mark.threads
def test_large_products_are_those_of_numpy_whoever_does_them():
    rng = np.random.default_rng(0)
    x, weight, dy = (rng.standard_normal(shape).astype(np.float32) for shape in ((9, 2100), (4099, 2100), (9, 4099)))
    assert 9 * weight.size > dense.MANY
    found = []
    try:
        for workers in (1, 2, 3):
            parallel.set_workers(workers)
            found.append([F.linear(x, weight), *F.linear_backward(dy, x, weight)])
    finally:
        parallel.set_workers(None)
    x, weight, dy = (array.astype(np.float64) for array in (x, weight, dy))
    for got, wanted in zip(found[0], [x @ weight.T, dy @ weight, dy.T @ x, dy.sum(axis=0)], strict=True):
        assert got.dtype == np.float32
        assert_close(got, wanted, 1e-4)
    for more in found[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(more, found[0], strict=True))


@pytest.mark.parametrize(
    ("function", "backward"), [(F.sigmoid, F.sigmoid_backward), (F.tanh, F.tanh_backward)], ids=["sigmoid", "tanh"]
)
def test_gradients_from_the_output(function, backward):
    dy = np.arange(1.0, 11).reshape(2, 5)
    slope = (function(X + STEP) - function(X - STEP)) / (2 * STEP)
    assert_close(backward(dy, function(X)), dy * slope, 1e-8)


def test_the_gradient_of_relu_passes_above_0_alone():
    assert F.relu_backward([1.0, 2, 3, 4, 5], [-1.0, -0.0, 0, 1e-9, 0.5]).tolist() == [0, 0, 0, 4, 5]


@pytest.mark.parametrize("x", [5.0, np.zeros((3, 0)), np.zeros(0)])
def test_softmax_of_nothing_is_refused(x):
    with pytest.raises(ValueError) as caught:
        F.softmax(x)
    shape = np.shape(x)
    assert str(caught.value) == f"x must have at least one number along its last axis, but its shape is {shape}."


@pytest.mark.parametrize("shape", [(0, 3), (2, 0, 3), (1,), (2, 1)])
def test_softmax_of_few_numbers(shape):
    p = F.softmax(np.zeros(shape))
    assert p.shape == shape and np.array_equal(p, np.full(shape, 1 / shape[-1]))


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (5, 1), (3, 3), (4, 7)])
def test_cross_entropy_against_scipy(shape):
    rng = np.random.default_rng(0)
    logits, labels = rng.standard_normal(shape), rng.integers(0, shape[1], shape[0])
    logs = log_softmax(logits, axis=1)
    loss = F.cross_entropy(logits, labels)
    assert type(loss) is float and loss == pytest.approx(-np.mean([row[i] for row, i in zip(logs, labels)]))
    expected = (np.exp(logs) - np.eye(shape[1])[labels]) / len(labels)
    assert_close(F.cross_entropy_backward(logits, labels), expected, 1e-12)


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ([0, 4, 1], "Label 4 is out of range: with 4 classes labels go from 0 to 3."),
        (
            [3, 4, 1],
            "Label 4 is out of range: with 4 classes labels go from 0 to 3 (if they count from 1, subtract 1).",
        ),
        (
            [3, 4, 2],
            "Label 4 is out of range: with 4 classes labels go from 0 to 3 (if they count from 1, subtract 1).",
        ),
        ([3, 5, 1], "Label 5 is out of range: with 4 classes labels go from 0 to 3."),
        ([3, -1, 0], "Label -1 is out of range: with 4 classes labels go from 0 to 3."),
        ([4, -2, 0], "Label -2 is out of range: with 4 classes labels go from 0 to 3."),
    ],
)
def test_labels_out_of_range(labels, sentence):
    for function in (F.cross_entropy, F.cross_entropy_backward):
        with pytest.raises(ValueError) as caught:
            function(np.zeros((3, 4)), labels)
        assert str(caught.value) == sentence


@pytest.mark.parametrize("labels", [["0", "1", "2"], [0j, 1j, 2j]])
def test_labels_that_are_no_numbers(labels):
    with pytest.raises(TypeError, match=r"^labels .*\. Labels are integers, one for each row of logits\.$"):
        F.cross_entropy(np.zeros((3, 4)), labels)


@pytest.mark.parametrize("labels", [[0.0, 1.0, 2.0], [0, 1], [[0], [1], [2]]])
def test_labels_of_another_kind_or_number(labels):
    array = np.array(labels)
    with pytest.raises(ValueError) as caught:
        F.cross_entropy(np.zeros((3, 4)), labels)
    kind = "int64" if array.dtype.kind == "i" else array.dtype  # as_numbers has seen them; elsewhere int is smaller
    given = f"{kind} of shape {array.shape}"
    assert str(caught.value) == f"labels must be 3 integers, one for each row of logits, not {given}."


@pytest.mark.parametrize("shape", [(3,), (0, 4), (3, 0), (3, 4, 1)])
def test_logits_that_are_no_rows(shape):
    with pytest.raises(ValueError) as caught:
        F.cross_entropy(np.zeros(shape), [0, 1, 2])
    assert str(caught.value) == f"logits must have shape (N, classes) with at least one row, not {shape}."


@pytest.mark.parametrize(
    ("shape", "hint"),
    [((2, 4), ""), ((5,), ""), ((2, 5, 1), ""), ((2, 5, 1, 1), " Put a Flatten layer before it."), ((1,) * 5, "")],
)
def test_only_images_are_to_be_flattened(shape, hint):
    with pytest.raises(ValueError) as caught:
        F.linear(np.zeros(shape), np.zeros((3, 5)))
    assert str(caught.value) == f"x must have shape (N, 5) for a weight of shape (3, 5), not {shape}.{hint}"


@pytest.mark.parametrize("shape", [(5,), (3, 5, 1)])
def test_a_weight_that_is_no_matrix(shape):
    with pytest.raises(ValueError) as caught:
        F.linear(np.zeros((2, 5)), np.zeros(shape))
    assert str(caught.value) == f"weight must have shape (out_features, in_features), not {shape}."


def test_linear_by_hand():
    x, weight, bias = np.array([[1.0, 2], [3, 5]]), np.array([[1.0, -1], [0, 2], [7, 1]]), [10, 20, 30]
    assert F.linear(x, weight).tolist() == [[-1, 4, 9], [-2, 10, 26]]
    assert F.linear(x, weight, bias).tolist() == [[9, 24, 39], [8, 30, 56]]
    dx, dw, db = F.linear_backward([[1, 0, 2], [0, 1, 0]], x, weight)
    assert dx.tolist() == [[15, 1], [0, 2]]
    assert dw.tolist() == [[1, 2], [3, 5], [2, 4]] and db.tolist() == [1, 1, 2]
