"""A figure that says what was found says it of the learner's own run: measured, or guarded wherever a lesson is run."""

import ast
import json
import re

import pytest
from lessons import EXERCISES, built
from places import ROOT

from coursecnn.authoring.course import Source
from coursecnn.authoring.source import read_cells

NOTEBOOKS = built()
LESSONS = [name for name in NOTEBOOKS if name < "90"]
COMPARES = re.compile(
    r"\b(more|less|fewer|most|least|better|worse|best|ahead|behind|higher|lower|larger|smaller|nearly|than|never|again|"
    r"costs?|falls?|grows?|helps?|hurts?|keeps?|loses?|rises?|shrinks?|turns)\b",
    re.I,
)
DESCRIBES = {  # what is to be seen, or holds for everybody: not what was found
    "The slope of the sigmoid is 0.25 at most, that of ReLU is 0 or 1",
    "LeNet-5: maps get smaller and more numerous, then three fully connected layers",
    "The three real pieces that excite each filter most",
    "Below, nearly all of the sign is covered",
}


def code(name):
    for cell in read_cells(Source(ROOT, ROOT / "notebooks" / "source" / f"{name}.py")):
        if cell.type == "code":
            yield cell


def titles(tree):
    """Strings that every run has alike: in calls of ``plots`` (no names of grids, no alt texts), or named title."""
    for node in ast.walk(tree):
        given = []
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr not in ("Grid", "show")
        ):
            if getattr(node.func.value, "id", "") in ("plots", "architectures"):
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "title":
            given = [node.value]
        yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def holds_everywhere(guard):
    """Has it an assertion that is made in quick mode too?"""
    asserted = [ast.unparse(node.test) for node in ast.walk(ast.parse(guard.text)) if isinstance(node, ast.Assert)]
    return any(not re.match(r"(few|is_quick\(\)|lesson\.is_quick\(\)) or ", test) for test in asserted)


def unguarded(cells):
    measures = False  # what comes before the images is the same for everybody
    for cell in cells:
        tree = ast.parse(cell.text)
        measures |= any(getattr(node.func, "id", getattr(node.func, "attr", "")) in ("data", "from_folder")
                        for node in ast.walk(tree) if isinstance(node, ast.Call))  # fmt: skip
        if measures and not any(map(holds_everywhere, cell.guards)):
            yield from (title for title in titles(tree) if COMPARES.search(title) and title not in DESCRIBES)


@pytest.mark.parametrize("name", LESSONS)
def test_a_title_that_compares_is_measured_or_guarded_in_every_mode(name):
    assert list(unguarded(code(name))) == []


def markdown(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield re.sub(r"```.*?```|`[^`]*`|!\[[^\]]*\]", "", "".join(cell["source"]), flags=re.S)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_sizes_are_written_in_one_way(name):
    """5 × 5 in all that is read as a text, with a sign of multiplication; code and what it prints have x."""
    read = [title for cell in code(name) for title in titles(ast.parse(cell.text))] + [*markdown(NOTEBOOKS[name])]
    if (path := EXERCISES / f"{name}.ipynb").is_file():
        read += markdown(json.loads(path.read_text(encoding="utf-8")))
    assert [text for text in read if re.search(r"\d x \d", text)] == []
