"""ReceptiveFieldLab in a browser: each control moved; drawn are the pixels that have a gradient in ``reference``."""

import re

import numpy as np
import pytest
from labpage import IN_VIEW

from coursecnn import Conv2d, receptive_field, reference

CODE = "from coursecnn.labs import ReceptiveFieldLab\nReceptiveFieldLab"
STACK = [["convolution", 3, 1, 1], ["pooling", 2, 2, 1], ["convolution", 3, 1, 1]]


def gradients(side, layers, place):
    """For the image and each map, where the output at ``place`` comes from: kernels of ones, backwards."""
    x, maps = np.zeros((1, 1, side, side), int), []
    for _, k, s, d in layers:
        maps.append((x, np.ones((1, 1, k, k), int), s, 0, d))
        x = reference.conv2d(x, maps[-1][1], None, *maps[-1][2:])
    found = [np.zeros_like(x)]
    found[0][0, 0][tuple(place)] = 1
    for arguments in maps[::-1]:
        found.insert(0, reference.conv2d_backward(found[0], *arguments)[0])
    return [array[0, 0] for array in found]


def drawn(lab, name):
    cells = lab.root.locator(f'[data-cell^="{name}-"]').evaluate_all("cells => cells.map(cell => cell.dataset.cell)")
    return {tuple(map(int, cell.split("-")[1:])) for cell in cells}


def expect(lab, side, layers, place):
    """The pixels that are seen, in every map, and the sizes, fields and jumps of the table."""
    *seen, last = gradients(side, layers, place)
    sizes = [array.shape[0] for array in (*seen, last)]
    fields = receptive_field([(k, s, d) for _, k, s, d in layers])
    jumps = np.cumprod([s for _, _, s, _ in layers]).tolist()
    table = {f"size-{n}": sizes[n] for n in range(len(sizes))}
    table |= {f"field-{n}": field for n, field in enumerate(fields, 1)}
    table |= {f"jump-{n}": jump for n, jump in enumerate(jumps, 1)}
    lab.expect(lambda: {name: last_number(lab, name) for name in table}, lambda shown: shown == table, table)
    for number, gradient in enumerate(seen):
        name, places = f"layer{number}" if number else "image", {tuple(n) for n in np.argwhere(gradient).tolist()}
        lab.expect(lambda: drawn(lab, name), lambda shown: shown == places, places)
    assert drawn(lab, "output") == set(np.ndindex(last.shape))
    rows, columns = np.nonzero(seen[0])
    text = lab.text("seen")
    assert f"The output at row {place[0]}, column {place[1]} sees" in text
    assert str(len(rows)) in re.findall(r"\d+", text)
    assert f"rows {rows.min()} to {rows.max()}, columns {columns.min()} to {columns.max()}." in text


def last_number(lab, name):
    """The last number of a cell of the table, or nothing where there is no such cell."""
    found = lab.root.locator(f'[data-text="{name}"]').all_text_contents()
    return int(re.findall(r"\d+", found[0])[-1]) if found else None


def test_every_control(open_lab, picture):
    lab = open_lab("01_convolution", "lab-receptive-field")
    layers, side = [list(layer) for layer in STACK], 16
    expect(lab, side, layers, (2, 2))
    picture(lab, "receptive-field-light")
    assert lab.axe() == []

    lab.cell("output", 0, 3).click()
    expect(lab, side, layers, (0, 3))
    lab.page.keyboard.press("ArrowDown")
    expect(lab, side, layers, (1, 3))
    lab.set("output row", 4)
    lab.step("output column", "ArrowLeft")
    expect(lab, side, layers, (4, 2))

    lab.step("image side (pixels)", times=4)
    expect(lab, 20, layers, (4, 2))
    lab.set("image side (pixels)", 30)
    for number, (stride, dilation) in enumerate([(2, 2), (1, 1), (2, 3)], 1):
        lab.set(f"kernel {number}", 2 + number % 2)
        lab.set(f"stride {number}", stride)
        layers[number - 1][1:3] = 2 + number % 2, stride
        if lab.field(f"dilation {number}").is_enabled():
            lab.set(f"dilation {number}", dilation)
            layers[number - 1][3] = dilation
    expect(lab, 30, layers, (2, 2))
    picture(lab, "receptive-field-gaps")

    assert lab.field("dilation 2").is_disabled()
    lab.choose("layer 2", "convolution")
    lab.set("dilation 2", 2)
    layers[1] = ["convolution", 2, 1, 2]
    expect(lab, 30, layers, (2, 2))
    lab.choose("layer 3", "pooling")
    layers[2][3] = 1
    lab.expect(lambda: lab.field("dilation 3").is_disabled(), bool, "no dilation")
    expect(lab, 30, layers, (2, 2))

    lab.step("layers", times=2)
    lab.set("kernel 4", 2)
    lab.set("kernel 5", 1)
    lab.expect(lambda: lab.field("output row").get_attribute("max"), lambda most: most == "3", "rows up to 3")
    lab.set("output row", 3)
    layers += [["convolution", 2, 1, 1], ["convolution", 1, 1, 1]]
    expect(lab, 30, layers, (3, 0))
    lab.set("layers", 2)
    lab.field("layer 3").wait_for(state="hidden")
    expect(lab, 30, layers[:2], (3, 0))

    lab.set("image side (pixels)", 4)
    with pytest.raises(ValueError) as sentence:
        Conv2d(1, 1, 3, dilation=2)(np.zeros((1, 1, 4, 4)))
    fact = str(sentence.value).split(" (input")[0]  # there is no padding to add here
    lab.expect_text("error", f"Layer 1: {fact}: use a smaller kernel")
    picture(lab, "receptive-field-nothing-fits")
    assert lab.axe() == []
    lab.press("Reset")
    expect(lab, 16, STACK, (2, 2))


def test_dark_theme(show_lab, picture):
    net = [("convolution", 5, 1, 1), ("pooling", 2, 2, 1)] * 2
    lab = show_lab(f"{CODE}({net}, 28, (1, 2))", theme="dark")
    expect(lab, 28, net, (1, 2))
    assert lab.axe() == []
    picture(lab, "receptive-field-dark")


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_elsewhere(show_lab, front):
    lab = show_lab(f"{CODE}()", front=front)
    lab.set("kernel 1", 5)
    lab.step("output row", "ArrowLeft")
    expect(lab, 16, [["convolution", 5, 1, 1], *STACK[1:]], (1, 2))


@pytest.mark.parametrize("stack", ["1", "1 1", "3 3 3", "1 1 1 1 1", "2 2 2 2 2"])
def test_nothing_is_out_of_sight_however_large_the_maps(show_lab, picture, stack):
    layers = [("convolution", int(kernel)) for kernel in stack.split()]
    lab = show_lab(f"{CODE}({layers}, 32, (0, 0))", width=1366)
    lab.root.locator(".coursecnn-stage svg").first.wait_for()
    panel, view = (lab.root.locator(f".coursecnn-{part}").bounding_box() for part in ("panel", "view"))
    assert panel["x"] + panel["width"] <= view["x"] and abs(panel["y"] - view["y"]) < 12
    picture(lab, f"receptive-field-{stack.replace(' ', '-')}")
    assert lab.root.bounding_box()["height"] <= IN_VIEW
