"""Sources for nbgrader: what is handed out, word for word, and graded cells."""

import json

import pytest
from homework import ROOT

from coursecnn.commands.cli import main
from coursecnn.commands.nbgrader import source_of

NAMES = sorted(path.name for path in (ROOT / "exercises").glob("*.ipynb"))


def read(folder, name):
    return json.loads((ROOT / folder / name).read_text(encoding="utf-8"))


def visible(text):
    """What nbgrader leaves of a cell."""
    before, _, rest = text.partition("### BEGIN HIDDEN TESTS")
    return (before + rest.partition("### END HIDDEN TESTS")[2]).rstrip()


@pytest.mark.parametrize("name", NAMES)
def test_the_source_is_what_is_handed_out_with_graded_tests(name):
    handed_out, solution = read("exercises", name), read("solutions", name)
    source = source_of(handed_out, solution)
    for cell, ours in zip(source["cells"], handed_out["cells"], strict=True):
        assert visible("".join(cell["source"])) == "".join(ours["source"]).rstrip()
        assert not cell["metadata"].get("nbgrader", {}).get("solution")  # which nbgrader would empty
    graded = [cell for cell in source["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    tests = [cell for cell in solution["cells"] if cell["metadata"].get("nbgrader", {}).get("locked")]
    assert len(graded) == len(tests) >= 4
    assert all("assert" in "".join(cell["source"]) for cell in graded)


def test_what_is_there_stays(tmp_path, capsys):
    assert main(["start", "--for-nbgrader", str(tmp_path)]) == 0
    mine = tmp_path / "lesson01" / "01_convolution.ipynb"
    mine.write_text("mine", encoding="utf-8")
    (tmp_path / "lesson02" / "02_padding_stride_sizes.ipynb").unlink()
    assert main(["start", "--for-nbgrader", str(tmp_path)]) == 0
    assert mine.read_text(encoding="utf-8") == "mine"
    assert "sources for nbgrader: 1." in capsys.readouterr().out
