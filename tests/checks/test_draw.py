"""What inputs are drawn: in which bounds, how small, each once, and the same in whole numbers."""

from collections import Counter

import numpy as np
import pytest
from made_exercises import of_function, on_cases, trial_of

from coursecnn.checks import Case
from coursecnn.checks.draw import Draw, arrays, drawn, key, size, values, whole
from coursecnn.checks.judging.trial import has_nan

DRAWS = [Draw(level, number) for level in range(6) for number in range(60)]
A = np.array([[3.0, -1.0], [9.0, 7.0]])


def of_level(level):
    return [draw for draw in DRAWS if draw.level == level]


def test_whole_numbers_grow_with_the_level_up_to_their_bound():
    for level in range(6):
        assert {draw.int(2, 5) for draw in of_level(level) * 3} == set(range(2, min(5, 2 + level) + 1))
        assert {type(draw.int(2, 5)) for draw in of_level(level)} == {int}
    assert all(len(draw.ints(3, 2, 5)) == 3 and set(draw.ints(3, 2, 5)) <= {2, 3, 4, 5} for draw in DRAWS)
    assert {draw.pick("a", "b", "c") for draw in of_level(0)} == {"a"}
    assert {draw.pick("a", "b", "c") for draw in of_level(1) * 2} == {"a", "b"}
    assert {draw.pick("a", "b", "c") for draw in of_level(5) * 2} == {"a", "b", "c"}


def test_arrays_are_whole_at_low_levels_and_hold_no_0_unless_asked():
    fractions = Counter()
    for draw in DRAWS:
        array = draw.array(4, 5)
        assert array.shape == (4, 5) and array.dtype == np.float64 and (array != 0).all()
        assert array.min() >= -3 and array.max() <= 4 and np.array_equal(array, np.round(array, 2))
        fractions[draw.level, bool((array != np.rint(array)).any())] += 1
        assert (draw.array(9, 9, zero=True) == 0).any() and not (draw.array(9, 9, zero=True) == 0).all()
    assert not any(fractions[level, True] for level in (0, 1, 2))
    assert all(30 <= fractions[level, True] <= 54 for level in (3, 4, 5))  # 70 of 100
    zeros = np.mean([(draw.array(9, 9, zero=True) == 0).mean() for draw in DRAWS])
    assert zeros == pytest.approx(0.25, abs=0.02)
    assert {n for draw in of_level(0) for n in draw.array(9, low=-1, high=2).tolist()} == {-1, 1, 2}
    ends = np.concatenate([draw.array(99) for draw in of_level(0)])
    assert set(ends) == {-3, -2, -1, 1, 2, 3, 4} and (ends == 4).mean() == pytest.approx(2 / 8, abs=0.03)  # 0 becomes 4


def test_other_arrays():
    below = 0
    for draw in DRAWS:
        distinct = draw.distinct(3, 4)
        assert distinct.shape == (3, 4) and len(set(distinct.flat)) == 12 and distinct.dtype == np.float64
        assert distinct.max() - distinct.min() == 11 and distinct.min() in (0, -6)
        below += distinct.min() == -6
        assert draw.distinct(3).min() in (0, -1)
        ties, labels, photo = draw.ties(5, 6), draw.labels(40, 3), draw.bytes(9, 9)
        assert ties.shape == (5, 6) and ties.dtype == np.float64 and set(ties.flat) == {-1, 0, 1}
        assert labels.shape == (40,) and labels.dtype == np.intp and set(labels) == {0, 1, 2}
        assert photo.shape == (9, 9) and photo.dtype == np.uint8 and photo[photo > 0].min() >= 100
        assert (photo == 0).any() == (draw.level > 1)
    assert 0.6 < below / len(DRAWS) < 0.8
    assert 255 in np.concatenate([draw.bytes(99) for draw in DRAWS])
    assert 100 in np.concatenate([draw.bytes(99) for draw in DRAWS])


def test_the_same_seed_draws_the_same():
    assert Draw(3, 7).array(5).tolist() == Draw(3, 7).array(5).tolist() != Draw(3, 8).array(5).tolist()
    assert Draw(3, 7).array(5).tolist() != Draw(4, 7).array(5).tolist()


def test_cases_are_different_the_smallest_first():
    asked = []

    def inputs(draw):
        asked.append(draw.level)
        return draw.array(draw.int(1, 3)), draw.int(0, 2)

    cases = drawn(inputs, [0, 1, 1, 2, 2, 2] * 5, 0)
    assert Counter(asked) == {0: 5, 1: 10, 2: 15}
    assert [size(case) for case in cases] == sorted(size(case) for case in cases)
    assert len({key(case) for case in cases}) == len(cases) > 10
    assert [key(case) for case in drawn(inputs, [2] * 9, 0)] != [key(case) for case in drawn(inputs, [2] * 9, 1)]


def test_what_does_not_fit_is_drawn_again_and_in_the_end_left_out():
    tried = []

    def inputs(draw):
        tried.append(draw.level)
        number = draw.int(1, 9)
        return (number,) if number > 1 else None

    assert drawn(inputs, [0], 0) == [] and len(tried) == 200  # at level 0 it is 1 each time
    assert {case.args for case in drawn(inputs, [1] * 5, 0)} == {(2,)}
    cases = drawn(inputs, [5] * 20, 0, fits=lambda case: case.args[0] > 4)
    assert {case.args[0] for case in cases} == {5, 6} and all(case.kwargs == {} for case in cases)
    assert drawn(lambda draw: (1, {"s": 2}), [0], 0) == [Case((1,), {"s": 2})]
    assert drawn(lambda draw: ({"s": 2},), [0], 0) == [Case((), {"s": 2})]


