"""Each statistic is what its words say, worked out by hand on a few numbers; each formula is one that people write."""

import math

import numpy as np
import pytest

from coursecnn.checks.judging.statistics import STATISTICS, WANTED
from coursecnn.checks.judging.ways import formulas, taken

TABLE = np.array([[3.0, -1.0, 2.0], [0.0, 7.0, -8.0]])
OF_TABLE = {
    "the sum of {}": 3, "the mean of {}": 0.5, "the largest of {}": 7, "the smallest of {}": -8, "the product of {}": 0,
    "the median of {}": 1, "the mean of the largest and the smallest of {}": -0.5,
    "the largest of {} minus the smallest": 15, "the first of {}": 3, "the last of {}": -8,
    "the second smallest of {}": -1, "the second largest of {}": 3, "the largest of {}, or 0 where all are below 0": 7,
    "the smallest of {}, or 0 where all are above 0": -8, "the sum of {}, or 0 where it is below 0": 3,
    "the size of the largest of {}, its sign left out": 8, "the sum of the sizes of {}, without their signs": 21,
    "the sum of the squares of {}": 127, "the root of the sum of the squares of {}": math.sqrt(127),
    "the root of the mean of the squares of {}": math.sqrt(127 / 6), "the mean of those of {} that are not 0": 0.6,
    "the number of {}": 6, "the number of those of {} that are not 0": 5,
    "the standard deviation of {}": math.sqrt(127 / 6 - 0.25), "the sum of {} divided by the largest": 3 / 7,
    "the sum of {} divided by the number of rows": 1.5, "the place of the largest of {}": 4,
    "the place of the smallest of {}": 5, "1 divided by the largest of the reciprocals of {}": 0,
    "the sum of {}, with the first counted twice": 6, "the first of {} minus all others": 3,
    "the mean of {} without the last": 2.2, "the mean of {} without the first": 0,
    "the mean distance of {} from their mean": 3.5, "the sum of {} without the first": 0,
    "the sum of {} without the last": 11, "the sum of the first and the last of {}": -5,
    "the sum of the first row of {}": 4, "the sum of the last row of {}": -1, "the sum of the first column of {}": 3,
    "the sum of the last column of {}": -6, "the sum of the diagonal of {}": 10,
    "the mean of the first row of {}": 4 / 3,
    "the mean of the first column of {}": 1.5, "the largest of the first row of {}": 3,
    "the largest of the first column of {}": 3, "an array of all of {}, not one number made of them": TABLE.tolist(),
    "the running sum (cumsum) of {}": [3, 2, 4, 4, 11, 3], "the running product (cumprod) of {}": [3, -3, -6, 0, 0, 0],
}  # fmt: skip
OF_OTHERS = [
    ("the second smallest of {}", [5.0], 5), ("the second largest of {}", [5.0], 5),
    ("the second largest of {}", [5.0, 9.0], 5), ("the second smallest of {}", [5.0, 9.0], 9),
    ("the largest of {}, or 0 where all are below 0", [-4.0, -2.0], 0),
    ("the smallest of {}, or 0 where all are above 0", [4.0, 2.0], 0),
    ("the sum of {}, or 0 where it is below 0", [-4.0, 2.0], 0),
    ("the mean of those of {} that are not 0", [0.0, 0.0], 0),
    ("the sum of {} divided by the largest", [0.0, -2.0], 0), ("the first of {} minus all others", [9.0, 2.0, 3.0], 4),
    ("1 divided by the largest of the reciprocals of {}", [4.0, 2.0, 8.0], 2),
    ("the size of the largest of {}, its sign left out", [4.0, 2.0], 4), ("the product of {}", [4.0, 2.0, 8.0], 64),
    ("the running product (cumprod) of {}", [4.0, 2.0, 8.0], [4, 8, 64]),
]  # fmt: skip


def test_of_a_table():
    assert OF_TABLE.keys() == STATISTICS.keys()
    for words, value in OF_TABLE.items():
        with np.errstate(divide="ignore"):
            assert STATISTICS[words](TABLE) == pytest.approx(np.array(value)), words


@pytest.mark.parametrize(("words", "numbers", "value"), OF_OTHERS)
def test_of_a_row(words, numbers, value):
    assert STATISTICS[words](np.array(numbers)) == pytest.approx(np.array(value))


@pytest.mark.parametrize("words", [words for words in STATISTICS if "row" in words or "column" in words])
def test_only_a_table_has_rows_and_columns(words):
    with pytest.raises(ValueError, match="1"):
        STATISTICS[words](np.array([1.0, 2.0]))


