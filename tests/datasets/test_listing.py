"""What lies in a folder of images: its classes and objects, copies, and what is said where it is no such folder."""

import os

import pytest

from coursecnn import datasets
from coursecnn.datasets import listing

pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")


def make(path, **contents):
    """Files below a folder: ``cat__a=b"..."`` is the file cat/a.png; the end of its name makes it an image."""
    for name, content in contents.items():
        file = path.joinpath(*name.split("__")).with_suffix(".png")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def refused(path, least=2):
    with pytest.raises(datasets.DatasetError) as error:
        listing.listing(path, least)
    return str(error.value).replace(str(path), "HERE")


def test_objects_are_numbered_one_by_one(tmp_path):
    make(tmp_path, cat__0=b"a", cat__one__0=b"bb", cat__one__1=b"ccc", cat__two__0=b"dddd", dog__0=b"e" * 5)
    make(tmp_path, dog__1=b"f" * 6, dog__one__0=b"g" * 7, dog__one__1=b"h" * 8)
    (tmp_path / "dog" / "none").mkdir()
    found = listing.listing(tmp_path)
    assert found.class_names == ("cat", "dog") and found.passed == found.outside == () and found.twice == ""
    assert found.objects.tolist() == [0, 1, 1, 2, 3, 4, 5, 5] and found.labels.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert [len(file.read_bytes()) for file in found.files] == [*range(1, 9)]


def test_files_that_are_no_images_lie_beside(tmp_path):
    make(tmp_path, cat__0=b"a", dog__one__0=b"bb", lost=b"ccc")
    for name in ("README.txt", "cat/notes.txt", "dog/one/notes.txt", "dog/.hidden", "dog/one/Thumbs.db", ".git"):
        (tmp_path / name).write_text("words")
    found = listing.listing(tmp_path)
    assert found.passed == (tmp_path / "cat" / "notes.txt", tmp_path / "dog" / "one" / "notes.txt")
    assert found.outside == (tmp_path / "lost.png",) and len(found.files) == 2


@pytest.mark.parametrize(
    "name, is_data",
    [("cat", True), (".cat", False), ("Thumbs.db", False), ("thumbs", True), ("__MACOSX", False), ("a.b", True)],
)
def test_names_of_data(name, is_data):
    assert listing.is_data(name) is is_data


# --- copies -----------------------------------------------------------------------------------------------------------


def test_two_copies_are_one_object(tmp_path):
    found = listing.listing(make(tmp_path, cat__0=b"aa", cat__1=b"bb", cat__2=b"aa", dog__0=b"cc"))
    assert found.objects.tolist() == [0, 1, 0, 2]
    assert found.twice == "; 1 copy of other files, kept on one side of the split"


def test_copies_join_all_that_their_objects_show(tmp_path):
    make(tmp_path, cat__a__0=b"aa", cat__a__1=b"bb", cat__b__0=b"aa", cat__b__1=b"cc", cat__c__0=b"aa", dog__0=b"dd")
    found = listing.listing(tmp_path)
    assert found.objects.tolist() == [0, 0, 0, 0, 0, 1]
    assert found.twice == "; 2 copies of other files, kept on one side of the split"


@pytest.mark.parametrize("n, more", [(1, ""), (2, " (and 1 more)"), (3, " (and 2 more)")])
def test_copies_in_two_classes_are_counted(tmp_path, n, more):
    for i in range(n):
        make(tmp_path, **{f"cat__{i}": b"%d" % i, f"dog__{i}": b"%d" % i})
    found = listing.listing(tmp_path)
    first = f"{tmp_path / 'cat' / '0.png'} and {tmp_path / 'dog' / '0.png'}"
    assert found.twice == f"; ATTENTION: the same file in two classes: {first}{more}"
    assert found.objects.tolist() == [*range(2 * n)]


def test_copies_in_one_class_and_in_another(tmp_path):
    found = listing.listing(make(tmp_path, cat__0=b"a", cat__1=b"a", dog__0=b"a", dog__1=b"b"))
    first = f"{tmp_path / 'cat' / '0.png'} and {tmp_path / 'dog' / '0.png'}"
    assert found.objects.tolist() == [0, 0, 1, 2] and found.twice == (
        "; 1 copy of other files, kept on one side of the split; "
        f"ATTENTION: the same file in two classes: {first}"
    )  # fmt: skip


def opened(monkeypatch, refuse=()):
    """The names of the files that are read for their checksums; those of ``refuse`` cannot be read."""
    names, digest = [], listing._digest

    def noted(path):
        names.append(path.stem)
        return digest(path if path.stem not in refuse else path / "nowhere")

    monkeypatch.setattr(listing, "_digest", noted)
    return names


def test_only_files_of_one_size_are_compared(tmp_path, monkeypatch):
    names = opened(monkeypatch)
    listing.listing(make(tmp_path, cat__0=b"a", cat__1=b"bb", cat__2=b"cc", dog__3=b"ddd", dog__4=b"dddd"))
    assert names == ["1", "2"]


@pytest.mark.skipif(not hasattr(os, "link"), reason="there are no names of one file")
def test_a_file_of_two_names_is_read_once(tmp_path, monkeypatch):
    make(tmp_path, cat__0=b"a", cat__1=b"b", dog__0=b"cc")
    try:
        os.link(tmp_path / "cat" / "0.png", tmp_path / "cat" / "2.png")
    except OSError:
        pytest.skip("this disk has no names of one file")
    names = opened(monkeypatch)
    assert listing.listing(tmp_path).objects.tolist() == [0, 1, 0, 2] and names == ["0", "1"]


