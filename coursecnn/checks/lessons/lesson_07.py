"""Exercises of lesson 07, Training on MNIST."""

import numpy as np

from ..cases import bytes_of, cases, floats, integers
from ..definition import Case, Exercise, Mistake

BYTES = "07, 'From bytes to numbers'"
BATCHES = "07, 'Batches, in a new order each time'"
FIRST_LOSS = "07, 'Sanity ladder, first rung: the first loss'"
FIRST_WEIGHTS = "07, 'First weights'"
STEPS = "07, 'Three ways to step'"
EARLY = "07, 'Stopping early'"
TAKEN = "07, 'What is taken for what'"


def to_numbers(images):
    """Bytes 0 to 255 as floats from 0 to 1."""
    return images / 255


def _byte_images():
    return cases((np.array([[0, 51, 255]], np.uint8),), (bytes_of(1, 2, 2),), (bytes_of(2, 1, 3, 3),), (np.array([[1, 2, 254]], np.uint8),))


def batches(order, size):
    """The numbers of the images of each batch; the last batch may be smaller."""
    return tuple(np.array(order[start : start + size]) for start in range(0, len(order), size))


def _orders():
    made = [(1, 1), (2, 1), (2, 2), (3, 2), (5, 2), (6, 3), (7, 10), (10, 4)]
    return [Case((np.random.default_rng(n).permutation(n) + 3, size)) for n, size in made]


def first_loss():
    """Loss of a net that gives all 100 classes the same score."""
    return float(np.log(100))


def he_deviation(c_in, k):
    """Standard deviation of He's first weights for filters of k x k on c_in channels."""
    return float(np.sqrt(2 / (c_in * k * k)))


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


EXERCISES = [
    Exercise(
        id="07.to_numbers",
        kind="implement",
        title="From bytes to numbers",
        minutes=4,
        difficulty=1,
        points=1,
        see=BYTES,
        cases=_byte_images,
        expected=to_numbers,
        hints=(
            "The largest byte is 255, and it must become 1.",
            "Dividing an array of bytes with `/` gives floats.",
            "images / 255.",
        ),
        mistakes=[
            Mistake("integer-division", lambda images: (images // 255).astype(float)),
            Mistake("divided-by-256", lambda images: images / 256),
            Mistake("not-divided", lambda images: images.astype(float), "The numbers are floats, but still from 0 to 255."),
            Mistake("divided-by-own-maximum", lambda images: images / images.max()),
            Mistake("shifted", lambda images: images / 255 - 0.5),
        ],
    ),
    Exercise(
        id="07.batches",
        kind="implement",
        title="Every image once",
        minutes=6,
        difficulty=1,
        points=2,
        see=BATCHES,
        cases=_orders,
        expected=batches,
        hints=(
            "The first batch is order[0:size], the second begins where it ended.",
            "range(0, len(order), size) gives the beginnings; a slice over the end is cut off by itself.",
            "tuple(order[start : start + size] for start in range(0, len(order), size)).",
        ),
        mistakes=[
            Mistake("last-batch-dropped", lambda order, size: tuple(order[i : i + size] for i in range(0, len(order) - size + 1, size))),
            Mistake("batches-overlap", lambda order, size: tuple(order[i : i + size] for i in range(len(order)))),
            Mistake("order-ignored", lambda order, size: batches(np.arange(len(order)), size)),
            Mistake("order-sorted", lambda order, size: batches(np.sort(order), size)),
            Mistake("number-for-size", lambda order, size: tuple(np.array_split(order, size))),
            Mistake("off-by-one-end", lambda order, size: tuple(order[i : i + size - 1] for i in range(0, len(order), size))),
        ],
    ),
    Exercise(
        id="07.first_loss",
        kind="predict",
        title="The loss of knowing nothing",
        minutes=3,
        difficulty=1,
        points=1,
        see=FIRST_LOSS,
        value=first_loss,
        tolerance=0.005,
        hints=(
            "If all scores are equal, which probability has each of the 100 classes?",
            "The loss is minus the natural logarithm of the right class's probability.",
            "-ln(1/100) = ln 100.",
        ),
        mistakes=[
            Mistake("number-of-classes", float(np.log(10)), "That is ln 10, the loss for 10 classes: here there are 100."),
            Mistake("log-of-base-10", 2.0),
            Mistake("loss-sign", -float(np.log(100))),
            Mistake("probability-for-loss", 0.01),
            Mistake("log-of-base-2", float(np.log2(100))),
        ],
    ),
    Exercise(
        id="07.he_deviation",
        kind="implement",
        title="First weights of the right size",
        minutes=5,
        difficulty=1,
        points=1,
        see=FIRST_WEIGHTS,
        cases=lambda: [Case(args) for args in ((1, 1), (1, 2), (2, 1), (1, 5), (20, 5), (3, 7))],
        expected=he_deviation,
        hints=(
            "How many numbers does one filter read at each place?",
            "He: the standard deviation is the square root of 2 divided by this count.",
            "np.sqrt(2 / (c_in * k * k)).",
        ),
        mistakes=[
            Mistake("variance-for-deviation", lambda c_in, k: 2 / (c_in * k * k)),
            Mistake("first-channel-only", lambda c_in, k: float(np.sqrt(2 / k**2)), "The channels are forgotten: a filter reads all of them."),
            Mistake("window-not-square", lambda c_in, k: float(np.sqrt(2 / (c_in * k)))),
            Mistake("factor-two-forgotten", lambda c_in, k: float(np.sqrt(1 / (c_in * k * k)))),
            Mistake("upside-down", lambda c_in, k: float(np.sqrt(c_in * k * k / 2))),
        ],
    ),
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


def _off(table):
    return table - np.diag(np.diag(table))


def _only_seen(labels, predictions):
    names = sorted({*labels.tolist(), *predictions.tolist()})
    return confusion(np.searchsorted(names, labels), np.searchsorted(names, predictions), len(names))
