"""Exercises of lesson 07, Training on MNIST: steps, mistakes and the end of a training."""

import numpy as np

from ..cases import cases, floats, integers
from ..definition import Case, Exercise, Mistake

BATCHES = "07, 'Batches, in a new order each time'"
FIRST_LOSS = "07, 'Sanity ladder, first rung: the first loss'"
STEPS = "07, 'Three ways to step'"
EARLY = "07, 'Stopping early'"
TAKEN = "07, 'What is taken for what'"


def momentum_step(w, v, dw, rate, mu):
    """(new w, new v): v = mu v + dw, w = w - rate v."""
    v = mu * v + dw
    return w - rate * v, v


def _steps():
    return cases(
        (np.array([1.0]), np.array([0.0]), np.array([2.0]), 0.5, 0.0),
        (np.array([1.0]), np.array([4.0]), np.array([2.0]), 0.5, 0.5),
        (np.array([1.0, -2]), np.array([1.0, 3]), np.array([2.0, 1]), 0.1, 0.9),
        (floats(3, 2), floats(3, 2, seed=1), floats(3, 2, seed=2), 0.05, 0.9),
    )


def train_epoch(w, x, y, rate, order):
    """One epoch of y = x w with the squared error, one example to a step."""
    dw = np.zeros(w.shape)
    for n in order:
        error = x[n] @ w - y[n]
        dw += 2 * error * x[n]
        w = w - rate * dw
    return w


def _epoch(w, x, y, rate, order, sign=1, same_error=False, in_order=True, batch=False):
    first, total = w, np.zeros(w.shape)
    for n in order if in_order else range(len(x)):
        error = x[n] @ (first if same_error else w) - y[n]
        total = total + 2 * error * x[n]
        w = w - sign * rate * 2 * error * x[n]
    return first - rate * total / len(order) if batch else w


def _epochs():
    made = []
    for seed, (n, m) in enumerate([(1, 1), (2, 1), (2, 2), (3, 2), (5, 3)]):
        order = np.random.default_rng(seed + 1).permutation(n)[::-1].copy() if n > 2 else np.arange(n)[::-1].copy()
        made.append((integers(m, seed=seed), integers(n, m, seed=seed + 5), integers(n, seed=seed + 9), 0.02, order))
    return cases(*made)


def confusion(labels, predictions, classes):
    """table[t, p]: how many images of class t were taken for p."""
    table = np.zeros((classes, classes), int)
    np.add.at(table, (labels, predictions), 1)
    return table


def _answers():
    made = []
    for seed, (n, c) in enumerate([(1, 2), (2, 2), (4, 2), (6, 3), (30, 4)]):
        rng = np.random.default_rng(seed)
        made.append((rng.integers(0, c, n), rng.integers(0, c, n), c))
    return cases(*made, (np.array([0, 0, 0, 2]), np.array([1, 1, 0, 2]), 3), (np.array([0, 1]), np.array([1, 0]), 3))


