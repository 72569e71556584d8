"""What nbgrader wants to know of a cell, out of ``kind``, ``grade_id`` and ``points`` in its first line.

========================  =====  ========  ======  ==================  ========================
cell of the solutions     grade  solution  locked  grade_id            in nbgrader's release
========================  =====  ========  ======  ==================  ========================
kind="answer"             no     yes       no      02-pad              marked region is cut out
kind="test"               yes    no        yes     02-pad-test         stays, read only
text, tag ``solution``    yes    yes       no      its cell id         emptied, 0 points
code, tag ``solution``    no     yes       no      its cell id         emptied
========================  =====  ========  ======  ==================  ========================

The last two keep worked answers from students: nbgrader has no other way to leave a cell out.
``grade_id="02.pad"`` names the exercise; nbgrader takes no full stop in a name, so it becomes a hyphen.
nbgrader cuts with its own stub, which raises; ``c.ClearSolutions.code_stub = {"python": "..."}`` in its configuration
makes its release run from top to bottom.

Source: nbgrader's cell metadata, schema version 3.
"""

import re

from coursecnn.authoring.course import SourceError

EXERCISE = re.compile(r"\d\d\.[A-Za-z0-9_-]+")


def grade_metadata(cell):
    """``metadata.nbgrader`` of a cell of a solution notebook, or None.

    Parameters
    ----------
    cell : Cell

    Returns
    -------
    dict or None
    """
    kind = cell.header.get("kind")
    if kind is None:
        if "solution" not in cell.tags:
            return None
        written = {"points": 0} if cell.type == "markdown" else {}
        return _metadata(cell.header["id"], solution=True, **written)
    name = cell.header["grade_id"].replace(".", "-")
    if kind == "answer":
        return _metadata(name, solution=True)
    return _metadata(f"{name}-test", locked=True, points=cell.header["points"])


def _metadata(grade_id, solution=False, locked=False, **points):
    return {
        "grade": bool(points),
        "grade_id": grade_id,
        "locked": locked,
        **points,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def check_grades(cells, exercises):
    """Refuse, by SourceError, what the cells' first lines say wrongly about answers and tests."""
    seen = {}
    for cell in cells:
        kind, name, points = (cell.header.get(word) for word in ("kind", "grade_id", "points"))
        if (kind, name, points) == (None, None, None):
            continue
        if not exercises:
            raise SourceError(cell.line, "Answers and tests belong into the exercises: NN_name_exercises.py.")
        if kind not in ("answer", "test") or cell.type != "code":
            raise SourceError(
                cell.line, f'A code cell has kind="answer" or kind="test", not {kind!r} in a {cell.type} cell.'
            )
        if not isinstance(name, str) or not EXERCISE.fullmatch(name):
            raise SourceError(cell.line, f'grade_id names the exercise, as in "01.cross_correlate", not {name!r}.')
        if kind == "test" and (type(points) not in (int, float) or points < 0):
            raise SourceError(cell.line, f"A test needs points, a number of at least 0, not {points!r}.")
        if kind == "answer" and points is not None:
            raise SourceError(cell.line, "Points belong to the test, not to the answer: move them there.")
        if (kind, name) in seen:
            raise SourceError(cell.line, f"The {kind} of {name} is already at line {seen[kind, name]}: one of each.")
        seen[kind, name] = cell.line
