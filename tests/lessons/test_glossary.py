"""The glossary holds the terms of the lessons, and names lessons in which they stand."""

import re

import pytest
from lessons import built, cells

ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.+?) \| (.+?) \| \[(\d\d)\]\((\S+?)\) \|$", re.M)
ENTRIES = [row for cell in cells("91") for row in ROW.findall("".join(cell["source"]))]
LESSONS = {name[:2]: lesson for name, lesson in built().items() if name[:2] not in ("91", "92")}
SIX = {
    "cross-correlation": "互相关", "stride": "步幅", "padding": "填充", "feature map": "特征图",
    "pooling": "池化", "receptive field": "感受野",
}  # fmt: skip


def text(lesson):
    source = " ".join("".join(cell["source"]) for cell in lesson["cells"] if cell["cell_type"] == "markdown")
    return " ".join(source.split()).lower()


@pytest.mark.parametrize(("term", "chinese", "meaning", "number", "file"), ENTRIES)
def test_an_entry_names_a_lesson_with_its_term(term, chinese, meaning, number, file):
    assert file.removesuffix(".ipynb") in built() and file.startswith(number)
    assert term.lower() in text(LESSONS[number])
    assert meaning.endswith(".") and len(meaning.split()) <= 25


WANTED = {
    "accuracy", "label", "score", "hidden", "standard deviation", "optimiser", "batch normalisation", "Xavier",
    "Bonferroni", "Dask", "multilayer perceptron",
}  # fmt: skip


def test_every_line_of_a_table_is_an_entry():
    for cell in cells("91"):
        for line in "".join(cell["source"]).splitlines():
            assert "|" not in line or line.startswith(("| term |", "| :--")) or ROW.match(line), line


def test_the_terms_that_lessons_take_for_granted_have_an_entry():
    assert {entry[0] for entry in ENTRIES} >= WANTED


@pytest.mark.parametrize("name", [name for name in built() if not name.startswith("91")])
def test_chinese_stands_in_the_glossary_alone(name):
    assert not re.search(r"[\u4e00-\u9fff]", "".join("".join(cell["source"]) for cell in built()[name]["cells"]))


def test_terms_stand_once_and_the_six_have_their_chinese_names():
    terms = [entry[0].lower() for entry in ENTRIES]
    assert len(terms) == len(set(terms)) > 80
    names = {entry[0]: entry[1] for entry in ENTRIES}
    assert {term: names[term] for term in SIX} == SIX
