"""What a Dataset is, and the IDX format that two of them come in."""

import gzip

import numpy as np
import pytest
from data_places import idx_bytes, one_sentence
from hypothesis import given
from hypothesis import strategies as st

from coursecnn import datasets
from coursecnn.datasets import idx


@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 28, 28), (0, 28, 28), (1, 2, 3, 4)])
def test_idx_round_trip(shape):
    array = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    parsed = idx.parse(idx_bytes(array), "name")
    np.testing.assert_array_equal(parsed, array)
    assert parsed.dtype == np.uint8 and parsed.shape == shape and parsed.flags.writeable


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "not an IDX file"),
        (b"\0\0\x08", "not an IDX file"),
        (b"<html>no such page</html>", "not an IDX file"),
        (b"\0\0\x0d\1\0\0\0\1\0\0\0\0", "type 0x0d"),
        (b"\0\0\x08\3\0\0\0\1", "cut: its header needs 16"),
        (b"\0\0\x08\1\0\0\0\5abcd", "cut: its header promises 13 bytes and it has 12"),
        (b"\0\0\x08\1\0\0\0\3abcd", "bytes after its end"),
        (b"\0\0\x08\3" + b"\xff" * 12, "cut"),
    ],
)
def test_idx_refuses(data, words):
    with pytest.raises(datasets.DatasetError, match=words) as error:
        idx.parse(data, "some-file")
    assert "some-file" in one_sentence(error)


@given(st.binary(max_size=40) | st.binary(max_size=30).map(lambda data: b"\0\0\x08" + data))
def test_idx_of_any_bytes_is_an_array_or_refused(data):
    try:
        array = idx.parse(data, "some-file")
    except datasets.DatasetError as error:
        assert str(error).startswith("some-file")
    else:
        assert data == idx_bytes(array)


@pytest.mark.parametrize("cut", [1, 9, 30, -1])
def test_cut_gzip(tmp_path, cut):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(bytes(100))[:cut])
    with pytest.raises(datasets.DatasetError) as error:
        idx.parse(idx.read_bytes(path), path)
    assert str(path) in one_sentence(error)


def test_corrupt_gzip(tmp_path):
    path = tmp_path / "x.gz"
    whole = bytearray(gzip.compress(np.random.default_rng(0).bytes(2000)))
    for at in (3, 20, 1000, len(whole) - 6):
        broken = whole.copy()
        broken[at] ^= 0xFF
        path.write_bytes(broken)
        with pytest.raises(datasets.DatasetError, match="x.gz") as error:
            idx.read_bytes(path)
        one_sentence(error)


def small_dataset(**changes):
    rng = np.random.default_rng(0)
    parts = {
        "name": "own",
        "x_train": rng.integers(0, 256, (8, 1, 4, 5), dtype=np.uint8),
        "y_train": np.array([0, 1, 2, 0, 1, 2, 0, 1]),
        "x_test": rng.integers(0, 256, (3, 1, 4, 5), dtype=np.uint8),
        "y_test": np.array([2, 1, 0]),
    }
    return datasets.Dataset(**{**parts, **changes})


@pytest.mark.parametrize("names", ["abc", ("a", "b", 3), (0, 1, 2)])
def test_names_of_classes_are_texts(names):
    with pytest.raises(TypeError, match="^class_names must be texts, one for each class, not "):
        small_dataset(class_names=names)


def test_dataset_names_its_classes():
    data = small_dataset()
    assert data.classes == 3 and data.class_names == ("0", "1", "2")
    assert small_dataset(class_names=tuple("abcd")).classes == 4
    assert "8 training and 3 test images of 1 x 4 x 5" in repr(data)
    with pytest.raises(AttributeError):
        data.name = "other"


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"x_train": np.zeros((8, 1, 4, 5))}, "x_train must be a uint8 array"),
        ({"x_test": np.zeros((3, 4, 5), np.uint8)}, "x_test must be a uint8 array"),
        ({"x_test": [[0]]}, "not list"),
        ({"x_test": np.zeros((3, 1, 5, 5), np.uint8)}, "must have one shape"),
        ({"y_train": np.zeros(7, np.int64)}, r"y_train must be an integer array of shape \(8,\)"),
        ({"y_test": np.array([0.0, 1.0, np.nan])}, "y_test must be an integer array"),
        ({"y_test": [0, 1, 2]}, "not list"),
        ({"y_test": np.array([0, -1, 2])}, "not from -1 to 2"),
        ({"class_names": ("a", "b")}, "from 0 to 1"),
    ],
)
def test_dataset_refuses(changes, words):
    with pytest.raises((TypeError, ValueError), match=words) as error:
        small_dataset(**changes)
    one_sentence(error)


