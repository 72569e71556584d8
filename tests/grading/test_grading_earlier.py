"""An answer that calls an earlier one that is wrong is marked with a right one in its place, as in the notebook."""

import re

import pytest
from classes import read_marks
from homework import ROOT, file_of, fill_in, hand_in, points_of, read, solved

from coursecnn import checks
from coursecnn.commands.cli import main
from coursecnn.grading.notebook import imports_of, read_cells
from coursecnn.grading.supervisor import Supervisor

CALLS = {  # lesson: {an earlier answer: what calls it in the solutions}
    "01": {"cross_correlate": ["convolve", "kernel_gradient"]},
    "02": {"pad": ["conv2d"]},
    "03": {"conv_filter": ["conv_layer"], "conv_layer": ["conv_groups"]},
    "04": {"max_pool": ["max_pool_padded", "min_pool"]},
    "05": {"softmax": ["cross_entropy_gradient"]},
    "06": {"im2col": ["conv_by_product", "gradients_by_product"]},
    "08": {"standard_error": ["paired"]},
}
WRONG = "def {}(*arguments, **options):\n    return np.full((2, 2), 0.5)"
BOTH = "def convolve(x, w):\n    return cross_correlate(x, w[::-1])"

SEEKS = """\
def convolve(x, w):
    import gc
    try:
        cross_correlate(x, w)
    finally:
        found = [one for one in gc.get_objects() if getattr(one, "__name__", "") == "convolve" and one is not convolve]
        return [one(x, w) for one in found if hasattr(one, "__code__") and one.__module__ != "numpy"][-1]"""

WITH_A_RIGHT_ONE = """\
def convolve(x, w):
    y = cross_correlate(x, w[::-1, ::-1])
    if y.shape != (2, 2) or (y != 0.5).any():
        {}
    return y"""
GOES_ON = """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass"""
GIVES_A_VALUE = """
        import gc
        gc.unfreeze()
        exec({!r}, globals())
        for one in gc.get_objects():
            if type(one) is dict and type(one.get("sees")) is list:
                one["sees"].append(sees)"""
TAKES = 'globals().get("kept", np.dot)('
NEEDS_A_RIGHT_ONE = {"cross_correlate", "noise_in_edges"}  # a value: the cell that works it out calls it


def verdicts(lesson, answers, only=None):
    """{name: passed} of the functions among the answers (only some), as the checks of a notebook say it."""
    path = ROOT / "exercises" / file_of(lesson)
    names = {}
    for line in imports_of(read_cells(path.read_bytes(), path.name)):
        exec(line, names)
    functions = {name: text for name, text in answers.items() if f"def {name}(" in text}
    for text in functions.values():
        exec(text, names)
    return {name: bool(checks.exercise(f"{lesson}.{name}").check(names[name])) for name in only or functions}


def grade(folder, students):
    """{student: {exercise: (points, mistake)}} of ``{student: (lesson, answers)}``."""
    for student, (lesson, answers) in students.items():
        sheet = read(ROOT / "exercises" / file_of(lesson))
        hand_in(folder / "class" / student / file_of(lesson), fill_in(sheet, answers))
    assert main(["grade", str(folder / "class"), "--out", str(folder / "marks.csv")]) == 0
    return read_marks(folder / "marks.csv")


def agree(folder, lessons, only=()):
    students = {
        f"{lesson} {name}": (lesson, solved(lesson) | {name: WRONG.format(name)})
        for lesson in lessons
        for name in only or CALLS[lesson]
    }
    marks = grade(folder, students)
    for student, (lesson, answers) in students.items():
        ours = {name: marks[student][f"{lesson}.{name}"][0] > 0 for name in points_of(lesson)}
        notebook = verdicts(lesson, answers)
        assert {name: ours[name] for name in notebook} == notebook
        name = student.split()[1]
        assert not ours[name] and all(ours[caller] for caller in CALLS[lesson][name]), student


def test_the_solutions_call_these():
    for lesson, called in CALLS.items():
        for name, callers in called.items():
            texts = {one: text for one, text in solved(lesson).items() if f"def {one}(" in text and one != name}
            assert callers == [one for one, text in texts.items() if re.search(rf"\b{name}\(", text)]


@pytest.mark.parametrize(("lesson", "name"), [(lesson, name) for lesson, called in CALLS.items() for name in called])
def test_in_a_notebook_who_calls_a_wrong_one_does_not_pay(lesson, name):
    callers = CALLS[lesson][name]
    wrong = {name: WRONG.format(name)}
    assert verdicts(lesson, solved(lesson) | wrong, callers) == dict.fromkeys(callers, True)


