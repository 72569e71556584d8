"""What a solution calls "a common wrong turn" is named by the check of its exercise: all of ``wrong_turns.toml``."""

import re
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

from coursecnn import checks
from coursecnn.checks.door import open_door
from coursecnn.checks.parts import Case
from coursecnn.checks.slips import run_with
from coursecnn.checks.solutions import worked_code

EXERCISES = {e.id: e for e in checks.all()}
TURNS = tomllib.loads(Path(__file__).with_name("wrong_turns.toml").read_text(encoding="utf-8"))
TRIED = [(name, number) for name, turns in TURNS.items() for number, turn in enumerate(turns) if "advice" not in turn]
WITHOUT = []  # exercises whose solution names no common wrong turn
NOT_TRIED = ["06.speed_up"]  # for the reason that ``advice`` gives
FEW_SLIPS = ["08.seed_spread"]  # its numbers are told apart by ``accepts``


@cache
def cells(lesson):
    """``[(options, text)]`` of the cells of a lesson's exercises."""
    (path,) = (ROOT / "notebooks" / "source").glob(f"{lesson}_*_exercises.py")
    parts = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [part.split("\n", 1) for part in parts]


@cache
def paragraphs():
    """``{exercise: [what its solution says of a wrong turn]}``."""
    found, name = {}, ""
    for lesson in sorted({e.lesson for e in EXERCISES.values()}):
        for options, text in cells(lesson):
            if answer := re.search(r'kind="answer" grade_id="(.*?)"', options):
                name = answer.group(1)
            text = " ".join(text.replace("\n# ", " ").split())
            found.setdefault(name, []).extend(re.findall(r"(?i)\*\*[^*]*wrong turn.*?(?=\*\*[A-Z]|$)", text))
    return {name: turns for name, turns in found.items() if turns}


@cache
def names(lesson):
    """What the notebook holds when its functions are the worked ones, but for what takes data and training."""
    found = {"__name__": "answers"}
    for options, text in cells(lesson):
        name = re.search(r'kind="answer" grade_id="(.*?)"', options)
        if name and EXERCISES[name.group(1)].expected:
            exec(worked_code(EXERCISES[name.group(1)]), found)
        elif not any(word in options for word in ("markdown", "kind=", "nbval")) and "progress(" not in text:
            exec(text, found)
    return found


def judged(name, turn):
    """The result of a turn's answer, which is handed in with its text, as in a notebook."""
    e, text = EXERCISES[name], turn.get("code", "").strip()
    if "edits" in turn:
        text = worked_code(e)
        for old, new in turn["edits"]:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the worked answer of {name}"
            text = text.replace(old, new)
    here = dict(names(e.lesson))
    if e.value is not None:
        return e.judge(open_door(eval(text, here)))
    exec(text, here)
    return e.judge(open_door(here[e.name], text))


def test_every_wrong_turn_of_a_solution_is_here():
    found = paragraphs()
    assert sorted(found) == sorted(TURNS) and sorted(set(EXERCISES) - set(found)) == WITHOUT
    assert [name for name, turns in found.items() if len(turns) != 1] == []
    quoted = [(name, turn["turn"]) for name, turns in TURNS.items() for turn in turns]
    assert [pair for pair in quoted if pair[1] not in found[pair[0]][0]] == []


def test_what_is_not_tried_has_a_reason():
    assert sorted(set(TURNS) - {name for name, _ in TRIED}) == NOT_TRIED
    ways = [[key for key in ("slips", "said", "advice") if turn.get(key)] for turns in TURNS.values() for turn in turns]
    assert all(len(way) == 1 for way in ways)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "number"), TRIED)
def test_its_cause_is_named_and_no_other(name, number):
    turn = TURNS[name][number]
    result = judged(name, turn)
    assert result.tried and not result.passed, result
    assert set(map(frozenset, result.slips)) == set(map(frozenset, turn.get("slips", []))), result
    assert turn.get("said", "") in result.message, result


def test_exercises_with_few_slips_are_known():
    assert [name for name, e in EXERCISES.items() if len(e.slips) < 2] == FEW_SLIPS


def test_one_image_does_not_tell_that_04_pool_images_mixes_them():
    e, x = EXERCISES["04.pool_images"], np.arange(48.0).reshape(2, 1, 4, 6)
    mixed = [run_with(("images-mixed",), e.expected, Case((images, 2)))[0] for images in (x[:1], x)]
    assert (mixed[0] == e.expected(x[:1], 2)).all() and (mixed[1] != e.expected(x, 2)).any()


def test_bytes_are_refused_by_the_net_of_07_first_loss_of_he():
    with pytest.raises(TypeError, match="uint8"):
        names("07")["ConvPool2d"](1, 20, 5, init="he", seed=0)(np.zeros((1, 1, 28, 28), np.uint8))
