"""Causes that no list holds: another formula or statistic, a step that is missing, another exercise's function."""

import numpy as np
import pytest

from coursecnn import checks
from coursecnn.checks.door import open_door
from coursecnn.checks.slips import Watch, step

SAID = {
    "a method that is not called": (
        "10.global_average",
        "def global_average(x):\n    return x.mean\n",
        "not mean itself, a function: brackets behind its name would call it.",
    ),
    "brackets, one change of many that mend the smallest input": (
        "02.output_size",
        "def output_size(n, k, s=1, p=0, d=1):\n    return (n + 2 * p - d * (k - 1) - 1) // (s + 1)\n",
        "`(n + 2 * p - d * (k - 1) - 1) // s + 1` in place of",
    ),
    "sums of an input in which something stands": (
        "02.conv_strided",
        "def conv_strided(x, w, s):\n    x, (kh, kw) = x[:: s[0], :: s[1]], w.shape\n"
        "    rows, columns = x.shape[0] - kh + 1, x.shape[1] - kw + 1\n    if min(rows, columns) < 1:\n"
        "        return np.zeros((1, 1))\n"
        "    return np.array([[(x[i : i + kh, j : j + kw] * w).sum() for j in range(columns)] for i in range(rows)])\n",
        "too much: x[2,0]·w[1,0]",
    ),
    "another statistic": (
        "00.gradient_factor",
        "def gradient_factor(z):\n    s = 1 / (1 + np.exp(-z))\n    return (s * (1 - s)).min()\n",
        "The smallest of the slopes is taken, where their product is wanted.",
    ),
    "another formula": (
        "07.he_deviation",
        "def he_deviation(c_in, k):\n    return np.sqrt(2 / (c_in * k * k + 1))\n",
        "The same comes out with `c_in * k ** 2 + 1` as the number of inputs of a unit.",
    ),
    "a missing step": (
        "00.gradient_factor",
        "def gradient_factor(z):\n    s = 1 / (1 + np.exp(-z))\n    return s * (1 - s)\n",
        "Multiplied to one number, yours is right.",
    ),
    "another scale": (
        "07.to_numbers",
        "def to_numbers(images):\n    return images / 127.5 - 1\n",
        "Yours is the right result times 2, minus 1.",
    ),
    "a default": (
        "02.same_padding",
        "def same_padding(k, d):\n    total = d * (k - 1)\n    return total // 2, total - total // 2\n",
        "Where all arguments are given it is right: `d` may be left out, so give a default to each that may.",
    ),
    "axes in another order": (
        "03.channels_first",
        "def channels_first(pictures):\n    return pictures.T\n",
        "Yours is the right result with its axes in the order (1, 3, 2, 0).",
    ),
    "too many arguments": ("01.convolve", "def convolve(x):\n    return x\n", "The check calls it with 2 arguments."),
    "bytes, read as sums": (
        "03.mean_of_colours",
        "def mean_of_colours(picture):\n    return (picture[0].astype(float) + picture[1]) / 3\n",
        "missing: 0.3333·picture[2,0,0]",
    ),
    "always empty": (
        "11.middle_square",
        "def middle_square(image):\n    t, l = ((n - min(image.shape[1:])) // 2 for n in image.shape[1:])\n"
        "    return image[:, t:-t, l:-l]\n",
        "What comes back is empty every time.",
    ),
    "an error that is hidden": (
        "02.same_padding",
        "def same_padding(k, d=1):\n    try:\n        return [][k]\n    except IndexError:\n        return None\n",
        "`except` catches IndexError here: list index out of range.",
    ),
    "an index below 0": (
        "02.pad",
        "def pad(x, p):\n    y = np.zeros((x.shape[0] + 2 * p[0], x.shape[1] + 2 * p[1]))\n"
        "    for i, j in np.ndindex(y.shape):\n        if i - p[0] < x.shape[0] and j - p[1] < x.shape[1]:\n"
        "            y[i, j] = x[max(i - p[0], -len(x)), max(j - p[1], -x.shape[1])] + 0 * x[i - p[0], j - p[1]]\n"
        "    return y\n",
        "is below 0 for this input: it counts from the end.",
    ),
    "what makes no difference": (
        "09.nearest",
        "def nearest(a, b):\n    return np.zeros(len(a), int) + np.argmin((b ** 2).sum(axis=1))\n",
        "What stands in `a` makes no difference to it, wherever it was tried.",
    ),
}


@pytest.mark.parametrize("what", SAID)
def test_it_is_said(what):
    name, text, said = SAID[what]
    e = checks.exercise(name)
    names = {"np": np}
    exec(text, names)
    result = e.judge(open_door(names[e.name], text))
    assert not result.passed and said in result.message


