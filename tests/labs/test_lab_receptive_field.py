"""ReceptiveFieldLab without a browser: what an output sees is what the loops of ``reference`` let through."""

import re

import numpy as np
import pytest
from labwords import html_of

pytest.importorskip("anywidget")

from coursecnn import Conv2d, reference
from coursecnn.labs import ReceptiveFieldLab
from coursecnn.labs.receptive_field import receptive_frame, stack_sizes

NET = [(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)]  # of lesson 07


def gradients(side, layers, place):
    """For the image and each map, the gradient of the output at ``place``; all kernels hold ones."""
    maps = [np.zeros((1, 1, side, side), int)]
    weights = [np.ones((1, 1, kernel, kernel), int) for kernel, _, _ in layers]
    for weight, (_, stride, dilation) in zip(weights, layers):
        maps.append(reference.conv2d(maps[-1], weight, None, stride, 0, dilation))
    found = [np.zeros_like(maps[-1])]
    found[0][0, 0][tuple(place)] = 1
    for x, weight, (_, stride, dilation) in zip(maps[-2::-1], weights[::-1], layers[::-1]):
        found.insert(0, reference.conv2d_backward(found[0], x, weight, stride, 0, dilation)[0])
    return [array[0, 0] for array in found]


def random_stack(seed):
    """Layers that fit on an image, and a place of their output."""
    generator = np.random.default_rng(seed)
    side, layers = int(generator.integers(12, 24)), []
    for _ in range(int(generator.integers(1, 6))):
        layer = tuple(int(n) for n in generator.integers(1, (5, 4, 4)))
        if not stack_sizes(side, [*layers, layer])[1]:
            layers.append(layer)
    layers = layers or [(2, 1, 1)]
    last = stack_sizes(side, layers)[0][-1]
    return side, layers, tuple(int(n) for n in generator.integers(0, last, 2))


@pytest.mark.parametrize("seed", range(30))
def test_what_is_seen_is_what_has_a_gradient(seed):
    side, layers, place = random_stack(seed)
    frame = receptive_frame(side, layers, place)
    maps = zip(gradients(side, layers, place), frame.sizes, frame.rows, frame.columns, strict=True)
    for gradient, size, rows, columns in maps:
        seen = np.zeros((size, size), bool)
        seen[np.ix_(rows, columns)] = True
        np.testing.assert_array_equal(seen, gradient > 0)
    assert np.ptp(frame.rows[0]) + 1 == np.ptp(frame.columns[0]) + 1 == frame.fields[-1]


@pytest.mark.parametrize("pool", [reference.max_pool2d, reference.avg_pool2d])
def test_a_pixel_that_is_changed_is_seen_through_pooling_too(pool):
    """Each pixel in turn becomes the largest: does the output change?"""
    layers, place = [(3, 1, 1), (2, 2, 1), (2, 1, 2)], (1, 2)

    def output(x):
        y = reference.conv2d(x[None, None], np.ones((1, 1, 3, 3)))
        return reference.conv2d(pool(y, 2, 2), np.ones((1, 1, 2, 2)), dilation=2)[0, 0][place]

    x, seen = np.zeros((12, 12)), np.zeros((12, 12), bool)
    for i, j in np.ndindex(x.shape):
        changed = x.copy()
        changed[i, j] = 100
        seen[i, j] = output(changed) != output(x)
    frame = receptive_frame(12, layers, place)
    np.testing.assert_array_equal(np.argwhere(seen), [(i, j) for i in frame.rows[0] for j in frame.columns[0]])


def test_the_net_of_lesson_07_sees_16_of_28():
    frame = receptive_frame(28, NET, (3, 0))
    assert (frame.sizes, frame.fields, frame.jumps) == ([28, 24, 12, 8, 4], [1, 5, 6, 14, 16], [1, 1, 2, 2, 4])
    assert (frame.rows[0][0], frame.rows[0][-1], frame.columns[0][-1]) == (12, 27, 15)


def texts(lab):
    """The lines and cells of the stage by their names."""
    found = re.findall(r'data-text="([^"]+)"[^>]*>(.*?)</(?:p|td)>', html_of(lab))
    return {name: re.sub("<[^>]*>", "", text) for name, text in found}


def test_the_recurrence_has_the_numbers_in_it():
    shown = texts(ReceptiveFieldLab([("convolution", 3, 1, 2), ("pooling", 2, 2), ("convolution", 3)], 20, (0, 1)))
    assert [shown[f"size-{n}"] for n in range(4)] == ["20 × 20", "16 × 16", "8 × 8", "6 × 6"]
    fields = ["1", "1 + 2·(3 − 1)·1 = 5", "5 + 1·(2 − 1)·1 = 6", "6 + 1·(3 − 1)·2 = 10"]
    assert [shown[f"field-{n}"] for n in range(4)] == fields
    assert [shown[f"jump-{n}"] for n in range(4)] == ["1", "1·1 = 1", "1·2 = 2", "2·1 = 2"]
    where = "in rows 0 to 9, columns 2 to 11."
    assert shown["seen"] == f"The output at row 0, column 1 sees all 10 × 10 = 100 pixels {where}"
    assert "Of r and j of the layer before" in shown["letters"]
    assert shown["legend"] == "In the drawing: the chosen output; what it is made of."
    gaps = texts(ReceptiveFieldLab([("convolution", 3, 1, 4)], 12, (1, 2)))
    assert gaps["seen"] == "The output at row 1, column 2 sees 9 of the 9 × 9 pixels in rows 1 to 9, columns 2 to 10."


