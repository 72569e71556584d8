"""What an input can be like, and what of it matters to an answer at all."""

import numpy as np

from ..draw import drawn
from ..parts import Case
from ..slips import run_with
from .changes import argument_names
from .match import equal
from .trial import has_nan

ENOUGH = 3  # inputs of a kind, before anything is said about them
SETTINGS = (0, 1, 2)
LARGER = [5] * 4 + [8] * 4  # levels of inputs, in which an argument may matter that does not in small ones


def conditions(trial):
    """``(words, predicate of a case)`` for all that an input of this exercise can be."""
    return [(words, _safe(holds)) for words, holds in _conditions(trial)]


def no_difference(trial):
    """Arguments that change nothing, found by giving others."""
    if all(reply.value is None for reply in trial.replies):
        return ""
    names = argument_names(trial.exercise.expected)
    numbers = [n for n, reply in enumerate(trial.replies) if not reply.error and n not in trial.inputs.floats]
    cases = [trial.inputs.cases[n] for n in numbers]
    larger = trial.inputs.once(("larger",), lambda: drawn(trial.inputs.drawing, LARGER, 9))
    cases, found = [*cases[-2 * ENOUGH :], *larger], []
    for place in range(min([len(names), *(len(case.args) for case in cases)])):
        pairs = [(case, other) for case in cases for other in _with_others(case, place)]
        matters = sum(_differ(*(run_with((), trial.exercise.expected, case)[0] for case in pair)) for pair in pairs)
        replies = trial.ask([case for pair in pairs for case in pair]) if matters >= ENOUGH else None
        if replies and not any(b.error or _tell(a.value, b.value) for a, b in zip(replies[::2], replies[1::2])):
            array = isinstance(cases[0].args[place], np.ndarray)
            found.append(f"what stands in `{names[place]}`" if array else f"what `{names[place]}` is")
    if not found:
        return ""
    words = " and ".join(found)
    return f"W{words[1:]} {'makes' if len(found) == 1 else 'make'} no difference to it, wherever it was tried."


def one_entry_matters(trial):
    """Of an argument with one axis only the first entry, or the last, makes a difference."""
    if all(reply.value is None for reply in trial.replies):
        return ""
    cases = trial.inputs.once(("rows",), lambda: drawn(trial.inputs.drawing, LARGER * 3, 10))
    for place, name in enumerate(argument_names(trial.exercise.expected)):
        some = [c for c in cases if place < len(c.args) and _is_row(c.args[place]) and len(c.args[place]) > 2]
        for words, first in (("first", 1), ("last", 0)) if len(some) > ENOUGH else ():
            pairs = [(c, _moved(c, place, i)) for c in some for i in range(first, len(c.args[place]) + first - 1)]
            rights = [[run_with((), trial.exercise.expected, c)[0] for c in pair] for pair in pairs]
            pairs = [pair for pair, right in zip(pairs, rights) if _differ(*right)]
            replies = trial.ask([c for pair in pairs for c in pair]) if len(pairs) >= ENOUGH else None
            if replies and not any(a.error or b.error or _tell(a.value, b.value)
                                   for a, b in zip(replies[::2], replies[1::2])):  # fmt: skip
                return f"Of `{name}` only the {words} entry makes a difference to it, wherever it was tried."
    return ""


def _is_row(value):
    if isinstance(value, np.ndarray):
        return value.ndim == 1 and value.dtype.kind == "f"
    return type(value) is list and all(isinstance(n, float) for n in value)


def _moved(case, place, entry):
    value = case.args[place].copy()
    value[entry] += 1.75
    return Case((*case.args[:place], value, *case.args[place + 1 :]), case.kwargs)


def _with_others(case, place):
    """The same case with other values of one argument; none for what is no number and no array."""
    value, others = case.args[place], []
    if isinstance(value, int | float) and not isinstance(value, bool):
        others = [value + 1]
    elif type(value) is tuple and value and all(isinstance(n, int) for n in value):
        others = [tuple(n + 1 for n in value)]
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
        others = [-1.7 * value + (np.arange(value.size) % 3).reshape(value.shape), 0 * value]
    return [Case((*case.args[:place], other, *case.args[place + 1 :]), case.kwargs) for other in others]


