"""A drawing whose cells can be picked and edited, by mouse, touch and keyboard."""

from pathlib import Path

import anywidget
import traitlets

from ...arguments import shown


class Cells(anywidget.AnyWidget):
    """Shows ``html``; elements with ``data-cell="name-row-column"`` and ``data-act`` "pick" or "edit" answer.

    So do boards (see ``links.js``) with ``data-act="pick"``: a click on a pixel of channel c picks "name.c-row-column".

    Arrow keys go from cell to cell, and in a grid to pick from they pick. Enter, a click or a typed digit opens a cell
    to edit; Enter takes the number, Escape leaves it.

    Attributes
    ----------
    html : str
    picked : str
        The last cell that was picked and a running number, such as "output-0-1 7".
    on_pick : function (name, row, column)
    on_edit : function (name, row, column, text)
    """

    _esm = (Path(__file__).parent / "static" / "cells.js").read_text(encoding="utf-8")
    html = traitlets.Unicode("").tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)

    def __init__(self, html=""):
        self.on_pick = self.on_edit = lambda *place: None
        super().__init__(html=html)
        self.observe(lambda change: self.on_pick(*_place(change.new.split()[0])), "picked")
        self.on_msg(self._message)

    def _message(self, _, content, buffers):
        self.on_edit(*_place(content["cell"]), content["value"])


def as_number(text):
    """What somebody typed into a cell as a float, 1/9 as well; one sentence where it is none."""
    above, line, below = text.replace("\u2212", "-").replace(",", ".").partition("/")
    try:
        value = float(above) / (float(below) if line else 1)
    except (ValueError, ZeroDivisionError):
        value = float("nan")
    if not -1e6 <= value <= 1e6:
        raise ValueError(
            f"A cell holds a number between -1,000,000 and 1,000,000, such as 3, -0.5 or 1/9, not {shown(text)}."
        )
    return value


def _place(cell):
    name, row, column = cell.rsplit("-", 2)
    return name, int(row), int(column)
