"""A real run of nbgrader on our source of lesson 01, and the same points as those of ``coursecnn grade``."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from classes import points, read_marks
from homework import FILE, POINTS, ROOT, SOLVED, fill_in, hand_in, read

from coursecnn.commands.cli import main

PLACE = os.environ.get("COURSECNN_NBGRADER", "")  # the folder of the programs of an environment that has it
PROGRAM = shutil.which("nbgrader", path=os.path.abspath(PLACE) if PLACE else None)
pytestmark = pytest.mark.skipif(not PROGRAM, reason="nbgrader is not installed: see exercises/TEACHING.md")

CONFIGURATION = """\
c = get_config()
c.CourseDirectory.course_id = "school"
"""
STUDENTS = {  # answers, cells before the answer "sees", points
    "right": (SOLVED, [], sum(POINTS.values())),
    "untouched": ({}, [], 0),
    "half": ({name: SOLVED[name] for name in ("cross_correlate", "convolve", "sees")}, ["import sys\nsys.exit()"], 4),
    "flipped": (
        SOLVED | {"cross_correlate": SOLVED["cross_correlate"].replace("window * w", "window * w[::-1, ::-1]")},
        [], sum(POINTS.values()) - sum(POINTS[name] for name in ("cross_correlate", "convolve", "kernel_gradient")),
    ),
    "careless": (
        SOLVED | {"convolve": SOLVED["convolve"].replace("convolve(", "convolution(", 1), "sees": "1 / 0\nsees = 9"},
        ["undefined"], sum(POINTS.values()) - POINTS["convolve"] - POINTS["sees"],
    ),
}  # fmt: skip


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
    nbgrader("generate_assignment", "lesson01")
    released = read(folder / "release" / "lesson01" / FILE)
    for student, (answers, cells, _) in STUDENTS.items():
        hand_in(folder / "submitted" / student / "lesson01" / FILE, fill_in(released, answers, {"sees": cells}))
    for command in (["autograde", "lesson01"], ["generate_feedback", "lesson01"], ["export"]):
        nbgrader(*command)
    return folder


def test_the_release_holds_no_solution(school):
    text = (school / "release" / "lesson01" / FILE).read_text(encoding="utf-8")
    for hidden in ("BEGIN SOLUTION", "HIDDEN", "np.zeros", "assert", "Why it works", "wrong turn"):
        assert hidden not in text


def test_the_release_is_what_we_hand_out(school):
    released, ours = read(school / "release" / "lesson01" / FILE), read(ROOT / "exercises" / FILE)
    for theirs, cell in zip(released["cells"], ours["cells"], strict=True):
        assert "".join(theirs["source"]).rstrip() == "".join(cell["source"]).rstrip()


def test_the_points_are_those_of_coursecnn_grade(school, tmp_path):
    with open(school / "grades.csv", encoding="utf-8", newline="") as file:
        theirs = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert theirs == {student: (earned, sum(POINTS.values())) for student, (_, _, earned) in STUDENTS.items()}
    out = tmp_path / "marks.csv"
    assert main(["grade", str(school / "submitted"), "--out", str(out)]) == 0
    assert points(read_marks(out)) == {student: score for student, (score, _) in theirs.items()}


def test_every_student_has_feedback(school):
    for student in STUDENTS:
        assert (school / "feedback" / student / "lesson01" / FILE).with_suffix(".html").stat().st_size > 10_000
