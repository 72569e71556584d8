"""Exercises of lesson 05, Backpropagation: softmax, cross-entropy, and how a gradient is checked."""

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import combined, slip, step

SOFTMAX = "05, 'Softmax'"
TOGETHER = "05, 'Softmax and cross-entropy together'"
SMALL = "05, 'How small is small enough?'"


def softmax(z):
    """Probabilities of each row of scores (N, classes)."""
    if slip("sigmoid-for-softmax"):
        return 1 / (1 + np.exp(-z))
    if slip("scaled-for-shifted"):
        z = z / z.max(axis=1, keepdims=True)
    axis = None if slip("softmax-over-all") else 0 if slip("softmax-down-columns") else 1
    shift = 0 if slip("softmax-overflow") else z.max() if slip("common-maximum") else z.max(axis, keepdims=True)
    shift = z.max(axis=0) if slip("maximum-down-columns") else shift
    if slip("exp-forgotten") or slip("exp-forgotten-behind"):
        z = z if slip("exp-forgotten") else z - shift
        return z / z.sum(axis, keepdims=True)
    e = np.exp2(z - shift) if slip("power-of-2") else np.exp(z - shift)
    if slip("shift-below-only") or slip("shift-above-only"):
        return (np.exp(z) if slip("shift-below-only") else e) / (
            (np.exp(z) if slip("shift-above-only") else e).sum(axis=1, keepdims=True)
        )
    if slip("one-hot"):
        return np.eye(z.shape[1])[z.argmax(axis=1)]
    if slip("not-normalised") or slip("sum-over-all") or slip("sum-down-columns"):
        return e if slip("not-normalised") else e / (e.sum() if slip("sum-over-all") else e.sum(axis=0))
    if axis != 1 or slip("rows-without-keepdims"):
        return e / e.sum(axis, keepdims=axis != 1)
    return e / combined("the exponentials of a row", e, np.sum, axis=1)[:, None]


def _scores(draw):
    return (draw.array(*draw.ints(2, 1, 4), zero=True),)


def _large_scores():
    scores = (
        [[1000.0, 999.0, 0.0]],
        [[-900.0, 0.0, 800.0], [1.0, 2.0, 3.0]],
        [[-1.0, -3.0], [1.0, 2.0]],
        [[-2000.0, -2001.0, -2003.0]],
        [[2000.0, 1999.0, 0.0]],
    )
    return [(np.array(rows),) for rows in scores]


def cross_entropy_gradient(z, labels):
    """dz of the mean cross-entropy of the softmax of z (N, classes) with the right classes."""
    p = z if slip("softmax-forgotten") else softmax(z)
    if slip("loss-for-gradient"):
        return float(-np.mean(np.log(p[np.arange(len(z)), labels])))
    y = np.zeros(z.shape) if slip("label-forgotten") else np.eye(z.shape[1])[labels]
    if slip("label-number"):
        y = labels[:, None]
    y = (
        np.eye(z.shape[1])[z.argmax(axis=1) if slip("predicted-class") else labels - 1 if slip("from-1") else labels]
        if (slip("predicted-class") or slip("from-1"))
        else y
    )
    if slip("all-labels-in-every-row"):
        y = np.zeros(z.shape)
        y[:, labels] = 1
    y = y / len(z) if slip("share-of-the-label-only") else y
    dz = p * y - y if slip("right-class-only") else p - y
    dz = -y / p if slip("slope-of-the-logarithm") else (p - y) * p * (1 - p) if slip("squared-error") else dz
    dz = 2 * (p - y) if slip("mean-of-squares") else dz
    count = z.size if slip("divided-by-classes") or slip("mean-of-squares") else 1 if slip("loss-summed") else len(z)
    count = 1 if slip("share-of-the-label-only") else count
    count = step("the number that it is divided by", count, n=len(z), classes=z.shape[1])
    return (-dz if slip("wrong-way") else dz) / count / (len(z) if slip("averaged-twice") else 1)


def _labelled(draw):
    n, classes = draw.int(1, 4), draw.int(2, 5)
    return draw.array(n, classes, zero=True), draw.labels(n, classes)


def _large_labelled():
    return [(np.array([[800.0, 0.0], [0.0, 800.0]]), np.array([1, 1]))]


def best_step():
    """The verdict, and the h with the smallest error in float32: 0.01 or 0.001, by platform."""
    step = Range(0.9e-7, 1.1e-5) if slip("float64") else Range(0.9e-3, 0.011)
    step = Range(0.9e-8, 1.1e-8) if slip("smallest-step") else Range(0.09, 0.11) if slip("largest-step") else step
    step = Range(0.5, 9) if slip("place-for-step") else Range(-8.5, -0.5) if slip("exponent-for-step") else step
    step = Range(1.2e-5, 8e-5) if slip("error-for-step") else step
    return "true" if slip("wrong-verdict") else "false", step


