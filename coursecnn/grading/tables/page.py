"""The page that a student gets: one file of HTML that needs nothing else, readable on white and on dark."""

from html import escape

STYLE = """\
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
       overflow-wrap: anywhere }
section { border-left: 4px solid #999; margin: 1.5rem 0; padding-left: 1rem }
.sum { font-size: 1.25rem }
section.passed { border-color: #009E73 }
section.failed { border-color: #D55E00 }
h2 { font-size: 1.1rem; margin: 0; display: flex; justify-content: space-between; gap: 1rem }
p { margin: 0.5rem 0 }
pre { white-space: pre-wrap; margin: 0.5rem 0 }
@media (max-width: 30rem) { pre { font-size: 0.8rem } h2 { font-size: 1rem } section { padding-left: 0.75rem } }
.points { flex: none; font-weight: normal }
"""

OURS = '<meta name="generator" content="coursecnn grade">'  # which says that a page may be replaced

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
{ours}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{student}: marks</title>
<style>
{style}</style>
</head>
<body>
<h1>{student}</h1>
<p class="sum">{sums}</p>
{parts}
</body>
</html>
"""


def make_page(student, rows, titles, notes, remarks):
    """The feedback page of a student as text.

    Parameters
    ----------
    student : str
    rows : list of Row
        Of this student.
    titles : dict of str to str
        Of the exercises, by id.
    notes : list of (str, int, str)
        File, number of a code cell, and how this cell ended.
    remarks : list of (str, str)
        File, and what else its owner should know.
    """
    rows = sorted(rows, key=lambda row: row.mistake == "passed-over")  # what matters least stands last
    before = [None, *(row.message for row in rows)]
    parts = [_section(row, titles, row.message == said) for row, said in zip(rows, before)]
    parts += _notes(notes) + _remarks(remarks)
    sums = escape(_sums(rows))
    return PAGE.format(student=escape(student), style=STYLE, ours=OURS, parts="\n".join(parts), sums=sums)


def is_ours(path):
    """Whether a file is a page that was made here."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return OURS in file.read(2000)
    except OSError:
        return False


def _sums(rows):
    lessons = {}
    for row in rows:
        if row.exercise:
            points, of = lessons.get(row.lesson, (0, 0))
            lessons[row.lesson] = points + row.earned, of + row.of
    if not lessons:
        return "Nothing could be marked."
    points, of = (sum(numbers) for numbers in zip(*lessons.values()))
    each = "; ".join(f"lesson {lesson}: {points:g} of {of:g}" for lesson, (points, of) in sorted(lessons.items()))
    return f"{points:g} of {of:g} points" + (f" ({each})." if len(lessons) > 1 else ".")


def _section(row, titles, again):
    if not row.exercise:
        title, text = escape(row.file or "Your hand-in"), escape(_for_student(row))
        return f'<section class="{_state(row)}">\n<h2>{title}</h2>\n<p>{text}</p>\n</section>'
    title = f"{titles[row.exercise]} ({row.exercise})" if row.exercise in titles else row.exercise
    word = {"": "passed", "not-tried": "not tried"}.get(row.mistake, "not yet")
    changed = "" if row.corrected is None else f"<p>Corrected by your teacher: it was {row.points:g}.</p>\n"
    message = "As above." if again and row.mistake else row.message
    for heading in (f"{row.exercise}: passed.", f"{row.exercise}: not yet.", f"{row.exercise}: not tried yet."):
        message = message.removeprefix(heading).lstrip(" ")  # it stands above
    return (
        f'<section class="{_state(row)}">\n'
        f'<h2><span>{escape(title)}: {word}</span> <span class="points">{row.earned:g} of {row.of:g}</span></h2>\n'
        f"{changed}{f'<pre>{escape(message)}</pre>' if message else ''}\n"
        f"</section>"
    )


def _state(row):
    """The kind of a section: its colour."""
    return {"": "passed", "not-tried": "open", "passed-over": "open"}.get(row.mistake, "failed")


def _for_student(row):
    """What is wrong with a file; what a teacher could do about it, after the colon, is left out."""
    if row.mistake == "passed-over":
        return row.message
    return f"{row.message.rpartition(': ')[0] or row.message.removesuffix('.')}. Hand in the notebook (.ipynb) itself."


def _notes(notes):
    items = [
        f"<li>{escape(name)}, code cell {number} from the top:\n<pre>{escape(note)}</pre></li>"
        for name, number, note in notes
    ]
    return ["<h2>Cells that ended early</h2>", "<ul>", *items, "</ul>"] if items else []


def _remarks(remarks):
    items = [f"<li>{escape(name)}: {escape(text)}</li>" for name, text in remarks]
    return ["<h2>How it was marked</h2>", "<ul>", *items, "</ul>"] if items else []
