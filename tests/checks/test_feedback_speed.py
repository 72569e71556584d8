"""How long feedback takes, in processor time: a table, not a bound, since machines differ.

uv run pytest -n 0 -m benchmark tests/checks -s
"""

import warnings
from random import Random
from statistics import median
from time import process_time

import numpy as np
import pytest
from mutated import EXERCISES, function, mutants_of

from coursecnn.checks.door import open_door

SOME = 6  # of an exercise


def seconds_of(e):
    """Seconds of the feedback to answers with one change in their text, which is handed in."""
    before, imports, texts = mutants_of(e)
    Random(e.id).shuffle(texts)
    e.made_inputs()
    found = []
    for text in texts[:SOME]:
        try:
            door = open_door(function(e, before, text, imports), text)
        except Exception:
            continue
        begin = process_time()
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = e.judge(door)
        found += [] if result.passed else [process_time() - begin]
    return found


def said(times):
    return f"{len(times):4} answers: median {1000 * median(times):4.0f} ms, most {1000 * max(times):4.0f} ms"


@pytest.mark.benchmark
def test_how_long_feedback_takes():
    found = {name: seconds_of(e) for name, e in EXERCISES.items()}
    for name, times in found.items():
        if times:
            print(f"{name:28}{said(times)}")
    times = [second for times in found.values() for second in times]
    print(f"{'all':28}{said(times)}")
    assert len(times) > 0.8 * len(EXERCISES)
