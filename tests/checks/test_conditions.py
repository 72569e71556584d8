"""What an input can be like, and which of it makes no difference to an answer."""

from types import SimpleNamespace

import numpy as np
import pytest
from made_exercises import of_function, trial_of

from coursecnn.checks import Case
from coursecnn.checks.judging.conditions import conditions, no_difference, one_entry_matters

A = np.array([[3.0, -1.0], [9.0, 7.0]])


# What an input can be like


def held(args, *others, kwargs=None):
    """Words that hold for an input of an exercise whose largest input is the first of these."""
    names = "abcde"[: len(args)]
    exercise = of_function(eval(f"lambda {', '.join(names)}: 0"))
    cases = [*(Case(other) for other in others), Case(args)]
    trial = SimpleNamespace(exercise=exercise, inputs=SimpleNamespace(cases=cases))
    found = conditions(trial)
    assert len({words for words, _ in found}) == len(found)
    return {words for words, _ in found}, lambda *given: {words for words, holds in found if holds(Case(given))}


def test_conditions_of_an_array():
    words, holding = held((A,))
    square, one = "a is square", "a has a single entry"
    row, column = "a has one row", "a has one column"
    zeros, unequal, positive, none = (
        "all entries of a are 0", "no two entries of a are equal", "no entry of a is below 0", "no entry of a is 0",
    )  # fmt: skip
    assert words == {zeros, one, square, row, column, unequal, positive, none}
    assert holding(A) == {square, unequal, none} and holding(A[:1]) == {row, unequal, none}
    assert holding(A[:, :1]) == {column, unequal, positive, none} and holding(np.abs(A[:1])) == {row, unequal, positive,
                                                                                                none}  # fmt: skip
    assert holding(0 * A) == {zeros, square, positive} and holding(A[:1, :1] * 0) == {zeros, one, square, row, column,
                                                                                    unequal, positive}  # fmt: skip
    assert holding(A - 3) == {square, unequal} and holding(np.ones((2, 3))) == {positive, none}
    assert holding() == set() and holding(None) == set() and holding("text") == set()
    assert held((A > 0,))[0] == {one, square, row, column} and zeros in held((A.astype(np.uint8),))[0]


def test_conditions_of_arrays_of_other_axes():
    words, holding = held((np.ones((2, 3, 2)),))
    square = "a has as many entries along its last axis as along the one before"
    assert words >= {square, "a has a single entry", *(f"a.shape[{n}] is 1" for n in range(3))}
    assert not words & {"a has one row", "a has one column", "a.shape[3] is 1"}
    assert holding(-np.ones((1, 2, 2))) == {square, "a.shape[0] is 1", "no entry of a is 0"}
    assert holding(-np.ones((2, 3, 1))) == {"a.shape[2] is 1", "no entry of a is 0"}
    words, holding = held((A[0],))
    assert words == {"all entries of a are 0", "a.shape[0] is 1", "no two entries of a are equal",
                     "no entry of a is below 0", "no entry of a is 0"}  # fmt: skip
    assert holding(A[0, :1]) == words - {"all entries of a are 0"}


def test_conditions_of_numbers():
    words, holding = held((7,), (4,), (2,), (6,), (1,), (3,), (4,))
    even, odd = "a is even", "a is odd"
    assert words == {"a is 0", "a is 1", "a is 2", even, odd}
    found = [holding(n) for n in (0, 1, 2, 3, -1)]
    assert found == [{"a is 0", even}, {"a is 1", odd}, {"a is 2", even}, {odd}, {odd}]
    assert held((7,), (4,), (2,), (4,))[0] == {"a is 0", "a is 1", "a is 2"} and held(("text", 1.5, [1]))[0] == set()
    assert even in held((7,), (4,), (2,), (0,))[0] and even not in held((7,), (4,), (4,), (2,))[0]
    words, holding = held((7, 3, A, A), (7, 3, A, A))
    both, shape = "a and b are equal", "c and d have one shape"
    assert {both, shape} < words and "b and a are equal" not in words and "d and c have one shape" not in words
    assert both in holding(3, 3, A, A) and both not in holding(3, 4, A, A) and both not in holding(3)
    assert shape in holding(3, 3, A, A + 1) and shape not in holding(3, 3, A, A[:1])
    assert both not in held((True, 3))[0] and both not in held((3, True))[0]


