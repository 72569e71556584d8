"""Exercises of no lesson, for tests of the checks."""

from coursecnn.checks import Case, Exercise
from coursecnn.checks.door import open_door
from coursecnn.checks.judging.trial import Trial

TEXTS = dict(title="Answer", points=2, hints=("one", "two", "three"), see="99, 'Nowhere'")


def of_function(expected=lambda n: 2 * n, inputs=lambda draw: (draw.int(1, 5),), **more):
    more = {"id": "99.answer", "kind": "implement", **TEXTS, **more}
    return Exercise(inputs=inputs, expected=expected, **more)


def of_value(value, **more):
    more = {"id": "99.answer", "kind": "predict", **TEXTS, **more}
    return Exercise(value=value if callable(value) else lambda: value, **more)


def on_cases(expected, *cases, **more):
    """An exercise that is tried on these inputs alone: ``Case``s, or tuples of arguments."""
    first, *others = (case if isinstance(case, Case) else Case(case) for case in cases)
    return of_function(expected, lambda draw: (*first.args, first.kwargs), also=lambda: others, whole=False, **more)


def trial_of(answer, expected, inputs, **more):
    return Trial(of_function(expected, inputs, **more), open_door(answer))
