"""No line ends between a number and its unit, nor within a size such as 5 × 5."""

import re

SPACE = "\u00a0"
UNITS = "px|pixels?|ms|µs|s|seconds|%|kB|MB|GB|bytes|steps?|epochs?|images|million"
TORN = re.compile(rf"(?<=\d) (?=(?:{UNITS})\b|%|× \d)|(?<=\d ×) (?=\d)")


def unbroken(html):
    """The same text with spaces that no line ends at; drawings, whose lines do not break, are left as they are."""
    words, *drawings = html.split("<svg")
    parts = [TORN.sub(SPACE, words)]
    for drawing in drawings:
        svg, end, words = drawing.partition("</svg>")
        parts += ["<svg", svg, end, TORN.sub(SPACE, words)]
    return "".join(parts)
