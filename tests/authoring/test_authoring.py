"""The authoring tool: what it reads, cuts, refuses, builds and compares. Sources are tiny, and made here."""

import argparse
import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from places import ROOT

from coursecnn import lesson
from coursecnn.authoring import build as build_module
from coursecnn.authoring import command
from coursecnn.authoring.course import Source
from coursecnn.authoring.notebook import METADATA, plan_notebooks

LESSON = """\
# %% [markdown]
# # A lesson
#
# One sentence.

# %%
import os
import time

from IPython.display import display

# %% [markdown]
# ## First step

# %%
print("first")
print("second", flush=True)
print(os.path.basename(os.getcwd()))
1 + 1

# %% id="clock" tags=["nbval-ignore-output"]
print(time.perf_counter())

# %% [markdown]
# ## Second step

# %%
dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
display({"image/png": dot, "text/plain": "A dot."}, raw=True, metadata={"image/png": {"alt": "A dot."}})
for percent in range(101):
    print(percent, end="\\r")

# %% tags=["nbval-ignore-output"]
import ipywidgets

ipywidgets.IntSlider()
"""

EXERCISES = """\
# %% [markdown]
# # Exercises

# %% [markdown]
# ## Add
#
# Write the sum.

# %% kind="answer" grade_id="01.add"
def add(a, b):
    ### BEGIN SOLUTION
    return a + b
    ### END SOLUTION


# %% tags=["exercise-only"]
print(add(1, 2))

# %% tags=["solution"] kind="test" grade_id="01.add" points=2
assert add(1, 2) == 3

# %% [markdown] tags=["solution"]
# It adds.

# %% [markdown]
# ## Predict

# %% kind="answer" grade_id="01.predict"
### BEGIN SOLUTION
### BEGIN STUB
# answer = None  # your number
#
# if answer is None:
#     print("not tried yet")
### END STUB
answer = 56
### END SOLUTION

# %% kind="test" grade_id="01.predict" points=1
print(answer == 56)
### BEGIN HIDDEN TESTS
assert answer == 56
### END HIDDEN TESTS
"""

ANSWER = '# %% kind="answer" grade_id="01.add"\n'
TEST = '# %% kind="test" grade_id="01.add" points=2\n'


def make_course(folder, **sources):
    """A course whose sources are given by stem and text."""
    (folder / "notebooks" / "source").mkdir(parents=True)
    for stem, text in sources.items():
        (folder / "notebooks" / "source" / f"{stem}.py").write_text(text, encoding="utf-8")
    return folder


def run(capsys, monkeypatch, folder, *arguments):
    """(exit code, lines on stderr) of ``coursecnn build`` in ``folder``."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    monkeypatch.chdir(folder)
    capsys.readouterr()
    code = command.run(parser.parse_args(arguments))
    return code, capsys.readouterr().err.splitlines()


def snapshot(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.ipynb"))}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course of one lesson with exercises, built."""
    folder = make_course(tmp_path_factory.mktemp("course"), **{"01_tiny": LESSON, "01_tiny_exercises": EXERCISES})
    for stem in ("01_tiny", "01_tiny_exercises"):
        build_module.build(Source(folder, folder / "notebooks" / "source" / f"{stem}.py"))
    return folder


