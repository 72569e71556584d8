"""Exercises of lesson 00, Why convolution: tables, order, slopes."""

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import combined, slip, step

TWO_IDEAS = "00, 'Two ideas'"
ORDER = "00, 'What is lost when the order is lost'"
HANGING = (
    "In the last rows the weights hang over the end: k weights have n - k + 1 places, so the table has n - k + 1 rows."
)
DEEP = "00, 'One reason why, for a long time, deep nets would not learn'"


def as_table(w, n):
    """The table of shape (n - k + 1, n) that slides the k weights w over n numbers."""
    over = slip("hanging-over-one-by-one")
    rows = (
        n
        if slip("as-many-rows-as-numbers") or slip("wrapped-around") or slip("hanging-over") or over
        else n - len(w) + (0 if slip("off-by-one") else 1)
    )
    rows = step("the number of rows", rows, n=n, k=len(w))
    apart = 0 if slip("first-window-only") else len(w) if slip("no-overlap") else 1
    table = np.zeros((max(0, rows), n))
    for i in range(len(table)):
        weights = w * (i + 1) if slip("not-shared") else w[::-1] if slip("kernel-flipped") else w
        begin = step("the column where row i begins", apart * i, i=i, k=len(w))
        if slip("hanging-over"):
            table[i, begin : begin + len(w)] = weights
        for j, weight in enumerate(weights):
            if slip("wrapped-around") or over or 0 <= begin + j < n:
                table[i, begin + j if over else (begin + j) % n] = weight
    return table.T if slip("table-transposed") else table


def _weights(draw):
    k = draw.int(1, 4)
    return draw.array(k), k + draw.int(0, 4)


def given_permuted(images, order):
    """Every image with its pixels in the given order."""
    rows = images.reshape(len(images), -1)
    rows[:, :] = rows[:, order]
    return rows.reshape(images.shape)


def permuted(images, order):
    """Every image with its pixels in the given order; the images stay as they were."""
    order = np.asarray(order)
    if slip("not-permuted"):
        return images.copy()
    order = np.argsort(order) if slip("way-back") else order[::-1] if slip("order-reversed") else order
    rows = images.reshape(len(images), -1)
    moved = rows[:, order]
    if slip("first-image-only"):
        moved = np.concatenate([moved[:1], rows[1:]])
    if slip("images-mixed"):
        moved = moved[::-1]
    return moved if slip("shape-lost") else moved.reshape(images.shape)


def _pictures(draw):
    shape = draw.int(1, 3), draw.pick(1, 1, 3), draw.int(1, 4), draw.int(2, 4)
    images = draw.pick(draw.array, draw.array, draw.bytes)(*shape)
    return images, draw.rng.permutation(int(np.prod(shape[1:])))


def cost_of_order():
    """Points lost, 8 orders: 0.6 with a deviation of 0.5 on MNIST, 0.5 and 0.7 on drawn digits; quick mode: twice that."""
    points = Range(40, 100) if slip("training-images-only") else Range(-4.0, 5.0)
    return "true" if slip("wrong-verdict") else "false", points


def _no_share(answer):
    """1000 test images give steps of 0.1 points."""
    points = answer[1]
    if 0 < abs(points) < 0.095:
        start = f"{points:.3g} is less than one image of 1000, which is 0.1 points."
        return f"{start} Could it be a share, not percentage points?"
    return True


def gradient_factor(z):
    """Product of the slopes of the sigmoid at the numbers z."""
    z = np.asarray(z, float)
    s = 1 / (1 + np.exp(-z))
    slopes = s if slip("value-for-slope") else z * (1 - z) if slip("slope-of-slope") else s * (1 - s)
    slopes = 1 - np.tanh(z) ** 2 if slip("slope-of-tanh") else 0.25 + 0 * z if slip("slope-at-most") else slopes
    slopes = 1 - s if slip("half-a-slope") else slopes
    if slip("product-first"):
        return float(np.prod(s) * (1 - np.prod(s)))
    return float(slopes.sum() if slip("sum-for-product") else combined("the slopes", slopes, np.prod))


