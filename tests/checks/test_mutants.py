"""Right answers with one change in their text: none that differs passes, and no slip is named that is not there."""

import copy
from functools import cache
from random import Random

import numpy as np
import pytest
from mutated import EXERCISES, function, mutants_of

from coursecnn.checks.door import open_door
from coursecnn.checks.draw import drawn
from coursecnn.checks.judging.match import equal, fault
from coursecnn.checks.slips import run_with

MOST = 60  # of an exercise


def refuse(e, answer, cases):
    """What is wrong with the verdict on a mutant; "" where nothing is, None where it is no wrong answer."""
    door = open_door(answer)
    given = door(cases, 2.0)
    if given.state != "done":
        return None
    rights = [run_with((), e.expected, case)[0] for case in cases]
    wrong = [
        r for r, right in zip(given.replies, rights) if r.error or fault(right, r.value, e.tolerance, e.whole_counts)
    ]
    if not wrong:
        return None
    result = e.judge(door)
    if result.passed:
        return "passed"
    if len(result.slips) != 1 or result.facts:
        return ""
    for case, reply in zip(cases, given.replies):
        value, error = run_with(result.slips[0], e.expected, copy.deepcopy(case))
        if error is None and not reply.error and not equal(value, reply.value, max(e.tolerance, 1e-4)):
            return f"is called {result.slips[0]}"
    return ""


@cache
def wrong_verdicts(name, most):
    """``(number of mutants that differ, texts of wrong verdicts)``."""
    e = EXERCISES[name]
    before, imports, texts = mutants_of(e)
    Random(name).shuffle(texts)
    cases = drawn(e.inputs, [2] * 10 + [3] * 20 + [4] * 10, 77)
    count, bad = 0, []
    for mutant in texts[:most]:
        try:
            answer = function(e, before, mutant, imports)
        except Exception:
            continue
        with np.errstate(all="ignore"):
            verdict = refuse(e, answer, cases)
        count += verdict is not None
        bad += [f"{verdict}:\n{mutant}"] if verdict else []
    return count, bad


@pytest.mark.parametrize("name", EXERCISES)
def test_some_mutants_are_refused_and_no_wrong_slip_is_named(name):
    assert not wrong_verdicts(name, 3)[1]


@pytest.mark.acceptance
@pytest.mark.parametrize("name", EXERCISES)
def test_mutants_are_refused_and_no_wrong_slip_is_named(name):
    assert not wrong_verdicts(name, MOST)[1]


@pytest.mark.acceptance
def test_they_were_at_least_a_thousand():
    assert sum(wrong_verdicts(name, MOST)[0] for name in EXERCISES) >= 1000
