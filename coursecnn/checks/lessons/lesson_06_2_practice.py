"""Exercises of lesson 06, Fast convolution: old code, time, and the backward pass."""

import numpy as np

from ... import reference
from ..definition import Exercise
from ..parts import Range
from ..slips import laid, slip, step

FIVE = "06, 'Five lines'"
BACK = "06, 'Backward: col2im'"
BUG = "06, 'Find the bug'"


def given_shape(n, k, s, p):
    """As the notebook gives it."""
    size = (n - k) / s + 1
    return size, size


def output_shape(n, k, s, p):
    """Rows and columns of the output of a square kernel, with padding."""
    room = n + (0 if slip("padding-forgotten") else p if slip("padding-counted-once") else 2 * p) - k
    room = step("the room to move in", n + 2 * (p - k) if slip("twice-too-much") else room, n=n, k=k, p=p)
    room = room + 1 if slip("one-in-the-brackets") else room
    size = room / s if slip("float-size") else -(-room // s) if slip("ceil-for-floor") else room // s
    size = round(room / s) if slip("rounded") else size
    size = (room if slip("stride-missing") else size) + (0 if slip("off-by-one") or slip("one-in-the-brackets") else 1)
    size = step("the number of rows (or columns)", size, n=n, k=k, s=s, p=p)
    return size, size


def _shapes(draw):
    n, k, s, p = draw.int(1, 9), draw.int(1, 5), draw.int(1, 3), draw.int(0, 2)
    return (n, k, s, p) if n + 2 * p >= k else None


def speed_up():
    """The verdict, and the ratio: 250 to 700 on two processors, for one's own im2col and for the package's."""
    ratio = Range(0, 0.5) if slip("not-the-ratio") else Range(0.7, 1.4) if slip("same-twice") else Range(8, 10_000)
    return "true" if slip("wrong-verdict") else "false", ratio


def gradients_by_product(x, w, dy):
    """(dx, dw) of a convolution at stride 1, without padding."""
    filters, k = len(w), w.shape[2]
    rows = (dy if slip("dy-not-moved") else dy.transpose(0, 2, 3, 1)).reshape(-1, filters)
    cols = reference.im2col(x, k)
    if slip("batch-not-summed"):
        rows_of_one = len(rows) // len(x)
        dw = rows[:rows_of_one].T @ cols[:rows_of_one]
    else:
        dw = rows.T @ cols
    dw = (dw.T if slip("dw-not-transposed") else dw).reshape(w.shape) / (len(x) if slip("batch-averaged-twice") else 1)
    dw = dw[:, :, ::-1, ::-1] if slip("dw-flipped") else dw
    kernel = w[:, :, ::-1, ::-1] if slip("kernel-flipped") else w
    dx_cols = rows @ kernel.reshape(filters, -1)
    places = np.ndindex(len(x), *dy.shape[2:])
    parts = [(np.s_[n, :, i : i + k, j : j + k], row.reshape(-1, k, k)) for row, (n, i, j) in zip(dx_cols, places)]
    dx = laid("the numbers of dx that meet in one place", x.shape, parts)
    return (dw, dx) if slip("wrong-order") else (dx, dw)


def _backward(draw):
    k, n, c, filters = draw.int(1, 3), draw.int(1, 3), draw.int(1, 3), draw.int(1, 3)
    h, w = draw.ints(2, 1, 5)
    if min(h, w) < k:
        return None
    return draw.array(n, c, h, w), draw.array(filters, c, k, k), draw.array(n, filters, h - k + 1, w - k + 1)


EXERCISES = [
    Exercise(
        id="06.output_shape",
        kind="debug",
        title="Code from the time of Python 2",
        points=1,
        see=BUG,
        expected=output_shape,
        inputs=_shapes,
        given=given_shape,
        output=("rows", "columns"),
        whole_counts=True,
        tries=3,
        hints=(
            "Call it with n = 3, k = 2, s = 1, p = 0, and look at the type of the numbers. Then with some padding.",
            "`/` gives a float in Python 3, and p does not occur in the code.",
            "(n + 2 * p - k) // s + 1.",
        ),
        slips=[
            "padding-forgotten",
            "padding-counted-once",
            "float-size",
            "ceil-for-floor",
            ("rounded", "The quotient is rounded to the nearest whole number: a window that does not fit is left out, `//`."),
            ("one-in-the-brackets", "The 1 is added before the division: it comes behind it."),
            "stride-missing",
            "off-by-one",
            ("twice-too-much", "Only the padding counts twice: n + 2 * p - k, not n + 2 * (p - k)."),
        ],
    ),
    Exercise(
        id="06.speed_up",
        kind="explore",
        title="How much faster?",
        points=2,
        see=FIVE,
        value=speed_up,
        choices=("true", "false"),
        hints=(
            "time.perf_counter() before and after tells how long something took.",
            "Let reference.conv2d (loops) and your conv_by_product do the same layer, and divide the loops' seconds by "
            "the other's.",
            "Take the shortest of five runs of each: other programs can only make a time longer.",
        ),
        slips=[
            "wrong-verdict",
            ("not-the-ratio", "So little is a number of seconds, or the ratio upside down: the loops' seconds are "
             "divided by those of the product."),
            ("same-twice", "Nearly 1 says that both took the same time: are two ways timed, and not one of them twice?"),
        ],
    ),
    Exercise(
        id="06.gradients_by_product",
        kind="challenge",
        title="Backward in two products",
        points=3,
        see=BACK,
        expected=gradients_by_product,
        inputs=_backward,
        output=("dx", "dw"),
        hints=(
            "Bring dy to one row for each image and place, in the order of the rows of im2col: transpose, then "
            "reshape.",
            "Let W have a row for each filter (the lesson has a column for each: its formulas are transposed). Then dW "
            "= dY^T X and dX = dY W.",
            "F.col2im(dX, x.shape, k) brings dX back to the image; dW gets the shape of w.",
        ),
        slips=[
            "assigned-not-added",
            ("dy-not-moved", "dy.reshape(-1, filters) mixes filters with places: move the filters to the end first, "
             "with transpose(0, 2, 3, 1)."),
            ("batch-not-summed", "dw holds the first image only: it is a sum over the batch."),
            "batch-averaged-twice",
            "dw-flipped",
            ("kernel-flipped", "dx is what comes out with a kernel turned by 180 degrees: col2im lays the windows back with "
             "the kernel as it is, and in a convolution of dy, padded, it has to be turned."),
            ("wrong-order", "The two are exchanged: dx first, dw second."),
            ("dw-not-transposed", "X^T dY has a column for each filter: transpose it before you reshape it to the "
             "shape of w."),
        ],
    ),
]  # fmt: skip
