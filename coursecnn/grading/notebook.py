"""The code of a notebook without Jupyter: which lessons it answers, and the texts of its cells."""

import ast
import json
import re
from collections import Counter

CALL = re.compile(rb"""exercise\(\s*\\?["'](\d\d)\.(\w*)""")  # in the text of the file, where " is \"
GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"(\d\d)-(\w+)')
CELL_OF_EXERCISES = re.compile(rb'"id"\s*:\s*"(\d\d)e-\d+-\d+"')
CELL_OF_LESSON = re.compile(rb'"id"\s*:\s*"(\d\d)-\d+-\d+"')
DEFINED = re.compile(rb"""(?:^|\\n|["'])(?:def (\w+)\(|(\w+) = )""", re.M)
FILE_NAME = re.compile(r"(?<!\d)(\d\d)_")
FEW = 3  # cells of a lesson, or names of answers, that tell
PARTS_OF_SCRIPT = re.compile(r"^# (?:%%.*|In\[[ \d]*\]:?)$", re.M)


def find_lessons(data, name, lessons):
    """The lessons that a notebook answers, such as ["01"]: those whose exercises it names, or else ... see below.

    Found in the text of the file, which need not be whole: by the checks it calls (a lesson of which it calls less than
    half beside another one is not meant), by the ids of its cells, by the names that it defines, by the number in its
    own name.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file.
    lessons : dict of str to sequence of Exercise
        Those that have exercises.

    Returns
    -------
    list of str
    """
    called = {(lesson.decode(), one.decode()) for pattern in (CALL, GRADE_ID) for lesson, one in pattern.findall(data)}
    counts = Counter(lesson for lesson, _ in called if lesson in lessons)
    if counts:
        most = max(sorted(counts), key=counts.get)
        return sorted(one for one in counts if one == most or 2 * counts[one] >= len(lessons[one]))
    cells = Counter(number.decode() for number in CELL_OF_EXERCISES.findall(data))
    cells = cells or (Counter() if is_lesson(data) else _by_names(data, lessons) or Counter(FILE_NAME.findall(name)))
    known = [lesson for lesson in sorted(cells) if lesson in lessons]
    return [max(known, key=cells.get)] if known else []


def is_lesson(data):
    """The number of the lesson where a notebook is the lesson itself and not its exercises, or None."""
    cells = Counter(number.decode() for number in CELL_OF_LESSON.findall(data))
    lesson = max(cells, key=cells.get, default=None)
    return lesson if lesson and cells[lesson] >= FEW else None


def _by_names(data, lessons):
    defined = {(function or value).decode() for function, value in DEFINED.findall(data)}
    counts = Counter({lesson: len(defined & {e.name for e in of}) for lesson, of in lessons.items()})
    return Counter({lesson: count for lesson, count in counts.items() if count >= min(FEW, len(lessons[lesson]))})


def read_cells(data, name):
    """The texts of a notebook's code cells, in order.

    A file ``.py`` is read as Jupyter and editors write scripts, in parts between ``# %%`` or ``# In[3]:``; where there
    are none, each statement is a cell.

    Raises
    ------
    ValueError
        With one sentence, where ``data`` is not a notebook.
    """
    if name.lower().endswith(".py"):
        return _cells_of_script(data.decode("utf-8-sig", "replace"))
    try:
        content = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError, MemoryError):
        raise ValueError("The file is not a notebook: it is damaged, or was never one (it is not JSON).") from None
    try:
        sheets = content.get("worksheets") or [content]  # until 2014
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
        return [_text(cell["source" if "source" in cell else "input"]) for cell in cells if cell["cell_type"] == "code"]
    except (KeyError, TypeError, AttributeError):
        raise ValueError("The file is not a notebook of today's format: save it again with Jupyter.") from None


def _text(source):
    return source if isinstance(source, str) else "".join(source)


def _cells_of_script(text):
    parts = PARTS_OF_SCRIPT.split(text)
    if len(parts) > 1:
        return [part.strip("\n") for part in parts if part.strip()]
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [text]
    lines = text.splitlines(keepends=True)
    starts = [min([s.lineno, *(d.lineno for d in getattr(s, "decorator_list", []))]) - 1 for s in statements]
    return ["".join(lines[start : s.end_lineno]) for start, s in zip(starts, statements)]


def imports_of(cells):
    """The lines of imports at the top of a notebook that is handed out: those of cells that only import.

    Parameters
    ----------
    cells : list of str

    Returns
    -------
    list of str
    """
    found = []
    for text in cells:
        try:
            body = ast.parse(text).body
        except SyntaxError:
            continue
        if body and all(isinstance(line, ast.Import | ast.ImportFrom) for line in body):
            found += [ast.unparse(line) for line in body]
    return found
