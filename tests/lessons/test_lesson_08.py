"""Lesson 08 prints the numbers that it teaches."""

import re

import numpy as np
import pytest
from lessons import cells, printed, solutions, sources
from scipy import stats

from coursecnn.experiments import PRESETS, build_net, complete, configurations, published
from coursecnn.experiments.config import identity
from coursecnn.experiments.plan import read_plan

TEXT = printed("08")
SHOWN = " ".join(" ".join("".join(cell["source"]) for cell in cells("08", "markdown")).split())


def test_the_published_table_is_shown_and_counted():
    for number in ("98.93 %", "98.99 %", "99.01 %", "4 min 14 s", "4 min 20 s", "4 min 49 s"):
        assert number in SHOWN
    assert "A: 107 mistakes of 10,000" in TEXT and "between A and C: 8 images of 10,000" in TEXT


def test_parameters_and_multiplications_of_the_three_nets():
    for line in (
        "[5, 5], 'filters': [20, 50]} 33,580 parameters, 1,896,000 multiplications",
        "[3, 3], 'filters': [20, 50]} 21,760 parameters, 1,223,180 multiplications",
        "[3, 3], 'filters': [20, 100]} 43,310 parameters, 2,324,680 multiplications",
    ):
        assert line in TEXT


def test_how_much_is_chance():
    assert "best and worst differ by 0.08 points or more in 88 of 100 worlds" in TEXT
    assert float(re.search(r"the worst of eight runs of one net: ([\d.]+) points", TEXT)[1]) > 0.08
    assert "by hand: 2.00 ± 2.48 estimate: 2.00, from -0.48 to 4.48" in TEXT
    for n in (2, 3, 5, 8):
        right, short = re.search(rf"{n} runs: 0 is inside in (\d+) of 100 cases, with 1.96 in (\d+)", TEXT).groups()
        known = 100 * (2 * stats.t.cdf(1.96, n - 1) - 1)
        assert abs(int(right) - 95) <= 2 and abs(int(short) - known) <= 3


@pytest.mark.parametrize(
    ("words", "runs", "comparisons", "t"),
    [
        ("12.7 for two runs", 2, 1, 12.7),
        ("4.3 for three", 3, 1, 4.3),
        ("2.4 for eight", 8, 1, 2.4),
        ("$t$ is at least 5.6", 5, 10, 5.6),  # 4 degrees of freedom: two times three runs
        ("up to 14 where one of the two varies much", 3, 10, 14.1),  # 2: of the one that varies
        ("With five runs $t$ is at least 3.8", 9, 10, 3.8),
        ("with eight 3.3", 15, 10, 3.3),
    ],
)
def test_quantiles_in_the_text(words, runs, comparisons, t):
    assert words in SHOWN and t == round(stats.t.ppf(1 - 0.025 / comparisons, runs - 1), 1)


def test_the_results_that_come_with_the_course_and_how_they_were_made():
    assert "coursecnn sweep --preset published --seeds 20" in SHOWN
    for line in published().text().splitlines():
        assert " ".join(line.split()) in TEXT
    for name in "ABC":
        a = published().accuracy(name)
        assert f"{name}: 20 runs, mean {a.mean:.2f} %, spread {a.deviation:.2f}, interval {a.low:.2f}" in TEXT
    assert published().ranking() == ["A", "C", "B"] and "A, which was last, is ahead" in SHOWN


def test_what_they_allow_to_conclude():
    results, sure = published(), 1 - 0.05 / 3
    for pair in ("AB", "AC", "CB"):
        assert " ".join(str(results.compare(*pair)).split()) in TEXT
    assert not results.compare("A", "B", sure).within_chance and not results.compare("A", "C", sure).within_chance
    assert not results.compare("C", "B", sure).within_chance
    for pair in ("AB", "AC", "CB"):  # pairs say the same
        assert results.compare(*pair, sure).paired.low > 0
    assert "the published +0.06 is outside" in TEXT and "the published +0.08 is outside" in TEXT
    assert "the published +0.02 is inside" in TEXT
    b_a, c_a, c_b = (results.compare(*pair, sure).difference for pair in ("BA", "CA", "CB"))
    assert (round(-b_a.high, 2), round(-b_a.low, 2)) == (0.07, 0.17) and "A is ahead, by 0.07 to 0.17 points" in SHOWN
    assert (round(-c_a.high, 2), round(-c_a.low, 2)) == (0.03, 0.12) and "It is behind, by 0.03 to 0.12" in SHOWN
    assert 0 < c_b.low < 0.005 and round(c_b.high, 2) == 0.09 and "hardly anything and 0.09 points" in SHOWN
    for ahead, words in ((c_a, "about 8 images of 10,000 (3 to 12 are possible)"), (b_a, "about 12 (7 to 17)")):
        (mean,) = re.findall(r"about (\d+)", words)
        low, high = re.findall(r"\((\d+) to (\d+)", words)[0]
        assert words in SHOWN
        assert (round(-100 * ahead.mean), round(-100 * ahead.high), round(-100 * ahead.low)) == (
            int(mean), int(low), int(high),
        )  # fmt: skip


