"""Photos of all sizes and kinds: made alike, split by object, read in parallel, kept in the cache."""

import os
import shutil
import threading
from dataclasses import replace

import numpy as np
import pytest
from data_places import one_sentence

from coursecnn import datasets
from coursecnn.datasets import cache, kept, opening, photo, photos

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))


def half(width, height, left=(255, 0, 0), right=(0, 0, 255)):
    """A picture of two halves."""
    array = np.empty((height, width, 3), np.uint8)
    array[:, : width // 2], array[:, width // 2 :] = left, right
    return Image.fromarray(array)


def read(path, size=8, grey=False):
    return photo.read_photo(path, size, grey)


def test_the_middle_square_is_taken(tmp_path):
    half(400, 200).save(tmp_path / "wide.png")
    image, done = read(tmp_path / "wide.png")
    assert image.shape == (3, 8, 8) and image.dtype == np.uint8 and done == {"cut"}
    assert (image[:, 3, 0] == [255, 0, 0]).all() and (image[:, 3, 7] == [0, 0, 255]).all()
    middle = np.zeros((100, 300, 3), np.uint8)
    middle[:, 100:200] = 255
    Image.fromarray(middle).save(tmp_path / "bar.png")
    assert read(tmp_path / "bar.png")[0].min() > 220  # the edge is blended with a little of what was cut off


def test_resizing_averages_and_does_not_pick(tmp_path):
    fine = np.indices((64, 64)).sum(axis=0) % 2 * 255
    Image.fromarray(fine.astype(np.uint8)).save(tmp_path / "fine.png")
    image, _ = read(tmp_path / "fine.png")
    assert np.abs(image.astype(int) - 127).max() < 12


def test_a_large_jpeg_is_what_it_is_when_it_is_read_in_full(tmp_path):
    rng = np.random.default_rng(0)
    smooth = Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)).resize(
        (1600, 1200), Image.Resampling.BICUBIC
    )
    smooth.save(tmp_path / "a.jpg", quality=95)
    smooth.save(tmp_path / "a.png")
    by_draft, in_full = read(tmp_path / "a.jpg", 32)[0], read(tmp_path / "a.png", 32)[0]
    assert np.abs(by_draft.astype(int) - in_full).max() <= 6


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_phones_that_were_turned(tmp_path, suffix):
    picture = half(80, 80)
    exif = picture.getexif()
    exif[0x0112] = 6  # to be turned by a quarter: left becomes top
    picture.save(tmp_path / f"turned.{suffix}", exif=exif)
    image, done = read(tmp_path / f"turned.{suffix}")
    assert done == {"turned"}
    assert image[0, 1, 4] > 200 > 60 > image[2, 1, 4] and image[2, 6, 4] > 200 > 60 > image[0, 6, 4]


@pytest.mark.parametrize("note", [0, 1, 9])
def test_notes_of_cameras_that_turn_nothing(tmp_path, note):
    picture = half(80, 80)
    exif = picture.getexif()
    exif[0x0112] = note
    picture.save(tmp_path / "a.jpg", exif=exif)
    assert read(tmp_path / "a.jpg")[1] == set()


def test_a_jpeg_is_decoded_at_twice_the_size_at_least(tmp_path, monkeypatch):
    asked = []
    half(40, 80).save(tmp_path / "a.jpg")
    draft = "PIL.JpegImagePlugin.JpegImageFile.draft"
    monkeypatch.setattr(draft, lambda image, mode, size: asked.append((mode, size)))
    read(tmp_path / "a.jpg", 9)
    assert asked == [("RGB", (18, 18))]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_places_are_white(tmp_path, mode):
    if mode == "P":
        picture = Image.new("P", (16, 16), 1)
        picture.putpalette([0, 0, 0, 9, 9, 9])
        picture.paste(0, (0, 0, 8, 16))
        picture.save(tmp_path / "hole.png", transparency=0)
    else:
        picture = Image.new("RGBA", (16, 16), (9, 9, 9, 255))
        picture.paste((0, 0, 0, 0), (0, 0, 8, 16))
        picture.convert(mode).save(tmp_path / "hole.png")
    image, done = read(tmp_path / "hole.png")
    assert "white" in done and image[:, 4, 0].min() == 255 and image[:, 4, 7].max() < 12


def test_greys_among_colours(tmp_path):
    Image.new("L", (16, 16), 77).save(tmp_path / "grey.png")
    half(16, 16).save(tmp_path / "colour.png")
    image, done = read(tmp_path / "grey.png")
    assert done == {"coloured"} and (image == 77).all() and image.shape == (3, 8, 8)
    image, done = read(tmp_path / "colour.png", grey=True)
    assert done == {"greyed"} and image.shape == (1, 8, 8)
    assert read(tmp_path / "grey.png", grey=True)[1] == set()
    assert read(tmp_path / "grey.png", size=20)[1] == {"coloured", "enlarged"}


