"""Hand-ins as platforms and people give them: every file is marked, or has a line that says what it is."""

import io
import os
import shutil
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from classes import ANSWER, DOUBLE, IMPORTS, RIGHT, TOTAL, make_class, points, read_marks
from hypothesis import given, settings
from hypothesis import strategies as st
from oddities import archive, odd_files, odd_places, put

from coursecnn.commands import CommandError
from coursecnn.commands.cli import main
from coursecnn.grading.handins import Refused, find_submissions, given_name, read_students
from coursecnn.grading.handins.platforms import owner_of
from coursecnn.grading.handins.tree import MEGABYTES, files_in

posix = pytest.mark.skipif(os.name == "nt", reason="Windows asks for a permission to make links, and has no pipes")


@pytest.mark.parametrize(
    ("path", "name", "number", "late"),
    [
        ("Anna Meier_4711_assignsubmission_file_/01.ipynb", "Anna Meier", "4711", False),
        ("Anna Meier_4711_assignsubmission_file_01.ipynb", "Anna Meier", "4711", False),
        ("submissions.zip/Anna Meier_4711_assignsubmission_file_/01.ipynb", "Anna Meier", "4711", False),
        ("doejohn_LATE_123_456_file-1.ipynb", "doejohn", "123", True),
        ("doejohn_123_456_my_file.ipynb", "doejohn", "123", False),
        ("doejohn_123_456_hand in.zip/01.ipynb", "doejohn", "123", False),
        ("submissions.zip/doejohn_LATE_123_456_file.ipynb", "doejohn", "123", True),
        ("Anna Meier - 01_convolution.ipynb", "Anna Meier", "", False),
        ("Week 1-20260908T101500Z-1-001.zip/Week 1/Anna Meier - 01_convolution.ipynb", "Anna Meier", "", False),
        ("Week 1-20260908T101500Z-001/Week 1/Anna Meier - 01_convolution.ipynb", "Anna Meier", "", False),
        ("Week 1-20260908T101500Z-001/Week 1/anna.zip/01_convolution.ipynb", "anna", "", False),
        ("anna/01.ipynb", "anna", "", False),
        ("anna/week 1/01.ipynb", "anna", "", False),
        ("anna.ipynb", "anna", "", False),
        ("anna.IPYNB", "anna", "", False),
        ("anna.ipynb.txt", "anna", "", False),
        ("anna.zip/x.ipynb", "anna", "", False),
        ("anna_01_02_padding.ipynb", "anna_01_02_padding", "", False),
    ],
)
def test_whose_a_file_is(path, name, number, late):
    owner = owner_of(tuple(path.split("/")))
    assert (owner.name, owner.id, owner.late) == (name, number, late)


def found(folder, students=()):
    """{student: [(file, mistake)]}"""
    all_of = {}
    for one in find_submissions(folder, [], students):
        mistake = one.problem[0] if one.problem else ""
        all_of.setdefault(one.student, []).append((one.name, mistake))
    return all_of


def test_every_file_is_a_notebook_or_has_a_line(tmp_path):
    put(tmp_path, "ben/01_a.ipynb", "ben/deep/02_b.ipynb", "anna.ipynb", "cod/x.json")
    put(tmp_path, "ben/notes.pdf", "zoe/text.pdf", data=b"%PDF")
    put(tmp_path, "ben/.ipynb_checkpoints/01_a-checkpoint.ipynb", "ben/.DS_Store", "ben/__MACOSX/._01_a.ipynb")
    put(
        tmp_path,
        "carl.ipynb.txt",
        "dora.IPYNB",
        "emil/hand in.rar",
        "fred_7_assignsubmission_onlinetext_/onlinetext.html",
    )
    (tmp_path / "gina").mkdir()
    assert found(tmp_path) == {
        "anna": [("anna.ipynb", "")],
        "ben": [("", "passed-over"), ("01_a.ipynb", ""), ("02_b.ipynb", ""), ("notes.pdf", "other-file")],
        "carl": [("carl.ipynb.txt", "")],
        "cod": [("x.json", "")],
        "dora": [("dora.IPYNB", "")],
        "emil": [("hand in.rar", "other-archive")],
        "fred": [("", "no-notebook"), ("onlinetext.html", "online-text")],
        "gina": [("", "no-notebook")],
        "zoe": [("", "no-notebook"), ("text.pdf", "other-file")],
    }
    assert all(one.problem[1].endswith((".", "_a.ipynb")) for one in find_submissions(tmp_path, []) if one.problem)


