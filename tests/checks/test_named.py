"""Wrong answers of which nothing was said once that leads to the cause: facts, and slips of values."""

import numpy as np
import pytest

from coursecnn import checks
from coursecnn.checks.door import open_door

AGAIN = "Called again with the same input, it gives something else."
HELPERS = {e.name: e.expected for e in checks.all() if e.expected}
FUNCTIONS = {  # exercise, answer, what is said, what is not
    "kept between calls": (
        "05.input_gradient",
        "dx = np.zeros((9, 9))\ndef input_gradient(dy, w):\n    for i, j in np.ndindex(dy.shape):\n"
        "        dx[i : i + w.shape[0], j : j + w.shape[1]] += dy[i, j] * w\n"
        "    return dx[: dy.shape[0] + w.shape[0] - 1, : dy.shape[1] + w.shape[1] - 1].copy()\n",
        AGAIN,
        "makes no difference",
    ),
    "a list that is a default": (
        "10.stack",
        "def stack(n, layers, sizes=[]):\n    for k, s, p in layers:\n        n = (n + 2 * p - k) // s + 1\n"
        "        sizes.append(n)\n    return tuple(sizes)\n",
        AGAIN,
        "",
    ),
    "chance, with a helper that is right": (
        "08.paired",
        "def paired(a, b):\n    d = np.random.permutation(a) - b\n    return d.mean(), standard_error(d)\n",
        AGAIN,
        "Your `standard_error` is wrong",
    ),
    "chance, where the input is large": (
        "08.paired",
        "def paired(a, b):\n    d = a - b + 1 if len(a) < 5 else np.random.permutation(a) - b\n"
        "    return d.mean(), np.std(d, ddof=1) / len(d) ** 0.5\n",
        AGAIN,
        "",
    ),
    "a helper that is called in another way": (
        "06.conv_by_product",
        "right = im2col\ndef im2col(x, k):\n    return right(x, k, 1)\ndef conv_by_product(x, w):\n    k = w.shape[2]\n"
        "    y = im2col(x, k) @ w.reshape(len(w), -1).T\n"
        "    return y.reshape(len(x), len(w), x.shape[2] - k + 1, -1)\n",
        "",
        "Your `im2col` is wrong",
    ),
    "bytes in, bytes out": (
        "04.avg_pool",
        "def avg_pool(x, k, s):\n    y = np.zeros_like(x)[: (len(x) - k) // s + 1, : (x.shape[1] - k) // s + 1]\n"
        "    for i, j in np.ndindex(y.shape):\n        y[i, j] = x[i * s : i * s + k, j * s : j * s + k].mean()\n"
        "    return y\n",
        "With the same numbers as floats it is right: an array in it takes over the dtype",
        "",
    ),
    "bytes in, and floats that come out wrong too": (
        "04.avg_pool",
        "def avg_pool(x, k, s):\n    y = np.zeros_like(x)[: (len(x) - k) // s + 1, : (x.shape[1] - k) // s + 1]\n"
        "    for i, j in np.ndindex(y.shape):\n        y[i, j] = x[i * s : i * s + k, j * s : j * s + k].mean() % 7\n"
        "    return y\n",
        "",
        "as floats it is right",
    ),
    "bytes that cannot be written into": (
        "07.to_numbers",
        "def to_numbers(images):\n    images /= 255\n    return images\n",
        "Fractions (float64) are written into an array of uint8",
        "as floats it is right",
    ),
    "a shape in two arguments": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    return np.zeros(len(x), x.shape[1])\n",
        "a shape is one tuple, np.zeros((2, 3)).",
        "",
    ),
    "a sum that is not called": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    y = np.zeros((1, 1))\n    y[0, 0] = (x * w).sum\n    return y\n",
        "A function stands there without the round brackets that call it.",
        "",
    ),
    "an array as a list": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    y = np.zeros(3)\n    y.append(x.sum() * w.sum())\n    return y\n",
        "Lists have .append, arrays have not",
        "",
    ),
    "a number added to a tuple": (
        "10.stack",
        "def stack(n, layers):\n    sides = ()\n    for k, s, p in layers:\n        sides += n + k\n    return sides\n",
        "Only a tuple can be added to a tuple: of one number it is written (n,) or [n].",
        "",
    ),
    "a name that was a function": (
        "08.standard_error",
        "def standard_error(values):\n    sum = values[0]\n    return sum(values)\n",
        "is no function where something else was assigned to it",
        "",
    ),
    "a name of NumPy": (
        "08.error_of_accuracy",
        "def error_of_accuracy(right, n):\n    p = right / n\n    return 100 * sqrt(p * (1 - p) / n)\n",
        "Could `np.sqrt` be meant?",
        "sorted",
    ),
    "what has no name here": (
        "08.paired",
        "def paired(a, b):\n    return np.mean(a - b), object()\n",
        "got:",
        "Strange",
    ),
    "a generator": (
        "10.stack",
        "def stack(n, layers):\n    for k, s, p in layers:\n        yield (n + 2 * p - k) // s + 1\n",
        "a generator",
        "got:      stack",
    ),
    "no stride": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    h, v = w.shape\n    y = np.zeros((x.shape[0] - h + 1, x.shape[1] - v + 1))\n"
        "    for i, j in np.ndindex(y.shape):\n        z = x[i : i + h + 1, j : j + v] * 1.0\n"
        "        y[i, j] = (z * w).sum()\n    return y\n",
        "`1 + k` as the length of a window, down",
        "k + k",
    ),
    "a size too many": (
        "10.stack",
        "def stack(n, layers):\n    sizes = []\n    for k, s, p in layers:\n        n = (n + 2 * p - k) // s + 1\n"
        "        sizes.append(n)\n    return *sizes, n\n",
        "",
        "rows or columns",
    ),
    "the first entry alone": (
        "00.gradient_factor",
        "def gradient_factor(z):\n    f, v = 1.0, z[0]\n    for _ in z:\n        s = 1 / (1 + np.exp(-v))\n"
        "        f *= s * (1 - s)\n        v = s\n    return f\n",
        "Of `z` only the first entry makes a difference to it, wherever it was tried.",
        "",
    ),
    "one number everywhere": (
        "02.times_used",
        "def times_used(shape, k, s):\n    return np.full(shape, k * k // (s * s))\n",
        "All its entries are one number, wherever they stand.",
        "",
    ),
    "rows twice": (
        "02.times_used",
        "def times_used(shape, k, s):\n    counts = np.zeros(shape, int)\n    for t in range(0, shape[0] - k + 1, s):\n"
        "        for j in range(0, shape[1] - k + 1, s):\n            counts[t : t + k][j : j + k] += 1\n"
        "    return counts\n",
        "`[t:t + k][j:j + k]` takes rows, and of these rows again: [t:t + k, j:j + k] takes rows and columns.",
        "",
    ),
    "a shape beside errors": (
        "00.as_table",
        "def as_table(w, n):\n    t = np.zeros((n - 1, n))\n    for i in range(n - 1):\n"
        "        t[i, i : i + len(w)] = w\n    return t\n",
        "Its shape is what comes out with `n - 1` as the number of rows.",
        "",
    ),
    "a quotient": (
        "04.avg_pool",
        "def avg_pool(x, k, s):\n    y = np.zeros([(n - k) // s + 1 for n in x.shape])\n"
        "    for i, j in np.ndindex(y.shape):\n        v = x[s * i : s * i + k, s * j : s * j + k].astype(float)\n"
        "        y[i, j] = v.sum() / v.max() if v.max() else 0\n    return y\n",
        "The sum of the numbers of a window divided by the largest is taken, where their mean is wanted.",
        "",
    ),
}
FUNCTIONS |= {
    "what is a generator each time": (
        "08.paired",
        "def paired(a, b):\n    return np.mean, (x for x in a)\n",
        "itself, a function",
        AGAIN,
    ),
    "0, nearly": (
        "08.standard_error",
        "def standard_error(values):\n    return abs((values - values.mean()).sum()) ** 0.5\n",
        "It gives the same number every time.",
        "set to 0",
    ),
    "rounded down": (
        "10.global_average",
        "def global_average(x):\n    return np.array([[m.sum() // m.size * 1 for m in n] for n in x]) + 0 * x.sum()\n",
        "Yours is the right result rounded down.",
        "",
    ),
    "another divisor": (
        "10.global_average",
        "def global_average(x):\n    total = x.sum(axis=(2, 3))\n    return total / sum(x.shape[2:])\n",
        "`h + w` as the number that the sum is divided by",
        "",
    ),
    "parts of each layer exchanged": (
        "10.stack",
        "def stack(n, layers):\n    sizes = []\n    for s, k, p in layers:\n        n = (n + 2 * p - k) // s + 1\n"
        "        sizes.append(n)\n    return tuple(sizes)\n",
        "It gives what is right for layers with values [0] and [1] of each exchanged.",
        "",
    ),
    "one part of each layer ignored": (
        "10.stack",
        "def stack(n, layers):\n    sizes = []\n    for k, _, p in layers:\n        n = (n + 2 * p - k) // 2 + 1\n"
        "        sizes.append(n)\n    return tuple(sizes)\n",
        "It gives what is right for layers with 2 as value [1] of each, whatever that is.",
        "",
    ),
    "the shape alone": (
        "03.channels_first",
        "def channels_first(pictures):\n    n, h, w, c = pictures.shape\n    return np.array([n, c, h, w])\n",
        "Yours is the right result in its shape alone.",
        "",
    ),
    "a call without arguments in an answer": (
        "10.stack",
        "def stack(n, layers):\n    sizes = list()\n    for k, s, p in layers:\n        n = (n + 2 * p - k) // s + 2\n"
        "        sizes.append(n)\n    return tuple(sizes)\n",
        "in place of `(n + 2 * p - k) // s + 2` makes it right.",
        "does not know",
    ),
    "no power": (
        "08.error_of_accuracy",
        "def error_of_accuracy(right, n):\n    p = right / n\n    return 100 * (p * (1 - p) / n) ^ 0.5\n",
        "Why: `^` does not make powers in Python: with `**` in its place it is right.",
        "",
    ),
    "axes in a list": (
        "10.global_average",
        "def global_average(x):\n    return np.array(x).mean(axis=[2, 3]) + 0\n",
        "several axes are a tuple, axis=(2, 3)",
        "",
    ),
}
FUNCTIONS |= {
    "the mean of one number, which is the largest too": (
        "10.global_average",
        "def global_average(x):\n    return np.zeros(x.shape[:2]) + x.max()\n",
        "not yet",
        "should be the largest of",
    ),
    "a method without its brackets": (
        "08.standard_error",
        "def standard_error(values):\n    d = values - values.mean\n    return np.sqrt((d * d).sum())\n",
        "A function stands there without the round brackets that call it.",
        "",
    ),
    "one axis": (
        "08.standard_error",
        "def standard_error(values):\n    return values.std(1) / len(values)\n",
        "Axes are counted from 0, and the array has 1 of them: none is 1.",
        "",
    ),
    "a module that is not imported": (
        "08.standard_error",
        "def standard_error(values):\n    return math.sqrt(np.var(values, ddof=1) / len(values))\n",
        "There is no `math` before it is imported: import math.",
        "format",
    ),
    "a factor twice too many": (
        "10.multiplications",
        "def multiplications(layers, size):\n    work = 0\n    for i, o, k, s, p in layers:\n"
        "        size = 1 + (size + 2 * p - k) // s\n        work += (i * o * k**2 * s * s) * size**2\n"
        "    return work\n",
        "`i * o * k ** 2` in place of `i * o * k ** 2 * s * s`",
        "/ s",
    ),
    "a number in a sum": (
        "06.output_shape",
        "def output_shape(n, k, s, p):\n    size = (n + 2 * p - k) // s + 3\n    return size - 1, size - 1\n",
        "",
        "+ 3 - 1",
    ),
    "a method too many": (
        "03.conv_groups",
        "def conv_groups(x, w, b, groups):\n    size, many, found = w.shape[1], len(w) // groups, []\n"
        "    for image in x:\n        own = [slice(q * many, (q + 1) * many) for q in range(groups)]\n"
        "        maps = [conv_layer(image[q * size : (q + 1) * size], w[o], b[o]) for q, o in enumerate(own)]\n"
        "        found.append(np.stack(maps).swapaxes(0, 1).reshape(len(w), *maps[0].shape[1:]))\n"
        "    return np.array(found)\n",
        "",
        "swapaxes(1, 1)",
    ),
    "the sign of the result, rather than of an input": (
        "05.kernel_gradient",
        "def kernel_gradient(x, dy, s):\n    k = [n - s * (m - 1) for n, m in zip(x.shape, dy.shape)]\n"
        "    dw = np.zeros(k)\n    for i, j in np.ndindex(dy.shape):\n"
        "        dw -= dy[i, j] * x[s * i : s * i + k[0], s * j : s * j + k[1]]\n    return dw\n",
        "Yours is the right result with the sign turned.",
        "for x with its sign turned",
    ),
    "names that the exercise knows": (
        "10.bottleneck",
        "def bottleneck(c_in, c_mid, c_out, k):\n    second = k * k * c_mid\n"
        "    return c_in * c_out * k * k, c_in * c_mid + second\n",
        "`c_mid * k ** 2` as the weights of the k x k layer behind it",
        "window",
    ),
    "a sentence with a comma in it": (
        "05.input_gradient",
        "def input_gradient(dy, w):\n    h, v = w.shape\n"
        "    dx = np.zeros((dy.shape[0] + h - 1, dy.shape[1] + v - 1))\n    for i, j in np.ndindex(dy.shape):\n"
        "        dx[i : i + h, j : j + v] = np.maximum(dx[i : i + h, j : j + v], dy[i, j] * w)\n    return dx\n",
        "or 0 where all are below 0, is taken, where their sum is wanted.",
        "",
    ),
    "what it is given, on a small input": (
        "08.paired",
        "def paired(a, b):\n    a -= b\n    return a.mean(), a.std(ddof=1) / len(a) ** 0.5\n",
        "The answer is right, but it changed what it was given.",
        "Cannot cast",
    ),
}
VALUES = [
    (
        "04.pooled_by_hand",
        ([[5, 4], [8, 6]], [[3, 2.67], [8, 2.67]]),
        "The mean of those of the numbers of a window that",
    ),
    ("04.pooled_by_hand", [5, 4, 8, 6], "These are the numbers of value [0] alone, in one row."),
    ("04.pooled_by_hand", ([5, 4, 8, 6], [3, 2, 2, 2]), "Yours is the right array as a row of numbers."),
    ("07.first_loss", 0.05, "Could it be this, rounded? The logarithm is multiplied by the probability"),
    ("04.dot_tolerance", ("false", 3.5), "That comes out with stride 1"),
    ("10.small_kernels", (7, 3), "3 is the number of the small kernels, or 81 / 27"),
    ("07.first_loss", 0.01, "Could it be one of these?"),
    ("07.first_loss", 0.01, "the other 99 classes' probability"),
    ("03.by_hand", 27, "It fits this: The pixels alone are added"),
    ("03.by_hand", 39, "It fits this: The sum over both channels is right."),
    ("05.dw_at_the_top_left", 8, "It fits this: The inputs are added without their dy"),
    ("05.dw_at_the_top_left", 20, "It fits this: These are the pixels under w[1, 0]"),
    ("05.neuron_step", (2.393, -0.607), "here it is y alone"),
    ("08.seed_spread", ("false", 4.2), "the distance between the first two"),
    ("08.seed_spread", ("false", 20.45), "the variance divided by n"),
    ("10.gradient_left", ("true", -6.04e10), "Could the sign be turned?"),
    ("10.gradient_left", ("true", 6.04e8), "a hundredth of what is wanted"),
    ("01.sees", float("nan"), "It is nan, which is no number."),
    ("02.stack_sizes", (30, 15, 11, float("nan")), "In value [3] of 4: It is nan, which is no number."),
    ("07.first_loss_of_he", ("false", 4.3333), "the loss of the first image alone"),
    ("07.first_loss_of_he", ("false", 1.808), "the loss of the first image alone"),
    ("01.sees", 16.0000001, "Your answer is 16.0000001"),
    ("01.sees", {16}, "not a set"),
]
NOT_OF_VALUES = [
    ("05.neuron_step", ((2.1058, -0.8942),), "too few"),
    ("05.dw_at_the_top_left", 0, "two things"),
    ("03.who_changes", (), "there is right"),
    ("03.who_changes", (), "how many change"),
]


