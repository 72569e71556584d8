"""Lesson 00 prints the numbers that it must."""

import os
import re
from dataclasses import replace

import numpy as np
import pytest
from lessons import EXERCISES, cells, printed, text
from places import ROOT

from coursecnn import SGD, checks, datasets, fit, models


@pytest.mark.parametrize(
    "number",
    [
        "ready: Python and all packages",
        "ValueError: ",
        "hidden layer 11,775 + output layer 160 = 11,935",
        "counted in the net of the package: 11,935",
        "784 * 15 * 10 + 25 = 117,625",
        "3,000,000 inputs * 256 units = 768,000,000 weights 3.1 GB in float32",
        "5 * 5 * 3 * 256 = 19,200 weights",
        "fully connected: 20 weights local: 8 weights local and shared: 2 weights",
        "table times x: [ 2 -3 3 -4] the pair w slid over x: [2, -3, 3, -4]",
        "0.25 to the power of 8 = 1 / 65,536",
    ],
)
def test_numbers(number):
    assert number in printed("00")


def test_the_first_code_cell_checks_the_setup():
    assert "lesson.check_setup()" in "".join(cells("00", "code")[0]["source"])


def test_each_activation_is_measured_with_both_kinds_of_first_weights():
    said = re.findall(r"(sigmoid|ReLU), (xavier|he|4 xavier) +([\d,.]+) +([\d,.]+) +([\d,.]+)", printed("00"))
    ratios = {(name, init): [float(r.replace(",", "")) for r in three] for name, init, *three in said}
    both = {(name, init) for name in ("sigmoid", "ReLU") for init in ("xavier", "he")}
    assert set(ratios) == both | {("sigmoid", "4 xavier")}
    assert min(ratios["sigmoid", "xavier"]) > 65_536 and sum(r < 65_536 for r in ratios["sigmoid", "he"]) == 2
    assert "larger ones less in two of three seeds" in text("00") and "made for sigmoids" not in text("00")
    smaller = int(re.search(r"a gradient ([\d,]+) times smaller", text("00"))[1].replace(",", ""))
    assert smaller < min(min(ratios["sigmoid", init]) for init in ("xavier", "he")) < 1.1 * smaller
    about = int(re.search(r"four times Xavier's it is about (\d+):", text("00"))[1])
    assert np.allclose(ratios["sigmoid", "4 xavier"], about, rtol=0.3)


def test_a_unit_adds_its_products_up_and_flowers_are_not_judged_without_a_test():
    assert "adds the products up" in text("00")
    assert "would not help" not in text("00")


def test_a_quarter_of_the_learned_features_is_about_as_good_as_those_by_hand():
    by_hand = float(re.search(r"64 features by hand +([\d.]+) %", printed("00"))[1])
    some = re.search(r"64 of the learned +([\d.]+) % +([\d.]+) % +([\d.]+) %", printed("00")).groups()
    assert abs(np.mean([float(right) for right in some]) - by_hand) < 1
    assert "about as good as our 64" in text("00")


def test_the_map_names_the_hours_of_lessons_and_exercises():
    hours = {"lessons": 0, "exercises": 0}
    for number in range(12):
        hours["lessons"] += int(re.search(r"About (\d+) minutes", text(f"{number:02}"))[1]) / 60
        (path,) = EXERCISES.glob(f"{number:02}_*.ipynb")
        hours["exercises"] += int(re.search(r"About (\d+) minutes", path.read_text(encoding="utf-8"))[1]) / 60
    words = {10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen"}
    assert f"about {words[round(hours['lessons'])]} hours in all" in text("00")
    assert f"about {words[round(hours['exercises'])]} more hours" in text("00")
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    lessons, exercises = (words[round(hours[kind])] for kind in ("lessons", "exercises"))
    assert f"about {lessons} hours, its exercises {exercises} more" in readme
    assert f"**{len(checks.all())} exercises**" in readme
    rows = re.findall(
        r"^\| \[?(\d\d) .*\| (\d+) \|$", "\n".join("".join(cell["source"]) for cell in cells("00", "markdown")), re.M
    )
    assert len(rows) == 12
    for number, minutes in rows:
        assert f"About {minutes} minutes" in text(number), number


@pytest.mark.acceptance
@pytest.mark.skipif("COURSECNN_DATA" not in os.environ, reason="COURSECNN_DATA does not name a folder with MNIST")
def test_the_permuted_digits_with_a_rate_for_each_net():
    """The rate is chosen on the last third of the training images, mean of two seeds; then three seeds are tested."""
    data = datasets.load("mnist").subset(3_000, 1_000, 0)
    order = np.random.default_rng(0).permutation(784)

    def with_images(change, cut):
        x, y = change(data.x_train), data.y_train
        test = (change(data.x_test), data.y_test) if cut is None else (x[cut:], y[cut:])
        return replace(data, x_train=x[:cut], y_train=y[:cut], x_test=test[0], y_test=test[1])

    def mean(make, images, lr, seeds):
        plan = dict(epochs=5, batch_size=64, progress=False)
        runs = [fit(make(s), images, optimizer=SGD(lr, momentum=0.9), seed=s, **plan) for s in seeds]
        return 100 * np.mean([run.test.accuracy for run in runs])

    changes = {"": lambda x: x, ", permuted": lambda x: x.reshape(len(x), 784)[:, order].reshape(x.shape)}
    nets = {
        "perceptron": lambda seed: models.mlp((784, 100, 10), seed),
        "CNN": lambda seed: models.mnist_cnn((5, 5), (8, 16), seed),
    }
    found = {}
    for name, make in nets.items():
        for kind, change in changes.items():
            held = with_images(change, 2_000)
            rate = max((0.025, 0.05, 0.1, 0.2), key=lambda lr: mean(make, held, lr, (0, 1)))
            found[name + kind] = mean(make, with_images(change, None), rate, range(3))
            print(f"{name}{kind}: rate {rate}, {found[name + kind]:.1f} %")
    told = re.search(r"reads ([\d.]+) %, permuted ([\d.]+) %, the CNN ([\d.]+) and ([\d.]+) %", text("00")).groups()
    assert np.allclose(list(found.values()), [float(number) for number in told], atol=0.5)


def test_a_colour_is_that_of_an_activation():
    (source,) = [
        code
        for code in "".join("".join(cell["source"]) for cell in cells("00", "code")).split("# Picture:")
        if "gradient, mean of 3 seeds" in code
    ]
    assert 'groups={name: name.split(",")[0] for name in sizes}' in source
