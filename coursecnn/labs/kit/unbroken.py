"""No line ends between a number and its unit, within a size such as 5 × 5, a shape, a range, or before a result."""

import re

SPACE = "\u00a0"
UNITS = "px|pixels?|ms|µs|s|seconds|%|kB|MB|GB|bytes|steps?|epochs?|images|million|times"
SIGNS = "×|/|to|of"
TORN = re.compile(
    rf"(?<=\d) (?=(?:{UNITS})\b|%|(?:{SIGNS}) \d)|(?<=\d [×/]) (?=\d)|(?<=\d (?:to|of)) (?=\d)"  # 5 px, 4 to 11
    r"|(?<=[=·]) (?=\S)|(?<=\S) (?=·)"  # what follows "=", and both sides of a product
)
SHAPE = re.compile(r"(?<!\w)\(\d+(?:, \d+)+\)")


def unbroken(html):
    """The same text with spaces that no line ends at; drawings, whose lines do not break, are left as they are."""
    words, *drawings = html.split("<svg")
    parts = [_kept(words)]
    for drawing in drawings:
        svg, end, words = drawing.partition("</svg>")
        parts += ["<svg", svg, end, _kept(words)]
    return "".join(parts)


def _kept(words):
    return TORN.sub(SPACE, SHAPE.sub(lambda shape: shape[0].replace(" ", SPACE), words))
