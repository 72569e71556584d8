"""What all labs share, without a browser: controls, drawings, errors as sentences."""

import re
import struct
import subprocess
import sys
import threading
import time
import zlib
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_rgb

pytest.importorskip("anywidget")

from coursecnn import labs
from coursecnn.labs.kit import png, stops, svg, theme
from coursecnn.labs.kit.cells import Grid
from coursecnn.labs.kit.controls import Action, Choice, Integer, Number, Toggle
from coursecnn.labs.kit.fields import CellFields
from coursecnn.labs.kit.grid import Cells, as_number
from coursecnn.labs.kit.lab import Lab
from coursecnn.labs.kit.svg import Picture
from coursecnn.plots.style import COLOURS, DIVERGING


class Doubling(Lab):
    """Twice a number; 7 is refused, 8 is a mistake in the lab itself."""

    name, title, clickable = "doubling", "Twice", True

    def __init__(self, value=3):
        self.value_, self.kind = Integer("value", 1, 9, value), Choice("kind", ["a", "b"])
        self.drawn = 0
        super().__init__([self.value_, self.kind], [[Action("Fail", self.fail)], Toggle("on", True)])

    def draw(self):
        self.drawn += 1
        if self.value_.value == 7:
            raise ValueError("7 <is> not doubled.")
        if self.value_.value == 8:
            raise RuntimeError("inside")
        self.say(f"drawn with {self.kind.value}")
        return str(2 * self.value_.value)

    def fail(self):
        raise ValueError("This button fails.")

    def pick(self, name, row, column):
        self.value_.value = row + column

    def edit(self, name, row, column, text):
        self.value_.value = int(as_number(text))


class Slow(Lab):
    """Two numbers; a drawing takes its time after it has read the first."""

    name, title = "slow", "Both"

    def __init__(self):
        self.one, self.two, self.draws = Integer("one", 0, 9, 0), Integer("two", 0, 9, 0), threading.Event()
        super().__init__([self.one, self.two])

    def draw(self):
        first = self.one.value
        self.draws.set()
        time.sleep(0.2)
        return f"{first} {self.two.value}"


def test_a_control_that_moves_in_another_thread_while_the_lab_draws_is_drawn():
    lab = Slow()
    lab.draws.clear()
    other = threading.Thread(target=setattr, args=(lab.two.slider, "value", 5))
    other.start()
    assert lab.draws.wait(10)
    lab.one.slider.value = 7
    other.join()
    assert lab.stage.html == "7 5"


def test_what_moves_in_another_thread_while_changes_are_held_is_drawn_at_their_end():
    lab = Slow()
    with lab.hold():
        other = threading.Thread(target=setattr, args=(lab.two.slider, "value", 5))
        other.start()
        other.join()
        assert lab.stage.html == "0 0"
    assert lab.stage.html == "0 5"


def test_a_control_draws_once_and_field_and_slider_agree():
    lab = Doubling()
    assert (lab.stage.html, lab.drawn) == ("6", 1)
    lab.value_.slider.value = 5
    assert (lab.value_.field.value, lab.value_.value, lab.stage.html, lab.drawn) == (5, 5, "10", 2)
    lab.value_.field.value = 2
    assert (lab.value_.slider.value, lab.stage.html, lab.drawn) == (2, "4", 3)
    with lab.hold():
        lab.value_.value, lab.kind.value = 4, "b"
        assert lab.drawn == 3
    assert (lab.stage.html, lab.drawn) == ("8", 4)
    assert "drawn with b" in lab.status.value
    lab.reset()
    assert (lab.stage.html, lab.kind.value, lab.drawn) == ("6", "a", 5)


def test_errors_are_sentences_and_pass_with_the_next_change():
    lab = Doubling()
    lab.value_.value = 7
    assert "7 &lt;is&gt; not doubled." in lab.status.value and 'role="alert"' in lab.status.value
    assert lab.stage.html == "6" and "coursecnn-pale" in lab._dom_classes
    lab.value_.value = 8
    assert "This cannot be shown (RuntimeError: inside). Choose Reset." in lab.status.value
    lab.value_.value = 1
    assert "alert" not in lab.status.value and "coursecnn-pale" not in lab._dom_classes
    (button,) = (control for control in lab.controls if isinstance(control, Action))
    button.click()
    assert "This button fails." in lab.status.value


