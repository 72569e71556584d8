"""Whose a file is, by its path: names that Moodle, Canvas and Google Classroom give, and plain folders."""

import re
from dataclasses import dataclass

ENDINGS = re.compile(
    r"(?:\.ipynb(?:\.(?:txt|json))?|\.zip|\.py|\.json|\.txt|\.rar|\.7z|\.tar|\.t?gz|\.pdf|\.docx?|\.html?)$", re.I
)
MOODLE = re.compile(
    r"^(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<file>.*))?$", re.I | re.S
)
CANVAS = re.compile(r"^(?P<name>[^_]+?)(?P<late>_LATE)?_(?P<id>[1-9]\d+)_(?P<entry>[1-9]\d+)_(?P<file>.+)$", re.S)
DRIVE = re.compile(r"-\d{8}T\d{6}Z(?:-\d+)+(?:\.zip)?$")  # a folder of Google Classroom's, as Google Drive packs it
CLASSROOM = re.compile(r"^(?P<name>.{2,}?) - (?P<file>.+)$", re.S)
BY_SYSTEMS = re.compile(r"^(?:\..*|__MACOSX|__pycache__|Thumbs\.db|desktop\.ini|.*-checkpoint\.ipynb)$", re.I)


@dataclass(frozen=True)
class Owner:
    """Who handed a file in.

    Attributes
    ----------
    name, id : str
        ``id`` is the platform's number; "" where there is none.
    place : str
        What stands for the student in the folder: the name of a file or folder, as patterns see it.
    late, typed : bool
        Handed in late, as Canvas says; typed into a field of Moodle's.
    """

    name: str
    id: str
    place: str
    late: bool = False
    typed: bool = False


def without_shadows(parts):
    """The path of a file, of which this one may be the shadow that macOS makes."""
    return tuple(part.removeprefix("._") for part in parts if part != "__MACOSX")


def owner_of(parts, depth=0):
    """The ``Owner`` of a file by its path below the folder of the class; nobody's, where only a system made it.

    Parameters
    ----------
    parts : tuple of str
    depth : int
        So many folders and archives around it hold several students.
    """
    parts = without_shadows(parts)
    for part in parts:
        if found := MOODLE.match(part):
            return Owner(found["name"], found["id"], part, typed=found["kind"].lower() == "onlinetext")
    for part in parts[: depth + 2]:
        if found := CANVAS.match(part):
            return Owner(found["name"], found["id"], part, bool(found["late"]))
    drive = min(2, len(parts) - 1) if parts and DRIVE.search(parts[0]) else 0
    parts = parts[max(depth, drive) :]
    if not parts or not parts[0] or BY_SYSTEMS.match(parts[0]):
        return Owner("", "", "")
    if len(parts) == 1 and (found := CLASSROOM.match(parts[0])):
        return Owner(found["name"].strip(), "", parts[0])
    first = parts[0] if len(parts) > 1 and not parts[0].lower().endswith(".zip") else ENDINGS.sub("", parts[0])
    return Owner(first or parts[0], "", parts[0])


def given_name(name):
    """The name that a student gave a file, without what a platform put in front: logins may look like a lesson's."""
    found = MOODLE.match(name) or CANVAS.match(name)
    return (found and found["file"]) or name