def _chains(draw):
    return (draw.array(draw.int(1, 5), zero=True),)


EXERCISES = [
    Exercise(
        id="00.as_table",
        kind="implement",
        title="A convolution as a table",
        points=2,
        see=TWO_IDEAS,
        expected=as_table,
        inputs=_weights,
        output="table",
        hints=(
            "How many places are there for k weights on n numbers? The table has as many rows.",
            "Begin with zeros. Row i holds the weights, and they begin in column i.",
            "table[i, i : i + len(w)] = w, for every row i.",
        ),
        slips=[
            ("kernel-flipped", "The weights stand in the table in reverse order: row i begins with w[0]."),
            "not-shared",
            ("first-window-only", "Every row begins in column 0: the weights of row i begin in column i."),
            "off-by-one",
            ("as-many-rows-as-numbers", "There is no place for the weights in the last rows: k weights have n - k + 1 "
             "places, so the table has n - k + 1 rows."),
            ("hanging-over", HANGING),
            ("hanging-over-one-by-one", HANGING),
            ("wrapped-around", "Weights that hang over the end begin again at the left: there are n - k + 1 rows, in "
             "which none does."),
            "no-overlap",
            "table-transposed",
        ],
    ),
    Exercise(
        id="00.permuted",
        kind="debug",
        title="The images are gone",
        points=2,
        see=ORDER,
        expected=permuted,
        inputs=_pictures,
        also=lambda: [(np.arange(8.0).reshape(2, 1, 2, 2), [3, 1, 0, 2])],
        given=given_permuted,
        output="permuted",
        hints=(
            "Make a small array, call permuted, and print the array afterwards.",
            "reshape gives a view where it can: rows shows the same numbers as images, it is no copy.",
            "Do not write into rows. images.reshape(len(images), -1)[:, order] is a new array.",
        ),
        slips=[
            "way-back",
            ("images-mixed", "The images come in another order: their pixels are permuted, each image stays at its "
             "place."),
            "shape-lost",
            "not-permuted",
            ("first-image-only", "Only the first image is permuted: all of them are."),
            ("order-reversed", "The order is read backwards: pixel i of the result is pixel order[i]."),
        ],
    ),
    Exercise(
        id="00.cost_of_order",
        kind="explore",
        title="What the perceptron notices",
        points=2,
        see=ORDER,
        value=cost_of_order,
        accepts=_no_share,
        choices=("true", "false"),
        hints=(
            "Make permuted training and test images with one order, and train a second perceptron on them.",
            "replace(images, x_train=..., x_test=...) makes a second data set; accuracy(...) trains on it and tests.",
            "points = accuracy(images) - accuracy(the permuted ones): accuracy already gives percent.",
        ),
        slips=[
            ("wrong-verdict", "The points are within the luck of a few runs. What does that say about the claim?"),
            ("training-images-only", "A perceptron loses so much only where it is trained in one order and tested in "
             "another. Or is it an accuracy, not the difference of two?"),
        ],
    ),
    Exercise(
        id="00.gradient_factor",
        kind="challenge",
        title="How much of the gradient is left",
        points=2,
        see=DEEP,
        expected=gradient_factor,
        inputs=_chains,
        output="factor",
        hints=(
            "A gradient is multiplied by the slope of every sigmoid that it passes.",
            "With s = 1 / (1 + exp(-z)), the slope at z is s * (1 - s).",
            "np.prod multiplies all numbers of an array.",
        ),
        tolerance=1e-6,
        slips=[
            "value-for-slope",
            "sum-for-product",
            "slope-of-tanh",
            "slope-at-most",
            "slope-of-slope",
            ("half-a-slope", "The slope is s * (1 - s): here it is 1 - s alone."),
            ("product-first", "The sigmoids are multiplied first: take the slope of each, then multiply the slopes."),
        ],
    ),
]  # fmt: skip
