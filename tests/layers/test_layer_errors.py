"""What layers say to arguments and arrays that do not fit: one sentence that names what was given."""

from pathlib import Path

import numpy as np
import pytest
from every_layer import KINDS, Scale

import coursecnn as cnn

PACKAGE = Path(cnn.__file__).parent
OURS = [name for name in KINDS if not name.startswith("a learner's")]
NEED_IMAGES = [name for name in OURS if len(KINDS[name].shape) == 4]
ANY_SHAPE = {"ReLU", "Sigmoid", "Tanh", "Identity", "Dropout"}
X = np.ones((2, 4, 7, 6), np.float32)


def assert_one_sentence(call, errors, words):
    with pytest.raises(errors) as caught:
        call()
    assert type(caught.value) in errors
    message = str(caught.value)
    assert PACKAGE in Path(str(caught.traceback[-1].path)).parents, f"from inside another library: {message}"
    assert message.strip("'\"").endswith(".") and len(message) < 300, message
    for word in words:
        assert word in message, f"{word!r} is not in: {message}"


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, bool])
def test_integer_images_are_refused(name, dtype):
    layer, shape = KINDS[name].layer(), KINDS[name].shape
    assert_one_sentence(lambda: layer(np.ones(shape, dtype)), (TypeError,), ["x", np.dtype(dtype).name, "/ 255"])


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("bad", ["complex", "text", "ragged", "nothing"])
def test_what_is_not_numbers_is_refused(name, bad):
    layer = KINDS[name].layer()
    x = {"complex": KINDS[name].x() * 1j, "text": "images", "ragged": [[1.0, 2.0], [3.0]], "nothing": None}[bad]
    assert_one_sentence(lambda: layer(x), (TypeError, ValueError), ["x"])


@pytest.mark.parametrize("name", [name for name in NEED_IMAGES if name not in ANY_SHAPE])
def test_one_image_without_batch_is_refused(name):
    layer, x = KINDS[name].layer(), KINDS[name].x()[0]
    assert_one_sentence(lambda: layer(x), (ValueError,), [str(x.shape), "(N, C, H, W)"])


@pytest.mark.parametrize("name", [name for name in NEED_IMAGES if name not in ANY_SHAPE | {"Flatten"}])
def test_rows_are_refused(name):
    layer = KINDS[name].layer()
    assert_one_sentence(lambda: layer(np.ones((2, 168))), (ValueError,), ["(2, 168)", "(N, C, H, W)"])


@pytest.mark.parametrize("name", OURS)
def test_gradients_of_another_shape_are_refused(name):
    layer = KINDS[name].layer()
    y = layer(KINDS[name].x())
    for dy in (np.ones((*y.shape[:-1], y.shape[-1] + 1), y.dtype), np.ones(y.shape[1:], y.dtype), np.float32(1)):
        words = ["dy", str(y.shape), str(dy.shape)]
        assert_one_sentence(lambda dy=dy: layer.backward(dy), (ValueError,), words)


@pytest.mark.parametrize("name", OURS)
def test_integer_gradients_are_refused(name):
    layer = KINDS[name].layer()
    y = layer(KINDS[name].x())
    assert_one_sentence(lambda: layer.backward(np.ones(y.shape, np.int64)), (TypeError,), ["dy", "int64"])


@pytest.mark.parametrize("name", [name for name in OURS if KINDS[name].weighted])
def test_wrong_weights_are_refused_when_they_are_set(name):
    layer = KINDS[name].layer()
    key, array = next(iter(layer.params.items()))
    before = array.copy()

    def set_to(value, key=key):
        layer.params[key] = value

    short = key.rpartition(".")[2]
    assert_one_sentence(lambda: set_to(np.ones((2, 9, 1))), (ValueError,), [short, "(2, 9, 1)", str(array.shape)])
    assert_one_sentence(lambda: set_to("text"), (TypeError,), [short])
    assert_one_sentence(lambda: set_to(array, key + "s"), (KeyError, ValueError), [short + "s"])
    np.testing.assert_array_equal(layer.params[key], before)


def test_whole_numbers_can_be_weights():
    layer = cnn.Conv2d(1, 1, (1, 2), dtype=np.float64)
    layer.params["weight"] = [[[[1, -1]]]]
    layer.params["bias"] = np.array([3])
    np.testing.assert_array_equal(layer(np.array([[[[1.0, 0.0, 5.0]]]])), [[[[4, -2]]]])
    assert layer.params["weight"].dtype == np.float64


