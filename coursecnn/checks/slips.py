"""Slips: places in a right function at which it can be told to go wrong, as people do.

::

    def conv(x, w, s):
        s = 1 if slip("stride-missing") else s
        ...

``slip(name)`` is False, except while a check runs the function with this slip on to see whether its outputs are those
of the answer. Functions with slips may call each other.

``step(name, number)`` names a number on the way to a value: the check finds out whether the answer is what comes out
with another number there.
"""

import warnings
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np

from .mistakes import MISTAKES
from .parts import Case

_on = ContextVar("slips that are on", default=frozenset())
_watch = ContextVar("who looks at the steps", default=None)


@dataclass(frozen=True)
class Slip:
    """A slip of an exercise: its name in ``slip(name)``, the cause in a sentence or two, and where to read on."""

    name: str
    why: str
    see: str = ""


def slip(name):
    """True while the slip of this name is on."""
    return name in _on.get()


class Watch:
    """Sees the steps of a function, and may put another number in the place of one of them.

    Attributes
    ----------
    numbers : dict
        ``{name: number or array}``, as they were without the change.
    of : dict
        ``{name: names of the two steps that it is made of}``.
    """

    def __init__(self, name=None, number=None):
        self.name, self.number, self.numbers, self.of = name, number, {}, {}

    def run(self, function):
        """``(value, error)`` of a function of ours that takes nothing."""
        before = _watch.set(self)
        try:
            return run_with((), function, Case(()))
        finally:
            _watch.reset(before)


def step(name, number, *of):
    """The number, or array, which has a name; ``of`` are the names of two steps that it is made of."""
    watch = _watch.get()
    if watch is None:
        return number
    watch.numbers[name], watch.of[name] = number, of
    return watch.number if name == watch.name else number


def as_slip(entry):
    """A ``Slip`` out of ``name``, ``(name, why)`` or ``(name, why, see)``; "" or None is the catalogue's sentence."""
    name, why, see = (*((entry,) if isinstance(entry, str) else entry), "", "")[:3]
    return Slip(name, why or MISTAKES[name], see)


def run_with(names, function, case):
    """``(value, error)`` of a function of ours, with these slips on."""
    before = _on.set(frozenset(names))
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*case.args, **case.kwargs), None
    except Exception as error:
        return None, error
    finally:
        _on.reset(before)
