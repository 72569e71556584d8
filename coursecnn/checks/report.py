"""What is said about a wrong answer, as plain text that reads well in any notebook."""

import inspect

import numpy as np

MOST_ROWS, MOST_COLUMNS, MOST_SLICES = 8, 10, 3


def failure(exercise, case, outcome, found, why, see):
    """The smallest input on which an answer fails: input, expected, got, and the cause."""
    lines = [f"{exercise.id}: not yet. {found.text}", "The smallest input on which it fails:"]
    for name, value in _arguments(exercise, case):
        lines += _indented(f"{name} = ", _shown(value))
    expected = exercise.expected(*case.args, **case.kwargs)
    lines += _indented("expected: ", _shown(expected, found))
    if found.kind not in ("raised", "exited", "returned-none"):
        lines += _indented("got:      ", _shown(outcome.value, found, mark=True))
    if outcome.lines:
        first = outcome.printed.strip().splitlines()[:1]
        more = f", the first: {first[0][:60]}" if first else ""
        lines.append(f"It printed {outcome.lines} line{'s' * (outcome.lines != 1)}{more}")
    return "\n".join([*lines, *_because(why, see)])


def endless(exercise, case, seconds, state):
    """An answer whose time is over."""
    lines = [f"{exercise.id}: not yet. It did not end within {seconds:.0f} seconds, and was stopped with this input:"]
    if state == "lost":
        lines[0] = (
            f"{exercise.id}: not yet. It did not end within {seconds:.0f} seconds, and cannot be stopped: choose "
            "Kernel > Restart Kernel before you go on. The input:"
        )
    for name, value in _arguments(exercise, case):
        lines += _indented(f"{name} = ", _shown(value))
    return "\n".join([*lines, "Is there a while loop whose condition never changes?"])


def wrong_value(exercise, answer, why, see):
    """A value that is not the right one; the right one is not told."""
    return "\n".join([f"{exercise.id}: not yet. Your answer is {_brief(answer)}.", *_because(why, see)])


def _because(why, see):
    return [*([f"Why: {why}"] if why else []), f"See {see}. Stuck? hint() helps."]


def _arguments(exercise, case):
    """``(name, value)`` of what an answer was called with, in the words of the right function."""
    try:
        bound = inspect.signature(exercise.expected).bind(*case.args, **case.kwargs)
        return list(bound.arguments.items())
    except (TypeError, ValueError):
        return [*((f"argument {i}", value) for i, value in enumerate(case.args)), *case.kwargs.items()]


def _indented(head, text):
    first, *rest = text.splitlines() or [""]
    return [f"  {head}{first}", *(" " * (2 + len(head)) + line for line in rest)]


def _shown(value, found=None, mark=False):
    """Text of a value; entries that differ stand in ``> <``."""
    wrong, part = (found.wrong, found.part) if found else (None, None)
    if isinstance(value, tuple | list) and any(isinstance(one, np.ndarray) and one.ndim for one in value):
        pieces = [f"[{i}] {_shape(one)}" for i, one in enumerate(value)]
        if part is None or part >= len(value):
            return ", ".join(pieces)
        return f"{pieces[part]}:\n{_array(np.asarray(value[part]), wrong, mark)}"
    if isinstance(value, np.ndarray) and value.ndim:
        return _array(value, wrong, mark)
    return _brief(value)


def _shape(value):
    return f"of shape {value.shape}" if isinstance(value, np.ndarray) and value.ndim else _brief(value)


def _brief(value):
    text = repr(value.item() if isinstance(value, np.generic) else value)
    if isinstance(value, float | np.floating):
        text = f"{value:.6g}" if not float(value).is_integer() else f"{value:.1f}"
    return text if len(text) <= 200 else text[:200] + " ..."


def _array(array, wrong, mark):
    if wrong is not None and wrong.shape != array.shape:
        wrong = None
    if array.size == 0:
        return f"an empty array of shape {array.shape}"
    if array.ndim <= 2:
        return _table(array, wrong, mark)
    places = [p for p in np.ndindex(array.shape[:-2]) if wrong is None or wrong[p].any()]
    lines = [f"shape {array.shape}, dtype {array.dtype}"]
    for place in places[:MOST_SLICES]:
        index = ", ".join(map(str, place))
        lines += [f"[{index}]", _table(array[place], None if wrong is None else wrong[place], mark)]
    if len(places) > MOST_SLICES:
        lines.append(f"... {len(places) - MOST_SLICES} more")
    return "\n".join(lines)


def _table(array, wrong, mark):
    """Rows of right-aligned numbers, cut to the part around the first wrong entry."""
    rows = np.atleast_2d(array)
    bad = np.zeros(rows.shape, bool) if wrong is None else np.atleast_2d(wrong)
    top, left = np.argwhere(bad)[0] if bad.any() else (0, 0)
    top = max(0, min(top - 1, len(rows) - MOST_ROWS))
    left = max(0, min(left - 1, rows.shape[1] - MOST_COLUMNS))
    cut = np.s_[top : top + MOST_ROWS, left : left + MOST_COLUMNS]
    texts = [[_number(n) for n in row] for row in rows[cut]]
    if mark:
        texts = [
            [f">{t}<" if b else f" {t} " for t, b in zip(row, marks)] for row, marks in zip(texts, bad[cut])
        ]
    wide = max(len(t) for row in texts for t in row)
    lines = ["[" + " ".join(t.rjust(wide) for t in row) + "]" for row in texts]
    if array.ndim == 2:
        lines = ["[" + lines[0], *(" " + line for line in lines[1:])]
        lines[-1] += "]"
    if len(rows) > MOST_ROWS or rows.shape[1] > MOST_COLUMNS:
        down, right = top + len(texts), left + len(texts[0])
        lines.append(f"(rows {top}:{down}, columns {left}:{right} of shape {array.shape})")
    return "\n".join(lines)


def _number(n):
    if isinstance(n, float | np.floating):
        return f"{n:.4g}"
    return str(n)
