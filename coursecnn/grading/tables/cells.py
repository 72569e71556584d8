"""Tables as CSV files that a spreadsheet opens rightly, and in which nothing can be run."""

import csv
import io
import re

from ...commands import CommandError
from ...storage import replacing
from ..handins.students import read_table

# Where a cell could begin, whatever separator a spreadsheet takes, and a sign that makes it a formula.
BEGIN = r"""((?:^|[,;|\t])[\s"'\u00a0]*)"""
SIGN = r"(?=[=@\uff1d\uff20\uff0b\uff0d\u2212+-])"
NUMBER = r"(?![+-]?(?:[\d.]+(?:e[+-]?\d+)?|inf|nan)(?=[\s,;|)\]}]|$))"  # is no formula
FORMULA = re.compile(BEGIN + SIGN + NUMBER)


def write_table(path, head, rows):
    """Write a table (UTF-8, with the mark by which Excel knows it); an old one is replaced when the new one is whole.

    Raises
    ------
    CommandError
        Where something else of this name is there.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(head)
    table.writerows([harmless(text_of(value)) for value in row] for row in rows)
    check_ours(path, head)
    with replacing(path) as file:
        file.write(text.getvalue().encode("utf-8-sig", "replace"))


def check_ours(path, head):
    """Refuse to replace a file that is no table of this kind."""
    if path.exists() and path.stat().st_size:
        table = read_table(path)
        if not table or table[0][:1] != list(head[:1]):
            raise CommandError(f"{path} is there and is no table that grade wrote: choose another name with --out.")


def text_of(value):
    """A value in one line."""
    return f"{value:g}" if isinstance(value, float | int) else " ".join(str(value).split())


def harmless(text):
    """A text in which nothing begins a formula: a spreadsheet shows the apostrophe or hides it, and runs nothing."""
    return FORMULA.sub(r"\1'", text)
