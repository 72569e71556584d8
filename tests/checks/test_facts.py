"""What shapes and entries of a wrong answer have in common, and which step is missing: of functions made for it."""

import numpy as np
import pytest
from made_exercises import trial_of

from coursecnn.checks.judging.facts import facts
from coursecnn.checks.judging.unfinished import unfinished


def grid(draw):
    return (draw.array(draw.int(1, 5), draw.int(1, 5)),)


def at(array, place, change):
    array = array * 1.0
    array[place] = change(array[place])
    return array


def border(x):
    wrong = np.ones(x.shape, bool)
    wrong[1:-1, 1:-1] = False
    return 2 * x + np.sign(x) * wrong


EVERY = "Every wrong entry that was found is too "
LARGE, SMALL = EVERY + "large.", EVERY + "small."
NEVER_BELOW = "It is right whenever no entry of x is below 0; where else it was tried, it is wrong."


def large_grid(draw):
    return (draw.array(draw.int(2, 5), draw.int(2, 5)),)


def uneven(x):
    """Another number at each entry, of both signs."""
    return np.arange(1, x.size + 1).reshape(x.shape) * np.sign(x)


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (lambda x: at(2 * x, np.s_[-1], lambda n: n + 1), ["Only the last row is wrong."]),
        (lambda x: at(2 * x, np.s_[0], lambda n: n + 1), ["Only the first row is wrong."]),
        (lambda x: at(2 * x, np.s_[:, -1], lambda n: n + 1), ["Only the last column is wrong."]),
        (lambda x: at(2 * x, np.s_[:, 0], lambda n: n - 1), ["Only the first column is wrong."]),
        (lambda x: at(2 * x, np.s_[-1, 0], lambda n: n - 1), ["Only the last row is wrong."]),
        (lambda x: 2 * x + np.abs(uneven(x)), [LARGE]), (lambda x: 2 * x - 1 - x * x, [SMALL]),
        (lambda x: 2 * x + uneven(x), []), (lambda x: 2 * x if x.size > 4 else 2 * x + uneven(x), []),
        (lambda x: np.where(x > 0, 2 * x, 0.0), [NEVER_BELOW, "Every wrong entry is 0."]),
        (lambda x: np.where(x >= 0, 2 * x, np.nan), [NEVER_BELOW, "Every wrong entry is nan, which is no number."]),
        (lambda x: np.where(x > 0, 2 * x, np.nan), ["Every wrong entry is nan, which is no number."]),  # of 0 as well
        (lambda x: np.where(x > 0, 2 * x + 1, np.nan), []),
        (lambda x: np.full(x.shape, 2 * x.sum()), ["All its entries are one number, wherever they stand."]),
    ],
)  # fmt: skip
def test_where_a_grid_is_wrong(answer, wanted):
    assert sorted(facts(trial_of(answer, lambda x: 2 * x, large_grid))) == sorted(wanted)


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (lambda x: np.full(x.shape, 2 * x.sum()), ["It is right whenever x has a single entry; where else it was "
         "tried, it is wrong.", "All its entries are one number, wherever they stand."]),
        (lambda x: 2 * x if x.shape[0] == 1 else 2 * x + uneven(x),
         ["It is right whenever x has one row; where else it was tried, it is wrong."]),
        (lambda x: 2 * x if x.shape[0] == x.shape[1] else 2 * x + uneven(x),
         ["It is right whenever x is square; where else it was tried, it is wrong."]),
        (lambda x: 2 * x if x.shape[0] in (1, x.shape[1]) else 2 * x + uneven(x), None),
        (lambda x: 2 * x if x.shape[0] == 1 and x[0, 0] > 0 else 2 * x + uneven(x), []),
        (lambda x: 2 * x if x.shape[0] > 1 else 2 * x + uneven(x), []), (lambda x: 2 * x + uneven(x), []),
    ],
)  # fmt: skip
def test_when_it_is_right(answer, wanted):
    found = facts(trial_of(answer, lambda x: 2 * x, grid))
    if wanted is None:
        (found,) = found
        assert found.startswith("It is right whenever ") and found.endswith(
            "; where else it was tried, it is mostly wrong."
        )
    else:
        assert sorted(found) == sorted(wanted)


def test_only_the_border_is_wrong():
    def inputs(draw):
        return (draw.array(draw.int(3, 6), draw.int(3, 6)),)

    found = facts(trial_of(border, lambda x: 2 * x, inputs))
    assert found == ["Only the border is wrong, the inside is right."]


def test_of_two_the_last_is_not_told_from_all_but_the_first():
    def pairs(draw):
        return (draw.array(draw.int(1, 2), draw.int(2, 5)),)

    def threes(draw):
        return (draw.array(draw.int(2, 3), draw.int(2, 5)),)

    but_first = lambda x: np.concatenate([x[:1], x[1:] * 2 + uneven(x[1:])])  # noqa: E731
    assert not [fact for fact in facts(trial_of(but_first, lambda x: x, pairs)) if "Only the" in fact]
    last = lambda x: at(x, np.s_[-1], lambda n: n * 2 + 1)  # noqa: E731
    assert "Only the last row is wrong." in facts(trial_of(last, lambda x: x, threes))


def test_a_border_is_not_seen_where_hardly_an_input_has_an_inside():
    def narrow(draw):
        shapes.append((4, 4) if draw.level > 2 and (4, 4) not in shapes else (3, draw.int(3, 6)))
        return (draw.array(*shapes[-1]),)

    shapes = []
    assert not [fact for fact in facts(trial_of(border, lambda x: 2 * x, narrow)) if "border" in fact]


