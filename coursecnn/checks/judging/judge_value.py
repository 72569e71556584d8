"""The check of an answer that is a value: worked out on paper, chosen from words, or measured."""

from itertools import combinations, permutations

import numpy as np

from ..parts import Case, Range, Result
from ..slips import run_with
from . import message
from .changes import RESULTS
from .explain import Cause
from .match import Fault, as_wanted, differing, equal, fault, is_number, simple
from .paper import Fit, could_be, explained

NOTHING = Case(())
MOST_PAIRS = 2  # pairs of slips that are named: more of them are chance
SOME = "What is there is right, but not all of it is there."
CLAIM = "The measurement is right. What does it say about the claim?"


def judge_value(exercise, about):
    """Compare a value with the right one, and with what comes out with slips; a ``Result``."""
    if about.callable:
        text = f"A value is wanted, not {about.words}, which is a function."
        return Result(False, "wrong-type", f"{exercise.id}: not yet. {text}")
    if _has_gap(about.value):
        return Result(False, None, f"{exercise.id}: not tried yet.", tried=False)
    right = exercise.value()
    answer = _words_for_bools(as_wanted(about.value, right), right)
    found = _fault(exercise, answer, right)
    if not found:
        return Result(True, None, f"{exercise.id}: passed.")
    sets, lines = _causes(exercise, answer)
    causes = [Cause(tuple(map(exercise.slip, names))) for names in sets]
    kind = "unknown" if found.kind == "values" else found.kind
    if causes:
        because, kind = (
            message.because(causes, guess=len(sets) > 1 or len(sets[0]) > 1, why="It fits this:"),
            sets[0][0],
        )
    else:
        text = "" if lines and found.kind in ("values", "out-of-range") else found.text
        because = [*([text] if text else []), *(_either(lines) or _of_parts(exercise, right, answer))]
    text = message.wrong_value(exercise, about.words, because, message.place(causes))
    return Result(False, kind, text, slips=tuple(sets), facts=tuple(because) if not causes else ())


def _causes(exercise, answer):
    """Sets of slips, or else sentences, that make the whole answer out of the right value."""
    fit = Fit(answer, exercise.tolerance)
    sets = _slips(exercise, fit, 1)
    lines = [] if sets else explained(exercise, fit)
    if not sets and not lines:
        pairs = _slips(exercise, fit, 2)
        sets = pairs if len(pairs) <= MOST_PAIRS else []
    return sets, lines or []


def _either(lines, where=""):
    """One line as it is; several as a question, for any of them may be the one."""
    if len(lines) < 2:
        return [where + line for line in lines]
    heads = ["Either:", *["or:    "] * (len(lines) - 1)]
    return [f"{where}Could it be one of these?", *(f"  {head} {line}" for head, line in zip(heads, lines))]


def _words_for_bools(answer, right):
    """True is as good as "true", where a word is wanted."""
    if isinstance(right, tuple) and isinstance(answer, tuple):
        return tuple(map(_words_for_bools, answer, right)) if len(answer) == len(right) else answer
    return str(bool(answer)).lower() if isinstance(right, str) and isinstance(answer, bool | np.bool_) else answer


def as_parts(value):
    """A value as a tuple; what is no tuple is its only part."""
    return value if isinstance(value, tuple) else (value,)


def example(value):
    """A value in which the middle of each range stands for a measurement."""
    if isinstance(value, tuple):
        return tuple(map(example, value))
    return (value.low + value.high) / 2 if isinstance(value, Range) else value


