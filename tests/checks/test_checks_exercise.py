"""The exercise as an object: what counts as tried, what is named how, hints, solutions, progress, and finding it."""

import re
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from made_exercises import TEXTS, of_function, of_value

from coursecnn import checks
from coursecnn.checks import Exercise, Range, Result, catalog, scores, slip
from coursecnn.checks.solutions import worked_answer
from coursecnn.storage.own import FILES, PROGRESS, remember

# What counts as tried


def stub(n):
    """With a docstring."""
    # your code here


def bare_stub(n): ...


def passes(n):
    pass


def returns_none(n):
    """Text."""
    return


def returns_dots(n):
    return ...


@pytest.mark.parametrize("answer", [stub, bare_stub, passes, returns_none, returns_dots, lambda n: ..., ..., None])
def test_an_untouched_stub_is_not_tried(answer):
    result = of_function().check(answer)
    assert (result.tried, result.passed, result.mistake) == (False, False, None)
    assert str(result) == repr(result) == result.message == "99.answer: not tried yet."


def test_a_function_that_begins_and_forgets_to_return_is_tried():
    def answer(n):
        doubled = 2 * n  # noqa: F841

    assert of_function().check(answer).mistake == "returned-none"


def test_the_faulty_function_that_a_notebook_gives_is_not_tried_wherever_it_was_defined():
    def given(x):
        return np.sum([np.exp(v) for v in x])

    exercise = of_function(lambda x: np.exp(x).sum(), lambda draw: (draw.array(1),), kind="debug", given=given)
    namespace = {}
    exec('import numpy as np\ndef answer(x):\n    """Doc."""\n    return np.sum([np.exp(v) for v in x])', namespace)
    assert not exercise.check(namespace["answer"]).tried
    exec("def answer(x):\n    return np.sum([np.exp(v) + 0 for v in x])", namespace)
    assert exercise.check(namespace["answer"]).passed


# What is named how


def test_a_result_is_true_where_it_passed():
    assert bool(Result(True, None, "")) and not Result(False, "x", "")
    result = of_function().check(lambda n: n + n)
    assert result and result.tried and result.mistake is None and result.message == "99.answer: passed."


def test_the_smallest_case_that_fails_is_shown():
    message = of_function().check(lambda n: 99 if n > 2 else 2 * n).message
    assert "  n = 3\n  expected: 6\n  got:      99\n" in message


def test_of_arrays_the_smallest_case_is_the_one_with_the_fewest_entries():
    exercise = of_function(lambda x: x.sum(), lambda draw: (np.ones(draw.int(1, 30)),))
    sizes = [case.args[0].size for case in exercise.made_inputs().cases]
    assert f"  expected: {float(min(sizes))}\n" in exercise.check(lambda x: -1.0).message and len(set(sizes)) > 3


def test_arguments_that_are_exchanged():
    exercise = of_function(lambda a, b: a - 2 * b, lambda draw: (draw.int(1, 9), draw.int(1, 9)))
    assert exercise.check(lambda a, b: b - 2 * a).facts == ("It gives what is right with a and b exchanged.",)
    assert "in the place of" in exercise.check(lambda a, b: a - 2 * a).message


def test_a_right_function_that_is_written_in_c_and_tells_no_names():
    exercise = of_function(max, lambda draw: (draw.int(1, 9), draw.int(1, 9)))
    assert exercise.check(lambda a, b: a if a > b else b)
    message = exercise.check(lambda a, b: 10 + a).message
    assert "  argument 0 = 1\n  argument 1 = 1\n  expected: 1\n  got:      11\n" in message


def test_a_cause_and_bytes_beside_it():
    """Half of the pictures are bytes; a number comes with each."""

    def inputs(draw):
        picture = draw.array(draw.int(2, 4), draw.int(2, 4))
        return (picture * 20 + 100).astype(np.uint8) if draw.int(0, 1) else picture, draw.int(2, 5)

    exercise = of_function(lambda picture, k: picture.astype(float) * k, inputs)
    result = exercise.check(lambda picture, k: picture[::-1] * np.asarray(k, picture.dtype))
    turned, of_bytes = result.facts
    assert f"Why: two things at once.\n  (1) {turned}\n  (2) {of_bytes}\n" in result.message
    assert turned == "It gives what is right for picture with its rows in reverse order."
    assert of_bytes.startswith("Bytes (uint8) come out wrong in another way, too")
    assert exercise.check(lambda picture, k: picture[::-1].astype(float) * k).facts == (turned,)


