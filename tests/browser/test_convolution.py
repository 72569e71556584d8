"""ConvolutionLab in a browser shows the numbers of the reference, whichever control is moved."""

import numpy as np
import pytest

from coursecnn import reference
from coursecnn.labs.convolution import IMAGE, KERNELS

BOARDS = "image", "kernel", "output"
CODE = "from coursecnn.labs import ConvolutionLab\nConvolutionLab()"


def convolved(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    return reference.conv2d(image[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]


def until(output, step):
    """The output as far as it is computed at a step."""
    shown = output.copy()
    shown.ravel()[step + 1 :] = np.nan
    return shown


def expect_to_the_end(lab, output, decimals=None):
    """The output has this size; with the window at its last place, all its numbers are shown."""
    lab.expect(lambda: lab.numbers("output").shape, lambda shape: shape == output.shape, output.shape)
    lab.set("step", 0)
    lab.set("step", output.size - 1)
    lab.expect_numbers("output", output, decimals)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_at_first(show_lab, picture, theme):
    lab = show_lab(CODE.replace("()", "(kernel='Sobel', step=7, padding=1)"), theme=theme)
    lab.expect_numbers("output", until(convolved(IMAGE, KERNELS["Sobel"], padding=1), 7))
    picture(lab, f"convolution-{theme}")
    assert lab.axe() == []


def test_every_control(open_lab):
    lab = open_lab("01_convolution", "lab-convolution")
    image, kernel = np.array(IMAGE, float), np.array(KERNELS["vertical edges"], float)
    lab.expect_numbers("image", image)
    lab.expect_numbers("output", until(convolved(image, kernel), 0))

    lab.press("Step")
    lab.expect_numbers("output", until(convolved(image, kernel), 1))
    lab.step("step", times=2)
    lab.expect_numbers("output", until(convolved(image, kernel), 3))
    lab.press("Back")
    lab.expect_numbers("output", until(convolved(image, kernel), 2))
    lab.set("step", 10)
    lab.expect_numbers("output", until(convolved(image, kernel), 10))
    lab.expect_text("arithmetic", "9·1 + 6·(−1) + 9·1 + 6·(−1) = 6")

    lab.set("stride", 2)
    lab.step("padding")
    expect_to_the_end(lab, convolved(image, kernel, 2, 1))
    lab.step("stride", "ArrowLeft")
    lab.set("padding", 2)
    expect_to_the_end(lab, convolved(image, kernel, 1, 2))

    for name, weights in KERNELS.items():
        lab.choose("kernel", name)
        expect_to_the_end(lab, convolved(image, weights, 1, 2), decimals=1)

    kernel = np.array(KERNELS["Sobel"], float)
    lab.edit("kernel", 0, 1, -2.5)
    lab.edit("image", 3, 0, 7)
    kernel[0, 1], image[3, 0] = -2.5, 7
    lab.expect_numbers("output", convolved(image, kernel, 1, 2))
    lab.expect(lambda: lab.field("kernel").input_value(), lambda value: value == "own", "own")

    lab.choose("Change cell of", "kernel")
    lab.set("row", 2)
    lab.set("column", 2)
    lab.expect(lambda: lab.field("to the number").input_value(), lambda value: value == "1", "1")
    lab.set("to the number", 3)
    kernel[2, 2] = 3
    lab.expect_numbers("output", convolved(image, kernel, 1, 2))
    lab.edit("kernel", 0, 0, "much")
    lab.expect_status("A cell holds a number")
    lab.expect(lambda: stage_opacity(lab), lambda value: value == "0.35", "a pale drawing")

    lab.press("Reset")
    lab.expect_numbers("output", until(convolved(IMAGE, KERNELS["vertical edges"]), 0))


def test_what_is_typed_outlives_an_answer_to_the_step_before(show_lab):
    lab = show_lab(CODE)
    lab.choose("Change cell of", "kernel")
    lab.expect(lambda: lab.field("to the number").input_value(), lambda value: value == "1", "1")
    kernel = np.array(KERNELS["vertical edges"], float)
    for number, leave in ((3, "Enter"), (5, "Tab")):
        lab.field("to the number").fill(str(number))
        lab.field("to the number").evaluate("field => { field.value = '1'; }")  # as the kernel's answer does
        lab.field("to the number").press(leave)
        kernel[0, 0] = number
        lab.expect_numbers("kernel", kernel)
        assert lab.field("to the number").input_value() == str(number)


def stage_opacity(lab):
    return lab.root.locator(".coursecnn-stage").evaluate("stage => getComputedStyle(stage).opacity")


def test_cells_are_picked_by_mouse_and_keyboard(show_lab):
    lab = show_lab(CODE)
    output = convolved(IMAGE, KERNELS["vertical edges"])
    lab.cell("output", 2, 3).click()
    lab.expect_numbers("output", until(output, 15))
    lab.page.keyboard.press("ArrowDown")
    lab.expect_numbers("output", until(output, 21))
    lab.page.keyboard.press("ArrowLeft")
    lab.expect_numbers("output", until(output, 20))
    lab.cell("image", 0, 0).click()
    lab.page.keyboard.type("5")
    lab.page.keyboard.press("Escape")
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.type("-4")
    lab.page.keyboard.press("Enter")
    image = np.array(IMAGE, float)
    image[1, 0] = -4
    lab.expect_numbers("image", image)
    lab.expect_numbers("output", until(convolved(image, KERNELS["vertical edges"]), 20))


def test_image_and_output_are_seen_together_at_200_percent(show_lab, picture):
    lab = show_lab(CODE, width=683)
    lab.page.set_viewport_size({"width": 683, "height": 384})
    lab.page.wait_for_timeout(200)
    image, kernel, output = (lab.root.locator(f'[data-board="{name}"]').bounding_box() for name in BOARDS)
    assert output["x"] > image["x"] + image["width"] and kernel["x"] > image["x"] + image["width"]
    top = min(board["y"] for board in (image, kernel, output))
    assert max(board["y"] + board["height"] for board in (image, kernel, output)) - top < 250  # of 280 below all bars
    assert output["x"] > kernel["x"] + kernel["width"]
    fields = [lab.field(label).bounding_box() for label in ("row", "column", "to the number")]
    assert len({field["y"] for field in fields}) == 1
    picture(lab, "convolution-200")


def test_play_and_pause(show_lab):
    lab = show_lab(CODE)
    lab.set("stride", 4)
    lab.step("speed (steps/s)", times=7)
    output = convolved(IMAGE, KERNELS["vertical edges"], 4)
    lab.press("Play")
    lab.press("Pause")
    lab.root.get_by_role("button", name="Play", exact=True).wait_for()
    lab.press("Play")
    lab.expect_numbers("output", output)
    lab.root.get_by_role("button", name="Play", exact=True).wait_for()


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_elsewhere(show_lab, front):
    lab = show_lab(CODE, front=front)
    lab.step("step", times=3)
    lab.edit("image", 0, 0, 8)
    image = np.array(IMAGE, float)
    image[0, 0] = 8
    lab.expect_numbers("output", until(convolved(image, KERNELS["vertical edges"]), 3))


def test_a_sixteenth_is_written_out(show_lab):
    lab = show_lab("from coursecnn.labs import ConvolutionLab\nConvolutionLab()")
    lab.choose("kernel", "Gaussian")
    texts = lab.root.locator('[data-cell^="kernel-"]').all_text_contents
    lab.expect(texts, lambda now: set(now) == {"0.0625", "0.125", "0.25"}, "sixteenths")
