"""From a key on a control to the changed page: uv run pytest -n 0 -m benchmark -s tests/browser prints the table."""

import re
import statistics

import pytest
from labmoves import CONTROLS, milliseconds
from places import ROOT

from coursecnn import labs

MOVES, WARM_UP = 60, 10
MEDIAN, SLOWEST = 50, 100  # milliseconds: the most for the median and for the 95th percentile


@pytest.fixture(scope="module")
def table():
    rows = ["| lab | median, ms | 95th percentile, ms |", "| --- | --- | --- |"]
    yield rows
    print(f"\n\n{MOVES} moves of a control by the keyboard, from the key to the changed page:\n", *rows, sep="\n")


def test_every_lab_is_measured():
    assert set(CONTROLS) == set(labs.__all__) and all(CONTROLS.values())
    lesson = (ROOT / "notebooks" / "source" / "94_what_it_reaches.py").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^# \| `(\w+Lab)` \|", lesson, re.MULTILINE)) == sorted(labs.__all__)


@pytest.mark.benchmark
@pytest.mark.parametrize("name", CONTROLS)
def test_latency(show_lab, table, name):
    lab = show_lab(f"from coursecnn.labs import {name}\n{name}()")
    moves = milliseconds(lab, name, MOVES + WARM_UP)[WARM_UP:]
    median, slowest = statistics.median(moves), statistics.quantiles(moves, n=20)[-1]
    table.append(f"| `{name}` | {median:.0f} | {slowest:.0f} |")
    assert median < MEDIAN and slowest < SLOWEST


LINKED = "ConvolutionLab", "SizingLab", "ReceptiveFieldLab", "ChannelsLab", "PoolingLab", "BackpropLab", "JourneyLab"
FRAME = 16  # milliseconds: the most for the 95th percentile of a highlight
POINT = """async (moves) => {
    const boards = [...document.querySelectorAll(".coursecnn-lab [data-links] [data-board]")];
    const times = [];
    for (let move = 0; move < moves; move++) {
        const board = boards[move % boards.length];
        const box = board.getBoundingClientRect();
        const [across, down] = [0.03 + 0.94 * ((move * 0.618) % 1), 0.03 + 0.94 * ((move * 0.414) % 1)];
        const at = { bubbles: true, clientX: box.x + across * box.width, clientY: box.y + down * box.height };
        const began = performance.now();
        board.dispatchEvent(new PointerEvent("pointermove", at));
        for (const mark of document.querySelectorAll(".cnn-linked")) mark.getBoundingClientRect(); // drawn in full
        times.push(performance.now() - began);
        await new Promise(requestAnimationFrame);
    }
    return { times, marks: document.querySelectorAll(".cnn-linked").length };
}"""


@pytest.mark.benchmark
@pytest.mark.parametrize("name", LINKED)
def test_linked_highlights(show_lab, name):
    lab = show_lab(f"from coursecnn.labs import {name}\n{name}()")
    lab.root.locator("[data-links] [data-board]").first.wait_for()
    found = lab.page.evaluate(POINT, 2 * MOVES)
    median, slowest = statistics.median(found["times"]), statistics.quantiles(found["times"], n=20)[-1]
    print(f"\n{name}: linked highlights after {median:.2f} ms (median), {slowest:.2f} ms (95th percentile)")
    assert found["marks"] and slowest < FRAME
