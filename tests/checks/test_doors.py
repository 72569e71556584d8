"""What passes a door, what is known of a call, and what the steps of a right function tell."""

from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from coursecnn.checks import Case, Exercise, Range, Result, slip
from coursecnn.checks.door import MOST, About, OpenDoor, Replies, Reply, Strange, open_door, plain
from coursecnn.checks.guard import Outcome, run
from coursecnn.checks.judging.edits import Edit
from coursecnn.checks.judging.explain import Cause
from coursecnn.checks.judging.match import Fault
from coursecnn.checks.scores import NAMED
from coursecnn.checks.slips import Slip, Watch, as_slip, combined, laid, run_with, step, without_way
from coursecnn.checks.windows import begin_of, counted, window_at

A = np.array([[3.0, -1.0], [9.0, 7.0]])


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        (None, None), (..., ...), (True, True), (3, 3), (2.5, 2.5), ("a", "a"),
        (3j, Strange("complex", "3j")), (np.int8(3), np.int8(3)),
        (Fraction(1, 2), 0.5), (Decimal("0.5"), 0.5), (A, A), (A > 0, A > 0), ([1, (2,)], [1, (2,)]),
        (A + 0j, Strange("ndarray", "an array of complex128")),
        ({1, 2}, frozenset({1, 2})), (frozenset({(1, 2)}), frozenset({(1, 2)})), (range(3), (0, 1, 2)), ((), ()),
        ([], []),
        (np.array(["a"]), Strange("ndarray", "an array of <U1")),
        (A.astype(object), Strange("ndarray", "an array of object")),
        ({1: 2}, Strange("dict", "{1: 2}")), (len, Strange("builtin_function_or_method", "len")),
        (b"a", Strange("bytes", "b'a'")), ([len], [Strange("builtin_function_or_method", "len")]),
        ([[[[[[[1]]]]]]], [[[[[[Strange("list", "[1]")]]]]]]), ([[[[[[1]]]]]], [[[[[[1]]]]]]),
        (range(MOST + 1), Strange("range", "range(0, 10001)")), (Strange("a", "b"), Strange("a", "b")),
    ],
)  # fmt: skip
def test_what_passes(value, passed):
    found = plain(value)
    assert type(found) is type(passed)
    np.testing.assert_equal(found, passed)
    assert found is not value or not isinstance(value, np.ndarray)


def test_lists_of_ten_thousand_pass_and_arrays_of_other_classes():
    assert plain(range(MOST)) == tuple(range(MOST))
    masked = np.ma.masked_array(A, A > 8)
    assert type(plain(masked)) is np.ndarray and plain(masked).shape == (2, 2)


def replies(answer, *cases):
    given = open_door(answer)(list(cases), 5)
    assert given.state == "done"
    return given.replies


def test_what_a_reply_tells():
    def answer(x, y=None, w=None):
        x[0] = 7
        w += 1
        return [y, y]

    (reply,) = replies(answer, Case((np.ones(2), [3]), {"w": A}))
    assert reply.value == [[3], [3]] and reply.shared and not reply.error and reply.lines == 0
    (place, left), (name, more) = reply.changed
    assert (place, name) == (0, "w") and left.tolist() == [7, 1] and np.array_equal(more, A + 1)
    same = [replies(lambda made=made: made, Case(()))[0].shared for made in (
        [A, A], (A, A.copy()), ([1], [1]), [1, 1], A, ("a", "a"), [A[0], A[0]])]  # fmt: skip
    assert same == [True, False, False, False, False, False, False]
    (reply,) = replies(lambda x: 1 / x, Case((0,)))
    assert (reply.error, reply.text, reply.value, reply.changed) == ("ZeroDivisionError", "division by zero", None, ())
    (reply,) = replies(lambda: {}["b  " * 400], Case(()))
    assert len(reply.text) == 300 and "  " not in reply.text


def test_a_program_that_ends_is_told():
    def answer(n):
        if n == 2:
            raise SystemExit("over")
        return n

    given = open_door(answer)([Case((n,)) for n in (1, 2, 3)], 5)
    assert given.state == "exited" and [reply.value for reply in given.replies] == [1, None]
    assert open_door(answer)([Case((1,))], 5).state == "done" == open_door(answer)([], 5).state


def helper(n):
    return n + 100


def uses_helper(n):
    return helper(n)


def test_right_functions_in_place_of_others():
    helped = open_door(uses_helper).helped({"helper": lambda n: n + 1, "other": len})
    assert [reply.value for reply in helped([Case((1,))], 5).replies] == [2]
    assert [reply.value for reply in open_door(uses_helper)([Case((1,))], 5).replies] == [101]
    assert open_door(uses_helper).helped({"other": len}) is None and open_door(len).helped({"helper": len}) is None
    both = helped.rewritten([compile("lambda n: helper(n) * 10", "", "eval")])
    assert [reply.value for reply in both([Case((0, 1))], 5).replies] == [20]


def test_what_is_known_without_a_call():
    about = open_door(helper).about
    assert about.callable and about.source.startswith("def helper") and about.words == "helper" and not about.above
    assert open_door(helper, "text").about.source == "text" and open_door(len).about.steps is None
    assert not open_door([1, (2,)]).about.callable and open_door([1, (2,)]).about.value == [1, (2,)]
    assert open_door(7).about.words == "7"


