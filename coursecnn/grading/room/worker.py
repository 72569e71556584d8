"""The process in which a notebook runs. It answers requests, a line of JSON each, one after the other::

    {"do": "open", ...}                  {"cells": 12}                     or {"broken": "..."}
    {"do": "cell", "number": 3, ...}     {"note": null, "skipped": []}     or {"note": "...", "memory": true}
    {"do": "put", "names": ["pad"], ...} {}
    {"do": "back"}                       {}
    {"do": "look", "name": "pad"}        {"versions": [...], "cell": null}
    {"do": "call", "name": "pad", ...}   {"state": "done", "replies": [...]}

Whoever asks believes nothing: what comes back may be the notebook's own work, and is at most an answer.
"""

import base64
import contextlib
import gc
import json
import os
import queue
import re
import sys
import threading
from types import SimpleNamespace

from .standins import put_in_place

VERSIONS = 4  # of an answer that are kept: a stub may be pasted below the answer
NAMES_OF_IMPORTS = re.compile(r"[\w.]+(?=\s*(?:,|$))")
MISSING = object()


def main():
    """Answer until the other side goes away, which ends this process whatever it does."""
    try:
        _answer()
    finally:
        os._exit(1)  # whatever threads the notebook has begun


def _answer():
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    requests = _requests(os.fdopen(os.dup(0), "rb"))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8", errors="replace")  # noqa: SIM115
    room, own, write, flush, dumps = None, os.getpid(), channel.write, channel.flush, json.dumps
    while True:
        request = requests.get()
        if request["do"] == "open":
            room = Room(request)
            reply = room.opened
        else:
            reply = getattr(room, request["do"])(request)
        if os.getpid() != own:  # the notebook has split itself
            os._exit(0)
        write(dumps({**reply, "id": request["id"]}) + "\n")
        flush()
        if reply.get("memory"):
            os._exit(1)


def _requests(stream):
    lines = queue.Queue()

    def read():
        for line in stream:
            lines.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return lines


class Room:
    """One notebook, its namespace, and its answers."""

    def __init__(self, request):
        from ..notebook import read_cells

        set_limits(**request["limits"])
        put_in_place(request["own"])
        self._names, self._versions, self._replaced = request["names"], {name: [] for name in request["names"]}, {}
        try:
            self._cells = read_cells(base64.b64decode(request["notebook"]), request["name"])
        except ValueError as error:
            self.opened = {"broken": str(error)}
            return
        self._shell = _shell_for([*self._cells, *request["imports"]], request["own"])
        gc.freeze()  # what was imported stays: nothing of it is garbage, now or later
        gc.enable()
        added = [line for line in request["imports"] if not self._imports(line)]
        for line in added:
            self._shell.run(0, line, 60)
        self.opened = {"cells": len(self._cells), "added": added}

    def _imports(self, line):
        """A cell brings the names that a line of imports would, or no cell needs them."""
        names = NAMES_OF_IMPORTS.findall(line.partition("import ")[2])
        text = "\n".join(self._cells)
        names = [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
        return all(re.search(rf"\bimport\b[^\n]*\b{re.escape(name)}\b|^{name}\s*=", text, re.M) for name in names)

    def cell(self, request):
        """Run a cell."""
        number = request["number"]
        text = self._cells[number - 1]
        note = self._shell.run(number, text, request["seconds"])
        for name in self._names:
            answer, versions = self._shell.names.get(name, MISSING), self._versions[name]
            if answer is not MISSING and not (versions and versions[-1] is answer):
                above = self._shell.replaced(number, text, name)
                self._versions[name] = [*versions, *above, answer][-VERSIONS:]
        memory = note is not None and (note.startswith("MemoryError") or "can't start new thread" in note)
        return {"note": note, "skipped": self._shell.skipped[:20], **({"memory": True} if memory else {})}

    def put(self, request):
        """Put right functions in place of earlier answers, whose marks do not change any more."""
        right, names = {}, self._shell.names
        for text in request["texts"]:
            exec(text, right)
        self._replaced = {name: names.get(name) for name in request["names"]}
        names.update({name: right[name] for name in request["names"]})
        return {}

    def back(self, request):
        """Put the answers back."""
        self._shell.names.update(self._replaced)
        return {}

    def look(self, request):
        """What is known of an answer, the newest version first; or the cell that would have made it."""
        from ...checks.door import open_door
        from .wire import encode

        name = request["name"]
        if self._shell.names.get(name, MISSING) is MISSING:
            makes = re.compile(rf"\b(?:def|class)\s+{re.escape(name)}\b|^\s*{re.escape(name)}\b[\w, ]*=", re.M)
            makers = [number for number, text in enumerate(self._cells, 1) if makes.search(text)]
            return {"versions": [], "cells": makers[-20:]}
        doors = [open_door(answer) for answer in reversed(self._versions[name])]
        abouts = [door.about for door in doors]
        return {
            "versions": [
                encode((about.callable, about.value, about.words, about.source, about.steps, bool(about.above)))
                for about in abouts
            ],
            "cells": [],
        }

    def call(self, request):
        """Call an answer with many inputs."""
        from ...checks.door import open_door
        from .wire import decode, encode_reply

        answer = self._versions[request["name"]][-1 - request["version"]]
        given = [decode(call, named=True) for call in request["calls"]]
        calls = [SimpleNamespace(args=args, kwargs=dict(kwargs)) for args, kwargs in given]
        replies = open_door(answer)(calls, request["seconds"])
        return {"state": replies.state, "replies": [encode_reply(reply) for reply in replies.replies]}


def _shell_for(cells, own):
    from .plain import is_plain

    if is_plain(cells, own):
        from .shell import Shell

        return Shell()
    from .jupyter import JupyterShell

    return JupyterShell()


def set_limits(memory, seconds, tasks, files):
    """Limit memory (MB), processor time, processes and the size of files (MB); nothing where there are no limits."""
    try:
        import resource
    except ImportError:  # Windows
        return

    def limit(name, value):
        kind = getattr(resource, name, None)
        if kind is None:
            return
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS has some of them in name only
            resource.setrlimit(kind, (value, value))

    if sys.platform == "linux":
        limit("RLIMIT_AS", memory << 20)
    limit("RLIMIT_FSIZE", files << 20)
    limit("RLIMIT_CORE", 0)
    limit("RLIMIT_NOFILE", 256)
    limit("RLIMIT_CPU", int(seconds) * (os.cpu_count() or 1) + 10)
    if tasks:
        limit("RLIMIT_NPROC", tasks)
