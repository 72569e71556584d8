"""ChannelsLab in a browser: each control moved, numbers and pictures compared with the loops of ``reference``."""

from functools import lru_cache
from io import BytesIO

import numpy as np
import pytest
from labpage import pixels
from PIL import Image

from coursecnn import reference
from coursecnn.datasets.pictures import colour_picture
from coursecnn.labs.channels import BANK, KERNELS
from coursecnn.labs.kit.png import signed_colours

PICTURE = colour_picture(72)
NAMES = ("red", "green", "blue")
BLOCK = '[data-picture="x-{}"]', '[data-board="window-{}"]', '[data-board="w-{}"]', '[data-picture="part-{}"]'


@lru_cache
def convolved(channel, kernel):
    """One channel and one kernel by name, by loops."""
    weight = np.ones((1, 1)) if kernel is None else KERNELS[kernel]
    return reference.conv2d(PICTURE[None, channel : channel + 1] / 255, weight[None, None])[0, 0]


def parts(o, kernel, factors, groups=1):
    """{channel: what it adds to the map of filter o}"""
    return {c: factors[c] * convolved(c, kernel) for c in range(3) if groups == 1 or c == o}


def expect(lab, o, kernel, factors, place, groups=1):
    """Kernels, parts and sums of these settings are shown, in numbers and in colours."""
    added = parts(o, kernel, factors, groups)
    y = sum(added.values())
    for c in added:
        k = 1 if kernel is None else 3
        window = PICTURE[c, place[0] : place[0] + k, place[1] : place[1] + k] / 255
        lab.expect_numbers(f"window-{c}", window, decimals=3)
        lab.expect_numbers(f"w-{c}", factors[c] * (np.ones((1, 1)) if kernel is None else KERNELS[kernel]), decimals=3)
    terms = " + ".join(f"{text(part[place])} from {NAMES[c]}" for c, part in added.items())
    said = f"y[{o}] at row {place[0]}, column {place[1]}: {terms} = {text(y[place])}."
    lab.expect(lambda: lab.text("sum").replace("(", "").replace(")", ""), lambda shown: shown.startswith(said), said)
    full = float(lab.text("scale").split("full colour from ")[1].split()[0])
    for name, array in {**{f"part-{c}": part for c, part in added.items()}, "sum": y}.items():
        right = signed_colours(array, full)
        lab.expect(lambda: pixels(lab, name), lambda p: p.shape == right.shape and np.abs(p - right).max() <= 1, right)


def text(value):
    """As the lab writes a number of at most three decimals."""
    shown = f"{value:.3f}"
    exact = shown.rstrip("0").rstrip(".") if np.isclose(float(shown), value, rtol=1e-6) else shown
    return ("0" if abs(value) < 1e-12 else exact).replace("-", "\u2212")


@pytest.fixture
def lab(open_lab):
    return open_lab("03_channels", "lab-channels")


def test_every_control(lab, picture):
    expect(lab, 0, *BANK[0], (50, 16))
    picture(lab, "channels-light")
    assert lab.axe() == []
    lab.step("red (factor)", "ArrowRight", times=2)
    lab.set("green (factor)", -0.4)
    lab.step("blue (factor)", "ArrowLeft")
    expect(lab, 0, "vertical", (0.5, -0.4, 0), (50, 16))
    lab.choose("kernel", "horizontal")
    lab.step("row", "ArrowLeft", times=3)
    lab.set("column", 33)
    expect(lab, 0, "horizontal", (0.5, -0.4, 0), (47, 33))
    lab.choose("filter", "filter 1")
    expect(lab, 1, *BANK[1], (47, 33))
    picture(lab, "channels-difference-light")
    lab.set("row", 69)  # the last of the map
    expect(lab, 1, *BANK[1], (69, 33))
    lab.choose("layer", "3 \u00d7 3 in 3 groups")
    expect(lab, 1, *BANK[1], (69, 33), groups=3)
    assert lab.field("red (factor)").is_disabled() and lab.field("green (factor)").is_enabled()
    picture(lab, "channels-groups-light")
    assert lab.axe() == []
    lab.press("Reset")
    expect(lab, 0, *BANK[0], (50, 16))


