"""Exercises of lesson 07, Training on MNIST: before the first step."""

import numpy as np

from ..cases import bytes_of, cases
from ..definition import Case, Exercise, Mistake

BYTES = "07, 'From bytes to numbers'"
BATCHES = "07, 'Batches, in a new order each time'"
FIRST_LOSS = "07, 'Sanity ladder, first rung: the first loss'"
FIRST_WEIGHTS = "07, 'First weights'"


def to_numbers(images):
    """Bytes 0 to 255 as floats from 0 to 1."""
    return images / 255


def _byte_images():
    return cases(
        (np.array([[0, 51, 255]], np.uint8),),
        (bytes_of(1, 2, 2),),
        (bytes_of(2, 1, 3, 3),),
        (np.array([[1, 2, 254]], np.uint8),),
    )


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
]  # fmt: skip
