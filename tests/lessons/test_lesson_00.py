"""Lesson 00 prints the numbers that it must."""

import pytest
from lessons import cells, printed


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
        "perceptron: changes by less than 3 points CNN: loses more than 5 points",
        "pixels < features by hand < learned features",
        "0.25 to the power of 8 = 1 / 65,536",
        "sigmoid: more than 65,536 times smaller in the first layer than in the last",
        "ReLU: less than 20 times",
    ],
)
def test_numbers(number):
    assert number in printed("00")


def test_the_first_code_cell_checks_the_setup():
    assert "lesson.check_setup()" in "".join(cells("00", "code")[0]["source"])
