"""Exercises of lesson 05, Backpropagation: one neuron, and the gradients of one convolution."""

import numpy as np

from ... import reference
from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake

NEURON = "05, 'One neuron, four steps'"
ALL_PIXELS = "05, 'All pixels: each output hands its dy back'"
TURNED = "05, 'The same as a convolution'"
KERNEL = "05, 'The kernel's gradient'"
STRIDE = "05, 'Stride: zeros between the entries of dy'"


def neuron_step(w=2.0, b=-1.0, x=1.0, t=0.0, rate=2.0):
    """(new w, new b) of y = sigmoid(w x + b), E = (y - t)**2 / 2, after one step."""
    y = 1 / (1 + np.exp(-(w * x + b)))
    delta = (y - t) * y * (1 - y)
    return w - rate * delta * x, b - rate * delta


def _neuron(slope=True, error=True, sign=1):
    y = 1 / (1 + np.exp(-1.0))
    delta = sign * (y if error else 1) * (y * (1 - y) if slope else 1)
    return 2 - 2 * delta, -1 - 2 * delta


def input_gradient(dy, w):
    """dx of the cross-correlation of x with w at stride 1, without padding."""
    dx = np.zeros((dy.shape[0] + w.shape[0] - 1, dy.shape[1] + w.shape[1] - 1))
    for i, j in np.ndindex(dy.shape):
        dx[i : i + w.shape[0], j : j + w.shape[1]] += dy[i, j] * w
    return dx


def _scatter(dy, w, add=True, place=lambda i, j: (i, j)):
    dx = np.zeros((dy.shape[0] + w.shape[0] - 1, dy.shape[1] + w.shape[1] - 1))
    for i, j in np.ndindex(dy.shape):
        a, b = place(i, j)
        window = np.s_[a : a + w.shape[0], b : b + w.shape[1]]
        dx[window] = (dx[window] if add else 0) + dy[i, j] * w
    return dx


def _valid(dy, w):
    return reference.conv2d(dy[None, None], w[None, None])[0, 0]


def _gradients():
    return cases(
        (integers(1, 1), integers(1, 1, seed=1)),
        (integers(1, 1), integers(1, 2, seed=1)),
        (integers(1, 2), integers(1, 2, seed=1)),
        (integers(2, 1), integers(2, 1, seed=1)),
        (integers(2, 2), integers(2, 2, seed=1)),
        (np.array([[1.0, 0, 2], [0, -1, 1], [3, 1, 0]]), np.array([[1.0, 2], [3, 4]])),
        (integers(3, 4), integers(2, 3, seed=1)),
        (integers(4, 2), integers(3, 1, seed=1)),
        (floats(4, 5), floats(3, 2, seed=1)),
    )


def kernel_gradient(x, dy, s):
    """dw of the cross-correlation of x at stride s; the kernel is as large as the windows allow."""
    rows, columns = (n - s * (m - 1) for n, m in zip(x.shape, dy.shape))
    dw = np.zeros((rows, columns))
    for i, j in np.ndindex(dy.shape):
        dw += dy[i, j] * x[s * i : s * i + rows, s * j : s * j + columns]
    return dw


def _kernel_gradient(x, dy, s, at=lambda i, j, s: (s * i, s * j), add=True, size=0):
    rows, columns = (n - s * (m - 1) + size for n, m in zip(x.shape, dy.shape))
    dw = np.zeros((rows, columns))
    for i, j in np.ndindex(dy.shape):
        a, b = at(i, j, s)
        part = dy[i, j] * x[a : a + rows, b : b + columns]
        dw = dw + part if add else part
    return dw


def _kernel_cases():
    made = []
    for seed, (k, m, s) in enumerate(
        [
            ((1, 1), (1, 1), 1),
            ((1, 2), (1, 2), 1),
            ((2, 1), (2, 1), 2),
            ((2, 2), (2, 2), 1),
            ((2, 3), (3, 2), 2),
            ((3, 3), (2, 4), 3),
            ((3, 2), (3, 3), 1),
        ]
    ):
        n = [a + s * (b - 1) for a, b in zip(k, m)]
        made.append((integers(*n, seed=seed), integers(*m, seed=seed + 20), s))
    return cases(*made, (floats(7, 5), floats(3, 2, seed=1), 2), (counted(4, 4), floats(3, 3, seed=1), 1))


def dw_at_the_top_left():
    """dw[0, 0] of the exercise: the part of x under the first weight, times dy, summed."""
    return 1 * 2 + 2 * (-1) + 0 * 3 + 3 * 4


