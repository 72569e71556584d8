"""JourneyLab in a browser: back from the answer to the pixels by clicks, one's own net, the gradient, a drawing."""

import re

import numpy as np
import pytest
from labpage import IN_VIEW
from labwords import spaced

from coursecnn import datasets
from coursecnn.datasets import photo, to_float
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.journey import journey_frame
from coursecnn.layers import ConvPool2d, Flatten, Linear, Sequential
from coursecnn.training import NORMALISED, outputs, save_net

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")

CODE = "from coursecnn.labs import JourneyLab\nJourneyLab()"
OWN = """from coursecnn import Sequential
from coursecnn.layers import Conv2d, Flatten, Linear, ReLU, BatchNorm2d
from coursecnn.labs import JourneyLab
import numpy as np
net = Sequential(Conv2d(3, 4, 3, padding=1), BatchNorm2d(4), ReLU(), Flatten(), Linear(4 * 64, 5))
JourneyLab(net, np.random.default_rng(0).random((2, 3, 8, 8)))"""


@pytest.fixture(scope="module", autouse=True)
def frame():
    """What the lab's net makes of the first image; the net is in the cache before the first page wants it."""
    net, _ = nets.digit_net()
    return journey_frame(net, to_float(nets.samples().reshape(-1, 1, 28, 28)[nets.FIRST]))


def test_from_the_answer_to_the_pixels(show_lab, frame, picture):
    lab = show_lab(CODE, width=1366)
    best = int(frame.probabilities.argmax())
    lab.expect_status(f"The net says {best}")
    lab.click_number("L8", (best, 0, 0))
    lab.expect_text("value", f"8 Linear, number {best}: {frame.values[8][best, 0, 0]:.4f}")
    lab.click_number("L4", (8, 3, 5))
    lab.expect_text("value", "4 Conv 5 × 5, map 8, row 3, column 5:")
    terms, total = sum_of(lab)
    assert len(terms) == 8 + 1  # the channels and the bias
    assert sum(terms) == pytest.approx(total, abs=1e-9) == pytest.approx(frame.values[4][8, 3, 5], abs=6e-4)
    assert lab.root.locator('[data-board="filter"]').count() == 2  # two pieces of four kernels each
    lab.click_number("filter", (4, 0, 0))
    weight = nets.digit_net()[0].params["1.weight"][8, 4]
    lab.expect_numbers("kernel", weight, decimals=2)
    lab.expect_numbers("back", frame.values[3][4, 3:8, 5:10], decimals=2)
    lab.expect_numbers("products", frame.values[3][4, 3:8, 5:10] * weight, decimals=2)
    picture(lab, "journey-light")
    assert lab.axe() == []
    lab.cell("back", 1, 2).click()
    lab.expect_text("value", "3 ReLU, map 4, row 4, column 7:")
    for name in ("2 MaxPool 2 × 2, map 4", "1 Conv 5 × 5, map 4", "0 image, map 0"):
        lab.press("One layer back")
        lab.expect_text("value", name)
    lab.choose("gradient", f"of score {best}")
    lab.expect_text("value", "Its gradient is ")
    picture(lab, "journey-gradient-light")


def sum_of(lab):
    """The terms of the sum that is written out, and what it gives."""
    terms, total = lab.text("sum").replace("\u2212", "-").partition(": ")[2].split(" = ")
    return [float(term.strip("()")) for term in terms.split(" + ")], float(re.match(r"[-\d.]+\d", total)[0])


def test_the_large_map_is_pointed_at_and_picked_and_marks_all_layers_behind(show_lab):
    lab = show_lab(CODE, width=1366)
    large = lab.root.locator('[data-board="L1"] image').nth(1)
    side = large.bounding_box()["width"] / 24
    large.hover(position={"x": 16.5 * side, "y": 3.5 * side})
    marked = lab.root.locator(".cnn-linked-window").evaluate_all(
        "paths => paths.map((path) => [path.parentNode.dataset.board, path.getBBox().width])"
    )
    assert [board for board, _ in marked] == ["L0"] and marked[0][1] == pytest.approx(88 * 5 / 28, abs=1)
    large.click(position={"x": 16.5 * side, "y": 3.5 * side})
    lab.expect_text("value", "1 Conv 5 × 5, map 0, row 3, column 16:")