def test_an_answer_of_zeros_is_called_nothing_that_zeros_are_by_chance():
    result = checks.exercise("00.gradient_factor").judge(open_door(lambda z: 0.0, "lambda z: 0.0"))
    assert "set to 0" not in result.message and "cut off" not in result.message
    assert "It gives the same number every time." in result.facts


def test_a_changed_step_cannot_ask_for_millions_of_others():
    def outputs():
        return sum(step("an output", 1) for _ in range(step("number of outputs", 3)))

    assert Watch().run(outputs) == (3, None)
    assert Watch("number of outputs", 5).run(outputs) == (5, None)
    value, error = Watch("number of outputs", 10**6).run(outputs)
    assert value is None
    assert isinstance(error, RuntimeError)


NOT_SAID = {
    "a call within the answer": (
        "01.convolve",
        "def turned(w):\n    return w[::-1, ::-1]\n\n\ndef convolve(x, w):\n    return turned(x, w)\n",
        "The check calls it with",
    ),
    "bytes, where floats come out wrong too": (
        "01.cross_correlate",
        "def cross_correlate(x, w):\n    kh, kw = w.shape\n"
        "    rows, columns = x.shape[0] - kh + 1, x.shape[1] - kw + 1\n"
        "    x = x.astype(float)\n"
        "    y = [[(x[i : i + kh, j : j + kw] * w).sum() for j in range(columns)] for i in range(rows)]\n"
        "    return np.clip(np.array(y), 0, 255)\n",
        "Bytes (uint8) come out wrong",
    ),
    "a row, where there are three axes": (
        "03.depthwise",
        "def depthwise(x, w):\n    kh, kw = w.shape[1:]\n    rows, columns = x.shape[1] - kh + 1, x.shape[2] - kw + 1\n"
        "    x, w = x[-1], w[-1]\n"
        "    return np.array([[(x[i : i + kh, j : j + kw] * w).sum() for j in range(columns)] for i in range(rows)])\n",
        "row only",
    ),
    "an argument that matters in larger inputs": (
        "06.output_shape",
        "def output_shape(n, k, s, p):\n    n = int((n - k) / s) + 1\n    return n, n\n",
        "What `s` and `p` are",
    ),
    "a formula that takes an argument out again": (
        "08.error_of_accuracy",
        "def error_of_accuracy(right, n):\n    return 100 / n**0.5\n",
        "The same comes out with",
    ),
    "a condition that always holds": (
        "08.chance_of_signs",
        "def chance_of_signs(differences):\n    from math import comb\n"
        "    n, a = len(differences), sum(d > 0 for d in differences)\n"
        "    t = sum(comb(n, k) for k in range(max(a, n - a), n + 1)) / 2**n\n"
        "    return min(1.0, 2 * t) if a > n - a else t\n",
        "makes it right",
    ),
}


@pytest.mark.parametrize("what", NOT_SAID)
def test_it_is_not_said(what):
    name, text, words = NOT_SAID[what]
    e, names = checks.exercise(name), {"np": np}
    exec(text, names)
    result = e.judge(open_door(names[e.name], text))
    assert not result.passed and words not in result.message, result.message


WHENEVER = {
    "all pixels at once": ("        up, down = x + h, x - h\n", "whenever x has a single entry"),
    "set, not moved": ("        up, down = x.copy(), x.copy()\n        up[p], down[p] = h, -h\n", None),
}


@pytest.mark.parametrize("what", WHENEVER)
def test_right_whenever_is_the_narrowest_of_what_was_tried(what):
    line, words = WHENEVER[what]
    text = f"def saliency(score, x, h):\n    slopes = np.zeros(x.shape)\n    for p in np.ndindex(x.shape):\n{line}"
    text += "        slopes[p] = (score(up) - score(down)) / (2 * h)\n    return slopes\n"
    names = {"np": np}
    exec(text, names)
    message = checks.exercise("09.saliency").check(names["saliency"]).message
    assert "has one column" not in message and (words is None or words in message), message


def test_a_shape_is_off_by_so_much_on_larger_inputs_too():
    """Parts as equal as can be: of so few numbers the first is one too short, of more it is not."""
    made = checks.Exercise(
        id="99.first_part", kind="implement", title="First part", points=1, hints=("a", "b", "c"), see="99, 'Nowhere'",
        inputs=lambda draw: (draw.array(4 if draw.level < 6 else 10),), expected=lambda x: x[:3],
    )  # fmt: skip
    message = made.check(lambda x: np.sin(x[:2] if len(x) == 4 else x[:5]) + 7).message
    assert "the shape is" not in message, message
    assert "the shape is 1 too few along axis 0" in made.check(lambda x: np.sin(x[:2]) + 7).message