def folder_of(path, classes, n, size=(12, 9), suffix="jpg"):
    """``n`` plain pictures in each class; the grey level is the number of the picture. No file is a copy of another."""
    for label, name in enumerate(classes):
        (path / name).mkdir(parents=True)
        for i in range(n):
            file = path / name / f"{i:04}.{suffix}"
            Image.new("RGB", size, (i % 256, 100 * label, 50)).save(file)
            file.write_bytes(file.read_bytes() + str(file).encode())  # what stands behind its end is not of the picture
    return path


def test_many_photos_come_back_from_the_cache(tmp_path, monkeypatch):
    path = folder_of(tmp_path / "many", ("a", "b"), 300, suffix="png")
    first = datasets.from_folder(path, size=8)
    assert first.x_train.shape == (480, 3, 8, 8) and first.x_test.shape == (120, 3, 8, 8)
    assert isinstance(first.x_train, np.memmap)
    levels = np.concatenate([first.x_train, first.x_test])[:, :2, 4, 4]
    assert sorted(map(tuple, levels.tolist())) == sorted((i % 256, 100 * k) for k in (0, 1) for i in range(300))
    np.testing.assert_array_equal(first.x_train[:, 1, 4, 4] // 100, first.y_train)
    monkeypatch.setattr(photos, "read_photo", None)  # a second reading would fail
    second = datasets.from_folder(path, size=8)
    np.testing.assert_array_equal(first.x_train, second.x_train)
    assert first.source == second.source
    for seed in (1, 2):  # another order needs no second reading either, and leaves no file of each behind
        other = datasets.from_folder(path, size=8, seed=seed)
        np.testing.assert_array_equal(other.x_train[:, 1, 4, 4] // 100, other.y_train)
        assert not np.array_equal(other.x_train, first.x_train) and isinstance(other.x_train, np.memmap)
    assert len(list((tmp_path / "cache" / "photos").iterdir())) == 3
    monkeypatch.undo()
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))
    Image.new("RGB", (12, 9), (1, 2, 3)).save(path / "a" / "0000.png")  # a changed file is seen
    third = datasets.from_folder(path, size=8)
    assert not np.array_equal(
        np.concatenate([first.x_train, first.x_test]), np.concatenate([third.x_train, third.x_test])
    )


def test_a_broken_cache_and_one_that_cannot_be_written_do_no_harm(tmp_path, monkeypatch):
    path = folder_of(tmp_path / "many", ("a", "b"), 250, suffix="png")
    good = np.array(datasets.from_folder(path, size=8).x_train)
    for file in (tmp_path / "cache" / "photos").glob("*.npy"):
        file.write_bytes(file.read_bytes()[:1000])
    np.testing.assert_array_equal(datasets.from_folder(path, size=8).x_train, good)
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "a file"))
    np.testing.assert_array_equal(datasets.from_folder(path, size=8).x_train, good)


def test_files_that_changed_places_are_seen_and_what_was_kept_before_goes(tmp_path):
    path, place = folder_of(tmp_path / "many", ("a", "b"), 250, suffix="bmp"), tmp_path / "cache" / "photos"
    before = np.array(datasets.from_folder(path, 0, size=8).x_train)
    other = datasets.from_folder(path, 0, size=9).x_train
    files = [path / "a" / "0003.bmp", path / "a" / "0100.bmp"]
    olds = [(file.read_bytes(), file.stat()) for file in files]
    for file, (content, _), (_, status) in zip(files, olds[::-1], olds):
        file.write_bytes(content)
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    after = datasets.from_folder(path, 0, size=8).x_train
    assert np.count_nonzero((before != after).any(axis=(1, 2, 3))) == 2
    Image.new("RGB", (12, 9)).save(path / "a" / "new.bmp")
    assert len(datasets.from_folder(path, 0, size=8).x_train) == 501 and len(other) == 500
    assert len(list(place.iterdir())) == 6  # three files of each size


def test_another_process_with_another_order_may_take_its_place(tmp_path, monkeypatch):
    images, rows = np.arange(12, dtype=np.uint8).reshape(4, 3), np.array([2, 0, 3, 1])

    def save_and_lose(path, write):
        cache.save(path, write)
        path.unlink()  # as the other does it, between our writing and our reading

    monkeypatch.setattr(kept, "save", save_and_lose)
    np.testing.assert_array_equal(kept.in_order(tmp_path / "x.npy", images, rows), images[rows])


