"""Messages that were untrue of an answer once: what is not said of it now, and what is."""

import numpy as np
import pytest

from coursecnn import checks
from coursecnn.checks.door import open_door

FUNCTIONS = {  # exercise, answer, what is said, what is not
    "numbers that are not real, the same each time": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    s = [a + b for a, b in zip(x.shape, w.shape)]\n"
        "    f = np.fft.ifft2(np.fft.fft2(x, s) * np.conj(np.fft.fft2(w, s)))\n"
        "    return f[: x.shape[0] - w.shape[0] + 1, : x.shape[1] - w.shape[1] + 1]\n",
        "An array of numbers is wanted, not an array of complex128.",
        "Called again",
    ),
    "an array without axes, the same each time": (
        "10.global_average",
        "def global_average(x):\n    return x.mean(axis=(2, 3)).squeeze()\n",
        "The shape is (), but (1, 1) is wanted.",
        "Called again",
    ),
    "a limit that is one more, and too small still": (
        "03.conv_filter",
        "def conv_filter(x, w):\n    y = 0\n    for c in range(min(3, len(x))):\n"
        "        windows = np.lib.stride_tricks.sliding_window_view(x[c], w[c].shape)\n"
        "        y = y + np.tensordot(windows, w[c], 2)\n    return y\n",
        "missing: -2·x[3,0,0]",
        "makes it right",
    ),
    "empty only where it is wrong": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    y = np.zeros((max(0, x.shape[0] - 2), max(0, x.shape[1] - 2)))\n"
        "    for i, j in np.ndindex(y.shape):\n        for a, b in np.ndindex(3, 3):\n"
        "            y[i, j] += x[i + a, j + b] * w[a, b]\n    return y\n",
        "",
        "empty every time",
    ),
    "of arrays with different numbers of axes": (
        "05.relu_backward",
        "def relu_backward(dy, x):\n    return dy * np.clip(x, 0, 1)\n",
        "",
        "does not know what to do",
    ),
    "nothing returned, of any entry": (
        "08.standard_error",
        "def standard_error(values):\n    print(np.std(values, ddof=1) / np.sqrt(len(values)))\n",
        "Nothing was returned.",
        "makes a difference",
    ),
    "how many numbers there are": (
        "08.standard_error",
        "def standard_error(values):\n    return 1 / np.sqrt(len(values))\n",
        "What stands in `values` makes no difference to it",
        "What `values` is",
    ),
    "right unless something is 0": (
        "10.global_average",
        "def global_average(x):\n    return x.sum(axis=(2, 3)) / (x > 0).sum(axis=(2, 3))\n",
        "",
        "It is right whenever",
    ),
    "linear in part of what there is": (
        "08.paired",
        "def paired(a, b):\n    d = a - b\n    return d.mean(), d.std(ddof=1)\n",
        "",
        "should be 1",
    ),
    "which of two in one line": (
        "06.conv_by_product",
        "def conv_by_product(x, w):\n    k = w.shape[0]; f = w.shape[0]\n    cols = im2col(x, k)\n"
        "    y = cols @ w.reshape(f, -1).T\n    n, m = len(x), x.shape[2] - k + 1\n"
        "    return y.reshape(n, m, -1, f).transpose(0, 3, 1, 2)\n",
        "",
        "in place of `w.shape[0]` makes",
    ),
    "no power, and another precedence": (
        "10.bottleneck",
        "def bottleneck(c_in, c_mid, c_out, k):\n    return c_in * c_out * k^2, c_in * c_mid + c_mid * c_out * k^2\n",
        "`^` does not make powers in Python: with `**` in its place it is right.",
        "",
    ),
    "half of the first power": (
        "08.error_of_accuracy",
        "def error_of_accuracy(right, n):\n    p = right / n\n    return 100 * (p * (1 - p) / n) ** 1 / 2\n",
        "`** 1 / 2` takes the power first, and halves it: with `** (1 / 2)` it is right.",
        "",
    ),
    "numbers chosen by others, in a window": (
        "04.max_pool",
        "def max_pool(x, k, s):\n    h, w = (x.shape[0] - k) // s + 1, (x.shape[1] - k) // s + 1\n"
        "    y = np.zeros((h, w))\n    for i in range(h):\n        for j in range(w):\n"
        "            y[i, j] = max(max(x[i * s : i * s + k, j * s : j * s + k].tolist()))\n    return y\n",
        "",
        "yours is that of",
    ),
    "a return behind a condition that goes on": (
        "02.output_size",
        "def output_size(n, k, s=1, p=0, d=1):\n    for m in range(0, n + 2 * p + 2):\n"
        "        if m * s + k * d * d <= n + 2 * p:\n            continue\n        return m\n",
        "It is right whenever d is 1",
        "A `return` stands inside",
    ),
    "a tuple that is cut twice": (
        "00.count_parameters",
        "def count_parameters(sizes):\n    weights = sum(a * b for a, b in zip(sizes, sizes[1:]))\n"
        "    hidden = sizes[1:][:-1]\n    return weights + 2 * sum(hidden)\n",
        "",
        "takes rows",
    ),
    "an array of one list, many times": (
        "07.confusion",
        "def confusion(labels, predictions, classes):\n    t = np.array([[0] * classes] * classes)\n"
        "    for a, b in zip(labels, predictions):\n        t[min(a, b), max(a, b)] += 1\n    return t\n",
        "",
        "one and the same list",
    ),
    "an argument that a step changes": (
        "07.momentum_step",
        "def momentum_step(w, v, dw, rate, mu):\n    new = mu * v + dw\n    w -= rate * new\n"
        "    return -rate * new, new\n",
        "",
        "is never used",
    ),
    "half of a side, and a third": (
        "11.covered",
        "def covered(image, k):\n    y = image.astype(float)\n    h, w = image.shape[1:]\n"
        "    y[:, h // 2 - k // 2 : h // 2 + k // 2 + 1, w // 2 - k // 2 : w // 2 + k // 2 + 1] = y.mean(\n"
        "        axis=(1, 2), keepdims=True)\n    return y\n",
        "It is right whenever k is odd",
        "k // 3",
    ),
    "an except that is meant": (
        "02.pad",
        "def pad(x, p):\n    h, w = x.shape\n    y = np.zeros((h + 2 * p[0], w + 2 * p[1]))\n"
        "    for i in range(y.shape[0]):\n        for j in range(y.shape[1]):\n            try:\n"
        "                y[i, j] = x[i - p[0], j - p[1]]\n            except IndexError:\n                y[i, j] = 0\n"
        "    return y\n",
        "is below 0 for this input: it counts from the end.",
        "`except`",
    ),
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
        "What stands in `dy` makes no difference to it, wherever it was tried.",
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
        "What stands in `base` makes no difference",
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
    ("03.who_changes", (8, 9, 10, 12), "In value [3]: Could it be this? The filters are counted from 1", "[3]: The"),
    ("05.neuron_step", (2.104, -0.896), "", "Right is"),
    ("05.neuron_step", (2.107, -0.893), "", "Yours is what comes out with 0.2"),
    ("01.noise_in_edges", ("false", 0.6341), "Could it be this?", "It fits this"),
    ("01.output_with_bias", np.full((2, 2), np.nan), "nan is no number.", "too small"),
    ("01.output_with_bias", [[18, 9], [10]], "its rows are equally long, and yours are not", "not a list"),
    ("08.chance_of_one", 0.0025, "Could two things have gone wrong at once?", "It fits this"),
    ("08.chance_of_one", 0.004, "", "all twelve look different"),
    ("10.gradient_left", ("true", 1.95536e10), "Could it be this?", "It fits this"),
]

