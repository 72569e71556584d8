"""Facts about a wrong answer, each found by trying: when it is right after all, and where it is wrong."""

from itertools import combinations, combinations_with_replacement

import numpy as np

from ..draw import drawn
from ..slips import run_with
from .changes import argument_names
from .match import as_wanted, fault, is_number
from .shapes import shapes
from .trial import quantities

ENOUGH = 3  # inputs of a kind, before anything is said about them
SETTINGS = (0, 1, 2)
MOST = 400  # products that are tried


def facts(trial):
    """Sentences."""
    found = [shapes(trial), _too_much(trial) or _whenever(trial), _where(trial), _parts(trial)]
    return [sentence for sentence in found if sentence]


def _too_much(trial):
    """Of a function that counts: by how much it is off, and how often, in its own arguments."""
    rows = []
    for number, reply in enumerate(trial.replies):
        right, got = trial.inputs.rights[number], as_wanted(reply.value, trial.inputs.rights[number])
        if reply.error or not is_number(got) or not is_number(right) or isinstance(right, bool):
            return ""
        if isinstance(got, int) and abs(got) > 1e300:
            return ""
        rows.append((quantities(trial, number), float(right), float(got)))
    names = [name for name in rows[0][0] if all(name in q for q, _, _ in rows)]
    terms = [(name, lambda q, n=name: q[n]) for name in names]
    terms += [(f"({name} - 1)", lambda q, n=name: q[n] - 1) for name in names]
    products = [*[(a,) for a in terms], *combinations_with_replacement(terms, 2), *combinations(terms, 3)]
    for factors in products[:MOST]:
        sizes = [float(np.prod([f(q) for _, f in factors])) for q, _, _ in rows]
        words = " * ".join(name for name, _ in factors)
        for sign, text in ((1, "It is always too large by"), (-1, "It is always too small by")):
            if all(got == right + sign * size for size, (_, right, got) in zip(sizes, rows)):
                return f"{text} {words}."
        if all(size and abs(got - right * size) < 1e-9 * abs(got) for size, (_, right, got) in zip(sizes, rows)):
            return f"It is always {words} times as much as it should be."
        if all(size and abs(got * size - right) < 1e-9 * abs(right) for size, (_, right, got) in zip(sizes, rows)):
            return f"It is always divided by {words}."
    return ""


