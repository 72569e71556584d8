"""The drawing lab on a page: mouse, touch, keyboard and samples, and the numbers that loops give."""

import base64
import re
import struct
import zlib

import numpy as np
import pytest

from coursecnn import datasets, reference
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.draw_digit import DrawDigitLab
from coursecnn.labs.nets.placing import as_mnist, shrunk

CODE = "from coursecnn.labs import DrawDigitLab\nlab = DrawDigitLab()\nlab"
SEVEN = [(70, 60), (200, 60), (130, 240)]
READ = """() => {
    const canvas = document.querySelector(".coursecnn-lab canvas");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let hex = "";
    for (let i = 0; i < data.length; i += 4) hex += data[i].toString(16).padStart(2, "0");
    return [canvas.width, hex];
}"""
TOUCH = """(points) => {
    const canvas = document.querySelector(".coursecnn-lab canvas");
    const frame = canvas.getBoundingClientRect();
    const send = (type, [x, y]) => canvas.dispatchEvent(new PointerEvent(type, {
        bubbles: true, pointerId: 7, pointerType: "touch", isPrimary: true, button: type === "pointermove" ? -1 : 0,
        clientX: frame.left + (x * frame.width) / 280, clientY: frame.top + (y * frame.width) / 280 }));
    canvas.setPointerCapture = () => {};  // there is no real finger
    send("pointerdown", points[0]);
    for (const point of points.slice(1)) send("pointermove", point);
    send("pointerup", points.at(-1));
}"""


@pytest.fixture(scope="module", autouse=True)
def net():
    """The lab's net, in the cache before the first page wants it."""
    return nets.digit_net()[0]


