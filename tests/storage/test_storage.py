"""Files of parameters: what is written comes back, and what is not such a file is refused by name, nothing changed."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from every_layer import each_kind, net, weights_of

import coursecnn as cnn
from coursecnn import storage
from coursecnn.storage import FileError


def small_net(seed=1):
    last = cnn.Linear(8, 3, seed=seed)
    return cnn.Sequential(cnn.Conv2d(1, 2, 3, seed=seed), cnn.BatchNorm2d(2), cnn.Flatten(), last)


def same_weights(first, second):
    assert list(first.params) == list(second.params)
    return all((array == second.params[name]).all() for name, array in first.params.items())


@pytest.fixture
def saved(tmp_path):
    """A file of a small net."""
    path = tmp_path / "net.npz"
    small_net().save(path)
    return path


@each_kind
def test_every_layer_comes_back(kind, tmp_path):
    layer = kind.layer()
    layer(kind.x())
    layer.save(tmp_path / "layer.npz")
    other = kind.layer()
    for array in other.params.values():
        array[...] = 9
    assert other.load(tmp_path / "layer.npz") is other
    np.testing.assert_array_equal(other.eval()(kind.x(seed=1)), layer.eval()(kind.x(seed=1)))


def test_running_averages_come_back(tmp_path):
    model = net(np.float32)
    model(np.random.default_rng(0).standard_normal((3, 4, 7, 6)).astype(np.float32))
    model.save(tmp_path / "net.npz")
    other = net(np.float32).load(tmp_path / "net.npz")
    for name, array in model.buffers.items():
        np.testing.assert_array_equal(other.buffers[name], array)


@pytest.mark.parametrize("name", ["net", "net.npz", "my net.weights", "网.npz"])
def test_the_file_is_called_as_it_was_asked(tmp_path, name):
    small_net().save(str(tmp_path / name))
    assert os.listdir(tmp_path) == [name]
    assert same_weights(small_net(2).load(str(tmp_path / name)), small_net())


def test_the_net_does_not_share_its_arrays_with_the_file_or_another_net(saved):
    first, second = small_net().load(saved), small_net().load(saved)
    first.params["0.weight"][...] = 7
    assert same_weights(second, small_net())


def test_numbers_become_those_of_the_net(saved):
    double = cnn.Sequential(
        cnn.Conv2d(1, 2, 3, dtype=np.float64), cnn.BatchNorm2d(2), cnn.Flatten(), cnn.Linear(8, 3, dtype=np.float64)
    )
    double.load(saved)
    assert double.params["0.weight"].dtype == np.float64 and same_weights(double, small_net())


def test_the_file_is_plain_npz(saved):
    """Anyone can read it with NumPy."""
    with np.load(saved, allow_pickle=False) as file:
        np.testing.assert_array_equal(file["params/0.weight"], small_net().params["0.weight"])


def refused(path, words, model=None):
    """Loading fails with one sentence that holds the words, and leaves the net alone."""
    model = small_net(3) if model is None else model
    before = weights_of(model)
    with pytest.raises(FileError) as caught:
        model.load(path)
    message = str(caught.value)
    assert message.endswith(".") and "\n" not in message and all(word in message for word in words), message
    for name, array in before.items():
        np.testing.assert_array_equal(model.params[name], array)


def test_a_net_of_another_architecture(saved):
    other = cnn.Sequential(cnn.Conv2d(1, 2, 3, padding=1), cnn.BatchNorm2d(2), cnn.Flatten(), cnn.Linear(32, 3))
    refused(saved, ["net.npz", "Conv2d(1, 2, kernel_size=3)", "Conv2d(1, 2, kernel_size=3, padding=1)"], other)


def test_a_net_whose_weights_have_other_shapes(tmp_path):
    """A learner's layers may print alike and differ."""

    class Scale(cnn.Layer):
        def __init__(self, n):
            super().__init__()
            self.params["weight"] = np.ones(n)

    Scale(3).save(tmp_path / "scale.npz")
    refused(tmp_path / "scale.npz", ["scale.npz", "weight", "(3,)", "(4,)"], Scale(4))
    plain = Scale(3)
    plain.params.clear()
    plain.save(tmp_path / "scale.npz")
    refused(tmp_path / "scale.npz", ["scale.npz", "weight", "missing"], Scale(4))


def test_no_file(tmp_path):
    refused(tmp_path / "nowhere.npz", ["nowhere.npz"])
    refused(tmp_path, [str(tmp_path)])


