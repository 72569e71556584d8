"""Using a trained net: outputs, probabilities, predictions, counts; the net stays as it is."""

import numpy as np
import pytest
from every_layer import KINDS
from oracles import assert_close
from scipy import special
from trainings import arrays, digits, dropout_net, same

import coursecnn as cnn
from coursecnn import training
from coursecnn.datasets import to_float

IMAGES, LABELS = digits(150, 120).x_test, digits(150, 120).y_test


def test_outputs_are_those_of_the_net_in_evaluation():
    model = dropout_net()
    expected = model.copy().eval()(to_float(IMAGES))
    found = training.outputs(model, IMAGES)
    assert_close(found, expected, 1e-5)
    assert_close(cnn.probabilities(model, IMAGES), special.softmax(expected, axis=1), 1e-5)
    np.testing.assert_array_equal(cnn.predict(model, IMAGES), found.argmax(axis=1))
    assert found.dtype == np.float32 and cnn.predict(model, IMAGES).dtype.kind == "i"


def test_floats_are_taken_as_they_are():
    model = dropout_net()
    np.testing.assert_array_equal(training.outputs(model, to_float(IMAGES)), training.outputs(model, IMAGES))
    assert_close(training.outputs(model, IMAGES / 255), training.outputs(model, IMAGES), 1e-5)


def test_evaluation():
    model = dropout_net()
    found, logits = cnn.evaluate(model, IMAGES, LABELS), training.outputs(model, IMAGES)
    assert found.total == 120 and found.correct == (logits.argmax(axis=1) == LABELS).sum()
    assert found.accuracy == found.correct / 120
    chosen = special.log_softmax(logits.astype(float), axis=1)[np.arange(120), LABELS]
    assert found.loss == pytest.approx(-chosen.mean(), rel=1e-5)
    assert str(training.Evaluation(9904, 10000, 0.0312)) == "9904 of 10000 right (99.04 %), loss 0.0312"
    assert cnn.evaluate(model, IMAGES, list(LABELS)) == found


def test_the_net_stays_as_it_is():
    """Mode, weights, running averages, and what the backward pass remembers."""
    kind = KINDS["Sequential"]
    model, x = kind.layer(), kind.x()
    y = model(x)
    dy = kind.dy(y)
    dx, before = model.backward(dy), arrays(model)
    training.outputs(model, kind.x(seed=1))
    assert all(layer.training for layer in model.sublayers())
    np.testing.assert_array_equal(model.backward(dy), dx)
    assert same(before, arrays(model))


@pytest.mark.parametrize("function", [training.outputs, cnn.predict, cnn.probabilities])
@pytest.mark.parametrize(
    ("images", "words"),
    [
        (IMAGES[0], ["(1, 28, 28)", "(N, C, H, W)"]),
        (IMAGES[:, 0], ["(120, 28, 28)", "(N, C, H, W)"]),
        (IMAGES[:0], ["(0, 1, 28, 28)"]),
        (IMAGES.astype(int), ["int64", "/ 255"]),
        (IMAGES[:, :, :20], ["288", "432"]),
    ],
    ids=["one image", "no channels", "none", "integers", "another size"],
)
def test_images_that_do_not_fit_get_one_sentence(function, images, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        function(dropout_net(), images)
    message = str(caught.value)
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    ("labels", "words"),
    [(LABELS[:-1], ["120", "(119,)"]), (LABELS + 1, ["10", "0 to 9"]), (LABELS / 1, ["float64"])],
    ids=["one missing", "counted from 1", "floats"],
)
def test_labels_that_do_not_fit_get_one_sentence(labels, words):
    with pytest.raises(ValueError) as caught:
        cnn.evaluate(dropout_net(), IMAGES, labels)
    assert str(caught.value).endswith(".") and all(word in str(caught.value) for word in words), caught.value
