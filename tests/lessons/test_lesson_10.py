"""What lesson 10 must have found, as it prints it."""

import pytest
from lessons import printed, text

FACTS = [
    "parameters: 156",
    "multiplications: 117,600",
    "61,706 416,520",  # LeNet-5
    "convolutions: 4 % of the parameters, 86 % of the multiplications",
    "C1, S2, C3, S4, C5, F6: 156 12 1,516 32 48,120 10,164 sum: 60,000",
    "(227 - 11) / 4 + 1 = 55, shape (96, 55, 55)",
    "Conv2d (96, 55, 55) 34,944 105,415,200 MaxPool2d (96, 27, 27)",
    "MaxPool2d (256, 6, 6) 0 0 Linear (4096,) 37,752,832",
    "total 60,965,224 724,406,816",
    "convolutions: 3.8 % of the parameters, 91.9 % of the work",
    "60,965,224 + 1,413,120 = 62,378,344",
    "= 54.25 -> [54, 26, 26, 12, 12, 5], features 6,400",
    "= 55 -> [55, 27, 27, 13, 13, 6], features 9,216",
    "Linear(9216, 4096) needs an input of shape (9216,), not (6400,).",
    "shapes as the table says: 21 of 21 shape of the last one: (1, 1000)",
    "receptive field of two 3 x 3: 5 of three: 7",
    "14,714,688 in convolutions + 123,642,856 in fully connected layers = 138,357,544",
    "all nine layers: 966,986 parameters",
    "direct 120,422,400, through 16 maps 12,443,648: 9.7 times less work maps that the block gives: 256",
    "dx = dy + f.T @ dy = [1.1 0.8]",
    "0.35 ** 30 = 2e-14",
    "C5 as a convolution gives (1, 120, 1, 1) largest difference from our layer: 0.0000",
    "f(x) = -x: dx = [0. 0.]",
    "= 138,357,544 in fully connected layers: 89 %",
    "rectangular kernel (1, 6, 6, 5)",
    "transposed (1, 6, 17, 19)",
]


@pytest.mark.parametrize("fact", FACTS)
def test_the_lesson_prints(fact):
    assert fact in printed("10")


def test_what_is_said_of_famous_nets():
    said = text("10")
    assert "nearly all nets that follow" not in said and "NiN, GoogLeNet and ResNet are not" in said
    assert "whatever $f$ does" not in said and "Not because gradients vanished" in said
    assert "in VGG-19 up to four" in said and "its own Figure 2" in said
    assert "nearly all their parameters" not in said and "cannot be right" not in said and "what was new" not in said
    assert "unless a ReLU behind the sum stops it" in said and "dy arrives in full." not in said
    assert said.index("## NiN, 2013") < said.index("## VGG, 2014")