class Evil:
    """An object that leaves a trace when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (Path(self.path),)


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("weights"),
    "npy": lambda path: path.write_bytes(_npy(np.ones(3))),
    "foreign npz": lambda path: np.savez(path, weight=np.ones(3)),
    "npz with another description": lambda path: np.savez(path, __info__=np.ones(3)),
    "npz with a number for a description": lambda path: _with_description(path, b"5"),
    "npz with a description of nothing": lambda path: _with_description(path, b"{}"),
    "npz of something else": lambda path: _with_description(path, b'{"format": "5", "kind": 3}'),
    "no architecture": lambda path: storage.write(path, "model", {}, {}),
    "pickle": lambda path: path.write_bytes(pickle.dumps(Evil(path.parent / "trace"))),
    "npz with a pickle": lambda path: np.savez(path, __info__=np.array([Evil(path.parent / "trace")], object)),
    "npz with a pickled weight": lambda path: _with_pickled_weight(path),
    "texts for weights": lambda path: _with_weight(path, np.full((2, 1, 3, 3), "a")),
    "complex weights": lambda path: _with_weight(path, np.full((2, 1, 3, 3), 1j)),
}


def _npy(array):
    import io

    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _with_description(path, text):
    np.savez(path, __info__=np.frombuffer(text, np.uint8))


def _with_weight(path, array):
    model = small_net()
    storage.write(path, "model", {"architecture": repr(model)}, storage.arrays_of(model) | {"params/0.weight": array})


def _with_pickled_weight(path):
    _with_weight(path, np.array([Evil(path.parent / "trace")] * 18, object).reshape(2, 1, 3, 3))


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
def test_foreign_files(make, tmp_path):
    path = tmp_path / "foreign.npz"
    make(path)
    content = path.read_bytes()
    refused(path, ["foreign.npz"])
    assert path.read_bytes() == content
    assert not (tmp_path / "trace").exists(), "a pickle was loaded"


def test_a_checkpoint_is_not_a_model(tmp_path):
    storage.write(tmp_path / "run.ckpt", "checkpoint", {}, {})
    refused(tmp_path / "run.ckpt", ["run.ckpt is a checkpoint, not a model: give another file."])


def test_only_models_of_the_first_version_have_no_checksum(saved):
    with np.load(saved) as file:
        whole = dict(file)
    info = json.loads(bytes(whole.pop("__info__")))
    del info["checksum"]
    for kind in ("model", "checkpoint"):
        text = json.dumps(info | {"kind": kind}).encode()
        np.savez(saved, __info__=np.frombuffer(text, np.uint8), **whole)
        if kind == "model":
            assert same_weights(small_net(2).load(saved), small_net())
        else:
            with pytest.raises(FileError, match=r"^The checksum of net\.npz is wrong"):
                storage.read(saved, "checkpoint")


def test_cut_files(saved):
    content = saved.read_bytes()
    for length in [*range(1, len(content), 97), len(content) - 1]:
        saved.write_bytes(content[:length])
        refused(saved, ["net.npz"])


def test_damaged_files(saved):
    """One wrong byte anywhere: refused, or of no consequence; never another error, never other numbers."""
    content, rng = bytearray(saved.read_bytes()), np.random.default_rng(0)
    expected, refusals = small_net(), 0
    for place in rng.choice(len(content), 600, replace=False):
        damaged = content.copy()
        damaged[place] ^= 1 << rng.integers(8)
        saved.write_bytes(damaged)
        model = small_net(2)
        try:
            model.load(saved)
        except FileError:
            refusals += 1
        else:
            assert same_weights(model, expected), f"byte {place}"
    assert refusals > 300


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError()])
def test_what_was_there_stays_when_writing_fails(saved, monkeypatch, error):
    before = saved.read_bytes()

    def write_half(file, **arrays):
        file.write(b"half")
        raise error

    monkeypatch.setattr(np, "savez", write_half)
    with pytest.raises(FileError if isinstance(error, OSError) else type(error)) as caught:
        small_net(2).save(saved)
    assert not isinstance(error, OSError) or ("net.npz" in str(caught.value) and "No space" in str(caught.value))
    assert saved.read_bytes() == before and os.listdir(saved.parent) == ["net.npz"]


def test_what_was_there_stays_when_the_process_dies_while_writing(saved):
    before = saved.read_bytes()
    program = f"""
import os, sys
sys.path[:0] = {sys.path!r}
import numpy as np
from test_storage import small_net
def write_half(file, **arrays):
    file.write(b"half")
    file.flush()
    os._exit(9)
np.savez = write_half
small_net(2).save({str(saved)!r})
"""
    assert subprocess.run([sys.executable, "-c", program]).returncode == 9
    assert saved.read_bytes() == before and same_weights(small_net(3).load(saved), small_net())


@pytest.mark.skipif(os.name == "nt", reason="Windows does not replace a file that is open")
def test_who_is_reading_the_old_file_goes_on_reading_it(saved):
    """The new file takes its place; the old one is not written over."""
    before = saved.read_bytes()
    with saved.open("rb") as reader:
        small_net(2).save(saved)
        assert reader.read() == before
    assert same_weights(small_net(3).load(saved), small_net(2))


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileError, match=r"nowhere.*net\.npz.*make it first\.$"):
        small_net().save(tmp_path / "nowhere" / "net.npz")


def test_a_folder_in_the_place_of_the_file(tmp_path):
    (tmp_path / "net.npz").mkdir()
    with pytest.raises(FileError, match=r"net\.npz.*\.$"):
        small_net().save(tmp_path / "net.npz")
    assert os.listdir(tmp_path) == ["net.npz"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_files_have_the_usual_permissions(saved, tmp_path):
    (tmp_path / "usual").touch()
    assert saved.stat().st_mode == (tmp_path / "usual").stat().st_mode