def test_mixing(open_lab, picture):
    lab = open_lab("03_channels", "lab-channels", theme="dark")
    picture(lab, "channels-dark")
    lab.choose("layer", "1 \u00d7 1")
    expect(lab, 0, None, BANK[0][1], (50, 16))
    lab.set("row", 71)
    lab.choose("filter", "filter 2")
    expect(lab, 2, None, BANK[2][1], (71, 16))
    matrix, pixel = np.array([factors for _, factors in BANK]), PICTURE[:, 71, 16] / 255
    lab.expect_numbers("matrix", matrix)
    lab.expect_numbers("pixel", pixel[:, None], decimals=2)
    lab.expect_numbers("mixed", (matrix @ pixel)[:, None], decimals=2)
    assert lab.field("kernel").is_disabled()
    assert lab.axe() == []
    picture(lab, "channels-mixing-dark")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_maps_are_as_dark_as_their_page(open_lab, colours):
    lab = open_lab("03_channels", "lab-channels", theme=colours)
    for name in ("part-2", "sum"):
        shown = Image.open(BytesIO(lab.root.locator(f'[data-picture="{name}"]').screenshot())).convert("L")
        assert (np.median(shown) < 60) == (colours == "dark") and (np.median(shown) > 200) == (colours == "light")


@pytest.mark.parametrize("width", [1366, 800, 683, 400])
def test_the_sum_is_read_along_one_line(show_lab, picture, width):
    lab = show_lab("from coursecnn.labs import ChannelsLab\nChannelsLab()", width=width)
    lab.page.wait_for_timeout(200)
    names = ["part-0", "part-1", "part-2", "sum"]
    boxes = [lab.root.locator(f'[data-picture="{name}"]').bounding_box() for name in names]
    along, across = ("y", "x") if width == 400 else ("x", "y")  # on a telephone from the top down
    assert len({round(box[across]) for box in boxes}) == 1
    assert [box[along] for box in boxes] == sorted(box[along] for box in boxes)
    for box, name in zip(boxes, ("x-0", "x-1", "x-2", "x")):
        above = lab.root.locator(f'[data-picture="{name}"]').bounding_box()
        if width > 400 or name == "sum":
            assert round(box[along] - above[along]) == 0  # each part in the line of its channel
    if width == 400:  # window, weights and part of a channel come after it, before the next channel
        drawings = [lab.root.locator(f"svg:has({hook.format(c)})").last for c in range(3) for hook in BLOCK]
        found = [drawing.bounding_box() for drawing in drawings]
        tops, lefts = ([round(n) for n in ns] for ns in zip(*((box["y"], box["x"]) for box in found)))
        assert all(abs(one - other) < 4 for one, other in zip(tops[::2], tops[1::2]))  # two beside each other
        assert tops[::2] == sorted(tops[::2]) and all(one < other for one, other in zip(lefts[::2], lefts[1::2]))
        scale = lab.root.locator('[data-text="scale"]').bounding_box()["y"]
        assert scale < lab.root.locator('[data-text="cost"]').bounding_box()["y"]
    shown = [lab.root.locator(f'[data-text="{name}"]').bounding_box() for name in ("sum", "cost")]
    below = boxes[-1]["y"] + boxes[-1]["height"]
    assert width == 1366 or below < shown[0]["y"] < min(below + 30, shown[1]["y"])  # right under what it adds up
    told = lab.root.get_by_text("3 of 3 channels", exact=True)
    kernel = lab.root.get_by_text("kernel", exact=True).last
    assert told.is_visible() and kernel.is_visible()
    assert width > 400 or kernel.bounding_box()["y"] < lab.root.locator(BLOCK[0].format(0)).bounding_box()["y"]
    picture(lab, f"channels-line-{width}")


def test_other_fronts(show_lab):
    for front in ("notebook", "voila"):
        lab = show_lab("from coursecnn.labs import ChannelsLab\nChannelsLab(filter=2, row=5, column=60)", front=front)
        expect(lab, 2, *BANK[2], (5, 60))
        lab.set("blue (factor)", 0.5)
        expect(lab, 2, "point", (-0.5, -0.5, 0.5), (5, 60))
