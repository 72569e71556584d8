"""Sweeps: the same figures wherever they run, and nothing lost when something breaks."""

import json
import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import numpy as np
import pytest

from coursecnn import History, datasets, fit, models
from coursecnn.datasets import NotAvailable
from coursecnn.experiments import Results, SweepError, complete, sweep, task
from coursecnn.experiments.store import Store, key, read_runs
from coursecnn.functional import parallel

SMALL = {"filters": [4, 6], "kernel_sizes": 3, "batch_size": 20}
GRID = {"filters": [(4, 6)], "kernel_sizes": 3, "batch_size": 20, "lr": [0.02, 0.05, 0.1]}
DATA = "digits:100:50"


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """Drawn digits for this module and the processes that it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSECNN_CACHE", str(tmp_path_factory.mktemp("cache")))
        datasets.fetch("digits")
        yield


@pytest.fixture
def here():
    """An executor in this process."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


def figures(runs):
    """All that must be the same wherever a run was done."""
    return {key(run): {name: value for name, value in run.items() if name != "seconds"} for run in runs}


@pytest.fixture(scope="module")
def expected():
    """The figures of GRID with 4 seeds, in one process."""
    with ThreadPoolExecutor(1) as executor:
        return figures(sweep(GRID, data=DATA, epochs=1, seeds=4, executor=executor, progress=False).runs)


def kill_after(monkeypatch, number, kill):
    """Have ``kill()`` called when so many runs are kept; returns the list of all that were kept."""
    append, kept = Store.append, []

    def counting(store, run):
        append(store, run)
        kept.append(key(run))
        if len(kept) == number:
            kill()

    monkeypatch.setattr(Store, "append", counting)
    return kept


def test_a_run_is_what_fit_does(here):
    run = sweep([{}], data="digits:100:50", epochs=2, seeds=[3], executor=here, progress=False).runs[0]
    model = models.mnist_cnn(seed=3)
    history = fit(model, datasets.load("digits").subset(100, 50), epochs=2, seed=3, progress=False)
    assert (run["correct"], run["total"], run["loss"]) == (history.test.correct, 50, history.test.loss)
    assert run["losses"] == history.column("loss") and run["parameters"] == 33_580 and run["ended"] == "finished"
    assert run["accuracy"] == run["correct"] / 50 and run["seconds"] > 0


def test_a_run_takes_one_thread_whoever_runs_it(monkeypatch):
    def no_more():
        raise AssertionError("a run started another thread")

    parallel.set_workers(3)
    monkeypatch.setattr(parallel, "_pool", no_more)
    try:
        run = task.run_task({"configuration": complete({}), "data": DATA, "epochs": 1, "seed": 0})
    finally:
        parallel.set_workers(None)
    assert run["ended"] == "finished"


def test_processes_give_the_same_figures_and_a_second_call_runs_what_is_missing(expected, tmp_path, capsys):
    path = tmp_path / "runs.jsonl"
    first = sweep(GRID, data=DATA, epochs=1, seeds=2, workers=2, store=path)
    assert first.missing == 0 and len(first.runs) == 6
    assert "6/6" in capsys.readouterr().err  # the bar
    second = sweep(GRID, data=DATA, epochs=1, seeds=4, workers=2, store=path)
    assert "6/6" in capsys.readouterr().err
    assert figures(second.runs) == expected
    assert [run["seed"] for run in second.runs] == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
    assert len(path.read_text(encoding="utf-8").splitlines()) == 12
    assert Results.read(path).text() == second.text()
    again = sweep(GRID, data=DATA, epochs=1, seeds=4, executor=NoExecutor(), store=path, progress=False)
    assert again.text() == second.text()
    assert not multiprocessing.active_children()


class NoExecutor:
    def submit(self, *_):
        raise AssertionError("a run was done a second time")


def test_names_are_given_when_read(here, tmp_path):
    path = tmp_path / "runs.jsonl"
    sweep([SMALL], data=DATA, epochs=1, seeds=1, executor=here, store=path, progress=False)
    renamed = sweep(
        [SMALL | {"name": "A"}], data=DATA, epochs=1, seeds=1, executor=NoExecutor(), store=path, progress=False
    )
    assert renamed.names == ["A"] and len(renamed.accuracies("A")) == 1


def test_a_diverging_run_is_a_result(tmp_path):
    path = tmp_path / "runs.jsonl"
    wild, calm = SMALL | {"name": "wild", "lr": 1e30}, SMALL | {"name": "calm"}
    results = sweep([wild, calm], data=DATA, epochs=2, seeds=1, workers=1, store=path, progress=False)
    assert [run["ended"] for run in results.runs] == ["diverged", "finished"] and results.diverged("wild") == 1
    assert results.runs[0]["accuracy"] is None and "wild diverged in 1 of 1 runs." in results.text()
    assert figures(read_runs(path)) == figures(results.runs)