def test_archives_in_archives_and_those_that_are_refused(tmp_path):
    notebook = b'{"cell_type": 1}'
    inner = archive(("deep/01.ipynb", notebook))
    link = zipfile.ZipInfo("l.ipynb")
    link.external_attr = 0o120777 << 16
    for name, data in {
        "anna.zip": archive(("01.ipynb", notebook), ("__MACOSX/._01.ipynb", b"x")),
        "ben/hand in.ZIP": archive(("inner.zip", inner)),
        "bomb.zip": archive(*((f"{n}.ipynb", bytes(19 << 20)) for n in range(12))),
        "climbs.zip": archive(("../../out.ipynb", notebook), ("/etc/x.ipynb", notebook)),
        "deep.zip": archive(("a.zip", archive(("b.zip", archive(("c.zip", inner)))))),
        "empty.zip": archive(),
        "large.zip": archive(("01.ipynb", bytes((MEGABYTES << 20) + 1))),
        "link.zip": archive((link, "/etc/passwd")),
        "many.zip": archive(*((f"{n}.ipynb", b"") for n in range(2001))),
        "torn.zip": inner[:-30],
        "two.zip": b"PK",
    }.items():
        put(tmp_path, name, data=data)
    got = found(tmp_path)
    assert got["anna"] == [("", "passed-over"), ("01.ipynb", "")]
    assert got["ben"] == [("01.ipynb", "")]
    assert {who: {mistake for _, mistake in files} for who, files in got.items() if who not in ("anna", "ben")} == {
        "bomb": {"bomb"}, "climbs": {"climbs-out"}, "deep": {"bomb"}, "empty": {"no-notebook"}, "large": {"too-large"},
        "link": {"link"}, "many": {"bomb"}, "torn": {"broken-archive"}, "two": {"broken-archive"},
    }  # fmt: skip
    assert sorted(path.name for path in tmp_path.parent.iterdir() if path.name.startswith("out")) == []


def test_archives_are_read_when_their_notebooks_are(tmp_path):
    inner = archive(("b.ipynb", b"b"), ("c.ipynb", b"c" * 1000))
    put(tmp_path, "x.zip", data=archive(("a.ipynb", b"a"), ("in.zip", inner), (".", b"dot"), ("f", b"")))
    files = {file.parts[1:]: file for file in files_in(tmp_path)}
    assert {parts: file.read() for parts, file in files.items()} == {
        ("a.ipynb",): b"a", ("in.zip", "b.ipynb"): b"b", ("in.zip", "c.ipynb"): b"c" * 1000, ("?",): b"dot",
        ("f",): b"",
    }  # fmt: skip
    put(tmp_path, "x.zip", data=archive(("d.ipynb", b"d")))
    with pytest.raises(Refused, match="a.ipynb is damaged, or the archive around it"):
        files["a.ipynb",].read()


