"""Exercises of lesson 09, Looking inside: filters and the pixels that decide."""

import numpy as np

from ...sizes import receptive_field
from ..cases import cases, counted, floats, integers
from ..definition import Case, Exercise, Mistake

FILTERS = "09, 'Filters before and after training'"
MAPS = "09, 'Feature maps, layer by layer'"
SALIENCY = "09, 'Which pixels decide? Saliency'"
OCCLUSION = "09, 'Which parts decide? Occlusion'"


def smoothness(w):
    """Correlation of neighbouring weights: sum of a*b over the root of sum of a*a times sum of b*b."""
    a = np.concatenate([w[:, :-1].ravel(), w[:-1].ravel()])
    b = np.concatenate([w[:, 1:].ravel(), w[1:].ravel()])
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def _smooth(w, across=True, down=True, divide=True, centre=False):
    pairs = [(w[:, :-1], w[:, 1:])] * across + [(w[:-1], w[1:])] * down
    a, b = (np.concatenate([pair[i].ravel() for pair in pairs]) for i in (0, 1))
    if centre:
        a, b = a - a.mean(), b - b.mean()
    total = (a * b).sum()
    return float(total / np.sqrt((a * a).sum() * (b * b).sum()) if divide else total)


def _wrapped(w):
    a = np.concatenate([w.ravel(), w.ravel()])
    b = np.concatenate([np.roll(w, -1, 1).ravel(), np.roll(w, -1, 0).ravel()])
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def _kernels():
    made = [
        np.array([[1.0, 1], [1, 1]]),
        np.array([[1.0, 1], [-1, -1]]),
        np.array([[1.0, -1], [1, -1]]),
        counted(3, 3) + 1,
    ]
    return cases(*((w,) for w in [*made, integers(2, 3), integers(3, 2, seed=1), floats(5, 5), floats(4, 3, seed=1)]))


def receptive():
    """(side seen, distance in pixels) behind 3 x 3, 2 x 2 pooling, 3 x 3, 2 x 2 pooling."""
    return receptive_field([(3, 1), (2, 2), (3, 1), (2, 2)])[-1], 4


def square_sum(x):
    """A score for checks: the square of a weighted sum."""
    weights = np.arange(1, x.size + 1).reshape(x.shape)
    return float((x * weights).sum() ** 2)


def brightest(x):
    """A score for checks: the largest pixel, and a little of the others."""
    return float(x.max() + 0.1 * x.sum())


square_sum.__name__ = "(1 * first pixel + 2 * second + 3 * third + ...) ** 2, in reading order"
brightest.__name__ = "x.max() + 0.1 * x.sum()"


def saliency(score, x, h):
    """Slope of the score for every pixel, by central differences of step h."""
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        slopes[place] = (score(up) - score(down)) / (2 * h)
    return slopes


def _slopes(score, x, h, one_sided=False, divide=2.0, pile=False, size=False):
    slopes, moved = np.zeros(x.shape), x.copy()
    for place in np.ndindex(x.shape):
        up, down = (moved if pile else x).copy(), (moved if pile else x).copy()
        up[place] += h
        down[place] -= 0 if one_sided else h
        slopes[place] = (score(up) - score(down)) / ((1 if one_sided else divide) * h if divide else 1)
        moved[place] += h
    return np.abs(slopes) if size else slopes


def _scores():
    return [
        Case((square_sum, np.array([[1.0]]), 0.5)),
        Case((square_sum, np.array([[1.0, -1.0]]), 0.5)),
        Case((square_sum, integers(2, 2), 0.25)),
        Case((square_sum, floats(3, 2), 0.1)),
        Case((square_sum, floats(2, 4, seed=2), 0.01)),
    ]


def occlusion(score, x, k):
    """How much the score drops when the k x k pixels from (i, j) on are set to 0."""
    drop = np.zeros((x.shape[0] - k + 1, x.shape[1] - k + 1))
    for i, j in np.ndindex(drop.shape):
        covered = x.copy()
        covered[i : i + k, j : j + k] = 0
        drop[i, j] = score(x) - score(covered)
    return drop


def _cover(score, x, k, sign=1, restore=True, plain=False, side_by_side=False, single=False, transposed=False):
    drop = np.zeros((x.shape[0] - k + 1, x.shape[1] - k + 1))
    covered = x.copy()
    for i, j in np.ndindex(drop.shape):
        covered = x.copy() if restore else covered
        a, b = (j, i) if transposed else (i, j)
        a, b = (k * a, k * b) if side_by_side else (a, b)
        covered[a : a + (1 if single else k), b : b + (1 if single else k)] = 0
        drop[i, j] = score(covered) if plain else sign * (score(x) - score(covered))
    return drop


