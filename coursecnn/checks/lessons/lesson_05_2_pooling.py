"""Exercises of lesson 05, Backpropagation: pooling and ReLU."""

import numpy as np

from ..cases import cases, floats, integers
from ..definition import Exercise, Mistake

MAX = "05, 'Max pooling: the winner takes it all'"
AVERAGE = "05, 'Average pooling: equal shares'"
RELU = "05, 'ReLU, sigmoid, flatten'"


def _route(dy, x, k, s, share, add=True, at=lambda i, s: s * i):
    """``share(window)`` says which part of dy each entry of a window gets."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        window = np.s_[at(i, s) : at(i, s) + k, at(j, s) : at(j, s) + k]
        dx[window] = (dx[window] if add else 0) + dy[i, j] * share(x[window])
    return dx


def _first(window):
    share = np.zeros(window.size)
    share[window.argmax()] = 1
    return share.reshape(window.shape)


def _last(window):
    return _first(window[::-1, ::-1])[::-1, ::-1]


def _ties(window):
    return (window == window.max()).astype(float)


def _equal(window):
    return np.full(window.shape, 1 / window.size)


def max_pool_backward(dy, x, k, s):
    """dx of max pooling with k x k windows at stride s; in a tie the first entry gets it."""
    return _route(dy, x, k, s, _first)


def avg_pool_backward(dy, x, k, s):
    """dx of average pooling with k x k windows at stride s."""
    return _route(dy, x, k, s, _equal)


def _maps(ties):
    made = []
    for seed, (n, k, s) in enumerate(
        [
            ((1, 1), 1, 1),
            ((2, 2), 2, 2),
            ((3, 3), 2, 1),
            ((4, 4), 2, 2),
            ((4, 6), 2, 2),
            ((5, 5), 3, 2),
            ((5, 4), 2, 3),
            ((6, 5), 3, 1),
        ]
    ):
        x = np.random.default_rng(seed).permutation(n[0] * n[1]).reshape(n).astype(float)
        made.append((integers(*((a - k) // s + 1 for a in n), seed=seed), x, k, s))
    if ties:
        made.append((np.array([[8.0]]), np.array([[0.0, 2], [2, 1]]), 2, 2))
        made.append((integers(2, 2, seed=5), np.ones((3, 3)), 2, 1))
    x = floats(6, 6)
    return cases(*made, (floats(3, 3, seed=1), x, 2, 2))


def relu_backward(dy, x):
    """dx of y = max(x, 0)."""
    return dy * (dy > 0)


def _gates():
    x = np.array([[-1.0, 2, 0.5], [3, -2, 0]])
    return cases(
        (np.array([5.0]), np.array([-2.0])),
        (np.array([-7.0]), np.array([3.0])),
        (integers(2, 3), x),
        (floats(2, 1, 3, 3), floats(2, 1, 3, 3, seed=1)),
    )


EXERCISES = [
    Exercise(
        id="05.max_pool_backward",
        kind="implement",
        title="Max pooling, backward",
        minutes=10,
        difficulty=2,
        points=2,
        see=MAX,
        cases=lambda: _maps(ties=True),
        expected=max_pool_backward,
        hints=(
            "Output (i, j) was the largest entry of the window x[s*i : s*i + k, s*j : s*j + k]. Who gets dy[i, j]?",
            "window.argmax() is the place of the first largest entry, counted through the rows; np.unravel_index makes (row, column) of it.",
            "dx[s * i + row, s * j + column] += dy[i, j]; += because windows may overlap.",
        ),
        mistakes=[
            Mistake("gradient-to-every-tie", lambda dy, x, k, s: _route(dy, x, k, s, _ties)),
            Mistake("gradient-to-last-tie", lambda dy, x, k, s: _route(dy, x, k, s, _last)),
            Mistake("gradient-to-average", avg_pool_backward),
            Mistake("gradient-to-all", lambda dy, x, k, s: _route(dy, x, k, s, np.ones_like)),
            Mistake("assigned-not-added", lambda dy, x, k, s: _assigned(dy, x, k, s)),
            Mistake("assigned-not-added", lambda dy, x, k, s: _route(dy, x, k, s, _first, add=False)),
            Mistake("stride-ignored-backward", lambda dy, x, k, s: _route(dy, x, k, s, _first, at=lambda i, s: i)),
            Mistake("window-for-stride", lambda dy, x, k, s: _route(dy, x, k, s, _first, at=lambda i, s: k * i)),
            Mistake("place-in-window", lambda dy, x, k, s: _in_window(dy, x, k, s)),
            Mistake("smallest-for-largest", lambda dy, x, k, s: _route(dy, x, k, s, lambda w: _first(-w))),
        ],
    ),
    Exercise(
        id="05.avg_pool_backward",
        kind="implement",
        title="Average pooling, backward",
        minutes=6,
        difficulty=1,
        points=1,
        see=AVERAGE,
        cases=lambda: _maps(ties=False),
        expected=avg_pool_backward,
        hints=(
            "By how much does the average of k * k numbers grow, if one of them grows by 1?",
            "Every entry of the window gets dy[i, j] / (k * k).",
            "dx[s*i : s*i + k, s*j : s*j + k] += dy[i, j] / (k * k).",
        ),
        mistakes=[
            Mistake("gradient-to-max", max_pool_backward),
            Mistake("gradient-to-all", lambda dy, x, k, s: _route(dy, x, k, s, np.ones_like)),
            Mistake("average-wrong-count", lambda dy, x, k, s: _route(dy, x, k, s, lambda w: np.full(w.shape, 1 / k))),
            Mistake("average-wrong-count", lambda dy, x, k, s: _route(dy, x, k, s, lambda w: np.full(w.shape, 1 / s**2))),
            Mistake("assigned-not-added", lambda dy, x, k, s: _route(dy, x, k, s, _equal, add=False)),
            Mistake("stride-ignored-backward", lambda dy, x, k, s: _route(dy, x, k, s, _equal, at=lambda i, s: i)),
            Mistake("window-for-stride", lambda dy, x, k, s: _route(dy, x, k, s, _equal, at=lambda i, s: k * i)),
            Mistake("input-in-dx", lambda dy, x, k, s: _route(dy, x, k, s, lambda w: w / w.size)),
        ],
    ),
    Exercise(
        id="05.relu_backward",
        kind="debug",
        title="A gate that looks the wrong way",
        minutes=5,
        difficulty=1,
        points=1,
        see=RELU,
        cases=_gates,
        expected=lambda dy, x: dy * (x > 0),
        given=relu_backward,
        hints=(
            "Try dy = -7 at x = 3: ReLU was open there. What must come back?",
            "The gate was set on the way forward, by the sign of x.",
            "dy * (x > 0).",
        ),
        mistakes=[
            Mistake("relu-wrong-array", lambda dy, x: dy * (dy > 0) + 0.0),
            Mistake("gate-without-gradient", lambda dy, x: (x > 0) * 1.0),
            Mistake("input-in-dx", lambda dy, x: dy * np.maximum(x, 0)),
            Mistake("gate-forgotten", lambda dy, x: dy.copy()),
            Mistake("gate-upside-down", lambda dy, x: dy * (x < 0)),
            Mistake("both-gates", lambda dy, x: dy * (x > 0) * (dy > 0)),
            Mistake("sign-lost", lambda dy, x: np.abs(dy) * (x > 0)),
            Mistake("gate-open-at-0", lambda dy, x: dy * (x >= 0)),
        ],
    ),
]  # fmt: skip


def _assigned(dy, x, k, s):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        row, column = divmod(x[s * i : s * i + k, s * j : s * j + k].argmax(), k)
        dx[s * i + row, s * j + column] = dy[i, j]
    return dx


def _in_window(dy, x, k, s):
    """The place in the window is taken for the place in x."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        row, column = divmod(x[s * i : s * i + k, s * j : s * j + k].argmax(), k)
        dx[row, column] += dy[i, j]
    return dx
