"""Exercises of lesson 03, Channels: a layer of filters, and its parameters."""

from itertools import product

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Case, Exercise, Mistake
from .lesson_03_1_filters import ONE, conv_filter, parts

MANY = "03, 'Many filters make many channels'"
GROUPS = "03, 'Groups: channels that do not meet'"


def conv_layer(x, w, b):
    return reference.conv2d(x[None], w, b)[0]


def _layers():
    sizes = (1, 1, 1), (1, 2, 2), (2, 1, 1), (1, 1, 1), (2, 1, 1), (2, 2, 3), (3, 3, 2), (2, 4, 4)
    filters = (1, 1, 1), (1, 1, 2), (1, 1, 1), (2, 1, 1), (2, 1, 1), (3, 2, 2), (2, 1, 2), (2, 3, 3)
    return cases(
        *((integers(*x), integers(w[0], x[0], *w[1:], seed=1), integers(w[0], seed=2)) for x, w in zip(sizes, filters)),
        (integers(1, 1, 1), integers(1, 1, 1, 1, seed=1), counted(1) + 0.5),
        (counted(2, 3, 3), counted(3, 2, 2, 2), counted(3)),
        (integers(3, 4, 5, dtype=int), integers(4, 3, 2, 3, seed=1), floats(4)),
        (floats(3, 6, 4), floats(5, 3, 3, 2, seed=1), floats(5, seed=2)),
    )


def _of_channel(w, c):
    """The filters with 0 in all channels but one."""
    only = np.zeros_like(w)
    only[:, c] = w[:, c]
    return only


def _whole_bias(x, w, b):
    """Each map as a new row, plus the whole b."""
    return np.array([conv_filter(x, one) + b for one in w])


def _whole_bias_laid_in(x, w, b):
    y = np.zeros_like(conv_layer(x, w, b), float)
    for o, one in enumerate(w):
        y[o] = conv_filter(x, one) + b
    return y


_WHOLE = "The whole b is added to each map: b holds one number for each output, so map o gets b[o]."
_NO_BIAS = "The bias is forgotten: b[o] is added to every number of map o."
_LAYERS = [
    Mistake("same-filter-for-all", lambda x, w, b: conv_layer(x, w[[0] * len(w)], b)),
    Mistake(
        "same-filter-for-all",
        lambda x, w, b: conv_layer(x, w[[-1] * len(w)], b),
        "All maps are that of the last filter: each has to be kept in its own y[o].",
    ),
    Mistake("bias-per-input-channel", lambda x, w, b: conv_layer(x, w, b * len(x))),
    Mistake("bias-forgotten", lambda x, w, b: conv_layer(x, w, 0 * b), _NO_BIAS),
    Mistake(
        "bias-in-window",
        lambda x, w, b: conv_layer(x, w, b * w[0].size),
        "The bias is added to every product of the window. It is added once, after the sum.",
    ),
    Mistake(
        "same-bias-for-all",
        lambda x, w, b: conv_layer(x, w, b[[0] * len(b)]),
        "Every map gets the first bias: map o gets b[o].",
    ),
    Mistake(
        "same-bias-for-all",
        lambda x, w, b: conv_layer(x, w, np.full(len(b), b.sum())),
        "All biases are added to every map: map o gets b[o] alone.",
    ),
    Mistake("bias-not-indexed", _whole_bias, _WHOLE),
    Mistake("bias-not-indexed", _whole_bias_laid_in, _WHOLE),
    Mistake("channels-averaged", lambda x, w, b: conv_layer(x, w / len(x), b), see=ONE),
    Mistake("channels-averaged", lambda x, w, b: conv_layer(x, w, b) / len(x), see=ONE),
    Mistake(
        "channels-not-summed", lambda x, w, b: np.array([parts(x, one) + b[o] for o, one in enumerate(w)]), see=ONE
    ),
    Mistake("first-channel-only", lambda x, w, b: conv_layer(x, _of_channel(w, 0), b), see=ONE),
    Mistake(
        "last-channel-only",
        lambda x, w, b: conv_layer(x, _of_channel(w, -1), b),
        "Only the last input channel is left: each is added to what is there, += and not =.",
        ONE,
    ),
    Mistake(
        "same-kernel-for-all",
        lambda x, w, b: conv_layer(x, w[:, [0] * len(x)], b),
        "Every input channel uses the kernel of channel 0: filter o has a kernel w[o, c] for channel c.",
        ONE,
    ),
    Mistake(
        "in-out-swapped",
        lambda x, w, b: conv_layer(x, w.transpose(1, 0, 2, 3), b),
        "The first two axes of w are exchanged: w[o, c] is the kernel from input channel c to output channel o.",
    ),
    Mistake(
        "kernel-flipped", lambda x, w, b: conv_layer(x, w[..., ::-1, ::-1], b), see="01, 'A word with two meanings'"
    ),
    Mistake(
        "channels-last",
        lambda x, w, b: conv_layer(x, w, b).transpose(1, 2, 0),
        "The output channels are the last axis. Here they are the first: (C_out, rows, columns).",
    ),
    Mistake("off-by-one", lambda x, w, b: conv_layer(x, w, b)[:, :-1, :-1], see="02, 'How many places'"),
]


