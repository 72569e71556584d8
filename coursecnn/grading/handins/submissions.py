"""The hand-ins of a class: each file is a notebook to be marked, or has a sentence that says what it is."""

import os
import re
from collections import defaultdict
from dataclasses import dataclass

from ...commands import CommandError
from ...storage import reason
from .layout import classes_in
from .platforms import BY_SYSTEMS, owner_of, without_shadows
from .tree import File, Refused, files_in

NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.I)
SCRIPT = re.compile(r"^[^.]+$|\.(?:py|txt)$", re.I)  # perhaps, by what is in it
ARCHIVES = re.compile(r"\.(?:rar|7z|tar|gz|tgz|bz2|xz)$", re.I)
LOOKS_LIKE = re.compile(rb'"cell_type"\s*:|\bexercise\(\s*["\']\d\d\.|^# %%|^# In\[', re.M)
IS_NOTEBOOK = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{.*?"cell_type"\s*:', re.S)  # whatever a browser has called it


@dataclass(frozen=True)
class Submission:
    """A file of a student, or none: then ``file`` is None, and there is a problem.

    Attributes
    ----------
    student, id : str
    file : File or None
    late : bool
    problem : None or (mistake, message)
        Why it is not marked.
    around : tuple of str
        The path of what holds several students, this one among them, below the folder of the class.
    """

    student: str
    id: str = ""
    file: File | None = None
    late: bool = False
    problem: tuple | None = None
    around: tuple = ()

    @property
    def name(self):
        return self.file.name if self.file else ""

    def read(self):
        """The contents. Raises ``Refused``."""
        if self.problem:
            raise Refused(*self.problem)
        return self.file.read()


def find_submissions(folder, leave_out, students=(), lessons_of=lambda name, data: ()):
    """All hand-ins in a folder, in the order of students and paths.

    Parameters
    ----------
    folder : Path
    leave_out : list of Path
        Folders and files that are no hand-ins.
    students : list of Student
        Who is known. What belongs to none of them is there under the name that it has.
    lessons_of : callable
        ``lessons_of(name, data)``: the lessons that a notebook answers, by which it is told what holds a class.

    Returns
    -------
    list of Submission
        That of what only a system made, beside the students, has no student: "".
    """
    if not os.path.isdir(folder):
        raise CommandError(f"The folder {folder} cannot be read: {_why_not(folder)}.")
    files = files_in(folder, leave_out)
    if any(not file.parts for file in files):
        raise CommandError(f"The folder {folder} cannot be read: {files[0].problem[1]}")
    found, passed_over = [], defaultdict(list)
    depths = _depths(files, students, lessons_of)
    owners = {file.parts: owner_of(file.parts, depths[file.parts]) for file in files}
    names = _names({*owners.values()}, students)
    for file in files:
        owner, depth = owners[file.parts], depths[file.parts]
        student, number = names[owner]
        if _by_system(file) or (not file.name and len(file.parts) > depth + 2):
            passed_over[student, number].append(file)
        else:
            around = file.parts[:depth]
            found.append(Submission(student, number, file, owner.late, _problem(file, owner), around))
    found += [_passed_over(*who, files) for who, files in passed_over.items()]
    known = {submission.student for submission in found}
    for student in students:
        if student.name not in known:
            found.append(Submission(student.name, student.id, problem=("no-notebook", "Nothing was handed in.")))
    if not any(one.student for one in found):
        raise CommandError(f"There are no notebooks in {folder}: put one folder for each student into it.")
    with_notebook = {submission.student for submission in found if submission.problem is None}
    for who in sorted(known - with_notebook - {""}):
        of = [submission for submission in found if submission.student == who]
        if all(one.problem[0] in ("other-file", "passed-over", "online-text") for one in of):
            found.append(Submission(who, of[0].id, problem=("no-notebook", "No notebook was handed in.")))
    return sorted(found, key=lambda one: (one.student, one.file.parts if one.file else ()))


def _why_not(folder):
    try:
        os.stat(folder)
    except OSError as error:
        return reason(error)
    return "it is a file"


def _by_system(file):
    return any(BY_SYSTEMS.match(part) for part in file.parts)


def _depths(files, students, lessons_of):
    """{path: how many folders and archives around a file hold several students}"""

    def lessons_in(file):
        try:
            return lessons_of(file.name, file.read())
        except Refused:
            return ()

    classes = classes_in([file for file in files if not _by_system(file)], lessons_in, students)
    depths = {}
    for file in files:
        parts = without_shadows(file.parts)
        depths[file.parts] = next((n for n in range(len(parts)) if parts[: n + 1] not in classes), len(parts))
    return depths


def _names(owners, students):
    """{owner: (name, id)}; two of the same name and different numbers are told apart."""
    names, numbers = {}, defaultdict(set)
    for owner in owners:
        student = next((student for student in students if student.owns(owner)), None)
        if student:
            names[owner] = student.name, student.id or owner.id
        else:
            numbers[owner.name].add(owner.id)
    for owner in owners:
        if owner not in names:
            several = owner.id and len(numbers[owner.name]) > 1
            names[owner] = f"{owner.name} ({owner.id})" if several else owner.name, owner.id
    return names


def _problem(file, owner):
    """Why a file is not marked, (mistake, message), or None."""
    name = file.name
    if file.problem:
        return file.problem
    if owner.typed:
        return "online-text", f"{name} was typed into Moodle's text field: read it there, it is not marked."
    if NOTEBOOK.search(name):
        return None
    if ARCHIVES.search(name):
        return "other-archive", f"{name} is an archive of another kind: unpack it here and call the command again."
    try:
        if (LOOKS_LIKE if SCRIPT.search(name) else IS_NOTEBOOK).search(file.read()):
            return None
    except Refused as refused:
        if SCRIPT.search(name) or refused.mistake != "too-large":
            return refused.mistake, refused.message
    return "other-file", f"{name} is not a notebook and is not marked: read it, or ask for the notebook."


def _passed_over(student, number, files):
    names = ", ".join("/".join(file.parts[-2:]) for file in files[:5]) + (" ..." if len(files) > 5 else "")
    return Submission(
        student, number, problem=("passed-over", f"Passed over, as a system made it or it is empty: {names}")
    )
