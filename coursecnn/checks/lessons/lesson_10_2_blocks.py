"""Exercises of lesson 10, Architectures: pooling, bottlenecks, ways around, work."""

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import combined, slip, step
from .lesson_10_1_sizes import LENET, SIZES, size_after

NIN = "10, 'NiN, 2013: no fully connected layers at all'"
INCEPTION = "10, 'Inception, 2014: several sizes at once'"
RESNET = "10, 'ResNet, 2015: a way around'"


def global_average(x):
    """The mean of each map: (N, C, H, W) to (N, C)."""
    axes = 3 if slip("columns-only") else 2 if slip("rows-only") else 1 if slip("channels-averaged") else (2, 3)
    axes = (1, 2) if slip("channels-and-rows") else axes
    axes = (1, 2, 3) if slip("one-for-an-image") else (0, 2, 3) if slip("batch-averaged") else axes
    if slip("all-mixed"):
        return np.full(x.shape[:2], x.mean())
    if axes == (2, 3) and not slip("axes-kept"):
        n, c, h, w = x.shape
        count = step("the number that the sum is divided by", h * w, n=n, c=c, h=h, w=w)
        if count != h * w:
            return x.sum(axis=(2, 3)) / count
        return combined("the numbers of a map", x.reshape(n, c, -1), np.mean, axis=2)
    return x.mean(axis=axes, keepdims=slip("axes-kept"))


def _batches(draw):
    return (draw.array(*draw.ints(2, 1, 3), *draw.ints(2, 1, 4)),)


def bottleneck(c_in, c_mid, c_out, k):
    """(weights direct, weights by way of 1 x 1), without biases."""
    window = k if slip("window-not-square") else k * k
    first, second = c_in * c_mid, c_mid * c_out * window
    first, second = (first * window, c_mid * c_out) if slip("large-kernel-first") else (first, second)
    first = first * window if slip("both-large") else 0 if slip("one-kernel-counted") else first
    first = step("the weights of the 1 x 1 layer", first, c_in=c_in, c_mid=c_mid, c_out=c_out)
    second = step("the weights of the k x k layer behind it", second, c_mid=c_mid, c_out=c_out, window=window)
    direct = step("the weights of the direct layer", c_in * c_out * window, c_in=c_in, c_out=c_out, k=k)
    through = first * second if slip("layers-multiplied") else first + second
    if slip("bias-counted"):
        direct, through = direct + c_out, through + c_mid + c_out
    return (through, direct) if slip("wrong-order") else (direct, through)


def _bottlenecks(draw):
    return draw.int(1, 8), draw.int(1, 5), draw.int(1, 7), draw.int(1, 5)


def given_backward(dy, w):
    """As the notebook gives it."""
    return w.T @ dy


def residual_backward(dy, w):
    """dx of y = x + w @ x."""
    through = w @ dy if slip("not-transposed") else w.T @ dy
    around = 0 if slip("way-around-missing") else 1 if slip("one-for-dy") else dy
    through = 0 * dy if slip("only-the-way-around") else through
    dx = dy * through if slip("product-of-paths") else around + through
    dx = dy - through if slip("subtracted") else dx
    return dx / 2 if slip("averaged") else dx


def _residuals(draw):
    n = draw.int(1, 4)
    return draw.array(n), draw.array(n, n)


def gradient_left():
    """The verdict, and the factor: 6.04e10 in float32 with the notebook's seeds."""
    factor = Range(5.9e10, 6.2e10)
    factor = Range(1.7e5, 1.9e5) if slip("ten-layers") else Range(1.5e16, 1.9e16) if slip("thirty-layers") else factor
    factor = Range(0.99, 1.01) if slip("same-net-twice") else Range(100, 1.6e5) if slip("fewer-layers") else factor
    factor = Range(20, 20.7) if slip("not-divided") else Range(3.2e-10, 3.5e-10) if slip("plain-net-only") else factor
    factor = Range(3e9, 3e11) if slip("other-weights") else factor  # 900 pairs of nets: 3.5e9 to 2.7e11
    return "false" if slip("wrong-verdict") else "true", factor


def multiplications(layers, size):
    """Multiplications of convolutions (c_in, c_out, k, s, p), one after the other, for one image of size x size."""
    total, first = 0, size
    for c_in, c_out, k, s, p in layers:
        after = size_after(size, k, s, p)
        side = size if slip("input-size") else first if slip("size-of-the-image") else after
        places = 1 if slip("parameters-for-work") else side if slip("area-not-square") else side * side
        places = step("the places of the output", places, before=size, after=after)
        window = step("the weights of a kernel", k if slip("window-not-square") else k * k, k=k)
        weights = (1 if slip("input-channels-forgotten") else c_in) * c_out * window
        weights = weights // c_out if slip("one-filter") else weights
        weights = step("the weights of a layer", weights, c_in=c_in, c_out=c_out, window=window)
        total = (0 if slip("last-layer-only") else total) + (weights + slip("bias-counted") * c_out) * places
        size = size if slip("each-from-the-first") else after
    return total


def _plans(draw):
    size, channels, layers = draw.int(1, 9), draw.int(1, 3), []
    n = size
    for _ in range(draw.int(1, 3)):
        c_out, k, s, p = draw.int(1, 4), draw.int(1, 5), draw.int(1, 2), draw.int(0, 2)
        if n + 2 * p < k or p > k // 2:
            return None
        layers.append((channels, c_out, k, s, p))
        n, channels = (n + 2 * p - k) // s + 1, c_out
    return layers, size


