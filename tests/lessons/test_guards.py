"""What lessons claim holds where learners run them: with MNIST and with drawn digits, on a quarter of the images.

At each change only lessons that take seconds; the others, and all of them with drawn digits, are acceptance.
"""

import os
import re
import subprocess
import sys

import pytest
from lessons import built
from places import ROOT

from coursecnn.authoring.course import Source
from coursecnn.authoring.source import read_cells
from coursecnn.lesson.calls import FOLDER, read_stored

FILES = sorted(FOLDER.glob("*.json"))
RUNNER = ROOT / "tests" / "helpers" / "lesson_run.py"
LONG = ("00_", "04_", "05_", "06_", "07_", "08_", "09_", "10_", "11_")  # 20 seconds and more
LESSONS = {}  # by name: how many guards
for name in built():
    cells = read_cells(Source(ROOT, ROOT / "notebooks" / "source" / f"{name}.py"))
    if guards := sum(len(cell.guards) for cell in cells):
        LESSONS[name] = guards


def run(name, folder, images, mode="1"):
    """A lesson with its guards, in a process of its own and in quick mode; what the runner said."""
    environment = {key: value for key, value in os.environ.items() if key != "COURSECNN_DATA"}
    environment |= {"COURSECNN_QUICK": mode, "MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}
    if images == "mnist":
        environment["COURSECNN_DATA"] = os.environ["COURSECNN_DATA"]
    else:
        environment |= {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
        environment["COURSECNN_CACHE"] = str(folder / "cache")
    command = [sys.executable, RUNNER, name]
    return subprocess.run(command, cwd=ROOT / "notebooks", env=environment, capture_output=True, text=True, timeout=900)


def cases():
    for name in LESSONS:
        marks = [pytest.mark.acceptance] if name.startswith(LONG) else []
        yield pytest.param(name, "mnist", marks=marks)
        yield pytest.param(name, "digits", marks=pytest.mark.acceptance)


@pytest.mark.parametrize(("name", "images"), list(cases()))
def test_every_guard_holds(name, images, tmp_path_factory):
    if images == "mnist" and "COURSECNN_DATA" not in os.environ:
        pytest.skip("set COURSECNN_DATA to a folder with the four files of MNIST")
    done = run(name, tmp_path_factory.getbasetemp(), images)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.endswith(f"guards: {LESSONS[name]}\n")


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=[] if p.name.startswith("04_") else [pytest.mark.acceptance]) for p in FILES],
    ids=lambda path: path.stem,
)
def test_every_guard_holds_with_stored_results_as_in_a_browser(path, tmp_path_factory):
    if "COURSECNN_DATA" not in os.environ:
        pytest.skip("set COURSECNN_DATA to a folder with the four files of MNIST")
    done = run(path.stem, tmp_path_factory.getbasetemp(), "mnist", "stored")
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.endswith(f"guards: {LESSONS[path.stem]}\n")
    taken = re.findall(r"^(\w+): stored results, of the run", done.stdout, re.MULTILINE)
    assert set(taken) == set(read_stored(path)), "what is not taken was stored for other code: build the lesson again"
