"""Curves, bars and the roofline."""

import numpy as np
from matplotlib.figure import Figure

from .style import COLOURS, DPI, INK, LARGE, PALETTE, SMALL, WIDTH, tint, wrap

LINES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
MARKERS = "osD^vP"
CYCLE = [PALETTE[name] for name in ("blue", "vermilion", "green", "orange", "purple", "sky", "black")]


def curves(series, xlabel, ylabel, title, logx=False, logy=False):
    """Lines that differ in colour, stroke and marker.

    Parameters
    ----------
    series : dict of name to (xs, ys)
    xlabel, ylabel, title : str
        With units where there are any; the title says the finding.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (axes,) = _chart(title)
    draw_curves(axes, series, xlabel, ylabel, logx, logy)
    return figure


def draw_curves(axes, series, xlabel, ylabel, logx=False, logy=False):
    for index, (name, (xs, ys)) in enumerate(series.items()):
        marker = MARKERS[index % len(MARKERS)]
        axes.plot(xs, ys, color=CYCLE[index % len(CYCLE)], linestyle=LINES[index % len(LINES)], marker=marker, markersize=5,
                  markevery=max(1, len(xs) // 10), label=name)  # fmt: skip
    axes.set(xlabel=xlabel, ylabel=ylabel, xscale="log" if logx else "linear", yscale="log" if logy else "linear")
    if len(series) > 1 or next(iter(series), ""):
        axes.legend(frameon=False)


def bars(values, ylabel, title, log=False, errors=None):
    """One bar for each entry, with its number above it.

    Parameters
    ----------
    values : dict of name to number
    errors : dict of name to number
        Half lengths of the error bars, such as standard deviations; say in ``ylabel`` what they are.
    """
    figure, (axes,) = _chart(title)
    heights = list(values.values())
    spread = None if errors is None else [errors[name] for name in values]
    axes.bar(range(len(values)), heights, 0.6, color=COLOURS["input"], yerr=spread, capsize=4, ecolor=INK)
    tops = np.asarray(heights, float) + (0 if spread is None else np.asarray(spread))
    for place, (height, top) in enumerate(zip(heights, tops)):
        axes.annotate(f"{height:,.4g}", (place, top), (0, 3), textcoords="offset points", ha="center", va="bottom", size=SMALL)
    axes.set(ylabel=ylabel, yscale="log" if log else "linear")
    axes.set_xticks(range(len(values)), list(values))
    axes.margins(y=0.15)
    return figure


def history(h, title=""):
    """Loss and accuracy of a training, epoch by epoch.

    Parameters
    ----------
    h : coursecnn.training.History
    """
    if not h.epochs:
        raise ValueError("The history has no epochs yet: train first.")
    figure, (left, right) = _chart(title or f"Loss and accuracy in {len(h.epochs)} epochs", 2)
    epochs = h.column("epoch")
    checked = h.epochs[0].validation_loss is not None
    for axes, name, label in ((left, "loss", "loss"), (right, "accuracy", "accuracy")):
        series = {"training": (epochs, h.column(name))}
        if checked:
            series["validation"] = (epochs, h.column(f"validation_{name}"))
        draw_curves(axes, series, "epoch", label)
    return figure


def roofline(peak_gflops, bandwidth_gbs, points, title=""):
    """What a processor can reach at best, and where programs stand.

    Parameters
    ----------
    peak_gflops : float
        Fastest arithmetic, in 10^9 operations per second.
    bandwidth_gbs : float
        Memory, in 10^9 bytes per second.
    points : dict of name to (operations per byte, 10^9 operations per second)

    Notes
    -----
    Williams, Waterman and Patterson, Roofline (2009): the bound is min(peak, intensity x bandwidth).
    """
    figure, (axes,) = _chart(title or "How far each version is from what the processor can reach")
    ridge = peak_gflops / bandwidth_gbs
    intensities = [ridge, *(x for x, _ in points.values())]
    xs = np.geomspace(min(intensities) / 4, max(intensities) * 4, 200)
    axes.plot(xs, np.minimum(peak_gflops, xs * bandwidth_gbs), color=INK, label="bound of the processor")
    for index, (name, (x, y)) in enumerate(points.items()):
        axes.plot([x], [y], MARKERS[index % len(MARKERS)], color=CYCLE[index % len(CYCLE)], markersize=8, label=name)
    axes.set(xscale="log", yscale="log", xlabel="operations per byte", ylabel="billion operations per second")
    axes.legend(frameon=False, fontsize=SMALL)
    return figure


def _chart(title, columns=1):
    figure = Figure(figsize=(WIDTH if columns > 1 else 6.2, 3.4), dpi=DPI, facecolor="white", layout="constrained")
    lines = wrap(title, figure.get_size_inches()[0] - 0.4, LARGE, "bold")
    figure.suptitle("\n".join(lines), size=LARGE, weight="bold", color=INK, x=0.02, ha="left")
    panels = figure.subplots(1, columns, squeeze=False)[0]
    for axes in panels:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(True, color=tint(COLOURS["padding"], 0.4), linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=SMALL)
    return figure, panels
