"""The visual language: colours by meaning, fonts, and a white sheet measured in inches."""

from functools import lru_cache

from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from ..arguments import shown

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
TINTS = {"input": 0.2, "kernel": 0.25, "output": 0.2, "gradient": 0.4, "padding": 0.35, "plain": 0.08}
DIVERGING = LinearSegmentedColormap.from_list("signed", [PALETTE["blue"], "#FFFFFF", PALETTE["vermilion"]])
INK = "#222222"
DPI = 100
WIDTH = 7.0  # inches, 700 pixels: the width of a notebook's text
MARGIN = 0.12
SMALL, NORMAL, LARGE = 9, 10, 11  # points


def colour(role):
    """The colour of a role such as ``"input"``; one sentence where there is no such role."""
    if role not in COLOURS:
        raise ValueError(f"role must be one of {', '.join(COLOURS)}, not {shown(role)}.")
    return COLOURS[role]


def fill(role):
    """The pale colour of a role, for areas with text on them."""
    return tint(colour(role), TINTS[role])


def tint(base, share):
    """``base`` mixed with white; ``share`` of it remains."""
    return tuple(share * c + (1 - share) for c in to_rgb(base))


def ink_on(background):
    """Black or white, whichever can be read on ``background``."""
    r, g, b = to_rgb(background)
    return INK if 0.299 * r + 0.587 * g + 0.114 * b > 0.5 else "white"


def sheet(width, height, title="", caption=""):
    """A white figure with room for ``width`` x ``height`` inches of drawing between a title and a caption.

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
    figure = Figure(figsize=(width + 2 * MARGIN, top + height + below + MARGIN), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width + 2 * MARGIN), ylim=(top + height + below + MARGIN, 0))
    axes.set_axis_off()
    for i, line in enumerate(heading):
        write(axes, MARGIN, MARGIN + i * line_height(LARGE), line, size=LARGE, weight="bold", ha="left", va="top")
    for i, line in enumerate(remark):
        write(axes, MARGIN, top + height + 0.1 + i * line_height(), line, ha="left", va="top")
    return figure, axes, top


def write(axes, x, y, text, size=NORMAL, color=INK, ha="center", va="center", **options):
    """Text on a sheet, centred on (x, y) unless told otherwise."""
    axes.text(x, y, text, size=size, color=color, ha=ha, va=va, **options)


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
