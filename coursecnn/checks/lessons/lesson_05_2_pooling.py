"""Exercises of lesson 05, Backpropagation: pooling and ReLU."""

import numpy as np

from ..definition import Exercise
from ..slips import laid, slip, step
from ..windows import begin_of
from .lesson_04_1_maps import far_below

MAX = "05, 'Max pooling: the winner takes it all'"
AVERAGE = "05, 'Average pooling: equal shares'"
RELU = "05, 'ReLU, sigmoid, flatten'"


def _shared_out(dy, x, k, s, share):
    """``share(window)`` says which part of dy each entry of a window gets."""
    apart, parts = 1 if slip("stride-missing") else k if slip("window-for-stride") else s, []
    for i, j in np.ndindex(dy.shape):
        a, b = begin_of(*((j, i) if slip("windows-transposed") else (i, j)), (apart, apart), (k, k))
        window = x[a : a + k, b : b + k]
        if slip("place-in-window"):
            a = b = 0
        parts.append((np.s_[a : a + k, b : b + k], dy[i, j] * share(window)))
    return laid("the numbers that meet in one place", x.shape, parts)


def _winner(window):
    if slip("gradient-to-all"):
        return np.ones(window.shape)
    if slip("gradient-to-average"):
        return np.full(window.shape, 1 / window.size)
    nothing_above = slip("first-where-none-is-above-0") or slip("lost-where-none-is-above-0")
    if nothing_above and window.max() <= 0:
        return (np.arange(window.size) == (-1 if slip("lost-where-none-is-above-0") else 0)).reshape(window.shape) * 1.0
    values = -window if slip("smallest-for-largest") else np.abs(window) if slip("magnitude-for-value") else window
    ties = (values == values.max()).astype(float)
    if slip("gradient-to-every-tie"):
        return ties
    first = np.flatnonzero(ties)[-1 if slip("gradient-to-last-tie") else 0]
    return (np.arange(window.size) == first).astype(float).reshape(window.shape)


def max_pool_backward(dy, x, k, s):
    """dx of max pooling with k x k windows at stride s; in a tie the first entry gets it."""
    if not slip("overwritten"):
        return _shared_out(dy, x, k, s, _winner)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        window = x[s * i : s * i + k, s * j : s * j + k]
        dx[s * i : s * i + k, s * j : s * j + k][_winner(window) > 0] = dy[i, j]
    return dx


def _equal(window):
    if slip("gradient-to-max"):
        return (np.arange(window.size) == window.argmax()).astype(float).reshape(window.shape)
    count = 1 if slip("gradient-to-all") else len(window) if slip("divided-by-side") else window.size
    count = step("the number that dy is divided by", count, k=len(window), n=window.size)
    return (window if slip("input-in-dx") else np.ones(window.shape)) / count


def avg_pool_backward(dy, x, k, s):
    """dx of average pooling with k x k windows at stride s."""
    return _shared_out(dy, x, k, s, _equal) * (k * k / s**2 if slip("divided-by-stride") else 1)


