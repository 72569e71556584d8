"""Parts of ``coursecnn grade``: what of a notebook is run, what may pass the wire, the tables and the page."""

import csv
import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from coursecnn.checks.door import Reply, Strange
from coursecnn.commands import CommandError
from coursecnn.grading.handins import Submission
from coursecnn.grading.notebook import find_lessons, imports_of, is_lesson, read_cells
from coursecnn.grading.output import pages_of
from coursecnn.grading.room.wire import DIGITS, Malformed, decode, decode_reply, encode, encode_reply
from coursecnn.grading.supervisor import Outcome
from coursecnn.grading.tables.cells import harmless, write_table
from coursecnn.grading.tables.page import is_ours, make_page
from coursecnn.grading.tables.report import (
    COLUMNS,
    Row,
    best_rows,
    corrected,
    corrections,
    make_rows,
    summary,
    write_marks,
)
from coursecnn.grading.tables.totals import totals, write_totals
from coursecnn.grading.words import tidy

LESSONS = {
    number: [SimpleNamespace(id=f"{number}.{name}", name=name) for name in names]
    for number, names in {"00": ["count"], "01": ["pad"], "02": ["a", "b", "slide", "stack"]}.items()
}


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode()


# The lessons of a notebook


@pytest.mark.parametrize(
    ("data", "name", "lessons"),
    [
        (notebook('check = exercise("01.pad")'), "anna.ipynb", ["01"]),
        (notebook("check = exercise( '01.pad')"), "anna.ipynb", ["01"]),
        (notebook('exercise("01.pad")', 'exercise("02.a")', 'exercise("02.b")'), "01_x.ipynb", ["01", "02"]),
        (notebook('exercise("01.pad")', 'exercise("02.a")'), "x.ipynb", ["01"]),  # a check that was copied
        (notebook('exercise("01.pad")')[:-10], "anna.ipynb", ["01"]),
        (b'{"metadata": {"nbgrader": {"grade_id": "02-pad-test"}}}', "anna.ipynb", ["02"]),
        (b'{"cells": [{"id": "02e-1-2"}]}', "Untitled3.ipynb", ["02"]),
        (notebook("a = 1\nb = 2", "def slide(x):\n    pass"), "Untitled3.ipynb", ["02"]),
        (notebook("a = 1"), "Untitled3.ipynb", []),
        (notebook("print(1)"), "01_convolution.ipynb", ["01"]),
        (notebook("print(1)"), "Anna_12345_file_02_padding.ipynb", ["02"]),
        (notebook("print(1)"), "2026_01_convolution.ipynb", ["01"]),
        (notebook("print(1)"), "anna.ipynb", []),
        (notebook("print(1)"), "77_mine.ipynb", []),
        (notebook('exercise("77.mine")'), "anna.ipynb", []),
        (b"", "01_convolution.ipynb", ["01"]),
        (b'{"cells": [{"id": "01-0-1"}, {"id": "01-0-2"}, {"id": "01-1-1"}]}', "01_convolution.ipynb", []),
    ],
)
def test_the_lessons_are_found(data, name, lessons):
    assert find_lessons(data, name, LESSONS) == lessons


def test_a_lesson_itself_is_told_from_its_exercises():
    assert is_lesson(b'{"cells": [{"id": "01-0-1"}, {"id": "01-0-2"}, {"id": "01-1-1"}]}') == "01"
    assert is_lesson(b'{"cells": [{"id": "01e-0-1"}, {"id": "01e-0-2"}, {"id": "01e-1-1"}]}') is None


# Cells


def test_code_cells_in_order_whatever_the_form_of_their_text():
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "markdown", "source": "text"},
        {"cell_type": "code", "source": "c = 3"},
    ]
    assert read_cells(json.dumps({"cells": cells}).encode(), "x.ipynb") == ["a = 1\nb = 2", "c = 3"]
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "a = 1"}]}]}
    assert read_cells(b"\xef\xbb\xbf" + json.dumps(old).encode(), "x.ipynb") == ["a = 1"]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("# %%\na = 1\n\n# %% [markdown]\n# text\n# %%\nb = 2\n", ["a = 1", "# text", "b = 2"]),
        ("# In[1]:\n\na = 1\n\n# In[ ]:\n\nb = 2\n", ["a = 1", "b = 2"]),
        ("a = 1\n@d\ndef f():\n    pass\nb = 2", ["a = 1\n", "@d\ndef f():\n    pass\n", "b = 2"]),
        ("a = = 1", ["a = = 1"]),
    ],
)
def test_scripts_are_read_as_cells(text, cells):
    assert read_cells(text.encode(), "x.PY") == cells


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", b"not json", b"[" * 100_000, b"[]", b"{}", b'{"cells": 5}', b'{"cells": [5]}',
     b'{"cells": [{}]}', b'{"cells": [{"cell_type": "code", "source": 5}]}', b'{"worksheets": []}', b'"text"', b"null"],
)  # fmt: skip
def test_what_is_not_a_notebook_is_one_sentence(data):
    with pytest.raises(ValueError, match="^The file is not a notebook.*[.]$"):
        read_cells(data, "x.ipynb")


