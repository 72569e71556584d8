"""A learner's own copy of the course: nothing of the learner's is ever lost."""

import json
import os
import re

import pytest
from data_places import contents

from coursecnn.commands import CommandError, copying, start
from coursecnn.commands.cli import main


def notebook(*sources, outputs=(), count=None, **metadata):
    cells = [
        {"cell_type": "code", "execution_count": count, "metadata": {}, "outputs": list(outputs), "source": [source]}
        for source in sources
    ]
    return (json.dumps({"cells": cells, "metadata": metadata}, indent=1) + "\n").encode()


RUN = {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["19\n"]}], "count": 1}
COURSE = {
    "notebooks/00_why.ipynb": notebook("print(19)", **RUN),
    "notebooks/start.ipynb": notebook("[00](00_why.ipynb), [all](../exercises/00_why.ipynb), [web](https://a.b)"),
    "notebooks/pictures/window.png": b"picture",
    "exercises/00_why.ipynb": notebook("my = ...", **RUN),
    "solutions/00_why.ipynb": notebook("my = 19", **RUN),
}
COPY = {
    "notebooks/00_why.ipynb": notebook("print(19)"),
    "start.ipynb": notebook("[00](notebooks/00_why.ipynb), [all](exercises/00_why.ipynb), [web](https://a.b)"),
    "notebooks/pictures/window.png": b"picture",
    "exercises/00_why.ipynb": notebook("my = ..."),
    "solutions/00_why.ipynb": COURSE["solutions/00_why.ipynb"],
}
HIDDEN = {
    "notebooks/source/00_why.py": b"source",
    "notebooks/.ipynb_checkpoints/00_why.ipynb": b"Jupyter's",
    "exercises/.gitkeep": b"",
    "exercises/TEACHING.md": b"for teachers",
    "tests/test_x.py": b"",
}
LESSON, BESIDE = "notebooks/00_why.ipynb", "notebooks/00_why.new.ipynb"


def put(root, files):
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


def held(root):
    """What a learner sees: all but the copy's memory."""
    found = {path.as_posix(): data for path, data in contents(root).items()}
    return {name: data for name, data in found.items() if not name.startswith(".coursecnn/")}


@pytest.fixture(params=["clone", "wheel"])
def course(request, tmp_path, monkeypatch):
    """The course's files, in a clone or inside an installed package."""
    package = tmp_path.resolve() / "place" / "coursecnn"
    root = package.parent if request.param == "clone" else package / "_course"
    put(root, COURSE | HIDDEN)
    monkeypatch.setattr(copying, "PACKAGE", package)
    monkeypatch.delenv("UV_RUN_RECURSION_DEPTH", raising=False)
    return root


@pytest.fixture
def mine(course, tmp_path, capsys):
    """A copy that was just made."""
    folder = tmp_path / "mine"
    assert main(["start", str(folder)]) == 0
    capsys.readouterr()
    return folder


def again(folder, capsys):
    assert main(["start", str(folder)]) == 0
    return capsys.readouterr().out


def test_lessons_without_outputs_and_solutions_with_them(course, tmp_path, capsys):
    folder = tmp_path / "deep" / "mine"
    told = again(folder, capsys)
    assert held(folder) == COPY
    assert "files added: 5.\n" in told and f"Open it: jupyter lab {folder}\n" in told
    assert "files as before: 5.\n" in again(folder, capsys) and held(folder) == COPY


def test_what_was_run_and_saved_and_not_changed_is_renewed(course, mine, capsys):
    put(mine, {LESSON: notebook("print(19)", **RUN, language_info={"version": "3.13"}), "notes.txt": b"mine"})
    assert "as before: 5" in again(mine, capsys) and b"3.13" in held(mine)[LESSON]
    put(course, {LESSON: notebook("print(20)", **RUN), "notebooks/01_new.ipynb": notebook("new")})
    told = again(mine, capsys)
    assert "added: notebooks/01_new.ipynb\n" in told and f"renewed: {LESSON}\n" in told
    expected = {LESSON: notebook("print(20)"), "notebooks/01_new.ipynb": notebook("new"), "notes.txt": b"mine"}
    assert held(mine) == COPY | expected


