"""All exercises of the course by name, and what is known of their answers, in this session and in a learner's copy."""

import difflib
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

from ..storage.own import PROGRESS, find_copy, recall
from ..storage.own import remember as write_down

_best = {}  # id: the best Result of this session
_hints = {}  # id: number of hints that were read


def exercise(name):
    """The exercise of this name, such as ``"01.cross_correlate"``."""
    if not isinstance(name, str):
        raise TypeError(f'exercise wants a name such as "01.cross_correlate", not {name!r}.')
    found = next((e for e in _of_lesson(name[:2]) if e.id == name), None)
    if found is None:
        near = difflib.get_close_matches(name, [e.id for e in all()], 3, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "coursecnn.checks.all() lists them."
        raise ValueError(f"There is no exercise {name!r}: {hint}")
    return found


def all():
    """Every exercise of the course, in its order; a list."""
    return [e for lesson in _lessons() for e in _of_lesson(lesson)]


def progress(lesson=None):
    """Print a table of a lesson's exercises and which of them passed, or of all lessons.

    In a copy that ``coursecnn start`` made it is known what passed at any time; elsewhere, since the kernel started.

    Parameters
    ----------
    lesson : str, optional
        Two digits, such as ``"01"``.
    """
    if lesson is None:
        _progress_of_all()
        return
    exercises = _of_lesson(lesson)
    if not exercises:
        raise ValueError(f"There are no exercises of a lesson {lesson!r}: the lessons are {', '.join(_lessons())}.")
    wide = max(len(e.title) for e in exercises)
    states = _states()
    for e in exercises:
        state = states.get(e.id, "not tried")
        print(f"{e.title:{wide}}  {e.kind:9}  {e.points:3g} {'point ' if e.points == 1 else 'points'}  {state}")
    print(_passed(exercises, states))


def _progress_of_all():
    states, lessons = _states(), {lesson: _of_lesson(lesson) for lesson in _lessons()}
    for lesson, exercises in lessons.items():
        print(f"{lesson}  {_passed(exercises, states)}")
    print(f"in all: {_passed([e for exercises in lessons.values() for e in exercises], states)}")


def _passed(exercises, states):
    passed = [e for e in exercises if states.get(e.id) == "passed"]
    points = sum(e.points for e in passed), sum(e.points for e in exercises)
    return f"{len(passed)} of {len(exercises)} exercises passed, {points[0]:g} of {points[1]:g} points"


def _states():
    """ "passed" or "not yet" by exercise, for those that were tried."""
    copy = find_copy()
    before = {} if copy is None else recall(copy, PROGRESS)
    now = {name: "passed" if result else "not yet" for name, result in _best.items() if result.tried}
    return before | {name: state for name, state in now.items() if before.get(name) != "passed"}


def remember(exercise, result):
    """Keep the best result of this session, and in a learner's copy what passed."""
    before = _best.get(exercise.id)
    if before is None or (result.passed, result.tried) > (before.passed, before.tried):
        _best[exercise.id] = result
        copy = find_copy()
        if copy is not None and result.tried:
            with suppress(OSError):  # a copy that cannot be written to remembers nothing
                write_down(copy, PROGRESS, _states())


def next_hint(exercise):
    """Print the next hint of an exercise."""
    number = _hints.get(exercise.id, 0)
    if number == len(exercise.hints):
        print("There are no more hints; solution() prints a worked answer.")
        return
    _hints[exercise.id] = number + 1
    print(f"Hint {number + 1} of {len(exercise.hints)}: {exercise.hints[number]}")


def functions_before(exercise):
    """``{name: right function}`` of a lesson's exercises that come before one of them."""
    found = {}
    for other in _of_lesson(exercise.lesson):
        if other.id == exercise.id:
            return found
        if other.expected is not None:
            found[other.name] = other.expected
    return {}


def functions_beside(exercise):
    """``{id: right function}`` of the other exercises of a lesson that are functions."""
    return {e.id: e.expected for e in _of_lesson(exercise.lesson) if e.expected is not None and e.id != exercise.id}


def _package():
    """Found by name, when it is asked for: the lessons' modules import what is here."""
    return import_module(f"{__package__}.lessons")


def _lessons():
    lessons = _package()
    return sorted({name.split("_")[1] for _, name, _ in iter_modules(lessons.__path__)})


def _of_lesson(number):
    lessons = _package()
    names = sorted(name for _, name, _ in iter_modules(lessons.__path__) if name.split("_")[1] == number)
    return [e for name in names for e in import_module(f"{lessons.__name__}.{name}").EXERCISES]
