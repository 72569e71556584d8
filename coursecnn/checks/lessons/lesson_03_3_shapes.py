"""Exercises of lesson 03, Channels: shapes, and who sees whom."""

from ..definition import Exercise
from ..slips import slip, step

STACK = "03, 'Shapes through a stack'"
GROUPS = "03, 'Groups: channels that do not meet'"
FORMULA = "02, 'The formula'"
LAYERS = (6, 5, 1, 0), (10, 3, 2, 1), (4, 1, 1, 0)  # filters, kernel, stride, padding


def _places(n, k, s, p):
    s = 1 if slip("stride-missing") else s
    p = 0 if slip("padding-forgotten") else p / 2 if slip("padding-counted-once") else p
    if slip("size-kept"):
        return -(-n // s)
    room = n + 2 * p - k
    if slip("float-size"):
        return room / s + 1
    return int(-(-room // s) if slip("ceil-for-floor") else room // s) + (0 if slip("off-by-one") else 1)


def stack_shapes():
    """The three outputs of ``LAYERS`` for a colour picture of 32 x 47."""
    c, h, w = 3, step("the height of the picture", 32), step("the width of the picture", 47)
    shapes = []
    for layer, (filters, k, s, p) in enumerate(LAYERS, 1):
        filters = step(f"the number of channels behind layer {layer}", filters)
        k = step(f"the kernel of layer {layer}", k)
        k = 2 if k == 1 and slip("one-taken-away") else 3 if k == 1 and slip("kernel-of-3") else k
        all_pairs = slip("channels-multiplied") or (layer == 1 and slip("first-channels-multiplied"))
        c = c * filters if all_pairs else c if slip("channels-kept") else filters
        h = step(f"the height behind layer {layer}", _places(h, k, s, p))
        w = step(f"the width behind layer {layer}", _places(w, k, s, p))
        first = (3, *(filters for filters, *_ in LAYERS))[layer - 1] if slip("channels-of-the-input") else c
        shapes.append(
            (h, w, first) if slip("channels-last") else (first, w, h) if slip("h-w-swapped") else (first, h, w)
        )
    return tuple(shapes)


def who_changes():
    """Filters that see input channel 4: 6 input channels, 12 filters, 3 groups."""
    groups = step("the number of groups", 3)
    group = step("the number of the group", 1 if slip("middle-group") else 4 * groups // 6)
    size = step("the number of filters in a group", 12 // groups)
    filters = range(size * group, size * group + size)
    filters = range(12) if slip("groups-ignored") else filters
    filters = (4,) if slip("one-to-one") else (8, 9) if slip("six-groups") else filters
    filters = (4, 5) if slip("input-group") else filters
    filters = (
        range(1, 12, 3) if slip("groups-interleaved") else range(2, 12, 3) if slip("filters-interleaved") else filters
    )
    if slip("group-size"):
        return len(filters)
    return tuple(o + slip("counted-from-one") for o in filters)


EXERCISES = [
    Exercise(
        id="03.stack_shapes",
        kind="predict",
        title="Shapes through a stack",
        points=2,
        see=STACK,
        value=stack_shapes,
        hints=(
            "The channels of an output are easy: look at the number of filters. Then height and width, one by one.",
            "Use the formula of lesson 02 for the height, from 32, and for the width, from 47.",
            "Layer 1 takes 4 away. Layer 2: (n + 2 - 3) // 2 + 1. A kernel of 1 keeps the size.",
        ),
        slips=[
            ("channels-multiplied", "The channels are multiplied. A filter sums over all input channels, so it gives "
             "one map."),
            ("first-channels-multiplied", "Behind layer 1 the channels are multiplied. A filter sums over all input "
             "channels, so it gives one map."),
            ("channels-kept", "The channels stay 3. The number of filters is the number of output channels."),
            ("channels-of-the-input", "These are the channels that go into each layer: as many come out as it has "
             "filters."),
            ("h-w-swapped", "Height and width are exchanged: a shape is (C, H, W)."),
            ("channels-last", "The channels come first: a shape is (C, H, W)."),
            ("ceil-for-floor", "", FORMULA),
            ("float-size", "A size is a whole number: the division is rounded down before the 1 is added.", FORMULA),
            ("padding-counted-once", "", FORMULA),
            ("padding-forgotten", "Layer 2 has padding 1 on each side.", FORMULA),
            ("off-by-one", "The + 1 is forgotten: the place at 0 counts too.", FORMULA),
            ("stride-missing", "The stride of layer 2 is forgotten: it halves the size, nearly.", FORMULA),
            ("size-kept", "Layer 1 has no padding, so a kernel of 5 takes 4 rows and 4 columns away.",
             "02, 'How many places'"),
            ("one-taken-away", "A window of 1 x 1 has a place at every pixel: layer 3 takes nothing away.",
             "03, '1 × 1: mixing channels'"),
            ("kernel-of-3", "Layer 3 has a kernel of 1, not of 3: it takes nothing away.",
             "03, '1 × 1: mixing channels'"),
        ],
    ),
    Exercise(
        id="03.who_changes",
        kind="predict",
        title="Who sees channel 4",
        points=1,
        see=GROUPS,
        value=who_changes,
        hints=(
            "Cut the 6 input channels into 3 blocks of neighbours, and the 12 filters too.",
            "Input blocks: 0 1, 2 3, 4 5. Filters: 0 to 3, 4 to 7, ... Which block is channel 4 in?",
            "Every filter of the same block sees it, and no other. Count from 0.",
        ),
        slips=[
            ("groups-ignored", "With one group it would be all of them. Here a filter sees the channels of its own "
             "group only."),
            ("one-to-one", "That is the place of the input channel. The filters have numbers of their own: 4 to each "
             "group."),
            ("six-groups", "It would be these two with 6 groups. Here a filter sees two channels, 4 and 5."),
            ("input-group", "These are the input channels of the group. Which filters belong to it?"),
            ("groups-interleaved", "Groups are blocks of neighbours: channels 0 and 1, then 2 and 3, then 4 and 5. The "
             "filters likewise."),
            ("filters-interleaved", "Channel 4 is in the last group, that is right. But filters form groups as blocks "
             "of neighbours too."),
            ("middle-group", "That is the middle group: channels are counted from 0, so 4 is in the last one."),
            ("counted-from-one", "The filters are counted from 1: here they are counted from 0, as in NumPy."),
            ("group-size", "That is how many change. Which ones?"),
        ],
    ),
]  # fmt: skip