def count_parameters(c_in, c_out, k, groups=1):
    return c_out * (c_in // groups * k[0] * k[1] + 1)


def _settings():
    small = product((1, 2, 3, 4), (1, 2, 4, 6), ((1, 1), (2, 2), (1, 3), (3, 2)), (1,))
    plain = sorted(small, key=lambda s: s[0] + s[1] + sum(s[2]))
    grouped = [(2, 2, (1, 1), 2), (2, 4, (3, 3), 2), (4, 4, (1, 2), 2), (4, 8, (3, 1), 2), (4, 4, (3, 3), 4)]
    real = [(3, 6, (5, 5), 1), (20, 50, (5, 5), 1), (32, 64, (3, 3), 4)]
    return [Case(setting) for setting in [*plain[::2], *grouped, *real]]


_COUNTS = [
    Mistake(
        "bias-forgotten",
        lambda c_in, c_out, k, groups=1: c_out * c_in // groups * k[0] * k[1],
        "The biases are forgotten: one for each output channel.",
    ),
    Mistake(
        "bias-per-input-channel",
        lambda c_in, c_out, k, groups=1: c_out * c_in // groups * (k[0] * k[1] + 1),
        "There is a bias for every kernel. A bias belongs to the output map: c_out of them.",
    ),
    Mistake(
        "one-bias",
        lambda c_in, c_out, k, groups=1: c_out * c_in // groups * k[0] * k[1] + 1,
        "There is one bias in all: every output channel has its own.",
    ),
    Mistake(
        "bias-per-weight",
        lambda c_in, c_out, k, groups=1: 2 * c_out * c_in // groups * k[0] * k[1],
        "There are as many biases as weights. A bias belongs to the output map: c_out of them.",
    ),
    Mistake(
        "bias-per-input-channel",
        lambda c_in, c_out, k, groups=1: c_out * c_in // groups * k[0] * k[1] + c_in,
        "There are c_in biases. A bias belongs to the output map: c_out of them.",
    ),
    Mistake(
        "input-channels-forgotten",
        lambda c_in, c_out, k, groups=1: c_out * (k[0] * k[1] + 1),
        "The input channels are forgotten: a filter has a kernel for each channel that it sees.",
    ),
    Mistake(
        "same-filter-for-all",
        lambda c_in, c_out, k, groups=1: c_in // groups * k[0] * k[1] + c_out,
        "These are the weights of one filter. Every output channel has its own filter.",
    ),
    Mistake(
        "h-w-forgotten",
        lambda c_in, c_out, k, groups=1: c_out * (c_in // groups * k[0] ** 2 + 1),
        "The kernel is taken as a square of k[0]: it has k[0] * k[1] weights.",
    ),
    Mistake(
        "h-w-forgotten",
        lambda c_in, c_out, k, groups=1: c_out * (c_in // groups * k[1] ** 2 + 1),
        "The kernel is taken as a square of k[1]: it has k[0] * k[1] weights.",
    ),
    Mistake(
        "h-w-forgotten",
        lambda c_in, c_out, k, groups=1: c_out * (c_in // groups * (k[0] + k[1]) + 1),
        "k[0] + k[1] are added: a kernel has k[0] * k[1] weights.",
    ),
    Mistake("groups-ignored", lambda c_in, c_out, k, groups=1: count_parameters(c_in, c_out, k), see=GROUPS),
    Mistake(
        "groups-twice",
        lambda c_in, c_out, k, groups=1: c_out // groups * (c_in // groups * k[0] * k[1] + 1),
        "This is one group only: there are still c_out filters in all, each with c_in / groups kernels.",
        GROUPS,
    ),
    Mistake(
        "groups-twice",
        lambda c_in, c_out, k, groups=1: c_out // groups * (c_in // groups) * k[0] * k[1] + c_out,
        "The biases are right. The weights are those of one group only: divide c_in, and not c_out too.",
        GROUPS,
    ),
    Mistake(
        "bias-divided",
        lambda c_in, c_out, k, groups=1: c_out * (c_in * k[0] * k[1] + 1) // groups,
        "The biases are divided by the groups too: there are still c_out of them.",
        GROUPS,
    ),
    Mistake(
        "groups-multiplied",
        lambda c_in, c_out, k, groups=1: c_out * (c_in * groups * k[0] * k[1] + 1),
        "Groups make it smaller: a filter sees c_in / groups channels.",
        GROUPS,
    ),
    Mistake("float-size", lambda c_in, c_out, k, groups=1: c_out * (c_in / groups * k[0] * k[1] + 1), see=GROUPS),
]


EXERCISES = [
    Exercise(
        id="03.conv_layer",
        kind="implement",
        title="A layer of filters",
        minutes=12,
        difficulty=2,
        points=2,
        see=MANY,
        cases=_layers,
        expected=conv_layer,
        hints=(
            "You have a function for one filter. How many filters are there, and where in w is filter o?",
            "Filter o is w[o], of shape (C_in, K_h, K_w). Its map is conv_filter(x, w[o]), and then comes its bias.",
            "y[o] = conv_filter(x, w[o]) + b[o] for every o; y has the shape (len(w), rows, columns).",
        ),
        mistakes=_LAYERS,
    ),
    Exercise(
        id="03.count_parameters",
        kind="implement",
        title="Count the parameters",
        minutes=6,
        difficulty=1,
        points=2,
        see=MANY,
        cases=_settings,
        expected=count_parameters,
        hints=(
            "How many weights has one filter? How many filters are there? How many biases?",
            "A filter has a kernel of k[0] * k[1] weights for each channel that it sees: c_in // groups of them.",
            "c_out filters, each with these weights and one bias: c_out * (... + 1).",
        ),
        mistakes=_COUNTS,
    ),
]
