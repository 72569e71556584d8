"""Exercises of lesson 05, Backpropagation: softmax, cross-entropy, and how a gradient is checked."""

import numpy as np

from ..cases import cases, floats, integers
from ..definition import Exercise, Mistake

SOFTMAX = "05, 'Softmax'"
TOGETHER = "05, 'Softmax and cross-entropy together'"
SMALL = "05, 'How small is small enough?'"


def softmax(z):
    """Probabilities of each row of scores (N, classes)."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _plain(z, axis=1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def _scores():
    return cases(
        (np.array([[0.0]]),),
        (np.array([[0.0, 1.0]]),),
        (np.array([[1.0, 1.0], [0.0, 2.0]]),),
        (integers(2, 3),),
        (integers(3, 3, seed=1),),
        (floats(4, 5),),
        (np.array([[1000.0, 999.0, 0.0]]),),
        (np.array([[-900.0, 0.0, 800.0], [1.0, 2.0, 3.0]]),),
    )


def cross_entropy_gradient(z, labels):
    """dz of the mean cross-entropy of the softmax of z (N, classes) with the right classes."""
    return (softmax(z) - np.eye(z.shape[1])[labels]) / len(z)


def _labelled():
    made = [(np.array([[0.0, 0.0]]), np.array([0])), (np.array([[2.0, 1.0, 0.0]]), np.array([2]))]
    for seed, (n, c) in enumerate([(2, 2), (2, 3), (3, 4), (5, 10)]):
        made.append((floats(n, c, seed=seed) * 3, np.random.default_rng(seed).integers(0, c, n)))
    return cases(*made, (np.array([[800.0, 0.0], [0.0, 800.0]]), np.array([1, 1])))


def _one_hot(z, labels):
    return np.eye(z.shape[1])[labels]


def _step_size(answer):
    verdict, step = answer
    if isinstance(step, str) or not 0 < step < 1:
        return "The second part is the step h with the smallest error, such as 0.01."
    if not 0.9e-3 <= step <= 0.011:
        return (
            f"With h = {step:g} the error is not the smallest: compute it for each of 0.1, 0.01, ... down to 1e-8. If it is the "
            "smallest for you, you have computed in float64: put np.float32(...) around 1 and around every h."
        )
    if str(verdict).strip().lower() != "false":
        return f"You found the smallest error at h = {step:g}, and smaller steps are worse. What does that say about the claim?"
    return True


def _rows_without_keepdims(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


EXERCISES = [
    Exercise(
        id="05.softmax",
        kind="implement",
        title="Softmax",
        minutes=8,
        difficulty=2,
        points=2,
        see=SOFTMAX,
        cases=_scores,
        expected=softmax,
        hints=(
            "Each row is one image, and each row adds up to 1.",
            "sum(axis=1, keepdims=True) keeps a column, so that dividing works row by row.",
            "Subtract z.max(axis=1, keepdims=True) from z before np.exp: the result is the same, and nothing overflows.",
        ),
        mistakes=[
            Mistake("softmax-overflow", _plain, see=TOGETHER),
            Mistake("softmax-over-all", lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()),
            Mistake("softmax-over-all", lambda z: np.exp(z) / np.exp(z).sum()),
            Mistake("softmax-down-columns", lambda z: softmax(z.T).T),
            Mistake("softmax-down-columns", lambda z: _plain(z, 0)),
            Mistake("not-normalised", lambda z: np.exp(z - z.max(axis=1, keepdims=True))),
            Mistake("not-normalised", np.exp),
            Mistake("exp-forgotten", lambda z: z / z.sum(axis=1, keepdims=True)),
            Mistake("common-maximum", lambda z: _plain(z - z.max())),
            Mistake("rows-without-keepdims", _rows_without_keepdims),
        ],
    ),
    Exercise(
        id="05.cross_entropy_gradient",
        kind="implement",
        title="Where the error begins",
        minutes=8,
        difficulty=2,
        points=2,
        see=TOGETHER,
        cases=_labelled,
        expected=cross_entropy_gradient,
        hints=(
            "With softmax and cross-entropy merged, the gradient of one image is p - y.",
            "y is 1 at the right class and 0 elsewhere: np.eye(classes)[labels] makes these rows.",
            "The loss is the mean over the images, so divide by their number, once.",
        ),
        mistakes=[
            Mistake("loss-summed", lambda z, labels: softmax(z) - _one_hot(z, labels),
                    "It is not divided by the number of images: the loss is the mean over the batch."),
            Mistake("softmax-overflow", lambda z, labels: (_plain(z) - _one_hot(z, labels)) / len(z), see=TOGETHER),
            Mistake("batch-averaged-twice", lambda z, labels: cross_entropy_gradient(z, labels) / len(z),
                    "It is divided by the number of images twice: the mean needs it once."),
            Mistake("divided-by-classes", lambda z, labels: (softmax(z) - _one_hot(z, labels)) / z.size),
            Mistake("wrong-way", lambda z, labels: -cross_entropy_gradient(z, labels),
                    "The sign is wrong: it is p - y, not y - p."),
            Mistake("softmax-forgotten", lambda z, labels: (z - _one_hot(z, labels)) / len(z)),
            Mistake("label-forgotten", lambda z, labels: softmax(z) / len(z)),
            Mistake("right-class-only", lambda z, labels: (softmax(z) - 1) * _one_hot(z, labels) / len(z)),
            Mistake("label-number", lambda z, labels: (softmax(z) - labels[:, None]) / len(z)),
        ],
    ),
    Exercise(
        id="05.best_step",
        kind="explore",
        title="The smaller, the better?",
        minutes=10,
        difficulty=2,
        points=2,
        see=SMALL,
        value=lambda: ("false", 0.01),
        accepts=_step_size,
        choices=("true", "false"),
        hints=(
            "Compute the central difference of np.exp at 1 in float32, for each h, and compare with np.exp(1).",
            "np.float32(...) around every number keeps the arithmetic in float32.",
            "errors = [abs((f(a + h) - f(a - h)) / (2 * h) - right) for h in steps]; the answer is the h of the smallest.",
        ),
        mistakes=[Mistake("wrong-verdict", ("true", 0.01))],
    ),
]  # fmt: skip
