"""What files of arrays say of themselves, and how large they may be."""

import json
import os

import numpy as np
import pytest
from every_layer import weights_of

import coursecnn as cnn
from coursecnn.storage import FileError, arrays, load, put_arrays, read, save, write, written_as
from coursecnn.storage.npz import read_npz


def described(path, info, **held):
    """A file with any description, true or not."""
    with path.open("wb") as file:
        np.savez(file, __info__=np.frombuffer(json.dumps(info).encode(), np.uint8), **held)


def parts_of(path):
    with np.load(path) as file:
        whole = dict(file)
    return json.loads(bytes(whole.pop("__info__"))), whole


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ({"kind": "checkpoint", "format": "coursecnn 1"}, "a checkpoint, not a model"),
        ({"kind": "model", "format": "coursecnn 2"}, "a model of coursecnn 2, not a model of coursecnn 1"),
        ({"kind": "checkpoint", "format": 0}, "a checkpoint of 0, not a model of coursecnn 1"),
        ({"kind": "two\nlines", "format": "and\n\nthree"}, "a two lines of and three, not a model of coursecnn 1"),
        ({"kind": "k" * 101, "format": "coursecnn 1"}, "a " + "k" * 100 + "..., not a model"),
        ({"kind": "k" * 100, "format": "f" * 101}, f"a {'k' * 100} of {'f' * 100}..., not a model of coursecnn 1"),
    ],
)
def test_a_file_of_another_kind_or_version_says_so_in_one_line(info, words, tmp_path):
    described(tmp_path / "a.npz", info)
    with pytest.raises(FileError) as caught:
        read(tmp_path / "a.npz", "model")
    assert str(caught.value) == f"a.npz is {words}: give another file."


def test_the_order_of_a_description_does_not_matter(tmp_path):
    """Programs that write JSON anew may sort it."""
    write(tmp_path / "a.npz", "part", {"zebra": 1, "ape": [2, 3]}, {"x": np.ones(2)})
    info, held = parts_of(tmp_path / "a.npz")
    described(tmp_path / "a.npz", dict(sorted(info.items(), reverse=True)), **held)
    found, _ = read(tmp_path / "a.npz", "part")
    assert found == {"format": "coursecnn 1", "kind": "part", "zebra": 1, "ape": [2, 3]}


@pytest.mark.parametrize("most", [0, 100])
def test_ten_megabytes_come_on_top_of_what_arrays_may_have(most, tmp_path):
    def file_of(size):
        write(tmp_path / "a.npz", "part", {}, {"x": np.zeros(size, np.uint8)})

    file_of(0)
    with np.load(tmp_path / "a.npz") as file:
        room = most + 10_000_000 - file["__info__"].nbytes
    file_of(room)
    assert read(tmp_path / "a.npz", "part", most)[1]["x"].shape == (room,)
    file_of(room + 1)
    with pytest.raises(FileError, match=r"^a\.npz is not a part file of coursecnn, or it was cut or damaged\.$"):
        read(tmp_path / "a.npz", "part", most)


