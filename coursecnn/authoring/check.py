"""Comparing notebooks with their sources, without running anything."""

import warnings
from itertools import chain

import nbformat

from coursecnn.authoring.course import FOLDERS, SourceError, shown
from coursecnn.authoring.notebook import METADATA, plan_notebooks
from coursecnn.authoring.outputs import faults, first_line


def check(source):
    """One sentence per difference between a source and its notebooks.

    Parameters
    ----------
    source : Source

    Returns
    -------
    list of str
    """
    try:
        plans = plan_notebooks(source)
    except SourceError as error:
        return [f"{source.place(error.line)}: {error}"]
    sentences = []
    for path, planned, cells in plans:
        name = shown(source.root, path)
        if not path.exists():
            sentences.append(f"{name} is missing: build it from {shown(source.root, source.path)}.")
            continue
        try:
            notebook = read_notebook(path)
        except ValueError as error:
            sentences.append(f"{name} is not a valid notebook: {error}")
            continue
        for line, sentence in differences(notebook, planned, cells):
            sentences.append(f"{name}: {sentence} ({source.place(line)})")
    return sentences


def strangers(root, sources):
    """One sentence per notebook that has no source."""
    known = {path for source in sources for path in source.notebooks.values()}
    found = chain.from_iterable((root / folder).rglob("*.ipynb") for folder in FOLDERS.values())
    return [
        f"{shown(root, path)} has no source in notebooks/source: write one or remove the notebook."
        for path in sorted(found)
        if path not in known and ".ipynb_checkpoints" not in path.parts
    ]


def read_notebook(path):
    """A notebook from disk; ValueError, with one sentence, where it is not a valid one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of missing and double ids: nbformat gives new ones, which no source has
        try:
            notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(notebook)
        except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
            raise ValueError(first_line(str(error))) from None
    return notebook


def differences(notebook, planned, cells):
    """Where a stored notebook is not what its source says, or stores what it must not.

    Parameters
    ----------
    notebook, planned : NotebookNode
        As stored, and as planned from the source (outputs are not compared).
    cells : list of Cell
        The source's cells of ``planned``.

    Returns
    -------
    list of (line, sentence)
        With the line of the source.
    """
    found = []
    if notebook.metadata != METADATA or (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        found.append((1, "Its format or metadata are not what a build writes: build again."))
    stored = {node.id: node for node in notebook.cells}
    for node, cell in zip(planned.cells, cells, strict=True):
        if node.id in stored:
            found += [(cell.line, sentence) for sentence in _cell_differences(stored[node.id], node)]
        else:
            found.append((cell.line, f"The cell {node.id} is missing: build again."))
    names = [node.id for node in planned.cells]
    found += [(1, f"The cell {name} is not in the source: build again.") for name in stored if name not in names]
    if not found and list(stored) != names:
        found.append((1, "The cells are in another order than in the source: build again."))
    if not found:
        found += _not_run(notebook, cells)
    return found


def _not_run(notebook, cells):
    """The first code cell whose number is not its place: a notebook is stored as run from top to bottom."""
    code = [(node, cell) for node, cell in zip(notebook.cells, cells, strict=True) if node.cell_type == "code"]
    for count, (node, cell) in enumerate(code, 1):
        if node.execution_count != count:
            return [(cell.line, f"The cell {node.id} was not run in its turn, or its output was cleared: build again.")]
    return []


def _cell_differences(stored, planned):
    if stored.cell_type != planned.cell_type:
        yield f"The cell {planned.id} is {stored.cell_type}, not {planned.cell_type}: build again."
        return
    if stored.source != planned.source:
        yield f"The text of cell {planned.id} is not that of the source: build again."
    if stored.metadata != planned.metadata:
        yield f"The metadata of cell {planned.id} are not those of the source: build again."
    if planned.cell_type == "code":
        for fault in faults(stored):
            yield f"In cell {planned.id}: {fault}"
