"""Exercises of lesson 02, Padding, stride and sizes: sizes."""

from math import ceil

from ..definition import Exercise
from ..slips import slip, step

FORMULA = "02, 'The formula'"
PLACES = "02, 'How many places'"
PADDING = "02, 'Padding'"
DILATION = "02, 'Dilation and rectangles'"
BACK = "02, 'The way back: transposed convolution'"


def size(n, k, s=1, p=0, d=1, layer=""):
    """Number of places of a window in a row of n pixels."""
    d = 1 if slip("dilation-forgotten") else d
    reach = d * k if slip("reach-too-long") else k + d * (k - 1) if slip("gaps-too-wide") else d * (k - 1) + 1
    reach = step(f"the reach of the kernel{layer}", reach, k=k, d=d)
    room = n + (0 if slip("padding-forgotten") else p if slip("padding-counted-once") else 2 * p) - reach
    if slip("one-too-large"):
        room += 1
    room = step("the room to move in", room, n=n, k=k, p=p, d=d) if not layer else room
    if slip("one-before-division"):
        return (room + 1) // s
    if slip("rounded-at-the-end"):
        return round(room / s + 1)
    if slip("stride-forgotten"):
        return room + 1
    steps = ceil(room / s) if slip("ceil-for-floor") else round(room / s) if slip("rounded") else room // s
    places = (room / s if slip("float-size") else steps) + (0 if slip("off-by-one") else 1)
    return places if layer else step("the size (room: what is left to move in)", places, room=room, s=s)


def _fitting(draw):
    """Settings that fit; arguments that have their default may be left out."""
    n, k = draw.int(1, 14), draw.int(1, 5)
    rest = [draw.int(1, 4), draw.int(0, 3), draw.int(1, 3)]
    if rest[2] * (k - 1) + 1 > n + 2 * rest[1]:
        return None
    while rest and rest[-1] == (1, 0, 1)[len(rest) - 1] and draw.pick(True, False):
        rest.pop()
    return n, k, *rest


def _of_real_nets():
    return (28, 5), (28, 5, 1, 2), (224, 7, 2, 3), (32, 4, 3, 1, 3)


def back(m, k, s):
    """Size of a transposed convolution's output."""
    if slip("transposed-as-convolution"):
        return (m - k) // s + 1
    s = 1 if slip("stride-of-layer-4") else s
    if slip("times-stride") or slip("sum-of-size-and-stride") or slip("times-kernel"):
        return m * s if slip("times-stride") else m + s if slip("sum-of-size-and-stride") else m * k
    last = step("the place where the last copy begins", m * s if slip("one-step-too-far") else (m - 1) * s)
    k = 0 if slip("last-copy-forgotten") else k - 1 if slip("one-short") else k + 1 if slip("one-long") else k
    return last + step("the kernel of layer 4", k)


def stack():
    """The four sizes."""
    sizes = [30]
    for number, (k, s, p, d) in enumerate(((5, 1, 2, 1), (3, 2, 1, 1), (3, 1, 0, 2)), 1):
        s = step(f"the stride of layer {number}", s)
        sizes.append(step(f"the size after layer {number}", size(sizes[-1], k, s, p, d, f" of layer {number}")))
    _, first, second, third = sizes
    if slip("each-from-the-first"):
        second, third = size(30, 3, 2, 1, 1), size(30, 3, 1, 0, 2)
        return first, second, third, back(30, 4, 2)
    return first, second, third, back(third, 4, 2)


