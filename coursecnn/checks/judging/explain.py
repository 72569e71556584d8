"""Which slips, or which change of input or output, turn the right function into the answer."""

import warnings
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..slips import Slip, run_with
from .changes import TURNS, of_inputs, of_outputs
from .trial import Unfit

WITH_A_SLIP = (*TURNS, "times", "divided by", "sign turned", "added up", "averaged", "without its", "exchanged")


@dataclass(frozen=True)
class Cause:
    """Slips and sentences that, taken together, make the answer's outputs out of the right function."""

    slips: tuple = ()
    sentences: tuple = ()

    @property
    def texts(self):
        return (*(s.why for s in self.slips), *self.sentences)


def causes(trial):
    """See ``_causes``; warnings of NumPy on the way are not the learner's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _causes(trial)


def _causes(trial):
    """``Cause``s, each of which gives the answer's outputs on every input: several where nothing tells them apart."""
    exercise, inputs = trial.exercise, trial.inputs
    found = [Cause((s,)) for s in exercise.slips if trial.agrees(_with(exercise, inputs, (s,)))]
    if found:
        return found
    changes = [(sentence, change, True) for sentence, change in of_inputs(exercise, inputs)]
    changes += [(sentence, change, False) for sentence, change in of_outputs(exercise, trial)]
    if all(_is_zero(reply.value) for reply in trial.replies):  # which is nobody's rounding
        changes = [entry for entry in changes if not entry[0].endswith(("fractions cut off.", "rounded."))]
    for sentence, change, before in changes:
        if trial.agrees(_changed(exercise, inputs, change, before)):
            return [Cause((), (sentence,))]
    found = [Cause(two) for two in combinations(exercise.slips, 2) if trial.agrees(_with(exercise, inputs, two))]
    if found:
        return found
    plain = [entry for entry in changes if entry[2] or any(words in entry[0] for words in WITH_A_SLIP)]
    for s in exercise.slips:
        for sentence, change, before in plain:
            if trial.agrees(_changed(exercise, inputs, change, before, (s,))):
                return [Cause((s,), (sentence,))]
    return []


def names(slips):
    return tuple(s.name for s in slips)


def _with(exercise, inputs, slips: tuple[Slip, ...]):
    return lambda number: inputs.with_slips(exercise, names(slips), number)


def _changed(exercise, inputs, change, before, slips=()):
    def function(number):
        try:
            if before:
                value, error = run_with(names(slips), exercise.expected, change(inputs.cases[number]))
            else:
                value, error = inputs.with_slips(exercise, names(slips), number)
                with np.errstate(all="ignore"), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    value = value if error else change(value)
        except Exception as unfit:
            error = unfit
        return (None, Unfit()) if error else (value, None)

    return function


def _is_zero(value):
    """A number, an array or a tuple holds nothing but 0."""
    return all(map(_is_zero, value)) if isinstance(value, tuple | list) else bool(np.all(value == 0))
