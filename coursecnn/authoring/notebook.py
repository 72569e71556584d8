"""What a notebook must be, before it is run: cells, ids and metadata out of its source."""

import warnings

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursecnn.authoring.course import SourceError
from coursecnn.authoring.cut import cut_cells
from coursecnn.authoring.grades import check_grades, grade_metadata
from coursecnn.authoring.source import EXERCISE_TAGS, read_cells

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
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
            if cell.type == "code":
                _check_syntax(cell)
        plans.append((path, _assemble(chosen, graded=variant == "solution"), chosen))
    return plans


def _assemble(cells, graded):
    notebook = new_notebook(metadata=METADATA)
    for cell in cells:
        new = {"code": new_code_cell, "markdown": new_markdown_cell}[cell.type]
        metadata = {}
        if tags := [tag for tag in cell.tags if tag not in EXERCISE_TAGS]:
            metadata["tags"] = tags
        if graded and (grade := grade_metadata(cell)):
            metadata["nbgrader"] = grade
        notebook.cells.append(new(cell.text, id=cell.header["id"], metadata=metadata))
    return notebook


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
