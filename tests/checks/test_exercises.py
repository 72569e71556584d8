"""For every exercise: the stub is not tried, the solution passes, and what any answer can do wrong is named."""

import copy
import json
from importlib import import_module

import numpy as np
import pytest
from places import ROOT

from coursecnn import checks

EXERCISES = {e.id: e for e in checks.all()}
FUNCTIONS = {name: e for name, e in EXERCISES.items() if e.expected}


def of_lessons(names):
    return sorted({name[:2] for name in names})


def styles(lesson):
    return import_module(f"exercise_styles.lesson_{lesson}").STYLES


def cells(folder, lesson):
    (path,) = (ROOT / folder).glob(f"{lesson}_*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def printed(cell):
    return "".join("".join(output.get("text", "")) for output in cell["outputs"])


@pytest.fixture(scope="module", params=of_lessons(EXERCISES))
def lesson(request):
    """``(answers, tests, stubs' tests)``: the solution's cells by exercise, and the exercise notebook's by cell id."""
    solution, exercise = cells("solutions", request.param), {c["id"]: c for c in cells("exercises", request.param)}
    graded = {c["metadata"]["nbgrader"]["grade_id"]: c for c in solution if "nbgrader" in c["metadata"]}
    return request.param, graded, exercise


def test_every_exercise_stands_in_its_notebooks(lesson):
    number, graded, exercise = lesson
    names = [name.replace(".", "-") for name in EXERCISES if name[:2] == number]
    tests = [name for name, cell in graded.items() if cell["metadata"]["nbgrader"].get("points")]
    assert tests == [f"{name}-test" for name in names] and set(names) <= set(graded)
    for name in names:
        points = graded[f"{name}-test"]["metadata"]["nbgrader"]["points"]
        assert points == EXERCISES[name.replace("-", ".", 1)].points, name
        assert {graded[name]["id"], graded[f"{name}-test"]["id"]} <= set(exercise)


def test_untouched_stubs_are_not_tried_and_solutions_pass(lesson):
    """The stored outputs; nbval proves that the notebooks give them again."""
    number, graded, exercise = lesson
    for name in (name for name in EXERCISES if name[:2] == number):
        test = graded[f"{name.replace('.', '-')}-test"]
        assert printed(test) == f"{name}: passed.\n"
        assert printed(exercise[test["id"]]) == f"{name}: not tried yet.\n"
        assert "assert " in "".join(test["source"]) and "assert " not in "".join(exercise[test["id"]]["source"])


def answer_cells(folder, lesson):
    """``{name: text}`` of the answers in a notebook, and the text of the cell with its imports."""
    graded = {c["id"]: c["metadata"].get("nbgrader", {}) for c in cells("solutions", lesson)}
    found = {graded.get(c["id"], {}).get("grade_id"): "".join(c["source"]) for c in cells(folder, lesson)}
    imports = next("".join(c["source"]) for c in cells(folder, lesson) if c["cell_type"] == "code")
    return {name: found[name.replace(".", "-")] for name in EXERCISES if name[:2] == lesson}, imports


def run(*texts):
    namespace = {"__name__": "__main__"}
    for text in texts:
        exec(compile(text, "<notebook>", "exec"), namespace)
    return namespace


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_of_the_notebook_is_not_tried(name):
    texts, imports = answer_cells("exercises", name[:2])
    result = EXERCISES[name].check(run(imports, texts[name])[EXERCISES[name].name])
    assert not result.tried and not result.passed and result.mistake is None
    assert result.message == f"{name}: not tried yet."


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_worked_answer_passes(name):
    """An answer may call those before it. For answers that are values: see the stored outputs above."""
    texts, imports = answer_cells("solutions", name[:2])
    before = [texts[other] for other in list(texts)[: list(texts).index(name)] if other in FUNCTIONS]
    result = EXERCISES[name].check(run(imports, *before, texts[name])[EXERCISES[name].name])
    assert result and result.passed and result.mistake is None, result


def first_array(args, kwargs):
    return next((a for a in (*args, *kwargs.values()) if isinstance(a, np.ndarray) and a.size), None)


def generic_answers(e):
    """``{identifier: answer}`` of what can go wrong in any answer."""
    right, case = e.expected, e.made_inputs().cases[0]
    output = right(*case.args, **case.kwargs)

    def returned_none(*args, **kwargs):
        right(*args, **kwargs)

    def printed_instead(*args, **kwargs):
        print(right(*args, **kwargs))

    def raised(*args, **kwargs):
        return {}["nothing"]

    def exited(*args, **kwargs):
        raise SystemExit(3)

    def wrong_type(*args, **kwargs):
        return {"answer": right(*args, **kwargs)}

    def changed(*args, **kwargs):
        result = copy.deepcopy(right(*args, **kwargs))  # which may be, or show, what comes in
        first_array(args, kwargs)[...] += 77
        return result

    def of_wrong_shape(*args, **kwargs):
        return np.zeros((1, 2, 3, 4, 5))

    answers = {
        "returned-none": returned_none,
        "printed-instead-of-returned": printed_instead,
        "raised": raised,
        "exited": exited,
        "wrong-type": wrong_type,
        "not-callable": "an answer",
    }
    if first_array(case.args, case.kwargs) is not None:
        answers["changed-input"] = changed
    if isinstance(output, np.ndarray) and output.ndim:
        answers["wrong-shape"] = of_wrong_shape
    return answers


GENERIC_PAIRS = [(name, identifier) for name, e in FUNCTIONS.items() for identifier in generic_answers(e)]


@pytest.mark.parametrize(("name", "identifier"), GENERIC_PAIRS, ids=[f"{name}-{i}" for name, i in GENERIC_PAIRS])
def test_what_any_answer_can_do_wrong_is_named(name, identifier):
    result = EXERCISES[name].check(generic_answers(EXERCISES[name])[identifier])
    assert not result and result.tried and result.mistake == identifier, result


def endless(*args, **kwargs):
    while True:
        pass


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_answer_without_end_is_stopped(name, monkeypatch):
    """The time is short here; ``test_checks_guard.py`` uses the real one."""
    monkeypatch.setattr("coursecnn.checks.judging.trial.SECONDS", 0.1)
    result = EXERCISES[name].check(endless)
    assert not result and result.mistake == "never-ended", result


@pytest.mark.parametrize("name", EXERCISES)
def test_an_unknown_mistake_is_refused_too(name):
    e = EXERCISES[name]
    answer = (lambda *args, **kwargs: "banana") if e.expected else ("banana", 3.7)
    assert not e.check(answer) and e.check(answer).tried


@pytest.mark.parametrize("name", [name for name, e in EXERCISES.items() if e.kind == "implement"])
def test_three_styles_are_accepted(name):
    answers = styles(name[:2])[name]
    assert len(answers) >= 3
    for answer in answers:
        assert EXERCISES[name].check(answer).passed, (answer.__name__, EXERCISES[name].check(answer))


@pytest.mark.parametrize("number", of_lessons(EXERCISES))
def test_other_styles_are_accepted_and_belong_to_an_exercise(number):
    for name, answers in styles(number).items():
        assert all(EXERCISES[name].check(answer).passed for answer in answers)


@pytest.mark.parametrize("name", EXERCISES)
def test_hints_and_worked_answers_are_there(name, capsys):
    e = EXERCISES[name]
    assert len(set(e.hints)) == 3 and all(hint.endswith((".", "?", ":")) for hint in e.hints)
    e.solution()
    text = capsys.readouterr().out
    assert "There is no worked answer" not in text and "###" not in text and len(text.splitlines()) >= 3


@pytest.mark.parametrize("name", EXERCISES)
def test_the_place_it_points_to_is_in_the_lesson(name):
    e = EXERCISES[name]
    for see in {e.see, *(m.see for m in e.slips if m.see)}:
        number, _, title = see.partition(", ")
        (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
        notebook = json.loads(path.read_text(encoding="utf-8"))
        texts = [c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown"]
        lines = [line.lstrip("# ") for text in texts for line in "".join(text).splitlines() if line.startswith("#")]
        headings = [line.lstrip("0123456789 ") for line in lines]
        assert title.strip("'").lstrip("0123456789 ") in headings, see
