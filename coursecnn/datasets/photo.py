"""One photo of any size and kind, made alike.

A photo is turned as its camera noted, laid on white where it is transparent, cut to its middle square and resized.
"""

import numpy as np

from .dataset import DatasetError

WORDS = {
    "turned": "turned upright as the camera noted",
    "white": "transparent, laid on white",
    "coloured": "grey, shown in colour",
    "greyed": "in colour, shown in grey",
    "cut": "cut to the middle square",
    "enlarged": "smaller than that, enlarged",
}


def read_photo(file, size, grey=False):
    """One photo, made alike.

    Parameters
    ----------
    file : path
    size : int
        Pixels of a side.
    grey : bool
        One channel instead of red, green and blue.

    Returns
    -------
    image : uint8 array (3 or 1, size, size)
    done : set of str
        What was done besides resizing: keys of ``WORDS``.

    Raises
    ------
    DatasetError
        Where the file cannot be read as an image of 8 bits; one sentence.
    """
    from PIL import Image, ImageOps

    mode, done = "L" if grey else "RGB", set()
    with opened(file) as image:
        if image.mode.startswith(("I", "F")):
            raise DatasetError(
                f"{file} has more than 8 bits in each pixel (mode {image.mode}): save it as an 8-bit image."
            )
        turned = image.getexif().get(0x0112, 1) in range(2, 9)
        image.draft(mode, (2 * size, 2 * size))  # a JPEG is decoded at half, a quarter or an eighth of its size
        image = ImageOps.exif_transpose(image)
        image.load()
    if turned:
        done.add("turned")
    is_grey = image.mode in ("1", "L", "LA", "La")
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema()[0] < 255:
            done.add("white")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    if is_grey != grey:
        done.add("greyed" if grey else "coloured")
    if image.width != image.height:
        done.add("cut")
    if min(image.size) < size:
        done.add("enlarged")
    array = np.asarray(ImageOps.fit(image.convert(mode), (size, size)))
    return (array[None] if grey else np.ascontiguousarray(array.transpose(2, 0, 1))), done


def opened(file):
    """The file as an image of Pillow, whose pixels are not read yet, for a ``with`` statement."""
    try:
        from PIL import Image
    except ImportError:
        raise DatasetError("Images are read with Pillow: pip install 'coursecnn[course]'.") from None
    return Image.open(file)


def is_image(file):
    """Whether a file has the name of an image, or the contents of one."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise DatasetError("Images are read with Pillow: pip install 'coursecnn[course]'.") from None
    if Image.registered_extensions().get(file.suffix.lower()) in Image.OPEN:
        return True
    try:
        with Image.open(file):
            return True
    except (UnidentifiedImageError, OSError):
        return False
