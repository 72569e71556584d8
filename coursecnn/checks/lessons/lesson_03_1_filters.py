"""Exercises of lesson 03, Channels: one filter."""

import numpy as np

from ..definition import Exercise
from ..slips import combined, slip, step
from ..windows import PRODUCTS, counted, window_at

ONE = "03, 'One filter sees all channels'"
FLIP = "01, 'A word with two meanings'"
PLACES = "02, 'How many places'"


def by_hand():
    """One window of two channels, with its filter and the bias 5."""
    window = np.array([[[2, 0], [1, 3]], [[3, 6], [5, 2]]])
    filter_ = np.array([[[2, -1], [0, 3]], [[0, 3], [2, -1]]])
    filter_ = filter_[:, ::-1, ::-1] if slip("kernel-flipped") else filter_
    filter_ = filter_.transpose(0, 2, 1) if slip("kernel-transposed") else filter_
    filter_ = filter_[::-1] if slip("channels-crossed") else filter_
    filter_ = filter_[[0, 0]] if slip("same-kernel-for-all") else filter_
    filter_ = abs(filter_) if slip("sign-lost") else filter_**0 if slip("kernels-forgotten") else filter_
    products = [step(f"the products of channel {c}", window[c] * filter_[c]) for c in (0, 1)]
    first, second = (step(f"the sum of channel {c}", int(products[c].sum())) for c in (0, 1))
    y = first if slip("first-channel-only") else second if slip("last-channel-only") else first + second
    y = first * second if slip("channels-multiplied") else y / 2 if slip("channels-averaged") else y
    times = 8 if slip("bias-per-weight") else 2 if slip("bias-per-input-channel") else 1
    y = step("the sum of both channels", y, "the sum of channel 0", "the sum of channel 1")
    bias = step("the bias", 0 if slip("bias-forgotten") else 5 * times)
    y = step("the result", y + bias, "the sum of both channels", "the bias")
    return y / 2 if slip("averaged-at-the-end") else y


def conv_filter(x, w):
    """One map: the sum over channels c of x[c] with kernel w[c]."""
    w = w[:, ::-1, ::-1] if slip("kernel-flipped") else w.transpose(0, 2, 1) if slip("kernel-transposed") else w
    w = w[::-1] if slip("channels-crossed") else w[[0] * len(w)] if slip("same-kernel-for-all") else w
    if slip("channels-summed"):
        x, w = x.sum(axis=0, keepdims=True), w.sum(axis=0, keepdims=True)
    used = slice(0, 1) if slip("first-channel-only") else slice(-1, None) if slip("last-channel-only") else slice(None)
    x, w = x[used].copy(), w[used]
    less = 1 if slip("off-by-one") else 0
    (channels, height, width), (_, rows, columns) = x.shape, w.shape
    sides = ((channels, channels), (height, rows)) if slip("sizes-from-0") else ((height, rows), (width, columns))
    places = [counted(n - k + 1 - less, n, k) for n, k in sides]
    maps = np.zeros((channels, *places))
    for i, j in np.ndindex(maps.shape[1:]):
        window = x[(slice(None), *window_at(i, j, (1, 1), (rows, columns)))]
        window = x[i : i + rows, j : j + columns] if slip("axes-order") else window
        products = window * w
        if slip("window-overwritten"):
            window[:] = products
        sums = combined(PRODUCTS, products.reshape(len(products), -1), np.sum, axis=1)
        maps[:, i, j] = products.sum() / channels if slip("axes-order") else sums
    if slip("channels-not-summed"):
        return maps
    y = maps.mean(axis=0) if slip("channels-averaged") else combined("the maps of the channels", maps, np.sum, axis=0)
    return y / w.size if slip("averaged-window") else y


OF_CHANNELS = [
    ("channels-not-summed", "There is one map for each input channel. One filter gives one map: the sum over the "
     "channels.", ONE),
    ("channels-averaged", "", ONE),
    ("first-channel-only", "", ONE),
    ("last-channel-only", "Only the last channel is left: the channels are added up.", ONE),
    ("same-kernel-for-all", "Every input channel uses the kernel of channel 0: each has its own.", ONE),
    ("channels-crossed", "The kernels meet the wrong channels: kernel c lies on channel c.", ONE),
    ("kernel-flipped", "", FLIP),
    ("off-by-one", "", PLACES),
]  # fmt: skip


def window_size(draw, most=5):
    """Sizes of an image and of a kernel that fits into it, or None."""
    size, kernel = draw.ints(2, 1, most), draw.ints(2, 1, 3)
    return (size, kernel) if all(k <= n for k, n in zip(kernel, size)) else None


def _pictures(draw):
    if not (sizes := window_size(draw)):
        return None
    channels = draw.int(1, 4)
    return draw.array(channels, *sizes[0]), draw.array(channels, *sizes[1])


EXERCISES = [
    Exercise(
        id="03.by_hand",
        kind="predict",
        title="Two channels by hand",
        points=1,
        see=ONE,
        value=by_hand,
        hints=(
            "Take channel 0 alone with its own kernel: four products, added up. Then channel 1 with its own.",
            "Channel 0 gives 2*2 + 0*(-1) + 1*0 + 3*3. What does channel 1 give?",
            "Add the two numbers, and then the bias, once.",
        ),
        slips=[
            "bias-per-input-channel",
            ("bias-forgotten", "The sum over both channels is right. The bias is added to it, once."),
            "channels-averaged",
            ("averaged-at-the-end", "The sum is divided by the number of channels: their contributions are only "
             "added."),
            ("first-channel-only", "Only channel 0 is there: channel 1 is added too."),
            ("last-channel-only", "Only channel 1 is there: channel 0 is added too."),
            ("same-kernel-for-all", "Channel 1 has a kernel of its own: [[0, 3], [2, -1]]."),
            ("channels-crossed", "The kernels are exchanged: kernel c lies on channel c."),
            ("channels-multiplied", "The channels are multiplied with each other: they are added."),
            ("kernel-flipped", "", FLIP),
            "kernel-transposed",
            "bias-per-weight",
            ("sign-lost", "A minus is lost: -1 takes the number under it away."),
            ("kernels-forgotten", "The pixels alone are added: each is first multiplied by the weight on it."),
        ],
    ),
    Exercise(
        id="03.conv_filter",
        kind="implement",
        title="One filter on many channels",
        points=2,
        see=ONE,
        expected=conv_filter,
        inputs=_pictures,
        output="y",
        hints=(
            "The code of lesson 01 needs one more `:` in the slice. Which axis of x are the channels?",
            "The window of output (i, j) has all channels: x[:, i : i + w.shape[1], ...]. It has the shape of w.",
            "y[i, j] is the sum of all numbers of window * w, and y has x.shape[1] - w.shape[1] + 1 rows.",
        ),
        slips=[
            *OF_CHANNELS,
            ("kernel-transposed", "", "01, 'Slide, multiply, sum'"),
            ("axes-order", "The first slice cuts the channels, not the rows: axis 0 of x is the channels, so "
             "x[:, i : i + k, ...]."),
            ("sizes-from-0", "Axis 0 of x and w are the channels: rows are x.shape[1] and w.shape[1], columns those at [2]."),
            ("channels-summed", "The channels are added before the product. First each channel with its own kernel, "
             "then the sum."),
            ("averaged-window", "The products are averaged: a convolution adds them up."),
            ("window-overwritten", "`window *= w` writes into the picture, because a slice is a view. Use window * w.",
             "90, 'Two traps'"),
        ],
    ),
]  # fmt: skip
