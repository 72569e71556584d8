"""What is read of a function without a call: its steps, its names, its text."""

import ast
import dis
import inspect
import linecache

_JUMPS = {*dis.hasjrel, *dis.hasjabs}


def steps(code):
    """What a function does, step by step: ``np.zeros`` has other bytes where NumPy is imported in the same text."""
    found = []
    for step in dis.get_instructions(code):
        if inspect.iscode(step.argval):
            found.append(steps(step.argval))
        elif step.opname != "PUSH_NULL":
            name = step.opname.replace("LOAD_METHOD", "LOAD_ATTR")
            found.append((name, "" if step.opcode in _JUMPS else repr(step.argval)))
    return tuple(found)


def global_names(steps):
    """Global names that a function reads, also inside of functions in it, out of its steps, whatever they are."""
    found = set()
    for step in steps:
        if type(step) is tuple and len(step) == 2 and type(step[0]) is str and type(step[1]) is str:
            found |= {step[1].strip("'")} if step[0].startswith("LOAD_GLOBAL") else set()
        elif type(step) is tuple:
            found |= global_names(step)
    return found


def names_in(code):
    """Global names that a function reads, also inside of functions in it."""
    return {*code.co_names, *(name for const in code.co_consts if inspect.iscode(const) for name in names_in(const))}


def source_of(answer):
    """The text of a function; "" where there is none."""
    try:
        return inspect.getsource(answer)
    except Exception:  # defined where there is no text, or a callable of another kind
        return ""


def is_above(answer, code):
    """The text of its cell, or of an earlier one, defines the same name otherwise, and with more than a stub."""
    cells = getattr(answer, "__globals__", {}).get("In")
    texts = ["".join(linecache.getlines(code.co_filename)), *(cells if isinstance(cells, list) else [])]
    texts = [text for text in texts if isinstance(text, str)]
    if sum(text.count(f"def {code.co_name}(") for text in texts) < 2:
        return False
    found = []
    for text in texts:
        if f"def {code.co_name}(" in text:
            try:
                body = ast.parse(text).body
            except (SyntaxError, ValueError):  # magic commands
                continue
            found += [f for f in body if isinstance(f, ast.FunctionDef) and f.name == code.co_name]
    own = [ast.dump(f) for f in found if f.lineno == code.co_firstlineno][:1]
    return any(_does_more(f) and ast.dump(f) not in own for f in found)


def _does_more(function):
    empty = (ast.Pass, ast.Expr)
    return any(
        not isinstance(line, empty)
        and not (isinstance(line, ast.Return) and (line.value is None or isinstance(line.value, ast.Constant)))
        for line in function.body
    )
