"""Exercises of lesson 00, Why convolution: tables, order, slopes."""

import numpy as np

from ..cases import bytes_of, cases, counted, floats, integers
from ..definition import Exercise, Mistake

TWO_IDEAS = "00, 'Two ideas'"
ORDER = "00, 'What is lost when the order is lost'"
DEEP = "00, 'Why deep nets did not learn for a long time'"


def as_table(w, n):
    """The table of shape (n - k + 1, n) that slides the k weights w over n numbers."""
    w = np.asarray(w, float)
    table = np.zeros((n - len(w) + 1, n))
    for i in range(len(table)):
        table[i, i : i + len(w)] = w
    return table


def _table(w, n, weights=lambda w, i: w, rows=0, at=lambda i: i):
    table = np.zeros((n - len(w) + 1 + rows, n))
    for i in range(len(table)):
        for j, weight in enumerate(weights(w, i)):
            if at(i) + j < n:
                table[i, at(i) + j] = weight
    return table


def _weights():
    return cases(
        (integers(1), 1),
        (integers(1), 3),
        (np.array([1.0, -1.0]), 2),
        (np.array([1.0, -1.0]), 5),
        (integers(3, seed=1), 4),
        (counted(3) + 1, 6),
        (floats(4), 7),
    )


def permuted(images, order):
    """Every image with its pixels in the given order."""
    rows = images.reshape(len(images), -1)
    rows[:, :] = rows[:, order]
    return rows.reshape(images.shape)


def permuted_copy(images, order):
    """As ``permuted``, and the images stay as they were."""
    return images.reshape(len(images), -1)[:, order].reshape(images.shape)


def _back(images, order):
    return permuted_copy(images, np.argsort(order))


def _pictures():
    rng = np.random.default_rng(0)
    shapes = ((1, 1, 1, 2), (1, 1, 2, 2), (2, 1, 2, 3), (3, 1, 4, 3), (2, 3, 3, 3))
    made = [(counted(*shape), rng.permutation(int(np.prod(shape[1:])))) for shape in shapes]
    made[0] = (made[0][0], np.array([1, 0]))
    return cases(*made, (bytes_of(5, 1, 4, 4), rng.permutation(16)))


def gradient_factor(z):
    """Product of the slopes of the sigmoid at the numbers z."""
    s = 1 / (1 + np.exp(-np.asarray(z, float)))
    return float(np.prod(s * (1 - s)))


def _sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def _chains():
    return cases(*((np.array(z, float),) for z in ([0], [1], [0, 0], [2, -1], [0] * 8, [0.5, -3, 1.5])))


def _costs_of_order(answer):
    verdict, points = answer
    if isinstance(points, str):
        return "The second part is a number of percentage points."
    if abs(points) > 15:
        return f"{points:.3g} points is too much for a perceptron: was it trained on permuted images, and tested on them too?"
    if str(verdict).strip().lower() != "false":
        return f"You measured {points:.2g} points, within the luck of a few runs. What does that say about the claim?"
    return True


def _n_rows(w, n):
    table = np.zeros((n, n))
    for i in range(n):
        table[i, i : i + len(w)] = w
    return table


EXERCISES = [
    Exercise(
        id="00.as_table",
        kind="implement",
        title="A convolution as a table",
        minutes=10,
        difficulty=2,
        points=2,
        see=TWO_IDEAS,
        cases=_weights,
        expected=as_table,
        hints=(
            "How many places have k weights on n numbers? So many rows has the table.",
            "Begin with zeros. Row i holds the weights, and they begin in column i.",
            "table[i, i : i + len(w)] = w, for every row i.",
        ),
        mistakes=[
            Mistake("kernel-flipped", lambda w, n: _table(w, n, lambda w, i: w[::-1]),
                    "The weights stand in the table in reverse order: row i begins with w[0]."),
            Mistake("not-shared", lambda w, n: _table(w, n, lambda w, i: w * (i + 1))),
            Mistake("first-window-only", lambda w, n: _table(w, n, at=lambda i: 0),
                    "Every row begins in column 0: the weights of row i begin in column i."),
            Mistake("off-by-one", lambda w, n: _table(w, n, rows=-1)),
            Mistake("weights-cut-off", lambda w, n: _table(w, n, rows=len(w) - 1)),
            Mistake("no-overlap", lambda w, n: _table(w, n, at=lambda i: i * len(w))),
            Mistake("table-transposed", lambda w, n: as_table(w, n).T),
            Mistake("weights-cut-off", _n_rows, "There is no place for the weights in the last rows: k weights have n - k + 1 places, "
                    "so the table has n - k + 1 rows."),
        ],
    ),
    Exercise(
        id="00.permuted",
        kind="debug",
        title="The images are gone",
        minutes=8,
        difficulty=2,
        points=2,
        see=ORDER,
        cases=_pictures,
        expected=permuted_copy,
        given=permuted,
        hints=(
            "Make a small array, call permuted, and print the array afterwards.",
            "reshape gives a view where it can: rows shows the same numbers as images, it is no copy.",
            "Do not write into rows. images.reshape(len(images), -1)[:, order] is a new array.",
        ),
        mistakes=[
            Mistake("way-back", _back),
            Mistake("images-mixed", lambda images, order: images.reshape(-1)[
                np.concatenate([order + n * len(order) for n in range(len(images))][::-1])].reshape(images.shape)),
            Mistake("shape-lost", lambda images, order: images.reshape(len(images), -1)[:, order]),
            Mistake("not-permuted", lambda images, order: images.copy()),
        ],
    ),
    Exercise(
        id="00.cost_of_order",
        kind="explore",
        title="What the perceptron notices",
        minutes=8,
        difficulty=2,
        points=2,
        see=ORDER,
        value=lambda: ("false", 0.5),
        accepts=_costs_of_order,
        choices=("true", "false"),
        hints=(
            "Make permuted training and test images with one order, and train a second perceptron on them.",
            "replace(images, x_train=..., x_test=...) makes a second data set; accuracy(...) trains on it and tests.",
            "points = accuracy(images) - accuracy(the permuted ones): accuracy already gives percent.",
        ),
        mistakes=[Mistake("wrong-verdict", ("true", 0.5))],
    ),
    Exercise(
        id="00.gradient_factor",
        kind="challenge",
        title="How much of the gradient is left",
        minutes=8,
        difficulty=2,
        points=2,
        see=DEEP,
        cases=_chains,
        expected=gradient_factor,
        hints=(
            "A gradient is multiplied by the slope of every sigmoid that it passes.",
            "With s = 1 / (1 + exp(-z)), the slope at z is s * (1 - s).",
            "np.prod multiplies all numbers of an array.",
        ),
        mistakes=[
            Mistake("value-for-slope", lambda z: float(np.prod(_sigmoid(z)))),
            Mistake("sum-for-product", lambda z: float(np.sum(_sigmoid(z) * (1 - _sigmoid(z))))),
            Mistake("slope-of-tanh", lambda z: float(np.prod(1 - np.tanh(z) ** 2))),
            Mistake("slope-at-most", lambda z: 0.25 ** len(z)),
            Mistake("slope-of-slope", lambda z: float(np.prod(z * (1 - np.asarray(z))))),
            Mistake("averaged", lambda z: float(np.mean(_sigmoid(z) * (1 - _sigmoid(z)))),
                    "The slopes are averaged: along a chain they are multiplied."),
        ],
    ),
]  # fmt: skip