def test_a_killed_worker_costs_its_runs_in_flight_which_run_again(expected, monkeypatch, tmp_path):
    kept = kill_after(monkeypatch, 3, lambda: multiprocessing.active_children()[0].kill())
    results = sweep(GRID, data=DATA, epochs=1, seeds=4, workers=2, store=tmp_path / "runs", progress=False)
    assert figures(results.runs) == figures(read_runs(tmp_path / "runs")) == expected
    assert len(kept) == len(set(kept)) == 12


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
def test_ctrl_c_that_reaches_the_workers_alone_ends_nothing(monkeypatch):
    def ctrl_c():
        time.sleep(0.3)
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGINT)

    kill_after(monkeypatch, 1, ctrl_c)
    results = sweep([SMALL, {"batch_size": 1}], data="digits:600:50", epochs=1, seeds=1, workers=1, progress=False)
    assert results.missing == 0


def test_half_a_run_is_no_result(monkeypatch):
    monkeypatch.setattr(task, "fit", lambda *_, **__: History(ended="interrupted"))
    with pytest.raises(KeyboardInterrupt):
        task.run_task({"configuration": complete(SMALL), "data": DATA, "epochs": 1, "seed": 0})


def test_a_given_pool_that_breaks_is_one_sentence_and_keeps_what_is_finished(expected, monkeypatch, tmp_path):
    path = tmp_path / "runs"
    context = multiprocessing.get_context("spawn")
    with monkeypatch.context() as patch, ProcessPoolExecutor(2, context) as pool:
        kill_after(patch, 3, lambda: [process.kill() for process in multiprocessing.active_children()])
        with pytest.raises(SweepError) as error:
            sweep(GRID, data=DATA, epochs=1, seeds=4, executor=pool, store=path, progress=False)
    text = str(error.value)
    assert (
        "BrokenProcessPool" in text
        and text.endswith("call the same sweep again to do the others.")
        and "\n" not in text
    )
    finished = figures(read_runs(path))
    assert 3 <= len(finished) < 12 and finished.items() <= expected.items()
    assert figures(sweep(GRID, data=DATA, epochs=1, seeds=4, workers=1, store=path, progress=False).runs) == expected


class HalfBroken:
    """Does two runs, and breaks before it can say so."""

    def __init__(self):
        self.futures = []

    def submit(self, function, task):
        future = Future()
        self.futures.append(future)
        if len(self.futures) <= 2:
            future.set_result(function(task))
        elif len(self.futures) == 5:
            raise BrokenProcessPool("a process died")
        return future


def test_runs_that_were_finished_before_the_executor_broke_are_kept(tmp_path):
    executor = HalfBroken()
    with pytest.raises(SweepError):
        sweep(GRID, data=DATA, epochs=1, seeds=2, executor=executor, store=tmp_path / "runs", progress=False)
    assert len(read_runs(tmp_path / "runs")) == 2
    assert [future.cancelled() for future in executor.futures] == [False, False, True, True, False]


def test_long_runs_begin_first(here, tmp_path):
    grid = [SMALL, SMALL | {"lr": 0.2}, SMALL | {"filters": [4, 12]}]
    results = sweep(grid, data=DATA, epochs=1, seeds=2, executor=here, store=tmp_path / "runs", progress=False)
    runs = [(run["configuration"], run["seed"]) for run in read_runs(tmp_path / "runs")]
    done = [(configuration["filters"][1], configuration["lr"], seed) for configuration, seed in runs]
    rate = complete(SMALL)["lr"]
    assert done == [(12, rate, 0), (12, rate, 1), (6, rate, 0), (6, 0.2, 0), (6, rate, 1), (6, 0.2, 1)]
    assert [run["seed"] for run in results.runs] == [0, 0, 0, 1, 1, 1]


def test_data_that_a_worker_does_not_have_is_its_sentence(here, monkeypatch):
    def load(name):
        raise NotAvailable("There is no MNIST here.", "no reason")

    monkeypatch.setattr(datasets, "load", load)
    task.load_data.cache_clear()
    with pytest.raises(datasets.DatasetError, match="There is no MNIST here") as error:
        sweep([SMALL], data="mnist", epochs=1, seeds=1, executor=here, progress=False)
    assert type(error.value) is datasets.DatasetError  # which, unlike NotAvailable, can travel between processes