def drawn(lab):
    """The drawing as the page shows it, (84, 84)."""
    side, greys = lab.page.evaluate(READ)
    means = np.reshape(np.frombuffer(bytes.fromhex(greys), np.uint8), (84, side // 84, 84, side // 84)).mean(
        axis=(1, 3)
    )
    return np.floor(means + 0.5).astype(np.uint8)


def picture_of(lab, name):
    """The grey values of a picture."""
    address = lab.root.locator(f'[data-picture="{name}"]').get_attribute("src")
    data = base64.b64decode(address.partition(",")[2])
    w, h = struct.unpack(">II", data[16:24])
    start = data.index(b"IDAT")
    (size,) = struct.unpack(">I", data[start - 4 : start])
    return np.frombuffer(zlib.decompress(data[start + 4 : start + 4 + size]), np.uint8).reshape(h, w + 1)[:, 1:]


def by_loops(net, image):
    """Feature maps and probabilities in percent, by the definition."""
    x, maps = datasets.to_float(image)[None, None], []
    for layer in net:
        if "weight" in layer.params and layer.params["weight"].ndim == 4:
            x = np.maximum(
                reference.max_pool2d(reference.conv2d(x, layer.params["weight"], layer.params["bias"]), 2), 0
            )
            maps.append(x[0])
        elif "weight" in layer.params:
            x = reference.linear(x.reshape(1, -1), layer.params["weight"], layer.params["bias"])
    scores = np.exp(x[0].astype(float))
    return maps, 100 * scores / scores.sum()


def expect_net(lab, net, placed=True):
    """Wait until the page shows what the loops say about the drawing on it."""
    image = (as_mnist if placed else shrunk)(drawn(lab))
    maps, chances = by_loops(net, image)
    lab.expect(lambda: picture_of(lab, "input-0"), lambda found: (found == image).all(), image)
    lab.expect(lab.chances, lambda found: np.abs(np.array(found) - chances).max() < 0.06, chances)
    for number, arrays in enumerate(maps, 1):
        for k in (0, len(arrays) - 1):
            assert np.abs(picture_of(lab, f"map-{number}-{k}") - 255 * arrays[k] / arrays.max()).max() <= 1
    return chances


def draw(lab, points):
    """With the mouse; points are those of a canvas of 280 pixels, however large it is."""
    lab.root.locator("canvas").scroll_into_view_if_needed()
    frame, mouse = lab.root.locator("canvas").bounding_box(), lab.page.mouse
    (x, y), *others = [
        (frame["x"] + u * frame["width"] / 280, frame["y"] + v * frame["width"] / 280) for u, v in points
    ]
    mouse.move(x, y)
    mouse.down()
    for x, y in others:
        mouse.move(x, y, steps=10)
    mouse.up()


def test_every_way_to_draw(open_lab, net):
    lab = open_lab("07_training_on_mnist", "lab-draw-digit")
    cells = lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length")
    lab.expect_status("Nothing is drawn yet")
    expect_net(lab, net)

    draw(lab, SEVEN)
    lab.expect_status("The net says 7")
    with_mouse = expect_net(lab, net)
    frozen = drawn(lab)
    lab.page.mouse.move(300, 300)
    assert (drawn(lab) == frozen).all()  # the pen is up

    lab.field("centre and scale the drawing as MNIST does").uncheck()
    lab.expect(
        lambda: picture_of(lab, "input-0"), lambda found: (found == shrunk(frozen)).all(), "the drawing as it lies"
    )
    expect_net(lab, net, placed=False)
    lab.field("centre and scale the drawing as MNIST does").check()
    lab.expect(lab.chances, lambda found: np.abs(np.array(found) - with_mouse).max() < 0.06, with_mouse)

    lab.press("Clear")
    lab.expect_status("Nothing is drawn yet")
    assert not drawn(lab).any()

    lab.page.evaluate(
        TOUCH, [(x, y) for (a, b), (c, d) in zip(SEVEN, SEVEN[1:]) for x, y in np.linspace((a, b), (c, d), 12).tolist()]
    )
    lab.expect_status("The net says 7")
    expect_net(lab, net)

    canvas, keys = lab.root.locator("canvas"), lab.page.keyboard
    canvas.focus()
    keys.press("Delete")
    lab.expect_status("Nothing is drawn yet")
    for key in (
        ["ArrowUp"] * 9
        + ["ArrowLeft"] * 6
        + ["Space"]
        + ["ArrowRight"] * 11
        + ["ArrowDown", "ArrowDown", "ArrowLeft"] * 8
        + ["Space"]
    ):
        keys.press(key)
    keys.press("ArrowRight")
    lab.expect_status("The net says 7")
    expect_net(lab, net)
    assert "The pen is up" in lab.root.locator("canvas ~ [role=status]").text_content()
    keys.press("Backspace")
    lab.expect_status("Nothing is drawn yet")
    # no key went to the notebook
    assert lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == cells

    samples, right = [], 0
    for digit in "0123456789":
        lab.press(digit)
        lab.expect(lambda: drawn(lab).tobytes(), lambda now: any(now) and now not in samples, "another drawing")
        samples.append(drawn(lab).tobytes())
        right += expect_net(lab, net).argmax() == int(digit)
    assert right >= 8  # a net of seconds may misread one or two samples
    lab.press("9")
    lab.expect(lambda: drawn(lab).tobytes(), lambda now: now not in samples, "another 9")
    draw(lab, [(20, 260), (260, 260)])  # a stroke of one's own on a sample
    expect_net(lab, net)

    lab.press("Reset")
    lab.expect_status("Nothing is drawn yet")
    assert not drawn(lab).any()
    assert lab.axe() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_look(show_lab, picture, theme):
    lab = show_lab(CODE, theme=theme)
    lab.expect_status("Nothing is drawn yet")
    assert lab.axe() == []
    draw(
        lab,
        [
            (100, 110),
            (110, 80),
            (150, 70),
            (180, 95),
            (170, 125),
            (135, 140),
            (175, 155),
            (185, 190),
            (150, 220),
            (95, 205),
        ],
    )
    lab.expect_status("The net says 3")
    picture(lab, f"draw-digit-{theme}")
    lab.root.locator("canvas").press("ArrowUp")
    lab.expect(lambda: lab.root.locator("canvas ~ div").first.is_visible(), bool, "the pen")
    picture(lab, f"draw-digit-keyboard-{theme}")
    assert lab.axe() == []


def test_a_net_is_trained_while_one_draws(show_lab, picture, tmp_path):
    lab = show_lab(f"import os\nos.environ['COURSECNN_CACHE'] = {str(tmp_path)!r}\n{CODE}")
    lab.expect_text("training", "A net is trained for this lab, once")
    draw(lab, SEVEN)
    picture(lab, "draw-digit-waiting")
    lab.root.locator("[data-probability]").first.wait_for(timeout=120_000)
    lab.expect_status("The net says 7")
    lab.expect_text("about", "others it read")
    assert list((tmp_path / "nets").glob("*.npz"))


def test_two_views_and_the_kernel_show_one_drawing(show_lab):
    lab = show_lab(CODE + ".canvas.drawing = __import__('numpy').full((84, 84), 255, 'uint8')\nlab")
    lab.expect_status("The net says")
    assert (drawn(lab) == 255).all()


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_other_front_ends(show_lab, net, front):
    lab = show_lab(CODE, front=front)
    lab.expect_status("Nothing is drawn yet")
    draw(lab, SEVEN)
    lab.expect_status("The net says 7")
    expect_net(lab, net)


def test_without_a_page():
    assert re.fullmatch(r"DrawDigitLab: .*\.", repr(DrawDigitLab()))


@pytest.mark.parametrize("width", [683, 400])
def test_on_a_narrow_page_the_answer_is_by_the_canvas(show_lab, picture, width):
    lab = show_lab(CODE, width=width)
    lab.press("3")
    lab.expect(lab.chances, lambda now: len(now) == 10 and now[3] > 50, "ten numbers")
    canvas = lab.root.locator("canvas").bounding_box()
    bars = lab.root.locator("svg:has([data-probability])").bounding_box()
    hint = lab.root.get_by_text("Draw here").bounding_box()
    if width == 683:
        assert bars["x"] >= hint["x"] + hint["width"] and abs(bars["y"] - canvas["y"]) < 40
    else:
        assert 0 < bars["y"] - canvas["y"] - canvas["height"] < 80
    picture(lab, f"draw-digit-{width}")