def test_pointing_at_a_deep_number_marks_the_pixels_that_it_saw(show_lab):
    lab = show_lab(CODE, width=1366)
    lab.root.locator('[data-board="L6"] image').hover(position={"x": 5, "y": 5})
    marked = lab.root.locator(".cnn-top .cnn-linked-window").evaluate_all(
        "marks => marks.map(mark => [mark.closest('[data-board]').dataset.board, mark.getAttribute('d')])"
    )
    assert sorted(board for board, _ in marked) == [f"L{k}" for k in range(6)]
    tiles = lab.root.locator('[data-board="L0"]').get_attribute("data-tiles").split()
    pixel = float(tiles[2]) / 28
    path = next(path for board, path in marked if board == "L0")
    wide = float(path.split("h")[1].split("v")[0])
    assert wide == pytest.approx(16 * pixel, rel=1e-3)  # 5, 6, 14, 16: the receptive field after two blocks


def marked(lab, kind):
    """How many numbers of each board of the strip are outlined."""
    areas = """marks => marks.map(mark => [mark.closest("[data-board]").dataset.board,
        [...mark.getAttribute("d").matchAll(/h([\\d.e-]+)v([\\d.e-]+)/g)].reduce((sum, [, w, h]) => sum + w * h, 0)])"""
    found = {}
    for board, area in lab.root.locator(f".cnn-top .cnn-linked-{kind}").evaluate_all(areas):
        tiles = list(map(float, lab.root.locator(f'[data-board="{board}"]').first.get_attribute("data-tiles").split()))
        found[board] = round(area / (tiles[2] / tiles[5] * tiles[3] / tiles[4]))
    return found


def test_pointing_goes_through_flatten_and_linear(show_lab):
    lab = show_lab(CODE, width=1366)
    lab.hover_number("L7", (37, 0, 0))  # map 2, row 1, column 1 of (16, 4, 4)
    assert marked(lab, "window") == {"L6": 1, "L5": 1, "L4": 4, "L3": 8 * 36, "L2": 8 * 36, "L1": 8 * 144, "L0": 256}
    assert marked(lab, "used") == {"L8": 10, "L9": 10}
    lab.hover_number("L8", (3, 0, 0))
    whole = {"L7": 256, "L6": 256, "L5": 256, "L4": 1024, "L3": 1152, "L2": 1152, "L1": 8 * 576, "L0": 784}
    assert marked(lab, "window") == whole
    lab.hover_number("L5", (2, 1, 1))
    assert marked(lab, "used") == {"L6": 1, "L7": 1, "L8": 10, "L9": 10}


def test_a_net_of_ones_own_by_keyboard_and_in_the_dark(show_lab, picture):
    lab = show_lab(OWN, theme="dark")
    lab.expect_text("value", "1 Conv 3 × 3, map 0")
    lab.choose("layer", "5 Linear")
    lab.expect_text("value", "5 Linear, number 0:")
    lab.step("number", times=2)
    lab.expect_text("value", "5 Linear, number 2:")
    assert not any(lab.field(name).is_visible() for name in ("row", "column", "channel of the filter"))
    lab.set("image", 1)
    lab.expect_status("The net says")
    picture(lab, "journey-own-dark")
    assert lab.axe() == []


def test_nothing_is_out_of_sight_however_much_is_asked_for(show_lab, picture):
    lab = show_lab("from coursecnn.labs import JourneyLab\nJourneyLab(stop=4, gradient=0, against=9)", width=1366)
    lab.expect_text("scale", "Gradients of score 0 minus score 9")
    assert lab.root.bounding_box()["height"] <= IN_VIEW
    lab.choose("image from", "my drawing")
    lab.expect_status("The net says")
    assert lab.root.bounding_box()["height"] <= IN_VIEW
    lab.choose("layer", "8 Linear")
    lab.press("One layer back")
    lab.expect_status("Back over 7 Flatten, which only puts numbers in a row, to the product that counts most.")
    picture(lab, "journey-drawing-back")
    assert lab.root.bounding_box()["height"] <= IN_VIEW
    lab.choose("minus", "score 0")
    lab.expect_status("Score 0 minus itself is always 0")
    assert lab.root.bounding_box()["height"] <= IN_VIEW