def test_lines_that_are_printed_are_counted():
    def count(*texts):
        def answer():
            for text in texts:
                print(text, end="")

        (found,), _ = run(answer, [Case(())], 5)
        return found.printed, found.lines

    assert count("a") == ("a", 1) and count("a\n") == ("a\n", 1) and count("a\nb") == ("a\nb", 2) and count() == ("", 0)
    assert count("a\n", "") == ("a\n", 1) and count("", "") == ("", 0) and count("a", "b", "\n\n") == ("ab\n\n", 2)
    assert count("a" * 1999, "bcd") == ("a" * 1999 + "b", 1) and Outcome().lines == 0


@pytest.mark.parametrize(
    "kind", [About, Case, Cause, Edit, Exercise, Fault, OpenDoor, Range, Replies, Reply, Result, Slip, Strange]
)
def test_what_is_kept_of_an_answer_for_long_cannot_be_changed(kind):
    with pytest.raises(FrozenInstanceError):
        kind.__new__(kind).passed = True


# Steps


def size(n, k, s):
    rows = step("rows, down", (n - k) // s + 1, n=n, k=k, s=s)
    columns = step("rows, across", (n - k) // s + 1, n=n, k=k, s=s)
    return rows + step("both", rows * columns, "rows, down", "rows, across")


def test_a_watch_sees_the_steps_and_changes_one():
    watch = Watch()
    assert watch.run(size, Case((7, 3, 2))) == (12, None)
    assert watch.numbers == {"rows, down": 3, "rows, across": 3, "both": 9} and watch.steps == 3
    assert watch.of == {"rows, down": (), "rows, across": (), "both": ("rows, down", "rows, across")}
    parts = [{"n": 7, "k": 3, "s": 2}]
    assert watch.parts == {"rows, down": parts, "rows, across": parts} and watch.made == {
        "rows, down": [3], "rows, across": [3],
    }  # fmt: skip
    assert Watch("rows, down", 5).run(size, Case((7, 3, 2))) == (20, None)
    assert Watch("rows", 5).run(size, Case((7, 3, 2))) == (30, None)  # in both directions
    assert Watch("both", 0).run(size, Case((7, 3, 2))) == (3, None)
    assert Watch("rows", rule=lambda parts: parts["n"]).run(size, Case((7, 3, 2))) == (56, None)
    assert step("a", 3) == 3 and without_way("a, down") == without_way("a, across") == without_way("a") == "a"


def test_a_watch_sees_what_is_combined():
    def total(axis=None):
        return combined("the entries", A, np.sum, axis) * combined("the rows", [2, 3], max)

    watch = Watch()
    assert watch.run(total) == (54, None) and watch.hows == {"the entries": np.sum, "the rows": max}
    assert Watch("the entries", rule=np.max).run(total) == (27, None)
    assert Watch("the rows", rule=np.min).run(total) == (36, None) and combined("a", A, np.sum, 0).tolist() == [12, 6]
    found, _ = Watch("the entries", rule=np.max).run(total, Case((0,)))
    assert found.tolist() == [27, 21] and watch.run(total, Case((1,)))[0].tolist() == [6, 48]


def test_parts_that_are_laid_over_each_other():
    parts = [(np.s_[0:2], np.array([1.0, 2.0])), (np.s_[1:3], np.array([5.0, 7.0]))]

    def total():
        return laid("the parts", (4,), parts)

    assert total().tolist() == [1, 7, 7, 0]
    watch = Watch()
    assert watch.run(total)[0].tolist() == [1, 7, 7, 0] and watch.hows == {"the parts": np.sum}
    assert Watch("the parts", rule=np.max).run(total)[0].tolist() == [1, 5, 7, 0]
    assert run_with(("assigned-not-added",), total, Case(()))[0].tolist() == [1, 5, 7, 0]


def test_slips_are_on_while_a_function_runs():
    def answer(n, k=0):
        return n + 10 * slip("a") + 100 * slip("b") + k

    assert [run_with(names, answer, Case((1,), {"k": 5}))[0] for names in ((), ("a",), ("a", "b"))] == [6, 16, 116]
    value, error = run_with((), lambda: 1 / 0, Case(()))
    assert value is None and isinstance(error, ZeroDivisionError) and not slip("a")
    assert run_with((), lambda: np.array([1.0]) / 0, Case(()))[0].tolist() == [np.inf]


def test_a_slip_out_of_its_name():
    assert as_slip("off-by-one").why == as_slip(("off-by-one", "")).why == as_slip(("off-by-one", None)).why
    assert (as_slip(("mine", "Why.")).why, as_slip(("mine", "Why.", "7")).see, as_slip(("mine", "Why.")).see) == (
        "Why.",
        "7",
        "",
    )


def test_windows():
    assert window_at(2, 3, (2, 1), (3, 4)) == (slice(4, 7, 1), slice(3, 7, 1))
    assert window_at(1, 2, (2, 3), (3, 2), (2, 4)) == (slice(2, 7, 2), slice(6, 11, 4))
    assert begin_of(2, 3, (2, 5), (3, 3)) == (4, 15) and counted(-2, 3, 5) == 0 and counted(4, 9, 3, 2) == 4
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert NAMED["square_sum"](x) == 30**2 and NAMED["brightest"](x) == 5
