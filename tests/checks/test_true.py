"""Messages that were untrue of an answer once: what is not said of it now, and what is."""

import numpy as np
import pytest

from coursecnn import checks
from coursecnn.checks.door import open_door

FUNCTIONS = {  # exercise, answer, what is said, what is not
    "another argument than x is changed": (
        "05.softmax",
        "def softmax(z):\n    z -= z.max(axis=1)[:, None]\n    return np.exp(z) / np.exp(z).sum(axis=1)[:, None]\n",
        "work on z.copy()",
        "x.copy()",
    ),
    "an argument that no call gives": (
        "01.cross_correlate",
        "def cross_correlate(x, w, stride):\n    return x\n",
        "No call gives `stride`: take it out, or give a default.",
        "it is right",
    ),
    "a name near one of an earlier exercise": (
        "08.paired",
        "def paired(a, b):\n    return np.mean(a - b), standart_error(a - b)\n",
        "There is no `standart_error`. Could `standard_error` be meant?",
        "",
    ),
    "a count of zeros, too": (
        "05.max_pool_backward",
        "def max_pool_backward(dy, x, k, s):\n    dx = np.zeros(x.shape)\n    for i, j in np.ndindex(dy.shape):\n"
        "        window = x[i * s : i * s + k, j * s : j * s + k]\n"
        "        a, b = np.unravel_index(window.argmax(), window.shape)\n        dx[i * s + a, j * s + b] += 1\n"
        "    return dx\n",
        "What `dy` is makes no difference to it, wherever it was tried.",
        "that are not 0",
    ),
    "an argument that matters where it is 0": (
        "05.relu_backward",
        "def relu_backward(dy, x):\n    return dy if x.any() > 0 else 0 * dy\n",
        "",
        "What `x` is",
    ),
    "no windows overlap": (
        "05.kernel_gradient",
        "def kernel_gradient(x, dy, s):\n    h, w = (n - s * (m - 1) for n, m in zip(x.shape, dy.shape))\n"
        "    for i, j in np.ndindex(dy.shape):\n        dw = dy[i, j] * x[i * s : i * s + h, j * s : j * s + w]\n"
        "    return dw\n",
        "Only the last output counts: dw is the sum over all",
        "overlap",
    ),
    "columns that are channels": (
        "03.channels_first",
        "def channels_first(pictures):\n    return pictures[:, :, :, 0][:, None]\n",
        "whenever pictures.shape[3] is 1",
        "column",
    ),
    "parts of different lengths": (
        "06.im2col",
        "def im2col(x, k, s):\n    n, c, h, w = x.shape\n    return np.array([[1] * (1 + i) for i in range(h + 1)])\n",
        "made of parts that are not equally long",
        "One entry of an array",
    ),
    "nan, of another formula": (
        "08.error_of_accuracy",
        "def error_of_accuracy(right, n):\n    p = 1 + n / right\n    return 100 * np.sqrt(p * (1 - p) / n)\n",
        "Could it be",
        "Why: p is in percent",
    ),
    "nan, whatever the values are": (
        "08.standard_error",
        "def standard_error(values):\n    return float(np.sqrt(-1 - np.var(values)))\n",
        "what stands in the brackets is below 0",
        "What `values`",
    ),
    "a root of a negative number": (
        "00.gradient_factor",
        "def gradient_factor(z):\n    return float(np.sqrt(-1 - len(z)))\n",
        "In `sqrt(-1 - len(z))` what stands in the brackets is below 0 for this input: that gives nan.",
        "set to 0",
    ),
    "times for divided": (
        "08.error_of_accuracy",
        "def error_of_accuracy(right, n):\n    p = right / n\n    return 100 * np.sqrt(p * (1 - p) * n)\n",
        "It is multiplied by n where it is divided",
        "Why: The number of right answers stands",
    ),
    "always 0, nearly": (
        "08.standard_error",
        "def standard_error(values):\n    return float((values - values.mean()).sum() / len(values))\n",
        "It gives the same number every time.",
        "set to 0",
    ),
    "the new value, not the largest": (
        "08.one_change",
        "def one_change(base, changes):\n    return np.array([value for _, value in changes])\n",
        "What `base` is makes no difference",
        "by max",
    ),
    "a change that makes a value larger only": (
        "08.one_change",
        "def one_change(base, changes):\n    rows = np.array([base * 1.0 for _ in changes])\n"
        "    for row, (place, value) in zip(rows, changes):\n        row[place] = max(value, row[place])\n"
        "    return rows\n",
        "Every wrong entry that was found is too large.",
        "passed",
    ),
    "rows that are copies": (
        "08.one_change",
        "def one_change(base, changes):\n    settings = base.copy()\n    for place, value in changes:\n"
        "        settings[place] = value\n    return np.array([settings.copy() for _ in changes])\n",
        "Every row holds all changes",
        "one and the same array",
    ),
    "a table without a border": (
        "10.global_average",
        "def global_average(x):\n    m, (n, c) = x.mean(axis=(2, 3)), x.shape[:2]\n"
        "    return np.array([[m[min(j, n - 1), min(i, c - 1)] for j in range(c)] for i in range(n)])\n",
        "",
        "border",
    ),
    "a square of 2, which is twice 2": (
        "06.output_shape",
        "lambda n, k, s, p: ((n + p**2 - k) // s + 1,) * 2",
        "",
        "p is even",
    ),
    "an entry that is right in what is printed": (
        "04.pool_images",
        "def pool_images(x, k):\n    n, c, h, w = x.shape\n    y = np.zeros((n, c, h // k, w // k))\n"
        "    for i, j in np.ndindex(h // k, w // k):\n"
        "        y[:, :, i, j] = x[:, :, k * i : k * i + k, k * j : k * j + k].max() + 0\n    return y\n",
        "y[1,0,0,0] should be",
        "y[0,0,0,0] should be",
    ),
    "True and False": (
        "07.to_numbers",
        "def to_numbers(images):\n    return images > 127\n",
        "Yours are True and False, which count as 1 and 0.",
        "",
    ),
}
VALUES = [
    ("07.first_loss", 0.01, "or:     That is minus the logarithm of the other 99 classes' probability", "It fits this"),
    ("10.small_kernels", (7, 1.8), "too few: round later, and give more of them", "four"),
    ("10.lenet_parameters", 48400, "stands where the biases are counted", "too"),
    ("07.first_loss_of_he", ("false", 363.2), "A loss of hundreds comes from bytes", "added up over the images"),
]


