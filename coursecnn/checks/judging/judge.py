"""The check of an answer that is a function: tried through its door, then explained."""

import warnings

import numpy as np

from ..door import Strange
from ..parts import Result
from ..reading import global_names, steps
from . import message
from .errors import left_out, meaning, needs_no_search
from .explain import Cause, always_nan, always_the_same, as_floats, causes, change_and_slip, holds_bytes
from .facts import facts
from .looks import looks
from .match import Fault, equal
from .repair import repair
from .source import of_text
from .sums import sums
from .trial import Trial
from .values import judge_value

FLOATS = "With the same numbers as floats it is right"
CALLED_AGAIN = 3  # wrong cases of the first, which are small, and as many of the last, where chance repeats itself less
BY_ITSELF = (
    "Called again with the same input, it gives something else. Is something kept from call to call (a list or array "
    "made outside of the function, or as a default), left to chance, or never set (np.empty)?"
)
TAKEN_OVER = (
    "{}: an array in it takes over the dtype of whole numbers, which have no fractions. np.zeros(shape) makes one for "
    "floats; np.zeros_like and .copy() keep the dtype of what they are given."
)


def judge(exercise, door):
    """A ``Result`` of whatever is behind a door."""
    if exercise.value is not None:
        return judge_value(exercise, door.about)
    about = door.about
    if about.value is ... or (not about.callable and about.value is None) or _untouched(exercise, about):
        above = (
            f" Below the {exercise.name} that you wrote, its stub stands once more, and replaces it."
            if about.above
            else ""
        )
        return Result(False, None, f"{exercise.id}: not tried yet.{above}", tried=False)
    if not about.callable:
        text = f"A function is wanted, not {about.words}: give its name without brackets."
        return Result(False, "not-callable", f"{exercise.id}: not yet. {text}")
    trial = Trial(exercise, door)
    if trial.state == "done" and not trial.wrong and not _changing(trial):
        return Result(True, None, f"{exercise.id}: passed.")
    if trial.wrong and _changes_by_itself(trial):
        number = trial.wrong[0]
        text = message.failure(trial, number, trial.faults[number], [BY_ITSELF])
        return Result(False, _kind(trial, number), text, facts=(BY_ITSELF,))
    with_right_ones = _with_right_ones(exercise, door, trial)
    return _explained(trial) if with_right_ones is None else with_right_ones  # which is false where it did not pass


def _with_right_ones(exercise, door, trial):
    """The result with right functions in place of earlier answers, where those are what is wrong; else None."""
    others = exercise.earlier()
    helped = door.helped(others) if others and trial.state == "done" else None
    if helped is None:
        return None
    again = Trial(exercise, helped)
    if again.state != "done" or not any(bool(a) != bool(b) for a, b in zip(again.faults, trial.faults)):
        return None
    if any(a.error and not b.error for a, b in zip(again.replies, trial.replies)):
        return None  # it calls them in another way than the right ones are called
    names = " and ".join(f"`{name}`" for name in others if name in _called(door, others))
    first = f"Your {names} is wrong, or gives what does not fit here; with a right one in its place"
    if not again.wrong:
        text = f"{exercise.id}: passed. {first} this answer is right: mend {names} first."
        return Result(True, None, text, facts=("earlier-answer-wrong",))
    result = _explained(again)
    text = result.message.replace(": not yet.", f": not yet. {first}:", 1)
    return Result(False, result.mistake, text, slips=result.slips, facts=result.facts)


def _called(door, others):
    names = global_names(door.about.steps or ())
    return [name for name in others if name in names] or list(others)


def _untouched(exercise, about):
    """The function is the stub, or the faulty one that a notebook gave."""
    if about.steps is None:
        return False
    given = getattr(exercise.given, "__code__", None)
    return about.steps in _STUBS or (given is not None and about.steps == steps(given))


def _stub_1(): ...  # fmt: skip


def _stub_2():
    return ...


_STUBS = (steps(_stub_1.__code__), steps(_stub_2.__code__))


def _changing(trial):
    return [n for n, reply in enumerate(trial.replies) if reply.changed]


def _copies(trial, number, reply=None):
    """ "x.copy()", for all arguments that the answer changed."""
    names = [name for name, _ in message.arguments(trial.exercise, trial.inputs.cases[number])]
    changed = [place for place, _ in (reply or trial.replies[number]).changed]
    return " and ".join(f"{place if isinstance(place, str) else names[place]}.copy()" for place in changed)


