"""What a sweep costs beside its runs, on a real Dask cluster: the figures from which lesson 08 reckons 10,000 runs.

uv run pytest -n 0 -m benchmark -s tests/experiments/test_experiments_scale.py
"""

import json
import os
import time
from concurrent.futures import as_completed
from statistics import median

import psutil
import pytest
from test_experiments_cluster import Cluster

from coursecnn.experiments import Results, configurations, published
from coursecnn.experiments.store import Store, key
from coursecnn.experiments.task import settle_name

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif("COURSECNN_DATA" not in os.environ, reason="COURSECNN_DATA does not name a folder with MNIST"),
]

MANY = 10_000


def many_runs():
    """As many runs as in a large sweep, 2,000 configurations with five seeds; made of those in the package."""
    rates = [0.01 + i * 1e-5 for i in range(MANY // 5)]
    models = published().runs
    return [
        models[i % 15] | {"configuration": one, "seed": seed}
        for seed in range(5)
        for i, one in enumerate(configurations({"lr": rates}))
    ]


def tasks_of(runs):
    return [{name: run[name] for name in ("configuration", "data", "epochs", "seed")} for run in runs]


def bytes_on_loopback():
    """All that was sent between processes of this machine; 0 where the system names its interfaces otherwise."""
    return getattr(psutil.net_io_counters(pernic=True).get("lo"), "bytes_recv", 0)


def seconds(function, *args):
    began = time.perf_counter()
    result = function(*args)
    return time.perf_counter() - began, result


def test_what_the_cluster_costs(tmp_path):
    cluster = Cluster(tmp_path)
    try:
        starts = []
        for number in range(4, 7):
            began = time.perf_counter()
            cluster.workers.append(cluster.start_worker())
            cluster.client.wait_for_workers(number, timeout=120)
            starts.append(time.perf_counter() - began)
        executor = cluster.client.get_executor(pure=False)
        loads = []
        for address in cluster.client.scheduler_info(n_workers=-1)["workers"]:
            there = cluster.client.get_executor(pure=False, workers=[address], allow_other_workers=False)
            loads.append(seconds(lambda: there.submit(settle_name, "auto").result())[0])
        tasks = tasks_of(many_runs())
        before, sent = cluster.client.run_on_scheduler(time.process_time), bytes_on_loopback()
        took, keys = seconds(lambda: {f.result() for f in as_completed([executor.submit(key, one) for one in tasks])})
        scheduler = cluster.client.run_on_scheduler(time.process_time) - before
        sent = bytes_on_loopback() - sent
    finally:
        cluster.close()
    assert len(keys) == MANY
    print(f"\nworker from its start to the scheduler's list, seconds: {median(starts):.1f} of {starts}")
    print(f"first load of MNIST in a worker, with import, seconds: {median(loads):.1f} of {loads}")
    print(f"{MANY} tasks that train nothing, one after another: {1000 * took / MANY:.2f} ms a task", end=", ")
    print(f"of the scheduler's processor {1000 * scheduler / MANY:.2f} ms; {sent / MANY:.0f} bytes on the network")
    assert took / MANY < 0.1


def test_what_the_results_cost(tmp_path):
    runs = many_runs()
    line = max(len(json.dumps(run)) + 1 for run in runs)
    print(f"\nbytes of a result in the store: {line}")
    with Store(tmp_path / "runs") as store:
        wrote, _ = seconds(lambda: [store.append(run) for run in runs[:1000]])
        print(f"a result to the disk: {wrote:.2f} ms")
        for run in runs[1000:]:
            store.append(run)
    read, results = seconds(Results.read, tmp_path / "runs")
    table, _ = seconds(results.text)
    print(f"{MANY} results: read in {read:.1f} s, table in {table:.1f} s")
    assert line < 2000 and read < 30 and table < 60
