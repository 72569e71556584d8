"""Which inputs, with which weights, stand in each output: read by unit inputs, and verified by random ones."""

from itertools import combinations, product

import numpy as np

from ..parts import Case
from ..slips import run_with
from ..words import shown
from .changes import argument_names
from .message import arguments

MOST = 700  # calls for one reading
LONGEST = 9  # terms that are written
LARGE = 1e6
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
    right = _asker(trial.exercise, part)
    yours = _answer(trial, part)
    sizes = _sizes(case)
    for count in range(min(3, len(sizes)), 0, -1):
        for places in combinations(sizes, count):
            if np.prod([sizes[p] + 1 for p in places]) > MOST:
                continue
            should = _reading(right, case, places)
            if should is None:
                continue
            mine = _reading(yours, case, places)
            if mine is not None:
                return _compared(trial, case, places, should, mine, part, trial.faults[number].wrong), places
    return _windows(trial, case, right, yours, part, trial.faults[number].wrong)


def _wrong_ones_first(shape, wrong):
    """Indices, those first at which the printed output is wrong."""
    indices = list(np.ndindex(shape))
    return (
        sorted(indices, key=lambda index: not wrong[index]) if wrong is not None and wrong.shape == shape else indices
    )


def _sizes(case):
    return {i: a.size for i, a in enumerate(case.args) if isinstance(a, np.ndarray) and a.dtype.kind in "fu" and a.size}


def _asker(exercise, part):
    def ask(cases):
        found = [run_with((), exercise.expected, case) for case in cases]
        return None if any(error for _, error in found) else _stacked([value for value, _ in found], part)

    return ask


def _answer(trial, part):
    def ask(cases):
        replies = trial.ask(cases)
        if replies is None or any(reply.error for reply in replies):
            return None
        return _stacked([reply.value for reply in replies], part)

    return ask


def _stacked(values, part):
    try:
        values = values if part is None else [value[part] for value in values]
        stacked = np.array([np.asarray(value, float) for value in values])
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return stacked if np.isfinite(stacked).all() else None


def _reading(ask, case, places):
    """Weights ``(1 + size of each array, output's shape)`` of all products of entries, or None.

    Index 0 of an axis stands for no entry of this array.
    """
    arrays = [case.args[p] for p in places]
    units = [[np.zeros(a.shape), *np.eye(a.size).reshape(-1, *a.shape)] for a in arrays]
    cases = [_put(case, places, chosen) for chosen in product(*units)]
    rng = np.random.default_rng(0)
    proofs = [arrays] + [[_random(rng, a) for a in arrays] for _ in range(3)]
    found = ask([*cases, *(_put(case, places, chosen) for chosen in proofs)])
    if found is None:
        return None
    weights = found[: len(cases)].reshape(*(a.size + 1 for a in arrays), *found.shape[1:])
    for axis in range(len(arrays)):
        rest = np.moveaxis(weights, axis, 0)
        rest[1:] -= rest[0].copy()
    for chosen, seen in zip(proofs, found[len(cases) :]):
        value = weights
        for a in chosen:
            value = np.tensordot(np.concatenate([[1.0], a.ravel()]), value, 1)
        if np.abs(value - seen).max(initial=0) > 1e-6 * max(1.0, np.abs(seen).max(initial=0)):
            return None
    return weights


def _random(rng, like):
    return rng.integers(0, 256, like.shape) * 1.0 if like.dtype.kind == "u" else rng.uniform(-2, 2, like.shape).round(2)


def _put(case, places, arrays):
    args = list(case.args)
    for place, array in zip(places, arrays):
        args[place] = array.copy()
    return Case(tuple(args), case.kwargs)


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
        should = _largest_of(right, case, place)
        several = any(len(places) > 1 for places in (should or {}).values())  # of one, the mean is the largest, too
        mine = several and _largest_of(yours, case, place)
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


def _largest_of(ask, case, place):
    """``{index of an output: set of the entries whose largest it is}``, or None where it is something else."""
    array, rng = case.args[place], np.random.default_rng(1)
    if array.size > MOST:
        return None
    proofs = [rng.permutation(array.size).reshape(array.shape) / 8.0 + sign for sign in (1, -array.size)]
    marked = []
    for entry in range(array.size):
        one = proofs[0].copy()
        one.flat[entry] = LARGE
        marked.append(one)
    found = ask([_put(case, [place], [a]) for a in (*marked, *proofs)])
    if found is None:
        return None
    windows = {}
    for index in np.ndindex(found.shape[1:]):
        outputs = found[(slice(None), *index)]
        entries = np.flatnonzero(outputs[: array.size] == LARGE)
        if not len(entries) or any(
            out != proof.ravel()[entries].max() for out, proof in zip(outputs[array.size :], proofs)
        ):
            return None
        windows[index] = {tuple(map(int, np.unravel_index(e, array.shape))) for e in entries}
    return windows
