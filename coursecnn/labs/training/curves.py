"""Curves of trainings side by side, as SVG text: loss and accuracy against epochs."""

from math import ceil, floor, log10

from ..kit.cells import text_width
from ..kit.chart import chart
from ..kit.svg import flow, heading
from .words import differing, settings

AXIS, TALL, TOP, BELOW = 42, 98, 24, 20  # pixels
LEFT, PANEL = 0, 100  # percent of the width
LEADER, LABEL, LABELS = 18, 12, 8  # pixels from an end to its label, between two labels; at most so many, the newest
DOT = 10  # pixels between dots that would cover each other
STROKES = ("", "7 4", "2 3", "9 3 2 3")
COLOURS = (
    "var(--cnn-input)",
    "var(--cnn-gradient)",
    "var(--cnn-output)",
    "var(--cnn-kernel)",
    "#CC79A7",
    "var(--cnn-plain)",
)
START = 'style="text-anchor:start"'
HIGHEST = 4.0  # loss; what is above it is cut off


def stroke(number):
    """The ``style`` of run ``number``'s line: colours, and for later runs also dashes, tell them apart."""
    turn, colour = divmod(number - 1, len(COLOURS))
    dashes = STROKES[turn % len(STROKES)]
    return f"fill:none;stroke:{COLOURS[colour]};stroke-width:2" + (f";stroke-dasharray:{dashes}" if dashes else "")


def draw(runs):
    """Loss and accuracy of runs, each with its number from 1 at its end, and a dot for its accuracy on the test images.

    Parameters
    ----------
    runs : list of Run

    Returns
    -------
    str
        HTML.
    """
    drawn = [(number, run) for number, run in enumerate(runs, 1) if run.points]
    epochs = max((run.epochs for _, run in drawn), default=1)
    losses = [point.loss for _, run in drawn for point in run.points]
    top = min(HIGHEST, max([2.5, *losses]))
    cut = ", cut off at 4" if losses and max(losses) > HIGHEST else ""
    names = _names(runs)
    loss = _Panel(epochs, top, f"Loss in training{cut}", _ticks(top), names)
    right = _Panel(epochs, 100, "% right: line in training, dot in the test", range(0, 101, 20), names)
    for number, run in drawn:
        loss.line(number, "loss", [(p.epoch, p.loss) for p in run.points])
        right.line(number, "accuracy", [(p.epoch, 100 * p.accuracy) for p in run.points])
        if run.test:
            right.test(number, run.epochs, 100 * run.result["test_accuracy"])
    return flow([loss.draw(), right.draw()], _alt(drawn))


def _names(runs):
    """What stands at the ends of curves: (words above all of them, the text of each run)."""
    differ = differing(runs) if runs else []
    name = "rate" if "rate" in differ or not differ else differ[0]
    if len(runs) == 1:
        return "", [f"run 1, {name} {settings(runs[0])[name]}"]
    return f"run: {name}", [f"{number}: {settings(run)[name]}" for number, run in enumerate(runs, 1)]