def test_without_a_limit_a_file_may_have_a_thousand_megabytes(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(arrays, "read_npz", lambda file, most: (asked.append(most), read_npz(file, most))[1])
    write(tmp_path / "a.npz", "part", {}, {})
    assert read(tmp_path / "a.npz", "part") == ({"format": "coursecnn 1", "kind": "part"}, {})
    assert asked == [1_010_000_000]


def test_what_is_not_there_and_what_cannot_be_read_are_two_things(tmp_path):
    path = tmp_path / "nowhere.npz"
    for file, words in [(path, f"There is no file {path}."), (path.parent, "cannot be read (it is no regular file).")]:
        with pytest.raises(FileError) as caught:
            read(file, "model")
        assert str(caught.value).removeprefix(f"{tmp_path} ") == words


def test_the_kind_of_a_file_is_known_without_its_arrays(tmp_path, monkeypatch):
    save(cnn.Linear(2, 2), tmp_path / "net.npz")
    write(tmp_path / "run.ckpt", "checkpoint", {}, {"x": np.ones(3)})
    assert written_as(tmp_path / "net.npz") == "model" and written_as(tmp_path / "run.ckpt") == "checkpoint"
    monkeypatch.setattr(arrays, "SLACK", 100)  # a description may be larger, and is then not read
    assert written_as(tmp_path / "net.npz") is None


def test_of_what_we_did_not_write_no_kind_is_known(tmp_path):
    (tmp_path / "text").write_text("weights")
    (tmp_path / "empty").touch()
    np.savez(tmp_path / "foreign.npz", x=np.ones(2))
    described(tmp_path / "nothing.npz", {})
    described(tmp_path / "list.npz", [1])
    whole = tmp_path / "whole.npz"
    write(whole, "model", {}, {})
    (tmp_path / "cut.npz").write_bytes(whole.read_bytes()[:-30])
    (tmp_path / "changed.npz").write_bytes(whole.read_bytes().replace(b'"kind": "model"', b'"kind": "motel"'))
    names = sorted(set(os.listdir(tmp_path)) - {"whole.npz"})
    assert [written_as(tmp_path / name) for name in [*names, "missing", "."]] == [None] * 9
    assert written_as(whole) == "model"


# --- nets -------------------------------------------------------------------------------------------------------------


class Named(cnn.Layer):
    """A learner's layer whose names have strokes in them."""

    def __init__(self, n=2):
        super().__init__()
        self.params["a/b/weight"] = np.full(3, n, np.float32)
        self.buffers["a/b"] = np.full(2, n, np.float32)

    def __repr__(self):
        return "Named()"


def test_names_of_parameters_may_have_strokes(tmp_path):
    save(Named(7), tmp_path / "net.npz")
    net = load(Named(), tmp_path / "net.npz")
    assert list(net.params) == ["a/b/weight"] and list(net.buffers) == ["a/b"]
    assert net.params["a/b/weight"].tolist() == [7] * 3 and net.buffers["a/b"].tolist() == [7] * 2


def test_of_arrays_that_do_not_all_fit_none_is_set():
    net = cnn.Sequential(cnn.Conv2d(1, 2, 3), cnn.BatchNorm2d(2))
    before, own = weights_of(net), arrays.arrays_of(net)
    last = list(own)[-1]
    fitting = {name: array + 1 for name, array in own.items()}
    for wrong, words in [
        ({name: array for name, array in fitting.items() if name != last}, "is missing"),
        (fitting | {last: np.ones((9, 9))}, "is float64 of shape (9, 9)"),
        (fitting | {last: own[last].astype(complex)}, f"is complex128 of shape {own[last].shape}"),
    ]:
        with pytest.raises(FileError) as caught:
            put_arrays(net, wrong)
        needed = f"the net needs {own[last].dtype} of shape {own[last].shape}"
        assert str(caught.value) == f"The file: {last} {words}, but {needed}."
        assert all((array == before[name]).all() for name, array in weights_of(net).items())
    put_arrays(net, fitting)
    assert all((array == own[name] + 1).all() for name, array in arrays.arrays_of(net).items())


class Half:
    """An object with parameters alone, or buffers alone."""

    def __init__(self, name):
        setattr(self, name, {})

    def __repr__(self):
        return "Half()"


@pytest.mark.parametrize(
    ("model", "shown"),
    [(5, "5"), (None, "None"), (cnn.Linear, "<class "), (Half("params"), r"Half\(\)"), (Half("buffers"), r"Half\(\)")],
)
def test_what_is_no_net_is_neither_written_nor_read(model, shown, tmp_path):
    save(cnn.Linear(2, 2), tmp_path / "net.npz")
    before = (tmp_path / "net.npz").read_bytes()
    for call in (save, load):
        with pytest.raises(TypeError, match=rf"^model must be a net or a layer, such as .*, not {shown}"):
            call(model, tmp_path / "net.npz")
    assert (tmp_path / "net.npz").read_bytes() == before


class Whole:
    params, buffers = {"weight": np.ones(2, np.float32)}, {}


def test_a_class_is_no_net_though_it_has_arrays(tmp_path):
    with pytest.raises(TypeError, match="^model must be a net or a layer"):
        save(Whole, tmp_path / "net.npz")
    assert os.listdir(tmp_path) == []
