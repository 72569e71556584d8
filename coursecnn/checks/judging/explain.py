"""Which slips, or which change of input or output, turn the right function into the answer."""

import time
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..draw import arrays
from ..parts import Case
from ..slips import Slip, run_with
from .alterations import TURNS
from .changes import of_inputs, of_outputs
from .match import equal, is_number
from .trial import Unfit, has_nan
from .unfinished import unfinished
from .ways import other_way

SECONDS = 0.15  # of the processor, for pairs of a slip and a change
WITH_A_SLIP = (*TURNS, "times", "divided by", "sign turned", "added up", "averaged", "exchanged", "whatever", "read as")
OF_THE_RESULT = ("fractions cut off", "sign turned")  # rather than of an input

SAME_NUMBER = 1e-6  # apart
OF_BYTES = "Bytes (uint8) come out wrong in another way, too: .astype(float) makes floats of them first."


@dataclass(frozen=True)
class Cause:
    """Slips and sentences that, taken together, make the answer's outputs out of the right function."""

    slips: tuple = ()
    sentences: tuple = ()

    @property
    def texts(self):
        return (*(s.why for s in self.slips), *self.sentences)


def causes(trial):
    """See ``_causes``; where none is found, those that hold for all inputs but bytes."""
    of_bytes = frozenset(n for n in trial.plain_wrong if holds_bytes(trial.inputs.cases[n]))
    if not of_bytes or len(of_bytes) == len(trial.plain_wrong):
        return _causes(trial)
    found = _causes(trial.without(of_bytes))
    if not found:  # nor is there one that holds for bytes too
        return []
    others = _causes(trial)
    if others or not _bytes_matter(trial, of_bytes):
        return others
    return [Cause(c.slips, (*c.sentences, OF_BYTES)) for c in found]


def _bytes_matter(trial, numbers):
    """The answer gives something else where those inputs are floats."""
    replies = trial.ask([as_floats(trial.inputs.cases[number]) for number in numbers])
    pairs = zip(replies or [], (trial.replies[number] for number in numbers))
    return any(one.error != other.error or not equal(one.value, other.value) for one, other in pairs)


def as_floats(case):
    args = (arg.astype(float) if isinstance(arg, np.ndarray) and arg.dtype == np.uint8 else arg for arg in case.args)
    return Case(tuple(args), case.kwargs)


def _of_another(function, case):
    """An error of a function that was not made for this case is evidence of nothing."""
    value, error = run_with((), function, case)
    return (None, Unfit()) if error else (value, None)


def _causes(trial):
    """``Cause``s, each of which gives the answer's outputs on every input: several where nothing tells them apart."""
    exercise, inputs = trial.exercise, trial.inputs
    found = [Cause((s,)) for s in exercise.slips if trial.agrees(_with(exercise, inputs, (s,)), nan=True)]
    if found:
        return found
    constant = always_the_same(trial)
    changes = [] if constant else _changes(trial)  # one number comes from anything
    changes.sort(key=lambda entry: entry[2] and any(words in entry[0] for words in OF_THE_RESULT))
    for sentence, change, before in changes:
        if trial.agrees(_changed(exercise, inputs, sentence, change, before)):
            return [Cause((), (sentence,))]
    for other, function in exercise.others().items():
        if trial.agrees(lambda number, f=function: _of_another(f, inputs.cases[number])):
            return [Cause((), (f"It gives what {other} asks for.",))]
    sentence = "" if constant else unfinished(trial) or other_way(trial)
    if sentence:
        return [Cause((), (sentence,))]
    pairs, nan = combinations(exercise.slips, 2), not always_nan(trial)
    return [Cause(two) for two in pairs if trial.agrees(_with(exercise, inputs, two), nan)]


def change_and_slip(trial):
    """A ``Cause`` of one slip and one change of an input or output, or None; looked for last."""
    exercise, inputs, begin = trial.exercise, trial.inputs, time.process_time()
    if always_the_same(trial):
        return None
    plain = [entry for entry in _changes(trial) if any(words in entry[0] for words in WITH_A_SLIP)]
    for s in exercise.slips:
        for sentence, change, before in plain:
            if trial.agrees(_changed(exercise, inputs, sentence, change, before, (s,))):
                return Cause((s,), (sentence,))
        if time.process_time() - begin > SECONDS:
            break
    return None


def _changes(trial):
    """``(sentence, change, whether it is one of the input)``."""
    before = [(sentence, change, True) for sentence, change in of_inputs(trial.exercise, trial.inputs)]
    return before + [(sentence, change, False) for sentence, change in of_outputs(trial.exercise, trial)]


def names(slips):
    return tuple(s.name for s in slips)


def _with(exercise, inputs, slips: tuple[Slip, ...]):
    return lambda number: inputs.with_slips(exercise, names(slips), number)


def _changed(exercise, inputs, sentence, change, before, slips=()):
    def function(number):
        try:
            if before:
                value, error = inputs.once((sentence, names(slips), number), lambda: run_with(
                    names(slips), exercise.expected, change(inputs.cases[number])))  # fmt: skip
            else:
                value, error = inputs.with_slips(exercise, names(slips), number)
                value = value if error else change(value)
        except Exception as unfit:
            error = unfit
        return (None, Unfit()) if error else (value, None)

    return function


def holds_bytes(case):
    return any(array.dtype == np.uint8 for array in arrays(case.args))


def always_the_same(trial):
    """The answer gives one number, whatever comes in: as its result, or in all entries."""
    if any(reply.error for reply in trial.replies):
        return False
    numbers = {number for reply in trial.replies for number in _numbers(reply.value)}
    return bool(numbers) and None not in numbers and max(numbers) - min(numbers) <= SAME_NUMBER


def always_nan(trial):
    """No number comes back from any input: many causes do that."""
    return all(not reply.error and has_nan(reply.value) for reply in trial.replies)


def _numbers(value):
    """The different numbers in an output; None among them for what is no number."""
    if isinstance(value, tuple | list):
        return {number for part in value for number in _numbers(part)}
    if isinstance(value, np.ndarray):
        return set(np.unique(np.round(value, 9) if value.dtype.kind == "f" else value).tolist())
    return {(round(value, 9) if isinstance(value, float) else value) if is_number(value) else None}
