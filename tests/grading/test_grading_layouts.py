"""Archives and folders that hold a whole class, as people zip them by hand: each student is one, and nobody is two."""

import csv
import re
import zipfile

import pytest
from classes import DOUBLE, IMPORTS, RIGHT, make_class, points, read_marks, write_notebook
from oddities import archive, put

from coursecnn.commands.cli import main
from coursecnn.grading.handins import Student, find_submissions

PASSED_OVER = "Passed over, as a system made it or it is empty: "


def notebook(*lessons):
    return b'{"cell_type": "%s"}' % " ".join(f"lesson {lesson}" for lesson in lessons).encode()


def lessons_of(name, data):
    return [lesson.decode() for lesson in re.findall(rb"lesson (\d\d)", data)]


def lay(folder, *places):
    """Files by their paths: what ends an archive's name with a colon is in it. ``(path, lessons)``, or a path: 01."""
    archives = {}
    for place in places:
        path, *lessons = place if isinstance(place, tuple) else (place, "01")
        outer, _, inner = path.partition(".zip:")
        if inner:
            archives.setdefault(f"{outer}.zip", []).append((inner, notebook(*lessons)))
        else:
            put(folder, path, data=notebook(*lessons))
    for path, members in archives.items():
        put(folder, path, data=packed(members))


def packed(members):
    nested = {}
    for name, data in members:
        outer, _, inner = name.partition(".zip:")
        nested.setdefault(f"{outer}.zip" if inner else name, []).append((inner, data))
    return archive(*((name, packed(of) if name.endswith(".zip") else of[0][1]) for name, of in nested.items()))


def handed_in(folder, students=()):
    """{student: names of the files that are marked}"""
    found = {}
    for one in find_submissions(folder, [], students, lessons_of):
        found.setdefault(one.student, []).extend([one.name] if one.problem is None else [])
    return found


TWO = {"anna": ["01.ipynb"], "ben": ["01.ipynb"]}
ONE = {"anna": ["01.ipynb", "02.ipynb"]}


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["all.zip:anna/01.ipynb", "all.zip:ben/01.ipynb"], TWO),
        (["all.zip:all/anna/01.ipynb", "all.zip:all/ben/01.ipynb"], TWO),
        (["all.zip:anna.zip:01.ipynb", "all.zip:ben.zip:01.ipynb"], TWO),
        (["all.zip:anna.zip:anna/01.ipynb", "all.zip:ben.zip:x/y/01.ipynb"], TWO),
        (["all.zip:anna.ipynb", "all.zip:ben.ipynb"], {"anna": ["anna.ipynb"], "ben": ["ben.ipynb"]}),
        (["all/anna/01.ipynb", "all/ben/01.ipynb"], TWO),
        (["all/anna.zip:01.ipynb", "all/ben/01.ipynb"], TWO),
        (["all.zip:student1/01.ipynb", "all.zip:student2/01.ipynb"],
         {"student1": ["01.ipynb"], "student2": ["01.ipynb"]}),
        (["all.zip:4711/01.ipynb", "all.zip:4712/01.ipynb"], {"4711": ["01.ipynb"], "4712": ["01.ipynb"]}),
        (["group a.zip:anna/01.ipynb", "group a.zip:ben/01.ipynb", "group b/carl/01.ipynb", "group b/dora/01.ipynb"],
         TWO | {"carl": ["01.ipynb"], "dora": ["01.ipynb"]}),
        (["all.zip:anna/01.ipynb", "all.zip:ben/01.ipynb", "zoe.ipynb"], TWO | {"zoe": ["zoe.ipynb"]}),
        (["l1/anna/01.ipynb", "l1/ben/01.ipynb", ("l2/anna/02.ipynb", "02"), ("l2/ben/02.ipynb", "02")],
         {"anna": ["01.ipynb", "02.ipynb"], "ben": ["01.ipynb", "02.ipynb"]}),
        (["all.zip:Anne-Marie - 01.ipynb", "all.zip:Ben B - Copy of 01.ipynb", "all.zip:Zo\u00eb - 01 (1).ipynb"],
         {"Anne-Marie": ["Anne-Marie - 01.ipynb"], "Ben B": ["Ben B - Copy of 01.ipynb"],
          "Zo\u00eb": ["Zo\u00eb - 01 (1).ipynb"]}),
        (["drive-download-20260908T101500Z-1-001.zip:Anna M - 01.ipynb"], {"Anna M": ["Anna M - 01.ipynb"]}),
        (["01_convolution_anna.ipynb", "01_convolution_ben.ipynb"],
         {"01_convolution_anna": ["01_convolution_anna.ipynb"], "01_convolution_ben": ["01_convolution_ben.ipynb"]}),
        # one student's
        (["anna.zip:01.ipynb", ("anna.zip:02.ipynb", "02"), "ben/01.ipynb"], TWO | ONE),
        (["anna.zip:src/01.ipynb", ("anna.zip:more/02.ipynb", "02"), "ben/01.ipynb"], TWO | ONE),
        (["anna/attempt 1/01.ipynb", "anna/attempt 2/01.ipynb", "ben/01.ipynb"],
         TWO | {"anna": ["01.ipynb", "01.ipynb"]}),
        (["anna.zip:anna_v1/01.ipynb", "anna.zip:anna_final/01.ipynb"], {"anna": ["01.ipynb", "01.ipynb"]}),
        (["anna/01.ipynb", "anna/01 (1).ipynb", "anna/01-Copy1.ipynb", "anna/01_final.ipynb", "anna/Untitled3.ipynb"],
         {"anna": ["01 (1).ipynb", "01-Copy1.ipynb", "01.ipynb", "01_final.ipynb", "Untitled3.ipynb"]}),
        (["anna/01_convolution.ipynb", "anna/Kopie von 01_convolution.ipynb", "anna/01_convolution neu.ipynb"],
         {"anna": ["01_convolution neu.ipynb", "01_convolution.ipynb", "Kopie von 01_convolution.ipynb"]}),
        (["anna/lesson01/01.ipynb", ("anna/lesson02/02.ipynb", "02"), "ben/lesson01/01.ipynb"], TWO | ONE),
        (["A B_4711_assignsubmission_file_/anna/01.ipynb", "A B_4711_assignsubmission_file_/ben/01.ipynb"],
         {"A B": ["01.ipynb", "01.ipynb"]}),
    ],
)  # fmt: skip
def test_whose_the_files_are(places, expected, tmp_path):
    lay(tmp_path, *places)
    assert {who: sorted(names) for who, names in handed_in(tmp_path).items()} == expected


