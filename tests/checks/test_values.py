"""Values: which are taken as equal, as rounded, as in a range, and what is asked or said of the others."""

import numpy as np
import pytest
from made_exercises import of_value

from coursecnn.checks import Range
from coursecnn.checks.judging.values import fit
from coursecnn.checks.judging.values.fault import example, fault_of_value, is_rounded
from coursecnn.checks.judging.values.fit import Fit
from coursecnn.checks.judging.values.questions import could_be

A = np.array([[1.0, 2.0], [3.0, 4.0]])
RANGE = Range(0.2, 0.3)


# Equal, and rounded


@pytest.mark.parametrize(
    ("part", "value", "of"),
    [(None, (5, 6), (5, 6)), (0, (5, 6), 5), (1, (5, 6), 6), (2, (5, 6), None), (0, 5, None), (0, [5, 6], None)],
)
def test_the_part_that_is_looked_at(part, value, of):
    assert Fit(0, 1e-4, part).of(value) == of


@pytest.mark.parametrize(
    ("value", "answer", "same"),
    [
        (3, 3, True), (3, 4, False), (None, None, False), (2.0, 2.0001, True), (2.0, 2.0003, False),
        (RANGE, 0.2, True), (RANGE, 0.3, True), (RANGE, 0.25, True), (RANGE, 0.19, False), (RANGE, 0.31, False),
        (RANGE, "a", False), (RANGE, np.array([0.25]), True), ((1, RANGE), (1, 0.25), True),
        ((1, RANGE), (2, 0.25), False), ((1, RANGE), (1, 0.5), False), ((1, 2), (1, 2, 3), False), ((1, 2), 1, False),
        ((1, 2), [1, 2], True), (A, A.tolist(), True), (A, A + 1, False), ("a", "A", True),
    ],
)  # fmt: skip
def test_equal_or_in_range(value, answer, same):
    assert bool(fit.equals(value, answer, 1e-4)) is same
    assert bool(Fit(answer, 1e-4)(value)) is same
    assert bool(Fit((7, answer), 1e-4, 1)((8, value))) is same  # 7 is not looked at


@pytest.mark.parametrize(
    ("value", "answer", "rounds"),
    [
        (1.2349, 1.23, True), (1.2351, 1.23, False), (1.2251, 1.23, True), (1.2249, 1.23, False), (1.2349, 1.2, True),
        (1.26, 1.2, False), (1.2, 1.0, False), (3.4, 3, False), (0.5, 0.5, True), (1.25, 2.25, False),
        ((1.21, 2.28), (1.2, 2.3), True), ((1.21, 2.38), (1.2, 2.3), False), ((1.21,), 1.2, False),
        (A + 0.0104, (A + 0.01).tolist(), True), (A + 0.0104, (A + 0.01).ravel(), False),
        ((A + 0.0104, 7), (A + 0.01, 7), True), ((A + 0.0104, 7), (A + 0.01, 8), False),
        ((A + 0.0104, 7), (7, A + 0.01), False), ((np.float64(2.004), 7), (2.0, 7), False),
        ((2.5, "a"), (2.5, "b"), False), (1.0, True, False), (1.0, "1.0", False), (1.26, float("nan"), False),
    ],
)  # fmt: skip
def test_an_answer_in_all_the_digits_that_it_has(value, answer, rounds):
    assert bool(Fit(answer, 1e-6, rounded=True)(value)) is rounds
    assert not Fit(answer, 1e-6)(value) or value == answer


@pytest.mark.parametrize(
    ("number", "digits"),
    [(3, 0), (2.0, 0), (1.25, 2), (0.1, 1), (0.1 + 0.2, 1), (1e-7, 0), (1.5e-7, 0), (-12.375, 3), (1e22, 0)],
)
def test_digits_after_the_point(number, digits):
    assert fit.decimals(number) == digits


def test_finite_numbers():
    yes = (0, 3, -2.5, np.float32(2), np.int64(4), 1e299, -1e299)
    no = (1e300, -1e301, 10**400, np.inf, np.nan, True, np.False_, "1", None, 1j, A)
    assert all(map(fit.finite, yes)) and not any(map(fit.finite, no))


