"""One change of an answer's text that makes it right: looked for by trying, so that it is true where it is said."""

import ast
import re
import time

from ..parts import Case
from .edits import Edit, edits
from .source import function_in

SECONDS = 0.3  # of the processor, at most
MOST = 700  # changes
AT_ONCE = 60
ENDLESS = 0.6  # seconds, after which a change is taken to have no end
ORDINALS = "first", "second", "third", "fourth", "fifth", "sixth"
LONGEST = 90  # characters of code that are quoted, where less says it
FINALS = 6  # of so many at once that are tried on all inputs
POWERS = (
    (r"\^", "**", "`^` does not make powers in Python: with `**` in its place it is right."),
    (r"\*\* 1 / 2\b", "** (1 / 2)", "`** 1 / 2` takes the power first, and halves it: with `** (1 / 2)` it is right."),
)
OUTSIDE = {
    "open",
    "exec",
    "eval",
    "compile",
    "input",
    "os",
    "sys",
    "shutil",
    "subprocess",
    "Path",
    "globals",
    "locals",
    "setattr",
}


def repair(trial):
    """A sentence, or "" where no small change makes the answer right, or its text is not at hand."""
    text, function = function_in(trial.door.about.source)
    rewritten = getattr(trial.door, "rewritten", None)
    if function is None or rewritten is None or _reaches_out(function):
        return ""
    if sentence := _of_powers(trial, function):
        return sentence
    groups, begin = edits(function, _names(function))[:MOST], time.process_time()
    for first in range(0, len(groups), AT_ONCE):
        if time.process_time() - begin > SECONDS or time.monotonic() > trial.until:
            break
        some = groups[first : first + AT_ONCE]
        door = rewritten(_codes(function, some))
        for n in _promising(trial, door, len(some)):
            given = door([Case((n, *case.args), case.kwargs) for case in trial.inputs.cases], 1.0)
            if _all_right(trial, given) and not _never_asks(trial, function, some[n]):
                return _said(text, function, some[n])
    return ""


def _of_powers(trial, function):
    """Powers are written otherwise in Python; wherever it is meant, for its precedence is another one, too."""
    if not isinstance(function, ast.FunctionDef):
        return ""
    function.decorator_list, text = [], ast.unparse(function)
    for pattern, power, sentence in POWERS:
        if re.search(pattern, text):
            codes = [compile(re.sub(pattern, power, text), "<changed>", "exec")]
            cases = [Case((0, *case.args), case.kwargs) for case in trial.inputs.cases]
            if _all_right(trial, trial.door.rewritten(codes)(cases, 1.0)):
                return sentence
    return ""


def _all_right(trial, given):
    if given.state != "done" or len(given.replies) != len(trial.inputs.cases):
        return False
    return not any(r.changed or trial.fault(r, v) for r, v in zip(given.replies, trial.inputs.rights))


def _never_asks(trial, function, group):
    """The change is one of a condition, and the answer is as right where it always holds, or never: so says nothing."""
    for node in ast.walk(function):
        if isinstance(node, ast.If | ast.IfExp) and any(e.old in ast.walk(node.test) for e in group):
            tests = [(Edit(node, "test", None, ast.Constant(v), ("test",), node),) for v in (True, False)]
            door = trial.door.rewritten(_codes(function, tests))
            for n in range(len(tests)):
                if _all_right(trial, door([Case((n, *case.args), case.kwargs) for case in trial.inputs.cases], 1.0)):
                    return True
    return False


