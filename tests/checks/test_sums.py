"""Which inputs stand in an output, with which weights: each line is read off the two functions beside it."""

import numpy as np
import pytest
from made_exercises import on_cases

from coursecnn.checks import Case
from coursecnn.checks.door import open_door
from coursecnn.checks.judging.sums import sums
from coursecnn.checks.judging.trial import Trial

X, G = np.array([2.0, 3.0]), np.array([[1.0, 5.0, 2.0], [4.0, 3.0, 7.0]])
THREE, TWELVE, MANY = np.arange(1.0, 4), np.arange(1.0, 13), np.arange(1.0, 40)
NINE = " + ".join(f"x[{i}]" for i in range(9))
PARTS = {"output": ("The sum", "The rest")}


def largest(*places):
    return ", ".join(f"x[{i},{j}]" for i, j in places)


def lines(right, answer, *cases, **more):
    return sums(Trial(on_cases(right, *cases, **more), open_door(answer)))


def two(label, should, yours, *more, label_of="yours is"):
    """The first two lines, and those below; the words of all end at one place."""
    rows = [f"{label} should be {should}", f"{label_of:>{len(label) + 10}} {yours}"]
    return rows + [f"{words:>{len(label) + 9}}: {text}" for words, text in more]


TABLE = [
    # weights, signs, numbers without an input
    (lambda x: x[0] + 2 * x[1], lambda x: x[0] - x[1], [(X,)],
     two("result", "x[0] + 2·x[1]", "x[0] - x[1]", ("of wrong weight", "-x[1]"))),
    (lambda x: x[0] + 3, lambda x: 5 - x[0] * 0.33333333, [(X,)], two("result", "3 + x[0]", "5 - 0.3333·x[0]")),
    (lambda x: -x[0] - 1, lambda x: -1 + x[0], [(X,)],
     two("result", "-1 - x[0]", "-1 + x[0]", ("of wrong weight", "x[0]"))),
    (lambda x: -0.5 * x[1], lambda x: -x[1], [(X,)], two("result", "-0.5·x[1]", "-x[1]")),
    (lambda x: x[0] * 0, lambda x: x[0], [(X,)], two("result", "0", "x[0]")),
    (lambda x: x[0] * 0 + 1, lambda x: x[0] * 0 - 1, [(X,)], two("result", "1", "-1")),
    (lambda x: 2.00049 * x[0], lambda x: 2.5 * x[0], [(X,)], two("result", "2·x[0]", "2.5·x[0]")),
    # the first entry that is wrong
    (lambda x: x, lambda x: x[::-1], [(X,)], two("result[0]", "x[0]", "x[1]")),
    (lambda x: x * 2, lambda x: x * 2 + [0, 1], [(X,)], two("result[1]", "2·x[1]", "1 + 2·x[1]", ("too much", "1"))),
    (lambda x: 1.0 * x, lambda x: x * [[1, 1, 1], [1, 3, 4]], [(G,)], two("result[1,1]", "x[1,1]", "3·x[1,1]")),
    (lambda x: x - x[0, 0] * 1.0, lambda x: x * 1.0 + 0 * x[0, 0], [(G - 1,)],  # no entry of this input shows it
     []),
    # how many
    (lambda x: x.sum(), lambda x: x[1:].sum(), [(TWELVE,)],
     two("result", f"{NINE} + ... (12 in all)", f"{NINE[7:]} + x[9] + ... (11 in all)", ("missing", "x[0]"))),
    (lambda x: x.sum(), lambda x: x.sum() + x[0] + x[3], [(TWELVE[:9],)],
     two("result", NINE, f"2·{NINE.replace('x[3]', '2·x[3]')}", ("of wrong weight", "2·x[0] + 2·x[3]"))),
    (lambda x: x.sum(), lambda x: x[:2].sum() + 5 * x[2] + 7, [(THREE,)],
     two("result", "x[0] + x[1] + x[2]", "7 + x[0] + x[1] + 5·x[2]", ("too much", "7"), ("of wrong weight", "5·x[2]"))),
    (lambda x: x[0] + x[1], lambda x: x[1] + x[2], [(THREE,)],
     two("result", "x[0] + x[1]", "x[1] + x[2]", ("missing", "x[0]"), ("too much", "x[2]"))),
    (lambda x: x[0] + x[1], lambda x: 3 * x[0] + 3 * x[1], [(X,)], two("result", "x[0] + x[1]", "3·x[0] + 3·x[1]")),
    # products
    (lambda x, w: (x * w).sum(), lambda x, w: x[0] * w[1], [(X, X + 1)],
     two("result", "x[0]·w[0] + x[1]·w[1]", "x[0]·w[1]")),
    (lambda x, w: (x * w).sum(), lambda x, w: (x * w).sum() + x[0], [(X, X + 1)],
     two("result", "x[0]·w[0] + x[1]·w[1]", "x[0] + x[0]·w[0] + x[1]·w[1]", ("too much", "x[0]"))),
    (lambda x, y, z: x[0] * y[0] * z[0], lambda x, y, z: x[0] * y[1] * z[1], [(X, X + 1, X + 2)],
     two("result", "x[0]·y[0]·z[0]", "x[0]·y[1]·z[1]")),
    (lambda x, y, z, v: x[0] * y[0] * z[0] + v[0], lambda x, y, z, v: x[0] * y[1] * z[1] + v[0], [(X, X + 1, X + 2, X)],
     two("result", "2 + x[0]·y[0]·z[0]", "2 + x[0]·y[1]·z[1]", ("missing", "x[0]·y[0]·z[0]"),
         ("too much", "x[0]·y[1]·z[1]"))),
    (lambda x, y: x[0] * y[0], lambda x, y: x[0] * y[1], [(MANY, MANY)], two("result", "x[0]", "2·x[0]")),
    (lambda x, y: x[0] * y[0] ** 2, lambda x, y: x[1] * y[0] ** 2, [(X, X + 1)], two("result", "9·x[0]", "9·x[1]")),
    (lambda x, n: x[0] * n, lambda x, n: x[1] * n, [(X, 4)], two("result", "4·x[0]", "4·x[1]")),
    (lambda x, s=1: x[0] * s, lambda x, s=1: x[1] * s, [Case((X,), {"s": 3})], two("result", "3·x[0]", "3·x[1]")),
    (lambda x: x.astype(float) / 3, lambda x: x.astype(float) / 4, [(np.array([200, 100], np.uint8),)],
     two("result[0]", "0.3333·x[0]", "0.25·x[0]")),
    # another input, where nothing stands in this one
    (lambda x: x[0], lambda x: x[0] * 0, [(X,), (X + 1,)], two("result", "x[0]", "0")),
    (lambda x: x[0], lambda x: x[0] * 0 if len(x) < 3 else x[2], [(X,), (THREE,)],
     ["For x of shape (3,):", *two("result", "x[0]", "x[2]")]),
    (lambda x, b: x[0] * b, lambda x, b: x[0] * 0 if len(x) < 3 else x[2] * b, [(X, 2.0), (THREE, 5)],
     ["For x of shape (3,), b = 5:", *two("result", "5·x[0]", "5·x[2]")]),
    (lambda x, b: x[0] * b.max() ** 2, lambda x, b: x[0] * 0 if len(x) < 3 else x[2] * b.max() ** 2, [
        (X, TWELVE), (THREE, TWELVE)],
     [f"For x of shape (3,), b = {TWELVE.tolist()}:", *two("result", "144·x[0]", "144·x[2]")]),
    (lambda x, b: x[0] * b.max() ** 2, lambda x, b: x[0] * 0 if len(x) < 3 else x[2] * b.max() ** 2, [
        (X, MANY[:13]), (THREE, MANY[:13])], two("result", "169·x[0]", "0")),  # too long to be shown
    (lambda x: x[0], lambda x: [][0] if len(x) < 3 else x[2], [(X,), (THREE,)],
     ["For x of shape (3,):", *two("result", "x[0]", "x[2]")]),
    # parts of a tuple
    (lambda x: (x.sum(), x), lambda x: (x.sum(), x * 2), [(X,)], two("The rest[0]", "x[0]", "2·x[0]"), PARTS),
    (lambda x: (x.sum(), x), lambda x: (x.sum() * 2, x), [(X,)], two("The sum", "x[0] + x[1]", "2·x[0] + 2·x[1]"),
     PARTS),
    # the largest of a window
    (lambda x: x.max(), lambda x: x[0].max(), [(G,)],
     ["result should be the largest of " + largest(*np.ndindex(2, 3)),
      "        yours is that of " + largest((0, 0), (0, 1), (0, 2))]),
    (lambda x: x.max(axis=0), lambda x: np.append(x[:, 0].max(), x[1, 1:]), [(G,)],
     ["result[1] should be the largest of x[0,1], x[1,1]", "           yours is that of x[1,1]"]),
    (lambda x: x.max(axis=0), lambda x: np.append(x[:, 0].max(), np.maximum(x[0, 1:], x[0, 0])), [(G,)],
     ["result[2] should be the largest of x[0,2], x[1,2]", "           yours is that of x[0,0], x[0,2]"]),
    (lambda x: x.max(), lambda x: x[:9].max(), [(TWELVE,)],
     [f"result should be the largest of {NINE.replace(' +', ',')}, ... (12 in all)",
      f"        yours is that of {NINE.replace(' +', ',')}"]),
    (lambda x, w: x.max(axis=1) * (w > 0).all(), lambda x, w: x[:, 0] * (w > 0).all(), [(G, X)],
     ["result[0] should be the largest of x[0,0], x[0,1], x[0,2]", "           yours is that of x[0,0]"]),
    (lambda x: x[:, 0] ** 2 + x[:, 1] ** 2, lambda x: x.max(axis=1), [(G,)], []),
    (lambda x: x.max(axis=1), lambda x: x.mean(axis=1), [(G,)], []), (lambda x: x.max(), lambda x: x.min(), [(G,)], []),
    (lambda x: np.maximum(x.max(), 0), lambda x: x.max() + 1, [(G,)], []),
    (lambda x: x.max(), lambda x: np.abs(x).max(), [(G - 9,)], []),
    (lambda x: x.max(), lambda x: x[0], [(MANY[:1] * np.ones(701),), (2 * np.ones(702),)], []),
    # nothing can be read
    (lambda x: x * x, lambda x: x, [(X,)], []), (lambda x: x, lambda x: x * x, [(X,)], []),
    (lambda n: n, lambda n: -n, [
        (3,)], []), (lambda x: x, lambda x: [1][5], [(X,)], []), (lambda x: x, lambda x: x[:1], [(X,)], []),
    (lambda x: x[None], lambda x: x * 3, [(X,)], []), (lambda x: x[0], lambda x: "a", [(X,)], []),
    (lambda x: x[0] * 1.0, lambda x: x[0] * 2, [(np.array([3, 4]),)], []),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(TABLE)))
def test_what_stands_in_an_output_and_what_should(number):
    right, answer, cases, wanted, *more = TABLE[number]
    assert lines(right, answer, *cases, **(more[0] if more else {})) == wanted


@pytest.mark.parametrize(("length", "line"), [(7, "For x of shape (7,):"), (8, "result should be x[0]")])
def test_of_many_failing_inputs_six_are_looked_at(length, line):
    cases = [(np.arange(1.0, 3 + i),) for i in range(8)]
    assert lines(lambda x: x[0] * 1.0, lambda x: x[0] * 0 if len(x) < length else x[1], *cases)[0] == line


def test_sums_that_hold_for_some_numbers_alone_say_for_which():
    first, *rest = lines(lambda x: abs(x[0] + 50), lambda x: abs(x[0] + 60), (X,))
    assert first == "With numbers from -2 to 2 in x:"
    assert rest == two("result", "50 + x[0]", "60 + x[0]", ("of wrong weight", "60"))
    assert lines(lambda x: abs(x[0] + 1), lambda x: abs(x[0] + 2), (X,)) == []
