"""What is said about a wrong answer, word for word."""

import numpy as np
import pytest
from made_exercises import on_cases

from coursecnn.checks import Case, slip
from coursecnn.checks.judging.tables import blocks
from coursecnn.checks.words import shown, shown_type


def right(x, w, stride=1):
    w = w[::-1, ::-1] if slip("kernel-flipped") else w
    y = np.zeros(((x.shape[0] - w.shape[0]) // stride + 1, (x.shape[1] - w.shape[1]) // stride + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = (x[i * stride : i * stride + w.shape[0], j * stride : j * stride + w.shape[1]] * w).sum()
    return y


SMALL = Case((np.array([[1.0]]), np.array([[2.0]])))
MIDDLE = Case((np.arange(9.0).reshape(3, 3), np.array([[0.0, 1], [2, 3]])))
STRIDED = Case((np.arange(16.0).reshape(4, 4), np.array([[1.0, 0], [0, 0]])), {"stride": 2})


def test_a_known_mistake():
    exercise = on_cases(right, SMALL, MIDDLE, STRIDED, slips=[("kernel-flipped", "", "99, 'Turned'")])
    result = exercise.check(lambda x, w, stride=1: right(x, w[::-1, ::-1], stride).astype(np.float32))
    assert result.mistake == "kernel-flipped"
    assert (
        result.message
        == """\
99.answer: not yet. 4 of 4 entries differ.
The smallest of the inputs tried on which it fails:
  x = [[0 1 2]
       [3 4 5]
       [6 7 8]]
  w = [[0 1]
       [2 3]]
  expected: [[ 19   25 ]
             [ 37   43 ]]
  got:      [[ >5< >11<]
             [>23< >29<]]
result[0,0] should be x[0,0]·w[0,0] + x[0,1]·w[0,1] + x[1,0]·w[1,0] + x[1,1]·w[1,1]
             yours is x[0,0]·w[1,1] + x[0,1]·w[1,0] + x[1,0]·w[0,1] + x[1,1]·w[0,0]
Why: The kernel is turned by 180 degrees. Cross-correlation lays it on the window as it is.
See 99, 'Turned'. Stuck? hint() helps."""
    )


def test_a_wrong_shape_an_option_and_what_was_printed():
    def answer(x, w, stride=1):
        print("here")
        return right(x, w)

    assert (
        on_cases(right, SMALL, STRIDED).check(answer).message
        == """\
99.answer: not yet. The shape is (3, 3), but (2, 2) is wanted.
The smallest of the inputs tried on which it fails:
  x = [[ 0  1  2  3]
       [ 4  5  6  7]
       [ 8  9 10 11]
       [12 13 14 15]]
  w = [[1 0]
       [0 0]]
  stride = 2
  expected: [[ 0  2]
             [ 8 10]]
  got:      [[ 0  1  2]
             [ 4  5  6]
             [ 8  9 10]]
  It printed 1 line, which begins: here
result[0,1] should be x[0,2]·w[0,0] + x[0,3]·w[0,1] + x[1,2]·w[1,0] + x[1,3]·w[1,1]
             yours is x[0,1]·w[0,0] + x[0,2]·w[0,1] + x[1,1]·w[1,0] + x[1,2]·w[1,1]
The argument `stride` is never used.
See 99, 'Nowhere'. Stuck? hint() helps."""
    )


def test_an_exception_names_the_line_of_the_answer():
    def answer(x, w, stride=1):
        return x[7]

    assert (
        on_cases(right, SMALL).check(answer).message
        == """\
99.answer: not yet. IndexError: index 7 is out of bounds for axis 0 with size 1, in the line `return x[7]`.
The smallest of the inputs tried on which it fails:
  x = [[1]]
  w = [[2]]
  expected: [[2]]
Axis 0 ends at [0]: index 7 is behind its end.
The argument `w` is never used.
The argument `stride` is never used.
See 99, 'Nowhere'. Stuck? hint() helps."""
    )


def test_a_changed_argument_is_shown():
    def answer(x, w, stride=1):
        y = right(x, w, stride)
        x -= 1
        return y

    assert "\n  x is now [[0]]\n" in on_cases(right, SMALL).check(answer).message


def test_only_the_part_of_a_tuple_that_differs():
    exercise = on_cases(lambda x: (x, 2 * x, x.shape), Case((np.array([1.0, 2.0]),)))
    result = exercise.check(lambda x: (x, np.array([2.0, 5.0]), x.shape))
    assert result.message.splitlines()[0] == "99.answer: not yet. In value [1] of 3: 1 of 2 entries differs."
    assert "  expected[1]: [ 2   4 ]\n  got[1]:      [ 2  >5<]\n" in result.message


TUPLES = [lambda x: (x,), lambda x: x, lambda x: (x, 1), lambda x: (x, None), lambda x: [x, x[:1]]]


@pytest.mark.parametrize("answer", TUPLES)
def test_tuples_of_all_kinds(answer):
    result = on_cases(lambda x: (x, 2 * x), Case((np.array([1.0, 2.0]),))).check(answer)
    assert not result and "expected" in result.message and "does not know" not in result.message


def text(value, **more):
    return "\n".join(f"{label}: {table}" for label, table in blocks("y", value, **more))


def test_a_large_array_is_cut_to_the_part_that_matters():
    array = np.zeros((100, 200))
    wrong = np.zeros(array.shape, bool)
    wrong[70, 5] = wrong[71, 6] = True
    lines = text(array, wrong=wrong, beside=array + 1, mark=True).splitlines()
    assert len(lines) == 9 and max(map(len, lines)) < 80
    assert lines[1].count(">0<") == 1 and lines[2].count(">0<") == 1
    assert lines[-1] == "(rows 69 to 76, columns 4 to 13 of an array of shape (100, 200))"


def test_of_many_maps_those_that_differ():
    array = np.zeros((3, 20, 4, 4))
    wrong = np.zeros(array.shape, bool)
    wrong[2, 7, 0, 0] = True
    assert [label for label, _ in blocks("y", array, wrong, beside=array)] == ["y[2, 7]"]
    labels = [label for label, _ in blocks("y", array)]
    assert labels == [f"y[0, {i}]" for i in range(6)] + ["y[...]"]
    assert "54 more like these, in an array of shape (3, 20, 4, 4)" in text(array)


def test_numbers_that_differ_look_different():
    a, b = np.array([1234.56, 1.0]), np.array([1234.57, 1.0])
    wrong = np.array([True, False])
    assert text(a, wrong=wrong, beside=b) == "y: [ 1234.56         1 ]"
    assert text(b, wrong=wrong, beside=a, mark=True) == "y: [>1234.57<        1 ]"


def test_types_that_matter_and_arrays_of_all_sizes():
    assert text(np.array([[250, 10]], np.uint8)) == "y (uint8): [[250  10]]"
    assert text(np.array([1.5, -2.0])) == "y: [1.5  -2]"
    assert text(np.zeros((0, 3))) == "y: an empty array of shape (0, 3)"
    assert text(np.array(2.0)) == "y: 2.0"
    assert text([np.array([1]), 2]) == "y[0]: [1]\ny[1]: 2"
    assert text(np.array([True, False])) == "y: [ True False]"
    assert text(np.array([["a", "b"]])) == "y (<U1): [[a b]]"


class Rude:
    def __repr__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "words", "kind"),
    [
        (1, "1", "1 (int)"), (2.0, "2.0", "2.0 (float)"), (np.float32(0.5), "0.5", "0.5 (float32)"),
        (1 / 3, "0.333333", "0.333333 (float)"), ((1, np.int64(2)), "(1, 2)", "a tuple"), ((1,), "(1,)", "a tuple"),
        ([1.0], "[1.0]", "a list"), ("a", "'a'", "'a' (str)"), (len, "len", "a builtin_function_or_method"),
        (Rude(), "a Rude", "a Rude"), (object(), "an object", "an object"), (..., "Ellipsis", "an ellipsis"),
        (np.zeros(2), "[0.0, 0.0]", "an array of shape (2,)"),
        (np.zeros((50, 50)), "an array of shape (50, 50)", "an array of shape (50, 50)"),
    ],
)  # fmt: skip
def test_values_in_words(value, words, kind):
    assert (shown(value), shown_type(value)) == (words, kind)


def test_long_values_are_short():
    for value in ("x" * 10**6, 10**400, 10**5000, list(range(10**5)), {Rude(): 1}, np.zeros(10**6)):
        assert len(shown(value)) < 220