WRONG = {  # what passed once
    "a weight of 0 counts as 1": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    windows = np.lib.stride_tricks.sliding_window_view(x.astype(float), w.shape)\n"
        "    return np.tensordot(windows, np.where(w == 0, 1, w), 2)\n",
    ),
    "the first two images": (
        "03.conv_groups",
        "def conv_groups(x, w, b, groups):\n    x = x[:2]\n    c, each = w.shape[1], len(w) // groups\n    maps = []\n"
        "    for o, f in enumerate(w):\n        seen = x[:, o // each * c : (o // each + 1) * c]\n"
        "        windows = np.lib.stride_tricks.sliding_window_view(seen, f.shape, axis=(1, 2, 3))[:, 0]\n"
        "        maps.append(np.tensordot(windows, f, 3) + b[o])\n    return np.array(maps).swapaxes(0, 1)\n",
    ),
    "a gate that closes again": (
        "05.relu_backward",
        "def relu_backward(dy, x):\n    return dy * ((x > 0) & (x < 6))\n",
    ),
    "a gate that opens late": ("05.relu_backward", "def relu_backward(dy, x):\n    return dy * (x > 1e-3)\n"),
    "floats are written into": (
        "01.brightness_steps",
        "def brightness_steps(picture):\n    p = np.asarray(picture, dtype=float)\n    p[:, 1:] -= p[:, :-1].copy()\n"
        "    return p[:, 1:]\n",
    ),
    "zeros are not counted": (
        "10.global_average",
        "def global_average(x):\n    return x.sum(axis=(2, 3)) / np.count_nonzero(x, axis=(2, 3))\n",
    ),
    "a number below 0 in bytes": (
        "04.min_pool",
        "def min_pool(x, k, s):\n    windows = np.lib.stride_tricks.sliding_window_view(-x, (k, k))\n"
        "    return -windows[::s, ::s].max((2, 3))\n",
    ),
    "an order that is a list": (
        "00.permuted",
        "def permuted(images, order):\n    rows = images.reshape(len(images), -1)\n    out = np.zeros_like(rows)\n"
        "    for i in range(order.size):\n        out[:, i] = rows[:, order[i]]\n"
        "    return out.reshape(images.shape)\n",
    ),
    "counts in a byte": (
        "02.times_used",
        "def times_used(shape, k, s):\n    counts = np.zeros(shape, np.uint8)\n"
        "    for i in range(0, shape[0] - k + 1, s):\n        for j in range(0, shape[1] - k + 1, s):\n"
        "            counts[i : i + k, j : j + k] += 1\n    return counts\n",
    ),
    "places in a byte": (
        "07.batches",
        "def batches(order, size):\n    order = np.asarray(order).astype(np.uint8)\n"
        "    return tuple(order[i : i + size] for i in range(0, len(order), size))\n",
    ),
    "the first five images": (
        "07.confusion",
        "def confusion(labels, predictions, classes):\n    t = np.zeros((classes, classes), int)\n"
        "    for a, b in list(zip(labels, predictions))[:5]:\n        t[a, b] += 1\n    return t\n",
    ),
    "better by a hundredth": (
        "07.stop_epoch",
        "def stop_epoch(losses, patience):\n    best = 0\n    for i, l in enumerate(losses):\n"
        "        if losses[best] - l > 0.01:\n            best = i\n        elif i - best >= patience:\n"
        "            return best, i\n    return best, len(losses) - 1\n",
    ),
    "dark bytes are numbers already": (
        "07.to_numbers",
        "def to_numbers(images):\n    return images / 255 if images.max() > 1 else images.astype(float)\n",
    ),
    "objects 0 to 3": (
        "11.by_object",
        "def by_object(right, objects):\n    right, found = np.asarray(right, float), range(4)\n"
        "    return np.mean([right[objects == o].mean() for o in found if (objects == o).any()])\n",
    ),
    "products beyond 32 bits": (
        "10.multiplications",
        "def multiplications(layers, size):\n    total = np.int32(0)\n    for a, b, k, s, p in layers:\n"
        "        size = (size + 2 * p - k) // s + 1\n"
        "        total = np.int32(total + np.int64(a * b * k * k * size * size))\n"
        "    return int(total)\n",
    ),
    "products beyond 16 bits": (
        "10.bottleneck",
        "def bottleneck(c_in, c_mid, c_out, k):\n"
        "    a, b, m, k = (np.array(n, np.int16) for n in (c_in, c_out, c_mid, k))\n"
        "    return int(a * b * k * k), int(a * m + m * b * k * k)\n",
    ),
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_wrong_for_some_inputs_alone_does_not_pass(what):
    name, text = WRONG[what]
    e = checks.exercise(name)
    assert not e.judge(opened(e.name, text)).passed


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
