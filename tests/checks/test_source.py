"""What the text of an answer says about it, and what it is seen to do: of texts made so that one thing is true."""

import ast
import linecache

import numpy as np
import pytest
from made_exercises import on_cases

from coursecnn.checks.door import Reply, open_door
from coursecnn.checks.judging.looks import looks
from coursecnn.checks.judging.source import function_in, of_text
from coursecnn.checks.judging.trial import Trial
from coursecnn.checks.reading import global_names, is_above, names_in, source_of, steps

NONE, WRONG = Reply(None), Reply(1)


def name_error(name):
    return Reply(error="NameError", text=f"name '{name}' is not defined")


UNUSED = ["The argument `n` is never used."]
LOOP = ["A `return` stands inside a loop, with no condition before it: the loop ends in its first round."]
MANY = " holds one and the same list many times: what changes one changes all."
NO_RETURN = ["There is no `return` with a value in it."]
TEXTS = [
    ("", WRONG, []), ("def f(x:", WRONG, []), ("def f(x):\n    return x", WRONG, []),
    # arguments
    ("def f(x, n):\n    return x", WRONG, UNUSED), ("def f(n, /, x):\n    return x", WRONG, UNUSED),
    ("def f(x, _n):\n    return x", WRONG, []), ("def f(x, n):\n    n = 1\n    return x", WRONG, UNUSED),
    ("def f(x, n):\n    return eval('n')", WRONG, []), ("def f(x, n):\n    return locals()", WRONG, []),
    ("def f(x, n):\n    exec('n')\n    return x", WRONG, []), ("lambda x, n: x", WRONG, UNUSED),
    ("def f(x, n):\n    def g():\n        return n\n    return x, g", WRONG, []),
    # return
    ("def f(x):\n    x = 2 * x", NONE, NO_RETURN), ("def f(x):\n    print(x)\n    return", NONE, NO_RETURN),
    ("def f(x):\n    x = 2 * x", WRONG, []), ("def f(x):\n    return x.sort()", NONE, []),
    ("lambda x: x.sort()", NONE, []),
    ("def f(x):\n    x[0]", Reply(error="IndexError"), []),
    ("def f(x):\n    def g():\n        return x", NONE, NO_RETURN), ("def f(x):\n    yield x", NONE, []),
    ("def f(x):\n    for v in x:\n        return v", WRONG, LOOP),
    ("def f(x):\n    while x:\n        return x", WRONG, LOOP),
    ("def f(x):\n    for v in x:\n        if v:\n            return v", WRONG, []),
    ("def f(x):\n    def g(a):\n        for v in a:\n            return v\n    return g(x)", WRONG, []),
    ("def f(x):\n    if x:\n        for v in x:\n            return v", WRONG, LOOP),
    # rows
    ("def f(x):\n    return [[0] * x] * x", WRONG, ["`[[0] * x] * x`" + MANY]),
    ("def f(x):\n    return [[0, 1]] * x", WRONG, ["`[[0, 1]] * x`" + MANY]),
    ("def f(x):\n    return [[v for v in x]] * 3", WRONG, ["`[[v for v in x]] * 3`" + MANY]),
    ("def f(x):\n    return [0] * x", WRONG, []), ("def f(x):\n    return [] * x", WRONG, []),
    ("def f(x):\n    return [2 * x] * x", WRONG, []), ("def f(x):\n    return [[0] * x] + x", WRONG, []),
    ("def f(x):\n    return x[1:2][3:]", WRONG, []),  # of what may have one axis
    ("def f(grid):\n    return grid[1:2][3:]", WRONG,
     ["`[1:2][3:]` takes rows, and of these rows again: [1:2, 3:] takes rows and columns."]),
    ("def f(grid):\n    grid = grid[0]\n    return grid[1:2][3:]", WRONG, []),
    ("def f(x):\n    return x[1][3:]", WRONG, []), ("def f(x):\n    return x[1:][3]", WRONG, []),
    ("def f(x):\n    return x[1:]", WRONG, []),
    # names that are not there
    ("def f(x):\n    return y + x", name_error("y"), ["There is no `y` at this place."]),
    ("def f(kernel):\n    return kernal + kernel", name_error("kernal"),
     ["There is no `kernal`. Could `kernel` be meant?"]),
    ("def f(x):\n    values = x\n    return valus", name_error("valus"),
     ["There is no `valus`. Could `values` be meant?"]),
    ("def f(x):\n    return lenn(x)", name_error("lenn"), ["There is no `lenn`. Could `len` be meant?"]),
    ("def f(x):\n    return npp.sum(x)", name_error("npp"), ["There is no `npp`. Could `np` be meant?"]),
    ("def f(x):\n    return zeros(x)", name_error("zeros"), ["There is no `zeros`. Could `np.zeros` be meant?"]),
    ("def f(x):\n    return math.pi * x", name_error("math"),
     ["There is no `math` before it is imported: import math."]),
    ("def f(x):\n    return array(x)", name_error("array"), ["There is no `array`. Could `np.array` be meant?"]),
    ("def f(x):\n    return array.sum() + x", name_error("array"), ["There is no `array`. Could `np.array` be meant?"]),
    ("def f(x):\n    return random.normal(x)", name_error("random"),
     ["There is no `random`. Could `np.random` be meant?"]),
    ("def f(x):\n    return random.gauss(x)", name_error("random"),
     ["There is no `random` before it is imported: import random."]),
    ("def f(groups):\n    return groups * grp", name_error("grp"), ["There is no `grp`. Could `groups` be meant?"]),
    ("", name_error("zeros"), ["There is no `zeros`. Could `np.zeros` be meant?"]),
    ("def f(x):\n    y += x\n    return y", Reply(error="UnboundLocalError",
     text="cannot access local variable 'y' where"), ["`y` is read before anything was assigned to it."]),
    ("def f(x):\n    return y + x", Reply(error="ValueError", text="name 'y' is not defined"), []),
    ("def f(x):\n    return y + x", Reply(error="NameError", text="something else"), []),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_what_a_text_says(number):
    text, reply, wanted = TEXTS[number]
    args = (np.ones((3, 3)),) if "(grid)" in text else (np.ones(3),)
    assert of_text(text, reply, (), args) == wanted


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(x):\n    return x\n", "def f(x):\n    return x"),
        ("    def f(x):\n        return x", "def f(x):\n    return x"),
        ("answer = lambda x: x + 1", "lambda x: x + 1"), ("check(lambda x: x + 1)\n", "lambda x: x + 1"),
        ("    lambda x: (x, 1),\n", "lambda x: (x, 1)"), ("a, b = lambda x: x, lambda x: 2", None), ("x = 3", None),
        ("", None),
        ("lambda x: (lambda y: y)(x)", None),
        ("@cache\ndef f(x):\n    return (lambda y: y)(x)", "@cache\ndef f(x):\n    return (lambda y: y)(x)"),
        ("def f(x:\n", None), ("exercise('a').check(lambda x: x", "lambda x: x"),
    ],
)  # fmt: skip
def test_the_function_in_a_text(source, found):
    node = function_in(source)[1]
    assert (node and ast.unparse(node)) == (found and ast.unparse(ast.parse(found).body[0]))


