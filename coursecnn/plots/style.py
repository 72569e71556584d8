"""The visual language: colours by meaning, fonts, and a sheet measured in inches; white, or dark on a dark page."""

from functools import lru_cache

from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from ..arguments import shown
from .page import is_dark


def mixed(one, share, other):
    """So large a share of one colour, the rest of the other."""
    return tuple(share * a + (1 - share) * b for a, b in zip(to_rgb(one), to_rgb(other)))


PALETTE = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "black": "#000000",
}  # Okabe and Ito, Color universal design (2008)
COLOURS = {
    "input": PALETTE["blue"],
    "kernel": PALETTE["orange"],
    "output": PALETTE["green"],
    "gradient": PALETTE["vermilion"],
    "padding": "#999999",
    "plain": "#555555",
}
DARK = {
    "input": "#56B4E9", "kernel": "#F0B429", "output": "#2FC79A", "gradient": "#F2744B", "padding": "#7E7E7E",
    "plain": "#D0D0D0",
}  # fmt: skip
"""The roles' colours, lighter, for lines and tints on a dark page."""
TINTS = {"input": 0.2, "kernel": 0.25, "output": 0.2, "gradient": 0.4, "padding": 0.35, "plain": 0.08}
PAPERS = "#ffffff", "#111111"  # of a light page and of a dark one
INKS = "#222222", "#f0f0f0"  # letters on them
DIVERGING = LinearSegmentedColormap.from_list("signed", [COLOURS["input"], PAPERS[0], COLOURS["gradient"]])
DIVERGING_DARK = LinearSegmentedColormap.from_list(
    "signed on dark",
    [mixed(DARK["input" if i < 0 else "gradient"], (abs(i) / 64) ** 0.6, PAPERS[1]) for i in range(-64, 65)],
)
"""Steeper near 0: what is nearly dark cannot be told from the dark."""
DPI = 100
WIDTH = 7.0  # inches, 700 pixels: the width of a notebook's text
MARGIN = 0.12
SMALL, NORMAL, LARGE = 9, 10, 11  # points


def colour(role):
    """The colour of a role such as ``"input"``, on a page as it is now; one sentence where there is no such role."""
    if role not in COLOURS:
        raise ValueError(f"role must be one of {', '.join(COLOURS)}, not {shown(role)}.")
    return (DARK if is_dark() else COLOURS)[role]


def paper():
    """The ground of a page as it is now."""
    return PAPERS[is_dark()]


def ink():
    """Of letters on it."""
    return INKS[is_dark()]


def fill(role):
    """The pale colour of a role, for areas with text on them; on a dark page it is a deep one."""
    return tint(colour(role), TINTS[role])


def diverging():
    """The colours of signed values, in which 0 is the page's ground."""
    return DIVERGING_DARK if is_dark() else DIVERGING


def tint(base, share):
    """``base`` mixed with the page's ground; ``share`` of it remains."""
    return mixed(base, share, paper())


def ink_on(background):
    """Letters that can be read on ``background``, 4.5 : 1 at least: dark ones, white where these cannot, or black."""
    return next(letters for letters in (INKS[0], "white", "black") if contrast(letters, background) >= 4.5)


def contrast(one, other):
    """Of two colours, as that of a page is measured (WCAG 2): from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    """How light a colour is (WCAG 2's relative luminance); white is 1."""
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear))


def sheet(width, height, title="", caption=""):
    """A figure with room for ``width`` x ``height`` inches of drawing between a title and a caption.

    Returns
    -------
    figure, axes : an invisible axes over the whole figure, in inches from its top left corner
    top : float
        Where the drawing begins; its left edge is at ``MARGIN``.
    """
    longest = max(width, 4.5)  # a title may be wider than a small drawing
    heading = wrap(title, longest, LARGE, "bold") if title else []
    remark = wrap(caption, longest, NORMAL) if caption else []
    if width > WIDTH - 2 * MARGIN + 0.01:
        raise ValueError(
            f"This drawing is {DPI * (width + 2 * MARGIN):.0f} pixels wide, but a page has {DPI * WIDTH:.0f}: "
            f"draw a part of it, or use smaller cells or shorter texts."
        )
    width = max([width, *(text_width(t, LARGE, "bold") for t in heading), *(text_width(t) for t in remark)])
    top = MARGIN + (len(heading) * line_height(LARGE) + 0.1 if heading else 0)
    below = len(remark) * line_height() + 0.1 if remark else 0
    figure = Figure(figsize=(width + 2 * MARGIN, top + height + below + MARGIN), dpi=DPI, facecolor=paper())
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width + 2 * MARGIN), ylim=(top + height + below + MARGIN, 0))
    axes.set_axis_off()
    for i, line in enumerate(heading):
        write(axes, MARGIN, MARGIN + i * line_height(LARGE), line, size=LARGE, weight="bold", ha="left", va="top")
    for i, line in enumerate(remark):
        write(axes, MARGIN, top + height + 0.1 + i * line_height(), line, ha="left", va="top")
    return figure, axes, top


def write(axes, x, y, text, size=NORMAL, color=None, ha="center", va="center", **options):
    """Text on a sheet, centred on (x, y) unless told otherwise."""
    axes.text(x, y, text, size=size, color=color or ink(), ha=ha, va=va, **options)


@lru_cache(maxsize=4096)
def text_width(text, size=NORMAL, weight="normal"):
    """Width of a line of text in inches."""
    font = FontProperties(size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72 if text else 0.0


def wrap(text, width, size=NORMAL, weight="normal"):
    """``text`` as lines of at most ``width`` inches, broken at spaces (not at those of 5 × 5) and line breaks.

    As few lines as there can be, and these about equally long: no word is left alone.
    """

    def measure(line):
        return text_width(line, size, weight)

    lines = []
    for paragraph in str(text).replace(" × ", "\u00a0×\u00a0").split("\n"):
        found, room = _broken(paragraph, width, measure), width
        best = found
        while 1 < len(found) == len(best) and max(map(measure, found)) <= room:
            best, room = found, max(map(measure, found)) - 1e-6
            found = _broken(paragraph, room, measure)
        lines += best
    return [line.replace("\u00a0", " ") for line in lines]


def _broken(paragraph, width, measure):
    lines = [""]
    for word in paragraph.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and measure(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def line_height(size=NORMAL):
    """Inches from one line of text to the next."""
    return 1.4 * size / 72
