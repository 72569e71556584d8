"""A watcher of what all processes behind walls use together: memory, processes, threads, sockets and files."""

import contextlib
import os
import threading
import time

EVERY = 0.02  # seconds
TASKS = 64  # processes at a time
THREADS = 128  # of all of them together
SOCKETS = 64  # at a time: what waits in them is memory of no process, up to 10 MB each
FILES = 5_000  # files and folders at a time
PLACES = ("tmp", "dev/shm")  # where they can be


class Watcher:
    """A thread that ends what uses too much.

    Parameters
    ----------
    memory : int
        MB, for all processes of a notebook together, and what it keeps in files.
    """

    def __init__(self, memory):
        self._memory, self._watched, self._lock = memory, [], threading.Lock()
        self._some = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def add(self, process):
        """Watch a ``Process``: ``process.used_up`` says what it used up when it is killed."""
        with self._lock:
            self._watched.append(process)
            self._some.set()

    def remove(self, process):
        """Watch it no longer."""
        with self._lock:
            if process in self._watched:
                self._watched.remove(process)
            if not self._watched:
                self._some.clear()

    def _watch(self):
        while True:
            self._some.wait()
            with self._lock:
                watched = list(self._watched)
            for process in watched:
                self.look(process)
            time.sleep(EVERY)

    def look(self, process):
        """Look at one process now."""
        if used_up := self._used_up(process.number):
            process.used_up = used_up
            process.end()

    def _used_up(self, number):
        memory, tasks, threads, sockets, files = usage(number)
        if tasks > TASKS:
            return f"had more than {TASKS} processes"
        if threads > THREADS:
            return f"had more than {THREADS} threads"
        if sockets > SOCKETS:
            return f"had more than {SOCKETS} sockets"
        if files > FILES:
            return f"made more than {FILES:,} files"
        if memory > self._memory << 20:  # last: what processes share is counted once for each
            return f"used up the memory of {self._memory:,} MB"
        return ""


def usage(number):
    """``(bytes of memory, processes, threads, sockets, files)`` behind walls, by the number of the first process."""
    root = f"/proc/{number}/root"
    memory, tasks, threads, files = 0, 0, 0, 0
    for place in PLACES:
        with contextlib.suppress(OSError):
            state = os.statvfs(f"{root}/{place}")
            memory += (state.f_blocks - state.f_bfree) * state.f_frsize
            files += state.f_files - state.f_ffree
    with contextlib.suppress(OSError):
        for name in os.listdir(f"{root}/proc"):
            if name.isdecimal():
                of_one = _read_status(f"{root}/proc/{name}/status")
                tasks += 1
                threads += of_one.get(b"Threads", 1)
                memory += (of_one.get(b"RssAnon", 0) + of_one.get(b"RssShmem", 0)) << 10
    return memory, tasks, threads, _sockets(f"/proc/{number}/net/sockstat"), files


def _sockets(path):
    """How many there are in a network of its own."""
    try:
        with open(path, "rb") as file:
            return int(file.readline().split()[2])  # sockets: used 5
    except (OSError, ValueError, IndexError):
        return 0


def _read_status(path):
    """The numbers in the status of a process, by name; none where it has ended."""
    try:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return {}
    wanted = (line.split()[:2] for line in lines if line.startswith((b"RssAnon", b"RssShmem", b"Threads")))
    return {name.rstrip(b":"): int(number) for name, number in wanted}
