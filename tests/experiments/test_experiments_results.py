"""What is concluded from runs: against SciPy, and by made-up runs whose answer is known."""

import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import types

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy import stats

from coursecnn.experiments import Results, complete
from coursecnn.experiments import store as store_module
from coursecnn.experiments.statistics import correlation, difference, estimate, runs_needed, t_quantile
from coursecnn.experiments.store import BEGINNING, Store, key, read_runs
from coursecnn.storage import FileError


def made_up(name, seed, accuracy, **settings):
    """A run that came to an accuracy, or diverged with None."""
    return {
        "configuration": complete({"name": name, **settings}), "data": "digits", "epochs": 1, "seed": seed,
        "ended": "diverged" if accuracy is None else "finished", "parameters": 1000 + len(name), "seconds": 1.0 + seed,
        "losses": [1.0], "accuracies": [0.5], "correct": accuracy and round(accuracy * 100), "total": accuracy and 100,
        "accuracy": accuracy, "loss": accuracy and 1.0,
    }  # fmt: skip


def results_of(**accuracies):
    """Results of configurations by name, whose learning rates are 0.1, 0.2, ..."""
    rates = {name: 0.1 * (i + 1) for i, name in enumerate(accuracies)}
    seeds = range(max(map(len, accuracies.values())))
    runs = [made_up(n, s, a[s], lr=rates[n]) for s in seeds for n, a in accuracies.items() if s < len(a)]
    return Results(runs, [complete({"name": n, "lr": rates[n]}) for n in accuracies], list(seeds), "digits", 1)


A, B = [0.90, 0.92, 0.91, 0.94], [0.89, 0.90, 0.91, 0.92]


@pytest.mark.parametrize("freedom", [*range(1, 8), 1.3, 2.5, 6.7, 30, 101, 224.4])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_quantiles_of_t(freedom, level):
    """By the share below it: SciPy's own quantiles have had nine digits only."""
    share = stats.t.cdf(t_quantile(level, freedom), freedom)
    assert share == pytest.approx((1 + level) / 2, rel=1e-12)


def test_estimates():
    found = estimate(A, 0.9)
    assert (
        found.n == 4 and found.mean == pytest.approx(np.mean(A)) and found.deviation == pytest.approx(np.std(A, ddof=1))
    )
    expected = stats.t.interval(0.9, 3, np.mean(A), stats.sem(A))
    assert (found.low, found.high) == pytest.approx(expected)
    assert np.isnan(estimate([0.5])[2:]).all() and estimate([0.5]).mean == 0.5 and np.isnan(estimate([]).mean)


def test_a_comparison_is_welchs_interval_and_shows_the_paired_one():
    found = results_of(a=A, b=B).compare("a", "b")
    welch = stats.ttest_ind(A, B, equal_var=False)
    assert (found.difference.low / 100, found.difference.high / 100) == pytest.approx(
        tuple(welch.confidence_interval())
    )
    assert found.within_chance == (welch.pvalue > 0.05)
    paired = stats.ttest_rel(A, B).confidence_interval(0.95)
    assert (found.paired.low / 100, found.paired.high / 100) == pytest.approx(tuple(paired))
    assert found.correlation == pytest.approx(stats.pearsonr(A, B)[0])


def test_the_verdict_does_not_hang_on_pairs():
    """Where pairs and strangers disagree, strangers decide: here pairs would call a tiny steady difference sure."""
    steady = results_of(a=[0.90, 0.95, 0.85, 0.92], b=[0.899, 0.9488, 0.8491, 0.919]).compare("a", "b")
    assert steady.paired.low > 0 and steady.correlation > 0.99 and steady.within_chance


@pytest.mark.parametrize(("n", "m"), [(2, 2), (3, 9), (20, 20), (7, 2)])
def test_differences_of_lists_of_any_lengths(n, m):
    rng = np.random.default_rng(n + m)
    first, second = rng.normal(1, 2, n), rng.normal(0, 0.3, m)
    found, expected = difference(first, second, 0.9), stats.ttest_ind(first, second, equal_var=False)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.9)))
    assert found.n == min(n, m) and found.mean == pytest.approx(first.mean() - second.mean())


