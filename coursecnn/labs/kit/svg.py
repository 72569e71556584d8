"""Drawings of labs as SVG text: grids of numbers and small pictures in rows, in the language of ``coursecnn.plots``."""

import json
from html import escape

from .cells import board, text_width
from .theme import BESIDE, WIDTH

GAP, LINE, SIGN = 14, 18, 19  # pixels
OUT, RING, HALO = 2.5, 2, 4  # pixels: a box around pixels covers none of them, and is seen on dark and on light ones
SIGNED = ' class="cnn-signed"'  # of an image
SIGNS = {"*": "\u2217", "-": "\u2212", "x": "\u00d7", "->": "\u2192"}


class Picture:
    """A picture of pixels in a row of grids.

    Parameters
    ----------
    address : str
        From ``coursecnn.labs.kit.png``.
    size : int or (width, height)
        In pixels of the screen.
    alt : str
        What it shows; its title unless given.
    title, name : str
    highlight : list of (x, y, width, height, role)
        Boxes around parts of the picture, in shares of it from 0 to 1.
    pixels : (board, (rows, columns), channel), optional
        Its pixels as cells of a board, for ``links.js``.
    act : None or "pick"
        What a click on a pixel does.
    signed : bool
        Its white is 0 and no ink: on a dark page it is dark.
    """

    def __init__(self, address, size=112, alt="", title="", name="", highlight=(), pixels=None, act=None, signed=False):
        self.pixels = pixels
        self.address, self.alt, self.title, self.name, self.highlight = address, alt or title, title, name, highlight
        self.size = (size, size) if isinstance(size, int) else tuple(size)
        self.act, self.signed = act, signed

    @property
    def width(self):
        return max(self.size[0], text_width(self.title, 12))

    def draw(self, x, y):
        w, h = self.size
        parts = [heading(x, y, self.title)] if self.title else []
        if self.pixels:
            of, shape, channel = self.pixels
            act = ' data-act="pick"' if self.act else ""
            parts.append(f"<g{board(of, x, y, w, h, shape, pitch=(w, h), first=channel)}{act}>")
        name = f' data-picture="{escape(self.name)}"' if self.name else ""
        shape = f'x="{x:g}" y="{y:g}" width="{w}" height="{h}" preserveAspectRatio="none"'
        shape += SIGNED if self.signed else ""
        parts.append(f'<image {shape} href="{self.address}"{name}><title>{escape(self.alt)}</title></image>')
        for left, top, wide, tall, role in self.highlight:
            shape = f'x="{x + left * w - OUT:.1f}" y="{y + top * h - OUT:.1f}" '
            shape += f'width="{wide * w + 2 * OUT:.1f}" height="{tall * h + 2 * OUT:.1f}"'
            parts.append(f'<rect class="cnn-box" style="stroke:var(--cnn-paper);stroke-width:{HALO}" {shape}/>')
            parts.append(f'<rect class="cnn-box cnn-{role}" style="stroke-width:{RING}" {shape}/>')
        return "".join(parts) + ("</g>" if self.pixels else "")


def row(items, signs=None, alt="", links=(), after=(), folds=False):
    """Grids and pictures in a row, with signs between them; what is too long for the page goes on in the next line.

    Parameters
    ----------
    items : list of Grid or Picture
    signs : list of str
        One between each two neighbours, such as ``["*", "="]``.
    alt : str
        What the drawing shows, for readers who cannot see it.
    links : list of dict
        How the cells of its boards hang together; see ``link``.
    after : list of str
        Pieces of HTML that end the row.
    folds : bool
        Where the row is too long, the items behind the first stand below each other, beside it.

    Returns
    -------
    str
        HTML: one ``<svg>`` for each item, none of them shrunk.
    """
    blocks = [_item(sign, item) for sign, item in zip(["", *(signs or [""] * (len(items) - 1))], items, strict=True)]
    if folds:
        blocks[1:] = [f'<span class="cnn-fold">{"".join(blocks[1:])}</span>']
    return flow([*blocks, *after], alt, links, any(item.act for item in items))


def flow(blocks, alt, links=(), acts=False, top=False):
    """Pieces of HTML beside each other, as many as there is room for, tops or middles alike; otherwise as ``row``."""
    kind = "group" if acts else "img"
    hang = _hang(links) if links else ""
    look = "cnn-flow cnn-top" if top else "cnn-flow"
    return f'<div class="{look}" role="{kind}" aria-label="{escape(alt)}"{hang}>{"".join(blocks)}</div>'


