"""Image files opened with Pillow, or refused in one sentence."""

import io
import warnings
from contextlib import contextmanager

from ..arguments.packages import missing
from ..storage import open_regular, reason
from .dataset import DatasetError

OTHERS = {  # suffixes of images that Pillow does not read by itself
    ".heic", ".heif", ".jxl", ".svg", ".svgz", ".xcf", ".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2",
}  # fmt: skip


class Unreadable(DatasetError):
    """A file that is not read as an image; ``why`` is the reason alone, ``way`` the way out."""

    def __init__(self, file, why, way="remove or replace it"):
        super().__init__(f"{file} cannot be read as an image ({why}): {way}.")
        self.file, self.why, self.way = file, why, way


@contextmanager
def opened(file, content=None):
    """An image of Pillow with 8 bits a channel, whose pixels are not read yet.

    ``content`` are the bytes of a file that is not on this machine; ``file`` is then its name alone. Whatever goes
    wrong with it in the block is one sentence, an ``Unreadable``.
    """
    image_module = pillow()
    try:
        with _stream(file, content) as stream, image_module.open(stream) as image:
            if image.mode.startswith(("I", "F")) or any(map(_is_deep, image.tile or ())):
                raise Unreadable(file, f"more than 8 bits a channel, mode {image.mode}", "save it with 8 bits")
            yield image
    except (DatasetError, MemoryError):
        raise
    except Exception as error:  # Pillow's readers raise a dozen types for broken files
        raise Unreadable(file, *_cause(file, content, error)) from None


def is_image(file):
    """Whether a file has the name of an image, or the contents of one."""
    image_module = pillow()
    suffix = file.suffix.lower()
    if suffix in OTHERS or image_module.registered_extensions().get(suffix) in image_module.OPEN:
        return True
    try:
        with open_regular(file) as content, image_module.open(content):
            return True
    except image_module.DecompressionBombError:
        return True
    except Exception:
        return False


@contextmanager
def quiet():
    """Nothing of what Pillow has to say about odd files; not for threads, around them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def pillow():
    """The module ``PIL.Image``."""
    try:
        from PIL import Image
    except ImportError:
        raise DatasetError(missing("pillow", "Reading images")) from None
    return Image


def _stream(file, content):
    return open_regular(file) if content is None else io.BytesIO(content)


def _cause(file, content, error):
    """Why it cannot be read, and where it is known, the way out."""
    image_module = pillow()
    if isinstance(error, image_module.DecompressionBombError):
        return f"more than {2 * image_module.MAX_IMAGE_PIXELS // 1_000_000} million pixels", "save it smaller"
    if isinstance(error, image_module.UnidentifiedImageError):
        suffix = file.suffix[1:].upper()
        if file.suffix.lower() in OTHERS:
            return f"{suffix} is not read here", "save it as JPEG or PNG"
        size = file.stat().st_size if content is None else len(content)
        return ("it is of no kind that is known here",) if size else ("it is empty",)
    return (reason(error)[:100],)


def _is_deep(tile):
    """Whether a decoder of Pillow reads 16 bits a channel; of colours it would give the upper 8 without a word."""
    args = tile[3] if isinstance(tile[3], tuple) else (tile[3],)
    deepest = any(isinstance(arg, int) and arg > 255 for arg in args)
    return any(isinstance(arg, str) and ";16" in arg for arg in args) or (tile[0].startswith("ppm") and deepest)
