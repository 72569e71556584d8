"""``coursecnn grade`` as a teacher meets it, with three small exercises of the teacher's own."""

import csv
import json
import math
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from classes import (
    ANSWER,
    DOUBLE,
    IMPORTS,
    RIGHT,
    TOTAL,
    alive,
    children,
    make_class,
    points,
    read_marks,
    wait_until,
    write_notebook,
)

from coursecnn.checks.judging import trial
from coursecnn.commands.cli import main
from coursecnn.grading.process import Process
from coursecnn.grading.supervisor import Supervisor

ALL = {"50.double": (2, ""), "50.total": (3, ""), "50.answer": (0.5, "")}
SLOW = "import time\ntime.sleep(60)"
COMMAND = [sys.executable, "-m", "coursecnn"]
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


def test_marks_mistakes_and_messages(tmp_path, capsys):
    students = {
        "right": RIGHT,
        "wrong": (IMPORTS, "def double(x):\n    return x + 2", "def total(x):\n    print(sum(x))", "answer = 41"),
        "half": (IMPORTS, DOUBLE, "def total(x):\n    ...", "answer = ..."),
        "renamed": (IMPORTS, DOUBLE.replace("double", "twice"), TOTAL),
        "failing": (IMPORTS, "1 / 0\n" + DOUBLE, "def f(:", TOTAL, ANSWER),
        "jupyter": ("%matplotlib inline\n!ls", "%%time\n" + DOUBLE, TOTAL + "\ntotal?", ANSWER, "display(answer)"),
    }
    assert main(make_class(tmp_path, students)) == 0
    marks = read_marks(tmp_path / "marks.csv")
    assert list(marks) == sorted(students) and all(list(rows) == list(ALL) for rows in marks.values())
    assert marks["right"] == marks["jupyter"] == ALL
    assert marks["wrong"] == {
        "50.double": (0, "unknown"),
        "50.total": (0, "printed-instead-of-returned"),
        "50.answer": (0, "unknown"),
    }
    assert marks["half"] == ALL | {"50.total": (0, "not-tried"), "50.answer": (0, "not-tried")}
    assert marks["renamed"] == {"50.double": (0, "missing"), "50.total": (3, ""), "50.answer": (0, "missing")}
    assert marks["failing"] == ALL | {"50.double": (0, "missing")}
    text = capsys.readouterr().out
    assert "6 of 6: " in text and "50.double  passed 3 of 6; missing 2, unknown 1\n" in text
    table = (tmp_path / "marks.csv").read_text(encoding="utf-8")
    assert "The smallest of the inputs tried on which it fails: x = [0] expected: " in table
    assert "the cell that makes it (code cell 2) failed. ZeroDivisionError: division by zero (line 1)" in table
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "marks.feedback").iterdir()}
    assert pages.keys() == students.keys()
    assert "5.5 of 5.5 points." in pages["right"] and "Double &amp; more (50.double): passed" in pages["right"]
    assert "&gt;2&lt;" in pages["wrong"] and "failing" not in pages["wrong"]
    assert "code cell 3 from the top:\n<pre>SyntaxError: invalid syntax (line 1)</pre>" in pages["failing"]
    assert "ended early" not in pages["right"]


def test_what_was_handed_in_wrongly_stops_nothing(tmp_path, capsys):
    command = make_class(tmp_path, {"right": RIGHT})
    folder = tmp_path / "class"
    (folder / "empty").mkdir()
    (folder / "cut.ipynb").write_bytes((folder / "right" / "50_own.ipynb").read_bytes()[:-9])
    (folder / "50_cut").mkdir()
    (folder / "50_cut" / "50_own.ipynb").write_bytes(b'{"cells": [')
    write_notebook(folder / "foreign.ipynb", "print('hello')")
    (folder / "strange" / "50_folder.ipynb").mkdir(parents=True)
    write_notebook(folder / "two" / "50_a.ipynb", DOUBLE, "def total(x): ...")
    write_notebook(folder / "two" / "50_b.ipynb", TOTAL, "double = 7")
    assert main(command) == 0
    marks = read_marks(tmp_path / "marks.csv")
    assert marks["right"] == ALL
    assert marks["empty"] == marks["strange"] == {"": (0, "no-notebook")}
    assert marks["foreign"] == {"": (0, "no-exercises")}
    assert marks["50_cut"] == marks["cut"] == dict.fromkeys(ALL, (0, "broken-notebook"))
    assert marks["two"] == {"50.double": (2, ""), "50.total": (3, ""), "50.answer": (0, "missing")}
    assert "  foreign: foreign.ipynb holds no exercise of the course: " in capsys.readouterr().out


def test_the_same_for_any_number_of_workers(tmp_path):
    students = {f"student {number}": RIGHT[: 1 + number % 4] for number in range(8)}
    command = make_class(tmp_path, students)
    texts = []
    for workers in ("1", "4"):
        out = tmp_path / workers / "marks.csv"
        out.parent.mkdir()
        main([*command, "--workers", workers, "--out", str(out)])
        texts.append(out.read_bytes())
    assert texts[0] == texts[1]
    assert list(points(read_marks(out)).values()) == [0, 2, 5, 5.5] * 2


