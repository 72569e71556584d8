"""The exercises as a whole: how many, of which kinds, how surely a mistake gets its name, how fast feedback comes."""

from collections import Counter
from functools import partial
from statistics import median
from time import process_time

import pytest

from coursecnn import checks
from coursecnn.checks.mistakes import MISTAKES
from coursecnn.checks.parts import Case
from coursecnn.checks.slips import run_with

EXERCISES = checks.all()
PAIRS = [(e, s.name) for e in EXERCISES if e.inputs for s in e.slips[:1]]
REAL = [
    "kernel-flipped",
    "kernel-not-flipped",
    "stride-missing",
    "stride-not-in-columns",
    "h-w-swapped",
    "zeros-before-only",
    "padding-forgotten",
    "ceil-for-floor",
    "off-by-one",
    "channels-not-summed",
    "channels-averaged",
    "same-filter-for-all",
    "bias-per-input-channel",
    "bias-forgotten",
    "assigned-not-added",
    "batch-not-summed",
    "batch-averaged-twice",
    "dw-flipped",
    "stride-ignored",
    "crop-forgotten",
    "max-padded-with-zero",
    "gradient-to-every-tie",
    "gradient-to-average",
    "divided-by-side",
    "softmax-overflow",
    "loss-summed",
    "relu-wrong-array",
    "changed-input",
    "integer-overflow",
    "integer-division",
]  # what learners really get wrong


@pytest.fixture(scope="module")
def checked():
    """``(result, seconds of the processor)`` of a slip of every exercise."""
    found = []
    for exercise, name in PAIRS:
        begin = process_time()
        result = exercise.check(partial(answer, exercise, name))
        found.append((result, process_time() - begin))
    return found


def answer(exercise, name, *args, **kwargs):
    """The right function with this slip."""
    value, error = run_with((name,), exercise.expected, Case(args, kwargs))
    if error is not None:
        raise error
    return value


def test_there_are_enough_of_every_kind():
    assert len(EXERCISES) >= 60 and sum(len(e.slips) for e in EXERCISES) >= 600
    by_lesson = Counter(e.lesson for e in EXERCISES)
    assert sorted(by_lesson) == [f"{n:02}" for n in range(12)] and min(by_lesson.values()) >= 5
    by_kind = Counter(e.kind for e in EXERCISES)
    assert set(by_kind) == {"implement", "predict", "debug", "explore", "challenge"} and min(by_kind.values()) >= 5
    assert all(e.slips for e in EXERCISES)


def test_every_wrong_answer_is_rejected_and_at_least_95_percent_get_their_name(checked):
    assert not [result for result, _ in checked if result.passed or not result.tried]
    named = sum((name,) in result.slips for (result, _), (_, name) in zip(checked, PAIRS))
    assert named >= 0.95 * len(PAIRS)


def test_feedback_comes_within_a_second_and_three_for_the_slowest(checked):
    seconds = [second for _, second in checked]
    assert median(seconds) < 1 and max(seconds) < 3


@pytest.mark.parametrize("mistake", REAL)
def test_what_learners_really_get_wrong_is_known_by_name(mistake):
    names = {s.name for e in EXERCISES for s in e.slips}
    assert mistake in names or mistake in ("changed-input", "integer-dtype")


def test_every_sentence_of_the_catalogue_is_used():
    assert set(MISTAKES) <= {s.name for e in EXERCISES for s in e.slips}
