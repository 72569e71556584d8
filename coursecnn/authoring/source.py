"""Cells out of percent text, with the line from which each came."""

import re
from dataclasses import dataclass, replace

import jupytext
from nbformat import ValidationError

from coursecnn.authoring.course import SourceError
from coursecnn.authoring.outputs import IGNORED, IMAGE_WITHOUT_ALT

CELL = re.compile(r"# %%(?!\S)")
NEARLY_A_CELL = re.compile(r"\s*#\s*%%")
HEADER = (
    "# ---",
    "# jupyter:",
    "#   jupytext:",
    "#     text_representation:",
    "#       extension: .py",
    "#       format_name: percent",
)
FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False, "split_at_heading": False}
WORDS = ("id", "tags", "kind", "grade_id", "points")
EXERCISE_TAGS = ("solution", "exercise-only")
GUARD, PLUMBING = "guard", "plumbing"
TAGS = (IGNORED, GUARD, PLUMBING, *EXERCISE_TAGS)
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
PICTURE_WITHOUT_ALT = re.compile(r"!\[\s*\]\(")
ANSWER = re.compile(r"### ANSWER (\S.*)")
NEARLY_AN_ANSWER = re.compile(r"#+ *ANSWER\b", re.IGNORECASE)
PREDICT = "**Predict"


@dataclass(frozen=True)
class Cell:
    """A cell of a source.

    type : "markdown" or "code"
    line : number of its ``# %%`` line
    lines : pairs (number, text)
    header : what its first line says, by word (see ``WORDS``)
    answers : what the cell asks the reader to predict, as it would be given away
    guards : the cells tagged ``guard`` behind it, which are run with it and not built
    """

    type: str
    line: int
    lines: tuple
    header: dict
    answers: tuple = ()
    guards: tuple = ()

    @property
    def text(self):
        return "\n".join(text for _, text in self.lines)

    @property
    def tags(self):
        return self.header.get("tags", [])


def read_cells(source):
    """The cells of a source, each with an id.

    Parameters
    ----------
    source : Source

    Raises
    ------
    SourceError
        At the first thing that is not as ``coursecnn.authoring`` describes it.
    """
    try:
        lines = source.path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise SourceError(1, "The text is not UTF-8: save it as UTF-8.") from None
    for number, text in enumerate(lines, 1):
        if "\0" in text:
            raise SourceError(number, "The line holds a null character: remove it.")
        if NEARLY_A_CELL.match(text) and not CELL.match(text):
            raise SourceError(number, "A cell begins with '# %%' and a space at the start of its line.")
    starts = [index for index, text in enumerate(lines) if CELL.match(text)]
    if not starts:
        raise SourceError(1, "There is no cell: begin one with '# %%' or '# %% [markdown]'.")
    _check_header(lines[: starts[0]])
    ends = [*starts[1:], len(lines)]
    cells = [_read_cell(lines[start:end], start + 1) for start, end in zip(starts, ends, strict=True)]
    for cell in cells:
        _check_words(cell, source.has_exercises)
    return _with_ids(_with_guards(cells), source.id_prefix)


def _check_header(lines):
    for number, text in enumerate(lines, 1):
        if text.strip() and text not in HEADER:
            raise SourceError(number, f"Before the first cell stands at most the format, not {text.strip()!r}.")


def _read_cell(lines, number):
    try:
        cell, *more = jupytext.reads("\n".join(lines), fmt=FORMAT).cells
    except (ValidationError, ValueError, AttributeError):
        raise SourceError(number, f"The cell's first line is not understood: {lines[0]!r}.") from None
    if more:
        raise SourceError(number, "A line of the cell, such as '# In[1]:', begins a cell in another format.")
    texts = list(enumerate(cell.source.split("\n"), number + 1))
    answers = ()
    if cell.cell_type == "markdown":
        texts, answers = _without_answers(texts)
    while texts and not texts[0][1].strip():
        texts.pop(0)
    while texts and not texts[-1][1].strip():
        texts.pop()
    if not texts:
        raise SourceError(number, "The cell is empty: fill it or remove it.")
    if cell.cell_type == "markdown":
        for text_number, text in enumerate(lines[1:], number + 1):
            if text.strip() and not text.startswith("#"):
                raise SourceError(text_number, "A line of text begins with '# ', and code needs a '# %%' above it.")
    header = {word: value for word, value in cell.metadata.items() if word != "lines_to_next_cell"}
    return Cell(cell.cell_type, number, tuple(texts), header, answers)


