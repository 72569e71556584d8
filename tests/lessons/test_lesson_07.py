"""Lesson 07 prints the numbers that it teaches."""

import re

import numpy as np
from lessons import printed, sources, text

from coursecnn import Adam

TEXT = printed("07")


def test_data_and_bytes():
    assert "one image: (1, 28, 28) uint8 from 0 to 255" in TEXT
    assert "in bytes: 200 + 100 = 44" in TEXT
    assert "128 to a batch: 469" in TEXT


def test_shapes_parameters_and_multiplications_layer_by_layer():
    for layer in (
        "ConvPool2d gives (20, 12, 12) 520 parameters 288,000 multiplications",
        "ConvPool2d gives (50, 4, 4) 25,050 parameters 1,600,000 multiplications",
        "Linear gives (10,) 8,010 parameters 8,000 multiplications",
    ):
        assert layer in TEXT
    assert "33,580 parameters in all" in TEXT and "11,935" in TEXT
    (high, apart) = map(float, re.search(r"largest number ([\d.]+), largest difference (\S+)", TEXT).groups())
    assert apart < 1e-4 * high


def test_the_ladder_of_checks():
    assert "-ln(1/10) = ln 10 = 2.3026" in TEXT
    first, second = map(float, re.findall(r"0\.bias relative error (\S+)", TEXT))
    assert first > 0.01 and "passed: False" in TEXT  # black pixels on the kink of ReLU
    assert second < 1e-6 and "passed: True" in TEXT
    assert "true labels: 20 of 20 right, loss 0.0" in TEXT and "random labels: 20 of 20 right, loss 0.0" in TEXT


def test_first_weights_and_steps():
    assert "He: 0.283, 0.063" in TEXT
    assert "uniform ±0.0001: loss 2.30" in TEXT
    assert "Diverged: the loss is no longer a number" in TEXT


def test_at_least_99_percent_on_the_test_images():
    correct, total = map(int, re.search(r"test: (\d+) of (\d+) right", TEXT).groups())
    assert total == 10_000 and correct >= 9_900
    assert f"{total - correct} mistakes of 10000" in TEXT


def test_ablation_storage_and_other_data():
    ranges = dict(
        re.findall(r"(pixels|random units|random filters|all learned)[a-z, ]* +[\d.]+ %, from ([\d.]+)", TEXT)
    )
    assert float(ranges["pixels"]) < float(ranges["random units"]) < float(ranges["random filters"])
    assert float(ranges["random filters"]) < float(ranges["all learned"])
    assert "bit for bit: True" in TEXT and "first part: interrupted second part: finished" in TEXT
    assert "The images have 3 channels" in TEXT


def test_three_rungs_and_the_gradient_that_a_dead_net_has():
    assert "Three cheap checks" in text("07") and "Third rung" in text("07") and "Fourth rung" not in text("07")
    entries = re.findall(r"(\d\.\w+) +([\d,]+) of +[\d,]+ entries of the gradient are not 0", TEXT)
    assert {name for name, count in entries if count != "0"} == {"3.bias"} and len(entries) == 6


def test_two_samples_lie_further_apart_than_one_from_the_truth():
    assert "from the true value: standard deviation 0.10 points, two of them 0.2" in TEXT
    assert "between two samples: standard deviation 0.14 points, two of them 0.3" in TEXT


def test_a_digit_is_shifted_and_not_rolled():
    assert not any("np.roll" in code for code in sources("07"))


def test_adam_is_the_one_of_the_package_and_the_cheat_sheet():
    assert "m / (1 - 0.9^t)" in text("07") and "m/(1-\\beta_1^t)" in text("92")
    w, m, v = np.array([1.0]), 0.0, 0.0
    params, adam = {"w": w.copy()}, Adam(0.1)
    for t, g in enumerate([5.0, -1.0, 0.5], 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w -= 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        adam.step(params, {"w": np.array([g])})
    assert np.allclose(params["w"], w, rtol=1e-12)


def test_a_batch_points_only_roughly_the_way_of_all_images():
    found = re.findall(r"batches of (\d+): cosine (\d\.\d+)", TEXT)
    cosines = [float(cosine) for _, cosine in found]
    assert [size for size, _ in found] == ["50", "128", "400"] and cosines == sorted(cosines) and cosines[0] < 0.8
    assert "nearly the same direction" not in text("07")


def test_remedies_are_compared_each_at_its_own_rate():
    """Chosen on validation images; the test images come last."""
    (code,) = [code for code in sources("07") if "def compared(" in code]
    assert code.index("checked = ") < code.index("max(checked, key=checked.get)") < code.index("some.x_test")
    assert "test" not in code.split("max(checked")[0]
    assert "stopped.test" not in "".join(sources("07"))


def test_a_loss_that_stays_has_three_causes():
    assert "three causes" in text("07") and "two known causes" not in text("07")
    (low,) = re.findall(r"0\.001 +(\d\.\d+)", TEXT)
    assert float(low) > 2.2


def test_the_last_bias_is_said_to_learn_on():
    assert "gradients 0 in all layers but one: the last bias still learns" in text("07")
