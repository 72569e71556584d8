"""Lines that show an output as it should be and as it is: which inputs stand in it, with which weights."""

from itertools import combinations

import numpy as np

from ...words import shown
from ..changes import argument_names
from ..message import arguments
from .reading import MOST, NEAR, asker, asker_of_answer, far, largest_of, reading

LONGEST = 9  # terms that are written
LOOKED_AT = 6  # failing inputs
SHOWN = 12  # numbers of an array that is written out
NOTHING = "yours is 0"


def sums(trial):
    """Lines that show the first wrong entry of a failing input as it should be and as it is.

    Of the smallest one, unless nothing stands in that entry, and in that of another one does.
    """
    empty = []
    for number in trial.plain_wrong[:LOOKED_AT]:
        case = trial.inputs.cases[number]
        if trial.replies[number].error or not _sizes(case):
            continue
        lines, places = _of_case(trial, number, case)
        if lines and number != trial.plain_wrong[0]:
            where = _input(trial, case, places)
            lines = [where, *lines] if where else []
        if lines and not any(line.endswith(NOTHING) for line in lines):
            return lines
        empty = empty or lines
    return empty


def _input(trial, case, places):
    """Which input, where it is not the one that is shown; "" where it is too large for that.

    What is said of the arrays at ``places`` holds for any numbers in them; of the others it may hang on these.
    """
    words = []
    for place, (name, value) in enumerate(arguments(trial.exercise, case)):
        if place not in places and isinstance(value, np.ndarray) and value.size > SHOWN:
            return ""
        given = f"of shape {value.shape}" if place in places else f"= {shown(value)}"
        words.append(f"{name} {given}")
    return f"For {', '.join(words)}:"


def _of_case(trial, number, case):
    part = trial.faults[number].part
    right = asker(trial.exercise, part)
    yours = asker_of_answer(trial, part)
    sizes = _sizes(case)
    for count in range(min(3, len(sizes)), 0, -1):
        for places in combinations(sizes, count):
            if np.prod([sizes[p] + 1 for p in places]) > MOST:
                continue
            should = reading(right, case, places)
            if should is None:
                continue
            mine = reading(yours, case, places)
            if mine is not None:
                found = _compared(trial, case, places, should, mine, part, trial.faults[number].wrong)
                if found and not (far(right, case, places, should) and far(yours, case, places, mine)):
                    found = [_near_0(trial, case, places), *found]
                return found, places
    return _windows(trial, case, right, yours, part, trial.faults[number].wrong)


def _wrong_ones_first(shape, wrong):
    """Indices, those first at which the printed output is wrong."""
    indices = list(np.ndindex(shape))
    return (
        sorted(indices, key=lambda index: not wrong[index]) if wrong is not None and wrong.shape == shape else indices
    )


def _sizes(case):
    return {i: a.size for i, a in enumerate(case.args) if isinstance(a, np.ndarray) and a.dtype.kind in "fu" and a.size}


def _near_0(trial, case, places):
    """In which numbers the sums are verified, where they do not hold in all."""
    names = argument_names(trial.exercise.expected)
    ranges = "0 to 100" if all(case.args[p].dtype.kind == "u" for p in places) else f"-{NEAR} to {NEAR}"
    return f"With numbers from {ranges} in {' and '.join(names[p] for p in places)}:"


def _compared(trial, case, places, should, mine, part, wrong):
    axes = len(places)
    for index in _wrong_ones_first(should.shape[axes:], wrong):
        if len(index) == mine.ndim - axes and all(i < n for i, n in zip(index, mine.shape[axes:])):
            one, other = should[(..., *index)], mine[(..., *index)]
            if np.abs(one - other).max() > 1e-6:
                break
    else:
        return []
    names = [argument_names(trial.exercise.expected)[p] for p in places]
    shapes = [case.args[p].shape for p in places]
    label = _output(trial.exercise, part) + _index(index)
    terms = [_terms(weights, names, shapes) for weights in (one, other)]
    lines = [f"{label} should be {_sum(terms[0])}", f"{'yours is'.rjust(len(label) + 10)} {_sum(terms[1])}"]
    if max(map(len, terms)) > 1:
        missing = {t: w for t, w in terms[0].items() if t not in terms[1]}
        extra = {t: w for t, w in terms[1].items() if t not in terms[0]}
        other = {t: w for t, w in terms[1].items() if t in terms[0] and abs(w - terms[0][t]) > 1e-6}
        for words, part_of in (("missing", missing), ("too much", extra), ("of wrong weight", other)):
            if part_of and len(part_of) < len(terms[0 if words == "missing" else 1]):  # all: both lines say it
                lines.append(f"{words.rjust(len(label) + 9)}: {_sum(part_of)}")
    return lines


def _terms(weights, names, shapes):
    """``{text of a product: its weight}``."""
    found = {}
    for index in zip(*np.nonzero(np.abs(weights) > 1e-9)):
        factors = [
            name + _index(np.unravel_index(i - 1, shape)) for name, shape, i in zip(names, shapes, index) if i > 0
        ]
        found["·".join(factors)] = float(weights[index])
    return found


def _sum(terms):
    text = ""
    for number, (term, weight) in enumerate(terms.items()):
        if number == LONGEST:
            return f"{text} + ... ({len(terms)} in all)"
        size = "" if abs(abs(weight) - 1) < 1e-6 and term else f"{abs(weight):.4g}{'·' if term else ''}"
        sign = ("" if weight > 0 else "-") if not text else (" + " if weight > 0 else " - ")
        text += f"{sign}{size}{term}"
    return text or "0"


def _index(index):
    return f"[{','.join(map(str, index))}]" if len(index) else ""


def _output(exercise, part):
    return exercise.output if isinstance(exercise.output, str) else exercise.output[part or 0]


def _windows(trial, case, right, yours, part, wrong):
    """The same for functions that take the largest number of a window."""
    for place in _sizes(case):
        should = largest_of(right, case, place)
        several = any(len(places) > 1 for places in (should or {}).values())  # of one, the mean is the largest, too
        mine = several and largest_of(yours, case, place)
        if not mine:
            continue
        name = argument_names(trial.exercise.expected)[place]
        for index in _wrong_ones_first(tuple(n + 1 for n in max(should)), wrong):
            if index in mine and mine[index] != should[index]:
                label = _output(trial.exercise, part) + _index(index)
                texts = [_list(name, sorted(places)) for places in (should[index], mine[index])]
                below = f"{'yours is'.rjust(len(label) + 10)} that of {texts[1]}"
                return [f"{label} should be the largest of {texts[0]}", below], (place,)
    return [], ()


def _list(name, places):
    texts = [name + _index(p) for p in places[:LONGEST]]
    return ", ".join(texts) + (f", ... ({len(places)} in all)" if len(places) > LONGEST else "")
