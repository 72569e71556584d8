"""One photo of any size and kind, made alike.

A photo is turned as its camera noted, laid on white where it is transparent, cut to its middle square and resized.
"""

import numpy as np

from .opening import opened

WORDS = {
    "turned": "turned upright as the camera noted",
    "white": "transparent, laid on white",
    "coloured": "grey, shown in colour",
    "greyed": "in colour, shown in grey",
    "cut": "cut to the middle square",
    "enlarged": "smaller than that, enlarged",
    "moving": "moving, the first picture taken",
}
MOVING = "GIF", "PNG", "WEBP"  # formats of moving pictures; others may hold one picture in several sizes


def read_photo(file, size, grey=False, content=None):
    """One photo, made alike.

    Parameters
    ----------
    file : path
    size : int
        Pixels of a side.
    grey : bool
        One channel instead of red, green and blue.
    content : bytes, optional
        Of a file that is not on this machine; ``file`` is then its name alone.

    Returns
    -------
    image : uint8 array (3 or 1, size, size)
    done : set of str
        What was done besides resizing: keys of ``WORDS``.

    Raises
    ------
    Unreadable
        Where the file cannot be read as an image of 8 bits; one sentence, a ``DatasetError``.
    """
    from PIL import Image, ImageOps

    mode, done = "L" if grey else "RGB", set()
    with opened(file, content) as image:
        is_grey = _is_grey(image)
        if image.format in MOVING and image.is_animated:
            done.add("moving")
        image.draft(mode, (2 * size, 2 * size))  # a JPEG is decoded at half, a quarter or an eighth of its size
        if _is_turned(image):
            done.add("turned")
            image = ImageOps.exif_transpose(image)
        image.load()
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


def _is_grey(image):
    if image.mode in ("P", "PA"):
        colours = np.asarray(image.convert("RGB"))
        return bool((colours == colours[..., :1]).all())
    return image.mode in ("1", "L", "LA", "La")


def _is_turned(image):
    try:
        return image.getexif().get(0x0112, 1) in range(2, 9)
    except Exception:  # what the camera noted is broken; the pixels may be whole
        return False
