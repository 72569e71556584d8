"""What ``grade`` says where there are no walls, and that it goes on only when it is told to."""

import os
import sys
import tempfile
from types import SimpleNamespace

import pytest
from classes import RIGHT, make_class, points, read_marks

from coursecnn.commands.cli import main
from coursecnn.grading.walls import bwrap

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
