"""From the drawn digit, and from the maps of a net, through "See every layer" into the journey of the same image."""

import numpy as np
import pytest
from labpage import LabPage

from coursecnn.datasets import to_float
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.canvas import SIDE
from coursecnn.labs.nets.journey import journey_frame
from coursecnn.labs.nets.placing import as_mnist


@pytest.fixture(scope="module", autouse=True)
def net():
    """The labs' net, in the cache before the first page wants it."""
    return nets.digit_net()[0]


def open_door(lab):
    lab.press("See every layer")
    inner = LabPage(lab.page)
    inner.root = lab.page.locator(".coursecnn-journey")
    return inner


def expect_journey(lab, net, image):
    """All layers are there, and say of this image what the net says."""
    frame = journey_frame(net, to_float(image)[None])
    best = int(frame.probabilities.argmax())
    lab.expect_status(f"The net says {best} ({100 * frame.probabilities[best]:.1f} %).")
    for stop in range(len(frame.values)):
        lab.root.locator(f'[data-board="L{stop}"]').first.wait_for()
    lab.click_number("L4", (8, 3, 5))
    value = f"{frame.values[4][8, 3, 5]:.4f}".rstrip("0").replace("-", "\u2212")
    lab.expect_text("value", f"4 Conv 5 × 5, map 8, row 3, column 5: {value}")
    assert lab.axe() == []


def test_from_a_drawn_digit(show_lab, net, picture):
    lab = show_lab("from coursecnn.labs import DrawDigitLab\nDrawDigitLab()", width=1366)
    lab.press("3")
    lab.expect(lab.chances, lambda now: len(now) == 10 and now[3] > 50, "ten numbers")
    drawing = np.kron(nets.samples()[0, 3], np.ones((SIDE // 28, SIDE // 28), np.uint8))
    expect_journey(open_door(lab), net, as_mnist(drawing))
    picture(lab, "door-draw-digit")


def test_from_the_maps(show_lab, net):
    lab = show_lab("from coursecnn.labs import ActivationsLab\nActivationsLab()", width=1366)
    lab.expect_status("The net says ")
    expect_journey(open_door(lab), net, nets.samples().reshape(-1, 28, 28)[nets.FIRST])