def stop_epoch(losses, patience):
    """(best, last): the epoch with the lowest loss so far when ``patience`` epochs in a row did not beat it, and the last one run."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1


def _patience(losses, patience, compare=lambda loss, best: loss < best, since="best"):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if epoch and compare(loss, losses[best if since == "best" else epoch - 1]):
            waited = 0
            best = epoch if since == "best" or loss < losses[best] else best
        elif epoch:
            waited += 1
        if losses[epoch] < losses[best]:
            best = epoch
        if waited >= patience:
            return best, epoch
    return best, len(losses) - 1


def _losses():
    made = (
        [1.0], [1.0, 0.5], [0.5, 1.0], [0.5, 0.6, 0.7], [0.9, 0.5, 0.6, 0.7, 0.4], [1.0, 0.9, 0.95, 0.8, 0.9, 0.85, 0.7],
        [1.0, 0.5, 0.9, 0.8, 0.7, 0.6, 0.55], [0.5, 0.5, 0.5, 0.5], [3.0, 2.0, 1.0], [1.0, 0.6, 0.7, 0.65, 0.68, 0.5],
    )  # fmt: skip
    return [Case((list(losses), patience)) for losses in made for patience in (1, 2, 3)]


def _first_loss_of_he(answer):
    verdict, loss = answer
    if isinstance(loss, str) or not np.isfinite(loss):
        return "The second part is a loss, such as 2.3."
    if loss < 2.35:
        return f"A loss of {loss:.3g} is that of mnist_cnn, whose last layer starts small: measure the net of the exercise."
    if loss > 30:
        return f"A loss of {loss:.3g} is too high: are the images divided by 255?"
    if str(verdict).strip().lower() != "false":
        return f"You measured {loss:.2f}, and ln 10 is 2.30. What does that say about the claim?"
    return True


def _off(table):
    return table - np.diag(np.diag(table))


def _only_seen(labels, predictions):
    names = sorted({*labels.tolist(), *predictions.tolist()})
    return confusion(np.searchsorted(names, labels), np.searchsorted(names, predictions), len(names))


EXERCISES = [
    Exercise(
        id="07.momentum_step",
        kind="implement",
        title="A step with momentum",
        minutes=6,
        difficulty=2,
        points=2,
        see=STEPS,
        cases=_steps,
        expected=momentum_step,
        hints=(
            "First the new v, then the new w, which uses the new v.",
            "v = mu * v + dw, as in the lesson with mu = 0.9.",
            "w = w - rate * v; return (w, v). Make new arrays, do not write `-=` into those you were given.",
        ),
        mistakes=[
            Mistake("wrong-way", lambda w, v, dw, rate, mu: (w + rate * (mu * v + dw), mu * v + dw)),
            Mistake("old-velocity", lambda w, v, dw, rate, mu: (w - rate * v, mu * v + dw)),
            Mistake("momentum-forgotten", lambda w, v, dw, rate, mu: (w - rate * dw, dw)),
            Mistake("running-average", lambda w, v, dw, rate, mu: (w - rate * (mu * v + (1 - mu) * dw), mu * v + (1 - mu) * dw)),
            Mistake("rate-in-velocity", lambda w, v, dw, rate, mu: (w - mu * v - rate * dw, mu * v + rate * dw)),
            Mistake("rate-forgotten", lambda w, v, dw, rate, mu: (w - mu * v - dw, mu * v + dw)),
            Mistake("wrong-order", lambda w, v, dw, rate, mu: momentum_step(w, v, dw, rate, mu)[::-1],
                    "The two are exchanged: the new w first, the new v second."),
            Mistake("velocity-not-kept", lambda w, v, dw, rate, mu: (w - rate * (mu * v + dw), v.copy())),
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
        cases=_epochs,
        expected=_epoch,
        given=train_epoch,
        hints=(
            "Print dw in every step. Which examples are in it?",
            "Each step uses the gradient of its own example. What happened to that of the example before?",
            "dw is made anew in every step: dw = 2 * error * x[n], with `=`, and no dw before the loop.",
        ),
        mistakes=[
            Mistake("gradient-not-reset", lambda w, x, y, rate, order: train_epoch(w, x, y, rate, order)),
            Mistake("factor-forgotten", lambda w, x, y, rate, order: _epoch(w, x, y, rate / 2, order)),
            Mistake("one-step-for-all", lambda w, x, y, rate, order: _epoch(w, x, y, rate, order, batch=True, same_error=True)),
            Mistake("old-weights", lambda w, x, y, rate, order: _epoch(w, x, y, rate, order, same_error=True)),
            Mistake("wrong-way", lambda w, x, y, rate, order: _epoch(w, x, y, rate, order, sign=-1)),
            Mistake("order-ignored", lambda w, x, y, rate, order: _epoch(w, x, y, rate, order, in_order=False)),
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
        cases=_answers,
        expected=confusion,
        hints=(
            "The table has a row for each true class and a column for each answer. Begin with zeros.",
            "Go through labels and predictions together, as with zip.",
            "table[t, p] += 1.",
        ),
        mistakes=[
            Mistake("table-transposed", lambda labels, predictions, classes: confusion(predictions, labels, classes),
                    "Rows and columns are exchanged: the true class is the row."),
            Mistake("assigned-not-added", lambda labels, predictions, classes: np.minimum(confusion(labels, predictions, classes), 1),
                    "`=` stands where counting is wanted: each image adds 1, `+=`."),
            Mistake("right-answers-missing", lambda labels, predictions, classes: _off(confusion(labels, predictions, classes))),
            Mistake("share-for-count", lambda labels, predictions, classes: confusion(labels, predictions, classes) / len(labels)),
            Mistake("classes-that-occur", lambda labels, predictions, classes: _only_seen(labels, predictions)),
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
        value=lambda: ("false", 3.2),
        accepts=_first_loss_of_he,
        choices=("true", "false"),
        hints=(
            "CrossEntropyLoss() is called with scores and labels, and gives the loss.",
            "The scores are net(to_float(images.x_train)); the labels are images.y_train.",
            "CrossEntropyLoss()(net(to_float(images.x_train)), images.y_train).",
        ),
        mistakes=[Mistake("wrong-verdict", ("true", 3.2))],
    ),
    Exercise(
        id="07.stop_epoch",
        kind="challenge",
        title="When to stop",
        minutes=10,
        difficulty=3,
        points=3,
        see=EARLY,
        cases=_losses,
        expected=stop_epoch,
        hints=(
            "Keep the number of the best epoch so far; epoch 0 at first.",
            "An epoch that beats the best one becomes the best. Otherwise look how many epochs have passed since the best.",
            "if loss < losses[best]: best = epoch; elif epoch - best >= patience: return best, epoch. After the loop: the last epoch.",
        ),
        mistakes=[
            Mistake("compared-with-the-last", lambda losses, patience: _patience(losses, patience, since="last")),
            Mistake("equal-counts-as-better", lambda losses, patience: _patience(losses, patience, lambda loss, best: loss <= best)),
            Mistake("highest-for-lowest", lambda losses, patience: stop_epoch([-loss for loss in losses], patience)),
            Mistake("wrong-order", lambda losses, patience: stop_epoch(losses, patience)[::-1], "The two are exchanged: the best epoch first, the last one second."),
            Mistake("waits-too-long", lambda losses, patience: stop_epoch(losses, patience + 1)),
            Mistake("never-stops", lambda losses, patience: (int(np.argmin(losses)), len(losses) - 1)),
            Mistake("last-for-best", lambda losses, patience: (stop_epoch(losses, patience)[1],) * 2),
            Mistake("looks-ahead", lambda losses, patience: (int(np.argmin(losses)), stop_epoch(losses, patience)[1])),
        ],
    ),
]  # fmt: skip
