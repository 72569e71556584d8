"""Nets: names, nesting, slices, modes, and how they print."""

import numpy as np
import pytest
from every_layer import Residual, Scale

import coursecnn as cnn
from coursecnn.layers.rebuild import rebuild


def small_net():
    return cnn.Sequential(
        cnn.Conv2d(1, 2, 3, seed=1),
        cnn.Sequential(cnn.BatchNorm2d(2), cnn.ReLU(), cnn.Sequential(cnn.Conv2d(2, 3, 1, bias=False))),
        cnn.Dropout(0.5),
    )


NAMES = ["0.weight", "0.bias", "1.0.weight", "1.0.bias", "1.2.0.weight"]


def test_parameters_are_named_by_place():
    net = small_net()
    assert list(net.params) == NAMES and len(net.params) == 5
    assert list(net.buffers) == ["1.0.running_mean", "1.0.running_var"]
    assert net.params["1.2.0.weight"] is net[1][2][0].params["weight"]
    assert dict(net.grads) == {}
    y = net(np.ones((2, 1, 5, 5), np.float32))
    net.backward(np.ones_like(y))
    assert list(net.grads) == NAMES
    assert net.grads["0.bias"] is net[0].grads["bias"]


def test_parameters_of_a_net_print_as_a_dictionary():
    net = cnn.Sequential(cnn.Linear(1, 1, init=lambda *_: [[2]]))
    assert repr(net.params) == repr({"0.weight": net[0].params["weight"], "0.bias": net[0].params["bias"]})
    assert len(net.params) == 2 and len(net.grads) == 0


def test_setting_goes_to_the_layer():
    net = small_net()
    net.params["1.2.0.weight"] = np.full((3, 2, 1, 1), 7.0)
    assert (net[1][2][0].params["weight"] == 7).all()
    net.params["0.bias"] -= 1
    assert (net[0].params["bias"] == -1).all()
    net.buffers["1.0.running_mean"] = np.ones(2, np.float32)
    assert (net[1][0].buffers["running_mean"] == 1).all()


@pytest.mark.parametrize("name", ["2.weight", "0.weights", "3.weight", "weight", "1"])
def test_names_that_are_not_there(name):
    net = small_net()
    assert name not in net.params
    with pytest.raises(KeyError, match=name):
        net.params[name]
    with pytest.raises(ValueError, match=f"nothing called '{name}', only 0.weight, 0.bias"):
        net.params[name] = np.ones(1)


def test_modes_reach_every_layer():
    net = small_net()
    assert net.eval() is net
    assert not any(layer.training for layer in net.sublayers())
    assert net.independent
    assert net.train() is net
    assert all(layer.training for layer in net.sublayers())
    assert not net.independent
    assert [type(layer).__name__ for layer in net.sublayers()] == [
        "Sequential", "Conv2d", "Sequential", "BatchNorm2d", "ReLU", "Sequential", "Conv2d", "Dropout",
    ]  # fmt: skip


def test_one_normalisation_in_training_makes_a_net_depend_on_its_batch():
    net = small_net().eval()
    net[1][0].train()
    assert not net.independent


def test_a_net_is_a_sequence_of_layers():
    net = small_net()
    assert len(net) == 3 and list(net) == net.layers and net[-1] is net.layers[2]
    front = net[:2]
    assert isinstance(front, cnn.Sequential) and front.params["0.weight"] is net.params["0.weight"]
    x = np.random.default_rng(0).standard_normal((2, 1, 5, 5)).astype(np.float32)
    net.eval()
    np.testing.assert_array_equal(net[2](front(x)), net(x))


def test_input_gradient_can_be_left_out():
    """The weights' gradients are the same, and the first layer with weights is spared the rest."""
    x = np.random.default_rng(0).standard_normal((2, 4, 6, 6)).astype(np.float32)
    layers = [cnn.Conv2d(4, 4, 3), cnn.ConvPool2d(4, 4, 3), Scale(4), cnn.BatchNorm2d(4)]
    layers += [cnn.Sequential(cnn.Conv2d(4, 4, 3), cnn.ReLU()), Residual(cnn.Conv2d(4, 4, 3, padding=1))]
    for first in layers:
        net = cnn.Sequential(cnn.Tanh(), first, cnn.Sigmoid(), cnn.Conv2d(4, 2, 1))
        dy = np.ones_like(net(x))
        assert net.backward(dy).shape == x.shape
        expected = {name: array.copy() for name, array in net.grads.items()}
        assert net.backward(dy, input_gradient=False) is None
        assert set(net.grads) == set(expected)
        for name, array in net.grads.items():
            np.testing.assert_array_equal(array, expected[name])