def _maps(draw):
    k, s, rows = draw.int(1, 3), draw.int(1, 3), draw.ints(2, 1, 3)
    n = [k + s * (m - 1) + draw.pick(0, 0, 1) for m in rows]
    x = draw.ties(*n) if draw.level and draw.pick(0, 0, 1) else draw.distinct(*n)
    return draw.array(*((a - k) // s + 1 for a in n)), x, k, s


def _known_maps():
    return [
        (np.array([[8.0]]), np.array([[0.0, 2], [2, 1]]), 2, 2),
        (np.array([[0.0, 6]]), np.array([[3.0, 2, 5, 4]] * 2), 2, 2),
        (np.array([[3.0, 5]]), np.array([[0.0, 2, 1]] * 2), 2, 1),
        (np.array([[8.0]]), np.array([[-3.0, -1], [-2, -4]]), 2, 2),
        *((np.arange(1.0, 10).reshape(3, 3), x, k, s) for x, k, s in far_below()),
    ]


def relu_backward(dy, x):
    """dx of y = max(x, 0), as the notebook gives it: the gate looks the wrong way."""
    return dy * (dy > 0)


def _relu_backward(dy, x):
    gate = x < 0 if slip("gate-upside-down") else x >= 0 if slip("gate-open-at-0") else x > 0
    gate = dy > 0 if slip("relu-wrong-array") else gate & (dy > 0) if slip("both-gates") else gate
    gate = np.ones(x.shape) if slip("gate-forgotten") else np.maximum(x, 0) if slip("input-in-dx") else gate
    return gate * (1.0 if slip("gate-without-gradient") else np.abs(dy) if slip("sign-lost") else dy)


def _gates(draw):
    shape = draw.pick((1,), (2,), (2, 3), (1, 2, 3), (2, 1, 2, 2))
    return draw.array(*shape), draw.array(*shape, zero=draw.level > 1)


EXERCISES = [
    Exercise(
        id="05.max_pool_backward",
        kind="implement",
        title="Max pooling, backward",
        points=2,
        see=MAX,
        expected=max_pool_backward,
        inputs=_maps,
        also=_known_maps,
        output="dx",
        hints=(
            "Output (i, j) was the largest entry of the window x[s*i : s*i + k, s*j : s*j + k]. Who gets dy[i, j]?",
            "window.argmax() is the place of the first largest entry, counted through the rows; np.unravel_index makes "
            "(row, column) of it.",
            "dx[s * i + row, s * j + column] += dy[i, j]; += because windows may overlap.",
        ),
        slips=[
            "gradient-to-every-tie",
            "gradient-to-last-tie",
            "gradient-to-average",
            "gradient-to-all",
            ("overwritten", "Of several windows that hand something to one entry only the last counts: add up, with `+=` "
             "(with arrays of indices: np.add.at)."),
            ("assigned-not-added", "The whole window is overwritten, with zeros too: add to it, `+=`."),
            "stride-missing",
            "window-for-stride",
            "windows-transposed",
            "place-in-window",
            ("first-where-none-is-above-0", "Where no entry of a window is above 0, its first one gets the gradient, as if "
             "the search for the largest began at 0."),
            ("lost-where-none-is-above-0", "Where no entry of a window is above 0, none gets the gradient, as if the search "
             "for the largest began at 0."),
            "smallest-for-largest",
            ("magnitude-for-value", "The entry of the largest magnitude gets the gradient: it is the largest number "
             "that wins."),
        ],
    ),
    Exercise(
        id="05.avg_pool_backward",
        kind="implement",
        title="Average pooling, backward",
        points=1,
        see=AVERAGE,
        expected=avg_pool_backward,
        inputs=_maps,
        output="dx",
        hints=(
            "By how much does the average of k * k numbers grow, if one of them grows by 1?",
            "Every entry of the window gets dy[i, j] / (k * k).",
            "dx[s*i : s*i + k, s*j : s*j + k] += dy[i, j] / (k * k).",
        ),
        slips=[
            "gradient-to-max",
            "gradient-to-all",
            ("divided-by-side", "It is divided by k: a window of k x k has k * k entries."),
            ("divided-by-stride", "It is divided by s * s: each entry gets one part of k * k, whatever the stride."),
            "assigned-not-added",
            "stride-missing",
            "window-for-stride",
            "windows-transposed",
            "place-in-window",
            "input-in-dx",
        ],
    ),
    Exercise(
        id="05.relu_backward",
        kind="debug",
        title="A gate that looks the wrong way",
        points=1,
        see=RELU,
        expected=_relu_backward,
        inputs=_gates,
        also=lambda: [(np.array([2.0, -3.0, 5.0, -1.0]), np.array([40.0, 1e-4, -1e-4, 300.0]))],
        given=relu_backward,
        output="dx",
        hints=(
            "Try dy = -7 at x = 3: ReLU was open there. What must come back?",
            "The gate was set on the way forward, by the sign of x.",
            "dy * (x > 0).",
        ),
        slips=[
            "relu-wrong-array",
            "gate-without-gradient",
            "input-in-dx",
            "gate-forgotten",
            "gate-upside-down",
            "both-gates",
            "sign-lost",
            "gate-open-at-0",
        ],
    ),
]  # fmt: skip
