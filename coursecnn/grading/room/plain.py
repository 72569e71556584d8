"""Which notebooks are plain Python: these need no IPython, which takes a third of the time until a notebook runs."""

import ast
import re

MODULES = {
    "coursecnn", "coursecnn.checks", "coursecnn.datasets", "coursecnn.lesson", "coursecnn.models", "dataclasses",
    "math", "numpy", "time",
}  # fmt: skip
OUT_OF_NOWHERE = re.compile(  # names that Jupyter makes, and ways to them
    r"_+\d*|_i+\d*|_i?h|_dh|In|Out|exit|quit|open|display|get_ipython|exec|eval|globals|locals|vars|__\w+__"
)
ASYNCHRONOUS = ast.Await | ast.AsyncFor | ast.AsyncWith | ast.AsyncFunctionDef
COMMANDS = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Assign  # in one line, never taken for a magic


def is_plain(cells, own=()):
    """Python alone runs these cells as Jupyter does; False in doubt.

    Parameters
    ----------
    cells : list of str
    own : list of str
        Names of further modules that may be imported.
    """
    try:
        trees = [ast.parse(text) for text in cells]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    nodes = [node for tree in trees for node in ast.walk(tree)]
    known = {alias.asname or alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return (
        all(_is_of_python(node, {*MODULES, *own}) for node in nodes)
        and all(_is_no_line_of_jupyter(text, tree.body, {"print", *known}) for text, tree in zip(cells, trees))
    )  # fmt: skip


def _is_of_python(node, modules):
    if isinstance(node, ast.Import):
        return all(alias.name in modules for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        names = {alias.name for alias in node.names}
        return node.level == 0 and node.module in modules and not names & {"*", "labs", "plots"}
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Store) or not OUT_OF_NOWHERE.fullmatch(node.id)
    return not isinstance(node, ASYNCHRONOUS) and not (isinstance(node, ast.comprehension) and node.is_async)


def _is_no_line_of_jupyter(text, body, known):
    """A cell of one line may be a magic without its sign, as in ``ls -l``; empty lines at the top do not count."""
    if not body:
        return True
    if text[:1].isspace() or "\f" in text:
        return False
    if len(text.splitlines()) > 1 or isinstance(body[0], COMMANDS):
        return True
    call = getattr(body[0], "value", None)
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in known
