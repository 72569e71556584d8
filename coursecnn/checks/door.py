"""The door between a check and an answer: inputs go in, and outputs, or what was raised, come out.

A check never holds an answer. It holds a door, which is called with many inputs at a time and keeps in ``about`` what
is known without a call. ``open_door(answer)`` makes one for an answer of this process; whoever keeps answers in another
process (grading) writes a door of its own, which calls ``open_door`` over there and sends the parts across.

All that passes is plain: None, ``...``, True and False, numbers of Python and NumPy, texts, arrays of numbers or of
True and False, tuples, lists and frozensets of these, and ``Strange`` for all else that an answer may return. A
function among the inputs is one of ``NAMED``, which both sides have: its key there is sent.
"""

from dataclasses import dataclass, field
from numbers import Number
from typing import Protocol

import numpy as np

from .compare import unchanged
from .guard import SECONDS, run
from .reading import is_above, names_in, source_of, steps
from .scores import NAMED
from .words import said, shown

LONGEST = 300  # characters of what an exception says
MOST = 10_000  # parts of a tuple, list, set or range

__all__ = ["NAMED", "About", "Door", "Replies", "Reply", "Strange", "open_door"]


@dataclass(frozen=True)
class Strange:
    """Something returned that is not plain: the name of its type, and the value in words."""

    type: str
    words: str


@dataclass(frozen=True)
class Reply:
    """What an answer did with one input.

    Attributes
    ----------
    value : plain
        What was returned.
    error, text, line : str
        Name of the type of what was raised ("" where nothing was), what it says, and the line of the answer.
    changed : tuple of (int or str, plain)
        Arguments (position or name) that are no longer as they were given, as they are after the call.
    shared : bool
        Two parts of what was returned are one and the same list or array.
    printed : str
    lines : int
        The beginning of what was printed, and how many lines there were.
    """

    value: object = None
    error: str = ""
    text: str = ""
    line: str = ""
    changed: tuple = ()
    shared: bool = False
    printed: str = ""
    lines: int = 0


@dataclass(frozen=True)
class Replies:
    """Replies in the order of the calls.

    Fewer than the calls where ``state`` is not "done": "stopped" (the time was over), "lost" (what is more, the answer
    cannot be stopped and goes on), or "exited" (the last reply says how).
    """

    replies: list
    state: str = "done"


@dataclass(frozen=True)
class About:
    """What is known of an answer without a call; plain as well.

    Attributes
    ----------
    callable : bool
    value : plain
        The answer itself where it is no function.
    words : str
        It, in a few words.
    source : str
        The text of the function; "" where there is none.
    steps : tuple or None
        Its byte code as names and texts, the same wherever it was defined.
    above : bool
        A function of this name that does more was defined before this one, in the same notebook.
    """

    callable: bool
    value: object = None
    words: str = ""
    source: str = ""
    steps: tuple | None = None
    above: bool = False


class Door(Protocol):
    """What a check asks for."""

    about: About

    def __call__(self, calls, seconds=SECONDS) -> Replies:
        """Call the answer on copies of each input, one after the other.

        Parameters
        ----------
        calls : list of Case
            ``answer(*case.args, **case.kwargs)``.
        seconds : float
            For all of them.
        """

    def helped(self, functions):
        """A door to the same answer in which global names stand for right functions; None where that cannot be.

        Parameters
        ----------
        functions : dict of str to callable
            Names of earlier exercises, and their right functions.
        """


@dataclass(frozen=True)
class OpenDoor:
    """The door to an answer of this process."""

    answer: object
    about: About
    replaced: dict = field(default_factory=dict)

    def __call__(self, calls, seconds=SECONDS):
        names = getattr(self.answer, "__globals__", {})
        kept = {name: names[name] for name in self.replaced if name in names}
        names.update({name: self.replaced[name] for name in kept})
        try:
            outcomes, state = run(self.answer, calls, seconds)
        finally:
            names.update(kept)
        replies = [_reply(call, outcome) for call, outcome in zip(calls, outcomes)]
        exited = replies and replies[-1].error in ("SystemExit", "KeyboardInterrupt")
        return Replies(replies, "exited" if exited else state)

    def helped(self, functions):
        code = getattr(self.answer, "__code__", None)
        called = {name: f for name, f in functions.items() if code and name in names_in(code)}
        return OpenDoor(self.answer, self.about, called) if called else None

    def rewritten(self, codes):
        """A door to functions of other codes, one of which a first argument chooses; their names mean what they did."""
        code, cells = getattr(self.answer, "__code__", None), getattr(self.answer, "__closure__", None) or ()
        names = {**getattr(self.answer, "__globals__", {}), **self.replaced}
        names.update({name: cell.cell_contents for name, cell in zip(code.co_freevars if code else (), cells)})

        made = {}

        def chosen(number, *args, **kwargs):
            if number not in made:
                local = {}
                value = eval(codes[number], names, local)  # a lambda is a value, a function is left in local
                made[number] = value or local.popitem()[1]
            return made[number](*args, **kwargs)

        return OpenDoor(chosen, self.about)


def open_door(answer, source=None):
    """The door to an answer of this process.

    Parameters
    ----------
    answer : callable or value
    source : str, optional
        The text of the function, where Python cannot find it.
    """
    if not callable(answer):
        return OpenDoor(answer, About(False, plain(answer), shown(answer)))
    code = getattr(answer, "__code__", None)
    text = source if source is not None else source_of(answer)
    about = About(True, None, shown(answer), text, code and steps(code), code is not None and is_above(answer, code))
    return OpenDoor(answer, about)


def plain(value, depth=6):
    """A value as it passes the door."""
    kind = type(value)
    if isinstance(value, complex | np.complexfloating):
        return Strange(kind.__name__, shown(value))
    if value is None or value is ... or isinstance(value, Strange | bool | int | float | str | np.generic):
        return value
    if isinstance(value, Number):
        return float(value)
    if kind is np.ndarray or isinstance(value, np.ndarray):
        return np.array(value) if value.dtype.kind in "buif" else Strange("ndarray", f"an array of {value.dtype}")
    if kind in (tuple, list, set, frozenset, range) and len(value) <= MOST and depth:
        parts = [plain(part, depth - 1) for part in value]
        if kind in (set, frozenset):
            return frozenset(parts) if not any(isinstance(p, np.ndarray | list) for p in parts) else tuple(parts)
        return parts if kind is list else tuple(parts)
    return Strange(kind.__name__, shown(value))


def _reply(call, outcome):
    error = outcome.error
    if error is not None:
        text = " ".join(said(str, error).split())[:LONGEST]
        parts = {"error": type(error).__name__, "text": text, "line": outcome.line}
    else:
        given, left = ({**dict(enumerate(args)), **(kw or {})} for args, kw in
                       ((call.args, call.kwargs), (outcome.args, outcome.kwargs)))  # fmt: skip
        changed = tuple((name, plain(left[name])) for name in given if not unchanged(given[name], left[name]))
        parts = {"value": plain(outcome.value), "changed": changed, "shared": _shared(outcome.value)}
    return Reply(printed=outcome.printed, lines=outcome.lines, **parts)


def _shared(value):
    if type(value) not in (tuple, list) or len(value) > MOST:
        return False
    parts = [part for part in value if isinstance(part, np.ndarray | list)]
    return len({id(part) for part in parts}) < len(parts)
