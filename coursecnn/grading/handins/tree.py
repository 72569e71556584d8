"""Every file below a folder, those in zip archives as well, without following links and without trusting an archive."""

import io
import os
import stat
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

MEGABYTES = 20  # of a notebook; those of the course have less than 1
UNPACKED = 200  # MB out of one archive, with all that is in it
DEEP, MANY = 3, 2_000  # archives in archives, files in one
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, MemoryError)


class Refused(Exception):
    """What cannot be marked: ``mistake`` is a word for it, ``message`` a sentence."""

    def __init__(self, mistake, message):
        super().__init__(message)
        self.mistake, self.message = mistake, message


@dataclass(frozen=True)
class File:
    """A file that was found.

    Attributes
    ----------
    parts : tuple of str
        Its path below the folder; the name of an archive is one of them.
    path : Path or None
        Where it is, unless in an archive.
    data : bytes or None
        Its contents, out of an archive.
    problem : None or (mistake, message)
        Why it cannot be read.
    """

    parts: tuple
    path: Path | None = None
    data: bytes | None = None
    problem: tuple | None = None

    @property
    def name(self):
        return self.parts[-1]

    def read(self):
        """The contents. Raises ``Refused``."""
        if self.problem:
            raise Refused(*self.problem)
        return self.data if self.data is not None else read_file(self.path)


def files_in(folder, leave_out=()):
    """All files below a folder, as ``File``s in the order of their paths.

    Parameters
    ----------
    folder : Path
    leave_out : list of Path
        Folders and files that are not looked at.
    """
    return sorted(_walk(folder, (), set(leave_out)), key=lambda file: file.parts)


def _walk(folder, parts, leave_out):
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield File(
            parts, problem=("unreadable", f"The folder cannot be read ({error.strerror}): change its permissions.")
        )
        return
    if parts and not entries:
        yield File((*parts, ""), problem=("no-notebook", "The folder is empty: nothing was handed in."))
    for entry in entries:
        path, here = Path(entry.path), (*parts, _name(entry.name))
        if path.resolve() in leave_out:
            continue
        if entry.is_symlink():
            yield File(here, problem=("link", f"{here[-1]} is a link: ask for the notebook itself."))
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, here, leave_out)
        elif entry.is_file(follow_symlinks=False):
            yield from _file(path, here)
        else:
            yield File(here, problem=("not-a-file", f"{here[-1]} is not a file: ask for the notebook itself."))


def _file(path, parts):
    if path.suffix.lower() != ".zip":
        yield File(parts, path)
        return
    try:
        if os.path.getsize(path) > UNPACKED << 20:
            raise Refused("too-large", f"{parts[-1]} has more than {UNPACKED} MB: ask for the notebook alone.")
        yield from _archive(path, parts, [UNPACKED << 20], 1)
    except Refused as refused:
        yield File(parts, problem=(refused.mistake, refused.message))
    except BROKEN as error:
        yield File(parts, problem=("broken-archive", _broken(parts[-1], error)))


def _archive(source, parts, left, depth):
    """The files of an archive, all of them read: ``left`` counts down the bytes that may still come out."""
    with zipfile.ZipFile(source) as archive:
        members = archive.infolist()
        if len(members) > MANY:
            raise Refused("bomb", f"{parts[-1]} holds more than {MANY:,} files: ask for the notebook alone.")
        found, empty = [], True
        for member in members:
            if not member.is_dir():
                found += _member(archive, member, parts, left, depth)
                empty = False
        if empty:
            raise Refused("no-notebook", f"{parts[-1]} is empty: ask for the notebook.")
    return found


def _member(archive, member, parts, left, depth):
    names = [name for name in member.filename.replace("\\", "/").split("/") if name not in ("", ".")]
    here = (*parts, *map(_name, names or ["?"]))
    if ".." in names or member.filename.startswith(("/", "\\")) or ":" in names[0]:
        return [
            File(
                (*parts, here[-1]), problem=("climbs-out", f"{here[-1]} in {parts[-1]} wants to be unpacked elsewhere.")
            )
        ]
    if stat.S_ISLNK(member.external_attr >> 16):
        return [File(here, problem=("link", f"{here[-1]} is a link: ask for the notebook itself."))]
    if member.flag_bits & 1:
        return [File(here, problem=("broken-archive", f"{parts[-1]} has a password: ask for it without one."))]
    nested = here[-1].lower().endswith(".zip")
    limit = left[0] if nested else min(left[0], MEGABYTES << 20)
    try:
        with archive.open(member) as file:
            data = file.read(limit + 1)
    except BROKEN as error:
        return [File(here, problem=("broken-archive", _broken(parts[-1], error)))]
    if len(data) > limit:
        if limit < MEGABYTES << 20 or nested:
            raise Refused("bomb", f"{parts[0]} holds more than {UNPACKED} MB: ask for the notebook alone.")
        left[0] -= limit
        return [File(here, problem=_too_large(here[-1]))]
    left[0] -= len(data)
    if not nested:
        return [File(here, data=data)]
    if depth >= DEEP:
        return [
            File(here, problem=("bomb", f"{here[-1]} is an archive in an archive in an archive: ask for the notebook."))
        ]
    try:
        return _archive(io.BytesIO(data), here, left, depth + 1)
    except BROKEN as error:
        return [File(here, problem=("broken-archive", _broken(here[-1], error)))]


def read_file(path):
    """The contents of a file, which must be one when it is opened. Raises ``Refused``."""
    name = _name(path.name)
    try:
        number = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with open(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise Refused("not-a-file", f"{name} is not a file: ask for the notebook itself.")
            data = file.read((MEGABYTES << 20) + 1)
    except OSError as error:
        raise Refused("unreadable", f"{name} cannot be read ({error.strerror}): change its permissions.") from None
    if len(data) > MEGABYTES << 20:
        raise Refused(*_too_large(name))
    return data


def _too_large(name):
    return "too-large", f"{name} has more than {MEGABYTES} MB: clear its outputs and hand it in again."


def _broken(name, error):
    return f"{name} is a damaged archive ({type(error).__name__}): ask for it again, or for the notebook."


def _name(name):
    """A name in one form: macOS writes accents apart; bytes that are no text come as they can be printed."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
