"""Exercises of lesson 07, Training on MNIST: steps, mistakes and the end of a training."""

import numpy as np

from ...lesson import is_quick
from ..definition import Exercise
from ..parts import Range
from ..slips import slip

BATCHES = "07, 'Batches, in a new order each time'"
FIRST_LOSS = "07, 'Sanity ladder, first rung: the first loss'"
STEPS = "07, 'Three ways to step'"
EARLY = "07, 'Stopping early'"
TAKEN = "07, 'What is taken for what'"


def momentum_step(w, v, dw, rate, mu):
    """(new w, new v): v = mu v + dw, w = w - rate v."""
    kept = 0 if slip("momentum-forgotten") else v if slip("mu-forgotten") else mu * v
    gradient = (1 - mu) * dw if slip("running-average") else rate * dw if slip("rate-in-velocity") else dw
    new = kept - gradient if slip("gradient-subtracted") else kept + gradient
    step = v if slip("old-velocity") else new
    step = step if slip("rate-in-velocity") or slip("rate-forgotten") else rate * step
    moved = w + step if slip("wrong-way") else w - step
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
    for n in range(len(x)) if slip("order-ignored") else order:
        error = x[n] @ (first if slip("old-weights") or slip("one-step-for-all") else w) - y[n]
        error = -error if slip("wrong-way") else error
        dw = (1 if slip("factor-forgotten") else 2) * error * x[n]
        total = total + dw
        w = w - rate * (total if slip("gradient-not-reset") else dw)
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


def first_loss_of_he():
    """The verdict, and the loss: 2.70 to 2.99 on MNIST and drawn digits, in quick mode too."""
    loss = Range(3.85, 4.32) if slip("base-2") else Range(1.15, 1.32) if slip("base-10") else Range(2.6, 3.1)
    loss = Range(130, 620) if slip("summed-over-images") else Range(300, 450) if slip("bytes") else loss
    loss = Range(0.03, 0.2) if slip("probability-for-loss") else loss
    loss = Range(2.29, 2.33) if slip("small-last-layer") else loss
    return "true" if slip("wrong-verdict") else "false", loss


LOSSES = {False: (2.783, 2.984), True: (2.698, 2.987)}  # on MNIST, and on drawn digits, by is_quick()
OF_TEST_IMAGES = {False: (2.757, 2.506), True: (2.985, 1.788)}
NEAR = 0.006


def _of_these_images(answer):
    quick, loss = is_quick(), float(answer[1])
    if any(abs(loss - right) <= NEAR for right in LOSSES[quick]):
        return True
    if any(abs(loss - other) <= NEAR for other in OF_TEST_IMAGES[quick]):
        return f"{loss:.4g} is the loss of the test images, images.x_test: it is asked for images.x_train."
    if any(abs(loss - round(right, 1)) < 1e-6 for right in LOSSES[quick]):
        return f"{loss:.4g} has too few digits to tell: give the loss with two decimals or more."
    return f"{loss:.4g} is near the loss of such a net, but not that of this one on images.x_train."


def stop_epoch(losses, patience):
    """(best, last): the epoch with the lowest loss so far, and the last one run."""
    losses = [-loss for loss in losses] if slip("highest-for-lowest") else losses
    best, since, end = 0, 0, len(losses) - 1
    for epoch, loss in enumerate(losses[1:], 1):
        before = losses[epoch - 1] if slip("compared-with-the-last") else losses[best]
        better = loss <= before if slip("equal-counts-as-better") else loss < before
        since = epoch if better else since
        best = epoch if loss < losses[best] or (better and slip("equal-counts-as-better")) else best
        waits = patience + (1 if slip("waits-too-long") else -1 if slip("stops-too-early") else 0)
        if not better and epoch - since >= waits and not slip("never-stops"):
            end = epoch
            break
    best = int(np.argmin(losses)) if slip("looks-ahead") else end if slip("last-for-best") else best
    best, end = best + slip("counted-from-one"), end + slip("counted-from-one")
    return (end, best) if slip("wrong-order") else (best, end)


def _swinging():
    return [([0.3, 0.4, 0.2, 0.3, 0.1], 2), ([0.5, 0.6, 0.4, 0.5, 0.3, 0.4, 0.5], 2), ([0.9, 0.8, 0.85, 0.7, 0.75], 2)]


def _losses(draw):
    few = draw.rng.integers(1, 5 + draw.level, draw.int(1, 8)) / 10
    return few.tolist(), draw.int(1, 3)


EXERCISES = [
    Exercise(
        id="07.momentum_step",
        kind="implement",
        title="A step with momentum",
        minutes=6,
        difficulty=2,
        points=2,
        see=STEPS,
        expected=momentum_step,
        inputs=_steps,
        whole=False,
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
        minutes=8,
        difficulty=2,
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
        title="What is taken for what",
        minutes=6,
        difficulty=1,
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
    Exercise(
        id="07.first_loss_of_he",
        kind="explore",
        title="A loud beginning",
        minutes=6,
        difficulty=2,
        points=2,
        see=FIRST_LOSS,
        value=first_loss_of_he,
        accepts=_of_these_images,
        choices=("true", "false"),
        hints=(
            "CrossEntropyLoss() is called with scores and labels, and gives the loss.",
            "The scores are net(to_float(images.x_train)); the labels are images.y_train.",
            "CrossEntropyLoss()(net(to_float(images.x_train)), images.y_train).",
        ),
        slips=[
            "wrong-verdict",
            ("base-2", "That comes out with a logarithm of base 2: the loss takes the natural one."),
            ("base-10", "That comes out with a logarithm of base 10: the loss takes the natural one."),
            ("small-last-layer", "That is near ln 10, the loss of nearly equal scores, such as mnist_cnn has at first: "
             "measure the net of the exercise, and give its scores to the loss as they are."),
            ("summed-over-images", "The loss is added up over the images: it is the mean."),
            ("probability-for-loss", "That is a probability, or the share of right answers: the loss is minus the "
             "logarithm of the right class's probability."),
            ("bytes", "A loss of hundreds comes from bytes: divide the images by 255, as to_float does."),
        ],
    ),
    Exercise(
        id="07.stop_epoch",
        kind="challenge",
        title="When to stop",
        minutes=10,
        difficulty=3,
        points=3,
        see=EARLY,
        expected=stop_epoch,
        inputs=_losses,
        also=_swinging,
        output=("best", "last"),
        tries=3,
        hints=(
            "Keep the number of the best epoch so far; epoch 0 at first.",
            "An epoch that beats the best one becomes the best. Otherwise look how many epochs have passed since the "
            "best.",
            "if loss < losses[best]: best = epoch; elif epoch - best >= patience: return best, epoch. After the loop: "
            "the "
            "last epoch.",
        ),
        slips=[
            "compared-with-the-last",
            "equal-counts-as-better",
            "highest-for-lowest",
            ("wrong-order", "The two are exchanged: the best epoch first, the last one second."),
            "waits-too-long",
            ("stops-too-early", "It stops one epoch too early: `patience` epochs in a row must fail, not one less."),
            "never-stops",
            "last-for-best",
            "looks-ahead",
            ("counted-from-one", "Epochs are counted from 1: here the first one is 0."),
        ],
    ),
]  # fmt: skip