def test_subset_keeps_images_and_labels_together():
    data = small_dataset()
    part = data.subset(5, 2, seed=3)
    assert len(part.x_train) == len(part.y_train) == 5 and len(part.x_test) == 2
    pairs = {(image.tobytes(), label) for image, label in zip(data.x_train, data.y_train, strict=True)}
    chosen = {(image.tobytes(), label) for image, label in zip(part.x_train, part.y_train, strict=True)}
    assert len(chosen) == 5 and chosen <= pairs
    assert part.name == data.name and part.class_names == data.class_names and "5 training" in part.source
    np.testing.assert_array_equal(part.x_train, data.subset(5, 2, seed=3).x_train)
    assert not np.array_equal(part.x_train, data.subset(5, 2, seed=4).x_train)
    for sizes in ((9, 0), (-1, 0), (0, 4), (2.5, 1)):
        with pytest.raises(ValueError, match="A subset must have"):
            data.subset(*sizes)


def test_to_float():
    images = np.arange(256, dtype=np.uint8).reshape(1, 1, 16, 16)
    x = datasets.to_float(images)
    assert x.dtype == np.float32 and x.shape == images.shape and x.min() == 0 and x.max() == 1
    np.testing.assert_allclose(x.ravel(), np.arange(256) / 255, rtol=1e-7)
    for wrong in (x, images.astype(int), [1, 2]):
        with pytest.raises(TypeError, match="uint8") as error:
            datasets.to_float(wrong)
        one_sentence(error)
    with pytest.raises(TypeError, match="not masked uint8; give it the images as loaded"):
        datasets.to_float(np.ma.masked_equal(images, 0))


@pytest.mark.parametrize("name", ["MNIST", "cifar10", "", None, ["mnist"]])
def test_unknown_names(name):
    for function in (datasets.load, datasets.fetch):
        with pytest.raises(ValueError, match="There is no data set") as error:
            function(name)
        one_sentence(error)
    with pytest.raises(ValueError, match='choose "mnist", "fashion-mnist", or "digits"'):
        datasets.fetch("auto")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.uint64, np.int8])
def test_labels_of_any_integer_type(dtype):
    data = small_dataset(y_train=np.array([0, 1, 2, 0, 1, 2, 0, 1], dtype), y_test=np.array([2, 1, 0], dtype))
    assert data.classes == 3 and data.y_train.dtype == data.y_test.dtype == np.intp
    empty = datasets.Dataset("none", data.x_train[:0], data.y_train[:0].astype(dtype), data.x_test[:0], data.y_test[:0])
    assert empty.classes == 0


@pytest.mark.parametrize("dtype", [np.uint8, np.int8])
def test_labels_at_the_end_of_their_type(dtype):
    most = np.iinfo(dtype).max
    data = small_dataset(y_train=np.full(8, most, dtype), y_test=np.array([0, 1, most], dtype))
    assert data.classes == len(data.class_names) == most + 1


def test_labels_that_are_no_numbers_of_classes():
    with pytest.raises(ValueError, match="they seem to count from 1, so subtract 1"):
        small_dataset(y_train=np.array([1, 2, 3, 1, 2, 3, 1, 2]), y_test=np.array([3, 2, 1]), class_names=tuple("abc"))
    with pytest.raises(ValueError, match="Labels go up to 4294967295, .*: renumber them"):
        small_dataset(y_test=np.array([2, 1, 2**32 - 1], np.uint32))
    with pytest.raises(TypeError, match="must be a uint8 array .*, not masked uint8"):
        small_dataset(x_test=np.ma.masked_greater(small_dataset().x_test, 100))


def test_a_file_that_unpacks_to_much_more_than_it_may(tmp_path):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(bytes(3_000_000)))
    with pytest.raises(datasets.DatasetError, match=r"holds more than 1,000,000 bytes, .*: replace it\.$"):
        idx.read_bytes(path, 1_000_000)
    assert len(idx.read_bytes(path, 3_000_000)) == 3_000_000
