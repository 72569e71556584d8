"""The journey: layers as they are, what each number is made of, gradients, and the lab that shows them."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("anywidget")

from coursecnn import labs
from coursecnn.labs import JourneyLab
from coursecnn.labs.nets.journey import journey_frame, layers_of, names_of
from coursecnn.labs.nets.reasons import back_to, reason
from coursecnn.layers import (
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvPool2d,
    Flatten,
    GlobalAvgPool2d,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
)
from coursecnn.training import outputs

GENERATOR = np.random.default_rng(0)


class Residual(Sequential):
    """y = x + f(x): a block that stays whole."""

    def forward(self, x):
        return x + super().forward(x)

    def backward(self, dy):
        return dy + super().backward(dy)


def net_of(channels, filters, kernel, stride, padding, dilation, groups, pool):
    """A net with every kind of layer, for images (channels, 13, 12), in float64."""
    conv = Conv2d(channels, filters * groups, kernel, stride, padding, dilation, groups, dtype=np.float64, seed=3)
    maps = filters * groups
    layers = [conv, BatchNorm2d(maps, dtype=np.float64), Tanh(), pool]
    layers += [Residual(Conv2d(maps, maps, 1, dtype=np.float64, seed=4), ReLU())]
    net = Sequential(Sequential(*layers), Flatten())
    size = net.output_shape((channels, 13, 12))[0]
    net.layers += [Linear(size, 7, dtype=np.float64, seed=5), ReLU(), Linear(7, 3, dtype=np.float64, seed=6)]
    for layer in net.sublayers():
        if layer.buffers and not isinstance(layer, Sequential):
            layer.buffers["running_mean"] += 0.1
            layer.buffers["running_var"] *= 1.7
    return net


nets = st.builds(
    net_of,
    channels=st.just(2),
    filters=st.integers(1, 3),
    kernel=st.sampled_from([1, 3, (2, 3)]),
    stride=st.integers(1, 2),
    padding=st.sampled_from([0, 1, ((1, 0), (0, 2))]),
    dilation=st.integers(1, 2),
    groups=st.integers(1, 2),
    pool=st.sampled_from([MaxPool2d(2), AvgPool2d(2, 1), MaxPool2d(3, 2, 1), GlobalAvgPool2d()]),
)


@given(net=nets, seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_every_number_is_what_its_reason_says(net, seed):
    image = np.random.default_rng(seed).normal(size=(2, 13, 12))
    frame = journey_frame(net, image)
    np.testing.assert_allclose(frame.values[-1][:, 0, 0], outputs(net, image[None])[0], rtol=1e-9, atol=1e-9)
    generator = np.random.default_rng(seed)
    for stop in range(1, frame.last):
        place = tuple(int(generator.integers(n)) for n in frame.values[stop].shape)
        why = reason(frame, stop, place)
        held = frame.values[back_to(frame, stop)]
        assert why.value == frame.values[stop][place]
        inside = why.inside(held.shape)
        for index in np.ndindex(why.window.shape):
            expected = held[tuple(why.places[index])] if inside[index] else 0
            assert why.window[index] == expected
        if why.kind in ("convolution", "weights"):
            assert why.products.sum() + why.bias == pytest.approx(why.value, rel=1e-9, abs=1e-9)
        elif why.kind == "maximum":
            assert why.window[inside].max() == why.value
        elif why.kind == "mean":
            assert why.window.mean() == pytest.approx(why.value)
        elif why.kind == "order":
            assert why.window.item() == why.value


def test_layers_are_taken_apart():
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Sequential(Flatten(), Linear(576, 10, seed=2)))
    kinds = [type(layer).__name__ for layer in layers_of(net)]
    assert kinds == ["Conv2d", "MaxPool2d", "ReLU", "Flatten", "Linear"]
    assert names_of(net) == [
        "0 image",
        "1 Conv 5 × 5",
        "2 MaxPool 2 × 2",
        "3 ReLU",
        "4 Flatten",
        "5 Linear",
        "6 softmax",
    ]
    image = GENERATOR.random((1, 28, 28)).astype(np.float32)
    frame = journey_frame(net, image)
    np.testing.assert_allclose(frame.values[-1][:, 0, 0], outputs(net, image[None])[0], atol=1e-5)
    assert [value.shape for value in frame.values][1:4] == [(4, 24, 24), (4, 12, 12), (4, 12, 12)]
    assert net.layers[0]._saved is None  # the net itself was left alone


def test_gradients_are_rates_of_the_score():
    net = net_of(2, 2, 3, 1, 1, 1, 1, AvgPool2d(2))
    image = GENERATOR.normal(size=(2, 13, 12))
    frame = journey_frame(net, image, target=1)
    step = 1e-6
    for _ in range(10):
        place = tuple(int(GENERATOR.integers(n)) for n in image.shape)
        more, less = image.copy(), image.copy()
        more[place] += step
        less[place] -= step
        rate = (outputs(net, more[None])[0, 1] - outputs(net, less[None])[0, 1]) / (2 * step)
        assert frame.gradients[0][place] == pytest.approx(rate, rel=1e-5, abs=1e-7)
    assert frame.gradients[-1][:, 0, 0].tolist() == [0, 1, 0]
    assert [g.shape for g in frame.gradients] == [v.shape for v in frame.values]


def test_a_net_that_does_not_fit_is_told_with_its_layer():
    image = np.zeros((1, 28, 28), np.float32)
    with pytest.raises(ValueError, match="^Layer 2, Conv2d: "):
        journey_frame(Sequential(ReLU(), Conv2d(3, 4, 5)), image)
    with pytest.raises(ValueError, match="must end in one score for each class, not in maps"):
        journey_frame(Sequential(Conv2d(1, 4, 5)), image)
    with pytest.raises(ValueError, match="must be a Sequential net, not str"):
        JourneyLab("net")
    with pytest.raises(ValueError, match=r"images must be uint8 or floats of shape \(N, C, H, W\), not int64"):
        JourneyLab(Sequential(Flatten(), Linear(784, 3)), np.zeros((1, 1, 28, 28), int))


@pytest.fixture
def lab():
    net = net_of(2, 2, 3, 1, 1, 1, 1, MaxPool2d(2))
    return JourneyLab(net, GENERATOR.normal(size=(4, 2, 13, 12)), stop=1, place=(1, 4, 5))


def test_any_net_and_images_of_ones_own(lab):
    lab.net = lab.net  # float64 weights, float32 images: the layers decide
    assert "1 Conv 3 × 3, map 1, row 4, column 5: " in lab.stage.html and lab.source_.options == (("images", "images"),)
    frame = lab.frame()
    for stop, name in enumerate(lab.names):
        lab.stop.value = stop
        assert "error" not in lab.status.value and f"{name}, " in lab.stage.html
    assert f"The net says {frame.probabilities.argmax()} " in lab.status.value


def test_pictures_are_clicked_and_windows_lead_one_layer_back(lab):
    lab.stage.picked = "L4.1-2-3 1"
    assert (lab.stop.value, [c.value for c in lab.place]) == (4, [1, 2, 3])
    lab.stage.picked = "back-1-0 2"  # the window of the pooling: rows 4 and 5, columns 6 and 7
    assert (lab.stop.value, [c.value for c in lab.place]) == (3, [1, 5, 6])
    lab.stop.value = 1
    with lab.hold():
        for control, n in zip(lab.place, (0, 0, 0)):
            control.value = n
    lab.stage.picked = "filter.1-0-0 3"
    assert lab.source.value == 1 and "kernel for channel 1" in lab.stage.html
    lab.stage.picked = "back-0-0 4"
    assert "This is padding: a 0 that no layer made." in lab.status.value and lab.stop.value == 1
    lab.stage.picked = "back-2-1 5"
    assert (lab.stop.value, [c.value for c in lab.place]) == (0, [1, 1, 0])


def test_the_way_back_ends_at_the_image(lab):
    lab.stop.value = len(lab.names) - 1
    stops = []
    for _ in range(20):
        if lab.back.disabled:
            break
        lab.back.click()
        stops.append(lab.stop.value)
    assert stops == sorted(stops, reverse=True) and "error" not in lab.status.value


def test_the_gradient_is_shown_on_the_same_maps(lab):
    lab.gradient.value = 2
    assert "Gradients of score 2: " in lab.stage.html
    rate = float(re.search(r"Its gradient is (\S+):", lab.stage.html)[1].replace("\u2212", "-"))
    assert rate == pytest.approx(float(lab.frame().gradients[1][1, 4, 5]), abs=6e-5)
    assert lab.code() == "JourneyLab(net=net, images=images, place=(1, 4, 5), gradient=2)"
    lab.reset()
    assert lab.gradient.value == "off" and [c.value for c in lab.place] == [1, 4, 5]


@pytest.mark.parametrize("name", ["DrawDigitLab", "ActivationsLab"])
def test_the_other_labs_of_a_net_are_doors_to_the_journey(name):
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2))
    lab = getattr(labs, name)(net=net)
    if name == "DrawDigitLab":
        lab.canvas.drawing = np.kron(np.eye(28, dtype=np.uint8) * 255, np.ones((3, 3), np.uint8))
    (door,) = (control for control in lab.controls if getattr(control, "description", "") == "See every layer")
    door.click()
    (journey,) = lab.journey.children
    assert (journey.images[0, 0] == lab.seen()).all() and journey.net is net and "3 ReLU" in journey.stage.html
    assert lab.code() == f"{name}(net=net)"
    lab.reset()
    assert lab.journey.children == ()
