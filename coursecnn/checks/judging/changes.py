"""Changes of inputs and outputs that people make without meaning to, each with the sentence that says it."""

import inspect
from itertools import permutations

import numpy as np

from ..parts import Case
from .alterations import ARRAYS, INTS, PAIRS, ROWS, SEQUENCES, TURNS, TURNS_OF_MANY_AXES, along, of_results


def argument_names(function):
    """Names of the positional arguments of a right function; none where it is written in C and tells none."""
    try:
        return list(inspect.signature(function).parameters)
    except ValueError:
        return []


def of_inputs(exercise, inputs):
    """``(sentence, change of a case)`` for each change that an argument of this exercise allows."""
    names, found = argument_names(exercise.expected), []
    first = inputs.cases[0].args[: len(names)]  # what has no name cannot be spoken of
    for place, (name, value) in enumerate(zip(names, first)):
        for words, change in _of(value).items():
            text = words.format(name) if "{0}" in words else f"{name} {words}"
            found.append((f"It gives what is right for {text}.", _at(place, change)))
    pairs = [place for place, value in enumerate(first) if _of(value) is PAIRS]
    if len(pairs) > 1:
        words = ", ".join(names[place] for place in pairs)
        found.append((f"It gives what is right for {words} read as (width, height), all of them.", _each(pairs)))
    rows = [p for p, value in enumerate(first) if isinstance(value, np.ndarray) and value.ndim == 1]
    if len(rows) > 1:
        words = " and ".join(names[place] for place in rows)
        found += [(f"It gives what is right for {words}, each {w}.", _each(rows, change)) for w, change in ROWS.items()]
    for one in range(len(first)):
        for other in range(len(first)):
            if one < other and _alike(first[one], first[other]):
                found.append(
                    (f"It gives what is right with {names[one]} and {names[other]} exchanged.", _swap(one, other))
                )
            if one != other and _alike(first[one], first[other]):
                text = f"It gives what is right with {names[other]} in the place of {names[one]}."
                found.append((text, _copy(one, other)))
    return found


def of_outputs(exercise, trial):
    """``(sentence, change of a right value)``."""
    right = trial.inputs.rights[-1]
    if isinstance(right, tuple | list):
        found = [(f"Yours is the right result {words}.", change) for words, change in SEQUENCES.items()]
        for place, part in enumerate(right):
            name = exercise.named(place)
            if isinstance(part, np.ndarray | float | np.floating):
                for words, change in {**of_results(np.ndim(part)), **_scaled(trial, place)}.items():
                    found.append((f"{name} is the right one {words}; the rest is right.", _within(place, change)))
            elif isinstance(part, int) and not isinstance(part, bool):
                for words, change in _scaled(trial, place).items():
                    found.append((f"{name} is the right one {words}; the rest is right.", _within(place, change)))
        return found
    if isinstance(right, np.ndarray | float | np.floating | int) and not isinstance(right, bool):
        axes = {}
        for axis in range(np.ndim(right)):
            axes |= along(axis) | {
                f"added up along axis {axis}, which is kept": lambda a, axis=axis: a.sum(axis=axis, keepdims=True),
                f"in reverse order along axis {axis}": lambda a, axis=axis: np.flip(a, axis),
                f"with an axis of length 1 more, axis {axis}": lambda a, axis=axis: np.expand_dims(a, axis),
                f"without axis {axis}, of length 1": lambda a, axis=axis: np.squeeze(a, axis),
            }
        if np.ndim(right) > 2:
            orders = list(permutations(range(np.ndim(right))))[1:]
            axes |= {
                f"with its axes in the order {order}": lambda a, order=order: a.transpose(order) for order in orders
            }
        if np.ndim(right) == 1:
            axes["as a column"] = lambda a: a[:, None]
        axes["in its shape alone"] = lambda a: np.array(a.shape)
        made = {**_scaled(trial, None), **of_results(np.ndim(right)), **axes}
        return [(f"Yours is the right result {words}.", change) for words, change in made.items()]
    if isinstance(right, bool | np.bool_):
        return [("Yours says the opposite every time.", lambda a: not a)]
    return []