def test_files_without_numbers_are_told_apart_by_their_bytes(tmp_path, monkeypatch):
    """As on disks that give no numbers to files."""
    make(tmp_path, cat__0=b"a", cat__1=b"b", cat__2=b"a", dog__0=b"c")

    class Status:
        st_size, st_dev, st_ino = 1, 1, 0

    with monkeypatch.context() as context:
        context.setattr(listing.os, "stat", lambda file: Status)
        groups = listing._copies([tmp_path / "cat" / f"{i}.png" for i in range(3)])
    assert [sorted(group) for group in groups if len(group) > 1] == [[0, 2]]


def test_files_that_cannot_be_read_are_no_copies_of_each_other(tmp_path, monkeypatch):
    opened(monkeypatch, refuse=("1", "2"))
    found = listing.listing(make(tmp_path, cat__0=b"a", cat__1=b"b", cat__2=b"b", dog__3=b"a"))
    assert found.objects.tolist() == [0, 1, 2, 3] and found.twice.startswith(
        "; ATTENTION: the same file in two classes"
    )


# --- what is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n, said", [(1, "0"), (3, "0, 1, 2"), (4, "0, 1, 2 and 1 more"), (6, "0, 1, 2 and 3 more")])
def test_files_that_are_passed_over(n, said):
    assert listing.passed_over([*range(n)], "are no images") == f"; passed over, as they are no images: {said}"
    assert listing.passed_over([], "are no images") == ""


def test_too_few_classes(tmp_path):
    must = "it must hold a folder of images for each class, at least"
    move = "; move the images of each class into a folder with its name"
    assert refused(tmp_path) == f"HERE holds 0 folders: {must} two."
    assert refused(tmp_path, 1) == f"HERE holds 0 folders: {must} one."
    (tmp_path / "notes.txt").write_text("words")
    assert refused(tmp_path) == f"HERE holds 0 folders: {must} two."
    make(tmp_path, a=b"a", b=b"b")
    assert refused(tmp_path) == f"HERE holds 0 folders and 2 images: {must} two{move}."
    make(tmp_path, cat__0=b"c")
    assert refused(tmp_path) == f"HERE holds 1 folder and 2 images: {must} two."
    assert listing.listing(tmp_path, 1).class_names == ("cat",)
    make(tmp_path, dog__0=b"d")
    assert listing.listing(tmp_path).class_names == ("cat", "dog")
    assert refused(tmp_path / "a.png").endswith(
        " is not a folder: give a folder that holds one folder of images for each class."
    )


@pytest.mark.parametrize(
    "names, take",
    [
        (("test", "train"), "train, with {}test as test (--data {}train --test {}test)"),
        (("Testing", "Training", "val"), "Training, with {}Testing as test (--data {}Training --test {}Testing)"),
        (
            ("train", "val", "valid", "validation"),
            "train, with {}validation as test (--data {}train --test {}validation)",
        ),
        (("test", "val", "valid"), "test"),
        (("val", "valid"), "val, with {}valid as test (--data {}val --test {}valid)"),
        (sorted(listing.SETS), "train, with {}test as test (--data {}train --test {}test)"),
    ],
)
def test_sets_are_no_classes(tmp_path, names, take):
    for name in names:
        (tmp_path / name).mkdir()
    take = "HERE" + os.sep + take.format(*[f"HERE{os.sep}"] * take.count("{}"))
    assert refused(tmp_path) == f"HERE holds {' and '.join(names)}, which are sets and not classes: take {take}."


def test_a_set_beside_classes_is_a_class(tmp_path):
    assert listing.listing(make(tmp_path, cat__0=b"a", test__0=b"bb")).class_names == ("cat", "test")


def test_classes_without_images(tmp_path):
    make(tmp_path, cat__0=b"a", dog__0=b"bb")
    (tmp_path / "emu").mkdir()
    emu = f"HERE{os.sep}emu is a class without images"
    assert refused(tmp_path) == f"{emu}: put images in it, or remove it."
    for name in ("notes.txt", "more.txt"):
        (tmp_path / "emu" / name).write_text("words")
    assert refused(tmp_path) == f"{emu} (no image can be read from more.txt): put images in it, or remove it."
    (tmp_path / "gnu").mkdir()
    said = "emu, gnu of HERE are classes without images: put images in, or remove them."
    assert refused(tmp_path) == said


def test_folders_that_lie_too_deep(tmp_path):
    make(tmp_path, cat__0=b"a", cat__one__0=b"bb", dog__one__0=b"ccc", dog__one__two__0=b"d")
    assert refused(tmp_path) == (
        f"{os.sep.join(['HERE', 'dog', 'one', 'two'])} lies too deep: a class (dog) holds images, or one folder of "
        "images for each object."
    )


def test_files_that_are_gone_are_named(tmp_path):
    make(tmp_path, cat__0=b"a", dog__0=b"bb")
    try:
        (tmp_path / "dog" / "1.png").symlink_to(tmp_path / "nowhere.png")
    except OSError:
        pytest.skip("this system makes no links")
    assert refused(tmp_path) == f"{os.sep.join(['HERE', 'dog', '1.png'])} is no file that can be read: remove it."
