"""Arrays as tables of text, cut to the part that matters, with marks on wrong entries."""

import numpy as np

from ..door import Strange
from ..words import shown

MOST_ROWS, MOST_COLUMNS, MOST_LINES = 8, 10, 24
MOST_PARTS = 12  # of a list
USUAL = ("float64", "float32", "int64", "int32", "bool")


def blocks(name, value, wrong=None, beside=None, mark=False):
    """A value as pairs ``(label, text)``: one, or one for each part or slice that is to be seen.

    Parameters
    ----------
    name : str
    value : anything
    wrong : ndarray of bool, optional
        Which entries differ, in the shape of ``value``.
    beside : ndarray, optional
        Where ``wrong`` is given: what ``value`` is compared with, so that both get columns of one width.
    mark : bool
        Write wrong entries as ``>3<``.
    """
    if type(value) in (tuple, list) and 0 < len(value) <= MOST_PARTS and any(map(_is_table, value)):
        return [block for i, part in enumerate(value) for block in blocks(f"{name}[{i}]", part)]
    if not _is_table(value):
        return [(name, value.words if isinstance(value, Strange) else shown(value))]
    if value.size == 0:
        return [(name, f"an empty array of shape {value.shape}")]
    if wrong is None or wrong.shape != value.shape:
        wrong, beside = np.zeros(value.shape, bool), value
    kind = "" if value.dtype.name in USUAL else f" ({value.dtype})"
    if value.ndim <= 2:
        return [(name + kind, _table(value, wrong, beside, mark))]
    places = [place for place in np.ndindex(value.shape[:-2]) if wrong[place].any() or not wrong.any()]
    most = MOST_LINES // min(value.shape[-2], MOST_ROWS)
    made = [
        (f"{name}[{', '.join(map(str, place))}]{kind}", _table(value[place], wrong[place], beside[place], mark))
        for place in places[:most]
    ]
    if len(places) > most:
        made.append((f"{name}[...]", f"{len(places) - most} more like these, in an array of shape {value.shape}"))
    return made


def _is_table(value):
    return isinstance(value, np.ndarray) and value.ndim > 0


def _table(array, wrong, beside, mark):
    """Rows of right-aligned numbers, cut to the part around the first wrong entry."""
    rows, bad, others = np.atleast_2d(array), np.atleast_2d(wrong), np.atleast_2d(beside)
    top, left = np.argwhere(bad)[0] if bad.any() else (0, 0)
    top = max(0, min(top - 1, rows.shape[0] - MOST_ROWS))
    left = max(0, min(left - 1, rows.shape[1] - MOST_COLUMNS))
    cut = np.s_[top : top + MOST_ROWS, left : left + MOST_COLUMNS]
    digits = _digits(rows[cut][bad[cut]], others[cut][bad[cut]])
    texts = [[_number(n, digits) for n in row] for row in rows[cut]]
    wide = max(len(_number(n, digits)) for n in (*rows[cut].flat, *others[cut].flat))
    if bad.any():
        marks = [(">", "<") if mark and b else (" ", " ") for b in bad[cut].flat]
        texts = [[f"{before}{t}{after}" for t in row for before, after in [marks.pop(0)]] for row in texts]
        wide += 2
    lines = ["[" + " ".join(t.rjust(wide) for t in row) + "]" for row in texts]
    if array.ndim == 2:
        lines = [("[" if i == 0 else " ") + line for i, line in enumerate(lines)]
        lines[-1] += "]"
    if rows[cut].shape != rows.shape:
        down, right = top + len(texts), left + len(texts[0])
        lines.append(f"(rows {top} to {down - 1}, columns {left} to {right - 1} of an array of shape {array.shape})")
    return "\n".join(lines)


def _digits(wrong, others):
    """How many digits show that numbers differ."""
    for digits in (4, 6, 9):
        if all(_number(n, digits) != _number(other, digits) for n, other in zip(wrong, others)):
            return digits
    return 17


def _number(n, digits):
    return f"{n + 0.0:.{digits}g}" if isinstance(n, float | np.floating) else str(n)  # 0 for -0