def _scaled(trial, place):
    """Multiples and shifts by a number, which is read from the first case that failed and tells the others."""
    for number in trial.plain_wrong:
        got, right = trial.replies[number].value, trial.inputs.rights[number]
        if place is not None:
            if not isinstance(got, tuple | list) or min(len(got), len(right)) <= place:
                continue
            got, right = got[place], right[place]
        try:
            got, right = np.asarray(got, float).reshape(-1), np.asarray(right, float).reshape(-1)
        except (TypeError, ValueError, OverflowError):
            continue
        if got.shape != right.shape or not got.size or not np.isfinite(got).all():
            continue
        at = np.abs(right).argmax()
        made, near = {}, np.abs(right).argmin()
        if right[at] != right[near]:
            slope = (got[at] - got[near]) / (right[at] - right[near])
            first = got[at] - slope * right[at]
            if abs(slope) > 1e-6 and slope != 1 and abs(first) > 1e-6:
                words = f"times {_number(slope)}, {'plus' if first > 0 else 'minus'} {_number(abs(first))}"
                made[words] = lambda a, slope=slope, first=first: a * slope + first
        if right[at] and got[at] and got[at] != right[at]:
            factor = got[at] / right[at]
            words = f"times {_number(factor)}" if abs(factor) >= 1 else f"divided by {_number(1 / factor)}"
            made["with the sign turned" if factor == -1 else words] = lambda a, factor=factor: a * factor
        shift = got[at] - right[at]
        if shift:
            made[f"plus {_number(shift)}" if shift > 0 else f"minus {_number(-shift)}"] = lambda a, shift=shift: (
                a + shift
            )
        return made
    return {}


def _number(n):
    return f"{round(n, 6):g}"


def _of(value):
    if isinstance(value, np.ndarray) and value.ndim >= 2:
        if value.ndim == 2:
            return TURNS | ARRAYS
        more = {f"in reverse order along axis {a}": lambda x, a=a: np.flip(x, a) for a in range(value.ndim - 2)}
        more |= {f"cut to its first part along axis {a}": lambda x, a=a: x.take([0], a) for a in range(2)}
        return TURNS_OF_MANY_AXES | ARRAYS | more
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return {**ROWS, "sorted": np.sort, "without its signs": np.abs}
    if isinstance(value, bool):
        return {"{0} = True, whatever {0} is": lambda a: True, "{0} = False, whatever {0} is": lambda a: False}
    if isinstance(value, int):
        return INTS
    if type(value) is tuple and len(value) == 2 and all(isinstance(n, int) for n in value):
        return PAIRS
    if isinstance(value, tuple | list) and value:
        return ROWS | _of_parts(value[-1])
    return {}


def _of_parts(part):
    """Changes of each tuple in a list: two of its values are exchanged, or one is always the same."""
    if type(part) is not tuple or not all(isinstance(n, int) for n in part):
        return {}
    places = range(len(part))
    found = {
        f"{{0}} with values [{i}] and [{j}] of each exchanged":
        lambda a, i=i, j=j: [tuple(p[{i: j, j: i}.get(n, n)] for n in places) for p in a]
        for i in places for j in places if i < j
    }  # fmt: skip
    return found | {
        f"{{0}} with {n} as value [{i}] of each, whatever that is":
        lambda a, i=i, n=n: [(*p[:i], n, *p[i + 1 :]) for p in a]
        for i in places for n in (0, 1, 2, 3)
    }  # fmt: skip


def _alike(a, b):
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.ndim == b.ndim and a.dtype == b.dtype
    return type(a) is type(b) and isinstance(a, int | float | tuple)


def _with_args(case, args):
    return Case(tuple(args), case.kwargs)


def _at(place, change):
    def changed(case):
        if place >= len(case.args):
            return case
        return _with_args(case, [change(a) if i == place else a for i, a in enumerate(case.args)])

    return changed


def _swap(one, other):
    def changed(case):
        args = list(case.args)
        if other >= len(args):
            return case
        args[one], args[other] = args[other], args[one]
        return _with_args(case, args)

    return changed


def _each(places, change=lambda a: a[::-1]):
    def changed(case):
        return _with_args(case, [change(a) if i in places else a for i, a in enumerate(case.args)])

    return changed


def _copy(one, other):
    def changed(case):
        if max(one, other) >= len(case.args):
            return case
        return _with_args(case, [case.args[other] if i == one else a for i, a in enumerate(case.args)])

    return changed


def _within(place, change):
    return lambda parts: tuple(change(part) if i == place else part for i, part in enumerate(parts))