def test_beside_what_was_changed_comes_the_new_version_once(course, mine, capsys):
    own = {LESSON: notebook("print(19 + 1)", **RUN)}
    put(mine, own)
    assert f"yours, kept: {LESSON}\n" in again(mine, capsys) and held(mine) == COPY | own
    put(course, {LESSON: notebook("print(20)", **RUN)})
    assert f"new beside yours: {BESIDE}\n" in again(mine, capsys)
    assert held(mine) == COPY | own | {BESIDE: notebook("print(20)")}
    (mine / BESIDE).unlink()
    assert BESIDE not in again(mine, capsys) and held(mine) == COPY | own


def test_a_changed_new_version_is_kept_and_an_untouched_one_renewed(course, mine, capsys):
    own = {LESSON: notebook("print(19 + 1)")}
    put(mine, own)
    put(course, {LESSON: notebook("print(20)")})
    again(mine, capsys)
    put(course, {LESSON: notebook("print(21)")})
    assert f"new beside yours: {BESIDE}" in again(mine, capsys)
    assert held(mine)[BESIDE] == notebook("print(21)")
    own[BESIDE] = notebook("print(21)  # mine")
    put(mine, own)
    put(course, {LESSON: notebook("print(22)")})
    assert f"rename {BESIDE}" in again(mine, capsys) and held(mine) == COPY | own


def test_a_copy_without_memory_is_renewed_beside(course, mine, capsys):
    (mine / ".coursecnn/files.json").write_text('{"notebooks/00_why.ipynb": ["odd"]}')
    put(course, {LESSON: notebook("print(20)")})
    assert f"new beside yours: {BESIDE}" in again(mine, capsys)
    assert held(mine) == COPY | {BESIDE: notebook("print(20)")}


def test_whatever_has_the_name_is_kept(course, tmp_path, capsys):
    folder = tmp_path / "mine"
    (folder / LESSON).mkdir(parents=True)
    assert f"new beside yours: {BESIDE}" in again(folder, capsys)
    assert (folder / LESSON).is_dir()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("link", ["notebooks", LESSON, ".coursecnn", "solutions/00_why.ipynb"])
def test_no_link_is_followed_out_of_the_copy(course, tmp_path, link, capsys):
    outside, folder = tmp_path / "outside", tmp_path / "mine"
    target = outside / link
    if link.endswith("ipynb"):
        put(outside, {link: b"precious"})
    else:
        put(outside, {f"{link}/00_why.ipynb": b"precious", f"{link}/files.json": b"{}"})
    (folder / link).parent.mkdir(parents=True, exist_ok=True)
    (folder / link).symlink_to(target)
    before = contents(outside)
    code = main(["start", str(folder)])
    said = capsys.readouterr()
    assert contents(outside) == before
    if link.endswith("ipynb"):
        assert code == 0 and f"yours, kept: {link} (a link)\n" in said.out
    else:
        assert code == 1 and f"{folder / link} is a link" in said.err and not (folder / "exercises").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_folder_that_is_itself_a_link_is_the_learners_choice(course, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "disk")
    assert main(["start", str(tmp_path / "mine")]) == 0
    assert held(tmp_path / "disk") == COPY


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
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["start", str(tmp_path / "mine")]) == 1
    assert contents(tmp_path / "mine") == {}


def test_commands_are_shown_as_they_were_typed(course, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
    assert f"Open it: uv run jupyter lab {tmp_path / 'mine'}\n" in again(tmp_path / "mine", capsys)


def test_an_installation_without_notebooks_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "PACKAGE", tmp_path / "coursecnn")
    with pytest.raises(CommandError, match="has no notebooks"):
        start.find_course()


@pytest.mark.parametrize(("uv", "before"), [("1", "uv run "), (None, "")])
def test_help_and_messages_show_commands_as_they_were_typed(uv, before, monkeypatch, capsys):
    if uv:
        monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", uv)
    else:
        monkeypatch.delenv("UV_RUN_RECURSION_DEPTH", raising=False)
    with pytest.raises(SystemExit):
        main(["--help"])
    examples = [line for line in capsys.readouterr().out.splitlines() if re.match(r" +(uv run )?coursecnn ", line)]
    assert len(examples) == 7 and all(line.startswith(f"  {before}coursecnn ") for line in examples)
    assert main(["sweep", "--preset", "published", "--scheduler", "nowhere"]) == 1
    assert f"start one with {before}dask scheduler." in capsys.readouterr().err
