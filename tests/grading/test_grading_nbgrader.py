"""A real run of nbgrader on our sources: three lessons, 15 hand-ins, and points beside those of ``coursecnn grade``."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from classes import read_marks
from homework import ROOT, file_of, fill_in, hand_in, points_of, read, solved

from coursecnn.commands.cli import main

PLACE = os.environ.get("COURSECNN_NBGRADER", "")  # the folder of the programs of an environment that has it
PROGRAM = shutil.which("nbgrader", path=os.path.abspath(PLACE) if PLACE else None)
pytestmark = pytest.mark.skipif(not PROGRAM, reason="nbgrader is not installed: see exercises/TEACHING.md")

CONFIGURATION = """\
c = get_config()
c.CourseDirectory.course_id = "school"
"""
LESSONS = ("01", "02", "04")
STUDENTS = ("right", "untouched", "half", "wrong", "careless")


def homework(student, lesson):
    """(answers, further cells before the last answer) of a student."""
    right = solved(lesson)
    functions = [name for name, text in right.items() if text.startswith("def ")]
    values = [name for name in right if name not in functions]
    first, last = functions[0], functions[-1]
    return {
        "right": (right, []),
        "untouched": ({}, []),
        "half": (dict(list(right.items())[::2]), ["import sys\nsys.exit()"]),
        "wrong": (right | {first: f"def {first}(*arguments):\n    return arguments[0]"}, []),
        "careless": (
            right | {last: right[last].replace(f"{last}(", f"my_{last}("), values[-1]: f"1 / 0\n{right[values[-1]]}"},
            ["undefined"],
        ),
    }[student]


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """The folder of a course in nbgrader, marked from its quick start to its export."""
    folder = tmp_path_factory.mktemp("nbgrader") / "school"
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder.parent), "IPYTHONDIR": str(folder.parent)}
    environment["PATH"] = os.pathsep.join([str(Path(PROGRAM).parent), os.environ["PATH"]])  # it calls alembic

    def nbgrader(*command, cwd=folder):
        done = subprocess.run([PROGRAM, *command], cwd=cwd, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    nbgrader("quickstart", "school", cwd=folder.parent)
    shutil.rmtree(folder / "source")
    (folder / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")
    assert main(["start", "--for-nbgrader", str(folder / "source")]) == 0
    for lesson in LESSONS:
        nbgrader("generate_assignment", f"lesson{lesson}")
        released = read(folder / "release" / f"lesson{lesson}" / file_of(lesson))
        for student in STUDENTS:
            answers, cells = homework(student, lesson)
            path = folder / "submitted" / student / f"lesson{lesson}" / file_of(lesson)
            hand_in(path, fill_in(released, answers, {list(solved(lesson))[-1]: cells}))
        nbgrader("autograde", f"lesson{lesson}")
        nbgrader("generate_feedback", f"lesson{lesson}")
    nbgrader("export")
    return folder


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_release_holds_no_solution(school, lesson):
    text = (school / "release" / f"lesson{lesson}" / file_of(lesson)).read_text(encoding="utf-8")
    for hidden in ("BEGIN SOLUTION", "HIDDEN", "assert", "Why it works", "wrong turn"):
        assert hidden not in text


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_release_is_what_we_hand_out(school, lesson):
    released = read(school / "release" / f"lesson{lesson}" / file_of(lesson))
    ours = read(ROOT / "exercises" / file_of(lesson))
    for theirs, cell in zip(released["cells"], ours["cells"], strict=True):
        assert "".join(theirs["source"]).rstrip() == "".join(cell["source"]).rstrip()


def test_points_are_the_same(school, tmp_path):
    with open(school / "grades.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"].removeprefix("lesson") in LESSONS]
    theirs = {(row["student_id"], row["assignment"][-2:]): (float(row["score"]), row["max_score"]) for row in rows}
    assert theirs.keys() == {(student, lesson) for student in STUDENTS for lesson in LESSONS}
    out = tmp_path / "marks.csv"
    assert main(["grade", str(school / "submitted"), "--out", str(out)]) == 0
    marks = read_marks(out)
    ours = {
        (student, lesson): sum(marks[student][f"{lesson}.{name}"][0] for name in points_of(lesson))
        for student, lesson in theirs
    }
    for (student, lesson), (score, most) in theirs.items():
        print(f"{student:9} {lesson}: nbgrader {score:g}, grade {ours[student, lesson]:g}")
        assert float(most) == sum(points_of(lesson).values())
    assert {key: score for key, (score, _) in theirs.items()} == ours
    for lesson in LESSONS:
        assert ours["right", lesson] == sum(points_of(lesson).values()) and ours["untouched", lesson] == 0


def test_every_student_has_feedback(school):
    for student in STUDENTS:
        for lesson in LESSONS:
            page = school / "feedback" / student / f"lesson{lesson}" / file_of(lesson)
            assert page.with_suffix(".html").stat().st_size > 10_000
