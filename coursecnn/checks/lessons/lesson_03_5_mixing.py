"""Exercises of lesson 03, Channels: channels mixed at every pixel, and channels kept apart."""

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake
from .lesson_03_1_filters import conv_filter
from .lesson_03_4_pictures import BATCHES, MIX

GROUPS = "03, 'Groups: channels that do not meet'"
FLIP = "01, 'A word with two meanings'"


def mix(x, w):
    return np.einsum("nchw,oc->nohw", np.asarray(x, float), np.asarray(w, float))


def _batches():
    small = (1, 1, 1, 1), (1, 2, 1, 1), (1, 1, 1, 2), (1, 2, 1, 2), (2, 2, 1, 1)
    large = (1, 2, 2, 2), (2, 2, 1, 2), (1, 3, 2, 3), (2, 3, 3, 2)
    outputs = 1, 1, 2, 2, 2, 2, 3, 2, 3
    return cases(
        *((integers(*size), integers(o, size[1], seed=1)) for size, o in zip(small + large, outputs)),
        (integers(1, 1, 1, 1), counted(1, 1) + 0.5),
        (integers(2, 4, 3, 3, dtype=int), floats(4, 4)),
        (floats(3, 3, 4, 2), floats(5, 3, seed=1)),
    )


def _rows(x, w, pixels=None, back=None):
    """The matrix product over rows of pixels, with another way in or out."""
    n, c, h, wide = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, c) if pixels is None else pixels(x)
    product = pixels @ w.T
    return back(product, (n, h, wide)) if back else product.reshape(n, h, wide, -1).transpose(0, 3, 1, 2)


def _cut_back(product, size):
    n, h, wide = size
    return product.reshape(n, -1, h, wide)


def _cut_in(x):
    return x.reshape(-1, x.shape[1])


_MIXES = [
    Mistake(
        "reshape-for-transpose",
        lambda x, w: _rows(x, w, _cut_in),
        "x.reshape(-1, C) does not put pixels in rows: it cuts through the maps. First move the channels to the end.",
    ),
    Mistake(
        "reshape-for-transpose",
        lambda x, w: _rows(x, w, back=_cut_back),
        "The product is right, but a reshape alone does not bring its channels back to axis 1. Cut it as (N, H, W, "
        "C), then transpose.",
    ),
    Mistake(
        "reshape-for-transpose",
        lambda x, w: _rows(x, w, _cut_in, _cut_back),
        "reshape does not move an axis, neither before nor after the product: transpose does.",
    ),
    Mistake(
        "channels-last",
        lambda x, w: mix(x, w).transpose(0, 2, 3, 1),
        "The channels are still the last axis: bring them back to axis 1.",
    ),
    Mistake(
        "weights-not-transposed",
        lambda x, w: _rows(x, w.T),
        "w is used the other way round: output channel o has the weights w[o], so the product of pixels in rows is "
        "with w.T.",
    ),
    Mistake(
        "reshape-for-transpose",
        lambda x, w: (w @ x.reshape(x.shape[1], -1)).reshape(len(x), -1, *x.shape[2:]),
        "x.reshape(C, -1) is right for one picture only: with several it cuts through them.",
        BATCHES,
    ),
    Mistake(
        "last-channel-only",
        lambda x, w: mix(x[:, -1:], w[:, -1:]),
        "Only the last input channel is left: each is added to what is there, += and not =.",
    ),
    Mistake("h-w-swapped", lambda x, w: mix(x, w).transpose(0, 1, 3, 2)),
    Mistake("channels-averaged", lambda x, w: mix(x, w) / x.shape[1]),
    Mistake("first-channel-only", lambda x, w: mix(x[:, :1], w[:, :1])),
    Mistake(
        "same-filter-for-all",
        lambda x, w: mix(x, w[[0] * len(w)]),
        "Every output channel uses the weights w[0]: output o has w[o].",
    ),
    Mistake(
        "same-image-for-all",
        lambda x, w: mix(x[[0] * len(x)], w),
        "Every picture of the batch gives the output of the first one.",
        BATCHES,
    ),
    Mistake(
        "batch-summed",
        lambda x, w: mix(x.sum(axis=0, keepdims=True), w),
        "The pictures are added up: each keeps an output of its own.",
        BATCHES,
    ),
]


def depthwise(x, w):
    return reference.conv2d(x[None], w[:, None], groups=len(x))[0]


