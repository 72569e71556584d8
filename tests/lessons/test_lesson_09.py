"""What lesson 09 must have found, as it prints it."""

import re

import pytest
from lessons import printed, sources, text

FACTS = [
    "parameters: 5994",
    "[[1, 1], [-1, -1]]: 0.0",
    "image (1, 1, 28, 28) -> maps (1, 8, 24, 24)",
    "numbers: 784 -> 1152 -> 256 -> 10",
    "after convolution one number sees 5 x 5 pixels",
    "after convolution one number sees 14 x 14 pixels after pooling one number sees 16 x 16 pixels",
    "best patch [[1. 0.] [1. 0.]] sum 2.0",
    "of 16 filters are silent on black; largest gradient among them: 0.0",
    "answer more strongly: 8 of 8",
    "no ink under the patch: the probability changes by 0.000000 at most",
    "moved by 2: nets whose features do better than pixels: 3 of 3",
    "hurts most: moved by 4, hurts least: noise 0.5",
]


@pytest.mark.parametrize("fact", FACTS)
def test_the_lesson_prints(fact):
    assert fact in printed("09")


def test_titles_of_figures_come_from_the_measurement():
    (source,) = [code for code in sources("09") if "findings = (" in code]
    assert source.count(".mean():.0f} % right") == 4


def test_what_is_said_of_noise_marks_and_saliency():
    (times,) = re.findall(r"with noise of 0.5 [\d.]+ %: ([\d.]+) times as many", printed("09"))
    assert float(times) > 1.5 and "costs little" not in text("09")
    (least,) = re.findall(r"probability of its digit: from ([\d.]+) %", printed("09"))
    assert float(least) > 80 and "the sizes alone force it" not in text("09")
    (covered,) = re.findall(r"marks that cover some ink of their digit: (\d+) %", printed("09"))
    assert int(covered) < 35 and "keep to the middle 20 rows" not in text("09")
    ((pixels, images),) = re.findall(r"(\d+) % of the pixels hold ink, in (\d+) % of the images", printed("09"))
    assert int(pixels) < 5 and int(images) > 50 and "hold little ink" in text("09")
    (off,) = re.findall(r"they differ by ([\d.]+) %", printed("09"))
    assert float(off) < 1


def test_what_a_stranger_loses_is_what_was_measured():
    said = dict(re.findall(r"(trained on [a-z ]+, tested on [a-z ]+): ([\d.]+) %", printed("09")))
    right = {pair: float(mean) for pair, mean in said.items()}
    for own, other in (("real handwriting", "drawn digits"), ("drawn digits", "real handwriting")):
        lost = right[f"trained on {own}, tested on {own}"] - right[f"trained on {other}, tested on {own}"]
        assert f"about {lost:.0f} points on {own}" in text("09") or f"about {lost:.0f} on {own}" in text("09")
