"""Lesson 01 prints the numbers that it must."""

import re

import pytest
from lessons import printed, sources, text


@pytest.mark.parametrize(
    "number",
    [
        "[[ 1 -1 2] [ 0 -1 2] [ 0 -2 2]]",
        "[[-1 -1 0] [ 2 1 0] [ 0 0 0]]",
        "2: 1 of 16 windows",
        "2 is given by: [[1, 0], [1, 0]] -2 is given by: [[0, 1], [0, 1]]",
        "image columns 2 and 3: [1 1 1 1] [0 0 0 0] map column 2: [2 2 2]",
        "0*0 + 1*1 + 3*2 + 4*3 = 19 [[19 25] [37 43]]",
        "(1, 1, 3, 3) -> (1, 1, 2, 2) [[19 25] [37 43]]",
        "cross-correlation: [0 3 2 1 0] convolution: [0 1 2 3 0]",
        "[[ 5 11] [23 29]]",
        "mean sum of the weights 1, on a plain region of 100: 100",
        "Laplacian sum of the weights 0, on a plain region of 100: 0",
        "[[ 0 1 0 0 0 -1 0]" + " [ 0 1 0 0 0 -1 0]" * 5 + "]",
        "numbers other than 0, kernel as it is: 0",
        "as uint8: [[246]] as float: [[-10.]]",
        "step 40: w = [ 1.000, -1.000]",
        "[[1 1 1 0] [1 1 1 0] [1 1 1 0] [0 0 0 0]]",
        "2, 2 [2, 3]",
        "3, 3, 3 with stride 2 [3, 7, 15]",
        "3, 3, 3 with dilation 1, 2, 4 [3, 7, 15]",
        "5, 2 (stride 2), 5, 2 (stride 2) [5, 6, 14, 16]",
        "5, 2 (stride 2), 5, 2 (stride 2) from 0 to 15: 16",
        "[[29 35] [47 53]]",
        "-> 156 parameters",
    ],
)
def test_numbers(number):
    assert number in printed("01")


def test_the_sum_of_the_weights_says_nothing_about_smoothing():
    said = re.findall(r"(original|mean|Gaussian|sharpen) *: mean difference between neighbours ([\d.]+)", printed("01"))
    rough = {name: float(value) for name, value in said}
    assert rough["mean"] < rough["Gaussian"] < rough["original"] < rough["sharpen"]
    assert "sum of its weights: 1 on a plain region of 100: 100.0" in printed("01")
    assert "such filters **smooth**" not in text("01") and "Theano" in text("01")


def test_a_sharpening_filter_enlarges_most_differences_and_not_all():
    grow, shrink = re.search(r"sharpen: (\d+) % of the differences grow, (\d+) % shrink", printed("01")).groups()
    assert int(grow) > 60 and int(shrink) > 5
    assert "every difference" not in text("01")


def test_each_change_finder_is_shown_on_its_own_scale():
    (source,) = [code for code in sources("01") if "Change finders" in code]
    assert "part / np.abs(part).max()" in source
