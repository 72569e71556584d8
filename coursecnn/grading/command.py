"""``coursecnn grade``: the notebooks of a class, marked."""

import sys
from collections import defaultdict
from pathlib import Path

from ..commands import CommandError, whole_number
from ..commands.outputs import check_outputs
from ..functional import parallel
from ..storage import replacing
from .exercises import FaultyExercises, all_exercises
from .kept import Kept
from .marking import mark_class
from .page import make_page
from .report import best_rows, make_rows, summary, write_csv
from .submissions import find_submissions
from .supervisor import NOT_MARKED, Supervisor

EPILOG = """\
FOLDER holds a folder for each student, with this student's notebooks, or a notebook for each student:
  FOLDER/anna/01_convolution.ipynb       or       FOLDER/anna.ipynb

Each notebook is run in a process of its own, in a temporary folder, and then marked; its stored outputs do not
count. It may write no files elsewhere, start no programs and use no network. This stops accidents and mischief. It
is no security boundary: mark notebooks of strangers in a container.

Results are kept in a folder beside FILE. The same command goes on after Ctrl-C or a crash, and later marks only what
is new. To mark all anew, delete that folder.

example:
  coursecnn grade collected --out marks.csv      and a page for each student in the folder marks.feedback
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", help="the notebooks of the class")
    add("--out", type=Path, required=True, metavar="FILE", help="write the marks (CSV)")
    add("--feedback", type=Path, metavar="DIR", help="folder of the students' pages (default: beside FILE)")
    add("--exercises", type=Path, metavar="FILE.py", help="mark exercises of your own, too (see TEACHING.md)")
    add("--workers", type=whole_number(1), default=parallel.workers(), metavar="N",
        help="notebooks at a time (default: one for each processor)")  # fmt: skip
    add("--seconds", type=whole_number(4), default=120, metavar="N",
        help="for one notebook; a quarter of it for one cell (default: 120)")  # fmt: skip
    add(
        "--memory",
        type=whole_number(500),
        default=2000,
        metavar="MB",
        help="for one notebook, on Linux (default: 2000)",
    )


def run(args):
    """Mark; 0, or 1 where a notebook could not be marked by no fault of its own."""
    sys.stdout.reconfigure(errors="replace")  # names of students may hold what this terminal cannot show
    check_outputs({"--out": args.out})
    out = args.out.resolve()
    results, feedback = out.with_suffix(".results"), (args.feedback or out.with_suffix(".feedback")).resolve()
    own = args.exercises
    if own is not None and not own.is_file():
        raise CommandError(f"There is no file {own}.")
    try:
        lessons = all_exercises(own)
    except FaultyExercises as error:
        raise CommandError(str(error)) from None
    submissions = find_submissions(args.folder, [results, feedback])
    if sys.platform != "linux":
        print("On this system the time of a notebook is limited, its memory is not.")
    try:
        feedback.mkdir(exist_ok=True)
        kept = Kept(results, [args.seconds, args.memory, own and own.read_text(encoding="utf-8")])
        closed = [args.folder, out, results, feedback, *([own] if own else [])]
        supervisor = Supervisor(args.seconds, args.memory, closed, own)
        marked = mark_class(submissions, lessons, kept, supervisor, args.workers)
        rows = _write(marked, lessons, out, feedback)
        kept.drop_others()
    except KeyboardInterrupt:
        print("Interrupted. What is marked is kept: the same command goes on.", file=sys.stderr)
        return 130
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from None
    print(summary(rows), f"Marks: {args.out}", f"A page for each student: {feedback}", sep="\n")
    failed = sorted({row.student for row in rows if row.mistake == NOT_MARKED})
    if failed:
        print(f"Not marked: {', '.join(failed)}. Call the same command again.", file=sys.stderr)
    return 1 if failed else 0


def _write(marked, lessons, out, feedback):
    """Write the table and the pages; the rows."""
    rows, notes = defaultdict(list), defaultdict(list)
    for submission, lesson, outcome in marked:
        rows[submission.student] += make_rows(submission.student, lesson, lessons.get(lesson, []), outcome)
        found = sorted((int(number), note) for number, note in outcome.notes.items())
        notes[submission.student] += [(submission.name, number, note) for number, note in found]
    titles = {exercise.id: exercise.title for exercises in lessons.values() for exercise in exercises}
    for student in rows:
        rows[student] = sorted(best_rows(rows[student]), key=_order(lessons))
        with replacing(feedback / f"{student}.html") as file:
            file.write(make_page(student, rows[student], titles, notes[student]).encode("utf-8", "replace"))
    rows = [row for student in sorted(rows) for row in rows[student]]
    write_csv(out, rows)
    return rows


def _order(lessons):
    places = {exercise.id: place for place, exercise in enumerate(e for es in lessons.values() for e in es)}
    return lambda row: places.get(row.exercise, -1)
