"""Exercises of no lesson, for tests of the checks."""

from coursecnn.checks import Exercise

TEXTS = dict(title="Answer", points=2, hints=("one", "two", "three"), see="99, 'Nowhere'")


def of_function(expected=lambda n: 2 * n, inputs=lambda draw: (draw.int(1, 5),), **more):
    more = {"id": "99.answer", "kind": "implement", **TEXTS, **more}
    return Exercise(inputs=inputs, expected=expected, **more)


def of_value(value, **more):
    more = {"id": "99.answer", "kind": "predict", **TEXTS, **more}
    return Exercise(value=value if callable(value) else lambda: value, **more)
