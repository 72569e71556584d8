"""What the shapes of a wrong answer have in common, over all inputs."""

import numpy as np

from ..draw import drawn
from ..slips import run_with
from .changes import argument_names, of_inputs
from .match import as_wanted
from .ways import shape_of_other_way

OF_SIZES = ("off-by-one", "ceil-for-floor", "padding-counted-once")  # whose sentences speak of sizes alone
ENOUGH = 3  # inputs that fail, before anything is said about them


def shapes(trial):
    """What all wrong shapes have in common."""
    pairs = []
    for number in trial.plain_wrong:
        found = trial.faults[number]
        if found.kind == "raised":
            continue
        if found.kind != "wrong-shape":
            return ""
        got, right = trial.replies[number].value, trial.inputs.rights[number]
        got, right = (got, right) if found.part is None else (got[found.part], right[found.part])
        pairs.append((np.shape(as_wanted(got, right)), right.shape, trial.inputs.cases[number]))
    if len(pairs) < ENOUGH:
        return ""
    if not any(np.prod(got) for got, _, _ in pairs) and not any(f and f.part is not None for f in trial.faults):
        always = all(fault and fault.kind != "raised" for fault in trial.faults)
        return "What comes back is empty every time." if always else "Where its shape is wrong, it is empty."
    rule = _rule_of_shapes(trial)
    if rule:
        return rule
    for place, name in enumerate(argument_names(trial.exercise.expected)[: len(pairs[0][2].args)]):
        if all(isinstance(c.args[place], np.ndarray) and c.args[place].shape == got for got, _, c in pairs):
            return f"What comes back has the shape of {name} every time."
    if any(len(got) != len(right) for got, right, _ in pairs):
        axes = {(len(got), len(right)) for got, right, _ in pairs}
        got, right = axes.pop()
        return "" if axes else f"It has {got} {'axis' if got == 1 else 'axes'} every time, in place of {right}."
    off = {tuple(g - r for g, r in zip(got, right)) for got, right, _ in pairs}
    if len(off) > 1:
        return ""
    (off,) = off
    if any(other != off for other in _of_larger_inputs(trial)):
        return ""
    words = [f"{abs(n)} too {'many' if n > 0 else 'few'} along axis {axis}" for axis, n in enumerate(off) if n]
    return f"On every input that fails, the shape is {' and '.join(words)}."


def _of_larger_inputs(trial):
    """How far the shape is off on further inputs, larger ones; None where the answer is no array of so many axes."""
    off, cases = [], drawn(trial.inputs.drawing, [4, 5, 6, 7, 8] * 2, 8)
    for case, reply in zip(cases, trial.ask(cases) or []):
        right, error = run_with((), trial.exercise.expected, case)
        found = None if error else trial.fault(reply, right)
        if found is None:
            continue
        got, right = (reply.value, right) if found.part is None else (reply.value[found.part], right[found.part])
        got, right = np.shape(as_wanted(got, right)), np.shape(right)
        off.append(tuple(g - r for g, r in zip(got, right)) if len(got) == len(right) else None)
    return off


def _rule_of_shapes(trial):
    """The only slip in a size, or change of an argument, that gives the answer's shape on every input, or ""."""
    exercise, inputs = trial.exercise, trial.inputs
    numbers = [n for n, reply in enumerate(trial.replies) if not reply.error and n not in inputs.floats]
    slips = [s for s in exercise.slips if s.name in OF_SIZES]
    found = [
        f"The shape is the one that comes out so: {s.why}"
        for s in slips
        if _gives_shapes(trial, numbers, lambda n, s=s: inputs.with_slips(exercise, (s.name,), n))
    ]
    found = found or [
        words.replace("It gives what is right", "The shape is right")
        for words, change in of_inputs(exercise, inputs)
        if not any(cut in words for cut in ("cut to", "without its first", "without its last"))
        and _gives_shapes(trial, numbers, lambda n, c=change: _of_changed(exercise, inputs, c, n))
    ]
    if len(found) == 1:
        return found[0]
    return "" if found else shape_of_other_way(trial)


def _gives_shapes(trial, numbers, function):
    for number in numbers:
        value, error = function(number)
        if error is not None or _shape_of(value) != _shape_of(as_wanted(trial.replies[number].value, value)):
            return False
    return True


def _of_changed(exercise, inputs, change, number):
    try:
        return run_with((), exercise.expected, change(inputs.cases[number]))
    except Exception as unfit:  # the change makes no sense for this input
        return None, unfit


def _shape_of(value):
    return tuple(map(np.shape, value)) if isinstance(value, tuple) else np.shape(value)
