"""A look into a net: maps against loops, the saliency against PyTorch, and what the lab shows of them."""

import re
import threading
import time

import numpy as np
import pytest
from labwords import html_of

pytest.importorskip("anywidget")

from coursecnn import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
    labs,
    models,
    probabilities,
    reference,
)  # fmt: skip
from coursecnn.datasets import to_float
from coursecnn.datasets.drawn import draw_digits
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.activations import ActivationsLab, activations_frame
from coursecnn.labs.nets.activations_drawing import columns, render

NET = models.mnist_cnn(filters=(4, 12), seed=3)
NET.params["3.bias"] = np.linspace(-1, 1, 10)
DIGIT = draw_digits(1, 8)[0][0, 0]


def test_maps_and_probabilities_are_those_of_the_loops():
    frame, x = activations_frame(NET, DIGIT), to_float(DIGIT)[None, None]
    for block, weight, maps in zip(NET.layers[:2], frame.weights, frame.maps, strict=True):
        assert weight is block.params["weight"]
        x = np.maximum(reference.max_pool2d(reference.conv2d(x, weight, block.params["bias"]), 2), 0)
        np.testing.assert_allclose(maps, x[0], atol=1e-5)
    scores = reference.linear(x.reshape(1, -1), NET[3].params["weight"], NET[3].params["bias"])[0].astype(float)
    np.testing.assert_allclose(frame.probabilities, np.exp(scores) / np.exp(scores).sum(), atol=1e-6)
    assert frame.digit == scores.argmax() and (frame.image == DIGIT).all()


@pytest.mark.parametrize("digit", [None, 0, 7])
def test_saliency_is_that_of_pytorch(digit):
    torch = pytest.importorskip("torch")
    x = torch.tensor(to_float(DIGIT)[None, None], requires_grad=True)
    y = x
    for block in NET.layers[:2]:
        w, b = (torch.tensor(block.params[name]) for name in ("weight", "bias"))
        y = torch.relu(torch.max_pool2d(torch.conv2d(y, w, b), 2))
    w, b = (torch.tensor(NET[3].params[name]) for name in ("weight", "bias"))
    scores = torch.nn.functional.linear(y.flatten(1), w, b)[0]
    frame = activations_frame(NET, DIGIT, digit)
    assert frame.digit == (scores.argmax() if digit is None else digit)
    scores[frame.digit].backward()
    np.testing.assert_allclose(frame.saliency, x.grad[0, 0].numpy(), atol=1e-6)
    assert np.abs(frame.saliency).max() > 0.01


def test_the_net_is_left_as_it_was():
    net = models.mnist_cnn(filters=(4, 12), seed=3)
    before = {name: array.copy() for name, array in net.params.items()}
    activations_frame(net, DIGIT)
    assert net.training and not len(net.grads)
    assert all((net.params[name] == array).all() for name, array in before.items())


def test_other_layers_than_our_blocks():
    net = Sequential(Conv2d(1, 2, 5), Tanh(), AvgPool2d(2), Conv2d(2, 3, (3, 5)), ReLU(), Flatten(), Linear(240, 10))
    frame = activations_frame(net, DIGIT)
    first = net[2](net[1](net[0](to_float(DIGIT)[None, None])))
    assert [maps.shape for maps in frame.maps] == [(2, 12, 12), (3, 10, 8)] and (frame.maps[0] == first[0]).all()
    low = first.min()
    assert low < 0
    lab = ActivationsLab(net=net, layer=2, channel=2)
    assert "2 kernels of 3 × 5" in html_of(lab)
    assert titles(lab) == [("filter 2", "2 kernels of 3 × 5"), ("convolution", "10 × 8"), ("ReLU", "10 × 8")]
    lab.layer.value = 1
    assert lab.channel.value == 1 and "All 2 maps of convolution 1" in html_of(lab)
    assert titles(lab)[1:] == [("convolution", "24 × 24"), ("Tanh", "24 × 24"), ("average pooling", "12 × 12")]
    shown = activations_frame(net, lab.images[nets.FIRST, 0]).maps[0].min()
    assert ends(lab, "map")[0] == f"{shown:.2f}".replace("-", "\u2212")
    low, high = ends(lab, "map")
    assert f"One scale for all 2 maps of the layer, after average pooling: black is {low}, white is {high}." in text(
        lab, "scale"
    )
    assert "of its last map (average pooling, boxed): " in text(lab, "answer")


