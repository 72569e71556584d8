"""The visual language: colours by meaning, fonts, and a sheet of paper measured in inches."""

from functools import lru_cache

from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath

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
    "padding": "#9A9A9A",
    "plain": "#555555",
}
DIVERGING = LinearSegmentedColormap.from_list("signed", [PALETTE["blue"], "#FFFFFF", PALETTE["vermilion"]])
INK = "#222222"
WIDTH = 7.0  # inches: 700 pixels
DPI = 100
MARGIN = 0.12
SMALL, NORMAL, LARGE = 9, 10, 11  # points


def colour(role):
    """The colour of a role such as ``"input"``; one sentence where there is no such role."""
    if role not in COLOURS:
        raise ValueError(f"role must be one of {', '.join(COLOURS)}, not {role!r}.")
    return COLOURS[role]


def tint(base, share=0.2):
    """``base`` mixed with white; ``share`` of it remains."""
    return tuple(share * c + (1 - share) for c in to_rgb(base))


def ink_on(background):
    """Black or white, whichever can be read on ``background``."""
    r, g, b = to_rgb(background)
    return INK if 0.299 * r + 0.587 * g + 0.114 * b > 0.5 else "white"


def sheet(width, height):
    """A white figure with one invisible axes over all of it, in inches from the top left corner."""
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


@lru_cache(maxsize=4096)
def text_width(text, size=NORMAL, weight="normal"):
    """Width of a line of text in inches."""
    if not text.strip():
        return 0.0
    return TextPath((0, 0), text, size=size, prop={"weight": weight}, usetex=False).get_extents().x1 / 72


def wrap(text, width, size=NORMAL, weight="normal"):
    """``text`` as lines of at most ``width`` inches, broken at spaces."""
    lines = []
    for paragraph in str(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, weight) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def line_height(size=NORMAL):
    """Inches from one line of text to the next."""
    return 1.35 * size / 72


def number(value):
    """A number as a cell shows it: whole numbers as they are, others with two or three decimals."""
    if isinstance(value, str):
        return value
    value = float(value)
    if value != value or abs(value) == float("inf"):
        return str(value).replace("-", "\u2212")
    if value == int(value) and abs(value) < 1e6:
        text = str(int(value))
    elif 0 < abs(value) < 0.001 or abs(value) >= 1e5:
        text = f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e")
    else:
        text = f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")
