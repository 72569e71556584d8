"""Exercises of lesson 09, Looking inside: filters and the pixels that decide."""

import numpy as np

from ...arguments.sizes import receptive_field
from ..definition import Exercise
from ..scores import brightest, square_sum
from ..slips import slip, step
from ..windows import counted

FILTERS = "09, 'Filters before and after training'"
MAPS = "09, 'Feature maps, layer by layer'"
SALIENCY = "09, 'Which pixels decide? Saliency'"
OCCLUSION = "09, 'Which parts decide? Occlusion'"


def smoothness(w):
    """Correlation of neighbouring weights: sum of a*b over the root of sum of a*a times sum of b*b."""
    pairs = [(w[:, :-1], w[:, 1:]), (w[:-1], w[1:])]
    if slip("wrapped-around"):
        pairs = [(w, np.roll(w, -1, 1)), (w, np.roll(w, -1, 0))]
    if slip("diagonal"):
        pairs = [(w[:-1, :-1], w[1:, 1:])]
    if slip("diagonals-too"):
        pairs = [*pairs, (w[:-1, :-1], w[1:, 1:])]
    if slip("flattened"):
        pairs = [(w.ravel()[:-1], w.ravel()[1:])]
    pairs = pairs[:1] if slip("side-by-side-only") else pairs[1:] if slip("below-only") else pairs
    if slip("two-means"):
        return float(np.mean([_correlation(a.ravel(), b.ravel()) for a, b in pairs]))
    pairs = [*pairs, *((b, a) for a, b in pairs)] if slip("both-directions") else pairs
    a, b = (np.concatenate([pair[i].ravel() for pair in pairs]).astype(float) for i in (0, 1))
    if slip("all-squares"):
        return float((a * b).sum() / (w.astype(float) ** 2).sum())
    return _correlation(a, b)


def _correlation(a, b):
    a, b = (a - a.mean(), b - b.mean()) if slip("mean-subtracted") else (a, b)
    a, b = (np.abs(a), np.abs(b)) if slip("magnitudes") else (a, b)
    aa, bb = (a * a).sum(), (b * b).sum()
    below = aa if slip("one-sum-only") else aa * bb if slip("root-forgotten") else np.sqrt(aa * bb)
    below = np.sqrt(aa) / np.sqrt(bb) if slip("root-brackets") else below
    below = a.size if slip("divided-by-the-number") else 1 if slip("not-normalised") else below
    below = step("the number below the line (aa: the sum of a * a, bb: that of b * b)", below, aa=aa, bb=bb)
    above = step("the number above the line (a, b: the sums of both)", (a * b).sum(), a=a.sum(), b=b.sum())
    return float(above / below)


def _kernels(draw):
    return (draw.array(draw.int(2, 4), draw.int(2, 4)),)


def receptive():
    """(side seen, distance in pixels) behind 3 x 3, 2 x 2 pooling, 3 x 3, 2 x 2 pooling."""
    layers = [(3, 1), (2, 2), (3, 1), (2, 2)]
    layers = [(k, 1) for k, _ in layers] if slip("strides-forgotten") else layers
    layers = layers[:1] + layers[2:3] if slip("poolings-forgotten") else layers
    layers = layers[:3] if slip("last-pooling-forgotten") else layers
    layers = [(step(f"the window of layer {n}", k), step(f"the stride of layer {n}", s))
              for n, (k, s) in enumerate(layers, 1)]  # fmt: skip
    side = step("the side", receptive_field(layers)[-1])
    jump = step("the distance", int(np.prod([s for _, s in layers])))
    side = side - 3 if slip("windows-of-poolings-forgotten") else 36 if slip("product-for-sum") else side
    side = side * side if slip("area-for-side") else side
    jump = 2 if slip("distance-of-one-layer") else 1 if slip("distance-of-1") else jump
    side, jump = (4, 2) if slip("example") else (side, jump)
    return (jump, side) if slip("wrong-order") else (side, jump)


