"""Small changes of whole lines of a function: another way to assign, and what stands in a loop or outside of it."""

import ast


def lines(node, block):
    """``(kind, node to put here)`` for a statement that stands in this block."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and not isinstance(node.targets[0], ast.Tuple):
        for op in (ast.Add, ast.Mult) if not _makes_array(node.value) else ():
            yield ("=", op), ast.AugAssign(node.targets[0], op(), node.value)
    if isinstance(node, ast.AugAssign):
        yield ("=", "="), ast.Assign([node.target], node.value)
    if isinstance(node, ast.For | ast.While) and len(node.body) > 1:
        yield ("line", "behind"), _block(_with(node, body=node.body[:-1]), node.body[-1])
        yield ("line", "before"), _block(node.body[0], _with(node, body=node.body[1:]))
    if (
        isinstance(node, ast.For | ast.While)
        and isinstance(node.body[-1], ast.For | ast.While)
        and len(node.body[-1].body) > 1
    ):
        inner = node.body[-1]
        kept = _with(node, body=[*node.body[:-1], _with(inner, body=inner.body[:-1])])
        yield ("line", "behind both"), _block(kept, inner.body[-1])
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.If):
        yield ("line", "without"), ast.Pass()
    if isinstance(node, ast.For) and isinstance(block, list):
        yield from _read_from_a_copy(node)
        for line in block[: block.index(node)][-2:]:
            if isinstance(line, ast.Assign):
                yield ("line", "into", line), _with(node, body=[line, *node.body])


def _makes_array(value):
    """np.zeros(...) and its like: nobody adds it to what stands there."""
    name = getattr(value.func, "attr", "") if isinstance(value, ast.Call) else ""
    return name.startswith(("zeros", "ones", "full", "empty"))


def _read_from_a_copy(loop):
    """What the loop writes into is read as it was before."""
    inside = [n for n in ast.walk(loop) if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name)]
    read = {n.value.id for n in inside if isinstance(n.ctx, ast.Load)}
    for name in sorted({n.value.id for n in inside if isinstance(n.ctx, ast.Store)} & read):
        changed = ast.parse(ast.unparse(loop)).body[0]
        for n in ast.walk(changed):
            if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load) and getattr(n.value, "id", "") == name:
                n.value.id = f"{name}_before"
        yield ("line", "copy", name), _block(ast.parse(f"{name}_before = {name}.copy()").body[0], changed)


def _block(*lines):
    return ast.If(ast.Constant(True), list(lines), [])


def _with(node, **parts):
    return type(node)(**{**dict(ast.iter_fields(node)), **parts})
