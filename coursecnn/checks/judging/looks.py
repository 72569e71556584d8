"""What an answer does on the way, seen by running its text with a question in it."""

import ast

from ..parts import Case
from .source import function_in

MOST = 40  # questions
DICTS = "dict", "defaultdict", "Counter", "OrderedDict"


def looks(trial, number):
    """Sentences about one failing input, each true of what was seen."""
    function = function_in(trial.door.about.source)[1]
    rewritten = getattr(trial.door, "rewritten", None)
    if rewritten is None or not isinstance(function, ast.FunctionDef):
        return []
    function.decorator_list = []
    asked = [*_negative(function), *_roots(function), *_hidden_errors(function)][-MOST:]
    if not asked or trial.state != "done":
        return []
    case = trial.inputs.cases[number]
    given = rewritten([code for code, _ in asked])([Case((n, *case.args), case.kwargs) for n in range(len(asked))], 1.0)
    said = (say(reply) for reply, (_, say) in zip(given.replies, asked))
    return [sentence for sentence in said if sentence][:1]


def _compiled(function):
    return compile(ast.fix_missing_locations(ast.Module([function], [])), "<asked>", "exec")


def _hidden_errors(function):
    """The function without its ``try``: what does it raise?"""

    class Bare(ast.NodeTransformer):
        def visit_Try(self, node):
            self.generic_visit(node)
            return [*node.body, *node.orelse, *node.finalbody]

    if any(isinstance(n, ast.Try) for n in ast.walk(function)):
        code = _compiled(Bare().visit(ast.parse(ast.unparse(function)).body[0]))
        yield code, lambda r: r.error and f"`except` catches {r.error} here: {r.text}."


def _negative(function):
    """With each index in turn that is worked out: an attribute that nothing has is read where it is below 0."""
    given = [n for n in ast.walk(function) if isinstance(n, ast.Assign)]
    dicts = {getattr(target, "id", "") for n in given for target in n.targets if _is_dict(n.value)}
    for node in ast.walk(function):
        if not isinstance(node, ast.Subscript) or getattr(node.value, "id", "") in dicts:
            continue
        tuple_ = isinstance(node.slice, ast.Tuple)
        for at, index in enumerate(node.slice.elts) if tuple_ else [(None, node.slice)]:
            if not isinstance(index, ast.BinOp):
                continue
            text = ast.unparse(node)
            _put(node, at, _unless_below_0(index))
            code = _compiled(function)
            _put(node, at, index)
            words = f"In `{text}` the index `{ast.unparse(index)}` is below 0 for this input: it counts from the end."
            yield code, lambda r, words=words: words if "below_0" in r.text else ""


def _is_dict(value):
    called = getattr(value, "func", None)
    return isinstance(value, ast.Dict | ast.DictComp) or getattr(called, "id", getattr(called, "attr", "")) in DICTS


def _roots(function):
    """With what stands in each root or logarithm in turn: is it below 0?"""
    for node in ast.walk(function):
        name = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
        if name in ("sqrt", "log", "log2", "log10") and len(node.args) == 1:
            (inside,) = node.args
            text = ast.unparse(inside)
            node.args = [_unless_below_0(inside)]
            code = _compiled(function)
            node.args = [inside]
            words = f"In `{name}({text})` what stands in the brackets is below 0 for this input: that gives nan."
            yield code, lambda r, words=words: words if "below_0" in r.text else ""


def _unless_below_0(node):
    below = ast.Attribute(ast.Constant(None), "below_0", ast.Load())
    return ast.IfExp(ast.Compare(node, [ast.Lt()], [ast.Constant(0)]), below, node)


def _put(node, at, new):
    if at is None:
        node.slice = new
    else:
        node.slice.elts[at] = new
