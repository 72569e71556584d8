"""``coursecnn grade`` on the course itself: every solution notebook gets all points, every exercise notebook none."""

import shutil

import pytest
from classes import read_marks
from homework import ROOT

from coursecnn import checks
from coursecnn.commands.cli import main

HOW = pytest.mark.parametrize("how", [[], ["--without-sandbox"]])
SAMPLE = ("01", "05")  # the shortest, and one with a net's gradients


@HOW
def test_solutions_and_untouched_exercises_of_some_lessons(how, tmp_path):
    mark(tmp_path, how, SAMPLE)


@pytest.mark.acceptance
@HOW
def test_solutions_and_untouched_exercises(how, tmp_path):
    lessons = {path.name[:2] for path in (ROOT / "exercises").glob("*.ipynb")}
    assert len(lessons) == 12
    mark(tmp_path, how, lessons)


def mark(tmp_path, how, lessons):
    for folder in ("solutions", "exercises"):
        (tmp_path / "class" / folder).mkdir(parents=True)
        for path in (ROOT / folder).glob("*.ipynb"):
            if path.name[:2] in lessons:
                shutil.copy(path, tmp_path / "class" / folder)
    out = tmp_path / "marks.csv"
    assert main(["grade", str(tmp_path / "class"), "--out", str(out), *how]) == 0
    marks = read_marks(out)
    points = {exercise.id: exercise.points for exercise in checks.all() if exercise.lesson in lessons}
    assert marks["solutions"] == {name: (earned, "") for name, earned in points.items()}
    assert marks["exercises"] == dict.fromkeys(points, (0, "not-tried"))
    for page in (tmp_path / "marks.feedback").iterdir():
        assert "ended early" not in page.read_text(encoding="utf-8"), page.name
