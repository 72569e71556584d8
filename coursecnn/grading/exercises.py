"""The exercises that are marked: those of the course, and a teacher's own out of a file."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


class FaultyExercises(Exception):
    """A file of exercises that cannot be used; the message is one sentence."""


def all_exercises(own):
    """{lesson: its exercises}, in order; ``own`` is the path of a file with more of them, or None."""
    from .. import checks

    lessons = {}
    for exercise in [*checks.all(), *_own(own)]:
        lessons.setdefault(exercise.lesson, []).append(exercise)
    return lessons


def find_exercises(names, own):
    """The exercises of these names, in their order; only the lessons that are needed are imported."""
    from .. import checks

    mine = {exercise.id: exercise for exercise in _own(own)}
    return [mine.get(name) or checks.exercise(name) for name in names]


def _own(path):
    """All exercises that a file defines; notebooks may import the file by its name."""
    if path is None:
        return []
    from ..checks import Exercise

    path = Path(path)
    spec = spec_from_file_location(path.stem, path)
    if spec is None:
        raise FaultyExercises(f"{path} is not a file of Python: its name ends with .py.")
    module = sys.modules[path.stem] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise FaultyExercises(f"{path} cannot be used: {type(error).__name__}: {error}") from None
    exercises = [value for value in vars(module).values() if isinstance(value, Exercise)]
    if not exercises:
        raise FaultyExercises(f"{path} defines no exercises: see TEACHING.md.")
    return exercises
