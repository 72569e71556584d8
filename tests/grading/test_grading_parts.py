"""Parts of ``coursecnn grade``: what is handed in, what of a notebook is run, the table and the page."""

import ast
import csv
import json
import os
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from coursecnn.commands import CommandError
from coursecnn.grading import supervisor
from coursecnn.grading.notebook import find_lesson, parse, read_cells
from coursecnn.grading.page import make_page
from coursecnn.grading.process import TOLD_BYTES, parse_event, read
from coursecnn.grading.report import COLUMNS, Row, best_rows, make_rows, summary, write_csv
from coursecnn.grading.submissions import MEGABYTES, Refused, find_submissions, read_submission
from coursecnn.grading.supervisor import MESSAGE, Clock, Outcome

LESSONS = ("00", "01", "02")


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode()


# The lesson of a notebook


@pytest.mark.parametrize(
    ("data", "name", "lesson"),
    [
        (notebook('check = exercise("01.pad")'), "anna.ipynb", "01"),
        (notebook("check = exercise( '01.pad')"), "anna.ipynb", "01"),
        (notebook('exercise("01.pad")', 'exercise("02.a")', 'exercise("02.b")'), "01_x.ipynb", "02"),
        (notebook('exercise("01.pad")')[:-10], "anna.ipynb", "01"),
        (b'{"metadata": {"nbgrader": {"grade_id": "02-pad-test"}}}', "anna.ipynb", "02"),
        (notebook("print(1)"), "01_convolution.ipynb", "01"),
        (notebook("print(1)"), "Anna_12345_file_02_padding.ipynb", "02"),
        (notebook("print(1)"), "2026_01_convolution.ipynb", "01"),
        (notebook("print(1)"), "anna.ipynb", None),
        (notebook("print(1)"), "77_mine.ipynb", None),
        (notebook('exercise("77.mine")'), "anna.ipynb", None),
        (b"", "01_convolution.ipynb", "01"),
    ],
)
def test_the_lesson_is_found(data, name, lesson):
    assert find_lesson(data, name, LESSONS) == lesson


# Cells


def test_code_cells_in_order_whatever_the_form_of_their_text():
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "markdown", "source": "text"},
        {"cell_type": "code", "source": "c = 3"},
    ]
    assert read_cells(json.dumps({"cells": cells}).encode()) == ["a = 1\nb = 2", "c = 3"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", b"not json", b"[" * 100_000, b"[]", b"{}", b'{"cells": 5}', b'{"cells": [5]}',
     b'{"cells": [{}]}', b'{"cells": [{"cell_type": "code", "source": 5}]}', b'{"worksheets": []}', b'"text"', b"null"],
)  # fmt: skip
def test_what_is_not_a_notebook_is_one_sentence(data):
    with pytest.raises(ValueError, match="^The file is not a notebook.*[.]$"):
        read_cells(data)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x = 1", "x = 1"),
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if True:\n    %timeit f()\n    x = 1", "if True:\n    pass\n    x = 1"),
        ("!pip install numpy\nx = 1", "pass\nx = 1"),
        ("files = !ls\nx = 1", "pass\nx = 1"),
        ("np.pad?\nx = 1", "pass\nx = 1"),
        ("??pad\nx = 1", "pass\nx = 1"),
        ("%time x = f(2)", "x = f(2)"),
        ("%%time\nx = 1", "x = 1"),
        ("%%timeit -n 3\nx = 1", "x = 1"),
        ("%%bash\nrm -rf .", ""),
        ("text = '''\n%matplotlib\n'''", "text = '''\n%matplotlib\n'''"),
        ("x = (7\n%4)", "x = (7\n%4)"),
        ("", ""),
    ],
)
def test_what_is_for_ipython_alone_is_left_out(text, left):
    assert ast.dump(parse(text)) == ast.dump(ast.parse(left))


def test_what_is_no_python_stays_an_error():
    with pytest.raises(SyntaxError):
        parse("%matplotlib inline\nx = = 1")


# What is handed in


def put(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"{}")


