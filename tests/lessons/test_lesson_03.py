"""The worked numbers of lesson 03."""

import re

import pytest
from lessons import printed
from lessons import text as markdown


@pytest.fixture(scope="module")
def text():
    return printed("03")


@pytest.mark.parametrize(
    "sentence",
    [
        "0*0 + 1*1 + 3*2 + 4*3 = 19 1*1 + 2*2 + 4*3 + 5*4 = 37 sum: 56",
        "[[ 56 72] [104 120]]",
        "averaged over the channels: [[28.0, 36.0], [52.0, 60.0]]",
        "bias added once for each channel: [[76, 92], [124, 140]] bias added once (right): [[66, 82], [114, 130]]",
        "6 * (3 * 5 * 5) + 6 = 456 in the layer: 456",
        "shape (3, 3, 3) - but different maps: 1",
        "weights (6, 3, 5, 5) - 456 parameters output (6, 28, 28)",
        "weights (10, 6, 5, 5) - 1,510 parameters output (10, 24, 24)",
        "batch (4, 2, 5, 5) gives (4, 3, 4, 4) largest difference from one by one: 0.000000000000",
        "(50, 8) @ (8, 3) = (50, 3) largest difference from the convolution: 0.000000000000",
        "squeezed: 1,024 + 2,304 + 1,024 = 4,352",
        "groups=2: weights (4, 2, 3, 3), output channels that change: [2, 3]",
        "groups=4: weights (4, 1, 3, 3), output channels that change: [3]",
        "7 x 7, 64 to 128 channels: 73,728 weights, 3,612,672 multiplications",
        "largest difference of the parts' sum from the output: 0.000000000000",
    ],
)
def test_says(text, sentence):
    assert sentence in text


def test_larger_windows_need_more_patterns_which_is_told_as_a_fit_and_not_as_a_reason(text):
    counts = [int(count) for count in re.findall(r"windows of +\d+ x +\d+: +(\d+) patterns", text)]
    assert len(counts) == 4 and counts == sorted(counts)
    assert "This fits the habit" in markdown("03") and "explains the habit" not in markdown("03")
