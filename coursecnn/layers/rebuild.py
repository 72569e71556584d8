"""A net from its own description: ``repr(net)`` read back, without running it."""

import ast
import inspect

from . import base, block, conv, linear, norm, pool, sequential, simple

LAYERS = {
    name: kind
    for module in (base, block, conv, linear, norm, pool, sequential, simple)
    for name, kind in vars(module).items()
    if inspect.isclass(kind) and issubclass(kind, base.Layer) and not name.startswith("_")
}


def rebuild(text, dtype="float32"):
    """The net that ``repr`` described, with new weights of ``dtype``.

    Raises ``ValueError``, ``TypeError`` or ``SyntaxError`` for anything but layers of this package with numbers.
    """
    return _made(ast.parse(text, mode="eval").body, dtype)


def _made(node, dtype):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LAYERS):
        raise ValueError(f"No layer of this package: {ast.unparse(node)}.")
    kind = LAYERS[node.func.id]
    arguments = [_made(item, dtype) if isinstance(item, ast.Call) else ast.literal_eval(item) for item in node.args]
    options = {item.arg: ast.literal_eval(item.value) for item in node.keywords}
    if "dtype" in inspect.signature(kind).parameters:
        options["dtype"] = dtype
    return kind(*arguments, **options)