def test_what_would_unpack_without_end_is_not_unpacked(tmp_path):
    """What an archive says of a member is its measure; and the kinds of packing in use are read in small parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("b.ipynb", bytes(10 << 20), zipfile.ZIP_BZIP2)
    put(tmp_path, "bzip2.zip", data=data.getvalue())
    lying = archive(("01.ipynb", bytes(100 << 20))).replace((100 << 20).to_bytes(4, "little"), b"\7\0\0\0")
    put(tmp_path, "lying.zip", data=lying)
    files = {file.parts[0]: file for file in files_in(tmp_path)}
    assert files["bzip2.zip"].problem[0] == "other-archive"
    tracemalloc.start()
    with pytest.raises(Refused, match="is damaged"):
        files["lying.zip"].read()
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


def test_a_member_of_an_archive_may_have_no_name(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(zipfile.ZipInfo(""), b"x")
        file.writestr("01.ipynb", b"y")
    put(tmp_path, "x.zip", data=data.getvalue())
    assert [(file.parts, file.read()) for file in files_in(tmp_path)] == [
        (("x.zip", "01.ipynb"), b"y"),
        (("x.zip", "?"), b"x"),
    ]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_of_an_archive_costs_others_their_marks(data):
    good = archive(("01.ipynb", b"x" * 300), ("in.zip", archive(("02.ipynb", b"y"))), ("d/", b""))
    bad = bytearray(good)
    for _ in range(data.draw(st.integers(1, 6))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    bad = bad[: data.draw(st.integers(0, len(bad)))] if data.draw(st.booleans()) else bad
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), "x.zip", data=bytes(bad))
        for file in files_in(Path(folder)):
            try:
                file.read()
            except Refused as refused:
                assert refused.mistake and str(refused)


@posix
def test_links_loops_and_pipes_are_not_followed(tmp_path):
    folder = tmp_path / "class"
    put(tmp_path, "aside/secret.ipynb")
    put(folder, "anna/01.ipynb")
    (folder / "anna" / "loop").symlink_to(folder)
    (folder / "ben.ipynb").symlink_to(tmp_path / "aside" / "secret.ipynb")
    (folder / "carl").symlink_to(tmp_path / "aside")
    (folder / "emil.ipynb").symlink_to("emil.ipynb")
    os.mkfifo(folder / "dora.ipynb")
    assert found(folder) == {
        "anna": [("01.ipynb", ""), ("loop", "link")], "ben": [("ben.ipynb", "link")], "carl": [("carl", "link")],
        "dora": [("dora.ipynb", "not-a-file")], "emil": [("emil.ipynb", "link")],
    }  # fmt: skip


@posix
def test_a_file_that_becomes_a_link_is_not_followed(tmp_path):
    put(tmp_path, "class/anna.ipynb", "secret.ipynb")
    (one,) = find_submissions(tmp_path / "class", [])
    (tmp_path / "class" / "anna.ipynb").unlink()
    (tmp_path / "class" / "anna.ipynb").symlink_to(tmp_path / "secret.ipynb")
    with pytest.raises(Refused, match="cannot be read"):
        one.read()


def test_names_of_250_characters_and_two_of_one_name(tmp_path):
    put(tmp_path, "x" * 200 + "/" + "y" * 240 + ".ipynb", "A B_11_assignsubmission_file_/1.ipynb")
    put(tmp_path, "A B_12_assignsubmission_file_/1.ipynb", "Zoe\u0308.ipynb", "Zo\u00eb/2.ipynb")
    assert set(found(tmp_path)) == {"x" * 200, "A B (11)", "A B (12)", "Zo\u00eb"}


def test_no_class_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="There are no notebooks"):
        find_submissions(tmp_path, [])
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        find_submissions(tmp_path / "nowhere", [])
    put(tmp_path, "f")
    with pytest.raises(CommandError, match="it is a file"):
        find_submissions(tmp_path / "f", [])


def test_what_is_left_out_is_not_looked_at(tmp_path):
    put(tmp_path, "anna.ipynb", "out/x.ipynb")
    assert [file.parts for file in files_in(tmp_path, [(tmp_path / "out").resolve()])] == [("anna.ipynb",)]


# The list of a class


def test_the_list_names_students_and_who_handed_in_nothing(tmp_path):
    put(tmp_path, "c/am7/01.ipynb", "c/Ben Q_4711_assignsubmission_file_/1.ipynb", "c/who/1.ipynb", "c/dora.ipynb")
    text = "id;name;pattern\n1;Anna Meier;am*\n4711;Ben Quast;\n3;Carl C\u00e9;*carl*\n\n;Dora;\n"
    (tmp_path / "s.csv").write_bytes(text.encode("cp1252"))
    students = read_students(tmp_path / "s.csv")
    assert found(tmp_path / "c", students) == {
        "Anna Meier": [("01.ipynb", "")], "Ben Quast": [("1.ipynb", "")], "Carl C\u00e9": [("", "no-notebook")],
        "Dora": [("dora.ipynb", "")], "who": [("1.ipynb", "")],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a,b\n1,2", "is no list of students"), ("id,name\n1,", "no name in line 2"), ("", "is no list"),
     ("id,name\n1,A\n2,A", "two students of the name A")],
)  # fmt: skip
def test_a_list_that_is_none_is_one_sentence(text, sentence, tmp_path):
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        read_students(tmp_path / "s.csv")


# Marked


def test_corrected_marks_and_files_of_others_stay(tmp_path, capsys):
    command = make_class(tmp_path, {"anna": RIGHT, "ben": RIGHT[:2]})
    assert main(command) == 0
    out = tmp_path / "marks.csv"
    text = out.read_text(encoding="utf-8-sig")
    assert "ben,,50,50.total,0,3,,missing" in text
    out.write_text(text.replace("ben,,50,50.total,0,3,,missing", "ben,,50,50.total,0,3,2.5,missing"), encoding="utf-8")
    (tmp_path / "marks.results" / "mine.json").write_text("{}", encoding="utf-8")
    (tmp_path / "marks.results" / f"{'0' * 32}.json").write_text('{"of": "somebody"}', encoding="utf-8")
    (tmp_path / "marks.feedback" / "anna.html").write_text("my own page", encoding="utf-8")
    for _ in range(2):
        assert main(command) == 0
        assert "ben,,50,50.total,0,3,2.5,missing" in out.read_text(encoding="utf-8-sig")
        assert "ben,,4.5,4.5,5.5" in (tmp_path / "marks.totals.csv").read_text(encoding="utf-8-sig")
    assert "Corrected by your teacher: it was 0." in (tmp_path / "marks.feedback" / "ben.html").read_text(
        encoding="utf-8"
    )
    assert (tmp_path / "marks.results" / "mine.json").exists()
    assert (tmp_path / "marks.results" / f"{'0' * 32}.json").exists()
    assert (tmp_path / "marks.feedback" / "anna.html").read_text(encoding="utf-8") == "my own page"
    assert "5.5 of 5.5 points." in (tmp_path / "marks.feedback" / "anna.marks.html").read_text(encoding="utf-8")
    assert "is not a page of grade and is left alone: see anna.marks.html." in capsys.readouterr().err
    shutil.copy(tmp_path / "own.py", out)
    assert main(command) == 1 and out.read_bytes() == (tmp_path / "own.py").read_bytes()


def test_what_jupyter_runs_runs_here(tmp_path):
    students = {
        "jupyter": (
            "get_ipython().run_line_magic('matplotlib', 'inline')\n!pip install -q \\\n   numpy\n%cd /", DOUBLE,
            "await __import__('asyncio').sleep(0)\n" + TOTAL, "%%time\n%timeit -n1 -r1 double(1)\ndisplay(double(2))",
            "%%capture text\nprint(1)", "answer = input('?')", "answer = 42",
        ),
        "stub below": (*RIGHT, "def double(x):\n    ...", "total = ..."),
        "stub in the cell": (IMPORTS, f"%precision 3\n{DOUBLE}\n\n\ndef double(x):\n    ...", TOTAL, ANSWER),
        "no imports": ("def double(x):\n    return np.multiply(x, 2)", TOTAL, "answer = int(np.int64(42))"),
        "huge": (*RIGHT, "raise ValueError('y' * 2_000_000)"),
    }  # fmt: skip
    assert main(make_class(tmp_path, students)) == 0
    assert points(read_marks(tmp_path / "marks.csv")) == dict.fromkeys(students, 5.5)
    pages = {who: (tmp_path / "marks.feedback" / f"{who}.html").read_text(encoding="utf-8") for who in students}
    assert "Skipped in code cell 1, as it is for a terminal: !pip install -q numpy, %cd /" in pages["jupyter"]
    assert "input() has nobody to ask" in pages["jupyter"]
    for who in ("stub below", "stub in the cell"):
        assert "Below your double it is defined once more, without an answer: yours was marked." in pages[who]
    assert "It was marked as if it were there: import numpy as np" in pages["no imports"]
    assert "as if it were there" not in pages["jupyter"] + pages["stub below"] + pages["huge"]
    assert "y" * 280 in pages["huge"] and len(pages["huge"]) < 6000


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("doejohn10_123_456_50_own.ipynb", "50_own.ipynb"),
        ("doejohn10_LATE_123_456_50_own-1.ipynb", "50_own-1.ipynb"),
        ("Anna 01_4711_assignsubmission_file_50_own.ipynb", "50_own.ipynb"),
        ("50_own.ipynb", "50_own.ipynb"),
        ("anna_01_02_padding.ipynb", "anna_01_02_padding.ipynb"),
    ],
)
def test_a_login_is_not_taken_for_a_lesson(name, given):
    assert given_name(name) == given


@posix
def test_thirty_kinds_of_odd_hand_ins(tmp_path, capsys):
    command, folder = make_class(tmp_path, {"anna": RIGHT}), tmp_path / "class"
    long = "c9" + "x" * 220
    files = [*odd_files(tmp_path), (long, ".ipynb", (folder / "anna" / "50_own.ipynb").read_bytes(), "")]
    for student, rest, data, _ in files:
        put(folder, student + rest, data=data)
    mistakes = {student: mistake for student, _, _, mistake in files} | odd_places(folder)
    assert len(mistakes) >= 30
    assert main(command) == 0
    marks, printed = read_marks(tmp_path / "marks.csv"), capsys.readouterr().out
    earned = [student for student, mistake in mistakes.items() if not mistake]
    assert {who: sum(p for p, _ in marks[who].values()) for who in earned} == dict.fromkeys(earned, 5.5)
    lines = Path(tmp_path / "marks.csv").read_text(encoding="utf-8-sig").splitlines()
    for who in mistakes.keys() - set(earned):
        assert any(line.startswith(f"{who},") and f",{mistakes[who]}," in line for line in lines), who
        assert f"  {who}: " in printed
    assert "Handed in late." in (tmp_path / "marks.feedback" / "a8.html").read_text(encoding="utf-8")