def test_all_parts_of_a_value():
    assert fit.flat((1, [2, (3,)], A, np.array(5.0), "ab")) == [1, 2, 3, 1.0, 2.0, 3.0, 4.0, 5.0, "ab"]
    assert fit.flat(()) == [] and fit.flat(7) == [7]


@pytest.mark.parametrize(
    ("right", "answer", "rounded"),
    [
        (1.2346, 1.23, True), (1.2346, 1.235, True), (1.2346, 1.234, False), (1.2346, 1.2346, False),
        (1.52, 1.5, True), (1.52, 1.51, False), (1.52, 2, False), (1.02, 1.0, True), (1.021, 1.0, False),
        (-1.52, -1.5, True), (1.1234567, 1.12346, True), (1.1234567, 1.123457, False), (100.4, 100, True),
        (150, 149, False), (1.5, "a", False), (1.5, 10**400, False), (1.02, True, False),
        (1.52, np.float32(1.5), True), (0.0, 0, False),
        ((1.2346, 2), (1.23, 2), True), ((1.2346, 2), (1.23, 3), False), ((1.2346, 2), (1.23,), False),
        ((1.2346,), 1.23, False), ((1.2346, 1.2346), (1.23, 1.2346), True), ((1.2346, "a"), (1.23, "a"), True),
        ((1.2346, RANGE), (1.23, 0.25), False), (((1.2346, 2.0), 1), ((1.23, 2.0), 1), True),
        (np.array([1.2346, 2.0]), np.array([1.23, 2.0]), True), (np.array([1.2346]), np.array([1.23, 1.23]), False),
        (((1.2346, 2.0), 1), ((1.23,), 1), False),
    ],
)  # fmt: skip
def test_the_right_value_in_too_few_digits(right, answer, rounded):
    assert is_rounded(right, answer) is rounded


# Measurements


@pytest.mark.parametrize(
    ("number", "width", "wanted", "question"),
    [
        (-0.25, 1, 0.25, "the sign be turned"), (0.5, 1, 50, "it be a hundredth of what is wanted, such as a share"),
        (50, 1, 0.5, "it be a hundred times what is wanted, such as percent"), (5, 1, 0.2, "the ratio be upside down"),
        (0.3, 1, 0.7, "it be what is left, in place of what is lost (or"), (0, 2, 1, "it be what is left"),
        (1, 1, 0, "it be what is left"), (30, 1, 70, "it be the percentage of what is left"),
        (100, 1, 0, "it be the percentage of what is left"), (9, 1, 3, "it be squared"),
        (3, 1, 9, "it be a square root"),
        (6, 1, 3, "it be twice as much as is wanted"), (3, 1, 6, "it be half of what is wanted"),
        (2, 1, float(np.exp(2)), "it be the logarithm of what"), (3, 1, 1000, "it be the logarithm (base 10)"),
        (3, 1.15, 9, "it be a square root"), (3, 1.16, 9, ""), (5, 3, 0.2, "the ratio be upside down"),
        (5, 3.1, 0.2, ""),
        (-5, 4, 5, "the sign be turned"), (5, 4, 5, ""), (2, 1, 4, ""), (1.5, 1, -0.5, ""), (101, 1, -1, ""),
        (-0.5, 1, 1.5, ""), (0, 1, 0, ""), (0, 1, 1, ""),
    ],
)  # fmt: skip
def test_what_a_number_would_be_right_for_is_asked_where_one_thing_fits(number, width, wanted, question):
    found = could_be(number, width, lambda n: abs(n - wanted) < 1e-9)
    assert found.startswith(f"Could {question}") and found.endswith("?") if question else found == ""