def test_only_what_is_new_is_marked(tmp_path, monkeypatch, capsys):
    command = make_class(tmp_path, {"anna": RIGHT, "ben": RIGHT, "carl": RIGHT[:2]})
    assert main(command) == 0 and "2 of 2: " in capsys.readouterr().out  # equal notebooks are marked once
    before = (tmp_path / "marks.csv").read_bytes()
    os.remove(tmp_path / "marks.csv")
    with monkeypatch.context() as patch:
        patch.setattr(Supervisor, "mark", None)
        assert main(command) == 0
    assert (tmp_path / "marks.csv").read_bytes() == before
    write_notebook(tmp_path / "class" / "carl" / "50_own.ipynb", *RIGHT[:3])
    capsys.readouterr()
    assert main(command) == 0 and "1 of 1: carl" in capsys.readouterr().out
    assert points(read_marks(tmp_path / "marks.csv")) == {"anna": 5.5, "ben": 5.5, "carl": 5}
    assert len(list((tmp_path / "marks.results").iterdir())) == 3  # two outcomes, and the marks as they were written
    text = (tmp_path / "own.py").read_text(encoding="utf-8")
    (tmp_path / "own.py").write_text(text.replace("points=3", "points=4"), encoding="utf-8")
    assert main(command) == 0 and "2 of 2: " in capsys.readouterr().out
    assert points(read_marks(tmp_path / "marks.csv")) == {"anna": 6.5, "ben": 6.5, "carl": 6}


def test_a_torn_result_is_made_anew(tmp_path, capsys):
    torn = ("", "{", '{"problem": 5, "x": 1}', "[]", '{"kept by": "coursecnn grade", "content": {"x": 1}}')
    command = make_class(tmp_path, {f"s{number}": (*RIGHT, f"# {number}") for number in range(len(torn) + 1)})
    main(command)
    kept = sorted(path for path in (tmp_path / "marks.results").iterdir() if path.stem != "written")
    for path, text in zip(kept, torn):
        path.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(command) == 0
    assert f"{len(torn)} of {len(torn)}: " in capsys.readouterr().out
    assert set(points(read_marks(tmp_path / "marks.csv")).values()) == {5.5}
    assert len(kept) == len(torn) + 1
    for path in kept:
        assert json.loads(path.read_text(encoding="utf-8"))["content"]["results"]["50.double"][0] is True