EXERCISES = [
    Exercise(
        id="05.neuron_step",
        kind="predict",
        title="One step of one neuron",
        minutes=8,
        difficulty=2,
        points=1,
        see=NEURON,
        value=neuron_step,
        tolerance=1e-3,
        hints=(
            "Go through the four steps of the lesson: net input, error term, gradient, update.",
            "The net input is 2 * 1 - 1 = 1, and y = sigmoid(1) = 0.7311. The error term is (y - t) * y * (1 - y).",
            "delta = 0.7311 * 0.7311 * 0.2689 = 0.1437. Both gradients are 0.1437 here, because x is 1.",
        ),
        mistakes=[
            Mistake("wrong-way", _neuron(sign=-1)),
            Mistake("slope-forgotten", _neuron(slope=False)),
            Mistake("error-forgotten", _neuron(error=False)),
            Mistake("rate-forgotten", neuron_step(rate=1.0)),
        ],
    ),
    Exercise(
        id="05.input_gradient",
        kind="implement",
        title="The gradient for the input",
        minutes=10,
        difficulty=2,
        points=2,
        see=ALL_PIXELS,
        cases=_gradients,
        expected=input_gradient,
        hints=(
            "How large is x, if a kernel of this size gave an output of the size of dy?",
            "Output (i, j) was made from the window at (i, j). It hands dy[i, j] * w back to this window.",
            "dx[i : i + rows, j : j + columns] += dy[i, j] * w, for every output; dx begins with zeros.",
        ),
        mistakes=[
            Mistake("assigned-not-added", lambda dy, w: _scatter(dy, w, add=False)),
            Mistake("kernel-flipped", lambda dy, w: _scatter(dy, w[::-1, ::-1]),
                    "dx is that of a kernel turned by 180 degrees. If you add dy[i, j] * w to each window, take w as it is. If you "
                    "correlate the padded dy with a kernel, you must turn it: w[::-1, ::-1].", TURNED),
            Mistake("kernel-transposed", lambda dy, w: _scatter(dy, w.T)),
            Mistake("valid-for-full", lambda dy, w: _valid(dy, w[::-1, ::-1]), see=TURNED),
            Mistake("valid-for-full", _valid, see=TURNED),
            Mistake("first-window-only", lambda dy, w: _scatter(dy, w, place=lambda i, j: (0, 0)),
                    "Everything is handed back to the same window: output (i, j) belongs to the window at (i, j)."),
            Mistake("windows-transposed", lambda dy, w: _scatter(dy, w, place=lambda i, j: (j, i))),
        ],
    ),
    Exercise(
        id="05.kernel_gradient",
        kind="implement",
        title="The gradient for the kernel, with stride",
        minutes=10,
        difficulty=2,
        points=2,
        see=KERNEL,
        cases=_kernel_cases,
        expected=kernel_gradient,
        hints=(
            "Which part of x made output (i, j)? With stride s it begins at row s * i, column s * j.",
            "The kernel has x.shape[0] - s * (dy.shape[0] - 1) rows here: the last window ends where x ends.",
            "dw is the sum of dy[i, j] * x[s * i : s * i + rows, s * j : s * j + columns] over all outputs.",
        ),
        mistakes=[
            Mistake("stride-ignored-backward", lambda x, dy, s: _kernel_gradient(x, dy, s, lambda i, j, s: (i, j)), see=STRIDE),
            Mistake("stride-one-direction", lambda x, dy, s: _kernel_gradient(x, dy, s, lambda i, j, s: (s * i, j)), see=STRIDE),
            Mistake("stride-one-direction", lambda x, dy, s: _kernel_gradient(x, dy, s, lambda i, j, s: (i, s * j)), see=STRIDE),
            Mistake("dw-flipped", lambda x, dy, s: kernel_gradient(x, dy, s)[::-1, ::-1]),
            Mistake("dw-flipped", lambda x, dy, s: kernel_gradient(x, dy[::-1, ::-1], s)),
            Mistake("assigned-not-added", lambda x, dy, s: _kernel_gradient(x, dy, s, add=False)),
            Mistake("averaged", lambda x, dy, s: kernel_gradient(x, dy, s) / dy.size,
                    "The contributions of the outputs are averaged: they are added."),
            Mistake("off-by-one", lambda x, dy, s: _kernel_gradient(x, dy, s, size=-1)),
            Mistake("stride-ignored-backward", lambda x, dy, s: reference.conv2d(x[None, None], dy[None, None])[0, 0], see=STRIDE),
            Mistake("stride-of-dy", lambda x, dy, s: reference.conv2d(x[None, None], dy[None, None], stride=s)[0, 0], see=STRIDE),
        ],
    ),
    Exercise(
        id="05.dw_at_the_top_left",
        kind="predict",
        title="A formula that was printed wrongly",
        minutes=6,
        difficulty=2,
        points=1,
        see=KERNEL,
        value=dw_at_the_top_left,
        hints=(
            "If w[0, 0] grows by 1, by how much does each output grow?",
            "Output (i, j) holds w[0, 0] * x[i, j], so it grows by x[i, j]. And dy[i, j] says what that is worth.",
            "dw[0, 0] = dy[0, 0] * x[0, 0] + dy[0, 1] * x[0, 1] + dy[1, 0] * x[1, 0] + dy[1, 1] * x[1, 1].",
        ),
        mistakes=[
            Mistake("kernel-for-input", 5 * 2 + 6 * (-1) + 7 * 3 + 8 * 4),
            Mistake("dw-flipped", 1 * 4 + 2 * 3 + 0 * (-1) + 3 * 2),
            Mistake("first-window-only", 1 * 2, "Only one output is counted: w[0, 0] takes part in all four."),
            Mistake("not-weighted", 1 + 2 + 0 + 3),
        ],
    ),
]  # fmt: skip
