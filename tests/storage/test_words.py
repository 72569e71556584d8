"""Names of files, texts in one line, and why a system call failed."""

import os
from pathlib import Path

import pytest

from coursecnn.storage import as_path
from coursecnn.storage.files import flat, reason


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("abcd", 5, "abcd"),
        ("abcde", 5, "abcde"),
        ("abcdef", 5, "abcde..."),
        ("", 0, ""),
        ("a", 0, "..."),
        (" a\n\tb  c ", 5, "a b c"),
        ("a" * 10_000, None, "a" * 10_000),
        (["a"], 5, "['a']"),
    ],
)
def test_texts_in_one_line(text, most, expected):
    assert flat(text, most) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError(1, "Stop.\nNow."), "Stop. Now"),
        (OSError("in words"), "in words"),
        (OSError(), "OSError"),
        (ValueError("a wrong\nvalue."), "a wrong value"),
        (ValueError(), "ValueError"),
    ],
)
def test_reasons(error, expected):
    assert reason(error) == expected


class Named:
    """A path of any kind."""

    def __init__(self, name):
        self.name = name

    def __fspath__(self):
        return self.name


def test_names_of_files():
    assert as_path("a/b") == as_path(Path("a/b")) == as_path(Named("a/b")) == Path("a", "b")
    assert isinstance(as_path("a"), Path)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(5, TypeError), (b"a", TypeError), ("", ValueError), ("a\0", ValueError), (Named(b"a"), ValueError)],
)
def test_what_is_none(value, kind):
    words = r"^store must be the name of a file, such as 'net\.npz', not .*\.$"
    with pytest.raises(kind, match=words):
        as_path(value, "store")


@pytest.mark.parametrize("value", ["", "\0"])
def test_a_path_that_holds_no_name_is_none(value):
    with pytest.raises(ValueError, match="^path must be the name of a file"):
        as_path(Named(value))
    assert os.fspath(as_path(Named("a"))) == "a"
