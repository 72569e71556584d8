"""Every number of the worked step stands in lesson 05 as printed output, and every formula was checked there."""

import re

import numpy as np
import pytest
import worked_example as e
from lessons import cells, printed, solutions
from lessons import text as said

NUMBER = re.compile(r"(?<![\w.])-?\d+\.?\d*(?:e-?\d+)?")


@pytest.fixture(scope="module")
def text():
    return printed("05")


def numbers(text):
    return [float(found) for found in NUMBER.findall(text)]


def after(text, label, count):
    """The numbers that are printed right after a label."""
    assert text.count(label) == 1, label
    return numbers(text.split(label)[1])[:count]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("output of filter 0:", e.output[0]),
        ("output of filter 1:", e.output[1]),
        ("dy of filter 0 and of filter 1:", e.delta),
        ("dx, channel 0, 1, 2:", e.input_gradient),
        ("new filter 0:", e.updated_weights[0]),
        ("new filter 1:", e.updated_weights[1]),
        ("new bias of filter 0:", e.updated_bias[:1]),
        ("new bias of filter 1:", e.updated_bias[1:]),
    ],
)
def test_worked_step(text, label, expected):
    assert after(text, label, expected.size) == expected.ravel().tolist()


def test_worked_step_begins_with_the_known_arrays():
    (source,) = ["".join(c["source"]) for c in cells("05", "code") if 'print("x", x.shape' in "".join(c["source"])]
    found = {"np": np}
    exec(source, found)
    for name, expected in {"x": e.image, "w": e.weights, "b": e.bias, "dy": e.delta}.items():
        assert np.array_equal(found[name], expected), name


@pytest.mark.parametrize(
    "sentence",
    [
        "3 dE/dw -0.25, dE/db -0.125",
        "dx[0,0] = 1 dx[0,1] = 2 dx[1,1] = 3",  # the entries derived one by one
        "right entries: 6 of 16: [[0, 0], [0, 2], [0, 3], [2, 0], [3, 0], [3, 3]]",  # = in place of +=
        "w in the place of x: dw[0,0] = -3, relative error 1.18",  # the formula printed wrongly elsewhere
        "[[10 4] [ 4 5]]",
        "stride forgotten: shape (4, 4) for an input of shape (6, 6)",
        "dy[1,2] = 3, times the window [2:5, 4:7]",  # 7 x 7, padding 1, stride 2
        "dy[3,3] = 2, times the window [6:9, 6:9]",
        "dw[0,0,0,0] = 8",
        "db [9 7]",
        "[[ 0 10 0 0] [ 0 0 0 20] [30 0 40 0] [ 0 0 0 0]]",  # max pooling, with a tie
        "step by step: loss inf dz [[nan, nan]]",
        "merged: loss 800.0 dz [[1.0, -1.0]]",
        "ReLU at 0: formula [0.] judge [0.5]",
    ],
)
def test_says(text, sentence):
    assert sentence in text


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("dx", 4),  # the first one, the batch, the worked step, linear
        ("dw", 4),
        ("db", 4),
        ("dx with padding", 1),
        ("dw with padding", 1),
        ("dx with stride 2", 1),
        ("dx, stride 2, padding 1", 1),
        ("dw, stride 2, padding 1", 1),
        ("dx of two filters", 1),
        ("overlapping max pooling", 1),
        ("max pooling", 2),
        ("average pooling", 1),
        ("count_include_pad=True", 1),
        ("count_include_pad=False", 1),
        ("ReLU", 1),
        ("sigmoid", 1),
        ("softmax backward", 1),
        ("softmax, cross-entropy", 1),
        ("0.weight", 1),
        ("4.bias", 1),
        ("input", 1),
    ],
)
def test_formula_was_checked_against_finite_differences(text, name, least):
    assert text.count(f" {name} against finite differences: relative error 0.00000000 ") >= least


def test_a_slope_is_for_small_changes(text):
    assert "w + 0.001: by the slope 0.124750, really 0.124750" in text
    assert "w + 1.0: by the slope -0.125000, really " in text
    assert "by so much" not in said("05") and "grows by 1" not in said("05").replace("if $w$ grew by 1", "")


def test_the_steps_to_the_slopes_of_softmax_and_to_the_size_of_dw_are_written_out():
    assert "quotient rule" in said("05") and "e^{z_j} S - e^{z_j} e^{z_j}" in said("05")
    assert "$n - (n - k + 1) + 1 = k$" in said("05")
    answers = " ".join(" ".join("".join(cell["source"]) for cell in solutions("05")).split())
    assert "ends where `x` ends: what lies between is the kernel's height" in answers and "grows by 1," not in answers


def test_the_table_of_relative_errors_has_no_gap():
    limits = re.findall(
        r"\| (?:below \$10\^{(-\d+)}\$|\$10\^{(-\d+)}\$ to \$10\^{(-\d+)}\$|above \$10\^{(-\d+)}\$) \|", said("05")
    )
    (first,), *between, (last,) = [[int(x) for x in row if x] for row in limits]
    assert len(between) == 2
    for low, high in between:
        assert low == first
        first = high
    assert first == last


def test_the_best_steps_are_told_as_numbers(text):
    found = re.findall(r"best relative error of (float32|float64): (\S+), with h = (\S+)", text)
    best = {name: (float(error), float(h)) for name, error, h in found}
    assert best["float64"][0] < 1e-9 < 1e-7 < best["float32"][0] and best["float64"][1] < best["float32"][1]


def test_no_formula_begins_with_a_blank():
    """Several renderers take ``$ x$`` for no formula."""
    for cell in cells("05", "markdown"):
        text = "".join(cell["source"]).replace("$$", "")
        assert not any(part[:1] == " " or part[-1:] == " " for part in text.split("$")[1::2]), text