def test_imports_of_cells_that_only_import():
    assert imports_of(["import numpy as np\nfrom a import b", "x = 1\nimport os", "x = = 1"]) == [
        "import numpy as np",
        "from a import b",
    ]


# The wire

numbers = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20), st.just(...),
    st.integers(10**20, 10**400), st.complex_numbers(allow_nan=False),
    st.builds(Strange, st.just("A"), st.text(max_size=5)),
)  # fmt: skip
plain = st.recursive(
    numbers, lambda part: st.lists(part, max_size=4) | st.lists(part, max_size=4).map(tuple), max_leaves=12
)
dtypes = st.one_of(arrays.boolean_dtypes(), arrays.integer_dtypes(), arrays.unsigned_integer_dtypes(),
                   arrays.floating_dtypes(), arrays.complex_number_dtypes())  # fmt: skip


def across(value):
    return decode(json.loads(json.dumps(encode(value))))


@given(plain)
def test_plain_values_pass_the_wire_with_their_types(value):
    got = across(value)
    assert repr(got) == repr(json_text(value)) and type(got) is type(value)


def json_text(value):
    """Texts lose halves of characters."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, tuple | list):
        return type(value)(map(json_text, value))
    return Strange(value.type, json_text(value.words)) if isinstance(value, Strange) else value


@given(arrays.arrays(dtypes, arrays.array_shapes(min_dims=0, min_side=0, max_side=4)), st.sampled_from("CF"))
def test_arrays_pass_the_wire_with_type_order_and_contents(array, order):
    array = np.asarray(array, order=order)
    got = across(array)
    assert got.dtype == array.dtype and got.shape == array.shape and got.tobytes() == array.tobytes()
    assert got.flags.c_contiguous == array.flags.c_contiguous and got.flags.writeable


def test_a_scalar_of_numpy_stays_one():
    assert type(across(np.float32(2.5))) is np.float32 and type(across((np.int64(3),))[0]) is np.int64


@pytest.mark.parametrize(
    "given",
    [
        {}, {"t": "pickle", "v": "x"}, {"t": []}, [1], {"t": "tuple"}, {"t": "tuple", "v": 5}, 2**60, "x" * 30_000,
        {"t": "int", "v": "0x" + "f" * DIGITS}, {"t": "int", "v": "five"}, {"t": "named", "v": "square_sum"},
        {"t": "array", "dtype": "O", "shape": [1], "order": "C", "v": "AAAAAAAAAAA="},
        {"t": "array", "dtype": "<f8", "shape": [10**9], "order": "C", "v": "AAAAAAAAAAA="},
        {"t": "array", "dtype": "<f8", "shape": [-1], "order": "C", "v": "AAAAAAAAAAA="},
        {"t": "array", "dtype": "<f8", "shape": [10**30, 0], "order": "C", "v": ""},
        {"t": "array", "dtype": "<f8", "shape": [1], "order": "X", "v": "AAAAAAAAAAA="},
        {"t": "array", "dtype": "|b1", "shape": [1], "order": "C", "v": "Bw=="},
        {"t": "array", "dtype": "i4,i4", "shape": [1], "order": "C", "v": "AAAAAAAAAAA="},
        {"t": "tuple", "v": [None] * 300_000},
        {"t": "frozenset", "v": [{"t": "list", "v": []}]},
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(given):
    with pytest.raises(Malformed):
        decode(given)


def test_depth_is_no_way_in():
    deep = None
    for _ in range(100_000):
        deep = {"t": "tuple", "v": [deep]}
    with pytest.raises(Malformed):
        decode(deep)


def test_replies_pass_and_texts_of_any_length_are_cut():
    reply = Reply(np.arange(3), changed=((0, np.zeros(2)), ("s", 5)), printed="x" * 5000, lines=7)
    got = decode_reply(json.loads(json.dumps(encode_reply(reply))))
    assert got.value.tolist() == [0, 1, 2] and got.changed[1] == ("s", 5) and len(got.printed) == 2000
    error = decode_reply(encode_reply(Reply(error="ValueError", text="y" * 2_000_000)))
    assert error.error == "ValueError" and len(error.text) == 300
    for wrong in (None, 5, encode((1, 2)), encode((None, "", "", "", ((1,),), False, "", 0))):
        with pytest.raises(Malformed):
            decode_reply(wrong)


# Texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("No such file: '/" + "home/anna/key.txt'", "No such file: '(a path)'"),
        ("see /etc/passwd, and ~/.ssh/id", "see (a path), and (a path)"),
        ("C:" + r"\Users\anna\key.txt is", "(a path) is"),
        ("x[i]/n, 3/4 and a//b and [1] / 2", "x[i]/n, 3/4 and a//b and [1] / 2"),
        ("\x1b[31mred\x07\u202eback\tand\nline", "?[31mred??back and\nline"),
    ],
)
def test_texts_steer_no_terminal_and_name_no_place(text, shown):
    assert tidy(text) == shown


def test_long_texts_are_cut():
    assert len(tidy("x" * 10**6, 300)) == 304


# The table


EXERCISES = [
    SimpleNamespace(id="01.pad", title="Pad", points=2),
    SimpleNamespace(id="01.size", title="Size", points=0.5),
]


def test_rows_of_a_notebook():
    outcome = Outcome(results={"01.size": (False, None, "No."), "01.pad": (True, None, "Right.")})
    anna = Submission("anna")
    assert make_rows(anna, "01", EXERCISES, outcome) == [
        Row("anna", "01", "01.pad", 2, 2, "", "Right."),
        Row("anna", "01", "01.size", 0, 0.5, "unknown", "No."),
    ]
    broken = Outcome(("broken-notebook", "Broken."))
    assert make_rows(anna, "01", EXERCISES, broken) == [
        Row("anna", "01", "01.pad", 0, 2, "broken-notebook", "Broken."),
        Row("anna", "01", "01.size", 0, 0.5, "broken-notebook", "Broken."),
    ]
    assert make_rows(anna, None, [], broken) == [Row("anna", "", "", 0, 0, "broken-notebook", "Broken.")]


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
    write_marks(tmp_path / "marks.csv", rows)
    with open(tmp_path / "marks.csv", encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.DictReader(file).fieldnames, *csv.reader(file)
    assert tuple(head) == COLUMNS and (tmp_path / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [(line[0], line[7], line[8]) for line in lines] == [
        ("'=1+1", "", 'Two lines, "quoted", \u00fc'),
        ("'@anna", "'-x", "'+cmd?"),
    ]


@pytest.mark.parametrize(
    "text", ["=1", "a;=1", "a;\t =cmd|x", 'a,"=1"', "a\t@b", "a|-cmd", "a; +cmd()", "\uff1d1", "a;-2+3"]
)
def test_nothing_begins_a_formula_wherever_a_separator_could_be(text):
    safe = harmless(text)
    for separator in ",;\t|":
        for cell in safe.split(separator):
            cell = cell.strip(' \t"')
            assert not cell.startswith(("=", "@", "\uff1d")) and not re.match(r"[+-](?![\d.]+$)", cell), safe


@pytest.mark.parametrize("text", ["[[1, -2], [3, -0.5]]", "a - b", "x = 5", "01.pad: not yet. 1 of 3 entries differs."])
def test_messages_stay_as_they_are(text):
    assert harmless(text) == text


def test_corrections_are_found_wherever_a_teacher_made_them(tmp_path):
    path = tmp_path / "marks.csv"
    rows = [Row(who, "01", "01.pad", 0, 2, "off", "No.") for who in ("anna", "=ben", "carl")]
    write_marks(path, rows)
    written = {"anna\n01.pad": 0, "'=ben\n01.pad": 0, "carl\n01.pad": 0}
    assert corrections(path, written) == {}
    text = path.read_text(encoding="utf-8-sig").replace("anna,,01,01.pad,0,2,,", "anna,,01,01.pad,0,2,1.5,")
    text = text.replace("'=ben,,01,01.pad,0,", "'=ben,,01,01.pad,2,").replace(",", ";").replace("1.5", "1,5")
    path.write_text(text, encoding="cp1252")  # as a spreadsheet in Germany saves it
    changes = corrections(path, written)
    assert changes == {("anna", "01.pad"): 1.5, ("'=ben", "01.pad"): 2}
    assert [row.earned for row in corrected(rows, changes)] == [1.5, 2, 0]


def test_a_table_of_another_kind_is_not_replaced(tmp_path):
    (tmp_path / "marks.csv").write_text("my notes\n1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="is no table that grade wrote"):
        write_table(tmp_path / "marks.csv", ("student",), [])
    assert (tmp_path / "marks.csv").read_text(encoding="utf-8") == "my notes\n1\n"


def test_sums_for_people_and_platforms(tmp_path):
    rows = [
        Row("anna", "01", "01.pad", 2, 2, "", "", id="7"),
        Row("anna", "01", "01.size", 0, 1, "off", "", id="7", corrected=1),
        Row("anna", "02", "02.a", 1, 1, "", ""),
        Row("ben", "02", "02.a", 0, 1, "off", "", id="8"),
        Row("carl", "", "", 0, 0, "no-notebook", "", id="9"),
    ]
    assert totals(rows, ["01", "02"]) == {
        ("anna", "7"): {"01": 3, "02": 1},
        ("ben", "8"): {"01": None, "02": 0},
        ("carl", "9"): {"01": None, "02": None},
    }
    paths = write_totals(tmp_path / "marks.csv", rows, {"01": 3, "02": 1})
    texts = [path.read_text(encoding="utf-8-sig").splitlines() for path in paths]
    assert texts[0] == [
        "student,id,lesson 01,lesson 02,points,out of", "anna,7,3,1,4,4", "ben,8,,0,0,4", "carl,9,,,0,4",
    ]  # fmt: skip
    assert texts[1][:3] == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Lesson 01,Lesson 02",
        "Points Possible,,,,,3,1",
        "anna,7,,,,3,1",
    ]
    assert texts[2][1:] == ["Participant 7,anna,3,3,,3 of 3 points; your page says more."]
    assert len(texts[3]) == 3


def test_a_platform_gets_no_file_without_its_numbers(tmp_path):
    out, rows = tmp_path / "marks.csv", [Row("anna", "01", "01.pad", 2, 2, "", "")]
    assert write_totals(out, rows, {"01": 3}) == [tmp_path / "marks.totals.csv"]
    numbered = write_totals(out, [Row("anna", "01", "01.pad", 2, 2, "", "", id="7")], {"01": 3})
    assert [path.name for path in numbered] == ["marks.totals.csv", "marks.canvas.csv", "marks.moodle-01.csv"]
    assert write_totals(out, rows, {"01": 3}) == numbered  # none is left with what is no longer so
    assert [len(path.read_text(encoding="utf-8-sig").splitlines()) for path in numbered] == [2, 3, 1]


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
    reader.feed(make_page(evil, rows, {"01.pad": "Pad", "01.size": evil}, [(evil, 3, evil)], [(evil, evil)]))
    names = {tag for tag, _ in reader.tags}
    assert names.isdisjoint({"script", "img", "link", "a", "iframe"})
    attributes = {name for _, attributes in reader.tags for name in attributes}
    assert attributes <= {"lang", "charset", "name", "content", "http-equiv", "class"}
    assert reader.text.count(evil) == 9
    for text in ("2 of 2.5 points.", "Pad (01.pad): passed", "not yet 0 of 0.5", "got\n[[1 2]]", "code cell 3"):
        assert text in re.sub(" +", " ", reader.text), text


def test_the_page_speaks_to_the_student():
    def page(*rows):
        return make_page("anna", [Row("anna", *row) for row in rows], {"01.pad": "Pad"}, [], [])

    assert "<p>notes.pdf is not a notebook and is not marked. Hand in the notebook (.ipynb) itself.</p>" in page(
        ("", "", 0, 0, "other-file", "notes.pdf is not a notebook and is not marked: read it, or ask for the notebook.")
    )
    assert "<p>Nothing was handed in. Hand in the notebook (.ipynb) itself.</p>" in page(
        ("", "", 0, 0, "no-notebook", "Nothing was handed in.")
    )
    over = page(("", "", 0, 0, "passed-over", "Passed over: .DS_Store"), ("01", "01.pad", 2, 2, "", "01.pad: passed."))
    assert over.index("Pad (01.pad): passed") < over.index("Passed over: .DS_Store")
    two = page(("01", "01.pad", 2, 2, "", "01.pad: passed."), ("02", "02.a", 0, 1, "off", "02.a: not yet. 3 differ."))
    assert "2 of 3 points (lesson 01: 2 of 2; lesson 02: 0 of 1)." in two
    assert "passed<" in two and "passed." not in two and "<pre>3 differ.</pre>" in two


def test_pages_have_names_that_every_system_takes():
    students = ["anna", "Anna", "a/b", "a:b", "con", "x" * 250, "x" * 249, "\u5f20", "..", "e."]
    names = pages_of(students)
    assert names["anna"] == "anna.html" and len({name.casefold() for name in names.values()}) == len(students)
    for name in names.values():
        assert not re.search(r'[<>:"/\\|?*]', name) and len(name.encode()) < 220 and not name.startswith(".")


def test_only_pages_of_ours_are_known_as_such(tmp_path):
    (tmp_path / "a.html").write_text(make_page("anna", [], {}, [], []), encoding="utf-8")
    (tmp_path / "b.html").write_text("<html>mine", encoding="utf-8")
    assert is_ours(tmp_path / "a.html") and not is_ours(tmp_path / "b.html") and not is_ours(tmp_path / "c.html")
