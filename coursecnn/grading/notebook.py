"""The code of a notebook without Jupyter: which lesson it belongs to, and its cells as Python that runs anywhere."""

import ast
import json
import re
from collections import Counter

CALL = re.compile(rb"""exercise\(\s*\\?["'](\d\d)\.""")  # exercise("01.pad") in the text of the file, where " is \"
GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"(\d\d)-')
FILE_NAME = re.compile(r"(?<!\d)(\d\d)_")
RUN_ONCE = ("%%time", "%%timeit", "%%capture")
TIMED_LINE = re.compile(r"^(\s*)%time\s+(?=\S)")
MAGIC_LINE = re.compile(r"^(\s*)(?:(?:[\w, ]+=\s*)?[%!].*|\??[\w.]+\?{1,2}\s*|\?{1,2}[\w.]+\s*)$")


def find_lesson(data, name, lessons):
    """The lesson that a notebook answers, such as "01", or None.

    Found in the text of the file, which need not be whole: the lesson whose exercises it names most often, or else the
    number in its name.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file.
    lessons : collection of str
        Those that have exercises.
    """
    named = Counter(number.decode() for pattern in (CALL, GRADE_ID) for number in pattern.findall(data))
    named = named or Counter(FILE_NAME.findall(name))
    known = [lesson for lesson in sorted(named) if lesson in lessons]
    return max(known, key=named.get, default=None)


def read_cells(data):
    """The texts of a notebook's code cells, in order.

    Raises
    ------
    ValueError
        With one sentence, where ``data`` is not a notebook.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError, MemoryError):
        raise ValueError("The file is not a notebook: it is damaged, or was never one (it is not JSON).") from None
    try:
        return [_text(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]
    except (KeyError, TypeError):
        raise ValueError("The file is not a notebook of today's format: save it again with Jupyter.") from None


def _text(source):
    return source if isinstance(source, str) else "".join(source)


def parse(text):
    """The syntax tree of a cell; what is for IPython alone (``%matplotlib inline``, ``!ls``, ``pad?``) is left out.

    Raises
    ------
    SyntaxError
    """
    try:
        return ast.parse(text)
    except SyntaxError:
        first, _, rest = text.lstrip().partition("\n")
        if first.startswith("%%"):
            return parse(rest) if first.split()[0] in RUN_ONCE else ast.parse("")
        plain = [MAGIC_LINE.sub(r"\1pass", TIMED_LINE.sub(r"\1", line)) for line in text.split("\n")]
        return ast.parse("\n".join(plain))
