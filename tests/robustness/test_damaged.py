"""Damaged files: each reader gives what was written, or one sentence, and nothing in between."""

import contextlib
import gzip
import io
import json
import os
import random
import warnings

import numpy as np
import pytest
from data_places import idx_bytes
from table import count
from trainings import arrays, digits, dropout_net, same, train

import coursecnn as cnn
from coursecnn.datasets import DatasetError, idx, places
from coursecnn.experiments import ConfigurationError, complete
from coursecnn.experiments.plan import read_plan
from coursecnn.experiments.store import Store, key
from coursecnn.storage import FileError

pytestmark = pytest.mark.robustness
OURS = FileError, DatasetError, ConfigurationError
LONG = "COURSECNN_LONG" in os.environ
NUMBER = 3000 if LONG else 100  # files for each reader
ALPHABET = [b"\0", b"\xff", b"\n", b"[", b'"', b"PK", b"\x1f\x8b", b"-1", b"NaN", b"1e999", b"9" * 30, b"{" * 50]


def damaged(content, number, seed):
    """So many variants of a file: bytes changed, cut, taken out, doubled, put in, or another beginning."""
    rng = random.Random(seed)
    for _ in range(number):
        changed = bytearray(content)
        for _ in range(rng.choice([1, 1, 1, 2, 5])):
            at, length = rng.randrange(len(changed) + 1), rng.choice([1, 2, 8, 100])
            kind = rng.randrange(7)
            if kind == 0 and at < len(changed):
                changed[at] ^= 1 << rng.randrange(8)
            elif kind == 1:
                del changed[at:]
            elif kind == 2:
                del changed[at : at + length]
            elif kind == 3:
                changed[at:at] = changed[at : at + length]
            elif kind == 4:
                changed[at:at] = rng.choice(ALPHABET)
            elif kind == 5:
                changed[at : at + length] = rng.randbytes(length)
            else:
                changed[: rng.randrange(20)] = rng.choice(ALPHABET)
        yield bytes(changed)


def fuzz(kind, path, read, is_right, number=NUMBER):
    """Read damaged variants of the file at ``path``; what is accepted must be right."""
    content, wrong = path.read_bytes(), []
    for seed, variant in enumerate(damaged(content, number, 0)):
        path.write_bytes(variant)
        fault = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = read(path)
            if not is_right(found):
                fault = "something else was read"
        except OURS as error:
            if not str(error).endswith(".") or "\n" in str(error):
                fault = f"no sentence: {error}"
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
        count(f"files: {kind}", fault is None)
        if fault:
            wrong.append(f"variant {seed}: {fault}")
    assert not wrong, "\n".join(wrong[:20])


def test_models(tmp_path):
    net = cnn.Sequential(cnn.Conv2d(1, 2, 3, seed=1), cnn.BatchNorm2d(2), cnn.Flatten(), cnn.Linear(8, 3))
    net.save(tmp_path / "net.npz")
    expected = arrays(net)
    twin = cnn.Sequential(cnn.Conv2d(1, 2, 3, seed=2), cnn.BatchNorm2d(2), cnn.Flatten(), cnn.Linear(8, 3, seed=2))
    fuzz("models", tmp_path / "net.npz", twin.load, lambda found: same(arrays(found), expected))


def test_checkpoints(tmp_path):
    """What is accepted goes on as the whole training did."""
    path, whole = tmp_path / "run", dropout_net()
    train(whole, epochs=2, checkpoint=path)
    expected = arrays(whole)

    def read(path):
        model = dropout_net(seed=5)
        train(model, epochs=2, checkpoint=path)
        return arrays(model)

    fuzz("checkpoints", path, read, lambda found: same(found, expected))


def rewritten(path, change):
    """A checkpoint changed by someone who keeps the checksum right."""
    from coursecnn.storage import read, write

    info, held = read(path, "checkpoint")
    info, held = change(info, dict(held))
    write(path, "checkpoint", {name: info[name] for name in info if name not in ("format", "kind")}, held)


def _epoch(**changes):
    def change(info, held):
        info["history"]["epochs"][0].update(changes)
        return info, held

    return change


def _history(**changes):
    return lambda info, held: (info | {"history": info["history"] | changes}, held)