def test_auto_is_settled_before_the_workers_look(here, monkeypatch):
    digits = datasets.load("digits")
    monkeypatch.setattr(datasets, "load", lambda name: digits)
    task.load_data.cache_clear()
    results = sweep([SMALL], data="auto:40:20", epochs=1, seeds=1, executor=here, progress=False)
    assert results.data == results.runs[0]["data"] == "digits:40:20"
    task.load_data.cache_clear()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"data": "cifar"}, "no data set 'cifar'"),
        ({"data": "digits:10"}, "numbers of images"),
        ({"data": "digits:0:5"}, "numbers of images"),
        ({"epochs": 0}, "epochs"),
        ({"seeds": 0}, "seeds"),
        ({"seeds": [1, 1]}, "different ones"),
        ({"seeds": []}, "different ones"),
        ({"seeds": [-1]}, "Each of seeds"),
        ({"workers": 0, "executor": None}, "workers"),
        ({"workers": 2}, "leave it out"),
        ({"executor": 4}, "must be a concurrent.futures.Executor"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_trains(wrong, words):
    options = {"data": DATA, "epochs": 1, "seeds": 1, "executor": NoExecutor(), "progress": False} | wrong
    with pytest.raises((ValueError, TypeError), match=re.escape(words)):
        sweep([SMALL], **options)


def test_ctrl_c_keeps_what_is_done(expected, monkeypatch, tmp_path, here):
    def ctrl_c():
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        kill_after(patch, 3, ctrl_c)
        results = sweep(GRID, data=DATA, epochs=1, seeds=4, executor=here, store=tmp_path / "runs", progress=False)
    assert 3 <= len(results.runs) < 12 and results.missing == 12 - len(results.runs)
    assert f"{results.missing} of 12 runs are missing" in str(results)
    assert figures(results.runs) == figures(read_runs(tmp_path / "runs"))
    assert (
        figures(sweep(GRID, data=DATA, epochs=1, seeds=4, executor=here, store=tmp_path / "runs", progress=False).runs)
        == expected
    )


# --- a sweep in a process of its own ----------------------------------------------------------------------------------

SCRIPT = f"""
import sys
from coursecnn.experiments import sweep
if __name__ == "__main__":
    sweep({GRID}, data="{DATA}", epochs=1, seeds=int(sys.argv[2]), workers=2, store=sys.argv[1], progress=False)
"""


@contextmanager
def started(*argv):
    """A process in a session of its own; killed when the block ends."""
    command = [sys.executable, *map(str, argv)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def script(tmp_path, code):
    path = tmp_path / "script.py"
    path.write_text(code, encoding="utf-8")
    return path


def wait_for_runs(path, number, process):
    deadline = time.monotonic() + 120
    while not path.exists() or path.read_bytes().count(b"\n") < number:
        assert time.monotonic() < deadline, f"{number} runs are not done in two minutes"
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.02)


def killed_and_started_again(tmp_path, kills, seeds):
    """Kill a sweep at random moments, finish it, and return its runs; every start must have gone on from the last."""
    path, rng = tmp_path / "runs", random.Random(1)
    argv = [script(tmp_path, SCRIPT), path, seeds]
    for number in range(kills):
        with started(*argv) as process:
            wait_for_runs(path, number * (3 * seeds - 1) // kills, process)
            time.sleep(rng.uniform(0, 0.3))
            before = read_runs(path) if path.exists() else []
            process.kill()
            process.communicate(timeout=60)  # ends when the workers, which share its output, have ended too
        if path.exists():
            assert read_runs(path)[: len(before)] == before
    with started(*argv) as process:
        assert process.communicate(timeout=120)[0] == "" and process.returncode == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    keys = [key(json.loads(line)) for line in lines]
    assert len(keys) == len(set(keys)) == 3 * seeds
    return figures(read_runs(path))


def test_a_sweep_killed_at_two_moments_loses_and_doubles_nothing(expected, tmp_path):
    assert killed_and_started_again(tmp_path, kills=2, seeds=4) == expected


@pytest.mark.acceptance
def test_a_sweep_killed_at_ten_random_moments_loses_and_doubles_nothing(tmp_path, here):
    expected = figures(sweep(GRID, data=DATA, epochs=1, seeds=40, executor=here, progress=False).runs)
    assert killed_and_started_again(tmp_path, kills=10, seeds=40) == expected


def test_a_script_without_its_main_part_is_told_so(tmp_path):
    call = f'sweep({GRID}, data="{DATA}", epochs=1, seeds=1, workers=1, progress=False)'
    code = f"from coursecnn.experiments import sweep\n{call}"
    with started(script(tmp_path, code)) as process:
        text = process.communicate(timeout=120)[0]
    assert process.returncode == 1
    assert text.count("Traceback") == 1  # the processes that read the script again say nothing
    assert (
        text.splitlines()[-1].startswith("coursecnn.experiments.executors.SweepError")
        and "__main__" in text.splitlines()[-1]
    )


# --- the command ------------------------------------------------------------------------------------------------------


PLAN = f"""
data = "{DATA}"
epochs = 1
seeds = 2
[[configuration]]
name = "A"
filters = [4, 6]
[[configuration]]
name = "B"
filters = [3]
kernel_sizes = 3
"""


@pytest.fixture
def command(tmp_path, monkeypatch):
    from coursecnn.commands.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(PLAN, encoding="utf-8")
    return lambda *argv: main(["sweep", *map(str, argv)])


def test_the_command(command, tmp_path, capsys):
    assert command("mine.toml", "--workers", 1, "--seeds", 1) == 0
    assert command("mine.toml", "--workers", 1) == 0
    shown = capsys.readouterr()
    assert "4 runs on digits:100:50" in shown.out and "\n    2 runs, 95 % interval" in shown.out
    assert shown.err.count("2/2") == 2
    assert len(read_runs(tmp_path / "sweeps" / "mine.jsonl")) == 4
    assert command("mine.toml", "--store", "else/where", "--workers", 1, "--seeds", 1) == 0
    assert (tmp_path / "else" / "where" / "mine.jsonl").exists()


def test_the_published_sweep_is_asked_of_mnist(command, monkeypatch):
    from coursecnn import experiments

    asked = {}
    done = sweep([SMALL], data=DATA, epochs=1, seeds=1, workers=1, progress=False)
    monkeypatch.setattr(experiments, "sweep", lambda configurations, **options: asked.update(options) or done)
    assert command("--preset", "published", "--seeds", 5, "--workers", 2, "--store", "s") == 0
    assert asked["data"] == "mnist" and asked["epochs"] == asked["seeds"] == 5 and asked["workers"] == 2
    assert asked["store"].as_posix() == "s/published.jsonl" and asked["executor"] is None


@pytest.mark.parametrize(("preset", "said"), [("kernel-size", True), ("published", True), ("learning-rate", False)])
def test_of_nets_at_one_rate_it_is_said_that_each_needs_its_own(preset, said, command, monkeypatch, capsys):
    from coursecnn import experiments

    done = sweep([SMALL], data=DATA, epochs=1, seeds=1, workers=1, progress=False)
    monkeypatch.setattr(experiments, "sweep", lambda *given, **options: done)
    assert command("--preset", preset) == 0
    words = "All have a learning rate of 0.1: before a verdict choose one for each on validation images."
    assert (words in capsys.readouterr().out) == said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[3]", "[3, 3, 3, 3]"), "Configuration 'B' is impossible"),
        (("epochs = 1", "epochs = 0"), "epochs must be a whole number"),
        ((DATA, "cifar"), "There is no data set 'cifar'"),
        (("seeds", "sads"), "unknown entry 'sads'"),
    ],
)
def test_a_plan_that_cannot_be_done_is_one_sentence(change, words, command, tmp_path, capsys):
    (tmp_path / "mine.toml").write_text(PLAN.replace(*change), encoding="utf-8")
    assert command("mine.toml", "--workers", 1) == 1
    text = capsys.readouterr().err
    assert words in text and text.endswith(".\n") and text.count("\n") == 1