@pytest.fixture
def course(built, tmp_path):
    """A copy of the built course, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "course"))


@pytest.fixture
def coursecnn_build(capsys, monkeypatch):
    return lambda folder, *arguments: run(capsys, monkeypatch, folder, *arguments)


def read(path):
    return nbformat.read(path, as_version=4)


def change(path, edit):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    edit(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_lesson_is_stored_as_run_from_top_to_bottom(built):
    text = (built / "notebooks" / "01_tiny.ipynb").read_text(encoding="utf-8")
    notebook = read(built / "notebooks" / "01_tiny.ipynb")
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert ids == ["01-0-1", "01-0-2", "01-1-1", "01-1-2", "clock", "01-2-1", "01-2-2", "01-2-3"]
    assert notebook.metadata == METADATA
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5]
    printed, value = code[1].outputs
    assert printed.text == "first\nsecond\nnotebooks\n" and value.data == {"text/plain": "2"}
    picture, progress = code[3].outputs
    assert picture.metadata["image/png"]["alt"] == "A dot." and progress.text == "100\r"
    assert code[4].outputs == [] and "widget" not in text.replace("ipywidgets", "")
    assert str(built) not in text and text.endswith("}\n")


def test_exercise_and_solution_are_cut_from_one_text(built):
    exercise, solution = (read(built / folder / "01_tiny.ipynb") for folder in ("exercises", "solutions"))
    assert [cell.id for cell in exercise.cells] == [
        "01e-0-1",
        "01e-1-1",
        "01e-1-2",
        "01e-1-3",
        "01e-2-1",
        "01e-2-2",
        "01e-2-3",
    ]
    assert [cell.id for cell in solution.cells] == [
        "01e-0-1", "01e-1-1", "01e-1-2", "01e-1-4", "01e-1-5", "01e-2-1", "01e-2-2", "01e-2-3"
    ]  # fmt: skip
    assert exercise.cells[2].source == "def add(a, b):\n    ...  # your code here"
    assert solution.cells[2].source == "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
    assert exercise.cells[3].outputs[0].text == "None\n"
    stub = 'answer = None  # your number\n\nif answer is None:\n    print("not tried yet")'
    assert exercise.cells[5].source == stub and exercise.cells[5].outputs[0].text == "not tried yet\n"
    assert solution.cells[6].source == "### BEGIN SOLUTION\nanswer = 56\n### END SOLUTION"
    assert all(cell.metadata == {} for cell in exercise.cells)


def test_hidden_tests_stand_in_the_solution_only(built):
    exercise, solution = (read(built / folder / "01_tiny.ipynb") for folder in ("exercises", "solutions"))
    hidden = "### BEGIN HIDDEN TESTS\nassert answer == 56\n### END HIDDEN TESTS"
    assert exercise.cells[6].source == "print(answer == 56)" and exercise.cells[6].outputs[0].text == "False\n"
    assert solution.cells[7].source == f"print(answer == 56)\n{hidden}"


def test_solutions_carry_what_nbgrader_needs(built):
    grades = [cell.metadata["nbgrader"] for cell in read(built / "solutions" / "01_tiny.ipynb").cells if cell.metadata]
    keys = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
    for grade in grades:
        assert set(grade) == keys | ({"points"} if grade["grade"] else set())
        assert grade["schema_version"] == 3 and re.fullmatch(r"[A-Za-z0-9_-]+", grade["grade_id"])
    told = [(grade["grade_id"], grade["solution"], grade["locked"], grade.get("points")) for grade in grades]
    assert told == [
        ("01-add", True, False, None),
        ("01-add-test", False, True, 2),
        ("01e-1-5", True, False, 0),
        ("01-predict", True, False, None),
        ("01-predict-test", False, True, 1),
    ]


def test_a_rebuild_changes_no_byte_though_times_differ(course, coursecnn_build):
    change(course / "notebooks" / "01_tiny.ipynb", lambda cells: cells[4]["outputs"][0].update(text="an old time\n"))
    before = snapshot(course)
    assert coursecnn_build(course) == (0, [])
    assert snapshot(course) == before


def test_a_rebuild_mends_what_was_changed_by_hand(course, coursecnn_build):
    lesson, solution = (course / folder / "01_tiny.ipynb" for folder in ("notebooks", "solutions"))
    before = solution.read_bytes()
    change(lesson, lambda cells: cells[3]["outputs"][0].update(text="edited\n"))
    solution.write_text("not JSON", encoding="utf-8")
    assert coursecnn_build(course / "notebooks", "01_tiny", str(lesson)) == (0, [])
    assert read(lesson).cells[3].outputs[0].text == "first\nsecond\nnotebooks\n"
    assert solution.read_bytes() == before


def test_check_is_silent_on_what_was_built(course, coursecnn_build):
    assert coursecnn_build(course, "--check") == (0, [])
    assert coursecnn_build(course, "01", "--check") == (0, [])


DRIFTS = {
    "text": (lambda cells: cells[3].update(source="print(1)"), 15, "text of cell 01-1-2"),
    "type": (lambda cells: cells[0].update(cell_type="raw"), 1, "cell 01-0-1 is raw, not markdown"),
    "id": (lambda cells: cells[3].update(id="other"), 15, "cell 01-1-2 is missing"),
    "no id": (lambda cells: cells[3].pop("id"), 15, "cell 01-1-2 is missing"),
    "double id": (lambda cells: cells.append(cells[0]), 1, "is not in the source"),
    "order": (lambda cells: cells.reverse(), 1, "another order"),
    "removed": (lambda cells: cells.pop(0), 1, "cell 01-0-1 is missing"),
    "added": (lambda cells: cells.append({**cells[0], "id": "new"}), 1, "cell new is not in the source"),
    "tag": (lambda cells: cells[3]["metadata"].update(tags=["nbval-skip"]), 15, "metadata of cell 01-1-2"),
    "no outputs": (lambda cells: cells[3].update(execution_count=None, outputs=[]), 15, "cell 01-1-2 was not run"),
    "not in turn": (lambda cells: cells[3].update(execution_count=7), 15, "cell 01-1-2 was not run"),
    "no alt text": (lambda cells: cells[6]["outputs"][0].update(metadata={}), 27, "no alt text"),
    "stderr": (lambda cells: cells[3]["outputs"][0].update(name="stderr"), 15, "stderr"),
}


HOME = "/" + "home"  # joined: nothing in the project may look like a place on somebody's machine
OUTPUTS = {
    "error": ({"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}, "ValueError: no"),
    "stderr": ({"output_type": "stream", "name": "stderr", "text": "a\nb"}, "stderr: 'a'"),
    "address": ({"text/plain": "<Figure at 0x7f00>"}, "address (at 0x7f00)"),
    "path": ({"text/plain": f"saved to {HOME}/ann/x.png"}, f"path of this machine ({HOME}/ann/x.png)"),
    "Windows path": ({"text/plain": repr("\\".join(["C:", "Users", "ann", "x.png"]))}, "path of this machine (C:"),
    "own path": ({"text/html": f"<b>{sys.prefix}</b>"}, "path of this machine ("),
    "widget": ({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}, "tag it nbval-ignore-output"),
    "image": ({"image/svg+xml": "<svg></svg>"}, "A picture has no alt text"),
    "html image": ({"text/html": '<img src="a.png" alt="">'}, "HTML has no alt text"),
    "html drawing": ({"text/html": "<svg></svg>"}, "HTML has no alt text"),
    "drawn digits": ({"text/plain": f"Data: 10 training images of {lesson.KINDS['digits']}."}, "ran on drawn digits"),
    "quick mode": ({"text/plain": f"Data: 10. Quick mode ({lesson.QUICK}=1): a quarter."}, "a quarter of the images"),
}
DRIFTS |= {
    name: (
        lambda cells, output=output: cells[3]["outputs"].append(
            output if "output_type" in output else {"output_type": "display_data", "data": output, "metadata": {}}
        ),
        15,
        sentence,
    )
    for name, (output, sentence) in OUTPUTS.items()
}


@pytest.mark.parametrize("name", DRIFTS)
def test_check_finds_each_kind_of_drift(course, coursecnn_build, name):
    edit, line, sentence = DRIFTS[name]
    change(course / "notebooks" / "01_tiny.ipynb", edit)
    code, said = coursecnn_build(course, "--check")
    assert code == 1 and said
    assert any(
        text.startswith("notebooks/01_tiny.ipynb: ")
        and sentence in text
        and text.endswith(f"(notebooks/source/01_tiny.py:{line})")
        for text in said
    ), said


def test_check_finds_an_edited_source_a_missing_and_a_strange_notebook(course, coursecnn_build):
    source = course / "notebooks" / "source" / "01_tiny_exercises.py"
    source.write_text(source.read_text(encoding="utf-8").replace("a + b", "b + a"), encoding="utf-8")
    (course / "notebooks" / "01_tiny.ipynb").rename(course / "exercises" / "02_left.ipynb")
    assert coursecnn_build(course, "--check") == (
        1,
        [
            "notebooks/01_tiny.ipynb is missing: build it from notebooks/source/01_tiny.py.",
            "solutions/01_tiny.ipynb: The text of cell 01e-1-2 is not that of the source: build again. "
            "(notebooks/source/01_tiny_exercises.py:9)",
            "exercises/02_left.ipynb has no source in notebooks/source: write one or remove the notebook.",
        ],
    )


@pytest.mark.parametrize("text", ["", "not JSON", "[]", "{}", '{"nbformat": 4, "nbformat_minor": 5, "cells": 1}'])
def test_check_and_build_survive_a_broken_notebook(course, coursecnn_build, text):
    path = course / "exercises" / "01_tiny.ipynb"
    path.write_text(text, encoding="utf-8")
    code, said = coursecnn_build(course, "--check")
    assert code == 1 and len(said) == 1 and said[0].startswith("exercises/01_tiny.ipynb is not a valid notebook: ")


WRONG_SOURCES = {
    "no cell": ("x = 1\n", 1, "no cell"),
    "text before": ("x = 1\n# %%\n1\n", 1, "'x = 1'"),
    "machine in header": ("# ---\n# jupyter:\n#   kernelspec:\n# ---\n# %%\n1\n", 3, "kernelspec"),
    "magic cell": ("# %%\n1\n\n# %%time\n2\n", 4, "begins with '# %%'"),
    "other format": ("# %%\n1\n# In[3]:\n2\n", 1, "another format"),
    "empty": ("# %%\n\n# %%\n1\n", 1, "empty"),
    "raw": ("# %% [raw]\n# 1\n", 1, "not raw"),
    "title": ("# %% A title\n1\n", 1, "title='A title'"),
    "not JSON": ("# %% tags=[a]\n1\n", 1, "tags=[a]"),
    "one tag": ('# %% tags="a"\n1\n', 1, "not understood"),
    "unknown tag": ('# %%\n1\n\n# %% tags=["slow"]\n2\n', 4, "tag 'slow' is unknown"),
    "solution tag": ('# %% tags=["solution"]\n2\n', 1, "belongs into the exercises"),
    "bad id": ('# %% id="a b"\n1\n', 1, "'a b'"),
    "double id": ('# %% id="a"\n1\n\n# %% id="a"\n2\n', 4, "line 1"),
    "text as code": ("# %% [markdown]\n# text\n\nx = 1\n", 4, "needs a '# %%'"),
    "picture": ("# %% [markdown]\n# ![](a.png)\n", 1, "alt text"),
    "syntax": ("# %%\n1\n\n# %%\n\nx = 1\nx ==\n", 7, "not Python: invalid syntax"),
    "return": ("# %%\nreturn 1\n", 2, "outside function"),
    "escape": ('# %%\n"\\d"\n', 2, "invalid escape"),
    "null": ("# %%\nx = '\0'\n", 2, "null"),
    "marks in a lesson": ("# %%\n### BEGIN SOLUTION\n1\n### END SOLUTION\n", 2, "Marks stand in"),
    "answer in a lesson": (f"{ANSWER}1\n", 1, "belong into the exercises"),
}
WRONG_EXERCISES = {
    "both tags": ('# %% tags=["solution", "exercise-only"]\n1\n', 1, "nowhere"),
    "not closed": (f"{ANSWER}x = 1\n### BEGIN SOLUTION\n1\n", 3, "not closed: add '### END SOLUTION'"),
    "stub not closed": (f"{ANSWER}### BEGIN SOLUTION\n### BEGIN STUB\n### END SOLUTION\n", 4, "out of order"),
    "not opened": (f"{ANSWER}1\n### END SOLUTION\n", 3, "out of order"),
    "nested": (f"{ANSWER}### BEGIN SOLUTION\n### BEGIN SOLUTION\n", 3, "out of order"),
    "stub alone": (f"{ANSWER}### BEGIN STUB\n### END STUB\n", 2, "out of order"),
    "nearly a mark": (f"{ANSWER}# BEGIN SOLUTION\n1\n# END SOLUTION\n", 2, "'# BEGIN SOLUTION' is no mark"),
    "mark without answer": ("# %%\n### BEGIN SOLUTION\n1\n### END SOLUTION\n", 2, 'kind="answer"'),
    "mark in text": ("# %% [markdown]\n# ### BEGIN SOLUTION\n# a\n# ### END SOLUTION\n", 2, 'kind="answer"'),
    "answer without mark": (f"{ANSWER}1\n", 1, "An answer needs"),
    "stub is code": (
        f"{ANSWER}### BEGIN SOLUTION\n### BEGIN STUB\nx = 1\n### END STUB\n### END SOLUTION\n",
        4,
        "x = 1",
    ),
    "stub is not Python": (
        f"{ANSWER}### BEGIN SOLUTION\n### BEGIN STUB\n# x ==\n### END STUB\nx = 1\n### END SOLUTION\n",
        4,
        "not Python",
    ),
    "hidden tests in an answer": (
        f"{ANSWER}### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS\n### END SOLUTION\n",
        3,
        'Hidden tests stand in cells with kind="test"',
    ),
    "hidden tests not closed": (f"{TEST}1\n### BEGIN HIDDEN TESTS\n2\n", 3, "not closed: add '### END HIDDEN TESTS'"),
    "hidden tests not opened": (f"{TEST}1\n### END HIDDEN TESTS\n", 3, "out of order"),
    "hidden tests twice": (f"{TEST}### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n", 3, "out of order"),
    "solution in a test": (f"{TEST}### BEGIN SOLUTION\n1\n### END SOLUTION\n", 2, "out of order"),
    "unknown kind": ('# %% kind="task" grade_id="01.a"\n1\n', 1, "not 'task'"),
    "grade_id alone": ('# %% grade_id="01.a"\n1\n', 1, "not None"),
    "text as test": ('# %% [markdown] kind="test" grade_id="01.a" points=1\n# a\n', 1, "markdown cell"),
    "no grade_id": ('# %% kind="answer"\n1\n', 1, "not None"),
    "no points": ('# %% kind="test" grade_id="01.a"\n1\n', 1, "needs points"),
    "points of an answer": ('# %% kind="answer" grade_id="01.a" points=1\n1\n', 1, "belong to the test"),
    "two tests": ('# %% kind="test" grade_id="01.a" points=1\n1\n' * 2, 3, "already at line 1"),
}


@pytest.mark.parametrize(
    ("stem", "case"),
    [("01_tiny", case) for case in WRONG_SOURCES.values()]
    + [("01_tiny_exercises", case) for case in WRONG_EXERCISES.values()],
    ids=[*WRONG_SOURCES, *WRONG_EXERCISES],
)
def test_a_wrong_source_is_refused_with_file_and_line(tmp_path, coursecnn_build, stem, case):
    text, line, sentence = case
    make_course(tmp_path, **{stem: text})
    for arguments in ((), ("--check",)):
        code, said = coursecnn_build(tmp_path, *arguments)
        assert code == 1 and len(said) == 1
        assert said[0].startswith(f"notebooks/source/{stem}.py:{line}: ") and sentence in said[0]
    assert snapshot(tmp_path) == {}


def test_a_source_that_is_not_utf8_is_refused(tmp_path, coursecnn_build):
    make_course(tmp_path, **{"01_tiny": ""})
    (tmp_path / "notebooks" / "source" / "01_tiny.py").write_bytes("# %%\n'é'".encode("latin-1"))
    said = coursecnn_build(tmp_path)[1]
    assert said == ["notebooks/source/01_tiny.py:1: The text is not UTF-8: save it as UTF-8."]


FAILING_CELLS = {
    "raises": (
        "# %%\ndef f():\n    return 1 / 0\n\n\n# %%\nx = 1\nf()\n",
        8,
        "raises ZeroDivisionError: division by zero",
    ),
    "no message": ("# %%\nassert False\n", 2, "raises AssertionError"),
    "picture": ("# %%\nimport matplotlib.pyplot as plt\n\nplt.plot([1]);\n", 1, "no alt text"),
    "large": ("# %%\nprint(1)\n\n# %%\nprint('x' * 10**6)\n", 4, "1.0 MB"),
    "endless": ("# %%\nimport time\n\n# %%\ntime.sleep(60)\n", 4, "more than 3 s"),
    "dead": ("# %%\nimport os\n\nos._exit(1)\n", 1, "ends the kernel"),
}


@pytest.mark.parametrize("name", FAILING_CELLS)
def test_a_cell_that_fails_is_named_and_the_notebook_left_alone(course, coursecnn_build, monkeypatch, name):
    monkeypatch.setattr(build_module, "CELL_SECONDS", 3 if name == "endless" else 60)
    text, line, sentence = FAILING_CELLS[name]
    (course / "notebooks" / "source" / "01_tiny.py").write_text(text, encoding="utf-8")
    before = snapshot(course)
    code, said = coursecnn_build(course, "notebooks/01_tiny.ipynb")
    assert code == 1 and len(said) == 1, said
    assert said[0].startswith(f"notebooks/source/01_tiny.py:{line}: ") and sentence in said[0]
    assert snapshot(course) == before and not list(course.rglob("*.new"))


def test_a_failing_solution_leaves_the_exercise_alone(course, coursecnn_build):
    source = course / "notebooks" / "source" / "01_tiny_exercises.py"
    source.write_text(source.read_text(encoding="utf-8").replace("a + b", "a - b"), encoding="utf-8")
    before = snapshot(course)
    code, said = coursecnn_build(course)
    assert code == 1 and said == ["notebooks/source/01_tiny_exercises.py:20: The cell raises AssertionError."]
    assert snapshot(course) == before


def test_accepted_alt_texts_and_paths(tmp_path, coursecnn_build):
    text = """# %%
