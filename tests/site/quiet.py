"""Chromium that nobody looks into, for its memory: for Playwright a tab keeps what it was sent, tens of megabytes."""

import contextlib
import fcntl
import json
import os
import re
import signal
from pathlib import Path


class Quiet:
    """One tab: ``open`` a page, ``evaluate`` JavaScript in it, ask for its ``memory``; ``close`` it.

    Messages of the DevTools protocol go through two pipes, each message ended by a zero; nothing but ``Runtime`` and
    ``Page.navigate`` is asked for, so that no record of the network is made.
    """

    def __init__(self, program, profile):
        (given, self.given), (self.said, said) = os.pipe(), os.pipe()
        flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe")
        call = [program, *flags, "--window-size=1280,900", f"--user-data-dir={profile}", "about:blank"]
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (given, said)]  # Chromium wants 3 and 4
        places = [(os.POSIX_SPAWN_DUP2, end, place) for place, end in enumerate(high, 3)]
        places.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
        self.process = os.posix_spawn(program, call, os.environ, file_actions=places)
        for end in (given, said, *high):
            os.close(end)
        self.number, self.rest, self.session = 0, b"", None
        targets = self._ask("Target.getTargets")["targetInfos"]
        (page,) = (target["targetId"] for target in targets if target["type"] == "page")
        self.session = self._ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]

    def _ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        message |= {"sessionId": self.session} if self.session else {}
        os.write(self.given, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                self.rest += os.read(self.said, 1 << 16)
            answer, self.rest = self.rest.split(b"\0", 1)
            if (answer := json.loads(answer)).get("id") == self.number:
                return answer["result"]

    def open(self, url):
        self._ask("Page.navigate", url=url)

    def evaluate(self, code):
        answer = self._ask("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def memory(self):
        """Of the largest process that shows a page: bytes of its own and its share of others'."""
        return max(map(_memory, self._renderers()))

    def _renderers(self):
        parents = {}
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it has ended
                parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        mine = {self.process}
        while more := {child for child, parent in parents.items() if parent in mine} - mine:
            mine |= more
        for child in mine:
            with contextlib.suppress(OSError):
                if b"--type=renderer" in Path(f"/proc/{child}/cmdline").read_bytes():
                    yield child

    def close(self):
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)
        os.close(self.given)
        os.close(self.said)


def _memory(process):
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return 1024 * int(re.search(r"^Pss: +(\d+)", text, re.MULTILINE)[1])
