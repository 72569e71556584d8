"""Exercises of lesson 02, Padding, stride and sizes: sizes."""

from itertools import product
from math import ceil

from ...sizes import output_size
from ..definition import Case, Exercise, Mistake

FORMULA = "02, 'The formula'"


def size(n, k, s=1, p=0, d=1):
    return output_size(n, k, s, p, d)


def _fitting():
    """Settings that fit: all combinations of small numbers, the smallest first, and some of real nets."""
    small = sorted(product(range(1, 8), (1, 2, 3), (1, 2, 3), (0, 1, 2), (1, 2)), key=sum)
    fit = [numbers for numbers in small if numbers[4] * (numbers[1] - 1) + 1 <= numbers[0] + 2 * numbers[3]]
    real = [(28, 5, 1, 0, 1), (28, 5, 1, 2, 1), (224, 7, 2, 3, 1), (32, 4, 3, 1, 3)]
    return [Case(numbers) for numbers in [*fit[::3], *real]]


_SIZES = [
    Mistake("float-size", lambda n, k, s=1, p=0, d=1: (n + 2 * p - d * (k - 1) - 1) / s + 1),
    Mistake("ceil-for-floor", lambda n, k, s=1, p=0, d=1: ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1),
    Mistake(
        "ceil-for-floor",
        lambda n, k, s=1, p=0, d=1: round((n + 2 * p - d * (k - 1) - 1) / s) + 1,
        "The division is rounded to the nearest number. A step that does not fit as a whole does not count: round "
        "down.",
    ),
    Mistake(
        "ceil-for-floor",
        lambda n, k, s=1, p=0, d=1: round((n + 2 * p - d * (k - 1) - 1) / s + 1),
        "The size is rounded to the nearest number. A step that does not fit as a whole does not count: round down.",
    ),
    Mistake("padding-counted-once", lambda n, k, s=1, p=0, d=1: (n + p - d * (k - 1) - 1) // s + 1),
    Mistake(
        "padding-forgotten",
        lambda n, k, s=1, p=0, d=1: (n - d * (k - 1) - 1) // s + 1,
        "The padding is forgotten: p zeros per side make a row of n pixels n + 2 * p long.",
    ),
    Mistake(
        "off-by-one",
        lambda n, k, s=1, p=0, d=1: (n + 2 * p - d * (k - 1) - 1) // s,
        "The + 1 is forgotten: the place at 0 counts too.",
    ),
    Mistake(
        "off-by-one",
        lambda n, k, s=1, p=0, d=1: (n + 2 * p - d * (k - 1)) // s,
        "The 1 is added before the division. It is added after it: the place at 0 is one more, whatever the stride.",
    ),
    Mistake(
        "off-by-one",
        lambda n, k, s=1, p=0, d=1: (n + 2 * p - d * (k - 1)) // s + 1,
        "It is one too large for some inputs. A window of d * (k - 1) + 1 pixels can move on by n + 2 * p minus this.",
    ),
    Mistake(
        "stride-missing",
        lambda n, k, s=1, p=0, d=1: n + 2 * p - d * (k - 1),
        "The stride is not used: the window moves in steps of s, so divide by s and round down.",
    ),
    Mistake(
        "dilation-forgotten", lambda n, k, s=1, p=0, d=1: (n + 2 * p - k) // s + 1, see="02, 'Dilation and rectangles'"
    ),
    Mistake(
        "dilation-times-kernel",
        lambda n, k, s=1, p=0, d=1: (n + 2 * p - d * k) // s + 1,
        "The reach is not d * k: behind the last weight there is no gap. It is d * (k - 1) + 1.",
        "02, 'Dilation and rectangles'",
    ),
    Mistake(
        "dilation-times-kernel",
        lambda n, k, s=1, p=0, d=1: (n + 2 * p - k - (k - 1) * d) // s + 1,
        "Dilation d leaves d - 1 pixels free in each of the k - 1 gaps, not d.",
        "02, 'Dilation and rectangles'",
    ),
]


def stack(places=size, back=lambda m, k, s: (m - 1) * s + k):
    """The four sizes, by a rule for convolutions and one for the transposed convolution."""
    first = places(30, 5, 1, 2, 1)
    second = places(first, 3, 2, 1, 1)
    third = places(second, 3, 1, 0, 2)
    return first, second, third, back(third, 4, 2)


def _stack_with(number, why, see=FORMULA):
    """The four sizes of somebody who makes mistake ``number`` of the sizes in each layer."""
    return Mistake(_SIZES[number].id, tuple(int(n) for n in stack(_SIZES[number].wrong)), why, see)


_BACK = "02, 'The way back: transposed convolution'"
_STACK = [
    _stack_with(1, "(30 + 2 - 3) / 2 = 14.5 in layer 2: half a step does not fit. Round down, then add 1."),
    _stack_with(4, "The padding counts on both sides: in layer 1 it is 30 + 4 pixels, in layer 2 two more."),
    _stack_with(5, "The padding is forgotten in layers 1 and 2: it adds p pixels on each side.", "02, 'Padding'"),
    _stack_with(6, "The + 1 is forgotten: the place at 0 counts too."),
    _stack_with(9, "The stride of layer 2 is forgotten: its window moves 2 pixels at each step."),
    _stack_with(10, "Layer 3 has dilation 2: its kernel of 3 reaches over 5 pixels.", "02, 'Dilation and rectangles'"),
    _stack_with(
        11,
        "The reach is not d * k: a kernel of 3 with dilation 2 reaches over 2 * 2 + 1 = 5 pixels, not 6.",
        "02, 'Dilation and rectangles'",
    ),
    Mistake(
        "transposed-times-stride",
        stack(back=lambda m, k, s: m * s),
        "The first three are right. A transposed convolution is not times the stride: its last copy begins at (m - 1) "
        "* s and is k long.",
        _BACK,
    ),
    Mistake(
        "transposed-times-stride",
        stack(back=lambda m, k, s: m * s + k),
        "The first three are right. Of m copies the last one begins at (m - 1) * s: counting begins at 0.",
        _BACK,
    ),
    Mistake(
        "transposed-as-convolution",
        stack(back=lambda m, k, s: (m - k) // s + 1),
        "The first three are right. Layer 4 is a transposed convolution: it makes the row longer.",
        _BACK,
    ),
    Mistake(
        "stride-missing",
        stack(back=lambda m, k, s: m + k - 1),
        "The first three are right. The copies of layer 4 are 2 pixels apart: that is its stride.",
        _BACK,
    ),
]


EXERCISES = [
    Exercise(
        id="02.output_size",
        kind="implement",
        title="How many places",
        minutes=5,
        difficulty=1,
        points=2,
        see=FORMULA,
        cases=_fitting,
        expected=size,
        hints=(
            "How far can the window move, from its first place until it touches the end of the padded row?",
            "A kernel with dilation reaches over d * (k - 1) + 1 pixels, and the padded row has n + 2 * p. "
            "The difference is walked in steps of s.",
            "Whole steps only: divide with //. One place more for the beginning: + 1 after the division.",
        ),
        mistakes=_SIZES,
    ),
    Exercise(
        id="02.stack_sizes",
        kind="predict",
        title="Sizes through a stack",
        minutes=8,
        difficulty=2,
        points=2,
        see=FORMULA,
        value=stack,
        hints=(
            "Use the formula of the lesson three times; the output of one layer is the n of the next.",
            "Layer 2 has a remainder: which way is it rounded? In layer 3, over how many pixels does the kernel reach?",
            "Layer 4: of m copies, the last begins at (m - 1) * 2, and each is 4 long.",
        ),
        mistakes=_STACK,
    ),
]