def saliency(score, x, h):
    """Slope of the score for every pixel, by central differences of step h."""
    slopes, moved = np.zeros(x.shape), x.astype(float)
    kept = moved.copy(), moved.copy()
    for place in np.ndindex(x.shape):
        start = moved if slip("nudges-pile-up") or slip("nudges-down-stay") else x.astype(float)
        up, down = start.copy(), start.copy()
        if slip("copies-before-the-loops"):
            up, down = kept
        pixel = up[place]
        still_up, still_down = (slip(f"{side}-only") or slip(f"{side}-by-two") for side in ("downwards", "upwards"))
        up[place] = step("the pixel that is moved, up", pixel + (0 if still_up else h), x=pixel, h=h)
        down[place] -= 0 if still_down else h
        moved = down if slip("nudges-down-stay") else up
        if slip("same-array"):
            up = down = x
        one_sided = slip("upwards-only") or slip("downwards-only")
        steps = h if one_sided or slip("divided-by-h") else 1 if slip("step-not-divided") else 2 * h
        steps = step("the number that the difference is divided by", h / 2 if slip("times-two") else steps, h=h)
        slopes[place] = (score(up) - score(down)) / steps
    return np.abs(slopes) if slip("sign-lost") else -slopes if slip("wrong-order") else slopes


