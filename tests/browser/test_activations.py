"""ActivationsLab in a browser: every control moved, pictures and numbers compared with the loops of ``reference``."""

from functools import lru_cache

import numpy as np
import pytest
from labpage import pixels

from coursecnn import datasets, reference
from coursecnn.labs.kit.png import signed_colours
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.activations import ActivationsLab
from coursecnn.labs.nets.activations_drawing import columns


@pytest.fixture(scope="module", autouse=True)
def net():
    """The lab's net, in the cache before the first page wants it."""
    return nets.digit_net()[0]


@lru_cache
def by_loops(number):
    """Of a sample: the maps of both layers, ten scores, and for each digit the gradient of its score for the image."""
    net = nets.digit_net()[0]
    (w1, b1), (w2, b2), (w3, b3) = ((part.params["weight"], part.params["bias"]) for part in net if part.params)
    x = datasets.to_float(nets.samples().reshape(-1, 28, 28)[number])[None, None]
    z1 = reference.conv2d(x, w1, b1)
    y1 = np.maximum(reference.max_pool2d(z1, 2), 0)
    z2 = reference.conv2d(y1, w2, b2)
    y2 = np.maximum(reference.max_pool2d(z2, 2), 0)
    scores = reference.linear(y2.reshape(1, -1), w3, b3)[0]

    @lru_cache
    def saliency(digit):
        dy2 = w3[digit].reshape(y2.shape) * (y2 > 0)
        dy1, *_ = reference.conv2d_backward(reference.max_pool2d_backward(dy2, z2, 2), y1, w2)
        return reference.conv2d_backward(reference.max_pool2d_backward(dy1 * (y1 > 0), z1, 2), x, w1)[0][0, 0]

    return (y1[0], y2[0]), scores.astype(float), saliency


def expect(lab, number, layer, channel, digit=None):
    """The page shows image, filter, maps, saliency and probabilities of these settings."""
    maps, scores, saliency = by_loops(number)
    chosen, white = maps[layer][channel], maps[layer].max()
    who = "It" if layer else f"Filter {channel}"
    answer = f"{who} finds nothing in this image"
    if chosen.any():
        i, j = np.unravel_index(chosen.argmax(), chosen.shape)
        answer = f"{who} answers most strongly at row {i}, column {j} of its last map (ReLU, boxed): "
    lab.expect_text("answer", answer)
    lab.expect_text("answer", f"Filter {channel} ")
    digit = int(scores.argmax()) if digit is None else digit
    lab.expect_text("saliency", f"raises the score of {digit}")
    image = nets.samples().reshape(-1, 28, 28)[number]
    lab.expect(lambda: pixels(lab, "image"), lambda shown: (shown == image).all(), image)
    assert np.abs(pixels(lab, "map") - 255 * chosen / white).max() <= 1
    for k, one in enumerate(maps[layer]):
        assert np.abs(pixels(lab, f"map-{k}") - 255 * one / white).max() <= 1
    weight = nets.digit_net()[0][layer].params["weight"][channel]
    for c, kernel in enumerate(weight):
        assert np.abs(pixels(lab, f"kernel-{c}") - signed_colours(kernel, np.abs(weight).max())).max() <= 1
    assert np.abs(pixels(lab, "saliency") - signed_colours(saliency(digit))).max() <= 1
    ends = lab.root.locator('svg:has(> [data-picture="saliency"]) text.cnn-small')
    full = float(ends.last.text_content())
    assert full == pytest.approx(np.abs(saliency(digit)).max(), abs=0.006)
    chances = 100 * np.exp(scores) / np.exp(scores).sum()
    shown = lab.chances()
    assert np.abs(np.array(shown) - chances).max() < 0.06
    lab.expect_status(f"The net says {scores.argmax()}")


def test_every_control(open_lab, picture):
    lab = open_lab("09_looking_inside", "lab-activations")
    expect(lab, nets.FIRST, 0, 0)
    picture(lab, "activations-light")
    assert lab.axe() == []
    lab.step("filter", times=3)
    expect(lab, nets.FIRST, 0, 3)
    lab.set("filter", 7)
    expect(lab, nets.FIRST, 0, 7)
    lab.choose("convolution", "2: 16 filters of 5 × 5")
    expect(lab, nets.FIRST, 1, 7)
    lab.set("filter", 13)
    expect(lab, nets.FIRST, 1, 13)
    lab.step("image", "ArrowRight")
    expect(lab, nets.FIRST + 1, 1, 13)
    lab.choose("saliency for", "4")
    expect(lab, nets.FIRST + 1, 1, 13, 4)
    picture(lab, "activations-deep-light")
    assert lab.axe() == []
    lab.set("image", 247)
    expect(lab, 247, 1, 13, 4)
    lab.choose("convolution", "1: 8 filters of 5 × 5")
    expect(lab, 247, 0, 7, 4)
    lab.choose("saliency for", "the digit it reads")
    expect(lab, 247, 0, 7)
    lab.press("Reset")
    expect(lab, nets.FIRST, 0, 0)


def test_choosing_a_map(open_lab, picture):
    lab = open_lab("09_looking_inside", "lab-activations", theme="dark")
    lab.choose("convolution", "2: 16 filters of 5 × 5")
    across = columns(16)
    lab.cell("maps", 1, 2).click()
    expect(lab, nets.FIRST, 1, across + 2)
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press("ArrowLeft")
    expect(lab, nets.FIRST, 1, 2 * across + 1)
    assert lab.field("filter").input_value() == str(2 * across + 1)
    assert lab.cell("maps", 2, 1).get_attribute("aria-selected") == "true"
    lab.page.mouse.move(0, 0)
    picture(lab, "activations-deep-dark")
    assert lab.axe() == []
    lab.choose("convolution", "1: 8 filters of 5 × 5")
    lab.set("image", 13)
    expect(lab, 13, 0, 7)
    picture(lab, "activations-dark")


def test_a_net_is_trained_first(show_lab, tmp_path):
    code = f"import os\nos.environ['COURSECNN_CACHE'] = {str(tmp_path)!r}\n"
    lab = show_lab(code + "from coursecnn.labs import ActivationsLab\nActivationsLab()")
    lab.expect_text("training", "A net is trained for this lab, once")
    assert lab.axe() == []
    lab.root.locator("[data-probability]").first.wait_for(timeout=120_000)
    expect(lab, nets.FIRST, 0, 0)


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_other_front_ends(show_lab, front):
    code = "from coursecnn.labs import ActivationsLab\nActivationsLab(image=30, layer=2, channel=4)"
    lab = show_lab(code, front=front)
    expect(lab, 30, 1, 4)
    lab.step("image", "ArrowLeft")
    expect(lab, 29, 1, 4)


def test_without_a_page(net):
    assert repr(ActivationsLab(net=net)) == "ActivationsLab: run this cell to bring it to life."
