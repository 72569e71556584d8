"""Exercises of lesson 06, Fast convolution: old code, time, and the backward pass."""

import numpy as np

from ... import reference
from ..cases import cases, floats, integers
from ..definition import Case, Exercise, Mistake

FIVE = "06, 'Five lines'"
BACK = "06, 'Backward: col2im'"
BUG = "06, 'Find the bug'"


def output_shape(n, k, s, p):
    """Rows and columns of the output of a square kernel, with padding."""
    size = (n - k) / s + 1
    return size, size


def _shapes():
    return [
        Case(args)
        for args in (
            (1, 1, 1, 0),
            (3, 2, 1, 0),
            (4, 3, 1, 1),
            (5, 3, 2, 0),
            (6, 3, 2, 0),
            (6, 3, 2, 1),
            (28, 5, 1, 2),
            (11, 3, 3, 2),
        )
    ]


def _right_shape(n, k, s, p):
    size = (n + 2 * p - k) // s + 1
    return size, size


def _speed_up(answer):
    verdict, ratio = answer
    if isinstance(ratio, str) or ratio <= 0:
        return "The second part is seconds of the loops divided by seconds of im2col, a positive number."
    if ratio < 2:
        return (
            f"{ratio:.3g} times as fast is less than expected here: take F.im2col in conv_by_product, divide the loops' seconds by those of im2col, and "
            "measure both for the same images."
        )
    if str(verdict).strip().lower() != "false":
        return f"You measured {ratio:.0f} times as fast. What does that say about the claim?"
    return True


def gradients_by_product(x, w, dy):
    """(dx, dw) of a convolution at stride 1, without padding."""
    return reference.conv2d_backward(dy, x, w)[:2]


def _gradients(x, w, dy, flat=lambda dy: dy.transpose(0, 2, 3, 1).reshape(-1, dy.shape[1]), back=reference.col2im):
    rows = flat(dy)
    dw = (rows.T @ reference.im2col(x, w.shape[2])).reshape(w.shape)
    return back(rows @ w.reshape(len(w), -1), x.shape, w.shape[2]), dw


def _overwrite(cols, shape, k):
    x = np.zeros(shape)
    rows, columns = shape[2] - k + 1, shape[3] - k + 1
    for row, (n, i, j) in zip(cols, np.ndindex(shape[0], rows, columns)):
        x[n, :, i : i + k, j : j + k] = row.reshape(shape[1], k, k)
    return x


def _backward():
    made = []
    for seed, (n, c, o, size, k) in enumerate(
        [(1, 1, 1, (1, 2), 1), (1, 1, 1, (3, 3), 2), (1, 1, 2, (3, 3), 2), (2, 1, 2, (3, 4), 2), (2, 3, 4, (4, 5), 3)]
    ):
        out = [m - k + 1 for m in size]
        made.append(
            (
                integers(n, c, *size, seed=seed),
                integers(o, c, k, k, seed=seed + 9),
                integers(n, o, *out, seed=seed + 20),
            )
        )
    return cases(*made, (floats(2, 2, 5, 5), floats(3, 2, 2, 2), floats(2, 3, 4, 4)))


def _transposed_dw(x, w, dy):
    dx, dw = _gradients(x, w, dy)
    return dx, dw.reshape(len(w), -1).T.reshape(w.shape)


EXERCISES = [
    Exercise(
        id="06.output_shape",
        kind="debug",
        title="Code from the time of Python 2",
        minutes=5,
        difficulty=1,
        points=1,
        see=BUG,
        cases=_shapes,
        expected=_right_shape,
        given=output_shape,
        hints=(
            "Call it with n = 3, k = 2, s = 1, p = 0, and look at the type of the numbers. Then with some padding.",
            "`/` gives a float in Python 3, and p does not occur in the code.",
            "(n + 2 * p - k) // s + 1.",
        ),
        mistakes=[
            Mistake("padding-forgotten", lambda n, k, s, p: ((n - k) // s + 1,) * 2),
            Mistake("padding-counted-once", lambda n, k, s, p: ((n + p - k) // s + 1,) * 2),
            Mistake("float-size", lambda n, k, s, p: ((n + 2 * p - k) / s + 1,) * 2),
            Mistake("ceil-for-floor", lambda n, k, s, p: (-(-(n + 2 * p - k) // s) + 1,) * 2),
            Mistake("off-by-one", lambda n, k, s, p: ((n + 2 * p - k) // s,) * 2),
            Mistake("both-bugs", lambda n, k, s, p: ((n - k) / s + 1,) * 2),
        ],
    ),
    Exercise(
        id="06.speed_up",
        kind="explore",
        title="How much faster?",
        minutes=8,
        difficulty=2,
        points=2,
        see=FIVE,
        value=lambda: ("false", 500.0),
        accepts=_speed_up,
        choices=("true", "false"),
        hints=(
            "time.perf_counter() before and after tells how long something took.",
            "Let reference.conv2d (loops) and your conv_by_product do the same layer, and divide the loops' seconds by the other's.",
            "Take the shortest of five runs of each: other programs can only make a time longer.",
        ),
        mistakes=[Mistake("wrong-verdict", ("true", 500.0))],
    ),
    Exercise(
        id="06.gradients_by_product",
        kind="challenge",
        title="Backward in two products",
        minutes=15,
        difficulty=3,
        points=3,
        see=BACK,
        cases=_backward,
        expected=gradients_by_product,
        hints=(
            "Bring dy to one row for each image and place, in the order of the rows of im2col: transpose, then reshape.",
            "Let W have a row for each filter (the lesson has a column for each: its formulas are transposed). Then dW = dY^T X and dX = dY W.",
            "F.col2im(dX, x.shape, k) brings dX back to the image; dW gets the shape of w.",
        ),
        mistakes=[
            Mistake("assigned-not-added", lambda x, w, dy: _gradients(x, w, dy, back=_overwrite)),
            Mistake("reshape-for-transpose", lambda x, w, dy: _gradients(x, w, dy, lambda dy: dy.reshape(-1, dy.shape[1]))),
            Mistake("batch-not-summed", lambda x, w, dy: (_gradients(x, w, dy)[0], _gradients(x[:1], w, dy[:1])[1]),
                    "dw holds the first image only: it is a sum over the batch."),
            Mistake("batch-averaged-twice", lambda x, w, dy: (_gradients(x, w, dy)[0], _gradients(x, w, dy)[1] / len(x))),
            Mistake("dw-flipped", lambda x, w, dy: (_gradients(x, w, dy)[0], _gradients(x, w, dy)[1][:, :, ::-1, ::-1])),
            Mistake("kernel-flipped", lambda x, w, dy: (_gradients(x, w[:, :, ::-1, ::-1], dy)[0], _gradients(x, w, dy)[1]),
                    "The kernel is turned for dx: col2im lays the windows back as they were, with the kernel as it is."),
            Mistake("wrong-order", lambda x, w, dy: _gradients(x, w, dy)[::-1], "The two are exchanged: dx first, dw second."),
            Mistake("reshape-for-transpose", _transposed_dw, "X^T dY has a column for each filter: transpose it before you reshape it to the shape of w."),
        ],
    ),
]  # fmt: skip
