"""What runs in the browser: a notebook whose exercises are checked and whose edits stay; a lab that a link opens."""

import json
from urllib.parse import urlencode

import pytest
from webpage import compressed

pytestmark = pytest.mark.acceptance
NOTEBOOK = "exercises/02_padding_stride_sizes.ipynb"
SECONDS = 300_000  # milliseconds; a machine with nothing else to do needs 15 s
READY = "window.jupyterapp?.shell?.currentWidget?.context?.isReady"
PATH = "window.jupyterapp.shell.currentWidget.context.path"
CELL = "window.jupyterapp.shell.currentWidget.context.model.cells.get(0).sharedModel"
RUN = """async (code) => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.ready;
    const kernel = panel.sessionContext.session.kernel;
    await kernel.info;
    const said = [], future = kernel.requestExecute({ code });
    future.onIOPub = (message) => said.push(message.content.text ?? message.content.evalue ?? "");
    await future.done;
    return said.join("");
}"""
CODE = """
import coursecnn.experiments
from coursecnn.checks import exercise

def endless(n, k, s=1, p=0, d=1):
    while True:
        pass

sizes = exercise("02.output_size")
print(sizes.check(lambda n, k, s=1, p=0, d=1: (n + 2 * p - d * (k - 1) - 1) // s + 1))
print(sizes.check(endless))
"""


def opened(page):
    page.wait_for_function(READY, timeout=SECONDS)
    page.set_default_timeout(SECONDS)
    return page


@pytest.fixture
def page_of(live):
    """The address of the page on which ``NOTEBOOK`` runs."""
    return f"lite/notebooks/index.html?path={NOTEBOOK}"


def test_the_button_of_a_page_opens_its_notebook(visit, live):
    page = visit().open(NOTEBOOK.replace(".ipynb", ".html"))
    page.get_by_role("link", name="Run in the browser").click()
    opened(page)
    assert page.evaluate(PATH) == NOTEBOOK
    assert page.evaluate(RUN, "print(6 * 7)").strip() == "42"


def test_a_notebook_runs_and_what_is_written_stays(visit, page_of, site, address):
    visitor = visit()
    page = opened(visitor.open(page_of))
    said = page.evaluate(RUN, CODE)
    assert "02.output_size: passed." in said
    assert "It did not end within" in said
    assert asked(visitor, site, address) <= 32_000_000

    page.evaluate(f"{CELL}.setSource('# mine')")
    page.evaluate("window.jupyterapp.shell.currentWidget.context.save()")
    page.wait_for_timeout(20_000)  # until the files of the page are kept
    opened(visitor.open(page_of))
    assert page.evaluate(f"{CELL}.source") == "# mine"
    assert [fault for fault in visitor.faults if not fault.startswith("console")] == []

    facts = json.loads((site / "lite" / "course.json").read_text(encoding="utf-8"))
    facts["versions"][NOTEBOOK] = "0123456789abcdef"
    visitor.context.route("**/course.json", lambda route: route.fulfill(json=facts))
    opened(visitor.open(page_of))
    page.get_by_text("Open the new version beside yours").click()
    page.wait_for_url("**01234567**")
    opened(page)
    assert "02 Padding" in page.evaluate(f"{CELL}.source")
    opened(visitor.open(page_of))
    assert page.evaluate(f"{CELL}.source") == "# mine"


def test_python_begins_with_the_page_and_begins_anew_where_it_is_asked_to(visit, page_of):
    visitor = visit()
    opened(visitor.open(page_of)).evaluate(RUN, "")
    page = opened(visitor.open(page_of))
    begun = page.evaluate(
        "performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/early.js')).startTime"
    )
    lab = page.evaluate(
        "performance.getEntriesByType('resource').find(({ name }) => /jlab_core/.test(name)).responseEnd"
    )
    assert begun < lab
    page.evaluate(RUN, "")
    before = len(visitor.asked)
    assert page.evaluate(RUN, "import coursecnn\nprint(6 * 7)") == "42\n"
    assert [url for url in visitor.asked[before:] if "/static/pyodide/" in url] == []
    assert [worker.url.rpartition("/")[2] for worker in page.workers] == ["early.js"]
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    assert page.evaluate(RUN, "import coursecnn\nprint(8 * 9)") == "72\n"
    (worker,) = page.workers
    assert "/pyodide-kernel-extension/static/" in worker.url


def asked(visitor, site, address):
    """Bytes, as they are sent, of the files that were asked for."""
    names = {url.removeprefix(address).split("?")[0] for url in visitor.asked if url.startswith(address)}
    return sum(compressed(site / name) for name in names if (site / name).is_file())


def link_to(code):
    return f"lite/repl/index.html?{urlencode({'kernel': 'python', 'code': code})}"


def test_a_link_opens_a_lab_that_trains_and_stops(visit, live):
    visitor = visit()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = link_to("from coursecnn.labs import TrainingLab\nTrainingLab(lr=0.1, epochs=20)")
    page = visitor.open(link)
    page.set_default_timeout(SECONDS)
    lab = page.locator(".coursecnn-lab")
    lab.get_by_role("button", name="Copy as link").click()
    page.get_by_text("Copied: http").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == visitor.address + link
    lab.get_by_role("button", name="Start").click()
    for value in (0, 0.001, 0.002):
        page.wait_for_function(f"document.querySelector('.coursecnn-lab progress')?.value > {value}")
    lab.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped after 0.").first.wait_for(timeout=20_000)
    assert lab.get_by_role("button", name="Start").is_enabled()
    assert visitor.faults == []


def test_a_link_runs_no_other_code_unasked(visit, live):
    page = visit().open(link_to("import js\nprint(6 * 7)"))
    page.set_default_timeout(SECONDS)
    page.get_by_text("print(6 * 7)").first.wait_for()
    assert "execute=0" in page.url
    page.wait_for_timeout(30_000)
    assert page.get_by_text("42", exact=True).count() == 0
