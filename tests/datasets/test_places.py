"""Names under which programs leave the files of MNIST, and the one file of Keras."""

import os

import numpy as np
import pytest
from data_places import idx_bytes

from coursecnn import datasets
from coursecnn.datasets import catalog, places

NAME = catalog.MNIST.files[0].name


def found(folder, *names):
    """What is found of the first file of MNIST in a folder of these."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    path = places.find(folder, catalog.MNIST.files[0])
    return path and path.relative_to(folder).as_posix()


def test_a_file_is_found_by_its_own_name_first(tmp_path):
    name, other = NAME, NAME.replace("-idx", ".idx")
    assert found(tmp_path / "nowhere") is None
    assert found(tmp_path, "train-images.txt") is None
    assert found(tmp_path, f"{name} (1)/{other}") == f"{name} (1)/{other}"
    assert found(tmp_path, f"{name} (2)") == f"{name} (2)"
    assert found(tmp_path, name) == name
    assert found(tmp_path, f"{name}.gz") == f"{name}.gz"


def test_a_folder_of_its_name_without_it_is_no_file(tmp_path):
    (tmp_path / f"{NAME}.gz" / "notes").mkdir(parents=True)
    (tmp_path / NAME / NAME).mkdir(parents=True)
    assert found(tmp_path) is None


def test_names_that_look_like_mnist(tmp_path):
    names = ["MNIST.csv", "T10K", "notes.txt", "test_labels.csv", "train-images.png", "train.csv"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    assert places.near_misses(tmp_path) == ["MNIST.csv", "T10K", "test_labels.csv", "train-images.png"]
    assert places.near_misses(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "array, said",
    [
        (np.zeros((3, 2, 2), np.int16), "int16 of shape (3, 2, 2)"),
        (np.zeros((3, 2), np.uint8), "uint8 of shape (3, 2)"),
        (np.zeros((3, 2, 2, 1), np.uint8), "uint8 of shape (3, 2, 2, 1)"),
        (np.array(3, np.uint8), "uint8 of shape ()"),
    ],
)
def test_arrays_of_keras_that_are_not_those_of_mnist(tmp_path, array, said):
    arrays = [np.arange(12, dtype=np.uint8).reshape(3, 2, 2), np.array([1, 2, 3], np.uint8)] * 2
    np.savez(tmp_path / "mnist.npz", **dict(zip(places.ARRAYS, arrays)))
    assert places.idx_files(tmp_path / "mnist.npz") == [idx_bytes(each) for each in arrays]
    np.savez(tmp_path / "mnist.npz", **dict(zip(places.ARRAYS, arrays)) | {"x_test": array})
    with pytest.raises(datasets.DatasetError) as error:
        places.idx_files(tmp_path / "mnist.npz")
    assert str(error.value) == f"{tmp_path / 'mnist.npz'}: x_test is {said}, not bytes as in MNIST."


def test_why_a_folder_holds_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    said = "COURSECNN_DATA is set to"
    assert places.why_not(tmp_path) is None
    assert places.why_not(tmp_path / "no") == f"{said} {tmp_path / 'no'}, which does not exist"
    if os.name != "nt":
        file = tmp_path / "file"
        assert places.why_not(file) == f"{said} {file}, which is a file: it must name the folder"

    def listdir(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", listdir)
    assert places.why_not(tmp_path) == f"{said} {tmp_path}, which cannot be read (permission denied)"
