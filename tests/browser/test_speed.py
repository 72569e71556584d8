"""SpeedLab in a browser: every control moved, multiplications counted, times compared with those of the kernel."""

import json
import re

import numpy as np
import pytest
from labpage import RUN_ANOTHER_CELL

from coursecnn import reference
from coursecnn.bench.shapes import Conv

WAYS = ("loops", "im2col", "package")
FIRST = Conv(32, 16, 28, 32, 3)
CODE = "from coursecnn.labs import SpeedLab\nlab = SpeedLab(batch=4, channels=3, side=12, kernel=3, filters=5)\nlab"
FIGURES = """import json
f = lab.frame
print(json.dumps([f.seconds, f.shape, f.backward, f.part, f.timings, f.difference]))"""


def multiplications(shape):
    """Counted: each number of the loops' output is a sum of so many products."""
    x, w = (np.ones((1, shape.c, side, side)) for side in (shape.size, shape.kernel))
    y = reference.conv2d(x, w)
    return int(y.sum()) * shape.n * shape.filters


def expect_plan(lab, shape, backward=False):
    count = multiplications(shape)
    also = f", {3 * count:,} with backward" if backward else ";"
    lab.expect_text("plan", f": {count:,} multiplications forward{also}")
    size = 4 * count / shape.filters
    lab.expect_text("plan", f"{size / 1e6:.3g} MB from" if size >= 1e6 else f"{size / 1e3:.3g} kB from")


def measure(lab, shape, backward=False):
    """Press Measure, and read what the page then says."""
    sizes = f"batch {shape.n}, channels {shape.c}, image side {shape.size}, kernel {shape.kernel}"
    passes = "forward and backward" if backward else "forward"
    lab.press("Measure")
    title = f"Measured: {sizes}, filters {shape.filters}, {passes}."
    lab.root.locator('[data-text="measured"]').filter(has_text=title).wait_for()
    lab.root.locator("progress").wait_for(state="detached")
    lab.expect_text("agree", "All three give the same result")
    shown = {name: seconds(lab.text(f"{name}-time")) for name in WAYS}
    operations = 2 * (3 if backward else 1) * multiplications(shape)
    for name in WAYS:
        assert figure(lab.text(f"{name}-rate")) == pytest.approx(operations / shown[name] / 1e9, rel=0.02)
        assert figure(lab.text(f"{name}-ratio")) == pytest.approx(shown["loops"] / shown[name], rel=0.1)
    assert shown["loops"] > shown["package"]
    place = {name: lab.root.locator(f'[data-dot="{name}"]').bounding_box()["x"] for name in WAYS}
    assert place["loops"] > place["package"]
    return shown


def figure(text):
    return float(re.match(r"[\d.,e-]+", text).group().replace(",", ""))


def seconds(text):
    return figure(text) * {"s": 1, "ms": 1e-3, "\u00b5s": 1e-6}[text.split()[1]]


def test_every_control(open_lab, picture):
    lab = open_lab("06_fast_convolution", "lab-speed")
    lab.expect_text("measured", "Press Measure.")
    expect_plan(lab, FIRST)
    assert lab.axe() == []
    shown = measure(lab, FIRST)
    assert shown["loops"] > 20 * shown["package"]
    lab.expect_text("how", "The loops ran on a part, ")
    picture(lab, "speed-light")
    assert lab.axe() == []
    lab.step("batch (images)", "ArrowLeft", 2)
    expect_plan(lab, shape := FIRST._replace(n=30))
    lab.expect_text("measured", "Press Measure for what is chosen now.")
    lab.set("channels", 2)
    expect_plan(lab, shape := shape._replace(c=2))
    lab.step("image side (pixels)", "ArrowLeft")
    expect_plan(lab, shape := shape._replace(size=27))
    lab.step("kernel (pixels)")
    expect_plan(lab, shape := shape._replace(kernel=4))
    lab.set("filters", 3)
    expect_plan(lab, shape := shape._replace(filters=3))
    lab.choose("time", "forward and backward")
    expect_plan(lab, shape, backward=True)
    measure(lab, shape, backward=True)
    lab.set("channels", 32)
    lab.set("image side (pixels)", 32)
    lab.set("kernel (pixels)", 7)
    lab.set("batch (images)", 30)
    lab.expect_status("With these sizes the batch is at most 30 images")
    expect_plan(lab, Conv(30, 32, 32, 3, 7), backward=True)
    lab.press("Reset")
    expect_plan(lab, FIRST)
    lab.expect_text("measured", "Press Measure.")
    lab.expect_status("")


def test_what_is_shown_is_what_was_measured(show_lab, picture):
    lab = show_lab(CODE, theme="dark")
    shape = Conv(4, 3, 12, 5, 3)
    shown = measure(lab, shape)
    picture(lab, "speed-dark")
    assert lab.axe() == []
    exact, sizes, backward, part, timings, difference = json.loads(lab.page.evaluate(RUN_ANOTHER_CELL, FIGURES))
    assert Conv(*sizes) == shape and not backward and Conv(*part) == shape
    for name in WAYS:
        assert shown[name] == pytest.approx(exact[name], rel=0.006)
    assert f"Medians of {timings['package']} timings (loops: {timings['loops']})" in lab.text("how")
    assert difference < 1e-5


def test_stop_and_a_notebook_free_meanwhile(show_lab):
    lab = show_lab(CODE)
    shape = Conv(30, 32, 32, 64, 7)
    for label, value in (("channels", 32), ("image side (pixels)", 32), ("kernel (pixels)", 7), ("batch (images)", 30)):
        lab.set(label, value)
    lab.set("filters", 64)
    lab.choose("time", "forward and backward")
    expect_plan(lab, shape, backward=True)
    lab.press("Measure")
    lab.root.locator("progress").wait_for()
    assert lab.root.get_by_role("button", name="Measure", exact=True).is_disabled()
    assert lab.page.evaluate(RUN_ANOTHER_CELL, "print(6 * 7, lab.busy)") == "42 True\n"
    lab.press("Stop")
    lab.root.locator("progress").wait_for(state="detached")
    assert lab.text("measured") == "Press Measure."
    lab.press("Reset")
    measure(lab, Conv(4, 3, 12, 5, 3))


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_other_front_ends(show_lab, front):
    measure(show_lab(CODE, front=front), Conv(4, 3, 12, 5, 3))
