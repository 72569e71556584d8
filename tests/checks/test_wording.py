"""Values, faults, tables and lines of a message, word for word."""

from fractions import Fraction

import numpy as np
import pytest
from made_exercises import on_cases

from coursecnn.checks import Case
from coursecnn.checks.door import Reply, Strange, plain
from coursecnn.checks.judging import message
from coursecnn.checks.judging.explain import Cause
from coursecnn.checks.judging.match import as_wanted, differing, fault, is_number, simple
from coursecnn.checks.judging.tables import blocks
from coursecnn.checks.slips import Slip
from coursecnn.checks.words import LONGEST, shown, shown_type

A = np.array([[1.0, 2.0], [3.0, 4.0]])


CALLED = "itself, a function: brackets behind its name would call it."


# Faults


@pytest.mark.parametrize(
    ("right", "got", "kind", "text"),
    [
        (3, None, "returned-none", "Nothing was returned."),
        ((1, 2), 3, "wrong-type", "A tuple is wanted, not 3 (int)."),
        ([1, 2], 3, "wrong-type", "A list is wanted, not 3 (int)."),
        ((1, 2), (1,), "wrong-length", "One value is not as many as are wanted."),
        ((1, 2), (1, 2, 3), "wrong-length", "3 values are not as many as are wanted."),
        ((1, 2), (1, 3), "values", "In value [1] of 2: The number is wrong."),
        ((1, 2, "a"), (7, 2, 5), "wrong-type", "In value [2] of 3: A text is wanted, not 5 (int)."),
        ((1, 2, 3), (1, 7, 8), "values", "In value [1] of 3: The number is wrong."),
        (A, 5, "wrong-type", "An array of 2 axes is wanted, not 5 (int)."),
        (A[0], "a", "wrong-type", "An array of 1 axis is wanted, not 'a' (str)."),
        (A, [["a", "b"]], "wrong-type", "An array of numbers is wanted, not one of texts."),
        (A, [[1], [2, 3]], "wrong-type", "An array is wanted: its rows are equally long, and yours are not."),
        (A, A.astype(str), "wrong-type", "An array of numbers is wanted, not an array of <U32."),
        (A, [[1, 2], "a"], "wrong-type", "An array of numbers is wanted, not one of texts."),
        (A, A + 0j, "wrong-type", "An array of numbers is wanted, not an array of "
         "complex128. `.real` leaves out what is imaginary."),
        (A, A[0], "wrong-shape", "The shape is (2,), but (2, 2) is wanted."),
        (A, A + 1, "values", "4 of 4 entries differ."), (A, A * [[1, 1], [1, 2]], "values", "1 of 4 entries differs."),
        (A, A > 9, "values", "4 of 4 entries differ. Yours are True and False, which count as 1 and 0."),
        (A > 1, A > 2, "values", "1 of 4 entries differs."), ("a", 5, "wrong-type", "A text is wanted, not 5 (int)."),
        ("a", "b", "values", "The text is wrong."), (True, 5, "wrong-type", "True or False is wanted, not 5 (int)."),
        (True, "a", "wrong-type", "True or False is wanted, not 'a' (str)."), (True, 0, "values", "It is False."),
        (False, True, "values", "It is True."), (5, True, "wrong-type", "A number is wanted, not True (bool)."),
        (5, np.nan, "values", "It is nan, which is no number."), (5, 5 + 1e-8, "values", "The number is wrong."),
        (2.5, 2.6, "values", "The number is wrong."), ({1, 2}, {1, 3}, "values", "The set is wrong."),
        ({1, 2}, 5, "values", "The set is wrong."), ({1, 2}, [[1], [2]], "values", "The set is wrong."),
        (5, len, "wrong-type", f"A number is wanted, not len {CALLED}"),
        (5, A.mean, "wrong-type", f"A number is wanted, not mean {CALLED}"),
        (5, np.sin, "wrong-type", f"A number is wanted, not sin {CALLED}"),
        (5, {1: 2}, "wrong-type", "A number is wanted, not a dict."),
        (5, object(), "wrong-type", "A number is wanted, not an "
         "object."), (5, {1}, "wrong-type", "A number is wanted, not a set."),
        (5, A, "wrong-type", "A number is wanted, not an array of shape (2, 2)."),
    ],
)  # fmt: skip
def test_faults(right, got, kind, text):
    found = fault(right, plain(got))
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    ("right", "got"),
    [({1, 2}, [2, 1]), ({1, 2}, np.array([2, 1, 1])), ({(1, 2), (3, 4)}, A.astype(int)), ({1, 2}, (1, 2)),
     ((1, 2), {2, 1}),
     (A, ((1, 2), (3, 4))), (True, np.array([1])), (5, 5 + 1e-10), (2.5, 2.50001)],
)  # fmt: skip
def test_right_in_another_form(right, got):
    assert fault(right, plain(got)) is None