def _without_answers(texts):
    """The lines that readers get, and the answers that are named in the others."""
    kept, answers = [], []
    for number, text in texts:
        if found := ANSWER.fullmatch(text):
            answers.append(found[1].strip())
        elif NEARLY_AN_ANSWER.match(text):
            raise SourceError(number, f"{text!r} names no answer: write '# ### ANSWER 19' on a line of its own.")
        else:
            kept.append((number, text))
    if answers and not any(PREDICT in text for _, text in kept):
        raise SourceError(texts[0][0], f"The cell names an answer and asks for none: write {PREDICT}.** above it.")
    return kept, tuple(answers)


def _check_words(cell, exercises):
    if cell.type not in ("markdown", "code"):
        raise SourceError(cell.line, f"A cell is code or markdown, not {cell.type}.")
    for word, value in cell.header.items():
        if word not in WORDS:
            raise SourceError(
                cell.line, f"The cell's first line says {word}={value!r}: use {', '.join(WORDS)}, with values in JSON."
            )
    for tag in cell.tags:
        if tag not in TAGS:
            raise SourceError(cell.line, f"The tag {tag!r} is unknown: use {', '.join(TAGS)}.")
        if tag in EXERCISE_TAGS and not exercises:
            raise SourceError(cell.line, f"The tag {tag!r} belongs into the exercises: NN_name_exercises.py.")
    if GUARD in cell.tags and (exercises or cell.type != "code" or set(cell.header) != {"tags"}):
        raise SourceError(cell.line, "A guard is a code cell of a lesson, without an id: it is not built.")
    if PLUMBING in cell.tags and (cell.type != "code" or not re.match(r"# \S", cell.text)):
        raise SourceError(cell.line, "Plumbing is code, and its first line is a comment: all that is seen of it.")
    if set(EXERCISE_TAGS) <= set(cell.tags):
        raise SourceError(cell.line, "A cell that is both solution and exercise-only appears nowhere: remove a tag.")
    if cell.type == "markdown" and (PICTURE_WITHOUT_ALT.search(cell.text) or IMAGE_WITHOUT_ALT.search(cell.text)):
        raise SourceError(cell.line, "A picture in the text has no alt text: say what it shows, as in ![alt](file).")


def _with_guards(cells):
    """The cells without the guards, each of which goes with the cell before it."""
    kept = []
    for cell in cells:
        if GUARD not in cell.tags:
            kept.append(cell)
        elif not kept or kept[-1].type != "code":
            raise SourceError(cell.line, "A guard stands behind the code cell whose results it looks at.")
        else:
            kept[-1] = replace(kept[-1], guards=(*kept[-1].guards, cell))
    return kept


def _with_ids(cells, prefix):
    section = place = 0
    named, lines = [], {}
    for cell in cells:
        if cell.type == "markdown" and cell.text.startswith("## "):
            section, place = section + 1, 0
        place += 1
        name = cell.header.get("id", f"{prefix}-{section}-{place}")
        if not isinstance(name, str) or not ID.fullmatch(name):
            raise SourceError(cell.line, f"The id {name!r} must be 1 to 64 letters, digits, hyphens and underscores.")
        if name in lines:
            raise SourceError(cell.line, f"The id {name!r} is that of the cell at line {lines[name]}: choose another.")
        lines[name] = cell.line
        named.append(replace(cell, header={**cell.header, "id": name}))
    return named
