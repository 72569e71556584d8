"""One photo of each kind: what is done to it, and what is refused."""

import io
import struct
import sys

import numpy as np
import pytest

from coursecnn import datasets
from coursecnn.datasets import opening, photo

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")


def refused(file, content=None):
    with pytest.raises(opening.Unreadable) as error:
        photo.read_photo(file, 8, content=content)
    assert str(error.value).startswith(f"{file} cannot be read as an image (")
    return error.value.why, error.value.way


def png(image, **options):
    content = io.BytesIO()
    image.save(content, "PNG", **options)
    return content.getvalue()


@pytest.fixture
def named(tmp_path):
    return tmp_path / "photo.png"  # which is not there


def test_a_photo_of_bytes_needs_no_file(named):
    image, done = photo.read_photo(named, 8, content=png(Image.new("RGB", (8, 8), (1, 2, 3))))
    assert image.shape == (3, 8, 8) and image.dtype == np.uint8 and done == set()
    assert (image == np.array([1, 2, 3])[:, None, None]).all() and image.flags.c_contiguous
    assert refused(named, b"") == ("it is empty", "remove or replace it")
    assert refused(named, b"my cat") == ("it is of no kind that is known here", "remove or replace it")
    assert refused(named.with_suffix(".heic"), b"my cat") == ("HEIC is not read here", "save it as JPEG or PNG")
    why = refused(named, png(Image.effect_noise((90, 90), 50))[:3000])[0]
    assert "no kind" not in why and "empty" not in why


@pytest.mark.parametrize("size, done", [(7, {"enlarged"}), (8, set()), (9, set())])
def test_photos_that_are_smaller_are_enlarged(named, size, done):
    image = photo.read_photo(named, 8, content=png(Image.new("RGB", (size, size), (9, 8, 7))))
    assert image[1] == done and image[0].shape == (3, 8, 8) and (image[0][1] == 8).all()


@pytest.mark.parametrize("size", [(8, 9), (9, 8)])
def test_photos_that_are_no_squares_are_cut(named, size):
    assert photo.read_photo(named, 8, content=png(Image.new("RGB", size)))[1] == {"cut"}


def test_what_is_all_there_is_not_laid_on_white(named):
    for mode in ("RGBA", "LA"):
        picture = Image.new(mode, (8, 8), (9, 9, 9, 255)[-len(Image.new(mode, (1, 1)).getbands()) :])
        image, done = photo.read_photo(named, 8, content=png(picture))
        assert "white" not in done and (image == 9).all()
        picture.putalpha(254)
        image, done = photo.read_photo(named, 8, content=png(picture))
        assert "white" in done and (image == 10).all()  # 9 + (255 - 9) / 255, rounded


@pytest.mark.parametrize("kind", ["ICO", "ICNS", "GIF", "TIFF"])
def test_transparent_pictures_of_other_kinds_are_laid_on_white(tmp_path, kind):
    Image.new("RGBA", (128, 128), (9, 9, 9, 0)).save(tmp_path / f"photo.{kind.lower()}")
    image, done = photo.read_photo(tmp_path / f"photo.{kind.lower()}", 8)
    assert "white" in done and (image == 255).all()


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_greys_are_grey_by_their_kind_and_palettes_by_their_colours(named, mode):
    content = png(Image.new("L", (8, 8), 255).convert(mode))
    coloured = {"coloured"} if mode != "RGB" else set()  # what is stored in colour is in colour
    assert photo.read_photo(named, 8, content=content)[1] == coloured
    assert photo.read_photo(named, 8, True, content)[1] == ({"greyed"} if mode == "RGB" else set())


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_what_moves_the_first_picture_is_taken(tmp_path, kind):
    first, *others = [Image.new("RGB", (8, 8), (level, 0, 0)) for level in (255, 0, 90)]
    file = tmp_path / f"photo.{kind.lower()}"
    try:
        first.save(file, kind, save_all=True, append_images=others)
    except (KeyError, OSError):
        pytest.skip(f"this Pillow writes no {kind}")
    image, done = photo.read_photo(file, 8)
    assert done == ({"moving"} if kind != "TIFF" else set())  # which holds pages
    assert (image[0] > 250).all() and (image[1:] < 5).all()
    first.save(file, kind)
    assert photo.read_photo(file, 8)[1] == set()


TURNS = {
    2: lambda x: x[:, ::-1], 3: lambda x: x[::-1, ::-1], 4: lambda x: x[::-1], 5: lambda x: x.T,
    6: lambda x: x.T[:, ::-1], 7: lambda x: x[::-1, ::-1].T, 8: lambda x: x.T[::-1],
}  # fmt: skip


