"""What is said of a whole answer, and what has to agree before anything is called its cause."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from made_exercises import of_function, on_cases, trial_of

from coursecnn import checks
from coursecnn.checks import Case, slip
from coursecnn.checks.door import Reply, Strange, open_door
from coursecnn.checks.judging.explain import OF_BYTES, always_nan, always_the_same, causes, change_and_slip
from coursecnn.checks.judging.judge import BY_ITSELF, FLOATS, TAKEN_OVER, _one_and_the_same
from coursecnn.checks.judging.trial import Trial, Unfit, _agreement

A = np.array([[3.0, -1.0], [9.0, 7.0]])


def row(draw):
    return (draw.array(draw.int(1, 4)),)


HALF = of_function(lambda x: x / 2, row)
TWICE = of_function(lambda n: 2 * n, lambda draw: (draw.int(1, 5),), whole_counts=True)


def in_place(x):
    x *= 0.5
    return x


def in_place_by_index(x):
    x[...] = x / 2
    return x


def into_a_copy(x):
    y = x.copy()
    y[...] = x / 2
    return y


def into_a_copy_at_once(x):
    y = x.copy()
    y /= 2
    return y


def refuses_whole_numbers(x):
    if x.dtype.kind == "i":
        raise ValueError("whole")
    return x / 2


def changed_and_wrong(x):
    x += 7
    return np.cos(x)


COUNTED = []


def counts_its_calls(n):
    COUNTED.append(n)
    return len(COUNTED)


def prints(n):
    print(2 * n)


def prints_and_returns(n):
    print(n)
    return -3.5


def twice_the_same(x):
    y = [3.0]
    return y, y


WHY = "Why: A function that writes into its input surprises whoever called it: work on x.copy()."


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake", "lines", "facts"),
    [
        (of_function(lambda x: x / 2, row, whole=False), in_place, "changed-input",
         ["99.answer: not yet. The answer is right, but it changed what it was given.", WHY], ()),
        (HALF, in_place, "changed-input",
         ["99.answer: not yet. The answer is right, but it changed what it was given.", WHY], ()),
        (HALF, in_place_by_index, "changed-input", [
            f"Why: {FLOATS}, but it writes into what it was given: work on x.copy()."],
         (f"{FLOATS}, but it writes into what it was given: work on x.copy().",)),
        (HALF, into_a_copy, "integer-dtype", [f"Why: {TAKEN_OVER.format(FLOATS)}"], (TAKEN_OVER.format(FLOATS),)),
        (HALF, into_a_copy_at_once, "integer-dtype", [f"Why: {TAKEN_OVER.format(FLOATS)}"],
         (TAKEN_OVER.format(FLOATS),)),
        (HALF, refuses_whole_numbers, "raised", [f"Why: {FLOATS}."], (f"{FLOATS}.",)),
        (HALF, lambda x: x / 2 if x.dtype.kind == "f" else x * 1.0, "integer-dtype", [f"Why: {FLOATS}."],
         (f"{FLOATS}.",)),
        (HALF, changed_and_wrong, "unknown", ["It writes into what it was given: work on x.copy()."], None),
        (TWICE, prints, "printed-instead-of-returned", ["What is printed is gone: `return` gives it back."], None),
        (TWICE, prints_and_returns, "unknown", [], None), (TWICE, lambda n: (n, None)[1], "returned-none", [], None),
        (TWICE, lambda n: 2.0 * n, "float-size",
         ["The number is right, but it is a float: `//` gives the whole number that is wanted here."],
         ("The number is right, but it is a float: `//` gives the whole number that is wanted here.",)),
        (TWICE, lambda n: sys.exit(), "exited",
         ["99.answer: not yet. The answer ended the program: sys.exit(), exit() and quit() have no place in it."], ()),
        (TWICE, counts_its_calls, "unknown", [BY_ITSELF], (BY_ITSELF,)),
        (TWICE, 5, "not-callable", [], ()),
        (of_function(lambda x: ([1.0], [2.0]), row), twice_the_same, None,
         ["Two parts of what it returns are one and the same list or array."], None),
        (HALF, lambda x: 7.25 + 0 * x[0], "wrong-type", ["It gives the same number every time."], None),
        (HALF, lambda x: 0 * x + 7.25, "unknown", ["All numbers that come back are the same one every time."], None),
    ],
)  # fmt: skip
def test_what_is_said_of_an_answer(exercise, answer, mistake, lines, facts):
    COUNTED.clear()
    result = exercise.check(answer)
    said = result.message.splitlines()
    assert not result.passed and result.tried and not [line for line in lines if line not in said], result.message
    assert mistake in (None, result.mistake)
    assert facts is None or result.facts == facts
    assert facts is not None or not lines or lines[0] in result.facts


def test_what_changed_is_named_in_all_arguments():
    def right(x, w, b=None):
        return x * 2

    def answer(x, w, b=None):
        w += 1
        b += 1
        return x * 2

    cases = Case((A, A + 1), {"b": A + 5}), Case((A[:1], A + 1), {"b": A + 5})
    result = on_cases(right, *cases).check(answer)
    assert result.mistake == "changed-input" and "work on w.copy() and b.copy()." in result.message


def test_a_stub_below_an_answer_is_told_apart():
    door = open_door(lambda n: 3, "")
    once_more = " Below the answer that you wrote, its stub stands once more, and replaces it."
    for above, words in ((True, once_more), (False, "")):
        about = SimpleNamespace(value=..., callable=False, above=above, steps=None, words="")
        result = TWICE.judge(SimpleNamespace(about=about))
        assert (result.passed, result.tried, result.message) == (False, False, f"99.answer: not tried yet.{words}")
    assert TWICE.judge(door).tried


BY_HELPER = "def conv_by_product(x, w):\n    y = im2col(x, w.shape[2], 1) @ w.reshape(len(w), -1).T\n"
BY_HELPER += "    return {}y.reshape(len(x), x.shape[2] - w.shape[2] + 1, -1, len(w)).transpose(0, 3, 1, 2)\n"
HELPER = "Your `im2col` is wrong, or gives what does not fit here; with a right one in its place"


@pytest.mark.parametrize(
    ("wrong", "begin"),
    [("", f"06.conv_by_product: passed. {HELPER} this answer is right: mend `im2col` first."),
     ("(-1 if len(w) > 2 else 1) * ", f"06.conv_by_product: not yet. {HELPER}: ")],
)  # fmt: skip
def test_an_earlier_answer_that_is_wrong_is_named(wrong, begin):
    right, exercise = checks.exercise("06.im2col").expected, checks.exercise("06.conv_by_product")
    names = {"np": np, "im2col": lambda x, k, s: 0 * right(x, k, s) + 1}
    text = BY_HELPER.format(wrong)
    exec(text, names)
    result = exercise.judge(open_door(names["conv_by_product"], text))
    assert result.message.startswith(begin) and result.passed is not bool(wrong), result.message
    assert wrong or result.facts == ("earlier-answer-wrong",)
    names["im2col"] = right
    assert exercise.judge(open_door(names["conv_by_product"], text)).passed is not bool(wrong)


# What has to agree


@pytest.mark.parametrize(
    ("value", "error", "reply", "seen"),
    [
        (3, None, Reply(3.0), "value"), (3, None, Reply(4), False), (A, None, Reply(A), "value"),
        (A, None, Reply(A + 1), False), (np.nan, None, Reply(np.nan), "nan"),
        (A * np.nan, None, Reply(A * np.nan), "nan"),
        (A[:0], None, Reply(A[:0]), "kind"), (A[:0], None, Reply(np.zeros((0, 7))), "kind"),
        (A[:0], None, Reply(A), False),
        (A, None, Reply(A[:0]), False), (3, None, Reply(error="ValueError"), False),
        (None, ValueError("a b"), Reply(error="ValueError", text="a b"), "error"),
        (None, ValueError("a   b"), Reply(error="ValueError", text="a b"), "error"),
        (None, ValueError("a c"), Reply(error="ValueError", text="a b"), "kind"),
        (None, ValueError("a" * 400), Reply(error="ValueError", text="a" * 300), "error"),
        (None, ValueError("a" * 400), Reply(error="ValueError", text="a" * 301), "kind"),
        (None, ValueError("a"), Reply(error="TypeError", text="a"), False), (None, ValueError("a"), Reply(3), False),
        (None, Unfit(), Reply(error="TypeError", text="a"), "kind"), (None, Unfit(), Reply(3), False),
        (A[:0], None, Reply(error="TypeError", text="a"), "kind"), ((A, 1), None, Reply((A, 1)), "value"),
    ],
)  # fmt: skip
def test_by_what_two_outputs_agree(value, error, reply, seen):
    assert _agreement(value, error, reply, 1e-4) == seen


def agrees(answer, function, nan=False, left_out=0):
    """Of inputs 1 to 6, of which 2 * n is right."""
    trial = Trial(on_cases(lambda n: 2 * n, *((n,) for n in range(1, 7))), open_door(answer))
    trial = trial.without(frozenset(trial.plain_wrong[:left_out]))
    return trial.agrees(lambda number: function(trial.inputs.cases[number].args[0]), nan)


def value(function):
    return lambda n: (function(n), None)


def error(kind, text=""):
    return lambda n: (None, kind(text))


def raises(kind, text=""):
    def answer(n):
        raise kind(text)

    return answer


def test_a_function_agrees_where_it_gives_the_same_on_every_input():
    def wrong_above_3(n):
        return 2 * n if n <= 3 else 7 * n

    assert agrees(wrong_above_3, value(wrong_above_3)) and not agrees(wrong_above_3, value(lambda n: 2 * n))
    assert not agrees(wrong_above_3, value(lambda n: 7 * n))  # where the answer is right it is not
    assert not agrees(wrong_above_3, value(lambda n: wrong_above_3(n) if n != 5 else 0))
    assert agrees(wrong_above_3, value(lambda n: wrong_above_3(n) if n != 4 else 0), left_out=1)
    assert not agrees(lambda n: 7 * n, value(lambda n: 2 * n if n == 3 else 7 * n))


def test_nan_and_errors_agree_only_where_they_tell():
    nan = value(lambda n: np.nan)
    assert not agrees(lambda n: np.nan, nan) and agrees(lambda n: np.nan, nan, nan=True)
    some = value(lambda n: np.nan if n > 2 else 9)
    assert not agrees(some, some) and not agrees(lambda n: some(n)[0], some)  # more nan than numbers
    few = value(lambda n: np.nan if n > 4 else 9)
    assert agrees(lambda n: few(n)[0], few)
    right = value(lambda n: np.nan if n > 2 else 2 * n)
    assert agrees(lambda n: right(n)[0], right)  # right besides
    assert agrees(raises(ValueError, "a"), error(ValueError, "a")) and not agrees(
        raises(ValueError, "a"), error(ValueError, "b")
    )
    assert not agrees(raises(ValueError, "a"), error(Unfit))


@pytest.mark.parametrize(
    ("answer", "same"),
    [
        (lambda x: 3, True), (lambda x: 3.0000001, True), (lambda x: x[0], False), (lambda x: 0 * x + 3, True),
        (len, False),
        (lambda x: (3, 3.0), True), (lambda x: (3, 4), False), (lambda x: "a", False), (lambda x: (3, "a"), False),
        (lambda x: x[5], False), (lambda x: 3 + 1e-7 * len(x), True), (lambda x: 3 + 2e-6 * len(x), False),
        (lambda x: (x > -9) * 1, True), (lambda x: [3, [3]], True), (lambda x: np.zeros(0), False),
        (lambda x: True, True),
    ],
)  # fmt: skip
def test_one_number_whatever_comes_in(answer, same):
    assert bool(always_the_same(trial_of(answer, lambda x: x, row))) is same


def test_no_number_whatever_comes_in():
    assert always_nan(trial_of(lambda x: x * np.nan, lambda x: x, row))
    assert not always_nan(trial_of(lambda x: x * np.nan if len(x) > 1 else x, lambda x: x, row))
    assert not always_nan(trial_of(raises(ValueError), lambda x: x, row))


# Causes


def slipped(x, k):
    x = x[::-1] if slip("turned") else x
    return x * (k + 1 if slip("one more") else k) + slip("added")


SLIPS = [("turned", "It is turned."), ("one more", "One more."), ("added", "1 is added.")]


def pictures(draw):
    picture = draw.array(draw.int(2, 4), draw.int(2, 4))
    return (picture * 20 + 100).astype(np.uint8) if draw.int(0, 1) else picture, draw.int(2, 5)


def found(answer, right=slipped, inputs=lambda draw: (draw.array(draw.int(2, 5)), draw.int(2, 5))):
    with np.errstate(all="ignore"):
        return [cause.texts for cause in causes(trial_of(answer, right, inputs, slips=SLIPS))]


def test_causes_of_each_kind():
    assert found(lambda x, k: x * (k + 1)) == [("One more.",)]
    assert found(lambda x, k: x[::-1] * k) == [("It is turned.",)]
    assert found(lambda x, k: x[::-1] * k + 1) == [("It is turned.", "1 is added.")]
    assert found(lambda x, k: x * (k + 1) + 1) == [("One more.", "1 is added.")]
    assert found(lambda x, k: -x * k) == [("Yours is the right result with the sign turned.",)]
    assert found(lambda x, k: x[:-1] * k) == [("It gives what is right for x without its last entry.",)]
    assert found(lambda x, k: x * 1.0) == [("It gives what is right for k = 1, whatever k is.",)]
    assert found(lambda x, k: np.cos(x) * k) == [] and found(lambda x, k: 0 * x + 7) == []
    assert found(lambda x, k: x * k - 3) == [("Yours is the right result minus 3.",)]


def test_a_slip_and_a_change_at_once():
    trial = trial_of(lambda x, k: -(x * k + 1), slipped, lambda draw: (draw.array(4), draw.int(2, 5)), slips=SLIPS)
    cause = change_and_slip(trial)
    assert [s.name for s in cause.slips] == ["added"] and cause.sentences == ("Yours is the right result with the sign "
                                                                              "turned.",)  # fmt: skip
    assert change_and_slip(trial_of(lambda x, k: 7.0, slipped, lambda draw: (draw.array(4), 2), slips=SLIPS)) is None


def test_bytes_beside_another_cause():
    def right(x, k):
        return x.astype(float)[::-1] * k if slip("turned") else x.astype(float) * k

    turned = ("It is turned.",)
    assert found(lambda x, k: x.astype(float)[::-1] * k, right, pictures) == [turned]
    assert found(lambda x, k: x[::-1] * np.asarray(k, x.dtype), right, pictures) == [(*turned, OF_BYTES)]
    assert found(lambda x, k: np.cos(x.astype(float)) * k, right, pictures) == []
    assert found(lambda x, k: np.cos(x) if x.dtype == np.uint8 else x * 1.0 * k, right, pictures) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (np.nan, np.nan, True), (Strange("a", "b"), 3, True), ("a", "b", True), ({1}, {2}, False),
        ((1, 2), (1, 2), True),
        ((1, 2), (1, 3), False), ((1, 2), (1,), False), ([1], (1,), True), (A, A.copy(), True), (A, A + 1, False),
        (frozenset({1}), 3, True), (None, None, True), (3, 4, False),
    ],
)  # fmt: skip
def test_what_comes_back_again(one, other, same):
    assert _one_and_the_same(one, other) is same
