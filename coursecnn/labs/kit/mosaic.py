"""Many maps as one picture of tiles, whose numbers can be pointed at and clicked."""

from html import escape

import numpy as np

from . import png
from .cells import board
from .svg import SIGNED

APART = "stroke:var(--cnn-paper);stroke-width:4;fill:none"
TALL, GAP = 140, 4  # pixels: of a block of maps, between two maps
SEPARATOR = "stroke:var(--cnn-paper);stroke-width:2;fill:none"
RULE = "stroke:var(--cnn-faint);stroke-width:0.5;fill:none"  # seen between two pale tiles
COVER = "fill:var(--cnn-paper);stroke:none"
OUTLINE = "fill:none;stroke:var(--cnn-rule);pointer-events:none"
FRAME = "fill:none;stroke:var(--cnn-faint);pointer-events:none"


class Mosaic:
    """Maps (C, H, W) side by side.

    Parameters
    ----------
    array : (C, H, W)
    name : str
        Of its board, see ``links.js``; a click on a number picks ``name.channel``, row and column.
    width, height : int
        Pixels of the screen that it may take.
    signed : bool
        Blue below 0, vermilion above; otherwise that is chosen where a number is negative, and else grey.
    first : int
        The number of the first channel, where the picture is a part of others.
    limit : float, optional
        The magnitude of full colour, or of white; the largest one unless given.
    numbered : bool
        Each tile has a frame, and the number of its channel in it.
    apart : bool
        Each tile has a frame of its own, with a gap between two.
    """

    def __init__(self, array, name, width, height, signed=False, first=0, limit=None, numbered=False,
                 apart=False):  # fmt: skip
        self.array, self.name, self.signed = array, name, signed or array.min() < 0
        self.first, self.limit, self.numbered, self.apart = first, limit, numbered, apart
        count, tall, wide = array.shape
        self.across, side = layout(count, width, height)
        self.tile = side * wide / max(tall, wide), side * tall / max(tall, wide)
        self.rows = -(-count // self.across)

    @property
    def size(self):
        """(width, height) in pixels of the screen."""
        return self.across * self.tile[0], self.rows * self.tile[1]

    def draw(self, x, y, act="pick"):
        """SVG with the top left corner at (x, y)."""
        (wide, tall), (tile_wide, tile_tall), count = self.size, self.tile, len(self.array)
        shape = f'x="{x:g}" y="{y:g}" width="{wide:.1f}" height="{tall:.1f}"'
        lines = "".join(f"M{x + n * tile_wide:.1f} {y:g}v{tall:.1f}" for n in range(1, self.across))
        lines += "".join(f"M{x:g} {y + n * tile_tall:.1f}h{wide:.1f}" for n in range(1, self.rows))
        tiles = self.array.shape[1:], 0, 0, count, self.across, self.tile, self.first
        kind = f' data-act="{act}"' if act else ""
        image = (
            f'<image {shape}{SIGNED if self.signed else ""} href="{self._address()}" preserveAspectRatio="none" '
            f'data-picture="{escape(self.name)}"/>'
        )
        drawn = f"<g{board(self.name, x, y, tile_wide, tile_tall, *tiles)}{kind}>{image}"
        lines += f"M{x:g} {y:g}h{wide:.1f}v{tall:.1f}h{-wide:.1f}z" if self.apart else ""
        styles = (APART,) if self.apart else (SEPARATOR, RULE)[: 1 + self.signed]
        drawn += "".join(f'<path d="{lines}" style="{style}"/>' for style in styles)
        drawn += f"{self._cover(x + wide, y + tall)}</g>"
        if self.apart:
            return drawn + self._frames(x, y)
        drawn += self._numbers(x, y) if self.numbered else ""
        return f'{drawn}<path d="M{x:g} {y:g}{self._outline()}" style="{OUTLINE}"/>'

    def corner(self, channel):
        """Where the tile of a channel begins, from the top left corner."""
        return channel % self.across * self.tile[0], channel // self.across * self.tile[1]

    def box(self, x, y, channel, role):
        """A box around the tile of a channel."""
        left, top = self.corner(channel)
        return _box(x + left, y + top, *self.tile, role)

    def point(self, x, y, place, role):
        """A box around one number (channel, row, column)."""
        channel, row, column = place
        return self.area(x, y, channel, (row, row), (column, column), role)

    def area(self, x, y, channel, rows, columns, role):
        """A box around all numbers from the first to the last of ``rows`` and of ``columns`` in a channel."""
        (left, top), (tall, wide) = self.corner(channel), self.array.shape[1:]
        unit = self.tile[0] / wide, self.tile[1] / tall
        sides = unit[0] * (columns[1] - columns[0] + 1), unit[1] * (rows[1] - rows[0] + 1)
        return _box(x + left + columns[0] * unit[0], y + top + rows[0] * unit[1], *sides, role)

    def _frames(self, x, y):
        """A frame for each tile, whose outer pixels lie in the gaps."""
        wide, tall = self.tile
        corners = (self.corner(channel) for channel in range(len(self.array)))
        outline = f"h{wide - 4:.1f}v{tall - 4:.1f}h{4 - wide:.1f}z"
        drawn = "".join(f"M{x + left + 2:.1f} {y + top + 2:.1f}{outline}" for left, top in corners)
        return f'<path d="{drawn}" style="{FRAME}"/>'

    def _numbers(self, x, y):
        """In each tile its channel's number."""
        wide, tall = self.tile
        fixed = turning = ""
        for channel in range(len(self.array)):
            left, top = (start + offset for start, offset in zip((x, y), self.corner(channel)))
            fixed += f'<rect x="{left + 1:.1f}" y="{top + 1:.1f}" width="{wide - 2:.1f}" height="{tall - 2:.1f}" '
            fixed += f'style="{FRAME}"/>'
            ink, turns = self._ink(channel)
            text = f'<text class="{ink}" x="{left + wide / 2:.1f}" y="{top + tall / 2:.1f}" '
            text += f'style="pointer-events:none">{self.first + channel}</text>'
            fixed, turning = (fixed, turning + text) if turns else (fixed + text, turning)
        return f"{fixed}<g{SIGNED}>{turning}</g>"

    def _ink(self, channel):
        """What is read on a tile of one number; see ``png.signed_ink``."""
        value, limit = float(self.array[channel].ravel()[0]), float(np.abs(self.array).max()) or 1.0
        return png.signed_ink(value, limit) if self.signed else (png.grey_ink(value / limit), False)

    @property
    def _empty(self):
        """How many tiles of the last row are no map."""
        return self.rows * self.across - len(self.array)

    def _outline(self):
        """Around all maps, from the top left corner: what is no map, white as the largest number is, lies outside."""
        (wide, tall), rest = self.size, self._empty * self.tile[0]
        step = f"v{tall - self.tile[1]:.1f}h{-rest:.1f}v{self.tile[1]:.1f}" if self._empty else f"v{tall:.1f}"
        return f"h{wide:.1f}{step}h{rest - wide:.1f}z"

    def _cover(self, right, bottom):
        """Paper over what is no map, and over its edges."""
        if not self._empty:
            return ""
        wide, tall = self._empty * self.tile[0] + 1, self.tile[1] + 1
        right, bottom = right + 1, bottom + 1
        shape = f'x="{right - wide:.1f}" y="{bottom - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
        return f'<rect {shape} style="{COVER}"/>'

    def _address(self):
        count, tall, wide = self.array.shape
        held = np.zeros((self.rows * self.across, tall, wide), self.array.dtype)
        held[:count] = self.array
        tiles = held.reshape(self.rows, self.across, tall, wide).swapaxes(1, 2)
        sheet = tiles.reshape(self.rows * tall, self.across * wide)
        return (
            png.signed(sheet, self.limit)
            if self.signed
            else png.grey(sheet, 0, self.array.max() if self.limit is None else self.limit)
        )


def _box(x, y, wide, tall, role):
    shape = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
    return f'<rect class="cnn-box cnn-{role}" style="stroke-width:2" {shape}/>'


def layout(n, width, height=TALL):
    """``(columns, size)`` for n square pictures, as large as ``width`` and ``height`` allow."""
    choices = [(min((height + GAP) / rows, width / -(-n // rows)) - GAP, -(-n // rows)) for rows in range(1, n + 1)]
    size, columns = max(choices)
    return columns, max(8, int(size))