def _promising(trial, door, count):
    """Numbers of changes that make the answer right for the smallest input on which it fails, and for two others."""
    wrong, alive = trial.plain_wrong, list(range(count))
    for number in dict.fromkeys((wrong[0], wrong[-1], wrong[len(wrong) // 2])):
        replies = _on_one(trial, door, alive, number)
        alive = [n for n, reply in replies if not trial.fault(reply, trial.inputs.rights[number])]
    return alive[:FINALS]


def _on_one(trial, door, changes, number):
    """``(number of a change, reply)`` to one input; a change that never ends is passed over once."""
    case, begin, found = trial.inputs.cases[number], 0, []
    for _ in range(2):
        some = changes[begin:]
        given = door([Case((n, *case.args), case.kwargs) for n in some], ENDLESS)
        found += zip(some, given.replies)
        begin += len(given.replies) + 1
        if given.state not in ("stopped", "exited"):
            break
    return found


def _reaches_out(function):
    used = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    return bool(used & OUTSIDE) or any(
        isinstance(n, ast.Global | ast.Nonlocal | ast.ClassDef) for n in ast.walk(function)
    )


def _names(function):
    """Arguments, and what is assigned."""
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return sorted({a.arg for a in (*function.args.posonlyargs, *function.args.args)} | stored - {"_"})


def _codes(function, groups):
    is_def, made = isinstance(function, ast.FunctionDef), []
    whole = ast.Module([function], []) if is_def else ast.Expression(function)
    if is_def:
        function.decorator_list = []
    for group in groups:
        olds = [e.old for e in group]
        for e in group:
            e.put(ast.fix_missing_locations(e.new))
        try:
            made.append(compile(whole, "<changed>", "exec" if is_def else "eval"))
        except (SyntaxError, ValueError, TypeError, RecursionError):
            made.append(None)
        for e, old in zip(group, olds):
            e.put(old)
    return made


def _said(text, function, group):
    lines = [""] if isinstance(function, ast.Lambda) else text.splitlines()
    said = {}  # what is said of each line
    for edit in group:
        line = lines[edit.statement.lineno - 1 if len(lines) > 1 else 0].strip()
        words = _words(edit, function)
        said[line] = [*said.get(line, ()), *([words] if words not in said.get(line, ()) else [])]
    parts = [(line if words[0][:1] == "`" else "", " and ".join(words)) for line, words in said.items()]
    text = " and ".join(f"in the line `{line}`, {words}" if line else words for line, words in parts)
    text = text[:1].upper() + text[1:]
    if parts[0][1][:1] != "`":
        return f"{text} it is right."
    return f"{text} {'make' if len(group) > 1 else 'makes'} it right."


def _words(edit, function):
    kind, old, new = edit.kind[0], edit.old, edit.new
    if kind == ("line", "without"):
        return f"Without the line `{_short(old)}`"
    if kind[:2] == ("line", "copy"):
        return f"With `{kind[2]}` read from a copy made before the loop, since the loop writes into it,"
    if kind[:2] == ("line", "into"):
        return f"With `{_short(kind[2])}` inside of the loop too, as its first line,"
    if kind[0] == "line":
        moved = (old.body[-1].body if kind[1] == "behind both" else old.body)[0 if kind[1] == "before" else -1]
        return f"With `{_short(moved)}` {kind[1].split()[0]} the loop, not inside of it,"
    small = isinstance(old, ast.operator | ast.cmpop | ast.boolop | ast.Constant | ast.Name)
    whole = small and isinstance(edit.owner, ast.expr | ast.AugAssign) and not isinstance(edit.owner, ast.Lambda)
    which = _which(function, edit.owner if whole else old)
    if whole:
        before = _short(edit.owner)
        edit.put(new)
        after = _short(edit.owner)
        edit.put(old)
        if isinstance(edit.owner, ast.Tuple) and _is_index(edit):
            before, after = f"[{before[1:-1]}]", f"[{after[1:-1]}]"
    else:
        before, after = _shortest(old, new)
        if isinstance(new, ast.Tuple) and (edit.field == "slice" or isinstance(new.ctx, ast.Store)):
            before, after = before[1:-1], after[1:-1]  # as it stands there
    return f"`{after}` in place of {which}`{before}`"


def _is_index(edit):
    return any(isinstance(n, ast.Subscript) and n.slice is edit.owner for n in ast.walk(edit.statement))


def _which(function, node):
    """ "the second ", where the same stands in one line several times."""
    if not isinstance(node, ast.expr):
        return ""
    same = [n for n in ast.walk(function) if isinstance(n, ast.expr) and n.lineno == node.lineno and _equal(n, node)]
    same.sort(key=lambda n: n.col_offset)
    place = next(i for i, n in enumerate(same) if n is node)
    return f"the {ORDINALS[place]} " if 1 < len(same) <= len(ORDINALS) else ""


def _equal(one, other):
    return ast.unparse(one) == ast.unparse(other)


def _shortest(old, new):
    """Both in full, or no more of them than the part that differs, where that is too long for a line."""
    while len(ast.unparse(old)) >= LONGEST and type(old) is type(new):
        pairs = list(zip(ast.iter_child_nodes(old), ast.iter_child_nodes(new)))
        pairs = [(a, b) for a, b in pairs if isinstance(a, ast.expr) and not _equal(a, b)]
        if len(pairs) != 1 or len(list(ast.iter_child_nodes(old))) != len(list(ast.iter_child_nodes(new))):
            break
        old, new = pairs[0]
    return ast.unparse(old), ast.unparse(new)


def _short(node):
    first = ast.unparse(ast.fix_missing_locations(node)).splitlines()[0]
    return first if len(first) < LONGEST else first[:LONGEST] + " ..."
