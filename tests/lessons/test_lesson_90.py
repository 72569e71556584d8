"""The warm-up prints the numbers that it must."""

import pytest
from lessons import printed, text


@pytest.mark.parametrize(
    "number",
    [
        "x[1, 2]: 6",
        "x[0:2, 1:3]: [[1, 2], [5, 6]]",
        "x.sum(axis=0): [12 15 18 21] shape (4,)",
        "x.sum(axis=1): [ 6 22 38] shape (3,)",
        "a @ b: 140 = 1*10 + 2*20 + 3*30",
        "(3, 4) + (4,): shape (3, 4) (3, 4) + (3, 1): shape (3, 4) (3, 4) + (3,): ValueError",
        "laid out in rows: (10, 2352) channels last: (10, 28, 28, 3)",
        "x after a change of its slice: [0 0 0 3 4]",
        "measured: 6.0000 rule 2x: 6.0",
        "3 * 2u = 42 measured: 42.0000",
        "together: 14 measured: 14.0000",
        "weight 0: measured -2.0000, by the rule -2.0000 weight 1: measured -4.0000, by the rule -4.0000",
        "step 1: w = [1.1000, 1.2000], loss 0.250000",
        "mean: 3.0 distances: [-2. -1. 3.] squares: [4. 1. 9.]",
        "root of the mean square: 2.160 = np.std(runs) = 2.160",
        "divided by 2, not 3: 2.646 = np.std(runs, ddof=1) = 2.646",
    ],
)
def test_numbers(number):
    assert number in printed("90")


def test_signs_that_later_lessons_use_are_explained():
    assert "a round d" in text("90") and "which axis **disappears**" in text("90")
    for number in ("01", "05"):
        assert "[warm-up](90_warm_up.ipynb)" in text(number) and "\\partial" in text(number)
