"""A learner's own copy of the course: nothing of the learner's is ever lost."""

import os

import pytest
from data_places import contents

from coursecnn.commands import CommandError, start
from coursecnn.commands.cli import main

LESSONS = {
    "notebooks/00_why.ipynb": b"lesson 0",
    "notebooks/pictures/window.png": b"picture",
    "exercises/00_why.ipynb": b"exercise 0",
    "solutions/00_why.ipynb": b"solution 0",
}
HIDDEN = {
    "notebooks/source/00_why.py": b"source",
    "notebooks/.ipynb_checkpoints/00_why.ipynb": b"Jupyter's",
    "exercises/.gitkeep": b"",
    "exercises/TEACHING.md": b"for teachers",
    "tests/test_x.py": b"",
}


def put(root, files):
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


def held(root):
    return {path.as_posix(): data for path, data in contents(root).items()}


@pytest.fixture(params=["clone", "wheel"])
def course(request, tmp_path, monkeypatch):
    """The course's files, in a clone or inside an installed package."""
    package = tmp_path.resolve() / "place" / "coursecnn"
    root = package.parent if request.param == "clone" else package / "_course"
    put(root, LESSONS | HIDDEN)
    monkeypatch.setattr(start, "PACKAGE", package)
    return root


def test_the_course_without_sources_and_hidden_files(course, tmp_path, capsys):
    mine = tmp_path / "deep" / "mine"
    assert main(["start", str(mine)]) == 0
    assert held(mine) == LESSONS
    assert "files added: 4, there already: 0.\n" in capsys.readouterr().out


def test_a_second_call_brings_new_lessons_only(course, tmp_path, capsys):
    mine = tmp_path / "mine"
    main(["start", str(mine)])
    own = {"exercises/00_why.ipynb": b"my answers", "notes.txt": b"mine", "notebooks/mine.ipynb": b"mine too"}
    put(mine, own)
    put(course, {"notebooks/01_new.ipynb": b"new", "notebooks/00_why.ipynb": b"better", "exercises/00_why.ipynb": b"?"})
    capsys.readouterr()
    assert main(["start", str(mine)]) == 0
    assert held(mine) == LESSONS | own | {"notebooks/01_new.ipynb": b"new"}
    text = capsys.readouterr().out
    assert "added  notebooks/01_new.ipynb\n" in text
    assert "kept  notebooks/00_why.ipynb\n" in text and "kept  exercises/00_why.ipynb\n" in text
    assert "files added: 1, there already: 2, kept because yours differ from the course's: 2.\n" in text


def test_a_renamed_file_makes_room_for_the_new_one(course, tmp_path):
    mine = tmp_path / "mine"
    main(["start", str(mine)])
    put(course, {"notebooks/00_why.ipynb": b"better"})
    (mine / "notebooks/00_why.ipynb").rename(mine / "notebooks/old.ipynb")
    main(["start", str(mine)])
    assert held(mine) == LESSONS | {"notebooks/00_why.ipynb": b"better", "notebooks/old.ipynb": b"lesson 0"}


def test_whatever_has_the_name_is_kept(course, tmp_path, capsys):
    mine = tmp_path / "mine"
    (mine / "notebooks/00_why.ipynb").mkdir(parents=True)
    assert main(["start", str(mine)]) == 0
    assert "kept  notebooks/00_why.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize("where", [".", "notebooks", "exercises/mine", "notebooks/../notebooks/mine"])
def test_the_course_is_not_copied_into_itself(course, where, capsys):
    before = held(course)
    assert main(["start", str(course / where)]) == 1
    assert "choose another folder" in capsys.readouterr().err
    assert held(course) == before


def test_a_file_in_the_way_is_one_sentence(course, tmp_path, capsys):
    put(tmp_path, {"mine": b"", "yours/notebooks": b""})
    assert main(["start", str(tmp_path / "mine")]) == 1
    assert "mine is a file: give the name of a folder." in capsys.readouterr().err
    assert main(["start", str(tmp_path / "yours")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert contents(tmp_path / "yours").keys() == {(tmp_path / "yours/notebooks").relative_to(tmp_path / "yours")}


def test_a_copy_cut_short_leaves_no_half_file(course, tmp_path, monkeypatch):
    def full(source, target):
        target.write(b"hal")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(start.shutil, "copyfileobj", full)
    assert main(["start", str(tmp_path / "mine")]) == 1
    assert contents(tmp_path / "mine") == {}


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_not_followed(course, tmp_path, capsys):
    other, mine = tmp_path / "other", tmp_path / "mine"
    other.mkdir()
    mine.mkdir()
    (mine / "notebooks").symlink_to(other)
    assert main(["start", str(mine)]) == 1
    said = capsys.readouterr().err
    assert str(mine / "notebooks") in said and "is a link" in said and said.endswith(".\n")
    assert contents(other) == {} and os.listdir(mine) == ["notebooks"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_folder_that_is_itself_a_link_is_the_learners_choice(course, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "disk")
    assert main(["start", str(tmp_path / "mine")]) == 0
    assert len(contents(tmp_path / "disk")) == 4


def test_an_installation_without_notebooks_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(start, "PACKAGE", tmp_path / "coursecnn")
    with pytest.raises(CommandError, match="has no notebooks"):
        start.find_course()
