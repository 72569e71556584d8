"""Each slip, and pairs of slips, are named in every exercise; nothing is named that gives other outputs."""

from itertools import combinations
from random import Random

import pytest

from coursecnn import checks
from coursecnn.checks.draw import drawn
from coursecnn.checks.judging.match import equal
from coursecnn.checks.judging.values.fault import example
from coursecnn.checks.parts import Case
from coursecnn.checks.slips import run_with

EXERCISES = {e.id: e for e in checks.all() if e.slips}
MOST = 50  # pairs of an exercise


def sets(e, pairs):
    names = [s.name for s in e.slips]
    two = list(combinations(names, 2))
    return [(name,) for name in names], Random(e.id).sample(two, min(pairs, len(two)))


def with_slips(e, names):
    """An answer that makes these slips."""
    if e.value is not None:
        return example(run_with(names, e.value, Case(()))[0])

    def answer(*args, **kwargs):
        value, error = run_with(names, e.expected, Case(args, kwargs))
        if error is not None:
            raise error
        return value

    return answer


def outputs(e, names):
    """``[(value, error)]`` on random inputs that the check does not use; of a value, itself."""
    if e.value is not None:
        return [(example(run_with(names, e.value, Case(()))[0]), None)]
    return [run_with(names, e.expected, case) for case in drawn(e.inputs, [2] * 6 + [3] * 6 + [4] * 6, 99)]


def agree(e, ones, others):
    return all(
        type(error) is type(other_error) and (error is not None or equal(value, other, e.tolerance))
        for (value, error), (other, other_error) in zip(ones, others)
    )


def refuse(e, names):
    """What is wrong with the message for an answer with these slips; "" where it is true."""
    result = e.check(with_slips(e, names))
    made = outputs(e, names)
    if result.passed:
        return "" if len(names) == 2 and agree(e, made, outputs(e, ())) else f"{names} passed"
    if not result.slips and len(names) == 1:
        return f"{names} is not named: {result}"
    if not result.slips and not result.facts:
        return f"{names} are not named: {result}"
    wrong = [found for found in result.slips if e.value is None and not agree(e, made, outputs(e, found))]
    if wrong and not any("in the place of" in fact or "right" in fact for fact in result.facts):
        return f"{names} are called {wrong}: {result}"
    if len(names) == 1 and names not in result.slips:
        return f"{names} is called {result.slips}"
    return ""


@pytest.mark.parametrize("name", EXERCISES)
def test_every_slip_is_named_and_some_pairs(name):
    singles, pairs = sets(EXERCISES[name], 4)
    assert not [text for names in (*singles, *pairs) if (text := refuse(EXERCISES[name], names))]


@pytest.mark.acceptance
@pytest.mark.parametrize("name", EXERCISES)
def test_pairs_of_slips_are_named(name):
    _, pairs = sets(EXERCISES[name], MOST)
    assert not [text for names in pairs if (text := refuse(EXERCISES[name], names))]


@pytest.mark.parametrize("name", EXERCISES)
def test_slips_are_off_by_themselves_and_nothing_is_changed(name):
    e = EXERCISES[name]
    assert run_with((), e.value, Case(()))[1] is None if e.value else e.check(e.expected)