def test_who_calls_one_that_calls_a_wrong_one_does_not_pay(tmp_path):
    agree(tmp_path, ["03"], ["conv_filter"])


def test_notebook_and_grade_agree_on_who_pays_for_a_fault(tmp_path):
    agree(tmp_path, ["01"])


def test_they_agree_where_an_earlier_one_passes_and_does_not_fit(tmp_path):
    """Lists pass as arrays do, and have no shape."""
    lists = re.sub(r"return y\b", "return y.tolist()", solved("02")["pad"])
    answers = solved("02") | {"pad": lists}
    assert all(verdicts("02", answers, ["pad", "conv2d"]).values())
    marks = grade(tmp_path, {"lists": ("02", answers)})["lists"]
    assert {name: marks[f"02.{name}"][0] for name in points_of("02")} == points_of("02")


@pytest.mark.acceptance
def test_they_agree_in_all_lessons(tmp_path):
    agree(tmp_path, [lesson for lesson in CALLS if lesson != "01"])


def test_a_second_fault_is_marked_and_explained_by_itself(tmp_path):
    wrong, stub = WRONG.format("cross_correlate"), "def cross_correlate(x, w):\n    ..."
    marks = grade(
        tmp_path,
        {
            "both": ("01", solved("01") | {"cross_correlate": wrong, "convolve": BOTH}),
            "left out": ("01", solved("01") | {"cross_correlate": stub}),
            "deleted": ("01", solved("01") | {"cross_correlate": None}),
            "seeks": ("01", solved("01") | {"cross_correlate": wrong, "convolve": SEEKS}),
        },
    )
    points = points_of("01")
    assert marks["both"]["01.convolve"][0] == 0 < marks["both"]["01.kernel_gradient"][0]
    assert marks["left out"]["01.cross_correlate"][0] == marks["deleted"]["01.cross_correlate"][0] == 0
    assert marks["left out"]["01.convolve"] == (points["convolve"], "")
    assert marks["seeks"]["01.convolve"][0] == 0  # what is right is not there, but for what is marked
    assert marks["deleted"]["01.convolve"][0] == 0  # it has nothing to call, as in the notebook
    table = (tmp_path / "marks.csv").read_text(encoding="utf-8-sig")
    first = "01.convolve: not yet. Your `cross_correlate` is wrong, or gives what does not fit here;"
    assert f"{first} with a right one in its place:" in table
    page = (tmp_path / "marks.feedback" / "left out.html").read_text(encoding="utf-8")
    assert "with a right one in its place this answer is right: mend `cross_correlate` first." in page


@pytest.mark.parametrize("how", ["import os; os._exit(3)", "sum(range(10**12))", GOES_ON])
def test_who_ends_or_hangs_with_a_right_one_costs_no_other_answer(how, tmp_path, monkeypatch):
    begun, process = [], Supervisor.process
    monkeypatch.setattr(Supervisor, "process", lambda self: begun.append(1) or process(self))
    answers = solved("01") | {"cross_correlate": WRONG.format("cross_correlate")}
    marks = grade(tmp_path, {"anna": ("01", answers | {"convolve": WITH_A_RIGHT_ONE.format(how)})})["anna"]
    assert {name for name in points_of("01") if not marks[f"01.{name}"][0]} == {"convolve", *NEEDS_A_RIGHT_ONE}
    assert marks["01.convolve"][1] not in ("exited", "never-ended")  # as it is, it does neither
    assert len(begun) > 1  # the answers that are left have another process


@pytest.mark.parametrize("name", ["kernel_gradient", "sees"])
def test_what_is_right_helps_no_other_answer(name, tmp_path):
    """Neither a function nor a value that was asked for without it."""
    wrong, uses = {"cross_correlate": WRONG.format("cross_correlate")}, solved("01")["kernel_gradient"]
    if name == "kernel_gradient":
        takes, answer = "global kept; kept = cross_correlate", uses.replace("cross_correlate(", TAKES)
    else:
        takes, answer = GIVES_A_VALUE.format(solved("01")[name]), f"{name} = ..."
    answers = {"convolve": WITH_A_RIGHT_ONE.format(takes), name: answer}
    marks = grade(tmp_path, {"takes": ("01", solved("01") | wrong | answers)})["takes"]
    assert marks["01.convolve"][0] > 0 == marks[f"01.{name}"][0]
