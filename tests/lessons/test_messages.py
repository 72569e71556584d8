"""The page "What a message means" has the messages as the package says them."""

import warnings

import pytest
from lessons import cells
from messages import MESSAGES, message

TEXT = "\n".join("".join(cell["source"]) for cell in cells("93"))
ROWS = [line for line in TEXT.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_stands_on_the_page_as_it_is_said(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of numbers that grow beyond all bounds
        said = message(name)
    assert said.endswith((".", ".)")) and "Traceback" not in said
    [row] = [row for row in ROWS if f"`{said}`" in row]
    meaning = row.rpartition("` |")[2]
    assert len(meaning.split()) >= 8


def test_every_row_of_the_page_is_said_somewhere():
    assert len(ROWS) == len(MESSAGES) >= 30
