"""The line that "Copy as code" gives brings the lab back as it was; what a line cannot hold is said."""

import pytest
from labpage import RUN_ANOTHER_CELL, LabPage

STAGES = """() => [...document.querySelectorAll(".coursecnn-stage")].map((stage) => {
    const copy = stage.cloneNode(true);
    copy.querySelectorAll(".cnn-linked").forEach((mark) => mark.remove()); // where the pointer is
    copy.querySelectorAll("[tabindex]").forEach((cell) => cell.removeAttribute("tabindex")); // where Tab was
    return copy.innerHTML;
})"""


def edited(lab):
    lab.edit("image", 1, 1, 5.5)
    lab.set("stride", 2)
    lab.step("step", times=3)
    lab.expect_text("place", "row 1, column 0")


def mixed(lab):
    lab.choose("filter", "filter 1")
    lab.choose("kernel", "point")
    lab.set("red (factor)", -0.3)
    lab.set("row", 7)
    lab.expect_text("sum", "y[1] at row 7")


def turned(lab):
    lab.choose("gradient", "dw of a convolution")
    lab.set("padding", 0)
    lab.set("term", 2)
    lab.expect_text("sum", "dw[")


def stretched(lab):
    lab.field("width like height").uncheck()
    lab.set("image width", 11)
    lab.set("dilation height", 2)
    lab.expect_text("formula-1", "11")


MOVED = {"ConvolutionLab": edited, "ChannelsLab": mixed, "BackpropLab": turned, "SizingLab": stretched}


@pytest.mark.parametrize("name", MOVED)
def test_the_line_brings_the_lab_back(show_lab, name):
    lab = show_lab(f"from coursecnn.labs import {name}\n{name}()")
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.root.locator("[data-board]").first.wait_for()
    MOVED[name](lab)
    lab.press("Copy as code")
    lab.expect_status(f"Copied: {name}(")
    line = lab.page.evaluate("navigator.clipboard.readText()")
    assert line.startswith(f"{name}(") and len(line) > len(name) + 10
    lab.page.evaluate(RUN_ANOTHER_CELL, line)
    lab.expect(lambda: len(lab.page.evaluate(STAGES)), lambda count: count == 2, "two labs")
    lab.expect(lambda: lab.page.evaluate(STAGES), lambda shown: shown[0] == shown[1] != "", "the same drawing")


def test_a_drawing_is_in_no_line(show_lab):
    lab = show_lab("from coursecnn.labs import DrawDigitLab\nDrawDigitLab()")
    lab.press("Copy as code")
    lab.expect(lab.status, lambda said: said.endswith("Copied: DrawDigitLab()"), "nothing is left out")
    lab.press("7")
    lab.expect_status("The net says ")
    lab.press("Copy as code")
    lab.expect_status("Copied: DrawDigitLab() The drawing is not in it.")


def test_fingers_at_400_pixels(show_lab):
    lab = show_lab("from coursecnn.labs import ConvolutionLab\nConvolutionLab()", width=400, touch=True)
    lab.cell("output", 2, 1).tap()
    lab.expect_text("place", "row 2, column 1")
    lab.cell("image", 0, 0).tap()
    lab.root.locator(".coursecnn-cells input").fill("4")
    lab.page.keyboard.press("Enter")
    lab.expect(lambda: lab.numbers("image")[0, 0], lambda now: now == 4, 4)
    lab.root.get_by_role("button", name="Step", exact=True).tap()
    lab.expect_text("place", "row 2, column 2")
    lab.root.get_by_role("button", name="Reset", exact=True).tap()
    lab.expect_text("place", "row 0, column 0")
    channels = LabPage(lab.page)
    code = "from coursecnn.labs import ChannelsLab\nChannelsLab()"
    lab.page.evaluate(RUN_ANOTHER_CELL, code)
    channels.root = lab.page.locator(".coursecnn-channels")
    part = channels.root.locator('[data-picture="part-1"]')
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    lab.page.touchscreen.tap(box["x"] + 30.5 / 70 * box["width"], box["y"] + 12.5 / 70 * box["height"])
    channels.expect_text("sum", "y[0] at row 12, column 30:")
