"""In what an output differs from the right one, and what of its input an answer changed; the oracle is the list."""

import numpy as np
import pytest

from coursecnn.checks.compare import unchanged
from coursecnn.checks.door import plain
from coursecnn.checks.judging.match import equal, fault

A = np.array([[1.0, 2.0], [3.0, 4.0]])
WIDE = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("right", "got"),
    [
        (A, A), (A, A.astype(int)), (A, A.astype(np.float32)), (A, A + 1e-5), (A, np.asfortranarray(A)),
        (A, A.tolist()), (A, tuple(A)),
        (np.array([np.nan, np.inf, 1]), np.array([np.nan, np.inf, 1])), (np.zeros((0, 2)), np.zeros((0, 2))),
        (np.array([1000.0]), np.array([1000.05])), (np.array([True, False]), np.array([1, 0])),
        (3, 3), (3, np.int64(3)), (3, np.array(3)), (3, np.array([3])), (2.5, 2.5), (2.5, np.float32(2.5)), (2.0, 2),
        (np.float64(2.5), 2.5), (True, np.True_), (True, 1), ("a b", " A  B "), ((1, 2), [1, 2]),
        ((1, 2), np.array([1, 2])), ((A, 1), (A, 1)), ((), ()), (10**30, 10**30), (3, 3.0),
    ],
)  # fmt: skip
def test_right_in_any_form(right, got):
    assert fault(right, plain(got)) is None


@pytest.mark.parametrize(
    ("right", "got", "kind"),
    [
        (A, None, "returned-none"), (A, ..., "returned-none"), (3, None, "returned-none"),
        (A, [[1], [1, 2]], "wrong-type"), (A, 5, "wrong-type"), (A, "A", "wrong-type"), (A, len, "wrong-type"),
        (A, {1: A}, "wrong-type"), (A, A.astype(object), "wrong-type"), (A, A.astype(str), "wrong-type"),
        (A, A + 0j, "wrong-type"), (A, A[None], "wrong-shape"), (A, A.ravel(), "wrong-shape"),
        (A, np.array(1.0), "wrong-shape"), (WIDE, WIDE.T, "wrong-shape"), (A, A.T, "values"),
        (A, A + 1, "values"), (A, A * np.nan, "values"), (A, A * np.inf, "values"), (A, A + 1e-3, "values"),
        (A / 2, (A / 2).astype(int), "values"), (3, 4, "values"), (3, 3.5, "values"),
        (3, "3", "wrong-type"), (3, [3], "wrong-type"), (3, True, "wrong-type"), (3, 3j, "wrong-type"),
        (3, float("nan"), "values"), (2.5, 2, "values"), (2.5, 10**400, "values"), (3, -(10**400), "values"),
        (True, 2, "wrong-type"), (True, False, "values"), ("a", "b", "values"), ("a", 1, "wrong-type"),
        ((1, 2), (2, 1), "values"), ((1, 2), (1,), "wrong-length"), ((1, 2), 3, "wrong-type"),
        ((1, 2), np.array(3), "wrong-type"), ((1, 2), (5, "x"), "wrong-type"), ((A, 1), (A, None), "returned-none"),
        ((A, A), (A, A.T), "values"), (("a", 0.5), ("b", "0.5"), "wrong-type"),
    ],
)  # fmt: skip
def test_the_kind_of_a_fault(right, got, kind):
    found = fault(right, plain(got))
    assert found.kind == kind and found.text.endswith(".")


@pytest.mark.parametrize("got", [3.0, np.float32(3)])
def test_a_float_for_a_count_is_a_fault_where_that_is_what_the_exercise_teaches(got):
    assert fault(3, got, whole=True).kind == "float-size" and fault(3, got) is None


def test_the_entries_that_differ():
    found = fault((A, A), (A, A + [[0, 0], [1, 0]]))
    assert found.part == 1 and found.wrong.tolist() == [[False, False], [True, False]]
    assert "1 of 4 entries differs" in found.text


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        (A, A + 1e-6, True), (A, A + 1, False), (A, A[None], False), (A, None, False),
        (3, 3.0, True), (3, 4, False), (None, None, True), (None, 0, False), ("Yes", " yes", True), ("a", 1, False),
        ((A, 1), (A, 1.0), True), ((A, 1), [A, 1], True), ((A,), (A, A), False),
    ],
)  # fmt: skip
def test_two_outputs_agree(a, b, result):
    assert equal(a, b) is equal(b, a) is result


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        (A, A.copy(), True), (A, A + 1, False), (A, A.astype(int), False), (A, A[None], False),
        (np.array([np.nan]), np.array([np.nan]), True), ([A, 1], [A, 1], True), ([A, 1], [A, 2], False),
        ([1], [1, 2], False),
        ({"a": A}, {"a": A}, True), ({"a": A}, {"a": A + 1}, False), ({"a": 1}, {}, False), ("a", "a", True),
        (len, len, True), (np.array(["a"]), np.array(["a"]), True),
    ],
)  # fmt: skip
def test_arguments_are_as_they_were(before, after, result):
    assert unchanged(before, after) is result
