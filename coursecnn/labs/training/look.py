"""What a net sees while it is trained: its first filters, the digits that it misreads, and what it takes for what."""

from dataclasses import dataclass

import numpy as np

from ..kit import png
from ..kit.cells import Grid, text_width
from ..kit.mosaic import Mosaic
from ..kit.svg import LINE, Picture, flow, line, part

WATCHED, SHOWN, SIDE, CELL = 300, 10, 44, 16  # test images; misread ones that are shown; pixels
PALE, FULL = 0.1, 0.6  # of the colour in a cell: for a few, and for the most; numbers stay readable on it
FILTERS = "blue: below 0", "orange-red: above 0", "no colour: 0"
NONE = 0.08  # of grey, in a cell of no images


@dataclass(frozen=True)
class Look:
    """A net at one moment.

    Attributes
    ----------
    filters : (C, K_h, K_w)
        Of the first convolution, as they are for the first channel.
    images : (N, 1, H, W)
        Of the test.
    labels, answers : (N,)
    step : int, optional
        The last step of the training before it; None at its end.
    """

    filters: np.ndarray
    images: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    step: int | None = None

    @property
    def misread(self):
        """The numbers of the images that are misread."""
        return np.flatnonzero(self.answers != self.labels)

    @property
    def confusion(self):
        """(10, 10): how many images of digit i are read as digit j."""
        counts = np.zeros((10, 10), int)
        np.add.at(counts, (self.labels, self.answers), 1)
        return counts


def look_at(net, images, labels, answers, step=None):
    """A ``Look`` at a net that reads ``images`` as ``answers``."""
    weights = next(layer.params["weight"] for layer in net.sublayers() if _is_convolution(layer))
    return Look(weights[:, 0].copy(), images, labels, answers, step)


def render(look):
    """A ``Look`` as HTML; empty for None."""
    if look is None:
        return ""
    return line(sentence(look), "look") + flow(
        [_filters(look), _confusion(look), _misread(look)], sentence(look), top=True
    )


def sentence(look):
    """How many are read right, and the most frequent mistake."""
    right, total = len(look.labels) - len(look.misread), len(look.labels)
    text = "Of" if look.step is None else f"After step {look.step:,}: of"
    text += f" {total:,} test images {right:,} are read right"
    wrong = look.confusion * (1 - np.eye(10, dtype=int))
    if not wrong.any():
        return f"{text}."
    digit, taken = np.unravel_index(wrong.argmax(), wrong.shape)
    times = wrong.max()
    return f"{text}; most often {digit} is read as {taken} ({times} {'time' if times == 1 else 'times'})."


def _filters(look):
    maps = Mosaic(look.filters, "filters", 150, 150, True, apart=True)
    drawn = f'<text class="cnn-heading" x="2" y="13">first filters</text>{maps.draw(2, LINE, None)}'
    below = LINE + maps.size[1]
    for k, text in enumerate(FILTERS, 1):
        drawn += f'<text class="cnn-small" x="2" y="{below + 14 * k - 3:g}" style="text-anchor:start">{text}</text>'
    wide = max(maps.size[0], *(text_width(text, 11) for text in FILTERS))
    return part(drawn, 0, 0, wide + 4, below + 14 * len(FILTERS) + 4)


def _confusion(look):
    """Frames on the diagonal; beside it one colour, the stronger the more images."""
    counts, right = look.confusion, np.eye(10, dtype=bool)
    misread = (counts > 0) & ~right
    worst = int(counts[~right].max())
    strength = np.where(misread, _strength(counts, worst), np.where(right, 0, NONE))
    grid = Grid(counts, np.where(misread, "gradient", "plain"), "digit (row) read as (column); empty: 0", "confusion",
                strength=strength, indices=True, hidden=counts == 0, cell=CELL, room=5,
                highlight=[(k, k, 1, 1, "plain") for k in range(10)])  # fmt: skip
    legend, wide = _legend(LINE + grid.size[1] + 11, worst)
    return part(grid.draw(1, LINE) + legend, 0, 0, max(grid.width + 2, wide), LINE + grid.size[1] + 18)


def _legend(y, worst):
    """What the colours of the confusion mean, and the width of these words."""
    meanings = [("cnn-box cnn-plain", "right", [0])]
    if worst:
        ramp = [_strength(n, worst) for n in (1, 0.3 * worst, worst)]
        meanings.append(("cnn-cell cnn-gradient", f"misread, up to {worst}", ramp))
    drawn, x = "", 22
    for kind, text, strengths in meanings:
        for strength in strengths:
            drawn += f'<rect class="{kind}" x="{x}" y="{y - 5:g}" width="12" height="10" '
            drawn += f'style="fill-opacity:{strength:.2f}"/>'
            x += 12
        drawn += f'<text class="cnn-small" x="{x + 4:g}" y="{y:g}" style="text-anchor:start">{text}</text>'
        x += 16 + text_width(text, 11)
    return drawn, x


def _strength(counts, most):
    """How strong the colour of a cell is: equal steps for counts 1, 4, 9, 16, ..."""
    return PALE + (FULL - PALE) * np.sqrt(counts / np.maximum(most, 1))


def _misread(look):
    """Misread digits, five in a line, each with what it is and what it is read as."""
    some = look.misread[:SHOWN]
    title = f"misread (digit\u2192answer), {len(some)} of {len(look.misread):,}" if len(some) else "none is misread"
    drawn = [f'<text class="cnn-heading" x="2" y="13">{title}</text>']
    for k, index in enumerate(some):
        row, column = divmod(k, 5)
        x, y = 2 + column * (SIDE + 6), LINE + row * (SIDE + 22)
        label, answer = look.labels[index], look.answers[index]
        alt = f"A {label} that is read as {answer}."
        drawn.append(Picture(png.grey(look.images[index, 0]), SIDE, alt, name=f"misread-{k}").draw(x, y))
        drawn.append(f'<text x="{x + SIDE / 2}" y="{y + SIDE + 9}">{label}\u2192{answer}</text>')
    return part("".join(drawn), 0, 0, 5 * (SIDE + 6) + 2, LINE + max(1, -(-len(some) // 5)) * (SIDE + 22))


def _is_convolution(layer):
    return "weight" in getattr(layer, "params", ()) and layer.params["weight"].ndim == 4
