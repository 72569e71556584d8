"""One process in which a notebook runs, as seen from outside: its beginning, what it tells, its end."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[2]  # where coursecnn is found
VARIABLES = {  # of the environment, that a notebook gets to see
    "PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
    "SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "COURSECNN_DATA", "COURSECNN_CACHE", "COURSECNN_QUICK",
}  # fmt: skip
TOLD_BYTES = 2_000_000  # that a process may tell
EVENTS = {
    "cell": (int,),
    "note": (int, str),
    "memory": (int,),
    "exercise": (str,),
    "result": (str, bool, (str, type(None)), str),
    "broken": (str,),
    "done": (),
}


class Process:
    """Marks the notebook ``data`` (bytes) in a folder, as ``request`` says (see ``child``)."""

    def __init__(self, folder, data, request):
        (folder / "submission.ipynb").write_bytes(data)
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "coursecnn.grading.child", "submission.ipynb", "request.json"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=folder, env=_environment(folder), start_new_session=True,
        )  # fmt: skip
        self._told = queue.Queue()
        threading.Thread(target=read, args=(self._process.stdout, self._told), daemon=True).start()

    def event(self, seconds):
        """The next event, such as ["cell", 3], or ["end"] where no more will come; None after ``seconds``."""
        try:
            line = self._told.get(timeout=seconds)
        except queue.Empty:
            return None
        return ["end"] if line is None else parse_event(line)

    def kill(self):
        """End it and all that it has begun; not after ``wait``."""
        if not hasattr(os, "killpg"):
            self._process.kill()
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def wait(self):
        """Take leave of it, once it was killed."""
        self._process.stdin.close()
        self._process.wait()


def read(stream, told):
    """Put the lines of a process into a queue, and None at their end; what is too long is cut."""
    left = TOLD_BYTES
    with stream:
        while line := stream.readline(left):
            told.put(line)
            left -= len(line)
    told.put(None)


def parse_event(line):
    """A line as an event, or None: a notebook might write lines of its own."""
    try:
        kind, *values = json.loads(line)
        types = EVENTS[kind]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    fits = len(values) == len(types) and all(map(isinstance, values, types))
    return [kind, *values] if fits else None


def _environment(folder):
    kept = {name: value for name, value in os.environ.items() if name.upper() in VARIABLES}
    path = os.pathsep.join(filter(None, (str(PACKAGES), kept.get("PYTHONPATH"))))
    return kept | {
        "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg",
        "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder),
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    }  # fmt: skip
