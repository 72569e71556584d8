"""Sweeps as long as those of lesson 08. What it says of seconds is measured, on a machine that does nothing else, by

uv run pytest -n 0 -m benchmark -s tests/experiments
"""

import os
import time

import numpy as np
import pytest

from coursecnn import datasets, fit
from coursecnn.commands.cli import main
from coursecnn.experiments import PRESETS, Results, build_net, build_optimizer, published, sweep

PUBLISHED = {"A": (98.93, 4 * 60 + 14), "B": (98.99, 4 * 60 + 20), "C": (99.01, 4 * 60 + 49)}  # %, seconds


WITH_MNIST = pytest.mark.skipif(
    "COURSECNN_DATA" not in os.environ, reason="COURSECNN_DATA does not name a folder with MNIST"
)


@pytest.mark.acceptance
@WITH_MNIST
def test_runs_made_anew_lie_among_those_that_come_with_the_package(tmp_path):
    assert main(["sweep", "--preset", "published", "--seeds", "1", "--store", str(tmp_path)]) == 0
    anew, stored = Results.read(tmp_path / "published.jsonl"), published()
    for name in PUBLISHED:
        (accuracy,), known = anew.accuracies(name), np.array(stored.accuracies(name))
        assert len(known) >= 20 and abs(accuracy - known.mean()) < 4 * known.std(ddof=1), name


@pytest.mark.benchmark
@WITH_MNIST
def test_the_published_table_is_reached_in_a_quarter_of_the_time(tmp_path):
    assert main(["sweep", "--preset", "published", "--seeds", "5", "--store", str(tmp_path)]) == 0
    results = Results.read(tmp_path / "published.jsonl")
    mnist, alone = datasets.load("mnist"), {}
    for name, configuration in zip(results.names, results.configurations):
        net, optimizer = build_net(configuration), build_optimizer(configuration)
        alone[name] = fit(net, mnist, epochs=5, optimizer=optimizer, progress=False).seconds
    print(f"\nseconds of a run alone: {alone}; published: {PUBLISHED}")
    for name, (accuracy, seconds) in PUBLISHED.items():
        assert len(results.accuracies(name)) == 5 and results.accuracy(name).mean >= accuracy
        assert alone[name] <= seconds / 4
        assert abs(results.accuracy(name).mean - published().accuracy(name).mean) < 0.1  # those of the package


@pytest.mark.benchmark
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="two workers need two processors")
def test_two_workers_do_nearly_twice_as_much(tmp_path):
    datasets.fetch("digits")

    def seconds(workers):
        began = time.perf_counter()
        sweep(
            PRESETS["published"]["configurations"],
            data="digits:12000:1000",
            epochs=1,
            seeds=4,
            workers=workers,
            progress=False,
        )
        return time.perf_counter() - began

    rounds = [(seconds(1), seconds(2)) for _ in range(3)]
    ratio = sum(one for one, _ in rounds) / sum(two for _, two in rounds)
    print(f"\n12 runs on 1 and 2 processes, seconds: {rounds}; throughput {ratio:.2f} times as high")
    assert ratio >= 1.7