def _whenever(trial):
    """It is right whenever ..."""
    numbers = [n for n in range(len(trial.replies)) if n not in trial.inputs.floats]
    wrong = {n for n in numbers if trial.faults[n]}
    best = None
    for words, holds in _conditions(trial):
        holds = _safe(holds)
        inside = {n for n in numbers if holds(trial.inputs.cases[n])}
        outside = set(numbers) - inside
        if len(inside) < ENOUGH or inside & wrong or len(outside & wrong) < max(ENOUGH, 0.5 * len(outside) + 1):
            continue
        score = len(outside & wrong) / len(outside), len(inside)
        if best is None or score > best[0]:
            best = score, words, holds
    if best is None:
        return ""
    _, words, holds = best
    more = drawn(trial.inputs.drawing, [3] * 6 + [2] * 6 + [4] * 4, 7, fits=holds)
    replies = trial.ask(more) or []
    for case, reply in zip(more, replies):
        value, error = run_with((), trial.exercise.expected, case)
        if error is None and trial.fault(reply, value):
            return ""
    if len(replies) < ENOUGH:
        return ""
    return f"It is right whenever {words}, and {'' if best[0][0] == 1 else 'mostly '}wrong otherwise."


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
            found += [
                (f"{name} is {w}", lambda c, at=at, r=r: (at(c) or 0) % 2 == r) for r, w in enumerate(("even", "odd"))
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
    made = []
    if value.ndim >= 2:
        made.append((f"{name} is square", lambda c: at(c).shape[-1] == at(c).shape[-2]))
        made.append(
            (f"{name} equals itself turned by 180 degrees", lambda c: np.array_equal(at(c), at(c)[..., ::-1, ::-1]))
        )
        made.append((f"{name} has one row", lambda c: at(c).shape[-2] == 1))
        made.append((f"{name} has one column", lambda c: at(c).shape[-1] == 1))
    for axis in range(value.ndim - 2 if value.ndim >= 2 else 1):
        made.append((f"{name}.shape[{axis}] is 1", lambda c, axis=axis: at(c).shape[axis] == 1))
    if value.ndim >= 2:
        made.append((f"{name} has a single entry", lambda c: at(c).size == 1))
    if value.dtype.kind in "fiu":
        made.append((f"no two entries of {name} are equal", lambda c: np.unique(at(c)).size == at(c).size))
        made.append((f"no entry of {name} is below 0", lambda c: (at(c) >= 0).all()))
        made.append((f"no entry of {name} is 0", lambda c: (at(c) != 0).all()))
    return made


def _where(trial):
    """Where the wrong entries lie, in every input on which it fails."""
    masks, gots, rights = [], [], []
    for number in trial.plain_wrong:
        found = trial.faults[number]
        if found.kind != "values" or found.wrong is None or np.ndim(found.wrong) == 0:
            return ""
        value, right = trial.replies[number].value, trial.inputs.rights[number]
        if found.part is not None:
            value, right = value[found.part], right[found.part]
        masks.append(found.wrong)
        gots.append(np.asarray(as_wanted(value, right), float))
        rights.append(right)
    if len(masks) < ENOUGH:
        return ""
    if any(np.isnan(got).any() for got in gots):
        sure = all(np.isnan(got[mask]).all() for got, mask in zip(gots, masks))
        return "Every wrong entry is nan, which is no number." if sure else ""
    if all((got[mask] == 0).all() for got, mask in zip(gots, masks)):
        return "Every wrong entry is 0."
    if all((right[mask] == 0).all() for right, mask in zip(rights, masks)):
        return "Wrong are only entries that should be 0."
    if any(mask.all() for mask in masks if mask.size > 1) or not any(mask.size > 1 for mask in masks):
        return _direction(gots, rights, masks)
    places = {
        "the last row": np.s_[..., -1:, :],
        "the first row": np.s_[..., :1, :],
        "the last column": np.s_[..., -1:],
        "the first column": np.s_[..., :1],
        "the last entry": np.s_[-1:],
        "the first entry": np.s_[:1],
    }
    for words, place in places.items():
        if "row" in words and masks[0].ndim < 2:
            continue
        if all(_only(mask, place) for mask in masks) and any(mask.size > mask[place].size for mask in masks):
            return f"Only {words} is wrong."
    if masks[0].ndim >= 2 and all(_only_border(mask) for mask in masks) and any(min(m.shape[-2:]) > 2 for m in masks):
        return "Only the border is wrong, the inside is right."
    return _direction(gots, rights, masks)


def _direction(gots, rights, masks):
    more = [got[mask] > right[mask] for got, right, mask in zip(gots, rights, masks)]
    if all(m.all() for m in more):
        return "Every wrong entry is too large."
    return "Every wrong entry is too small." if not any(m.any() for m in more) else ""


def _only(mask, place):
    rest = mask.copy()
    rest[place] = False
    return not rest.any()


def _only_border(mask):
    return not mask[..., 1:-1, 1:-1].any()


def _parts(trial):
    """Of a tuple: which values are right in every input."""
    wrong = trial.plain_wrong
    first = trial.inputs.rights[0]
    if not isinstance(first, tuple) or len(first) < 2 or any(trial.faults[n].part is None for n in wrong):
        return ""
    tolerance = trial.exercise.tolerance
    right = [
        place
        for place in range(len(first))
        if all(fault(trial.inputs.rights[n][place], trial.replies[n].value[place], tolerance) is None for n in wrong)
    ]
    if not right:
        return ""
    words = [trial.exercise.named(place) for place in right]
    return f"{' and '.join(words)} {'is' if len(words) == 1 else 'are'} right."
