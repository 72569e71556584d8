"""The tests of the library and of the exercises in a browser's Python: Pyodide, in Node.

Left out are tests that need threads or processes (marked ``threads``), PyTorch, or SciPy (see ``absent.py``).
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from places import ROOT

ROOMS = {"functional": 250, "layers": 500, "reference": 8, "datasets": 120, "checks": 2000}  # at least so many pass
SECONDS = 1200  # for a room, on a busy machine
TOOLS = ("pytest", "pluggy", "iniconfig", "packaging", "pygments", "hypothesis", "sortedcontainers", "attrs")
PROJECT = ("pyproject.toml", "coursecnn", "tests", "notebooks", "exercises", "solutions", ".github")

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(shutil.which("node") is None, reason="missing: Node"),
    pytest.mark.skipif(find_spec("pip") is None, reason="missing: pip, of the dependency group site"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What ``wasm.mjs`` wants; the runtime is fetched unless COURSECNN_PYODIDE has it."""
    from coursecnn.authoring.site.bytecode import bring_sockets
    from coursecnn.authoring.site.runtime import bring_files

    folder = tmp_path_factory.mktemp("wasm")
    given = os.environ.get("COURSECNN_PYODIDE")
    bring_files(folder / "pyodide", given and Path(given), ("numpy", "threadpoolctl", "pillow"))
    bring_sockets(folder)
    anywhere = ("--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.12")
    call = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", *anywhere]
    subprocess.run([*call, "--target", str(folder / "packages"), *TOOLS], check=True)
    (folder / "project").mkdir()
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, folder / "project" / name)
    return folder


@pytest.mark.parametrize("room, least", ROOMS.items())
def test_a_room(folder, room, least):
    marks = "not threads and not acceptance and not benchmark and not site"
    call = ["node", Path(__file__).parent / "wasm.mjs", folder, "-q", "-rfE", "-m", marks, f"tests/{room}"]
    done = subprocess.run(list(map(str, call)), capture_output=True, text=True, timeout=SECONDS)
    print(done.stdout[-20_000:], done.stderr[-5_000:])
    assert done.returncode == 0
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= least
