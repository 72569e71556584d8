"""Sums of points: a wide table for people, and files that Moodle and Canvas import.

Moodle's is a grading worksheet of an assignment (columns as in Moodle in English), one for each lesson. Canvas's is a
gradebook, in which each lesson is an assignment; it asks which one is meant where it does not know the name.
"""

from .cells import check_ours, write_table

MOODLE = ("Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)", "Feedback comments")
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def totals(rows, lessons):
    """{(student, id): {lesson: points or None}} of all students, in their order.

    Parameters
    ----------
    rows : list of Row
    lessons : list of str
        None stands for what was not handed in.
    """
    sums = {}
    for row in filter(lambda row: row.student, rows):
        of = sums.setdefault((row.student, row.id), dict.fromkeys(lessons))
        if row.exercise and row.lesson in of:
            of[row.lesson] = (of[row.lesson] or 0) + row.earned
    merged = {}
    for (student, number), of in sums.items():  # a student's files may bring the number or not
        old, total = merged.get(student, ("", dict.fromkeys(lessons)))
        merged[student] = old or number, {
            lesson: _plus(total[lesson], of[lesson]) for lesson in lessons
        }  # fmt: skip
    return {(student, number): of for student, (number, of) in merged.items()}


def _plus(one, other):
    return one if other is None else other if one is None else one + other


def total_files(out, lessons):
    """The paths that ``write_totals`` writes beside the table of marks."""
    return [out.with_suffix(".totals.csv"), out.with_suffix(".canvas.csv")] + [
        out.with_suffix(f".moodle-{lesson}.csv") for lesson in lessons
    ]


def write_totals(out, rows, worth):
    """Write the sums beside the table of marks; the paths of what was written.

    A platform knows its students by numbers: a file without any is not begun, and one of an earlier call is renewed.

    Parameters
    ----------
    out : Path
        Of the table of marks.
    rows : list of Row
    worth : dict of str to number
        The points of each lesson that somebody handed in.
    """
    lessons = sorted(worth)
    sums = [(*who, of, [_or_blank(of[lesson]) for lesson in lessons]) for who, of in totals(rows, lessons).items()]
    path, canvas, *moodle = total_files(out, lessons)
    head = ("student", "id", *(f"lesson {lesson}" for lesson in lessons), "points", "out of")
    worth_all = sum(worth.values())
    write_table(
        path, head, ([who, id, *cells, sum(filter(None, of.values())), worth_all] for who, id, of, cells in sums)
    )
    possible = ["Points Possible", "", "", "", "", *(worth[lesson] for lesson in lessons)]
    students = ([who, id, "", "", "", *cells] for who, id, _, cells in sums)
    written = [path]
    if canvas.exists() or any(id for _, id, _, _ in sums):
        write_table(canvas, (*CANVAS, *(f"Lesson {lesson}" for lesson in lessons)), [possible, *students])
        written.append(canvas)
    for place, lesson in zip(moodle, lessons):
        graded = [(who, id, of[lesson]) for who, id, of, _ in sums if of[lesson] is not None and id.isdecimal()]
        if graded or place.exists():
            write_table(place, MOODLE, (_worksheet_row(*student, worth[lesson]) for student in graded))
            written.append(place)
    return written


def _worksheet_row(who, id, points, of):
    return [f"Participant {id}", who, points, of, "", f"{points:g} of {of:g} points; your page says more."]


def check_totals(out, lessons):
    """Refuse to replace files of these names that are not ours."""
    heads = [("student",), CANVAS, *(MOODLE for _ in lessons)]
    for path, head in zip(total_files(out, sorted(lessons)), heads):
        check_ours(path, head)


def _or_blank(value):
    return "" if value is None else value
