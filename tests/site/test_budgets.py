"""How long a visitor waits, what is sent, and how much memory it takes: on a machine with nothing else to do."""

import re
import time
from pathlib import Path

import pytest
from test_live import NOTEBOOK, RUN, opened
from webpage import compressed

pytestmark = pytest.mark.acceptance
FOLDER, FIRST, SECOND = 120e6, 32e6, 1e6  # bytes: all files; sent at the first and the second visit, in gzip
READY, READY_AGAIN = 15, 6  # seconds until a cell has run
MEMORY = 600e6  # bytes of the tab, when a lesson was opened and images are loaded
LOOK = "from coursecnn import lesson\nlesson.data(60_000, 10_000)"


def ready(visitor):
    """The page and the seconds until its Python has run a cell."""
    began = time.monotonic()
    page = opened(visitor.open(f"lite/notebooks/index.html?path={NOTEBOOK}"))
    assert page.evaluate(RUN, "import coursecnn\nprint(6 * 7)").strip() == "42"
    return page, time.monotonic() - began


def tab_memory():
    """Of the largest process of Chromium that shows a page: bytes of its own and its share of others'."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                text = (process / "smaps_rollup").read_text()
                found.append(1024 * int(re.search(r"^Pss: +(\d+)", text, re.MULTILINE)[1]))
        except OSError:
            continue  # it has ended
    return max(found)


def test_the_whole_folder(site, live):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) <= FOLDER


def test_two_visits(visit, live, server):
    visitor = visit()
    server.sent.clear()
    page, first = ready(visitor)
    sent_first = sum(map(compressed, set(server.sent)))
    page.wait_for_timeout(15_000)  # until all is kept
    server.sent.clear()
    page, second = ready(visitor)
    sent_second = sum(map(compressed, set(server.sent)))
    page.evaluate(RUN, LOOK)
    memory = tab_memory()
    print(f"first visit {first:.1f} s, {sent_first / 1e6:.1f} MB; second {second:.1f} s, {sent_second / 1e6:.2f} MB; "
          f"memory {memory / 1e6:.0f} MB")  # fmt: skip
    assert sent_first <= FIRST and sent_second <= SECOND and memory <= MEMORY
    assert first <= READY and second <= READY_AGAIN