EXERCISES = [
    Exercise(
        id="10.global_average",
        kind="implement",
        title="One number for a map",
        points=1,
        see=NIN,
        expected=global_average,
        inputs=_batches,
        output="mean",
        hints=(
            "x has the axes image, channel, row, column. Which two disappear?",
            "mean takes the axes as a tuple.",
            "x.mean(axis=(2, 3)).",
        ),
        slips=[
            ("channels-averaged", "The mean goes over the channels: it goes over the rows and columns of each map."),
            ("channels-and-rows", "The mean goes over channels and rows: axes are counted from 0, and (2, 3) are those of "
             "the map."),
            "axes-kept",
            ("columns-only", "Only the columns are averaged: the rows belong to the map as well."),
            ("rows-only", "Only the rows are averaged: the columns belong to the map as well."),
            "all-mixed",
            ("one-for-an-image", "The channels are averaged too: each map has a mean of its own."),
            ("batch-averaged", "The images are averaged too: each keeps the means of its own maps."),
        ],
    ),
    Exercise(
        id="10.bottleneck",
        kind="implement",
        title="Through a bottleneck",
        points=2,
        see=INCEPTION,
        expected=bottleneck,
        inputs=_bottlenecks,
        also=lambda: [(256, 512, 64, 5)],  # more than 16 bits hold
        output=("direct", "through"),
        tries=3,
        hints=(
            "Direct: each of the c_out filters has k * k weights for every channel that comes in.",
            "By the way round there are two layers: 1 x 1 from c_in to c_mid, then k x k from c_mid to c_out.",
            "(c_in * c_out * k * k, c_in * c_mid + c_mid * c_out * k * k).",
        ),
        slips=[
            "layers-multiplied",
            ("one-kernel-counted", "The 1 x 1 layer is forgotten: it has c_in * c_mid weights."),
            "large-kernel-first",
            "window-not-square",
            ("wrong-order", "The two are exchanged: direct first."),
            ("bias-counted", "Biases are counted: here only the weights are wanted."),
            ("both-large", "The first layer of the way round is 1 x 1: its filters have 1 weight for each channel, not "
             "k * k."),
        ],
    ),
    Exercise(
        id="10.residual_backward",
        kind="debug",
        title="The skip connection is blocked",
        points=2,
        see=RESNET,
        expected=residual_backward,
        inputs=_residuals,
        given=given_backward,
        output="dx",
        hints=(
            "y = x + w @ x: in how many ways does x reach y?",
            "Where paths meet, gradients are added. One of the paths is missing in the code.",
            "dy + w.T @ dy.",
        ),
        slips=[
            "way-around-missing",
            "not-transposed",
            "product-of-paths",
            "only-the-way-around",
            ("averaged", "The two ways are averaged: they are added."),
            ("subtracted", "The gradient through w is subtracted: where paths meet, gradients are added."),
            ("one-for-dy", "The slope of x is 1, but it is multiplied by dy, as every slope: the way around gives 1 * "
             "dy."),
        ],
    ),
    Exercise(
        id="10.gradient_left",
        kind="explore",
        title="What the skip connection saves",
        points=2,
        see=RESNET,
        value=gradient_left,
        choices=("true", "false"),
        hints=(
            "gradient(True) measures with ways around, gradient(False) without. Divide the first by the second.",
            "factor = gradient(around=True) / gradient(around=False).",
            "Is the factor above 1000? That decides about the claim.",
        ),
        slips=[
            "wrong-verdict",
            ("ten-layers", "This is the factor for 10 layers: the claim is about 20."),
            ("thirty-layers", "This is the factor for 30 layers: the claim is about 20."),
            ("same-net-twice", "1 comes out where the same net is measured twice: around=True above, around=False below."),
            ("fewer-layers", "So small a factor belongs to a net of fewer layers than 20, or stands in the claim: "
             "measure it."),
            ("other-weights", "Other first weights than the notebook's give so many: take its seeds, for both nets."),
            ("not-divided", "This is the gradient with ways around: divide it by the one without."),
            ("plain-net-only", "This is the gradient without ways around: divide the other one by it."),
        ],
    ),
    Exercise(
        id="10.multiplications",
        kind="challenge",
        title="What an image costs",
        points=2,
        see=LENET,
        expected=multiplications,
        inputs=_plans,
        output="count",
        also=lambda: [([(64, 128, 3, 1, 1), (128, 256, 3, 1, 1)], 224)],  # more than 32 bits hold
        tries=3,
        hints=(
            "Every number of an output map costs as many multiplications as its filter has weights.",
            "A layer: c_out maps of size * size numbers, each with c_in * k * k products. The size is that of the "
            "output.",
            "size = (size + 2*p - k) // s + 1; total += c_in * c_out * k * k * size * size.",
        ),
        slips=[
            "input-size",
            ("size-of-the-image", "Every layer is counted with the size of the image: take the size of its own "
             "output."),
            "parameters-for-work",
            "bias-counted",
            "window-not-square",
            "each-from-the-first",
            "area-not-square",
            ("input-channels-forgotten", "The input channels are forgotten: a filter reads all of them."),
            ("one-filter", "This is the work of one filter of each layer: there are c_out of them."),
            ("last-layer-only", "Only the last layer is counted: add them up."),
            *SIZES,
        ],
    ),
]  # fmt: skip
