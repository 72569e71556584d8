"""One change that makes an answer right: it does where a message says so, and nothing is said where there is none."""

import ast
import re

import numpy as np
import pytest

from coursecnn import checks
from coursecnn.checks.door import open_door
from coursecnn.checks.judging import repair
from coursecnn.checks.parts import Case

BRACKETS = """
def gradient_factor(z):
    f = 1.0
    for v in z:
        s = 1 / 1 + np.exp(-v)
        f = f * s * (1 - s)
    return f
"""
SLICE = """
def as_table(w, n):
    table = np.zeros((n - len(w) + 1, n))
    for i in range(n - len(w) + 1):
        table[i, i:len(w)] = w
    return table
"""
LOOP = """
def count_parameters(sizes):
    total = 0
    for i in range(len(sizes)):
        total += sizes[i] * sizes[i + 1] + sizes[i + 1]
    return total
"""
TWINS = """
def dilate(w, d):
    spread = np.zeros((d[0] * (w.shape[0] - 1) + 1, d[1] * (w.shape[1] - 1) + 1))
    rows, columns = w.shape
    for i in range(rows - 1):
        for j in range(columns - 1):
            spread[i * d[0], j * d[1]] = w[i, j]
    return spread
"""
STEPS = """
def cross_correlate(x, w):
    rows, columns = w.shape
    y = np.zeros((x.shape[0] - rows + 1, x.shape[1] - columns + 1))
    for i in range(0, y.shape[0], rows):
        for j in range(0, y.shape[1], columns):
            y[i, j] = (x[i : i + rows, j : j + columns] * w).sum()
    return y
"""
CROSSED = """
def cross_correlate(x, w):
    y = np.zeros((x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1))
    for i, j in np.ndindex(y.shape):
        for a, b in np.ndindex(w.shape):
            y[i, j] += x[i + b, j + a] * w[a, b]
    return y
"""
ONE_CHANGE = [
    ("00.gradient_factor", BRACKETS),
    ("00.as_table", SLICE),
    ("00.count_parameters", LOOP),
    ("02.dilate", TWINS),
    ("01.cross_correlate", STEPS),
    ("01.cross_correlate", CROSSED),
]
SELF = """
def as_table(w, n):
    table = [[0] * n] * (n - len(w) + 1)
    for i in range(len(table)):
        for j in range(len(w)):
            table[i][i + j] = w[j]
    return np.array(table)
"""
LATE = """
def count_parameters(sizes):
    total, i = 7, 1
    while i != len(sizes):
        total += 3 * sizes[i]
        i += 1
    return total
"""

BEGINS = {  # a search that begins at a number, which a map far below it, or rows far apart, never beat
    "04.max_pool": """
def max_pool(x, k, s):
    y = np.zeros([(n - k) // s + 1 for n in x.shape])
    for i, j in np.ndindex(y.shape):
        best = NUMBER
        for v in x[i * s : i * s + k, j * s : j * s + k].ravel():
            if v > best:
                best = v
        y[i, j] = best
    return y
""",
    "04.max_pool_padded": """
def max_pool_padded(x, k, s, p):
    x = np.pad(x.astype(float), p, constant_values=NUMBER)
    y = np.zeros([(n - k) // s + 1 for n in x.shape])
    for i, j in np.ndindex(y.shape):
        y[i, j] = x[i * s : i * s + k, j * s : j * s + k].max()
    return y
""",
    "04.pool_images": """
def pool_images(x, k):
    y = np.full((*x.shape[:2], x.shape[2] // k, x.shape[3] // k), NUMBER, float)
    for i, j in np.ndindex(y.shape[2:]):
        for a, b in np.ndindex(k, k):
            y[:, :, i, j] = np.maximum(y[:, :, i, j], x[:, :, i * k + a, j * k + b])
    return y
""",
    "04.min_pool": """
def min_pool(x, k, s):
    y = np.zeros([(n - k) // s + 1 for n in x.shape])
    for i, j in np.ndindex(y.shape):
        best = -NUMBER
        for v in x[i * s : i * s + k, j * s : j * s + k].ravel():
            best = min(best, v)
        y[i, j] = best
    return y
""",
    "05.max_pool_backward": """
def max_pool_backward(dy, x, k, s):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        best, at = NUMBER, (i * s, j * s)
        for a, b in np.ndindex(k, k):
            if x[i * s + a, j * s + b] > best:
                best, at = x[i * s + a, j * s + b], (i * s + a, j * s + b)
        dx[at] += dy[i, j]
    return dx
""",
    "07.stop_epoch": """
def stop_epoch(losses, patience):
    lowest, best = -NUMBER, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best = loss, epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
""",
    "09.nearest": """
def nearest(a, b):
    found = []
    for row in a:
        smallest, at = -NUMBER, 0
        for n, other in enumerate(b):
            if ((row - other) ** 2).sum() < smallest:
                smallest, at = ((row - other) ** 2).sum(), n
        found.append(at)
    return np.array(found)
""",
}