def test_what_is_read_of_a_function():
    def inner(x):
        return [len(n) for n in missing(x)] + (lambda: np.sum(other))()  # noqa: F821

    assert names_in(inner.__code__) >= {"len", "missing", "np", "other"}
    assert global_names(steps(inner.__code__)) == {"len", "missing", "np", "other"}
    assert global_names(
        (("LOAD_GLOBAL", "'a'"), ("LOAD_NAME", "'b'"), (5, "'d'"), 3, ((("LOAD_GLOBAL", "'c'"),),))
    ) == {"a", "c"}
    assert source_of(inner).startswith("    def inner(x)") and source_of(len) == source_of(3) == ""


def code(text):
    names = {}
    exec(compile(text, "<cell>", "exec"), names)
    return names["f"].__code__


def test_two_functions_do_the_same_steps():
    one = code("def f(x):\n    y = x + 1\n    return y if y else 2")
    assert steps(one) == steps(code('def f(x):\n    "Doc."\n    y = x + 1\n\n    return y if y else 2'))
    for other in ("y = x + 2\n    return y if y else 2", "y = x - 1\n    return y if y else 2", "return x"):
        assert steps(one) != steps(code(f"def f(x):\n    {other}"))
    assert steps(code("def f(x):\n    return lambda: 1")) != steps(code("def f(x):\n    return lambda: 2"))


