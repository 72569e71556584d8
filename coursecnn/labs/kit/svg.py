"""Drawings of labs as SVG text: grids of numbers and small pictures in rows, in the language of ``coursecnn.plots``."""

from html import escape

from .cells import text_width
from .theme import WIDTH

GAP, LINE, SIGN = 14, 18, 19  # pixels
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
        Boxes in shares of the picture, from 0 to 1.
    """

    def __init__(self, address, size=112, alt="", title="", name="", highlight=()):
        self.address, self.alt, self.title, self.name, self.highlight = address, alt or title, title, name, highlight
        self.size = (size, size) if isinstance(size, int) else tuple(size)
        self.act = None

    @property
    def width(self):
        return max(self.size[0], text_width(self.title, 12))

    def draw(self, x, y):
        w, h = self.size
        parts = [heading(x, y, self.title)] if self.title else []
        name = f' data-picture="{escape(self.name)}"' if self.name else ""
        parts.append(
            f'<image x="{x:g}" y="{y:g}" width="{w}" height="{h}" href="{self.address}" '
            f'preserveAspectRatio="none"{name}>'
            f"<title>{escape(self.alt)}</title></image>"
        )
        for left, top, wide, tall, role in self.highlight:
            parts.append(
                f'<rect class="cnn-box cnn-{role}" x="{x + left * w:.1f}" y="{y + top * h:.1f}" '
                f'width="{wide * w:.1f}" height="{tall * h:.1f}"/>'
            )
        return "".join(parts)


def row(items, signs=None, alt=""):
    """Grids and pictures in a row, with signs between them; what is too long goes on in the next line.

    Parameters
    ----------
    items : list of Grid or Picture
    signs : list of str
        One between each two neighbours, such as ``["*", "="]``.
    alt : str
        What the drawing shows, for readers who cannot see it.

    Returns
    -------
    str
        One ``<svg>`` of at most 676 pixels.
    """
    lines = _broken(items, signs or [""] * (len(items) - 1))
    parts, y, widest = [], 0, 0
    for line in lines:
        titles = LINE if any(item.title for _, item in line) else 0
        tall = max(item.size[1] for _, item in line)
        x, middle = 2, y + titles + tall / 2
        for sign, item in line:
            if sign:
                parts.append(
                    f'<text class="cnn-sign" x="{x + SIGN / 2:g}" y="{middle:g}">{escape(SIGNS.get(sign, sign))}</text>'
                )
                x += SIGN + GAP
            parts.append(item.draw(x, middle - item.size[1] / 2))
            x += item.width + GAP
        widest, y = max(widest, x - GAP), y + titles + tall + GAP
    return sheet("".join(parts), widest + 2, y - GAP + 2, alt, any(item.act for item in items))


def fits(items, signs=None):
    """True where ``row`` draws all items in one line."""
    return len(_broken(items, signs or [""] * (len(items) - 1))) == 1


def sheet(content, width, height, alt, acts=False):
    """``content`` as an ``<svg>`` of so many pixels; where its cells act it is a group, otherwise one picture."""
    kind = "group" if acts else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{kind}" aria-label="{escape(alt)}" '
        f'width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">{content}</svg>'
    )


def heading(x, y, text):
    """A title above something whose top left corner is (x, y)."""
    return f'<text class="cnn-heading" x="{x:g}" y="{y - 5:g}">{escape(text)}</text>'


def line(text, name=""):
    """A line of text under a drawing; tests find it by ``[data-text="name"]``."""
    return f'<p data-text="{escape(name)}">{escape(text)}</p>'


def _broken(items, signs):
    lines, used = [[]], 0
    for sign, item in zip(["", *signs], items, strict=True):
        step = (SIGN + GAP if sign else 0) + item.width + GAP
        if lines[-1] and used + step - GAP > WIDTH - 4:
            lines.append([])
            used = 0
        lines[-1].append((sign, item))
        used += step
    return lines
