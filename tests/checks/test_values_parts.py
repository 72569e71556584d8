"""Wrong values of several parts: which are right, in which order, what the first wrong one is, and which slips fit."""

import numpy as np
import pytest
from made_exercises import of_value

from coursecnn.checks import Range, slip
from coursecnn.checks.judging.values.entries import of_parts
from coursecnn.checks.judging.values.fit import Fit
from coursecnn.checks.judging.values.judge_value import OF_MANY, OF_ZERO
from coursecnn.checks.judging.values.paper import slips_that_fit

A = np.array([[1.0, 2.0], [3.0, 4.0]])
WIDE = np.arange(20.0).reshape(4, 5)
SOME = "What is there is right, but not all of it is there."
MORE = "All that is wanted is there, with more that is not."
AROUND = "All that is wanted is in it, with more rows or columns around it."
ORDER = "All parts are right, but they stand in another order."
TWICE = "A value is given more than once."
PRODUCT = "Multiplied with each other the numbers give what is right: a factor stands at another place."
OFF = "It is off by one: is the first or the last one forgotten, or counted twice?"


def changed(array, **entries):
    """The array with other numbers at these places: ``changed(A, e01=5)``."""
    array = array.copy()
    for place, number in entries.items():
        array[tuple(map(int, place[1:]))] = number
    return array


TABLE = [
    # no tuple
    (3, 4, []), (3, (3, 4), []), (A, (5, 6), []), ("a", ("a", 1), []),
    ((5, 6), 6, ["It is right as value [1], but there are other values."]),
    ((5, 5), 5, ["It is right as value [0], but there are other values."]), ((5, 6), 7, []),
    ((Range(1, 2), 7), 1.5, ["It is right as value [0], but there are other values."]),
    # words
    (("a", 3, (1, 2)), 5, ["Wanted are a word, a number, a list of 2 numbers."]),
    (("a", 3), ("a", 3, 4), ["Wanted are a word, a number."]), (("a", 3), ("b", 3), ["Right is value [1] of 2."]),
    (("a", 3, 7), ("a", 5, 9), []), (("a", 30, 7), ("a", 17, 7), ["Right is value [2] of 3."]),
    # parts in their places
    ((1, 7), (1, 7), []), ((1, 2, 3), (3, 1, 2), [ORDER]), ((1, 2, 3, 4, 5), (1, 2, 3, 5, 4), [ORDER]),
    ((1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 6, 5),
     ["Right are values [0], [1], [2], [3] of 6.", f"In value [4]: {OFF}", PRODUCT]),
    ((10, 20, 30), (10, 21, 31), ["Right is value [0] of 3.", f"In value [1]: {OFF}"]),
    ((10, 20, 30), (11, 20, 30), ["Right are values [1], [2] of 3.", f"In value [0]: {OFF}"]),
    ((Range(1, 2), 30), (5, 31), [f"In value [1]: {OFF}"]), ((10, 21), (70, 3), [PRODUCT]), ((10, 21), (70.0, 3), []),
    ((10, 21.0), (70, 3), []), ((10, 20), (17, 39), []),
    ((A, 5), (A.T, 5), ["Right is value [1] of 2.", "In value [0]: Yours is the right array with rows and columns "
                        "exchanged."]),
    ((A, 5), (7.5, 5), ["Right is value [1] of 2."]), ((5, 8), (A, 8), ["Right is value [1] of 2."]),
    # too few, or too many
    ((A, 5), (1, 2, 3, 4), ["These are the numbers of value [0] alone, in one row."]),
    ((7, A, 5), (1, 2, 3, 4), ["These are the numbers of value [1] alone, in one row."]),
    ((A[0], 5, 6), (1, 2), ["These are the numbers of value [0] alone, in one row."]),
    ((A, 5), ((1, 2), 3, 4, (5,)), []), ((A, 5), (1, 2, 3, 9), []), ((1, 2, 3), (1, 2), [SOME]),
    ((5, 6), (5,), [SOME]), ((5, 6), (), []),
    ((1, 2), (1, 2, 9), [MORE]), ((1, 2), (1, 2, 1), [TWICE]), ((1, 2, 1), (1, 2), [SOME]), ((1, 2), (1, 1, 1), [SOME]),
    (((1, 2), (3, 4)), ((1, 2), (3, 4), (1, 2)), [TWICE]), ((1, 2, 3), (1, 9), ["Some of it is right."]),
    ((2, 3, 4), (6, 4), [PRODUCT]), ((2, 3, 4), (7, 8), []), ((2, 3, 4), (6.0, 4), ["Some of it is right."]),
    # arrays
    (A, A.T, ["Yours is the right array with rows and columns exchanged."]),
    (A[0], A[0] ** 2, ["Yours is the right array squared."]), (np.array([[5.0]]), np.array([25.0]), []),
    (A[0], A[0][:1] * 3, []), (A, A + 1, ["Every entry is too large, by the same number."]),
    (A, A - 7, ["Every entry is too small, by the same number."]), (A, A + [[1, 1], [1, 2]], []),
    (A[0], A[0] + 3, ["Every entry is too large, by the same number."]),
    (A, A + [[1, 1], [1, 1 + 1e-10]], ["Every entry is too large, by the same number."]),
    (A[:1, :1], A[:1, :1] + 4, []), (A, changed(A + 1, e00=1), ["Wrong are entries [0, 1], [1, 0], [1, 1]; all others "
                                                                  "are right."]),
    (A, changed(A, e10=9), ["Wrong is entry [1, 0]; all others are right."]),
    (A[0], A[0] + [0, 5], ["Wrong is entry [1]; all others are right."]),
    (WIDE, changed(WIDE, e34=1), ["Wrong is entry [3, 4]; all others are right."]),
    (np.arange(21.0), changed(np.arange(21.0), e3=1), []),
    # one inside of the other
    (WIDE, WIDE[1:3, 1:], [SOME]), (WIDE[1:3, 1:], WIDE, [AROUND]), (WIDE, WIDE[1:3, 1:] + 0.5, []),
    (WIDE[1:, 1:], WIDE[:3] + 50, []), (WIDE[:2, :2], WIDE.ravel()[:7], []), (WIDE, np.zeros((0, 2)), []),
    (WIDE[:1], WIDE[:, :1] + 0.5, []), (WIDE[0], WIDE, []),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(TABLE)))
