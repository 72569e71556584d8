"""The worked numbers of lesson 04, and what its experiments found."""

import os
import re

import pytest
from lessons import printed, sources
from lessons import text as markdown


@pytest.fixture(scope="module")
def text():
    return printed("04")


@pytest.mark.parametrize(
    "sentence",
    [
        "max: [[4.0, 5.0], [7.0, 8.0]]",
        "average: [[2.0, 3.0], [5.0, 6.0]]",
        "24 x 24 becomes 12 x 12",
        "7 x 7 becomes 3 x 3",
        "without the stride in the slice: [[6.0, 6.0], [6.0, 6.0]]",
        "channel 1 pooled alone gives the same: True",
        "parameters of a pooling layer: 0",
        "with zeros: [[0.0, 0.0], [0.0, 0.0]]",
        "with minus infinity: [[-2, -2], [-4, -1]]",
        "changed before pooling: 12 of 64, after pooling: 0 of 16",
        "from column 3 to 4: 12 of 64 change, after pooling 8 of 16",
        "different maps of the dots after pooling: 1",
        "dropped [[0, 3, 1, 2], [5, 0, 4, 6], [1, 2, 7, 0], [3, 8, 0, 0]]; of 8 maps of 24 x 24: 4,608 places",
        "kept [[9]]; of 8 maps of 24 x 24: 288 places",
    ],
)
def test_says(text, sentence):
    assert sentence in text


def test_each_net_is_compared_at_its_own_rate_from_validation_images(text):
    assert "nets are compared each at its own learning rate, chosen on validation images" in markdown("04")
    rates = dict(re.findall(r"(max pooling|average pooling|no pooling|min pooling) +\d+\.\d % .*? best ([\d.]+)", text))
    assert float(rates["average pooling"]) > float(rates["no pooling"]) and len(rates) == 4
    assert "Average pooling does not help" not in markdown("04")
    trained = [line for code in sources("04") for line in code.splitlines() if re.search(r"train(ed)?\(\[", line)]
    assert trained and all("rate[" in line or "epochs=epochs" in line for line in trained)


def test_the_zeros_of_min_pooling_are_those_of_named_nets(text):
    said = re.findall(r"trained with (max|min) pooling: zeros after max (\d+) %, after min (\d+) %", text)
    zeros = {name: (int(after_max), int(after_min)) for name, after_max, after_min in said}
    assert zeros["max"][1] > 95 and zeros["min"][1] < 85
    assert "in the net trained with max pooling nearly every window has a 0" in markdown("04")


def test_global_pooling_has_its_command_and_is_called_an_exception():
    assert "`train([GlobalMaxPool2d()], seed, rate, epochs=40)`" in markdown("04")
    assert "an exception to the rule" in markdown("04") and "another trial" not in markdown("04")


@pytest.mark.acceptance
@pytest.mark.skipif("COURSECNN_DATA" not in os.environ, reason="COURSECNN_DATA does not name a folder with MNIST")
def test_global_pooling_comes_to_what_is_said():
    """The command of the text: three seeds at two rates, about a minute and a half."""
    (of_rates,) = [code for code in sources("04") if "def accuracy(" in code]
    namespace = {}
    exec(sources("04")[0], namespace)
    exec(of_rates, namespace)
    train, pool = namespace["train"], namespace["GlobalMaxPool2d"]
    found = [
        namespace["accuracy"](train([pool()], seed, rate, epochs=40)) for rate in (0.05, 0.1) for seed in (0, 1, 2)
    ]
    low, high = re.search(r"rates 0\.05 and 0\.1 came to (\d+) to (\d+) %", markdown("04")).groups()
    assert abs(min(found) - int(low)) < 4 and abs(max(found) - int(high)) < 4, found


def test_the_axis_of_kept_and_dropped_begins_at_0():
    (source,) = [code for code in sources("04") if "One part alone" in code]
    assert "set_ylim(0, 100)" in source


def test_a_stroke_is_shifted_and_not_rolled():
    assert not any("np.roll" in code for code in sources("04"))


@pytest.mark.acceptance
def test_a_browser_finds_the_same_order_in_a_run_of_its_own(monkeypatch):
    """At the rates of the stored run, with a quarter of the images, for five seeds."""
    monkeypatch.setenv("COURSECNN_QUICK", "1")
    (of_rates,) = [code for code in sources("04") if "def accuracy(" in code]
    (once,) = [code for code in sources("04") if "seed, once = 0, {}" in code]
    namespace = {}
    exec(sources("04")[0], namespace)
    exec(of_rates, namespace)
    rates = re.findall(r"(max pooling|no pooling) +\d+\.\d % .*? best ([\d.]+)", printed("04"))
    namespace["rate"] = {name: float(rate) for name, rate in rates}
    namespace["kinds"] = {"max pooling": [namespace["MaxPool2d"](4)], "no pooling": []}
    for seed in range(5):
        exec(once.replace("seed, once = 0", f"seed, once = {seed}"), namespace)
        assert namespace["once"]["max pooling"] > namespace["once"]["no pooling"]


def test_the_last_layers_have_the_parameters_that_are_named():
    for side, kept in ((24, "without any"), (6, "after pooling")):
        assert f"{8 * side * side * 10 + 10:,}" in markdown("04") and kept in markdown("04")
