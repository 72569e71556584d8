"""How long a visitor waits, what is sent, and how much memory it takes: on a machine with nothing else to do."""

import json
import time

import pytest
from quiet import Quiet
from test_live import NOTEBOOK, RUN, opened
from test_live import READY as OPENED
from webpage import CHROMIUM, compressed

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


@pytest.mark.acceptance
def test_the_whole_folder(site, live):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) <= FOLDER


@pytest.fixture(scope="module")
def visits(visitor, live, server):
    """Of the first visit and of the second: bytes that were sent, and seconds until ready."""
    found = []
    for _ in range(2):
        server.sent.clear()
        page, seconds = ready(visitor)
        found.append((sum(map(compressed, set(server.sent))), seconds))
        page.wait_for_timeout(15_000)  # until all is kept
    return found


@pytest.fixture
def tab(tmp_path):
    tab = Quiet(CHROMIUM, tmp_path)
    yield tab
    tab.close()


@pytest.mark.acceptance
def test_what_is_sent(visits):
    (first, _), (second, _) = visits
    assert first <= FIRST and second <= SECOND


@pytest.mark.benchmark
def test_time(visits):
    (_, first), (_, second) = visits
    print(f"ready after {first:.1f} s, on the second visit after {second:.1f} s")
    assert first <= READY and second <= READY_AGAIN


@pytest.mark.benchmark
def test_memory(tab, live, address):
    found = []
    for _ in range(2):
        tab.open(f"{address}lite/notebooks/index.html?path={NOTEBOOK}")
        while not tab.evaluate(f"Boolean({OPENED})"):
            time.sleep(0.1)
        assert tab.evaluate(f"({RUN})({json.dumps(LOOK)})").startswith("Data:")
        found.append(tab.memory())
        time.sleep(15)
    print("memory with the images: " + ", ".join(f"{one / 1e6:.0f} MB" for one in found))
    assert max(found) <= MEMORY