def test_an_answer_that_takes_over_the_type_of_whole_numbers():
    def answer(x):
        y = np.zeros_like(x)
        y[...] = x / 2
        return y

    def inputs(draw):
        return (draw.array(4),)

    result = of_function(lambda x: x / 2, inputs).check(answer)
    assert result.mistake == "integer-dtype" and "whole numbers" in result.message
    assert of_function(lambda x: x / 2, inputs, whole=False).check(answer)  # where the text says that there are none


def test_what_is_right_in_a_tuple_and_nothing_where_all_is_wrong():
    exercise = of_function(lambda n: (n, n * n), output=("The side", "The area"))
    assert "The side is right." in exercise.check(lambda n: (n, 2 * n - 7)).message
    assert "right." not in exercise.check(lambda n: (n + 0.5 * n % 3 + 9, 2 * n - 7)).message


def doubled(n):
    if slip("late") and n >= 5:
        return 0
    if slip("breaks"):
        return 1 // (n - 2)
    return n + 2 if slip("sum") else 2 + n if slip("also-sum") else 2 * n


SLIPS = [("late", "Too late."), ("sum", "Plus."), ("also-sum", "Plus, again."), ("breaks", "It breaks.")]


def test_slips_that_agree_in_every_case_are_named_and_no_others():
    exercise = of_function(doubled, slips=SLIPS)
    result = exercise.check(lambda n: float(n + 2))
    assert result.mistake == "sum" and result.slips == (("sum",), ("also-sum",))
    assert "Why: it is one of these" in result.message and "Plus, again." in result.message
    assert "Why: Too late.\nSee 99, 'Nowhere'." in exercise.check(lambda n: 2 * n if n < 5 else 0).message
    result = exercise.check(lambda n: 1 // (n - 2))
    assert result.mistake == "breaks" and "Why: It breaks." in result.message  # raises where the slip does
    for answer in (lambda n: 0 if n == 2 else 1 // (n - 2), lambda n: n + 2 if n < 4 else 0):
        assert exercise.check(answer).slips == () and "Plus" not in exercise.check(answer).message


def test_a_slip_goes_before_what_any_answer_can_do_wrong():
    exercise = of_function(lambda n: np.zeros(n + slip("off-by-one")), slips=["off-by-one"])
    assert exercise.check(lambda n: np.zeros(n + 1)).mistake == "off-by-one"
    assert exercise.check(lambda n: np.zeros((n, 2, 1))).mistake == "wrong-shape"


class Rude:
    def __repr__(self):
        raise RuntimeError

    __eq__ = __bool__ = __len__ = __array__ = __deepcopy__ = __str__ = __float__ = __repr__


class RudeError(Exception):
    def __str__(self):
        raise RuntimeError


def raises_rudely(n):
    raise RudeError


RUDE = [
    Rude(), Rude, lambda n: Rude(), lambda n: [Rude()], lambda n: (n, Rude()), raises_rudely, lambda: 1, type, print, 5,
    lambda n: 10**400, lambda n: np.array([Rude()]), lambda n: 1j, lambda n: (i for i in range(3)), [Rude()], "a", b"a",
    (Rude(), ...), np.zeros(0), np.array(None), {}, 10**5000, float("nan"), np.array(["a", "b"]), np.array(7), range(2),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(RUDE)))
@pytest.mark.parametrize(
    "exercise",
    [
        of_function(), of_function(lambda n: np.zeros(n)), of_function(lambda n: (n, n)), of_function(str), of_value(3),
        of_value(lambda: 1 if slip("a") else 2.5, slips=[("a", "One.")]), of_value("yes", choices=("yes", "no")),
        of_value((1, 2)), of_value(np.zeros((2, 2))),
        of_value(("true", Range(0.1, 0.9)), accepts=lambda answer: answer[1] < 1),
    ],
)  # fmt: skip
def test_no_answer_makes_a_check_raise(exercise, number):
    result = exercise.check(RUDE[number])
    assert not result.passed and (result.mistake or not result.tried)
    assert result.message.startswith("99.answer: not ") and "does not know" not in result.message


def test_a_fault_of_the_exercise_itself_is_told_not_raised():
    result = of_function(lambda n: 1 // 0).check(lambda n: n)
    assert (result.passed, result.mistake) == (False, "unknown") and "ZeroDivisionError" in result.message


# Values


@pytest.mark.parametrize(
    ("right", "answer"),
    [(9, 9.0), (9, np.int64(9)), (2.5, 2.50001), ("yes", " Yes "), ((1, 2), [1, 2]), ((1, 2), np.array([1, 2])),
     (0.5, Fraction(1, 2)),
     (np.array([[1, 2]]), [[1, 2]]), (np.array([[1, 2]]), ((1.0, 2.0),)), ([1, 2], (1, 2)), (True, True)],
)  # fmt: skip
def test_right_values_in_any_form(right, answer):
    assert of_value(right).check(answer)


def test_a_wrong_value_is_named_and_the_right_one_is_not_told():
    slips = ["off-by-one", ("bias-forgotten", "No bias.")]
    exercise = of_value(lambda: 783 if slip("off-by-one") else 700 if slip("bias-forgotten") else 784, slips=slips)
    assert exercise.check(783).mistake == "off-by-one"
    assert exercise.check(700.0).mistake == "bias-forgotten" and "It fits this: No bias." in exercise.check(700).message
    result = exercise.check(5)
    assert result.mistake == "unknown" and "784" not in result.message and "Your answer is 5." in result.message


def test_a_list_among_too_few_values_is_judged_too():
    result = of_value((np.array([1.0, 2.0]), 3.0, 4.0)).check((1.0, [2.0, 3.0]))
    assert "2 values are not as many as are wanted." in result.message


def test_words_to_choose_from():
    choices = ("valid", "same", "full")
    exercise = of_value(
        lambda: "same" if slip("padding-forgotten") else "valid", choices=choices, slips=["padding-forgotten"]
    )
    assert exercise.check("SAME").mistake == "padding-forgotten" and exercise.check("full").mistake == "unknown"
    result = exercise.check("half")
    assert result.mistake == "wrong-choice" and "'valid', 'same', 'full'" in result.message


def measured():
    return "false", Range(1.25, 5) if slip("upside-down") else Range(0.2, 0.8)


MEASURED = of_value(
    measured, kind="explore", choices=("true", "false"), slips=[("upside-down", "The other way round.")],
    accepts=lambda answer: answer[1] != 0.7 or "0.7 is suspicious.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "mistake", "words"),
    [
        (("False", 0.6), None, "passed"), (["false", np.float32(0.3)], None, "passed"),
        (("true", 0.6), "wrong-verdict", "What does it say about the claim?"),
        (("false", 0.9), "out-of-range", "0.9 is too large"), (("true", 0.9), "out-of-range", "0.9 is too large"),
        (("false", 2.0), "upside-down", "other way"), (("maybe", 0.6), "wrong-choice", "'maybe' is none of"),
        ((0.6, "false"), "wrong-type", "A text is wanted"), (("false", "0.6"), "wrong-type", "A number is wanted"),
        (("false", float("nan")), "out-of-range", "no measurement"),
        (("false", 10**400), "out-of-range", "no measurement"),
        ("false", "wrong-type", "A tuple is wanted"),
        (("false", 0.7), "unknown", "0.7 is suspicious."),
    ],
)  # fmt: skip
def test_measured_values(answer, mistake, words):
    result = MEASURED.check(answer)
    assert (result.mistake, result.passed) == (mistake, mistake is None) and words in result.message


def test_a_value_without_a_range_is_refused_by_accepts_too():
    exercise = of_value("no", accepts=lambda answer: answer.islower() or "In small letters.")
    assert exercise.check("no") and not exercise.check("yes")
    assert "In small letters." in exercise.check("NO").message


# Hints, solutions, progress


@pytest.fixture
def fresh(monkeypatch):
    monkeypatch.setattr(catalog, "_best", {})
    monkeypatch.setattr(catalog, "_hints", {})


def test_each_hint_says_more_and_then_there_are_no_more(fresh, capsys):
    exercise = checks.exercise("01.convolve")
    for _ in range(4):
        exercise.hint()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [f"Hint {i + 1} of 3: {exercise.hints[i]}" for i in range(3)]
    assert lines[3] == "There are no more hints; solution() prints a worked answer."


def test_the_solution_is_code_and_words_without_marks(capsys):
    checks.exercise("01.convolve").solution()
    text = capsys.readouterr().out
    assert "return cross_correlate(x, w[::-1, ::-1])" in text and "**Why it works.**" in text
    assert "###" not in text and "brightness" not in text


def test_an_exercise_of_ones_own_has_no_solution_here(capsys):
    of_function().solution()
    assert capsys.readouterr().out == "There is no worked answer of 99.answer in the course.\n"


def test_progress_shows_the_best_of_this_session(fresh, capsys):
    sees, bias = checks.exercise("01.sees"), checks.exercise("01.output_with_bias")
    sees.check(sees.value())
    sees.check(0)
    bias.check(bias.value())
    bias.check(...)
    checks.exercise("01.convolve").check(lambda x, w: 5)
    checks.exercise("01.cross_correlate").check(...)
    checks.progress("01")
    *rows, last = capsys.readouterr().out.splitlines()
    exercises = [e for e in checks.all() if e.lesson == "01"]
    states = {e.name: re.split(r" points? ", row)[1].strip() for e, row in zip(exercises, rows, strict=True)}
    assert states.pop("sees") == states.pop("output_with_bias") == "passed"
    assert states.pop("convolve") == "not yet" and set(states.values()) == {"not tried"}
    assert last == f"2 of {len(exercises)} exercises passed, 2 of {sum(e.points for e in exercises)} points"


def test_progress_in_a_copy_survives_a_restart(fresh, capsys, monkeypatch, tmp_path):
    (tmp_path / "exercises").mkdir()
    monkeypatch.chdir(tmp_path / "exercises")
    remember(tmp_path, FILES, {})
    exercise = checks.exercise("01.sees")
    exercise.check(exercise.value())
    monkeypatch.setattr(catalog, "_best", {})  # a new kernel
    exercise.check(0)
    checks.progress("01")
    checks.progress()
    text = capsys.readouterr().out
    assert re.search(r"1 points? +passed\n", text) and "not yet" not in text
    total, points = len(checks.all()), sum(e.points for e in checks.all())
    assert "\n00  0 of " in text and "\n01  1 of " in text
    assert text.endswith(f"in all: 1 of {total} exercises passed, 1 of {points:g} points\n")
    (tmp_path / ".coursecnn" / PROGRESS).write_text("nonsense")
    checks.progress()
    assert "in all: 0 of" in capsys.readouterr().out


def test_progress_of_a_lesson_without_exercises():
    with pytest.raises(ValueError, match="There are no exercises of a lesson '77': the lessons are 00, 01"):
        checks.progress("77")


# Finding exercises


def test_all_exercises_stand_in_the_order_of_the_lessons_each_once():
    names = [e.id for e in checks.all()]
    lessons = [name[:2] for name in names]
    assert lessons == sorted(lessons) and len(set(names)) == len(names)
    assert checks.exercise("01.sees") is checks.exercise("01.sees")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("01.cross_corelate", "did you mean 01.cross_correlate"), ("convolve", "did you mean 01.convolve"),
     ("77.nothing_like_it", r"coursecnn.checks.all\(\) lists them"), ("", "There is no exercise ''")],
)  # fmt: skip
def test_a_name_that_is_not_there(name, sentence):
    with pytest.raises(ValueError, match=sentence):
        checks.exercise(name)