def columns(rows, alt, links=()):
    """Four rows of pieces of HTML; on narrow pages each column is a block of two by two, in the order of the rows.

    There the two in the middle of the last column come first.

    Parameters
    ----------
    rows : list of four rows, each of as many pieces, all as wide
    alt, links : as in ``row``
    """
    drawn, count = "", len(rows[0])
    for place, line in enumerate(rows):
        for column, piece in enumerate(line, 1):
            spare = ' class="cnn-spare"' if column == count and 0 < place < 3 else ""
            drawn += f'<div{spare} style="--cnn-place:{4 * column + place}">{piece}</div>'
    look = f'class="cnn-columns" style="--cnn-count:{count}"'
    return f'<div {look} role="group" aria-label="{escape(alt)}"{_hang(links)}>{drawn}</div>'


def linked(html, links, style=""):
    """Several drawings whose boards hang together; see ``link``."""
    look = f' style="{style}"' if style else ""
    return f"<div{look}{_hang(links)}>{html}</div>"


def _hang(links):
    return f' data-links="{escape(json.dumps(list(links)))}"'


def link(out, into, kernel=(1, 1), stride=(1, 1), padding=(0, 0), dilation=(1, 1), same=False, of=None, ends=False):
    """How the cells of board ``out`` are made of those of ``into``.

    ``same``: channel by channel; ``of``: of which channels each is made, as ``{channel: channels}``; ``ends``: what
    ``into`` is made of in turn is not marked.
    """
    sizes = {"k": kernel, "s": stride, "p": padding, "d": dilation}
    kind = {"out": out, "in": into, "same": same} | ({"of": of} if of else {}) | ({"ends": True} if ends else {})
    return kind | {name: [int(n) for n in pair] for name, pair in sizes.items()}


def window_link(out, into, geo, same=False):
    """``link`` of a ``Geometry``."""
    return link(out, into, geo.kernel, geo.stride, [before for before, _ in geo.padding], geo.dilation, same)


def _item(sign, item):
    """An item in an ``<svg>`` of its own, behind its sign."""
    top = LINE if item.title else 2
    width, height = item.width + 4, top + item.size[1] + 2
    drawn = part(item.draw(2, top), 0, 0, width, height)
    return step(sign, drawn)


def step(sign, block):
    """A block behind its sign, which go on in the next line together."""
    text = f'<span class="cnn-between" aria-hidden="true">{escape(SIGNS.get(sign, sign))}</span>' if sign else ""
    return f'<span class="cnn-step">{text}{block}</span>'


def drawn_width(items, signs=None):
    """Pixels that ``row`` takes for all items in one line."""
    return sum(item.width + GAP for item in items) + sum(SIGN + GAP for sign in signs or () if sign) - GAP + 4


def fits(items, signs=None):
    """True where ``row`` draws all items in one line."""
    return drawn_width(items, signs) <= WIDTH


def lines(items, signs):
    """The items line by line, as ``row`` draws them beside the controls of a wide page."""
    found, used = [], BESIDE
    for sign, item in zip(["", *signs], items, strict=True):
        step = (SIGN + GAP if sign else 0) + item.width + 4
        if used + step > BESIDE:
            found.append([])
            used = 0
        found[-1].append(item)
        used += step + GAP
    return found


def sheet(content, width, height, alt, acts=False):
    """``content`` as an ``<svg>`` of so many pixels; where its cells act it is a group, otherwise one picture."""
    kind = "group" if acts else "img"
    return part(content, 0, 0, width, height, f' role="{kind}" aria-label="{escape(alt)}"')


def part(content, x, y, width, height, said=""):
    """What ``content`` shows in a window of its coordinates, as a piece for ``flow``."""
    shape = f'width="{width:.0f}" height="{height:.0f}" viewBox="{x:g} {y:g} {width:.0f} {height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {shape}{said}>{content}</svg>'


def heading(x, y, text):
    """A title above something whose top left corner is (x, y)."""
    return f'<text class="cnn-heading" x="{x:g}" y="{y - 5:g}">{escape(text)}</text>'


def word(role, text):
    """A word underlined in the colour of a role, as HTML."""
    return f'<span class="cnn-word-{role}">{text}</span>'


def legend(*parts):
    """What lines and colours of a drawing mean: texts, and (role, text) for those in the colour of a role."""
    said = "; ".join(part if isinstance(part, str) else word(*part) for part in parts)
    return f'<p data-text="legend">In the drawing: {said}.</p>' if parts else ""


def line(text, name="", heard=False):
    """A line of text under a drawing; tests find it by ``[data-text="name"]``. One to be ``heard`` is read aloud."""
    hook = f'data-text="{escape(name)}"' + (' data-heard="1"' if heard else "")
    return f"<p {hook}>{escape(text)}</p>"
