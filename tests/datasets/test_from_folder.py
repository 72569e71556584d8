"""Images of one's own, in one folder for each class."""

import os

import numpy as np
import pytest
from data_places import one_sentence

from coursecnn import datasets


@pytest.fixture
def image_module():
    return pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")


@pytest.fixture
def pets(tmp_path, image_module):
    """10 cats and 5 dogs of 6 x 4 grey pixels; the level of an image tells its class."""
    for name, n, level in (("dog", 5, 100), ("cat", 10, 10)):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for i in range(n):
            array = np.full((6, 4), level + i, np.uint8)
            image_module.fromarray(array).save(tmp_path / "pets" / name / f"{name}{i}.png")
    return tmp_path / "pets"


def test_from_folder(pets):
    (pets / "cat" / ".hidden").write_text("not an image")
    (pets / "cat" / "Thumbs.db").write_text("not an image")
    (pets / ".cache").mkdir()
    (pets / "README.txt").write_text("pets")
    data = datasets.from_folder(pets)
    assert data.name == "pets" and data.class_names == ("cat", "dog") and str(pets) in data.source
    assert data.x_train.shape == (12, 1, 6, 4) and data.x_test.shape == (3, 1, 6, 4)
    assert data.x_train.dtype == np.uint8 and data.y_train.dtype == np.intp
    np.testing.assert_array_equal(data.x_train[:, 0, 0, 0] >= 100, data.y_train == 1)
    assert np.bincount(data.y_test).tolist() == [2, 1]
    levels = np.concatenate([data.x_train, data.x_test])[:, 0, 0, 0]
    assert sorted(levels) == [*range(10, 20), *range(100, 105)]


def test_from_folder_is_deterministic(pets):
    a, b, c = datasets.from_folder(pets), datasets.from_folder(str(pets)), datasets.from_folder(pets, seed=1)
    np.testing.assert_array_equal(a.x_train, b.x_train)
    np.testing.assert_array_equal(a.y_test, b.y_test)
    assert not np.array_equal(a.x_train, c.x_train)


def test_from_folder_test_fraction(pets):
    assert len(datasets.from_folder(pets, test_fraction=0).x_test) == 0
    almost_all = datasets.from_folder(pets, test_fraction=0.99)
    assert np.bincount(almost_all.y_train).tolist() == [1, 1]
    for wrong in (1, -0.1, "half", np.nan):
        with pytest.raises(ValueError, match="test_fraction"):
            datasets.from_folder(pets, test_fraction=wrong)


@pytest.mark.parametrize(
    "mode, channels", [("1", 1), ("L", 1), ("LA", 1), ("RGB", 3), ("RGBA", 3), ("P", 3), ("CMYK", 3)]
)
def test_from_folder_reads_modes(tmp_path, image_module, mode, channels):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (5, 7, 3), dtype=np.uint8)
    if channels == 1:
        pixels[:] = pixels[..., :1] // 128 * 255
    image = image_module.fromarray(pixels).convert(mode)
    suffix = "tiff" if mode == "CMYK" else "png"
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        image.save(tmp_path / name / f"image.{suffix}")
    data = datasets.from_folder(tmp_path, test_fraction=0)
    expected = np.asarray(image.convert("RGB")).transpose(2, 0, 1)[:channels]
    np.testing.assert_array_equal(data.x_train[0], expected)


def with_transparent_corner(image_module):
    array = np.full((6, 4, 4), 255, np.uint8)
    array[0, 0, 3] = 0
    return image_module.fromarray(array)


BAD_IMAGES = {
    "size": (lambda m: m.new("L", (4, 5)), "5 x 4 pixels"),
    "colour": (lambda m: m.new("RGB", (4, 6)), "in colour"),
    "16 bits": (lambda m: m.fromarray(np.zeros((6, 4), np.uint16)), "more than 8 bits"),
    "transparent": (with_transparent_corner, "transparent pixels"),
}


@pytest.mark.parametrize("kind", BAD_IMAGES)
def test_from_folder_refuses_images(pets, image_module, kind):
    make, words = BAD_IMAGES[kind]
    path = pets / "dog" / "odd.png"
    make(image_module).save(path)
    with pytest.raises(datasets.DatasetError, match=words) as error:
        datasets.from_folder(pets)
    assert str(path) in str(error.value)
    if kind in ("size", "colour"):
        assert str(pets / "cat" / "cat0.png") in str(error.value)


def test_from_folder_refuses_a_transparent_colour(pets, image_module):
    path = pets / "dog" / "odd.png"
    image_module.new("L", (4, 6), 7).save(path, transparency=7)
    with pytest.raises(datasets.DatasetError, match="transparent pixels"):
        datasets.from_folder(pets)
    image_module.new("L", (4, 6), 7).save(path, transparency=8)
    assert datasets.from_folder(pets).x_train.shape[1] == 1


def test_from_folder_turns_photographs_upright(tmp_path, image_module):
    image = image_module.fromarray(np.arange(24, dtype=np.uint8).reshape(4, 6))
    exif = image.getexif()
    exif[0x0112] = 6  # turned by a quarter
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        image.save(tmp_path / name / "photo.png", exif=exif)
    x = datasets.from_folder(tmp_path, test_fraction=0).x_train[0, 0]
    np.testing.assert_array_equal(x, np.rot90(np.arange(24).reshape(4, 6), -1))


