"""Other ways to work out a step of the right function: another formula, or another way to make one number of many."""

import time
from functools import cache, partial
from itertools import combinations, product
from math import ceil

import numpy as np

from ..slips import Watch, without_way
from .conditions import no_difference
from .match import as_wanted, equal
from .message import SAME

SECONDS = 0.2  # of the processor, for formulas
LOOKED_AT = 4  # failing inputs that sort out formulas, before one is tried on all
FINALS = 12
OF_ARRAYS = {"ceil": np.ceil, "round": np.round, "max": np.maximum, "min": np.minimum, "abs": np.abs}
CONSTANTS = ("-1", "-100", "-128", "-255", "-999", "-1000", "-10000", "-32768", "100", "255", "256", "0.5")
WANTED = {np.sum: "their sum is", np.mean: "their mean is", np.max: "the largest is", np.min: "the smallest is",
          np.prod: "their product is", np.argmin: "the place of the smallest is"}  # fmt: skip


def _second(ordered):
    return ordered[1] if len(ordered) > 1 else ordered[0]


def _grid(numbers):
    """Only a table has rows and columns."""
    if numbers.ndim != 2:
        raise ValueError(numbers.ndim)
    return numbers


STATISTICS = {
    "the sum of {}": np.sum,
    "the mean of {}": np.mean,
    "the largest of {}": np.max,
    "the smallest of {}": np.min,
    "the product of {}": np.prod,
    "the median of {}": np.median,
    "the mean of the largest and the smallest of {}": lambda a: (a.max() + a.min()) / 2,
    "the largest of {} minus the smallest": np.ptp,
    "the first of {}": lambda a: a.flat[0],
    "the last of {}": lambda a: a.flat[-1],
    "the second smallest of {}": lambda a: _second(np.sort(a, axis=None)),
    "the second largest of {}": lambda a: _second(-np.sort(-a, axis=None)),
    "the largest of {}, or 0 where all are below 0": lambda a: max(a.max(), 0),
    "the smallest of {}, or 0 where all are above 0": lambda a: min(a.min(), 0),
    "the sum of {}, or 0 where it is below 0": lambda a: max(a.sum(), 0),
    "the size of the largest of {}, its sign left out": lambda a: np.abs(a).max(),
    "the sum of the sizes of {}, without their signs": lambda a: np.abs(a).sum(),
    "the sum of the squares of {}": lambda a: (a * a).sum(),
    "the root of the sum of the squares of {}": lambda a: np.sqrt((a * a).sum()),
    "the root of the mean of the squares of {}": lambda a: np.sqrt((a * a).mean()),
    "the mean of those of {} that are not 0": lambda a: a.sum() / max(np.count_nonzero(a), 1),
    "the number of {}": np.size,
    "the number of those of {} that are not 0": np.count_nonzero,
    "the standard deviation of {}": np.std,
    "the sum of {} divided by the largest": lambda a: a.sum() / a.max(),
    "the sum of {} divided by the number of rows": lambda a: _grid(a).sum() / len(a),
    "the place of the largest of {}": np.argmax,
    "the place of the smallest of {}": np.argmin,
    "1 divided by the largest of the reciprocals of {}": lambda a: 1 / (1 / a).max(),
    "the sum of {}, with the first counted twice": lambda a: a.sum() + a.flat[0],
    "the first of {} minus all others": lambda a: 2 * a.flat[0] - a.sum(),
    "the mean of {} without the last": lambda a: a.flat[:-1].mean(),
    "the mean of {} without the first": lambda a: a.flat[1:].mean(),
    "the mean distance of {} from their mean": lambda a: np.abs(a - a.mean()).mean(),
    "the sum of {} without the first": lambda a: a.sum() - a.flat[0],
    "the sum of {} without the last": lambda a: a.sum() - a.flat[-1],
    "the sum of the first and the last of {}": lambda a: a.flat[0] + a.flat[-1],
    "the sum of the first row of {}": lambda a: _grid(a)[0].sum(),
    "the sum of the last row of {}": lambda a: _grid(a)[-1].sum(),
    "the sum of the first column of {}": lambda a: _grid(a)[:, 0].sum(),
    "the sum of the last column of {}": lambda a: _grid(a)[:, -1].sum(),
    "the sum of the diagonal of {}": np.trace,
    "the mean of the first row of {}": lambda a: _grid(a)[0].mean(),
    "the mean of the first column of {}": lambda a: _grid(a)[:, 0].mean(),
    "the largest of the first row of {}": lambda a: _grid(a)[0].max(),
    "the largest of the first column of {}": lambda a: _grid(a)[:, 0].max(),
    "an array of all of {}, not one number made of them": lambda a: a,
    "the running sum (cumsum) of {}": np.cumsum,
    "the running product (cumprod) of {}": np.cumprod,
}  # fmt: skip


