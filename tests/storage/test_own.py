"""What a learner's copy of the course remembers, and where it is found."""

import json
import os

import pytest

from coursecnn.storage import own


@pytest.fixture
def copy(tmp_path):
    (tmp_path / "copy" / own.FOLDER).mkdir(parents=True)
    (tmp_path / "copy" / own.FOLDER / own.FILES).write_text("{}")
    return tmp_path / "copy"


def test_a_copy_is_found_from_its_folders_and_nowhere_else(copy, monkeypatch):
    inside = copy / "exercises" / "mine"
    inside.mkdir(parents=True)
    for folder, expected in [(copy, copy), (inside, copy), (copy.parent, None)]:
        monkeypatch.chdir(folder)
        assert own.find_copy() == expected


def test_the_nearest_copy_counts_and_a_folder_of_that_name_is_none(copy, monkeypatch):
    inner = copy / "exercises"
    (inner / own.FOLDER).mkdir(parents=True)
    monkeypatch.chdir(inner)
    (inner / own.FOLDER / own.FILES).mkdir()
    assert own.find_copy() == copy
    (inner / own.FOLDER / own.FILES).rmdir()
    (inner / own.FOLDER / own.FILES).touch()
    assert own.find_copy() == inner


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no folder that a program is in")
def test_from_a_folder_that_was_removed_no_copy_is_found(copy, monkeypatch):
    (copy / "gone").mkdir()
    monkeypatch.chdir(copy / "gone")
    (copy / "gone").rmdir()
    assert own.find_copy() is None


def test_what_is_remembered_is_recalled(copy):
    own.remember(copy, own.PROGRESS, {"01.sobel": "passed", "00.pixel": "not yet"})
    assert own.recall(copy, own.PROGRESS) == {"01.sobel": "passed", "00.pixel": "not yet"}


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"a text"', "null", "[" * 100_000])
def test_a_memory_that_is_broken_is_empty(copy, text):
    (copy / own.FOLDER / own.PROGRESS).write_text(text)
    assert own.recall(copy, own.PROGRESS) == {}


def test_of_a_memory_only_texts_are_recalled(copy):
    (copy / own.FOLDER / own.PROGRESS).write_text(json.dumps({"a": "yes", "b": 1, "c": None}))
    assert own.recall(copy, own.PROGRESS) == {"a": "yes"}
    assert own.recall(copy, "another.json") == {}


@pytest.mark.parametrize("content", [b"\xff", b'{"a": "\xff"}'])
def test_a_memory_that_is_no_text_is_empty(copy, content):
    (copy / own.FOLDER / own.PROGRESS).write_bytes(content)
    assert own.recall(copy, own.PROGRESS) == {}


def test_a_memory_is_made_where_there_is_none_and_looks_the_same_whatever_came_first(tmp_path):
    """A learner who keeps a copy in git sees only what is new."""
    texts = {"01.sobel": "passed", "00.pixel": "not yet"}
    for some in (texts, dict(sorted(texts.items()))):
        own.remember(tmp_path / "deep" / "copy", own.PROGRESS, some)
        written = (tmp_path / "deep" / "copy" / ".coursecnn" / "progress.json").read_bytes()
        assert written == b'{\n "00.pixel": "not yet",\n "01.sobel": "passed"\n}\n'


@pytest.mark.parametrize("name", [own.PROGRESS, own.FOLDER])
def test_a_memory_that_leads_elsewhere_is_not_written(tmp_path, name):
    copy, other = tmp_path / "copy", tmp_path / "other"
    copy.mkdir()
    other.mkdir()
    (other / own.PROGRESS).write_text("of somebody else")
    try:
        if name == own.FOLDER:
            (copy / name).symlink_to(other, target_is_directory=True)
        else:
            (copy / own.FOLDER).mkdir()
            (copy / own.FOLDER / name).symlink_to(other / own.PROGRESS)
    except OSError:
        pytest.skip("no links can be made here")
    with pytest.raises(OSError, match="^a link is in its way$"):
        own.remember(copy, own.PROGRESS, {"a": "passed"})
    assert (other / own.PROGRESS).read_text() == "of somebody else"


def test_a_path_is_inside_unless_a_link_leads_elsewhere(tmp_path):
    (tmp_path / "disk" / "inner").mkdir(parents=True)
    try:
        (tmp_path / "copy").symlink_to(tmp_path / "disk", target_is_directory=True)
        (tmp_path / "disk" / "link").symlink_to(tmp_path)
        (tmp_path / "disk" / "dangling").symlink_to(tmp_path / "nothing")
    except OSError:
        pytest.skip("no links can be made here")
    for folder in (tmp_path / "disk", tmp_path / "copy"):  # which may itself be a link
        inside = {
            name: own.is_inside(folder / name, folder) for name in ("", "inner", "new/file", "link/x", "dangling")
        }
        assert inside == {"": True, "inner": True, "new/file": True, "link/x": False, "dangling": False}


@pytest.mark.parametrize("uv", [None, "1"])
def test_commands_are_typed_as_this_program_was_started(uv, monkeypatch):
    monkeypatch.delenv("UV_RUN_RECURSION_DEPTH", raising=False)
    if uv is not None:
        monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", uv)
    assert own.typed("coursecnn start") == ("coursecnn start" if uv is None else "uv run coursecnn start")