IN_PLACE = """
def answer(x):
    y = 2 * x
    for i in range(1, len(x)):
        y[i] += y[i - 1] * y[i - 1]
    return y
"""


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    """On a busy machine too: what is tested is what is found, not how fast."""
    monkeypatch.setattr(repair, "SECONDS", 3.0)


def judged(name, text, helpers=None):
    e = checks.exercise(name)
    names = {"np": np, **(helpers or {})}
    exec(text, names)
    return e.judge(open_door(names[e.name], text))


@pytest.mark.parametrize(("name", "text"), ONE_CHANGE)
def test_the_change_that_is_named_makes_it_right(name, text):
    (said,) = (fact for fact in judged(name, text).facts if "it right" in fact)
    for new, old in re.findall(r"`([^`]+)` in place of `([^`]+)`", said):
        assert old in text
        text = text.replace(old, new)
    assert judged(name, text).passed


@pytest.mark.parametrize("number", ["-2e3", "-50.0", "-1e6"])
@pytest.mark.parametrize("name", BEGINS)
def test_a_search_that_begins_at_a_number(name, number):
    assert judged(name, BEGINS[name].replace("NUMBER", "-np.inf")).passed
    result = judged(name, BEGINS[name].replace("NUMBER", number).replace("--", ""))
    (said,) = (fact for fact in result.facts if "it right" in fact)
    assert re.search(r"np\.inf.* in place of ", said)


def test_names_that_are_unpacked_in_another_order():
    text = "def stack(n, layers):\n    sides = []\n    for k, p, s in layers:\n"
    text += "        n = (n + 2 * p - k) // max(s, 1) + 1\n        sides.append(n)\n    return tuple(sides)\n"
    line = "In the line `for k, p, s in layers:`, `k, s, p` in place of `k, p, s` makes it right"
    assert line in judged("10.stack", text).message
    assert judged("10.stack", text.replace("k, p, s", "k, s, p")).passed


def test_of_two_that_are_alike_it_says_which():
    text = "def dilate(w, d):\n    y = np.zeros([(n - 1) * s + 1 for n, s in zip(w.shape, d)])\n"
    text += "    y[:: d[0]][:, :: d[0]] = w\n    return y\n"
    message = judged("02.dilate", text).message
    line = "In the line `y[:: d[0]][:, :: d[0]] = w`, "
    assert f"{line}`d[1]` in place of the second `d[0]` makes it right" in message
    assert judged("02.dilate", text.replace(":, :: d[0]", ":, :: d[1]")).passed


def test_a_loop_that_reads_what_it_has_written():
    def expected(x):
        y = 2 * x
        return np.concatenate([y[:1], y[1:] + y[:-1] ** 2])

    texts = dict(title="Answer", points=1, hints=("a", "b", "c"), see="99, 'Nowhere'")
    exercise = checks.Exercise(
        id="99.answer", kind="implement", expected=expected, inputs=lambda draw: (draw.array(draw.int(3, 6)),), **texts
    )
    names = {}
    exec(IN_PLACE, names)
    message = exercise.judge(open_door(names["answer"], IN_PLACE)).message
    assert "With `y` read from a copy made before the loop, since the loop writes into it, it is right." in message


def test_of_an_input_that_is_not_printed_all_is_said_on_which_the_sums_hang():
    windows = "np.lib.stride_tricks.sliding_window_view(x.astype(float), w.shape)"
    text = f"def cross_correlate(x, w):\n    return np.tensordot({windows}, np.minimum(w, 0), 2)\n"
    found = re.search(
        r"For x of shape \(2, 1\), w = (\[.*\]):\n.*\n.*\n *missing: (.*)·x\[1,0\]",
        judged("01.cross_correlate", text).message,
    )
    assert found and float(found[2]) == ast.literal_eval(found[1])[1][0]


def test_where_no_change_makes_it_right_none_is_named():
    result = judged("00.count_parameters", LATE)
    assert not result.passed and "it right" not in result.message


