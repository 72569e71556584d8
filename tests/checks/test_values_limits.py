"""Where the search for the step that gives a value begins and ends: numbers on both sides of each limit."""

import numpy as np
import pytest
from made_exercises import of_value

from coursecnn.checks.judging.values import paper
from coursecnn.checks.judging.values.fit import Fit
from coursecnn.checks.slips import Watch, combined, step

A = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("number", "telling"),
    [(9, False), (-9, False), (10, True), (-10, True), (2.5, True), (3.0, False), (0, False), (A, True)],
)
def test_numbers_that_are_hardly_equal_to_others_by_chance(number, telling):
    assert paper._telling(number) is telling


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (20, 80, True), (20, 81, False), (80, 20, True), (81, 20, False), (-20, 80, True), (9, 20, False),
        (20, 9, False),
        (0.25, 1.0, False), (0.3, 0.5, True), (A, A + 1, True), (A, A[0], False), (A, 20, False), (20, A, False),
    ],
)  # fmt: skip
def test_numbers_that_may_be_taken_for_each_other(one, other, alike):
    assert paper._alike(one, other) is alike


@pytest.mark.parametrize(
    ("number", "answer", "same"),
    [
        (1.2345, 1.23, True), (1.239, 1.23, True), (1.2401, 1.23, False), (1.221, 1.23, False), (1.9, 1, True),
        (-0.8924, -0.893, False), (-0.8926, -0.893, True),
        (9.5, 1, True),
        (1.2345678917, 1.2345678912, True), (1.2345678932, 1.2345678912, False), (A, 1.23, True), (1.9, "a", True),
        (25.4, 1.5, False),
    ],
)  # fmt: skip
def test_a_number_in_the_digits_of_an_answer(number, answer, same):
    assert paper.to_its_digits(number, answer) is same


@pytest.mark.parametrize(
    ("right", "answer", "digits"),
    [(1.5, 2.5, 2), (1, 10, 1), (1, 0, 1), (1, -345, 3), (1, 0.0123456, 4), ((1, 20), (1, 345), 3),
     ((1, 2), (3, 4.5), 3),
     ((1, 2, 3), (1, 2), 2), ("a", "b", 0), (A, A + [[0, 0], [0, 50]], 2)],
)  # fmt: skip
def test_digits_of_what_is_wrong(right, answer, digits):
    assert paper._digits(right, answer, 1e-4) == digits


def another(number, answer="a"):
    def value():
        return 5 * step("the n", number) + 1

    watch = Watch()
    watch.run(value)
    return paper._another(value, watch, "the n", Fit(answer, 1e-4))


@pytest.mark.parametrize(
    ("number", "numbers"),
    [(20, range(41)), (50, range(63)), (3, range(20)), (0, range(11)), (-3, range(-15, 20)),
     (-30, [*range(-42, -17), *range(41)]),
     (100, [*range(41), *range(88, 113)])],
)  # fmt: skip
def test_other_whole_numbers_that_are_tried(number, numbers):
    assert another(number) == {f"{n} as the n: work that out again": n for n in numbers}


def test_other_numbers_that_are_tried():
    shares = {f"{n} as the n": n for n in (0.01, 0.02, 0.1, 0.2, 0.5)}
    assert another(0.3) == shares and another(1.0) == another(1.5) == {} == another(A)


@pytest.mark.parametrize(
    ("number", "answer", "found"),
    [(20, 5 * 333 + 1, [333]), (20, 5 * 33 + 3, []), (20, 5 * 33 + 1.00001, []), (1000, 5 * 1500 + 1, [1500]),
     (20, "a", []),
     (1001, 5 * 1500 + 1, []), (20, 10**400, [])],
)  # fmt: skip
def test_the_number_that_gives_the_answer_of_what_grows_evenly(number, answer, found):
    assert paper._solved(lambda: 5 * step("the n", number) + 1, "the n", number, Fit(answer, 1e-4)) == found
    assert paper._solved(lambda: 0 * step("the n", number) + 1, "the n", number, Fit(answer, 1e-4)) == []


@pytest.mark.parametrize(
    ("right", "answer", "tolerance", "said"),
    [
        (200.0, -200.015, 1e-4, ["It has the other sign."]), (200.0, -200.03, 1e-4, []),
        (5, -5, 0, ["It has the other sign."]),
        (0.5, -0.50009, 1e-4, ["It has the other sign."]), (0.5, -0.50015, 1e-4, []), (2.0, 4.06, 0.1, []),
        (2.0, 4.0, 0, ["It is off by a factor of 2."]), (3.0, 3e6, 1e-4, ["It is off by a factor of 1,000,000."]),
        (0.25, 25.0, 0, ["Could it be a hundred times what is wanted, such as percent for a share?"]),
        ("a", 3, 1e-4, []),
        (3, 0, 1e-4, []), (0, 3, 1e-4, []), (3, "a", 1e-4, []),
        (20000, 40003, 1e-4, ["It is off by a factor of 2."]),
        (20000, 40005, 1e-4, []),
    ],
)  # fmt: skip
def test_how_far_a_number_is_off(right, answer, tolerance, said):
    assert paper._off(right, answer, tolerance) == said


def explained(value, answer, part=None):
    return paper.explained(of_value(value), Fit(answer, 1e-4, part))


def test_floats_are_found_within_their_tolerance_and_whole_numbers_exactly():
    twice = ["Could it be this? About yours is what comes out with the a taken twice."]
    assert explained(lambda: step("the a", 2.13) + 7.5, 11.76005) == twice
    assert explained(lambda: step("the a", 213) + 7, 433.004) == []


def test_of_two_steps_with_one_number_the_last_is_named():
    said = ["That is the b: it is not yet what is asked for."]
    assert explained(lambda: 3 * step("the a", 70) + step("the b", 70) + 11, 70) == said


def test_a_usual_slip_goes_before_another_statistic():
    def value():
        return combined("the numbers", np.array([20.0, 40.0]), np.mean) + step("the rest", 30.0)

    assert explained(value, 90.0) == ["Could it be this? Yours is what comes out with the rest taken twice."]


@pytest.mark.parametrize(("answer", "joined"), [(999, False), (1000, True)])
def test_steps_are_joined_in_large_answers_alone(answer, joined):
    watch = Watch()
    watch.run(lambda: step("the a", 12) + step("the b", 30))
    found = paper._joined(None, watch, "the a", Fit(answer, 1e-4))
    more = {"the a multiplied by the b": 360, "the a divided by the b": 0.4, "the b added to the a": 42}
    assert found == {"the a squared": 144} | (more if joined else {})


def test_entries_of_two_numbers_are_turned_or_left_out():
    watch = Watch()
    watch.run(lambda: step("the a", A[0]))
    found = paper._entry_off(None, watch, "the a", None)
    assert {words: made.tolist() for words, made in found.items()} == {
        "entry [0] of the a left out": [0, 2], "entry [0] of the a taken with the other sign": [-1, 2],
        "entry [1] of the a left out": [1, 0], "entry [1] of the a taken with the other sign": [1, -2],
    }  # fmt: skip
    assert paper._turned("the a in place of the b") == "the b in place of the a"
    assert paper._turned("half of a") == "half of a"
