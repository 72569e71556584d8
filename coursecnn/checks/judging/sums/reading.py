"""What stands in each output, read by unit inputs and verified by random ones: a sum, or the largest of some."""

from itertools import product

import numpy as np

from ...parts import Case
from ...slips import run_with

MOST = 700  # calls for one reading
LARGE = 1e6
NEAR = 2  # numbers from minus this to this
FAR = 500


def asker(exercise, part):
    def ask(cases):
        found = [run_with((), exercise.expected, case) for case in cases]
        return None if any(error for _, error in found) else _stacked([value for value, _ in found], part)

    return ask


def asker_of_answer(trial, part):
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


def reading(ask, case, places):
    """Weights ``(1 + size of each array, output's shape)`` of all products of entries, or None.

    Index 0 of an axis stands for no entry of this array.
    """
    arrays = [case.args[p] for p in places]
    units = [[np.zeros(a.shape), *np.eye(a.size).reshape(-1, *a.shape)] for a in arrays]
    cases = [_put(case, places, chosen) for chosen in product(*units)]
    found = ask(cases)
    if found is None:
        return None
    weights = found.reshape(*(a.size + 1 for a in arrays), *found.shape[1:])
    for axis in range(len(arrays)):
        rest = np.moveaxis(weights, axis, 0)
        rest[1:] -= rest[0].copy()
    proofs = [arrays, *_proofs(arrays, NEAR, 8), *_proofs(arrays, NEAR, 8, ends=True)]
    return weights if _holds(ask, case, places, weights, proofs) else None


def far(ask, case, places, weights):
    """The sums hold for large numbers, too."""
    return _holds(ask, case, places, weights, _proofs([case.args[p] for p in places], FAR, 3))


def _holds(ask, case, places, weights, proofs):
    """The sum is what comes out for other arrays, too."""
    found = ask([_put(case, places, chosen) for chosen in proofs])
    for chosen, seen in zip(proofs, [] if found is None else found):
        value = weights
        for a in chosen:
            value = np.tensordot(np.concatenate([[1.0], a.ravel()]), value, 1)
        if np.abs(value - seen).max(initial=0) > 1e-6 * max(1.0, np.abs(seen).max(initial=0)):
            return False
    return found is not None


def _proofs(arrays, size, count, ends=False):
    """``count`` times arrays of random numbers from minus a size to it, or of these two alone."""
    rng = np.random.default_rng(int(ends))
    return [[_random(rng, a, size, ends) for a in arrays] for _ in range(count)]


def _random(rng, like, size, ends):
    numbers = rng.choice([-size, size], like.shape) if ends else rng.uniform(-size, size, like.shape)
    return np.minimum(np.abs(50 * numbers).round(), 255) if like.dtype.kind == "u" else numbers.round(2)


def _put(case, places, arrays):
    args = list(case.args)
    for place, array in zip(places, arrays):
        args[place] = array.copy()
    return Case(tuple(args), case.kwargs)


def largest_of(ask, case, place):
    """``{index of an output: set of the entries whose largest it is}``, or None where it is something else."""
    array, rng = case.args[place], np.random.default_rng(1)
    if array.size > MOST:
        return None
    proofs = [rng.permutation(array.size).reshape(array.shape) / 8.0 + sign for sign in (1, -array.size) * 10]
    proofs.append(np.asarray(array, float))
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