def _covers():
    return [
        Case((square_sum, np.array([[2.0]]), 1)),
        Case((square_sum, np.array([[1.0, 2.0]]), 1)),
        Case((square_sum, integers(2, 3), 2)),
        Case((brightest, np.array([[0.0, 3, 1], [2, 0, 5]]), 1)),
        Case((square_sum, floats(4, 5), 2)),
        Case((square_sum, floats(5, 4, seed=1), 3)),
    ]


EXERCISES = [
    Exercise(
        id="09.smoothness",
        kind="implement",
        title="How smooth a filter is",
        minutes=8,
        difficulty=2,
        points=2,
        see=FILTERS,
        cases=_kernels,
        expected=smoothness,
        hints=(
            "w[:, :-1] and w[:, 1:] are all pairs side by side. How do you get the pairs one below the other?",
            "Put all first numbers of the pairs into a, all second ones into b: np.concatenate of two ravelled arrays each.",
            "(a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()).",
        ),
        mistakes=[
            Mistake("one-direction-only", lambda w: _smooth(w, down=False)),
            Mistake("one-direction-only", lambda w: _smooth(w, across=False)),
            Mistake("not-normalised", lambda w: _smooth(w, divide=False), "The sum of the products is not divided: a loud filter is not a smooth one."),
            Mistake("mean-subtracted", lambda w: _smooth(w, centre=True)),
            Mistake("wrapped-around", _wrapped),
            Mistake("two-means", lambda w: (_smooth(w, down=False) + _smooth(w, across=False)) / 2),
        ],
    ),
    Exercise(
        id="09.receptive",
        kind="predict",
        title="What a deep number sees",
        minutes=5,
        difficulty=2,
        points=1,
        see=MAPS,
        value=receptive,
        hints=(
            "Begin with r = 1 and j = 1, and add (k - 1) * j for every layer, poolings too.",
            "After the first pooling r is 4 and j is 2.",
            "The second convolution adds 2 * 2, the second pooling 1 * 2; then j is 4.",
        ),
        mistakes=[
            Mistake("stride-forgotten", (receptive_field([(3, 1), (2, 1), (3, 1), (2, 1)])[-1], 1), "The strides of the poolings are forgotten."),
            Mistake("pooling-forgotten", (5, 1)),
            Mistake("pooling-forgotten", (receptive()[0] - 3, 4)),
            Mistake("wrong-order", (4, 10), "The two are exchanged: first the pixels across, then the distance."),
            Mistake("last-pooling-forgotten", (8, 4)),
            Mistake("distance-of-one-layer", (receptive()[0], 2)),
            Mistake("product-for-sum", (36, 4)),
        ],
    ),
    Exercise(
        id="09.saliency",
        kind="implement",
        title="Which pixels decide",
        minutes=8,
        difficulty=2,
        points=2,
        see=SALIENCY,
        cases=_scores,
        expected=saliency,
        hints=(
            "For each pixel: one image with a little more of it, one with a little less.",
            "Change a copy, x.copy(), so that the next pixel begins with the image as it was.",
            "(score(up) - score(down)) / (2 * h).",
        ),
        mistakes=[
            Mistake("same-array", lambda score, x, h: np.zeros(x.shape)),
            Mistake("nudges-pile-up", lambda score, x, h: _slopes(score, x, h, pile=True)),
            Mistake("one-sided-difference", lambda score, x, h: _slopes(score, x, h, one_sided=True)),
            Mistake("divided-by-h", lambda score, x, h: _slopes(score, x, h, divide=1.0)),
            Mistake("step-not-divided", lambda score, x, h: _slopes(score, x, h, divide=0)),
            Mistake("sign-lost", lambda score, x, h: _slopes(score, x, h, size=True)),
            Mistake("wrong-order", lambda score, x, h: -_slopes(score, x, h)),
        ],
    ),
    Exercise(
        id="09.occlusion",
        kind="implement",
        title="Which parts decide",
        minutes=8,
        difficulty=2,
        points=2,
        see=OCCLUSION,
        cases=_covers,
        expected=occlusion,
        hints=(
            "How many places has a patch of k x k on the image? The answer has a number for each.",
            "Cover a copy: covered = x.copy(), then covered[i : i + k, j : j + k] = 0.",
            "drop[i, j] = score(x) - score(covered).",
        ),
        mistakes=[
            Mistake("patches-stay", lambda score, x, k: _cover(score, x, k, restore=False)),
            Mistake("wrong-order", lambda score, x, k: _cover(score, x, k, sign=-1)),
            Mistake("score-for-drop", lambda score, x, k: _cover(score, x, k, plain=True)),
            Mistake("one-pixel-covered", lambda score, x, k: _cover(score, x, k, single=True)),
            Mistake("patches-side-by-side", lambda score, x, k: _cover(score, x, k, side_by_side=True)),
            Mistake("windows-transposed", lambda score, x, k: _cover(score, x, k, transposed=True),
                    "The patch of place (i, j) begins at row i, column j: here the two are exchanged."),
        ],
    ),
]  # fmt: skip