def test_when_pairs_help_is_measured():
    results = published()
    for first, second in ("AB", "AC", "BC"):
        r = stats.pearsonr(results.accuracies(first), results.accuracies(second))[0]
        assert f"{first} and {second}: correlation over the seeds {r:+.2f}" in TEXT and abs(r) < 0.44
    usual = stats.t.ppf(0.975, 18)
    assert round(usual / np.sqrt(18 + usual**2), 2) == 0.44 and "up to 0.44 are usual" in SHOWN
    few = [results.accuracies(name)[:5] for name in "AB"]
    assert f"correlation of A and B: {stats.pearsonr(*few)[0]:+.2f}" in TEXT
    assert "unpaired: +0.034 to +0.186 points" in TEXT and "paired: -0.015 to +0.235" in TEXT
    images = re.search(r"correlation of right and wrong over [\d,]+ images: \+([\d.]+)", TEXT)
    assert float(images[1]) > 0.1
    unpaired, paired = (
        [float(x) for x in re.search(rf"\b{name} +difference \S+ points, interval (\S+) to (\S+)", TEXT).groups()]
        for name in ("unpaired", "paired")
    )
    assert np.ptp(paired) < np.ptp(unpaired)
    assert "a rule that is fixed before looking" in SHOWN


def test_first_weights_of_one_seed_are_cut_from_the_same_numbers():
    a, b = (build_net(net, seed=3) for net in PRESETS["published"]["configurations"][:2])
    for name in ("0.weight", "1.weight", "3.weight"):
        one, other = a.params[name].ravel(), b.params[name].ravel()
        size = min(one.size, other.size)
        assert stats.pearsonr(one[:size], other[:size])[0] > 0.999
    assert "cut from the same random numbers" in SHOWN


def test_errors_of_strangers_are_added_as_squares():
    page = " ".join("".join(cell["source"]) for cell in solutions("08") if cell["cell_type"] == "markdown")
    a, b = np.array([99.0, 98.0]), np.array([98.5, 97.5])
    assert "`paired(np.array([99.0, 98.0]), np.array([98.5, 97.5]))`" in page
    first, second, pairs = (estimate_error(values) for values in (a, b, a - b))
    added = re.search(
        r"adding both gives ([\d.]+), and the root of the sum of squares[^.]*, gives ([\d.]+)\.", " ".join(page.split())
    )
    assert [float(number) for number in added.groups()] == [first + second, round(np.hypot(first, second), 1)]
    assert pairs == 0 and "The pairs leave 0" in page


def estimate_error(values):
    """The standard error of a mean, by hand."""
    return np.sqrt(((values - values.mean()) ** 2).sum() / (len(values) - 1) / len(values))


def test_the_runs_that_came_after_a_look_say_the_same_alone():
    for pair, words in (("AB", "A is ahead of B by"), ("AC", "of C by"), ("CB", "C of B by")):
        one, other = (published().accuracies(name)[5:] for name in pair)
        found = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
        assert f"{words} {found.low:.2f} to {found.high:.2f}" in SHOWN and found.low > 0


def power(gap, spread, runs):
    """How often the 95 % interval of a difference of so much does not hold 0 (noncentral t)."""
    freedom = 2 * runs - 2
    return 1 - stats.nct.cdf(stats.t.ppf(0.975, freedom), freedom, gap / spread * np.sqrt(runs / 2))


def test_the_runs_that_a_difference_needs():
    spread = np.sqrt(np.mean([published().accuracy(name).deviation ** 2 for name in "ABC"]))
    for gap in (0.2, 0.1, 0.06, 0.02):
        (runs,) = re.findall(rf"true difference {gap}, spread {spread:.3f}: about (\d+) runs of each", TEXT)
        assert power(gap, spread, int(runs)) >= 0.8 > power(gap, spread, max(2, int(runs) - 2))
    (found,) = re.findall(r"\d+ runs of each find a difference of 0.1 in (\d+) % of sweeps", TEXT)
    assert 75 <= int(found) <= 90


