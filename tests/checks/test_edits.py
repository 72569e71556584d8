"""Small changes of a text: all that are made of one, those that are not, and the words that say them."""

import ast
import re

import pytest

from coursecnn.checks.judging import repair
from coursecnn.checks.judging.edits import LIKELY, edits

EXPRESSIONS = {  # all that one edit makes of it, and two of one kind
    "lambda a, b: a + b": "a - b | a * b | a | b | b + b | a + a",
    "lambda a, b: a < b": "a <= b | a > b | a + 1 < b | a - 1 < b | a < b + 1 | a < b - 1 | b < b | a < a",
    "lambda a: a >= 3": "a > 3 | a <= 3 | a >= 4 | a >= 2",
    "lambda a: a > 3": "a >= 3 | a < 3 | a > 4 | a > 2",
    "lambda a: a <= 3": "a < 3 | a >= 3 | a <= 4 | a <= 2",
    "lambda a, b: a == 1 and b != 2": "a == 1 or b != 2 | a != 1 and b != 2 | a == 1 and b == 2 | a == 2 and b != 2 | "
    "a == 0 and b != 2 | a == 1 and b != 3 | a == 1 and b != 1 | b == 1 and b != 2 | a == 1 and a != 2",
    "lambda a, b: a or b": "a and b | b or b | a or a",
    "lambda a: a ^ 2": "a ** 2 | a | 2 | a ^ 3 | a ^ 1",
    "lambda a: a ** 2": "a * 2 | a | 2 | a ** 3 | a ** 1 | 2 ** a",
    "lambda a: a % 3": "a // 3 | a | 3 | a % 4 | a % 2",
    "lambda a: a @ 3": "a | 3 | a @ 4 | a @ 2",
    "lambda a: a / 5": "a * 5 | a // 5 | a | 5 | a / 6 | a / 4 | 5 / a",
    "lambda a: a // 5": "a / 5 | a * 5 | a | 5 | a // 6 | a // 4 | 5 // a",
    "lambda a: a + 1": "a - 1 | a + 1 + 1 | a | 1 | a + 2 | a + 0",  # a + 1 - 1 is a, a * 1 is a
    "lambda a: a - 1": "a + 1 | a - 1 - 1 | a | 1 | a - 2 | a - 0 | 1 - a",
    "lambda a: a + 2": "a - 2 | a * 2 | a | 2 | a + 3 | a + 1",
    "lambda a: 0.5 * a": "0.5 + a | 0.5 / a | 0.5 ** a | 0.5 * (1 - a) | 0.5 * (a + 1) | 0.5 * (a - 1) | 0.5 | a",
    "lambda n: 2 * n * n": "(2 + n) * n | 2 ** n * n | 2 * n + n | (2 * n) ** n | 2 * (1 - n) * n | 2 * (n + 1) * n | "
    "2 * (n - 1) * n | 2 * n * (1 - n) | 2 * n * (n + 1) | 2 * n * (n - 1) | 2 * (n * n) | 2 * n | n | 2 | 2 * n | "
    "n * n | 3 * n * n | 1 * n * n | 2 * (1 - n) * (1 - n) | 2 * (n + 1) * (n + 1) | 2 * (n - 1) * (n - 1)",
    "lambda a, b: a + b + b": "a * b + b | (a + b) * b | a + (b + b) | a + b | b | a | a + b | b + b | b + b + b | "
    "a + a + b | a + b + a",  # neither a - b + b nor a + b - b
    "lambda a, b: a - (b - 2)": "a + (b - 2) | a - (b + 2) | a - b - 2 | a | b - 2 | a - b | a - 2 | a - (b - 3) | "
    "a - (b - 1) | b - (b - 2) | a - (a - 2) | b - 2 - a | a - (2 - b)",
    "lambda x, i: x[i]": "x[i + 1] | x[i - 1] | x | i[i] | x[x]",
    "lambda x: x[2, 7]": "x | x[3, 7] | x[1, 7] | x[2, 8] | x[2, 6] | x[7, 2]",
    "lambda x: x[1:]": "x | x[2:] | x[0:]",
    "lambda x: x[2:4:2]": "x[2:2 + 4:2] | x | x[2:4] | x[3:4:2] | x[1:4:2] | x[2:5:2] | x[2:3:2] | x[2:4:3] | x[2:4:1]",
    "lambda x, a, b: x[a:b]": "x[a + 1:b] | x[a - 1:b] | x[a:b + 1] | x[a:b - 1] | x[a:a + b] | x | a[a:b] | b[a:b] | "
    "x[b:b] | x[x:b] | x[a:a] | x[a:x]",
    "lambda x: len(x)": "x", "lambda x: float(x)": "float(x + 1) | float(x - 1) | x", "lambda x: not x": "x",
    "lambda x, k=2: -x": "x | -k",  # a default stays
    "lambda a: -a < 3": "-a <= 3 | -a > 3 | a < 3 | -a < 4 | -a < 2",
    "lambda x: x.sum()": "x.mean() | x.prod() | x.max() | x", "lambda x: x.T": "x", "lambda x: x.real": "x",
    "lambda x: x.imag": "", "lambda x: 'b'": "", "lambda a, *, b: a": "", "lambda x: True": "",
    "lambda x: x.sum(axis=1)": "x.mean(axis=1) | x.prod(axis=1) | x.max(axis=1) | x | x.sum() | x.sum(axis=2) | "
    "x.sum(axis=0)",
    "lambda x: f(x, k=0, o=None)": "f(x + 1, k=0, o=None) | f(x - 1, k=0, o=None) | f(x, o=None) | f(x, k=0) | "
    "f(x, k=1, o=None) | f(x, k=-1, o=None)",
    "lambda x, w: np.dot(x, w)": "np.multiply(x, w) | np.dot(x) | np.dot(w, w) | np.dot(x, x) | np.dot(w, x)",
    "lambda x: np.sqrt(x)": "np.square(x) | x", "lambda x: np.std(x)": "np.var(x) | x",
    "lambda x: np.floor(x / 2)": "np.floor(x * 2) | np.floor(x // 2) | x // 2 | np.ceil(x / 2) | np.round(x / 2) | "
    "x / 2 | np.floor(x) | np.floor(2) | np.floor(x / 3) | np.floor(x / 1) | np.floor(2 / x)",
    "lambda x: np.zeros((3, 4))": "np.ones((3, 4)) | np.empty((3, 4)) | (3, 4) | np.zeros((4, 4)) | np.zeros((2, 4)) | "
    "np.zeros((3, 5)) | np.zeros((3, 3)) | np.zeros((4, 3))",
    "lambda a, b: max(a, b)": "max(a + 1, b) | max(a - 1, b) | max(a, b + 1) | max(a, b - 1) | min(a, b) | sum(a, b) | "
    "max(a) | max(b, b) | max(a, a) | max(b, a) | max(a + 1, b + 1) | max(a - 1, b - 1)",
    "lambda n: range(0, n, 2)": "range(0, n + 1, 2) | range(0, n - 1, 2) | range(0, n) | range(1, n, 2) | "
    "range(-1, n, 2) | range(0, n, 3) | range(0, n, 1)",
    "lambda n: grid(0, n, 2)": "grid(0, n + 1, 2) | grid(0, n - 1, 2) | grid(1, n, 2) | grid(-1, n, 2) | "
    "grid(0, n, 3) | grid(0, n, 1)",
    "lambda x: (x + 1, 3, 5)": "(x - 1, 3, 5) | (x + 1 + 1, 3, 5) | (x, 3, 5) | (1, 3, 5) | (x + 2, 3, 5) | "
    "(x + 0, 3, 5) | (x + 1, 4, 5) | (x + 1, 2, 5) | (x + 1, 3, 6) | (x + 1, 3, 4)",
    "lambda x: [x, -x]": "[x, x]",
    "lambda a: (2 - a, 3 % a)": "(2 + a, 3 % a) | (2 - a, 3 // a) | (2 - a + 1, 3 % a) | (2 - a - 1, 3 % a) | "
    "(2 - a, 3 % a + 1) | (2 - a, 3 % a - 1) | (2, 3 % a) | (a, 3 % a) | (2 - a, 3) | (2 - a, a) | (3 - a, 3 % a) | "
    "(1 - a, 3 % a) | (2 - a, 4 % a) | (2 - a, 2 % a) | (3 % a, 2 - a) | (2 - a, 3 % a) | (a - 2, 3 % a) | "
    "(2 - a + 1, 3 % a + 1) | (2 - a - 1, 3 % a - 1)",
}  # fmt: skip
STATEMENTS = {  # some that are made of it, without ``def f``, and some that are not
    "y = a\ny += 2\nreturn y": (
        ["y += a\ny += 2\nreturn y", "y *= a\ny += 2\nreturn y", "y = a\ny = 2\nreturn y", "y = a\ny -= 2\nreturn y",
         "pass\ny += 2\nreturn y", "y = a\npass\nreturn y", "y = a\ny += 2\nreturn y + 1"],
        ["y = a\ny += 2\npass", "y -= a\ny += 2\nreturn y"],
    ),
    "y = np.zeros(a)\nx = list(a)\nreturn y": (
        ["y = np.zeros(a)\nx += list(a)\nreturn y", "y = np.ones(a)\nx = list(a)\nreturn y"],
        ["y += np.zeros(a)\nx = list(a)\nreturn y", "y *= np.zeros(a)\nx = list(a)\nreturn y"],
    ),
    "x, y = a\nreturn y": (
        ["pass\nreturn y", "y, x = a\nreturn y"], ["x, y += a\nreturn y", "(x, y) += a\nreturn y"]
    ),
    "for k, p, s in a:\n    y = s\nreturn y": (
        ["for p, k, s in a:\n    y = s\nreturn y", "for s, p, k in a:\n    y = s\nreturn y",
         "for k, s, p in a:\n    y = s\nreturn y"],
        ["for k, p, s in a:\n    y = s\nreturn np.inf"],
    ),
    "b = -9\nc, d = 0, (2, a)\ne = np.full(a, 7)\nf = max(e, default=1)\nreturn b": (
        ["b = -np.inf\nc, d = (0, (2, a))\ne = np.full(a, 7)\nf = max(e, default=1)\nreturn b",
         "b = -9\nc, d = (np.inf, (2, a))\ne = np.full(a, 7)\nf = max(e, default=1)\nreturn b",
         "b = -9\nc, d = (0, (2, a))\ne = np.full(a, -np.inf)\nf = max(e, default=1)\nreturn b",
         "b = -9\nc, d = (0, (2, a))\ne = np.full(a, 7)\nf = max(e, default=np.inf)\nreturn b"],
        ["b = --np.inf\nc, d = (0, (2, a))\ne = np.full(a, 7)\nf = max(e, default=1)\nreturn b",
         "b = -9\nc, d = (0, (np.inf, a))\ne = np.full(a, 7)\nf = max(e, default=1)\nreturn b"],
    ),
    "for i in a:\n    y = i\n    z = y\nreturn z": (
        ["if True:\n    for i in a:\n        y = i\n    z = y\nreturn z",
         "if True:\n    y = i\n    for i in a:\n        z = y\nreturn z"],
        [],
    ),
    "for i in a:\n    y = i\n    z = y\n    y = z\nreturn z": (
        ["if True:\n    for i in a:\n        y = i\n        z = y\n    y = z\nreturn z",
         "if True:\n    y = i\n    for i in a:\n        z = y\n        y = z\nreturn z"],
        [],
    ),
    "for i in a:\n    x = i\n    for j in i:\n        y = j\n        z = y\n        y = z\nreturn z": (
        ["if True:\n    for i in a:\n        x = i\n        for j in i:\n            y = j\n            z = y\n    "
         "y = z\nreturn z"],
        [],
    ),
    "while a:\n    y = 1\n    a = 0\nreturn y": (
        ["if True:\n    while a:\n        y = 1\n    a = 0\nreturn y",
         "if True:\n    y = 1\n    while a:\n        a = 0\nreturn y"],
        [],
    ),
    "for i in a:\n    for j in i:\n        y = j\n        z = y\nreturn z": (
        ["if True:\n    for i in a:\n        for j in i:\n            y = j\n    z = y\nreturn z"], [],
    ),
    "s, t = (0, 1)\nu = 2\nv = 3\nfor i in a:\n    s = s + v\nreturn s": (
        ["s, t = (0, 1)\nu = 2\nv = 3\nfor i in a:\n    u = 2\n    s = s + v\nreturn s",
         "s, t = (0, 1)\nu = 2\nv = 3\nfor i in a:\n    v = 3\n    s = s + v\nreturn s"],
        ["s, t = (0, 1)\nu = 2\nv = 3\nfor i in a:\n    s, t = (0, 1)\n    s = s + v\nreturn s"],
    ),
    "print(a)\nfor i in a:\n    y = i\nreturn y": ([], ["print(a)\nfor i in a:\n    print(a)\n    y = i\nreturn y"]),
    "for i in a:\n    a[i] = a[i - 1] + b[i]\nreturn a": (
        ["if True:\n    a_before = a.copy()\n    for i in a:\n        a[i] = a_before[i - 1] + b[i]\nreturn a"],
        ["if True:\n    b_before = b.copy()\n    for i in a:\n        a[i] = a[i - 1] + b_before[i]\nreturn a"],
    ),
    "if a:\n    return 1\ny = a\nreturn y": (["pass\ny = a\nreturn y"], []),
    "y = []\ny.append(a)\nreturn y": (["y = []\npass\nreturn y"], ["y = []\ny.append(y)\nreturn y"]),
    "y = []\ny.extend(a)\nreturn y": ([], ["y = []\ny.extend(y)\nreturn y"]),
    "y = []\ny.insert(a, 0)\nreturn y": ([], ["y = []\ny.insert(y, 0)\nreturn y"]),
    "y = []\ny.pop(a)\nreturn y": (["y = []\ny.pop(y)\nreturn y"], []),
    "y[0] = a\nz = a\nreturn y": (["y[0] = z\nz = a\nreturn y"], ["y[0] = y\nz = a\nreturn y"]),
}  # fmt: skip


