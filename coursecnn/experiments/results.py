"""What came of a sweep: tables, comparisons that allow for chance, pictures."""

import math
from typing import NamedTuple

from ..arguments import shown
from . import figures, tables
from .config import DEFAULTS, identity, names
from .statistics import Estimate, correlation, difference, estimate
from .store import read_runs


class Comparison(NamedTuple):
    """Two configurations: accuracy of ``first`` minus ``second``, in points.

    ``difference`` takes the runs of the two as having nothing in common (Welch's interval), ``paired`` subtracts them
    seed by seed, and ``correlation`` is that of the accuracies over the seeds. The verdict is that of ``difference``,
    a rule that is fixed beforehand. Pairs help where the correlation is clearly above 0.
    """

    first: str
    second: str
    difference: Estimate
    paired: Estimate
    correlation: float
    level: float

    @property
    def within_chance(self):
        """Whether the difference may be none: its unpaired interval holds 0, or there are fewer than two runs."""
        return not (self.difference.low > 0 or self.difference.high < 0)

    def __str__(self):
        n, mean, _, low, high = self.difference
        if n == 0:
            return f"{self.first} and {self.second} have not both finished a run: they cannot be compared."
        ahead = f"{self.first} is {abs(mean):.3f} points {'ahead of' if mean >= 0 else 'behind'} {self.second}"
        if n == 1:
            return f"{ahead} with one run, which says nothing about chance: run more seeds."
        finding = "within chance" if self.within_chance else "more than chance"
        text = f"{ahead}: {finding}.\n    {n} runs, {100 * self.level:.3g} % interval {low:+.3f} to {high:+.3f}."
        if math.isnan(self.correlation):
            return text
        low, high = self.paired.low, self.paired.high
        return f"{text}\n    Paired by seed: {low:+.3f} to {high:+.3f}, correlation {self.correlation:+.2f}."


