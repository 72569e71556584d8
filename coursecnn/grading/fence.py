"""What a submitted notebook may not do: limits of the system, and refusals by Python. Used in the child alone."""

import os
import sys
import threading
from multiprocessing import active_children, spawn

FILE_BYTES = 50 << 20  # of one file
FILES = 500  # opened for writing
TASKS = 256  # beyond those that the user has already
REFUSED = (
    "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "os.kill",
    "os.chroot", "pty.spawn", "_winapi.CreateProcess", "signal.pthread_kill", "socket.", "resource.", "webbrowser.",
    "sqlite3.",
)  # fmt: skip
CHANGES = {"os.rename": (0, 1), "os.link": (0, 1), "os.symlink": (1,)} | {
    f"os.{name}": (0,)
    for name in [
        "remove",
        "rmdir",
        "mkdir",
        "truncate",
        "chmod",
        "chown",
        "chflags",
        "utime",
        "setxattr",
        "removexattr",
    ]
}
LISTINGS = ("os.listdir", "os.scandir")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CELL = "<cell "  # how names of cells begin, in tracebacks


def set_limits(memory, seconds):
    """Limit memory (MB), file size, processes and, as a last resort, processor time. On Linux; elsewhere nothing."""
    if sys.platform != "linux":
        return
    import resource

    def least(limit, name):
        hard = resource.getrlimit(name)[1]
        return limit if hard == resource.RLIM_INFINITY else min(limit, hard)

    for name, limit in (
        (resource.RLIMIT_AS, memory << 20),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, int(seconds) * (os.cpu_count() or 1) + 10),
    ):
        resource.setrlimit(name, (least(limit, name),) * 2)
    before = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (least(_tasks_of_user() + TASKS, resource.RLIMIT_NPROC), before[1]))
    try:
        threading.Thread(target=int).start()
    except RuntimeError:  # the system counts tasks that we do not see, such as those of other containers
        resource.setrlimit(resource.RLIMIT_NPROC, before)


def _tasks_of_user():
    count = 0
    for entry in os.scandir("/proc"):
        try:
            if entry.name.isdecimal() and entry.stat().st_uid == os.getuid():
                count += len(os.listdir(f"/proc/{entry.name}/task"))
        except OSError:  # it has ended in the meantime
            pass
    return count


def close_fence(own, closed, processes):
    """Refuse, from now on: files changed outside of a folder, files read that belong to others, programs, network.

    Parameters
    ----------
    own : str
        The folder in which files may be written.
    closed : list of str
        Folders and files that may not even be read.
    processes : int
        How many that ``multiprocessing`` begins, as sweeps do, may run at a time. They are behind the same fence.
    """
    own, closed = os.path.realpath(own), [os.path.realpath(path) for path in closed]
    realpath, isdir, fsdecode, getframe = os.path.realpath, os.path.isdir, os.fsdecode, sys._getframe
    written = 0

    def check(path, writing):
        nonlocal written
        if not isinstance(path, (str, bytes)):
            return None  # an open file, or the folder that we are in
        place = realpath(fsdecode(path))
        if _is_in(place, own):
            written += writing
            if written > FILES:
                raise PermissionError(f"A submission may write {FILES} files at most.")
        elif writing and path != os.devnull:
            raise PermissionError("A submission may change files in the folder in which it runs only.")
        elif any(_is_in(place, folder) for folder in closed):
            raise PermissionError("A submission may not read what others have handed in.")
        return place

    def hook(event, args):
        if event == "open":
            place = check(args[0], bool(args[2] & WRITING))
            if place and isdir(place) and not _is_in(place, own):  # a way to files by dir_fd, which nobody tells us
                raise PermissionError("A submission may open no folder but the one in which it runs.")
        elif event in CHANGES:
            if not (event == "os.mkdir" and isdir(args[0])):  # which changes nothing
                for place in CHANGES[event]:
                    check(args[place], True)
        elif event in LISTINGS:
            check(args[0], False)
        elif event.startswith(REFUSED):
            raise PermissionError(f"A submission may start no programs and use no network ({event}).")
        elif event.startswith("ctypes.") and _from_cell(getframe(1)):
            raise PermissionError(f"A submission may not use ctypes ({event}).")

    _fence_processes(own, closed, processes)
    sys.addaudithook(hook)


def _fence_processes(own, closed, processes):
    command_line = spawn.get_command_line

    def fenced(**options):
        if len(active_children()) >= processes:
            raise PermissionError(f"A submission may have no more than {processes} processes.")
        *command, program, word = command_line(**options)
        fence = f"from {__name__} import close_fence; close_fence({own!r}, {closed!r}, 0); "
        return [*command, fence + program, word]

    spawn.get_command_line = fenced


def _is_in(place, folder):
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


def _from_cell(frame):
    """True where code of the notebook calls ctypes, and not a library that the notebook uses."""
    while frame is not None and os.path.basename(os.path.dirname(frame.f_code.co_filename)) == "ctypes":
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(CELL)
