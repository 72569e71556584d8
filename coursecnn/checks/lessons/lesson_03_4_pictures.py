"""Exercises of lesson 03, Channels: pictures in colour."""

import numpy as np

from ..definition import Exercise
from ..slips import combined, slip

BATCHES = "03, 'Batches: (N, C, H, W)'"
MIX = "03, '1 × 1: mixing channels'"


def channels_first(pictures):
    """(N, H, W, C) to (N, C, H, W)."""
    n, h, w, c = pictures.shape
    if slip("first-picture-only"):
        return pictures[0].transpose(2, 0, 1)[None].copy()
    if slip("reshape-for-transpose"):
        return pictures.reshape(n, c, h, w)
    order = (0, 3, 2, 1) if slip("h-w-swapped") else (0, 2, 3, 1) if slip("axes-order") else (0, 3, 1, 2)
    order = (3, 0, 1, 2) if slip("batch-moved") else (0, 1, 2, 3) if slip("not-moved") else order
    return pictures.transpose(order).copy()


def _as_read(draw):
    return (draw.bytes(*draw.ints(3, 1, 4), draw.pick(1, 3, 2, 4)),)


def mean_of_colours(picture):
    """The mean of red, green and blue at every pixel."""
    numbers = picture if slip("integer-overflow") else picture.astype(float)
    numbers = numbers // 3 * 3 if slip("each-cut-off") else numbers
    if slip("weights-of-the-eye"):
        return np.tensordot([0.299, 0.587, 0.114], numbers, 1)
    if slip("first-channel-only"):
        return numbers[0]
    if slip("wrong-axis"):
        return numbers.mean(axis=-1)
    total = numbers[0] + numbers[1] + numbers[2]
    mean = total / 3 if slip("integer-overflow") else combined("the three colours", numbers, np.mean, axis=0)
    mean = total // 3 if slip("integer-division") else total if slip("summed-for-mean") else mean
    mean = np.rint(mean) if slip("rounded-to-bytes") else mean
    return mean / 255 if slip("divided-by-255") else mean


def given_mean(picture):
    """The mean of red, green and blue at every pixel: (H, W)."""
    total = picture[0] + picture[1] + picture[2]
    return total / 3


def _colours(draw):
    return (draw.rng.integers(0, 256, (3, *draw.ints(2, 1, 4)), dtype=np.uint8),)


def _of_the_text():
    return [(np.array([[[200]], [[100]], [[60]]], np.uint8),), (np.array([[[10]], [[20]], [[31]]], np.uint8),)]


EXERCISES = [
    Exercise(
        id="03.channels_first",
        kind="implement",
        title="From (N, H, W, C) to (N, C, H, W)",
        points=1,
        see=BATCHES,
        expected=channels_first,
        inputs=_as_read,
        hints=(
            "The numbers have to move. Which of reshape and transpose moves an axis?",
            "transpose wants the old number of each of the four new axes. Pictures stay axis 0; what was the number "
            "of the channels?",
            "pictures.transpose(0, 3, 1, 2): the old axes in their new order.",
        ),
        slips=[
            ("reshape-for-transpose", "The shape is right, but the numbers are in the wrong places: reshape cuts the "
             "same row of numbers in another way. transpose moves an axis."),
            ("not-moved", "The channels are still the last axis."),
            ("h-w-swapped", "Rows and columns are exchanged: after N and C come H and W, in this order."),
            ("axes-order", "transpose says, for each new axis, which old one it is. The new axis 1 is the old axis 3."),
            ("batch-moved", "The channels come before the pictures: the order is (N, C, H, W)."),
            ("first-picture-only", "Only the first picture is left: N of them come in."),
        ],
    ),
    Exercise(
        id="03.mean_of_colours",
        kind="debug",
        title="A grey picture that is too dark",
        points=1,
        see="01, 'A trap: pictures as bytes'",
        expected=mean_of_colours,
        inputs=_colours,
        also=_of_the_text,
        given=given_mean,
        output="mean",
        hints=(
            "Try it with one pixel: 200, 100, 60. What is the sum, and what does the computer say?",
            "Print picture.dtype. What is the largest number of this type, and what comes after it?",
            "Convert first: picture.astype(float). Then add, and divide by 3.",
        ),
        slips=[
            ("integer-overflow", "The sum is one of bytes: 200 + 100 is 44 there. Convert before you add, not after."),
            ("integer-division", "The fraction is cut off, as by `//` or by a whole-number type: use `/`, and keep floats."),
            ("each-cut-off", "A fraction is cut off each colour, as by `//` or by a whole-number type: up to 2 are lost. Keep floats."),
            ("rounded-to-bytes", "The mean is rounded to a whole number again: return floats."),
            ("summed-for-mean", "This is the sum of the three colours: divide by 3."),
            ("divided-by-255", "The overflow is gone, but the result is divided by 255 (`to_float` does it too): "
             "astype(float) does not."),
            ("first-channel-only", "Only the first channel, red, is used."),
            ("wrong-axis", "The mean runs over the columns. The channels are axis 0."),
            ("weights-of-the-eye", "These are the greys of the lesson, with a weight for each colour. Here all three "
             "count alike.", MIX),
        ],
    ),
]  # fmt: skip
