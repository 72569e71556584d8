"""The training lab on a page: every control, figures of a sweep, live curves, Stop, and a notebook free meanwhile."""

import base64
import copy
import csv
import io
import re

import pytest
from labpage import RUN_ANOTHER_CELL

from coursecnn import datasets
from coursecnn.experiments import complete
from coursecnn.experiments.task import run_task
from coursecnn.labs.training.lab import plan

FIRST = {
    "configuration": {
        "kernel_sizes": [5, 5], "filters": [8, 16], "pool": "max", "optimizer": "momentum", "lr": 0.05,
        "batch_size": 50,
    },
    "data": "digits:500:2000", "epochs": 1, "seed": 0,
}  # fmt: skip
CODE = "from coursecnn.labs import TrainingLab\nTrainingLab(images=500, epochs=1, data='digits')"


@pytest.fixture(scope="module", autouse=True)
def digits():
    datasets.fetch("digits")  # drawn once for the tests and the server


def changed(task, **changes):
    """A task with some settings changed, in its configuration or beside it."""
    task = copy.deepcopy(task)
    for name, value in changes.items():
        (task if name in task else task["configuration"])[name] = value
    return task


def expect_plan(lab, task):
    lab.expect_text("plan", plan(task))


def train(lab, number, task):
    """Press Start, and compare what comes out with the same run of a sweep."""
    expected = run_task(task | {"configuration": complete(task["configuration"])})
    lab.press("Start")
    lab.expect_text(f"run-{number}-test", f"{100 * expected['accuracy']:.2f} %")
    assert lab.text(f"run-{number}-parameters") == f"{expected['parameters']:,}"
    lab.expect_status(f"Run {number}: {expected['correct']:,} of 2,000 test images right")
    return expected


def test_every_control(open_lab):
    lab, task = open_lab("08_experiments", "lab-training"), FIRST
    at_first = changed(FIRST, data="digits:6000:2000", epochs=5)
    lab.expect_text("live", "press Start")
    expect_plan(lab, at_first)
    lab.choose("data", "drawn digits")
    lab.choose("training images", "500")
    lab.set("epochs", 1)
    expect_plan(lab, task)
    train(lab, 1, task)

    lab.set("kernel 1 (pixels)", 3)
    expect_plan(lab, task := changed(task, kernel_sizes=[3, 5]))
    lab.step("kernel 2 (pixels)", "ArrowLeft", 2)
    expect_plan(lab, task := changed(task, kernel_sizes=[3, 3]))
    lab.step("filters 1", "ArrowLeft")
    expect_plan(lab, task := changed(task, filters=[7, 16]))
    lab.set("filters 2", 9)
    expect_plan(lab, task := changed(task, filters=[7, 9]))
    lab.choose("pooling 2 × 2", "none")
    expect_plan(lab, changed(task, pool="none"))
    lab.choose("pooling 2 × 2", "average")
    expect_plan(lab, task := changed(task, pool="average"))
    lab.set("batch (images)", 25)
    expect_plan(lab, task := changed(task, batch_size=25))
    lab.set("epochs", 3)
    expect_plan(lab, task := changed(task, epochs=3))
    lab.step("epochs", "ArrowLeft")
    expect_plan(lab, task := changed(task, epochs=2))
    lab.choose("training images", "1,000")
    expect_plan(lab, task := changed(task, data="digits:1000:2000"))
    lab.step("seed", "ArrowRight")
    lab.expect(lambda: lab.field("seed").input_value(), lambda v: v == "1", "1")
    lab.set("seed", 5)
    lab.choose("optimiser", "Adam")
    lab.expect(lambda: lab.field("learning rate").input_value(), lambda v: float(v) == 0.001, 0.001)
    lab.step("learning rate")
    lab.expect(lambda: lab.field("learning rate").input_value(), lambda v: float(v) == 0.002, 0.002)
    train(lab, 2, changed(task, seed=5, optimizer="adam", lr=0.002))
    lab.set("learning rate", 0.0123)
    train(lab, 3, changed(task, seed=5, optimizer="adam", lr=0.0123))

    link = lab.root.get_by_role("link", name="Save the table as CSV").get_attribute("href")
    rows = list(csv.DictReader(io.StringIO(base64.b64decode(link.partition(",")[2]).decode())))
    assert [row["lr"] for row in rows] == ["0.05", "0.002", "0.0123"]
    assert {row["data"] for row in rows} == {"digits"}
    with lab.page.expect_download() as download:
        lab.root.get_by_role("link", name="Save the table as CSV").click()
    assert download.value.suggested_filename == "training-runs.csv"

    lab.press("Reset")
    expect_plan(lab, at_first)
    assert lab.root.locator('[data-text="run-3-test"]').count() == 1
    lab.press("Remove all runs")
    lab.expect_text("live", "press Start")
    assert lab.root.locator("table").count() == 0 and lab.root.locator("polyline").count() == 0
    assert lab.axe() == []