@pytest.mark.parametrize(
    ("args", "kwargs", "of"),
    [
        ((A,), {}, (4, 0)), ((A, 3), {}, (4, 3)), ((A, -3, 0.5), {}, (4, 3.5)), ((A, (2, -3)), {}, (4, 5)),
        ((A, [A, A[0]]), {}, (10, 0)), ((3,), {"s": 2}, (0, 5)), (("a", None), {"x": A}, (4, 0)),
        (([1, (5,)],), {}, (0, 1)),
    ],
)  # fmt: skip
def test_the_size_of_a_case(args, kwargs, of):
    assert size(Case(args, kwargs)) == of and values(Case(args, kwargs)) == (*args, *kwargs.values())


def test_arrays_among_arguments_and_equal_cases():
    assert [a.shape for a in arrays((A, 3, [A[0], (A[:1], "a")], "b"))] == [(2, 2), (2,), (1, 2)]
    assert key(Case((A, 3))) == key(Case((A.copy(), 3))) != key(Case((A.astype(int), 3)))
    assert key(Case((A,))) != key(Case((A.T,))) and key(Case((3,), {"s": 1})) != key(Case((3,), {"s": 2}))


def test_the_same_in_whole_numbers():
    small = np.array([0.4, -0.3, 0.66])

    def made(*args, **more):
        case = Case(args, {"s": 1})
        found = whole(case, **more)
        assert all(ints.kwargs == floats.kwargs == {"s": 1} for ints, floats in found)
        for ints, floats in found:
            for a, b in zip(ints.args, floats.args):
                assert np.array_equal(a, b)
        return [[a.tolist() if a.dtype == np.int64 else a.dtype.kind for a in ints.args] for ints, _ in found]

    assert made(A + 0.4) == [[[[3, -1], [9, 7]]]]
    assert made(small) == [[[1, -1, 2]]]  # three times as large, and none becomes 0
    assert made(np.array([2.0, 0.2])) == [[[2, 1]]] and made(np.array([1.9, 0.2, 0.0])) == [[[6, 1, 0]]]
    assert made(A, A[0]) == [[A.tolist(), "f"], ["f", A[0].tolist()], [A.tolist(), A[0].tolist()]]
    assert made(A, A[0], chosen=(1,)) == [["f", A[0].tolist()]] and made(A, chosen=(1,)) == []
    assert made(A.astype(np.uint8)) == made(A[:0]) == [] and whole(Case((3, "a"))) == []


# Inputs of an exercise


def test_inputs_of_an_exercise_by_their_levels():
    asked = []

    def inputs(draw):
        asked.append(draw.level)
        return (draw.array(draw.int(1, 3)),)

    of_function(lambda x: x, inputs).made_inputs()
    assert Counter(asked) == {0: 2, 1: 8, 2: 12, 3: 14, 4: 12, 9: 4}
    asked.clear()
    of_function(lambda x: x, inputs, tries=2).made_inputs()
    assert Counter(asked) == {0: 4, 1: 16, 2: 24, 3: 28, 4: 24, 9: 8}


def test_inputs_are_each_once_the_further_ones_behind_and_cannot_be_changed():
    exercise = of_function(lambda x: 2 * x, lambda draw: (draw.array(draw.int(1, 3)),), also=lambda: [(np.ones(9),)])
    inputs = exercise.made_inputs()
    assert exercise.made_inputs() is inputs and len({key(case) for case in inputs.cases}) == len(inputs.cases)
    sizes = [size(case) for case in inputs.cases]
    first = sizes.index((9, 0)) + 1
    assert sizes[:first] == sorted(sizes[:first]) and not any(a.flags.writeable for a in inputs.cases[0].args)
    assert set(inputs.floats) == set(range(len(inputs.cases) - 3, len(inputs.cases)))
    for number, (case, right) in enumerate(zip(inputs.cases, inputs.rights)):
        assert np.array_equal(right, 2 * inputs.floats.get(number, case).args[0])
        assert (case.args[0].dtype == np.int64) is (number in inputs.floats)
    assert not of_function(lambda x: x, lambda draw: (draw.array(3),), whole=False).made_inputs().floats


def test_whole_numbers_are_left_out_where_the_right_function_makes_nothing_of_them():
    def right(x):
        return np.where(x == np.rint(x), np.nan, x)

    assert not of_function(right, lambda draw: (draw.array(draw.int(2, 4)),)).made_inputs().floats
    assert has_nan(np.nan) and has_nan((1, np.array([np.nan]))) and not has_nan((1, "a", np.ones(2), [np.nan]))


def test_a_case_that_comes_twice_is_tried_once():
    inputs = on_cases(lambda n: n, (3,), (3,), (4,)).made_inputs()
    assert [case.args for case in inputs.cases] == [(3,), (4,)] and inputs.rights == [3, 4]


def test_what_failed_the_smallest_first_those_of_whole_numbers_last():
    def answer(x):
        return 2 * x if len(x) == 1 and x.dtype.kind == "f" else 0 * x

    trial = trial_of(answer, lambda x: 2 * x, lambda draw: (draw.array(draw.int(1, 3)),))
    sizes, floats = [len(case.args[0]) for case in trial.inputs.cases], trial.inputs.floats
    assert trial.wrong == [n for n, length in enumerate(sizes) if length > 1 or n in floats]
    assert trial.plain_wrong == [n for n in trial.wrong if n not in floats] and floats
    other = trial.without(frozenset(trial.plain_wrong[:2]))
    assert other.plain_wrong == trial.plain_wrong[2:] and len(trial.plain_wrong) == len(other.plain_wrong) + 2
    assert trial.left_out == frozenset() and other.left_out == frozenset(trial.plain_wrong[:2])