def other_way(trial):
    """A sentence: the answer gives what the right function gives, if one of its steps is worked out in another way.

    Of a formula it is not said that the answer works it out: it gives the same numbers.
    """
    if all(trial.replies[number].error for number in trial.plain_wrong):
        return ""  # errors of one kind come from many causes
    plain = {number: _seen(trial, number) for number in trial.plain_wrong[: 2 * LOOKED_AT]}
    for name, how in {name: how for watch in plain.values() for name, how in watch.hows.items()}.items():
        for words, statistic in STATISTICS.items():
            if statistic is not how and trial.agrees(_with_rule(trial, name, words, statistic)):
                wanted = f", where {WANTED[how]} wanted" if how in WANTED else ""
                text = words.format(name)
                return f"{text[0].upper()}{text[1:]} is taken{wanted}."
    same, found, until = partial(equal, tolerance=trial.exercise.tolerance), [], time.process_time() + SECONDS
    for name, parts in _steps(plain).items():
        found += [(text, name) for text in _formulas_that_fit(trial, plain, name, parts, same, until)]
    for text, name in sorted(found, key=lambda pair: len(pair[0]))[:FINALS]:
        if trial.agrees(_with_rule(trial, name, text, _rule(text))):
            takes_out = " " in text and no_difference(trial)  # what the right function puts in elsewhere
            return "" if takes_out else f"{SAME} `{text}` as {name}."
    return ""


def shape_of_other_way(trial):
    """A sentence: the answer's shape is what the right function gives, if one of its steps has another formula."""
    numbers = [n for n, reply in enumerate(trial.replies) if not reply.error and n not in trial.inputs.floats]
    plain = {number: _seen(trial, number) for number in trial.plain_wrong[: 2 * LOOKED_AT]}
    until = time.process_time() + SECONDS
    for name, parts in _steps(plain).items():
        for text in _formulas_that_fit(trial, plain, name, parts, _same_shape, until):
            function = _with_rule(trial, name, text, _rule(text))
            if all(_same_shape(function(n)[0], trial.replies[n].value) for n in numbers):
                return f"Its shape is what comes out with `{text}` as {name}."
    return ""


def _same_shape(value, other):
    return isinstance(value, np.ndarray) and np.shape(value) == np.shape(as_wanted(other, value))


def _steps(plain):
    """``{name: names of its parts}``; steps that are made in both directions also without the way."""
    steps = {name: tuple(parts[0]) for watch in plain.values() for name, parts in watch.parts.items()}
    return {without_way(name): names for name, names in steps.items()} | steps


def _seen(trial, number):
    def look():
        watch = Watch()
        watch.run(trial.exercise.expected, trial.inputs.cases[number])
        return watch

    return trial.inputs.once((number,), look)


def _with_rule(trial, name, words, rule):
    def function(number):
        case, watch = trial.inputs.cases[number], Watch(name, rule=rule)
        return trial.inputs.once((name, words, number), lambda: watch.run(trial.exercise.expected, case))

    return function


def _formulas_that_fit(trial, plain, name, parts, same, until):
    """Those that give the answer's outputs on the first failing inputs, the shortest first; none where time is over."""
    whole = all(isinstance(n, int | np.integer) for watch in plain.values() for n in _of(watch.made, name))
    texts, looked_at = formulas(parts, whole), 0
    alive = range(len(texts))
    for number, watch in plain.items():
        calls, reply = _of(watch.parts, name), trial.replies[number]
        if not calls or reply.error or looked_at == LOOKED_AT or not alive:
            continue
        looked_at += 1
        made = _of(watch.made, name)
        kinds, right = trial.inputs.once((name, number), lambda c=calls, m=made: _kinds(parts, whole, c, m))
        groups = {}
        for at in alive:
            groups.setdefault(kinds[at], []).append(at)
        groups.pop(right, None)
        alive = []
        for group in groups.values():
            if time.process_time() > until:
                return []
            text = texts[group[0]]
            value, error = _with_rule(trial, name, text, _rule(text))(number)
            alive += group if error is None and same(value, reply.value) else []
    return sorted((texts[at] for at in alive), key=len)[:FINALS] if looked_at else []


