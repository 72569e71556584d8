"""The results that come with the package: what the preset ``published`` gave on all of MNIST."""

import json
from pathlib import Path

from places import ROOT

from coursecnn import experiments
from coursecnn.experiments import PRESETS, build_net, configurations, published

PAGE = ROOT / "notebooks" / "source" / "94_what_it_reaches.py"
PUBLISHED = {"A": 98.93, "B": 98.99, "C": 99.01}  # %
RUN = {
    "configuration", "data", "epochs", "seed", "ended", "parameters", "seconds", "losses", "accuracies", "correct",
    "total", "accuracy", "loss",
}  # fmt: skip


def test_they_are_the_runs_of_the_preset():
    preset, results = PRESETS["published"], published()
    assert results.configurations == configurations(preset["configurations"])
    assert (results.data, results.epochs, results.seeds) == (preset["data"], preset["epochs"], list(range(20)))
    assert len(results.runs) == 60 and results.missing == 0
    for run in results.runs:
        assert run["ended"] == "finished" and run["total"] == 10_000 and run["accuracy"] == run["correct"] / 10_000
        net = build_net(run["configuration"])
        assert run["parameters"] == sum(array.size for array in net.params.values())
        assert len(run["losses"]) == len(run["accuracies"]) == 5


def test_every_mean_reaches_the_published_accuracy():
    for name, accuracy in PUBLISHED.items():
        assert published().accuracy(name).low > accuracy


def test_the_file_holds_figures_and_nothing_of_a_machine():
    lines = Path(experiments.__file__).with_name("published.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 60
    for line in lines:
        run = json.loads(line)
        assert set(run) == RUN and set(run["configuration"]) == {"name", *experiments.complete({})}
        assert not set(line) & set("/\\@")


def test_the_table_of_the_page_is_theirs():
    page = PAGE.read_text(encoding="utf-8").replace("\n# ", "\n")
    for name, theirs in PUBLISHED.items():
        a = published().accuracy(name)
        (row,) = (line for line in page.splitlines() if line.startswith(f"| {name}: "))
        assert f"| {theirs} % | {a.mean:.2f} % | {a.deviation:.2f} | {a.low:.2f} to {a.high:.2f} |" in row


def test_the_intervals_of_the_page_are_theirs():
    page = " ".join(PAGE.read_text(encoding="utf-8").replace("\n# ", "\n").split())
    for first, second in ("AB", "AC", "CB"):
        found = published().compare(first, second, 1 - 0.05 / 3)
        low, high = f"{found.difference.low:+.3f}", f"{found.difference.high:+.3f}"
        assert f"{low} to {high}" in page or f"{low[1:]} to {high[1:]}" in page
        if first == "A":
            assert not found.within_chance and f"{found.paired.low:+.3f} to {found.paired.high:+.3f}" in page
    low, *_, high = sorted(published().compare(*pair).correlation for pair in ("AB", "AC", "CB"))
    assert f"between {low:+.2f} and {high:+.2f}" in page
