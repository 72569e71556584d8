"""Exercises of lesson 08, Experiments with parameters: many tries, one change, winners."""

from math import comb

import numpy as np

from ...lesson import is_quick
from ..definition import Exercise
from ..parts import Range
from ..slips import slip, step

SEED = "08, 'Chance from the seed'"
PAIRS = "08, 'Subtract two means, or run by run?'"
MANY = "08, 'Many comparisons find something'"
ONE = "08, 'One change at a time'"


def chance_of_one():
    """Chance that at least one of 12 comparisons without any difference looks significant at 5 %."""
    tries = 2 if slip("two-comparisons") else 11 if slip("one-too-few") else 12
    tries, one = step("the number of comparisons", tries), step("the chance of one comparison to look different", 0.05)
    not_one = step("the chance of one comparison to look equal", 1 - one)
    none, all_ = step("the chance that none looks different", not_one**tries), one**tries
    none = not_one * tries if slip("product-for-power") else none
    chance = none if slip("chance-of-none") else all_ if slip("chance-of-all") else 1 - none
    chance = 1 - all_ if slip("not-all") else chance
    chance = 0.05 if slip("single-chance") else 12 * 0.05 if slip("chances-added") else chance
    exactly = 12 * 0.05 * 0.95**11
    chance = exactly if slip("exactly-one") else chance - exactly if slip("two-or-more") else chance
    return 100 * chance if slip("percent-for-chance") else chance


def given_rows(base, changes):
    """As the notebook gives it."""
    rows = []
    settings = base
    for place, value in changes:
        settings[place] = value
        rows.append(settings)
    return np.array(rows)


def one_change(base, changes):
    """A row for each change (place, value): the settings ``base`` with this change alone."""
    rows, settings = [base.copy()] if slip("base-included") else [], base.astype(float)
    for place, value in changes:
        if not slip("changes-pile-up") and not slip("all-the-same-list"):
            settings = base.astype(float)
        settings[place] = settings[place] + value if slip("change-added") else value
        rows.append(settings if slip("all-the-same-list") else settings.copy())
    return np.array(rows)


def _plans(draw):
    n = draw.int(2, 4)
    changes = [(int(draw.rng.integers(n)), float(draw.rng.integers(-20, 20))) for _ in range(draw.int(1, 4))]
    return draw.array(n), changes


def seed_spread():
    """The verdict, and the standard deviation of ``MEASURED`` in points."""
    return "true" if slip("wrong-verdict") else "false", Range(0.01, 1000)


MEASURED = {  # accuracies of the seeds 0 to 4, by is_quick(): on MNIST, and on drawn digits
    False: ((78.7, 82.9, 74.4, 82.0, 88.0), (77.0, 76.1, 78.7, 80.2, 80.5)),
    True: ((24.0, 37.2, 28.0, 43.2, 21.2), (20.0, 42.0, 30.4, 30.0, 34.4)),
}
SHARE = 0.05  # by which a right deviation may differ: rounding gave up to 4 % with five kinds of processors
NEAR = 0.025  # what is nearer to another statistic looks like it


def _spread_of_these(answer):
    measured = MEASURED[is_quick()]
    spread, said = float(answer[1]), set()
    for values in measured:
        p = np.mean(values) / 100
        right = np.std(values, ddof=1)
        numbers = {
            "": right,
            "the standard error of the mean (the deviation divided by the root of 5)": right / 5**0.5,
            "the variance (the standard deviation is its square root)": right**2,
            "the variance divided by n (the standard deviation is a square root, with n - 1)": np.var(values),
            "the distance between the highest and the lowest": np.ptp(values),
            "the distance between the first two": abs(values[0] - values[1]),
            "the deviation divided by n (from a few runs one divides by n - 1: ddof=1)": np.std(values),
            "their mean": np.mean(values),
            "their median": np.median(values),
            "100 times the deviation (the accuracies are in percent already)": 100 * right,
            "a share (1 point is one of a hundred images)": right / 100,
            "what the test images leave open in one accuracy": 100 * np.sqrt(p * (1 - p) / 1000),
        } | {f"the deviation of the first {n} seeds alone": np.std(values[:n], ddof=1) for n in (2, 3, 4)}
        for text, number in numbers.items():
            said |= {text} if abs(spread - number) <= (NEAR if text else SHARE) * number else set()
    if "" in said:
        return True
    if said:
        return (
            f"{spread:.4g} looks like {', or like '.join(sorted(said))}: the standard deviation of the five is wanted."
        )
    return f"{spread:.4g} is not the standard deviation (ddof=1) of the accuracies with the seeds 0, 1, 2, 3 and 4."