def test_wrong_are_those_that_should_be_0():
    found = facts(trial_of(lambda x: np.abs(x) + (x < 0), lambda x: np.maximum(x, 0), large_grid))
    assert "Wrong are only entries that should be 0." in found


def test_where_rows_and_larger_arrays_are_wrong():
    def row(draw):
        return (draw.array(draw.int(2, 6)),)

    def cube(draw):
        return (draw.array(draw.int(2, 4), draw.int(2, 4), draw.int(2, 4)),)

    for end, place in (("first", 0), ("last", -1)):
        assert facts(trial_of(lambda x, p=place: at(x, p, lambda n: n + 1), lambda x: x, row)) == [
            f"Only the {end} entry is wrong."
        ]
        for axis in range(3):
            where = (slice(None),) * axis + (place,)
            found = facts(trial_of(lambda x, w=where: at(x, w, lambda n: n + 1), lambda x: x, cube))
            assert found == [f"Only the {end} entry along axis {axis} is wrong."]


def test_parts_of_a_tuple():
    def said(answer, **more):
        found = facts(trial_of(answer, lambda x: (x.sum(), x * x, x.size), large_grid, **more))
        return [words for words in found if words.endswith(("is right.", "are right."))]

    assert said(lambda x: (x.sum(), x * 3 - 1, x.size)) == ["Value [0] and Value [2] are right."]
    names = {"output": ("The sum", "The squares", "The size")}
    assert said(lambda x: (x.sum() - 9, x * 3 - 1, x.size), **names) == ["The size is right."]
    assert said(lambda x: (x.sum() - 9, x * 3 - 1, 0)) == said(lambda x: (x.sum(), x * x)) == said(lambda x: x) == []
    one = trial_of(lambda x: (x * 3 - 1,), lambda x: (x * x,), large_grid)
    assert not any("right" in words for words in facts(one))


# Shapes, and what is still to be done


def shape_facts(answer, right=lambda x: 2 * x, inputs=large_grid, **more):
    return [words for words in facts(trial_of(answer, right, inputs, **more)) if "hape" in words or "empty" in words
            or "axes" in words or "axis" in words or "too many" in words or "frame" in words]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: np.cos(x[1:]) + 9, "On every input that fails, the shape is 1 too few along axis 0."),
        (lambda x: np.cos(np.pad(x, ((0, 0), (1, 2)))) + 9, "On every input that fails, the shape is 3 too many along "
         "axis 1."),
        (lambda x: np.cos(np.pad(x[1:], ((0, 0), (1, 0)))) + 9, "On every input that fails, the shape is 1 too few "
         "along axis 0 and 1 too many along axis 1."),
        (lambda x: np.cos(x.ravel()) + 9, "It has 1 axis every time, in place of 2."),
        (lambda x: np.cos(x[None]) + 9, "It has 3 axes every time, in place of 2."),
        (lambda x: np.zeros((0, 3)), "What comes back is empty every time."),
        (lambda x: np.pad(2 * x, 1), "Without its frame yours is right: only its size is wrong."),
        (lambda x: np.pad(2 * x, ((0, 1), (0, 2))), "There are rows or columns too many at its end; the others are "
         "right."),
        (lambda x: np.cos(x.ravel() if len(x) % 2 else x[None]) + 9, None),
        (lambda x: np.cos(np.ones((len(x) + x.shape[1], 2))), None),
        (lambda x: np.cos(x[1:]) if x[0, 0] > 0 else x, None),
    ],
)  # fmt: skip
def test_what_shapes_have_in_common(answer, words):
    found = shape_facts(answer)
    assert words in found if words else not found, found


def test_the_shape_of_an_argument():
    def two(draw):
        return draw.array(draw.int(5, 7), draw.int(5, 7)), draw.array(draw.int(1, 4), draw.int(1, 4))

    found = shape_facts(lambda x, w: np.cos(w) + 9, lambda x, w: x * w.sum(), two)
    assert found == ["What comes back has the shape of w every time."]
    found = shape_facts(lambda x, w: (1, np.cos(w) + 9), lambda x, w: (1, x * w.sum()), two)
    assert "What comes back has the shape of w every time." in found


@pytest.mark.parametrize(
    ("right", "answer", "words"),
    [
        (lambda x: x.sum(axis=0), lambda x: x, "Added up along axis 0, yours is right."),
        (lambda x: x.max(axis=1), lambda x: x, "Reduced by max along axis 1, yours is right."),
        (lambda x: x.mean(), lambda x: x, "Averaged to one number, yours is right."),
        (lambda x: np.exp(x), lambda x: x, "After np.exp, yours is right."),
        (lambda x: x[-1, -1], lambda x: x, "With its last number alone, yours is right."),
        (lambda x: x, lambda x: x.ravel(), "The numbers and their order are right; in the shape that is wanted yours "
         "is right."),
        (lambda x: x, lambda x: x + 1, ""), (lambda x: x.sum(), lambda x: x.sum() + 1, ""),
        (lambda x: (x.sum(), 1), lambda x: (x, 1), ""), (lambda x: x.sum(), lambda x: x if x[0, 0] < 4 else 1 / 0, ""),
    ],
)  # fmt: skip
def test_a_step_that_is_missing(right, answer, words):
    assert unfinished(trial_of(answer, right, large_grid)) == words


def test_numbers_too_many_at_the_end_of_a_row():
    found = facts(trial_of(lambda x: np.append(x, 7.0), lambda x: x, lambda draw: (draw.array(draw.int(2, 5)),)))
    assert "There are numbers too many at its end; the others are right." in found