def test_an_image_from_a_file_and_classes_with_names(show_lab, server, tmp_path, picture):
    _, course, _ = server
    net = Sequential(ConvPool2d(3, 8, 5, seed=1), Flatten(), Linear(8 * 100, 4, seed=2))
    about = {"classes": ["stop", "give way", "no entry", "ahead"], "size": [24, 24], "channels": 3}
    save_net(net, course / "signs.npz", about | {"normalisation": NORMALISED})
    signs, _, _ = datasets.draw_signs(1, 1, seed=3, size=64)
    Image.fromarray(signs[0].transpose(1, 2, 0)).resize((640, 480)).save(tmp_path / "sign.png")
    (tmp_path / "notes.txt").write_text("a sign")
    lab = show_lab('from coursecnn.labs import JourneyLab\nJourneyLab("signs.npz")', width=1366)
    lab.expect_text("choose", "Choose an image file: it is made 24 × 24 pixels in colour, as in training.")
    field = lab.root.get_by_label("image file", exact=True)
    field.set_input_files(tmp_path / "sign.png")
    lab.expect_status("sign.png was made 24 × 24 pixels in colour, cut to the middle square, as in training.")
    image = photo.read_photo(tmp_path / "sign.png", 24)[0]
    best = int(outputs(net, image[None])[0].argmax())
    lab.expect_status(f"The net says {about['classes'][best]} (")
    lab.choose("layer", "6 softmax")
    lab.expect_text("value", "6 softmax, number 0 (stop): ")
    assert lab.root.locator("svg text", has_text="give way").count() == 1
    picture(lab, "journey-own-image")
    assert lab.axe() == []
    field.set_input_files(tmp_path / "notes.txt")
    lab.expect_status(
        "notes.txt cannot be read as an image (it is of no kind that is known here): remove or replace it."
    )
    big = tmp_path / "big.bmp"
    big.write_bytes(bytes(8_000_000))
    field.set_input_files(big)
    lab.expect_status("big.bmp has 8.0 MB, and a page sends at most 7: save it smaller.")
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (1200, 1850, 3), np.uint8)).save(tmp_path / "large.png")
    assert 6_600_000 < (tmp_path / "large.png").stat().st_size < 7_000_000
    field.set_input_files(tmp_path / "large.png")
    lab.expect_status("large.png was made 24 × 24 pixels")
    lab.press("Reset")
    lab.expect_text("choose", "Choose an image file")
    assert field.input_value() == ""


def test_a_drawing(show_lab):
    lab = show_lab(CODE)
    lab.choose("image from", "my drawing")
    canvas = lab.root.locator("canvas")
    canvas.wait_for()
    box = canvas.bounding_box()
    lab.page.mouse.move(box["x"] + 70, box["y"] + 60)
    lab.page.mouse.down()
    for x, y in ((200, 60), (130, 240)):
        lab.page.mouse.move(box["x"] + x, box["y"] + y, steps=10)
    lab.page.mouse.up()
    lab.expect_status("The net says 7")
    value = lab.text("value").split(": ")[1].split(". It sees ")[0]
    assert np.isfinite(float(value.replace("\u2212", "-")))


def test_every_number_that_is_chosen_is_said_aloud(show_lab, frame):
    lab = show_lab(CODE, width=1366)
    lab.expect_status(f"The net says {frame.probabilities.argmax()}")
    region = lab.root.locator(".coursecnn-page [aria-live]")
    for map_, row, column in [(8, 3, 5), (8, 4, 5), (2, 4, 5)]:
        lab.click_number("L4", (map_, row, column))
        said = f"4 Conv 5 × 5, map {map_}, row {row}, column {column}:"
        lab.expect(lambda: spaced(region.text_content()), lambda now, said=said: said in now, said)


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_also_in_notebook_7_and_voila(show_lab, frame, front):
    lab = show_lab(CODE, front=front, width=1366)
    lab.expect_status("The net says")
    lab.click_number("L4", (8, 3, 5))
    lab.expect_text("value", "4 Conv 5 × 5, map 8, row 3, column 5:")
    terms, total = sum_of(lab)
    assert sum(terms) == pytest.approx(total, abs=1e-9) == pytest.approx(frame.values[4][8, 3, 5], abs=6e-4)
    lab.hover_number("L4", (8, 3, 5))
    lab.expect(lab.root.locator(".cnn-linked-window").count, bool, "the window of the number that is pointed at")
    region = lab.root.locator(".coursecnn-page [aria-live]")
    before = region.text_content()
    lab.press("One layer back")
    lab.expect_text("value", "3 ReLU, map")
    lab.expect(region.text_content, lambda said: said and said != before, f"a sentence other than {before!r}")
    lab.set("row", "2.5")
    lab.root.locator(".coursecnn-refused").wait_for()
    lab.press("Copy as code")
    lab.expect_status("Copied: JourneyLab(")
