"""The web site, built once, served, and seen by a browser that may reach nothing else."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
from places import ROOT
from webpage import CHROMIUM

NEEDED = ("playwright", "axe_playwright_python", "myst_nb", "jupyterlite_core")
VIEWPORTS = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 400, "height": 800}}


def pytest_collection_modifyitems(items):
    """These tests have a marker of their own; without what they need they are skipped."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.site)
            if missing or not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason=f"missing: {', '.join(missing) or 'Chromium'}"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site: the one that COURSECNN_SITE names, or one that is built."""
    if folder := os.environ.get("COURSECNN_SITE"):
        return Path(folder).resolve()
    out = tmp_path_factory.mktemp("site") / "site"
    call = [sys.executable, "-m", "coursecnn", "site", str(out)]
    if folder := os.environ.get("COURSECNN_PYODIDE"):
        call += ["--pyodide", folder]
    subprocess.run(call, cwd=ROOT, check=True)
    return out


@pytest.fixture(scope="session")
def live(site):
    """Skips where the site has pages only."""
    if not (site / "lite").exists():
        pytest.skip("this site has pages only")


@pytest.fixture(scope="session")
def server(site):
    """Serves the site; ``sent`` are the files that it was asked for and sent, in their order."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def send_response(self, code, message=None):
            super().send_response(code, message)
            path = Path(self.translate_path(self.path))
            if code == 200 and path.is_file():
                self.server.sent.append(path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    server.sent = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def address(server):
    """Where the site is served."""
    return f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture(scope="module")
def chromium():
    """For one module, because Playwright keeps an event loop running."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Visit:
    """A new visitor: ``open`` a page; ``faults`` collects requests to others, errors on the console, and failures."""

    def __init__(self, browser, address, scheme="light", viewport="wide"):
        self.address, self.faults, self.asked = address, [], []
        self.context = browser.new_context(color_scheme=scheme, viewport=VIEWPORTS[viewport])
        self.context.route("**/*", self._route)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        self.context.on("response", self._response)
        self.page = self.context.new_page()

    def open(self, path):
        self.page.goto(self.address + path)
        return self.page

    def _route(self, route):
        url = route.request.url
        if url.startswith((self.address, "data:", "blob:")):
            self.asked.append(url)
            route.continue_()
        else:
            self.faults.append(f"request to another host: {url}")
            route.abort()

    def _console(self, message):
        if message.type == "error":
            self.faults.append(f"console of {message.page.url if message.page else '?'}: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="module")
def visitor(chromium, address):
    """One visitor for all tests of a file."""
    visitor = Visit(chromium, address)
    yield visitor
    visitor.context.close()


@pytest.fixture
def visit(chromium, address):
    """``visit(scheme, viewport)``: a new visitor."""
    visits = []

    def new(**options):
        visits.append(Visit(chromium, address, **options))
        return visits[-1]

    yield new
    for one in visits:
        one.context.close()
