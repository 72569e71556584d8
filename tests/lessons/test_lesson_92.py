"""Every formula of the cheat sheet was computed and agreed."""

import pytest
from lessons import printed

AGREED = [
    "total padding", "transposed", "parameters of 5 x 5, 20 to 50", "its multiplications on 12 x 12",
    "784-15-10 perceptron",
    "one entry of y", "conv2d against loops", "dx: full correlation, turned kernel", "db", "dw against differences",
    "dw as a product", "dx by col2im", "transposed convolution is dx", "dx at stride 2 with a remainder of 1",
    "linear dx", "linear dw", "relu", "sigmoid", "tanh",
    "(p - y) / N", "batch normalisation dx", "first step of Adam has length lr",
]  # fmt: skip
NUMBERS = [
    "n=28 k=5: 24 k=3 p=1: 28 n=7 k=3 s=2 p=1: 4",
    "5x5, pool 2, 5x5, pool 2 see: [5, 6, 14, 16]",
    "784-15-10: 11,935 mnist_cnn: 33,580",
    "max: [[4.0, 5.0], [7.0, 8.0]] average: [[2.0, 3.0], [5.0, 6.0]]",
    "ln 10 = 2.3026",
]


@pytest.mark.parametrize("fact", [f"{name}: agree" for name in AGREED] + NUMBERS)
def test_the_sheet_prints(fact):
    assert fact in printed("92")
