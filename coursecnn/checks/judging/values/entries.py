"""What can be said of the parts of a wrong value: which are right, in which order, and what the first wrong one is."""

from itertools import permutations

import numpy as np

from ...parts import Case, Range
from ...slips import run_with
from ..alterations import altered, of_results
from ..match import differing, equal, is_number
from ..message import either
from .fit import Fit, spares
from .paper import explained, slips_that_fit

SOME = "What is there is right, but not all of it is there."


def of_parts(exercise, right, answer):
    """What can be said of the parts of a value: which are right, in which order, and what the first wrong one is."""
    if isinstance(right, np.ndarray) and isinstance(answer, np.ndarray):
        return _of_array(exercise, right, answer)
    if not isinstance(right, tuple):
        return []
    if any(isinstance(part, str) for part in right) and (not isinstance(answer, tuple) or len(answer) != len(right)):
        return [f"Wanted are {', '.join(map(_form, right))}."]
    if not isinstance(answer, tuple):
        return [
            f"It is right as value [{n}], but there are other values."
            for n, part in enumerate(right)
            if Fit(answer, exercise.tolerance)(part)
        ][:1]
    if len(right) != len(answer):
        return _of_length(exercise, right, answer)
    fits = [Fit(answer, exercise.tolerance, n) for n in range(len(right))]
    places = [n for n, fit in enumerate(fits) if fit(right)]
    if len(places) == len(right):  # what ``accepts`` refused
        return []
    if len(right) <= 5 and any(
        all(Fit(part, exercise.tolerance)(one) for part, one in zip(order, right)) for order in permutations(answer)
    ):
        return ["All parts are right, but they stand in another order."]
    places = [n for n in places if not isinstance(right[n], str)]  # a verdict is not given away
    words = ", ".join(f"[{place}]" for place in places)
    lines = [f"Right {'is value' if len(places) == 1 else 'are values'} {words} of {len(right)}."] if places else []
    for n, fit in enumerate(fits):
        if not isinstance(right[n], str | Range) and not fit(right):
            lines += _of_part(exercise, right[n], fit)
            break
    return lines + _regrouped(right, answer)


def _form(part):
    """What a part is, without its value."""
    if isinstance(part, tuple):
        return f"a list of {len(part)} numbers"
    return "a word" if isinstance(part, str) else "a number"


def _of_part(exercise, right, fit):
    """What the first wrong part is."""
    whole = exercise.value()
    made = {name: run_with((name,), exercise.value, Case(()))[0] for (name,) in slips_that_fit(exercise, fit, 1)}
    made = {name: value for name, value in made.items() if spares(whole, value, fit)}
    whys = [exercise.slip(name).why for name in made]
    if len(whys) == 1 and not spares(whole, *made.values(), fit, right_ones=True):
        whys = [f"Could it be this? {whys[0]}"]
    array = isinstance(right, np.ndarray) and isinstance(fit.of(fit.answer), np.ndarray)
    found = whys or explained(exercise, fit) or (_of_array(exercise, right, fit.of(fit.answer)) if array else [])
    return either(found[:3], f"In value [{fit.part}]: ")


def _of_length(exercise, right, answer):
    """Too few values, or too many."""
    if all(map(is_number, answer)):
        for n, part in enumerate(right):
            if np.size(part) == len(answer) > 1 and equal(np.ravel(part), np.array(answer), exercise.tolerance):
                return [f"These are the numbers of value [{n}] alone, in one row."]
    inside = [any(Fit(part, exercise.tolerance)(one) for one in right) for part in answer]
    have = [any(Fit(part, exercise.tolerance)(one) for part in answer) for one in right]
    if len(answer) > len(right) and all(inside + have):
        return ["A value is given more than once."]
    if answer and all(inside):
        return [SOME]
    if all(have):
        return ["All that is wanted is there, with more that is not."]
    return _regrouped(right, answer) or (["Some of it is right."] if any(inside) else [])


def _regrouped(right, answer):
    """Whole numbers whose product is right."""
    if all(isinstance(n, int | np.integer) for n in (*right, *answer)) and np.prod(right) == np.prod(answer):
        return ["Multiplied with each other the numbers give what is right: a factor stands at another place."]
    return []


def _of_array(exercise, right, answer):
    for words, changed in altered(right, of_results(right.ndim)):
        if np.size(answer) > 1 and equal(changed, answer, exercise.tolerance):
            return [f"Yours is the right array {words}."]
    if right.shape != answer.shape:
        return _inside(right, answer, exercise.tolerance)
    wrong = differing(right, answer, exercise.tolerance)
    if wrong.all() and np.isnan(np.asarray(answer, float)).any():
        return ["nan is no number."]
    shifts = np.unique(np.round(np.asarray(answer, float) - right, 9))
    if wrong.all() and wrong.size > 1 and len(shifts) == 1:
        return [f"Every entry is too {'large' if shifts[0] > 0 else 'small'}, by the same number."]
    if wrong.all() or wrong.size > 20:
        return []
    places = [f"[{', '.join(map(str, place))}]" for place in np.argwhere(wrong)]
    return [f"Wrong {'is entry' if len(places) == 1 else 'are entries'} {', '.join(places)}; all others are right."]


def _inside(right, answer, tolerance):
    """Of two grids, one is a part of the other."""
    small, large = sorted((right, answer), key=np.size)
    if small.ndim != 2 or large.ndim != 2 or small.size == 0 or np.less(large.shape, small.shape).any():
        return []
    windows = np.lib.stride_tricks.sliding_window_view(large, small.shape).reshape(-1, *small.shape)
    if not any(equal(window, small, tolerance) for window in windows):
        return []
    if small is answer:
        return [SOME]
    return ["All that is wanted is in it, with more rows or columns around it."]
