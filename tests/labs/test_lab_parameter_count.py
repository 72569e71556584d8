"""ParameterCountLab without a browser: its numbers are those of layers that are made and counted."""

import re
from math import log10

import numpy as np
import pytest
from labwords import html_of

pytest.importorskip("anywidget")

from coursecnn import Conv2d, Flatten, Linear, Sequential
from coursecnn.labs import ParameterCountLab
from coursecnn.labs.parameter_count import RANGES, parameter_counts
from coursecnn.labs.parameter_drawing import LEFT, RIGHT, SIDES, compare, memory


def shown(lab):
    """The texts of the stage by their names."""
    found = re.findall(r'data-text="([^"]+)"[^>]*>(.*?)</(?:td|p|text)>', html_of(lab))
    return {name: re.sub("<[^>]*>", "", text) for name, text in found}


@pytest.mark.parametrize("seed", range(20))
def test_counts_are_those_of_real_layers(seed):
    drawn = np.random.default_rng(seed).integers((4, 1, 1, 1), (20, 6, 30, 30))
    side, channels, units, filters = (int(n) for n in drawn)
    kernel = 1 + seed % 4
    x = np.zeros((1, channels, side, side))
    layers = Sequential(Flatten(), Linear(channels * side * side, units)), Conv2d(channels, filters, kernel)
    for layer, count in zip(layers, parameter_counts(side, channels, units, kernel, filters)):
        sizes = [array.size for array in layer.params.values()]
        assert (count.weights, count.biases) == tuple(sizes) and count.parameters == sum(sizes)
        assert np.prod(count.factors) == count.weights
        assert layer(x)[0].shape == count.output
    lab = shown(ParameterCountLab(side, channels, units, kernel, filters))
    numbers = [f"= {sum(array.size for array in layer.params.values()):,}" for layer in layers]
    assert lab["sum-dense"].endswith(numbers[0]) and lab["sum-shared"].endswith(numbers[1])


def test_the_numbers_of_the_lesson():
    dense, shared = parameter_counts(1000, 3, 256, 5, 256)
    assert (dense.weights, shared.weights) == (768_000_000, 19_200)
    dense, _ = parameter_counts(28, 1, 15, 5, 1)
    assert dense.parameters == 784 * 15 + 15
    lab = shown(ParameterCountLab())
    assert lab["sum-dense"] == "3 · 1000 · 1000 · 256 + 256 = 768,000,256" and lab["memory-dense"] == "3.1 GB"
    assert lab["sum-shared"] == "5 · 5 · 3 · 256 + 256 = 19,456" and lab["memory-shared"] == "77.8 kB"
    assert lab["output-shared"] == "256 × 996 × 996"
    assert lab["ratio"] == "The fully connected layer has 39,474 times as many parameters as the convolution."


def test_a_kernel_as_large_as_the_image_is_fully_connected():
    dense, shared = parameter_counts(28, 3, 10, 28, 10)
    assert dense.parameters == shared.parameters and shared.output == (10, 1, 1)
    assert shown(ParameterCountLab(28, 3, 10, 28, 10))["ratio"] == "Both layers have the same number of parameters."


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((30, 300), "The convolution has <b>10.0 times</b> as many parameters as the fully connected layer."),
        ((1004, 1000), "The fully connected layer has <b>4</b> more parameters than the convolution."),
        ((5_000_000, 1000), "The fully connected layer has <b>5,000 times</b> as many parameters as the convolution."),
    ],
)
def test_which_has_more(counts, sentence):
    assert compare(*counts) == sentence


def test_memory_in_float32():
    assert [memory(n) for n in (2, 250, 250_000, 10**9)] == ["8 bytes", "1.0 kB", "1.0 MB", "4.0 GB"]


def test_marks_lie_on_their_curves():
    """At the side of the image, both axes logarithmic, inside the drawing for all that can be set."""
    lowest, highest = (ParameterCountLab(**{name: limits[end] for name, limits in RANGES.items()}) for end in (0, 1))
    heights = []
    for lab in (lowest, highest, ParameterCountLab(200)):
        side, html = lab.values["side"].value, html_of(lab)
        x, y = (float(n) for n in re.search(r'<circle data-point="dense" cx="(.*?)%" cy="(.*?)"', html).groups())
        assert x == pytest.approx(LEFT + (RIGHT - LEFT) * log10(side / 4) / log10(250), abs=0.006)
        assert f"{x:.2f},{y:.1f}" in re.search(r'data-curve="dense" points="(.*?)"', html)[1]
        left, level = (float(n) for n in re.search(r'<rect data-point="shared" x="(.*?)%" y="(.*?)"', html).groups())
        assert left == x
        assert f",{level + 4.5:.1f}" in re.search(r'data-curve="shared" points="(.*?)"', html)[1]
        counts = parameter_counts(**{name: control.value for name, control in lab.values.items()})
        heights += zip((log10(count.parameters) for count in counts), (y, level + 4.5))
    slope, start = np.polyfit(*np.array(heights).T, 1)
    assert slope < 0 and np.allclose([start + slope * power for power, _ in heights], [y for _, y in heights], atol=0.1)
    assert all(24 < y < 274 for _, y in heights)


def test_the_convolution_begins_where_its_kernel_fits():
    first = re.search(r'data-curve="shared" points="(.*?),', ParameterCountLab(100, kernel=20).stage.html)[1]
    assert float(first) == pytest.approx(LEFT + (RIGHT - LEFT) * log10(20 / 4) / log10(250), abs=0.06)


def test_the_kernel_is_never_larger_than_the_image():
    lab = ParameterCountLab(kernel=32)
    lab.values["side"].value = 7
    assert lab.values["kernel"].value == 7 and lab.values["kernel"].limits == (1, 7)
    assert "A kernel of 32 is larger than the image: its side is now 7." in lab.status.value
    lab.reset()
    assert "larger" not in lab.status.value
    assert lab.values["kernel"].value == 32 and "32 · 32 · 3 · 256" in html_of(lab)
    lab.values["side"].value = 5
    lab.values["side"].value = SIDES[-1]
    assert lab.values["kernel"].value == 5 and lab.values["kernel"].limits == (1, 32)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (dict(side=3), "image side must be a whole number of at least 4, not 3"),
        (dict(side=1001), "image side must be a whole number from 4 to 1000, not 1001"),
        (dict(units=0.5), "units must be a whole number of at least 1, not 0.5"),
        (dict(side=8, kernel=9), "A window of 9 does not fit into 8"),
    ],
)
def test_wrong_arguments_get_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        ParameterCountLab(**arguments)
