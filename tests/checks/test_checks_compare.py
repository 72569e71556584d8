"""In what a returned value differs from the right one; the oracle is the list of examples."""

import numpy as np
import pytest

from coursecnn.checks.compare import difference, same, unchanged

A = np.array([[1.0, 2.0], [3.0, 4.0]])
WIDE = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (A, A), (A, A.astype(int)), (A, A.astype(np.float32)), (A, A + 1e-5), (A, np.asfortranarray(A)),
        (np.array([np.nan, np.inf, 1]), np.array([np.nan, np.inf, 1])), (np.zeros((0, 2)), np.zeros((0, 2))),
        (np.array([1000.0]), np.array([1000.05])), (np.array([True, False]), np.array([1, 0])),
        (3, 3), (3, np.int64(3)), (3, np.array(3)), (3, np.array([3])), (2.5, 2.5), (2.5, np.float32(2.5)), (2.0, 2),
        (np.float64(2.5), 2.5), (True, np.True_), ("a b", " A  B "), ((1, 2), [1, 2]), ((1, 2), np.array([1, 2])),
        ((A, 1), (A, 1)), ((), ()), (10**30, 10**30),
    ],
)  # fmt: skip
def test_right_in_any_form(expected, got):
    assert difference(expected, got, 1e-4) is None


@pytest.mark.parametrize(
    ("expected", "got", "kind"),
    [
        (A, None, "returned-none"), (A, ..., "returned-none"), (3, None, "returned-none"),
        (A, A.tolist(), "returned-list"), (A, tuple(A), "returned-list"), (A, [[1], [1, 2]], "returned-list"),
        (A, 5, "wrong-type"), (A, "A", "wrong-type"), (A, len, "wrong-type"), (A, {1: A}, "wrong-type"),
        (A, A.astype(object), "wrong-type"), (A, A.astype(str), "wrong-type"), (A, A + 0j, "wrong-type"),
        (A, A[None], "wrong-shape"), (A, A.ravel(), "wrong-shape"), (A, np.array(1.0), "wrong-shape"),
        (WIDE, WIDE.T, "h-w-swapped"), (WIDE[None], WIDE.T[None], "h-w-swapped"), (A, A.T, "h-w-swapped"),
        (A, A + 1, "values"), (A, A * np.nan, "nan"), (A, A * np.inf, "values"), (A, A + 1e-3, "values"),
        (A / 2, (A / 2).astype(int), "integer-dtype"), (A / 2, (A / 2).astype(int) + 5, "values"),
        (3, 3.0, "float-size"), (3, np.float32(3), "float-size"), (3, 4, "values"), (3, 3.5, "values"),
        (3, "3", "wrong-type"), (3, [3], "wrong-type"), (3, True, "wrong-type"), (3, 3j, "wrong-type"),
        (3, float("nan"), "nan"), (2.5, 2, "integer-dtype"), (2.5, 10**400, "values"), (3, -(10**400), "values"),
        (True, 1, "wrong-type"), (True, False, "values"), ("a", "b", "values"), ("a", 1, "wrong-type"),
        ((1, 2), (2, 1), "h-w-swapped"), ((1, 2), (2, 2), "values"), ((1, 2), (1,), "wrong-shape"),
        ((1, 2), 3, "wrong-type"),
        ((1, 2), np.array(3), "wrong-type"), ((1, 2), (5, "x"), "wrong-type"), ((A, 1), (A, None), "returned-none"),
        ((A, A), (A, A.T), "h-w-swapped"), (("a", 0.5), ("b", "0.5"), "wrong-type"),
    ],
)  # fmt: skip
def test_the_kind_of_a_fault(expected, got, kind):
    found = difference(expected, got, 1e-4)
    assert found.kind == kind and found.text.endswith(".")


def test_the_entries_that_differ():
    found = difference((A, A), (A, A + [[0, 0], [1, 0]]), 1e-4)
    assert found.part == 1 and found.wrong.tolist() == [[False, False], [True, False]]
    assert "1 of 4 entries differs" in found.text


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        (A, A + 1e-6, True), (A, A + 1, False), (A, A[None], False), (A, A.tolist(), False), (A, None, False),
        (3, 3.0, True), (3, 4, False), (None, None, True), (None, 0, False), ("Yes", " yes", True), ("a", 1, False),
        ((A, 1), (A, 1.0), True), ((A, 1), [A, 1], True), ((A,), (A, A), False), (True, 1, True), (1j, 2j, False),
        (np.array(["a"]), np.array(["a"]), True), (np.array(["a"]), np.array([1]), False),
        (np.array([None]), np.array([1.0]), False), (len, len, True),
    ],
)  # fmt: skip
def test_two_outputs_agree(a, b, result):
    assert same(a, b) is same(b, a) is result


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
