"""What the text of an answer says about it; all of it can be checked by looking, and nothing depends on it."""

import ast
import builtins
import difflib
import re
import textwrap
from importlib import import_module
from itertools import takewhile

import numpy as np

COPYING = "array", "asarray", "stack", "concatenate"
MODULES = "collections", "copy", "functools", "itertools", "math", "operator", "random", "statistics", "time"


def of_text(source, reply, names=(), args=()):
    """Sentences about a function that failed, each true of its text.

    Parameters
    ----------
    source : str
        "" where there is no text.
    reply : Reply
        To the smallest input on which it failed.
    names : iterable of str
        Of functions that it may call.
    args : tuple
        What that input was.
    """
    function = function_in(source)[1]
    found = [_nearest(function, reply, names)]
    if function is not None:
        found += [
            _early_return(function),
            _no_return(function, reply),
            _same_rows(function),
            _rows_twice(function, reply, args),
        ]
        found += _unused(function)
    return [sentence for sentence in found if sentence]


def function_in(source):
    """``(text, node of the function in it)``; None for the node where none is found."""
    text = textwrap.dedent(source).strip()
    for cut in (text, text.rstrip(",)"), text[text.find("lambda") :].rstrip(",)\\n ")):
        try:
            nodes = list(ast.walk(ast.parse(cut)))
        except (SyntaxError, ValueError):
            continue
        found = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.Lambda)]
        if found and (
            isinstance(found[0], ast.FunctionDef) or len([n for n in found if isinstance(n, ast.Lambda)]) == 1
        ):
            return cut, found[0]
    return text, None


def _nearest(function, reply, names):
    """A name that is not there, and one that is."""
    match = re.match(r"name '(\w+)' is not defined|cannot access local variable '(\w+)'", reply.text)
    if reply.error not in ("NameError", "UnboundLocalError") or not match:
        return ""
    wrong = match[1] or match[2]
    if match[2]:
        return f"`{wrong}` is read before anything was assigned to it."
    known = {*dir(builtins), "np", *names} - {"slice"}  # which nobody means
    if function is not None:
        known |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} | {a.arg for a in function.args.args}
    if _is_module(wrong, function):
        return f"There is no `{wrong}` before it is imported: import {wrong}."
    if hasattr(np, wrong):
        return f"There is no `{wrong}`. Could `np.{wrong}` be meant?"
    near = difflib.get_close_matches(wrong, sorted(known - {wrong}), 1, 0.6)
    return f"There is no `{wrong}`. Could `{near[0]}` be meant?" if near else f"There is no `{wrong}` at this place."


def _is_module(name, function):
    """It is used as one: ``math.pi``, but not ``array(...)``."""
    used = [n for n in ast.walk(function) if isinstance(n, ast.Attribute)] if function is not None else []
    used = [n.attr for n in used if getattr(n.value, "id", "") == name]
    return name in MODULES and bool(used) and all(hasattr(import_module(name), attr) for attr in used)


def _early_return(function):
    for node in _own(function):
        lines = node.body if isinstance(node, ast.For | ast.While) else []
        before = list(takewhile(lambda line: not isinstance(line, ast.Return), lines))
        if len(before) < len(lines) and not _goes_on(before):
            return "A `return` stands inside a loop, with no condition before it: the loop ends in its first round."
    return ""


def _goes_on(lines):
    return any(isinstance(n, ast.Continue) for line in lines for n in ast.walk(line))


def _no_return(function, reply):
    if not isinstance(function, ast.FunctionDef) or reply.error or reply.value is not None:
        return ""
    if not any(isinstance(n, ast.Return | ast.Yield) and n.value is not None for n in _own(function)):
        return "There is no `return` with a value in it."
    return ""


def _same_rows(function):
    """``[[0] * n] * rows`` is one list, many times; an array of it is not."""
    arrays = [n for n in ast.walk(function) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") in COPYING]
    copied = {id(arg) for call in arrays for arg in call.args}
    for node in ast.walk(function):
        if id(node) in copied:
            continue
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List):
            inside = node.left.elts
            of_lists = isinstance(inside[0], ast.BinOp) and isinstance(inside[0].left, ast.List) if inside else False
            if of_lists or (inside and isinstance(inside[0], ast.List | ast.ListComp)):
                return f"`{ast.unparse(node)}` holds one and the same list many times: what changes one changes all."
    return ""


def _rows_twice(function, reply, args):
    """``x[a:b][c:d]`` takes rows, and of these rows again; x is an argument with rows and columns, or returned."""
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    grids = {name for name, value in zip(names, args) if np.ndim(value) > 1}
    grids -= {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if isinstance(reply.value, np.ndarray) and reply.value.ndim > 1:
        grids |= {getattr(n.value, "id", "") for n in ast.walk(function) if isinstance(n, ast.Return)} - {""}
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            inside = node.value
            if (
                isinstance(inside, ast.Subscript)
                and isinstance(inside.slice, ast.Slice)
                and getattr(inside.value, "id", "") in grids
            ):
                one, other = ast.unparse(inside.slice), ast.unparse(node.slice)
                return (
                    f"`[{one}][{other}]` takes rows, and of these rows again: [{one}, {other}] takes rows and columns."
                )
    return ""


def _unused(function):
    body = function.body if isinstance(function.body, list) else [function.body]
    nodes = [n for line in body for n in ast.walk(line)]
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    read |= {getattr(n.target, "id", "") for n in nodes if isinstance(n, ast.AugAssign)}
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if {"locals", "eval", "exec"} & read:
        return []
    return [f"The argument `{name}` is never used." for name in names if name not in read and name[:1] != "_"]


def _own(function):
    """Nodes of a function that are not those of a function inside of it."""
    todo = list(function.body) if isinstance(function.body, list) else [function.body]
    while todo:
        node = todo.pop(0)
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            todo += list(ast.iter_child_nodes(node))
