"""What ``grade`` says where there are no walls, and that it goes on only when it is told to."""

import os
import sys
import tempfile
from types import SimpleNamespace

import pytest
from classes import RIGHT, make_class, points, read_marks

from coursecnn.commands.cli import main
from coursecnn.grading.process import Ended, Process
from coursecnn.grading.walls import bwrap, watch

linux = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is a program of Linux")


def refused(tmp_path, capsys):
    """The one sentence with which nothing is marked."""
    assert main(make_class(tmp_path, {"anna": RIGHT})) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert not (tmp_path / "marks.csv").exists()
    assert "call grade with --without-sandbox" in line
    return line


@linux
def test_without_bubblewrap_nothing_is_marked(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bwrap, "PROGRAMS", str(tmp_path))
    line = refused(tmp_path, capsys)
    assert "There is no program bwrap" in line and "apt install bubblewrap" in line and "marks can be forged" in line


@linux
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("bwrap: setting up uid map: Permission denied", "let it make user namespaces, as TEACHING.md tells"),
        ("bwrap: No permissions to create new namespace", "let it make user namespaces, as TEACHING.md tells"),
        ("bwrap: Creating new namespace failed: No space left", "let it make user namespaces, as TEACHING.md tells"),
        ("bwrap: Unknown option --disable-userns", "Python does not start behind walls (bwrap: Unknown option"),
    ],
)
def test_where_it_may_not_nothing_is_marked(said, sentence, tmp_path, monkeypatch, capsys):
    with tempfile.TemporaryDirectory() as folder:  # which anybody may enter
        os.chmod(folder, 0o755)
        program = os.path.join(folder, "bwrap")
        with open(program, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
        os.chmod(program, 0o755)
        monkeypatch.setattr(bwrap, "PROGRAMS", f"{folder}:{bwrap.PROGRAMS}")
        line = refused(tmp_path, capsys)
    assert said in line and sentence in line


def test_elsewhere_nothing_is_marked(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bwrap, "sys", SimpleNamespace(platform="darwin"))
    assert "On this system nothing keeps a notebook from your files: grade in a container" in refused(tmp_path, capsys)


def test_without_walls_it_says_so_at_its_end(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bwrap, "PROGRAMS", str(tmp_path))
    assert main([*make_class(tmp_path, {"anna": RIGHT}), "--without-sandbox"]) == 0
    assert points(read_marks(tmp_path / "marks.csv")) == {"anna": 5.5}
    assert capsys.readouterr().err.splitlines()[-1].startswith("Marked without walls: a notebook could read your files")


def test_many_processes_are_blamed_not_the_memory_that_they_share(monkeypatch):
    monkeypatch.setattr(watch, "usage", lambda number: (10 << 30, watch.TASKS + 1, watch.TASKS + 1, 0, 0))
    ended, one = [], SimpleNamespace(number=1, end=lambda: ended.append(True), used_up="")
    watch.Watcher(2_000).look(one)
    assert ended and one.used_up == "had more than 64 processes"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="there are walls on Linux alone")
def test_when_time_is_up_the_watcher_looks_once_more():
    watcher = SimpleNamespace(look=lambda one: setattr(one, "used_up", "made too much"), remove=lambda one: None)
    process = Process(None, watcher)
    process._inner = os.pidfd_open(process.number)
    try:
        with pytest.raises(Ended, match="made too much"):
            process.ask({}, seconds=0)
    finally:
        process.kill()
        process.wait()
