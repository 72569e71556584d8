"""Every lab in the browser's own Python opens and answers moves; a digit that is drawn there is recognised."""

import statistics

import pytest
from labmoves import CONTROLS, milliseconds
from labpage import RUN_ANOTHER_CELL, LabPage
from test_live import NOTEBOOK, RUN, opened

MOVES, WARM_UP = 20, 5
MEDIAN = 80  # milliseconds, where Python is a browser's
SEVEN = [(0.25, 0.21), (0.71, 0.21), (0.46, 0.86)]  # of the canvas' sides


@pytest.fixture(scope="module")
def show(visitor, live):
    """``show(name)``: the ``LabPage`` of a new lab in a notebook; the one before is cleared away."""
    page = opened(visitor.open(f"lite/notebooks/index.html?path={NOTEBOOK}"))
    page.evaluate(RUN, "import coursecnn.labs")

    def shown(name):
        page.evaluate("window.jupyterapp.commands.execute('editmenu:clear-all')")
        page.evaluate(RUN_ANOTHER_CELL, f"from coursecnn.labs import {name}\n{name}()")
        return LabPage(page)

    return shown


@pytest.mark.parametrize("name", CONTROLS)
def test_a_lab_answers_a_move(show, name):
    assert len(milliseconds(show(name), name, 2)) >= 2


def test_a_drawn_digit_is_recognised(show):
    lab = show("DrawDigitLab")
    box = lab.root.locator("canvas").bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN]
    lab.page.mouse.move(*points[0])
    lab.page.mouse.down()
    for point in points[1:]:
        lab.page.mouse.move(*point, steps=10)
    lab.page.mouse.up()
    lab.expect(lambda: likeliest(lab), lambda digit: digit == 7, 7)


def likeliest(lab):
    shares = lab.chances()
    return shares.index(max(shares)) if shares else None


@pytest.mark.benchmark
@pytest.mark.parametrize("name", CONTROLS)
def test_latency(show, name):
    moves = milliseconds(show(name), name, MOVES + WARM_UP)[WARM_UP:]
    print(f"\n{name}: {statistics.median(moves):.0f} ms (median), {max(moves):.0f} ms at most")
    assert statistics.median(moves) < MEDIAN