def test_a_name_that_is_no_text():
    with pytest.raises(TypeError, match='such as "01.cross_correlate", not 3'):
        checks.exercise(3)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [(dict(kind="guess"), "kind must be one of implement, predict"),
     (dict(hints=("one",)), "three hints are wanted, not 1"),
     (dict(expected=None), "either expected and inputs"), (dict(value=lambda: 1), "either expected and inputs")],
)  # fmt: skip
def test_a_faulty_definition_is_refused(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        Exercise(**{"id": "99.a", "kind": "predict", **TEXTS, "inputs": list, "expected": abs, **wrong})


def test_importing_checks_is_light_and_loads_no_lesson():
    program = "import sys, coursecnn; old = set(sys.modules); import coursecnn.checks; print(*set(sys.modules) - old)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    loaded = {name for name in done.stdout.split() if not name.startswith("coursecnn.checks")}
    assert loaded <= {"difflib", "pkgutil", "importlib.util", "importlib._abc", "heapq", "_heapq", "zipimport"}
    assert not any("lessons" in name for name in done.stdout.split())


def test_one_exercise_loads_the_modules_of_its_lesson_alone():
    program = "import sys; from coursecnn.checks import exercise; exercise('01.sees'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    modules = done.stdout.split()
    lessons = [name.rpartition(".")[2] for name in modules if ".lessons.lesson_" in name]
    assert lessons and all(name.startswith("lesson_01_") for name in lessons)
    heavy = ("matplotlib", "scipy", "torch", "nbformat", "jupytext", "IPython", "ipywidgets")
    assert not [name for name in modules if name.partition(".")[0] in heavy]


def test_no_solution_shows_latex():
    texts = [worked_answer(exercise) for exercise in checks.all()]
    assert not [text for text in texts if re.search(r"\$|\\(cdot|frac|sqrt|text|sum|mu|leftarrow|times)\b", text)]


def test_scores_are_what_they_are_called():
    x = np.array([[3.0, -1.0], [0.5, 2.0]])
    assert scores.brightest(x) == eval(scores.brightest.__name__)
    assert scores.square_sum(x) == (1 * 3 + 2 * -1 + 3 * 0.5 + 4 * 2) ** 2
