"""An answer that is a value, made with one slip, tells which: no two slips give the same value."""

import re
from itertools import combinations

import numpy as np
import pytest
from places import ROOT
from scipy.signal import correlate2d

from coursecnn import checks
from coursecnn.checks.judging.values.fit import equals
from coursecnn.checks.parts import Case, Range
from coursecnn.checks.slips import run_with

VALUES = {e.id: e for e in checks.all() if e.value is not None}
MEASURED = "two measurements whose ranges meet: no other numbers can be chosen, and a number in both hears both"
ALIKE = {  # two slips that some answer fits both, and why it is so
    ("01.noise_in_edges", "clean-not-smoothed", "edges-for-noise"): MEASURED,
    ("02.stride_cost", "median", "stride-2"): MEASURED,
    ("02.stride_cost", "magnitude-forgotten", "mean-for-largest"): MEASURED,
    ("07.first_loss", "probability-for-loss", "chance-to-be-wrong"): "-ln(1 - p) is nearly p, for many classes",
}
AROUND = {("10.gradient_left", "other-weights")}  # it gives any number near the right one, on both sides of it


def may_be_one(a, b, tolerance):
    """One answer can be right for both."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(may_be_one(one, other, tolerance) for one, other in zip(a, b))
    if isinstance(a, Range) and isinstance(b, Range):
        return a.low < b.high and b.low < a.high
    return equals(b, a, tolerance) if isinstance(b, Range) else equals(a, b, tolerance)


def value(e, *names):
    made, error = run_with(names, e.value, Case(()))
    assert error is None, (names, error)
    return made


@pytest.mark.parametrize("quick", ["0", "1"])
@pytest.mark.parametrize("name", VALUES)
def test_no_two_slips_give_one_value(name, quick, monkeypatch):
    monkeypatch.setenv("COURSECNN_QUICK", quick)
    e = VALUES[name]
    made = {s.name: value(e, s.name) for s in e.slips}
    found = {(name, *two) for two in combinations(made, 2) if may_be_one(*map(made.get, two), e.tolerance)}
    assert found == {names for names in ALIKE if names[0] == name}


@pytest.mark.parametrize("name", VALUES)
def test_no_slip_gives_the_right_value(name, monkeypatch):
    monkeypatch.setenv("COURSECNN_QUICK", "0")
    e = VALUES[name]
    found = {(name, s.name) for s in e.slips if may_be_one(value(e, s.name), value(e), e.tolerance)}
    assert found == {names for names in AROUND if names[0] == name}


@pytest.mark.parametrize("name", ["03.by_hand", "05.dw_at_the_top_left"])
def test_two_slips_do_not_cancel_and_none_gives_0_which_comes_from_anything(name):
    e = VALUES[name]
    names = [s.name for s in e.slips]
    assert [two for two in combinations(names, 2) if value(e, *two) == value(e)] == []
    assert [one for one in names if value(e, one) == 0] == []


def text_of(lesson, title):
    (path,) = (ROOT / "notebooks" / "source").glob(f"{lesson}_*_exercises.py")
    return path.read_text(encoding="utf-8").split(title)[1].split("**Example.**")[0]


def test_the_text_of_two_channels_holds_the_numbers_of_its_check():
    text = text_of("03", "Two channels by hand")
    rows = [
        list(map(int, re.findall(r"-?\d+", line))) for line in re.findall(r"^#  {6}( *-?\d.*)$", text, re.MULTILINE)
    ]
    table = np.array(rows).reshape(2, 4, 2)
    bias = int(re.search(r"the bias (\d+):", text)[1])
    sums = [correlate2d(table[:, 2 * c], table[:, 2 * c + 1], "valid") for c in (0, 1)]
    assert VALUES["03.by_hand"].value() == sum(sums) + bias


def test_the_text_of_the_printed_formula_holds_the_numbers_of_its_check():
    text = text_of("05", "A formula that was printed wrongly")
    x, w, dy = (np.array(eval(re.search(rf"`{name} = (\[\[.*?\]\])`", text)[1])) for name in ("x", "w", "dy"))
    e = VALUES["05.dw_at_the_top_left"]
    dw = correlate2d(x, dy, "valid")
    assert value(e) == dw[0, 0] and value(e, "forward-output") == correlate2d(x, w, "valid")[0, 0]
    others = ("one-column-too-far", "one-row-too-far", "last-window")
    assert [value(e, other) for other in others] == [dw[0, 1], dw[1, 0], dw[1, 1]]
