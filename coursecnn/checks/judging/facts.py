"""Facts about a wrong answer, each found by trying: when it is right after all, and where it is wrong."""

import numpy as np

from ..draw import BEYOND, drawn
from ..parts import Case
from ..slips import run_with
from .conditions import ENOUGH, LARGER, conditions, no_difference, one_entry_matters
from .explain import always_the_same
from .match import as_wanted, fault
from .shapes import shapes
from .unfinished import too_large


def facts(trial):
    """Sentences."""
    none = no_difference(trial)
    found = [
        none or one_entry_matters(trial),
        not always_the_same(trial) and _alike(trial),
        shapes(trial),
        too_large(trial),
        _whenever(trial),
        _where(trial),
        _parts(trial),
    ]
    return [sentence for sentence in found if sentence]


def _whenever(trial):
    """It is right whenever ..."""
    numbers = [n for n in range(len(trial.replies)) if n not in trial.inputs.floats]
    wrong = {n for n in numbers if trial.faults[n]}
    best = None
    for words, holds in conditions(trial):
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
    more = drawn(trial.inputs.drawing, [3] * 6 + [2] * 6 + [4] * 4 + [BEYOND + 1] * 6, 7, fits=holds)
    more += [case for case in map(_with_zeros, more) if holds(case)]
    replies = trial.ask(more) or []
    for case, reply in zip(more, replies):
        value, error = run_with((), trial.exercise.expected, case)
        if error is None and trial.fault(reply, value):
            return ""
    if len(replies) < ENOUGH:
        return ""
    return f"It is right whenever {words}; where else it was tried, it is {'' if best[0][0] == 1 else 'mostly '}wrong."


def _with_zeros(case):
    """The same with every third number of its arrays 0."""
    args = [np.where(np.arange(a.size).reshape(a.shape) % 3 == 1, 0, a) if _of_floats(a) else a for a in case.args]
    return Case(tuple(args), case.kwargs)


def _of_floats(value):
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def _alike(trial):
    """All entries are one number, in every input, and should not be."""
    numbers = [n for n, reply in enumerate(trial.replies) if not reply.error and n not in trial.inputs.floats]
    pairs = [(trial.replies[n].value, trial.inputs.rights[n]) for n in numbers]
    pairs = [pair for pair in pairs if all(isinstance(one, np.ndarray) and one.size > 1 for one in pair)]
    unlike = sum(np.ptp(right) > 0 for _, right in pairs)
    if unlike < ENOUGH or any((got != got.flat[0]).any() for got, _ in pairs):
        return ""
    return "All its entries are one number, wherever they stand."


def _where(trial):
    """Where the wrong entries lie, in every input on which it fails."""
    masks, gots, rights = [], [], []
    larger = trial.inputs.once(("larger",), lambda: drawn(trial.inputs.drawing, LARGER, 9))
    tried = [(trial.replies[n], trial.inputs.rights[n]) for n in trial.plain_wrong]
    tried += zip(trial.ask(larger) or [], [run_with((), trial.exercise.expected, case)[0] for case in larger])
    for reply, right in tried:
        found, value = trial.fault(reply, right), reply.value
        if found is None:
            continue
        if found.kind != "values" or found.wrong is None or np.ndim(found.wrong) == 0:
            return ""
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
    axes = masks[0].ndim
    alike = all(mask.ndim == axes for mask in masks)
    if not alike or any(m.all() for m in masks if m.size > 1) or not any(m.size > 1 for m in masks):
        return _direction(gots, rights, masks)
    for axis in range(axes):
        if sum(mask.shape[axis] > 2 for mask in masks) < ENOUGH:  # of two, each is at an end
            continue
        for end, place in (("last", slice(-1, None)), ("first", slice(0, 1))):
            where = (slice(None),) * axis + (place,)
            if all(_only(mask, where) for mask in masks):
                named = {1: ("entry",), 2: ("row", "column")}.get(axes, [f"entry along axis {n}" for n in range(axes)])
                return f"Only the {end} {named[axis]} is wrong."
    wide = axes == 2 and sum(min(mask.shape) > 3 for mask in masks) >= ENOUGH
    if wide and all(_only_border(mask) for mask in masks):
        return "Only the border is wrong, the inside is right."
    return _direction(gots, rights, masks)


def _direction(gots, rights, masks):
    more = [got[mask] > right[mask] for got, right, mask in zip(gots, rights, masks)]
    if all(m.all() for m in more):
        return "Every wrong entry that was found is too large."
    return "Every wrong entry that was found is too small." if not any(m.any() for m in more) else ""


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
