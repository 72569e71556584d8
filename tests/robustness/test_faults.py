"""Kills at any moment, two sweeps on one file, bad mirrors, Ctrl-C: nothing is lost, and it is said in one sentence."""

import gc
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from places import ROOT
from table import count
from trainings import arrays, digits, dropout_net, same, train

import coursecnn as cnn
from coursecnn.datasets import DatasetError, download
from coursecnn.experiments import sweep
from coursecnn.experiments.store import read_runs
from coursecnn.functional import parallel
from coursecnn.storage import FileError

pytestmark = [pytest.mark.robustness, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]
LONG = "COURSECNN_LONG" in os.environ

TRAINING = """
import sys
sys.path[:0] = {path!r}
from trainings import dropout_net, train
print("begins", flush=True)
train(dropout_net(), epochs=40, checkpoint={file!r})
"""


def test_kills_of_a_training(tmp_path):
    """Killed again and again, it ends with the weights of a training that was not."""
    path, whole = tmp_path / "run", dropout_net()
    train(whole, epochs=40)
    program = TRAINING.format(path=sys.path, file=str(path))
    rng = random.Random(0)
    for number in range(50 if LONG else 2):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"begins\n"
            time.sleep(rng.uniform(0, 1.5 * (number % 10 + 1) / 10))
            process.kill()
        count("kills of a training", True)
    model = dropout_net()
    train(model, epochs=40, checkpoint=path)
    assert same(arrays(model), arrays(whole)) and os.listdir(tmp_path) == ["run"]


SWEEP = """
from coursecnn.experiments import sweep
if __name__ == "__main__":
    sweep({{"lr": [0.01, 0.1], "filters": [(2,)], "kernel_sizes": 3}}, data="digits:60:20", epochs=2, seeds=4,
          workers=1, store={file!r}, progress=False)
"""


def test_kills_of_a_sweep(tmp_path):
    path, program = tmp_path / "runs", tmp_path / "program.py"
    program.write_text(SWEEP.format(file=str(path)), encoding="utf-8")
    rng = random.Random(0)
    for _ in range(20 if LONG else 1):
        before = read_runs(path) if path.exists() else []
        with subprocess.Popen([sys.executable, str(program)], cwd=ROOT) as process:
            time.sleep(rng.uniform(1, 6))
            process.kill()
        after = read_runs(path) if path.exists() else []
        count("kills of a sweep", after[: len(before)] == before)
        assert after[: len(before)] == before
    subprocess.run([sys.executable, str(program)], cwd=ROOT, check=True)
    assert len(read_runs(path)) == 8


def test_two_sweeps_on_one_file(tmp_path):
    """The second is told, and nothing of the first is lost."""
    path, told = tmp_path / "runs", []
    grid = {"lr": [0.01, 0.1], "filters": [(2,)], "kernel_sizes": 3}

    def begin():
        try:
            sweep(grid, data="digits:60:20", epochs=1, seeds=2, store=path, workers=1, progress=False)
        except FileError as error:
            told.append(str(error))

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count("two sweeps on one store", len(told) == 1)
    assert len(told) == 1 and told[0].startswith("A sweep is running that writes into ") and len(read_runs(path)) == 4


def test_three_trainings_with_one_checkpoint(tmp_path):
    models, whole, errors = [dropout_net() for _ in range(3)], dropout_net(), []
    train(whole)

    def work(model):
        try:
            train(model, checkpoint=tmp_path / "run")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(model,)) for model in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count("three trainings, one checkpoint", not errors)
    assert not errors and all(same(arrays(model), arrays(whole)) for model in models)


def test_the_number_of_workers_while_another_thread_trains(monkeypatch):
    monkeypatch.setattr(parallel, "PATIENCE", 0)
    said = []

    def on_step(*_):
        if not said:
            thread = threading.Thread(target=change)
            thread.start()
            thread.join()

    def change():
        try:
            cnn.set_workers(1)
            said.append("changed")
        except RuntimeError as error:
            said.append(str(error))

    train(dropout_net(), epochs=1, on_step=on_step)
    assert said == ["The number of workers cannot change while a net is trained or used: wait for its end."]
    cnn.set_workers(None)


# --- mirrors ----------------------------------------------------------------------------------------------------------