def test_differences_without_spread_or_without_runs():
    assert difference([1.0, 1.0], [0.5, 0.5])[1:] == (0.5, 0.0, 0.5, 0.5)
    assert np.isnan(difference([1.0], [0.5, 0.6]).low) and np.isnan(difference([], [0.5]).mean)
    assert np.isnan(correlation([1, 2], [1, 2])) and np.isnan(correlation([1, 1, 1], [1, 2, 3]))


@pytest.mark.parametrize(("gap", "runs"), [(0.2, 3), (0.1, 6), (0.06, 14), (0.02, 113)])
def test_runs_needed_find_the_difference_in_80_of_100(gap, runs):
    """Against the non-central t distribution: the power of the unpaired test with so many runs."""
    deviation = 0.0532
    assert runs_needed(gap, deviation) == runs
    freedom, shift = 2 * runs - 2, gap / deviation * np.sqrt(runs / 2)
    power = stats.nct.sf(stats.t.ppf(0.975, freedom), freedom, shift)
    assert 0.79 < power < 0.95


def test_sentences_of_comparisons():
    chance = str(results_of(a=[0.9, 0.8, 0.7], b=[0.8, 0.9, 0.69]).compare("a", "b"))
    assert (
        "a is 0.333 points ahead of b: within chance.\n    3 runs, 95 % interval " in chance
        and ".\n    Paired by seed: " in chance
    )
    sure = str(results_of(a=[0.80, 0.81, 0.79], b=[0.90, 0.91, 0.8901]).compare("a", "b"))
    assert "a is 10.003 points behind b: more than chance.\n" in sure and "\n    Paired by seed: " in sure
    assert sure.endswith("correlation +1.00.")
    assert "says nothing about chance" in str(results_of(a=[0.9], b=[0.8]).compare("a", "b"))
    assert "cannot be compared" in str(results_of(a=[None, 0.5], b=[None, None]).compare("a", "b"))


def test_diverged_runs_do_not_count_and_pairs_need_both():
    found = results_of(a=[0.9, None, 0.7, 0.8], b=[0.8, 0.1, None, 0.8]).compare("a", "b")
    assert found.difference.n == 3 and found.difference.mean == pytest.approx(80 - 170 / 3)
    assert found.paired.n == 2 and found.paired.mean == pytest.approx(5)


def test_conclusions_allow_for_having_looked_at_all():
    results = results_of(a=A, b=B, c=[0.5, None, 0.52])
    lines = results.conclusions()
    low, high = stats.ttest_ind(A, B, equal_var=False).confidence_interval(1 - 0.05 / 3)
    assert f"98.3 % interval {100 * low:+.3f} to {100 * high:+.3f}" in lines[0]
    assert [("a is" in line and name in line) for line, name in zip(lines, "bc")] == [True, True]
    assert "3 comparisons" in lines[2] and lines[3] == "c diverged in 1 of 3 runs."
    assert lines[4] == "1 of 12 runs are missing: call the same sweep again." and results.missing == 1


def test_a_title_allows_for_having_looked_at_all():
    """The lead of 1.2 points counts at 95 %, and not where it is one of ten comparisons."""
    lead = dict(a=[0.925, 0.93, 0.935], b=[0.913, 0.918, 0.923])
    assert not results_of(**lead).compare("a", "b").within_chance
    assert "within chance" not in results_of(**lead).plot_runs().get_suptitle()
    results = results_of(**lead, c=[0.5, 0.51, 0.52], d=[0.4, 0.41, 0.42], e=[0.3, 0.31, 0.32])
    assert results.confidence() == pytest.approx(0.995)
    assert 'its lead over "b" is within chance' in " ".join(results.plot_runs().get_suptitle().split())
    assert "within chance" in results.conclusions()[0]


def test_no_run_at_all():
    results = results_of(a=[None], b=[None])
    assert "a diverged in 1 of 1 runs." in results.text()
    with pytest.raises(ValueError, match="nothing to draw"):
        results.plot_runs()
    assert "2 of 2 runs are missing" in Results([], results.configurations, [0], "digits", 1).text()


