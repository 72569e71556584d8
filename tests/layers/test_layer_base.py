"""What all layers share: sizes, dtypes, shapes, texts and files."""

import numpy as np
import pytest

import coursecnn as cnn
from coursecnn.layers import base
from coursecnn.layers.rebuild import rebuild

X = np.random.default_rng(0).standard_normal((2, 4, 6, 7)).astype(np.float32)


def test_a_layer_has_up_to_two_to_the_31_weights(monkeypatch):
    monkeypatch.setattr(base, "initial", lambda *_: np.zeros(0, np.float32))  # which would be 8 GB
    cnn.Linear(1 << 16, 1 << 15)
    with pytest.raises(ValueError, match=r"^Linear of these sizes has 2,147,549,184 weights: make it smaller\.$"):
        cnn.Linear(1 << 16, (1 << 15) + 1)


@pytest.mark.parametrize(
    ("dtype", "word"), [(None, "None"), ("nonsense", "'nonsense'"), (np.float16, "float16"), ("i4", "int32")]
)
def test_dtypes_that_weights_cannot_have(dtype, word):
    for make in (lambda: cnn.Linear(2, 3, dtype=dtype), lambda: cnn.BatchNorm2d(2, dtype=dtype)):
        with pytest.raises(ValueError, match=rf"^dtype must be float32 or float64, not {word}\.$"):
            make()


@pytest.mark.parametrize("dtype", ["float32", "f8", np.float64, np.dtype("float32")])
def test_dtypes_that_weights_can_have(dtype):
    layer = cnn.Linear(2, 3, dtype=dtype)
    assert layer.dtype == layer.params["weight"].dtype == layer.params["bias"].dtype == np.dtype(dtype)


def test_floats_of_the_right_dtype_are_not_copied():
    x = np.ones(3, np.float32)
    assert np.shares_memory(base.floats(x), x) and np.shares_memory(base.floats(x, np.float32), x)
    assert base.floats(x).dtype == np.float32 and base.floats(x, np.float64).dtype == np.float64


def test_integers_are_refused_by_the_name_that_they_have():
    with pytest.raises(TypeError, match=r"^dy holds uint8 numbers, but layers need floats: convert first, for images "):
        base.floats(np.ones(3, np.uint8), name="dy")
    with pytest.raises(TypeError, match=r"^x holds int64 numbers"):
        base.floats([1, 2])


@pytest.mark.parametrize(
    ("layer", "shape", "needed"),
    [
        (cnn.Conv2d(3, 1, 3), (1, 28, 28), " 3 channels"),
        (cnn.Conv2d(3, 1, 3), (3, 28), " 3 channels"),
        (cnn.BatchNorm2d(3), (28, 3, 28), " 3 channels"),
        (cnn.ConvTranspose2d(3, 1, 3), (3, 5, 5, 5), " 3 channels"),
        (cnn.MaxPool2d(2), (28, 28), ""),
        (cnn.GlobalMaxPool2d(), (5, 1, 28, 28), ""),
    ],
)
def test_shapes_that_a_layer_cannot_take(layer, shape, needed):
    with pytest.raises(ValueError) as caught:
        layer.output_shape(shape)
    assert str(caught.value) == f"{layer!r} needs an input of{needed} (C, H, W), not shape {shape}."
    if isinstance(layer, cnn.ConvTranspose2d):
        with pytest.raises(ValueError, match=r"needs an input of 3 channels"):
            layer.multiplications(shape)


@pytest.mark.parametrize(
    ("sizes", "shortest"),
    [
        (5, 5),
        ((5, 5), 5),
        ((3, 5), (3, 5)),
        (((1, 1), (1, 1)), 1),
        (((1, 1), (2, 2)), (1, 2)),
        (((1, 0), (1, 0)), ((1, 0), (1, 0))),
        (((1, 0), (2, 2)), ((1, 0), (2, 2))),
        (((2, 2), (1, 0)), ((2, 2), (1, 0))),
    ],
)
def test_sizes_are_written_the_shortest_way(sizes, shortest):
    assert base.short(sizes) == shortest


def test_a_layer_writes_its_weights_to_a_file_and_reads_them(tmp_path):
    layer, other = cnn.Conv2d(1, 2, 3, seed=1), cnn.Conv2d(1, 2, 3, seed=2)
    layer.save(tmp_path / "weights.npz")
    assert (layer.params["weight"] != other.params["weight"]).all()
    assert other.load(tmp_path / "weights.npz") is other
    np.testing.assert_array_equal(layer.params["weight"], other.params["weight"])


def test_a_new_layer_trains_and_depends_on_its_own_image_alone():
    for layer in (cnn.Layer(), cnn.ReLU(), cnn.Sequential(), cnn.Sequential(cnn.ReLU())):
        assert layer.training is True and layer.independent is True
    assert cnn.Layer.skips_input_gradient is False
    assert cnn.Layer().chain() is None and cnn.Layer().multiplications((1, 5, 5)) == 0
    assert repr(cnn.Layer()) == "Layer()"


