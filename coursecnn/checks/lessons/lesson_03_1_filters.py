"""Exercises of lesson 03, Channels: one filter."""

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake

ONE = "03, 'One filter sees all channels'"

WINDOW = np.array([[[2, 0], [1, 3]], [[1, 4], [0, 2]]])
FILTER = np.array([[[1, -1], [0, 2]], [[0, 1], [3, -1]]])
BIAS = 3


def by_hand(window=WINDOW, weights=FILTER, bias=BIAS):
    return int((window * weights).sum() + bias)


_FIRST, _SECOND = (int((WINDOW[c] * FILTER[c]).sum()) for c in (0, 1))
_BY_HAND = [
    Mistake("bias-per-input-channel", _FIRST + _SECOND + 2 * BIAS),
    Mistake("bias-forgotten", _FIRST + _SECOND, "The sum over both channels is right. The bias is added to it, once."),
    Mistake("channels-averaged", (_FIRST + _SECOND) / 2 + BIAS),
    Mistake("channels-averaged", (_FIRST + _SECOND + BIAS) / 2),
    Mistake("first-channel-only", _FIRST + BIAS, "This is channel 0 with the bias: channel 1 is added too."),
    Mistake("last-channel-only", _SECOND + BIAS, "This is channel 1 with the bias: channel 0 is added too."),
    Mistake(
        "same-kernel-for-all", by_hand(weights=FILTER[[0, 0]]), "Channel 1 has a kernel of its own: [[0, 1], [3, -1]]."
    ),
    Mistake(
        "channels-crossed", by_hand(weights=FILTER[::-1]), "The kernels are exchanged: kernel c lies on channel c."
    ),
    Mistake("kernel-flipped", by_hand(weights=FILTER[:, ::-1, ::-1]), see="01, 'A word with two meanings'"),
    Mistake("sign-lost", by_hand(weights=abs(FILTER)), "A minus is lost: -1 takes the number under it away."),
]


def conv_filter(x, w):
    return reference.conv2d(x[None], w[None])[0, 0]


def parts(x, w):
    """What each channel gives alone: (C, rows, columns)."""
    return np.array([conv_filter(x[c : c + 1], w[c : c + 1]) for c in range(len(x))])


def _written_into(x, w):
    """The products are written into the window, which is a view of the image."""
    y = np.zeros((x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1))
    for i, j in np.ndindex(y.shape):
        window = x[:, i : i + w.shape[1], j : j + w.shape[2]]
        window *= w
        y[i, j] = window.sum()
    return y


def _no_colon(x, w):
    """A slice of channels and rows, in the place of rows and columns."""
    y = np.zeros((x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = (x[i : i + w.shape[1], j : j + w.shape[2]] * w).sum()
    return y


def _pictures():
    sizes = (1, 1, 1), (1, 2, 2), (2, 1, 1), (2, 2, 1), (2, 1, 2), (2, 2, 2), (3, 2, 3), (2, 4, 3), (3, 4, 5)
    kernels = (1, 1), (1, 2), (1, 1), (1, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2)
    return cases(
        *((integers(*size), integers(size[0], *k, seed=1)) for size, k in zip(sizes, kernels)),
        (integers(1, 1, 1), counted(1, 1, 1) + 0.5),
        (counted(2, 3, 3), counted(2, 2, 2)),
        (integers(3, 5, 4, dtype=int), floats(3, 2, 2)),
        (floats(4, 6, 5), floats(4, 3, 3, seed=1)),
    )


_FILTERS = [
    Mistake(
        "changed-input",
        _written_into,
        "`window *= w` writes into the picture, because a slice is a view. Use window * w.",
        "90, 'Two traps'",
    ),
    Mistake(
        "channels-not-summed",
        parts,
        "There is one map for each input channel. One filter gives one map: the sum over the channels.",
    ),
    Mistake("channels-averaged", lambda x, w: parts(x, w).mean(axis=0)),
    Mistake("first-channel-only", lambda x, w: parts(x, w)[0]),
    Mistake(
        "last-channel-only",
        lambda x, w: parts(x, w)[-1],
        "Only the last channel is left: each channel is added to what is there, += and not =.",
    ),
    Mistake(
        "same-kernel-for-all",
        lambda x, w: conv_filter(x, w[[0] * len(w)]),
        "Every channel uses the kernel of channel 0: channel c has its own, w[c].",
    ),
    Mistake(
        "channels-crossed",
        lambda x, w: conv_filter(x, w[::-1]),
        "The kernels meet the wrong channels: kernel c lies on channel c.",
    ),
    Mistake(
        "channels-crossed",
        lambda x, w: conv_filter(x, w[::-1, ::-1, ::-1]),
        "The filter is turned, along the channels too. It lies on the window as it is.",
    ),
    Mistake("kernel-flipped", lambda x, w: conv_filter(x, w[:, ::-1, ::-1]), see="01, 'A word with two meanings'"),
    Mistake("kernel-transposed", lambda x, w: conv_filter(x, w.transpose(0, 2, 1)), see="01, 'Slide, multiply, sum'"),
    Mistake(
        "axes-order",
        _no_colon,
        "The first slice cuts the channels, not the rows: axis 0 of x is the channels, so x[:, i : i + k, ...].",
    ),
    Mistake(
        "channels-summed",
        lambda x, w: conv_filter(x.sum(axis=0)[None], w.sum(axis=0)[None]),
        "The channels are added before the product. First each channel with its own kernel, then the sum.",
    ),
    Mistake(
        "averaged-window",
        lambda x, w: conv_filter(x, w) / w.size,
        "The products are averaged: a convolution adds them up.",
    ),
    Mistake("off-by-one", lambda x, w: conv_filter(x, w)[:-1, :-1], see="02, 'How many places'"),
]


EXERCISES = [
    Exercise(
        id="03.by_hand",
        kind="predict",
        title="Two channels by hand",
        minutes=5,
        difficulty=1,
        points=1,
        see=ONE,
        value=by_hand,
        hints=(
            "Take channel 0 alone with its own kernel: four products, added up. Then channel 1 with its own.",
            "Channel 0 gives 2*1 + 0*(-1) + 1*0 + 3*2. What does channel 1 give?",
            "Add the two numbers, and then the bias, once.",
        ),
        mistakes=_BY_HAND,
    ),
    Exercise(
        id="03.conv_filter",
        kind="implement",
        title="One filter on many channels",
        minutes=8,
        difficulty=1,
        points=2,
        see=ONE,
        cases=_pictures,
        expected=conv_filter,
        hints=(
            "The code of lesson 01 needs one more `:` in the slice. Which axis of x are the channels?",
            "The window of output (i, j) has all channels: x[:, i : i + w.shape[1], ...]. It has the shape of w.",
            "y[i, j] is the sum of all numbers of window * w, and y has x.shape[1] - w.shape[1] + 1 rows.",
        ),
        mistakes=_FILTERS,
    ),
]