def found(folder, leave_out=()):
    return [
        (each.student, each.path and each.path.relative_to(folder).as_posix())
        for each in find_submissions(folder, leave_out)
    ]


def test_folders_and_files_of_students(tmp_path):
    put(tmp_path, "ben/01_a.ipynb", "ben/deep/02_b.ipynb", "ben/notes.txt", "anna.ipynb", "zoe/text.txt", "readme.txt")
    put(tmp_path, "ben/.ipynb_checkpoints/01_a-checkpoint.ipynb", ".hidden/x.ipynb", "out/x.ipynb", "anna/03_c.ipynb")
    assert found(tmp_path, [(tmp_path / "out").resolve()]) == [
        ("anna", "anna.ipynb"),
        ("anna", "anna/03_c.ipynb"),
        ("ben", "ben/01_a.ipynb"),
        ("ben", "ben/deep/02_b.ipynb"),
        ("zoe", None),
    ]


def test_no_class_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="There are no notebooks"):
        find_submissions(tmp_path, [])
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        find_submissions(tmp_path / "nowhere", [])


def refusal(folder):
    (submission,) = find_submissions(folder, [])
    with pytest.raises(Refused) as refused:
        read_submission(submission)
    assert refused.value.message.endswith(".")
    return refused.value.mistake


def test_submissions_that_are_no_files(tmp_path):
    put(tmp_path, "aside/secret.txt")
    (tmp_path / "1" / "anna.ipynb").mkdir(parents=True)
    (tmp_path / "1" / "anna.ipynb").rmdir()
    (tmp_path / "1" / "anna").mkdir()
    assert refusal(tmp_path / "1") == "no-notebook"
    put(tmp_path, "2/anna.ipynb")
    os.truncate(tmp_path / "2" / "anna.ipynb", (MEGABYTES << 20) + 1)
    assert refusal(tmp_path / "2") == "too-large"
    (tmp_path / "3" / "anna" / "x.ipynb").mkdir(parents=True)
    assert refusal(tmp_path / "3") == "not-a-file"


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a permission to make links, and has no named pipes")
def test_links_and_pipes_are_not_followed(tmp_path):
    put(tmp_path, "aside/01_secret.ipynb")
    for number in "123":
        (tmp_path / number).mkdir()
    (tmp_path / "1" / "anna.ipynb").symlink_to(tmp_path / "aside" / "01_secret.ipynb")
    assert refusal(tmp_path / "1") == "not-a-file"
    (tmp_path / "2" / "anna").symlink_to(tmp_path / "aside")
    assert refusal(tmp_path / "2") == "no-notebook"
    os.mkfifo(tmp_path / "3" / "anna.ipynb")
    assert refusal(tmp_path / "3") == "not-a-file"


# What a process tells


@pytest.mark.parametrize(
    "line",
    ["", "null", "5", "[]", '["cell"]', '["cell", "1"]', '["cell", 1, 2]', '["die"]', "[" * 99999, '[["cell"], 1]',
     '["result", "01.pad", 1, null, "x"]', '{"cell": 1}'],
)  # fmt: skip
def test_lines_that_are_no_events_are_passed_over(line):
    assert parse_event(line.encode()) is None


def test_events():
    assert parse_event(b'["cell", 3]\n') == ["cell", 3]
    assert parse_event(b'["result", "01.pad", false, null, "text"]\n') == ["result", "01.pad", False, None, "text"]


def test_a_flood_is_cut(tmp_path):
    (tmp_path / "told").write_bytes(b"x" * (3 * TOLD_BYTES))
    told = []
    read((tmp_path / "told").open("rb"), SimpleNamespace(put=told.append))
    assert sum(len(line) for line in told[:-1]) == TOLD_BYTES and told[-1] is None
    assert MESSAGE < TOLD_BYTES


def test_the_clock_stands_still_while_the_computer_sleeps(monkeypatch):
    now = iter((0, 0.25, 10, 5000, 5000, 5000.5))
    monkeypatch.setattr(supervisor, "monotonic", lambda: next(now))
    clock, asked = Clock(60), []
    clock.step = 3
    for _ in range(3):
        assert clock.wait(SimpleNamespace(event=lambda seconds: asked.append(seconds))) is None
    assert (clock.left, clock.step) == (60 - 0.25 - 1 - 0.5, 3 - 0.25 - 1 - 0.5)
    assert asked == [0.5] * 3