@pytest.mark.parametrize("other", [np.zeros((4, 3)), np.zeros((4, 4), np.uint8), np.zeros((4, 4))])
def test_only_bytes_of_the_same_shape_are_taken_from_the_cache(tmp_path, other):
    images, rows = np.arange(12, dtype=np.uint8).reshape(4, 3), np.array([2, 0, 3, 1])
    kept.in_order(tmp_path / "x.npy", images, rows)
    for file in tmp_path.glob("x-*.npy"):
        np.save(file, other)
    np.testing.assert_array_equal(kept.in_order(tmp_path / "x.npy", images, rows), images[rows])


def test_kept_photos_are_read_where_no_order_can_be_written(tmp_path, monkeypatch):
    path = folder_of(tmp_path / "many", ("a", "b"), 250, suffix="bmp")
    first = datasets.from_folder(path, size=8)

    def refuse(path, images, rows):
        raise datasets.DatasetError("No room.")

    monkeypatch.setattr(kept, "in_order", refuse)
    again = datasets.from_folder(path, size=8)
    assert not isinstance(again.x_train, np.memmap) and again.source == first.source
    np.testing.assert_array_equal(again.x_train, first.x_train)


def test_few_photos_leave_nothing_in_the_cache(tmp_path):
    datasets.from_folder(folder_of(tmp_path / "few", ("a", "b"), 5), size=8)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_change_nothing(tmp_path, workers):
    path = folder_of(tmp_path / "few", ("a", "b"), 40)
    expected = datasets.from_folder(path, size=8).x_train
    np.testing.assert_array_equal(datasets.from_folder(path, size=8, workers=workers).x_train, expected)


@pytest.mark.threads
def test_as_many_images_are_read_at_once_as_there_are_workers(tmp_path, monkeypatch):
    files, meeting = sorted(folder_of(tmp_path / "few", ("a", "b"), 3).rglob("*.jpg")), threading.Barrier(3, timeout=60)

    def read_photo(*args):
        meeting.wait()  # for two more that read
        return photo.read_photo(*args)

    monkeypatch.setattr(photos, "read_photo", read_photo)
    assert len(photos.read_photos(files, 8, workers=3)[0]) == 6


def test_photos_are_in_colour_and_nothing_is_said_unless_it_is_asked(tmp_path, capsys):
    files = sorted(folder_of(tmp_path / "few", ("a", "b"), 5).rglob("*.jpg"))
    assert photos.read_photos(files, 8)[0].shape == (10, 3, 8, 8) and capsys.readouterr().out == ""
    photos.read_photos(files, 8, progress=True)
    assert capsys.readouterr().out.startswith("Reading 10 images as 3 x 8 x 8 bytes: ")


@pytest.mark.parametrize("options", [{}, {"size": 8}])
def test_what_pillow_says_of_odd_files_is_not_passed_on(tmp_path, monkeypatch, options):
    path = folder_of(tmp_path / "few", ("a", "b"), 5)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)  # it warns of more, and refuses twice as many
    assert len(datasets.from_folder(path, **options).x_train) == 8


def test_unreadable_photos_are_listed(tmp_path):
    path = folder_of(tmp_path / "pets", ("cat", "dog"), 9)
    for i in range(7):
        file = path / "cat" / f"{i:04}.jpg"
        file.write_bytes(file.read_bytes()[:150])
    with pytest.raises(datasets.DatasetError) as error:
        datasets.from_folder(path, size=8)
    text = one_sentence(error)
    assert text.startswith("7 files cannot be read as images: ") and "and 2 more" in text and "0001.jpg" in text


def test_files_that_are_no_images_are_passed_over_and_named(tmp_path):
    path = folder_of(tmp_path / "pets", ("cat", "dog"), 4)
    (path / "cat" / "notes.txt").write_text("my cats")
    (path / "cat" / "0000.jpg").rename(path / "cat" / "without-a-suffix")
    data = datasets.from_folder(path, size=8)
    assert len(data.x_train) + len(data.x_test) == 8
    assert f"passed over, as they are no images: {path / 'cat' / 'notes.txt'}." in data.source
    (path / "emu").mkdir()
    (path / "emu" / "notes.txt").write_text("no emus yet")
    with pytest.raises(datasets.DatasetError, match=r"emu is a class without images \(no image can be read from notes"):
        datasets.from_folder(path, size=8)


