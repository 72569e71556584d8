"""How long a visitor waits, what is sent, and how much memory it takes: on a machine with nothing else to do."""

import re
import time
from pathlib import Path

import pytest
from test_live import NOTEBOOK, RUN, opened
from webpage import compressed

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


@pytest.mark.acceptance
def test_the_whole_folder(site, live):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) <= FOLDER


@pytest.fixture(scope="module")
def visits(visitor, live, server):
    """Of the first visit and of the second: bytes that were sent, and seconds until ready; then the tab's memory."""
    found = []
    for _ in range(2):
        server.sent.clear()
        page, seconds = ready(visitor)
        found.append((sum(map(compressed, set(server.sent))), seconds))
        page.wait_for_timeout(15_000)  # until all is kept
    page.evaluate(RUN, LOOK)
    return *found, tab_memory()


@pytest.mark.acceptance
def test_what_is_sent(visits):
    (first, _), (second, _), _ = visits
    assert first <= FIRST and second <= SECOND


@pytest.mark.benchmark
def test_time_and_memory(visits):
    (_, first), (_, second), memory = visits
    print(f"ready after {first:.1f} s, on the second visit after {second:.1f} s; memory {memory / 1e6:.0f} MB")
    assert first <= READY and second <= READY_AGAIN and memory <= MEMORY
