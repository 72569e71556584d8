"""What a test does with a lab on a page: move its controls as a reader does, and read what it shows."""

import base64
import time
import zlib
from pathlib import Path

import numpy as np
from labwords import spaced

IN_VIEW = 645  # pixels: so tall may a lab be, for JupyterLab to show all of it on 1366 x 768
SECONDS = 20  # within which the page must show what is expected

RUN_ANOTHER_CELL = """async (code) => {
    const app = window.jupyterapp;
    const panel = app.shell.currentWidget ?? [...app.shell.widgets("main")][0];
    await app.commands.execute("notebook:insert-cell-below");
    panel.content.activeCell.model.sharedModel.setSource(code);
    await app.commands.execute("notebook:run-cell");
    return panel.content.activeCell.model.toJSON().outputs.map((output) => output.text).join("");
}"""

PLACE = """(root, [board, channel, row, column]) => {
    for (const piece of root.querySelectorAll(board)) {
        const numbers = piece.dataset.tiles.split(" ").map(Number);
        const [x, y, wide, tall, rows, columns, , , count, across, pitchX, pitchY, first] = numbers;
        const tile = channel - first;
        if (tile < 0 || tile >= count) continue;
        const right = x + (tile % across) * pitchX + ((column + 0.5) * wide) / columns;
        const down = y + Math.floor(tile / across) * pitchY + ((row + 0.5) * tall) / rows;
        const svg = piece.closest("svg");
        const place = ({ x, y }) => [x + right, y + down];
        const met = document.elementFromPoint(...place(svg.getBoundingClientRect()));
        if (!svg.contains(met)) svg.scrollIntoView({ block: "center" }); // as a reader does
        return place(svg.getBoundingClientRect());
    }
    throw new Error(`No piece of ${board} has channel ${channel}.`);
}"""


class LabPage:
    """The lab of a page.

    Attributes
    ----------
    page : playwright.sync_api.Page
    root : playwright.sync_api.Locator
        The lab's element.
    """

    def __init__(self, page):
        self.page, self.root = page, page.locator(".coursecnn-lab")

    def field(self, label):
        """The number field, list or check box of this label (with its unit, if it has one)."""
        return self.root.get_by_label(label, exact=True).and_(self.page.locator("input, select"))

    def control(self, label):
        """The control of this label: its field and its slider."""
        return self.root.locator(".coursecnn-control").filter(has=self.page.get_by_label(label, exact=True))

    def set(self, label, value):
        """Type a number into a field."""
        self.field(label).fill(str(value))
        self.field(label).press("Enter")

    def step(self, label, key="ArrowRight", times=1):
        """Move a slider by the keyboard."""
        handle = self.control(label).locator(".noUi-handle")
        for _ in range(times):
            handle.press(key)

    def choose(self, label, option):
        """Choose from a list."""
        self.field(label).select_option(label=option)

    def press(self, name):
        """Press a button."""
        self.root.get_by_role("button", name=name, exact=True).click()

    def cell(self, name, row, column):
        """The cell of a grid."""
        return self.root.locator(f'[data-cell="{name}-{row}-{column}"]')

    def chances(self):
        """The probabilities that are shown, in percent; "< 0.1 %" is 0."""
        texts = self.root.locator("[data-probability]").all_text_contents()
        return [0.0 if text.startswith("<") else float(text.rstrip(" %")) for text in texts]

    def click_number(self, board, place):
        """Click on a number (channel, row, column) of a board's picture."""
        self.page.mouse.click(*self._place_of(board, place))

    def hover_number(self, board, place):
        """Point at a number."""
        self.page.mouse.move(*self._place_of(board, place))

    def _place_of(self, board, place):
        """Where on the page a number lies; a board may be in several pieces, and drawn anew meanwhile."""
        board = f'[data-board="{board}"]'
        self.root.locator(board).first.wait_for()
        return self.root.evaluate(PLACE, [board, *place])

    def edit(self, name, row, column, value):
        """Give a cell another number, by the keyboard."""
        self.cell(name, row, column).focus()
        self.page.keyboard.press("Enter")
        self.root.locator(".coursecnn-cells input").fill(str(value))
        self.page.keyboard.press("Enter")

    def numbers(self, name, shape=(0, 0)):
        """The numbers that the cells of a grid show, (H, W), of at least this shape; NaN where a cell shows none."""
        found = self.root.locator(f'[data-cell^="{name}-"]').evaluate_all(
            "cells => cells.map(cell => [cell.dataset.cell, cell.textContent])"
        )
        places = {
            tuple(map(int, cell.rsplit("-", 2)[1:])): text for cell, text in found if cell.rsplit("-", 2)[0] == name
        }
        array = np.full(np.max([np.subtract(shape, 1), *places], axis=0) + 1, np.nan)
        for place, text in places.items():
            array[place] = float(text.replace("\u2212", "-")) if text.strip() else np.nan
        return array

    def text(self, name):
        """The text of the line of this name."""
        return spaced(self.root.locator(f'[data-text="{name}"]').text_content())

    def status(self):
        """The sentence below the drawing."""
        return spaced(self.root.locator(".coursecnn-status").inner_text())

    def expect_numbers(self, name, array, decimals=None):
        """Wait until a grid shows these numbers; with ``decimals``, rounded to so many."""
        array = np.asarray(array, float)
        close = 1e-9 if decimals is None else 0.51 * 10.0**-decimals
        self.expect(
            lambda: self.numbers(name, array.shape),
            lambda shown: shown.shape == array.shape and np.allclose(shown, array, rtol=0, atol=close, equal_nan=True),
            array,
        )

    def expect_text(self, name, part):
        """Wait until the line of this name holds a text."""
        self.expect(lambda: self.text(name), lambda shown: part in shown, part)

    def expect_status(self, part):
        """Wait until the sentence below the drawing holds a text."""
        self.expect(self.status, lambda shown: part in shown, part)

    def expect(self, read, fits, expected):
        """Wait until ``fits(read())``."""
        end = time.monotonic() + SECONDS
        while not fits(shown := read()):
            assert time.monotonic() < end, f"the page shows\n{shown}\nand not\n{expected}"
            self.page.wait_for_timeout(10)

    def axe(self):
        """Serious and critical violations that axe-core finds in the lab."""
        import axe_playwright_python

        source = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
        self.page.evaluate(source)
        found = self.page.evaluate("() => axe.run('.coursecnn-lab', { resultTypes: ['violations'] })")
        return [
            f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
        ]


def pixels(lab, name):
    """(H, W) or (H, W, 3) of a picture that the page shows: a PNG of one block, its lines without filters."""
    file = base64.b64decode(lab.root.locator(f'[data-picture="{name}"]').get_attribute("href").partition(",")[2])
    width, height = (int.from_bytes(file[i : i + 4], "big") for i in (16, 20))
    start = file.index(b"IDAT") + 4
    block = file[start : start + int.from_bytes(file[start - 8 : start - 4], "big")]
    lines = np.frombuffer(zlib.decompress(block), np.uint8)
    return lines.reshape(height, -1)[:, 1:].reshape(height, width, -1).squeeze().astype(int)
