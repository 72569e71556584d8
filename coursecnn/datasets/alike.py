"""Images that are taken as they are: all of one size, grey or in colour, 8 bits."""

import numpy as np

from .dataset import DatasetError
from .opening import opened, quiet

MOST = 250_000_000  # pixels of a set: more do not fit into the memory of a small computer


def read_alike(files):
    """uint8 (n, channels, height, width) of files whose images are alike.

    Images with a palette are grey or in colour, as their colours are.

    Raises ``DatasetError`` where one cannot be read, they differ, or they are too many; that before memory is taken.
    """
    pixels = 0
    for file in files:
        with quiet(), opened(file) as image:
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


def _read_image(file):
    """``(image, open_to_both)``: uint8 (channels, height, width), and whether it may as well be grey as in colour.

    That is so where a palette holds the colours, and all that are used are grey.
    """
    from PIL import ImageOps

    with quiet(), opened(file) as image:
        image = ImageOps.exif_transpose(image)
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


def _size(image):
    channels, height, width = image.shape
    return f"{height} x {width} pixels (height x width) in {'grey' if channels == 1 else 'colour'}"
