"""The result sentence right at the control that was moved: over what is there, so that nothing gives way."""

import pytest
from labmoves import CONTROLS
from labwords import spaced
from test_options import made as made  # the labs' net and digits
from test_options import opened, settled

STEPPED = [name for name, ((_, key), *_) in CONTROLS.items() if key.startswith("Arrow")]
PLACES = """lab => [...lab.querySelectorAll("button, input, select, .noUi-target, .coursecnn-stage")].map((one) => {
    const [box, whole] = [one, lab].map((part) => part.getBoundingClientRect());
    return [box.x - whole.x, box.y - whole.y];
})"""
SEEN = """(lab, label) => {
    const note = lab.querySelector(".coursecnn-beside");
    if (!note) return null;
    const text = (one) => one.textContent.trim(), control = note.parentElement;
    const results = [...lab.querySelectorAll(".coursecnn-status, [data-heard], [role=alert]")].map(text);
    const box = (one) => ["left", "top", "right", "bottom"].map((side) => one.getBoundingClientRect()[side]);
    return [text(note), results.filter(Boolean).join(" "), ...[note, control, lab].map(box), text(control)];
}"""
GAP = 6  # pixels


def note_of(lab):
    return lab.root.locator(".coursecnn-beside")


def seen(lab):
    """When it is there: its text, all results, the boxes (left, top, right, bottom) of it, its control and the lab."""
    found = []

    def there():
        found[:] = lab.root.evaluate(SEEN) or ()
        return found

    lab.expect(there, bool, "a sentence at the control")
    return found


@pytest.mark.parametrize("name", STEPPED)
def test_it_stands_at_the_control_and_nothing_moves(show_lab, picture, name):
    lab = opened(show_lab, name, width=1366)
    lab.page.set_viewport_size({"width": 1366, "height": 768})
    settled(lab)
    label, key = CONTROLS[name][0]
    places = lab.root.evaluate(PLACES)
    lab.step(label, key)
    text, results, note, control, whole, owner = seen(lab)
    picture(lab, f"beside-{name}")
    assert text and text in results and label in owner
    assert abs(note[0] - control[0]) < 2
    assert -1 <= max(note[1] - control[3], control[1] - note[3]) <= GAP
    assert whole[0] <= note[0] and whole[1] <= note[1] and note[2] <= whole[2] and note[3] <= whole[3]
    settled(lab)
    assert lab.root.evaluate(PLACES) == places
    lab.step(label, CONTROLS[name][1][1])
    note_of(lab).wait_for()
    lab.page.keyboard.press("Escape")
    note_of(lab).wait_for(state="detached")


def test_it_follows_the_move_and_leaves_others_alone(show_lab):
    lab = opened(show_lab, "PoolingLab", width=1366)
    note, other = note_of(lab), lab.control("window")
    handle = lab.control("right (pixels)").locator(".noUi-handle").bounding_box()
    lab.page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    lab.page.mouse.down()
    for far in (30, 60):
        lab.page.mouse.move(handle["x"] + far, handle["y"] + 8, steps=3)
        lab.expect(note.text_content, lambda shown: spaced(shown) in lab.text("changed"), "the sentence of the drawing")
    lab.page.mouse.move(handle["x"] + 60, other.bounding_box()["y"] + 8)  # still down
    assert note.count() == 1
    lab.page.mouse.up()
    lab.page.mouse.move(handle["x"] + 62, other.bounding_box()["y"] + 8)
    note.wait_for(state="detached")
    lab.step("right (pixels)", "ArrowLeft")
    note.wait_for()
    lab.field("stride").focus()
    note.wait_for(state="detached")
    lab.step("right (pixels)", "ArrowLeft")
    note.wait_for()
    lab.press("Reset")
    note.wait_for(state="detached")


def test_it_says_what_cannot_be_shown(show_lab):
    lab = opened(show_lab, "SizingLab", width=1366)
    lab.set("kernel height", 7)
    lab.set("dilation height", 2)
    note = note_of(lab)
    text, results, *_ = seen(lab)
    assert text in results and "does not fit" in text
    places = lab.root.evaluate(PLACES)
    lab.set("kernel height", "2.5")  # refused: that sentence stands there, in the same way
    refused = lab.root.locator(".coursecnn-refused")
    refused.wait_for()
    assert note.count() == 0 and lab.root.evaluate(PLACES) == places
    box, control = refused.bounding_box(), lab.control("kernel height").bounding_box()
    assert abs(box["y"] + box["height"] - control["y"]) <= GAP
    lab.page.keyboard.press("Escape")
    refused.wait_for(state="detached")


def test_it_leaves_the_canvas_free_and_shortens_long_sums(show_lab):
    lab = opened(show_lab, "JourneyLab", width=1366)
    lab.choose("image from", "my drawing")
    lab.root.locator("canvas").first.wait_for()
    settled(lab)
    assert note_of(lab).count() == 0
    lab = opened(show_lab, "BackpropLab", width=1366)
    lab.choose("gradient", "dw of a convolution")
    lab.expect(lambda: len(lab.text("sum")), lambda letters: letters > 180, "a long sum")
    text, whole = spaced(seen(lab)[0]), lab.text("sum")
    begin, end = text.split(" \u2026 ")
    assert len(text) < 100 and whole.startswith(begin) and whole.endswith(end) and end.startswith("= ")