@pytest.mark.parametrize("first", [cnn.Conv2d(4, 4, 3), Scale(4)], ids=["skips", "does not skip"])
def test_the_first_layer_with_weights_is_asked_for_their_gradients_alone(first):
    """Nothing below it is asked at all."""
    net, asked, backward = cnn.Sequential(cnn.Tanh(), first, cnn.Sigmoid()), [], first.backward

    def watched(dy, **options):
        asked.append(options)
        return backward(dy, **options)

    first.backward, net[0].backward = watched, None
    y = net(np.random.default_rng(0).standard_normal((2, 4, 6, 6)).astype(np.float32))
    assert net.backward(np.ones_like(y), input_gradient=False) is None
    assert asked == [{"input_gradient": False} if first.skips_input_gradient else {}]
    assert set(net.grads) == {f"1.{name}" for name in first.params} and all(map(np.any, net.grads.values()))


def test_a_net_without_weights_has_no_gradients_to_compute():
    net = cnn.Sequential(cnn.ReLU(), cnn.MaxPool2d(2))
    y = net(np.ones((1, 1, 4, 4)))
    assert net.backward(y, input_gradient=False) is None
    assert net.backward(y).shape == (1, 1, 4, 4)


def test_which_layers_can_leave_out_the_input_gradient():
    """It is read from the signature of ``backward``, also where a learner writes a new one."""

    class MyConv(cnn.Conv2d):
        def backward(self, dy):
            return super().backward(dy)

    flags = {layer: layer.skips_input_gradient for layer in (cnn.Conv2d, cnn.Linear, cnn.ConvPool2d, cnn.Sequential)}
    assert all(flags.values())
    assert not any(layer.skips_input_gradient for layer in (MyConv, Scale, Residual, cnn.ReLU, cnn.ConvTranspose2d))


def test_a_copied_net_is_of_the_same_kind():
    twin = Residual(cnn.Conv2d(2, 2, 1), cnn.Tanh()).copy()
    x = np.random.default_rng(0).standard_normal((1, 2, 3, 3)).astype(np.float32)
    assert isinstance(twin, Residual)
    np.testing.assert_array_equal(twin(x), x + twin[1](twin[0](x)))


def test_nets_print_as_they_are_made():
    net = cnn.Sequential(cnn.Conv2d(1, 2, 3), cnn.Sequential(cnn.ReLU(), cnn.MaxPool2d(2)), cnn.Dropout(0.25))
    assert repr(net) == (
        "Sequential(\n"
        "  Conv2d(1, 2, kernel_size=3),\n"
        "  Sequential(\n"
        "    ReLU(),\n"
        "    MaxPool2d(kernel_size=2),\n"
        "  ),\n"
        "  Dropout(p=0.25),\n"
        ")"
    )
    assert repr(Residual(cnn.ReLU())) == "Residual(\n  ReLU(),\n)"


@pytest.mark.parametrize(
    "layer",
    [
        cnn.Conv2d(4, 8, (3, 5), stride=2, padding=((1, 0), (2, 2)), dilation=(1, 2), groups=4, bias=False),
        cnn.Conv2d(4, 8, (3, 5), padding=((1, 0), (1, 0)), stride=(2, 1)),
        cnn.Conv2d(4, 8, 3, padding=(1, 2)),
        cnn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2, bias=False, dilation=2),
        cnn.ConvPool2d(1, 20, 5, (2, 1), padding=2, bias=False),
        cnn.Linear(3, 2, bias=False),
        cnn.BatchNorm2d(3, eps=1e-3, momentum=0.2),
        cnn.MaxPool2d((3, 2), 2, padding=1),
        cnn.AvgPool2d(2, padding=1, count_include_pad=False),
        cnn.GlobalAvgPool2d(),
        cnn.Dropout(0.25),
        cnn.Flatten(),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_what_a_layer_prints_makes_the_same_layer(layer):
    """The text names every argument that changes what the layer computes: saved files are compared by it."""
    plain = {name: value for name, value in vars(layer).items() if isinstance(value, (int, float, bool, tuple))}
    for twin in (eval(repr(layer), vars(cnn)), rebuild(repr(layer))):
        assert repr(twin) == repr(layer)
        assert {name: getattr(twin, name) for name in plain} == plain
        assert {name: array.shape for name, array in twin.params.items()} == {
            name: array.shape for name, array in layer.params.items()
        }


def test_a_net_is_made_again_from_its_text():
    twin = rebuild(repr(small_net()), "float64")
    assert repr(twin) == repr(small_net()) and list(twin.params) == NAMES
    assert {array.dtype for array in twin.params.values()} == {np.dtype("float64")}


@pytest.mark.parametrize("text", ["Scale(4)", "Sequential(print(5))", "cnn.ReLU()", "5", "_Pool2d(2)", "ast(2)"])
def test_nothing_but_layers_of_this_package_is_made_from_a_text(text):
    with pytest.raises(ValueError, match=r"^No layer of this package: "):
        rebuild(text)


def test_a_layer_may_have_other_parents():
    kinds = []

    class Listed:
        def __init_subclass__(cls, **options):
            super().__init_subclass__(**options)
            kinds.append(cls)

    class Mine(cnn.ReLU, Listed):
        pass

    assert kinds == [Mine]