def test_cells_are_picked_and_edited():
    lab = Doubling()
    lab.stage.picked = "some-name-2-4 1"
    assert lab.stage.html == "12"
    lab.stage._message(None, {"cell": "x-0-0", "value": "5"}, [])
    assert lab.stage.html == "10"
    lab.stage._message(None, {"cell": "x-0-0", "value": "five"}, [])
    assert "A cell holds a number" in lab.status.value and "&#x27;five&#x27;" in lab.status.value


def test_a_lab_in_a_notebook_without_widgets_is_one_sentence():
    data, _ = (
        Doubling()._repr_mimebundle_()
        if isinstance(Doubling()._repr_mimebundle_(), tuple)
        else (Doubling()._repr_mimebundle_(), {})
    )
    assert data["text/plain"] == "Doubling: run this cell to bring it to life."


@pytest.mark.parametrize("value", [0, 10, 2.5, "3", None, True])
def test_integer_refuses(value):
    with pytest.raises(ValueError, match=r"^size must be a whole number (of at least 1|from 1 to 9), not .*\.$"):
        Integer("size", 1, 9, value)


def test_number_and_choice_refuse():
    with pytest.raises(ValueError, match="rate must be a number from 0 to 1, not 2"):
        Number("rate", 0, 1, 2)
    with pytest.raises(ValueError, match="kind must be one of max, avg, not 'min'"):
        Choice("kind", ["max", "avg"], "min")
    assert Choice("kind", {"largest": "max", "mean": "avg"}, "avg").value == "avg"


def test_what_a_slider_adds_up_is_shown_short():
    control = Number("rate", 0, 1, 0.2)
    control.slider.value = 0.1 + 0.2
    assert control.value == control.field.value == 0.3
    control.field.value = 0.4
    control.slider.value = 0.39999999999999997
    assert control.value == control.field.value == 0.4


def test_a_slider_of_a_wide_range_goes_by_ever_larger_steps():
    control = stops.Doubling("side", 4, 100, 50, "pixels")
    assert control.stops == [4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 100] and control.field.description == "side (pixels)"
    assert control.value == control.field.value == 50 and control.stops[control.slider.value] == 48
    control.slider.value += 1
    assert control.value == control.field.value == 64
    control.field.value = 5
    assert control.value == 5 and control.stops[control.slider.value] in (4, 6)
    control.slider.value = 10
    assert control.value == 100
    control.reset()
    assert control.value == 50
    with pytest.raises(ValueError, match="side must be a whole number from 4 to 100, not 101"):
        stops.Doubling("side", 4, 100, 101)


def test_a_value_between_two_stops_has_a_place_of_its_own():
    control, places = stops.Doubling("side", 1, 512, 48), []
    for value in (48, 50, 55, 57, 64):
        control.value = value
        (away,) = (name for name in control.slider._dom_classes if name.startswith(stops.AWAY))
        places.append(control.slider.value / control.slider.max + float(away.removeprefix(stops.AWAY)) / 10_000)
    stop = 1 / control.slider.max
    assert places == sorted(set(places)) and min(np.diff(places)) > 0.05 * stop
    assert places[0] == pytest.approx(control.stops.index(48) * stop) and places[-1] - places[0] == pytest.approx(stop)


def test_limits_move_the_value_and_reset_takes_them_back():
    control = Integer("size", 1, 9, 8)
    control.limits = (0, 5)
    assert (control.value, control.slider.value, control.field.value) == (5, 5, 5)
    control.limits = (6, 7)
    assert control.value == 6
    control.field.value = 100
    assert control.value == 7
    control.reset()
    assert control.value == 8
    assert control.limits == (1, 9)


def test_labels_carry_units():
    assert Integer("image", 1, 9, 3, "pixels").field.description == "image (pixels)"


def test_fields_follow_and_edit():
    arrays, edits = {"a": np.arange(6.0).reshape(2, 3), "b": np.eye(2)}, []
    fields = CellFields(lambda: arrays, lambda *edit: edits.append(edit))
    fields.row.value, fields.column.value = 1, 2
    assert fields.number.value == 5 and edits == []
    fields.grid.value = "b"
    assert (fields.row.value, fields.column.value, fields.number.value) == (1, 1, 1)
    fields.number.value = -2.5
    assert edits == [("b", 1, 1, "-2.5")]


