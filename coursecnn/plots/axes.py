"""What all charts share: their ground and axes, colours and strokes of curves, names, legends."""

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..arguments import shown
from .page import is_dark
from .style import DARK, DPI, INKS, LARGE, MARGIN, NORMAL, PALETTE, SMALL, WIDTH, colour, ink, paper, tint, wrap

LINES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2))]
MARKERS = "osD^vPX"
AXES = PALETTE["black"], INKS[1]  # their lines and letters, on a light page and on a dark one
CYCLES = (
    [PALETTE[name] for name in ("blue", "vermilion", "green", "orange", "purple", "sky", "black")],
    [
        *(DARK[role] for role in ("input", "gradient", "output", "kernel")),
        PALETTE["purple"],
        PALETTE["yellow"],
        AXES[1],
    ],
)  # of curves, on the same
HEIGHT = 3.4  # inches


def chart(title, columns=1, rows=1):
    """A figure with its title and (rows x columns) empty axes, in one list."""
    size = WIDTH if columns > 1 else 6.2, HEIGHT * rows
    figure = Figure(figsize=size, dpi=DPI, facecolor=paper(), layout="constrained")
    figure.get_layout_engine().set(w_pad=MARGIN, h_pad=MARGIN)
    lines = wrap(title, figure.get_figwidth() - 2 * MARGIN, LARGE, "bold")
    figure.suptitle(
        "\n".join(lines), size=LARGE, weight="bold", color=ink(), x=MARGIN / figure.get_figwidth(), ha="left"
    )
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels:
        axes.set_facecolor(paper())
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[:].set_color(axes_ink())
        axes.xaxis.label.set_color(axes_ink())
        axes.yaxis.label.set_color(axes_ink())
        axes.grid(True, color=tint(colour("padding"), 0.4), linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=SMALL)
        axes.tick_params(which="both", colors=axes_ink())
    return figure, panels


def axes_ink():
    """The colour of their lines and letters, on a page as it is now."""
    return AXES[is_dark()]


def cycle(index):
    """The colour of the curve with this number."""
    colours = CYCLES[is_dark()]
    return colours[index % len(colours)]


def draw_curves(axes, series, xlabel, ylabel, logx=False, logy=False, groups=None):
    """See ``charts.curves``."""
    if not series:
        raise ValueError("curves needs at least one name with its (xs, ys).")
    groups = groups or {name: name for name in series}
    if set(groups) != set(series):
        raise ValueError(
            f"groups must have the same names as series, {shown(list(series))}, not {shown(list(groups))}."
        )
    kinds = list(dict.fromkeys(groups[name] for name in series))
    for index, (name, (xs, ys)) in enumerate(series.items()):
        if len(xs) != len(ys):
            raise ValueError(f"{shown(name)} has {len(xs)} xs but {len(ys)} ys: every point needs both.")
        stroke = LINES[index % len(LINES)] if len(xs) > 1 else "none"
        axes.plot(xs, ys, color=cycle(kinds.index(groups[name])), linestyle=stroke, linewidth=1.8,
                  marker=MARKERS[index % len(MARKERS)], markersize=5 if len(xs) > 1 else 8,
                  markevery=max(1, len(xs) // 10), label=name)  # fmt: skip
    axes.set(xlabel=xlabel, ylabel=wrapped(ylabel))
    axes.set(xscale="log" if logx else "linear", yscale="log" if logy else "linear")
    if not logx and all(float(x).is_integer() for xs, _ in series.values() for x in xs):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, steps=[1, 1.5, 2, 5, 10]))
    if len(series) > 1:
        legend(axes)


def legend(axes, **place):
    """Names of curves, through whose ground what lies below is seen."""
    axes.legend(
        fontsize=SMALL,
        framealpha=0.85,
        facecolor=paper(),
        edgecolor="none",
        labelcolor=axes_ink(),
        handlelength=2.6,
        **place,
    )


def wrapped(label):
    """A label of the upright axis, in lines that are no longer than it."""
    return "\n".join(wrap(label, HEIGHT - 1.1, NORMAL))


def names_below(axes, names):
    """Names in place of numbers below the level axis."""
    room = (6.2 - 1.0) / max(len(names), 1) - 0.08
    axes.set_xticks(range(len(names)), ["\n".join(wrap(name, room, SMALL)) for name in names])
    axes.grid(False, axis="x")


def label_above(axes, place, top, text):
    """A number above a bar."""
    axes.annotate(
        text, (place, top), (0, 3), textcoords="offset points", ha="center", va="bottom", size=SMALL, color=ink(),
        bbox=dict(facecolor=paper(), edgecolor="none", pad=0.5),  # or a line of the grid may strike it through
    )  # fmt: skip
