"""Sources for nbgrader: the notebooks that we hand out, with the cells that nbgrader grades.

Answer cells carry no mark of nbgrader's, so they are handed out as they are: stubs with the answer's name, and faulty
functions that are to be repaired. The cells of tests are graded; nbgrader hides the line that decides.
"""

import json
from pathlib import Path

from ..storage import reason, replacing
from . import CommandError


def write_sources(course, folder):
    """Write a folder for each lesson into ``folder``, which is nbgrader's ``source``; what is there stays.

    Parameters
    ----------
    course : Path
        Where ``exercises`` and ``solutions`` are.
    folder : Path

    Returns
    -------
    int
        How many notebooks were written.

    Raises
    ------
    CommandError
        Where a file cannot be written.
    """
    count = 0
    for path in sorted((course / "exercises").glob("*.ipynb")):
        target = Path(folder) / f"lesson{path.name[:2]}" / path.name
        if target.exists():
            print(f"yours, kept: {target}")
            continue
        source = source_of(_read(path), _read(course / "solutions" / path.name))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target) as file:
                file.write((json.dumps(source, indent=1, ensure_ascii=False) + "\n").encode())
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {reason(error)}.") from None
        count += 1
    return count


def source_of(handed_out, solution):
    """The notebook that is handed out with the graded cells of the solution's: its tests, found by the cells' ids."""
    tests = {cell["id"]: cell for cell in solution["cells"] if cell["metadata"].get("nbgrader", {}).get("locked")}
    cells = [tests.get(cell["id"], cell) for cell in handed_out["cells"]]
    return {**handed_out, "cells": cells}


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))
