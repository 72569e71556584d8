"""``coursecnn grade``: the notebooks of a class, marked."""

import sys
from importlib.util import find_spec
from pathlib import Path

from ..arguments.packages import missing
from ..commands import CommandError, whole_number
from ..commands.outputs import check_outputs
from ..functional import parallel
from ..storage import open_regular, reason
from .exercises import FaultyExercises, all_exercises
from .handins import find_submissions, given_name, read_students
from .kept import Kept
from .marking import mark_class
from .notebook import find_lessons
from .output import write_all
from .supervisor import NOT_MARKED, Supervisor
from .tables.cells import check_ours
from .tables.report import COLUMNS, summary
from .tables.totals import check_totals
from .walls import NoWalls, Walls, Watcher

EPILOG = """\
FOLDER holds what was handed in, as Moodle, Canvas or Google Classroom give it, or a folder or a file for each student:
  FOLDER/anna/01_convolution.ipynb       or       FOLDER/anna.ipynb       or       FOLDER/anna.zip

Each notebook is run in a process of its own, behind walls: it sees no other file of yours, writes none, and has no
network; right answers stay outside. On Linux bubblewrap makes the walls. Where they cannot be had, --without-sandbox
marks without them: then a notebook can do what you can, and can forge its marks.

Results are kept in a folder beside FILE. The same command goes on after Ctrl-C or a crash, and later marks only what
is new. Marks that you correct in FILE (column "corrected") are kept. To mark all anew, delete that folder.

example:
  coursecnn grade collected --out marks.csv      and a page for each student in the folder marks.feedback
"""
UNREAD = ("broken-notebook", "lesson-itself", "too-large", "unreadable", "not-a-file")  # for all of a lesson
FORGED = "Marked without walls: a notebook could read your files, and forge its marks (see TEACHING.md)."


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", help="what the class handed in")
    add("--out", type=Path, required=True, metavar="FILE", help="write the marks (CSV)")
    add("--feedback", type=Path, metavar="DIR", help="folder of the students' pages (default: beside FILE)")
    add("--students", type=Path, metavar="FILE.csv", help="your class: columns id, name, pattern (see TEACHING.md)")
    add("--exercises", type=Path, metavar="FILE.py", help="mark exercises of your own, too (see TEACHING.md)")
    add("--workers", type=whole_number(1), default=parallel.workers(), metavar="N",
        help="notebooks at a time (default: one for each processor)")  # fmt: skip
    add("--seconds", type=whole_number(4), default=120, metavar="N",
        help="for one notebook; a quarter of it for one cell (default: 120)")  # fmt: skip
    add("--memory", type=whole_number(500), default=2000, metavar="MB",
        help="for one notebook, on Linux (default: 2000)")  # fmt: skip
    add("--without-sandbox", action="store_true", help="mark without walls: notebooks can forge their marks")


def run(args):
    """Mark; 0, or 1 where a notebook could not be marked by no fault of its own, or there was none at all."""
    sys.stdout.reconfigure(errors="replace")  # names of students may hold what this terminal cannot show
    check_outputs({"--out": args.out})
    if find_spec("IPython") is None:
        raise CommandError(missing("ipython", "To run cells as Jupyter does, grade"))
    out = args.out.resolve()
    results, feedback = out.with_suffix(".results"), (args.feedback or out.with_suffix(".feedback")).resolve()
    own = args.exercises
    try:
        if own is not None:
            open_regular(own).close()
        lessons = all_exercises(own)
    except FileNotFoundError:
        raise CommandError(f"There is no file {own}.") from None
    except OSError as error:
        raise CommandError(f"{own} cannot be read: {reason(error)}.") from None
    except FaultyExercises as error:
        raise CommandError(str(error)) from None
    check_ours(out, COLUMNS)
    check_totals(out, lessons)
    students = read_students(args.students) if args.students else []
    ours = [
        results,
        feedback,
        out,
        *out.parent.glob(f"{out.stem}.*.csv"),
        *([args.students.resolve()] if students else []),
    ]
    submissions = find_submissions(
        args.folder,
        [*ours, *([own.resolve()] if own else [])],
        students,
        lambda name, data: find_lessons(data, given_name(name), lessons),
    )
    _say_classes(submissions)
    walls = _walls(args, [args.folder.resolve(), *ours, *([own.resolve()] if own else [])])
    try:
        feedback.mkdir(exist_ok=True)
        settings = [args.seconds, args.memory, bool(walls), own and own.read_text(encoding="utf-8")]
        kept = Kept(results, settings)
        supervisor = Supervisor(
            args.seconds, args.memory, walls, walls and Watcher(args.memory), [own.stem] if own else []
        )
        marked = mark_class(submissions, lessons, kept, supervisor, args.workers)
        rows, written = write_all(marked, lessons, out, feedback, kept)
        kept.drop_others()
    except KeyboardInterrupt:
        print("Interrupted. What is marked is kept: the same command goes on.", file=sys.stderr)
        return 130
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from None
    finally:
        if walls:
            walls.close()
    _say(rows, written, args, feedback)
    if not walls:
        print(FORGED, file=sys.stderr)
    failed = sorted({row.student for row in rows if row.mistake == NOT_MARKED})
    if failed:
        print(f"Not marked: {', '.join(failed)}. Call the same command again.", file=sys.stderr)
    nothing = all(submission.problem for submission in submissions)
    if nothing:
        print(_nothing(args.folder, submissions), file=sys.stderr)
    return 1 if failed or nothing else 0


def _say_classes(submissions):
    """Say what was not taken for one student's: a teacher knows whether it is so."""
    classes = {}
    for one in submissions:
        if one.around:
            classes.setdefault(one.around, set()).add(one.student)
    for around, students in classes.items():
        print(f"{'/'.join(around)} holds what {len(students)} students handed in.")


def _nothing(folder, submissions):
    by_use = sorted(submissions, key=lambda one: one.file is None)
    first = next(one for one in by_use if one.student).problem[1].removesuffix(".")
    more = f", and so on, {len(submissions)} in all" if len(submissions) > 1 else ""
    return f"There are no notebooks in {folder}: {first}{more}."


def _walls(args, closed):
    if args.without_sandbox:
        return None
    try:
        return Walls(closed)
    except NoWalls as error:
        raise CommandError(str(error)) from None


def _say(rows, written, args, feedback):
    print(summary([row for row in rows if row.exercise]))
    others = dict.fromkeys(
        f"  {row.student or '(nobody)'}: {row.message}" for row in rows if not row.exercise or row.mistake in UNREAD
    )
    if others:
        print("Not marked, or not all of it:", *others, sep="\n")
    print(f"Marks: {args.out}", f"Sums: {', '.join(path.name for path in written)}", sep="\n")
    print(f"A page for each student: {feedback}")