@pytest.mark.parametrize("text, value", [("3", 3), (" -0.5 ", -0.5), ("\u22122", -2), ("1,5", 1.5)])
def test_typed_numbers(text, value):
    assert as_number(text) == value


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1e9", "1 2"])
def test_other_text_is_refused(text):
    with pytest.raises(ValueError, match="A cell holds a number"):
        as_number(text)


def parse(drawing):
    return ElementTree.fromstring(re.sub(r' xmlns="[^"]+"', "", drawing))


def test_a_grid_shows_its_numbers_in_named_cells():
    grid = Grid(
        [[0, -1.5], [2, 3]], "output", "y & x", "y", hidden=[[False, False], [False, True]], border=((0, 0), (0, 1))
    )
    tree = parse(svg.row([grid], alt="four <cells>"))
    assert (tree.get("role"), tree.get("aria-label")) == ("img", "four <cells>")
    cells = {text.get("data-cell"): text.text for text in tree.iter("text") if text.get("data-cell")}
    assert cells == {"y-0-0": "0", "y-1-0": "2"}
    assert [text.text for text in tree.iter("text")] == ["y & x", "0", "\u22121.5", "2"]
    drawn = {path.get("class"): path.get("d").count("M") for path in tree.iter("path")}
    assert drawn == {"cnn-cell cnn-padding": 2, "cnn-cell cnn-output": 2}


@pytest.mark.parametrize(("text", "cell"), [("0", 30), ("0", 24), ("0", 16), ("12", 30), ("12", 20)])
def test_hatching_leaves_the_number_free(text, cell):
    def strokes(shown):
        path = re.search('cnn-hatch" d="([^"]+)"', Grid([[shown]], mask=True, cell=cell).draw(0, 0)).group(1)
        return np.array(re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", path), float).reshape(-1, 2, 2)

    grid = Grid([[text]], cell=cell)
    middle, half = np.array([grid.wide, cell]) / 2, np.array([0.3 * grid.font * len(text), 0.36 * grid.font])
    along = np.linspace(0, 1, 50)[:, None]
    for start, end in strokes(text):
        assert not (np.abs(start + along * (end - start) - middle) < half).all(axis=1).any()
    assert len(strokes("")) == 5 and len(strokes(text)) >= 2


def test_cells_that_act_are_a_grid_for_screen_readers():
    tree = parse(svg.row([Grid([[1, 2]], name="x", title="input", act="edit", border=((1, 0), (0, 0)))][:1]))
    assert tree.get("role") == "group" and tree.find(".//g[@role='grid']").get("aria-label") == "input"
    grid = Grid([[9, 9], [1, 2]], name="x", act="edit", border=((1, 0), (0, 0)))
    acting = [cell for cell in parse(svg.row([grid])).iter("g") if cell.get("data-act")]
    assert [cell.get("data-cell") for cell in acting] == ["x-0-0", "x-0-1"]
    assert acting[1].get("aria-label") == "row 0, column 1: 2" and acting[1].get("tabindex") == "-1"
    grid = Grid([[9, 9], [1, 2]], name="x", act="pick", highlight=[(1, 0, 1, 1, "output")])
    chosen = [cell.get("aria-selected") for cell in parse(svg.row([grid])).iter("g") if cell.get("data-act")]
    assert chosen == ["false", "false", "true", "false"]


def test_unknown_roles_are_refused():
    with pytest.raises(ValueError, match="role must be one of input, kernel"):
        Grid([[1]], "green")


def test_each_item_of_a_row_is_a_drawing_of_its_own_which_the_page_may_break():
    grids = [Grid(np.zeros((2, 9))) for _ in range(3)]
    assert svg.fits(grids[:2], ["*"]) and not svg.fits(grids, ["*", "="])
    tree = parse(svg.row(grids, ["*", "="]))
    assert "".join(text.text for text in tree.iter("span") if text.get("aria-hidden")) == "\u2217="
    drawings = list(tree.iter("svg"))
    assert len(drawings) == 3
    for drawing in drawings:
        cells = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)", "".join(p.get("d") for p in drawing.iter("path")))
        assert len(cells) == 18
        for x, y, wide, tall in np.array(cells, float):
            assert x + wide <= float(drawing.get("width")) and y + tall <= float(drawing.get("height"))


