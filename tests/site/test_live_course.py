"""Every lesson, exercise and solution from top to bottom in the browser: no error, right answers pass, stubs do not."""

import json
import re
from base64 import b64decode

import pytest
from places import ROOT
from test_live import opened

SAMPLE = {  # run at each change: a lesson, and the exercises of another
    "notebooks": ("01_convolution.ipynb",),
    "exercises": ("02_padding_stride_sizes.ipynb",),
}
MOST = 90  # seconds of a lesson, on a machine with two cores and nothing else to do
RUN_ALL = """async () => {
    const app = window.jupyterapp, panel = app.shell.currentWidget;
    await panel.sessionContext.ready;
    const kernel = panel.sessionContext.session.kernel;
    await kernel.info;
    await kernel.requestExecute({ code: "import coursecnn, matplotlib.pyplot" }).done;
    const slow = [], begun = performance.now();
    let last = begun;
    const cells = [...panel.context.model.cells];
    for (const cell of cells) cell.stateChanged.connect((_, { name, newValue }) => {
        if (name !== "executionCount" || newValue === null) return;
        const now = performance.now();
        slow.push([(now - last) / 1000, cell.id]);
        last = now;
    });
    await app.commands.execute("notebook:run-all-cells");
    return { seconds: (performance.now() - begun) / 1000, slow, cells: cells.map((cell) => cell.toJSON()) };
}"""


def notebooks(folder):
    names = sorted(path.name for path in (ROOT / folder).glob("*.ipynb") if "_" in path.name)
    return [pytest.param(name, marks=() if name in SAMPLE[folder] else pytest.mark.acceptance) for name in names]


def ran(visitor, path):
    """The cells of a notebook after it was run from top to bottom, and the seconds; nothing went wrong."""
    page = opened(visitor.open(f"lite/notebooks/index.html?path={path}"))
    done = page.evaluate(RUN_ALL)
    cells = [cell for cell in done["cells"] if cell["cell_type"] == "code"]
    wrong = ["\n".join(out["traceback"]) for cell in cells for out in cell["outputs"] if out["output_type"] == "error"]
    slow = ", ".join(f"{name} {seconds:.1f} s" for seconds, name in sorted(done["slow"], reverse=True)[:6])
    print(f"{path}: {done['seconds']:.0f} s, {len(cells)} cells; {slow}")
    assert wrong == []
    assert all(cell["execution_count"] for cell in cells if "".join(cell["source"]).strip())
    for output in (output for cell in cells for output in cell["outputs"]):
        if "image/png" in (data := output.get("data", {})):
            assert b64decode(data["image/png"], validate=True).startswith(b"\x89PNG")
    return cells, done["seconds"]


def said(cells):
    """What was printed, as one text."""
    outputs = [out for cell in cells for out in cell["outputs"]]
    texts = [out.get("text", out.get("data", {}).get("text/plain", "")) for out in outputs]
    return "\n".join("".join(text) for text in texts)


def exercises_of(name):
    """The exercises that a notebook checks."""
    cells = json.loads((ROOT / "exercises" / name).read_text(encoding="utf-8"))["cells"]
    return re.findall(r'exercise\("([\d.\w]+)"\)', "\n".join("".join(cell["source"]) for cell in cells))


@pytest.mark.parametrize("name", notebooks("notebooks"))
def test_a_lesson(visit, live, name):
    _, seconds = ran(visit(), f"notebooks/{name}")
    assert seconds <= MOST


@pytest.mark.parametrize("name", notebooks("exercises"))
def test_right_answers_pass_and_stubs_do_not(visit, live, name):
    names = exercises_of(name)
    assert names
    visitor = visit()
    untouched = said(ran(visitor, f"exercises/{name}")[0])
    assert [one for one in names if f"{one}: passed" in untouched] == []
    solved = said(ran(visitor, f"solutions/{name}")[0])
    assert [one for one in names if f"{one}: passed" not in solved] == []