def test_tables():
    results = results_of(**{"<a>": A, "b, c": [None, 0.5]})
    header, first, second = csv.reader(io.StringIO(results.csv()))
    assert first[:3] == ["<a>", "4", "0"] and float(first[3]) == pytest.approx(100 * np.mean(A))
    assert float(first[4]) == pytest.approx(100 * np.std(A, ddof=1)) and float(first[8]) == pytest.approx(2.5)
    assert second == ["b, c", "1", "1", "50.0", "", "", "", "1004", "2.0"] and len(header) == 9

    seen = []
    parser = html.parser.HTMLParser()
    parser.handle_data = seen.append
    parser.handle_starttag = lambda tag, attributes: seen.append(f"<{tag}>")
    parser.feed(results._repr_html_())
    assert "<a>" in seen and seen.count("<tr>") == 3 and "91.750" in seen and "<caption>" in seen
    assert "91.750" in str(results) and repr(results) == str(results)
    assert "diverged" in seen and "diverged" in str(results).splitlines()[2]
    whole = results_of(a=A, b=B)
    assert "diverged" not in whole.text() + whole.html() and "diverged" in whole.csv()
    assert max(map(len, whole.text().splitlines())) <= 80


def test_a_page_shows_minus_signs():
    page = results_of(**{"filters 4-8": A, "b": [0.9, 0.91, 0.92]}).html()
    conclusions = page[page.index("<ul>") :]
    assert "interval \N{MINUS SIGN}" in conclusions and "filters 4-8" in conclusions
    assert not re.search(r"\s-\d", conclusions)


def test_pictures():
    results = results_of(a=A, b=B, c=[None])
    for figure in (results.plot_runs(), results.plot_time(), results.plot_parameters(), results.plot_setting("lr")):
        assert isinstance(figure, Figure)
    (axes,) = results.plot_setting("lr").axes
    assert axes.lines[0].get_xdata() == pytest.approx([0.1, 0.2])
    assert axes.lines[0].get_ydata() == pytest.approx([100 * np.mean(A), 100 * np.mean(B)])
    assert len(results.plot_time().axes[0].lines) == 2
    assert axes.get_xscale() == "linear" and axes.get_xlabel() == "learning rate"
    title = " ".join(results.plot_runs().get_suptitle().split())
    assert "Best mean: a, 91.75 %" in title and "within chance" in title
    title = " ".join(results.plot_time().get_suptitle().split())
    assert title.startswith("Best mean: a, 91.75 %; ") and title.endswith("seconds of training")
    assert isinstance(results.plot_setting("filters"), Figure)
    with pytest.raises(ValueError, match="no setting 'rate'"):
        results.plot_setting("rate")


def test_pictures_say_settings_in_words():
    grid = [{"kernel_sizes": k, "optimizer": o, "lr": 0.1} for k in (3, 5) for o in ("sgd", "adam")]
    runs = [made_up("a", s, 0.9 + s / 100) | {"configuration": complete(one)} for one in grid for s in (0, 1)]
    results = Results(runs, list(map(complete, grid)), [0, 1], "digits", 1)
    names = ["kernels 3 × 3, sgd", "kernels 3 × 3, adam", "kernels 5 × 5, sgd", "kernels 5 × 5, adam"]
    shown = [label.get_text() for label in results.plot_runs().axes[0].get_xticklabels()]
    assert [" ".join(text.split()) for text in shown] == names
    assert [text.get_text() for text in results.plot_parameters().axes[0].get_legend().get_texts()] == names
    for figure in (results.plot_runs(), results.plot_parameters(), results.plot_setting("kernel_sizes")):
        title = " ".join(figure.get_suptitle().split())
        assert title.startswith("Best mean: kernels 3 × 3, sgd, ") and "=" not in title
    (axes,) = results.plot_setting("kernel_sizes").axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["3 × 3", "5 × 5"]


def test_axes_suit_the_values():
    runs = [made_up(str(lr), seed, 0.9, lr=lr) | {"parameters": count}
            for lr, count in ((0.01, 5_000), (1.0, 67_000)) for seed in (0, 1)]  # fmt: skip
    results = Results(runs, [complete({"name": str(lr), "lr": lr}) for lr in (0.01, 1.0)], [0, 1], "digits", 1)
    assert results.plot_setting("lr").axes[0].get_xscale() == "log"
    figure = results.plot_parameters()
    figure.canvas.draw()
    low, high = figure.axes[0].get_xlim()
    ticks = zip(figure.axes[0].get_xticks(), figure.axes[0].get_xticklabels())
    assert [label.get_text() for x, label in ticks if low < x < high] == ["5,000", "10,000", "20,000", "50,000"]


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="no configuration 'c' here, only 'a', 'b'"):
        results_of(a=A, b=B).compare("a", "c")


