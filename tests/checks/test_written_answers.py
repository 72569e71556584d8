"""Answers that two readers wrote from the exercises alone, not knowing the checks: right ones pass, wrong ones do not.

Each line of ``written_answers.jsonl`` holds ``exercise``, ``code``, ``right`` and, in words, the ``cause``; where the
check decides otherwise, ``passes`` as well, with the reason in ``because``.
"""

import ast
import json
import re
import textwrap
from functools import cache
from pathlib import Path

import pytest
from places import ROOT

from coursecnn.checks import exercise

WRITTEN = {}
for line in Path(__file__).with_name("written_answers.jsonl").read_text(encoding="utf-8").splitlines():
    answer = json.loads(line)
    WRITTEN.setdefault(answer["exercise"], []).append(answer)


@cache
def names(lesson):
    """What the notebook of these exercises holds when its answers are the worked ones."""
    found = {"__name__": "answers"}
    (path,) = (ROOT / "notebooks" / "source").glob(f"{lesson}_*_exercises.py")
    for cell in re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = cell.partition("\n")
        asks = 'kind="test"' in head or ("progress(" in body and "import" not in body)
        if "[markdown]" not in head and not asks:
            exec(body, found)
    return found


def build(name, code):
    """The answer: a value, or the function of the exercise's name."""
    code, here = textwrap.dedent(code).strip("\n"), dict(names(name[:2]))
    if [type(node) for node in ast.parse(code).body] == [ast.Expr]:
        return eval(code, here)
    here.pop(name[3:], None)
    exec(code, here)
    return here[name[3:]]


@pytest.mark.acceptance
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", WRITTEN)
def test_right_ones_pass_and_wrong_ones_do_not(name, capsys):
    found = {}
    for answer in WRITTEN[name]:
        passes = bool(exercise(name).check(build(name, answer["code"])))
        if passes != answer.get("passes", answer["right"]):
            found[answer["cause"]] = passes
    capsys.readouterr()
    assert found == {}