def test_a_weight_that_was_set_is_a_copy():
    mine = np.ones((2, 3), np.float32)
    layer = cnn.Linear(3, 2)
    layer.params["weight"] = mine
    layer.params["weight"] -= 1
    assert (mine == 1).all() and not layer.params["weight"].any()


WRONG_ARGUMENTS = {
    "no channels": (lambda: cnn.Conv2d(0, 1, 3), ["in_channels", "0"]),
    "half a channel": (lambda: cnn.Conv2d(1, 1.5, 3), ["out_channels", "1.5"]),
    "true channels": (lambda: cnn.Conv2d(1, True, 3), ["out_channels", "True"]),
    "no kernel": (lambda: cnn.Conv2d(1, 1, 0), ["kernel_size", "0"]),
    "negative stride": (lambda: cnn.Conv2d(1, 1, 3, stride=-1), ["stride", "-1"]),
    "no dilation": (lambda: cnn.Conv2d(1, 1, 3, dilation=0), ["dilation", "0"]),
    "negative padding": (lambda: cnn.Conv2d(1, 1, 3, padding=(0, -1)), ["padding", "-1"]),
    "unknown padding": (lambda: cnn.Conv2d(1, 1, 3, padding="full"), ["padding", "full"]),
    "same with a stride": (lambda: cnn.Conv2d(1, 1, 3, stride=2, padding="same"), ["same", "2"]),
    "groups": (lambda: cnn.Conv2d(4, 6, 3, groups=4), ["groups", "4", "6"]),
    "transposed groups": (lambda: cnn.ConvTranspose2d(4, 6, 3, groups=4), ["groups", "4", "6"]),
    "output padding": (lambda: cnn.ConvTranspose2d(4, 6, 3, output_padding=1)(X), ["output_padding", "1"]),
    "unknown init": (lambda: cnn.Conv2d(1, 1, 3, init="random"), ["init", "random", "he"]),
    "init of another shape": (lambda: cnn.Linear(2, 3, init=lambda *_: np.ones(2)), ["init", "(3, 2)", "(2,)"]),
    "integer dtype": (lambda: cnn.Linear(2, 3, dtype=np.int64), ["dtype", "int64"]),
    "integer dtype of a normalisation": (lambda: cnn.BatchNorm2d(2, dtype=np.int64), ["dtype", "int64"]),
    "no seed": (lambda: cnn.Linear(2, 3, seed=None), ["seed", "None"]),
    "negative seed": (lambda: cnn.Conv2d(2, 3, 3, seed=-1), ["seed", "-1"]),
    "negative dropout seed": (lambda: cnn.Dropout(seed=-1), ["seed", "-1"]),
    "no features": (lambda: cnn.Linear(0, 3), ["in_features", "0"]),
    "no normalised channels": (lambda: cnn.BatchNorm2d(0), ["num_features", "0"]),
    "drop all": (lambda: cnn.Dropout(1), ["p", "1"]),
    "drop less than none": (lambda: cnn.Dropout(-0.1), ["p", "-0.1"]),
    "no pooling window": (lambda: cnn.MaxPool2d(0), ["kernel_size", "0"]),
    "pooling stride": (lambda: cnn.AvgPool2d(2, 0), ["stride", "0"]),
    "pooling padding": (lambda: cnn.MaxPool2d(2, padding=2)(X), ["padding", "2"]),
    "block's window": (lambda: cnn.ConvPool2d(1, 1, 3, 0), ["pool_size", "0"]),
    "channels": (lambda: cnn.Conv2d(3, 1, 3)(X), ["4", "3", "channels"]),
    "channels of a block": (lambda: cnn.ConvPool2d(3, 1, 3)(X), ["4", "3", "channels"]),
    "channels of a transposed convolution": (lambda: cnn.ConvTranspose2d(3, 1, 3)(X), ["4", "3", "channels"]),
    "channels of a normalisation": (lambda: cnn.BatchNorm2d(3)(X), ["4", "3", "channels"]),
    "features": (lambda: cnn.Linear(5, 2)(np.ones((3, 4))), ["5", "(3, 4)"]),
    "images for a linear layer": (lambda: cnn.Linear(168, 2)(X), ["(2, 4, 7, 6)", "Flatten"]),
    "kernel larger than the image": (lambda: cnn.Conv2d(4, 1, (8, 3))(X), ["8", "7"]),
    "kernel larger than the padded image": (lambda: cnn.Conv2d(4, 1, 11, padding=1)(X), ["11", "9"]),
    "window larger than the image": (lambda: cnn.AvgPool2d(7)(X), ["7", "6"]),
    "window larger than the map": (lambda: cnn.ConvPool2d(4, 1, 5, 4)(X), ["4", "3"]),
    "one number to normalise": (lambda: cnn.BatchNorm2d(2)(np.ones((1, 2, 1, 1))), ["(1, 2, 1, 1)"]),
    "images without height": (lambda: cnn.GlobalMaxPool2d()(np.ones((2, 3, 0, 4))), ["(2, 3, 0, 4)"]),
    "a list of layers": (lambda: cnn.Sequential([cnn.ReLU()]), ["list", "one argument each"]),
    "a class for a layer": (lambda: cnn.Sequential(cnn.ReLU), ["ReLU"]),
    "announced shape": (lambda: cnn.Conv2d(3, 1, 3).output_shape((1, 28, 28)), ["3", "(1, 28, 28)"]),
    "announced features": (lambda: cnn.Linear(5, 2).output_shape((4,)), ["5", "(4,)"]),
    "announced pooling": (lambda: cnn.MaxPool2d(2).output_shape((28, 28)), ["(28, 28)"]),
    "announced global pooling": (lambda: cnn.GlobalAvgPool2d().output_shape((28, 28)), ["(28, 28)"]),
    "same pooling with a stride": (lambda: cnn.MaxPool2d(3, padding="same"), ["same", "3"]),
}