def test_signed_cells_have_the_colours_of_the_figures():
    tree = parse(svg.row([Grid([[-2, 0, 1, 2]], shade="signed")]))
    styles = {}  # the first cell of each look, from left to right
    for path in tree.iter("path"):
        styles[float(re.match(r"M([\d.]+)", path.get("d"))[1])] = path.get("style")
    shown = [styles[left] for left in sorted(styles)]
    assert len(shown) == 4
    for style, value in zip(shown, (0.0, 0.5, 0.75, 1.0)):
        end, share = re.search(r"color-mix\(in srgb,var\(--cnn-(\w+)\) ([\d.]+)%,var\(--cnn-paper\)\)", style).groups()
        ends = np.array([to_rgb(COLOURS[end]), to_rgb(theme.PAPERS[0])])
        mixed = np.array([float(share) / 100, 1 - float(share) / 100]) @ ends
        np.testing.assert_allclose(mixed, DIVERGING(value)[:3], atol=0.01)


def decode(address):
    """(H, W) or (H, W, 3) from a PNG data address."""
    data, at, parts = b64decode(address.removeprefix("data:image/png;base64,")), 8, {}
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        parts[kind] = data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + parts[kind])
        at += 12 + size
    w, h, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(h, -1)
    assert depth == 8 and not lines[:, 0].any()
    return lines[:, 1:].reshape((h, w, 3) if colour == 2 else (h, w))


def test_pictures_hold_their_pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7))
    assert (decode(png.grey(pixels, 0, 255)) == pixels).all()
    assert decode(png.grey([[2, 4]])).tolist() == [[0, 255]]
    assert decode(png.grey(np.zeros((2, 2)))).tolist() == [[0, 0], [0, 0]]
    colours = np.random.default_rng(0).integers(0, 256, (3, 5, 7))
    assert (decode(png.colour(colours)) == colours.transpose(1, 2, 0)).all()
    assert decode(png.signed([[-1, 0, 1]])).tolist() == [[[0, 114, 178], [255, 255, 255], [213, 94, 0]]]
    assert decode(png.signed([[1.0]], limit=2)).tolist() == [[[234, 174, 128]]]


def test_pictures_are_read_by_pillow_too():
    image = pytest.importorskip("PIL.Image")
    from io import BytesIO

    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert (np.asarray(image.open(BytesIO(png.encode(pixels)))) == pixels).all()


def test_wrong_pictures_are_refused():
    with pytest.raises(ValueError, match=r"shape \(H, W\) with at least one pixel, not \(2,\)"):
        png.grey([1, 2])
    with pytest.raises(ValueError, match=r"\(3, H, W\)"):
        png.colour(np.zeros((2, 4, 4)))


def test_a_picture_in_a_row_has_an_alternative_text():
    tree = parse(
        svg.row([Picture(png.grey([[0, 1]]), 40, "a <digit>", "digit", "photo", [(0.5, 0, 0.5, 1, "kernel")])])
    )
    picture = next(tree.iter("image"))
    assert (picture.findtext("title"), picture.get("data-picture")) == ("a <digit>", "photo")
    boxes = [(rect.get("x"), rect.get("width")) for rect in tree.iter("rect")]
    assert boxes == [("19.5", "25.0")] * 2  # around pixels 22 to 42, with a line of 4 pixels at most


@pytest.mark.parametrize("name", labs.__all__)
def test_every_lab_is_found_and_documented(name):
    lab = getattr(labs, name)
    assert issubclass(lab, Lab) and lab.name and lab.title and "Parameters" in lab.__doc__


def test_unknown_labs_are_named():
    with pytest.raises(AttributeError, match="coursecnn.labs has no 'PoolLab': there are .*ConvolutionLab"):
        labs.PoolLab  # noqa: B018


def test_labs_load_nothing_until_they_are_named():
    code = "import sys, coursecnn.labs; loaded = {m.partition('.')[0] for m in sys.modules}"
    code += "; assert not {'ipywidgets', 'anywidget', 'matplotlib'} & loaded"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_cells_widget_shows_html():
    assert Cells("<p>").html == "<p>"