def test_modes_are_set_and_the_layer_comes_back():
    for layer in (cnn.Dropout(), cnn.Sequential(cnn.Dropout())):
        assert layer.eval() is layer and layer.training is False
        assert layer.train() is layer and layer.training is True
        assert layer.train(False) is layer and layer.training is False
        with pytest.raises(TypeError, match=r"^mode must be True or False, not 1\.$"):
            layer.train(1)


def test_a_weight_that_is_changed_in_place_stays_the_same_array():
    """Copies of the layer, in threads, share it."""
    layer = cnn.Linear(2, 3)
    weight, values = layer.params["weight"], layer.params["weight"].copy()
    layer.params["weight"] -= 1
    assert layer.params["weight"] is weight and np.array_equal(weight, values - 1)
    layer.params["weight"] = values
    assert layer.params["weight"] is not values and np.array_equal(layer.params["weight"], values)


@pytest.mark.parametrize("name", ["Conv2d", "ConvPool2d", "Linear"])
def test_the_gradient_of_the_input_is_left_out_where_it_is_not_asked_for(name):
    layer, x = (cnn.Linear(4, 3), np.ones((2, 4))) if name == "Linear" else (getattr(cnn, name)(4, 3, 3), X)
    dy = np.ones_like(layer(x))
    assert layer.backward(dy).shape == layer.backward(dy, True).shape == x.shape
    expected, layer.grads = layer.grads, {}
    assert layer.backward(dy, input_gradient=False) is None
    assert list(layer.grads) == ["weight", "bias"]
    assert all(np.array_equal(layer.grads[name], expected[name]) for name in expected)


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (cnn.Conv2d(2, 3, 3), "Conv2d(2, 3, kernel_size=3)"),
        (cnn.Conv2d(2, 4, 3, 1, 0, 1, 2, False), "Conv2d(2, 4, kernel_size=3, groups=2, bias=False)"),
        (cnn.ConvTranspose2d(2, 3, (3, 2)), "ConvTranspose2d(2, 3, kernel_size=(3, 2))"),
        (cnn.ConvPool2d(2, 3, 3), "ConvPool2d(2, 3, kernel_size=3, pool_size=2)"),
        (cnn.Linear(2, 3), "Linear(2, 3)"),
        (cnn.MaxPool2d(2), "MaxPool2d(kernel_size=2)"),
        (cnn.MaxPool2d((3, 2), 2, 1), "MaxPool2d(kernel_size=(3, 2), stride=2, padding=1)"),
        (cnn.AvgPool2d(2), "AvgPool2d(kernel_size=2)"),
        (cnn.AvgPool2d(2, count_include_pad=False), "AvgPool2d(kernel_size=2, count_include_pad=False)"),
        (cnn.GlobalAvgPool2d(), "GlobalAvgPool2d()"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_was_not_chosen_is_not_printed(layer, text):
    assert repr(layer) == text
    twin = rebuild(text)
    assert twin.output_shape((2,) if "Linear" in text else (2, 9, 8)) == layer.output_shape(
        (2,) if "Linear" in text else (2, 9, 8)
    )


@pytest.mark.parametrize(
    ("layer", "shape", "expected", "products"),
    [
        (cnn.Conv2d(2, 3, 3), (2, 9, 8), (3, 7, 6), 3 * 7 * 6 * 2 * 9),
        (cnn.Conv2d(4, 6, (1, 2), groups=2), (4, 3, 5), (6, 3, 4), 6 * 3 * 4 * 2 * 2),
        (cnn.ConvPool2d(2, 3, 3), (2, 9, 8), (3, 3, 3), 3 * 7 * 6 * 2 * 9),
        (cnn.ConvPool2d(2, 3, 3, (1, 3)), (2, 9, 8), (3, 7, 2), 3 * 7 * 6 * 2 * 9),
        (cnn.ConvTranspose2d(2, 3, (3, 2)), (2, 4, 5), (3, 6, 6), 2 * 4 * 5 * 3 * 6),
        (cnn.ConvTranspose2d(4, 6, 2, 3, groups=2), (4, 2, 3), (6, 5, 8), 4 * 2 * 3 * 3 * 4),
        (cnn.Linear(7, 3), (7,), (3,), 21),
        (cnn.MaxPool2d(2), (5, 6, 9), (5, 3, 4), 0),
        (cnn.GlobalMaxPool2d(), (5, 6, 9), (5, 1, 1), 0),
        (cnn.Flatten(), (5, 6, 9), (270,), 0),
        (cnn.Tanh(), (5, 6, 9), (5, 6, 9), 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, cnn.Layer) else None,
)
def test_shapes_and_products_by_hand(layer, shape, expected, products):
    assert layer.output_shape(shape) == expected and layer.multiplications(shape) == products
    assert layer(np.ones((2, *shape), np.float32)).shape == (2, *expected)
    assert {name: array.shape for name, array in layer.params.items()} == {
        name: array.shape for name, array in rebuild(repr(layer)).params.items()
    }
