"""What a notebook must be, before it is run: cells, ids and metadata out of its source."""

import re
import warnings

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursecnn.authoring.course import SourceError
from coursecnn.authoring.cut import cut_cells
from coursecnn.authoring.grades import check_grades, grade_metadata
from coursecnn.authoring.source import EXERCISE_TAGS, PLUMBING, read_cells

GUESS = re.compile(r"guess = Guess\(.*\).*")
METADATA = {  # all that Jupyter stores but the version of Python, so that saving changes nothing else
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


def plan_notebooks(source):
    """The notebooks of a source as they are before they are run.

    Parameters
    ----------
    source : Source

    Returns
    -------
    list of (path, notebook, cells)
        ``cells[i]`` is the source's cell of ``notebook.cells[i]``.

    Raises
    ------
    SourceError
    """
    cells = read_cells(source)
    check_grades(cells, source.has_exercises)
    plans = []
    for variant, path in source.notebooks.items():
        chosen = cut_cells(cells, variant)
        for cell in chosen:
            for code in (cell, *cell.guards) if cell.type == "code" else ():
                _check_syntax(code)
        plans.append((path, _assemble(chosen, graded=variant == "solution"), chosen))
    return plans


def _assemble(cells, graded):
    notebook = new_notebook(metadata=METADATA)
    asked = False  # is the cell one of those that answer a prediction
    for cell in cells:
        new = {"code": new_code_cell, "markdown": new_markdown_cell}[cell.type]
        if cell.type == "markdown":
            asked = bool(cell.answers)
        metadata = {}
        if tags := _tags(cell, asked):
            metadata["tags"] = tags
        if PLUMBING in cell.tags:
            metadata["jupyter"] = {"source_hidden": True}
        if graded and (grade := grade_metadata(cell)):
            metadata["nbgrader"] = grade
        notebook.cells.append(new(cell.text, id=cell.header["id"], metadata=metadata))
    return notebook


def _tags(cell, asked):
    """A notebook's tags: plumbing and the answers of predictions are folded on a page, by the words of MyST-NB."""
    tags = ["hide-input" if tag == PLUMBING else tag for tag in cell.tags if tag not in EXERCISE_TAGS]
    return [*tags, "hide-output"] if asked and cell.type == "code" and not is_guess(cell.text) else tags


def is_guess(text):
    """True for the source of a cell that takes a guess and does nothing else."""
    return bool(GUESS.fullmatch(text))


def _check_syntax(cell):
    with warnings.catch_warnings():
        warnings.simplefilter("error", SyntaxWarning)
        try:
            compile(cell.text, "<cell>", "exec")
        except SyntaxError as error:
            number = source_line(cell, error.lineno or 1)
            raise SourceError(number, f"The code is not Python: {error.msg}.") from None


def source_line(cell, number):
    """The line of the source from which line ``number`` (from 1) of a cell's text came."""
    return cell.lines[min(number, len(cell.lines)) - 1][0]
