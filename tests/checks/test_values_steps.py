"""Values worked out step by step: another number at one step is named where it gives the answer, and nothing else does.

Each line of a table was worked out by hand: what is said makes the answer out of the numbers of the steps.
"""

import numpy as np
import pytest
from made_exercises import of_value

from coursecnn.checks.judging.values.fit import Fit
from coursecnn.checks.judging.values.paper import explained
from coursecnn.checks.slips import combined, step

OFF = "It is off by one: is the first or the last one forgotten, or counted twice?"
W, X = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 1.0], [0.0, 2.0]])


def area():
    product = step("the area", step("the side", 30) * step("the height", 50), "the side", "the height")
    return product + step("the frame", 7)  # 1507


AREA = {
    1500: "That is the area", 30: "That is the side", 7: "That is the frame", 0: [], "a": [],
    1493: "the frame taken with the other sign", 1514: "the frame taken twice", 1503.5: "half of the frame",
    87: "? the side and the height added", -13: "? the height taken away from the side",
    27: "? the side taken away from the height", 7.6: "? the side divided by the height",
    26 / 3: "the height divided by the side", 8.67: [], -1507: "It has the other sign.",
    3014: "It is off by a factor of 2.", 4521: "It is off by a factor of 3.", 150.7: "It is off by a factor of 10.",
    150700: "It is off by a factor of 100.", 1507e9: "It is off by a factor of 1,000,000,000.", 7535: [],
    907: "? the side in place of the height",
    2507: "the height in place of the side", 57: "? the height in place of the area",
    1407: "? 28 as the side: work that out again", 1457: "? 29 as the side: work that out again",
    1567: "? 52 as the height: work that out again", 9: "? 2 as the area: work that out again",
    1520: "? 20 as the frame: work that out again", 1717: "? 57 as the height: work that out again",
    1508: ["1501 as the area: work that out again", "8 as the frame: work that out again"],
    1506: ["1499 as the area: work that out again", "6 as the frame: work that out again"],
    1557: ["the height added to the area", "the height added to the frame"], 1549: "the frame squared",
    45007: ["the side squared", "the height multiplied by the side"],
    75007: ["the side multiplied by the height", "the height squared"],
    3007: ["the side taken twice", "the height taken twice"], 757: ["half of the side", "half of the height"],
    4507: ["90 as the side: work that out again", "150 as the height: work that out again"],
    5071: "It has the digits of the right number in another order.", 1507.5: [], 1507.7: [], 1543: [], 12007: [],
    10507: [],
}  # fmt: skip


def places():
    pixels, kernel = step("the number of pixels", 29), step("the kernel size", 5)
    made = (pixels - kernel) // step("the stride", 2) + 1
    return step("the number of places", made, "the number of pixels", "the kernel size")  # 13


PLACES = {
    34: "? the number of pixels and the kernel size added",
    145: "? the number of pixels and the kernel size multiplied",
    24: "? the kernel size taken away from the number of pixels",
    5.8: "? the number of pixels divided by the kernel size",
    12: OFF, 14: OFF, 11: [], 10: [], 53: [], 15: "? the kernel size left out", 7: "? the stride squared",
    31: "? 31 as the number of places: work that out again", 25: "? 1 as the stride: work that out again",
    23: "? 23 as the number of places: work that out again", 6.5: "It is off by a factor of 2.",
    16: ["35 as the number of pixels: work that out again", "36 as the number of pixels: work that out again"],
}  # fmt: skip


def linear():
    return step("the images", 64) * step("the pixels of an image", 784) + step("the biases", 10)  # 50186


LINEAR = {
    784 * 64: "the biases left out", 784 * 60 + 10:
    ["60 as the images: work that out again", "735 as the pixels of an image: work that out again"],
    784 * 65 + 10: "the pixels of an image added to the biases", 64 * 900 + 10:
    "? 900 as the pixels of an image: work that out again", 64 * 784 + 11: "? 11 as the biases: work that out again",
    64 * 1000 + 10: "? 1000 as the pixels of an image: work that out again", 64 * 784 + 64: [], 784 * 1100 + 10: [],
    784 * 77 + 10: "? 77 as the images: work that out again", 64 * 64 + 10:
    "? 64 as the pixels of an image: work that out again", 64 * 2000 + 10:
    "? 2000 as the pixels of an image: work that out again",
}  # fmt: skip


def means():
    values = np.array([3.0, 1.0, 8.0, 4.25])
    return 10 * combined("the values", values, np.mean) + step("the share", 0.3)  # 40.925


MEAN = ", where their mean is wanted."
MEANS = {
    162.8: [f"The sum of the values{words} is taken" + MEAN for words in ("", ", or 0 where it is below 0,")],
    36.55: "The median of the values is taken" + MEAN,
    36.6: "Could it be this? The median of the values is taken" + MEAN,
    40.8: [], 40.86: [], 41.0: [], 40.5: [],
    42.8: [f"Could it be this? The {which} of the values is taken" + MEAN for which in ("last", "second largest")],
}  # fmt: skip