def _explained(trial):
    """Warnings of NumPy on the way are not the learner's."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return _result(trial)


def _result(trial):
    exercise, inputs = trial.exercise, trial.inputs
    if trial.state in ("stopped", "lost"):
        case = inputs.cases[min(len(trial.replies), len(inputs.cases) - 1)]
        return Result(False, "never-ended", message.endless(exercise, case, trial.state))
    if trial.state == "exited":
        number = len(trial.replies) - 1
        fault = Fault("exited", "The answer ended the program: sys.exit(), exit() and quit() have no place in it.")
        return Result(False, "exited", message.failure(trial, number, fault, []))
    wrong, plain_wrong = trial.wrong, trial.plain_wrong
    if not wrong:
        return _of_changed(trial)
    if not plain_wrong:
        return _of_whole_numbers(trial, wrong)
    number = plain_wrong[0]
    floats = all(trial.faults[n].kind == "float-size" for n in wrong)
    known = floats or needs_no_search(trial)
    found = [] if known else causes(trial)
    if not known and not (found and len(found[0].texts) == 1):
        mended = repair(trial)
        found = [Cause((), (mended,))] if mended else found or [c for c in [change_and_slip(trial)] if c]
    seen = [] if found else _seen(trial, number)
    guess = bool(found and found[0].slips and found[0].sentences) or always_nan(trial)
    kind, lines = _kind(trial, number), message.because(found, guess, "Could it be this?" if guess else "Why:")
    if found and found[0].slips:
        kind = found[0].slips[0].name
    if any(trial.replies[n].shared for n in plain_wrong):
        seen.append("Two parts of what it returns are one and the same list or array.")
    if kind == "returned-none" and trial.replies[number].lines:
        kind = "printed-instead-of-returned"
        seen.append("What is printed is gone: `return` gives it back.")
    if trial.replies[number].changed:
        seen.insert(0, f"It writes into what it was given: work on {_copies(trial, number)}.")
    if floats:
        seen = ["The number is right, but it is a float: `//` gives the whole number that is wanted here."]
    if not found:
        lines += seen
    sentences = tuple(s for cause in found[:1] for s in cause.sentences)
    text = message.failure(trial, number, trial.faults[number], [*sums(trial), *lines], message.place(found))
    slips = tuple(tuple(s.name for s in cause.slips) for cause in found if cause.slips)
    return Result(False, kind, text, slips=slips, facts=(*sentences, *seen))


def _seen(trial, number):
    """What is known where no cause is."""
    reply, default = trial.replies[number], left_out(trial)
    if default:
        return [default]
    arrays = any(isinstance(reply.value, np.ndarray | tuple | list) for reply in trial.replies)
    same = "All numbers that come back are the same one" if arrays else "It gives the same number"
    found = [f"{same} every time."] if always_the_same(trial) else []
    args = trial.inputs.cases[number].args
    text = of_text(trial.door.about.source, reply, trial.exercise.earlier(), args)
    found += [_right_as_floats(trial), meaning(reply), *text, *looks(trial, number)]
    return [sentence for sentence in (*found, *facts(trial)) if sentence]


def _right_as_floats(trial):
    """Only bytes go wrong, and the same numbers as floats do not."""
    cases, rights = ([all_of[n] for n in trial.plain_wrong] for all_of in (trial.inputs.cases, trial.inputs.rights))
    first = trial.replies[trial.plain_wrong[0]]
    if first.error or not all(map(holds_bytes, cases)):  # an error has its own words
        return ""
    replies = trial.ask(list(map(as_floats, cases)))
    return "" if replies is None or any(map(trial.fault, replies, rights)) else _as_floats_right(first)


def _as_floats_right(reply):
    of_whole = getattr(getattr(reply.value, "dtype", None), "kind", "") in ("i", "u")
    return (TAKEN_OVER if of_whole or "Cannot cast ufunc" in reply.text else "{}.").format(FLOATS)


def _changes_by_itself(trial):
    """The same inputs once more give something else."""
    numbers = sorted({*trial.wrong[:CALLED_AGAIN], *trial.wrong[-CALLED_AGAIN:]})
    replies = trial.ask([trial.inputs.cases[number] for number in numbers]) or []
    pairs = zip(replies, (trial.replies[number] for number in numbers))
    return any(one.error != other.error or not _one_and_the_same(one.value, other.value) for one, other in pairs)


def _one_and_the_same(a, b):
    """Also of what is no number."""
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(map(_one_and_the_same, a, b))
    return isinstance(a, Strange | frozenset | str) or equal(a, b)


def _kind(trial, number):
    kind = trial.faults[number].kind
    return "unknown" if kind == "values" else kind


def _of_changed(trial):
    """Right, but for what it leaves behind."""
    number = _changing(trial)[0]
    fault = Fault("changed-input", "The answer is right, but it changed what it was given.")
    why = f"A function that writes into its input surprises whoever called it: work on {_copies(trial, number)}."
    return Result(False, fault.kind, message.failure(trial, number, fault, [f"Why: {why}"]))


def _of_whole_numbers(trial, wrong):
    """Only arrays of whole numbers go wrong."""
    number = wrong[0]
    replies = trial.ask([trial.inputs.floats[n] for n in wrong])
    sure = replies is not None and not any(map(trial.fault, replies, [trial.inputs.rights[n] for n in wrong]))
    changing = next((reply for reply in replies or () if reply.changed), None)
    if sure and trial.replies[number].error and _changing(trial):
        return _of_changed(trial)  # which a smaller input shows
    if sure and changing:
        text = f"{FLOATS}, but it writes into what it was given: work on {_copies(trial, number, changing)}."
        fault = trial.faults[number]
        return Result(False, "changed-input", message.failure(trial, number, fault, [f"Why: {text}"]), facts=(text,))
    error = trial.replies[number].error
    text = _as_floats_right(trial.replies[number]) if sure else ""
    kind = "integer-dtype" if sure and (text == TAKEN_OVER.format(FLOATS) or not error) else _kind(trial, number)
    return Result(
        False,
        kind,
        message.failure(trial, number, trial.faults[number], [f"Why: {text}"] if text else []),
        facts=(text,) * bool(text),
    )
