"""What a learner's copy of the course remembers, and where it is found."""

import json

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


def test_what_is_remembered_is_recalled(copy):
    own.remember(copy, own.PROGRESS, {"01.sobel": "passed", "00.pixel": "not yet"})
    assert own.recall(copy, own.PROGRESS) == {"01.sobel": "passed", "00.pixel": "not yet"}


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"a text"', "null"])
def test_a_memory_that_is_broken_is_empty(copy, text):
    (copy / own.FOLDER / own.PROGRESS).write_text(text)
    assert own.recall(copy, own.PROGRESS) == {}


def test_of_a_memory_only_texts_are_recalled(copy):
    (copy / own.FOLDER / own.PROGRESS).write_text(json.dumps({"a": "yes", "b": 1, "c": None}))
    assert own.recall(copy, own.PROGRESS) == {"a": "yes"}
    assert own.recall(copy, "another.json") == {}


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