def test_what_is_said_of_the_parts(number):
    right, answer, lines = TABLE[number]
    assert of_parts(of_value(right), right, answer) == lines


def two():
    if slip("one"):
        return 9, 7
    if slip("both"):
        return 5, 11
    return 30 if slip("far") else 4, 70 if slip("other") else 7


TWO = of_value(two, slips=[(name, f"It is {name}.") for name in ("one", "both", "far", "other")])


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ((9, 7), ["Right is value [1] of 2.", "In value [0]: It is one."]),
        ((9, 90), ["In value [0]: It is one."]),  # the other part is as the slip leaves it: right
        ((5, 11), ["In value [0]: It is both."]), ((5, 7), ["Right is value [1] of 2.", "In value "
         "[0]: Could it be this? It is both."]),  # which makes another second part
        ((5, 90), [f"In value [0]: {OFF}"]),  # the slip would make another second part
        ((4, 70), ["Right is value [0] of 2.", "In value [1]: It is other."]), ((30, 70), ["In value [0]: It is far."]),
        ((4, 40), ["Right is value [0] of 2."]),
    ],
)  # fmt: skip
def test_the_slip_of_the_first_wrong_part(answer, lines):
    assert of_parts(TWO, (4, 7), answer) == lines


def test_of_many_slips_of_a_part_three_are_named():
    names = ("one", "two", "three", "four")
    exercise = of_value(
        lambda: (4, 9 if any(map(slip, names)) else 7), slips=[(name, f"It is {name}.") for name in names]
    )
    said = ["In value [1]: Could it be one of these?", "  Either: It is one.", "  or:     It is two.",
            "  or:     It is three."]  # fmt: skip
    assert of_parts(exercise, (4, 7), (5, 9))[-4:] != said and of_parts(exercise, (4, 7), (4, 9))[1:] == said


def test_slips_that_come_out_at_an_answer_or_at_its_wrong_part():
    def fitting(answer, count, part=None):
        return slips_that_fit(TWO, Fit(answer, 1e-4, part), count)

    assert fitting((30, 7), 1) == [("far",)] and fitting((30, 70), 1) == [] and fitting((8, 8), 2) == []
    assert fitting((30, 70), 2) == [("far", "other")] and ("one", "both") in fitting((9, 7), 2)
    assert fitting((30, 70), 1, 0) == [("far",)] and fitting((4, 70), 1, 0) == []  # right as it is


def broken():
    return 3 / (1 - slip("breaks")) + slip("adds")


# The check as a whole


def said(exercise, answer):
    result = exercise.check(answer)
    first, *lines, last = result.message.splitlines()
    assert first.startswith("99.answer: not yet. Your answer is ") and last.endswith("Stuck? hint() helps.")
    return result.mistake, lines, result.slips


