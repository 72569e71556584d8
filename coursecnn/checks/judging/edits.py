"""Small changes of a function's text, as a tree: each undoes what a slip of the hand may have done."""

import ast
from dataclasses import dataclass
from itertools import combinations

from ..lines import lines
from ..unmeant import unmeant

OTHER = {ast.Add: [ast.Sub, ast.Mult], ast.Sub: [ast.Add], ast.Mult: [ast.Add, ast.Div, ast.Pow],
         ast.Div: [ast.Mult, ast.FloorDiv],
         ast.FloorDiv: [ast.Div, ast.Mult], ast.BitXor: [ast.Pow], ast.Mod: [ast.FloorDiv], ast.Pow: [ast.Mult],
         ast.Lt: [ast.LtE, ast.Gt], ast.Gt: [ast.GtE, ast.Lt], ast.LtE: [ast.Lt, ast.GtE], ast.GtE: [ast.Gt, ast.LtE],
         ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.And: [ast.Or], ast.Or: [ast.And]}  # fmt: skip
CALLED = (("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"), ("sum", "mean"), ("sum", "prod"),
          ("floor", "ceil"), ("floor", "round"), ("zeros", "ones"), ("zeros", "empty"), ("log", "log2"),
          ("log", "log10"), ("square", "sqrt"), ("sum", "max"), ("mean", "max"), ("mean", "median"), ("std", "var"),
          ("dot", "multiply"))  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """``new`` in place of ``old`` in ``owner.field`` (or in its entry ``at``); ``kind`` is alike for alike ones."""

    owner: ast.AST
    field: str
    at: int | None
    new: object
    kind: tuple
    statement: ast.stmt

    @property
    def old(self):
        value = getattr(self.owner, self.field)
        return value if self.at is None else value[self.at]

    def put(self, node):
        if self.at is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.at] = node


def edits(function, names):
    """Groups of ``Edit``s, the likely ones first: one edit, then two of one kind that stand near each other."""
    found, built = [], _built(function)
    parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    for statement, owner, field, at, node in _slots(function, function):
        for kind, new in (*_others(node, owner, field, names), *_endless(node, owner, statement)):
            if not (isinstance(new, ast.Name) and new.id in built) and not unmeant(node, new, owner, parents):
                found.append(Edit(owner, field, at, new, (kind, type(owner), field), statement))
    found.sort(key=lambda e: LIKELY.index(e.kind[0][0]))
    alike = {}
    for e in found:
        alike.setdefault(e.kind, []).append(e)
    two = [pair for group in alike.values() for pair in combinations(group, 2) if _twins(*pair)]
    return [(e,) for e in found] + two


def _twins(a, b):
    """Two changes of one kind, side by side: what a rule got wrong for rows, it got wrong for columns."""
    if a.old is b.old or abs(a.statement.lineno - b.statement.lineno) > 2 or a.kind[0][0] in ("name", "line"):
        return False
    return not _inside(a, b)


LIKELY = ("=", "operator", "one", "step", "brackets", "call", "without", "number", "name", "order", "line")


def _built(function):
    """Lists and arrays that are filled step by step: put into themselves, they would have no end."""
    stored = [n.value for n in ast.walk(function) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)]
    called = [n.func for n in ast.walk(function) if isinstance(n, ast.Call)]
    stored += [f.value for f in called if isinstance(f, ast.Attribute) and f.attr in ("append", "extend", "insert")]
    return {n.id for part in stored for n in ast.walk(part) if isinstance(n, ast.Name)}


def _inside(a, b):
    return b.old in ast.walk(a.old) or a.old in ast.walk(b.old)


def _slots(function, node, statement=None):
    """``(statement, owner, field, place in a list or None, node)`` for all that may be changed."""
    for field, value in ast.iter_fields(node):
        if node is function and field != "body":
            continue
        for at, part in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(part, ast.AST):
                inside = part if isinstance(part, ast.stmt) or statement is None else statement
                yield inside, node, field, at, part
                yield from _slots(function, part, inside)


def _others(node, owner, field, names):
    """``(kind, node to put here)``."""
    if isinstance(node, ast.operator | ast.cmpop | ast.boolop):
        yield from ((("operator", type(node), other), other()) for other in OTHER.get(type(node), ()))
    elif isinstance(node, ast.stmt):
        yield from lines(node, getattr(owner, field))
    elif isinstance(node, ast.Slice):
        if node.lower and node.upper:
            yield ("step", "from"), ast.Slice(node.lower, ast.BinOp(node.lower, ast.Add(), node.upper), node.step)
        if node.step:
            yield ("without", "step"), ast.Slice(node.lower, node.upper, None)
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
        for a, b in combinations(range(len(node.elts)), 2):
            places = [b if n == a else a if n == b else n for n in range(len(node.elts))]
            yield ("name", "swapped"), ast.Tuple([node.elts[n] for n in places], ast.Store())
    elif isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
        yield from _expressions(node, owner, field, names)