def function_of(text):
    """The node of a lambda, or of a function with this body."""
    if text.startswith("lambda"):
        return ast.parse(text, mode="eval").body
    body = "\n    ".join(text.split("\n"))
    return ast.parse(f"def f(a):\n    {body}").body[0]


def edited(text):
    """``[(group of edits, text that they make, sentence)]``."""
    function, made = function_of(text), []
    whole = ast.unparse(function)
    for group in edits(function, repair._names(function)):
        for edit in group:
            ast.fix_missing_locations(edit.new)
        olds, said = [edit.old for edit in group], repair._said(whole, function, group)
        assert ast.unparse(function) == whole
        for edit in group:
            edit.put(edit.new)
        made.append((group, body_of(function), said))
        for edit, old in zip(group, olds):
            edit.put(old)
    assert ast.unparse(function) == whole
    return made


def body_of(function):
    text = ast.unparse(function)
    return text if isinstance(function, ast.Lambda) else "\n".join(line[4:] for line in text.split("\n")[1:])


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_all_that_is_made_of_an_expression(text):
    head, wanted = text.partition(": ")[0], EXPRESSIONS[text]
    assert [made for _, made, _ in edited(text)] == [f"{head}: {one}" for one in wanted.split(" | ") if one]


@pytest.mark.parametrize("text", STATEMENTS)
def test_what_is_made_of_statements(text):
    made, (among, not_among) = [one for _, one, _ in edited(text)], STATEMENTS[text]
    assert not [one for one in among if one not in made] and not [one for one in not_among if one in made]