def chance_of_signs(differences):
    """Two-sided sign test: chance of so many of one sign, or more, if both signs are equally likely."""
    n, above = len(differences), int(np.sum(np.asarray(differences) > 0))
    most = above if slip("above-only") else n - above if slip("below-only") else max(above, n - above)
    most = (above if np.sum(differences) > 0 else n - above) if slip("sign-of-the-sum") else most
    most = n if slip("all-or-nothing") else most + 1 if slip("more-than-most") else most
    most = max(0, step("the smallest number of equal signs that is counted", most, most=most, n=n, above=above))
    ways = comb(n, most) if slip("exactly-for-at-least") else sum(comb(n, k) for k in range(most, n + 1))
    chance = (1 if slip("one-sided") else 2) * ways / (1 if slip("ways-for-chance") else 2**n)
    return chance if slip("above-one") else min(1.0, chance)


def _few_large_ones():
    """Most signs are not the sign of the sum."""
    return [(np.array(numbers),) for numbers in ([-9.0, 1, 1, 1, 1], [8.0, -1, -1, -2, -1, -1], [7.0, 6, *[-0.5] * 7])]


def _signs(draw):
    sizes = np.abs(draw.array(draw.int(1, 9))) / draw.pick(1, 10)
    sizes[sizes == 0] = 1
    share_above = draw.pick(1.0, 0.8, 0.5, 0.2)
    return (sizes * np.where(draw.rng.random(len(sizes)) < share_above, 1, -1),)


EXERCISES = [
    Exercise(
        id="08.chance_of_one",
        kind="predict",
        title="Twelve tries",
        points=1,
        see=MANY,
        value=chance_of_one,
        tolerance=0.006,
        hints=(
            "What is the chance that a single comparison does not look different?",
            "0.95 for one. And for all twelve?",
            "1 - 0.95 ** 12.",
        ),
        slips=[
            "chances-added",
            ("percent-for-chance", "A chance lies between 0 and 1."),
            "chance-of-none",
            "single-chance",
            "chance-of-all",
            ("not-all", "That is the chance that not all twelve look different: one is enough, so begin with none."),
            ("two-or-more", "This is the chance that two or more look different: one is enough."),
            ("exactly-one", "This is the chance that exactly one looks different: two or more count, too."),
            ("two-comparisons", "That is the example, with two comparisons: here are twelve."),
            ("one-too-few", "11 comparisons are counted: there are 12."),
            ("product-for-power", "The chance that one looks equal is multiplied by 12: for all twelve it is its 12th "
             "power."),
        ],
    ),
    Exercise(
        id="08.one_change",
        kind="debug",
        title="One change at a time",
        points=2,
        see=ONE,
        expected=one_change,
        inputs=_plans,
        given=given_rows,
        output="rows",
        hints=(
            "Print the rows for two changes: what has the first row that it should not have?",
            "settings = base is no copy: there is only one array, with two names.",
            "Make settings anew inside the loop: settings = base.copy().",
        ),
        slips=["changes-pile-up", "all-the-same-list", "base-included", "change-added"],
    ),
    Exercise(
        id="08.seed_spread",
        kind="explore",
        title="The same net, another seed",
        points=2,
        see=SEED,
        value=seed_spread,
        accepts=_spread_of_these,
        choices=("true", "false"),
        hints=(
            "Call accuracy(seed) for the seeds 0 to 4 and keep the numbers in a list.",
            "np.std(values, ddof=1) is the spread.",
            "Compare it with 0.1 points.",
        ),
        slips=["wrong-verdict"],
    ),
    Exercise(
        id="08.chance_of_signs",
        kind="challenge",
        title="Count the winners",
        points=3,
        see=PAIRS,
        expected=chance_of_signs,
        inputs=_signs,
        also=_few_large_ones,
        output="chance",
        tries=2,
        tolerance=1e-6,
        hints=(
            "Each sign is like a coin. The chance of exactly k heads in n throws is comb(n, k) / 2**n.",
            "Let most be the number of the more frequent sign. Add up the chances of most, most + 1, ..., n.",
            "Twice that, because the other side might have won as well, and at most 1.",
        ),
        slips=[
            "one-sided",
            ("above-only", "The differences above 0 are counted, whether they are the more frequent ones or not: take "
             "the sign that is more frequent."),
            ("sign-of-the-sum", "The sign of the sum (or of the mean) is counted, whether it is the more frequent one or "
             "not: take the sign that is more frequent."),
            ("below-only", "The differences below 0 are counted, whether they are the more frequent ones or not: take "
             "the sign that is more frequent."),
            "exactly-for-at-least",
            ("more-than-most", "Rows with more than `most` are counted: those with exactly so many count, too."),
            "above-one",
            "all-or-nothing",
            ("ways-for-chance", "The ways are counted: divided by all 2**n ways they are a chance."),
        ],
    ),
]  # fmt: skip
