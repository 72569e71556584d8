"""Reading npz files: of each array the header is looked at before memory is taken, and nothing is passed over."""

import io
import zipfile

import numpy as np
import pytest

from coursecnn.storage.npz import read_npz


def written(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version)
    return file.getvalue()


def promised(shape, content=b""):
    """The header of an array of float64, and what follows it."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return file.getvalue() + content


def read(members, most=1000):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return read_npz(file, most)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_each_version_of_the_format_is_read(version):
    array = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(read({"x.npy": written(array, version)})["x"], array)


def test_names_are_those_of_the_members_without_their_ends():
    one = written(np.ones(1))
    assert list(read({"a.npy": one, "b": one, "c.npy.npy": one})) == ["a", "b", "c.npy"]


def test_two_members_that_become_one_name_are_refused():
    with pytest.raises(ValueError, match=r"^it has several arrays of one name$"):
        read({"a.npy": written(np.ones(1)), "a": written(np.zeros(1))})


@pytest.mark.parametrize(
    "content",
    [
        written(np.array([None, 1], object)),
        written(np.array([(1, None)], [("a", int), ("b", object)])),
        promised((-1,), bytes(8)),
        promised((2, -1), bytes(16)),
        promised((-1, 0)),
    ],
    ids=["objects", "objects among numbers", "fewer than none", "rows of fewer than none", "and of none"],
)
def test_what_is_no_array_of_numbers_is_refused(content):
    with pytest.raises(ValueError, match=r"^x\.npy is no array of numbers$"):
        read({"x.npy": content})


@pytest.mark.parametrize("more", [1, 2, 100])
def test_bytes_behind_an_array_are_refused(more):
    with pytest.raises(ValueError, match=r"^x\.npy has bytes after its end$"):
        read({"x.npy": promised((2,), bytes(16 + more))})
    np.testing.assert_array_equal(read({"x.npy": promised((2,), bytes(16))})["x"], np.zeros(2))


def test_sizes_are_products_of_lengths_and_added_up():
    members = {"a": promised((3, 5), bytes(120)), "b": promised((), bytes(8)), "c": promised((0, 9))}
    assert {name: array.shape for name, array in read(members, most=128).items()} == {"a": (3, 5), "b": (), "c": (0, 9)}
    with pytest.raises(ValueError, match=r"^its arrays would take 128 bytes, but at most 127 can be right$"):
        read(members, most=127)
