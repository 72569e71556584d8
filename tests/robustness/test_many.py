"""Many at once: threads on every writer, processes on one cache, a thousand moves of a lab."""

import gc
import json
import os
import subprocess
import sys
import threading
import tracemalloc

import numpy as np
import pytest
from table import count
from trainings import arrays

import coursecnn as cnn
from coursecnn.commands.outputs import write_json
from coursecnn.datasets import cache, kept
from coursecnn.experiments import complete
from coursecnn.experiments.store import Store, read_runs
from coursecnn.grading.kept import Kept
from coursecnn.grading.supervisor import Outcome
from coursecnn.grading.tables.cells import read_table, write_table
from coursecnn.storage import arrays_of, read, write
from coursecnn.storage.own import recall, remember
from coursecnn.training.saved import open_net, save_net

pytestmark = pytest.mark.robustness
LONG = "COURSECNN_LONG" in os.environ


def net(number):
    return cnn.Sequential(cnn.Flatten(), cnn.Linear(4, 3, seed=number))


def results(folder):
    return Kept(folder, [])


WRITERS = {  # how number i is written into a folder, and what is read there; each number is another content
    "a net": (lambda f, i: net(i).save(f / "x"), lambda f: arrays(net(9).load(f / "x"))["1.weight"].sum()),
    "a net with its classes": (lambda f, i: save_net(net(i), f / "x", {"n": i}), lambda f: open_net(f / "x")[1]["n"]),
    "a checkpoint": (lambda f, i: write(f / "x", "checkpoint", {"n": i}, arrays_of(net(i))),
                     lambda f: read(f / "x", "checkpoint")[0]["n"]),
    "a report": (lambda f, i: write_json(f / "x", [i] * 500), lambda f: json.loads((f / "x").read_text())[499]),
    "the cache": (lambda f, i: cache.save(f / "x", lambda file: file.write(bytes([i]) * 5000)),
                  lambda f: (f / "x").read_bytes()[4999]),
    "photos in the cache": (lambda f, i: kept.in_order(f / "x.npy", np.arange(8, dtype=np.uint8), np.full(8, i)),
                            lambda f: kept.in_order(f / "x.npy", np.arange(8, dtype=np.uint8), np.full(8, 3))[7]),
    "a copy's memory": (lambda f, i: remember(f, "x", {"n": str(i)}), lambda f: recall(f, "x")["n"]),
    "kept marks": (lambda f, i: results(f).put("0" * 32, Outcome(remarks=[str(i)])),
                   lambda f: results(f).get("0" * 32).remarks[0]),
    "a table of marks": (lambda f, i: write_table(f / "x", ["student"], [[i]] * 99),
                         lambda f: read_table(f / "x")[99][0]),
}  # fmt: skip


def at_once(work, number=8):
    """Errors of so many threads that do ``work(i)``."""
    errors = []

    def try_it(i):
        try:
            work(i)
        except BaseException as error:
            errors.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=try_it, args=(i,)) for i in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.parametrize("writer", WRITERS)
def test_eight_threads_on_every_writer(writer, tmp_path):
    put, get = WRITERS[writer]
    wholes = set()
    for i in range(8):
        (tmp_path / str(i)).mkdir()
        put(tmp_path / str(i), i)
        wholes.add(get(tmp_path / str(i)))
    folder = tmp_path / "all"
    folder.mkdir()

    def work(i):
        for _ in range(20 if LONG else 2):
            put(folder, i)
            assert get(folder) in wholes

    errors = at_once(work)
    left = [name for _, _, names in os.walk(folder) for name in names if name.endswith(".part")]
    count("eight threads, one file", not errors and not left, 8)
    assert not errors and not left


def test_eight_threads_on_one_store(tmp_path):
    """The store of one sweep: every run is there once, whole."""

    def run(i):
        facts = {"ended": "finished", "parameters": 10, "seconds": 1.0, "losses": [1.0], "accuracies": [0.5]}
        test = {"correct": 1, "total": 2, "accuracy": 0.5, "loss": 1.0}
        return {"configuration": complete({}), "data": "digits", "epochs": 1, "seed": i} | facts | test

    with Store(tmp_path / "runs") as store:
        errors = at_once(lambda i: [store.append(run(10 * i + n)) for n in range(10)])
    seeds = sorted(run["seed"] for run in read_runs(tmp_path / "runs"))
    count("eight threads, one store", not errors and seeds == list(range(80)), 8)
    assert not errors and seeds == list(range(80))


READER = """
import sys
from coursecnn.datasets import from_folder, photos
photos.KEPT = 1, 1
data = from_folder(sys.argv[1], size=8, seed=int(sys.argv[2]) % 3)
print(sorted(data.x_train[:, 0, 0, 0].tolist() + data.x_test[:, 0, 0, 0].tolist()))
"""


def test_processes_on_one_cache(tmp_path):
    """All begin together, in three orders; each reads all photos, and one file of each kind is left."""
    image = pytest.importorskip("PIL.Image")
    for name in "ab":
        (tmp_path / "photos" / name).mkdir(parents=True)
        for i in range(20):
            image.new("L", (8, 8), 100 * (name == "b") + i).save(tmp_path / "photos" / name / f"{i}.png")
    environment = os.environ | {"COURSECNN_CACHE": str(tmp_path / "cache")}
    program = [sys.executable, "-c", READER, str(tmp_path / "photos")]
    processes = [
        subprocess.Popen([*program, str(n)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(30 if LONG else 3)
    ]
    for process in processes:
        said, errors = process.communicate()
        fine = json.loads(said or "[]") == [*range(20), *range(100, 120)]
        count("processes on one cache", fine)
        assert fine, errors
    assert not [name for _, _, names in os.walk(tmp_path / "cache") for name in names if name.endswith(".part")]


@pytest.mark.parametrize("name", ["ConvolutionLab", "PoolingLab", "SizingLab", "ReceptiveFieldLab"])
def test_memory_does_not_grow_with_the_moves_of_a_lab(name):
    pytest.importorskip("anywidget")
    from coursecnn import labs

    moves, held = 1000 if LONG else 24, []
    lab = getattr(labs, name)()
    control = next(control for control in lab.controls if hasattr(control, "limits"))
    tracemalloc.start()
    for number in range(moves):
        control.value = control.limits[number % 2]  # the same two pictures: others are larger
        if number in (moves // 2 - 1, moves - 1):
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    grown = held[1] - held[0]
    count("moves of a lab, memory", grown < 50_000, moves)
    assert grown < 50_000, f"{grown:,} bytes"
