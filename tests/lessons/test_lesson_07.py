"""Lesson 07 prints the numbers that it teaches."""

import re

from lessons import printed

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
    assert "largest difference below 0.00001: True" in TEXT


def test_the_ladder_of_checks():
    assert "-ln(1/10) = ln 10 = 2.3026" in TEXT
    assert "every first loss is below 2.45" in TEXT and "the mean first loss is above 2.6" in TEXT
    assert "0.bias relative error ABOVE 0.01" in TEXT and "passed: False" in TEXT  # black pixels on the kink of ReLU
    assert "0.bias relative error below 0.000001" in TEXT and "passed: True" in TEXT
    assert "true labels: 20 of 20 right" in TEXT and "random labels: 20 of 20 right" in TEXT


def test_first_weights_and_steps():
    assert "He: [0.283, 0.063]" in TEXT
    assert "uniform ±0.0001: loss still 2.30" in TEXT
    assert "Diverged: the loss is no longer a number" in TEXT


def test_at_least_99_percent_on_the_test_images():
    correct, total = map(int, re.search(r"test: (\d+) of (\d+) right", TEXT).groups())
    assert total == 10_000 and correct >= 9_900
    assert f"{total - correct} mistakes of 10000" in TEXT


def test_ablation_storage_and_other_data():
    assert "random filters, frozen: more than 85 % right" in TEXT
    assert "bit for bit: True" in TEXT and "first part: interrupted second part: finished" in TEXT
    assert "The images have 3 channels" in TEXT
