"""Exercises of lesson 02, Padding, stride and sizes: zeros around an image."""

from itertools import product

import numpy as np

from ...sizes import same_padding as zeros_for_same
from ..cases import cases, counted, floats, integers
from ..definition import Case, Exercise, Mistake

PADDING = "02, 'Padding'"


def pad(x, p):
    return np.pad(x, ((p[0], p[0]), (p[1], p[1])))


def _images():
    return cases(
        *((integers(1, 1), p) for p in ((0, 0), (1, 1), (1, 0), (0, 1))),
        *((integers(2, 2, dtype=int), p) for p in ((1, 1), (1, 2), (2, 0))),
        (integers(1, 3), (2, 1)),
        (integers(3, 2), (0, 3)),
        (counted(3, 3), (1, 1)),
        (counted(1, 1) + 0.5, (0, 1)),
        (floats(3, 4), (3, 2)),
        (floats(5, 4), (1, 4)),
    )


def _minus_zero(x, p):
    y = np.zeros((x.shape[0] + 2 * p[0], x.shape[1] + 2 * p[1]))
    y[p[0] : -p[0], p[1] : -p[1]] = x
    return y


_ONE_SIDE = "The zeros stand {}: p rows belong above and p below, p columns on the left and p on the right."
_PADS = [
    Mistake("padding-forgotten", lambda x, p: x, "The image comes back as it was, without a frame of zeros."),
    Mistake(
        "padding-one-side",
        lambda x, p: np.pad(x, ((p[0], 0), (p[1], 0))),
        _ONE_SIDE.format("above and on the left only"),
    ),
    Mistake(
        "padding-one-side",
        lambda x, p: np.pad(x, ((0, p[0]), (0, p[1]))),
        _ONE_SIDE.format("below and on the right only"),
    ),
    Mistake(
        "padding-one-side",
        lambda x, p: np.pad(x, ((p[0], p[0]), (0, 0))),
        "The zeros stand above and below only: columns need them too.",
    ),
    Mistake(
        "padding-one-side",
        lambda x, p: np.pad(x, ((0, 0), (p[1], p[1]))),
        "The zeros stand on the left and right only: rows need them too.",
    ),
    Mistake("h-w-swapped", lambda x, p: np.pad(x, ((p[1], p[1]), (p[0], p[0]))), see="02, 'Stride'"),
    Mistake(
        "h-w-swapped",
        lambda x, p: np.pad(x, ((p[0], p[1]), (p[0], p[1]))),
        "p[0] belongs above and below, p[1] on the left and right: the pair is (h, w), not (before, after).",
    ),
    Mistake(
        "padding-for-both",
        lambda x, p: np.pad(x, p[0]),
        "p[0] is used in both directions: columns get p[1] zeros on each side.",
    ),
    Mistake(
        "padding-for-both",
        lambda x, p: np.pad(x, p[1]),
        "p[1] is used in both directions: rows get p[0] zeros on each side.",
    ),
    Mistake(
        "padding-total",
        lambda x, p: np.pad(x, ((p[0] // 2, p[0] - p[0] // 2), (p[1] // 2, p[1] - p[1] // 2))),
        "The padding is shared between both sides. In this course p is the number of zeros per side.",
    ),
    Mistake(
        "padding-not-zero",
        lambda x, p: np.pad(x, ((p[0], p[0]), (p[1], p[1])), mode="edge"),
        "The frame repeats the pixels of the border: it must be 0.",
    ),
    Mistake("padding-not-zero", lambda x, p: np.pad(x, ((p[0], p[0]), (p[1], p[1])), constant_values=1)),
    Mistake(
        "minus-zero",
        _minus_zero,
        "Where p is 0, -p is 0 too, and the slice y[0:-0] is empty. Count from the front: y[p[0] : p[0] + rows].",
    ),
    Mistake(
        "image-lost",
        lambda x, p: np.zeros((x.shape[0] + 2 * p[0], x.shape[1] + 2 * p[1])),
        "The size is right, but the image is missing: lay it into the middle of the zeros.",
    ),
    Mistake(
        "padding-one-side",
        lambda x, p: np.pad(x, ((0, 2 * p[0]), (0, 2 * p[1]))),
        "The size is right, but the image lies in the top left corner: it begins at row p[0] and column p[1].",
    ),
]


def same_padding(k, d=1):
    return zeros_for_same(k, d)


def _kernels():
    return [Case(numbers) for numbers in sorted(product((1, 2, 3, 4, 5, 8), (1, 2, 3)), key=lambda kd: kd[0] * kd[1])]


_TOTAL = "02, 'How many places'"
_SAMES = [
    Mistake(
        "float-size",
        lambda k, d=1: (d * (k - 1) / 2, d * (k - 1) / 2),
        "Half a zero cannot be laid down: round down before (//), and give the rest to the end.",
    ),
    Mistake(
        "extra-at-start",
        lambda k, d=1: same_padding(k, d)[::-1],
        "The extra zero stands at the start. Here, as in PyTorch, it goes to the end.",
    ),
    Mistake(
        "extra-forgotten",
        lambda k, d=1: (d * (k - 1) // 2,) * 2,
        "For an odd number of zeros one is missing: what is left after rounding down goes to the end.",
    ),
    Mistake(
        "padding-one-side",
        lambda k, d=1: (0, d * (k - 1)),
        "All zeros stand at the end: half of them belong before the image.",
    ),
    Mistake(
        "padding-counted-once",
        lambda k, d=1: (d * (k - 1),) * 2,
        "So many zeros are needed in all, not on each side: share them out.",
    ),
    Mistake("dilation-forgotten", lambda k, d=1: same_padding(k)),
    Mistake(
        "dilation-times-kernel",
        lambda k, d=1: (d * k // 2,) * 2,
        "Half of d * k on both sides is not right for all kernels: d * (k - 1) places are lost, so many zeros are "
        "needed.",
    ),
    Mistake(
        "dilation-times-kernel",
        lambda k, d=1: ((d * k - 1) // 2, d * k - 1 - (d * k - 1) // 2),
        "The reach is not d * k, it is d * (k - 1) + 1: behind the last weight there is no gap.",
    ),
    Mistake(
        "off-by-one",
        lambda k, d=1: (k // 2,) * 2,
        "k // 2 on both sides is right for odd kernels without dilation only: d * (k - 1) zeros are needed in all.",
    ),
    Mistake(
        "halved-too-early",
        lambda k, d=1: (d * ((k - 1) // 2), d * (k // 2)),
        "The zeros are shared out first and then multiplied by d. First all of them, d * (k - 1), then the half.",
    ),
]


EXERCISES = [
    Exercise(
        id="02.pad",
        kind="implement",
        title="A frame of zeros",
        minutes=8,
        difficulty=1,
        points=2,
        see=PADDING,
        cases=_images,
        expected=pad,
        hints=(
            "How many rows and columns has the image with its frame? Make zeros of this shape.",
            "The image begins at row p[0] and column p[1] of the zeros. Where does it end?",
            "y[p[0] : p[0] + x.shape[0], p[1] : p[1] + x.shape[1]] = x, where y has 2 * p[0] rows and 2 * p[1] "
            "columns more.",
        ),
        mistakes=_PADS,
    ),
    Exercise(
        id="02.same_padding",
        kind="implement",
        title="The padding that keeps the size",
        minutes=6,
        difficulty=1,
        points=1,
        see=_TOTAL,
        cases=_kernels,
        expected=same_padding,
        hints=(
            "With stride 1 and no padding, by how many is the output shorter than the input? So many zeros are needed "
            "in all.",
            "Without padding d * (k - 1) places are lost. Share them: // for those before.",
            "total = d * (k - 1); before = total // 2; what is left of the total stands after.",
        ),
        mistakes=_SAMES,
    ),
]