def _differ(a, b):
    return not equal(a, b)


def _tell(a, b):
    """They differ, or say nothing at all."""
    return _differ(a, b) or has_nan(a) or (isinstance(a, np.ndarray) and not a.size)


def _safe(holds):
    """False for inputs of which it makes no sense, such as the rows of an array with one axis."""

    def held(case):
        try:
            return bool(holds(case))
        except (IndexError, TypeError, AttributeError):
            return False

    return held


def _conditions(trial):
    """``(words, predicate of a case)`` for all that an input of this exercise can be."""
    exercise, first = trial.exercise, trial.inputs.cases[-1]
    names = argument_names(exercise.expected)
    found = []
    for place, (name, value) in enumerate(zip(names, first.args)):
        at = lambda case, place=place: case.args[place] if place < len(case.args) else None  # noqa: E731
        if isinstance(value, np.ndarray):
            found += _of_array(name, value, at)
        elif isinstance(value, int):
            found += [(f"{name} is {n}", lambda c, at=at, n=n: at(c) == n) for n in SETTINGS]
            tried = {at(c) for c in trial.inputs.cases if len(c.args) > place}
            found += [
                (f"{name} is {w}", lambda c, at=at, r=r: (at(c) or 0) % 2 == r)
                for r, w in enumerate(("even", "odd"))
                if sum(n % 2 == r for n in tried) >= ENOUGH
            ]
        elif type(value) is tuple and all(isinstance(n, int) for n in value):
            found += [
                (f"{name} is {(n,) * len(value)}", lambda c, at=at, n=n: at(c) is not None and set(at(c)) == {n})
                for n in SETTINGS
            ]
            found.append((f"all of {name} are equal", lambda c, at=at: at(c) is not None and len(set(at(c))) == 1))
            found += [
                (f"{name}[{i}] is {n}", lambda c, at=at, i=i, n=n: len(at(c) or ()) > i and at(c)[i] == n)
                for i in range(len(value))
                for n in SETTINGS
            ]
    ints = [(i, name) for i, name in enumerate(names[: len(first.args)]) if type(first.args[i]) is int]
    for i, one in ints:
        for j, other in ints:
            if i < j:
                found.append(
                    (f"{one} and {other} are equal", lambda c, i=i, j=j: len(c.args) > j and c.args[i] == c.args[j])
                )
    grids = [(i, name) for i, name in enumerate(names[: len(first.args)]) if isinstance(first.args[i], np.ndarray)]
    for (i, one), (j, other) in [(a, b) for a in grids for b in grids if a[0] < b[0]]:
        found.append((f"{one} and {other} have one shape", lambda c, i=i, j=j: c.args[i].shape == c.args[j].shape))
    return found


def _of_array(name, value, at):
    """The narrowest first: where two hold for the same inputs, the first one is said."""
    made = [(f"all entries of {name} are 0", lambda c: not at(c).any())] if value.dtype.kind in "fiu" else []
    if value.ndim >= 2:
        made.append((f"{name} has a single entry", lambda c: at(c).size == 1))
        square = "is square" if value.ndim == 2 else "has as many entries along its last axis as along the one before"
        made.append((f"{name} {square}", lambda c: at(c).shape[-1] == at(c).shape[-2]))
    if value.ndim == 2:
        made.append((f"{name} has one row", lambda c: at(c).shape[-2] == 1))
        made.append((f"{name} has one column", lambda c: at(c).shape[-1] == 1))
    for axis in range(value.ndim if value.ndim != 2 else 0):
        made.append((f"{name}.shape[{axis}] is 1", lambda c, axis=axis: at(c).shape[axis] == 1))
    if value.dtype.kind in "fiu":
        made.append((f"no two entries of {name} are equal", lambda c: np.unique(at(c)).size == at(c).size))
        made.append((f"no entry of {name} is below 0", lambda c: (at(c) >= 0).all()))
        made.append((f"no entry of {name} is 0", lambda c: (at(c) != 0).all()))
    return made
