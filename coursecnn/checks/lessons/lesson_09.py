"""Exercises of lesson 09, Looking inside."""

import numpy as np

from ...sizes import receptive_field
from ..cases import cases, counted, floats, integers
from ..definition import Case, Exercise, Mistake

FILTERS = "09, 'Filters before and after training'"
MAPS = "09, 'Feature maps, layer by layer'"
SALIENCY = "09, 'Which pixels decide? Saliency'"
OCCLUSION = "09, 'Which parts decide? Occlusion'"
NEIGHBOURS = "09, 'Neighbours in feature space'"
BEAR = "09, 'What can the net bear?'"


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
    made = [np.array([[1.0, 1], [1, 1]]), np.array([[1.0, 1], [-1, -1]]), np.array([[1.0, -1], [1, -1]]), counted(3, 3) + 1]
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


def nearest(a, b):
    """For each row of a the number of the nearest row of b (Euclidean distance)."""
    return ((a[:, None] - b[None]) ** 2).sum(axis=2).argmin(axis=1)


def _rows():
    return cases(
        (np.array([[1.0]]), np.array([[0.0], [1.5]])),
        (np.array([[0.0], [4.0]]), np.array([[5.0], [1.0], [-9.0]])),
        (np.array([[1.0, 1.0]]), np.array([[9.0, 9.0], [1.0, 2.0], [3.0, 0.0]])),
        (np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([[2.0, 2.0], [0.0, 3.0], [3.5, 0.0]])),
        (integers(4, 3), integers(5, 3, seed=1)),
        (floats(6, 4), floats(7, 4, seed=1)),
        (floats(3, 2, seed=4), floats(9, 2, seed=5)),
    )


def shift_right(images, pixels):
    """The images moved to the right by so many pixels."""
    return np.roll(images, pixels, axis=2)


def _shift(images, pixels):
    moved = np.zeros_like(images)
    moved[:, :, pixels:] = images[:, :, : images.shape[2] - pixels]
    return moved


def _pictures():
    return cases(
        (np.array([[[1.0, 2]]]), 1),
        (np.array([[[1.0, 2, 3]]]), 1),
        (counted(1, 2, 3) + 1, 2),
        (counted(2, 3, 3) + 1, 1),
        (integers(2, 4, 5), 3),
        (floats(3, 4, 4), 2),
    )


def _bears(answer):
    verdict, shifted, noisy = answer
    if isinstance(shifted, str) or isinstance(noisy, str) or not (0 < shifted <= 100 and 0 < noisy <= 100):
        return "The second and the third part are percentages of right answers."
    if not (shifted < noisy - 5 and shifted < 80):
        return (
            f"{shifted:.1f} % after the shift and {noisy:.1f} % after the noise is not what this net does: is the order (shift, noise), and "
            "are the pixels still between 0 and 255?"
        )
    if str(verdict).strip().lower() != "false":
        return f"You measured {shifted:.1f} % after the shift and {noisy:.1f} % with noise. What does that say about the claim?"
    return True


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
    Exercise(
        id="09.nearest",
        kind="implement",
        title="The nearest neighbour",
        minutes=6,
        difficulty=2,
        points=2,
        see=NEIGHBOURS,
        cases=_rows,
        expected=nearest,
        hints=(
            "For one row of a: subtract it from all rows of b, square, and add up along each row.",
            "The place of the smallest of these sums is the answer; argmin gives it.",
            "Do it for every row of a, and put the numbers into an array.",
        ),
        mistakes=[
            Mistake("farthest", lambda a, b: ((a[:, None] - b[None]) ** 2).sum(axis=2).argmax(axis=1)),
            Mistake("largest-product", lambda a, b: (a @ b.T).argmax(axis=1)),
            Mistake("not-squared", lambda a, b: (b[None] - a[:, None]).sum(axis=2).argmin(axis=1)),
            Mistake("not-squared", lambda a, b: (a[:, None] - b[None]).sum(axis=2).argmin(axis=1)),
            Mistake("distance-for-place", lambda a, b: ((a[:, None] - b[None]) ** 2).sum(axis=2).min(axis=1)),
            Mistake("distance-for-place", lambda a, b: np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=2)).min(axis=1)),
            Mistake("first-number-only", lambda a, b: np.abs(a[:, None, 0] - b[None, :, 0]).argmin(axis=1)),
            Mistake("wrong-direction", lambda a, b: nearest(b, a)),
        ],
    ),
    Exercise(
        id="09.shift_right",
        kind="debug",
        title="What leaves on the right",
        minutes=5,
        difficulty=1,
        points=1,
        see=BEAR,
        cases=_pictures,
        expected=_shift,
        given=shift_right,
        hints=(
            "Move [[1, 2, 3]] by one pixel. What stands on the left, and where does it come from?",
            "np.roll brings back on the left what left on the right. Black belongs there.",
            "moved = np.zeros_like(images); then copy the part that stays into its place.",
        ),
        mistakes=[
            Mistake("wrapped-around", lambda images, pixels: np.roll(images, pixels, axis=2) * 1.0,
                    "What leaves on the right comes back on the left: black belongs there."),
            Mistake("wrong-direction", lambda images, pixels: _shift(images[:, :, ::-1], pixels)[:, :, ::-1],
                    "The images are moved to the left."),
            Mistake("h-w-swapped", lambda images, pixels: _shift(images.swapaxes(1, 2), pixels).swapaxes(1, 2),
                    "The images are moved down: the columns are the last axis."),
            Mistake("edge-repeated", lambda images, pixels: np.pad(images, ((0, 0), (0, 0), (pixels, 0)), mode="edge")[:, :, : images.shape[2]],
                    "The first column is repeated on the left: black belongs there."),
            Mistake("too-wide", lambda images, pixels: np.pad(images, ((0, 0), (0, 0), (pixels, 0)))),
        ],
    ),
    Exercise(
        id="09.bears",
        kind="explore",
        title="What hurts more?",
        minutes=10,
        difficulty=2,
        points=2,
        see=BEAR,
        value=lambda: ("false", 50.0, 90.0),
        accepts=_bears,
        choices=("true", "false"),
        hints=(
            "accuracy(changed_images) measures the net on test images that you changed.",
            "distortions.shift(images, right=4) moves them; distortions.add_noise(images, 0.5, np.random.default_rng(0)) adds noise.",
            "The answer is (verdict, accuracy after the shift, accuracy with noise).",
        ),
        mistakes=[Mistake("wrong-verdict", ("true", 50.0, 90.0))],
    ),
]  # fmt: skip
