"""All notebooks of a class, several at a time."""

import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed

from .. import datasets
from .notebook import find_lesson
from .submissions import Refused, read_submission
from .supervisor import Outcome

USES_IMAGES = re.compile(rb"lesson\.data|coursecnn\.lesson|datasets")


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
    list of (Submission, lesson or None, Outcome)
        In the order of submissions.
    """
    marked, places, todo = [], defaultdict(list), {}
    for place, submission in enumerate(submissions):
        lesson, data, problem = _look_at(submission, lessons)
        outcome = Outcome(problem=problem)
        if problem is None:
            names = [exercise.id for exercise in lessons[lesson]]
            key = kept.key(data, names)
            outcome = kept.get(key)
            if outcome is None:
                places[key].append(place)
                todo[key] = (submission, names, bool(USES_IMAGES.search(data)))
        marked.append((submission, lesson, outcome))
    for key, outcome in _mark(todo, kept, supervisor, workers):
        for place in places[key]:
            marked[place] = (*marked[place][:2], outcome)
    return marked


def _look_at(submission, lessons):
    """(lesson or None, bytes or None, problem or None)"""
    try:
        data = read_submission(submission)
    except Refused as refused:
        return find_lesson(b"", submission.name, lessons), None, (refused.mistake, refused.message)
    lesson = find_lesson(data, submission.name, lessons)
    problem = None if lesson else ("no-exercises", f"{submission.name} holds no exercise of the course.")
    return lesson, data, problem


def _mark(todo, kept, supervisor, workers):
    """(key, outcome) of what is to be done, as it is done."""
    if any(uses_images for *_, uses_images in todo.values()):
        datasets.load("auto")  # into the cache: a notebook may neither download nor write there
    pool, done = ThreadPoolExecutor(workers), 0

    def mark(submission, names):
        try:
            return supervisor.mark(read_submission(submission), names)
        except Refused as refused:  # it was there a moment ago
            return Outcome((refused.mistake, refused.message))

    try:
        futures = {pool.submit(mark, submission, names): key for key, (submission, names, _) in todo.items()}
        for future in as_completed(futures):
            key, outcome, done = futures[future], future.result(), done + 1
            outcome = kept.put(key, outcome) if outcome.is_final else outcome
            print(f"{done} of {len(todo)}: {todo[key][0].student}", flush=True)
            yield key, outcome
    except BaseException:
        supervisor.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
