"""The worked numbers of lesson 04, and what its experiments found."""

import pytest
from lessons import cells, printed


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
        "at a shift of 2 pixels: max pooling best, then no pooling, then average pooling",
        "training with random shifts helps more than the pooling layer alone",
        "min pooling: more zeros, and more than 1 point less accurate than max pooling",
        "the dropped numbers alone: more than 75 % right",
        "one number for each map: more than 15 points lost",
    ],
)
def test_says(text, sentence):
    assert sentence in text


def test_findings_were_not_printed_without_being_asserted():
    findings = ["max pooling best, then", "helps more than the pooling layer alone", "min pooling: more zeros",
                "the dropped numbers alone:", "4 x 4 windows: within 2 points"]  # fmt: skip
    sources = ["".join(cell["source"]) for cell in cells("04", "code")]
    for finding in findings:
        (source,) = [source for source in sources if finding in source]
        assert "assert is_quick() or" in source.split("print")[0], finding
