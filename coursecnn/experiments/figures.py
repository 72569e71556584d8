"""Pictures of a sweep; matplotlib is imported when one is drawn."""

from ..arguments import shown
from .config import DEFAULTS, differing_settings, show

ACCURACY = "test accuracy in %"
WORDS = {  # what a picture says of a setting
    "filters": "filters {}", "kernel_sizes": "kernels {}", "stride": "stride {}", "padding": "padding {}",
    "activation": "{}", "pool": "pooling: {}", "pool_size": "pools {}", "pool_stride": "pool stride {}",
    "optimizer": "{}", "lr": "learning rate {}", "batch_size": "batch size {}", "init": "{} weights",
    "shift": "shift {}",
}  # fmt: skip
WIDE = 20  # ratio of largest and smallest value from which an axis is logarithmic


def runs(results):
    """A dot for each run."""
    from .. import plots

    called = _names(results)
    return plots.runs(
        {called[name]: results.accuracies(name) for name in _finished(results)}, ACCURACY, _title(results)
    )


def against(results, column, label, logx=False):
    """A point for each configuration: means of accuracy and of a column of its finished runs."""
    from matplotlib.ticker import LogLocator, NullFormatter

    from .. import plots

    points, called = {}, _names(results)
    for name in _finished(results):
        values = [run[column] for run in results.runs_of(name) if run["ended"] == "finished"]
        points[called[name]] = [sum(values) / len(values)], [results.accuracy(name).mean]
    costs = {name: xs[0] for name, (xs, _) in points.items()}
    figure = plots.curves(points, label, f"mean {ACCURACY}", _title_with_cost(results, costs, label), logx=logx)
    if logx:
        axis = figure.axes[0].xaxis
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter("{x:,.0f}")
        axis.set_minor_formatter(NullFormatter())
    return figure


def by_setting(results, setting):
    """Curves over a setting that is a number, one for each combination of the others; else a dot for each run."""
    from .. import plots

    if setting not in DEFAULTS:
        raise ValueError(f"There is no setting {shown(setting)}: choose from {', '.join(DEFAULTS)}.")
    _finished(results)
    chosen = dict(zip(results.names, results.configurations))
    if not all(isinstance(one[setting], (int, float)) for one in chosen.values()):
        groups = {}
        for name, one in chosen.items():
            groups.setdefault(_value(setting, one[setting]), []).extend(results.accuracies(name))
        return plots.runs({value: found for value, found in groups.items() if found}, ACCURACY, _title(results))
    others = [name for name in differing_settings(results.configurations) if name != setting]
    points = {}
    for name, one in chosen.items():
        if results.accuracies(name):
            points.setdefault(_words(one, others) or "mean", []).append((one[setting], results.accuracy(name).mean))
    series = {label: tuple(zip(*sorted(found))) for label, found in points.items()}
    values = [one[setting] for one in chosen.values()]
    wide = 0 < WIDE * min(values) < max(values)
    label = WORDS[setting].replace("{}", "").strip()
    return plots.curves(series, label, f"mean {ACCURACY}", _title(results), logx=wide)


def _names(results):
    """What a picture calls each configuration: its name, or the settings in which they differ in words."""
    differing = differing_settings(results.configurations)
    return {
        name: one.get("name") or _words(one, differing) or name
        for name, one in zip(results.names, results.configurations)
    }


def _words(configuration, settings):
    """Some settings, such as ``"momentum, learning rate 0.1"``."""
    given = [name for name in settings if configuration[name] is not None]
    return ", ".join(WORDS[name].format(_value(name, configuration[name])) for name in given)


def _value(setting, value):
    """The value of a setting in words, sizes as 5 × 5."""
    text = show(setting, value)
    return text.replace("-", ", ").replace("x", " × ") if isinstance(value, list) and setting != "filters" else text


def _finished(results):
    if not results.ranking():
        raise ValueError("There is nothing to draw: no run is finished.")
    return [name for name in results.names if results.accuracies(name)]


def _title(results):
    best, *rest = results.ranking()
    finding = _best_mean(results, best)
    if rest and results.compare(best, rest[0], results.confidence()).within_chance:
        finding += f'; its lead over "{_names(results)[rest[0]]}" is within chance'
    return finding


def _title_with_cost(results, costs, what):
    best, most = results.ranking()[0], max(costs, key=costs.get)
    its = costs[_names(results)[best]]
    if costs[most] == its:
        return f"{_best_mean(results, best)}; none has more {what}"
    ratio = costs[most] / its
    return f'{_best_mean(results, best)}; "{most}" has {ratio:.{0 if ratio >= 10 else 2}f} times its {what}'


def _best_mean(results, best):
    return f"Best mean: {_names(results)[best]}, {results.accuracy(best).mean:.2f} %"
