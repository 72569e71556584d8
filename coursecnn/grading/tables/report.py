"""The marks as a table: one row for each student and exercise, and for each file that is no notebook."""

from collections import Counter
from dataclasses import dataclass, replace

from .cells import harmless, read_table, text_of, write_table

COLUMNS = ("student", "id", "lesson", "exercise", "points", "of", "corrected", "mistake", "message", "file", "late")


@dataclass(frozen=True)
class Row:
    """A student's mark for an exercise; where nothing could be marked, lesson and exercise may be empty.

    student, id, lesson, exercise, mistake, message, file : str
        ``exercise`` is its id, such as "01.pad"; ``mistake`` is empty where the answer is right.
    points, of : number
    late : str
        "late", or empty.
    corrected : number or None
        What a teacher gave instead of ``points``.
    """

    student: str
    lesson: str
    exercise: str
    points: float
    of: float
    mistake: str
    message: str
    id: str = ""
    file: str = ""
    late: str = ""
    corrected: float | None = None

    @property
    def earned(self):
        """The points that count."""
        return self.points if self.corrected is None else self.corrected


def make_rows(submission, lesson, exercises, outcome):
    """The rows of one notebook for one lesson.

    Parameters
    ----------
    submission : Submission
    lesson : str or None
    exercises : list of Exercise
        Of this lesson; none where the lesson is not known.
    outcome : Outcome
    """
    known = {"id": submission.id, "file": submission.name, "late": "late" if submission.late else ""}
    if outcome.problem and not exercises:
        return [Row(submission.student, "", "", 0, 0, *outcome.problem, **known)]
    rows = []
    for exercise in exercises:
        passed, mistake, message = (False, *outcome.problem) if outcome.problem else outcome.results[exercise.id]
        rows.append(
            Row(submission.student, lesson, exercise.id, exercise.points if passed else 0, exercise.points,
                "" if passed else mistake or "unknown", message, **known)
        )  # fmt: skip
    return rows


def best_rows(rows):
    """Of several rows for a student and an exercise, the first of those with most points; in their order.

    Rows without an exercise stay, each for its file.
    """
    best = {}
    for row in rows:
        key = (row.student, row.exercise) if row.exercise else (row.student, row.exercise, row.file, row.message)
        if key not in best or row.points > best[key].points:
            best[key] = row
    return list(best.values())


def write_marks(path, rows):
    """Write the rows (see ``cells``)."""
    write_table(path, COLUMNS, [[_cell(row, column) for column in COLUMNS] for row in rows])


def _cell(row, column):
    value = getattr(row, column)
    return "" if value is None else value


def corrections(path, written):
    """What a teacher has changed in the table of marks: {(student, exercise): points}.

    Parameters
    ----------
    path : Path
        The table, which may not be there.
    written : dict
        {"student\\nexercise": points} as they were written last: another number in the column ``points`` is a
        correction just as one in the column ``corrected``.
    """
    if not path.exists() or not path.stat().st_size:
        return {}
    head, *rows = read_table(path)
    found = {}
    for row in rows:
        cells = dict(zip(head, row))
        student, exercise = cells.get("student", ""), cells.get("exercise", "")
        given = _number(cells.get("corrected"))
        points, before = _number(cells.get("points")), written.get(key_of(student, exercise))
        if given is None and exercise and points is not None and before is not None and points != before:
            given = points
        if given is not None and exercise:
            found[student, exercise] = given
    return found


def left_over(path, changes, rows):
    """The rows of the table, as it still is, that a teacher has corrected and whose hand-in was not found this time.

    Parameters
    ----------
    path : Path
    changes : dict
        What ``corrections`` found in it.
    rows : list of Row
        Those of this time.
    """
    gone = changes.keys() - {(harmless(text_of(row.student)), row.exercise) for row in rows}
    head, *table = read_table(path) if gone else [()]
    found = []
    for cells in (dict(zip(head, row)) for row in table):
        if (key := (cells.get("student"), cells.get("exercise"))) in gone:
            texts = {name: _as_it_was(cells.get(name, "")) for name in COLUMNS}
            numbers = {"points": _number(cells.get("points")) or 0, "of": _number(cells.get("of")) or 0}
            found.append(Row(**texts | numbers | {"corrected": changes[key]}))
    return found


def _as_it_was(text):
    """A text before ``harmless``, where it changed its beginning."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text


def key_of(student, exercise):
    """Under which a mark is remembered, with the name as the table has it."""
    return f"{student}\n{exercise}"


def corrected(rows, changes):
    """The rows with a teacher's corrections."""
    return [
        replace(row, corrected=changes.get((harmless(text_of(row.student)), row.exercise))) if row.exercise else row
        for row in rows
    ]


def _number(text):
    try:
        return float((text or "").strip().lstrip("'").replace(",", "."))
    except ValueError:
        return None


def summary(rows):
    """A line for each exercise: how many passed, and what the others have instead, most frequent first."""
    by_exercise = {}
    for row in rows:
        by_exercise.setdefault(row.exercise or "(no exercise)", Counter())[row.mistake or "passed"] += 1
    width = max(map(len, by_exercise), default=0)
    return "\n".join(_summary_line(name.ljust(width), counts) for name, counts in sorted(by_exercise.items()))


def _summary_line(name, counts):
    passed = counts.pop("passed", 0)
    others = ", ".join(f"{mistake} {count}" for mistake, count in counts.most_common())
    return f"{name}  passed {passed} of {passed + counts.total()}" + (f"; {others}" if others else "")