@pytest.mark.parametrize(("call", "words"), WRONG_ARGUMENTS.values(), ids=WRONG_ARGUMENTS)
def test_wrong_arguments(call, words):
    assert_one_sentence(call, (ValueError, TypeError, KeyError), words)


def test_a_failed_forward_is_no_forward():
    layer = cnn.Conv2d(4, 2, 3)
    with pytest.raises(ValueError, match="channels"):
        layer(np.ones((1, 3, 5, 5)))
    with pytest.raises(RuntimeError, match="before forward"):
        layer.backward(np.ones((1, 2, 3, 3)))


def test_a_layer_must_not_stand_twice_in_a_net():
    relu = cnn.ReLU()
    sentence = r"ReLU\(\).*twice"
    with pytest.raises(ValueError, match=sentence):
        cnn.Sequential(cnn.Conv2d(1, 1, 3), relu, cnn.Conv2d(1, 1, 3), relu)
    with pytest.raises(ValueError, match=sentence):
        cnn.Sequential(relu, cnn.Sequential(cnn.Tanh(), relu))


def test_a_layer_without_passes_says_what_it_needs():
    with pytest.raises(NotImplementedError, match=r"^Layer needs a method forward\(x\)\.$"):
        cnn.Layer()(X)
    with pytest.raises(NotImplementedError, match=r"^Layer needs a method backward\(dy\)\.$"):
        cnn.Layer().backward(X)


def test_a_learners_layer_may_see_anything():
    assert Scale(4)(X.astype(int)).shape == X.shape


def test_more_weights_than_any_memory_holds_are_refused():
    with pytest.raises(ValueError, match=r"^Linear of these sizes has 1,000,000,000,000 weights: make it smaller\.$"):
        cnn.Linear(10**6, 10**6)


@pytest.mark.parametrize(
    ("init", "why"),
    [
        (np.zeros, "zeros failed: "),
        (lambda shape: 0, "<lambda> failed: .*takes 1 positional argument but 3 were given"),
        (lambda shape, generator, dtype: "x", "<lambda> failed: could not convert string to float"),
        (lambda shape, generator, dtype: 0, r"return an array of shape \(2, 1, 3, 3\), not \(\)"),
    ],
)
def test_first_weights_come_from_a_function_of_three_arguments(init, why):
    with pytest.raises(ValueError, match=f"^init must .*{why}"):
        cnn.Conv2d(1, 2, 3, init=init)
