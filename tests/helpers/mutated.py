"""Right answers with one change in their text, out of the solutions' notebooks."""

import ast
import json

from places import ROOT

from coursecnn import checks

EXERCISES = {e.id: e for e in checks.all() if e.inputs is not None}
OTHERS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult}
CALLED = {"sum": "max", "max": "sum", "mean": "sum", "argmin": "argmax", "argmax": "argmin", "sqrt": "square",
          "exp": "log", "zeros": "ones", "floor": "ceil", "concatenate": "stack"}  # fmt: skip
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
    """Functions that make one change each: of operators, bounds, indices, axes, constants, functions, arguments."""
    found = []
    arguments = [a.arg for n in tree.body if isinstance(n, ast.FunctionDef) for a in n.args.args]
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
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv):
            found.append(lambda n=node: vars(n).update(left=n.right, right=n.left))
        if isinstance(node, ast.Attribute) and node.attr in CALLED:
            found.append(lambda n=node: setattr(n, "attr", CALLED[n.attr]))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in arguments[:-1]:
            found.append(lambda n=node: setattr(n, "id", arguments[arguments.index(n.id) + 1]))
        for part in ("lower", "upper", "step"):
            if isinstance(node, ast.Slice) and getattr(node, part) is not None:
                found.append(lambda n=node, part=part: setattr(n, part, None))
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


def mutants_of(e):
    """``(functions that stand before it in its notebook, imports, texts of its answer with one change)``."""
    found, imports = answers(e.lesson)
    before = [found[x.id.replace(".", "-")] for x in checks.all() if x.lesson == e.lesson and x.expected]
    return before, imports, mutants(found[e.id.replace(".", "-")])
