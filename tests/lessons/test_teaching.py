"""What the guide for teachers says is so: minutes, commands, links, mistakes, and the exercise of one's own."""

import re

import pytest
from classes import points, read_marks, write_notebook
from pages import commands_in
from places import ROOT

from coursecnn import checks
from coursecnn.commands.cli import COMMANDS, main, make_parser

TEXT = (ROOT / "exercises" / "TEACHING.md").read_text(encoding="utf-8")
LESSONS = [f"{number:02}" for number in range(12)]
ROW = re.compile(r"^\| [\d and]+ \| (\d\d) ([^|]+) \| (\d+) \| (\d+) \| (\d+) \|$", re.M)
CORE = re.compile(r"\*\*Core, (\d+) minutes\.\*\* ((?:`\w+`[,.]\s+)+)")
CODE = re.compile(r"^```.*?^```", re.M | re.S)


@pytest.mark.parametrize("lesson", LESSONS)
def test_minutes_are_those_of_the_lesson(lesson):
    (row,) = [row for row in ROW.findall(TEXT) if row[0] == lesson]
    (path,) = [path for path in (ROOT / "notebooks" / "source").glob(f"{lesson}_*.py") if "exercises" not in path.name]
    text = path.read_text(encoding="utf-8")
    assert f"# # {lesson} {row[1]}" in text and f"# About {row[2]} minutes." in text
    course_map = next((ROOT / "notebooks" / "source").glob("00_*[!s].py")).read_text(encoding="utf-8")
    assert re.search(rf"^# \| \[?{lesson} .* \| {row[2]} \|$", course_map, re.M)


@pytest.mark.parametrize("lesson", LESSONS)
def test_minutes_of_the_exercises_add_up(lesson):
    (path,) = (ROOT / "notebooks" / "source").glob(f"{lesson}_*_exercises.py")
    source = path.read_text(encoding="utf-8")
    names = [e.name for e in checks.all() if e.lesson == lesson]
    minutes = dict(zip(names, map(int, re.findall(r"· about (\d+) minutes ·", source)), strict=True))
    (row,) = [row for row in ROW.findall(TEXT) if row[0] == lesson]
    section = CODE.sub("", TEXT).partition(f"\n### {lesson} ")[2].partition("\n### ")[0]
    stated, listed = CORE.search(section).groups()
    core = re.findall(r"`(\w+)`", listed)
    assert core == [name for name in minutes if name in core]
    assert int(row[3]) == sum(minutes.values())
    assert int(row[4]) == int(stated) == sum(minutes[name] for name in core) <= 45
    (in_all,) = re.findall(r"^# About (\d+) minutes in all\.", source, re.M)
    assert abs(int(in_all) - int(row[3])) < 3
    for chosen, about in re.findall(r"^# Short of time\? Exercises ([\d, and]+), about (\d+) minutes", source, re.M):
        assert [list(minutes)[int(number) - 1] for number in re.findall(r"\d+", chosen)] == core
        assert abs(int(about) - int(stated)) < 3


def test_every_lesson_has_its_section():
    titles = [f"{number} {title}" for number, title, *_ in ROW.findall(TEXT)]
    assert re.findall(r"^### (.+)$", CODE.sub("", TEXT), re.M) == titles
    for section in CODE.sub("", TEXT).split("\n### ")[1:]:
        assert all(word in section for word in ("**Goals.**", "**Core, ", "**Ask.**", "**Errors.**")), section


def test_commands_exist():
    for command, *arguments in commands_in(TEXT):
        assert command in COMMANDS
        if arguments:
            make_parser(command)[0].parse_args([command, *arguments])


def test_links_lead_somewhere():
    titles = re.findall(r"^#+ (.+)$", CODE.sub("", TEXT), re.M)
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    for link in re.findall(r"\]\(([^)\s]+)\)", TEXT):
        path, _, anchor = link.partition("#")
        assert anchor in headings if not path else (ROOT / "exercises" / path).exists(), link


def test_the_mistakes_of_the_table_are_those_of_the_program():
    table = TEXT.partition("| mistake |")[2].partition("\n\n")[0]
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "coursecnn" / "grading").rglob("*.py"))
    listed = re.findall(r"`([a-z-]+)`", "".join(line.split("|")[1] for line in table.splitlines()[2:]))
    assert len(listed) == 22 and all(f'"{mistake}"' in source for mistake in listed)


def test_an_exercise_of_ones_own(tmp_path):
    """The ten lines of the guide, word for word, with and without the file in the hands of the learners."""
    (example,) = re.findall(r"```python\n(from coursecnn.checks import Exercise.+?)```", TEXT, re.S)
    assert len([line for line in example.splitlines() if line]) <= 10
    (tmp_path / "mirrored.py").write_text(example, encoding="utf-8")
    told = "import numpy as np\nfrom mirrored import check_mirror"
    right, wrong = "def mirror(x):\n    return np.fliplr(x)", "def mirror(x):\n    return np.flipud(x)"
    folder, out, own = tmp_path / "class", tmp_path / "marks.csv", tmp_path / "mirrored.py"
    write_notebook(folder / "anna" / "50_mirror.ipynb", told, right, "print(check_mirror.check(mirror))")
    write_notebook(folder / "ben" / "50_mirror.ipynb", "import numpy as np", wrong)
    write_notebook(folder / "carl" / "50_mirror.ipynb", told, "def mirror(x):\n    ...")
    assert main(["grade", str(folder), "--out", str(out), "--exercises", str(own)]) == 0
    marks = read_marks(out)
    assert points(marks) == {"anna": 2, "ben": 0, "carl": 0}
    assert marks["ben"]["50.mirror"] == (0, "upside-down") and marks["carl"]["50.mirror"] == (0, "not-tried")
