"""All notebooks of a class, several at a time."""

import re
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from .. import datasets
from ..commands import CommandError
from ..commands.start import find_course
from ..interrupts import completed
from .handins import Refused, given_name
from .notebook import find_lessons, imports_of, is_lesson, read_cells
from .supervisor import NOT_MARKED, Handed, Outcome, Stopped
from .words import tidy

USES_IMAGES = re.compile(rb"lesson\.data|coursecnn\.lesson|datasets")
DRAWS = re.compile(rb"plot|plt")


def mark_class(submissions, lessons, kept, supervisor, workers):
    """Mark submissions; what is kept is not marked again, and equal notebooks are marked once.

    Parameters
    ----------
    submissions : list of Submission
    lessons : dict of str to list of Exercise
    kept : Kept
    supervisor : Supervisor
    workers : int
        Notebooks at a time.

    Returns
    -------
    list of (Submission, list of lessons, Outcome)
        In the order of submissions.
    """
    marked, places, todo = [], defaultdict(list), {}
    for place, submission in enumerate(submissions):
        found, data, problem = _look_at(submission, lessons)
        outcome = Outcome(problem=problem)
        if problem is None:
            names = [exercise.id for lesson in found for exercise in lessons[lesson]]
            key = kept.key(data, submission.name, names)
            outcome = kept.get(key)
            if outcome is None:
                places[key].append(place)
                todo[key] = (submission, found, bool(USES_IMAGES.search(data)), bool(DRAWS.search(data)))
        marked.append((submission, found, outcome))
    _prepare(todo)
    for key, outcome in _mark(todo, lessons, kept, supervisor, workers):
        for place in places[key]:
            marked[place] = (*marked[place][:2], outcome)
    return marked


def _look_at(submission, lessons):
    """(lessons, bytes or None, problem or None)"""
    if submission.file is None or submission.problem:
        return [], None, submission.problem
    name = submission.name
    try:
        data = submission.read()
    except Refused as refused:
        return find_lessons(b"", given_name(name), lessons), None, (refused.mistake, refused.message)
    found = find_lessons(data, given_name(name), lessons)
    if found:
        return found, data, None
    if lesson := is_lesson(data):
        text = f"{name} is lesson {lesson} itself, not its exercises: ask for the notebook of the folder exercises."
        return [lesson] if lesson in lessons else [], data, ("lesson-itself", text)
    return (
        [],
        data,
        ("no-exercises", f"{name} holds no exercise of the course: read it, or ask for the right notebook."),
    )


def _prepare(todo):
    """What a notebook may not do behind walls: images come into the cache, and the list of fonts is made."""
    if any(images for *_, images, _ in todo.values()):
        datasets.load("auto")


def _mark(todo, lessons, kept, supervisor, workers):
    """(key, outcome) of what is to be done, as it is done; at last, alone, what ran out of time under load."""
    imports, progress, again = _Imports(), _Progress(len(todo)), []

    def mark(key):
        submission, found, *_ = todo[key]
        try:
            exercises = tuple(exercise for lesson in found for exercise in lessons[lesson])
            handed = Handed(submission.read(), submission.name, exercises, imports.of(found))
            return supervisor.mark(handed)
        except Refused as refused:  # it was there a moment ago
            return Outcome((refused.mistake, refused.message))
        except Stopped:
            raise
        except Exception as error:  # it must not cost the others their marks
            text = f"The marking itself failed ({type(error).__name__}: {error}): mark this notebook again."
            return Outcome((NOT_MARKED, tidy(text, 300)))

    pool = ThreadPoolExecutor(workers)
    try:
        futures = {pool.submit(mark, key): key for key in todo}
        for future in completed(list(futures)):
            key, outcome = futures.pop(future), future.result()
            if outcome.late:
                again.append((key, outcome))
            yield key, _keep(kept, key, outcome)
            progress.say(todo[key][0].student)
        for key, before in again:
            print(f"Once more, alone, for lack of time: {todo[key][0].student}", flush=True)
            (future,) = completed([pool.submit(mark, key)])
            outcome = future.result()
            outcome = outcome if outcome.passed > before.passed else before
            outcome.late = False
            yield key, _keep(kept, key, outcome)
    except BaseException:
        supervisor.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _keep(kept, key, outcome):
    return kept.put(key, outcome) if outcome.is_final and not outcome.late else outcome


class _Imports:
    """The imports at the top of the notebooks that are handed out, by lesson."""

    def __init__(self):
        self._known = {}

    def of(self, lessons):
        for lesson in lessons:
            if lesson not in self._known:
                self._known[lesson] = self._read(lesson)
        return tuple(dict.fromkeys(line for lesson in lessons for line in self._known[lesson]))

    def _read(self, lesson):
        try:
            path = next((find_course() / "exercises").glob(f"{lesson}_*.ipynb"))
            return imports_of(read_cells(path.read_bytes(), path.name))
        except (CommandError, StopIteration, OSError, ValueError):
            return ["import numpy as np"]


class _Progress:
    """Says how far the marking is, and about how long it will still take."""

    def __init__(self, total):
        self._total, self._done, self._began = total, 0, time.monotonic()

    def say(self, student):
        self._done += 1
        left = (time.monotonic() - self._began) / self._done * (self._total - self._done)
        about = f", about {_spoken(left)} left" if self._done < self._total and self._done >= 3 else ""
        print(f"{self._done} of {self._total}: {student}{about}", flush=True)


def _spoken(seconds):
    return f"{seconds / 60:.0f} min" if seconds >= 100 else f"{max(seconds, 1):.0f} s"