EXERCISES = [
    Exercise(
        id="02.output_size",
        kind="implement",
        title="How many places",
        points=2,
        see=FORMULA,
        expected=size,
        inputs=_fitting,
        also=_of_real_nets,
        whole_counts=True,
        tries=4,
        hints=(
            "How far can the window move, from its first place until it touches the end of the padded row?",
            "A kernel with dilation reaches over d * (k - 1) + 1 pixels, and the padded row has n + 2 * p. "
            "The difference is walked in steps of s.",
            "Whole steps only: divide with //. One place more for the beginning: + 1 after the division.",
        ),
        slips=[
            "float-size",
            "ceil-for-floor",
            ("rounded", "The division is rounded to the nearest number. A step that does not fit as a whole does not "
             "count: round down."),
            ("rounded-at-the-end", "The size is rounded to the nearest number. A step that does not fit as a whole "
             "does not count: round down."),
            "padding-counted-once",
            ("padding-forgotten", "The padding is forgotten: p zeros per side make a row of n pixels n + 2 * p long."),
            ("off-by-one", "The + 1 is forgotten: the place at 0 counts too."),
            ("one-before-division", "The 1 is added before the division. It is added after it: the place at 0 is one "
             "more, whatever the stride."),
            ("one-too-large", "It is one too large for some inputs. A window of d * (k - 1) + 1 pixels can move on by "
             "n + 2 * p minus this."),
            ("stride-forgotten", "The stride is not used: the window moves in steps of s, so divide by s and round "
             "down."),
            ("dilation-forgotten", "", DILATION),
            ("reach-too-long", "The reach is not d * k: behind the last weight there is no gap. It is d * (k - 1) + 1.",
             DILATION),
            ("gaps-too-wide", "Dilation d leaves d - 1 pixels free in each of the k - 1 gaps, not d.", DILATION),
        ],
    ),
    Exercise(
        id="02.stack_sizes",
        kind="predict",
        title="Sizes through a stack",
        points=2,
        see=FORMULA,
        value=stack,
        hints=(
            "Use the formula of the lesson three times; the output of one layer is the n of the next.",
            "Layer 2 has a remainder: which way is it rounded? In layer 3, over how many pixels does the kernel reach?",
            "Layer 4: of m copies, the last begins at (m - 1) * 2, and each is 4 long.",
        ),
        slips=[
            ("ceil-for-floor", "(30 + 2 - 3) / 2 = 14.5 in layer 2: half a step does not fit. Round down, then add 1."),
            ("padding-counted-once", "The padding counts on both sides: in layer 1 it is 30 + 4 pixels, in layer 2 two "
             "more."),
            ("padding-forgotten", "The padding is forgotten in layers 1 and 2: it adds p pixels on each "
             "side.", PADDING),
            ("off-by-one", "The + 1 is forgotten: the place at 0 counts too."),
            ("stride-forgotten", "The stride of layer 2 is forgotten: its window moves 2 pixels at each step."),
            ("dilation-forgotten", "Layer 3 has dilation 2: its kernel of 3 reaches over 5 pixels.", DILATION),
            ("reach-too-long", "The reach is not d * k: a kernel of 3 with dilation 2 reaches over 2 * 2 + 1 = 5 "
             "pixels, not 6; one of 5 without gaps over 5.", DILATION),
            ("gaps-too-wide", "Dilation 2 leaves one pixel free in each gap, not two.", DILATION),
            ("float-size", "A size is a whole number: the division is rounded down before the 1 is added."),
            "each-from-the-first",
            ("times-stride", "A transposed convolution is not times the stride: its last copy begins at (m - 1) * s "
             "and is k long.", BACK),
            ("one-step-too-far", "Layer 4: of m copies the last one begins at (m - 1) * s, for counting begins at 0.",
             BACK),
            ("sum-of-size-and-stride", "Layer 4 is not m + s: of m copies the last begins at (m - 1) * s and is k "
             "long.", BACK),
            ("times-kernel", "Layer 4 is not m * k: the copies overlap, the last begins at (m - 1) * s and is k long.",
             BACK),
            ("last-copy-forgotten", "Layer 4 ends where the last copy begins, (m - 1) * s: the copy is k long.", BACK),
            ("one-short", "Layer 4 is one too short: the last copy begins at (m - 1) * s and is k = 4 long.", BACK),
            ("one-long", "Layer 4 is one too long: the last copy begins at (m - 1) * s and is k = 4 long.", BACK),
            ("transposed-as-convolution", "Layer 4 is a transposed convolution: it makes the row longer.", BACK),
            ("stride-of-layer-4", "The copies of layer 4 are 2 pixels apart: that is its stride.", BACK),
        ],
    ),
]  # fmt: skip
