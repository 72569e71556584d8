"""Reading and writing files so that nothing is lost, whoever else writes, and whenever we are stopped."""

import contextlib
import errno
import io
import os
import re
import secrets
import stat
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
try:
    import msvcrt
except ImportError:  # all others
    msvcrt = None

DAY = 24 * 3600  # seconds
FAR = 0x7FFF0000  # a byte beyond the end of every file that we lock


@contextlib.contextmanager
def replacing(path):
    """A binary file to write into; once it is complete it takes the place of ``path``. What was there stays until then.

    The file has a name of its own for each call, is on the disk before it is renamed, and has the rights of what it
    replaces. A link is written through, and what is no regular file (a pipe, ``/dev/null``) is written to. What calls
    that were killed have left is removed.

    Raises ``OSError`` where the file cannot be written; nothing is left beside it.
    """
    before = _look(path)
    if before is not None and (not stat.S_ISREG(before.st_mode) or _is_shown(before)):
        yield from _special(path)
        return
    target = Path(os.path.realpath(path))
    while before is not None and not os.access(target, os.W_OK):  # or it is gone meanwhile
        seen, before = before, _look(target)
        if before is not None and (before.st_ino, before.st_ctime_ns) == (seen.st_ino, seen.st_ctime_ns):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    _remove_leftovers(target)
    part, file = _new(target)
    try:
        with file:
            _give_rights(file, before)
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name != "nt":
                os.replace(part, target)  # while it is locked
        if os.name == "nt":
            os.replace(part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    _sync_folder(target.parent)


def lock(file):
    """Lock an open file until it is closed, or its process ends, however it ends.

    Returns
    -------
    bool or None
        ``False`` where another holds the lock, ``None`` where this system has none.
    """
    try:
        if hasattr(fcntl, "flock"):  # a browser has the module without it
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt is not None:
            place = file.seek(0, os.SEEK_CUR)
            file.seek(FAR)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            finally:
                file.seek(place)
        else:
            return None
    except OSError as error:
        return False if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK) else None
    return True


def open_regular(path, flags=os.O_RDONLY):
    """A file, unbuffered and binary; ``OSError`` where it is a folder, a pipe or a device, which might never end."""
    before = _look(path)
    if before is not None and not stat.S_ISREG(before.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    number = os.open(path, flags, 0o666)
    try:
        return open(number, "rb" if flags & 3 == os.O_RDONLY else "r+b", buffering=0)
    except BaseException:
        os.close(number)
        raise


def as_path(value, name="path", what="the name of a file, such as 'net.npz'"):
    """``value`` as a ``Path``, or one sentence."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"{name} must be {what}, not {flat(repr(value), 200)}.")
    text = os.fspath(value)
    if not isinstance(text, str) or not text or "\0" in text:
        raise ValueError(f"{name} must be {what}, not {flat(repr(value), 200)}.")
    return Path(text)


def flat(text, most=None):
    """The text in one line, and where it is longer than ``most`` characters, its beginning."""
    text = " ".join(str(text).split())
    return text if most is None or len(text) <= most else f"{text[:most]}..."


def reason(error):
    """Why a system call failed, in words that fit into a sentence."""
    text = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return flat(text).rstrip(".")


def _look(path):
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _is_shown(status):
    """Whether what this process prints goes into this file, as into ``/dev/stdout`` with ``> file``."""
    for number in (1, 2):
        with contextlib.suppress(OSError):
            if os.path.samestat(status, os.fstat(number)):
                return True
    return False


def _special(path):
    """What is written goes to a pipe, a device or the end of what is printed when it is complete."""
    whole = io.BytesIO()
    yield whole
    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody reads is an error
    number = os.open(path, flags)
    if hasattr(os, "set_blocking"):
        os.set_blocking(number, True)
    with open(number, "wb") as file:
        file.write(whole.getbuffer())


def _new(target):
    """``(path, file)`` of a locked file beside ``target`` that is no other call's."""
    while True:
        part = target.with_name(f"{_beginning(target)}{secrets.token_hex(8)}.part")
        file = open(part, "x+b")  # noqa: SIM115
        if lock(file) is not False and os.path.exists(part):  # else someone took it for a leftover
            return part, file
        file.close()


def _beginning(target):
    return f".{target.name[:40]}."


def _remove_leftovers(target):
    """Remove what killed calls have left: files that nobody holds, or where that cannot be known, of days ago."""
    pattern = re.compile(re.escape(_beginning(target)) + r"[0-9a-f]{16}\.part")
    with contextlib.suppress(OSError):
        for name in filter(pattern.fullmatch, os.listdir(target.parent)):
            with contextlib.suppress(OSError), open_regular(target.with_name(name), os.O_RDWR) as file:
                held = lock(file)
                if held or (held is None and time.time() - os.fstat(file.fileno()).st_mtime > DAY):
                    if os.name == "nt":
                        file.close()  # Windows deletes no file that is open
                    os.unlink(target.with_name(name))


def _give_rights(file, before):
    if before is None or not hasattr(os, "fchmod"):
        return
    with contextlib.suppress(OSError):  # only root may give a file away
        os.fchown(file.fileno(), before.st_uid, before.st_gid)
    os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode))


def _sync_folder(folder):
    """The new name on the disk, where folders can be synchronised."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
