"""Exercises of lesson 10, Architectures: pooling, bottlenecks, ways around, work."""

import numpy as np

from ...sizes import output_size
from ..cases import cases, floats, integers
from ..definition import Case, Exercise, Mistake

LENET = "10, 'LeNet-5, 1998'"
NIN = "10, 'NiN, 2013: no fully connected layers at all'"
INCEPTION = "10, 'Inception, 2014: several sizes at once'"
RESNET = "10, 'ResNet, 2015: a way around'"


def global_average(x):
    """The mean of each map: (N, C, H, W) to (N, C)."""
    return x.mean(axis=(2, 3))


def _batches():
    return cases(
        (integers(1, 1, 1, 1),),
        (np.array([[[[1.0, 2], [3, 4]]]]),),
        (integers(1, 2, 1, 2),),
        (integers(2, 1, 2, 1),),
        (integers(2, 3, 2, 4),),
        (floats(3, 2, 5, 4),),
    )


def bottleneck(c_in, c_mid, c_out, k):
    """(weights direct, weights by way of 1 x 1), without biases."""
    return c_in * c_out * k * k, c_in * c_mid + c_mid * c_out * k * k


def residual_backward(dy, w):
    """dx of y = x + w @ x."""
    return w.T @ dy


def _residuals():
    return cases(
        (np.array([1.0]), np.array([[2.0]])),
        (np.array([1.0, 1]), np.array([[0.1, 0], [0, -0.2]])),
        (integers(2), integers(2, 2, seed=1)),
        (floats(4), floats(4, 4, seed=1)),
    )


def multiplications(layers, size):
    """Multiplications of convolutions (c_in, c_out, k, s, p), one after the other, for one image of size x size."""
    total = 0
    for c_in, c_out, k, s, p in layers:
        size = output_size(size, k, s, p)
        total += c_in * c_out * k * k * size * size
    return total


def _multiply(
    layers,
    size,
    side=lambda before, after: after,
    bias=0,
    cost=lambda c_in, c_out, k: c_in * c_out * k * k,
    square=2,
    keep=False,
):
    total = 0
    for c_in, c_out, k, s, p in layers:
        before = size
        after = output_size(size, k, s, p)
        total += (cost(c_in, c_out, k) + bias * c_out) * side(before, after) ** square
        size = before if keep else after
    return total


def _plans():
    return [
        Case(args)
        for args in (
            ([(1, 1, 1, 1, 0)], 1),
            ([(1, 1, 2, 1, 0)], 3),
            ([(1, 2, 3, 1, 1)], 4),
            ([(3, 2, 1, 1, 0)], 2),
            ([(1, 1, 3, 2, 1)], 7),
            ([(1, 2, 3, 1, 0), (2, 3, 3, 1, 0)], 8),
            ([(1, 20, 5, 1, 0), (20, 50, 5, 2, 2)], 28),
        )
    ]


def _gradient_left(answer):
    verdict, factor = answer
    if isinstance(factor, str) or not factor > 0:
        return "The second part is a positive number: gradient with ways around / gradient without."
    if factor < 1000:
        return (
            f"A factor of {factor:.3g} is too small for 20 layers: divide the gradient of the net with ways around by that of the "
            "plain one, both with the same weights."
        )
    if str(verdict).strip().lower() != "true":
        return f"You measured {factor:.2g} times as much gradient. What does that say about the claim?"
    return True


