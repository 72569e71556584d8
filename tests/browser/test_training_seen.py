"""The training lab while it trains: what the net sees, two labs, Jupyter's interrupt, a guess and its answer."""

import re

import pytest
from labpage import IN_VIEW, LabPage

from coursecnn import datasets

LONG = "from coursecnn.labs import TrainingLab\nTrainingLab(images=6000, epochs=20, data='digits')"
SHORT = LONG.replace("6000, epochs=20", "500, epochs=1")
TWO = """from IPython.display import display
from coursecnn.labs import TrainingLab
display(TrainingLab(images=6000, epochs=20, data='digits'), TrainingLab(images=500, epochs=1, data='digits'))"""
COUNTS = """lab => {
    const texts = [...lab.querySelectorAll("svg text")].map((text) => text.textContent);
    const cells = [...lab.querySelectorAll('[data-cell^="confusion-"]')];
    return {
        title: texts.find((text) => /^misread .* of/.test(text)),
        cells: cells.map((cell) => [cell.dataset.cell, cell.textContent]),
        answers: texts.filter((text) => /^\\d→\\d$/.test(text)),
        training: lab.querySelectorAll("progress").length,
    };
}"""
BUSY = """async (code) => {
    const app = window.jupyterapp, panel = app.shell.currentWidget;
    await app.commands.execute("notebook:insert-cell-below");
    panel.content.activeCell.model.sharedModel.setSource(code);
    app.commands.execute("notebook:run-cell");
}"""
INTERRUPT = "() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')"


@pytest.fixture(scope="module", autouse=True)
def digits():
    datasets.fetch("digits")  # drawn once for the tests and the server


def begin(lab):
    """Press Start; the curve, as soon as there is one."""
    lab.press("Start")
    curve = lab.root.locator('polyline[data-curve^="loss-"]').last
    curve.wait_for()
    return curve


def test_what_the_net_sees_is_shown_beside_the_curves_while_it_trains(show_lab, picture):
    lab = show_lab(LONG, width=1366)
    lab.page.set_viewport_size({"width": 1366, "height": 768})
    curve = begin(lab)
    parts = '[data-picture="filters"]', '[data-board="confusion"]', '[data-picture="misread-0"]'
    for part in parts:
        lab.root.locator(part).wait_for()
    seen = lab.root.evaluate(COUNTS)
    wrong = [int(text) for cell, text in seen["cells"] if text and cell.split("-")[1] != cell.split("-")[2]]
    shown, total = map(int, re.search(r"(\d+) of ([\d,]+)", seen["title"].replace(",", "")).groups())
    assert sum(wrong) == total >= shown == len(seen["answers"]) > 0 and seen["training"] == 1
    first = lab.root.locator(parts[0]).get_attribute("href")
    lab.expect(lambda: lab.root.locator(parts[0]).get_attribute("href"), lambda now: now != first, "other filters")
    assert lab.root.locator("progress").count() == 1  # it still trains
    top = lab.root.bounding_box()["y"]
    for part in (curve, *map(lab.root.locator, parts)):
        box = part.bounding_box()
        assert box["y"] + box["height"] - top <= IN_VIEW
    picture(lab, "training-seen")
    lab.press("Stop")
    lab.expect_status("Run 1: Stopped after ")


def test_two_labs_queue(show_lab):
    first = show_lab(TWO)
    second = LabPage(first.page)
    first.root, second.root = (first.page.locator(".coursecnn-lab").nth(n) for n in (0, 1))
    curve = begin(first)
    second.press("Start")
    second.expect_status("It waits until another training has ended.")
    before = len(curve.get_attribute("points"))
    first.expect(lambda: len(curve.get_attribute("points")), lambda now: now > before, "a longer curve")
    assert second.root.locator("polyline").count() == 0
    first.press("Stop")
    first.expect_status("Run 1: Stopped after ")
    second.expect_text("run-1-test", " %")


@pytest.mark.parametrize("busy", [False, True])
def test_jupyters_interrupt_stops_it(show_lab, busy):
    lab = show_lab(LONG)
    begin(lab)
    lab.page.wait_for_timeout(600)  # the lab listens after a moment
    if busy:
        lab.page.evaluate(BUSY, "import time\ntime.sleep(60)")
        status = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'"
        lab.page.wait_for_function(status)
    lab.page.evaluate(INTERRUPT)
    lab.expect_status("Run 1: Stopped after ")


def test_a_guess_is_answered_at_the_end_and_the_rate_that_went_is_said(show_lab):
    lab = show_lab(SHORT)
    lab.choose("optimiser", "Adam")
    lab.expect_status("The learning rate went to 0.001, a usual one for Adam.")
    lab.choose("guess: loss will", "rise")
    assert "guess" not in lab.status()
    lab.press("Start")
    lab.expect_text("run-1-test", " %")
    lab.expect_status("Your guess was: it will rise. It ")


def test_one_epoch_is_one(show_lab):
    lab = show_lab(LONG.replace("6000, epochs=20", "30000, epochs=1"))
    begin(lab)
    lab.press("Stop")
    lab.expect_status(" of 1 epoch.")
    assert "1 epochs" not in lab.root.inner_text()
