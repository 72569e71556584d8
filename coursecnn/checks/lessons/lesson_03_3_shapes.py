"""Exercises of lesson 03, Channels: shapes, and who sees whom."""

from math import ceil

from ...sizes import output_size
from ..definition import Exercise, Mistake

STACK = "03, 'Shapes through a stack'"
GROUPS = "03, 'Groups: channels that do not meet'"
LAYERS = (6, 5, 1, 0), (10, 3, 2, 1), (4, 1, 1, 0)  # filters, kernel, stride, padding


def stack_shapes(places=output_size, channels=lambda c, filters: filters):
    """The three outputs of ``LAYERS`` for a colour picture of 32 x 47."""
    c, *sides = 3, 32, 47
    shapes = []
    for filters, k, s, p in LAYERS:
        c, sides = channels(c, filters), [places(n, k, s, p) for n in sides]
        shapes.append((c, *sides))
    return tuple(shapes)


_FORMULA = "02, 'The formula'"
_SHAPES = [
    Mistake(
        "channels-multiplied",
        stack_shapes(channels=lambda c, filters: c * filters),
        "The channels are multiplied. A filter sums over all input channels, so it gives one map.",
    ),
    Mistake(
        "channels-kept",
        stack_shapes(channels=lambda c, filters: c),
        "The channels stay 3. The number of filters is the number of output channels.",
    ),
    Mistake(
        "h-w-swapped",
        tuple((c, w, h) for c, h, w in stack_shapes()),
        "Height and width are exchanged: a shape is (C, H, W).",
    ),
    Mistake(
        "channels-last",
        tuple((h, w, c) for c, h, w in stack_shapes()),
        "The channels come first: a shape is (C, H, W).",
    ),
    Mistake("ceil-for-floor", stack_shapes(lambda n, k, s, p: ceil((n + 2 * p - k) / s) + 1), see=_FORMULA),
    Mistake("padding-counted-once", stack_shapes(lambda n, k, s, p: (n + p - k) // s + 1), see=_FORMULA),
    Mistake(
        "padding-forgotten",
        stack_shapes(lambda n, k, s, p: (n - k) // s + 1),
        "Layer 2 has padding 1 on each side.",
        _FORMULA,
    ),
    Mistake(
        "off-by-one",
        stack_shapes(lambda n, k, s, p: (n + 2 * p - k) // s),
        "The + 1 is forgotten: the place at 0 counts too.",
        _FORMULA,
    ),
    Mistake(
        "stride-missing",
        stack_shapes(lambda n, k, s, p: n + 2 * p - k + 1),
        "The stride of layer 2 is forgotten: it halves the size, nearly.",
        _FORMULA,
    ),
    Mistake(
        "size-kept",
        stack_shapes(lambda n, k, s, p: -(-n // s)),
        "Layer 1 has no padding, so a kernel of 5 takes 4 rows and 4 columns away.",
        "02, 'How many places'",
    ),
    Mistake(
        "off-by-one",
        (*stack_shapes()[:2], (4, 13, 21)),
        "Layers 1 and 2 are right. A window of 1 x 1 has a place at every pixel: it takes nothing away.",
        "03, '1 x 1: mixing channels'",
    ),
    Mistake(
        "off-by-one",
        (*stack_shapes()[:2], (4, 12, 20)),
        "Layers 1 and 2 are right. Layer 3 has a kernel of 1, not of 3: it takes nothing away.",
        "03, '1 x 1: mixing channels'",
    ),
]

C_IN, C_OUT, N_GROUPS, CHANGED = 6, 12, 3, 4


def who_changes():
    return tuple(o for o in range(C_OUT) if o // (C_OUT // N_GROUPS) == CHANGED // (C_IN // N_GROUPS))


_TOUCHED = [
    Mistake(
        "groups-ignored",
        tuple(range(C_OUT)),
        "With one group it would be all of them. Here a filter sees the channels of its own group only.",
    ),
    Mistake(
        "one-to-one",
        (CHANGED,),
        "That is the place of the input channel. The filters have numbers of their own: 4 to each group.",
    ),
    Mistake(
        "one-to-one",
        (2 * CHANGED, 2 * CHANGED + 1),
        "It would be these two with 6 groups. Here a filter sees two channels, 4 and 5.",
    ),
    Mistake(
        "input-group", (CHANGED, CHANGED + 1), "These are the input channels of the group. Which filters belong to it?"
    ),
    Mistake(
        "groups-interleaved",
        tuple(o for o in range(C_OUT) if o % N_GROUPS == CHANGED % N_GROUPS),
        "Groups are blocks of neighbours: channels 0 and 1, then 2 and 3, then 4 and 5. The filters likewise.",
    ),
    Mistake(
        "groups-interleaved",
        tuple(o for o in range(C_OUT) if o % N_GROUPS == CHANGED // 2),
        "Channel 4 is in the last group, that is right. But filters form groups as blocks of neighbours too.",
    ),
    Mistake(
        "counted-from-one",
        (4, 5, 6, 7),
        "That is the middle group: channels are counted from 0, so 4 is in the last one.",
    ),
    Mistake(
        "counted-from-one",
        (9, 10, 11, 12),
        "The right group, counted from 1: here channels are counted from 0, as in NumPy.",
    ),
    Mistake(
        "counted-from-one",
        (5, 6, 7, 8),
        "That is the middle group, and counted from 1. Input channel 4 is in the last one: 0 1, 2 3, 4 5.",
    ),
    Mistake("group-size", C_OUT // N_GROUPS, "That is how many change. Which ones?"),
]

EXERCISES = [
    Exercise(
        id="03.stack_shapes",
        kind="predict",
        title="Shapes through a stack",
        minutes=8,
        difficulty=2,
        points=2,
        see=STACK,
        value=stack_shapes,
        hints=(
            "The channels of an output are easy: look at the number of filters. Then height and width, one by one.",
            "Use the formula of lesson 02 for the height, from 32, and for the width, from 47.",
            "Layer 1 takes 4 away. Layer 2: (n + 2 - 3) // 2 + 1. A kernel of 1 keeps the size.",
        ),
        mistakes=_SHAPES,
    ),
    Exercise(
        id="03.who_changes",
        kind="predict",
        title="Who sees channel 4",
        minutes=5,
        difficulty=2,
        points=1,
        see=GROUPS,
        value=who_changes,
        hints=(
            "Cut the 6 input channels into 3 blocks of neighbours, and the 12 filters too.",
            "Input blocks: 0 1, 2 3, 4 5. Filters: 0 to 3, 4 to 7, ... Which block is channel 4 in?",
            "Every filter of the same block sees it, and no other. Count from 0.",
        ),
        mistakes=_TOUCHED,
    ),
]
