"""Exercises of lesson 03, Channels: how many patterns there are, and a whole layer with groups."""

import numpy as np

from ... import reference
from ..cases import cases, floats, integers
from ..definition import Exercise, Mistake
from .lesson_03_2_layers import GROUPS, MANY
from .lesson_03_4_pictures import BATCHES

FLIP = "01, 'A word with two meanings'"


def small_windows():
    """Measured with 125 to 1500 digits, six seeds: 9 to 11 and 23 or 24, on MNIST as on drawn digits."""
    return "false", 10, 24


def _numbers(answer):
    verdict, digits, shuffled = answer
    if not 8 <= digits <= 13 or not 21 <= shuffled <= 25:
        return "These are not the numbers of patterns of 5 x 5 windows, first for digits, then for shuffled ones."
    return verdict.strip().lower() == "false" or "Compare your two numbers: do the pictures make a difference?"


def conv_groups(x, w, b, groups):
    return reference.conv2d(x, w, b, groups=groups)


def _grouped():
    """Small ones first: shape of x, output channels, kernel, groups."""
    dots = [(1, 1, 1, 1), (1, 2, 1, 1), (1, 2, 2, 1), (1, 2, 4, 2), (1, 4, 2, 2), (1, 4, 4, 2), (2, 1, 1, 1)]
    settings = [((n, c, 1, 1), o, (1, 1), g) for n, c, o, g in dots]
    settings += [((1, 1, 1, 1), 2, (1, 1), 1), ((1, 2, 2, 2), 2, (2, 1), 2), ((2, 4, 1, 2), 4, (1, 2), 2)]
    settings += [((1, 6, 2, 2), 3, (1, 2), 3), ((2, 3, 3, 3), 6, (2, 2), 3)]
    made = [(integers(*x), integers(o, x[1] // g, *k, seed=1), integers(o, seed=2), g) for x, o, k, g in settings]
    return cases(
        *made,
        (integers(1, 1, 1, 1), integers(1, 1, 1, 1, seed=1), np.array([0.5]), 1),
        (integers(2, 4, 4, 3, dtype=int), integers(6, 2, 3, 2, seed=1), floats(6), 2),
        (floats(3, 6, 5, 4), floats(4, 3, 2, 3, seed=1), floats(4, seed=2), 2),
    )


def _joined(x, w, b, groups, inputs, group_of=None):
    """Output o from the channels ``inputs(q)`` of its group q."""
    each = len(w) // groups
    group_of = group_of or (lambda o: o // each)
    maps = [conv_groups(x[:, inputs(group_of(o))], w[[o]], b[[o]], 1) for o in range(len(w))]
    return np.concatenate(maps, axis=1)


def _block(x, w):
    size = w.shape[1]
    return lambda q: slice(q * size, (q + 1) * size)


def _all_channels(x, w, b, groups):
    """Products of each filter with all channels; NumPy repeats a filter of one channel."""
    y = np.zeros((len(x), len(w), x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1))
    for n, o, i, j in np.ndindex(y.shape):
        y[n, o, i, j] = (x[n, :, i : i + w.shape[2], j : j + w.shape[3]] * w[o]).sum() + b[o]
    return y


def _numbered_by_groups(x, w, b, groups):
    """Filter o in group o // groups; where no channels are left, NumPy multiplies nothing."""
    y, size = np.zeros((len(x), len(w), x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1)), w.shape[1]
    for n, o, i, j in np.ndindex(y.shape):
        channels = x[n, o // groups * size : (o // groups + 1) * size]
        y[n, o, i, j] = (channels[:, i : i + w.shape[2], j : j + w.shape[3]] * w[o]).sum() + b[o]
    return y


_GROUPED = [
    Mistake(
        "groups-ignored",
        _all_channels,
        "Every filter is laid on all channels: filter o sees those of its own group only.",
    ),
    Mistake(
        "groups-ignored",
        lambda x, w, b, groups: conv_groups(x, w, b, 1),
        "With one group it is right. With more, filters and channels do not fit: filter o sees the w.shape[1] channels "
        "of its own group, and of w only the first axis is cut into groups.",
    ),
    Mistake(
        "first-group-for-all",
        lambda x, w, b, groups: _joined(x, w, b, groups, lambda q: slice(w.shape[1])),
        "All filters see the first channels: group q sees channels q * size to (q + 1) * size - 1, with size = C_in "
        "// groups.",
    ),
    Mistake(
        "groups-interleaved",
        lambda x, w, b, groups: _joined(x, w, b, groups, lambda q: slice(q, None, groups)),
        "The groups take every groups-th input channel: they are blocks of neighbours.",
    ),
    Mistake(
        "groups-interleaved",
        lambda x, w, b, groups: _joined(x, w, b, groups, _block(x, w), lambda o: o % groups),
        "Filter o is put in group o % groups: the filters are cut into blocks of neighbours, so it is o // (C_out // "
        "groups).",
    ),
    Mistake(
        "group-size",
        _numbered_by_groups,
        "Filter o is put in group o // groups. Divide by the filters of a group: o // (C_out // groups).",
    ),
    Mistake(
        "groups-summed",
        lambda x, w, b, groups: (
            conv_groups(x, w, b, groups)
            .reshape(len(x), groups, len(w) // groups, x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1)
            .sum(axis=1)
        ),
        "The maps of the groups are added up. They are joined one after the other: C_out maps in all.",
    ),
    Mistake(
        "groups-crossed",
        lambda x, w, b, groups: _joined(x, w, b, groups, _block(x, w), lambda o: groups - 1 - o // (len(w) // groups)),
        "The groups of filters and of channels run in opposite order.",
    ),
    Mistake(
        "groups-lost",
        lambda x, w, b, groups: conv_groups(x, w, b, groups)[:, : len(w) // groups],
        "Only the first group is returned: join the maps of all.",
    ),
    Mistake(
        "groups-lost",
        lambda x, w, b, groups: conv_groups(x, w, b, groups)[:, len(w) - len(w) // groups :],
        "Only the last group is returned: join the maps of all.",
    ),
    Mistake("bias-forgotten", lambda x, w, b, groups: conv_groups(x, w, 0 * b, groups), see=MANY),
    Mistake("bias-per-input-channel", lambda x, w, b, groups: conv_groups(x, w, b * w.shape[1], groups), see=MANY),
    Mistake(
        "same-bias-for-all",
        lambda x, w, b, groups: conv_groups(x, w, np.tile(b[: len(b) // groups], groups), groups),
        "Every group gets the biases of the first one: output o has b[o].",
    ),
    Mistake(
        "same-bias-for-all",
        lambda x, w, b, groups: conv_groups(x, w, b[[0] * len(b)], groups),
        "Every map gets the first bias: map o gets b[o].",
        MANY,
    ),
    Mistake("same-filter-for-all", lambda x, w, b, groups: conv_groups(x, w[[0] * len(w)], b, groups), see=MANY),
    Mistake(
        "same-filter-for-all",
        lambda x, w, b, groups: conv_groups(x, np.tile(w[: len(w) // groups], (groups, 1, 1, 1)), b, groups),
        "Every group uses the filters of the first one: output o has w[o].",
    ),
    Mistake("channels-averaged", lambda x, w, b, groups: conv_groups(x, w / w.shape[1], b, groups), see=MANY),
    Mistake(
        "first-channel-only",
        lambda x, w, b, groups: conv_groups(x, _first_kernels(w), b, groups),
        "Only the first channel of each group is used.",
    ),
    Mistake(
        "same-image-for-all",
        lambda x, w, b, groups: conv_groups(x[[0] * len(x)], w, b, groups),
        "Every picture of the batch gives the output of the first one.",
        BATCHES,
    ),
    Mistake(
        "first-image-only",
        lambda x, w, b, groups: conv_groups(x[:1], w, b, groups),
        "Only the first picture of the batch is there.",
        BATCHES,
    ),
    Mistake(
        "batch-lost",
        lambda x, w, b, groups: conv_groups(x, w, b, groups)[0],
        "The axis of the pictures is lost: (N, C_out, rows, columns).",
        BATCHES,
    ),
    Mistake("kernel-flipped", lambda x, w, b, groups: conv_groups(x, w[..., ::-1, ::-1], b, groups), see=FLIP),
    Mistake(
        "off-by-one", lambda x, w, b, groups: conv_groups(x, w, b, groups)[..., :-1, :-1], see="02, 'How many places'"
    ),
]


def _first_kernels(w):
    only = np.zeros_like(w)
    only[:, 0] = w[:, 0]
    return only


EXERCISES = [
    Exercise(
        id="03.small_windows",
        kind="explore",
        title="Why few patterns are enough",
        minutes=8,
        difficulty=2,
        points=2,
        see="03, 'How many filters?'",
        value=small_windows,
        accepts=_numbers,
        choices=("true", "false"),
        hints=(
            "A window of 5 x 5 has 25 numbers. What is the largest possible answer? When would all 25 patterns be "
            "needed?",
            "patterns(digits, 5) is the first number, patterns(shuffled, 5) the second.",
            "If the small window alone were the reason, both numbers would be about the same. Are they?",
        ),
        mistakes=[
            Mistake(
                "wrong-verdict",
                ("true", 10.5, 23.5),
                "The numbers are right: the windows are equally small, and still one number is twice the other.",
            ),
            Mistake(
                "order-of-numbers",
                ("false", 23.5, 10.5),
                "The numbers are exchanged: first the digits as they are, then the shuffled ones.",
            ),
            Mistake("other-window", ("false", 4.5, 9.0), "These are windows of 3 x 3. The claim is about 5 x 5."),
            Mistake("other-window", ("false", 18.0, 46.0), "These are windows of 7 x 7. The claim is about 5 x 5."),
            Mistake(
                "same-pictures",
                ("true", 10.5, 10.5),
                "Both numbers are those of the digits as they are. The second belongs to the shuffled ones.",
            ),
        ],
        tolerance=0.15,
    ),
    Exercise(
        id="03.conv_groups",
        kind="challenge",
        title="A whole layer, with groups and a batch",
        minutes=25,
        difficulty=3,
        points=4,
        see=GROUPS,
        cases=_grouped,
        expected=conv_groups,
        hints=(
            "How many input channels has a group, and how many filters? Which filters belong to group q?",
            "Output o belongs to group q = o // (C_out // groups). It sees the channels from q * size on, size of "
            "them, with size = w.shape[1].",
            "For every picture n and output o: y[n, o] = conv_filter(x[n, q * size : (q + 1) * size], w[o]) + b[o].",
        ),
        mistakes=_GROUPED,
    ),
]
