"""Writing what came of a marking: marks, sums, and a page for each student."""

import hashlib
import re
import sys
from collections import defaultdict

from ..storage import replacing
from .tables.cells import harmless, text_of
from .tables.page import is_ours, make_page
from .tables.report import best_rows, corrected, corrections, key_of, left_over, make_rows, write_marks
from .tables.totals import write_totals

UNUSABLE = re.compile(r'[\x00-\x1f<>:"/\\|?*]|[. ]+$|^[. ]+')  # in names of files, on some system
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
LONGEST = 50  # characters of a name: with 4 bytes each, and an ending, every system takes them


def write_all(marked, lessons, out, feedback, kept):
    """Write the tables and the pages.

    Parameters
    ----------
    marked : list of (Submission, list of lessons, Outcome)
    lessons : dict of str to list of Exercise
    out, feedback : Path
        The table of marks, the folder of pages.
    kept : Kept

    Returns
    -------
    (rows, paths) : the rows of the table of marks, and where the sums are
    """
    rows, notes, remarks = defaultdict(list), defaultdict(list), defaultdict(list)
    for submission, found, outcome in marked:
        who = submission.student
        for lesson in found or [None]:
            rows[who] += make_rows(submission, lesson, lessons.get(lesson, []), outcome)
        ended = sorted((int(number), note) for number, note in outcome.notes.items())
        notes[who] += [(submission.name, number, note) for number, note in ended]
        remarks[who] += [(submission.name, remark) for remark in outcome.remarks]
        if submission.late:
            remarks[who].append((submission.name, "Handed in late."))
    changes = corrections(out, kept.written())
    gone = left_over(out, changes, [row for of in rows.values() for row in of])
    for row in gone:
        rows[row.student].append(row)
    places = {exercise.id: place for place, exercise in enumerate(e for es in lessons.values() for e in es)}
    for who in rows:
        best = sorted(best_rows(rows[who]), key=lambda row: places.get(row.exercise, len(places)))
        rows[who] = corrected(best, changes)
    if gone:
        marks = ", ".join(f"{row.student} {row.exercise}" for row in gone)
        print(f"Corrected marks that stay, though nothing was found to mark this time: {marks}", file=sys.stderr)
    everything = [row for who in sorted(rows) for row in rows[who]]
    _write_pages(rows, notes, remarks, lessons, feedback)
    write_marks(out, everything)
    kept.keep_written({key_of(harmless(text_of(row.student)), row.exercise): row.points for row in everything})
    handed = {row.lesson for row in everything if row.exercise}
    worth = {lesson: sum(exercise.points for exercise in lessons.get(lesson, ())) for lesson in handed}
    return everything, write_totals(out, everything, worth)


def _write_pages(rows, notes, remarks, lessons, feedback):
    titles = {exercise.id: exercise.title for exercises in lessons.values() for exercise in exercises}
    for who, name in pages_of(filter(None, rows)).items():
        path = feedback / name
        if path.exists() and not is_ours(path):
            path = feedback / f"{path.stem}.marks.html"
            print(f"{name} in {feedback} is not a page of grade and is left alone: see {path.name}.", file=sys.stderr)
        with replacing(path) as file:
            file.write(make_page(who, rows[who], titles, notes[who], remarks[who]).encode("utf-8", "replace"))


def pages_of(students):
    """{student: name of the page}: names that every system takes, and no two the same."""
    names, taken = {}, set()
    for who in students:
        name = UNUSABLE.sub("_", who)[:LONGEST] or "_"
        name = f"_{name}" if RESERVED.match(name) else name
        if name.casefold() in taken or len(who) > LONGEST:
            name += f"-{hashlib.sha256(who.encode('utf-8', 'replace')).hexdigest()[:8]}"
        taken.add(name.casefold())
        names[who] = f"{name}.html"
    return names
