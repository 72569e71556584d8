"""The list of a class, as a file that a spreadsheet can write: id, name, pattern."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ...commands import CommandError

COLUMNS = ("id", "name", "pattern")


@dataclass(frozen=True)
class Student:
    """A row of the list; ``pattern`` fits the name of this student's folder or file, as in ``*meier*``."""

    id: str
    name: str
    pattern: str

    def owns(self, owner):
        """Whether what an ``Owner`` handed in is this student's."""
        if not owner.name:
            return False
        if self.pattern:
            return any(fnmatchcase(text.casefold(), self.pattern.casefold()) for text in (owner.place, owner.name))
        return bool(self.id and owner.id == self.id) or owner.name.casefold() in (
            self.name.casefold(),
            self.id.casefold(),
        )


def read_students(path):
    """The ``Student``s in a file.

    Raises
    ------
    CommandError
        Where it cannot be read, or is no such list.
    """
    rows = read_table(path)
    head = [name.strip().lower() for name in rows[0]] if rows else []
    if "name" not in head or not {"id", "pattern"} & set(head):
        raise CommandError(f"{path} is no list of students: its first line names the columns, id,name,pattern.")
    students = []
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, (unicodedata.normalize("NFC", cell.strip()) for cell in row)))
        if not cells.get("name"):
            raise CommandError(f"{path} has no name in line {number}.")
        students.append(Student(*(cells.get(column, "") for column in COLUMNS)))
    names = [student.name for student in students]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise CommandError(f"{path} has two students of the name {doubled[0]}: make the names different.")
    return students


def read_table(path):
    """The rows of a CSV file that a spreadsheet wrote, with commas, semicolons or tabs; empty rows are left out.

    Raises
    ------
    CommandError
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(map(str.strip, row))]
