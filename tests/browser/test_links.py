"""Point and see: what each lab marks is what the definition of the operation says, cell by cell."""

import re
from itertools import product

import pytest

RECT = re.compile(r"M([\d.e-]+) ([\d.e-]+)h([\d.e-]+)v([\d.e-]+)")


def marked(lab, kind):
    """{board: the (channel, row, column) that are outlined}; rows and columns count from inside of the padding."""
    found = {}
    read = "marks => marks.map((mark) => [{ ...mark.parentNode.dataset }, mark.getAttribute('d')])"
    for about, path in lab.root.locator(f".cnn-linked-{kind}").evaluate_all(read):
        board, tiles = about["board"], about["tiles"]
        x, y, wide, tall, rows, columns, above, left, _, across, pitch_x, pitch_y, first = map(float, tiles.split())
        for u, v, width, height in (map(float, rect) for rect in RECT.findall(path)):
            tile = int((v - y + 0.5) // pitch_y * across + (u - x + 0.5) // pitch_x)
            column, row = (round((u - x) % pitch_x * columns / wide), round((v - y) % pitch_y * rows / tall))
            size = range(round(height * rows / tall)), range(round(width * columns / wide))
            cells = {(int(first) + tile, row - int(above) + i, column - int(left) + j) for i, j in product(*size)}
            found.setdefault(board, set()).update(cells)
    return found


def window(i, j, k, s=1, p=0, d=1):
    """The rows and columns of the input that output (i, j) is made of, padding among them."""
    return {(s * i + d * a - p, s * j + d * b - p) for a, b in product(range(k), repeat=2)}


def outputs(i, j, size, *options):
    """The outputs, of so many rows and columns, that input (i, j) has a part in."""
    return {place for place in product(range(size), repeat=2) if (i, j) in window(*place, *options)}


def on(channels, cells):
    return {(channel, *cell) for channel in channels for cell in cells}


def point(lab, board, place, padding=0):
    """Point at (channel, row, column), counted from inside of the padding."""
    channel, row, column = place
    lab.page.mouse.move(0, 0)
    lab.hover_number(board, (channel, row + padding, column + padding))
    lab.expect(lambda: marked(lab, "self"), lambda now: now == {board: {place}}, place)


def shown(show_lab, code):
    name = code.partition("(")[0]
    lab = show_lab(f"from coursecnn.labs import {name}\n{code}")
    lab.root.locator("[data-board]").first.wait_for()
    return lab


def test_sizes(show_lab):
    lab = shown(show_lab, "SizingLab(n=8, kernel=2, stride=3, padding=1, dilation=2)")
    point(lab, "output", (0, 1, 2))
    assert marked(lab, "window") == {"uses": on([0], window(1, 2, 2, 3, 1, 2))}
    point(lab, "uses", (0, 4, 7), padding=1)
    assert marked(lab, "used") == {"output": on([0], outputs(4, 7, 3, 2, 3, 1, 2))}


def test_pooling(show_lab):
    lab = shown(show_lab, "PoolingLab('edge', window=3, stride=2)")
    point(lab, "pooled-after", (0, 1, 2))
    assert marked(lab, "window") == {"after": on([0], window(1, 2, 3, 2))}
    point(lab, "before", (0, 4, 5))
    assert marked(lab, "used") == {"pooled-before": on([0], outputs(4, 5, 3, 3, 2))}


def test_channels(show_lab):
    lab = shown(show_lab, "ChannelsLab()")
    point(lab, "y", (1, 20, 30))
    assert marked(lab, "window") == {"x": on([1, 3], window(20, 30, 3))}  # 3 is the picture in colours
    point(lab, "y", (3, 20, 30))
    assert marked(lab, "window") == {"x": on(range(4), window(20, 30, 3))}  # and of the maps the sum
    point(lab, "x", (2, 10, 11))
    assert marked(lab, "used") == {"y": on([2, 3], outputs(10, 11, 70, 3))}
    lab.choose("layer", "3 × 3 in 3 groups")
    lab.expect_text("sum", "from red = ")
    point(lab, "x", (2, 10, 11))
    assert marked(lab, "used").get("y", set()) == set()  # this filter sees red alone


@pytest.mark.parametrize(("stride", "padding", "size"), [(1, 1, 5), (2, 1, 3)])
def test_gradients(show_lab, stride, padding, size):
    options = 3, stride, padding
    lab = shown(show_lab, f"BackpropLab(stride={stride}, padding={padding})")
    point(lab, "dx", (0, 2, 3))
    assert marked(lab, "used") == {"dy": on([0], outputs(2, 3, size, *options))}  # what this entry of dx adds up
    point(lab, "dy", (0, 1, 0))
    seen = on([0], window(1, 0, *options))
    assert marked(lab, "window") == {"window": seen, "dx": {cell for cell in seen if min(cell) >= 0}}
    lab.choose("gradient", "dw of a convolution")
    lab.expect_text("sum", "dw[")
    point(lab, "dw", (0, 1, 2))
    met = {(stride * i + 1 - padding, stride * j + 2 - padding) for i, j in product(range(size), repeat=2)}
    assert marked(lab, "window") == {"dy": on([0], product(range(size), repeat=2)), "x": on([0], met)}


def test_from_a_pixel_to_the_end_of_a_stack(show_lab):
    lab = shown(show_lab, 'ReceptiveFieldLab([("convolution", 3), ("pooling", 2, 2), ("convolution", 3)], 12)')
    point(lab, "image", (0, 4, 5))
    first = outputs(4, 5, 10, 3)
    second = {place for place in product(range(5), repeat=2) if window(*place, 2, 2) & first}
    third = {place for place in product(range(3), repeat=2) if window(*place, 3) & second}
    assert marked(lab, "used") == {"layer1": on([0], first), "layer2": on([0], second), "output": on([0], third)}


def test_the_keyboard_marks_and_marks_outlive_a_new_drawing(show_lab):
    lab = shown(show_lab, "ConvolutionLab(stride=2)")
    cell = lab.cell("output", 1, 1)
    cell.focus()
    lab.page.keyboard.press("ArrowRight")  # which picks, too: the kernel answers with a new drawing
    lab.expect_text("place", "row 1, column 2")
    lab.expect(lambda: marked(lab, "window"), lambda now: now == {"image": on([0], window(1, 2, 2, 2))}, "the window")
    lab.page.mouse.move(0, 0)
    point(lab, "output", (0, 0, 1))
    lab.cell("output", 0, 1).click()
    lab.expect_text("place", "row 0, column 1")
    box = lab.cell("output", 0, 1).bounding_box()
    lab.page.mouse.move(box["x"] + 7, box["y"] + 7)  # a little further, in the same cell
    lab.expect(lambda: marked(lab, "window"), lambda now: now == {"image": on([0], window(0, 1, 2, 2))}, "the window")