def test_it_is_found_without_threads_too(monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refuse)
    result = judged("00.gradient_factor", BRACKETS)
    assert not result.passed and "makes it right" in result.message


def test_nan_is_not_called_too_small():
    text = "def as_table(w, n):\n    return np.full((n - len(w) + 1, n), np.nan)\n"
    result = judged("00.as_table", text)
    assert "Every wrong entry is nan, which is no number." in result.facts


def test_no_warning_of_numpy_comes_from_the_search(recwarn):
    judged("00.as_table", SLICE)
    assert not recwarn


def test_no_list_is_put_into_itself():
    assert "it right" not in judged("00.as_table", SELF).message


def test_an_answer_that_reaches_out_is_not_changed():
    text = LOOP.replace("    total = 0\n", "    total = 0\n    print(open)\n")
    assert "it right" not in judged("00.count_parameters", text).message


def test_rewritten_functions_see_what_the_answer_saw():
    def outer():
        step = 5

        def answer(n):
            return n + step

        return answer

    door = open_door(outer()).rewritten([compile("def answer(n): return n * step", "", "exec")] * 2)
    assert [reply.value for reply in door([Case((0, 3)), Case((1, 4))]).replies] == [15, 20]


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("def f(x):\n    return x", False), ("def f(x):\n    return open(x)", True),
        ("def f(x):\n    global y\n    y = x", True),
        ("def f(x):\n    class A: ...\n    return A", True),
        ("def f(x):\n    def g():\n        nonlocal x\n    g()", True),
        ("lambda x: os.x", True), ("lambda x: x.open", False),
        *((f"lambda x: {name}", True) for name in sorted(repair.OUTSIDE)),
    ],
)  # fmt: skip
def test_what_reaches_out(text, out):
    node = ast.parse(text).body[0]
    assert repair._reaches_out(node.value if isinstance(node, ast.Expr) else node) is out


def test_names_that_may_stand_for_each_other():
    node = ast.parse("def f(b, /, a, *, k):\n    c, _ = a\n    for d in c:\n        e = g(d)\n    return e").body[0]
    assert repair._names(node) == ["a", "b", "c", "d", "e"]
    assert repair._names(ast.parse("lambda x, n: x + m", mode="eval").body) == ["n", "x"]


def test_long_code_is_quoted_in_its_part_that_differs():
    long = " + ".join(["value"] * 14)  # 109 characters
    one, other = (ast.parse(f"f({part}, {long})", mode="eval").body for part in ("a", "b"))
    assert repair._shortest(one, other) == ("a", "b")
    short = [ast.parse(f"f({part}, c)", mode="eval").body for part in ("a", "b")]
    assert repair._shortest(*short) == ("f(a, c)", "f(b, c)")
    two = ast.parse(f"f(b, c, {long})", mode="eval").body
    assert repair._shortest(one, two) == (f"f(a, {long})", f"f(b, c, {long})")
    both = ast.parse(f"f(b, {long[:-8]} - value)", mode="eval").body
    assert repair._shortest(one, both)[0] == f"f(a, {long})"
    assert repair._short(ast.parse("for i in x:\n    y = i").body[0]) == "for i in x:"
    assert repair._short(ast.parse(long).body[0]) == long[:90] + " ..."
    for length in (89, 90):
        text = "x" * length
        assert repair._short(ast.Name(text)) == (text if length < 90 else text + " ...")


def test_of_many_alike_it_is_said_which_up_to_six():
    for count in (1, 2, 6, 7):
        statement = ast.parse("y = (" + ", ".join(["a[0]"] * count) + ",)").body[0]
        parts = statement.value.elts
        said = [repair._which(statement, part) for part in parts]
        assert said == ([f"the {word} " for word in repair.ORDINALS[:count]] if 1 < count < 7 else [""] * count)
    assert repair._which(statement, statement) == ""


def test_a_change_that_cannot_be_compiled_is_passed_over_and_all_is_put_back():
    node = ast.parse("def f(a):\n    return a + 1").body[0]
    before = ast.unparse(node)
    groups = repair.edits(node, ["a"])
    line = node.body[0]
    bad = repair.Edit(node, "body", 0, ast.Return(ast.Constant([1])), ("line", ast.FunctionDef, "body"), line)
    codes = repair._codes(node, [*groups, (bad,)])
    assert codes[-1] is None and None not in codes[:-1] and ast.unparse(node) == before
