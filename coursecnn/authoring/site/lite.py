"""JupyterLite: the notebooks, to run in a browser, with all that they need in one folder."""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from coursecnn.authoring.course import FOLDERS, AuthoringError
from coursecnn.authoring.site.runtime import CORE, EXTENSION, KERNEL, LABEXTENSIONS, STARTED, bring_runtime, closure
from coursecnn.datasets import digits
from coursecnn.datasets.catalog import MNIST, digest

HERE = Path(__file__).parent / "live"
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "anywidget", EXTENSION)
PLUGIN = f"{EXTENSION}:kernel"
WORKER = re.compile(r":new Worker\(new URL\(\w\.p\+\w\.u\((\d+)\)")  # of pages that no header isolates
HEAD = """<head>
    <link rel="icon" href="../../_static/icon.svg" type="image/svg+xml" />
    <script src="../visit.js"></script>"""
LINK = """
    <script src="../link.js"></script>"""
CONFIG = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "coursecnn",
        "exposeAppInBrowser": True,  # for tests
        "litePluginSettings": {PLUGIN: {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": KERNEL}}},
    },
}


def bring_live(root, out, pyodide, beside, newest=False):
    """Write JupyterLite with the course's notebooks into ``out``.

    Parameters
    ----------
    root : Path
        Of the course.
    out : Path
        Made here.
    pyodide : Path or None
        The folder with Pyodide's files; they are fetched where it is None.
    beside : Path
        An empty folder for work.
    newest : bool
        The Pyodide that the installed kernel was made for, instead of ours.

    Raises
    ------
    AuthoringError
        Where JupyterLite or the runtime cannot be made.
    """
    lite = beside / "lite"
    bring_runtime(lite / "static" / "pyodide", pyodide, root, beside, newest)
    for name in FOLDERS.values():
        (lite / "files" / name).mkdir(parents=True)
        for path in sorted((root / name).glob("*.ipynb")):
            shutil.copyfile(path, lite / "files" / name / path.name)
    shutil.copytree(root / "notebooks" / "pictures", lite / "files" / "notebooks" / "pictures")
    settings = {
        "lite_dir": str(lite),
        "output_dir": str(out),
        "contents": [str(lite / "files")],
        "apps": ["notebooks", "repl"],
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(LABEXTENSIONS / name) for name in EXTENSIONS],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    (lite / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": settings}), encoding="utf-8")
    (lite / "jupyter-lite.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    call = [sys.executable, "-m", "jupyterlite_core", "build", "--config", "jupyter_lite_config.json"]
    done = subprocess.run(call, cwd=lite, capture_output=True, text=True)
    if done.returncode:
        raise AuthoringError(f"JupyterLite could not be made: {(done.stderr or done.stdout).strip()[-2000:]}")
    bring_data(out / "data")
    finish(out)


def bring_data(folder):
    """What a browser fetches when it is wanted: drawn digits, and MNIST where ``COURSECNN_DATA`` has it in gzip."""
    folder.mkdir()
    digits.pack(folder / digits.FILE)
    given = os.environ.get("COURSECNN_DATA")
    found = {Path(given, f"{file.name}.gz"): file.contents for file in MNIST.files} if given else {}
    if found and all(_holds(path, checksum) for path, checksum in found.items()):
        for path in found:
            shutil.copyfile(path, folder / path.name)


def _holds(path, checksum):
    try:
        return digest(gzip.decompress(path.read_bytes()), checksum) == checksum
    except (OSError, EOFError):
        return False


def finish(out):
    """What JupyterLite lacks: files that are kept for the next visit, a bar while they come, word of new versions."""
    runtime = out / "static" / "pyodide"
    versions = {
        path.relative_to(out / "files").as_posix(): _digest(path.read_bytes())
        for path in (out / "files").rglob("*.ipynb")
    }
    facts = {"versions": versions, "runtime": sum((runtime / name).stat().st_size for name in first_files(runtime))}
    (out / "course.json").write_text(json.dumps(facts), encoding="utf-8")
    worker = out / "service-worker.js"
    kept = "".join(
        f"{path.relative_to(out)} {path.stat().st_size} {_digest(path.read_bytes())}"
        for name in ("build", "extensions", "static", "data")
        for path in sorted((out / name).rglob("*"))
        if path.is_file()
    )
    caching = (HERE / "cache.js").read_text(encoding="utf-8").replace("BUILD", _digest(kept.encode()))
    worker.write_text(caching + worker.read_text(encoding="utf-8"), encoding="utf-8")
    stills = "notebooks/pictures"  # a page asks for them below itself, before it knows where notebooks' files lie
    shutil.copytree(out / "files" / stills, out / stills)
    bring_scripts(out)
    (out / "lab").mkdir(exist_ok=True)
    shutil.copyfile(out / "notebooks" / "favicon.ico", out / "lab" / "favicon.ico")  # every page asks for it
    for page, head in ((out / "notebooks" / "index.html", HEAD), (out / "repl" / "index.html", HEAD + LINK)):
        page.write_text(page.read_text(encoding="utf-8").replace("<head>", head, 1), encoding="utf-8")


def first_files(runtime):
    """Names of the runtime's files that come before a first cell runs."""
    lock = json.loads((runtime / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = [lock["packages"][name]["file_name"] for name in closure(lock, STARTED)]
    return [*(name for name in CORE if not name.endswith(".mjs")), *packages]


def bring_scripts(out):
    """Our own scripts, which know the kernel's worker; the kernel takes ``start.js`` for Pyodide."""
    static = out / "extensions" / EXTENSION / "static"
    texts = [path.read_text(encoding="utf-8") for path in static.glob("*.js")]
    found = {number for text in texts for number in WORKER.findall(text)}
    if len(found) != 1:
        raise AuthoringError(f"One worker was expected in JupyterLite's kernel, {len(found)} were found.")
    (worker,) = static.glob(f"{found.pop()}.*.js")
    address = f"{worker.relative_to(out).as_posix()}?v={worker.suffixes[0].removeprefix('.')}"
    for name in ("visit.js", "link.js", "start.js", "early.js"):
        text = (HERE / name).read_text(encoding="utf-8")
        text = text.replace("PACKAGES", json.dumps(STARTED)).replace("KERNEL", address)
        (out / name).write_text(text, encoding="utf-8")
    config = out / "jupyter-lite.json"
    told = json.loads(config.read_text(encoding="utf-8"))
    told["jupyter-config-data"]["litePluginSettings"][PLUGIN]["pyodideUrl"] = "./start.js"
    config.write_text(json.dumps(told), encoding="utf-8")


def _digest(data):
    return hashlib.sha256(data).hexdigest()[:16]