# The table


EXERCISES = [
    SimpleNamespace(id="01.pad", title="Pad", points=2),
    SimpleNamespace(id="01.size", title="Size", points=0.5),
]


def test_rows_of_a_notebook():
    outcome = Outcome(results={"01.size": (False, None, "No."), "01.pad": (True, None, "Right.")})
    assert make_rows("anna", "01", EXERCISES, outcome) == [
        Row("anna", "01", "01.pad", 2, 2, "", "Right."),
        Row("anna", "01", "01.size", 0, 0.5, "unknown", "No."),
    ]
    broken = Outcome(("broken-notebook", "Broken."))
    assert make_rows("anna", "01", EXERCISES, broken) == [
        Row("anna", "01", "01.pad", 0, 2, "broken-notebook", "Broken."),
        Row("anna", "01", "01.size", 0, 0.5, "broken-notebook", "Broken."),
    ]
    assert make_rows("anna", None, [], broken) == [Row("anna", "", "", 0, 0, "broken-notebook", "Broken.")]


def test_of_two_notebooks_the_better_mark_counts():
    first = [Row("anna", "01", "01.pad", 0, 2, "a", "a"), Row("anna", "01", "01.size", 1, 1, "", "b")]
    second = [Row("anna", "01", "01.pad", 2, 2, "", "c"), Row("anna", "01", "01.size", 0, 1, "d", "d")]
    other = [Row("ben", "01", "01.pad", 0, 2, "e", "e")]
    assert best_rows(first + second + other) == [second[0], first[1], other[0]]


def test_the_table_survives_every_reader(tmp_path):
    rows = [
        Row("=1+1", "01", "01.pad", 2, 2, "", 'Two\nlines, "quoted", \u00fc'),
        Row("@anna", "01", "01.size", 0, 0.5, "-x", "+cmd\ud800"),
    ]
    write_csv(tmp_path / "marks.csv", rows)
    with open(tmp_path / "marks.csv", encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    assert tuple(head) == COLUMNS
    assert lines == [
        ["'=1+1", "01", "01.pad", "2", "2", "", 'Two lines, "quoted", \u00fc'],
        ["'@anna", "01", "01.size", "0", "0.5", "'-x", "'+cmd?"],
    ]


def test_the_summary_counts_mistakes():
    rows = [Row(name, "01", "01.pad", 0, 2, mistake, "") for name, mistake in zip("abcd", ("", "off", "off", "flip"))]
    assert summary(rows) == "01.pad  passed 1 of 4; off 2, flip 1"
    assert summary([Row("e", "", "", 0, 0, "no-notebook", "")]) == "(no exercise)  passed 0 of 1; no-notebook 1"
    assert summary([]) == ""


# The page


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_the_page_shows_marks_and_is_harmless():
    evil = "<script>alert(1)</script><img src=x onerror=y>&\"'"
    rows = [
        Row(evil, "01", "01.pad", 2, 2, "", "Right."),
        Row(evil, "01", "01.size", 0, 0.5, "off-by-one", f"got\n[[1 2]]\n{evil}"),
        Row(evil, "", "", 0, 0, "no-exercises", evil),
    ]
    reader = Reader()
    reader.feed(make_page(evil, rows, {"01.pad": "Pad", "01.size": evil}, [(evil, 3, evil)]))
    names = {tag for tag, _ in reader.tags}
    assert names.isdisjoint({"script", "img", "link", "a", "iframe"})
    attributes = {name for _, attributes in reader.tags for name in attributes}
    assert attributes <= {"lang", "charset", "name", "content", "http-equiv", "class"}
    assert reader.text.count(evil) == 7
    for text in ("2 of 2.5 points.", "Pad (01.pad): passed", "not yet 0 of 0.5", "got\n[[1 2]]", "code cell 3"):
        assert text in re.sub(" +", " ", reader.text), text
