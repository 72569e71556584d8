"""Right answers with one change in their text: none that differs passes, and no slip is named that is not there."""

import ast
import copy
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from coursecnn import checks
from coursecnn.checks.door import open_door
from coursecnn.checks.draw import drawn
from coursecnn.checks.judging.match import equal, fault
from coursecnn.checks.slips import run_with

ROOT = Path(__file__).parents[2]
EXERCISES = {e.id: e for e in checks.all() if e.inputs is not None}
OTHERS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult}
COMPARED = {ast.Lt: ast.LtE, ast.Gt: ast.GtE, ast.LtE: ast.Lt, ast.GtE: ast.Gt, ast.Eq: ast.NotEq}


def cells(lesson):
    (path,) = (ROOT / "solutions").glob(f"{lesson}_*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def answers(lesson):
    """``({exercise: text of its answer}, text of the imports)``, out of the solutions' notebook."""
    code = [c for c in cells(lesson) if c["cell_type"] == "code"]
    found = {c["metadata"].get("nbgrader", {}).get("grade_id"): "".join(c["source"]) for c in code}
    return found, "".join(code[0]["source"])


def changes(tree):
    """``(node, change of it)`` for operators, bounds, indices, axes and constants."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OTHERS:
            found.append(lambda n=node: setattr(n, "op", OTHERS[type(n.op)]()))
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            found.append(lambda n=node: n.ops.__setitem__(0, COMPARED[type(n.ops[0])]()))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            found.append(lambda n=node: setattr(n, "value", n.value + 1))
            found.append(lambda n=node: setattr(n, "value", n.value - 1))
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.ctx, ast.Load):
            found.append(lambda n=node: n.elts.reverse())
        if isinstance(node, ast.keyword) and node.arg in ("keepdims", "axis"):
            found.append(lambda n=node: setattr(n, "value", ast.Constant(None if n.arg == "axis" else False)))
        if isinstance(node, ast.Call) and len(node.args) == 2:
            found.append(lambda n=node: n.args.reverse())
        if isinstance(node, ast.Slice) and node.step is not None:
            found.append(lambda n=node: setattr(n, "step", None))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            found.append(lambda n=node: setattr(n, "op", ast.UAdd()))
    return found


def mutants(text):
    """Texts, each with one change."""
    made = []
    for number in range(len(changes(ast.parse(text)))):
        tree = ast.parse(text)
        changes(tree)[number]()
        made.append(ast.unparse(ast.fix_missing_locations(tree)))
    return list(dict.fromkeys(made))


def function(e, before, text, imports):
    names = {"__name__": "__main__"}
    for code in (imports, *before, text):
        exec(compile(code, "<cell>", "exec"), names)
    return names[e.name]


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


def wrong_verdicts(name, most):
    """``(number of mutants that differ, texts of wrong verdicts)``."""
    e = EXERCISES[name]
    found, imports = answers(e.lesson)
    before = [found[x.id.replace(".", "-")] for x in checks.all() if x.lesson == e.lesson and x.expected and x.id < "~"]
    text = found[name.replace(".", "-")]
    texts = mutants(text)
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
def test_at_least_a_thousand_mutants():
    counts = {name: wrong_verdicts(name, 60) for name in EXERCISES}
    assert not [(name, text) for name, (_, bad) in counts.items() for text in bad]
    assert sum(count for count, _ in counts.values()) >= 1000
