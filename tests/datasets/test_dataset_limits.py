"""Just what a Dataset takes and what it refuses, in which words; and how much of an IDX file is read."""

import io

import numpy as np
import pytest
from data_places import idx_bytes

from coursecnn import datasets
from coursecnn.datasets import idx

IMAGES = np.arange(4 * 1 * 2 * 3, dtype=np.uint8).reshape(4, 1, 2, 3)
LABELS = np.array([0, 1, 2, 1], np.intp)


def dataset_of(**changes):
    parts = {"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES[:3], "y_test": LABELS[:3]}
    return datasets.Dataset("own", **(parts | changes))


def refused(error, **changes):
    with pytest.raises(error) as raised:
        dataset_of(**changes)
    return str(raised.value)


def test_a_label_for_each_of_100_000_classes_and_no_more():
    data = dataset_of(y_test=np.array([0, 1, 99_999]))
    assert data.classes == 100_000 and data.class_names[-1] == "99999"
    said = "Labels go up to 100000, but classes are numbered from 0 without gaps: renumber them."
    assert refused(ValueError, y_test=np.array([0, 1, 100_000])) == said


def test_a_dataset_is_itself_alone():
    data = dataset_of()
    assert data == data and data != dataset_of() and len({data, dataset_of()}) == 2


def test_a_dataset_holds_what_it_is_given():
    objects = np.array([5, 6, 7, 8], np.intp)
    data = dataset_of(objects=objects)
    assert data.x_train is IMAGES and data.y_train is LABELS and data.objects is objects and data.test_objects is None
    assert dataset_of(objects=objects.astype(np.uint8)).objects.dtype == np.intp
    assert refused(TypeError, test_objects=objects.astype(np.uint8)) == (
        "test_objects must be an integer array of shape (3,), one label for each image, not uint8 of shape (4,)."
    )


@pytest.mark.parametrize("shape", [(3, 0, 2, 3), (3, 1, 0, 3), (3, 1, 2, 0)])
def test_images_without_pixels(shape):
    said = f"x_test has shape {shape}: channels, height and width must be at least 1."
    assert refused(ValueError, x_test=np.zeros(shape, np.uint8)) == said
    assert dataset_of(x_test=IMAGES[:0], y_test=LABELS[:0]).x_test.shape == (0, 1, 2, 3)


ARRAY = "must be a uint8 array of shape (n, channels, height, width), not"
RAW = ": give grey levels 0 to 255 as they were read"


@pytest.mark.parametrize(
    "given, said",
    [
        (IMAGES[:3].astype(np.float32), f"float32 of shape (3, 1, 2, 3){RAW}"),
        (IMAGES[:3].astype(np.int16), "int16 of shape (3, 1, 2, 3)"),
        (IMAGES[:3, 0], "uint8 of shape (3, 2, 3)"),
        (IMAGES[None], "uint8 of shape (1, 4, 1, 2, 3)"),
        (np.ma.masked_array(IMAGES[:3]), "masked uint8 of shape (3, 1, 2, 3)"),
        (np.ma.masked_array(IMAGES[:3].astype(float)), "masked float64 of shape (3, 1, 2, 3)"),
        ("images", "str"),
    ],
)
def test_what_is_no_array_of_images(given, said):
    assert refused(TypeError, x_test=given) == f"x_test {ARRAY} {said}."


@pytest.mark.parametrize("shape", [(4, 3, 2, 3), (4, 1, 3, 3), (4, 1, 2, 2)])
def test_images_of_two_shapes(shape):
    said = f"Training and test images must have one shape, not (1, 2, 3) and {shape[1:]}."
    assert refused(ValueError, x_test=np.zeros(shape, np.uint8), y_test=LABELS) == said


@pytest.mark.parametrize(
    "given, said",
    [
        (np.array([1.0, 2.0, 3.0]), "float64 of shape (3,)"),
        (np.array([True, False, True]), "bool of shape (3,)"),
        (np.array([1, 2], np.int64), "int64 of shape (2,)"),
        (np.array([[0, 1, 2]], np.int8), "int8 of shape (1, 3)"),
        (np.ma.masked_array([0, 1, 2], dtype=np.int16), "masked int16 of shape (3,)"),
        ((0, 1, 2), "tuple"),
    ],
)
def test_what_are_no_labels(given, said):
    expected = "y_test must be an integer array of shape (3,), one label for each image, not"
    assert refused(TypeError, y_test=given) == f"{expected} {said}."


@pytest.mark.parametrize(
    "labels, hint",
    [
        ([1, 2, 3], ": they seem to count from 1, so subtract 1"),
        ([0, 2, 3], ""),
        ([2, 3, 3], ""),
        ([1, 2, 4], ""),
        ([-1, 0, 1], ""),
        ([-1, 0, 3], ""),
    ],
)
def test_labels_beside_the_classes(labels, hint):
    said = refused(
        ValueError, y_train=np.array([*labels, labels[0]]), y_test=np.array(labels), class_names=("a", "b", "c")
    )
    least, most = labels[0], labels[-1]
    assert said == f"Labels must be from 0 to 2 (one for each class name), not from {least} to {most}{hint}."


def test_labels_need_not_begin_at_0():
    assert dataset_of(y_train=LABELS + 1, y_test=LABELS[:3] + 1).classes == 4
    assert dataset_of(y_train=LABELS + 1, y_test=LABELS[:3] + 1, class_names=tuple("abcd")).classes == 4


def test_what_a_dataset_says_of_itself():
    end = "4 training and 3 test images of 1 x 2 x 3, 3 classes"
    assert repr(dataset_of()) == f"<Dataset own: {end}; source not given>"
    assert repr(dataset_of(source="drawn here.")) == f"<Dataset own: {end}; drawn here.>"


def test_subsets_at_their_limits():
    data = dataset_of(objects=LABELS + 10, test_objects=LABELS[:3] + 20)
    whole, none = data.subset(4, 3), data.subset(0, 0, seed=0)
    assert sorted(whole.y_train) == sorted(LABELS) and whole.source.endswith(" test images, chosen at random, of: own")
    assert len(none.x_train) == len(none.objects) == len(none.test_objects) == 0 and none.class_names == ("0", "1", "2")
    np.testing.assert_array_equal(whole.objects, whole.y_train + 10)
    np.testing.assert_array_equal(whole.test_objects, whole.y_test + 20)
    assert dataset_of().subset(1, 1).objects is dataset_of().subset(1, 1).test_objects is None
    np.testing.assert_array_equal(whole.x_train, data.subset(4, np.int64(3), seed=0).x_train)
    assert (
        dataset_of(source="Here.")
        .subset(1, 2)
        .source.endswith("1 training and 2 test images, chosen at random, of: Here.")
    )


@pytest.mark.parametrize(
    "sizes, said",
    [
        ((5, 0), "0 to 4 training images, not 5"),
        ((0, 4), "0 to 3 test images, not 4"),
        ((-1, 0), "0 to 4 training images, not -1"),
        ((True, 0), "0 to 4 training images, not True"),
        ((0, 1.0), "0 to 3 test images, not 1.0"),
    ],
)
def test_no_such_subset(sizes, said):
    with pytest.raises(ValueError, match=rf"^A subset must have {said}\.$"):
        dataset_of().subset(*sizes)


def test_one_grey_level_is_a_number_too():
    assert datasets.to_float(np.uint8(255)) == 1 and datasets.to_float(np.uint8(51)) == np.float32(0.2)
    for given, word in ((np.ma.masked_array(IMAGES), "masked uint8"), (np.int64(3), "int64"), (3, "int")):
        with pytest.raises(TypeError, match=rf"^to_float needs images of dtype uint8 \(0 to 255\), not {word}; "):
            datasets.to_float(given)


def test_what_is_not_available_says_so_and_why():
    error = datasets.NotAvailable("MNIST could not be had (no mirror).", "no mirror")
    assert str(error) == "MNIST could not be had (no mirror)." and error.why == "no mirror"


# --- IDX --------------------------------------------------------------------------------------------------------------

AGAIN = "copy or download it again."


@pytest.mark.parametrize(
    "data, said",
    [
        (b"\0\0\x08\0", f"is cut: its header promises 5 bytes and it has 4; {AGAIN}"),
        (b"\0\0\x08", "is not an IDX file: it begins with 00 00 08, not 00 00."),
        (b"", "is not an IDX file: it begins with nothing, not 00 00."),
        (b"\0\1\x08\1\0\0\0\1a", "is not an IDX file: it begins with 00 01 08 01, not 00 00."),
        (b"\1\0\x08\1\0\0\0\1a", "is not an IDX file: it begins with 01 00 08 01, not 00 00."),
        (b"\0\0\x09\1\0\0\0\1a", "holds IDX elements of type 0x09, not unsigned bytes (0x08)."),
        (b"\0\0\x08\1\0\0\1", f"is cut: its header needs 8 bytes and the file has 7; {AGAIN}"),
        (b"\0\0\x08" + bytes([33]), "says that it has 33 dimensions, but at most 32 can be read."),
        (b"\0\0\x08" + bytes([32]), f"is cut: its header needs 132 bytes and the file has 4; {AGAIN}"),
        (b"\0\0\x08\1\0\0\0\1ab", f"has bytes after its end: its header promises 9 bytes and it has 10; {AGAIN}"),
        (
            b"\0\0\x08\3\0\0\0\0" + b"\xff" * 8,
            "promises an array of shape (0, 4294967295, 4294967295), which cannot be.",
        ),
    ],
)
def test_what_is_wrong_with_an_idx_file(data, said):
    with pytest.raises(datasets.DatasetError) as error:
        idx.parse(data, "x.idx")
    assert str(error.value) == f"x.idx {said}"


def test_small_arrays_of_idx():
    assert idx.parse(b"\0\0\x08\0a", "x").shape == () and idx.parse(b"\0\0\x08\0a", "x") == ord("a")
    array = np.array([7], np.uint8).reshape((1,) * 32)
    np.testing.assert_array_equal(idx.parse(idx_bytes(array), "x"), array)


def test_an_array_is_a_view_of_what_can_be_written_and_a_copy_of_what_cannot():
    data = bytearray(idx_bytes(np.array([1, 2, 3], np.uint8)))
    viewed, copied = idx.parse(data, "x"), idx.parse(bytes(data), "x")
    viewed[0] = 9
    assert data[-3:] == bytes([9, 2, 3]) and copied.tolist() == [1, 2, 3] and copied.flags.writeable


class Recorded(io.BytesIO):
    """A file that notes how many bytes it was asked for."""

    def read(self, n=-1):
        self.asked = [*getattr(self, "asked", []), n]
        return super().read(n)


@pytest.mark.parametrize(
    "size, most, asked", [(9, 4, [2, 5]), (4, 4, [2, 5, 1]), (1_500_000, 1_600_000, [2, 1 << 20, 551_425, 100_001])]
)
def test_a_file_is_read_piece_by_piece_and_no_further_than_it_may(monkeypatch, size, most, asked):
    file = Recorded(bytes(size))
    monkeypatch.setattr(idx, "open_regular", lambda path: file)
    if size > most:
        with pytest.raises(datasets.DatasetError, match=r"^x holds more than 4 bytes, more than any file of its kind"):
            idx.read_bytes("x", most)
    else:
        assert idx.read_bytes("x", most) == bytes(size)
    assert file.asked == asked


def test_no_file_of_more_than_100_mb_is_read(tmp_path):
    with open(tmp_path / "x", "wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(datasets.DatasetError, match=r"x holds more than 100,000,000 bytes, more than any file"):
        idx.read_bytes(tmp_path / "x")


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(datasets.DatasetError, match=r"nowhere cannot be read: No such file or directory\.$"):
        idx.read_bytes(tmp_path / "nowhere")