class _Panel:
    """Axes from 0 to ``epochs`` and from 0 to ``top``, and what is drawn between them; ``names`` as of ``_names``."""

    def __init__(self, epochs, top, title, ticks, names):
        self.epochs, self.top, self.title, self.ticks, self.names = epochs, top, title, ticks, names
        self.lines, self.marks, self.ends, self.dots = [], [], {}, []

    def x(self, epoch):
        return LEFT + PANEL * epoch / self.epochs

    def y(self, value):
        return TOP + TALL * (1 - min(max(value, 0), self.top) / self.top)

    def draw(self):
        bottom, axis = TOP + TALL, [heading(0, TOP - 4, self.title)]
        rules = "".join(f"M{LEFT} {self.y(value):.1f}h{PANEL}" for value in self.ticks)
        frame = f'<path d="{rules}" style="stroke:var(--cnn-rule)"/>'
        frame += f'<path d="M{LEFT} {TOP}V{bottom}h{PANEL}" style="fill:none;stroke:var(--cnn-faint)"/>'
        for value in self.ticks:
            place = f'x="{AXIS - 6}" y="{self.y(value):.1f}" style="text-anchor:end"'
            axis.append(f'<text class="cnn-index" {place}>{value:g}</text>')
        epochs = range(0, self.epochs + 1, max(1, ceil(self.epochs / 10)))
        below = [
            f'<text class="cnn-index" x="{self.x(epoch):.2f}%" y="{bottom + 12}">{epoch}</text>' for epoch in epochs
        ]
        marks, right = self._labels() if self.ends else ("", LEADER + _wide("epoch"))
        below.append(_beside(f'<text class="cnn-index" x="{LEADER}" y="{bottom + 12}" {START}>epoch</text>'))
        parts = "".join(axis), frame + "".join(self.lines), "".join(below) + marks + "".join(self.marks)
        return chart(AXIS, bottom + BELOW, *parts, most=400, right=right)

    def line(self, number, name, points):
        self._end(number, *points[-1])
        if len(points) == 1:
            (epoch, value), style = points[0], _dot_style(number)
            place = f'cx="{self.x(epoch):.2f}%" cy="{self.y(value):.1f}"'
            self.marks.append(f'<circle data-curve="{name}-{number}" {place} r="4" style="{style}"/>')
            return
        path = " ".join(f"{self.x(x):.2f},{self.y(y):.1f}" for x, y in points)
        style = f"{stroke(number)};stroke-linejoin:round"
        self.lines.append(f'<polyline data-curve="{name}-{number}" points="{path}" style="{style}"/>')

    def test(self, number, epoch, value):
        """A dot at the end of a training, left of those that it would cover."""
        y = self.y(value)
        taken = {slot for slot, *other in self.dots if other[0] == epoch and abs(other[1] - y) < DOT}
        slot = min(set(range(LABELS)) - taken, default=LABELS - 1)
        self.dots.append((slot, epoch, y))
        self._end(number, epoch, value)
        dot = f'<circle data-curve="test-{number}" cx="{-DOT * slot}" cy="{y:.1f}" r="4" style="{_dot_style(number)}"/>'
        self.marks.append(_beside(dot, self.x(epoch)))

    def _end(self, number, epoch, value):
        """Where the line to a run's label begins."""
        self.ends[number] = self.x(epoch), self.y(value)

    def _labels(self):
        """The names of the newest runs, from top to bottom as their ends; and the pixels that they take."""
        words, names = self.names
        newest = sorted(sorted(self.ends)[-LABELS:], key=lambda number: self.ends[number][1])
        ys = _apart([self.ends[number][1] for number in newest], TOP + LABEL * bool(words), TOP + TALL)
        drawn = (
            [f'<text class="cnn-index" x="{LEADER}" y="{ys[0] - LABEL:.1f}" {START}>{words}</text>'] if words else []
        )
        for number, y in zip(newest, ys, strict=True):
            x, end = self.ends[number]
            if x < PANEL:
                self.lines.append(f'<path d="M{x:.2f} {end:.1f}H{PANEL}" style="{_leader(number)}"/>')
            drawn.append(f'<path d="M3 {end:.1f}L{LEADER - 3} {y:.1f}" style="{_leader(number)}"/>')
            text = f'class="cnn-small" x="{LEADER}" y="{y:.1f}" {START}'
            drawn.append(f'<text data-text="end-{number}" {text}>{names[number - 1]}</text>')
        wide = max(map(_wide, [words, "epoch", *(names[number - 1] for number in newest)]))
        return _beside("".join(drawn)), LEADER + wide


def _beside(drawn, x=PANEL):
    """What is drawn in pixels from a point of the panel."""
    return f'<svg x="{x:.2f}%" width="1" height="1">{drawn}</svg>'


def _wide(text):
    return round(text_width(text, 11))


def _leader(number):
    """Of the line to a label, which is no part of the curve."""
    return f"fill:none;stroke:{COLOURS[(number - 1) % len(COLOURS)]};stroke-width:1;stroke-dasharray:1 3"


def _dot_style(number):
    return f"fill:{COLOURS[(number - 1) % len(COLOURS)]};stroke:var(--cnn-paper);stroke-width:1"


def _apart(ys, top, bottom):
    """Ascending places near ``ys``, at least ``LABEL`` apart and within ``top`` and ``bottom`` where they fit."""
    places = []
    for y in ys:
        places.append(max(y, places[-1] + LABEL if places else top))
    for k, place in enumerate(reversed(places)):
        places[-1 - k] = min(place, bottom - k * LABEL)
    return places


def _ticks(top):
    """Round numbers from 0 to ``top``, four to eight of them."""
    raw = top / 5
    unit = 10.0 ** floor(log10(raw))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= raw)
    return [step * k for k in range(int(top / step + 1e-9) + 1)]


def _alt(drawn):
    if not drawn:
        return "Two empty panels: loss and accuracy against epochs. Curves come with the first run."
    last = "; ".join(
        f"run {number} ends at a loss of {run.points[-1].loss:.2f} with {100 * run.points[-1].accuracy:.1f} % right"
        for number, run in drawn
    )
    return f"Loss and accuracy against epochs: {last}."
