"""The marks as a table: one row for each student and exercise."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from ..storage import replacing

COLUMNS = ("student", "lesson", "exercise", "points", "of", "mistake", "message")


@dataclass(frozen=True)
class Row:
    """A student's mark for an exercise; where nothing could be marked, lesson and exercise may be empty.

    student, lesson, exercise, mistake, message : str
        ``exercise`` is its id, such as "01.pad"; ``mistake`` is empty where the answer is right.
    points, of : number
    """

    student: str
    lesson: str
    exercise: str
    points: float
    of: float
    mistake: str
    message: str


def make_rows(student, lesson, exercises, outcome):
    """The rows of one notebook.

    Parameters
    ----------
    student : str
    lesson : str or None
    exercises : list of Exercise
        Of this lesson; none where the lesson is not known.
    outcome : Outcome
    """
    if outcome.problem and not exercises:
        return [Row(student, "", "", 0, 0, *outcome.problem)]
    rows = []
    for exercise in exercises:
        passed, mistake, message = (False, *outcome.problem) if outcome.problem else outcome.results[exercise.id]
        rows.append(
            Row(student, lesson, exercise.id, exercise.points if passed else 0, exercise.points,
                "" if passed else mistake or "unknown", message)
        )  # fmt: skip
    return rows


def best_rows(rows):
    """Of several rows for a student and an exercise, the first of those with most points; in their order."""
    best = {}
    for row in rows:
        key = row.student, row.exercise
        if key not in best or row.points > best[key].points:
            best[key] = row
    return list(best.values())


def write_csv(path, rows):
    """Write rows as CSV (UTF-8), messages in one line each."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow(_harmless(_text(getattr(row, column))) for column in COLUMNS)
    with replacing(path) as file:
        file.write(text.getvalue().encode("utf-8", "replace"))


def _text(value):
    return " ".join(value.split()) if isinstance(value, str) else f"{value:g}"


def _harmless(text):
    """Text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


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