def test_what_is_wanted_is_one_of_them():
    numbers = np.array([4.0, 2.0, 9.0])
    assert {words: int(of(numbers)) for of, words in WANTED.items()} == {
        "their sum is": 15, "their mean is": 5, "the largest is": 9, "the smallest is": 2, "their product is": 72,
        "the place of the smallest is": 1,
    }  # fmt: skip


def test_the_sentence_of_a_statistic():
    assert (
        taken("the slopes", "the sum of {}", np.prod)
        == "The sum of the slopes is taken, where their product is wanted."
    )
    words = "the sum of {}, or 0 where it is below 0"
    assert taken("the slopes", words, np.median) == "The sum of the slopes, or 0 where it is below 0, is taken."


# Formulas

SUMS = ["a + a", "a - 1", "a - 2", "1 + a", "2 + a"]
PRODUCTS = ["a * a", "2 * a"]
ENDS = {  # what may stand behind a sum: nothing that it ends with
    "a + a": "+1 +2 -1 -2", "a - 1": "+a +2 -a -2", "a - 2": "+a +1 -a -1", "1 + a": "+1 +2 -1 -2",
    "2 + a": "+1 +2 -1 -2", "a * a": "+a +1 +2 -a -1 -2", "2 * a": "+a +1 +2 -a -1 -2",
}  # fmt: skip
IN_BRACKETS = [f"({text})" for text in (*SUMS, *PRODUCTS)]
EITHER = {
    "a", "0", "1", "2", *SUMS, *PRODUCTS, "a * a * a", "2 * a * a", "a + a % 2", "a + (a + 1) % 2", "max(1, a - 1)",
    "a ** 2", *(f"{text} ** 2" for text in IN_BRACKETS), *(f"({text}) * {by}" for text in SUMS for by in ("a", "2")),
    *(f"a * ({text}) {op} 1" for text in SUMS for op in "+-"),
    *(f"{text} {end[0]} {end[1]}" for text, ends in ENDS.items() for end in ends.split()),
}  # fmt: skip


def test_formulas_of_whole_numbers():
    shares = {f"{text} // {by}" for text in ("a", *IN_BRACKETS[:5]) for by in ("a", "2")} - {"a // a"}
    shares |= {f"{way}({text} / {by})" for way in ("ceil", "round") for text in ("a", "(a - 1)", "(a - 2)")
               for by in ("a", "2")} - {"ceil(a / a)", "round(a / a)"}  # fmt: skip
    found = formulas(("a",))
    assert set(found) == EITHER | shares | {f"{text} {op} 1" for text in shares for op in "+-"}
    assert len(found) == len(set(found)) and found == formulas(("a",), True)


def test_formulas_of_other_numbers():
    tops, below = ["a", "1", "2", *IN_BRACKETS], ["a", "2", *IN_BRACKETS]
    shares = {f"{text} / {by}" for text in tops for by in below if text != by}
    numbers = [
        "-1",
        "-100",
        "-128",
        "-255",
        "-999",
        "-1000",
        "-10000",
        "-32768",
        "100",
        "255",
        "256",
        "0.5",
        "-a",
        "abs(a)",
    ]
    found = formulas(("a",), False)
    assert set(found) == EITHER | shares | {f"abs({text})" for text in SUMS} | {*numbers} | {
        f"{text} * a" for text in shares if "(" not in text
    }
    assert len(found) == len(set(found))


@pytest.mark.parametrize("whole", [True, False])
def test_formulas_of_two_numbers(whole):
    found = formulas(("a", "b"), whole)
    assert {
        "a + b",
        "a - b",
        "b - a",
        "a * b",
        "a * b + 1",
        "a + b - 2",
        "(a - b) * 2",
        "min(a, b)",
        "max(a, b)",
        "a * (a + b) + 1",
        "a * b * b",
        "a + b % 2",
        "b + (a + 1) % 2",
        "(a * b) ** 2",
        "b - 1 + a",
    } < set(found)
    assert not {"b + a", "b * a", "a - a", "1 - a", "2 - a", "1 * a", "1 + 2", "2 * 2", "a - b + b", "max(b, a)"} & set(
        found
    )  # fmt: skip
    assert ("a // b + 1" in found) is ("ceil((a - b) / b)" in found) is whole is not ("a / b * a" in found)
    numbers = {"a": 7, "b": 3, "ceil": math.ceil}
    assert all(isinstance(eval(text, numbers), int | float) for text in found)