CHAIN = of_value(
    lambda: 100 + 10 * slip("ten") + 30 * slip("thirty") + 30 * slip("again") + 7 * slip("seven"),
    slips=[("ten", "Ten.", "98, 'Ten'"), ("thirty", "Thirty."), ("again", "Again."), ("seven", "Seven.")],
)  # fmt: skip


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake", "lines", "slips"),
    [
        (CHAIN, 110, "ten", ["It fits this: Ten."], (("ten",),)),
        (CHAIN, 130, "thirty", ["Could it be one of these?", "  Either: Thirty.", "  or:     Again."],
         (("thirty",), ("again",))),
        (CHAIN, 117, "ten", ["Could two things have gone wrong at once?", "  (1) Ten.", "  (2) Seven."],
         (("ten", "seven"),)),
        (CHAIN, 140, "ten", ["Could it be one of these?", "  Either: Ten. And: Thirty.", "  or:     Ten. And: Again."],
         (("ten", "thirty"), ("ten", "again"))),
        (of_value(lambda: 100 + sum(10**n * slip(f"{n}") for n in range(3)) + 10 * slip("3") + 10 * slip("4"),
                  slips=[(f"{n}", f"{n}.") for n in range(5)]), 111, "unknown", [OF_MANY.format(3)], ()),
        (CHAIN, 55, "unknown", [], ()), (CHAIN, 99, "unknown", [OFF], ()),
        (of_value(broken, slips=[("breaks", "Breaks."), ("adds", "Adds.")]), 4, "adds", ["It fits this: Adds."],
         (("adds",),)),
        (of_value(lambda: 1.2346), 1.23, "unknown",
         ["These are right digits, but too few: round later, and give more of them."], ()),
        (of_value(lambda: 5.5 + 1.2346 * slip("a"), slips=[("a", "A.")]), 6.73, "a", ["Could it be this, rounded? A."],
         (("a",),)),
        (of_value(lambda: 5.5 + 1.2346 * slip("a") + 1.2345 * slip("b"), slips=[("a", "A."), ("b", "B.")]), 6.73,
         "unknown", [], ()),
        (of_value(lambda: 3 - 2 * slip("a") - slip("b"), slips=[("a", "A."), ("b", "B.")]), 0, "unknown",
         [OF_ZERO], ()),
        (of_value(lambda: 3 - 2 * slip("a") - 4 * slip("b"), slips=[("a", "A."), ("b", "B.")]), -3, "unknown",
         ["It has the other sign."], ()),
        (of_value((1, 2)), 3, "wrong-type", ["A tuple is wanted, not 3 (int)."], ()),
        (of_value((1, 2)), 2, "wrong-type",
         ["A tuple is wanted, not 2 (int).", "It is right as value [1], but there are other values."], ()),
        (of_value(("true", 1)), ("maybe", 1), "unknown", ["Right is value [1] of 2."], ()),
        (of_value(Range(0.2, 0.3)), 0.9, "out-of-range", ["0.9 is too large for a right measurement."], ()),
    ],
)  # fmt: skip
def test_the_cause_of_a_wrong_value(exercise, answer, mistake, lines, slips):
    assert said(exercise, answer) == (mistake, lines, slips)
    result = exercise.check(answer)
    assert result.facts == (() if slips else tuple(lines))
    assert result.message.endswith("See 98, 'Ten'. Stuck? hint() helps." if slips == (("ten",),) else "hint() helps.")


def verdict():
    return "true" if slip("wrong-verdict") else "false", Range(5, 6) if slip("far") else Range(0.2, 0.3)


def test_a_verdict_beside_another_slip():
    exercise = of_value(verdict, slips=[("wrong-verdict", "Look at it."), ("far", "Far.")])
    again = "With the right measurement, look at the verdict again."
    assert said(exercise, ("true", 5.5))[1] == [
        "Could two things have gone wrong at once?",
        f"  (1) {again}",
        "  (2) Far.",
    ]
    assert said(exercise, ("true", 0.25))[1] == ["It fits this: Look at it."]
    assert said(exercise, ("false", 5.5))[1] == ["Could it be this? Far."]  # which is a range


@pytest.mark.parametrize(
    ("right", "answer", "passed"),
    [
        ("true", True, True), ("false", False, True), ("true", np.True_, True), ("true", False, False),
        (("false", 1), (False, 1), True), (("false", 1), (True, 1), False), (("false", True), (False, True), True),
        (("false", 1), (False, 1, 1), False), (True, True, True), ((("true", 2), 3), ((True, 2), 3), True),
    ],
)  # fmt: skip
def test_true_is_as_good_as_its_word(right, answer, passed):
    assert of_value(right).check(answer).passed is passed


def test_a_function_is_no_value():
    result = of_value(3).check(len)
    text = "99.answer: not yet. A value is wanted, not len, which is a function."
    assert (result.passed, result.mistake, result.message, result.tried) == (False, "wrong-type", text, True)


@pytest.mark.parametrize("answer", [None, ..., (1, None), (..., 2), [(1, 2), [3, None]], (None, None)])
def test_a_value_with_a_gap_is_not_tried(answer):
    result = of_value((1, 2)).check(answer)
    assert (result.passed, result.mistake, result.message, result.tried) == (
        False, None, "99.answer: not tried yet.", False,
    )  # fmt: skip