def _endless(node, owner, statement):
    """Infinity for a number at which a search for the largest or the smallest begins, or that stands in a frame."""
    begins = isinstance(statement, ast.Assign) and node is statement.value
    begins |= isinstance(owner, ast.Tuple | ast.Call) and owner is getattr(statement, "value", None)
    begins |= isinstance(owner, ast.keyword) and owner.arg in ("constant_values", "initial", "default")
    number = getattr(node.operand if isinstance(node, ast.UnaryOp) else node, "value", None)
    if begins and type(number) in (int, float):
        yield from ((("number", "endless", s), ast.parse(f"{s}np.inf", mode="eval").body) for s in ("-", ""))


def _expressions(node, owner, field, names):
    if isinstance(node, ast.BinOp):
        yield from _of_two(node)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value % 1 == 0:
        yield from ((("number", node.value, n), ast.Constant(node.value + n)) for n in (1, -1))
    elif isinstance(node, ast.UnaryOp):
        yield ("without", type(node.op)), node.operand
    elif isinstance(node, ast.Name):
        if isinstance(owner, ast.BinOp) and isinstance(owner.op, ast.Mult) and node.id in names:
            yield ("one", "minus"), ast.BinOp(ast.Constant(1), ast.Sub(), node)
        yield from ((("name", node.id, n), ast.Name(n, ast.Load())) for n in names if n != node.id and node.id in names)
        yield from (
            (("call", node.id, n), ast.Name(n, ast.Load())) for n in _called(node.id) if n in ("max", "min", "sum")
        )
    elif isinstance(node, ast.Attribute):
        yield from ((("call", node.attr, n), ast.Attribute(node.value, n, ast.Load())) for n in _called(node.attr))
        if node.attr in ("T", "real"):
            yield ("without", node.attr), node.value
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
        yield ("order",), ast.Tuple(node.elts[::-1], ast.Load())
        one, other = node.elts
        if isinstance(one, ast.BinOp) and isinstance(other, ast.BinOp):
            crossed = [ast.BinOp(a.left, a.op, b.right) for a, b in ((one, other), (other, one))]
            yield ("order", "right"), ast.Tuple(crossed, ast.Load())
    elif isinstance(node, ast.Subscript):
        yield ("without", "[]"), node.value
    if _counts(node, owner, field):
        opposite = type(node.op) if isinstance(node, ast.BinOp) and getattr(node.right, "value", 0) == 1 else None
        for op in (ast.Add, ast.Sub):
            if opposite in (None, op):  # n - 1 + 1 is n, which another change makes
                yield ("one", op), ast.BinOp(node, op(), ast.Constant(1))


def _counts(node, owner, field):
    """A number, an index, a bound or a size, to which 1 can be added."""
    if isinstance(node, ast.Constant | ast.Tuple | ast.List | ast.Slice | ast.Compare | ast.IfExp):
        return False
    if isinstance(owner, ast.Compare) and any(isinstance(n, ast.Constant) for n in (owner.left, *owner.comparators)):
        return False
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and isinstance(node.right, ast.Constant):
        return node.right.value == 1  # n + 1 is made of n + 2 by another change
    named = isinstance(owner, ast.Call) and field == "args" and getattr(owner.func, "id", "len") != "len"
    factor = isinstance(owner, ast.BinOp) and isinstance(owner.op, ast.Mult) and isinstance(node, ast.Name)
    index = field == "slice" or isinstance(owner, ast.Slice | ast.Tuple | ast.Compare | ast.Return | ast.Assign)
    return named or factor or index


def _of_two(node):
    left, op, right = node.left, node.op, node.right
    yield ("without", type(op), "right"), left
    yield ("without", type(op), "left"), right
    again = isinstance(op, ast.Mult | ast.Add) and isinstance(left, ast.BinOp) and isinstance(left.op, type(op))
    if again and ast.dump(left.right) == ast.dump(right):
        yield ("without", type(op), "twice"), left.left
    if isinstance(op, ast.Sub | ast.Div | ast.FloorDiv | ast.Pow):
        yield ("order", type(op)), ast.BinOp(right, op, left)
    if isinstance(left, ast.BinOp):
        yield ("brackets", "left"), ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right))
    if isinstance(right, ast.BinOp):
        yield ("brackets", "right"), ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right)


def _of_call(node):
    if len(node.args) == 1 and not node.keywords:
        yield ("without", "call"), node.args[0]
        inside = node.args[0]
        if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Div):
            yield ("call", "down"), ast.BinOp(inside.left, ast.FloorDiv(), inside.right)
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") != "np":
        yield ("without", "method"), node.func.value
    if len(node.args) == 2:
        yield ("order", "call"), ast.Call(node.func, node.args[::-1], node.keywords)
        yield ("without", "second"), ast.Call(node.func, node.args[:1], node.keywords)
    if len(node.args) == 3 and getattr(node.func, "id", "") == "range":
        yield ("without", "step of range"), ast.Call(node.func, node.args[:2], [])
    for word in node.keywords:
        rest = [other for other in node.keywords if other is not word]
        yield ("without", word.arg), ast.Call(node.func, node.args, rest)


def _called(name):
    return [b if name == a else a for a, b in CALLED if name in (a, b)]