def _of_parts(exercise, right, answer):
    """What can be said of the parts of a value: which are right, in which order, and what the first wrong one is."""
    if isinstance(right, np.ndarray) and isinstance(answer, np.ndarray):
        return _of_array(exercise, right, answer)
    if not isinstance(right, tuple):
        return []
    if any(isinstance(part, str) for part in right) and (not isinstance(answer, tuple) or len(answer) != len(right)):
        return [f"Wanted are {', '.join(map(_form, right))}."]
    if not isinstance(answer, tuple):
        return [
            f"It is right as value [{n}], but there are other values."
            for n, part in enumerate(right)
            if Fit(answer, exercise.tolerance)(part)
        ][:1]
    if len(right) != len(answer):
        return _of_length(exercise, right, answer)
    fits = [Fit(answer, exercise.tolerance, n) for n in range(len(right))]
    places = [n for n, fit in enumerate(fits) if fit(right)]
    if len(places) == len(right):  # what ``accepts`` refused
        return []
    if len(right) <= 5 and any(
        all(Fit(part, exercise.tolerance)(one) for part, one in zip(order, right)) for order in permutations(answer)
    ):
        return ["All parts are right, but they stand in another order."]
    places = [n for n in places if not isinstance(right[n], str)]  # a verdict is not given away
    words = ", ".join(f"[{place}]" for place in places)
    lines = [f"Right {'is value' if len(places) == 1 else 'are values'} {words} of {len(right)}."] if places else []
    for n, fit in enumerate(fits):
        if not isinstance(right[n], str | Range) and not fit(right):
            lines += _of_part(exercise, right[n], fit)
            break
    return lines + _regrouped(right, answer)


def _form(part):
    """What a part is, without its value."""
    if isinstance(part, tuple):
        return f"a list of {len(part)} numbers"
    return "a word" if isinstance(part, str) else "a number"


def _of_part(exercise, right, fit):
    """What the first wrong part is."""
    whys = [exercise.slip(name).why for (name,) in _slips(exercise, fit, 1)]
    array = isinstance(right, np.ndarray) and isinstance(fit.of(fit.answer), np.ndarray)
    found = whys or explained(exercise, fit) or (_of_array(exercise, right, fit.of(fit.answer)) if array else [])
    return _either(found[:3], f"In value [{fit.part}]: ")


def _of_length(exercise, right, answer):
    """Too few values, or too many."""
    inside = [any(Fit(part, exercise.tolerance)(one) for one in right) for part in answer]
    have = [any(Fit(part, exercise.tolerance)(one) for part in answer) for one in right]
    if all(map(is_number, [*answer, *(n for n in right if not isinstance(n, str))])) and all(inside + have):
        return ["A value is given more than once."]
    if all(inside):
        return [SOME]
    if all(have):
        return ["All that is wanted is there, with more that is not."]
    return _regrouped(right, answer) or (["Some of it is right."] if any(inside) else [])


def _regrouped(right, answer):
    """Whole numbers whose product is right."""
    if all(isinstance(n, int | np.integer) for n in (*right, *answer)) and np.prod(right) == np.prod(answer):
        return ["Multiplied with each other the numbers give what is right: a factor stands at another place."]
    return []


def _of_array(exercise, right, answer):
    for words, change in RESULTS.items():
        try:
            with np.errstate(all="ignore"):
                changed = change(right)
        except (IndexError, ValueError):  # of other arrays than this one
            continue
        if np.size(answer) > 1 and equal(changed, answer, exercise.tolerance):
            return [f"Yours is the right array {words}."]
    if right.shape != answer.shape:
        return _inside(right, answer, exercise.tolerance)
    wrong = differing(right, answer, exercise.tolerance)
    shifts = np.unique(np.round(np.asarray(answer, float) - right, 9))
    if wrong.all() and wrong.size > 1 and len(shifts) == 1:
        return [f"Every entry is too {'large' if shifts[0] > 0 else 'small'}, by the same number."]
    if wrong.all() or wrong.size > 20:
        return []
    places = [f"[{', '.join(map(str, place))}]" for place in np.argwhere(wrong)]
    return [f"Wrong {'is entry' if len(places) == 1 else 'are entries'} {', '.join(places)}; all others are right."]