def test_a_list_of_the_class_knows_better(tmp_path):
    lay(tmp_path, "all.zip:anna/01.ipynb", "ben.zip:one/01.ipynb", "ben.zip:two/01.ipynb")
    students = [Student("1", "Anna", ""), Student("2", "Ben", "")]
    assert handed_in(tmp_path) == {"all": ["01.ipynb"], "one": ["01.ipynb"], "two": ["01.ipynb"]}
    assert handed_in(tmp_path, students) == {"Anna": ["01.ipynb"], "Ben": ["01.ipynb", "01.ipynb"]}


def test_what_systems_make_is_nobody_of_its_own(tmp_path):
    inside = ("anna/01.ipynb", "ben/01.ipynb", "__MACOSX/anna/._01.ipynb", "__MACOSX/._ben", ".DS_Store")
    lay(tmp_path, *(f"all.zip:{one}" for one in (*inside, "anna/.ipynb_checkpoints/01-checkpoint.ipynb")))
    lay(tmp_path, "._all.zip", ".DS_Store", "Thumbs.db", ".ipynb_checkpoints/x-checkpoint.ipynb")
    found = find_submissions(tmp_path, [], [], lessons_of)
    assert {one.student for one in found} == {"", "anna", "ben"}
    assert {one.student: one.problem[1] for one in found if one.problem and one.problem[0] == "passed-over"} == {
        "": f"{PASSED_OVER}.DS_Store, ._all.zip, "
            ".ipynb_checkpoints/x-checkpoint.ipynb, Thumbs.db, all.zip/.DS_Store",
        "anna": f"{PASSED_OVER}anna/._01.ipynb, .ipynb_checkpoints/01-checkpoint.ipynb",
        "ben": f"{PASSED_OVER}__MACOSX/._ben",
    }  # fmt: skip


def test_an_empty_folder_in_an_archive_is_a_student_who_handed_in_nothing(tmp_path):
    members = [("anna/01.ipynb", notebook("01")), ("ben/01.ipynb", notebook("01")), ("carl/", b""), ("anna/more/", b"")]
    put(tmp_path, "all.zip", data=archive(*members))
    (tmp_path / "dora" / "empty").mkdir(parents=True)
    lay(tmp_path, "dora/01.ipynb")
    found = {(one.student, one.problem and one.problem[0]) for one in find_submissions(tmp_path, [], [], lessons_of)}
    assert found == {
        ("anna", None), ("anna", "passed-over"), ("ben", None), ("carl", "no-notebook"), ("dora", None),
        ("dora", "passed-over"),
    }  # fmt: skip


def test_names_are_read_as_they_were_written(tmp_path):
    """macOS writes UTF-8 into archives and does not say so; Windows writes backslashes."""
    names = ("Zo\u00eb M\u00fcller/01.ipynb", "Jos\u00e9 de la Cruz\\01.ipynb", "\u5f20 \u4f1f/01.ipynb")
    data = archive(*((name, notebook("01")) for name in names))
    for unsaid in (data, data.replace(b"\0\x08", b"\0\0")):  # the flag that says that names are UTF-8
        put(tmp_path, "all.zip", data=unsaid)
        flags = {member.flag_bits for member in zipfile.ZipFile(tmp_path / "all.zip").infolist()}
        assert flags == ({0x800} if unsaid is data else {0})
        assert set(handed_in(tmp_path)) == {"Zo\u00eb M\u00fcller", "Jos\u00e9 de la Cruz", "\u5f20 \u4f1f"}