def test_what_is_said_of_the_rate_and_how_to_look_for_one_on_validation_images(tmp_path):
    assert {run["configuration"]["lr"] for run in published().runs} == {0.1} and "It is 0.1 for all three" in SHOWN
    assert "the rule of lesson 04 is not kept" in SHOWN
    (page,) = ["".join(cell["source"]) for cell in cells("08", "markdown") if "mnist:validation" in str(cell["source"])]
    file = tmp_path / "rates.toml"
    file.write_text(page.partition("```\n")[2].partition("```")[0], encoding="utf-8")
    plan = read_plan(file)
    assert (plan["data"], plan["epochs"], plan["seeds"]) == ("mnist:validation", 5, 2)
    tried = [identity(one) for one in configurations(plan["configurations"])]
    for net in PRESETS["published"]["configurations"]:
        assert all(identity(complete(net | {"lr": rate})) in tried for rate in (0.05, 0.1, 0.2, 0.4))
    rows = re.findall(r"\| (0\.\d+) \| (9,\d+ and 9,\d+) \| (9,\d+ and 9,\d+) \| (9,\d+ and 9,\d+) \|", page)
    right = {
        rate: [np.mean([int(n.replace(",", "")) for n in two.split(" and ")]) for two in nets] for rate, *nets in rows
    }
    assert list(right) == ["0.05", "0.1", "0.2", "0.4"] and (np.argmax(list(right.values()), axis=0) == 2).all()
    ahead = "ahead of 0.1 by {:g} images for A, {:g} for B and {:g} for C".format(
        *np.subtract(right["0.2"], right["0.1"])
    )
    a, b, c = right["0.2"]
    assert ahead in SHOWN and f"A is ahead of B by {a - b:g} images and of C by {a - c:g}." in SHOWN


def test_seconds_of_a_run():
    assert "took 29.1, 32.8 and 47.0 seconds" in SHOWN
    assert "side by side, one is done every 29 seconds (15 runs took 436 seconds)" in SHOWN and round(436 / 15) == 29
    assert "a run takes 36.3 seconds on average alone" in SHOWN and round((29.1 + 32.8 + 47.0) / 3, 1) == 36.3


def test_sweeps():
    assert "'eleven twice' is impossible: block 2 gets 9 x 9" in TEXT and "A window of 11 does not fit into 9" in TEXT
    usual, careful = re.search(
        r"a 'finding' in (\d+) of 100 sweeps 1 - 0.05 / 19 for each: in (\d+) of 100", TEXT
    ).groups()
    assert int(usual) > 30 and int(careful) < 8
    one, five = (float(re.search(rf"{k} x {k}: ([\d.]+) %", TEXT)[1]) for k in (1, 5))
    assert five > one + 2
    assert "neither 67,434 parameters 1,459,200 multiplications" in TEXT
    rates = [float(x) for x in re.findall(r" rate [\d.]+: ([\d.]+) %", TEXT)]
    assert len(rates) == 7
    assert max(rates) > max(rates[0], rates[-1]) + 20
    sgd, adam = re.search(r"at a rate of 0.005: sgd ([\d.]+) %, momentum [\d.]+ %, adam ([\d.]+) %", TEXT).groups()
    assert float(sgd) + 10 < float(adam)
    small, large = re.search(r"batches of 50: ([\d.]+) %, batches of 1,000: ([\d.]+) %", TEXT).groups()
    assert float(small) > float(large) + 5
    assert float(re.search(r"made for ReLU, is ([\d.]+) points behind the base", TEXT)[1]) > 20


def test_nets_are_compared_each_at_its_own_rate():
    """Sections 10, 11, 14 and 15: chosen with seeds that are not among those compared."""
    code = sources("08")
    (chooser,) = [source for source in code if "def each_at_its_best(" in source]
    assert "seeds=[10, 11]" in chooser
    for name in ("kernels", "pooling", "batches", "single"):
        (source,) = [source for source in code if f"\n{name} = swept(" in f"\n{source}"]
        assert "each_at_its_best(" in source


def test_side_by_side():
    assert "the same figures to the last digit: True" in TEXT
    assert "lines after one seed: 2; after the cut and three seeds: 6" in TEXT
    assert "the line that was whole is still the first: True figures of seed 0 as before: True" in TEXT
    assert "4 runs on 2 Dask workers, the figures of the same runs above: True" in TEXT


def test_ten_thousand_runs():
    longest = max(run["seconds"] for run in published().runs if run["seed"] < 5)
    assert "| the longest of these runs, one of C | 78 s |" in SHOWN and round(longest) == 78
    assert "one machine: 3.4 days 100 machines: 48 minutes" in TEXT
    assert "scheduler: 3.4 tasks a second, of 455 possible sent: 40 MB store: 7.1 MB, 2 s of writing" in TEXT
    assert "some 13,000 such machines" in SHOWN and round(100 * 455 / 3.4, -3) == 13_000
    assert "10 s of work for 200 cores, and 22 s for the scheduler" in SHOWN