def test_what_was_done_is_told(tmp_path):
    path = folder_of(tmp_path / "pets", ("cat", "dog"), 4)
    Image.new("L", (40, 40), 3).save(path / "dog" / "grey.png")
    source = datasets.from_folder(path, size=12).source
    assert source.startswith(
        "9 images made 12 x 12 in colour (1 grey, shown in colour; 8 cut to the middle square; 8 smaller"
    )


def objects_of(tmp_path):
    for label, objects in (("cup", 5), ("pot", 3)):
        for k in range(objects):
            folder_of(tmp_path / "things" / label, (f"{k}",), 4 + k)
    return tmp_path / "things"


def test_objects_stay_together(tmp_path):
    path = objects_of(tmp_path)
    data = datasets.from_folder(path, size=8, test_fraction=0.4)
    assert data.class_names == ("cup", "pot") and len(data.objects) == len(data.x_train)
    whole = datasets.from_folder(path, size=8, test_fraction=0)
    sizes = np.bincount(whole.objects)
    assert sizes.tolist() == [4, 5, 6, 7, 8, 4, 5, 6]
    kept = np.bincount(data.objects, minlength=8)
    assert all(n in (0, sizes[k]) for k, n in enumerate(kept)) and np.count_nonzero(kept) == 5
    assert np.array_equal(kept + np.bincount(data.test_objects, minlength=8), sizes)


def test_test_images_keep_the_numbers_of_their_objects(tmp_path):
    path = objects_of(tmp_path)
    for shade, file in enumerate(sorted(path.rglob("*.jpg"))):
        file.unlink()
        Image.new("RGB", (8, 8), (shade, 0, 0)).save(file.with_suffix(".png"))
    alone = datasets.from_folder(path, size=8, test_fraction=0)
    data = datasets.from_folder(path, size=8, test=shutil.copytree(path, tmp_path / "same again"))
    assert len(alone.test_objects) == 0 and np.bincount(data.test_objects).tolist() == [4, 5, 6, 7, 8, 4, 5, 6]
    numbers = {image.tobytes(): number for image, number in zip(alone.x_train, alone.objects)}
    known = [numbers[image.tobytes()] for image in data.x_test]
    assert np.array_equal(known, data.test_objects)
    part = data.subset(10, 12)
    assert [numbers[image.tobytes()] for image in part.x_test] == part.test_objects.tolist()
    with pytest.raises(TypeError, match="test_objects must be an integer array of shape"):
        replace(data, test_objects=data.test_objects[1:])


@pytest.mark.parametrize("seed", range(5))
def test_split_divides_no_object_and_keeps_every_class(seed):
    rng = np.random.default_rng(seed)
    objects = rng.integers(0, 30, 400)
    labels = objects % 4
    kept, held = datasets.split(labels, objects, 0.3, rng)
    assert sorted([*kept, *held]) == list(range(400))
    assert not set(objects[kept]) & set(objects[held])
    assert set(labels[kept]) == set(labels[held]) == {0, 1, 2, 3}


def test_a_test_folder_of_its_own(tmp_path):
    path = folder_of(tmp_path / "train", ("cat", "dog", "emu"), 4)
    test = folder_of(tmp_path / "test", ("cat", "emu"), 2)
    data = datasets.from_folder(path, size=8, test=test)
    assert len(data.x_train) == 12 and data.y_test.tolist() == [0, 0, 2, 2]
    folder_of(test, ("gnu",), 1)
    with pytest.raises(datasets.DatasetError, match="the classes gnu, which") as error:
        datasets.from_folder(path, size=8, test=test)
    one_sentence(error)


def test_images_that_lie_in_no_class_are_named(tmp_path):
    path = folder_of(tmp_path / "pets", ("cat", "dog"), 4)
    half(9, 9).save(path / "lost.png")
    assert datasets.from_folder(path, size=8).source.endswith(f"passed over, as they lie in no class: {path}/lost.png.")
    (path / "dog").rename(tmp_path / "dog")
    with pytest.raises(datasets.DatasetError, match="holds 1 folder and 1 image: it must hold a folder of images"):
        datasets.from_folder(path, size=8)


def unreadable(path, write):
    write(path)
    with pytest.raises(datasets.DatasetError) as error:
        read(path)
    text = one_sentence(error)
    assert text.startswith(f"{path} cannot be read as an image (")
    return text.removeprefix(f"{path} cannot be read as an image ")