@pytest.mark.parametrize(
    ("cells", "above"),
    [
        (["def f(x):\n    return 2 * x", "def f(x): ..."], True), (["def f(x): ...", "def f(x): ..."], False),
        (["def f(x):\n    pass", "def f(x): ..."], False), (["def f(x):\n    return", "def f(x): ..."], False),
        (["def f(x):\n    return None", "def f(x): ..."], False), (["def g(x):\n    return 2", "def f(x): ..."], False),
        ("def f(x):\n    return x\ndef f(x): ...", True), ("def f(x): ...", False),
        (["%time\ndef f(x):", "def f(x):\n    return 2 * x", "def f(x): ..."], True),
        (["%time\ndef f(x):\n    return 2 * x", "def f(x): ..."], False), (["def f(x): ..."], False),
        (["def f(x):\n    y = 1", "def f(x): ..."], True), ([3, "def f(x):\n    return x", "def f(x): ..."], True),
        (["def f(x):\n    return x", "def f(x):\n    return x"], False),
        (["def f(x): ...\ndef f(x):\n    return x", "def f(x): ..."], True),
    ],
)  # fmt: skip
def test_a_stub_that_stands_below_an_answer(cells, above, monkeypatch):
    names = {"In": cells} if isinstance(cells, list) else {}  # a text alone: one cell, of no notebook
    last = cells[-1] if isinstance(cells, list) else cells
    exec(compile(last, "<cell>", "exec"), names)
    monkeypatch.setitem(linecache.cache, "<cell>", (len(last), None, last.splitlines(keepends=True), "<cell>"))
    assert is_above(names["f"], names["f"].__code__) is above


# Seen by running the text with a question in it

A = np.array([[3.0, -1.0], [9.0, 7.0]])
BELOW, NAN = (f"is below 0 for this input: {what}" for what in ("it counts from the end.", "that gives nan."))
LOOKS = [
    ("def f(x):\n    return x[0, x.argmin() - 3]", "In `x[0, x.argmin() - 3]` the index `x.argmin() - 3` " + BELOW),
    ("def f(x):\n    return x[len(x) - 3]", "In `x[len(x) - 3]` the index `len(x) - 3` " + BELOW),
    ("def f(x):\n    return x[len(x) - 2]", None), ("def f(x):\n    return x[-1]", None),
    ("def f(x):\n    x = x.copy()\n    x[len(x) - 3] = 5\n    return x",
     "In `x[len(x) - 3]` the index `len(x) - 3` " + BELOW),
    ("def f(x):\n    return np.sqrt(x[0, 1])", "In `sqrt(x[0, 1])` what stands in the brackets " + NAN),
    ("def f(x):\n    return np.log(x[0, 1] * 2)", "In `log(x[0, 1] * 2)` what stands in the brackets " + NAN),
    ("def f(x):\n    return np.log2(x[0, 0])", None), ("def f(x):\n    return np.exp(x[0, 1])", None),
    ("def f(x):\n    return np.log10(x[0, 1], None)", None),
    ("def f(x):\n    try:\n        return x[5]\n    except IndexError:\n        return None",
     "`except` catches IndexError here: index 5 is out of bounds for axis 0 with size 2."),
    ("def f(x):\n    try:\n        y = 1\n    except IndexError:\n        y = 2\n    else:\n        y = 3\n"
     "    finally:\n        y = y\n    return y", None),
    ("lambda x: x[len(x) - 3]", None), ("def f(x):\n    return x[5]", None),
    ("def f(x):\n    try:\n        try:\n            return x[5]\n        except IndexError:\n            return 1\n"
     "    except ValueError:\n        return 2",
     "`except` catches IndexError here: index 5 is out of "
     "bounds for axis 0 with size 2."),
    ("def f(x):\n    return x[len(x) - 3] + np.sqrt(x[0, 1])", "In `x[len(x) - 3]` the index `len(x) - 3` " + BELOW),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(LOOKS)))
def test_what_is_seen_on_the_way(number):
    text, said = LOOKS[number]
    names = {"np": np}
    exec(text if text.startswith("def") else f"f = {text}", names)
    trial = Trial(on_cases(lambda x: x + 77, (A,)), open_door(names["f"], text))
    assert looks(trial, 0) == ([said] if said else [])