def _kinds(names, whole, calls, made):
    """``(a number for each formula, that of the right one)``: formulas with one number are equal in all calls."""
    arrays = [np.broadcast_arrays(*map(parts.get, names)) for parts in calls]
    columns = {name: _numbers(column) for name, column in zip(names, zip(*arrays))}
    with np.errstate(all="ignore"):
        found = eval(_all_of(names, whole), OF_ARRAYS, columns)
    row, kinds = np.empty(len(columns[names[0]])), {}
    numbers = []
    for value in found:
        row[...] = value + 0.0  # no -0.0
        numbers.append(kinds.setdefault(row.tobytes(), len(kinds)))
    return numbers, kinds.get(_numbers(made).tobytes())


def _numbers(arrays):
    return np.concatenate([np.ravel(array) for array in arrays]).astype(float) + 0.0


def _of(kept, name):
    """What was kept of a step, or of it in both directions."""
    return kept.get(name) or [one for other, all_ in kept.items() if without_way(other) == name for one in all_]


@cache
def _rule(text):
    code = compile(text, "<formula>", "eval")
    return lambda parts: eval(code, {"ceil": ceil, "round": round, "max": max, "min": min, "abs": abs}, parts)


@cache
def _all_of(names, whole):
    return compile(f"({', '.join(formulas(names, whole))})", "<formulas>", "eval")


@cache
def formulas(names, whole=True):
    """Formulas in these names, as texts; without ``/`` where whole numbers are made."""
    atoms = [*names, "1", "2"]
    pairs = [
        f"{a} {op} {b}" for a, op, b in product(atoms, "+-*", atoms)
        if not (a.isdigit() and b.isdigit()) and not (op in "+*" and a > b) and not (op == "*" and "1" in (a, b))
        and not (op == "-" and (a == b or a.isdigit()))
    ]  # fmt: skip
    sums = [p for p in pairs if "*" not in p]
    by = (*names, "2")
    if whole:
        shares = [f"{a} // {b}" for a, b in product([*names, *(f"({p})" for p in sums)], by) if a != b]
        shares += [f"{f}({a} / {b})" for f, a, b in product(("ceil", "round"), [*names, *(f"({p})" for p in sums
                   if "-" in p)], by) if a != b]  # fmt: skip
        found = [f"{s} {op} 1" for s, op in product(shares, "+-")]
    else:
        shares = [f"{a} / {b}" for a, b in product([*atoms, *(f"({p})" for p in pairs)], [*by, *(f"({p})" for p in
                  pairs)]) if a != b]  # fmt: skip
        found = [f"{s} * {b}" for s, b in product(shares, names) if "(" not in s]
        found += [*CONSTANTS, *(f"-{name}" for name in names), *(f"abs({p})" for p in (*names, *sums))]
    more = [f"{p} {op} {b}" for p, op, b in product(sums, "+-", atoms) if b not in p.split()[2:]]
    more += [f"{p} {op} {b}" for p, op, b in product([p for p in pairs if "*" in p], "+-", atoms)]
    more += [f"{p} * {b}" for p, b in product([p for p in pairs if "*" in p], names)]
    more += [f"{a} + {b} % 2" for a, b in product(names, names)] + [
        f"{a} + ({b} + 1) % 2" for a, b in product(names, names)
    ]
    more += [f"max(1, {a} - 1)" for a in names] + [
        f"{f}({a}, {b})" for f in ("min", "max") for a, b in combinations(names, 2)
    ]
    more += [f"({p}) * {b}" for p, b in product(sums, by)]
    more += [f"{b} * ({p}) {op} 1" for p, op, b in product(sums, "+-", names)]
    more += [f"({a}) ** 2" if " " in a else f"{a} ** 2" for a in (*names, *pairs)]
    return tuple(dict.fromkeys((*names, "0", "1", "2", *pairs, *shares, *more, *found)))