def test_archives_may_hold_a_folder_and_a_file_of_one_name(tmp_path):
    deep = "/".join("x" * 3000)
    members = [("a", b""), ("a/01.ipynb", notebook("01")), (f"{deep}/01.ipynb", notebook("01"))]
    put(tmp_path, "all.zip", data=archive(*members))
    assert sum(map(len, handed_in(tmp_path).values())) == 2


def test_a_notebook_that_a_browser_renamed_is_one(tmp_path):
    lay(tmp_path, "anna/01.ipynb.download", "anna/01.ipynb.crdownload", "anna/Untitled.json.txt", "anna/my.html")
    put(tmp_path, "anna/page.html", data=b'<script>"cell_type": 1</script>')
    assert handed_in(tmp_path) == {"anna": ["01.ipynb.crdownload", "01.ipynb.download", "Untitled.json.txt", "my.html"]}


# Marked


def test_each_folder_of_an_archive_is_marked_for_its_student(tmp_path, capsys):
    command = make_class(tmp_path, {})
    for name, cells in (("anna", RIGHT), ("Zo\u00eb M\u00fcller", (IMPORTS, DOUBLE))):
        write_notebook(tmp_path / name / "50_own.ipynb", *cells)
    members = [(f"all/{name}/50_own.ipynb", (tmp_path / name / "50_own.ipynb").read_bytes())
               for name in ("anna", "Zo\u00eb M\u00fcller")]  # fmt: skip
    put(tmp_path / "class", "all.zip", data=archive(*members, (".DS_Store", b"")))
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "all.zip/all holds what 2 students handed in.\n" in printed
    assert f"  (nobody): {PASSED_OVER}all.zip/.DS_Store\n" in printed
    marks = read_marks(tmp_path / "marks.csv")
    assert points(marks) == {"": 0, "anna": 5.5, "Zo\u00eb M\u00fcller": 2}
    with open(tmp_path / "marks.totals.csv", encoding="utf-8-sig", newline="") as file:
        assert [row["student"] for row in csv.DictReader(file)] == ["Zo\u00eb M\u00fcller", "anna"]
    assert {path.name for path in (tmp_path / "marks.feedback").iterdir()} == {"anna.html", "Zo\u00eb M\u00fcller.html"}


def test_where_nothing_can_be_marked_everyone_is_accounted_for(tmp_path, capsys):
    command = make_class(tmp_path, {})
    put(tmp_path / "class", "anna/a.pdf", "ben.zip", ".DS_Store", data=b"%PDF")
    (tmp_path / "list.csv").write_text("id,name\n1,anna\n2,ben\n3,carl\n", encoding="utf-8")
    command += ["--students", str(tmp_path / "list.csv")]
    assert main(command) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"There are no notebooks in {tmp_path / 'class'}: a.pdf is not a notebook and is not marked")
    assert read_marks(tmp_path / "marks.csv") == {
        "": {"": (0, "passed-over")}, "anna": {"": (0, "other-file")}, "ben": {"": (0, "broken-archive")},
        "carl": {"": (0, "no-notebook")},
    }  # fmt: skip
    text = (tmp_path / "marks.csv").read_text(encoding="utf-8-sig")
    assert 'anna,1,,,0,0,,other-file,"a.pdf is not a notebook' in text
    assert "carl,3,,,0,0,,no-notebook,Nothing was handed in.," in text
    assert (tmp_path / "marks.totals.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "student,id,points,out of", "anna,1,0,0", "ben,2,0,0", "carl,3,0,0",
    ]  # fmt: skip
    assert "Nothing could be marked." in (tmp_path / "marks.feedback" / "carl.html").read_text(encoding="utf-8")


def test_a_corrected_mark_stays_where_the_folder_is_another(tmp_path, capsys):
    command = make_class(tmp_path, {"anna": RIGHT[:2], "=ben": RIGHT[:2]})
    assert main(command) == 0
    out = tmp_path / "marks.csv"
    text = out.read_text(encoding="utf-8-sig")
    for who in ("anna", "'=ben"):
        text = text.replace(f"{who},,50,50.total,0,3,,", f"{who},,50,50.total,0,3,2.5,")
    out.write_text(text, encoding="utf-8")
    put(tmp_path / "other", "carl.pdf", data=b"%PDF")
    (tmp_path / "class").rename(tmp_path / "right")
    (tmp_path / "other").rename(tmp_path / "class")
    for _ in range(2):
        assert main(command) == 1
        stay = "Corrected marks that stay, though nothing was found to mark this time: "
        assert f"{stay}=ben 50.total, anna 50.total\n" in capsys.readouterr().err
    (tmp_path / "class").rename(tmp_path / "wrong")
    (tmp_path / "right").rename(tmp_path / "class")
    assert main(command) == 0 and "Corrected" not in capsys.readouterr().err
    assert {who: rows["50.total"] for who, rows in read_marks(out).items()} == dict.fromkeys(
        ("anna", "'=ben"), (0, "missing")
    )
    assert (tmp_path / "marks.totals.csv").read_text(encoding="utf-8-sig").count(",4.5,4.5,5.5") == 2
