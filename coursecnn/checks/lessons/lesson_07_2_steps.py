"""Exercises of lesson 07, Training on MNIST: steps, mistakes and the end of a training."""

import numpy as np

from ..definition import Exercise
from ..slips import slip, step

BATCHES = "07, 'Batches, in a new order each time'"
STEPS = "07, 'Three ways to step'"
TAKEN = "07, 'What is mistaken for what'"


def momentum_step(w, v, dw, rate, mu):
    """(new w, new v): v = mu v + dw, w = w - rate v."""
    kept = 0 if slip("momentum-forgotten") else v if slip("mu-forgotten") else mu * v
    gradient = (1 - mu) * dw if slip("running-average") else rate * dw if slip("rate-in-velocity") else dw
    new = kept - gradient if slip("gradient-subtracted") else kept + gradient
    used = v if slip("old-velocity") else new
    used = used if slip("rate-in-velocity") or slip("rate-forgotten") else rate * used
    moved = w + used if slip("wrong-way") else w - used
    kept_v = v if slip("velocity-not-kept") else new
    return (kept_v, moved) if slip("wrong-order") else (moved, kept_v)


def _steps(draw):
    shape = draw.pick((1,), (2,), (5,))
    w, v, dw = (draw.array(*shape) for _ in range(3))
    return w, v, dw, draw.pick(0.5, 0.1, 0.05), draw.pick(0.5, 0.9, 0.0)


def given_epoch(w, x, y, rate, order):
    """As the notebook gives it."""
    dw = np.zeros(w.shape)
    for n in order:
        error = x[n] @ w - y[n]
        dw += 2 * error * x[n]
        w = w - rate * dw
    return w


def train_epoch(w, x, y, rate, order):
    """One epoch of y = x w with the squared error, one example to a step."""
    first, total = w, np.zeros(w.shape)
    for number, n in enumerate(range(len(x)) if slip("order-ignored") else order, 1):
        error = x[n] @ (first if slip("old-weights") or slip("one-step-for-all") else w) - y[n]
        error = -error if slip("wrong-way") else error
        dw = (1 if slip("factor-forgotten") else 2) * error * x[n]
        dw = step("dw of one example", dw, error=error, x=x[n])
        total = total + dw
        speed = step("the rate of a step", rate, rate=rate, n=len(order))
        w = w - speed * (total if slip("gradient-not-reset") else total / number if slip("mean-so-far") else dw)
    return first - rate * total / len(x) if slip("one-step-for-all") else w


def _epochs(draw):
    n, m = draw.int(1, 4), draw.int(1, 3)
    return draw.array(m), draw.array(n, m), draw.array(n), draw.pick(0.1, 0.02), draw.rng.permutation(n)


def confusion(labels, predictions, classes):
    """table[t, p]: how many images of class t were taken for p."""
    if slip("classes-that-occur"):
        names, places = np.unique([*labels, *predictions], return_inverse=True)
        labels, predictions, classes = places[: len(labels)], places[len(labels) :], len(names)
    table = np.zeros((classes, classes))
    for t, p in zip(labels, predictions):
        if not ((slip("right-answers-missing") and t == p) or (slip("mistakes-missing") and t != p)):
            table[t, p] = 1 if slip("counted-once") else table[t, p] + 1
    table = table.T if slip("table-transposed") else table
    table = table / len(labels) if slip("share-for-count") else table
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1) if slip("share-of-row") else table


def _answers(draw):
    classes, n = draw.int(2, 4), draw.int(1, 12)
    return draw.labels(n, classes), draw.labels(n, classes), classes


EXERCISES = [
    Exercise(
        id="07.momentum_step",
        kind="implement",
        title="A step with momentum",
        points=2,
        see=STEPS,
        expected=momentum_step,
        inputs=_steps,
        whole=(2,),
        output=("w", "v"),
        hints=(
            "First the new v, then the new w, which uses the new v.",
            "v = mu * v + dw, as in the lesson with mu = 0.9.",
            "w = w - rate * v; return (w, v). Make new arrays, do not write `-=` into those you were given.",
        ),
        slips=[
            "wrong-way",
            "old-velocity",
            "momentum-forgotten",
            ("mu-forgotten", "The old v is kept in full: it is multiplied by mu."),
            "running-average",
            "rate-in-velocity",
            "rate-forgotten",
            ("gradient-subtracted", "dw is subtracted in v: it is added there, and v is subtracted from w."),
            ("wrong-order", "The two are exchanged: the new w first, the new v second."),
            "velocity-not-kept",
        ],
    ),
    Exercise(
        id="07.train_epoch",
        kind="debug",
        title="Steps that get longer and longer",
        points=2,
        see=BATCHES,
        expected=train_epoch,
        inputs=_epochs,
        given=given_epoch,
        output="w",
        hints=(
            "Print dw in every step. Which examples are in it?",
            "Each step uses the gradient of its own example. What happened to that of the example before?",
            "dw is made anew in every step: dw = 2 * error * x[n], with `=`, and no dw before the loop.",
        ),
        slips=[
            "gradient-not-reset",
            ("mean-so-far", "Each step takes the mean of all gradients so far: make dw anew for each example."),
            "factor-forgotten",
            "one-step-for-all",
            "old-weights",
            "wrong-way",
            "order-ignored",
        ],
    ),
    Exercise(
        id="07.confusion",
        kind="implement",
        title="What is mistaken for what",
        points=2,
        see=TAKEN,
        expected=confusion,
        inputs=_answers,
        output="table",
        hints=(
            "The table has a row for each true class and a column for each answer. Begin with zeros.",
            "Go through labels and predictions together, as with zip.",
            "table[t, p] += 1.",
        ),
        slips=[
            ("table-transposed", "Rows and columns are exchanged: the true class is the row."),
            ("counted-once", "A pair that occurs twice counts once: each image adds 1. (`=` does that, and so does "
             "table[labels, predictions] += 1; np.add.at counts all.)"),
            "right-answers-missing",
            ("mistakes-missing", "Only right answers are counted: mistakes stand beside the diagonal."),
            "share-for-count",
            ("share-of-row", "These are shares of each row: the table counts images."),
            "classes-that-occur",
        ],
    ),
]  # fmt: skip