def shares():
    return 2 * step("the share", 0.3) + step("the rest", 3.5)  # 4.1


SHARES = {
    3.7: "? 0.1 as the share", 4.5: "? 0.5 as the share", 3.52: "? 0.01 as the share", 3.54: "? 0.02 as the share",
    3.9: "? 0.2 as the share", 3.5: "That is the rest", 0.61: [], 4.3: [],
}  # fmt: skip


def below():
    return step("the loss", -12) - step("the gain", 3)  # -15


BELOW = {
    -14: ["-11 as the loss: work that out again", "2 as the gain: work that out again"],
    15: "It has the other sign.",
}
TABLES = {"area": (area, AREA), "places": (places, PLACES), "linear": (linear, LINEAR), "means": (means, MEANS),
          "shares": (shares, SHARES), "below": (below, BELOW)}  # fmt: skip


def lines(value, answer, part=None):
    exercise = of_value(value)
    return explained(exercise, Fit(answer, exercise.tolerance, part))


def in_words(words):
    """``? a`` is asked, ``a`` is said; whole sentences are what they are."""
    if words.startswith("That is"):
        return words + ": it is not yet what is asked for."
    if words[:1].isupper():
        return words
    return f"{'Could it be this? ' if words[0] == '?' else ''}Yours is what comes out with {words.removeprefix('? ')}."


@pytest.mark.parametrize(("name", "answer"), [(name, answer) for name, (_, t) in TABLES.items() for answer in t])
def test_which_step_gives_the_answer(name, answer):
    value, table = TABLES[name]
    words = [table[answer]] if isinstance(table[answer], str) else table[answer]
    assert lines(value, answer) == list(map(in_words, words))
    if not table[answer] or not words[0].startswith("That is"):  # as a part of a tuple
        assert lines(lambda: ("x", value()), ("x", answer), 1) == list(map(in_words, words))


def picture():
    sums = step("the sums", step("the kernel", W) * step("the window", X), "the kernel", "the window")
    return sums + step("the bias", 0.5)


def entry(array, place, factor):
    array = array.copy()
    array[place] *= factor
    return array


PICTURE = [
    (W[::-1, ::-1] * X + 0.5, "the kernel turned by 180 degrees"), (W * X, "That is the sums"),
    (W.T * X + 0.5, "? the kernel with rows and columns exchanged"), (W * X + 1, "the bias taken twice"),
    (W * X - 0.5, "the bias taken with the other sign"), (W + X + 0.5, "the kernel and the window added"),
    (W - X + 0.5, "the window taken away from the kernel"), (X - W + 0.5, "the kernel taken away from the window"),
    (W * W + 0.5, "the kernel in place of the window"), (X * X + 0.5, "the window in place of the kernel"),
    (W + 0.5, "the kernel in place of the sums"), (-W * X + 0.5, "the sums taken with the other sign"),
    ((W * X) ** 2 + 0.5, "the sums squared"), (W * X + 0.25, "half of the bias"), (W * X + 0.2, "? 0.2 as the bias"),
    (0 * W + 0.5, ["the kernel left out", "the window left out"]), (W * X + 0.51, []), (2 * W * X + 0.5, []),
    (3 * W * X, []),
    *((entry(W, place, factor) * X + 0.5, [f"entry [{place[0]}, {place[1]}] of {which} {words}" for which in
                                           ("the kernel", "the window")])
      for place in ((0, 1), (1, 1)) for factor, words in ((0, "left out"), (-1, "taken with the other sign"))),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(PICTURE)))
def test_which_step_gives_an_array(number):
    answer, words = PICTURE[number]
    assert lines(picture, answer) == list(map(in_words, [words] if isinstance(words, str) else words))
    plain = picture()
    assert np.abs(answer - plain).max() > 1e-3


@pytest.mark.parametrize(("size", "said"), [(20, 1), (21, 0)])
def test_entries_of_small_arrays_alone_are_named(size, said):
    numbers = np.arange(1.0, size + 1)

    def values():
        return step("the values", numbers) @ numbers**2

    answer = entry(numbers, 6, 0) @ numbers**2
    assert lines(values, answer) == [in_words("entry [6] of the values left out")] * said


@pytest.mark.parametrize(
    ("right", "answer", "words"),
    [
        (0.25, 25.0, "Could it be a hundred times what is wanted"), (0.36, 0.6, "Could it be a square root?"),
        (0.25, -0.25, "It has the other sign."), (0.25, 250.0, "It is off by a factor of 1,000."),
        (0.25, 0.26, None), (4, 400, "It is off by a factor of 100."), (3.0, 12.01, None), (8, 2, "factor of 4"),
        (5, "a", None), (0, 7, None), (7, 0, None), (5000, 4999, OFF), (5000, 5002, None), (123, 321, "another order"),
        (123, 123.5, None), (123.0, 122, None), (200, 200.00001, None),
    ],
)  # fmt: skip
def test_a_number_as_a_whole(right, answer, words):
    found = lines(lambda: right, answer)
    assert len(found) == (words is not None) and (not found or words in found[0]), found