def titles(lab):
    """What stands above each picture but the image and the saliency."""
    return re.findall(r'cnn-heading[^>]*>([^<:]*)</text><text class="cnn-index"[^>]*>([^<]*)<', html_of(lab))[1:-1]


def ends(lab, picture):
    """The numbers at the ends of the bar below a picture."""
    piece = next(one for one in html_of(lab).split("</svg>") if f'data-picture="{picture}"' in one)
    return re.findall(r'cnn-small"[^>]*>([^<]*)<', piece)


def test_each_layer_of_a_block_is_a_step_of_its_own():
    frame, x = activations_frame(NET, DIGIT), to_float(DIGIT)[None, None]
    for block, steps in zip(NET.layers[:2], frame.steps, strict=True):
        assert [type(layer) for layer, _ in steps] == [Conv2d, MaxPool2d, ReLU]
        made = [reference.conv2d(x, block.params["weight"], block.params["bias"])]
        made.append(reference.max_pool2d(made[0], 2))
        made.append(x := np.maximum(made[1], 0))
        for (_, values), expected in zip(steps, made, strict=True):
            np.testing.assert_allclose(values, expected[0], atol=1e-5)
    lab = ActivationsLab(net=NET, layer=2, channel=5)
    assert titles(lab)[1:] == [("convolution", "8 × 8"), ("max pooling", "4 × 4"), ("ReLU", "4 × 4")]
    first, second = (
        np.abs(values).max() for _, values in activations_frame(NET, lab.images[nets.FIRST, 0]).steps[1][:2]
    )
    assert ends(lab, "step-0") == [f"\u2212{first:.2f}", f"{first:.2f}"]
    assert ends(lab, "step-1") == [f"\u2212{second:.2f}", f"{second:.2f}"]


def text(lab, name):
    return re.search(f'data-text="{name}"[^>]*>(.*?)</p>', html_of(lab)).group(1)


def test_the_lab_says_the_numbers():
    lab = labs.ActivationsLab(image=23, layer=2, channel=5, net=NET)
    image = nets.samples()[2, 3]
    frame = activations_frame(NET, image)
    chances = 100 * probabilities(NET, image[None, None])[0]
    shown = [float(p) for p in re.findall(r"data-probability[^>]*>([\d.]+) %<", html_of(lab).replace("&lt; 0.1", "0"))]
    assert shown == pytest.approx(chances, abs=0.051)
    assert f"The net says {chances.argmax()}" in lab.status.value
    assert lab.status.value.endswith(" The digit drawn is 3.</span>")
    chosen = frame.maps[1][5]
    assert f"{(chosen == 0).sum()} of 16 values are 0" in text(lab, "answer")
    lab.score.value = 4
    frame = activations_frame(NET, image, 4)
    assert "raises the score of 4" in text(lab, "saliency")
    assert ends(lab, "saliency")[1] == f"{np.abs(frame.saliency).max():.2f}"
    steps, _, below = html_of(lab).partition('data-text="answer"')
    assert "saliency" not in steps and 'data-picture="saliency"' in below  # no layer makes it of the maps
    assert ">image no. 23<" in steps
    lab.pick("maps", 2, 1)
    assert lab.channel.value == 2 * columns(12) + 1
    lab.reset()
    assert (lab.image.value, lab.layer.value, lab.channel.value, lab.score.value) == (23, 2, 5, "winner")
    lab.layer.value = 1
    lab.reset()
    assert lab.channel.value == 5  # the other layer has no channel 5


