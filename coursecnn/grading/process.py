"""One process in which a notebook runs, as seen from outside: its beginning, its answers, its end."""

import contextlib
import json
import math
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time

from .room.wire import LINE
from .walls.places import paths

VARIABLES = {  # of the environment, that a notebook gets to see where there are no walls
    "PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "APPDATA", "LOCALAPPDATA",
    "COURSECNN_DATA", "COURSECNN_CACHE", "COURSECNN_QUICK",
}  # fmt: skip
FOR_ALL = {
    "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "COURSECNN_FAST": "0",
}  # fmt: skip
CODE = (
    "import gc, os, sys; gc.disable(); os.environ.update({variables!r}); sys.path[:0] = {paths!r}; "
    "from coursecnn.grading.room.worker import main; main()"
)
ENDING = 5  # seconds for a process to be gone
TICK = 0.5  # seconds


class Ended(Exception):
    """The process is gone, or what it says cannot be read: ``how`` is "ended", "late" or "garbled", or a sentence."""

    def __init__(self, how):
        super().__init__(how)
        self.how = how


class Process:
    """Starts at once.

    Parameters
    ----------
    walls : Walls or None
    watcher : Watcher or None
    """

    def __init__(self, walls, watcher=None):
        code = CODE.format(variables=FOR_ALL, paths=paths())
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._walls, self._folder, self._watcher, self._inner, self.used_up = walls, None, watcher, None, ""
        if walls:
            self._process, self.number = walls.start([sys.executable, "-I", "-c", code], **pipes)
            with contextlib.suppress(OSError):
                self._inner = self.number and os.pidfd_open(self.number)
        else:
            self._folder = tempfile.TemporaryDirectory(prefix="coursecnn-grade-", ignore_cleanup_errors=True)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", code], cwd=self._folder.name, env=_environment(self._folder.name),
                start_new_session=True, **pipes,
            )  # fmt: skip
            self.number = self._process.pid
        self._lines, self._gone, self._asked = queue.Queue(2), threading.Event(), 0
        threading.Thread(target=self._read, daemon=True).start()

    def ask(self, request, seconds, clock=None):
        """What the process answers to a request.

        Parameters
        ----------
        request : dict
        seconds : float
        clock : Clock, optional
            Counts the seconds; while the computer sleeps it stands still.

        Raises
        ------
        Ended
        """
        self._asked += 1
        try:
            self._process.stdin.write(json.dumps({"id": self._asked, **request}).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise Ended(self.used_up or "ended") from None
        left = seconds
        while left > 0 and (clock is None or clock.left > 0):
            began = time.monotonic()
            try:
                line = self._lines.get(timeout=min(TICK, left))
            except queue.Empty:
                line = None
            passed = min(time.monotonic() - began, 2 * TICK)
            left -= passed
            if clock:
                clock.left -= passed
            if line is not None and (reply := self._understood(line)) is not None:
                return reply
            if self._gone.is_set():
                raise Ended("ended")
        self.look()
        raise Ended("late")

    def watch(self):
        """Let the watcher count what is used, from now on: before, the walls may not yet stand."""
        if self._watcher and self._inner:
            self._watcher.add(self)

    def look(self):
        """Let the watcher look now. Raises ``Ended`` where too much is used."""
        if self._watcher and self._inner:
            self._watcher.look(self)
            if self.used_up:
                raise Ended(self.used_up)

    def end(self):
        """End the first process behind the walls, and with it all that is there; who reads will notice."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._inner, signal.SIGKILL)

    def waited(self):
        """Seconds that it was ready to go on and others had the processor, the most of its processes; as far as known.

        Where the system does not tell, it may have been all the time: infinity.
        """
        place = os.path.join("/proc", str(self.number), "root", "proc") if self._inner else "/proc"
        names = [str(self.number)]
        with contextlib.suppress(OSError):
            names = [name for name in os.listdir(place) if name.isdecimal()] if self._inner else names
        known = [waited for name in names if (waited := _waited(f"{place}/{name}/schedstat")) is not None]
        return max(known, default=math.inf)

    def kill(self):
        """End it and all that it has begun."""
        if self._watcher:
            self._watcher.remove(self)
        self._gone.set()
        if self._inner:
            self.end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(ENDING)
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def wait(self):
        """Take leave of it, once it was killed."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        if self._walls:
            self._walls.wait(self._process)
        else:
            self._process.wait()
        if self._inner:
            os.close(self._inner)
            self._inner = None
        if self._folder:
            self._folder.cleanup()

    def _understood(self, line):
        if not line:
            raise Ended(self.used_up or "ended")
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError, MemoryError):
            reply = None
        if type(reply) is not dict or type(reply.get("id")) is not int:
            raise Ended("garbled")
        return reply if reply["id"] == self._asked else None  # of a process that was split off

    def _read(self):
        """Put lines into the queue, an empty one at the end; what is too long is no line."""
        with self._process.stdout as stream:
            while not self._gone.is_set():
                line = stream.readline(LINE)
                self._put(line if line.endswith(b"\n") or not line else b"too long\n")
                if not line:
                    return

    def _put(self, line):
        while not self._gone.is_set():
            with contextlib.suppress(queue.Full):
                self._lines.put(line, timeout=TICK)
                return


def _waited(path):
    try:
        with open(path, "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):  # it has ended, or this system has no such files
        return None


def _environment(folder):
    kept = {name: value for name, value in os.environ.items() if name.upper() in VARIABLES}
    home = {name: str(folder) for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "IPYTHONDIR")}
    return kept | home | FOR_ALL
