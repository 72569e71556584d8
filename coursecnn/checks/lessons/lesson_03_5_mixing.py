"""Exercises of lesson 03, Channels: channels mixed at every pixel, and channels kept apart."""

import numpy as np

from ..definition import Exercise
from ..slips import slip
from .lesson_03_1_filters import FLIP, PLACES, conv_filter, window_size
from .lesson_03_4_pictures import BATCHES, MIX

GROUPS = "03, 'Groups: channels that do not meet'"


def mix(x, w):
    """At every pixel of every picture, w times the channels."""
    x = x[[0] * len(x)] if slip("same-image-for-all") else x
    x = x.sum(axis=0, keepdims=True) if slip("batch-summed") else x
    used = slice(0, 1) if slip("first-channel-only") else slice(-1, None) if slip("last-channel-only") else slice(None)
    x, w = x[:, used], w[:, used]
    w = w[[0] * len(w)] if slip("same-filter-for-all") else w
    n, c, h, wide = x.shape
    if slip("pictures-cut-through"):
        return (w @ x.reshape(c, -1)).reshape(n, -1, h, wide)
    pixels = x.reshape(-1, c) if slip("reshape-before") else x.transpose(0, 2, 3, 1).reshape(-1, c)
    product = pixels @ (w if slip("weights-not-transposed") else w.T) / (c if slip("channels-averaged") else 1)
    if slip("reshape-after"):
        return product.reshape(n, -1, h, wide)
    y = product.reshape(n, h, wide, -1)
    return y if slip("channels-last") else y.transpose((0, 3, 2, 1) if slip("h-w-swapped") else (0, 3, 1, 2))


def _batches(draw):
    n, c_in, c_out = draw.int(1, 3), draw.int(1, 4), draw.int(1, 4)
    return draw.array(n, c_in, *draw.ints(2, 1, 4)), draw.array(c_out, c_in)


def depthwise(x, w):
    """Map c: channel x[c] with kernel w[c]."""
    if slip("one-map"):
        return conv_filter(x, w)
    if slip("all-channels-added"):
        return np.array([conv_filter(x, w) for _ in x])
    if slip("every-pair"):
        return np.array([[conv_filter(x[[c]], w[[k]]) for c in range(len(x))] for k in range(len(w))])
    x = np.array([x.sum(axis=0)] * len(x)) if slip("channels-summed") else x
    maps = []
    for c in range(len(x)):
        channel = 0 if slip("first-channel-only") else -1 if slip("last-map-for-all") else c
        kernel = 0 if slip("same-kernel-for-all") else -1 - c if slip("channels-crossed") else c
        maps.append(conv_filter(x[[channel]], w[[-1 if slip("last-map-for-all") else kernel]]))
    y = np.array(maps) / (len(x) if slip("channels-averaged") else 1)
    return y.transpose(1, 2, 0) if slip("channels-last") else y


def _stacks(draw):
    if not (sizes := window_size(draw)):
        return None
    channels = draw.int(1, 4)
    return draw.array(channels, *sizes[0]), draw.array(channels, *sizes[1])


EXERCISES = [
    Exercise(
        id="03.mix",
        kind="implement",
        title="1 × 1 as a matrix product",
        points=2,
        see=MIX,
        expected=mix,
        inputs=_batches,
        output="y",
        hints=(
            "At each pixel, output channel o is w[o] times the channels of this pixel, added up.",
            "Put the pixels in rows: move the channels to the end with transpose, then reshape(-1, C). The product is "
            "with w.T.",
            "The product has one row for each pixel: reshape it to (N, H, W, C_out), then transpose(0, 3, 1, 2).",
        ),
        slips=[
            ("reshape-before", "x.reshape(-1, C) does not put pixels in rows: it cuts through the maps. First move the "
             "channels to the end."),
            ("reshape-after", "A reshape alone does not bring the channels of the product back to axis 1. Cut it as "
             "(N, H, W, C), then transpose."),
            ("channels-last", "The channels are still the last axis: bring them back to axis 1."),
            ("weights-not-transposed", "w is used the other way round: output channel o has the weights w[o], so the "
             "product of pixels in rows is with w.T."),
            ("pictures-cut-through", "x.reshape(C, -1) is right for one picture only: with several it cuts through "
             "them.",
             BATCHES),
            ("first-channel-only", "Only the first input channel is used."),
            ("last-channel-only", "Only the last input channel is left: the channels are added up."),
            "h-w-swapped",
            "channels-averaged",
            ("same-filter-for-all", "Every output channel uses the weights w[0]: output o has w[o]."),
            ("same-image-for-all", "Every picture of the batch gives the output of the first one.", BATCHES),
            ("batch-summed", "The pictures are added up: each keeps an output of its own.", BATCHES),
        ],
    ),
    Exercise(
        id="03.depthwise",
        kind="implement",
        title="Every channel for itself",
        points=2,
        see=GROUPS,
        expected=depthwise,
        inputs=_stacks,
        output="y",
        hints=(
            "How many maps come out? Where do the numbers of map c come from?",
            "Map c is the convolution of x[c] with w[c], as in lesson 01. Nothing is summed over channels.",
            "y[c, i, j] is the sum of x[c, i : i + w.shape[1], j : j + w.shape[2]] * w[c].",
        ),
        slips=[
            ("one-map", "The channels are added up: that is one filter of an ordinary layer. Here each channel keeps a "
             "map of its own."),
            ("all-channels-added", "Every map is the sum over all channels. Map c comes from channel c alone."),
            ("same-kernel-for-all", "Every channel uses the kernel w[0]: channel c has w[c]."),
            ("first-channel-only", "Every map comes from channel 0: map c comes from channel c."),
            ("channels-crossed", "The kernels meet the wrong channels: kernel c lies on channel c."),
            ("last-map-for-all", "All maps are that of the last channel: each has to be kept in its own y[c]."),
            ("every-pair", "Every kernel meets every channel: kernel c lies on channel c, and on no other."),
            ("channels-summed", "Each kernel is laid on all channels, and the results are added: kernel c lies on "
             "channel c alone."),
            ("kernel-flipped", "", FLIP),
            ("channels-averaged", "The maps are divided by the number of channels: nothing is averaged here."),
            ("channels-last", "The channels are the last axis: they come first, (C, rows, columns)."),
            ("off-by-one", "", PLACES),
        ],
    ),
]  # fmt: skip