# --- the file ---------------------------------------------------------------------------------------------------------


def test_results_of_a_file(tmp_path):
    path = tmp_path / "runs.jsonl"
    with Store(path) as store:
        for run in results_of(a=A, b=B).runs:
            store.append(run)
            store.append(run)
        store.append(made_up("a", 0, 0.3, lr=0.1) | {"epochs": 2})
    assert len(path.read_text(encoding="utf-8").splitlines()) == 9
    assert Results.read(path, epochs=1).text() == results_of(a=A, b=B).text()
    assert Results.read(path, epochs=2).accuracies("a") == [30]
    for choice in ({}, {"epochs": 3}):
        with pytest.raises(ValueError, match="choose by data and epochs"):
            Results.read(path, **choice)


def test_a_torn_last_line_is_dropped_wherever_it_was_torn(tmp_path):
    path = tmp_path / "runs.jsonl"
    runs = results_of(a=A[:3]).runs
    lines = [json.dumps(run).encode() + b"\n" for run in runs]
    for length in range(0, len(lines[2]) - 1, 7):
        path.write_bytes(lines[0] + lines[1] + lines[2][:length])
        assert read_runs(path) == runs[:2]
        with Store(path) as store:
            assert list(store.runs) == [key(run) for run in runs[:2]]
            store.append(runs[2])
        assert path.read_bytes() == b"".join(lines)


def test_a_last_line_that_lost_only_its_end_is_kept(tmp_path):
    path = tmp_path / "runs.jsonl"
    runs = results_of(a=A[:3]).runs
    lines = [json.dumps(run).encode() + b"\n" for run in runs]
    path.write_bytes(b"".join(lines[:2])[:-1])
    assert read_runs(path) == runs[:2]
    with Store(path) as store:
        assert list(store.runs.values()) == runs[:2]
        store.append(runs[1])
        store.append(runs[2])
    assert path.read_bytes() == b"".join(lines)


WRONG_LINES = {
    "no JSON": lambda run: b"{]",
    "a number": lambda run: b"5",
    "bytes": lambda run: b"\xff",
    "deep": lambda run: b"[" * 100_000,
    "facts are missing": lambda run: b'{"seed": 1}',
    "one fact is missing": lambda run: {name: value for name, value in run.items() if name != "losses"},
    "one fact more": lambda run: run | {"more": 1},
    "configuration": lambda run: run | {"configuration": run["configuration"] | {"lr": -1}},
    "setting": lambda run: run | {"configuration": {"lr": 0.1}},
    "data": lambda run: run | {"data": 5},
    "epochs": lambda run: run | {"epochs": 0},
    "seed": lambda run: run | {"seed": True},
    "ended": lambda run: run | {"ended": "tomorrow"},
    "not a number": lambda run: run | {"losses": [float("nan")]},
    "infinite": lambda run: run | {"seconds": float("inf")},
    "too many losses": lambda run: run | {"losses": [1.0] * 9},
    "more right than there are": lambda run: run | {"correct": 101},
    "another accuracy": lambda run: run | {"accuracy": 0.9},
    "diverged with a result": lambda run: run | {"ended": "diverged"},
}


@pytest.mark.parametrize("wrong", WRONG_LINES.values(), ids=WRONG_LINES)
def test_a_line_that_is_no_run_is_named_and_the_others_are_read(wrong, tmp_path):
    path, good = tmp_path / "runs.jsonl", [made_up("a", seed, 0.5) for seed in range(3)]
    line = wrong(made_up("a", 9, 0.5))
    line = line if isinstance(line, bytes) else json.dumps(line).encode()
    first, second, third = (json.dumps(run).encode() for run in good)
    content = b"\n".join([first, line, second, b""])
    path.write_bytes(content)
    words = r"^Line 2 of .*runs\.jsonl is not a run of a sweep and is left out: mend or delete it\.$"
    with pytest.warns(UserWarning, match=words):
        assert read_runs(path) == good[:2]
    with pytest.warns(UserWarning, match=words), Store(path) as store:
        store.append(good[2])
    assert path.read_bytes() == content + third + b"\n"