def _inside(right, answer, tolerance):
    """Of two grids, one is a part of the other."""
    small, large = sorted((right, answer), key=np.size)
    if small.ndim != 2 or large.ndim != 2 or small.size == 0 or np.less(large.shape, small.shape).any():
        return []
    windows = np.lib.stride_tricks.sliding_window_view(large, small.shape).reshape(-1, *small.shape)
    if not any(equal(window, small, tolerance) for window in windows):
        return []
    if small is answer:
        return [SOME]
    return ["All that is wanted is in it, with more rows or columns around it."]


def _slips(exercise, fits, count):
    """The sets of so many slips that come out at this answer, or at the part of it that is wrong."""
    runs = ((names, *run_with(names, exercise.value, NOTHING)) for names in
            combinations([s.name for s in exercise.slips], count))  # fmt: skip
    right = exercise.value()
    return [names for names, value, error in runs if error is None and fits(value)
            and not (fits.part is not None and fits(right))]  # fmt: skip


def _has_gap(answer):
    """The answer, or a part of it, is still to be filled in."""
    if isinstance(answer, tuple | list):
        return any(map(_has_gap, answer))
    return answer is ... or answer is None


def _fault(exercise, answer, right):
    found = fault(example(right), answer, exercise.tolerance, exercise.whole_counts)
    if found and found.kind not in ("values", "float-size"):
        return found
    word = _unknown_word(exercise.choices, answer)
    if word:
        return Fault("wrong-choice", f"{word!r} is none of {', '.join(map(repr, exercise.choices))}.")
    if any(isinstance(part, Range) for part in _flat(right)):
        return _of_measurement(exercise, answer, right)
    if found:
        return Fault(found.kind, "" if found.kind == "values" else found.text)
    return _refused(exercise, answer)


def _of_measurement(exercise, answer, right):
    """Parts with a range lie in it, all others are right."""
    words, pairs = None, list(zip(_flat(right), _flat(answer)))
    some_right = any(isinstance(one, Range) and one.low <= other <= one.high for one, other in pairs)
    for one, other in pairs:
        if not isinstance(one, Range):
            words = words or fault(one, other, exercise.tolerance)
            continue
        number = np.inf if isinstance(other, int) and abs(other) > 1e300 else float(other)
        text = _out_of_range(number, one, some_right)
        if text:
            return Fault("out-of-range", text)
    if words:
        return Fault("wrong-verdict", CLAIM)
    return _refused(exercise, answer)


def _refused(exercise, answer):
    """What ``accepts`` says, where the exercise has one."""
    verdict = True if exercise.accepts is None else exercise.accepts(answer)
    if verdict and not isinstance(verdict, str):
        return None
    return Fault("values", verdict or "This measurement is out of range.")


def _flat(value):
    """All parts of a value, also those inside of a tuple in a tuple."""
    return [part for one in value for part in _flat(one)] if isinstance(value, tuple) else [value]


def _out_of_range(number, right, some_right):
    """What can be said for certain about a measurement that a right one cannot give; "" for one in the range.

    Where another measurement is right, this one was hardly taken for a share, or for what is lost.
    """
    if not np.isfinite(number):
        return f"{number} is no measurement."
    if right.low <= number <= right.high:
        return ""
    width = right.high / right.low if right.low > 0 and not some_right else np.inf
    could = could_be(number, width, lambda n: right.low <= n <= right.high)
    if not could and any(number == round(end, digits) for end in (right.low, right.high) for digits in (0, 1, 2)):
        could = "Could it be rounded too far?"
    side = "large" if number > right.high else "small"
    return f"{number:.4g} is too {side} for a right measurement. {could}".rstrip()


def _unknown_word(choices, answer):
    """The first text of an answer that is none of the words to choose from, or None."""
    words = [part for part in as_parts(answer) if isinstance(part, str)]
    return next((word for word in words if choices and simple(word) not in map(simple, choices)), None)