def drawn(lab, name):
    return {tuple(map(int, place)) for place in re.findall(rf'data-cell="{name}-(\d+)-(\d+)"', html_of(lab))}


def test_the_seen_cells_are_drawn_in_every_map():
    lab = ReceptiveFieldLab(place=(0, 3))
    layers = [(3, 1, 1), (2, 2, 1), (3, 1, 1)]
    for name, gradient in zip(("image", "layer1", "layer2"), gradients(16, layers, (0, 3))):
        assert drawn(lab, name) == {tuple(place) for place in np.argwhere(gradient)}
    lab.pick("output", 4, 1)
    assert (lab.place[0].value, lab.place[1].value) == (4, 1)
    assert drawn(lab, "image") == {tuple(place) for place in np.argwhere(gradients(16, layers, (4, 1))[0])}


def test_the_chosen_output_is_filled():
    html = ReceptiveFieldLab(place=(0, 3)).stage.html
    cells = dict(re.findall(r'data-cell="output-(\d-\d)".*?fill-opacity:([\d.]+)', html))
    assert cells.pop("0-3") == "1.00" and set(cells.values()) == {"0.15"}


@pytest.mark.parametrize("side", [5, 16, 32])
def test_all_maps_have_one_scale(side):
    lab = ReceptiveFieldLab([("convolution", 3), ("convolution", 2, 2)], side, (0, 0))
    tiles = [list(map(float, text.split())) for text in re.findall(r'data-tiles="([^"]+)"', html_of(lab))]
    cells = {width / columns for _, _, width, _, _, columns, *_ in tiles}
    assert len(tiles) == 3 and len(cells) == 1 and min(cells) >= 8


def test_the_sentence_is_that_of_the_layer():
    with pytest.raises(ValueError) as theirs:
        Conv2d(1, 1, 7, dilation=2)(np.zeros((1, 1, 8, 8)))
    with pytest.raises(ValueError) as ours:
        receptive_frame(16, [(2, 2, 1), (7, 1, 2)])
    fact = str(theirs.value).split(" (input")[0]  # there is no padding to add here
    assert str(ours.value) == f"Layer 2: {fact}: use a smaller kernel or dilation, or a larger image."
    with pytest.raises(ValueError, match="^Layer 1: A window of 7 does not fit into 6: use a smaller kernel, or a la"):
        receptive_frame(6, [(7, 1, 1)])
    lab = ReceptiveFieldLab([("pooling", 2, 2), ("convolution", 7, 1, 2), ("convolution", 3)])
    assert texts(lab)["error"] == str(ours.value) and "layer 1: 8 × 8" in html_of(lab)
    lab.layers[1][3].value = 1
    assert "output: 2 × 2" not in html_of(lab) and "Layer 3: A window of 3" in texts(lab)["error"]
    lab.count.value = 2
    assert "output: 2 × 2" in html_of(lab) and "error" not in texts(lab)


def test_pooling_has_no_dilation_and_layers_come_and_go():
    lab = ReceptiveFieldLab([("convolution", 3, 1, 2)] * 2, 20)
    kind, _, _, dilation = lab.layers[0]
    kind.value = "pooling"
    assert dilation.disabled and "1 + 1·(3 − 1)·1 = <b>3</b>" in html_of(lab)
    kind.value = "convolution"
    assert not dilation.disabled and "1 + 2·(3 − 1)·1 = <b>5</b>" in html_of(lab)
    shown = [row[0].layout.display != "none" for row in lab.layers]
    assert shown == [True, True, False, False, False]
    lab.count.value = 3
    assert lab.layers[2][0].layout.display != "none" and "3: convolution" in html_of(lab)


def test_reset_brings_the_first_place_back():
    lab = ReceptiveFieldLab(place=(3, 4))
    first = html_of(lab)
    lab.side.value = 4  # nothing fits: there is no place
    lab.layers[0][2].value = 3
    lab.reset()
    assert html_of(lab) == first and [control.value for control in lab.place] == [3, 4]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (dict(side=33), "image side must be a whole number from 4 to 32, not 33"),
        (dict(layers=[]), r"layers must be a list of 1 to 5 layers, not \[\]"),
        (dict(layers=[("convolution", 3)] * 6), "layers must be a list of 1 to 5 layers, not "),
        (dict(layers=3), "layers must be a list of 1 to 5 layers, not 3"),
        (dict(layers=[("convolution", 8)]), "kernel 1 must be a whole number from 1 to 7, not 8"),
        (dict(layers=[("dense", 3)]), "layer 1 must be one of convolution, pooling, not 'dense'"),
        (dict(layers=[("pooling", 3, 1, 2)]), "Pooling has dilation 1, but layer 1 was given 2"),
        (dict(layers=[3]), "A layer must be a kind and one to three numbers"),
        (dict(place=(0, -1)), "place must be at least 0"),
    ],
)
def test_wrong_arguments_get_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        ReceptiveFieldLab(**arguments)


def test_a_place_outside_gets_a_sentence():
    with pytest.raises(ValueError, match=r"place must be two numbers from 0 to 3, a row and a column, not \(4, 0\)"):
        receptive_frame(28, NET, (4, 0))