CHANGES = {
    "an array of the optimiser is missing": lambda i, h: (i, {n: a for n, a in h.items() if n != "optimizer/0.weight"}),
    "one more array": lambda i, h: (i, h | {"optimizer/more": np.ones(3)}),
    "another shape": lambda i, h: (i, h | {"optimizer/0.bias": np.ones(7, np.float32)}),
    "another type": lambda i, h: (i, h | {"params/0.bias": h["params/0.bias"].astype(float)}),
    "not a number": lambda i, h: (i, h | {"params/0.bias": h["params/0.bias"] * np.nan}),
    "infinite memory": lambda i, h: (i, h | {"optimizer/0.bias": h["optimizer/0.bias"] + np.float32(np.inf)}),
    "best weights from nowhere": lambda i, h: (i, h | {"best/params/0.bias": h["params/0.bias"]}),
    "best loss": lambda i, h: (i | {"best_loss": 0.001}, h),
    "no settings": lambda i, h: ({n: v for n, v in i.items() if n != "settings"}, h),
    "settings of another kind": lambda i, h: (i | {"settings": 5}, h),
    "no history": lambda i, h: (i | {"history": None}, h),
    "no epochs": _history(epochs=[]),
    "an epoch twice": lambda i, h: (i | {"history": i["history"] | {"epochs": i["history"]["epochs"] * 2}}, h),
    "images": _history(images=7),
    "ended": _history(ended="finished"),
    "number of the epoch": _epoch(epoch=2),
    "loss of a text": _epoch(loss="small"),
    "infinite loss": _epoch(loss=float("inf")),
    "an epoch with more": _epoch(more=1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_checkpoints_whose_contents_cannot_be(change, tmp_path):
    path, model = tmp_path / "run", dropout_net()
    train(model, epochs=1, checkpoint=path)
    rewritten(path, change)
    twin = dropout_net(seed=5)
    before = arrays(twin)
    with pytest.raises(FileError, match=r"^The checkpoint .*\.$|^.*is damaged: .*\.$"):
        train(twin, epochs=1, checkpoint=path)
    count("checkpoints, checksum right", True)
    assert same(arrays(twin), before)


def test_a_best_loss_that_no_epoch_had(tmp_path):
    options = dict(epochs=1, validation=20, patience=1, checkpoint=tmp_path / "run")
    train(dropout_net(), **options)
    rewritten(tmp_path / "run", lambda info, held: (info | {"best_loss": info["best_loss"] / 2}, held))
    with pytest.raises(FileError, match=r"is damaged: what it says of its epochs cannot be; begin anew"):
        train(dropout_net(seed=5), **options)


def run_of(seed):
    return {
        "configuration": complete({"name": "a"}), "data": "digits", "epochs": 1, "seed": seed, "ended": "finished",
        "parameters": 10, "seconds": 1.0, "losses": [1.0], "accuracies": [0.5], "correct": 1, "total": 2,
        "accuracy": 0.5, "loss": 1.0,
    }  # fmt: skip


def test_stores(tmp_path):
    """Opened for a sweep, which adds a run: lines that are runs are read, and what stands there stays."""
    path = tmp_path / "runs.jsonl"
    path.write_text("".join(json.dumps(run_of(seed)) + "\n" for seed in range(4)), encoding="utf-8")

    def read(path):
        before = path.read_bytes()
        with Store(path) as store:
            store.append(run_of(99))
            keys = set(store.runs)
        after = path.read_bytes()
        lines = before.split(b"\n")
        kept = b"\n".join(lines[:-1]) + (b"\n" if len(lines) > 1 else b"")
        return after.startswith(kept) and key(run_of(99)) in keys

    fuzz("stores", path, read, lambda kept: kept)


def test_idx_and_gzip(tmp_path):
    array = np.random.default_rng(0).integers(0, 256, (5, 6, 4), np.uint8)
    path = tmp_path / "x"

    def read(path):
        return idx.parse(idx.read_bytes(path), path)

    for kind, content in (("IDX", idx_bytes(array)), ("gzip", gzip.compress(idx_bytes(array)))):
        path.write_bytes(content)
        # IDX has no checksum: any array is right (MNIST's own is known)
        fuzz(kind, path, read, lambda found, kind=kind: kind == "IDX" or found.dtype == np.uint8)


def test_the_npz_of_keras(tmp_path):
    content = io.BytesIO()
    np.savez_compressed(content, **{name: np.zeros((3, 2, 2), np.uint8) for name in places.ARRAYS})
    (tmp_path / "mnist.npz").write_bytes(content.getvalue())
    fuzz("mnist.npz", tmp_path / "mnist.npz", places.idx_files, lambda found: len(found) == 4)


def test_descriptions_of_sweeps(tmp_path):
    path = tmp_path / "sweep.toml"
    path.write_text('data = "digits:50:50"\nepochs = 2\nseeds = 5\n[grid]\nkernel_sizes = [3, 5]\nlr = [0.03, 0.1]\n')

    def read(path):
        from coursecnn.experiments import configurations

        plan = read_plan(path)
        with contextlib.suppress(ConfigurationError):
            configurations(plan["configurations"])
        return plan

    fuzz("TOML", path, read, lambda plan: set(plan) == {"configurations", "data", "epochs", "seeds"})


def test_images(tmp_path):
    image_module = pytest.importorskip("PIL.Image")
    for name in "ab":
        (tmp_path / name).mkdir()
        pixels = np.random.default_rng(0).integers(0, 256, (9, 8), np.uint8)
        image_module.fromarray(pixels).save(tmp_path / name / "x.png")
    whole = digits().x_train.dtype
    fuzz(
        "images", tmp_path / "a" / "x.png", lambda path: cnn.datasets.from_folder(path.parent.parent),
        lambda data: data.x_train.dtype == whole,
    )  # fmt: skip