@pytest.mark.parametrize("text", [*EXPRESSIONS, *STATEMENTS])
def test_one_edit_before_two_the_likely_kinds_first(text):
    groups = [group for group, *_ in edited(text)]
    assert [len(group) for group in groups] == sorted(len(group) for group in groups)
    kinds = [LIKELY.index(group[0].kind[0][0]) for group in groups if len(group) == 1]
    assert kinds == sorted(kinds)
    for one, other in (group for group in groups if len(group) == 2):
        assert one.kind == other.kind and one.kind[0][0] not in ("name", "line")


@pytest.mark.parametrize(("between", "pairs"), [(0, 1), (1, 1), (2, 0)])
def test_two_edits_stand_near_each_other(between, pairs):
    made = [one for _, one, _ in edited("\n".join(["y = a % 3", *["pass"] * between, "z = a % 3", "return z"]))]
    assert sum(one.count("a % 4") == 2 for one in made) == pairs


def test_of_two_edits_none_lies_inside_of_the_other():
    groups = [group for group, *_ in edited("lambda a: abs(abs(abs(a)))")]
    assert [group[0].kind[0] for group in groups].count(("without", "call")) == 3 and max(map(len, groups)) == 1


IN_PLACE = re.compile(r"`(.+)` in place of (?:the (\w+) )?`(.+)` makes it right\.")