def test_live_stopped_and_the_notebook_free_meanwhile(show_lab):
    lab = show_lab(CODE)
    lab.set("epochs", 20)
    lab.choose("training images", "6,000")  # a point of the curve every 40 steps
    lab.press("Start")
    curve = lab.root.locator('polyline[data-curve="loss-1"]')
    curve.wait_for()
    before = curve.get_attribute("points")
    assert lab.root.get_by_role("button", name="Start", exact=True).is_disabled()
    lab.expect(lambda: curve.get_attribute("points"), lambda points: len(points) > len(before), "a longer curve")
    lab.expect_text("live", "left")
    assert lab.page.evaluate(RUN_ANOTHER_CELL, "print(6 * 7)") == "42\n"
    assert lab.root.get_by_role("button", name="Start", exact=True).is_disabled()  # still training
    lab.set("seed", 1)  # changes what comes next, not what runs
    lab.press("Stop")
    lab.expect_status("Run 1: Stopped after ")
    assert lab.text("run-1-test") == "stopped"
    lab.choose("training images", "500")
    lab.set("epochs", 1)
    train(lab, 2, changed(FIRST, seed=1))


def test_a_wild_learning_rate_is_told_in_a_sentence(show_lab):
    lab = show_lab(CODE)
    lab.set("learning rate", 20)
    lab.press("Start")
    lab.expect_status("with a learning rate of 20 the steps were so long that every ReLU now gives 0.")
    assert lab.root.locator('polyline[data-curve="loss-1"]').count() == 1


KNOB = """label => {
    const field = [...document.querySelectorAll(".coursecnn-lab label")].find((one) => one.textContent === label);
    const knob = field.closest(".coursecnn-control").querySelector(".noUi-handle").getBoundingClientRect();
    return knob.x + knob.width / 2;
}"""


def test_many_runs_are_told_apart_without_scrolling(show_lab, picture):
    """Each number has a place on the slider, each curve its name; the newest runs are in sight."""
    lab = show_lab(CODE, width=1366)
    lab.page.set_viewport_size({"width": 1366, "height": 768})
    places = []
    for number, rate in enumerate((0.2, 0.3, 0.4, 0.5, 5), 1):
        lab.set("learning rate", rate)
        lab.press("Start")
        lab.root.locator(f'[data-text="run-{number}-test"]').wait_for()
        if rate < 1:
            lab.page.wait_for_timeout(400)  # page.js waits for the field
            places.append(lab.page.evaluate(KNOB, "learning rate"))
        ends = lab.root.locator(f'[data-text="end-{number}"]').all_text_contents()
        assert ends == [f"run 1, rate {rate}" if number == 1 else f"{number}: {rate}"] * 2
    assert min(later - sooner for sooner, later in zip(places, places[1:])) > 1, places
    top = lab.root.bounding_box()["y"]
    for number in (3, 4, 5):
        row = lab.root.locator(f'[data-text="run-{number}-test"]').bounding_box()
        assert row["y"] + row["height"] - top < 600
    assert lab.axe() == []
    picture(lab, "training-runs")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_look(show_lab, picture, theme):
    lab = show_lab(CODE.replace("images=500, epochs=1", "images=1000, epochs=4"), theme=theme)
    for number, rate in enumerate((0.05, 0.01, 2), 1):
        lab.set("learning rate", rate)
        lab.press("Start")
        lab.root.locator(f'[data-text="run-{number}-test"]').wait_for()
    lab.set("epochs", 20)
    lab.set("batch (images)", 5)  # so many steps that each epoch is seen
    lab.set("learning rate", 0.02)
    lab.press("Start")
    epoch = re.compile(r"epoch (\d+) ")
    lab.expect(lambda: lab.text("live"), lambda shown: (found := epoch.search(shown)) and int(found[1]) > 4, "epoch 5")
    picture(lab, f"training-{theme}")
    assert lab.axe() == []


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_other_front_ends(show_lab, front):
    train(show_lab(CODE, front=front), 1, FIRST)
