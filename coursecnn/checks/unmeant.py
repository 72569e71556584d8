"""Changes of a function's text that nobody means, though they may make it right."""

import ast

OPPOSITE = {ast.Mult: (ast.Div, ast.FloorDiv), ast.Add: (ast.Sub,)}


def unmeant(old, new, owner, parents):
    """``new`` in place of ``old`` in ``owner`` gives k / k, n * 1 or a * s / s.

    ``parents`` tells of each node in which it stands.
    """
    return _nothing(new) or _by_one(new, owner) or _taken_out(old, new, owner, parents) or _kept(new)


def _kept(node):
    """n += 0, n += False, n *= 1 or n *= np.inf for an assignment."""
    if not isinstance(node, ast.AugAssign):
        return False
    infinite = ast.unparse(node.value).lstrip("-") in ("np.inf", "inf", "np.nan")
    number = getattr(node.value, "value", None)
    return infinite or (isinstance(node.value, ast.Constant) and number == (1 if isinstance(node.op, ast.Mult) else 0))


def _nothing(node):
    """k / k or k - k."""
    of_two = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv)
    return of_two and ast.dump(node.left) == ast.dump(node.right)


def _by_one(node, owner):
    """n * 1 for n + 1: another change leaves the 1 out."""
    return isinstance(node, ast.Mult | ast.Div | ast.FloorDiv) and getattr(getattr(owner, "right", 0), "value", 0) == 1


def _taken_out(op, new, owner, parents):
    """a * s / s for a * s * s: another change leaves both out."""
    kind = type(op)
    if not isinstance(new, OPPOSITE.get(kind, ())) or not isinstance(owner, ast.BinOp):
        return False
    taken, others = ast.dump(owner.right), _parts(owner.left, kind)
    while isinstance(parents.get(owner), ast.BinOp) and isinstance(parents[owner].op, kind):
        inside, owner = owner, parents[owner]
        others += _parts(owner.right if owner.left is inside else owner.left, kind)
    return taken in map(ast.dump, others)


def _parts(node, kind):
    """What is multiplied, or added, in it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, kind):
        return _parts(node.left, kind) + _parts(node.right, kind)
    return [node]
