"""Alterations: each makes what its words say, written out by hand."""

import math

import numpy as np
import pytest

from coursecnn.checks.judging.alterations import ARRAYS, INTS, PAIRS, RESULTS, ROWS, SEQUENCES

A = [[3, -1, 2], [9, 7, -8], [4, 0, 2]]
FRACTIONS = [-1.56789, 2.5, 0.25, 260.71]
ALIKE = {  # of inputs and of results
    "without its signs": (A, [[3, 1, 2], [9, 7, 8], [4, 0, 2]]),
    "squared": (A, [[9, 1, 4], [81, 49, 64], [16, 0, 4]]),
    "with its mean taken away": (A, [[1, -3, 0], [7, 5, -10], [2, -2, 0]]),
    "divided by its largest number": ([[1, -8, 4]], [[0.25, -2, 1]]),
    "moved one column to the right, round the end": (A, [[2, 3, -1], [-8, 9, 7], [2, 4, 0]]),
    "without its last row": (A, [[3, -1, 2], [9, 7, -8]]),
    "without its last column": (A, [[3, -1], [9, 7], [4, 0]]),
}
OF_INPUTS = {
    "with its sign turned": (A, [[-3, 1, -2], [-9, -7, 8], [-4, 0, -2]]),
    "with its fractions cut off": (FRACTIONS, [-1, 2, 0, 260]),
    "moved one row down, round the end": (A, [[4, 0, 2], [3, -1, 2], [9, 7, -8]]),
}
OF_RESULTS = {
    "turned by 180 degrees": (A, [[2, 0, 4], [-8, 7, 9], [2, -1, 3]]),
    "with rows and columns exchanged": (A, [[3, 9, 4], [-1, 7, 0], [2, -8, 2]]),
    "with its rows in reverse order": (A, [[4, 0, 2], [9, 7, -8], [3, -1, 2]]),
    "with its columns in reverse order": (A, [[2, -1, 3], [-8, 7, 9], [2, 0, 4]]),
    "turned by 90 degrees to the left": (A, [[2, -8, 2], [-1, 7, 0], [3, 9, 4]]),
    "turned by 90 degrees to the right": (A, [[4, 9, 3], [0, 7, -1], [2, -8, 2]]),
    "with the sign turned": (A, [[-3, 1, -2], [-9, -7, 8], [-4, 0, -2]]),
    "with fractions cut off": (FRACTIONS, [-1, 2, 0, 260]),
    "rounded": (FRACTIONS, [-2, 2, 0, 261]),
    "rounded down": (FRACTIONS, [-2, 2, 0, 260]),
    "rounded to one digit": (FRACTIONS, [-1.6, 2.5, 0.2, 260.7]),
    "rounded to two digits": (FRACTIONS, [-1.57, 2.5, 0.25, 260.71]),
    "rounded to three digits": (FRACTIONS, [-1.568, 2.5, 0.25, 260.71]),
    "rounded to four digits": (FRACTIONS, [-1.5679, 2.5, 0.25, 260.71]),
    "as bytes (uint8), which go from 0 to 255": (FRACTIONS, [255, 2, 0, 4]),
    "as int8, which goes from -128 to 127": ([-1.5, 130.2, 260.7], [-1, -126, 4]),
    "as a square root": ([4, 9, 0], [2, 3, 0]),
    "with all below 0 set to 0": (A, [[3, 0, 2], [9, 7, 0], [4, 0, 2]]),
    "with all above 0 set to 0": (A, [[0, -1, 0], [0, 0, -8], [0, 0, 0]]),
    "divided by its largest number, signs left out": ([[1, -8, 4]], [[0.125, -1, 0.5]]),
    "divided by its sum": ([[1, -8, 3]], [[-0.25, 2, -0.75]]),
    "stretched so that it runs from 0 to 1": ([-8, 4, 0], [0, 1, 8 / 12]),
    "standardised (its mean taken away, divided by its standard deviation)": ([1, 1, 5, 5], [-1, -1, 1, 1]),
    "as its logarithm": ([1, math.e, math.e**3], [0, 1, 3]),
    "as a power of e (exp)": ([0, 1, -1], [1, math.e, 1 / math.e]),
    "moved by one row and column, round the end": (A, [[7, -8, 9], [0, 2, 4], [-1, 2, 3]]),
    "moved one place up, round the end": (A, [[9, 7, -8], [4, 0, 2], [3, -1, 2]]),
    "moved one place down, round the end": (A, [[4, 0, 2], [3, -1, 2], [9, 7, -8]]),
    "moved one column to the left, round the end": (A, [[-1, 2, 3], [7, -8, 9], [0, 2, 4]]),
    "plus itself with rows and columns exchanged": (A, [[6, 8, 6], [8, 14, -8], [6, -8, 4]]),
    "subtracted from 1": (A, [[-2, 2, -1], [-8, -6, 9], [-3, 1, -1]]),
    "upside down (1 divided by it)": ([4, -2], [0.25, -0.5]),
    "without its first row": (A, [[9, 7, -8], [4, 0, 2]]),
    "without its first column": (A, [[-1, 2], [7, -8], [0, 2]]),
    "without its last row and column": (A, [[3, -1], [9, 7]]),
    "without its first row and column": (A, [[7, -8], [0, 2]]),
    "in its first row only": (A, [3, -1, 2]),
    "in its last row only": (A, [4, 0, 2]),
    "in its first entry only": (A, 3),
    "as a row of numbers": (A, [3, -1, 2, 9, 7, -8, 4, 0, 2]),
    "added up to one number": (A, 18),
    "averaged to one number": (A, 2),
    "multiplied to one number": ([[1, -8, 4]], -32),
    "reduced by max to one number": (A, 9),
    "sorted": (A, [[-1, 2, 3], [-8, 7, 9], [0, 2, 4]]),
    "added up step by step (cumsum)": (A, [[3, 2, 4], [9, 16, 8], [4, 4, 6]]),
}
OF_ROWS = {
    "in reverse order": ([3, 1, 2], [2, 1, 3]),
    "cut to its first entry": ([3, 1, 2], [3]),
    "without its first entry": ([3, 1, 2], [1, 2]),
    "without its last entry": ([3, 1, 2], [3, 1]),
}
OF_PAIRS = {
    "{0} read as (width, height)": (3, 7),
    "{0}[0] used in both directions": (7, 7),
    "{0}[1] used in both directions": (3, 3),
    "{0} = (1, 1), whatever {0} is": (1, 1),
    "{0} = (0, 0), whatever {0} is": (0, 0),
    "{0} = (2, 2), whatever {0} is": (2, 2),
    "{0}[0] = 1, whatever it is": (1, 3),
    "{0}[1] = 1, whatever it is": (7, 1),
    "{0}[0] = 0, whatever it is": (0, 3),
    "{0}[1] = 0, whatever it is": (7, 0),
    "{0} doubled": (14, 6),
    "{0} with 1 added": (8, 4),
    "{0} with 1 taken away": (6, 2),
}
OF_INTS = {
    "{0} = 1, whatever {0} is": 1,
    "{0} = 0, whatever {0} is": 0,
    "{0} = 2, whatever {0} is": 2,
    "{0} + 1 in place of {0}": 8,
    "{0} - 1 in place of {0}": 6,
    "2 * {0} in place of {0}": 14,
}
OF_SEQUENCES = {
    "in reverse order": ((3, 1, 2), (2, 1, 3)),
    "without the first of its values": ((3, 1, 2), (1, 2)),
    "without the last of its values": ((3, 1, 2), (3, 1)),
    "in its first value only": ((3, 1, 2), 3),
    "in its last value only": ((3, 1, 2), 2),
    "sorted": ((3, 1, 2), (1, 2, 3)),
    "sorted, the largest first": ((3, 1, 2), (3, 2, 1)),
}
TABLES = {
    "inputs": (ARRAYS, {**ALIKE, **OF_INPUTS}),
    "results": (RESULTS, {**ALIKE, **OF_RESULTS}),
    "rows": (ROWS, OF_ROWS),
    "pairs": (PAIRS, {words: ((7, 3), made) for words, made in OF_PAIRS.items()}),
    "whole numbers": (INTS, {words: (7, made) for words, made in OF_INTS.items()}),
    "sequences": (SEQUENCES, OF_SEQUENCES),
}


@pytest.mark.parametrize("of", TABLES)
def test_each_makes_what_its_words_say(of):
    changes, table = TABLES[of]
    assert set(table) == set(changes)
    for words, (value, expected) in table.items():
        value = np.array(value, float) if isinstance(value, list) else value
        made = changes[words](value)
        assert type(made) is type(expected) or isinstance(value, np.ndarray), words
        np.testing.assert_allclose(made, expected, rtol=1e-12, atol=1e-12, err_msg=words)
