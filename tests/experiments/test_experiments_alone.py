"""Sweeps where there are no processes, as in a browser's Python."""

import subprocess
import sys

from coursecnn.experiments import executors


def test_the_package_is_imported_without_processes():
    code = "import sys; sys.modules['_multiprocessing'] = None; import coursecnn.experiments, coursecnn.labs.training"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_runs_are_done_in_this_process_one_after_the_other(monkeypatch):
    kept = []
    monkeypatch.setattr(executors, "find_spec", lambda name: None)
    monkeypatch.setattr(executors, "run_task", lambda task: kept.append(("begun", task)) or task)
    executors.run_here([1, 2], 2, lambda run: kept.append(("kept", run)))
    assert kept == [("begun", 1), ("kept", 1), ("begun", 2), ("kept", 2)]
