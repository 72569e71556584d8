"""Exercises of lesson 07, Training on MNIST: before the first step."""

from math import ceil

import numpy as np

from ..definition import Exercise
from ..slips import slip, step

BYTES = "07, 'From bytes to numbers'"
BATCHES = "07, 'Batches, in a new order each time'"
FIRST_LOSS = "07, 'Sanity ladder, first rung: the first loss'"
FIRST_WEIGHTS = "07, 'First weights'"


def to_numbers(images):
    """Bytes 0 to 255 as floats from 0 to 1."""
    if slip("integer-division"):
        return (images // 255).astype(float)
    largest = images.max() if slip("divided-by-own-maximum") else 256 if slip("divided-by-256") else 255
    largest = 1 if slip("not-divided") else 100 if slip("divided-by-100") else largest
    numbers = images / largest
    return numbers - 0.5 if slip("shifted") else 1 - numbers if slip("upside-down") else numbers


def _byte_images(draw):
    shape = draw.pick((draw.int(2, 6),), (1, 2, 2), (2, 1, 3, 3), (1, 1, 2, 4))
    return (draw.rng.integers(0, 256, shape, dtype=np.uint8),)


def batches(order, size):
    """The numbers of the images of each batch; the last batch may be smaller."""
    order = np.arange(len(order)) if slip("order-ignored") else np.sort(order) if slip("order-sorted") else order
    if slip("number-for-size"):
        return tuple(np.array_split(order, size))
    if slip("equal-parts"):
        return tuple(np.array_split(order, ceil(len(order) / size)))
    end = len(order) - size + 1 if slip("last-batch-dropped") else len(order)
    end = len(order) - size if slip("end-cut-off") else end
    count = step("the number of batches", ceil(max(0, end) / size), n=len(order), size=size)
    if slip("every-nth"):
        return tuple(order[i::count] for i in range(count))
    starts = range(end) if slip("batches-overlap") else [number * size for number in range(count)]
    less = 1 if slip("off-by-one-end") else 0
    return tuple(
        order[i : step("the end of a batch", i + size - less, start=i, size=size, n=len(order))] for i in starts
    )


def _orders(draw):
    n = draw.int(1, 9)
    return draw.rng.permutation(n) + draw.int(0, 3), draw.int(1, 5)


def _many():
    return [(np.random.default_rng(0).permutation(300), 64)]


def first_loss():
    """Loss of a net that gives all 100 classes the same score."""
    classes = step("the number of classes", 10 if slip("number-of-classes") else 100)
    chance = step("the probability of the right class", 1 / classes)
    if slip("probability-for-loss"):
        return chance
    if slip("squared-error"):
        return (1 - chance) ** 2
    if slip("entropy-of-one"):
        return -chance * np.log(chance)
    logarithm = np.log10 if slip("log-of-base-10") else np.log2 if slip("log-of-base-2") else np.log
    wrong = step("the probability of all other classes", 1 - chance)
    chance = wrong if slip("chance-to-be-wrong") else chance
    loss = -logarithm(chance) * (classes if slip("loss-summed") else 1)
    return float(-loss if slip("loss-sign") else loss)


def he_deviation(c_in, k):
    """Standard deviation of He's first weights for filters of k x k on c_in channels."""
    window = k if slip("window-not-square") else k * k
    count = (1 if slip("first-channel-only") else c_in) * window
    count = step("the number of inputs of a unit", count, c_in=c_in, k=k, window=window)
    two = 1 if slip("factor-two-forgotten") else 6 if slip("limit-for-deviation") else 2
    variance = count / two if slip("upside-down") else two / count
    variance = two / c_in * window if slip("brackets-missing") else variance
    if slip("root-of-the-count-only") or slip("root-of-the-two-only"):
        return float(np.sqrt(two) / count if slip("root-of-the-two-only") else two / np.sqrt(count))
    return float(variance if slip("variance-for-deviation") else np.sqrt(variance))


def _filters(draw):
    return draw.int(1, 20), draw.int(1, 7)


EXERCISES = [
    Exercise(
        id="07.to_numbers",
        kind="implement",
        title="From bytes to numbers",
        points=1,
        see=BYTES,
        expected=to_numbers,
        inputs=_byte_images,
        also=lambda: [(np.array([[[[0, 1], [1, 0]]]], np.uint8),)],
        output="numbers",
        hints=(
            "The largest byte is 255, and it must become 1.",
            "Dividing an array of bytes with `/` gives floats.",
            "images / 255.",
        ),
        slips=[
            "integer-division",
            "divided-by-256",
            ("divided-by-100", "It is divided by 100: the largest byte, 255, must become 1."),
            ("not-divided", "The numbers are floats, but still from 0 to 255."),
            "divided-by-own-maximum",
            "shifted",
            ("upside-down", "Black and white are exchanged: 0 stays 0, and 255 becomes 1."),
        ],
    ),
    Exercise(
        id="07.batches",
        kind="implement",
        title="Every image once",
        points=2,
        see=BATCHES,
        expected=batches,
        inputs=_orders,
        also=_many,
        output="batches",
        tries=2,
        hints=(
            "The first batch is order[0:size], the second begins where it ended.",
            "range(0, len(order), size) gives the beginnings; a slice over the end is cut off by itself.",
            "tuple(order[start : start + size] for start in range(0, len(order), size)).",
        ),
        slips=[
            "last-batch-dropped",
            ("end-cut-off", "range(0, len(order) - size, size) loses the end, even where the last batch is full: go up "
             "to len(order)."),
            "batches-overlap",
            "order-ignored",
            "order-sorted",
            ("every-nth", "A batch holds every n-th number of the order, where n is the number of batches: it holds size "
             "numbers that stand one after the other."),
            "number-for-size",
            ("equal-parts", "All batches are made as large as each other: those of size come first, and the last one "
             "is what is left."),
            "off-by-one-end",
        ],
    ),
    Exercise(
        id="07.first_loss",
        kind="predict",
        title="The loss of knowing nothing",
        points=1,
        see=FIRST_LOSS,
        value=first_loss,
        tolerance=0.002,
        hints=(
            "If all scores are equal, which probability does each of the 100 classes get?",
            "The loss is minus the natural logarithm of the right class's probability.",
            "-ln(1/100) = ln 100.",
        ),
        slips=[
            ("number-of-classes", "This is the number for 10 classes: here there are 100."),
            "log-of-base-10",
            "log-of-base-2",
            "loss-sign",
            "probability-for-loss",
            ("chance-to-be-wrong", "That is minus the logarithm of the other 99 classes' probability: the right class's is "
             "wanted."),
            ("squared-error", "That is a squared error: the loss here is minus the logarithm of the probability."),
            ("entropy-of-one", "The logarithm is multiplied by the probability: the loss is the logarithm alone."),
            ("loss-summed", "The loss is added up over the classes: only the right class counts."),
        ],
    ),
    Exercise(
        id="07.he_deviation",
        kind="implement",
        title="First weights of the right size",
        points=1,
        see=FIRST_WEIGHTS,
        expected=he_deviation,
        inputs=_filters,
        also=lambda: [(96, 11)],
        output="deviation",
        hints=(
            "How many numbers does one filter read at each place?",
            "He: the standard deviation is the square root of 2 divided by this count.",
            "np.sqrt(2 / (c_in * k * k)).",
        ),
        slips=[
            "variance-for-deviation",
            ("first-channel-only", "The channels are forgotten: a filter reads all of them."),
            "window-not-square",
            "factor-two-forgotten",
            ("limit-for-deviation", "sqrt(6 / count) is the limit of evenly spread weights: their deviation is "
             "sqrt(2 / count)."),
            ("root-of-the-count-only", "The root covers the count alone: the 2 stands under it, too."),
            ("root-of-the-two-only", "The root covers the 2 alone: the number of inputs stands under it, too."),
            "upside-down",
            ("brackets-missing", "`2 / c_in * k * k` multiplies by k * k: the count stands in brackets, (c_in * k * k)."),
        ],
    ),
]  # fmt: skip
