"""An image from a file of the reader's, made as the images that a net was trained on."""

import base64
from pathlib import Path

import anywidget
import traitlets

from ...datasets import DatasetError, opening, photo
from ...plots.values import times


class ImageFile(anywidget.AnyWidget):
    """A file field, and the image of the file that was chosen.

    Parameters
    ----------
    size : int
        Pixels of a side.
    grey : bool
        One channel instead of red, green and blue.

    Attributes
    ----------
    value : (name, image, done), or None
        The file's name; (1 or 3, size, size) uint8 or the sentence that says why there is none; what was done to the
        image, as ``photo.read_photo`` says it.
    """

    _esm = (Path(__file__).parent / "image_file.js").read_text(encoding="utf-8")
    value = traitlets.Any(None, allow_none=True)

    def __init__(self, size, grey):
        super().__init__()
        self.size, self.grey = size, grey
        for name in ("control", "file"):
            self.add_class(f"coursecnn-{name}")
        self.on_msg(lambda _, content, buffers: self.take(**content))

    @property
    def kind(self):
        """What images the net takes, in words."""
        return f"{times((self.size, self.size))} pixels in {'grey' if self.grey else 'colour'}"

    def take(self, name, data=None, size=0):
        """What the page sends: a file's name with its bytes in base64, or with its size, where it is too large."""
        if size:
            self.value = name, f"{name} has {size / 1e6:.1f} MB, and a page sends at most 7: save it smaller.", set()
        elif data is None:
            self.value = name, f"{name} cannot be read: choose it again, or another one.", set()
        else:
            self.value = (name, *self._read(name, base64.b64decode(data)))

    def picture(self, swapped=False):
        """The image, light and dark ``swapped``; None where no file was chosen, a ValueError where it is no image."""
        if self.value is None:
            return None
        _, image, _ = self.value
        if isinstance(image, str):
            raise ValueError(image)
        return 255 - image if swapped else image

    def said(self):
        """How the image was made, as a sentence."""
        name, _, done = self.value
        words = [photo.WORDS[key] for key in photo.WORDS if key in done]
        return f"{name} was made {', '.join([self.kind, *words])}, as in training."

    def reset(self):
        self.value = None
        self.send("clear")

    def _read(self, name, content):
        try:
            with opening.quiet():
                return photo.read_photo(Path(name), self.size, self.grey, content)
        except DatasetError as error:
            return str(error), set()
