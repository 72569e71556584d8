"""Exercises of lesson 05, Backpropagation: one neuron, and the gradients of one convolution."""

import numpy as np

from ... import reference
from ..definition import Exercise
from ..slips import laid, slip, step
from ..windows import begin_of

NEURON = "05, 'One neuron, four steps'"
ALL_PIXELS = "05, 'All pixels: each output hands its dy back'"
TURNED = "05, 'The same as a convolution'"
KERNEL = "05, 'The kernel's gradient'"
STRIDE = "05, 'Stride: zeros between the entries of dy'"


def neuron_step(w=2.0, b=-1.0, x=1.0, t=1.0, rate=2.0):
    """(new w, new b) of y = sigmoid(w x + b), E = (y - t)**2 / 2, after one step."""
    net = step("w * x", w * x) + step("b in the sum", b)
    y = 1 / (1 + np.exp(-step("the sum w * x + b", net)))
    error = 1 if slip("error-forgotten") else 2 * (y - t) if slip("error-doubled") else y - step("t", int(t))
    error = error**2 / 2 if slip("loss-for-error") else error
    slope = 1 if slip("slope-forgotten") else 1 - y if slip("half-a-slope") else y * (1 - y)
    slope = y if slip("other-half-of-slope") else slope
    slope = step("the slope of the sigmoid", 1 - y * y if slip("slope-of-tanh") else slope)
    error = step("the error term", step("y - t", error) * slope)
    down = (-1 if slip("wrong-way") else 1) * step("the rate", 1 if slip("rate-forgotten") else rate) * error
    if slip("step-for-value"):
        return down * x, down
    of_w = step("the step of w", down * (w if slip("weight-for-input") else x))
    of_b = step("the step of b", down)
    return w if slip("weight-kept") else w - of_w, b if slip("bias-kept") else b - of_b


def input_gradient(dy, w):
    """dx of the cross-correlation of x with w at stride 1, without padding."""
    shape = [max(0, step("the number of rows (or columns)", m + k - 1, m=m, k=k)) for m, k in zip(dy.shape, w.shape)]
    parts = []
    kernel = w[::-1, ::-1] if slip("kernel-flipped") else w.T if slip("kernel-transposed") else w
    for i, j in np.ndindex(dy.shape[0] - slip("last-row-missing"), dy.shape[1] - slip("last-column-missing")):
        a, b = (0, 0) if slip("first-window-only") else (j, i) if slip("windows-transposed") else (i, j)
        a, b = begin_of(a, b, (1, 1), w.shape)
        parts.append((np.s_[a : a + w.shape[0], b : b + w.shape[1]], dy[i, j] * kernel))
    dx = laid("the numbers that meet in one place", shape, parts)
    if slip("valid-for-full"):
        return dx[w.shape[0] - 1 : dy.shape[0], w.shape[1] - 1 : dy.shape[1]]
    return dx


def _grids(draw):
    return draw.array(*draw.ints(2, 1, 4)), draw.array(*draw.ints(2, 1, 3))


def kernel_gradient(x, dy, s):
    """dw of the cross-correlation of x at stride s; the kernel is as large as the windows allow."""
    if slip("stride-of-dy") or slip("stride-ignored"):
        return reference.conv2d(x[None, None], dy[None, None], stride=s if slip("stride-of-dy") else 1)[0, 0]
    rows, columns = (n - s * (m - 1) - slip("one-too-small") for n, m in zip(x.shape, dy.shape))
    s = 1 if slip("stride-missing") else s
    down, right = 1 if slip("stride-not-in-rows") else s, 1 if slip("stride-not-in-columns") else s
    dy = dy[::-1, ::-1] if slip("dy-flipped") else dy
    dw = np.zeros((rows, columns))
    for i, j in np.ndindex(dy.shape):
        top, left = begin_of(i, j, (down, right), (rows, columns))
        part = dy[i, j] * x[top : top + rows, left : left + columns]
        dw = part if slip("assigned-not-added") else dw + part
    dw = dw / dy.size if slip("averaged") else dw
    return dw[::-1, ::-1] if slip("dw-flipped") else dw


def _strided(draw):
    k, m, s = draw.ints(2, 1, 3), draw.ints(2, 1, 3), draw.int(1, 3)
    return draw.array(*(a + s * (b - 1) for a, b in zip(k, m))), draw.array(*m), s


def dw_at_the_top_left():
    """dw[0, 0] of the exercise: the part of x under the first weight, times dy, summed."""
    x, w, dy = np.array([[1, 4, 4], [0, 3, 6], [2, 3, 6]]), np.array([[8, 6], [5, 7]]), np.array([[3, -1], [4, 5]])
    if slip("gradient-of-bias") or slip("forward-output"):
        return int(dy.sum() if slip("gradient-of-bias") else (x[:2, :2] * w).sum())
    part = w if slip("kernel-for-input") else x[1:, 1:] if slip("last-window") else x[:2, :2]
    dy = dy[::-1, ::-1] if slip("dw-flipped") else dy.T if slip("dy-transposed") else dy
    dy = np.abs(dy) if slip("sign-lost") else np.ones((2, 2)) if slip("not-weighted") else dy
    part = x[:2, 1:] if slip("one-column-too-far") else x[1:, :2] if slip("one-row-too-far") else part
    products = step("the products", step("the part of x", part) * step("dy", dy))
    return int(products[:1, :1].sum() if slip("first-output-only") else products.sum())