def test_the_largest_number_is_boxed_and_the_chosen_map_is_known_by_its_number():
    lab = ActivationsLab(net=NET, layer=2, channel=5)
    assert lab.channel.field.description == "filter"
    chosen = activations_frame(NET, lab.images[nets.FIRST, 0]).maps[1][5]
    i, j = np.unravel_index(chosen.argmax(), chosen.shape)
    assert f"at row {i}, column {j} of its last map" in text(lab, "answer")
    piece = next(one for one in html_of(lab).split("</svg>") if 'data-picture="map"' in one)
    x, y = map(float, re.search(r'cnn-box cnn-output" style="[^"]*" x="([\d.]+)" y="([\d.]+)"', piece).groups())
    assert (x + 2.5 - 2) / 24 == pytest.approx(j, abs=0.05) and (y + 2.5 - 32) / 24 == pytest.approx(i, abs=0.05)
    numbers = re.findall(r'<text class="cnn-small" x="[^"]*" y="[^"]*"( style="[^"]*")?>(\d+)</text></g>', html_of(lab))
    assert [number for _, number in numbers] == [str(k) for k in range(12)]
    assert [number for style, number in numbers if "font-weight:600" in style] == ["5"]


def test_a_silent_filter_is_named():
    net = models.mnist_cnn(filters=(4, 12), seed=3)
    net.params["0.bias"] = np.array([0, 0, -1000, 0])
    lab = ActivationsLab(channel=2, net=net)
    assert text(lab, "answer") == "Filter 2 finds nothing in this image: its map is 0 everywhere."
    frame = activations_frame(net, np.zeros((28, 28), np.uint8))
    assert "finds nothing" in render(frame, 0, 2, "black")


def test_images_of_your_own():
    images = draw_digits(5, 4)[0]
    lab = ActivationsLab(image=4, net=NET, images=images)
    assert lab.image.limits == (0, 4)
    assert f"The net says {probabilities(NET, images[4:])[0].argmax()}" in lab.status.value
    assert "digit drawn" not in lab.status.value


def test_samples_are_digits_in_turn():
    images, labels = draw_digits(250, 77)
    ours = nets.samples().reshape(250, 28, 28)
    for k in (0, 7, 12, 249):
        assert labels[(images[:, 0] == ours[k]).all(axis=(1, 2))] == k % 10


def test_a_net_in_the_cache_is_there_at_once(monkeypatch):
    monkeypatch.setattr(nets, "kept_net", lambda: (NET, "A small net."))
    monkeypatch.setattr(nets, "digit_job", lambda changed: pytest.fail("asked for"))
    assert "A small net." in ActivationsLab().stage.html


def test_it_waits_for_its_net(monkeypatch, tmp_path):
    monkeypatch.setattr(nets, "cache_folder", lambda: tmp_path)
    gate = threading.Event()

    def job(changed):
        while not gate.is_set():
            yield 0.01
        return NET, "A small net."

    monkeypatch.setattr(nets, "digit_job", job)
    lab = ActivationsLab(layer=2, channel=11)
    assert "A net is trained for this lab, once" in html_of(lab) and "<svg" not in html_of(lab)
    lab.channel.value = 3
    gate.set()
    end = time.monotonic() + 20
    while "A small net." not in html_of(lab) and time.monotonic() < end:
        time.sleep(0.005)
    assert "Filter 3 has a kernel for each map of convolution 1" in text(lab, "answer")


def test_wrong_arguments_get_one_sentence():
    with pytest.raises(ValueError, match="layer must be one of 1, 2, not 3"):
        ActivationsLab(layer=3, net=NET)
    with pytest.raises(ValueError, match="channel must be a whole number from 0 to 3, not 4"):
        ActivationsLab(channel=4, net=NET)
    with pytest.raises(ValueError, match="image must be a whole number from 0 to 249, not 250"):
        ActivationsLab(image=250, net=NET)
    with pytest.raises(ValueError, match="saliency for must be one of winner, 0, .* not 10"):
        ActivationsLab(score=10, net=NET)
    with pytest.raises(ValueError, match=r"images must be uint8 of shape \(N, 1, 28, 28\), not float64 of shape"):
        ActivationsLab(net=NET, images=np.zeros((3, 28, 28)))
    with pytest.raises(ValueError, match="The net has no convolution"):
        ActivationsLab(net=models.mlp((784, 10)))
    with pytest.raises(ValueError, match="net must be a Sequential net, not int"):
        ActivationsLab(net=3)
