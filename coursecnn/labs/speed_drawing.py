"""Times as dots on a logarithmic scale, with the sentences around them."""

from math import ceil, floor, log10

from ..arguments import count
from ..plots.values import number, times
from .kit.chart import chart
from .kit.svg import flow, line
from .kit.table import table

NAMES = "loops", "im2col", "package"
AXIS, TOP, PITCH, WIDEST, DOT = 64, 20, 32, 400, 6  # pixels: of the names, to the rows, from one to the next; a radius
HEADS = {"way": "computed by", "time": "time", "rate": "GFLOP/s", "ratio": "times as fast as loops"}
WAYS = "Loops: the definition, in Python; im2col: all windows copied into one matrix, one product; package: coursecnn."
SAME = 1e-4  # float32 has about seven digits; sums of many numbers lose some


def plan(shape, backward, heard=False):
    """What would be timed: shapes, multiplications, memory, in a line that is read aloud if ``heard``; and the ways."""
    out = shape.size - shape.kernel + 1
    images = f"{count(shape.n, 'image')}, {count(shape.c, 'channel')}, {times((shape.size,) * 2)}"
    maps = f"{count(shape.n, 'image')}, {count(shape.filters, 'map')}, {times((out, out))}"
    work = f"{shape.multiplications:,} multiplications forward"
    if backward:
        work += f", {3 * shape.multiplications:,} with backward"
    matrix = 4 * shape.multiplications / shape.filters
    pixels = _bytes(4 * shape.n * shape.c * shape.size**2)
    memory = f"im2col makes a matrix of {_bytes(matrix)} from images of {pixels} (4 bytes a number)"
    return line(f"{images} \u2192 {maps}: {work}; {memory}.", "plan", heard) + line(WAYS, "ways")


def progress(share):
    """How far a measurement is."""
    return f'<progress value="{share:.3f}" max="1" aria-label="Measurement" style="width:100%;height:8px"></progress>'


def render(frame, shape, backward, busy=False):
    """A ``SpeedFrame`` as HTML, or what to do where there is none.

    Parameters
    ----------
    frame : SpeedFrame or None
    shape : Conv
    backward : bool
        What the controls say now: the reader is told where the measurement was of something else.
    busy : bool
        Another measurement runs.
    """
    if frame is None:
        return line("Measuring." if busy else "Press Measure.", "measured")
    sizes = frame.shape
    title = f"Measured: batch {sizes.n}, channels {sizes.c}, image side {sizes.size}, kernel {sizes.kernel}, "
    title += f"filters {sizes.filters}, forward{' and backward' if frame.backward else ''}."
    if not frame.is_of(shape, backward) and not busy:
        title += " Press Measure for what is chosen now."
    return line(title, "measured") + _dots(frame) + _words(frame)


def _dots(frame):
    """The times as dots, because on this scale the length of a bar says nothing; and in figures."""
    low, high = floor(log10(min(frame.seconds.values())) - 0.1), ceil(log10(max(frame.seconds.values())))
    bottom = TOP + len(NAMES) * PITCH

    def x(exponent):
        return 100 * (exponent - low) / (high - low)

    rules = "".join(f"M{x(exponent):.2f} {TOP - 2}V{bottom}" for exponent in range(low, high + 1))
    shown = range(low, high + 1, 1 + (high - low) // 5)  # so few that they do not touch on a telephone
    marks = [f'<text class="cnn-index" x="{x(n):.2f}%" y="{TOP - 12}">{_time(10.0**n)}</text>' for n in shown]
    names = []
    for row, name in enumerate(NAMES):
        y = TOP + (row + 0.5) * PITCH
        rules += f"M0 {y:g}H100"
        hollow = name == "loops" and frame.scale > 1
        style = f"fill:var(--cnn-{'paper' if hollow else 'output'});stroke:var(--cnn-output);stroke-width:2"
        place = f'cx="{x(log10(frame.seconds[name])):.2f}%" cy="{y:g}" r="{DOT}"'
        marks.append(f'<circle data-dot="{name}" {place} style="{style}"/>')
        names.append(f'<text x="{AXIS - 8}" y="{y:g}" style="text-anchor:end">{name}</text>')
    lines = f'<path d="{rules}" style="stroke:var(--cnn-rule)"/>'
    dots = chart(AXIS, bottom, "".join(names), lines, "".join(marks), most=WIDEST)
    alt = "Time for the batch: " + ", ".join(f"{name} {_time(t)}" for name, t in frame.seconds.items())
    part = " The hollow dot is reckoned from a part of the batch." if frame.scale > 1 else ""
    scale = line(
        f"Time for the batch, on a logarithmic scale: each upright line is ten times the one before.{part}", "scale"
    )
    figures = table(HEADS, [(name, (name, *_values(frame, name))) for name in NAMES], "{key}-{name}")
    return f'{scale}<div class="cnn-flow">{flow([dots], alt)}{figures}</div>'


def _values(frame, name):
    return _time(frame.seconds[name]), _three(frame.rate(name) / 1e9), _three(frame.ratio(name))


def _words(frame):
    """How it was measured, and whether the results agree."""
    part, whole = frame.part, frame.shape
    how = f"Medians of {frame.timings['package']} timings (loops: {frame.timings['loops']}). "
    how += "GFLOP/s: billion operations per second; a multiplication and an addition are two."
    if frame.scale > 1:
        how += f" The loops ran on a part, {part.n} of {whole.n} images and {part.filters} of {whole.filters} filters, "
        how += f"and their time was multiplied by {_three(frame.scale)}."
    if frame.difference < SAME:
        agree = (
            f"All three give the same result: the largest difference is {_part(frame.difference)} the largest number."
        )
    else:
        agree = (
            f"The results differ by up to {number(frame.difference)} of the largest number: one of the three is wrong."
        )
    return line(agree, "agree") + line(how, "how")


def _part(share):
    """A small share in words: 2 parts in 10 million of."""
    if not share:
        return "0 of"
    lead, power = f"{share:.0e}".split("e-")
    whole = 10 ** int(power)
    words = f"{whole // 10**6:,} million" if whole >= 10**6 else f"{whole:,}"
    return f"{count(int(lead), 'part')} in {words} of"


def _time(seconds):
    units = (("s", 1), ("ms", 1e-3), ("\u00b5s", 1e-6))
    unit, size = next((u for u in units if seconds >= 0.9995 * u[1]), units[-1])
    return f"{_three(seconds / size)} {unit}"


def _bytes(size):
    if size < 1000:
        return f"{size:.0f} bytes"
    return f"{_three(size / 1e6)} MB" if size >= 999_500 else f"{_three(size / 1e3)} kB"


def _three(value):
    """A number with three digits that count."""
    return f"{value:,.0f}" if value >= 999.5 else f"{value:.3g}" if value >= 1e-4 else f"{value:.1e}"
