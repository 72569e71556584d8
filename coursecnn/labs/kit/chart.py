"""Charts as wide as their place: lines and bars are stretched, letters and marks are not."""

from html import escape


def chart(left, height, axis, lines, marks, alt="", most=600, right=20):
    """A chart as HTML, a piece for ``flow`` or a line of its own.

    Parameters
    ----------
    left, height : int
        Pixels of the strip beside the lines, and of all from top to bottom.
    axis : str
        SVG of that strip, in pixels.
    lines : str
        SVG that is stretched: x goes from 0 to 100, y is in pixels. Strokes stay as thick as they are.
    marks : str
        SVG that is not stretched: x in percent, such as ``x="50%"``, and y in pixels.
    alt : str
        What it shows, unless something around it says so.
    most, right : int
        Pixels that it takes at most, and those of them that stay free for marks to the right of the lines.
    """
    said = f' role="img" aria-label="{escape(alt)}"' if alt else ""
    shape = f'width="100%" height="{height}" viewBox="0 0 100 {height}" preserveAspectRatio="none"'
    style = f"max-width:{most}px;padding-right:{right}px"
    return (
        f'<div class="cnn-chart" style="{style}"{said}><svg width="{left}" height="{height}">{axis}</svg>'
        f'<svg class="cnn-stretched" height="{height}"><svg {shape}>{lines}</svg>{marks}</svg></div>'
    )