@pytest.mark.parametrize(
    ("got", "like", "made"),
    [
        ([1, 2], A, np.array([1, 2])), ([[1], [1, 2]], A, [[1], [1, 2]]), (["a"], A, ["a"]),
        ([1, 2], np.array(3), [1, 2]),
        ([1, 2], {1}, frozenset({1, 2})), ([[1], [2]], {1}, [[1], [2]]), (A, {1}, frozenset({(1, 2), (3, 4)})),
        (5, {1}, 5), (frozenset({2, 1}), (0, 0), (1, 2)), (A[0], (0, 0), (1.0, 2.0)), (A[0], [0, 0], (1.0, 2.0)),
        ([1, 2, 3], (0, 0), (1, 2, 3)), ([[1, 2], 3], (A, 0), (np.array([1, 2]), 3)), ([np.array([3])], (0,), (3,)),
        (np.array(3), (0,), np.array(3)), (np.array([3]), 5, np.int_(3)), (np.array([[3]]), 5, np.int_(3)), (A, 5, A),
        (np.array([3]), A, np.array([3])), (np.array([3]), "a", np.int_(3)), (7, 5, 7), ("a", (0,), "a"),
        (frozenset({"a"}), (0,), ("a",)),
    ],
)  # fmt: skip
def test_the_same_in_the_type_that_is_wanted(got, like, made):
    found = as_wanted(got, like)
    assert type(found) is type(made)
    np.testing.assert_equal(found, made)


@pytest.mark.parametrize(
    ("right", "got", "differ"),
    [
        ([1000.0, 1], [1000.09, 1.09], [0, 0]), ([1000.0, 1], [1000.11, 1.2], [1, 1]), ([1e-6], [9e-5], [0]),
        ([0.5], [0.50011], [1]), ([np.inf, 1], [np.inf, 1.0002], [0, 1]), ([np.inf], [1e300], [1]),
        ([-np.inf], [np.inf], [1]),
        ([np.nan, 1], [np.nan, 1], [0, 0]), ([1.0], [np.nan], [1]), ([np.nan], [1.0], [1]),
        ([-1000.0], [-1000.09], [0]),
    ],
)  # fmt: skip
def test_entries_that_differ_by_more_than_a_part_of_the_largest(right, got, differ):
    assert differing(np.array(right), np.array(got), 1e-4).tolist() == list(map(bool, differ))
    assert differing(3, 10**400, 1e-4)


def test_what_a_number_is_and_what_a_text():
    assert all(map(is_number, (3, 2.5, True, np.True_, np.float32(2), np.int8(3), Fraction(1, 2), np.nan)))
    assert not any(map(is_number, (3j, "3", None, ..., A, [3], np.complex64(1))))
    assert simple("  Two\n WORDS ") == "two words"


# Values in words