def test_conditions_of_tuples():
    words, holding = held(((7, 3),))
    equal, settings = "all of a are equal", [f"a is {(n, n)}" for n in (0, 1, 2)]
    each = [f"a[{i}] is {n}" for i in (0, 1) for n in (0, 1, 2)]
    assert words == {equal, *settings, *each}
    assert holding((0, 0)) == {equal, "a is (0, 0)", "a[0] is 0", "a[1] is 0"}
    assert holding((2, 1)) == {"a[0] is 2", "a[1] is 1"} and holding((5, 5)) == {equal} and holding() == set()
    assert holding((1,)) == {equal, "a is (1, 1)", "a[0] is 1"} and held(((0.5, 1),))[0] == set()


# What makes no difference


def rows(draw):
    return draw.array(draw.int(2, 6)), draw.array(draw.int(2, 6)), draw.int(1, 3)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda a, b, n: a.sum() + n, "What stands in `b` makes no difference to it, wherever it was tried."),
        (lambda a, b, n: a.sum() + b.sum(), "What `n` is makes no difference to it, wherever it was tried."),
        (lambda a, b, n: b.sum(), "What stands in `a` and what `n` is make no difference to it, wherever it was "
         "tried."),
        (lambda a, b, n: 7.0, "What stands in `a` and what stands in `b` and what `n` is make no difference to it, "
         "wherever it was tried."),
        (lambda a, b, n: a.sum() + b.max() - n, ""), (lambda a, b, n: None, ""), (lambda a, b, n: np.nan, ""),
        (lambda a, b, n: np.zeros(0), ""), (lambda a, b, n: 1 / 0, ""),
        (lambda a, b, n: a.sum() + (b[0] > 1e6) + n * (n < 3), ""),
    ],
)  # fmt: skip
def test_an_argument_that_makes_no_difference(answer, words):
    found = no_difference(trial_of(answer, lambda a, b, n: a.sum() + b.sum() * n, rows))
    assert found == words or (not words and "`n`" not in found and "`a`" not in found)


def test_an_argument_makes_no_difference_to_the_right_function_either():
    assert no_difference(trial_of(lambda a, b, n: 2 * a.sum(), lambda a, b, n: a.sum(), rows)) == ""
    pairs = trial_of(lambda p, f: f, lambda p, f: p[0] * f, lambda draw: (draw.ints(2, 1, 9), draw.int(1, 9) / 2))
    assert no_difference(pairs) == "What `p` is makes no difference to it, wherever it was tried."
    words = trial_of(lambda w, n: n, lambda w, n: len(w) * n, lambda draw: ("ab" * draw.int(1, 3), draw.int(1, 9)))
    assert no_difference(words) == ""  # no other word is known


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda a, n: a[0] * n, "Of `a` only the first entry makes a difference to it, wherever it was tried."),
        (lambda a, n: a[-1] + n, "Of `a` only the last entry makes a difference to it, wherever it was tried."),
        (lambda a, n: a[0] + a[1], ""), (lambda a, n: a[0] + a[-1], ""), (lambda a, n: a[0] * np.nan, ""),
        (lambda a, n: a[0] if a[1] < 5 else 1 / 0, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [lambda a: a, list], ids=["array", "list"])
def test_one_entry_that_matters_alone(answer, words, kind):
    def inputs(draw):
        return kind(draw.array(draw.int(1, 6)).tolist() if kind is list else draw.array(draw.int(1, 6))), draw.int(1, 3)

    assert one_entry_matters(trial_of(answer, lambda a, n: sum(a) * n, inputs)) == words


def first_entry(inputs):
    return one_entry_matters(trial_of(lambda a, n=1: a[0], lambda a, n=1: a.sum() * n, inputs))


def test_one_entry_is_asked_of_more_than_three_rows_of_three_entries_or_more():
    first = "Of `a` only the first entry makes a difference to it, wherever it was tried."
    assert first_entry(lambda draw: (draw.array(3),)) == first and first_entry(lambda draw: (draw.array(2),)) == ""
    some = [np.array([n, 2.0, 1.0, 5.0]) for n in (1, 2, 3, 4)]
    assert first_entry(lambda draw: (draw.pick(*some),)) == first
    assert first_entry(lambda draw: (draw.pick(*some[:3]),)) == ""
    assert first_entry(lambda draw: (draw.array(4), 2) if draw.int(0, 1) else (draw.array(4),)) == first


def test_one_entry_is_asked_of_rows_of_numbers_alone():
    def inputs(draw):
        return draw.array(draw.int(1, 4), 3), draw.labels(draw.int(3, 6), 9)

    assert one_entry_matters(trial_of(lambda a, b: b[0], lambda a, b: a.sum() + b.sum(), inputs)) == ""
    assert one_entry_matters(trial_of(lambda a: a[0], lambda a: a[0] + 1, lambda draw: (draw.array(4),))) == ""