EXERCISES = [
    Exercise(
        id="05.softmax",
        kind="implement",
        title="Softmax",
        points=2,
        see=SOFTMAX,
        expected=softmax,
        inputs=_scores,
        also=_large_scores,
        output="p",
        hints=(
            "Each row is one image, and each row adds up to 1.",
            "sum(axis=1, keepdims=True) keeps a column, so that dividing works row by row.",
            "Subtract z.max(axis=1, keepdims=True) from z before np.exp: the result is the same, and nothing "
            "overflows.",
        ),
        slips=[
            ("softmax-overflow", "", TOGETHER),
            "softmax-over-all",
            "softmax-down-columns",
            "not-normalised",
            "exp-forgotten",
            "common-maximum",
            "rows-without-keepdims",
            ("sigmoid-for-softmax", "That is the sigmoid of each score by itself: softmax divides by the sum of its row."),
            ("scaled-for-shifted", "The scores are divided by the maximum: it is subtracted, which changes nothing."),
            ("maximum-down-columns", "The maximum is that of each column: each row subtracts its own, along axis 1."),
            ("power-of-2", "It is made of powers of 2: np.exp makes powers of e."),
            ("shift-above-only", "The maximum is subtracted above the line alone: it must be below it as well."),
            ("one-hot", "The largest score gets 1, all others 0: softmax gives each a share."),
            ("exp-forgotten-behind", "exp is missing behind the subtraction: scores may be 0 and less, probabilities may "
             "not."),
            ("shift-below-only", "The maximum is subtracted below the line alone: it must be above it as well."),
            ("sum-over-all", "The sum runs over the whole array: each row (image) has its own sum."),
            ("sum-down-columns", "The sums run down the columns: each row has its own sum, along axis 1."),
        ],
    ),
    Exercise(
        id="05.cross_entropy_gradient",
        kind="implement",
        title="Where the error begins",
        points=2,
        see=TOGETHER,
        expected=cross_entropy_gradient,
        inputs=_labelled,
        also=_large_labelled,
        output="dz",
        hints=(
            "With softmax and cross-entropy merged, the gradient of one image is p - y.",
            "y is 1 at the right class and 0 elsewhere: np.eye(classes)[labels] makes these rows.",
            "The loss is the mean over the images, so divide by their number, once.",
        ),
        slips=[
            ("loss-summed", "It is not divided by the number of images: the loss is the mean over the batch."),
            ("softmax-overflow", "", TOGETHER),
            ("averaged-twice", "It is divided by the number of images twice: the mean needs it once."),
            "divided-by-classes",
            ("wrong-way", "The sign is wrong: it is p - y, not y - p."),
            "softmax-forgotten",
            ("loss-for-gradient", "That is the loss itself: its gradient is wanted, a number for each score."),
            ("slope-of-the-logarithm", "That is the gradient for the probabilities p: for the scores z it is p - y."),
            ("squared-error", "That is p - y times p (1 - p), the gradient of a squared error behind a sigmoid."),
            ("mean-of-squares", "That is the gradient, for p, of the mean of (p - y)**2: cross-entropy has another one, "
             "and for z."),
            "softmax-over-all",
            "softmax-down-columns",
            "label-forgotten",
            ("predicted-class", "The class of the largest score stands where the right one belongs, labels."),
            ("from-1", "The labels are taken to begin with 1: they begin with 0."),
            ("all-labels-in-every-row", "Every row gets a 1 for the labels of all images: row i for labels[i] alone."),
            ("share-of-the-label-only", "Only the 1 of the right class is divided by the number of images: p is, too."),
            "right-class-only",
            "label-number",
        ],
    ),
    Exercise(
        id="05.best_step",
        kind="explore",
        title="The smaller, the better?",
        points=2,
        see=SMALL,
        value=best_step,
        choices=("true", "false"),
        hints=(
            "Compute the central difference of np.exp at 1 in float32, for each h, and compare with np.exp(1).",
            "np.float32(...) around every number keeps the arithmetic in float32.",
            "errors = [abs((f(a + h) - f(a - h)) / (2 * h) - right) for h in steps]; the answer is the h of the "
            "smallest.",
        ),
        slips=[
            ("wrong-verdict", "From some step on, smaller ones are worse. What does that say about the claim?"),
            ("smallest-step", "At h = 1e-8 the difference is 0 in float32, so the error is as large as the slope."),
            ("largest-step", "With h = 0.1 the difference is not yet the slope: its error shrinks with h at first."),
            ("place-for-step", "That is the place of a step in the list, or its exponent: the step itself is wanted."),
            ("exponent-for-step", "That is the exponent: the step itself is wanted, such as 0.1 for -1."),
            ("error-for-step", "That may be the smallest error: the step that gives it is wanted."),
            ("float64", "With h = 1e-5, 1e-6 or 1e-7 the error is the smallest in float64: put np.float32(...) around 1 and "
             "every h."),
        ],
    ),
]  # fmt: skip
