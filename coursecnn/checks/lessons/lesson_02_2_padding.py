"""Exercises of lesson 02, Padding, stride and sizes: zeros around an image."""

import numpy as np

from ..definition import Exercise
from ..slips import slip, step
from .lesson_02_1_sizes import DILATION, PADDING, PLACES


def pad(x, p):
    """x in a frame of p[0] rows of zeros above and below, p[1] columns on the left and right."""
    above, below, left, right = p[0], p[0], p[1], p[1]
    if slip("as-before-and-after"):
        above, below, left, right = p[0], p[1], p[0], p[1]
    if slip("zeros-before-only"):
        below = right = 0
    if slip("zeros-after-only"):
        above = left = 0
    if slip("shared-between-sides"):
        above, left, below, right = p[0] // 2, p[1] // 2, p[0] - p[0] // 2, p[1] - p[1] // 2
    if slip("rows-only"):
        left = right = 0
    if slip("columns-only"):
        above = below = 0
    rows, columns = x.shape
    top, start = (0, 0) if slip("top-left-corner") else (above, left)
    y = np.full((rows + above + below, columns + left + right), 1.0 if slip("padding-not-zero") else 0.0)
    if slip("minus-zero"):
        y[above:-below, left:-right] = x
    elif slip("edge-repeated"):
        y = np.pad(x.astype(float), ((above, below), (left, right)), mode="edge")
    elif not slip("image-lost"):
        y[top : top + rows, start : start + columns] = x
    return x.astype(float) if slip("padding-forgotten") else y


def _images(draw):
    return draw.array(*draw.ints(2, 1, 4)), draw.ints(2, 0, 4)


def same_padding(k, d=1):
    """(zeros before, zeros after) that keep a size at stride 1."""
    d = 1 if slip("dilation-forgotten") else d
    total = d * k - 1 if slip("reach-too-long") else d * (k - 1)
    total = step("the zeros in all", d * k if slip("half-of-d-k") else total, k=k, d=d)
    if slip("half-of-the-kernel") or slip("half-of-the-kernel-times-d"):
        return (k // 2 * (1 if slip("half-of-the-kernel") else d),) * 2
    if slip("halved-too-early"):
        return d * ((k - 1) // 2), d * (k // 2)
    before = total / 2 if slip("float-size") else 0 if slip("at-the-end-only") else total // 2
    before = step("the zeros before", before, total=total, k=k)
    after = before if slip("extra-forgotten") or slip("half-of-d-k") else total - before
    after = step("the zeros after", after, total=total, before=before, k=k)
    if slip("counted-per-side"):
        return total, total
    return (after, before) if slip("extra-at-start") else (before, after)


def _kernels(draw):
    k, d = draw.int(1, 8), draw.int(1, 4)
    return (k,) if d == 1 and draw.pick(True, False) else (k, d)


EXERCISES = [
    Exercise(
        id="02.pad",
        kind="implement",
        title="A frame of zeros",
        points=2,
        see=PADDING,
        expected=pad,
        inputs=_images,
        output="y",
        hints=(
            "How many rows and columns does the image have with its frame? Make zeros of this shape.",
            "The image begins at row p[0] and column p[1] of the zeros. Where does it end?",
            "y[p[0] : p[0] + x.shape[0], p[1] : p[1] + x.shape[1]] = x, where y has 2 * p[0] rows and 2 * p[1] "
            "columns more.",
        ),
        slips=[
            ("padding-forgotten", "The image comes back as it was, without a frame of zeros."),
            ("zeros-before-only", "The zeros stand above and on the left only: as many belong below and on the right."),
            ("zeros-after-only", "The zeros stand below and on the right only: as many belong above and on the left."),
            ("rows-only", "The zeros stand above and below only: columns need them too."),
            ("columns-only", "The zeros stand on the left and right only: rows need them too."),
            ("as-before-and-after", "p[0] belongs above and below, p[1] on the left and right: the pair is (h, w), not "
             "(before, after)."),
            ("shared-between-sides", "The padding is shared between both sides. In this course p is the number of "
             "zeros per side."),
            ("edge-repeated", "The frame repeats the pixels of the border: it must be 0."),
            "padding-not-zero",
            ("minus-zero", "Where p is 0, -p is 0 too, and the slice y[0:-0] is empty. Count from the front: "
             "y[p[0] : p[0] + rows]."),
            ("image-lost", "The size is right, but the image is missing: lay it into the middle of the zeros."),
            ("top-left-corner", "The image lies in the top left corner: it begins at row p[0] and column p[1]."),
        ],
    ),
    Exercise(
        id="02.same_padding",
        kind="implement",
        title="The padding that keeps the size",
        points=1,
        see=PLACES,
        expected=same_padding,
        inputs=_kernels,
        output=("before", "after"),
        whole_counts=True,
        tries=2,
        hints=(
            "With stride 1 and no padding, by how many is the output shorter than the input? That many zeros are needed "
            "in all.",
            "Without padding d * (k - 1) places are lost. Share them: // for those before.",
            "total = d * (k - 1); before = total // 2; what is left of the total stands after.",
        ),
        slips=[
            ("float-size", "Half a zero cannot be laid down: round down before (//), and give the rest to the end."),
            ("extra-at-start", "The extra zero stands at the start. Here, as in PyTorch, it goes to the end."),
            ("extra-forgotten", "For an odd number of zeros one is missing: what is left after rounding down goes to "
             "the end."),
            ("at-the-end-only", "All zeros stand at the end: half of them belong before the image."),
            ("counted-per-side", "That many zeros are needed in all, not on each side: share them out."),
            ("dilation-forgotten", "", DILATION),
            ("half-of-d-k", "Half of d * k on both sides is not right for all kernels: d * (k - 1) places are lost, so "
             "many zeros are needed."),
            ("reach-too-long", "The reach is not d * k, it is d * (k - 1) + 1: behind the last weight there is no "
             "gap."),
            ("half-of-the-kernel", "k // 2 on both sides is right for odd kernels without dilation only: d * (k - 1) "
             "zeros are needed in all."),
            ("half-of-the-kernel-times-d", "k // 2 on both sides, even times d, is right for odd kernels only: "
             "d * (k - 1) zeros are needed in all."),
            ("halved-too-early", "The zeros are shared out first and then multiplied by d. First all of them, "
             "d * (k - 1), then the half."),
        ],
    ),
]  # fmt: skip