EXERCISES = [
    Exercise(
        id="05.neuron_step",
        kind="predict",
        title="One step of one neuron",
        points=1,
        see=NEURON,
        value=neuron_step,
        tolerance=6e-4,
        hints=(
            "Go through the four steps of the lesson: net input, error term, gradient, update.",
            "The net input is 2 * 1 - 1 = 1, and y = sigmoid(1) = 0.7311. The error term is (y - t) * y * (1 - y).",
            "delta = -0.2689 * 0.7311 * 0.2689 = -0.0529. Both gradients are -0.0529 here, because x is 1.",
        ),
        slips=[
            "wrong-way",
            ("loss-for-error", "E itself stands in the error term: its slope y - t belongs there."),
            ("slope-of-tanh", "1 - y * y is the slope of tanh: that of the sigmoid is y * (1 - y)."),
            "slope-forgotten",
            "error-forgotten",
            "rate-forgotten",
            ("half-a-slope", "The slope of the sigmoid is y * (1 - y): here it is 1 - y alone."),
            ("other-half-of-slope", "The slope of the sigmoid is y * (1 - y): here it is y alone."),
            ("error-doubled", "A factor 2 too much: E has a 1/2 in it, so that its slope is y - t."),
            ("step-for-value", "These are the steps: subtract them from the old w and b."),
            ("weight-for-input", "The gradient of w is delta * x: here it is delta * w."),
            ("weight-kept", "w is still the old one."),
            ("bias-kept", "b is still the old one: it makes a step too."),
        ],
    ),
    Exercise(
        id="05.input_gradient",
        kind="implement",
        title="The gradient for the input",
        points=2,
        see=ALL_PIXELS,
        expected=input_gradient,
        inputs=_grids,
        output="dx",
        hints=(
            "How large is x, if a kernel of this size gave an output of the size of dy?",
            "Output (i, j) was made from the window at (i, j). It hands dy[i, j] * w back to this window.",
            "dx[i : i + rows, j : j + columns] += dy[i, j] * w, for every output; dx begins with zeros.",
        ),
        slips=[
            "assigned-not-added",
            ("kernel-flipped", "dx is that of a kernel turned by 180 degrees. If you add dy[i, j] * w to each window, "
             "take w as it is. If you correlate the padded dy with a kernel, you must turn it: w[::-1, ::-1].", TURNED),
            "kernel-transposed",
            ("valid-for-full", "", TURNED),
            ("first-window-only", "Everything goes back to the same window: output (i, j) belongs to the window at "
             "(i, j)."),
            "windows-transposed",
            ("last-row-missing", "The last row of dy hands nothing back: the loop over the rows ends too early."),
            ("last-column-missing", "The last column of dy hands nothing back: the loop over the columns ends too "
             "early."),
        ],
    ),
    Exercise(
        id="05.kernel_gradient",
        kind="implement",
        title="The gradient for the kernel, with stride",
        points=2,
        see=KERNEL,
        expected=kernel_gradient,
        inputs=_strided,
        output="dw",
        hints=(
            "Which part of x made output (i, j)? With stride s it begins at row s * i, column s * j.",
            "The kernel has x.shape[0] - s * (dy.shape[0] - 1) rows here: the last window ends where x ends.",
            "dw is the sum of dy[i, j] * x[s * i : s * i + rows, s * j : s * j + columns] over all outputs.",
        ),
        slips=[
            ("stride-ignored", "This is x correlated with dy at stride 1: the entries of dy meet pixels s "
             "apart.", STRIDE),
            ("stride-of-dy", "", STRIDE),
            ("stride-missing", "", STRIDE),
            ("stride-not-in-rows", "The stride is missing in the rows of the slice: the window begins at row s * "
             "i.", STRIDE),
            ("stride-not-in-columns", "The stride is missing in the columns: the window begins at column s * "
             "j.", STRIDE),
            "dw-flipped",
            ("dy-flipped", "dy is turned by 180 degrees: nothing is turned here, dy[i, j] meets the window of output "
             "(i, j)."),
            ("assigned-not-added", "Only the last output counts: dw is the sum over all outputs."),
            ("averaged", "The contributions of the outputs are averaged: they are added."),
            ("one-too-small", "dw is one row and one column too small: the last window ends where x ends."),
        ],
    ),
    Exercise(
        id="05.dw_at_the_top_left",
        kind="predict",
        title="A formula that was printed wrongly",
        points=1,
        see=KERNEL,
        value=dw_at_the_top_left,
        hints=(
            "If w[0, 0] grows by 1, by how much does each output grow?",
            "Output (i, j) holds w[0, 0] * x[i, j], so it grows by x[i, j]. And dy[i, j] says what that is worth.",
            "dw[0, 0] = dy[0, 0] * x[0, 0] + dy[0, 1] * x[0, 1] + dy[1, 0] * x[1, 0] + dy[1, 1] * x[1, 1].",
        ),
        slips=[
            "kernel-for-input",
            ("one-column-too-far", "These are the pixels under w[0, 1]: w[0, 0] met those one column further left."),
            ("one-row-too-far", "These are the pixels under w[1, 0]: w[0, 0] met those one row further up."),
            ("last-window", "These are the pixels under the last weight: w[0, 0] met those at the top left."),
            ("dw-flipped", "dy is turned by 180 degrees: dy[i, j] meets x[i, j]."),
            ("dy-transposed", "Rows and columns of dy are exchanged: dy[i, j] meets x[i, j]."),
            "sign-lost",
            "not-weighted",
            ("gradient-of-bias", "That is the sum of dy, the gradient of a bias: the pixels that w[0, 0] met are missing."),
            ("forward-output", "That is the output y[0, 0] of the forward pass: dy has no part in it."),
            ("first-output-only", "Only one output is counted: w[0, 0] takes part in all four."),
        ],
    ),
]  # fmt: skip
