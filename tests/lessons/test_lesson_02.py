"""Lesson 02 prints the numbers that it must."""

import pytest
from lessons import printed


@pytest.mark.parametrize(
    "number",
    [
        "0*0 + 0*1 + 0*2 + 0*3 = 0",
        "[[ 0 3 8 4] [ 9 19 25 10] [21 37 43 16] [ 6 7 8 0]]",
        "both sides: (5, 5) -> (4, 4) one side: (4, 4) -> (3, 3)",
        "kernel 3: 28 pixels become 26 (p=0), 28 (p=1)",
        "kernel 5: 28 pixels become 24 (p=0), 26 (p=1), 28 (p=2)",
        "kernel 4: 28 pixels become 25 (p=0), 27 (p=1), 29 (p=2)",
        "kernel 4: zeros before and after (1, 2), 28 become 28",
        "0*0 + 0*1 + 1*2 + 2*3 = 8",
        "0*0 + 6*1 + 0*2 + 0*3 = 6",
        "[[0 8] [6 8]]",
        "right (2, 2) [[0, 8], [6, 8]] stride forgotten (2, 2) [[0, 3], [9, 19]] h and w swapped (2, 2)",
        "n=224 k=7 s=2 p=3 d=1: 112",
        "4,370 cases counted; formula right in 4,370",
        "1,450 of them with d = 1; the other formula right in 1,450",
        "right: 5 ceil for floor: 6 padding once: 4 + 1 forgotten: 4 / in place of //: 5.5",
        "used: 6 of 7 columns, 36 of 49 pixels",
        "set to 0: 13 of 49 pixels; outputs that change: 0 of 4",
        "padding 0: corner 1, edge 3, centre 9",
        "padding 1: corner 4, edge 6, centre 9",
        "stride 4: 32 x 32 = 1,024 windows",
        "reach: 5 output size: 3",
        "pairs as (h, w): (8, 3)",
        "for n=3, kernel=5: ValueError: A window of 5 does not fit into 3",
        "with += : [[0, 0, 1], [0, 4, 6], [4, 12, 9]]",
        "transposed, 2 x 2 with output_padding=0: 5 x 5 transposed, 2 x 2 with output_padding=1: 6 x 6",
        "transposed convolution: largest difference 0.000000000000",
    ],
)
def test_numbers(number):
    assert number in printed("02")