def test_each_kind_of_unreadable_file_has_its_reason_and_its_way_out(tmp_path, monkeypatch):
    deep = Image.fromarray(np.zeros((6, 4), np.uint16))
    found = unreadable(tmp_path / "a.png", deep.save).replace(
        "mode I)", "mode I;16)"
    )  # the name that older Pillows have
    assert found.startswith("(more than 8 bits a channel, mode I;16): save it with 8 bits.")
    for name in ("b.HEIC", "c.dng"):
        found = unreadable(tmp_path / name, lambda path: path.write_bytes(b"\0\0\0\x18ftypheic"))
        assert found == f"({name[2:].upper()} is not read here): save it as JPEG or PNG."
    assert unreadable(tmp_path / "d.jpg", lambda path: path.write_bytes(b"")) == "(it is empty): remove or replace it."
    assert "no kind that is known" in unreadable(tmp_path / "e.jpg", lambda path: path.write_text("my cat"))
    assert "no regular file" in unreadable(tmp_path / "f.jpg", lambda path: path.mkdir())
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 500_000)
    assert unreadable(tmp_path / "g.png", half(1001, 1000).save) == "(more than 1 million pixels): save it smaller."
    (tmp_path / "g.png").rename(tmp_path / "large")
    assert opening.is_image(tmp_path / "large")


def test_unreadable_files_of_several_kinds_are_listed_with_their_ways_out(tmp_path):
    path = folder_of(tmp_path / "pets", ("cat", "dog"), 4)
    (path / "dog" / "a.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (path / "cat" / "b.jpg").write_bytes(b"")
    Image.fromarray(np.zeros((6, 4), np.uint16)).save(path / "cat" / "c.png")
    with pytest.raises(datasets.DatasetError) as error:
        datasets.from_folder(path, size=8)
    text = one_sentence(error)
    assert text.startswith(f"3 files cannot be read as images: {path / 'cat' / 'b.jpg'} (it is empty), ")
    assert text.endswith("; remove or replace them, or save them as JPEG or PNG, or save them with 8 bits.")


def test_a_broken_note_of_the_camera_does_no_harm(tmp_path):
    half(80, 80).save(tmp_path / "a.jpg", exif=b"Exif\0\0no such thing")
    image, done = read(tmp_path / "a.jpg")
    assert done == set() and image[0, 4, 1] > 200


def test_what_is_grey_and_what_is_in_colour(tmp_path):
    """A JPEG in colour is decoded as grey, and a palette may hold greys alone: neither is told wrongly."""
    half(400, 400).save(tmp_path / "colour.jpg")
    assert read(tmp_path / "colour.jpg", grey=True)[1] == {"greyed"}
    Image.new("L", (16, 16), 77).convert("P").save(tmp_path / "grey.gif")
    assert read(tmp_path / "grey.gif", grey=True)[1] == set()
    half(16, 16).quantize(8).save(tmp_path / "colour.gif")
    assert read(tmp_path / "colour.gif", grey=True)[1] == {"greyed"}


def test_large_images_are_kept_in_the_cache_even_if_they_are_few(tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "KEPT", (500, 20 * 3 * 64))
    monkeypatch.setattr(photos, "BLOCK", (256, 5 * 3 * 64))
    path = folder_of(tmp_path / "few", ("a", "b"), 10, suffix="png")
    data = datasets.from_folder(path, size=8, test_fraction=0)
    assert isinstance(data.x_train, np.memmap)
    assert sorted(data.x_train[:, 0, 4, 4].tolist()) == sorted([*range(10)] * 2)


def test_a_cache_that_takes_nothing_is_told(tmp_path, monkeypatch, capsys):
    path = folder_of(tmp_path / "many", ("a", "b"), 250, suffix="png")
    expected = datasets.from_folder(path, size=8).x_train

    def full(*_):
        raise datasets.DatasetError("The disk is full.")

    monkeypatch.setattr("coursecnn.datasets.kept.find", lambda *_: None)
    monkeypatch.setattr("coursecnn.datasets.kept.save", full)
    np.testing.assert_array_equal(datasets.from_folder(path, size=8, progress=True).x_train, expected)
    assert "Not kept: The disk is full. The images are read again, now and next time." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"grey": True}, "say their size as well, size=32"),
        ({"size": 10**9}, "size must be at most 4,096 pixels, not 1,000,000,000."),
        ({"test": "same"}, "test is the folder of the training images"),
        ({"test": 5}, "test must be a folder, such as 'photos/test', not 5."),
    ],
)
def test_what_would_be_passed_over_or_mislead_is_refused(options, words, tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        for number in range(2):
            Image.new("RGB", (9, 9), (number, 0, ord(name))).save(tmp_path / name / f"{number}.png")
    if options.get("test") == "same":
        options = {"test": f"{tmp_path}{os.sep}."}
    with pytest.raises((ValueError, TypeError, datasets.DatasetError)) as error:
        datasets.from_folder(tmp_path, **options)
    assert words in str(error.value) and str(error.value).endswith(".")