@pytest.mark.parametrize("argv", [(), ("mine.toml", "--preset", "depth"), ("mine.toml", "--workers", "0"),
                                  ("mine.toml", "--workers", "1", "--scheduler", "x")])  # fmt: skip
def test_wrong_arguments_of_the_command(argv, command):
    with pytest.raises(SystemExit) as ended:
        command(*argv)
    assert ended.value.code == 2


ONE_QUICK_ONE_ENDLESS = """
data = "digits:20000:50"
epochs = 1
seeds = 1
[[configuration]]
filters = [1]
kernel_sizes = 28
pool = "none"
[[configuration]]
filters = [60, 60]
kernel_sizes = 9
pool = "none"
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one group of processes")
def test_ctrl_c_in_a_terminal_does_not_wait_for_runs_in_flight(command, tmp_path):
    (tmp_path / "mine.toml").write_text(ONE_QUICK_ONE_ENDLESS, encoding="utf-8")
    path = tmp_path / "sweeps" / "mine.jsonl"
    with started("-m", "coursecnn", "sweep", "mine.toml", "--workers", "2") as process:
        wait_for_runs(path, 1, process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the sweep and its workers
        text = process.communicate(timeout=30)[0]
    assert process.returncode == 130 and "Traceback" not in text
    done = len(read_runs(path))
    assert f"{done} runs on digits:20000:50" in text and f"{2 - done} of 2 runs are missing" in text


def test_validation_images_are_training_images_that_training_does_not_see():
    data, held = task.load_data("digits"), task.load_data("digits:validation")
    n = len(data.x_train) * 5 // 6
    assert np.array_equal(held.x_train, data.x_train[:n]) and np.array_equal(held.y_test, data.y_train[n:])
    assert np.array_equal(held.x_test, data.x_train[n:])
    part = task.load_data("digits:validation:40:20")
    assert (len(part.x_train), len(part.x_test)) == (40, 20)
    assert task.settle_name("digits:validation:40:20") == "digits:validation:40:20"
    task.load_data.cache_clear()