@pytest.mark.parametrize("last", [b"my notes", b"5", BEGINNING[:-1] + b"x", b'{"configuration" : '])
def test_a_last_line_that_is_neither_a_run_nor_torn_is_named_and_kept(last, tmp_path):
    path, runs = tmp_path / "runs.jsonl", [made_up("a", seed, 0.5) for seed in range(3)]
    lines = [json.dumps(run).encode() + b"\n" for run in runs]
    path.write_bytes(lines[0] + lines[1] + last)
    with pytest.warns(UserWarning, match=r"^Line 3 of "):
        assert read_runs(path) == runs[:2]
    assert path.read_bytes() == lines[0] + lines[1] + last, "reading changes nothing"
    with pytest.warns(UserWarning, match=r"^Line 3 of "), Store(path) as store:
        store.append(runs[2])
    assert path.read_bytes() == lines[0] + lines[1] + last + b"\n" + lines[2]


def test_a_whole_last_line_of_something_else_is_named_and_stays(tmp_path):
    """No crash tore it: an editor took its end away, and a number in it was changed."""
    path, good = tmp_path / "runs.jsonl", [made_up("a", seed, 0.5) for seed in range(2)]
    content = json.dumps(good[0]) + "\n" + json.dumps(good[1] | {"correct": -1})
    path.write_text(content, encoding="utf-8")
    with pytest.warns(UserWarning, match=r"^Line 2 of .*runs\.jsonl is not a run"), Store(path) as store:
        store.append(good[1])
    assert path.read_text(encoding="utf-8") == content + "\n" + json.dumps(good[1]) + "\n"


FOREIGN = [b"my notes", b"my notes\n", b"{", b"\0" * 50, b'{"configuration"', b"a,b\n1,2\n3", "äöü".encode("utf-16"),
           b'{"configuration": {"colour": "blue"}}']  # fmt: skip


@pytest.mark.parametrize("content", FOREIGN)
def test_a_file_of_another_kind_is_left_as_it_is(content, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"^.*notes\.txt is not a file of a sweep \(line 1 is not a run\): .*\.$"):
        Store(path)
    with pytest.raises(FileError, match="is not a file of a sweep"):
        read_runs(path)
    assert path.read_bytes() == content


def test_a_store_belongs_to_one_sweep_at_a_time(tmp_path):
    path, runs = tmp_path / "runs.jsonl", results_of(a=A[:3]).runs
    with Store(path) as store:
        store.append(runs[0])
        with pytest.raises(
            FileError, match=r"^A sweep is running that writes into .*runs\.jsonl: wait for it, or .*\.$"
        ):
            Store(path)
        assert read_runs(path) == runs[:1]
        store.append(runs[1])
    with Store(path) as store:
        store.append(runs[2])
    assert read_runs(path) == runs


