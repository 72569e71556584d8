"""Exercises of lesson 03, Channels: a layer of filters, and its parameters."""

import numpy as np

from ..definition import Exercise
from ..slips import slip, step
from .lesson_03_1_filters import OF_CHANNELS, conv_filter, window_size

MANY = "03, 'Many filters make many channels'"
GROUPS = "03, 'Groups: channels that do not meet'"


def conv_layer(x, w, b):
    """Map o: filter w[o] on x, plus b[o]."""
    if slip("in-out-swapped"):
        w = w.transpose(1, 0, 2, 3)
    w = w[[0] * len(w)] if slip("same-filter-for-all") else w[[-1] * len(w)] if slip("last-filter-for-all") else w
    b = b[[0] * len(b)] if slip("same-bias-for-all") else np.full(len(b), b.sum()) if slip("biases-added-up") else b
    b = b * len(x) if slip("bias-per-input-channel") else b * w[0].size if slip("bias-in-window") else b
    b = step("the biases", 0 * b if slip("bias-forgotten") else b, b=b, c_in=len(x), c_out=len(w))
    y = np.array([conv_filter(x, one) + (b if slip("bias-not-indexed") else b[o]) for o, one in enumerate(w)])
    return y.transpose(1, 2, 0) if slip("channels-last") and y.ndim == 3 else y


def _layers(draw):
    if not (sizes := window_size(draw, 4)):
        return None
    c_in, c_out = draw.ints(2, 1, 4)
    return draw.array(c_in, *sizes[0]), draw.array(c_out, c_in, *sizes[1]), draw.array(c_out)


def count_parameters(c_in, c_out, k, groups=1):
    """Weights and biases of a layer."""
    groups = 1 if slip("groups-ignored") else groups
    sees = c_in * groups if slip("groups-multiplied") else c_in if slip("bias-divided") else c_in // groups
    sees = 1 if slip("input-channels-forgotten") else sees
    sees = step("the number of channels that a filter sees", sees, c_in=c_in, groups=groups)
    height, width = (k[0], k[0]) if slip("height-squared") else (k[1], k[1]) if slip("width-squared") else k
    kernel = height + width if slip("sides-added") else height * width
    kernel = step("the weights of a kernel", kernel, height=k[0], width=k[1])
    filters = 1 if slip("same-filter-for-all") else c_out
    filters = filters // groups if slip("groups-twice") or slip("one-group-only") else filters
    filters = step("the number of filters", filters, c_in=c_in, c_out=c_out, groups=groups)
    weights, biases = filters * sees * kernel, c_out // groups if slip("one-group-only") else c_out
    if slip("bias-divided"):
        return (weights + biases) // groups
    biases = c_out * sees if slip("bias-per-kernel") else weights if slip("bias-per-weight") else biases
    biases = 1 if slip("one-bias") else c_in if slip("bias-per-input-channel") else biases
    biases = step("the number of biases", biases, c_in=c_in, c_out=c_out, groups=groups)
    return weights + (0 if slip("bias-forgotten") else biases)


def _settings(draw):
    groups = draw.pick(1, 1, 2, 3, 4)
    layer = groups * draw.int(1, 5), groups * draw.int(1, 5), draw.ints(2, 1, 5)
    return layer if groups == 1 and draw.rng.random() < 0.5 else (*layer, groups)


def _of_the_text():
    return [(3, 6, (5, 5)), (4, 8, (3, 1), 2)]


EXERCISES = [
    Exercise(
        id="03.conv_layer",
        kind="implement",
        title="A layer of filters",
        points=2,
        see=MANY,
        expected=conv_layer,
        inputs=_layers,
        output="y",
        hints=(
            "You have a function for one filter. How many filters are there, and where in w is filter o?",
            "Filter o is w[o], of shape (C_in, K_h, K_w). Its map is conv_filter(x, w[o]), and then comes its bias.",
            "y[o] = conv_filter(x, w[o]) + b[o] for every o; y has the shape (len(w), rows, columns).",
        ),
        slips=[
            "same-filter-for-all",
            ("last-filter-for-all", "All maps are that of the last filter: each has to be kept in its own y[o]."),
            "bias-per-input-channel",
            ("bias-forgotten", "The bias is forgotten: b[o] is added to every number of map o."),
            ("bias-in-window", "The bias is added to every product of the window. It is added once, after the sum."),
            ("same-bias-for-all", "Every map gets the first bias: map o gets b[o]."),
            ("biases-added-up", "All biases are added to every map: map o gets b[o] alone."),
            ("bias-not-indexed", "The whole b is added to each map: b holds one number for each output, so map o gets "
             "b[o]."),
            ("in-out-swapped", "The first two axes of w are exchanged: w[o, c] is the kernel from input channel c to "
             "output channel o."),
            ("channels-last", "The output channels are the last axis. Here they are the first: (C_out, rows, "
             "columns)."),
            *OF_CHANNELS,
        ],
    ),
    Exercise(
        id="03.count_parameters",
        kind="implement",
        title="Count the parameters",
        points=2,
        see=MANY,
        expected=count_parameters,
        inputs=_settings,
        also=_of_the_text,
        output="count",
        tries=3,
        hints=(
            "How many weights does one filter have? How many filters are there? How many biases?",
            "A filter has a kernel of k[0] * k[1] weights for each channel that it sees: c_in // groups of them.",
            "c_out filters, each with these weights and one bias: c_out * (... + 1).",
        ),
        slips=[
            ("bias-forgotten", "The biases are forgotten: one for each output channel."),
            ("bias-per-kernel", "There is a bias for every kernel. A bias belongs to the output map: c_out of them."),
            ("one-bias", "There is one bias in all: every output channel has its own."),
            ("bias-per-weight", "There are as many biases as weights. A bias belongs to the output map: c_out of "
             "them."),
            ("bias-per-input-channel", "There are c_in biases. A bias belongs to the output map: c_out of them."),
            ("input-channels-forgotten", "The input channels are forgotten: a filter has a kernel for each channel "
             "that it sees."),
            ("same-filter-for-all", "These are the weights of one filter. Every output channel has its own filter."),
            ("height-squared", "The kernel is taken as a square of k[0]: it has k[0] * k[1] weights."),
            ("width-squared", "The kernel is taken as a square of k[1]: it has k[0] * k[1] weights."),
            ("sides-added", "k[0] + k[1] are added: a kernel has k[0] * k[1] weights."),
            ("groups-ignored", "", GROUPS),
            ("one-group-only", "This is one group only: there are still c_out filters in all, each with c_in / groups "
             "kernels.", GROUPS),
            ("groups-twice", "The biases are right. The weights are those of one group only: divide c_in, and not "
             "c_out too.", GROUPS),
            ("bias-divided", "The biases are divided by the groups too: there are still c_out of them.", GROUPS),
            ("groups-multiplied", "Groups make it smaller: a filter sees c_in / groups channels.", GROUPS),
        ],
    ),
]  # fmt: skip