class Results:
    """The runs of a sweep, by configuration.

    Printed, or shown in a notebook, it is a table with the conclusions under it; a column says how many runs diverged,
    where any did. Accuracies in tables and pictures are
    on the test images, in %; the chance they allow for is that of first weights and order of images, not that of other
    test images.

    Attributes
    ----------
    runs : list of dict
        See ``coursecnn.experiments.task.run_task``; seed by seed, and in each by configuration.
    names : list of str
        Of the configurations.
    missing : int
        Runs that were wanted but not done.
    """

    def __init__(self, runs, configurations, seeds, data, epochs):
        self.runs, self.configurations, self.seeds, self.data, self.epochs = runs, configurations, seeds, data, epochs
        self.names = names(configurations)
        self.missing = len(configurations) * len(seeds) - len(runs)
        self._of = {name: {} for name in self.names}
        by_identity = dict(zip(map(identity, configurations), self.names))
        for run in runs:
            self._of[by_identity[identity(run["configuration"])]][run["seed"]] = run

    @classmethod
    def read(cls, path, *, data=None, epochs=None):
        """The results in a store.

        Parameters
        ----------
        path : path
        data : str, optional
        epochs : int, optional
            Needed where the store holds runs of several.
        """
        runs = [run for run in read_runs(path) if data in (None, run["data"]) and epochs in (None, run["epochs"])]
        kinds = sorted({(run["data"], run["epochs"]) for run in runs})
        if len(kinds) != 1:
            found = "; ".join(f"data={name!r}, epochs={number}" for name, number in kinds) or "none that was asked for"
            raise ValueError(
                f"{path} must hold runs of one kind to compare, choose by data and epochs; it holds {found}."
            )
        configurations = list({identity(run["configuration"]): run["configuration"] for run in runs}.values())
        seeds = sorted({run["seed"] for run in runs})
        return cls(sorted(runs, key=lambda run: run["seed"]), sorted(configurations, key=_order), seeds, *kinds[0])

    def runs_of(self, name):
        """The runs of a configuration, in the order of seeds, diverged ones too."""
        if name not in self._of:
            raise ValueError(f"There is no configuration {shown(name)} here, only {', '.join(map(repr, self.names))}.")
        return [self._of[name][seed] for seed in self.seeds if seed in self._of[name]]

    def accuracies(self, name):
        """Test accuracies in % of the runs that finished, in the order of seeds."""
        return [100 * run["accuracy"] for run in self.runs_of(name) if run["ended"] == "finished"]

    def diverged(self, name):
        """How many runs diverged."""
        return sum(run["ended"] == "diverged" for run in self.runs_of(name))

    def accuracy(self, name, level=0.95):
        """Mean accuracy in %, standard deviation over the seeds and confidence interval, of the runs that finished."""
        return estimate(self.accuracies(name), level)

    def compare(self, first, second, level=0.95):
        """The ``Comparison`` of two configurations by name, of the runs that finished."""
        a, b = ({run["seed"]: 100 * run["accuracy"] for run in self.runs_of(name) if run["ended"] == "finished"}
                for name in (first, second))  # fmt: skip
        seeds = [seed for seed in a if seed in b]
        one, two = [a[seed] for seed in seeds], [b[seed] for seed in seeds]
        return Comparison(
            first, second, difference(list(a.values()), list(b.values()), level),
            estimate([x - y for x, y in zip(one, two)], level), correlation(one, two), level,
        )  # fmt: skip

    def ranking(self):
        """Names of the configurations that finished a run, best mean first."""
        return sorted(
            (name for name in self.names if self.accuracies(name)), key=lambda name: -self.accuracy(name).mean
        )

    def pairs(self):
        """How many pairs of configurations finished a run, at least 1."""
        return max(1, math.comb(len(self.ranking()), 2))

    def confidence(self):
        """The level of each interval where the best is compared with the others: 1 - 0.05 / pairs (Bonferroni).

        The best is picked by looking at all; at this level all intervals are right together in 95 of 100 sweeps.
        """
        return 1 - 0.05 / self.pairs()

    def conclusions(self):
        """Sentences: the best against every other, at the level ``confidence()``, and what is missing."""
        ranking, pairs = self.ranking(), self.pairs()
        lines = [str(self.compare(ranking[0], other, self.confidence())) for other in ranking[1:]]
        if pairs > 1:
            lines.append(f"Picked from {pairs} comparisons: intervals so wide that 95 % holds for all together.")
        lines += [
            f"{name} diverged in {n} of {len(self.runs_of(name))} runs."
            for name in self.names
            if (n := self.diverged(name))
        ]
        if self.missing:
            lines.append(
                f"{self.missing} of {self.missing + len(self.runs)} runs are missing: call the same sweep again."
            )
        return lines

    def text(self):
        """The table as text, with the conclusions."""
        return "\n".join([tables.text(self), "", *self.conclusions()]).rstrip()

    def html(self):
        """The same as HTML."""
        return tables.html(self)

    def csv(self):
        """The table as CSV, numbers not rounded."""
        return tables.csv_text(self)

    def plot_runs(self):
        """Every run's accuracy, by configuration; a matplotlib Figure, as are the next ones."""
        return figures.runs(self)

    def plot_time(self):
        """Mean accuracy against mean training time."""
        return figures.against(self, "seconds", "seconds of training")

    def plot_parameters(self):
        """Mean accuracy against the number of parameters."""
        return figures.against(self, "parameters", "parameters", logx=True)

    def plot_setting(self, setting):
        """Mean accuracy by one setting, such as ``"lr"``: a curve for each combination of the others."""
        return figures.by_setting(self, setting)

    def __str__(self):
        return self.text()

    def __repr__(self):
        return self.text()

    def _repr_html_(self):
        return self.html()


def _order(configuration):
    """By name, then by settings: the order of lines in a store is that of chance."""
    settings = [(type(configuration[name]).__name__, configuration[name]) for name in DEFAULTS]
    return configuration.get("name", ""), settings