class Refuses:
    def __len__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2.0, "2.0"), (-2.0, "-2.0"), (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1e22, "1e+22"), (np.inf, "inf"),
        (16.0000001, "16.0000001"), (-16.0000001, "-16.0000001"), (0.1 + 0.2, "0.3"),
        (123456.7, "123456.7"), (1.5, "1.5"),
        (np.array(2.5), "2.5"), (np.int8(3), "3"), (True, "True"), (None, "None"), (range(3), "range(0, 3)"),
        ({1: 2}, "{1: 2}"), (b"ab", "b'ab'"), (A, "[[1.0, 2.0], [3.0, 4.0]]"), (np.zeros(200), None),
        (np.zeros(201), "an array of shape (201,)"), ((n for n in ()), "a generator"), ((), "()"), ([], "[]"),
        ((1,), "(1,)"), ((1, (2,)), "(1, (2,))"), (Strange("a", "some words"), "some words"), (Refuses(), "a Refuses"),
        (Refuses, "Refuses"), ("x" * 198, repr("x" * 198)), ("x" * 199, repr("x" * 199)[:200] + " ..."),
        ([[[[[[[[[5]]]]]]]]], "[[[[[[[[[...]]]]]]]]]"), ([[[[[[[[5]]]]]]]], "[[[[[[[[5]]]]]]]]"),
    ],
)  # fmt: skip
def test_a_value_in_words(value, words):
    assert shown(value) == words if words else shown(value).startswith("[0.0, 0.0, ")
    assert len(shown(value)) <= LONGEST + 4


@pytest.mark.parametrize(
    ("value", "words"),
    [(np.array(2), "2 (ndarray)"), (A[0], "an array of shape (2,)"), (np.int64(2), "2 (int64)"), ("a", "'a' (str)"),
     (1j, "1j (complex)"), ({1}, "a set"), (frozenset(), "a set"), ({}, "a dict"), (Refuses(), "a Refuses"),
     (..., "an ellipsis"), (None, "a NoneType")],
)  # fmt: skip
def test_a_type_in_words(value, words):
    assert shown_type(value) == words


# Tables


def table(value, *wrong, beside=None, mark=False):
    mask = None
    if wrong:
        mask = np.zeros(np.shape(value), bool)
        for place in wrong:
            mask[place] = True
    ((_, text),) = blocks("y", value, mask, value if beside is None else beside, mark)
    return text


def test_tables_are_cut_to_eight_rows_and_ten_columns():
    whole, big = np.arange(80).reshape(8, 10), np.arange(108).reshape(9, 12)
    assert len(table(whole).splitlines()) == 8 and "rows" not in table(whole)
    assert table(big).splitlines()[-1] == "(rows 0 to 7, columns 0 to 9 of an array of shape (9, 12))"
    assert table(big).splitlines()[0] == "[[ 0  1  2  3  4  5  6  7  8  9]"
    assert table(big, (8, 11)).splitlines()[-1] == "(rows 1 to 8, columns 2 to 11 of an array of shape (9, 12))"
    assert table(big, (1, 1)).splitlines()[-1] == "(rows 0 to 7, columns 0 to 9 of an array of shape (9, 12))"
    assert table(np.zeros((30, 30)), (5, 7)).splitlines()[-1].startswith("(rows 4 to 11, columns 6 to 15 of")
    assert table(np.arange(12)).splitlines() == ["[0 1 2 3 4 5 6 7 8 9]", "(rows 0 to 0, columns 0 to 9 of an array of "
                                                 "shape (12,))"]  # fmt: skip


def test_wrong_entries_are_marked_in_columns_of_one_width():
    assert table(A, (0, 1), mark=True) == "[[ 1  >2<]\n [ 3   4 ]]"
    assert table(A, (0, 1)) == "[[ 1   2 ]\n [ 3   4 ]]" and table(A) == "[[1 2]\n [3 4]]"
    assert table(A, (0, 1), beside=A + 100, mark=True) == "[[   1    >2<]\n [   3     4 ]]"
    assert table(np.array([-0.0, 0.5])) == "[  0 0.5]" and table(np.array([True])) == "[True]"


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [(1.23456, 1.23999, "1.235"), (1.23456, 1.23459, "1.23456"), (1.23456789, 1.23456711, "1.23456789"),
     (1.5, 1.5 + 1e-12, "1.5"), (1.5 + 1e-12, 1.5, "1.5000000000010001")],
)  # fmt: skip
def test_so_many_digits_that_numbers_which_differ_look_different(one, other, text):
    assert table(np.array([one]), 0, beside=np.array([other])).split() == ["[", text, "]"]