EXERCISES = [
    Exercise(
        id="10.global_average",
        kind="implement",
        title="One number for a map",
        minutes=4,
        difficulty=1,
        points=1,
        see=NIN,
        cases=_batches,
        expected=global_average,
        hints=(
            "x has the axes image, channel, row, column. Which two disappear?",
            "mean takes the axes as a tuple.",
            "x.mean(axis=(2, 3)).",
        ),
        mistakes=[
            Mistake("channels-averaged", lambda x: x.mean(axis=1)),
            Mistake("axes-kept", lambda x: x.mean(axis=(2, 3), keepdims=True)),
            Mistake("one-axis-only", lambda x: x.mean(axis=3), "Only the columns are averaged: the rows belong to the map as well."),
            Mistake("max-for-average", lambda x: x.max(axis=(2, 3))),
            Mistake("not-divided", lambda x: x.sum(axis=(2, 3)), "This is the sum of each map: divide it by the number of places."),
            Mistake("all-mixed", lambda x: np.full(x.shape[:2], x.mean())),
        ],
    ),
    Exercise(
        id="10.bottleneck",
        kind="implement",
        title="Through a bottleneck",
        minutes=5,
        difficulty=2,
        points=2,
        see=INCEPTION,
        cases=lambda: [Case(args) for args in ((1, 1, 1, 1), (2, 1, 1, 1), (2, 1, 3, 3), (4, 2, 3, 5), (192, 16, 32, 5), (256, 64, 256, 3))],
        expected=bottleneck,
        hints=(
            "Direct: each of the c_out filters has k * k weights for every channel that comes in.",
            "By the way round there are two layers: 1 x 1 from c_in to c_mid, then k x k from c_mid to c_out.",
            "(c_in * c_out * k * k, c_in * c_mid + c_mid * c_out * k * k).",
        ),
        mistakes=[
            Mistake("layers-multiplied", lambda c_in, c_mid, c_out, k: (c_in * c_out * k * k, c_in * c_mid * c_mid * c_out * k * k)),
            Mistake("one-kernel-counted", lambda c_in, c_mid, c_out, k: (c_in * c_out * k * k, c_mid * c_out * k * k),
                    "The 1 x 1 layer is forgotten: it has c_in * c_mid weights."),
            Mistake("large-kernel-first", lambda c_in, c_mid, c_out, k: (c_in * c_out * k * k, c_in * c_mid * k * k + c_mid * c_out)),
            Mistake("window-not-square", lambda c_in, c_mid, c_out, k: (c_in * c_out * k, c_in * c_mid + c_mid * c_out * k)),
            Mistake("wrong-order", lambda c_in, c_mid, c_out, k: bottleneck(c_in, c_mid, c_out, k)[::-1],
                    "The two are exchanged: direct first."),
            Mistake("bias-counted", lambda c_in, c_mid, c_out, k: (c_out * (c_in * k * k + 1), c_mid * (c_in + 1) + c_out * (c_mid * k * k + 1)),
                    "Biases are counted: here only the weights are wanted."),
            Mistake("window-not-square", lambda c_in, c_mid, c_out, k: (c_in * c_out * k * k, (c_in + c_out) * c_mid * k * k),
                    "The first layer of the way round is 1 x 1: its filters have 1 weight for each channel, not k * k."),
        ],
    ),
    Exercise(
        id="10.residual_backward",
        kind="debug",
        title="The way around is blocked",
        minutes=5,
        difficulty=2,
        points=2,
        see=RESNET,
        cases=_residuals,
        expected=lambda dy, w: dy + w.T @ dy,
        given=residual_backward,
        hints=(
            "y = x + w @ x: in how many ways does x reach y?",
            "Where paths meet, gradients are added. One of the paths is missing in the code.",
            "dy + w.T @ dy.",
        ),
        mistakes=[
            Mistake("way-around-missing", lambda dy, w: (w.T @ dy) * 1.0),
            Mistake("not-transposed", lambda dy, w: dy + w @ dy),
            Mistake("forward-for-backward", lambda dy, w: w @ dy),
            Mistake("product-of-paths", lambda dy, w: dy * (w.T @ dy)),
            Mistake("only-the-way-around", lambda dy, w: dy.copy()),
            Mistake("averaged", lambda dy, w: (dy + w.T @ dy) / 2, "The two ways are averaged: they are added."),
            Mistake("way-around-missing", lambda dy, w: 1 + w.T @ dy,
                    "The slope of x is 1, but it is multiplied by dy, as every slope: the way around gives 1 * dy."),
        ],
    ),
    Exercise(
        id="10.gradient_left",
        kind="explore",
        title="What the way around saves",
        minutes=8,
        difficulty=2,
        points=2,
        see=RESNET,
        value=lambda: ("true", 1e7),
        accepts=_gradient_left,
        choices=("true", "false"),
        hints=(
            "gradient(True) measures with ways around, gradient(False) without. Divide the first by the second.",
            "factor = gradient(around=True) / gradient(around=False).",
            "Is the factor above 1000? That decides about the claim.",
        ),
        mistakes=[Mistake("wrong-verdict", ("false", 1e7))],
    ),
    Exercise(
        id="10.multiplications",
        kind="challenge",
        title="What an image costs",
        minutes=8,
        difficulty=2,
        points=2,
        see=LENET,
        cases=_plans,
        expected=multiplications,
        hints=(
            "Every number of an output map costs as many multiplications as its filter has weights.",
            "A layer: c_out maps of size * size numbers, each with c_in * k * k products. The size is that of the output.",
            "size = (size + 2*p - k) // s + 1; total += c_in * c_out * k * k * size * size.",
        ),
        mistakes=[
            Mistake("input-size", lambda layers, size: _multiply(layers, size, side=lambda before, after: before)),
            Mistake("parameters-for-work", lambda layers, size: _multiply(layers, size, side=lambda before, after: 1)),
            Mistake("bias-counted", lambda layers, size: _multiply(layers, size, bias=1)),
            Mistake("window-not-square", lambda layers, size: _multiply(layers, size, cost=lambda c_in, c_out, k: c_in * c_out * k)),
            Mistake("each-from-the-first", lambda layers, size: _multiply(layers, size, keep=True)),
            Mistake("area-not-square", lambda layers, size: _multiply(layers, size, square=1)),
            Mistake("first-channel-only", lambda layers, size: _multiply(layers, size, cost=lambda c_in, c_out, k: c_out * k * k),
                    "The input channels are forgotten: a filter reads all of them."),
            Mistake("each-from-the-first", lambda layers, size: sum(a * b * k * k * size * size for a, b, k, s, p in layers),
                    "Every layer is counted with the size of the image: take the size of its own output."),
        ],
    ),
]  # fmt: skip