def replaced(text, old, new, number):
    """Texts in which the old part stands no more at one of its places, of which the number-th is wanted, or any."""
    begin = "" if old[0] == "[" else r"(?<!\w)"
    found = list(re.finditer(rf"{begin}{re.escape(old)}(?!\w)", text))
    for match in found if number is None else found[number : number + 1]:
        for put in (new, f"({new})"):
            try:
                yield ast.unparse(ast.parse(text[: match.start()] + put + text[match.end() :]))
            except SyntaxError:
                continue


PUT = [*EXPRESSIONS, "lambda a: a + a + a", "lambda a, b: (a - b) * (a - b) - b", "lambda x, i: x[i] + x[i, i] + i"]


@pytest.mark.parametrize("text", PUT)
def test_the_words_say_what_is_put_in_which_place(text):
    """What a sentence says, done with the text by hand, makes the text that the edit made."""
    for group, made, said in edited(text):
        if len(group) > 1:
            continue
        new, ordinal, old = IN_PLACE.fullmatch(said).groups()
        number = None if ordinal is None else repair.ORDINALS.index(ordinal)
        body = text.partition(": ")[2]
        assert made.partition(": ")[2] in replaced(body, old, new, number), (said, made)


SENTENCES = {
    ("y = a\ny += 2\nreturn y", "pass\ny += 2\nreturn y"): "Without the line `y = a` it is right.",
    ("y = a\ny += 2\nreturn y", "y += a\ny += 2\nreturn y"):
    "In the line `y = a`, `y += a` in place of `y = a` makes it right.",
    ("y = a\ny += 2\nreturn y", "y = a\ny -= 2\nreturn y"):
    "In the line `y += 2`, `y -= 2` in place of `y += 2` makes it right.",
    ("y = a\ny += 2\nreturn y", "y = a\ny += 2\nreturn a"):
    "In the line `return y`, `a` in place of `y` makes it right.",
    ("for i in a:\n    y = i\n    z = y\nreturn z", "if True:\n    for i in a:\n        y = i\n    z = y\nreturn z"):
    "With `z = y` behind the loop, not inside of it, it is right.",
    ("for i in a:\n    y = i\n    z = y\nreturn z", "if True:\n    y = i\n    for i in a:\n        z = y\nreturn z"):
    "With `y = i` before the loop, not inside of it, it is right.",
    ("for i in a:\n    for j in i:\n        y = j\n        z = y\nreturn z",
     "if True:\n    for i in a:\n        for j in i:\n            y = j\n    z = y\nreturn z"):
    "With `z = y` behind the loop, not inside of it, it is right.",
    ("u = 2\nfor i in a:\n    s = s + u\nreturn s", "u = 2\nfor i in a:\n    u = 2\n    s = s + u\nreturn s"):
    "With `u = 2` inside of the loop too, as its first line, it is right.",
    ("for i in a:\n    a[i] = a[i - 1]\nreturn a",
     "if True:\n    a_before = a.copy()\n    for i in a:\n        a[i] = a_before[i - 1]\nreturn a"):
    "With `a` read from a copy made before the loop, since the loop writes into it, it is right.",
    ("return (a % 3, a % 3)", "return (a % 4, a % 4)"):
    "In the line `return (a % 3, a % 3)`, `a % 4` in place of the first `a % 3` and `a % 4` in place of the second "
    "`a % 3` make it right.",
    ("return x[1, a]", "return x[2, a]"): "In the line `return x[1, a]`, `[2, a]` in place of `[1, a]` makes it right.",
    ("return (1, a)", "return (2, a)"): "In the line `return (1, a)`, `(2, a)` in place of `(1, a)` makes it right.",
    ("return x[1:, a]", "return x[2:, a]"): "In the line `return x[1:, a]`, `2:` in place of `1:` makes it right.",
    ("return x[1, a]", "return x[a, 1]"): "In the line `return x[1, a]`, `a, 1` in place of `1, a` makes it right.",
}  # fmt: skip


@pytest.mark.parametrize(("text", "made"), SENTENCES)
def test_the_sentence_of_a_change(text, made):
    assert {said for _, one, said in edited(text) if one == made} == {SENTENCES[text, made]}
