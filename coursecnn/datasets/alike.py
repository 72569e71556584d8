"""Images that are taken as they are: all of one size, grey or in colour, 8 bits."""

import warnings
from contextlib import contextmanager

import numpy as np

from ..storage import open_regular, reason
from .dataset import DatasetError

MOST = 250_000_000  # pixels of a set: more do not fit into the memory of a small computer


def read_alike(files):
    """uint8 (n, channels, height, width) of files whose images are alike.

    Images with a palette are grey or in colour, as their colours are.

    Raises ``DatasetError`` where one cannot be read, they differ, or they are too many; that before memory is taken.
    """
    pixels = 0
    for file in files:
        with _opened(file) as image:
            pixels += image.width * image.height
        if pixels > MOST:
            raise DatasetError(
                f"The images have more than {MOST // 1_000_000} million pixels in all (up to {file}): "
                "give size=32, for example, or take fewer."
            )
    images = [_read_image(file) for file in files]
    plain = next((len(image) for image, open_to_both in images if not open_to_both), 1)
    images = [image[:plain] if open_to_both else image for image, open_to_both in images]
    for file, image in zip(files, images):
        if image.shape != images[0].shape:
            raise DatasetError(
                f"{files[0]} is {_size(images[0])} and {file} is {_size(image)}, "
                "but all images of a set must be alike: give size=32, for example, and they are made so."
            )
    return np.stack(images)


@contextmanager
def _opened(file):
    """An image of Pillow, whose pixels are not read yet; whatever goes wrong with it is one sentence."""
    try:
        from PIL import Image
    except ImportError:
        raise DatasetError("from_folder needs Pillow: pip install 'coursecnn[course]'.") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large images, which are counted here
            with open_regular(file) as content, Image.open(content) as image:
                yield image
    except DatasetError:
        raise
    except Exception as error:  # Pillow's readers raise a dozen types for broken files
        kind = reason(error) if isinstance(error, OSError) and error.errno else type(error).__name__
        raise DatasetError(f"{file} cannot be read as an image ({kind}): remove or replace it.") from None


def _read_image(file):
    """``(image, open_to_both)``: uint8 (channels, height, width), and whether it may as well be grey as in colour.

    That is so where a palette holds the colours, and all that are used are grey.
    """
    from PIL import ImageOps

    with _opened(file) as opened:
        deep = opened.mode.startswith(("I", "F")) or any(map(_is_deep, opened.tile))
        if deep:
            raise DatasetError(
                f"{file} has more than 8 bits in each pixel (mode {opened.mode}): save it as an 8-bit image."
            )
        image = ImageOps.exif_transpose(opened)
        image.load()
        grey, palette = image.mode in ("1", "L", "LA", "La"), image.mode in ("P", "PA")
        if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
            image = image.convert("RGBA")
            if image.getchannel("A").getextrema()[0] < 255:
                raise DatasetError(
                    f"{file} has transparent pixels, whose colour is unknown: put a background behind it."
                )
        array = np.array(image.convert("L" if grey else "RGB"))
    array = array[None] if grey else np.ascontiguousarray(array.transpose(2, 0, 1))
    return array, palette and bool((array == array[0]).all())


def _is_deep(tile):
    """Whether a decoder of Pillow reads 16 bits a channel; of colours it would give the upper 8 without a word."""
    args = tile[3] if isinstance(tile[3], tuple) else (tile[3],)
    deepest = any(isinstance(arg, int) and not isinstance(arg, bool) and arg > 255 for arg in args)
    return any(isinstance(arg, str) and ";16" in arg for arg in args) or (tile[0].startswith("ppm") and deepest)


def _size(image):
    channels, height, width = image.shape
    return f"{height} x {width} pixels (height x width) in {'grey' if channels == 1 else 'colour'}"