def opened(name, text):
    """A function with its text, a lambda without."""
    names = {"np": np}
    if text.startswith("lambda"):
        return open_door(eval(text, names), "")
    exec(text, names)
    return open_door(names[name], text)


@pytest.mark.parametrize("what", FUNCTIONS)
def test_of_a_function(what):
    name, text, said, not_said = FUNCTIONS[what]
    e = checks.exercise(name)
    result = e.judge(opened(e.name, text))
    assert not result.passed and said in result.message, result.message
    assert not not_said or not_said not in result.message, result.message


def conv_filter(x, w):
    return (x * w).sum()


def conv_layer(x, w, b):
    return np.array([conv_filter(x, f, c) for f, c in zip(w, b)])


def test_an_error_that_another_exercises_function_raises_too():
    message = checks.exercise("03.conv_layer").check(conv_layer).message
    assert "conv_filter() takes 2 positional arguments but 3 were given, in the line" in message
    assert "asks for" not in message


@pytest.mark.parametrize(("name", "answer", "said", "not_said"), VALUES)
def test_of_a_value(name, answer, said, not_said, monkeypatch):
    monkeypatch.setenv("COURSECNN_QUICK", "0")
    message = checks.exercise(name).check(answer).message
    assert said in message and not_said not in message.removeprefix(name), message
