"""Exercises of lesson 03, Channels: pictures in colour."""

import numpy as np

from ..cases import bytes_of, cases
from ..definition import Case, Exercise, Mistake

BATCHES = "03, 'Batches: (N, C, H, W)'"
MIX = "03, '1 x 1: mixing channels'"


def channels_first(pictures):
    return pictures.transpose(0, 3, 1, 2).copy()


def _as_read():
    """Pictures with the channels last, in which no two numbers are the same."""
    shapes = (1, 1, 1, 1), (1, 1, 2, 2), (1, 2, 1, 2), (2, 1, 1, 2), (1, 2, 2, 3), (1, 2, 3, 3), (3, 4, 5, 3)
    return [Case((np.arange(np.prod(shape), dtype=np.uint8).reshape(shape),)) for shape in shapes]


def _cut(pictures):
    n, h, w, c = pictures.shape
    return pictures.reshape(n, c, h, w)


_MOVES = [
    Mistake(
        "reshape-for-transpose",
        _cut,
        "The shape is right, but the numbers are in the wrong places: reshape cuts the same row of numbers in another "
        "way. transpose moves an axis.",
    ),
    Mistake("not-moved", lambda pictures: pictures.copy(), "The channels are still the last axis."),
    Mistake(
        "h-w-swapped",
        lambda pictures: pictures.transpose(0, 3, 2, 1),
        "Rows and columns are exchanged: after N and C come H and W, in this order.",
    ),
    Mistake(
        "axes-order",
        lambda pictures: pictures.transpose(0, 2, 3, 1),
        "transpose says, for each new axis, which old one it is. The new axis 1 is the old axis 3.",
    ),
    Mistake(
        "batch-moved",
        lambda pictures: pictures.transpose(3, 0, 1, 2),
        "The channels come before the pictures: the order is (N, C, H, W).",
    ),
    Mistake(
        "batch-moved",
        lambda pictures: pictures[0].transpose(2, 0, 1)[None],
        "Only the first picture is left: N of them come in.",
    ),
]


def mean_of_colours(picture):
    return picture.astype(float).mean(axis=0)


def given_mean(picture):
    """The mean of red, green and blue at every pixel: (H, W)."""
    total = picture[0] + picture[1] + picture[2]
    return total / 3


def _colours():
    dark = np.array([10, 20, 31, 50, 60, 71], np.uint8)
    return [
        Case((dark[:3].reshape(3, 1, 1),)),
        Case((dark.reshape(3, 1, 2),)),
        Case((np.array([200, 100, 60], np.uint8).reshape(3, 1, 1),)),
        *cases(*((bytes_of(3, *size),) for size in ((1, 2), (2, 2), (3, 3), (5, 2), (3, 4)))),
    ]


_GREYS = [
    Mistake(
        "integer-overflow",
        lambda picture: picture.sum(axis=0, dtype=np.uint8).astype(float) / 3,
        "The sum is still one of bytes: 200 + 100 is 44 there. Convert before you add, not after.",
    ),
    Mistake(
        "integer-overflow",
        lambda picture: picture.sum(axis=0, dtype=np.uint8) // 3,
        "The sum is still one of bytes, and // cuts the fraction off. Convert to float before you add.",
    ),
    Mistake("integer-division", lambda picture: picture.sum(axis=0, dtype=int) // 3),
    Mistake(
        "integer-division",
        lambda picture: (picture // 3).sum(axis=0, dtype=int),
        "`//` cuts a fraction off each colour: up to 2 are lost. Convert to float, and use `/`.",
    ),
    Mistake(
        "integer-division",
        lambda picture: np.rint(picture.astype(float).mean(axis=0)).astype(np.uint8),
        "The mean is rounded to a byte again: return floats.",
    ),
    Mistake(
        "summed-for-mean",
        lambda picture: picture.astype(float).sum(axis=0),
        "This is the sum of the three colours: divide by 3.",
    ),
    Mistake(
        "divided-by-255",
        lambda picture: picture.astype(float).mean(axis=0) / 255,
        "The overflow is gone, but the result is divided by 255 (`to_float` does it too): astype(float) does not.",
    ),
    Mistake("first-channel-only", lambda picture: picture[0].astype(float), "Only the first channel, red, is used."),
    Mistake(
        "wrong-axis",
        lambda picture: picture.astype(float).mean(axis=-1),
        "The mean runs over the columns. The channels are axis 0.",
    ),
    Mistake(
        "weights-of-the-eye",
        lambda picture: np.tensordot([0.299, 0.587, 0.114], picture.astype(float), 1),
        "These are the greys of the lesson, with a weight for each colour. Here all three count alike.",
        MIX,
    ),
]


EXERCISES = [
    Exercise(
        id="03.channels_first",
        kind="implement",
        title="From (N, H, W, C) to (N, C, H, W)",
        minutes=5,
        difficulty=1,
        points=1,
        see=BATCHES,
        cases=_as_read,
        expected=channels_first,
        hints=(
            "The numbers have to move. Which of reshape and transpose moves an axis?",
            "transpose wants the old number of each of the four new axes. Pictures stay axis 0; what was the number "
            "of the channels?",
            "pictures.transpose(0, 3, 1, 2): the old axes in their new order.",
        ),
        mistakes=_MOVES,
    ),
    Exercise(
        id="03.mean_of_colours",
        kind="debug",
        title="A grey picture that is too dark",
        minutes=6,
        difficulty=1,
        points=1,
        see="01, 'A trap: pictures as bytes'",
        cases=_colours,
        expected=mean_of_colours,
        given=given_mean,
        hints=(
            "Try it with one pixel: 200, 100, 60. What is the sum, and what does the computer say?",
            "Print picture.dtype. What is the largest number of this type, and what comes after it?",
            "Convert first: picture.astype(float). Then add, and divide by 3.",
        ),
        mistakes=_GREYS,
    ),
]