@pytest.mark.parametrize(
    ("right", "answer", "text"),
    [
        (RANGE, 0.2, None), (RANGE, 0.3, None), (RANGE, np.nan, "nan is no measurement."),
        (RANGE, -np.inf, "-inf is no measurement."), (RANGE, 10**400, "inf is no measurement."),
        (RANGE, 0.5, "0.5 is too large for a right measurement."),
        (RANGE, 0.1, "0.1 is too small for a right measurement."),
        (RANGE, 0, "0 is too small for a right measurement."),
        (RANGE, -0.25, "-0.25 is too small for a right measurement. Could the sign be turned?"),
        (RANGE, 25, "25 is too large for a right measurement. Could it be a hundred times what is wanted, such as "
         "percent for a share?"),
        (Range(0, 0.3), 25, "25 is too large for a right measurement."),
        (Range(0, 0.3), -0.2, "-0.2 is too small for a right measurement. Could the sign be turned?"),
        (Range(0.2, 0.8), 0.005, "0.005 is too small for a right measurement."),  # too wide for more
        (Range(1.6, 1.9), 2.0, "2 is too large for a right measurement. Could it be rounded too far?"),
        (Range(0.26, 0.28), 0.3, "0.3 is too large for a right measurement. Could it be rounded too far?"),
        (Range(0.234, 0.26), 0.23, "0.23 is too small for a right measurement. Could it be rounded too far?"),
        (Range(0.2, 0.2346), 0.235, "0.235 is too large for a right measurement."),
        (Range(1.6, 1.64), 2.0, "2 is too large for a right measurement. Could it be rounded too far?"),
        ((RANGE, Range(40, 60)), (0.25, 0.5), "0.5 is too small for a right measurement."),
        ((Range(40, 60), RANGE), (0.5, 0.5), "0.5 is too small for a right measurement. Could it be a hundredth of "
         "what is wanted, such as a share for percent?"),
        ((RANGE, RANGE), (0.25, 0.3), None), ((RANGE, 3), (0.3, 3), None),
        ((RANGE, Range(40, 60)), (0.2, 0.5), "0.5 is too small for a right measurement."),
        ((RANGE, Range(40, 60)), (0.3, 0.5), "0.5 is too small for a right measurement."),
        (("a", RANGE), ("b", 0.9), "0.9 is too large for a right measurement."),
        (("a", RANGE), ("b", 0.25), "The measurement is right. What does it say about the claim?"),
    ],
)  # fmt: skip
def test_of_a_measurement(right, answer, text):
    found = fault_of_value(of_value(right), answer, right)
    assert found is text is None or found.text == text
    kinds = {None: None, "The measurement is right. What does it say about the claim?": "wrong-verdict"}
    assert (found and found.kind) == kinds.get(text, "out-of-range")


def test_the_middle_of_a_range_stands_for_a_measurement():
    assert example(("a", Range(1, 2), (3, Range(-4, 6)))) == ("a", 1.5, (3, 1.0)) and example(5) == 5


@pytest.mark.parametrize(
    ("right", "answer", "kind", "text", "more"),
    [
        (3, 4, "values", "", {}), (3, 3, None, "", {}),
        ((1, 2), 3, "wrong-type", "A tuple is wanted, not 3 (int).", {}),
        (3, 3.0, None, "", {}),
        (3, 3.0, "float-size", "It is 3.0, a float, where the whole number 3 is wanted.", {"whole_counts": True}),
        ("a", "c", "wrong-choice", "'c' is none of 'a', 'b'.", {"choices": ("a", "b")}),
        (("a", 1), ("c", 1), "wrong-choice", "'c' is none of 'a', 'b'.", {"choices": ("a", "b")}),
        (("a", 1), ("c", "x"), "wrong-type", "In value [1] of 2: A number is wanted, not 'x' (str).",
         {"choices": ("a", "b")}),
        ("a", " B ", "values", "", {"choices": ("a", "b")}), ("a", "c", "values", "", {}),
        (("a", 1), ("b", 1), "values", "", {"choices": ("a", "b")}), (3, 3, None, "", {"accepts": lambda n: True}),
        (3, 3, "values", "No.", {"accepts": lambda n: "No."}),
        (3, 3, "values", "This measurement is out of range.", {"accepts": lambda n: False}),
        (RANGE, 0.25, "values", "No.", {"accepts": lambda n: "No."}), (RANGE, 0.25, None, "", {"accepts": lambda n: 1}),
        (RANGE, 0.9, "out-of-range", "0.9 is too large for a right measurement.", {"accepts": lambda n: "No."}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_value(right, answer, kind, text, more):
    found = fault_of_value(of_value(right, **more), answer, right)
    assert (found.kind, found.text) == (kind, text) if kind else found is None
