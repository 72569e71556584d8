"""SizingLab in a browser shows sizes and uses as the reference counts them, whichever control is moved."""

import numpy as np
import pytest
from labpage import IN_VIEW

from coursecnn import Conv2d, reference

CODE = "from coursecnn.labs import SizingLab\nSizingLab()"
NAMES = ("image", "kernel", "stride", "padding", "dilation")


def uses(n, kernel, stride, padding, dilation):
    """How many windows use each pixel: the gradient of the sum of all outputs, with a kernel of ones."""
    x, weight = np.zeros((1, 1, *n), int), np.ones((1, 1, *kernel), int)
    y = reference.conv2d(x, weight, None, stride, padding, dilation)
    return reference.conv2d_backward(np.ones_like(y), x, weight, stride, padding, dilation)[0][0, 0], y.shape[2:]


def expect(lab, *settings):
    pixels, out = uses(*settings)
    lab.expect_numbers("uses", pixels)
    lab.expect(lambda: lab.numbers("output").shape, lambda shape: shape == out, out)
    dropped, least, most = (pixels == 0).sum(), pixels.min(), pixels.max()
    used = f"A pixel is used by {least} to {most} windows." if least < most else f"Windows that use a pixel: {most}."
    lab.expect_text("uses", f"Dropped: {dropped} of {pixels.size} pixels. {used}")
    assert f"Output {out[0]} \u00d7 {out[1]}; chosen: row " in lab.text("uses")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_at_first(show_lab, picture, theme):
    lab = show_lab(CODE.replace("()", "((7, 9), (2, 3), (2, 3), (0, 1), place=(1, 1))"), theme=theme)
    expect(lab, (7, 9), (2, 3), (2, 3), (0, 1), (1, 1))
    picture(lab, f"sizing-{theme}")
    assert lab.axe() == []


def test_every_control(open_lab, picture):
    lab = open_lab("02_padding_stride_sizes", "lab-sizing")
    expect(lab, (8, 8), (3, 3), (2, 2), (0, 0), (1, 1))
    lab.expect_text("formula-0", "⌊(8 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1 = 3")

    settings = [8, 3, 2, 0, 1]
    for index, (name, key) in enumerate(
        zip(NAMES, ("ArrowRight", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowRight"))
    ):
        lab.step(f"{name} height", key)
        settings[index] += 1 if key == "ArrowRight" else -1
        expect(lab, *[(size, size) for size in settings])

    assert lab.field("image width").is_disabled()
    lab.field("width like height").uncheck()
    pairs = [[size, size] for size in settings]
    for index, (name, value) in enumerate(zip(NAMES, (11, 5, 2, 2, 2))):
        lab.set(f"{name} width", value)
        pairs[index][1] = value
        expect(lab, *map(tuple, pairs))
    _, k, s, p, d = pairs
    lab.expect_text("formula-0", f"height: ⌊(9 + 2·{p[0]} − {d[0]}·({k[0]} − 1) − 1) / {s[0]}⌋ + 1")
    lab.expect_text("formula-1", f"width: ⌊(11 + 2·{p[1]} − {d[1]}·({k[1]} − 1) − 1) / {s[1]}⌋ + 1")
    for name in NAMES:
        lab.step(f"{name} width", "ArrowLeft")
    expect(lab, *[(h, w - 1) for h, w in pairs])

    lab.press("Reset")
    expect(lab, (8, 8), (3, 3), (2, 2), (0, 0), (1, 1))

    lab.set("output row", 2)
    lab.step("output column")
    lab.expect(lambda: place_of(lab), lambda place: place == (4, 2), (4, 2))
    lab.cell("output", 1, 2).click()
    lab.expect(lambda: place_of(lab), lambda place: place == (2, 4), (2, 4))
    lab.page.keyboard.press("ArrowUp")
    lab.expect(lambda: place_of(lab), lambda place: place == (0, 4), (0, 4))

    lab.set("image height", 2)
    with pytest.raises(ValueError) as sentence:
        Conv2d(1, 1, 3, stride=2).forward(np.zeros((1, 1, 2, 2)))
    lab.expect_text("error", str(sentence.value))
    assert lab.axe() == []
    picture(lab, "sizing-nothing-fits")


def place_of(lab):
    """Row and column at which the window lies on an image without padding."""
    box, board = (lab.root.locator(name).first for name in (".cnn-box.cnn-kernel", "[data-board=uses]"))
    x, y = map(float, board.get_attribute("data-tiles").split()[:2])
    window = np.array([float(box.get_attribute("y")) - y, float(box.get_attribute("x")) - x])
    return tuple(np.rint(window / 30).astype(int).tolist())


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_elsewhere(show_lab, front):
    lab = show_lab(CODE, front=front)
    lab.step("padding height", times=2)
    lab.set("kernel height", 4)
    expect(lab, (8, 8), (4, 4), (2, 2), (2, 2), (1, 1))


@pytest.mark.parametrize("settings", ["(12, 1), 1, 1, (3, 0)", "(12, 1), 1, 2, 3", "(4, 1), (7, 1), 1, 0, 4"])
def test_nothing_is_out_of_sight_however_tall_the_image(show_lab, picture, settings):
    lab = show_lab(f"from coursecnn.labs import SizingLab\nSizingLab({settings})", width=1366)
    lab.root.locator(".coursecnn-stage svg").first.wait_for()
    picture(lab, f"sizing-{settings}")
    assert lab.root.bounding_box()["height"] <= IN_VIEW