def test_lists_of_arrays_are_shown_one_by_one_up_to_twelve():
    assert [label for label, _ in blocks("y", [A, 5] * 6)] == [f"y[{i}]" for i in range(12)]
    assert len(blocks("y", [A, 5] * 6 + [1])) == 1 and blocks("y", (1, 2)) == [("y", "(1, 2)")]
    assert blocks("y", ()) == [("y", "()")] and blocks("y", Strange("a", "words")) == [("y", "words")]
    assert [label for label, _ in blocks("y", (A, (A, 3)))] == ["y[0]", "y[1][0]", "y[1][1]"]


def test_of_many_maps_so_many_as_fit():
    tall, flat = np.zeros((30, 9, 2)), np.zeros((30, 1, 2), np.int16)
    assert [label for label, _ in blocks("y", tall)] == ["y[0]", "y[1]", "y[2]", "y[...]"]
    assert len(blocks("y", flat)) == 25 and blocks("y", flat)[0][0] == "y[0] (int16)"
    assert blocks("y", flat)[-1][1] == "6 more like these, in an array of shape (30, 1, 2)"
    assert len(blocks("y", flat[:24])) == 24


# Lines of a message


def test_causes_in_lines():
    one, two, three = Cause((Slip("a", "A."),)), Cause((Slip("b", "B.", "7"),), ("C.",)), Cause((), ("D.", "E."))
    assert message.because([]) == [] and message.because([one]) == ["Why: A."]
    assert message.because([one], why="It fits this:") == ["It fits this: A."]
    assert message.because([Cause((), ("The same comes out with `n`.",))]) == ["The same comes out with `n`."]
    assert message.because([two]) == ["Why: two things at once.", "  (1) B.", "  (2) C."]
    assert message.because([three], guess=True) == ["Could two things have gone wrong at once?", "  (1) D.", "  (2) E."]
    assert message.because([one, two, three]) == [
        "Why: it is one of these, whose outputs are the same.", "  Either: A.", "  or:     B. And: C.",
        "  or:     D. And: E.",
    ]  # fmt: skip
    assert message.because([one, three], guess=True)[0] == "Could it be one of these?"
    assert message.place([two]) == "7" and message.place([one]) == message.place([two, one]) == message.place([]) == ""


def test_one_line_or_several():
    assert message.either([]) == [] and message.either(["a"]) == ["a"]
    assert message.either(["a"], "In 1: ") == ["In 1: a"]
    assert message.either(["a", "b", "c"], "In 1: ") == [
        "In 1: Could it be one of these?", "  Either: a", "  or:     b", "  or:     c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "text"),
    [(Reply(error="ValueError", text="a", line="x"), "ValueError: a, in the line `x`."),
     (Reply(error="KeyError"), "KeyError."),
     (Reply(error="ValueError", text="a: b."), "ValueError: a: b.")],
)  # fmt: skip
def test_what_was_raised(reply, text):
    assert message.raised(reply).text == text and message.raised(reply).kind == "raised"


@pytest.mark.parametrize(
    ("texts", "line"),
    [(["a"], "  It printed 1 line, which begins: a"), (["a", "b"], "  It printed 2 lines, the first: a"),
     (["x" * 70], "  It printed 1 line, which begins: " + "x" * 60), (["", "b"], "  It printed 2 lines, the first: b"),
     ([""], "  It printed 1 line, which begins: "), (["a"] * 1200, "  It printed 1,200 lines, the first: a")],
)  # fmt: skip
def test_what_was_printed(texts, line):
    def answer(n):
        for text in texts:
            print(text)
        return 0

    assert line in on_cases(lambda n: n, (3,)).check(answer).message.splitlines()
    assert "It printed" not in on_cases(lambda n: n, (3,)).check(lambda n: 0).message


def test_an_answer_whose_time_is_over():
    exercise = on_cases(lambda n, s=1: n, (3,))
    lost = "cannot be stopped: choose Kernel > Restart Kernel before you go on"
    for state, words in (("stopped", "was stopped"), ("lost", lost)):
        assert message.endless(exercise, Case((3,), {"s": 2}), state).splitlines() == [
            f"99.answer: not yet. It did not end within 5 seconds, and {words}. The input:", "  n = 3", "  s = 2",
            "Why: Is there a loop whose condition never changes, or one with far too many steps?",
            "See 99, 'Nowhere'. Stuck? hint() helps.",
        ]  # fmt: skip
