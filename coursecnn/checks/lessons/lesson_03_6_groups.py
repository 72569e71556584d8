"""Exercises of lesson 03, Channels: how many patterns there are, and a whole layer with groups."""

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import slip, step
from .lesson_03_1_filters import FLIP, PLACES, window_size
from .lesson_03_2_layers import GROUPS, MANY, conv_layer
from .lesson_03_4_pictures import BATCHES


def small_windows():
    """Measured with 125 to 1500 digits, six seeds: 9 to 11 and 23 or 24, on MNIST as on drawn digits."""
    digits, shuffled = Range(8.5, 11.5), Range(22.5, 24.5)
    digits, shuffled = (Range(3.5, 5.5), Range(8.5, 9.5)) if slip("windows-of-3") else (digits, shuffled)
    digits, shuffled = (Range(15.5, 20.5), Range(42.5, 48.5)) if slip("windows-of-7") else (digits, shuffled)
    digits, shuffled = (shuffled, digits) if slip("order-of-numbers") else (digits, shuffled)
    shuffled = digits if slip("same-pictures") else shuffled
    digits, shuffled = (25, 25) if slip("numbers-of-a-window") else (digits, shuffled)
    digits, shuffled = (Range(0.34, 0.46), Range(0.9, 0.98)) if slip("shares-of-25") else (digits, shuffled)
    digits, shuffled = (Range(50, 784), Range(50, 784)) if slip("whole-pictures") else (digits, shuffled)
    return "true" if slip("wrong-verdict") else "false", digits, shuffled


def conv_groups(x, w, b, groups):
    """Output o sees the channels of its own group."""
    size, each = w.shape[1], len(w) // groups
    x = x[[0] * len(x)] if slip("same-image-for-all") else x[:1] if slip("first-image-only") else x
    w = w[[0] * len(w)] if slip("same-filter-for-all") else w
    w = np.tile(w[:each], (groups, 1, 1, 1)) if slip("filters-of-the-first-group") else w
    b = b[[0] * len(b)] if slip("same-bias-for-all") else b
    b = np.tile(b[:each], groups) if slip("biases-of-the-first-group") else b
    batch = []
    for image in x:
        maps = []
        for o in range(len(w)):
            q = o % groups if slip("filters-interleaved") else o // groups if slip("group-size") else o // each
            q = groups - 1 - q if slip("groups-crossed") else 0 if slip("first-group-for-all") else q
            q = step("the group of output o", q, o=o, each=each, groups=groups)
            first = step("the first channel of group q", q * size, q=q, size=size, groups=groups)
            channels = image[q::groups] if slip("groups-interleaved") else image[first : first + size]
            filter_ = w[o]
            if slip("groups-ignored"):
                channels, filter_ = image, w[o] + np.zeros((len(image), 1, 1))
            maps.append(conv_layer(channels, filter_[None], b[o : o + 1])[0])
        maps = np.array(maps)
        if slip("groups-summed"):
            maps = maps.reshape(groups, each, *maps.shape[1:]).sum(axis=0)
        batch.append(maps[:each] if slip("first-group-only") else maps[-each:] if slip("last-group-only") else maps)
    return batch[0] if slip("batch-lost") else np.array(batch)


def _grouped(draw):
    if not (sizes := window_size(draw, 4)):
        return None
    groups, size, each = draw.pick(1, 2, 2, 3), draw.int(1, 3), draw.int(1, 3)
    x = draw.array(draw.int(1, 2), groups * size, *sizes[0])
    return x, draw.array(groups * each, size, *sizes[1]), draw.array(groups * each), groups


EXERCISES = [
    Exercise(
        id="03.small_windows",
        kind="explore",
        title="Why few patterns are enough",
        points=2,
        see="03, 'How many filters?'",
        value=small_windows,
        choices=("true", "false"),
        hints=(
            "A window of 5 x 5 has 25 numbers. What is the largest possible answer? When would all 25 patterns be "
            "needed?",
            "patterns(digits, 5) is the first number, patterns(shuffled, 5) the second.",
            "If the small window alone were the reason, both numbers would be about the same. Are they?",
        ),
        slips=[
            ("wrong-verdict", "The windows are equally small, and still one number is twice the other: what does that "
             "say about the claim?"),
            ("order-of-numbers", "The numbers are exchanged: first the digits as they are, then the shuffled ones."),
            ("windows-of-3", "These are windows of 3 x 3. The claim is about 5 x 5."),
            ("windows-of-7", "These are windows of 7 x 7. The claim is about 5 x 5."),
            ("numbers-of-a-window", "25 is how many numbers a window has: how many patterns are needed is asked for."),
            ("shares-of-25", "These are shares of 25: the numbers of patterns are wanted."),
            ("whole-pictures", "A window of 5 x 5 has 25 numbers, so 25 patterns are always enough: cut windows out "
             "of the pictures."),
            ("same-pictures", "The second number is about that of the digits as they are: it belongs to the shuffled "
             "ones, with windows of 5 x 5."),
        ],
    ),
    Exercise(
        id="03.conv_groups",
        kind="challenge",
        title="A whole layer, with groups and a batch",
        points=4,
        see=GROUPS,
        expected=conv_groups,
        inputs=_grouped,
        output="y",
        hints=(
            "How many input channels does a group have, and how many filters? Which filters belong to group q?",
            "Output o belongs to group q = o // (C_out // groups). It sees the channels from q * size on, size of "
            "them, with size = w.shape[1].",
            "For every picture n and output o: y[n, o] = conv_filter(x[n, q * size : (q + 1) * size], w[o]) + b[o].",
        ),
        slips=[
            ("groups-ignored", "Every filter is laid on all channels: filter o sees those of its own group only."),
            ("first-group-for-all", "All filters see the first channels: group q sees channels q * size to "
             "(q + 1) * size - 1, with size = C_in // groups."),
            ("groups-interleaved", "The groups take every groups-th input channel: they are blocks of neighbours."),
            ("filters-interleaved", "Filter o is put in group o % groups: the filters are cut into blocks of "
             "neighbours, so it is o // (C_out // groups)."),
            ("group-size", "Filter o is put in group o // groups. Divide by the filters of a group: "
             "o // (C_out // groups)."),
            ("groups-summed", "The maps of the groups are added up. They are joined one after the other: C_out maps in "
             "all."),
            ("groups-crossed", "The groups of filters and of channels run in opposite order."),
            ("first-group-only", "Only the first group is returned: join the maps of all."),
            ("last-group-only", "Only the last group is returned: join the maps of all."),
            ("bias-forgotten", "", MANY),
            ("bias-per-input-channel", "", MANY),
            ("same-bias-for-all", "Every map gets the first bias: map o gets b[o].", MANY),
            ("biases-of-the-first-group", "Every group gets the biases of the first one: output o has b[o]."),
            ("same-filter-for-all", "", MANY),
            ("filters-of-the-first-group", "Every group uses the filters of the first one: output o has w[o]."),
            ("channels-averaged", "", MANY),
            ("first-channel-only", "Only the first channel of each group is used."),
            ("same-image-for-all", "Every picture of the batch gives the output of the first one.", BATCHES),
            ("first-image-only", "Only the first picture of the batch is there.", BATCHES),
            ("batch-lost", "The axis of the pictures is lost: (N, C_out, rows, columns).", BATCHES),
            ("kernel-flipped", "", FLIP),
            ("off-by-one", "", PLACES),
        ],
    ),
]  # fmt: skip
