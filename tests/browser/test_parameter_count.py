"""ParameterCountLab in a browser: each control moved, what is shown compared with layers that are made and counted."""

import pytest

from coursecnn import Conv2d, Linear
from coursecnn.plots.values import times

NAMES = ("image side (pixels)", "channels", "units (fully connected)", "kernel side (pixels)", "filters (convolution)")


def parameters(layer):
    return sum(array.size for array in layer.params.values())


def expect(lab, side, channels, units, kernel, filters):
    """Both counts, the ratio and the outputs of these settings are shown."""
    dense, shared = parameters(Linear(channels * side**2, units)), parameters(Conv2d(channels, filters, kernel))
    lab.expect_text("sum-dense", f"{channels} · {side} · {side} · {units} + {units} = {dense:,}")
    lab.expect_text("sum-shared", f"{kernel} · {kernel} · {channels} · {filters} + {filters} = {shared:,}")
    assert (lab.text("point-dense"), lab.text("point-shared")) == (f"{dense:,}", f"{shared:,}")
    ratio, name = max(dense, shared) / min(dense, shared), "fully connected layer" if dense > shared else "convolution"
    assert f"{name} has {ratio:,.{0 if ratio >= 100 else 1}f} times as many" in lab.text("ratio")
    assert lab.text("output-dense") == str(units)
    assert lab.text("output-shared") == times((filters, side - kernel + 1, side - kernel + 1))


def test_every_control(open_lab, picture):
    lab = open_lab("00_why_convolution", "lab-parameter-count")
    lab.expect_text("sum-dense", "3 · 1000 · 1000 · 256 + 256 = 768,000,256")
    lab.expect_text("sum-shared", "5 · 5 · 3 · 256 + 256 = 19,456")
    lab.expect_text("ratio", "has 39,474 times as many")
    picture(lab, "parameter-count-light")
    assert lab.axe() == []

    settings = [64, 2, 30, 7, 20]
    for name, value in zip(NAMES, settings):
        lab.set(name, value)
    expect(lab, *settings)
    for index, after in enumerate((96, 1, 48, 6, 32)):  # sliders of numbers that may be large go by larger steps
        lab.step(NAMES[index], "ArrowLeft" if index % 2 else "ArrowRight")
        settings[index] = after
        expect(lab, *settings)

    lab.set(NAMES[2], 1)  # now the convolution has more
    settings[2] = 1
    lab.set("channels", 4)
    settings[1] = 4
    lab.set(NAMES[4], 200)
    settings[4] = 200
    expect(lab, *settings)
    picture(lab, "parameter-count-few-units")

    lab.set("image side (pixels)", 4)  # the kernel goes with it
    lab.expect_text("sum-shared", "4 · 4 · 4 · 200 + 200 = 13,000")
    lab.expect(lambda: lab.field("kernel side (pixels)").input_value(), lambda value: value == "4", "4")
    lab.set("kernel side (pixels)", 9)  # there is no such kernel for this image: the field takes 4
    lab.set(NAMES[2], 200)
    lab.expect_text("ratio", "Both layers have the same number of parameters.")
    picture(lab, "parameter-count-small")
    lab.press("Reset")
    lab.expect_text("ratio", "has 39,474 times as many")


def test_dark_theme(show_lab, picture):
    code = "from coursecnn.labs import ParameterCountLab\nParameterCountLab(28, 1, 100, 5, 8)"
    lab = show_lab(code, theme="dark")
    expect(lab, 28, 1, 100, 5, 8)
    assert lab.axe() == []
    picture(lab, "parameter-count-dark")


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_elsewhere(show_lab, front):
    lab = show_lab("from coursecnn.labs import ParameterCountLab\nParameterCountLab(28, 1, 15, 5, 8)", front=front)
    expect(lab, 28, 1, 15, 5, 8)
    lab.set(NAMES[2], 16)
    lab.step("channels", times=2)
    expect(lab, 28, 3, 16, 5, 8)