from IPython.display import HTML, display

display(HTML('<img src="a.png" alt="A dot.">'), HTML('<svg aria-label="A dot."></svg>'))
display(HTML("<svg><title>A dot.</title></svg>"))
print("1/tmpl 3 /homework 0x1f", (1, 2))
"""
    make_course(tmp_path, **{"01_tiny": text})
    assert coursecnn_build(tmp_path) == (0, [])


def test_a_user_s_settings_do_not_reach_the_notebook(tmp_path, coursecnn_build, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("print = None", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "matplotlibrc").write_text("image.cmap: gray\nbackend: pdf\n", encoding="utf-8")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    text = "# %%\nimport matplotlib\n\nprint(matplotlib.rcParams['image.cmap'], 'inline' in matplotlib.get_backend())\n"
    make_course(tmp_path, **{"01_tiny": text})
    assert coursecnn_build(tmp_path) == (0, [])
    assert read(tmp_path / "notebooks" / "01_tiny.ipynb").cells[0].outputs[0].text == "viridis True\n"


def test_wrong_arguments_and_places_end_in_a_sentence(tmp_path, coursecnn_build, monkeypatch):
    assert "There is no folder notebooks/source" in coursecnn_build(tmp_path)[1][0]
    make_course(tmp_path, **{"01_tiny": "# %%\n1\n"})
    assert coursecnn_build(tmp_path, "07") == (
        1,
        ["There is no lesson '07' in notebooks/source: the lessons are 01_tiny."],
    )
    (tmp_path / "notebooks" / "source" / "notes.py").touch()
    assert "notebooks/source/notes.py is not named NN_name.py" in coursecnn_build(tmp_path, "--check")[1][0]
    monkeypatch.setattr(command, "NEEDED", ("no_such_module",))
    assert coursecnn_build(tmp_path)[1] == [
        "Building notebooks needs no_such_module, which learners do not need: get what authors need with "
        "uv sync --extra course --group authors."
    ]


def test_a_header_of_jupytext_is_no_part_of_the_notebook(tmp_path):
    header = "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       extension: .py\n"
    header += "#       format_name: percent\n# ---\n\n"
    make_course(tmp_path, **{"01_a": "# %%\n1\n", "01_b": header + "# %%\n1\n"})
    plans = [
        plan_notebooks(Source(tmp_path, tmp_path / "notebooks" / "source" / f"{stem}.py")) for stem in ("01_a", "01_b")
    ]
    assert plans[0][0][1] == plans[1][0][1]


def test_the_notebooks_of_this_course_are_what_their_sources_say(coursecnn_build):
    assert coursecnn_build(ROOT, "--check") == (0, [])
