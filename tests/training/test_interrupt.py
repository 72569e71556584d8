"""Ctrl-C ends a training cleanly, wherever it strikes; and the progress bar."""

import importlib
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from trainings import arrays, digits, dropout_net, same, train

import coursecnn as cnn
from coursecnn.training import Augmentation

FIT = importlib.import_module("coursecnn.training.fit")


def interrupt(*_, **__):
    raise KeyboardInterrupt


def stop_at(step):
    return lambda number, *_: interrupt() if number == step else None


def test_history_and_weights_so_far():
    model, seen = dropout_net(), []

    def on_step(number, *_):
        seen.append(arrays(model))
        if number == 6:
            raise KeyboardInterrupt

    optimizer = cnn.SGD(0.1, 0.9)
    history = train(model, epochs=3, optimizer=optimizer, on_step=on_step)
    assert history.ended == "interrupted" and history.test is None
    assert [epoch.epoch for epoch in history.epochs] == [1] and history.images == 230
    assert same(arrays(model), seen[5]) and not same(seen[4], seen[5])
    assert optimizer.lr == 0.1
    assert "test" not in str(history)


def test_before_anything_was_done():
    history = train(dropout_net(), on_step=stop_at(1))
    assert history.ended == "interrupted" and history.epochs == [] and history.seconds == 0
    assert str(history).split() == ["epoch", "loss", "accuracy", "seconds"]


@pytest.mark.parametrize("place", ["batch_gradients", "evaluate", "write_checkpoint", "augment"])
def test_wherever_it_strikes(place, monkeypatch, tmp_path):
    if place != "augment":
        monkeypatch.setattr(FIT, place, interrupt)
    augment = interrupt if place == "augment" else Augmentation("shift", pixels=1)
    history = train(dropout_net(), checkpoint=tmp_path / "run", augment=augment)
    assert history.ended == "interrupted" and history.test is None
    assert (tmp_path / "run").exists() == (place == "evaluate")


def test_while_the_checkpoint_is_written(monkeypatch, tmp_path):
    """The one before stays, and nothing else lies beside it."""
    train(dropout_net(), epochs=3, checkpoint=tmp_path / "run", on_step=stop_at(5))
    before = (tmp_path / "run").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", interrupt)
        assert train(dropout_net(), epochs=3, checkpoint=tmp_path / "run").ended == "interrupted"
    assert (tmp_path / "run").read_bytes() == before and os.listdir(tmp_path) == ["run"]


def test_other_errors_are_passed_on():
    def on_step(*_):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        train(dropout_net(), on_step=on_step)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole groups of processes")
@pytest.mark.parametrize("progress", [False, True])
def test_a_real_signal(progress, tmp_path):
    """SIGINT to a process in its second epoch: it prints its history, saves its weights and ends with 0."""
    program = f"""
import sys
sys.path[:0] = {sys.path!r}
import coursecnn as cnn
from trainings import digits, dropout_net
model = dropout_net()
def on_step(step, steps, *_):
    if step == 6:
        print("second epoch", flush=True)
history = cnn.fit(model, digits(), epochs=10_000, batch_size=40, progress={progress}, on_step=on_step)
model.save({str(tmp_path / "net")!r})
print(history.ended, len(history.epochs) >= 1, history.test, flush=True)
"""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", program], **pipes)
    assert process.stdout.readline() == "second epoch\n"
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0 and output == "interrupted True None\n", errors
    assert "Traceback" not in errors and ("epoch" in errors) == progress
    assert not same(arrays(dropout_net().load(tmp_path / "net")), arrays(dropout_net()))


def test_the_bar_shows_what_happens(capsys):
    cnn.fit(dropout_net(), digits(), epochs=2, batch_size=40)
    shown = capsys.readouterr()
    last = shown.err.replace("\r", "\n").strip().splitlines()[-1]
    assert shown.out == ""
    for fact in ("100%", "300/300", "images/s", "epoch 2/2", "loss", "accuracy"):
        assert fact in last, last


def test_the_bar_begins_where_the_training_does(monkeypatch, capsys, tmp_path):
    """Images of the epochs before the break count as done, not as trained in no time."""
    import tqdm.auto

    bars = []

    class Watched(tqdm.auto.tqdm):
        def __init__(self, **options):
            super().__init__(**options)
            bars.append(self)

    monkeypatch.setattr(tqdm.auto, "tqdm", Watched)
    options = {"checkpoint": tmp_path / "run", "progress": True}
    train(dropout_net(), on_step=stop_at(5), **options)
    train(dropout_net(), **options)
    assert [(bar.initial, bar.n, bar.total) for bar in bars] == [(0, 190, 300), (150, 300, 300)]


def test_without_tqdm_one_sentence_tells_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ModuleNotFoundError, match=r"^The progress bar needs tqdm, .*progress=False\.$"):
        train(dropout_net(), progress=True)
    assert train(dropout_net()).ended == "finished"
