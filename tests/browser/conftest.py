"""Labs in a real browser: a Jupyter server with a copy of the course, and pages that may reach nothing but it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from labpage import LabPage
from places import ROOT
from webpage import CHROMIUM

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--expose-gc",
    "--enable-precise-memory-info",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # the two before the last: to measure memory; the last: a page reaches nothing outside
NOTEBOOKS = ROOT / "notebooks"
PAGES = {"lab": "doc/tree", "notebook": "notebooks", "voila": "voila/render"}
SECONDS = 90  # for a page, a kernel and a cell together

OPEN = """(path) => window.jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" })"""
CLEARED = """() => {
    for (const one of [...(window.jupyterapp?.shell.widgets("main") ?? [])]) one.dispose();
    return Boolean(window.jupyterapp);
}"""

RUN_CELL = """async (id) => {
    const app = window.jupyterapp;
    const panel = app.shell.currentWidget ?? [...app.shell.widgets("main")][0];
    await panel.context.ready;
    await panel.sessionContext.ready;
    const index = panel.content.widgets.findIndex((cell) => cell.model.id === id);
    if (index < 0) throw new Error(`There is no cell ${id}.`);
    panel.content.activeCellIndex = index;
    await app.commands.execute("notebook:run-cell");
    await panel.content.scrollToItem?.(index);
}"""


def pytest_collection_modifyitems(items):
    """Without Playwright or Chromium the tests of this folder are skipped."""
    here, missing = Path(__file__).parent, []
    try:
        import axe_playwright_python  # noqa: F401
        import playwright.sync_api  # noqa: F401
    except ImportError as error:
        missing.append(f"{error.name} is not installed")
    if CHROMIUM is None:
        missing.append("there is no Chromium")
    for item in items:
        if missing and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=" and ".join(missing)))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """(address, folder, process id) of a Jupyter server with a copy of the course: JupyterLab, Notebook 7 and Voila."""
    home = tmp_path_factory.mktemp("jupyter")
    course, settings = home / "course", home / "config" / "labconfig"
    (course / "notebooks").mkdir(parents=True)
    settings.mkdir(parents=True)
    for notebook in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, course / "notebooks")
    shutil.copytree(NOTEBOOKS / "pictures", course / "notebooks" / "pictures")
    quiet = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (settings / "page_config.json").write_text(json.dumps(quiet), encoding="utf-8")
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    folders |= {f"JUPYTERLAB_{name}_DIR": str(home / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    environment = {**os.environ, **folders, "IPYTHONDIR": str(home / "ipython"), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    port = _free_port()
    options = dict(
        ip="127.0.0.1",
        port=port,
        port_retries=0,
        root_dir=course,
        open_browser=False,
        allow_root=True,
        disable_check_xsrf=True,
    )
    options = [f"--ServerApp.{name}={value}" for name, value in options.items()] + ["--IdentityProvider.token="]
    exposed = ["--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"]
    with open(home / "log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, *exposed], env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(lambda: _answers(f"{address}/api/status"), process, home / "log")
        yield address, course, process.pid
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def browser():
    """Chromium of this system; for one module, because Playwright keeps an event loop running."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def started(browser):
    """By whether a page has fingers: its context, and pages of JupyterLab without a notebook (which starts in 3 s)."""
    made = {touch: browser.new_context(has_touch=touch) for touch in (False, True)}
    for context in made.values():
        context.set_default_timeout(SECONDS * 1000)
    return made, {touch: [] for touch in made}


@pytest.fixture
def pages(started, server):
    """A function that opens a notebook's page; it asks for nothing outside our own server.

    Voila's own page asks for fonts and MathJax from outside, and does without them.
    """
    address, _, _ = server
    contexts, free = started
    opened, outside, faults = [], [], []

    def note(request):
        asked = urlsplit(request.url)
        if asked.scheme in ("http", "https") and asked.netloc != urlsplit(address).netloc:
            outside.append(request.url)

    def open_page(path, front, width, touch=False):
        again = front == "lab" and free[touch]
        page = free[touch].pop() if again else contexts[touch].new_page()
        page.set_viewport_size({"width": width, "height": 1100})
        listening = [("pageerror", lambda error: faults.append(str(error)))]
        listening += [("request", note)] if front != "voila" else []
        for event, heard in listening:
            page.on(event, heard)
        opened.append((page, front, touch, listening))
        if again:
            page.mouse.move(0, 0)
            page.evaluate(OPEN, path)
        else:
            page.goto(f"{address}/{PAGES[front]}/{path}", wait_until="commit")
        return page

    yield open_page
    for page, front, touch, listening in opened:
        for event, heard in listening:
            page.remove_listener(event, heard)
        if front == "lab" and not page.is_closed() and page.evaluate(CLEARED):
            free[touch].append(page)
        else:
            page.close()
    for kernel in json.loads(_get(f"{address}/api/kernels")):
        urllib.request.urlopen(urllib.request.Request(f"{address}/api/kernels/{kernel['id']}", method="DELETE")).close()
    assert outside == [], "a page asked for addresses outside"
    assert not [fault for fault in faults if "coursecnn" in fault]


@pytest.fixture
def open_lab(pages):
    """open_lab(lesson, cell_id): the lesson is opened, that one cell is run; returns the ``LabPage`` of its lab.

    ``front`` is "lab" or "notebook", ``theme`` is "light" or "dark", ``width`` is that of the window.
    """

    def opened(lesson, cell, front="lab", theme="light", width=1000):
        page = pages(f"notebooks/{lesson}.ipynb", front, width)
        return _run(page, cell, theme)

    return opened


@pytest.fixture
def show_lab(pages, server):
    """show_lab(code): a notebook of this one cell is opened and run.

    ``front`` may be "voila" as well; with ``touch`` the page has fingers.
    """
    import nbformat.v4 as v4

    _, course, _ = server

    def shown(code, front="lab", theme="light", width=1000, touch=False):
        number = len(list(course.glob("*.ipynb")))
        spec = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        notebook = v4.new_notebook(cells=[v4.new_code_cell(code, id="cell")], metadata=spec)
        path = course / f"lab{number}.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        page = pages(path.name, front, width, touch)
        if front == "voila":
            return _lab_of(page)
        return _run(page, "cell", theme)

    return shown


@pytest.fixture
def picture():
    """picture(lab, name): keeps a screenshot in the folder that COURSECNN_PICTURES names, where it is set."""

    def taken(lab, name):
        if folder := os.environ.get("COURSECNN_PICTURES"):
            lab.page.mouse.move(0, 0)
            lab.root.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    return taken


def _run(page, cell, theme):
    page.wait_for_function("window.jupyterapp && window.jupyterapp.restored")
    page.evaluate("() => window.jupyterapp.restored")
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", f"JupyterLab {theme.title()}"
    )
    page.locator(f"body[data-jp-theme-light={'true' if theme == 'light' else 'false'}]").wait_for(state="attached")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.evaluate(RUN_CELL, cell)
    return _lab_of(page)


def _lab_of(page):
    """The lab, as soon as it stands there; an error of its cell fails the test."""
    error = page.locator("[data-mime-type^='application/vnd.jupyter.']").filter(has_text="Traceback")
    page.locator(".coursecnn-lab").or_(error).first.wait_for()
    assert not error.count(), error.first.text_content()[-2000:]
    return LabPage(page)


def _wait(done, process, log):
    end = time.monotonic() + SECONDS
    while not done():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The Jupyter server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        time.sleep(0.1)


def _answers(address):
    try:
        return bool(_get(address))
    except OSError:
        return False


def _get(address):
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.read()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
