"""What a lab's page does without the kernel: names, sentences heard and seen, refused numbers, linked highlights."""

from pathlib import Path

import anywidget
import traitlets

SCRIPTS = "speech.js", "beside.js", "numbers.js", "links.js", "page.js"


class Page(anywidget.AnyWidget):
    """The unseen part of a lab on its page.

    Attributes
    ----------
    code : str
        A line of code and a running number, such as ``"PoolingLab(right=2) #1"``; the page copies the line as soon as
        this changes.
    """

    _esm = "\n".join((Path(__file__).parent / "static" / name).read_text(encoding="utf-8") for name in SCRIPTS)
    code = traitlets.Unicode("").tag(sync=True)

    def __init__(self):
        super().__init__()
        self._copies = 0
        self.add_class("coursecnn-page")

    def copy(self, code):
        """Put a line of code where the reader may paste it."""
        self._copies += 1
        self.code = f"{code} #{self._copies}"
