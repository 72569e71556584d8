"""The tests of a room on a copy of the project, one file of which is changed.

Each run is a fork of this process, which has loaded what takes long and never the package itself.
"""

import contextlib
import functools
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 3 << 30  # bytes that a test may have: a changed loop may take all
OPTIONS = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header", "-W", "ignore:Module already imported"]
HEAVY = ("scipy.signal", "scipy.stats", "matplotlib.figure", "matplotlib.backends.backend_agg", "PIL.Image",
         "hypothesis.extra.numpy", "IPython", "anywidget", "tqdm.auto", "pooch", "torch")  # fmt: skip
LATE = None, -signal.SIGPROF  # ended by this process, or by the limit of its time of a processor
OUTCOMES = {0: "passed", 1: "failed", 4: "failed", 5: "no such test"}  # by pytest's exit code; 4: conftest fails


class Outcome(NamedTuple):
    """``"passed"``, ``"failed"``, ``"late"`` or ``"no such test"``; what pytest said; how long it took."""

    kind: str
    said: str
    seconds: float


@contextlib.contextmanager
def copy_of_project():
    """A folder with what git keeps, as it stands now."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT)
        for name in filter(None, listed.decode().split("\0")):
            if (ROOT / name).is_file():
                (project / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, project / name)
        yield project


def run(project, tests, seconds=600, plugins=()):
    """Run tests in the copy until the first fails; with plugins of pytest."""
    _load()
    began = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        child = os.fork()
        if child == 0:
            _run_here(project, tests, said, plugins)
        code = _wait(child, seconds)
        with contextlib.suppress(ProcessLookupError):  # whatever it began ends with it
            os.killpg(child, signal.SIGKILL)
        said.seek(0)
        kind = "late" if code in LATE else OUTCOMES.get(code, "failed")
        return Outcome(kind, said.read(), time.monotonic() - began)


@functools.cache
def _load():
    """Pytest, its plugins and what tests import, once."""
    importlib.import_module("pytest")
    for plugin in metadata.entry_points(group="pytest11"):
        plugin.load()
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _stay_inside(roots):
    """From now on this process renames, removes and makes files below these folders alone, whatever was changed."""

    def hook(event, args):
        if event in ("os.rename", "os.remove", "os.rmdir", "os.link"):
            paths = [path for path in args[:2] if isinstance(path, (str, bytes, os.PathLike))]
        elif event == "open" and isinstance(args[0], (str, bytes)) and args[2] & os.O_CREAT:
            paths = [] if os.path.exists(args[0]) else [args[0]]
        else:
            return
        for path in paths:
            if not os.path.realpath(os.fsdecode(os.path.dirname(path))).startswith(roots):
                raise PermissionError(f"{path} is outside of what a test may change")

    sys.addaudithook(hook)


def _run_here(project, tests, said, plugins):
    code = 3
    try:
        import resource

        import pytest

        os.setsid()
        resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT))
        for number in (1, 2):
            os.dup2(said.fileno(), number)
        os.chdir(project)
        os.environ["PYTHONPATH"] = str(project)
        sys.path.insert(0, str(project))
        _stay_inside((str(project.parent), os.path.realpath(tempfile.gettempdir()), os.path.expanduser("~/.cache")))
        for name in [name for name, module in sys.modules.items() if _is_ours(module)]:
            del sys.modules[name]
        code = int(pytest.main([*OPTIONS, f"--basetemp={project.parent / 'made'}", *tests], plugins))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _is_ours(module):
    """Whether a module is of this project: of the package, or of tests that this process has collected."""
    file = getattr(module, "__file__", None) or ""
    return file.startswith((str(ROOT / "coursecnn"), str(ROOT / "tests")))


def _wait(child, seconds):
    """The exit code of a child, or None where it took too long and was ended; a signal counts as an error.

    What others compute meanwhile is no fault of the child: on a machine with more to do than processors, time is less.
    """
    left, before = seconds, time.monotonic()
    while left > 0:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
        now = time.monotonic()
        left -= (now - before) * min(1, os.cpu_count() / max(1, os.getloadavg()[0]))
        before = now
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


@contextlib.contextmanager
def changed(project, name, text):
    """A file of the copy with another text, for a while."""
    path = project / name
    before = path.read_text(encoding="utf-8")
    try:
        _write(path, text)
        yield
    finally:
        _write(path, before)


def _write(path, text):
    path.write_text(text, encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):  # told apart by size and second alone
        compiled.unlink()
