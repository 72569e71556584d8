"""What a class handed in: the notebooks in a folder, by student."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ..commands import CommandError

MEGABYTES = 20  # of a notebook; those of the course have less than 1


@dataclass(frozen=True)
class Submission:
    """A notebook of a student; ``path`` is None for a student of whom there is none."""

    student: str
    path: Path | None

    @property
    def name(self):
        return self.path.name if self.path else ""


class Refused(Exception):
    """A submission that cannot be marked: ``mistake`` is a word for it, ``message`` a sentence."""

    def __init__(self, mistake, message):
        super().__init__(message)
        self.mistake, self.message = mistake, message


def find_submissions(folder, leave_out):
    """All submissions in a folder, in the order of students and paths.

    A folder in ``folder`` is a student, with all notebooks in it, however deep. A notebook in ``folder`` itself is that
    of a student, too, whose name is the name of the file. What is hidden is left out, links are not followed.

    Parameters
    ----------
    folder : Path
    leave_out : list of Path
        Folders that are no students.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise CommandError(f"The folder {folder} cannot be read: {error.strerror}.") from None
    found = []
    for entry in entries:
        if entry.name.startswith(".") or entry.resolve() in leave_out:
            continue
        if entry.is_dir():
            paths = [None] if entry.is_symlink() else _notebooks(entry) or [None]
            found += [Submission(entry.name, path) for path in paths]
        elif entry.suffix == ".ipynb":
            found.append(Submission(entry.stem, entry))
    if not found:
        raise CommandError(f"There are no notebooks in {folder}: put one folder for each student into it.")
    return sorted(found, key=lambda submission: (submission.student, str(submission.path)))


def _notebooks(folder):
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in files if name.endswith(".ipynb") and not name.startswith(".")]
        found += [Path(place, name) for name in folders if name.endswith(".ipynb")]
    return found


def read_submission(submission):
    """The bytes of a submission's notebook.

    Raises
    ------
    Refused
        Where there is none, or what is there is a link, no file, or much too large.
    """
    name = submission.name
    if submission.path is None:
        raise Refused("no-notebook", "No notebook was handed in.")
    try:
        status = os.lstat(submission.path)
        if stat.S_ISLNK(status.st_mode):
            raise Refused("not-a-file", f"{name} is a link: hand in the notebook itself.")
        if not stat.S_ISREG(status.st_mode):
            raise Refused("not-a-file", f"{name} is not a file: hand in the notebook itself.")
        if status.st_size > MEGABYTES << 20:
            raise Refused("too-large", f"{name} has more than {MEGABYTES} MB: clear its outputs and hand it in again.")
        return submission.path.read_bytes()
    except OSError as error:
        raise Refused("not-a-file", f"{name} cannot be read: {error.strerror}.") from None
