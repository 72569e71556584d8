"""Exercises of lesson 00, Why convolution: what is counted."""

import numpy as np

from ..definition import Case, Exercise, Mistake

PERCEPTRON = "00, 'A net without convolution'"
LARGER = "00, 'A larger image'"


def count_parameters(sizes):
    """Weights and biases of a fully connected net."""
    return sum(n * m + m for n, m in zip(sizes, sizes[1:]))


def _layer_sizes():
    return [Case((sizes,)) for sizes in ((1, 1), (2, 1), (2, 3), (2, 3, 4), (784, 15, 10), (5, 4, 3, 2))]


def conv_parameters(c_in, c_out, k):
    """Weights and biases of a convolution with c_out filters of k x k on c_in channels."""
    return c_out * (c_in * k * k + 1)


def _filters():
    return [Case(args) for args in ((1, 1, 1), (1, 1, 2), (1, 2, 3), (3, 2, 3), (3, 16, 5), (20, 50, 5))]


def photo_parameters():
    """200 x 100 pixels in colour, 50 units, 10 outputs."""
    return count_parameters((3 * 200 * 100, 50, 10))


EXERCISES = [
    Exercise(
        id="00.count_parameters",
        kind="implement",
        title="Count the parameters",
        minutes=8,
        difficulty=1,
        points=2,
        see=PERCEPTRON,
        cases=_layer_sizes,
        expected=count_parameters,
        hints=(
            "Count one layer first: how many weights has one unit, and how many units are there?",
            "A layer from n numbers to m units has n * m weights and m biases.",
            "Go through neighbouring pairs of sizes, as with zip(sizes, sizes[1:]), and add up.",
        ),
        mistakes=[
            Mistake("layers-multiplied", lambda sizes: int(np.prod(sizes)) + sum(sizes[1:])),
            Mistake("bias-forgotten", lambda sizes: sum(n * m for n, m in zip(sizes, sizes[1:]))),
            Mistake("bias-of-inputs", lambda sizes: count_parameters(sizes) + sizes[0]),
            Mistake("one-bias-per-layer", lambda sizes: sum(n * m + 1 for n, m in zip(sizes, sizes[1:]))),
            Mistake("bias-per-weight", lambda sizes: sum(2 * n * m for n, m in zip(sizes, sizes[1:])),
                    "A bias is counted for each weight: a unit has one."),
            Mistake("first-layer-only", lambda sizes: count_parameters(sizes[:2])),
        ],
    ),
    Exercise(
        id="00.photo_parameters",
        kind="predict",
        title="A small photograph",
        minutes=5,
        difficulty=1,
        points=1,
        see=LARGER,
        value=photo_parameters,
        hints=(
            "How many numbers is a colour picture of 200 x 100 pixels?",
            "60,000 numbers into 50 units, each with a bias; then 50 numbers into 10 units, each with a bias.",
            "60,000 * 50 + 50 for the first layer. Add the second layer.",
        ),
        mistakes=[
            Mistake("first-channel-only", count_parameters((200 * 100, 50, 10)), "A colour picture has three numbers for each pixel."),
            Mistake("bias-forgotten", photo_parameters() - 60),
            Mistake("layers-multiplied", 60_000 * 50 * 10 + 60),
            Mistake("layers-multiplied", 60_000 * 50 * 10),
            Mistake("first-layer-only", 60_000 * 50 + 50),
            Mistake("first-layer-only", 60_000 * 50),
        ],
    ),
    Exercise(
        id="00.conv_parameters",
        kind="implement",
        title="Count those of a convolution",
        minutes=5,
        difficulty=1,
        points=1,
        see=LARGER,
        cases=_filters,
        expected=conv_parameters,
        hints=(
            "One filter looks at a window of k x k pixels, in every channel that comes in.",
            "A filter has c_in * k * k weights. How many filters are there, and how many biases?",
            "c_out filters with c_in * k * k weights and one bias each.",
        ),
        mistakes=[
            Mistake("bias-forgotten", lambda c_in, c_out, k: c_out * c_in * k * k),
            Mistake("bias-per-input-channel", lambda c_in, c_out, k: c_out * c_in * (k * k + 1)),
            Mistake("window-not-square", lambda c_in, c_out, k: c_out * (c_in * k + 1)),
            Mistake("first-channel-only", lambda c_in, c_out, k: c_out * (k * k + 1)),
            Mistake("one-bias-per-layer", lambda c_in, c_out, k: c_out * c_in * k * k + 1),
            Mistake("same-filter-for-all", lambda c_in, c_out, k: c_in * k * k + c_out),
        ],
    ),
]  # fmt: skip
