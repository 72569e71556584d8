"""Every file below a folder, those in zip archives as well, without following links and without trusting an archive."""

import io
import os
import stat
import unicodedata
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MEGABYTES = 20  # of a notebook; those of the course have less than 1
UNPACKED = 200  # MB out of one archive, with all that is in it
DEEP, MANY = 3, 2_000  # archives in archives, files in one
EMPTY = ("no-notebook", "The folder is empty: nothing was handed in.")
UNPACK = "unpack it here, or ask for the notebook alone"


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
    inside : tuple of zipfile.ZipInfo
        Where it is in the archive at ``path``: archives in it, and the member itself.
    problem : None or (mistake, message)
        Why it cannot be read.
    """

    parts: tuple
    path: Path | None = None
    inside: tuple = ()
    problem: tuple | None = None

    @property
    def name(self):
        return self.parts[-1]

    def read(self):
        """The contents. Raises ``Refused``."""
        if self.problem:
            raise Refused(*self.problem)
        return read_member(self.path, self.inside, self.name) if self.inside else read_file(self.path)


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
        yield File((*parts, ""), problem=EMPTY)
    for entry in entries:
        path, here = Path(entry.path), (*parts, _name(entry.name))
        if Path(os.path.realpath(path)) in leave_out:
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
            raise Refused("too-large", f"{parts[-1]} has more than {UNPACKED} MB: {UNPACK}.")
        yield from _archive(path, (), parts, [UNPACKED << 20])
    except Refused as refused:
        yield File(parts, problem=(refused.mistake, refused.message))
    except OSError as error:
        yield File(parts, problem=_unreadable(parts[-1], error))


def _archive(path, inside, parts, left):
    """The files of an archive: ``left`` counts down the bytes that may still come out, as the archive says them."""
    try:
        with _opened(path, inside) as archive:
            members = archive.infolist()
    except PermissionError as error:
        raise Refused(*_unreadable(parts[-1], error)) from None
    except Exception as error:  # of many kinds, which depend on what is damaged
        raise Refused("broken-archive", _broken(parts[-1], error)) from None
    if len(members) > MANY:
        raise Refused("bomb", f"{parts[-1]} holds more than {MANY:,} files: ask for the notebook alone.")
    folders = [member for member in members if member.filename.endswith("/")]  # is_dir() wants a name
    members = [member for member in members if not member.filename.endswith("/")]
    if not members and len(folders) < 2:
        raise Refused("no-notebook", f"{parts[-1]} is empty: ask for the notebook.")
    names = [member.filename for member in (*members, *folders)]
    empty = [
        one for one in folders if not any(name.startswith(one.filename) and name != one.filename for name in names)
    ]
    found = [file for member in members for file in _member(path, (*inside, member), parts, left)]
    return found + [File((*parts, *_names_in(_filename(one)), ""), problem=EMPTY) for one in empty]


def _member(path, inside, parts, left):
    member = inside[-1]
    filename = _filename(member)
    names = _names_in(filename)
    here = (*parts, *names)
    if ".." in names or filename.startswith(("/", "\\")) or ":" in names[0]:
        text = f"{here[-1]} in {parts[-1]} wants to be unpacked elsewhere: ask for the notebook itself."
        return [File((*parts, here[-1]), problem=("climbs-out", text))]
    if stat.S_ISLNK(member.external_attr >> 16):
        return [File(here, problem=("link", f"{here[-1]} is a link: ask for the notebook itself."))]
    if member.flag_bits & 1:
        return [File(here, problem=("broken-archive", f"{parts[-1]} has a password: ask for it without one."))]
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return [File(here, problem=("other-archive", f"{parts[-1]} is packed in an unusual way: {UNPACK}."))]
    left[0] -= member.file_size
    if left[0] < 0:
        raise Refused("bomb", f"{parts[0]} holds more than {UNPACKED} MB: {UNPACK}.")
    if not here[-1].lower().endswith(".zip"):
        too_large = member.file_size > MEGABYTES << 20
        return [File(here, path, inside, _too_large(here[-1]) if too_large else None)]
    try:
        if len(inside) >= DEEP:
            raise Refused("bomb", f"{here[-1]} is an archive in an archive in an archive: ask for the notebook.")
        return _archive(path, inside, here, left)
    except Refused as refused:
        if refused.mistake == "bomb" and left[0] < 0:
            raise
        return [File(here, problem=(refused.mistake, refused.message))]


@contextmanager
def _opened(path, inside):
    """The archive at a path, or one in it. Of a member no more is read than the archive says that it holds."""
    source = path
    for member in inside:
        with zipfile.ZipFile(source) as outer:
            source = io.BytesIO(_read(outer, member))
    with zipfile.ZipFile(source) as archive:
        yield archive


def _read(archive, member):
    with archive.open(member) as file:
        return file.read(member.file_size)  # without a number, all that comes out would be in memory first


def read_member(path, inside, name):
    """The contents of a file in an archive. Raises ``Refused``."""
    try:
        with _opened(path, inside[:-1]) as archive:
            return _read(archive, inside[-1])
    except Exception as error:
        raise Refused("broken-archive", _broken(name, error)) from None


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
        raise Refused(*_unreadable(name, error)) from None
    if len(data) > MEGABYTES << 20:
        raise Refused(*_too_large(name))
    return data


def _unreadable(name, error):
    return "unreadable", f"{name} cannot be read ({error.strerror}): change its permissions."


def _too_large(name):
    return "too-large", f"{name} has more than {MEGABYTES} MB: clear its outputs and hand it in again."


def _broken(name, error):
    return f"{name} is damaged, or the archive around it ({type(error).__name__}): ask for it again."


def _names_in(filename):
    names = [name for name in filename.replace("\\", "/").split("/") if name not in ("", ".")]
    return [*map(_name, names)] or ["?"]


def _filename(member):
    """The name of a member; macOS writes UTF-8 and does not say so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode()
    except UnicodeError:
        return member.filename


def _name(name):
    """A name in one form: macOS writes accents apart; bytes that are no text come as they can be printed."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