def _stacks():
    sizes = (1, 1, 1), (1, 2, 2), (2, 1, 1), (2, 1, 2), (2, 2, 1), (2, 3, 3), (3, 2, 2), (3, 3, 4)
    kernels = (1, 1), (1, 2), (1, 1), (1, 2), (2, 1), (2, 2), (1, 1), (2, 3)
    return cases(
        *((integers(*size), integers(size[0], *k, seed=1)) for size, k in zip(sizes, kernels)),
        (integers(1, 1, 1), counted(1, 1, 1) + 0.5),
        (counted(2, 3, 3), counted(2, 2, 2)),
        (integers(4, 4, 5, dtype=int), floats(4, 3, 2)),
        (floats(5, 6, 4), floats(5, 3, 3, seed=1)),
    )


def _pairs(x, w, channel, kernel):
    """Map c from input ``channel(c)`` and ``kernel(c)``."""
    return np.array([conv_filter(x[[channel(c)]], w[[kernel(c)]]) for c in range(len(x))])


_DEPTHWISE = [
    Mistake(
        "channels-summed",
        conv_filter,
        "The channels are added up: that is one filter of an ordinary layer. Here each channel keeps a map of its own.",
    ),
    Mistake(
        "channels-summed",
        lambda x, w: np.repeat(conv_filter(x, w)[None], len(x), axis=0),
        "Every map is the sum over all channels. Map c comes from channel c alone.",
    ),
    Mistake(
        "same-kernel-for-all",
        lambda x, w: _pairs(x, w, lambda c: c, lambda c: 0),
        "Every channel uses the kernel w[0]: channel c has w[c].",
    ),
    Mistake(
        "first-channel-only",
        lambda x, w: _pairs(x, w, lambda c: 0, lambda c: c),
        "Every map comes from channel 0: map c comes from channel c.",
    ),
    Mistake(
        "channels-crossed",
        lambda x, w: _pairs(x, w, lambda c: c, lambda c: -1 - c),
        "The kernels meet the wrong channels: kernel c lies on channel c.",
    ),
    Mistake(
        "assigned-not-kept",
        lambda x, w: _pairs(x, w, lambda c: -1, lambda c: -1),
        "All maps are that of the last channel: each has to be kept in its own y[c].",
    ),
    Mistake(
        "every-pair",
        lambda x, w: np.array([[conv_filter(x[[c]], w[[k]]) for c in range(len(x))] for k in range(len(w))]),
        "Every kernel meets every channel: kernel c lies on channel c, and on no other.",
    ),
    Mistake(
        "channels-summed",
        lambda x, w: depthwise(np.repeat(x.sum(axis=0)[None], len(x), axis=0), w),
        "Each kernel is laid on all channels, and the results are added: kernel c lies on channel c alone.",
    ),
    Mistake("kernel-flipped", lambda x, w: depthwise(x, w[:, ::-1, ::-1]), see=FLIP),
    Mistake(
        "channels-averaged",
        lambda x, w: depthwise(x, w) / len(x),
        "The maps are divided by the number of channels: nothing is averaged here.",
    ),
    Mistake(
        "channels-last",
        lambda x, w: depthwise(x, w).transpose(1, 2, 0),
        "The channels are the last axis: they come first, (C, rows, columns).",
    ),
    Mistake("off-by-one", lambda x, w: depthwise(x, w)[:, :-1, :-1], see="02, 'How many places'"),
]


EXERCISES = [
    Exercise(
        id="03.mix",
        kind="implement",
        title="1 x 1 as a matrix product",
        minutes=10,
        difficulty=2,
        points=2,
        see=MIX,
        cases=_batches,
        expected=mix,
        hints=(
            "At each pixel, output channel o is w[o] times the channels of this pixel, added up.",
            "Put the pixels in rows: move the channels to the end with transpose, then reshape(-1, C). The product is "
            "with w.T.",
            "The product has one row for each pixel: reshape it to (N, H, W, C_out), then transpose(0, 3, 1, 2).",
        ),
        mistakes=_MIXES,
    ),
    Exercise(
        id="03.depthwise",
        kind="implement",
        title="Every channel for itself",
        minutes=8,
        difficulty=2,
        points=2,
        see=GROUPS,
        cases=_stacks,
        expected=depthwise,
        hints=(
            "How many maps come out? Where do the numbers of map c come from?",
            "Map c is the convolution of x[c] with w[c], as in lesson 01. Nothing is summed over channels.",
            "y[c, i, j] is the sum of x[c, i : i + w.shape[1], j : j + w.shape[2]] * w[c].",
        ),
        mistakes=_DEPTHWISE,
    ),
]
