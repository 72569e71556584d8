"""Curves, bars, runs side by side, and the roofline."""

import numpy as np

from ..arguments import shown
from .axes import MARKERS, axes_ink, chart, cycle, draw_curves, label_above, legend, names_below, wrapped
from .style import NORMAL, SMALL, colour, ink
from .values import numbers, rounded


def curves(series, xlabel, ylabel, title, logx=False, logy=False, groups=None):
    """Lines that differ in colour, stroke and marker.

    Parameters
    ----------
    series : dict of name to (xs, ys)
    xlabel, ylabel, title : str
        With units where there are any; the title says the finding.
    groups : dict of name to anything, optional
        Curves of one group have one colour, and differ in stroke and marker.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (axes,) = chart(title)
    draw_curves(axes, series, xlabel, ylabel, logx, logy, groups)
    return figure


def panels(charts, title):
    """Curves in several charts, two in a row, each with its finding above it; charts of one ``ylabel`` share its range.

    Parameters
    ----------
    charts : dict of finding to (series, xlabel, ylabel), as for ``curves``
    """
    if not charts:
        raise ValueError("panels needs at least one finding with its curves.")
    figure, places = chart(title, 2, -(-len(charts) // 2))
    alike = {}
    for axes, (finding, (series, xlabel, ylabel)) in zip(places, charts.items()):
        if alike.setdefault(ylabel, axes) is not axes:
            axes.sharey(alike[ylabel])
        draw_curves(axes, series, xlabel, ylabel)
        axes.set_title(finding, size=NORMAL, loc="left", color=axes_ink())
    for axes in places[len(charts) :]:
        axes.set_axis_off()
    return figure


def bars(values, ylabel, title, log=False, errors=None):
    """One bar from 0 for each entry, with its number above it. For accuracies that are nearly the same, see ``runs``.

    Parameters
    ----------
    values : dict of name to number
    errors : dict of name to number
        Half lengths of the error bars, such as standard deviations; say in ``ylabel`` what they are.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if errors is not None and set(errors) != set(values):
        raise ValueError(f"errors must have the same names as values, {list(values)}, not {list(errors)}.")
    figure, (axes,) = chart(title)
    heights = np.array(list(values.values()), float)
    spread = np.array([errors[name] for name in values], float) if errors else np.zeros(len(values))
    axes.bar(range(len(values)), heights, 0.6, color=colour("input"))
    if errors:
        axes.errorbar(range(len(values)), heights, spread, fmt="none", ecolor=ink(), capsize=4)
    for place, (top, text) in enumerate(zip(heights + spread, numbers(heights))):
        label_above(axes, place, top, text)
    axes.set_ylabel(wrapped(ylabel))
    axes.set_yscale("log" if log else "linear")
    axes.margins(y=0.12)
    if not log and axes.get_ylim()[1] >= 1000:
        axes.yaxis.set_major_formatter("{x:,.0f}")
    names_below(axes, list(values))
    return figure


def runs(values, ylabel, title):
    """Repeated runs side by side: a dot for each run, a line at their mean.

    Parameters
    ----------
    values : dict of name to list of number
        Such as the accuracies of several seeds.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (axes,) = chart(title)
    values = {name: np.sort(np.asarray(results, float)) for name, results in values.items()}
    for name, results in values.items():
        if not results.size:
            raise ValueError(f"runs needs at least one number for each name, but {shown(name)} has none.")
    means = numbers([results.mean() for results in values.values()])
    for place, results in enumerate(values.values()):
        shifts = 0.06 * (np.arange(len(results)) % 3 - 1) if len(results) > 1 else [0]
        axes.plot(place + np.asarray(shifts), results, "o", color=colour("input"), markersize=6, alpha=0.75)
        axes.hlines(results.mean(), place - 0.25, place + 0.25, color=colour("gradient"), linewidth=2.5)
        axes.annotate(means[place], (place + 0.27, results.mean()), size=SMALL, color=ink(), va="center")
    axes.set_ylabel(wrapped(ylabel) + ("\n(not from 0)" if axes.get_ylim()[0] > 0 else ""))
    axes.set_xlim(-0.5, len(values) - 0.3)
    names_below(axes, list(values))
    axes.plot([], [], "o", color=colour("input"), label="one run")
    axes.plot([], [], color=colour("gradient"), linewidth=2.5, label="mean")
    # above the data: among them its dot and stroke would pass for a run and a mean
    legend(axes, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0)
    return figure


def history(h, title=""):
    """Loss and accuracy of a training, epoch by epoch.

    Parameters
    ----------
    h : coursecnn.training.History

    Returns
    -------
    matplotlib.figure.Figure
    """
    if not hasattr(h, "epochs"):
        raise TypeError(f"history takes the history of a training, as fit returns it, not {shown(h)}.")
    if not h.epochs:
        raise ValueError("The history has no epochs yet: train first.")
    last, checked = h.epochs[-1], h.epochs[0].validation_loss is not None
    finding = f"After epoch {last.epoch}: training accuracy {100 * last.accuracy:.2f} %"
    finding += f", validation {100 * last.validation_accuracy:.2f} %" if checked else ""
    figure, panels = chart(title or finding, 2)
    for axes, name in zip(panels, ("loss", "accuracy")):
        series = {"training": (h.column("epoch"), h.column(name))}
        if checked:
            series["validation"] = (h.column("epoch"), h.column(f"validation_{name}"))
        draw_curves(axes, series, "epoch", name)
    return figure


def roofline(peak_gflops, bandwidth_gbs, points, title=""):
    """What a processor can reach at best, and where programs stand.

    The bound is min(peak, operations per byte x bandwidth): Williams, Waterman and Patterson, Roofline (2009).

    Parameters
    ----------
    peak_gflops : float
        Fastest arithmetic, in 10^9 operations per second.
    bandwidth_gbs : float
        Memory, in 10^9 bytes per second.
    points : dict of name to (operations per byte, 10^9 operations per second)

    Returns
    -------
    matplotlib.figure.Figure
    """
    if min(peak_gflops, bandwidth_gbs, *(number for point in points.values() for number in point)) <= 0:
        raise ValueError("peak_gflops, bandwidth_gbs and all points must be above 0: the axes are logarithmic.")
    figure, (axes,) = chart(title or "How far each version is from what this processor can reach")
    intensities = [peak_gflops / bandwidth_gbs, *(x for x, _ in points.values())]
    xs = np.geomspace(min(intensities) / 4, max(intensities) * 4, 200)
    bound = f"bound: {rounded(peak_gflops)} billion/s, {rounded(bandwidth_gbs)} GB/s"
    axes.plot(xs, np.minimum(peak_gflops, xs * bandwidth_gbs), color=ink(), linewidth=2, label=bound)
    for index, (name, (x, y)) in enumerate(points.items()):
        axes.plot([x], [y], MARKERS[index % len(MARKERS)], color=cycle(index), markersize=9, label=name)
    axes.set(xscale="log", yscale="log", xlabel="operations per byte moved", ylabel="billion operations per second")
    legend(axes)
    return figure
