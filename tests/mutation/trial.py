"""The tests of a room on a copy of the project, one file of which is changed."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 3 << 30  # bytes that a test may have: a changed loop may take all
OPTIONS = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header"]


@contextlib.contextmanager
def copy_of_project():
    """A folder with what git keeps, as it stands now."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                                capture_output=True)  # fmt: skip
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).is_file():
                (project / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, project / name)
        yield project


class Outcome(str):
    """``"passed"``, ``"failed"``, ``"late"``, or what went wrong with the tests themselves; ``said`` is all of it."""

    said, seconds = "", 0.0


def run(project, tests, seconds=600, options=()):
    """Run tests in the copy until the first fails."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *OPTIONS, f"--basetemp={project.parent / 'made'}", *options, *tests]
    environment = os.environ | {"PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, cwd=project, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True, preexec_fn=_limited,
    ) as process:  # fmt: skip
        try:
            said = process.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            said = None
        with contextlib.suppress(ProcessLookupError):  # whatever it began ends with it
            os.killpg(process.pid, signal.SIGKILL)
    outcome = Outcome("late" if said is None else _OUTCOMES.get(process.returncode, "failed"))
    outcome.said, outcome.seconds = said or "", time.monotonic() - began
    return outcome


# exit codes of pytest; 2 is also what an import that fails gives, and a signal is a failure
_OUTCOMES = {0: "passed", 1: "failed", 4: "no such test", 5: "no such test"}


@contextlib.contextmanager
def changed(project, name, text):
    """A file of the copy with another text, for a while."""
    path = project / name
    before = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")


def _limited():
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT))