def _scores(draw):
    shape = draw.pick((1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (2, 4), (4, 4))
    return draw.pick(square_sum, brightest), 3 * draw.distinct(*shape) + draw.int(0, 3), draw.pick(0.5, 0.25, 0.1)


def occlusion(score, x, k):
    """How much the score drops when the k x k pixels from (i, j) on are set to 0."""
    drop = np.zeros([counted(n - k + (0 if slip("off-by-one") else 1), n, k) for n in x.shape])
    covered = x.copy()
    for i, j in np.ndindex(drop.shape):
        covered = covered if slip("patches-stay") else x.copy()
        a, b = (j, i) if slip("windows-transposed") else (k * i, k * j) if slip("patches-side-by-side") else (i, j)
        a = step("the row where a patch begins", a, i=i, j=j, k=k)
        b = step("the column where a patch begins", b, i=i, j=j, k=k)
        side = 1 if slip("one-pixel-covered") else k
        rows, columns = (step(f"the length of a patch, {way}", side, k=k) for way in ("down", "across"))
        patch = covered[a : a + rows, b : b + columns]
        patch[...] = 1 if slip("white-patch") else x.mean() if slip("grey-patch") else 0
        if slip("all-but-the-patch"):
            covered = np.zeros(x.shape)
            covered[a : a + side, b : b + side] = x[a : a + side, b : b + side]
        drop[i, j] = score(covered) if slip("score-for-drop") else score(x) - score(covered)
        if slip("relative-drop"):
            drop[i, j] /= score(x)
    return -drop if slip("wrong-order") else drop


def _covers(draw):
    k = draw.int(1, 3)
    return draw.pick(square_sum, brightest), draw.array(k + draw.int(0, 3), k + draw.int(0, 3)), k


EXERCISES = [
    Exercise(
        id="09.smoothness",
        kind="implement",
        title="How smooth a filter is",
        points=2,
        see=FILTERS,
        expected=smoothness,
        inputs=_kernels,
        output="smoothness",
        hints=(
            "w[:, :-1] and w[:, 1:] are all pairs side by side. How do you get the pairs one below the other?",
            "Put all first numbers of the pairs into a, all second ones into b: np.concatenate of two ravelled arrays "
            "each.",
            "(a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()).",
        ),
        slips=[
            ("side-by-side-only", "Only pairs side by side are counted: those one below the other are neighbours too."),
            ("below-only", "Only pairs one below the other are counted: those side by side are neighbours too."),
            ("diagonal", "These are pairs across the corner: neighbours lie side by side, or one below the other."),
            ("diagonals-too", "Pairs across the corner are counted too: neighbours lie side by side, or one below the other."),
            ("flattened", "The weights are taken as one row: its last number in a line is no neighbour of the next line."),
            ("all-squares", "It is divided by the sum of all squares: the two sums are those of the pairs' numbers."),
            ("not-normalised", "The sum of the products is not divided: a loud filter is not a smooth one."),
            ("divided-by-the-number", "It is divided by the number of pairs: a loud filter is not a smooth one."),
            ("root-forgotten", "The root of the product of both sums is forgotten."),
            ("root-brackets", "It is divided by one root, and multiplied by the other: both roots stand below the line, in "
             "brackets."),
            ("one-sum-only", "It is divided by the sum of a * a alone: by the root of both sums' product."),
            ("both-directions", "It is as if each pair was counted twice: (a, b) and (b, a) are one pair."),
            "mean-subtracted",
            "wrapped-around",
            "two-means",
            ("magnitudes", "The signs are lost: neighbours of opposite sign make a filter rough."),
        ],
    ),
    Exercise(
        id="09.receptive",
        kind="predict",
        title="What a deep number sees",
        points=1,
        see=MAPS,
        value=receptive,
        hints=(
            "Begin with r = 1 and j = 1, and add (k - 1) * j for every layer, poolings too.",
            "After the first pooling r is 4 and j is 2.",
            "The second convolution adds 4 * 2, the second pooling 1 * 2; then j is 4.",
        ),
        slips=[
            ("strides-forgotten", "The strides of the poolings are forgotten."),
            ("poolings-forgotten", "The poolings are forgotten: they have windows too, and strides."),
            ("windows-of-poolings-forgotten", "The windows of the poolings are forgotten: each sees 2 x 2 numbers."),
            "last-pooling-forgotten",
            "distance-of-one-layer",
            ("distance-of-1", "The strides are forgotten in the distance: those of both poolings are multiplied."),
            ("example", "That is the example, behind the first two layers: here are four."),
            "product-for-sum",
            "area-for-side",
            ("wrong-order", "The two are exchanged: first the pixels across, then the distance."),
        ],
    ),
    Exercise(
        id="09.saliency",
        kind="implement",
        title="Which pixels decide",
        points=2,
        see=SALIENCY,
        expected=saliency,
        inputs=_scores,
        whole=False,
        output="slopes",
        hints=(
            "For each pixel: one image with a little more of it, one with a little less.",
            "Change a copy, x.copy(), so that the next pixel begins with the image as it was.",
            "(score(up) - score(down)) / (2 * h).",
        ),
        slips=[
            ("same-array", "All differences are 0: up and down are the same array, or as it was. Each must be a copy."),
            "nudges-pile-up",
            ("copies-before-the-loops", "up and down are made once, before the loops, so the nudges stay in them: each "
             "pixel begins with new copies of the image."),
            ("upwards-only", "The difference goes upwards only: where the score curves, that is not the slope."),
            ("downwards-only", "The difference goes downwards only: where the score curves, that is not the slope."),
            ("upwards-by-two", "The pixel is moved upwards only, but the difference is divided by 2 * h: move it down, too."),
            ("downwards-by-two", "The pixel is moved downwards only, but the difference is divided by 2 * h: move it up, too."),
            ("nudges-down-stay", "Each pixel stays lower by h, and the next begins with that image: each begins with the "
             "image as it was."),
            "divided-by-h",
            "step-not-divided",
            ("times-two", "It is divided by h / 2: the two images are 2 * h apart, in brackets."),
            "sign-lost",
            ("wrong-order", "The two are subtracted in the wrong order: score(up) - score(down)."),
        ],
    ),
    Exercise(
        id="09.occlusion",
        kind="implement",
        title="Which parts decide",
        points=2,
        see=OCCLUSION,
        expected=occlusion,
        inputs=_covers,
        output="drop",
        hints=(
            "How many places does a patch of k x k have on the image? The answer has a number for each.",
            "Cover a copy: covered = x.copy(), then covered[i : i + k, j : j + k] = 0.",
            "drop[i, j] = score(x) - score(covered).",
        ),
        slips=[
            "patches-stay",
            ("wrong-order", "The two are subtracted in the wrong order: the score of the whole image comes first."),
            "score-for-drop",
            ("relative-drop", "The drop is divided by the score of the whole image: the drop itself is asked for."),
            "one-pixel-covered",
            "patches-side-by-side",
            ("windows-transposed", "The patch of place (i, j) begins at row i, column j: here the two are exchanged."),
            ("white-patch", "The patch is set to 1: it is set to 0."),
            ("grey-patch", "The patch is set to the mean of the image: it is set to 0."),
            ("all-but-the-patch", "All but the patch is set to 0: the patch is."),
            ("off-by-one", "The last row and column of places are missing: a patch of k has n - k + 1 places in n "
             "pixels."),
        ],
    ),
]  # fmt: skip