@pytest.mark.parametrize("note", range(1, 9))
def test_notes_of_cameras_turn_and_mirror(named, note):
    """The eight notes, from the description of Exif."""
    array = np.random.default_rng(0).integers(0, 256, (8, 8), np.uint8)
    picture = Image.fromarray(array)
    exif = picture.getexif()
    exif[0x0112] = note
    image, done = photo.read_photo(named, 8, True, png(picture, exif=exif))
    np.testing.assert_array_equal(image[0], TURNS.get(note, np.asarray)(array))
    assert done == ({"turned"} if note > 1 else set())


@pytest.mark.parametrize(
    "most, magic, is_read",
    [
        (255, b"P6", True), (100, b"P6", True), (256, b"P6", False), (65535, b"P6", False),
        (255, b"P3", True), (254, b"P3", True), (256, b"P3", False),
    ],
)  # fmt: skip
def test_levels_of_pixmaps(named, most, magic, is_read):
    pixels = b"7 " * 192 if magic == b"P3" else bytes([7, 7] if most > 255 else [7]) * 192
    content = b"%s 8 8 %d\n" % (magic, most) + pixels
    if is_read:
        assert (photo.read_photo(named, 8, content=content)[0] == round(7 * 255 / most)).all()
    else:
        assert refused(named, content) == ("more than 8 bits a channel, mode RGB", "save it with 8 bits")


def tiff(bits):
    """8 x 8 pixels in colour, of 8 or 16 bits a channel, written from the description of TIFF."""
    tags = [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 3, 134), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 140),
            (277, 3, 1, 3), (278, 3, 1, 8), (279, 4, 1, 24 * bits)]  # fmt: skip
    table = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + table + bytes(4)
    return head.ljust(134, b"\0") + struct.pack("<HHH", bits, bits, bits) + bytes(24 * bits)


def test_tiffs_of_16_bits_are_refused(named):
    assert (photo.read_photo(named, 8, content=tiff(8))[0] == 0).all()
    assert refused(named, tiff(16)) == ("more than 8 bits a channel, mode RGB", "save it with 8 bits")


def test_wide_images_are_not_deep(named):
    content = io.BytesIO()
    Image.new("RGB", (300, 300), (1, 2, 3)).save(content, "BMP")  # whose reader is told how long a line is: 900
    assert photo.read_photo(named, 8, content=content.getvalue())[0].shape == (3, 8, 8)


def test_numbers_that_are_no_grey_levels_are_refused(tmp_path):
    for mode in ("I", "F"):
        Image.new(mode, (8, 8)).save(tmp_path / "photo.tif")
        assert refused(tmp_path / "photo.tif") == (f"more than 8 bits a channel, mode {mode}", "save it with 8 bits")


def test_what_goes_wrong_with_an_image_is_one_sentence(named):
    content = png(Image.new("RGB", (8, 8)))
    with pytest.raises(opening.Unreadable) as error, opening.opened(named, content):
        raise ValueError("x" * 200)
    assert str(error.value) == f"{named} cannot be read as an image ({'x' * 100}): remove or replace it."
    for known in (MemoryError, datasets.DatasetError, opening.Unreadable(named, "odd", "take another")):
        with pytest.raises((MemoryError, datasets.DatasetError)) as error, opening.opened(named, content):
            raise known
        assert error.value is known or type(error.value) is known


def test_what_has_the_name_of_an_image_or_its_contents(tmp_path):
    def is_image(name, content=b""):
        (tmp_path / name).write_bytes(content)
        return opening.is_image(tmp_path / name)

    assert all(is_image(name) is True for name in ("a.png", "a.JPG", "a.heic", "a.SVG"))
    assert is_image("a.txt") is is_image("a") is is_image("a.pdf", b"%PDF-1.7") is False
    assert is_image("b.txt", png(Image.new("L", (2, 2)))) is True
    assert opening.is_image(tmp_path / "nowhere") is False


def test_without_pillow(named, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(datasets.DatasetError, match=r"^Reading images needs pillow, which is not installed: run `"):
        opening.pillow()


def test_a_note_that_cannot_be_read_turns_nothing(named, monkeypatch):
    content = io.BytesIO()
    Image.new("RGB", (8, 8), (1, 2, 3)).save(content, "BMP")

    def getexif(image):
        raise SyntaxError("not a TIFF file")

    monkeypatch.setattr(Image.Image, "getexif", getexif)
    image, done = photo.read_photo(named, 8, content=content.getvalue())
    assert done == set() and (image[2] == 3).all()
