"""Changes of inputs and outputs: which are tried of what, in which words, and what each makes; worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from made_exercises import of_function

from coursecnn.checks import Case
from coursecnn.checks.door import Reply
from coursecnn.checks.judging.alterations import ARRAYS, RESULTS, TURNS, along, of_results
from coursecnn.checks.judging.changes import argument_names, of_inputs, of_outputs

A = np.array([[3.0, -1.0], [9.0, 7.0]])
CUBE = np.arange(12.0).reshape(2, 3, 2)
INPUT = "It gives what is right "
ROWS = {"in reverse order": np.s_[::-1], "cut to its first entry": np.s_[:1], "without its first entry": np.s_[1:],
        "without its last entry": np.s_[:-1]}  # fmt: skip


def changed(function, *args, case=None):
    """``{sentence: arguments}``: what becomes of these arguments, or of a case beside them."""
    inputs = SimpleNamespace(cases=[Case(args)])
    case = case or Case(args, {"more": 1})
    found = {}
    for sentence, change in of_inputs(of_function(function), inputs):
        made = change(case)
        assert made.kwargs == case.kwargs and sentence not in found
        found[sentence] = made.args
    return found


def of_one(value):
    found = changed(lambda a: a, value)
    assert all(words.startswith(f"{INPUT}for ") and words.endswith(".") for words in found)
    return {words[len(INPUT) + 4 : -1]: made for words, (made,) in found.items()}


def same(one, other):
    if isinstance(other, np.ndarray):
        return isinstance(one, np.ndarray) and one.shape == other.shape and np.array_equal(one, other, equal_nan=True)
    if isinstance(other, tuple | list):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def test_whole_numbers_and_flags():
    ones = {f"a = {n}, whatever a is": n for n in (0, 1, 2)}
    assert of_one(7) == ones | {"a + 1 in place of a": 8, "a - 1 in place of a": 6, "2 * a in place of a": 14}
    assert same(of_one(True), of_one(True)) and of_one(True) == {f"a = {b}, whatever a is": b for b in (True, False)}


def test_pairs():
    found = of_one((3, 7))
    assert found["a read as (width, height)"] == (7, 3) and found["a[0] = 1, whatever it is"] == (1, 7)
    assert len(found) == 13 and not any("{" in words for words in found)


@pytest.mark.parametrize("value", [None, "text", 1.5, (), [], {}, len])
def test_what_has_no_changes(value):
    assert of_one(value) == {}


@pytest.mark.parametrize("value", [(3, 1, 2), [0.5, 1.5], (0.5, 1), [3, 7], ["a", "b", "c"], [(2, 1), (0.5, 1)]])
def test_lists(value):
    assert of_one(value) == {f"a {words}": value[cut] for words, cut in ROWS.items()}


def test_lists_of_tuples():
    found = of_one([(3, 1), (5, 9)])
    wanted = {"a with values [0] and [1] of each exchanged": [(1, 3), (9, 5)]}
    wanted |= {f"a with {n} as value [0] of each, whatever that is": [(n, 1), (n, 9)] for n in (0, 1, 2, 3)}
    wanted |= {f"a with {n} as value [1] of each, whatever that is": [(3, n), (5, n)] for n in (0, 1, 2, 3)}
    assert found == wanted | {f"a {words}": [(3, 1), (5, 9)][cut] for words, cut in ROWS.items()}
    three = of_one([(3, 1, 4)])
    exchanged = {words: made for words, made in three.items() if "exchanged" in words}
    assert exchanged == {"a with values [0] and [1] of each exchanged": [(1, 3, 4)],
                         "a with values [0] and [2] of each exchanged": [(4, 1, 3)],
                         "a with values [1] and [2] of each exchanged": [(3, 4, 1)]}  # fmt: skip


def test_arrays():
    row = np.array([3.0, -1.0, 2.0])
    wanted = {"a sorted": np.array([-1.0, 2.0, 3.0]), "a without its signs": np.array([3.0, 1.0, 2.0])}
    wanted |= {f"a {words}": row[cut] for words, cut in ROWS.items()}
    found = of_one(row)
    assert found.keys() == wanted.keys() and all(same(found[words], wanted[words]) for words in wanted)
    assert of_one(A).keys() == {f"a {words}" for words in {**TURNS, **ARRAYS}}
    assert of_one(np.array(5.0)) == {}


@pytest.mark.parametrize("shape", [(2, 3, 2), (2, 3, 2, 2)])
def test_arrays_of_many_axes(shape):
    array = np.arange(float(np.prod(shape))).reshape(shape)
    found = of_one(array)
    wanted = {
        "a with its last two axes exchanged": array.swapaxes(-1, -2),
        "a in reverse order along its last axis": array[..., ::-1],
        "a in reverse order along its last but one axis": array[..., ::-1, :],
        "a in reverse order along its last two axes": array[..., ::-1, ::-1],
        "a in reverse order along axis 0": array[::-1], "a cut to its first part along axis 0": array[:1],
        "a cut to its first part along axis 1": array[:, :1],
    }  # fmt: skip
    if len(shape) == 4:
        wanted["a in reverse order along axis 1"] = array[:, ::-1]
    assert found.keys() == wanted.keys() | {f"a {words}" for words in ARRAYS}
    assert all(same(found[words], wanted[words]) for words in wanted)


def test_each_argument_by_its_name_and_pairs_and_rows_all_at_once():
    found = changed(lambda x, k, s: x, A, (3, 7), (1, 2))
    assert found[f"{INPUT}for s read as (width, height)."][1:] == ((3, 7), (2, 1))
    assert found[f"{INPUT}for k, s read as (width, height), all of them."][1:] == ((7, 3), (2, 1))
    assert found[f"{INPUT}for k, s read as (width, height), all of them."][0] is A
    assert same(found[f"{INPUT}for x without its last row."], (A[:1], (3, 7), (1, 2)))
    one, other = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0])
    found = changed(lambda x, n, w: x, one, 5, other)
    for words, cut in ROWS.items():
        assert same(found[f"{INPUT}for x and w, each {words}."], (one[cut], 5, other[cut]))
    assert not [words for words in changed(lambda x, k: x, one, (1, 2)) if "each" in words or "all of them" in words]


@pytest.mark.parametrize(
    ("args", "alike"),
    [
        ((3, 7), True), ((0.5, 1.5), True), (((1, 2), (3, 4, 5)), True), ((True, False), True), ((A, A + 1), True),
        ((A, A[:1]), True), ((3, 0.5), False), ((True, 3), False), ((A, A[0]), False), ((A, A.astype(int)), False),
        ((A, 3), False), (("a", "b"), False), (([1], [2]), False),
    ],
)  # fmt: skip
def test_arguments_that_may_be_taken_for_each_other(args, alike):
    one, other = args
    wanted = {f"{INPUT}with a and b exchanged.": (other, one), f"{INPUT}with b in the place of a.": (other, other),
              f"{INPUT}with a in the place of b.": (one, one)}  # fmt: skip
    found = {words: made for words, made in changed(lambda a, b: a, *args).items() if words.startswith(f"{INPUT}with")}
    assert found.keys() == (wanted.keys() if alike else set()) and all(same(found[w], wanted[w]) for w in found)


def test_of_three_alike_each_two():
    found = [words for words in changed(lambda a, b, c: a, 3, 5, 7) if "exchanged" in words or "place of" in words]
    assert [words for words in found if "exchanged" in words] == [
        f"{INPUT}with {two} exchanged." for two in ("a and b", "a and c", "b and c")
    ]
    assert sum("in the place of" in words for words in found) == 6


def test_arguments_that_were_left_out_stay_as_they_are():
    for sentence, args in changed(lambda a, b: a, 3, 5, case=Case((4,))).items():
        assert args == (4,) or (sentence.startswith(f"{INPUT}for") and " a" in sentence), sentence
    assert changed(max, 3, 5) == {} and argument_names(max) == [] and argument_names(lambda a, b=1: a) == ["a", "b"]


# Outputs


def outputs(right, got=None, output="result"):
    """``{words: change}`` of an exercise with this result; ``got`` came back in its place."""
    inputs = SimpleNamespace(rights=[right])
    trial = SimpleNamespace(inputs=inputs, plain_wrong=[] if got is None else [0], replies=[Reply(got)])
    return dict(of_outputs(of_function(output=output), trial))


def words_of(right, got=None):
    found = outputs(right, got)
    assert all(words.startswith("Yours is the right result ") and words.endswith(".") for words in found)
    return {words[len("Yours is the right result ") : -1]: change for words, change in found.items()}


def test_what_has_no_changed_result():
    (found,) = outputs(True).items()
    assert found[0] == "Yours says the opposite every time." and found[1](True) is False and found[1](False) is True
    assert list(outputs(np.True_)) == [found[0]] and outputs("text") == {} and outputs({1}) == {}


@pytest.mark.parametrize("right", [5, 2.5, np.float32(2.5), A[0], A, CUBE], ids=str)
def test_results_along_each_axis(right):
    found, axes = words_of(right), range(np.ndim(right))
    wanted = {"in its shape alone": np.array(np.shape(right))}
    for axis in axes:
        wanted |= {words: change(right) for words, change in along(axis).items()}
        wanted[f"added up along axis {axis}, which is kept"] = right.sum(axis=axis, keepdims=True)
        wanted[f"in reverse order along axis {axis}"] = right[(slice(None),) * axis + (slice(None, None, -1),)]
        wanted[f"with an axis of length 1 more, axis {axis}"] = right[(slice(None),) * axis + (None,)]
    if len(axes) == 1:
        wanted["as a column"] = right[:, None]
    if len(axes) == 3:
        for order in ((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
            wanted[f"with its axes in the order {order}"] = np.einsum("abc->" + "".join("abc"[n] for n in order), right)
    squeezed = {f"without axis {axis}, of length 1" for axis in axes}
    assert found.keys() == wanted.keys() | of_results(len(axes)).keys() | squeezed
    given = np.asarray(right) if len(axes) == 0 else right
    assert all(same(np.asarray(found[words](given)), np.asarray(wanted[words])) for words in wanted)
    assert all(same(found[f"without axis {a}, of length 1"](np.expand_dims(right, a)), right) for a in axes)


def test_parts_of_a_tuple():
    found = outputs((A, 4, True, "a", 2.5), output=("The sum", "The size", "The flag", "The word", "The mean"))
    parts = {words for words in found if words.endswith("; the rest is right.")}
    assert {words.partition(" is the right one ")[0] for words in parts} == {"The sum", "The mean"}
    assert sum(words.startswith("The sum is the right one ") for words in parts) == len(RESULTS)
    made = found["The mean is the right one squared; the rest is right."]((A, 4, True, "a", 2.5))
    assert made == (A, 4, True, "a", 6.25) and len(found) == len(parts) + 7
    assert found["Yours is the right result in reverse order."]((1, 2, 3)) == (3, 2, 1)


ROW = [1.0, 4.0, 2.0]


@pytest.mark.parametrize(
    ("right", "got", "words"),
    [
        (ROW, [3, 9, 5], ["times 2, plus 1", "times 2.25", "plus 5"]),
        (ROW, [-3, -9, -5], ["times -2, minus 1", "times -2.25", "minus 13"]),
        (ROW, [0.5, 2, 1], ["divided by 2", "minus 2"]), (ROW, [-1, -4, -2], ["with the sign turned", "minus 8"]),
        (ROW, [1.5, 4.5, 2.5], ["times 1.125", "plus 0.5"]), (ROW, [9, 4, 2], ["times -1.66667, plus 10.6667"]),
        (ROW, [3, 3, 3], ["divided by 1.33333", "minus 1"]), (ROW, [3, 0, 2], ["times -1, plus 4", "minus 4"]),
        ([2.0, 2.0], [3, 3], ["times 1.5", "plus 1"]), ([0.0, 0.0], [3, 3], ["plus 3"]), (ROW, [1, 2], []),
        ([0.0, 4.0], [1.0, 4.0], ["times 0.75, plus 1"]), ([0.0, 4.0], [1.0, 1.0], ["divided by 4", "minus 3"]),
        (ROW, ["a", "b", "c"], []), (ROW, [np.nan, 4, 2], []), ([], [], []),
        ([-4.0, 1.0], [-8, 2], ["times 2", "minus 4"]),
    ],
)  # fmt: skip
def test_multiples_and_shifts_are_read_from_the_first_wrong_output(right, got, words):
    right, got = np.array(right), np.array(got)
    found, plain = words_of(right, got), words_of(right)
    assert [one for one in found if one not in plain or one in words] == words
    for one in words:
        made = found[one](right)
        ends = [np.abs(right).argmax(), *([np.abs(right).argmin()] if "," in one else [])]
        assert made[ends] == pytest.approx(got[ends])


def test_multiples_of_parts_and_of_the_first_wrong_output_that_tells():
    rights, gots = [(A, 4), (A, 6), (A, 8)], [(A,), 7, (A, 24)]
    trial = SimpleNamespace(
        inputs=SimpleNamespace(rights=rights), plain_wrong=[0, 1, 2], replies=list(map(Reply, gots))
    )
    found = [words for words, _ in of_outputs(of_function(), trial)]
    assert "Value [1] is the right one times 3; the rest is right." in found
    assert "Value [1] is the right one plus 16; the rest is right." in found
    assert not any(words.startswith("Value [0] is the right one times") for words in found)
