"""Other ways to work out a step of the right function: another formula, or another way to make one number of many."""

import re
import time
from functools import cache, partial
from itertools import combinations, product
from math import ceil

import numpy as np

from ..slips import Watch, without_way
from .conditions import no_difference
from .match import as_wanted, equal
from .message import SAME
from .statistics import STATISTICS, WANTED

SECONDS = 0.2  # of the processor, for formulas
LOOKED_AT = 4  # failing inputs that sort out formulas, before one is tried on all
FINALS = 12
LARGE = 6  # inputs, which tell what is 1 in small ones by chance
OF_ARRAYS = {"ceil": np.ceil, "round": np.round, "max": np.maximum, "min": np.minimum, "abs": np.abs}
CONSTANTS = ("-1", "-100", "-128", "-255", "-999", "-1000", "-10000", "-32768", "100", "255", "256", "0.5")


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
                return taken(name, words, how)
    same, found, until = partial(equal, tolerance=trial.exercise.tolerance), [], time.process_time() + SECONDS
    for name, parts in _steps(trial, plain).items():
        found += [(text, name) for text in _formulas_that_fit(trial, plain, name, parts, same, until)]
    for text, name in sorted(found, key=lambda pair: (len(pair[0]), "1" not in pair[0]))[:FINALS]:
        if trial.agrees(_with_rule(trial, name, text, _rule(text))):
            takes_out = " " in text and no_difference(trial)  # what the right function puts in elsewhere
            return "" if takes_out else f"{SAME} `{_as_written(text)}` as {name}."
    return ""


def taken(name, words, how):
    """A sentence: this statistic of these numbers stands where ``how`` of them is wanted."""
    text, wanted = words.format(name), f", where {WANTED[how]} wanted" if how in WANTED else ""
    return f"{text[0].upper()}{text[1:]}{',' * (',' in text)} is taken{wanted}."


def shape_of_other_way(trial):
    """A sentence: the answer's shape is what the right function gives, if one of its steps has another formula."""
    numbers = [n for n, reply in enumerate(trial.replies) if not reply.error and n not in trial.inputs.floats]
    plain = {number: _seen(trial, number) for number in trial.plain_wrong[: 2 * LOOKED_AT]}
    until = time.process_time() + SECONDS
    for name, parts in _steps(trial, plain).items():
        for text in _formulas_that_fit(trial, plain, name, parts, _same_shape, until):
            function = _with_rule(trial, name, text, _rule(text))
            if all(_same_shape(function(n)[0], trial.replies[n].value) for n in numbers):
                return f"Its shape is what comes out with `{_as_written(text)}` as {name}."
    return ""


def _as_written(formula):
    """In names that the exercise knows."""
    return re.sub(r"\bwindow\b", "k ** 2", formula)


def _same_shape(value, other):
    return isinstance(value, np.ndarray) and np.shape(value) == np.shape(as_wanted(other, value))


def _steps(trial, plain):
    """``{name: names of its parts}``; steps that are made in both directions also without the way.

    A part that is always 1 has no name: an exercise without a stride knows of none.
    """
    steps, others = {}, [n for n in range(len(trial.inputs.cases)) if n not in trial.inputs.floats][-LARGE:]
    for watch in [*plain.values(), *(_seen(trial, number) for number in others)]:
        for name, calls in watch.parts.items():
            told = steps.setdefault(name, dict.fromkeys(calls[0], False))
            for part in told:
                told[part] |= any(np.any(parts[part] != 1) for parts in calls)
    steps = {name: tuple(part for part, is_ in told.items() if is_) or tuple(told) for name, told in steps.items()}
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
        kinds, right = trial.inputs.once((name, parts, number), lambda c=calls, m=made: _kinds(parts, whole, c, m))
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
    found = (texts[at] for at in alive)
    return sorted(found, key=lambda text: (len(text), "1" not in text))[:FINALS] if looked_at else []


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