def test_the_store_of_a_process_that_was_killed_is_taken_over(tmp_path):
    path = tmp_path / "runs.jsonl"
    program = f"""
import sys, time
from coursecnn.experiments.store import Store
store = Store({str(path)!r})
print("open", flush=True)
time.sleep(100)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"open\n"
        with pytest.raises(FileError, match="A sweep is running"):
            Store(path)
        process.kill()
    with Store(path) as store:
        store.append(made_up("a", 0, 0.5))
    assert len(read_runs(path)) == 1


def test_a_full_disk_leaves_the_runs_before(tmp_path, monkeypatch):
    path, runs = tmp_path / "runs.jsonl", results_of(a=A[:3]).runs
    with Store(path) as store:
        store.append(runs[0])
        before = path.read_bytes()
        real = store._file

        class Full:
            def write(self, line):
                return real.write(line[:50])

            def __getattr__(self, name):
                return getattr(real, name)

        store._file = Full()
        with pytest.raises(FileError, match=r"runs\.jsonl cannot be written: No space left on device\.$"):
            store.append(runs[1])
    assert path.read_bytes() == before


AT_THE_EDGE = {
    "one parameter": {"parameters": 1},
    "nothing right": {"correct": 0, "accuracy": 0.0},
    "all right": {"correct": 100, "accuracy": 1.0},
    "one image": {"correct": 1, "total": 1, "accuracy": 1.0},
    "no loss yet": {"losses": [], "accuracies": []},
    "a loss for each epoch": {"epochs": 2, "losses": [1.0, 0.5], "accuracies": [0.5, 0.6]},
    "whole numbers": {"loss": 1, "seconds": 2},
    "another rounding": {"accuracy": 0.509},
    "an accuracy of one image more": {"correct": 1, "total": 4, "accuracy": 0.5},
    "diverged": dict(ended="diverged", correct=None, total=None, accuracy=None, loss=None),
}
BEYOND = {
    "no parameter": {"parameters": 0},
    "fewer than none": {"correct": -1, "accuracy": 0.0},
    "no image": {"correct": 0, "total": 0, "accuracy": 0.0},
    "true for a number": {"epochs": True},
    "a seed below 0": {"seed": -1},
    "a loss of one epoch too many": {"losses": [1.0, 0.5]},
    "an accuracy that is no number": {"accuracies": [None]},
    "an accuracy of other counts": {"accuracy": 0.52},
    "an accuracy of two images more": {"correct": 1, "total": 4, "accuracy": 0.75},
    "diverged with a count": dict(ended="diverged", correct=None, total=100, accuracy=None, loss=None),
    "finished without a result": dict(correct=None, total=None, accuracy=None, loss=None),
    "counts that are no whole numbers": {"correct": 50.0},
    "a total that is no whole number": {"total": 100.0},
    "a loss that is no number": {"loss": "small"},
    "seconds that are no number": {"seconds": None},
}


@pytest.mark.parametrize("changes", AT_THE_EDGE.values(), ids=AT_THE_EDGE)
def test_a_run_at_the_edge_of_what_can_be_is_one(changes, tmp_path):
    run = made_up("a", 0, 0.5) | changes
    (tmp_path / "runs").write_text(json.dumps(run) + "\n", encoding="utf-8")
    assert read_runs(tmp_path / "runs") == [run]


@pytest.mark.parametrize("changes", BEYOND.values(), ids=BEYOND)
def test_a_run_beyond_it_is_none(changes, tmp_path):
    lines = [json.dumps(run) + "\n" for run in (made_up("a", 0, 0.5), made_up("a", 1, 0.5) | changes)]
    (tmp_path / "runs").write_text("".join(lines), encoding="utf-8")
    with pytest.warns(UserWarning, match=r"^Line 2 of ") as caught:
        assert len(read_runs(tmp_path / "runs")) == 1
    assert caught[0].filename == __file__, "the warning is about the line that reads"


def test_a_run_is_on_the_disk_when_it_is_kept(tmp_path, monkeypatch):
    done = []
    with Store(tmp_path / "runs") as store:
        monkeypatch.setattr(os, "fsync", lambda number: done.append((tmp_path / "runs").stat().st_size))
        for seed in range(2):
            store.append(made_up("a", seed, 0.5))
            assert len(done) == seed + 1 and done[-1] == (tmp_path / "runs").stat().st_size > 0
        with pytest.raises(ValueError, match="JSON"):
            store.append(made_up("a", 2, 0.5) | {"loss": float("nan")})
    store.close()
    assert len(read_runs(tmp_path / "runs")) == 2
    with Store(None) as store:
        store.append(made_up("a", 0, 0.5))
        assert len(store.runs) == 1


def test_a_file_that_is_far_too_large_is_not_read(tmp_path, monkeypatch):
    run = made_up("a", 0, 0.5)
    (tmp_path / "runs").write_text(json.dumps(run) + "\n", encoding="utf-8")
    size = (tmp_path / "runs").stat().st_size
    monkeypatch.setattr(store_module, "MOST", size)
    assert read_runs(tmp_path / "runs") == [run]
    monkeypatch.setattr(store_module, "MOST", size - 1)
    for read in (read_runs, Store):
        with pytest.raises(FileError, match=r"runs is larger than 0 MB: that is no file of a sweep\.$"):
            read(tmp_path / "runs")


def test_half_a_thousand_megabytes_are_a_file_of_a_sweep_and_not_a_byte_more(tmp_path, monkeypatch):
    run = made_up("a", 0, 0.5)
    (tmp_path / "runs").write_text(json.dumps(run) + "\n", encoding="utf-8")
    monkeypatch.setattr(os, "fstat", lambda number: types.SimpleNamespace(st_size=500_000_000))
    assert read_runs(tmp_path / "runs") == [run]
    monkeypatch.setattr(os, "fstat", lambda number: types.SimpleNamespace(st_size=500_000_001))
    with pytest.raises(FileError, match=r"runs is larger than 500 MB: that is no file of a sweep\.$"):
        read_runs(tmp_path / "runs")


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_a_store_that_was_not_opened_belongs_to_nobody(error, tmp_path, monkeypatch):
    def fail(file, path):
        raise error

    monkeypatch.setattr(store_module, "_read", fail)
    with pytest.raises(FileError if isinstance(error, OSError) else KeyboardInterrupt) as caught:
        Store(tmp_path / "runs")
    monkeypatch.undo()
    with Store(tmp_path / "runs") as store:  # the error, which is still here, keeps nothing open
        assert caught.tb is not None and not store.runs


def test_a_store_that_cannot_be_is_one_sentence(tmp_path):
    with pytest.raises(FileError, match="does not exist: make it first"):
        Store(tmp_path / "none" / "runs.jsonl")
    with pytest.raises(FileError, match=r"cannot be written: it is no regular file\.$"):
        Store(tmp_path)
    with pytest.raises(FileError, match=r"cannot be read: it is no regular file\.$"):
        read_runs(tmp_path)
    with pytest.raises(FileError, match=r"^There is no file .*runs\.jsonl\.$"):
        read_runs(tmp_path / "runs.jsonl")


def test_a_new_store_is_empty_and_none_is_in_memory_alone(tmp_path, monkeypatch):
    with Store(tmp_path / "runs.jsonl") as store:
        assert store.runs == {} and store.path == tmp_path / "runs.jsonl"
    assert (tmp_path / "runs.jsonl").read_bytes() == b"" and read_runs(tmp_path / "runs.jsonl") == []
    monkeypatch.chdir(tmp_path)
    with Store(None) as store:
        store.append(made_up("a", 0, 0.5))
        assert list(store.runs.values()) == [made_up("a", 0, 0.5)] and store.path is None
    assert os.listdir(tmp_path) == ["runs.jsonl"]


def test_a_store_is_closed_at_its_end_and_closing_again_is_no_error(tmp_path):
    store = Store(tmp_path / "runs.jsonl")
    file = store._file
    with store:
        assert not file.closed
    assert file.closed
    store.close()


def test_what_makes_two_runs_the_same():
    """Neither a name nor what came out of them."""
    run = made_up("a", 3, 0.5)
    same = made_up("another", 3, 0.7) | {"seconds": 9.0, "ended": "diverged"}
    other = [run | {"data": "mnist"}, run | {"epochs": 2}, run | {"seed": 4}, made_up("a", 3, 0.5, lr=0.2)]
    assert key(run) == key(same) and len({key(one) for one in [run, *other]}) == 5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: estimate("x"), "values must hold real numbers"),
        (lambda: estimate([[1, 2], [3]]), "its rows have different lengths"),
        (lambda: estimate(np.ones((2, 2))), "values must be a list of numbers, not of shape (2, 2)."),
        (lambda: difference([1, 2], 5), "values must be a list of numbers, not of shape ()."),
        (lambda: correlation([1, 2, 3], [1, 2]), "first and second must have as many numbers, not 3 and 2."),
        (lambda: runs_needed(0, 1), "difference must be a number that is not 0, not 0."),
        (lambda: runs_needed(1, -1), "deviation must be a number of at least 0, not -1."),
        (lambda: runs_needed(1e-200, 1), "would need millions of runs."),
        (lambda: runs_needed(1, 1, level=95), "level must be a number between 0 and 1, not 95."),
        (lambda: runs_needed(1, 1, found=80), "found must be a number from 0.5 to below 1, not 80."),
    ],
)
def test_what_is_no_list_of_numbers_is_one_sentence(call, words):
    with pytest.raises((ValueError, TypeError)) as error:
        call()
    assert words in str(error.value) and str(error.value).endswith(".") and "\n" not in str(error.value)