def start(command):
    """A marking in the background, in which one notebook is marked and another sleeps."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen([*COMMAND, *command], **pipes)
    assert process.stdout.readline() == "1 of 2: anna\n"
    return process


@posix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_ended_in_the_middle_it_goes_on(how, tmp_path, capsys):
    command = make_class(tmp_path, {"anna": RIGHT, "ben": (*RIGHT, SLOW)}) + ["--workers", "1", "--seconds", "400"]
    process = start(command)
    wait_until(lambda: children(process.pid))
    ours = children(process.pid)
    process.send_signal(how)
    _, errors = process.communicate(timeout=30)
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert errors == "Interrupted. What is marked is kept: the same command goes on.\n"
    wait_until(lambda: not alive(ours))
    assert not (tmp_path / "marks.csv").exists() and len(list((tmp_path / "marks.results").glob("*.json"))) == 1
    write_notebook(tmp_path / "class" / "ben" / "50_own.ipynb", *RIGHT[:3])
    assert main(command) == 0 and "1 of 1: ben" in capsys.readouterr().out
    assert points(read_marks(tmp_path / "marks.csv")) == {"anna": 5.5, "ben": 5}


def test_names_of_all_kinds(tmp_path, capsys):
    write_notebook(tmp_path / "class" / "=cmd & <b>.ipynb", *RIGHT)
    command = make_class(tmp_path, {"\u5f20 \u4f1f": RIGHT, "-rf": RIGHT})
    assert main(command) == 0
    with open(tmp_path / "marks.csv", encoding="utf-8-sig", newline="") as file:
        assert {row["student"] for row in csv.DictReader(file)} == {"'=cmd & <b>", "\u5f20 \u4f1f", "'-rf"}
    pages = {path.name for path in (tmp_path / "marks.feedback").iterdir()}
    assert pages == {"=cmd & _b_.html", "\u5f20 \u4f1f.html", "-rf.html"}


def test_a_process_that_does_not_start_is_no_fault_of_the_student(tmp_path, monkeypatch, capsys):
    command = make_class(tmp_path, {"anna": RIGHT})
    with monkeypatch.context() as patch:
        patch.setattr("coursecnn.grading.process.CODE", "raise SystemExit(1)")
        assert main(command) == 1
    assert "Not marked: anna. Call the same command again.\n" in capsys.readouterr().err
    assert read_marks(tmp_path / "marks.csv")["anna"] == dict.fromkeys(ALL, (0, "not-marked"))
    assert main(command) == 0 and points(read_marks(tmp_path / "marks.csv")) == {"anna": 5.5}


ENDLESS = "def total(x):\n    while True:\n        pass"


@pytest.mark.parametrize(
    ("waited", "cells", "again"),
    [
        (1e9, (IMPORTS, DOUBLE, ENDLESS, ANSWER), True),
        (0, (IMPORTS, DOUBLE, ENDLESS, ANSWER), False),
        (1e9, (*RIGHT, "while True:\n    pass"), False),  # it has all points
    ],
)
def test_what_lost_points_while_others_had_the_processor_is_tried_again(
    waited, cells, again, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(Process, "waited", lambda self: waited)
    monkeypatch.setattr(trial, "SECONDS", 2)  # for an answer
    command = [*make_class(tmp_path, {"anna": cells}), "--seconds", "12"]
    assert main(command) == 0
    assert ("Once more, alone, for lack of time: anna" in capsys.readouterr().out) is again
    assert points(read_marks(tmp_path / "marks.csv")) == {"anna": 2.5 if ENDLESS in cells else 5.5}
    assert main(command) == 0 and "anna" not in capsys.readouterr().out  # what came of it is kept


@pytest.mark.skipif(sys.platform != "linux", reason="how long a process waited is known on Linux")
def test_waiting_for_a_processor_is_told_from_sleeping():
    waited = {}
    codes = {"one": "while True: pass", "other": "while True: pass", "sleeper": SLOW}
    processes = {name: subprocess.Popen([sys.executable, "-c", code]) for name, code in codes.items()}
    try:
        for process in processes.values():
            os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
        time.sleep(1)
        for _ in range(2):  # before and after
            for name, process in processes.items():
                waited.setdefault(name, []).append(Process.waited(SimpleNamespace(number=process.pid, _inner=None)))
            time.sleep(1.5)
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
    passed = {name: after - before for name, (before, after) in waited.items()}
    assert passed["one"] > 0.5 and passed["other"] > 0.5 and passed["sleeper"] < 0.1
    assert Process.waited(SimpleNamespace(number=processes["one"].pid, _inner=None)) == math.inf  # it is gone


def test_a_fault_of_the_marking_costs_no_other_its_marks(tmp_path, monkeypatch, capsys):
    command = make_class(tmp_path, {"anna": RIGHT, "ben": RIGHT[:2]})
    real = Supervisor.mark

    def mark(self, handed):
        if b"answer" not in handed.data:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return real(self, handed)

    with monkeypatch.context() as patch:
        patch.setattr(Supervisor, "mark", mark)
        assert main(command) == 1
    assert "Not marked: ben. Call the same command again." in capsys.readouterr().err
    assert "The marking itself failed (BlockingIOError: " in (tmp_path / "marks.csv").read_text(encoding="utf-8")
    assert points(read_marks(tmp_path / "marks.csv")) == {"anna": 5.5, "ben": 0}
    assert main(command) == 0 and points(read_marks(tmp_path / "marks.csv")) == {"anna": 5.5, "ben": 2}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["nowhere", "--out", "marks.csv"], "The folder nowhere cannot be read: "),
        (["empty", "--out", "marks.csv"], "There are no notebooks in empty: "),
        (["texts", "--out", "marks.csv"], "in texts: a.pdf is not a notebook and is not marked: read it"),
        (["torn", "--out", "marks.csv"], "There are no notebooks in torn: all.zip is damaged"),
        (["class", "--out", "nowhere/marks.csv"], "the folder nowhere does not exist"),
        (["class", "--out", "class"], "is a folder"),
        (["class", "--out", "marks.csv", "--exercises", "nowhere.py"], "There is no file nowhere.py."),
        (["class", "--out", "marks.csv", "--exercises", "bad.py"], "bad.py cannot be used: SyntaxError"),
        (["class", "--out", "marks.csv", "--exercises", "raises.py"], "raises.py cannot be used: ValueError: mine"),
        (["class", "--out", "marks.csv", "--exercises", "none.py"], "none.py defines no exercises"),
        (["class", "--out", "marks.csv", "--exercises", "text.txt"], "its name ends with .py"),
        (["class", "--out", "marks.csv", "--feedback", "text.txt"], "text.txt cannot be written: File exists."),
        (["class", "--out", "marks.csv", "--feedback", "no/no"], "no cannot be written: No such file or directory."),
    ],
)
def test_wrong_arguments_are_one_sentence(change, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    make_class(tmp_path, {"anna": RIGHT})
    (tmp_path / "empty").mkdir()
    (tmp_path / "texts").mkdir()
    for name in "ab":
        (tmp_path / "texts" / f"{name}.pdf").write_bytes(b"%PDF")
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "all.zip").write_bytes(b"PK")
    texts = {"bad.py": "x = = 1", "raises.py": "raise ValueError('mine')", "none.py": "x = 1", "text.txt": ""}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["grade", *change]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert sentence in line


@pytest.mark.parametrize("option", [["--workers", "0"], ["--seconds", "1"], ["--memory", "10"], ["--seconds", "x"]])
def test_wrong_numbers_are_refused(option, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main([*make_class(tmp_path, {"anna": RIGHT}), *option])
    assert "must be a whole number of at least" in capsys.readouterr().err
