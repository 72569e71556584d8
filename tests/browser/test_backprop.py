"""BackpropLab in a browser: each control moved, what is shown compared with the loops of ``reference``."""

import numpy as np
import pytest

from coursecnn import reference
from coursecnn.labs.backprop import DY, W, X

X, W = np.array(X), np.array(W)


def gradients(stride=1, padding=1, dilation=1):
    """dy, dx, dw of the lab's arrays."""
    options = stride, padding, dilation
    height, width = reference.conv2d(X[None, None], W[None, None], None, *options).shape[2:]
    dy = DY[:height, :width]
    dx, dw, _ = reference.conv2d_backward(dy[None, None], X[None, None], W[None, None], *options)
    return dy, dx[0, 0], dw[0, 0]


def routed(kind, window, stride, padding):
    """dx of a pooling."""
    forward = getattr(reference, f"{kind}_pool2d")
    backward = getattr(reference, f"{kind}_pool2d_backward")
    height, width = forward(X[None, None], window, stride, padding).shape[2:]
    return backward(DY[None, None, :height, :width], X[None, None], window, stride, padding)[0, 0]


def window(w, output):
    """The numbers on the 5 x 5 pixels when the kernel lies on the window of an output, padding 1."""
    numbers = np.full((7, 7), np.nan)
    numbers[output[0] : output[0] + 3, output[1] : output[1] + 3] = w
    return numbers[1:6, 1:6]


def shown(value):
    return f"= {value:g}".replace("-", "\u2212")


@pytest.fixture
def lab(open_lab):
    return open_lab("05_backpropagation", "lab-backprop")


def test_every_control(lab, picture):
    dy, dx, dw = gradients()
    lab.expect_numbers("dy", dy)
    lab.expect_numbers("w", W)
    lab.expect_numbers("dx", dx)
    lab.expect_text("sum", shown(dx[2, 2]))
    assert lab.axe() == []
    picture(lab, "backprop-dx-light")

    lab.set("row", 0)
    lab.step("column", "ArrowRight", times=2)
    lab.expect_text("sum", "dx[0,4]")
    lab.expect_text("sum", shown(dx[0, 4]))
    lab.expect_text("term", "Term 1 of 4")
    lab.step("term", "ArrowRight", times=2)
    lab.expect_text("term", "Term 3 of 4. In the window of y[1,3], x[0,4] was multiplied by w[0,2].")
    lab.expect_numbers("window", window(W, (1, 3)))

    for stride, padding, dilation in ((2, 1, 1), (2, 0, 1), (1, 2, 1), (3, 2, 2)):
        lab.set("stride", stride)
        lab.set("padding", padding)
        lab.set("dilation", dilation)
        dy, dx, _ = gradients(stride, padding, dilation)
        lab.expect_numbers("dy", dy)
        lab.expect_numbers("dx", dx)
        lab.expect_text("sum", shown(dx[0, 4]))
    picture(lab, "backprop-dx-wide")

    lab.press("Reset")
    lab.choose("gradient", "dw of a convolution")
    lab.expect_numbers("dw", dw)
    lab.expect_text("sum", shown(dw[2, 2]))
    lab.expect_text("term", "Term 1 of 25")
    picture(lab, "backprop-dw-light")
    assert lab.axe() == []


def test_picking_by_mouse_and_keyboard(lab):
    _, dx, _ = gradients()
    lab.cell("dx", 3, 1).click()
    lab.expect_text("sum", "dx[3,1]")
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press("ArrowLeft")
    lab.expect_text("sum", "dx[4,0]")
    lab.expect_text("sum", shown(dx[4, 0]))
    assert lab.field("row").input_value() == "4" and lab.field("column").input_value() == "0"
    lab.cell("dy", 4, 1).click()
    lab.expect_text("term", "Term 4 of 4. In the window of y[4,1]")
    lab.cell("dy", 0, 0).click()
    lab.expect_status("dy[0,0] has no part in this entry")
    lab.cell("dy", 3, 0).click()
    lab.expect_text("term", "Term 1 of 4")
    lab.expect_status("")


def test_pooling(lab, picture):
    lab.choose("gradient", "dx of max pooling")
    lab.expect_numbers("dx", routed("max", 2, 1, 1))
    lab.set("row", 3)
    lab.set("column", 4)
    lab.expect_text("term", "comes first")
    picture(lab, "backprop-max-light")
    lab.set("window", 3)
    lab.set("stride", 2)
    lab.expect_numbers("dx", routed("max", 3, 2, 1))
    lab.set("padding", 2)
    lab.expect_status("padding must be at most half of the pooling window, but 2 is more than 3 // 2")
    lab.set("padding", 0)
    lab.choose("gradient", "dx of average pooling")
    dx = routed("avg", 3, 2, 0)
    lab.expect_numbers("dx", dx, decimals=2)
    lab.expect_text("sum", f"= {dx[3, 4]:.3f}".rstrip("0").replace("-", "\u2212"))
    lab.step("window", "ArrowLeft", times=2)
    lab.expect_numbers("dx", routed("avg", 1, 2, 0))
    lab.expect_text("term", "No window holds x[3,4]")
    lab.step("stride", "ArrowLeft")
    lab.expect_numbers("dx", routed("avg", 1, 1, 0))
    assert lab.axe() == []


def test_dark_theme(open_lab, picture):
    lab = open_lab("05_backpropagation", "lab-backprop", theme="dark")
    lab.choose("gradient", "dx of average pooling")
    lab.expect_numbers("dx", routed("avg", 2, 1, 1), decimals=2)
    assert lab.axe() == []
    picture(lab, "backprop-average-dark")
    lab.press("Reset")
    lab.expect_numbers("dx", gradients()[1])
    picture(lab, "backprop-dx-dark")


def test_other_fronts(show_lab):
    for front in ("notebook", "voila"):
        lab = show_lab("from coursecnn.labs import BackpropLab\nBackpropLab('dw', row=1, column=0)", front=front)
        lab.expect_numbers("dw", gradients()[2])
        lab.cell("dw", 2, 1).click()
        lab.expect_text("sum", shown(gradients()[2][2, 1]))
