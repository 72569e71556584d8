"""Curves of trainings side by side, as SVG text: loss and accuracy against epochs."""

from math import ceil, floor, log10

from ..kit.svg import flow, heading, part

PANEL, TALL, LEFT, TOP, BETWEEN, BELOW = 270, 150, 42, 24, 48, 40  # pixels
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
    loss = _Panel(LEFT, epochs, top, f"Loss on the training images{cut}", _ticks(top))
    right = _Panel(
        LEFT + PANEL + BETWEEN, epochs, 100, "Right answers, %: lines training, dots test", range(0, 101, 20)
    )
    losses, rights = [loss.frame()], [right.frame()]
    for number, run in drawn:
        losses.append(loss.line(number, "loss", [(p.epoch, p.loss) for p in run.points]))
        rights.append(right.line(number, "accuracy", [(p.epoch, 100 * p.accuracy) for p in run.points]))
        if run.test:
            rights.append(right.dot(number, run.points[-1].epoch, 100 * run.result["test_accuracy"]))
    size = LEFT + PANEL + 8, TOP + TALL + BELOW
    panels = [part("".join(drawn_), panel.left - LEFT, 0, *size) for panel, drawn_ in ((loss, losses), (right, rights))]
    return flow(panels, _alt(drawn))


class _Panel:
    """Axes from 0 to ``epochs`` and from 0 to ``top``."""

    def __init__(self, left, epochs, top, title, ticks):
        self.left, self.epochs, self.top, self.title, self.ticks = left, epochs, top, title, ticks

    def x(self, epoch):
        return self.left + PANEL * epoch / self.epochs

    def y(self, value):
        return TOP + TALL * (1 - min(max(value, 0), self.top) / self.top)

    def frame(self):
        bottom, right = TOP + TALL, self.left + PANEL
        parts = [heading(self.left, TOP - 4, self.title)]
        for value in self.ticks:
            y = self.y(value)
            parts.append(f'<path d="M{self.left} {y:.1f}H{right}" style="stroke:var(--cnn-rule);stroke-width:1"/>')
            parts.append(
                f'<text class="cnn-index" x="{self.left - 6}" y="{y:.1f}" style="text-anchor:end">{value:g}</text>'
            )
        step = max(1, ceil(self.epochs / 10))
        for epoch in range(0, self.epochs + 1, step):
            parts.append(f'<text class="cnn-index" x="{self.x(epoch):.1f}" y="{bottom + 12}">{epoch}</text>')
        parts.append(f'<text class="cnn-index" x="{self.left + PANEL / 2}" y="{bottom + 29}">epochs</text>')
        parts.append(
            f'<path d="M{self.left} {TOP}V{bottom}H{right}" style="fill:none;stroke:var(--cnn-faint);stroke-width:1"/>'
        )
        return "".join(parts)

    def line(self, number, name, points):
        if len(points) == 1:
            return self.dot(number, *points[0], name)
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        return (
            f'<polyline data-curve="{name}-{number}" points="{path}" style="{stroke(number)};stroke-linejoin:round"/>'
        )

    def dot(self, number, epoch, value, name="test"):
        place = f'cx="{self.x(epoch):.1f}" cy="{self.y(value):.1f}"'
        colour = COLOURS[(number - 1) % len(COLOURS)]
        style = f"fill:{colour};stroke:var(--cnn-paper);stroke-width:1"
        return f'<circle data-curve="{name}-{number}" {place} r="4.5" style="{style}"/>'


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
