"""Exercises of lesson 08, Experiments with parameters: many tries, one change, winners."""

from math import comb

import numpy as np

from ..cases import integers
from ..definition import Case, Exercise, Mistake

SEED = "08, 'Chance from the seed'"
PAIRS = "08, 'Compare in pairs'"
MANY = "08, 'Many comparisons find something'"
ONE = "08, 'One change at a time'"


def chance_of_one():
    """Chance that at least one of 20 comparisons without any difference looks significant at 5 %."""
    return 1 - 0.95**20


def one_change(base, changes):
    """A row for each change (place, value): the settings ``base`` with this change alone."""
    rows = []
    settings = base
    for place, value in changes:
        settings[place] = value
        rows.append(settings)
    return np.array(rows)


def one_change_each(base, changes):
    """As ``one_change``, each change by itself."""
    rows = np.repeat(np.asarray(base, float)[None], len(changes), 0)
    for row, (place, value) in zip(rows, changes):
        row[place] = value
    return rows


def _accumulated(base, changes):
    rows, settings = [], np.array(base, float)
    for place, value in changes:
        settings[place] = value
        rows.append(settings.copy())
    return np.array(rows)


def _plans():
    made = [
        ([0.1, 5.0], [(0, 0.5)]),
        ([0.1, 5.0], [(0, 0.5), (1, 3.0)]),
        ([0.1, 5.0, 20.0], [(0, 0.01), (0, 1.0), (2, 50.0)]),
        (list(integers(4)), [(3, 9.0), (1, 8.0), (3, 7.0), (0, 6.0)]),
    ]
    return [Case((np.array(base), changes)) for base, changes in made]


def chance_of_signs(differences):
    """Two-sided sign test: chance of so many of one sign, or more, if both signs are equally likely."""
    n, above = len(differences), int(np.sum(np.asarray(differences) > 0))
    most = max(above, n - above)
    return min(1.0, 2 * sum(comb(n, k) for k in range(most, n + 1)) / 2**n)


def _one_sided(d):
    n, above = len(d), int(np.sum(np.asarray(d) > 0))
    return sum(comb(n, k) for k in range(max(above, n - above), n + 1)) / 2**n


def _above_only(d):
    n = len(d)
    return min(1.0, 2 * sum(comb(n, k) for k in range(int(np.sum(d > 0)), n + 1)) / 2**n)


def _exactly(d):
    n, above = len(d), int(np.sum(np.asarray(d) > 0))
    return min(1.0, 2 * comb(n, max(above, n - above)) / 2**n)


def _signs():
    made = [
        [1],
        [1, 2],
        [1, -1],
        [1, 2, 3],
        [1, 2, -3],
        [-1, -2, -3, -1],
        [1, 2, 3, 1, 2],
        [1, 1, 1, 1, -1, 2, 1, 3],
        [-1, 2, -3, -1, -1, 1],
    ]
    return [Case((np.array(d, float),)) for d in made]


def _spread(answer):
    verdict, spread = answer
    if isinstance(spread, str) or not spread > 0:
        return "The second part is the standard deviation that you measured, in points: it is above 0."
    if spread > 30:
        return f"A spread of {spread:.3g} points is too much: are the accuracies percentages of the same test images?"
    if spread < 0.15:
        return f"A spread of {spread:.3g} points is too little for so few images: does every run have another seed?"
    if str(verdict).strip().lower() != "false":
        return f"You measured a spread of {spread:.2g} points. What does that say about the claim?"
    return True


EXERCISES = [
    Exercise(
        id="08.chance_of_one",
        kind="predict",
        title="Twenty tries",
        minutes=4,
        difficulty=1,
        points=1,
        see=MANY,
        value=chance_of_one,
        tolerance=0.006,
        hints=(
            "What is the chance that a single comparison does not look different?",
            "0.95 for one. And for all twenty?",
            "1 - 0.95 ** 20.",
        ),
        mistakes=[
            Mistake("chances-added", 1.0),
            Mistake("share-for-points", 64.15, "A chance lies between 0 and 1."),
            Mistake("chance-of-none", 0.95**20),
            Mistake("single-chance", 0.05),
            Mistake("chance-of-all", 0.05**20),
        ],
    ),
    Exercise(
        id="08.one_change",
        kind="debug",
        title="One change at a time",
        minutes=6,
        difficulty=2,
        points=2,
        see=ONE,
        cases=_plans,
        expected=one_change_each,
        given=one_change,
        hints=(
            "Print the rows for two changes: what has the first row that it should not have?",
            "settings = base is no copy: there is only one array, with two names.",
            "Make settings anew inside the loop: settings = base.copy().",
        ),
        mistakes=[
            Mistake("changes-pile-up", _accumulated),
            Mistake("all-the-same-list", lambda base, changes: np.repeat(_accumulated(base, changes)[-1:], len(changes), 0)),
            Mistake("base-included", lambda base, changes: np.concatenate([np.asarray(base, float)[None], one_change_each(base, changes)])),
            Mistake("change-added", lambda base, changes: base + one_change_each(np.zeros(len(base)), changes)),
        ],
    ),
    Exercise(
        id="08.seed_spread",
        kind="explore",
        title="The same net, another seed",
        minutes=8,
        difficulty=2,
        points=2,
        see=SEED,
        value=lambda: ("false", 1.0),
        accepts=_spread,
        choices=("true", "false"),
        hints=(
            "Call accuracy(seed) for five seeds and keep the numbers in a list.",
            "np.std(values, ddof=1) is the spread.",
            "Compare it with 0.1 points.",
        ),
        mistakes=[Mistake("wrong-verdict", ("true", 1.0))],
    ),
    Exercise(
        id="08.chance_of_signs",
        kind="challenge",
        title="Count the winners",
        minutes=10,
        difficulty=3,
        points=3,
        see=PAIRS,
        cases=_signs,
        expected=chance_of_signs,
        tolerance=1e-6,
        hints=(
            "Each sign is like a coin. The chance of exactly k heads in n throws is comb(n, k) / 2**n.",
            "Let most be the number of the more frequent sign. Add up the chances of most, most + 1, ..., n.",
            "Twice that, because the other side might have won as well, and at most 1.",
        ),
        mistakes=[
            Mistake("one-sided", _one_sided),
            Mistake("one-sided", _above_only, "Only the differences above 0 are counted: take the sign that is more frequent, whichever it is."),
            Mistake("exactly-for-at-least", _exactly),
            Mistake("above-one", lambda d: 2 * _one_sided(d)),
            Mistake("size-for-sign", lambda d: float(2 * (np.sum(d) / np.abs(d).sum() > 0) / 2 ** len(d))),
            Mistake("all-or-nothing", lambda d: 2 / 2 ** len(d)),
        ],
    ),
]  # fmt: skip
