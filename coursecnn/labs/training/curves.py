"""Curves of trainings side by side, as SVG text: loss and accuracy against epochs."""

from math import ceil, floor, log10

from ..kit.chart import chart
from ..kit.svg import flow, heading

AXIS, TALL, TOP, BELOW = 42, 98, 24, 20  # pixels
LEFT, PANEL = 0, 100  # percent of the width
STROKES = ("", "7 4", "2 3", "9 3 2 3")
COLOURS = (
    "var(--cnn-input)",
    "var(--cnn-gradient)",
    "var(--cnn-output)",
    "var(--cnn-kernel)",
    "#CC79A7",
    "var(--cnn-plain)",
)
HIGHEST = 4.0  # loss; what is above it is cut off


def stroke(number):
    """The ``style`` of run ``number``'s line: colours, and for later runs also dashes, tell them apart."""
    turn, colour = divmod(number - 1, len(COLOURS))
    dashes = STROKES[turn % len(STROKES)]
    return f"fill:none;stroke:{COLOURS[colour]};stroke-width:2" + (f";stroke-dasharray:{dashes}" if dashes else "")


def draw(runs):
    """Loss and accuracy of runs, each at its number from 1, and a dot for its accuracy on the test images.

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
    loss = _Panel(epochs, top, f"Loss on the training images{cut}, by epoch", _ticks(top))
    right = _Panel(epochs, 100, "% right by epoch: lines training, dots test", range(0, 101, 20))
    for number, run in drawn:
        loss.line(number, "loss", [(p.epoch, p.loss) for p in run.points])
        right.line(number, "accuracy", [(p.epoch, 100 * p.accuracy) for p in run.points])
        if run.test:
            right.dot(number, run.points[-1].epoch, 100 * run.result["test_accuracy"])
    return flow([loss.draw(), right.draw()], _alt(drawn))


class _Panel:
    """Axes from 0 to ``epochs`` and from 0 to ``top``, and what is drawn between them."""

    def __init__(self, epochs, top, title, ticks):
        self.epochs, self.top, self.title, self.ticks = epochs, top, title, ticks
        self.lines, self.marks = [], []

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
        size = AXIS, TOP + TALL + BELOW
        return chart(*size, "".join(axis), frame + "".join(self.lines), "".join(below + self.marks), most=400)

    def line(self, number, name, points):
        if len(points) == 1:
            self.dot(number, *points[0], name)
            return
        path = " ".join(f"{self.x(x):.2f},{self.y(y):.1f}" for x, y in points)
        style = f"{stroke(number)};stroke-linejoin:round"
        self.lines.append(f'<polyline data-curve="{name}-{number}" points="{path}" style="{style}"/>')

    def dot(self, number, epoch, value, name="test"):
        place = f'cx="{self.x(epoch):.2f}%" cy="{self.y(value):.1f}"'
        colour = COLOURS[(number - 1) % len(COLOURS)]
        style = f"fill:{colour};stroke:var(--cnn-paper);stroke-width:1"
        self.marks.append(f'<circle data-curve="{name}-{number}" {place} r="4.5" style="{style}"/>')


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