def test_from_folder_refuses_folders(pets, tmp_path):
    cases = [
        (tmp_path / "nowhere", "is not a folder"),
        (pets / "cat", "holds 0 folders"),
        (tmp_path / "empty", "zoo, zoo2 of .* are classes without images"),
        (tmp_path / "deep", "dogs lies too deep"),
        (tmp_path / "sets", "test and train, which are sets and not classes"),
    ]
    for name in ("empty/zoo", "empty/zoo2", "deep/train/one/dogs", "deep/test", "sets/train", "sets/test"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "deep" / "test").rename(tmp_path / "deep" / "zoo")
    for path, words in cases:
        with pytest.raises(datasets.DatasetError, match=words) as error:
            datasets.from_folder(path)
        one_sentence(error)
    (pets / "emu").mkdir()
    with pytest.raises(datasets.DatasetError, match="emu is a class without images"):
        datasets.from_folder(pets)
    (pets / "emu" / "emu.png").write_bytes((pets / "cat" / "cat0.png").read_bytes()[:-30])
    with pytest.raises(datasets.DatasetError, match=r"emu\.png cannot be read as an image"):
        datasets.from_folder(pets)


def palette(image_module, colours):
    """An image of 4 x 6 pixels with a palette."""
    image = image_module.new("P", (4, 6))
    image.putpalette([level for colour in colours for level in colour])
    image.putdata([i % len(colours) for i in range(24)])
    return image


GREYS, RED = [(0, 0, 0), (30, 30, 30), (60, 60, 60)], (200, 0, 0)


def test_palettes_are_what_their_colours_are(pets, tmp_path, image_module):
    palette(image_module, GREYS).save(pets / "dog" / "grey.gif")
    assert datasets.from_folder(pets).x_train.shape[1] == 1
    for name, colours in (("a", GREYS), ("b", [*GREYS, RED])):
        (tmp_path / "mixed" / name).mkdir(parents=True)
        palette(image_module, colours).save(tmp_path / "mixed" / name / "x.gif")
    assert datasets.from_folder(tmp_path / "mixed", 0).x_train.shape == (2, 3, 6, 4)


def test_colours_of_16_bits_are_refused(pets, image_module):
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(4 * 6) for _ in range(6))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 6, 16, 2, 0, 0, 0))
    (pets / "dog" / "deep.png").write_bytes(png + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    with pytest.raises(
        datasets.DatasetError, match=r"deep\.png cannot be read as an image \(more than 8 bits"
    ) as error:
        datasets.from_folder(pets)
    one_sentence(error)


def test_what_macos_leaves_is_passed_over(pets):
    (pets / "__MACOSX" / "cat").mkdir(parents=True)
    assert datasets.from_folder(pets).class_names == ("cat", "dog")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and rights of POSIX")
def test_pipes_and_folders_that_may_not_be_read(pets, monkeypatch):
    os.mkfifo(pets / "dog" / "pipe.png")
    with pytest.raises(datasets.DatasetError, match=r"pipe\.png is no file that can be read: remove it\.$"):
        datasets.from_folder(pets)
    (pets / "dog" / "pipe.png").unlink()
    real = os.listdir

    def listdir(folder):
        if str(folder).endswith("dog"):
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "listdir", listdir)
    with pytest.raises(datasets.DatasetError, match=r"dog cannot be read: Permission denied\.$"):
        datasets.from_folder(pets)


def test_too_many_pixels_are_refused_before_they_are_read(pets, monkeypatch):
    from coursecnn.datasets import folder

    monkeypatch.setattr(folder, "MOST", 14 * 24)
    monkeypatch.setattr(folder, "_read_image", lambda file: pytest.fail("an image was read"))
    with pytest.raises(datasets.DatasetError, match="The images have more than 0 million pixels in all") as error:
        datasets.from_folder(pets)
    one_sentence(error)


@pytest.fixture
def noise(tmp_path, image_module):
    """Writes a picture of noise; the same seed gives the same file."""

    def write(place, seed):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        image_module.fromarray(np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)).save(path)

    return write


@pytest.mark.parametrize("seed", range(5))
def test_copies_of_a_file_are_one_object(tmp_path, noise, seed):
    for name in ("cat", "dog"):
        for number in range(6):
            noise(f"{name}/{number}.png", 10 * (name == "dog") + number % 3)  # each picture twice
    noise("cat/one/a.png", 0)  # with 0.png and 3.png, and what it shows as b.png besides
    noise("cat/one/b.png", 50)
    data = datasets.from_folder(tmp_path, seed=seed)
    assert "; 7 copies of other files, kept on one side of the split" in data.source
    assert len(np.unique(data.objects)) + len(np.unique(data.test_objects)) == 6
    held = {image.tobytes() for image in data.x_test}
    assert not held & {image.tobytes() for image in data.x_train} and len(data.x_test) in (4, 6)


def test_a_copy_in_another_class_is_named_and_joins_nothing(tmp_path, noise):
    for name, seeds in (("cat", (0, 1, 2)), ("dog", (2, 3, 4))):
        for seed in seeds:
            noise(f"{name}/{seed}.png", seed)
    data = datasets.from_folder(tmp_path)
    same = tmp_path / "cat" / "2.png", tmp_path / "dog" / "2.png"
    assert data.source.endswith(f"; ATTENTION: the same file in two classes: {same[0]} and {same[1]}.")
    assert len(np.unique(data.objects)) + len(np.unique(data.test_objects)) == 6


def test_all_classes_without_images_are_named(tmp_path, noise):
    for name in ("cat", "dog", "emu"):
        (tmp_path / name).mkdir()
    noise("dog/0.png", 0)
    with pytest.raises(
        datasets.DatasetError, match="^cat, emu of .* are classes without images: put images in"
    ) as error:
        datasets.from_folder(tmp_path)
    one_sentence(error)
