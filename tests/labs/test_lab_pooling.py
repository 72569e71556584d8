"""A map is shifted and pooled: numbers and counts of the lab are those of the loops in ``reference``."""

import re

import numpy as np
import pytest
from labwords import html_of

pytest.importorskip("anywidget")

from coursecnn import labs, reference
from coursecnn.labs.pooling import EDGE, GREYS, PICTURES, PoolingLab, pooling_shift

SHIFTS = [(0, 0), (1, 0), (-2, 0), (0, 3), (2, -4)]


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize(("right", "down"), SHIFTS)
@pytest.mark.parametrize(("window", "stride"), [(2, 2), (3, 1), (4, 5), (1, 1), (7, 7)])
def test_the_numbers_are_those_of_the_loops(picture, right, down, window, stride):
    image = PICTURES[picture]
    moved = np.zeros_like(image)
    for i, j in np.ndindex(image.shape):
        if 0 <= i - down < image.shape[0] and 0 <= j - right < image.shape[1]:
            moved[i, j] = image[i - down, j - right]
    for kind, pool in (("max", reference.max_pool2d), ("average", reference.avg_pool2d)):
        frame = pooling_shift(image, right, down, kind, window, stride)
        a, b = (pool(array[None, None], window, stride)[0, 0] for array in (image, moved))
        assert np.array_equal(frame.after, moved)
        assert np.allclose(frame.pooled_before, a) and np.allclose(frame.pooled_after, b)
        assert frame.pixels.sum() == (image != moved).sum()
        assert frame.values.sum() == (~np.isclose(a, b)).sum()


def test_the_edge_of_the_lesson():
    for right, pixels, values in ((1, 12, 0), (2, 12, 8)):
        frame = pooling_shift(EDGE, right)
        assert (frame.pixels.sum(), frame.values.sum()) == (pixels, values)
    assert pooling_shift(EDGE, 1).amounts == (1, 0)
    assert pooling_shift(EDGE, 0).amounts == (0, 0)
    assert pooling_shift(0 * EDGE, 1).amounts == (0, 0)


def test_the_image_is_left_alone():
    image = EDGE.copy()
    pooling_shift(image, 2, 1)
    assert np.array_equal(image, EDGE)


def test_the_lab_says_the_counts():
    lab = labs.PoolingLab("edge", kind="average", window=3, stride=1)
    frame = pooling_shift(EDGE, 1, 0, "average", 3, 1)
    said = re.sub("<[^>]*>", "", html_of(lab))
    assert "A shift of 1 pixel to the right changes 12 of 64 pixels, and " in said
    assert f" and {frame.values.sum()} of 36 values after average pooling." in said
    lab.right.value, lab.down.value = -2, 1
    assert "A shift of 2 pixels to the left and 1 pixel down changes" in html_of(lab)
    lab.right.value = lab.down.value = 0
    assert "No shift: nothing changes." in html_of(lab)


def test_the_distance_says_what_is_divided():
    lab = PoolingLab()
    said = re.sub("<[^>]*>", "", html_of(lab))
    assert "Distance = sum of the differences / sum of all numbers in both maps, the differences without " in said
    assert "without signs: 26 / 58 = 45 % before pooling, 5 / 27 = 19 % after." in said and "all without" not in said
    before, after = lab_frame(lab).before, lab_frame(lab).after
    assert (abs(before - after).sum(), (before + after).sum()) == (26, 58)
    lab = PoolingLab(image=3 - 2 * GREYS)
    before, after = 3 - 2 * GREYS, pooling_shift(3 - 2 * GREYS).after
    assert "both maps, all without signs: " in html_of(lab)
    assert f": {abs(before - after).sum()} / {(abs(before) + abs(after)).sum()} = " in html_of(lab)
    assert html_of(PoolingLab(image=0 * EDGE)).count("0 / 0 = <b>0 %</b>") == 2


def test_windows_are_the_boldest_lines_and_digits_are_large():
    html = PoolingLab().stage.html
    board = re.search(r'data-board="before".*?</svg>', html)[0]
    assert "cnn-cell cnn-plain" in board and "cnn-cell cnn-input" not in board
    assert 'cnn-box cnn-output" style="stroke-width:2.5"' in board
    assert ">1</text>" in board and "cnn-small" not in html  # 13 pixels
    width, columns = (float(board.split('data-tiles="')[1].split()[n]) for n in (2, 5))
    assert width / columns == 15  # with a margin around them


def test_the_map_comes_before_the_shifted_one_on_every_page():
    html = PoolingLab().stage.html
    boards = [html.index(f'data-board="{name}"') for name in ("before", "pooled-before", "after", "pooled-after")]
    assert boards == sorted(boards) and "cnn-later" not in html


def test_a_picked_value_is_written_out():
    lab = PoolingLab("digit in greys")
    assert 'data-text="told"' not in html_of(lab)
    lab.stage.picked = "pooled-after-1-3 1"
    before, after = (array[2:4, 6:8] for array in (lab_frame(lab).before, lab_frame(lab).after))
    said = f"Row 1, column 3: max({listed(before)}) = {before.max()}; shifted: max({listed(after)}) = {after.max()}."
    assert f'<p data-text="told">{said}</p>' in html_of(lab)
    assert (
        html_of(lab).count('aria-selected="true"') == 2
        and lab.code() == "PoolingLab(picture='digit in greys', place=(1, 3))"
    )
    result = re.search(r'data-board="pooled-after".*?</svg>', html_of(lab))[0]
    assert result.rfind("cnn-gradient") > result.rfind("cnn-kernel") > 0  # on top of the changed ones
    lab.kind.value = "average"
    assert f"mean({listed(before)}) = " in html_of(lab)
    lab.window.value = lab.stride.value = 7  # two values in a row: there is no such place
    assert 'data-text="told"' not in html_of(lab) and "error" not in lab.status.value
    lab.reset()
    assert lab.place is None and PoolingLab(place=(0, 2)).place == (0, 2)


def lab_frame(lab):
    return pooling_shift(PICTURES[lab.picture.value], lab.right.value, lab.down.value)


def listed(array):
    return ", ".join(map(str, array.flat))


def test_a_map_of_your_own():
    lab = PoolingLab(image=np.arange(80).reshape(8, 10))
    assert lab.picture.value == "yours" and "of 80 pixels" in html_of(lab)
    lab.picture.value = "edge"
    assert "of 64 pixels" in html_of(lab)
    lab.reset()
    assert lab.picture.value == "yours"


def test_wrong_arguments_get_one_sentence():
    with pytest.raises(ValueError, match=r"image must be a map of 8 to 14 rows and columns .* not of shape \(4, 4\)"):
        PoolingLab(image=np.ones((4, 4)))
    with pytest.raises(ValueError, match="right must be a whole number of at least -4, not -5"):
        PoolingLab(right=-5)
    with pytest.raises(ValueError, match="right must be a whole number of at least -4, not 1.5"):
        PoolingLab(right=1.5)
    with pytest.raises(ValueError, match="kind must be one of max, average, not 'min'"):
        PoolingLab(kind="min")
    with pytest.raises(ValueError, match="A window of 9 does not fit into 8"):
        pooling_shift(EDGE, window=9)
