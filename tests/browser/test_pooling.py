"""PoolingLab in a browser: each control moved, what is shown compared with the loops of ``reference``."""

import numpy as np
import pytest
from labpage import IN_VIEW

from coursecnn import reference
from coursecnn.labs.pooling import PICTURES

POOLINGS = {"max": reference.max_pool2d, "average": reference.avg_pool2d}


def shifted(image, right, down):
    """The image moved by slices of a larger one."""
    large = np.pad(image, 4)
    h, w = image.shape
    return large[4 - down : 4 - down + h, 4 - right : 4 - right + w]


def expect(lab, picture, right, down, kind, window, stride):
    """All numbers and counts of these settings are shown; zeros are shown as empty cells."""
    before = PICTURES[picture]
    after = shifted(before, right, down)
    a, b = (POOLINGS[kind](array[None, None], window, stride)[0, 0].astype(float) for array in (before, after))
    lab.expect_text("changed", f"changes {(before != after).sum()} of {before.size} pixels, and")
    lab.expect_text("changed", f" and {(a != b).sum()} of {a.size} values after {kind} pooling.")
    for name, array in {"before": before, "after": after, "pooled-before": a, "pooled-after": b}.items():
        lab.expect_numbers(name, np.where(array == 0, np.nan, array), decimals=2)
    counts = []
    for other in POOLINGS.values():
        pairs = [[other(x[None, None], window, stride) for x in (before, shifted(before, n, 0))] for n in range(1, 5)]
        counts.append([(a != b).sum() for a, b in pairs])
    lab.expect_numbers("table", [[(before != shifted(before, n, 0)).sum() for n in range(1, 5)], *counts])


@pytest.fixture
def lab(open_lab):
    return open_lab("04_pooling", "lab-pooling")


def test_every_control(lab, picture):
    expect(lab, "digit", 1, 0, "max", 2, 2)
    picture(lab, "pooling-light")
    assert lab.axe() == []
    lab.step("right (pixels)", "ArrowRight", times=2)
    lab.set("down (pixels)", -1)
    expect(lab, "digit", 3, -1, "max", 2, 2)
    lab.choose("picture", "stroke")
    lab.choose("kind", "average")
    expect(lab, "stroke", 3, -1, "average", 2, 2)
    lab.set("right (pixels)", -4)
    lab.step("down (pixels)", "ArrowRight", times=3)
    lab.step("window", "ArrowRight")
    expect(lab, "stroke", -4, 2, "average", 3, 2)
    lab.choose("picture", "digit in greys")
    expect(lab, "digit in greys", -4, 2, "average", 3, 2)
    picture(lab, "pooling-average-light")
    lab.set("window", 4)
    lab.step("stride", "ArrowRight", times=2)
    expect(lab, "digit in greys", -4, 2, "average", 4, 4)
    lab.set("window", 9)  # there is no window of 9: the field keeps 4
    expect(lab, "digit in greys", -4, 2, "average", 4, 4)
    assert lab.root.locator(".coursecnn-refused").text_content() == "window must be a whole number from 1 to 7, not 9."
    lab.press("Reset")
    expect(lab, "digit", 1, 0, "max", 2, 2)
    lab.cell("pooled-before", 1, 3).click()
    lab.expect_text("told", "Row 1, column 3: max(")
    lab.page.keyboard.press("ArrowRight")
    lab.expect_text("told", "Row 1, column 4: max(")
    lab.step("right (pixels)", "ArrowLeft")
    lab.expect_text("changed", "No shift: nothing changes.")


def test_dark_theme(open_lab, picture):
    lab = open_lab("04_pooling", "lab-pooling", theme="dark")
    lab.choose("picture", "edge")
    expect(lab, "edge", 1, 0, "max", 2, 2)
    assert lab.axe() == []
    picture(lab, "pooling-dark")


def test_other_fronts(show_lab):
    for front in ("notebook", "voila"):
        lab = show_lab("from coursecnn.labs import PoolingLab\nPoolingLab('stroke', window=3, stride=1)", front=front)
        expect(lab, "stroke", 1, 0, "max", 3, 1)
        lab.set("stride", 3)
        expect(lab, "stroke", 1, 0, "max", 3, 3)


@pytest.mark.parametrize("shown", ["digit", "digit in greys"])
def test_nothing_is_out_of_sight_however_long_the_numbers(show_lab, picture, shown):
    lab = show_lab(f"from coursecnn.labs import PoolingLab\nPoolingLab({shown!r}, kind='average')", width=1366)
    expect(lab, shown, 1, 0, "average", 2, 2)
    maps = [lab.root.locator(f'[data-board="{name}"]') for name in ("before", "pooled-before", "after", "pooled-after")]
    boxes = [board.bounding_box() for board in maps]
    assert all(left["x"] + left["width"] < right["x"] for left, right in zip(boxes, boxes[1:]))
    picture(lab, f"pooling-average-{shown}")
    assert lab.root.bounding_box()["height"] <= IN_VIEW