OK = b"HTTP/1.1 200 OK\r\n"
ANSWERS = {
    "nothing": b"", "half a line": b"HTTP/1.1 2", "no HTTP": b"hello\r\n\r\n", "garbage": bytes(range(256)) * 10,
    "a letter for the code": b"HTTP/1.1 abc OK\r\n\r\n", "code 0": b"HTTP/1.1 000 OK\r\n\r\n",
    "404": b"HTTP/1.1 404 Gone\r\n\r\n", "500": b"HTTP/1.1 500 Oops\r\n\r\n", "401": b"HTTP/1.1 401 No\r\n\r\n",
    "204": b"HTTP/1.1 204 Nothing\r\n\r\n", "no length": OK + b"\r\nxx", "length 0": OK + b"Content-Length: 0\r\n\r\n",
    "a longer length": OK + b"Content-Length: 99\r\n\r\nxx", "a shorter length": OK + b"Content-Length: 1\r\n\r\nxxxx",
    "a length of letters": OK + b"Content-Length: ab\r\n\r\nxx",
    "a negative length": OK + b"Content-Length: -5\r\n\r\nxx",
    "a length beyond all": OK + b"Content-Length: " + b"9" * 30 + b"\r\n\r\nxx",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "bad chunks": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nxx",
    "cut chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nx",
    "bad gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
    "a web page": OK + b"Content-Type: text/html\r\n\r\n<html>Please log in</html>",
    "to nowhere": b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
    "to itself": b"HTTP/1.1 302 Go\r\nLocation: /x.gz\r\n\r\n",
    "to a file": b"HTTP/1.1 302 Go\r\nLocation: file:///etc/passwd\r\n\r\n",
    "to no address": b"HTTP/1.1 302 Go\r\nLocation: http://[::1\r\n\r\n",
    "many headers": OK + b"".join(b"X-%d: 1\r\n" % i for i in range(300)) + b"\r\nxx",
    "a long header": OK + b"X: " + b"a" * 99_999 + b"\r\n\r\n",
    "too much": OK + b"\r\n" + bytes(3_000_000),
}  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_bad_mirrors(answer, monkeypatch):
    monkeypatch.setattr(download, "STALLED", 2)
    server, closing = socket.create_server(("127.0.0.1", 0)), threading.Event()
    server.settimeout(0.1)

    def serve():
        while not closing.is_set():
            try:
                connection = server.accept()[0]
            except TimeoutError:
                continue
            with connection:
                try:
                    connection.settimeout(1)
                    connection.recv(10_000)
                    connection.sendall(answer)
                except OSError:
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    gc.freeze()  # what is older is not looked through again: a second for each mirror
    began = time.monotonic()
    try:
        with pytest.raises(DatasetError, match=r"^x\.gz could not be downloaded: 127\.0\.0\.1:\d+ \(.*\)$") as error:
            download.download([f"http://127.0.0.1:{server.getsockname()[1]}/x.gz"], "sha256:0", 1_000_000)
    finally:
        closing.set()
        thread.join()
        server.close()
        gc.collect()
        gc.unfreeze()
    count("bad mirrors", "\n" not in str(error.value) and time.monotonic() - began < 20)
    assert "\n" not in str(error.value) and time.monotonic() - began < 20


def test_ctrl_c_at_any_moment():
    """One line, exit code 130; only the first tenths of a second belong to Python itself."""
    program = [sys.executable, "-m", "coursecnn", "train", "--data", "digits", "--epochs", "50"]
    for number in range(24 if LONG else 3):
        with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            time.sleep(1 + number % 12 / 4)
            process.send_signal(signal.SIGINT)
            time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            said = process.stderr.read()
        fine = process.returncode == 130 and "Traceback" not in said
        count("Ctrl-C, twice", fine)
        assert fine, said


def test_memory_does_not_grow():
    """Over many epochs; what is counted is memory that Python and NumPy hold."""
    import tracemalloc

    epochs = 200 if LONG else 12
    held = []

    def on_step(step, steps, loss, accuracy):
        if step % 4 == 0:
            held.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    train(dropout_net(), digits(), epochs=epochs, on_step=on_step)
    tracemalloc.stop()
    grown = held[-1] - held[len(held) // 3]
    most = 70_000 + 300 * epochs  # small blocks that NumPy keeps, and what the history says of each epoch
    count("epochs, memory", grown < most, epochs)
    assert grown < most, f"{grown:,} bytes"
