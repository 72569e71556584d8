"""An exercise and its solution out of one text."""

import re
from dataclasses import replace

from coursecnn.authoring.course import SourceError

MARK = re.compile(r"(\s*)### (BEGIN|END) (SOLUTION|STUB|HIDDEN TESTS)")
NEARLY_A_MARK = re.compile(r"\b(BEGIN|END) (SOLUTION|STUB|HIDDEN TESTS?)\b", re.IGNORECASE)
COMMENT = re.compile(r"(\s*)# ?(.*)")
DEFAULT_STUB = "...  # your code here"
NOT_IN = {"lesson": "", "exercise": "solution", "solution": "exercise-only"}


def cut_cells(cells, variant):
    """The cells of one notebook out of those of its source.

    Parameters
    ----------
    cells : list of Cell
    variant : "lesson", "exercise" or "solution"

    Raises
    ------
    SourceError
        Where a mark is not closed, not spelled exactly, or not where it belongs.
    """
    return [_cut_cell(cell, variant) for cell in cells if NOT_IN[variant] not in cell.tags]


def _cut_cell(cell, variant):
    marked = [(number, text) for number, text in cell.lines if NEARLY_A_MARK.search(text)]
    for number, text in marked:
        if not MARK.fullmatch(text):
            raise SourceError(number, f"{text.strip()!r} is no mark: write '### BEGIN SOLUTION' alone on its line.")
    if cell.header.get("kind") == "test":
        return replace(cell, lines=tuple(_without_hidden(cell.lines, variant)))
    if cell.header.get("kind") != "answer":
        if marked:
            raise SourceError(marked[0][0], 'Marks stand in cells of exercises with kind="answer" and a grade_id.')
        return cell
    if not marked:
        raise SourceError(cell.line, "An answer needs '### BEGIN SOLUTION' and '### END SOLUTION' in it.")
    exercise, solution = _cut_lines(cell.lines)
    return replace(cell, lines=tuple(exercise if variant == "exercise" else solution))


def _without_hidden(lines, variant):
    """Hidden tests stand in the solution, with their marks; the exercise goes without."""
    kept, hidden = [], None  # number of the line that opened the hidden part
    for number, text in lines:
        mark = MARK.fullmatch(text)
        if mark:
            _, edge, word = mark.groups()
            if word != "HIDDEN TESTS" or (edge == "BEGIN") == (hidden is not None):
                raise SourceError(
                    number, f"'### {edge} {word}' is out of order: a test has BEGIN and END HIDDEN TESTS."
                )
            hidden = number if edge == "BEGIN" else None
        if variant == "solution" or not (mark or hidden):
            kept.append((number, text))
    if hidden:
        raise SourceError(hidden, "The hidden tests mark is not closed: add '### END HIDDEN TESTS'.")
    return kept


def _cut_lines(lines):
    exercise, solution, stub = [], [], []
    opened = []  # marks that wait for their end
    for number, text in lines:
        mark = MARK.fullmatch(text)
        if mark:
            indent, edge, word = mark.groups()
            if word == "HIDDEN TESTS":
                raise SourceError(number, 'Hidden tests stand in cells with kind="test".')
            _move(opened, edge, word, number)
            if word == "SOLUTION":
                solution.append((number, text))
                if edge == "END":
                    exercise += stub or [(number, indent + DEFAULT_STUB)]
                    stub = []
        elif not opened:
            exercise.append((number, text))
            solution.append((number, text))
        elif opened[-1][0] == "STUB":
            stub.append((number, _uncomment(number, text)))
        else:
            solution.append((number, text))
    if opened:
        word, number = opened[-1]
        raise SourceError(number, f"The {word.lower()} mark is not closed: add '### END {word}'.")
    return exercise, solution


def _move(opened, edge, word, number):
    """Open or close a mark: a stub stands in a solution, a solution in nothing."""
    around = [name for name, _ in opened]
    before = ["SOLUTION"] if word == "STUB" else []
    if around != before + [word] * (edge == "END"):
        raise SourceError(
            number, f"'### {edge} {word}' is out of order: solutions do not nest, and a stub stands in one."
        )
    if edge == "BEGIN":
        opened.append((word, number))
    else:
        opened.pop()


def _uncomment(number, text):
    comment = COMMENT.fullmatch(text)
    if text.strip() and not comment:
        raise SourceError(number, f"A stub is written as comments: put '# ' before {text.strip()!r}.")
    return "".join(comment.groups()) if comment else ""
