"""SizingLab without a browser: sizes, uses and sentences are those of the layers."""

import numpy as np
import pytest
from labwords import html_of

pytest.importorskip("anywidget")

from coursecnn import Conv2d, reference
from coursecnn.labs import SizingLab
from coursecnn.labs.sizing import render_sizing, sizing


@pytest.mark.parametrize("seed", range(30))
def test_sizes_and_uses_are_the_reference(seed):
    """The gradient of a sum of outputs with a kernel of ones counts the windows that use a pixel."""
    generator = np.random.default_rng(seed)
    kernel, stride, dilation = (tuple(int(n) for n in generator.integers(1, 4, 2)) for _ in range(3))
    n, padding = tuple(int(k) for k in generator.integers(7, 12, 2)), tuple(int(p) for p in generator.integers(0, 4, 2))
    sizes = sizing(n, kernel, stride, padding, dilation)
    x, weight = np.zeros((1, 1, *n), int), np.ones((1, 1, *kernel), int)
    y = reference.conv2d(x, weight, None, stride, padding, dilation)
    assert sizes.geo.out == y.shape[2:]
    dx = reference.conv2d_backward(np.ones_like(y), x, weight, stride, padding, dilation)[0][0, 0]
    inside = sizes.uses[padding[0] : padding[0] + n[0], padding[1] : padding[1] + n[1]]
    np.testing.assert_array_equal(inside, dx)
    assert sizes.uses.sum() == y.size * weight.size
    np.testing.assert_array_equal(
        sizes.dropped[padding[0] : padding[0] + n[0], padding[1] : padding[1] + n[1]], dx == 0
    )
    assert sizes.dropped.sum() == (dx == 0).sum()


def test_the_sentence_is_that_of_the_layer():
    layer = Conv2d(1, 1, 4, padding=1, dilation=2)
    with pytest.raises(ValueError) as theirs:
        layer.forward(np.zeros((1, 1, 4, 4)))
    with pytest.raises(ValueError) as ours:
        sizing(4, 4, 1, 1, 2)
    assert str(ours.value) == str(theirs.value)
    lab = SizingLab(4, 4, 1, 1, 2)
    assert str(theirs.value) in html_of(lab) and "one window: 7 × 7" in html_of(lab)
    lab.sizes["dilation"][0].value = 1
    assert "output 3 × 3" in html_of(lab)


def test_the_formula_has_the_numbers_in_it():
    html = render_sizing(sizing((8, 13), (3, 5), (1, 2), (1, 0), (1, 2)))
    assert "height: ⌊(8 + 2·1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 8" in html
    assert "width: ⌊(13 + 2·0 − 2·(5 − 1) − 1) / 2⌋ + 1 = 3" in html
    assert html.count("⌊(") == 3 and "⌊…⌋: floor" in html
    assert render_sizing(sizing(7, 3, 3)).count("⌊(") == 2
    assert "Dropped: 13 of 49 pixels. A pixel is used by 0 to 1 windows." in render_sizing(sizing(7, 3, 3))


def test_width_follows_height_while_they_are_alike():
    lab = SizingLab()
    lab.sizes["n"][0].value = 5
    assert lab.sizes["n"][1].value == 5 and lab.sizes["n"][1].disabled
    assert {width.layout.display for _, width in lab.sizes.values()} == {"none"}  # nothing to move, nothing to see
    lab.alike.value = False
    lab.sizes["n"][0].value = 6
    assert lab.sizes["n"][1].value == 5 and not lab.sizes["n"][1].disabled
    assert {width.layout.display for _, width in lab.sizes.values()} == {None}
    lab.alike.value = True
    assert lab.sizes["n"][1].value == 6


def test_arguments_may_be_pairs():
    lab = SizingLab((5, 7), (2, 3), padding=(1, 0), place=(1, 2))
    assert not lab.alike.value and "output 3 × 3" in html_of(lab)
    assert (lab.row.value, lab.column.value) == (1, 2)
    lab.pick("output", 2, 0)
    assert (lab.row.value, lab.column.value) == (2, 0)
    lab.reset()
    assert (lab.row.value, lab.column.value) == (1, 2)
    lab.sizes["n"][0].value = 1  # nothing fits
    lab.reset()
    assert (lab.row.value, lab.column.value) == (1, 2) and "output 3 × 3" in html_of(lab)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (dict(n=13), "image height must be a whole number from 1 to 12, not 13"),
        (dict(kernel=(3, 0)), "kernel width must be a whole number of at least 1, not 0"),
        (dict(stride="2"), "stride must be an integer or a pair"),
        (dict(padding=(1, 4)), "padding width must be a whole number from 0 to 3, not 4"),
    ],
)
def test_wrong_arguments_get_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        SizingLab(**arguments)


def test_a_place_that_is_not_there_becomes_the_last_one():
    lab = SizingLab(8, 3, 2, place=(9, 9))
    assert (lab.row.value, lab.column.value) == (2, 2)
