"""``coursecnn grade`` on the course itself: every solution notebook gets all points, every exercise notebook none."""

import shutil

import pytest
from classes import read_marks
from homework import ROOT

from coursecnn import checks
from coursecnn.commands.cli import main


@pytest.mark.parametrize("how", [[], ["--without-sandbox"]])
def test_solutions_and_untouched_exercises(how, tmp_path):
    for folder in ("solutions", "exercises"):
        (tmp_path / "class" / folder).mkdir(parents=True)
        for path in (ROOT / folder).glob("*.ipynb"):
            shutil.copy(path, tmp_path / "class" / folder)
    out = tmp_path / "marks.csv"
    assert main(["grade", str(tmp_path / "class"), "--out", str(out), *how]) == 0
    marks = read_marks(out)
    lessons = {path.name[:2] for path in (ROOT / "exercises").glob("*.ipynb")}
    points = {exercise.id: exercise.points for exercise in checks.all() if exercise.lesson in lessons}
    assert marks["solutions"] == {name: (earned, "") for name, earned in points.items()}
    assert marks["exercises"] == dict.fromkeys(points, (0, "not-tried"))
    for page in (tmp_path / "marks.feedback").iterdir():
        assert "ended early" not in page.read_text(encoding="utf-8"), page.name
