"""The page before the lessons: every lesson and its exercises are one click away."""

import re

from lessons import cells
from places import ROOT


def test_it_leads_to_every_lesson_and_its_exercises():
    text = "".join("".join(cell["source"]) for cell in cells("start", "markdown"))
    links = re.findall(r"\]\(([^)]+\.ipynb)\)", text)
    lessons = [path.name for path in sorted((ROOT / "notebooks").glob("[019]?_*.ipynb"))]
    assert links[0] == lessons[0] and set(links) >= set(lessons)
    exercises = {f"../exercises/{path.name}" for path in (ROOT / "exercises").glob("*.ipynb")}
    assert exercises <= set(links) and all((ROOT / "notebooks" / link).is_file() for link in links)


def test_the_cell_that_a_copy_goes_without_says_how_to_make_one():
    (cell,) = [cell for cell in cells("start") if cell["id"] == "own-copy"]
    assert "uv run coursecnn start ../my-course" in "".join(cell["source"])
