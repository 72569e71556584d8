"""The check of an answer that is a value: worked out on paper, chosen from words, or measured."""

from dataclasses import replace

import numpy as np

from ...parts import Case, Range, Result
from ...slips import run_with
from .. import message
from ..explain import Cause
from ..match import as_wanted, is_number
from .entries import of_parts
from .fault import fault_of_value, is_rounded
from .fit import Fit, flat, to_its_digits
from .paper import explained, slips_that_fit

MOST_PAIRS = 2  # pairs of slips that are named: more of them are chance
OF_ZERO = "A 0 comes out in many ways, so it does not tell where yours went wrong: go through your steps one by one."
OF_MANY = "{} pairs of mistakes give this number, so it does not tell which was made: go through your steps one by one."
AGAIN = "With the right measurement, look at the verdict again."
FEW_DIGITS = "These are right digits, but too few: round later, and give more of them."


def judge_value(exercise, about):
    """Compare a value with the right one, and with what comes out with slips; a ``Result``."""
    if about.callable:
        text = f"A value is wanted, not {about.words}, which is a function."
        return Result(False, "wrong-type", f"{exercise.id}: not yet. {text}")
    if _has_gap(about.value):
        return Result(False, None, f"{exercise.id}: not tried yet.", tried=False)
    right = exercise.value()
    answer = _words_for_bools(as_wanted(about.value, right), right)
    found = fault_of_value(exercise, answer, right)
    if not found:
        return Result(True, None, f"{exercise.id}: passed.")
    sets, lines = _causes(exercise, answer, right)
    why = "It fits this:"
    if not sets and not lines:  # with few digits much fits
        sets = slips_that_fit(exercise, Fit(answer, exercise.tolerance, rounded=True), 1)
        sets, why = sets if len(sets) == 1 else [], "Could it be this, rounded?"
    elif not all(_to_the_digit(exercise, names, answer) for names in sets):
        why = "Could it be this?"
    causes = [Cause(_slips(exercise, names)) for names in sets]
    kind = "unknown" if found.kind == "values" else found.kind
    if causes:
        because, kind = (message.because(causes, guess=len(sets) > 1 or len(sets[0]) > 1, why=why), sets[0][0])
    else:
        text = "" if lines and found.kind in ("values", "out-of-range") else found.text
        because = [*([text] if text else []), *(message.either(lines) or of_parts(exercise, right, answer))]
    text = message.wrong_value(exercise, about.words, because, message.place(causes))
    return Result(False, kind, text, slips=tuple(sets), facts=tuple(because) if not causes else ())


def _causes(exercise, answer, right):
    """Sets of slips, or else sentences, that make the whole answer out of the right value."""
    fit = Fit(answer, exercise.tolerance)
    sets = slips_that_fit(exercise, fit, 1)
    if not sets and is_rounded(right, answer):
        return [], [FEW_DIGITS]
    lines = [] if sets else explained(exercise, fit)
    pairs = [] if sets or lines else slips_that_fit(exercise, fit, 2)
    if pairs and is_number(answer) and answer == 0:
        return [], [OF_ZERO]
    if len(pairs) > MOST_PAIRS:
        return [], [OF_MANY.format(len(pairs))]
    return sets or pairs, lines or []


def _to_the_digit(exercise, names, answer):
    """What these slips make is the answer in all its digits, and no range that it lies in."""
    value, _ = run_with(names, exercise.value, Case(()))
    pairs = zip(flat(value), flat(exercise.value()))
    return to_its_digits(value, answer) and not any(isinstance(n, Range) and n != right for n, right in pairs)


def _slips(exercise, names):
    """The slips of these names; beside another one, a wrong verdict is not one on a right measurement."""
    found = map(exercise.slip, names)
    return tuple(replace(s, why=AGAIN) if s.name == "wrong-verdict" and len(names) > 1 else s for s in found)


def _words_for_bools(answer, right):
    """True is as good as "true", where a word is wanted."""
    if isinstance(right, tuple) and isinstance(answer, tuple):
        return tuple(map(_words_for_bools, answer, right)) if len(answer) == len(right) else answer
    return str(bool(answer)).lower() if isinstance(right, str) and isinstance(answer, bool | np.bool_) else answer


def _has_gap(answer):
    """The answer, or a part of it, is still to be filled in."""
    if isinstance(answer, tuple | list):
        return any(map(_has_gap, answer))
    return answer is ... or answer is None
