"""Sweeps on a real Dask cluster: a scheduler and three workers, each a process that is reached over loopback."""

import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from distributed import Client

from coursecnn import datasets
from coursecnn.commands.cli import main
from coursecnn.experiments import SweepError, sweep
from coursecnn.experiments.store import Store, key, read_runs
from coursecnn.storage.own import typed

GRID = {"filters": [(4, 6)], "kernel_sizes": 3, "batch_size": 20, "lr": [0.02, 0.05, 0.1]}
DATA = "digits:200:50"
SEEDS = 8


class Cluster:
    def __init__(self, folder):
        self.file = folder / "scheduler.json"
        where = ["--scheduler-file", self.file, "--no-dashboard"]
        self.scheduler = self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *where)
        while not self.file.exists() or not self.file.read_text(encoding="utf-8").strip():
            assert self.scheduler.poll() is None, "the scheduler ended"
            time.sleep(0.05)
        self.options = [*where, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--local-directory", folder]
        self.workers = [self.start_worker() for _ in range(3)]
        self.client = Client(scheduler_file=str(self.file), set_as_default=False)
        self.client.wait_for_workers(3, timeout=120)
        self.address = self.client.scheduler.address

    def start_worker(self):
        return self._start("dask_worker", *self.options)

    def _start(self, program, *argv):
        command = [sys.executable, "-m", f"distributed.cli.{program}", *map(str, argv)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        self.client.close()
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path_factory.getbasetemp() / "digits"))
    datasets.fetch("digits")
    made = Cluster(tmp_path)
    yield made
    made.close()


def figures(runs):
    return {key(run): {name: value for name, value in run.items() if name != "seconds"} for run in runs}


def after_runs(monkeypatch, number, do):
    append, kept = Store.append, []

    def counting(store, run):
        append(store, run)
        kept.append(key(run))
        if len(kept) == number:
            do()

    monkeypatch.setattr(Store, "append", counting)
    return kept


def test_a_cluster_that_loses_a_worker_gives_the_figures_of_one_process(cluster, monkeypatch, tmp_path):
    with ThreadPoolExecutor(1) as here:
        expected = figures(sweep(GRID, data=DATA, epochs=1, seeds=SEEDS, executor=here, progress=False).runs)

    path, busy = tmp_path / "runs", []

    def kill_one():
        busy.extend(number for number in cluster.client.processing().values() if number)
        cluster.workers[0].kill()

    with monkeypatch.context() as patch:
        kept = after_runs(patch, 4, kill_one)
        results = sweep(
            GRID, data=DATA, epochs=1, seeds=SEEDS, executor=cluster.client.get_executor(), store=path, progress=False
        )
    assert len(busy) == 3, "each worker had runs in flight"
    assert len(cluster.client.scheduler_info()["workers"]) == 2
    assert len(kept) == len(set(kept)) == len(path.read_text(encoding="utf-8").splitlines()) == 3 * SEEDS
    assert figures(results.runs) == figures(read_runs(path)) == expected


def test_the_command_on_a_cluster_and_a_scheduler_that_dies(cluster, monkeypatch, tmp_path, capsys):
    lines = [f'data = "{DATA}"', "epochs = 1", "seeds = 2", "[grid]", "filters = [[4, 6]]", "lr = [0.05, 0.1]"]
    (tmp_path / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    argv = ["sweep", str(tmp_path / "mine.toml"), "--scheduler", cluster.address, "--store", str(tmp_path / "store")]
    assert main(argv) == 0
    assert f"4 runs on {DATA}" in capsys.readouterr().out

    after_runs(monkeypatch, 2, cluster.scheduler.kill)
    with pytest.raises(SweepError, match="The executor failed") as error:
        executor = cluster.client.get_executor()
        sweep(GRID, data=DATA, epochs=3, seeds=SEEDS, executor=executor, store=tmp_path / "runs", progress=False)
    assert "\n" not in str(error.value)
    assert 2 <= len(read_runs(tmp_path / "runs")) < 3 * SEEDS


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(f'data = "{DATA}"\nepochs = 1\nseeds = 1\n[grid]\n', encoding="utf-8")
    return ["sweep", str(path), "--store", str(tmp_path), "--scheduler"]


def failure(capsys, argv):
    assert main(argv) == 1
    text = capsys.readouterr().err
    assert text.endswith(".\n") and text.count("\n") == 1, text
    return text


def test_without_dask_it_says_how_to_get_it(mine, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "needs distributed, which is not installed: run `" in failure(capsys, [*mine, "tcp://127.0.0.1:1"])


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "127.0.0.1:port"])
def test_no_scheduler_is_one_sentence(address, mine, monkeypatch, capsys):
    monkeypatch.setattr("coursecnn.commands.sweep.PATIENCE", 2)
    text = failure(capsys, [*mine, address])
    assert address in text and "start one with" in text


@pytest.mark.parametrize(("words", "why"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", "another program answers there"),
                                            (b"SSH", "timed out"), (b"", "timed out")])  # fmt: skip
def test_another_program_at_the_address_is_one_sentence(words, why, mine, monkeypatch, capsys):
    monkeypatch.setattr("coursecnn.commands.sweep.PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address, connections = f"tcp://127.0.0.1:{server.getsockname()[1]}", []

        def answer():
            connections.append(server.accept()[0])
            connections[0].sendall(words)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        text = failure(capsys, [*mine, address])
        thread.join()
        connections[0].close()
    begin = typed("dask scheduler")  # as these tests were begun: with uv run or without
    assert text == f"There is no Dask scheduler at {address} ({why}): start one with {begin}.\n"