def told(name, text):
    e = checks.exercise(name)
    names = {"np": np, **{n: f for n, f in HELPERS.items() if n != e.name}}
    exec(text, names)
    return e.judge(open_door(names[e.name], text[text.index(f"def {e.name}") :])).message


@pytest.mark.parametrize("what", FUNCTIONS)
def test_of_a_function(what):
    name, text, said, not_said = FUNCTIONS[what]
    message = told(name, text)
    assert "not yet" in message and said in message and (not not_said or not_said not in message), message


@pytest.mark.parametrize(("name", "answer", "said"), VALUES)
def test_of_a_value(name, answer, said):
    message = checks.exercise(name).check(answer).message
    assert "not yet" in message and said in message, message


@pytest.mark.parametrize(("name", "answer", "not_said"), NOT_OF_VALUES)
def test_not_of_a_value(name, answer, not_said):
    message = checks.exercise(name).check(answer).message
    assert "not yet" in message and not_said not in message, message


def test_one_entry_is_not_said_to_matter_alone_where_others_do():
    text = "def train_epoch(w, x, y, rate, order):\n    first = w\n    for n in order:\n"
    text += "        w = first - rate * 2 * (x[n] @ first - y[n]) * x[n]\n    return w\n"
    assert "only the last entry" not in told("07.train_epoch", text)
