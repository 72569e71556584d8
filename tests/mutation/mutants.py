"""Small faults put into a source text, one at a time: what good tests would notice."""

import ast
from typing import NamedTuple

SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.MatMult: ast.Add, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr,
}  # fmt: skip
TEXTS = ast.JoinedStr, ast.arg, ast.AnnAssign  # what is not changed: words, and what only readers see


class Mutant(NamedTuple):
    """A change of one place in a source text."""

    start: int  # characters of the text that are replaced
    end: int
    new: str
    line: int

    def apply(self, text):
        return text[: self.start] + self.new + text[self.end :]

    def shown(self, text):
        """``(before, after)``: the lines of the place, as one line each."""
        first, last = text.rfind("\n", 0, self.start) + 1, text.find("\n", self.end)
        lines = text[first:last], text[first : self.start] + self.new + text[self.end : last]
        return tuple(" ".join(line.split()) for line in lines)


def mutants(text):
    """All mutants of a source text, in the order of their places.

    Comparisons, sums and products become others, ``and`` becomes ``or``, whole numbers grow by one, flags turn, a
    condition always or never holds, a statement that only acts (a call, an increment, an error) is left out, a function
    returns nothing, an ``except`` catches nothing, ``continue`` becomes ``break``. Texts stay as they are.
    """
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    coded = text.encode()

    def place(node):
        ends = (starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset)
        return tuple(len(coded[:end].decode()) for end in ends)

    found = [Mutant(*place(node), new, node.lineno) for node, new in _changes(ast.parse(text))]
    return sorted(set(found))


def _changes(node):
    """Pairs (node, text in its place), of a node and all below it."""
    yield from _changes_here(node)
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, TEXTS) and not _is_words(child):
            yield from _changes(child)


def _changes_here(node):
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            ops = [*node.ops[:i], SWAPS[type(op)](), *node.ops[i + 1 :]]
            yield node, _text(ast.Compare(node.left, ops, node.comparators))
    elif isinstance(node, ast.BoolOp):
        yield node, _text(ast.BoolOp(SWAPS[type(node.op)](), node.values))
    elif isinstance(node, ast.BinOp) and not any(map(_is_text, (node.left, node.right))):
        yield node, _text(ast.BinOp(node.left, SWAPS[type(node.op)](), node.right))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield node, _text(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield node, repr(not node.value if isinstance(node.value, bool) else node.value + 1)
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield from ((node.test, word) for word in ("True", "False"))
    elif isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise)):
        if not isinstance(getattr(node, "value", None), (ast.Yield, ast.YieldFrom)):
            yield node, "pass"
    elif isinstance(node, ast.Return) and not _is_false(node.value):
        yield node, "return None"
    elif isinstance(node, ast.ExceptHandler) and node.type is not None:
        yield node.type, "()"
    elif isinstance(node, ast.Continue):
        yield node, "break"


def _text(node):
    return f"({ast.unparse(ast.fix_missing_locations(node))})"


def _is_text(node):
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def _is_false(node):
    return node is None or (isinstance(node, ast.Constant) and not node.value)


def _is_words(node):
    return isinstance(node, ast.Expr) and _is_text(node.value)
