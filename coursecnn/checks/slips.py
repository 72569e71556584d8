"""Slips: places in a right function at which it can be told to go wrong, as people do.

::

    def conv(x, w, s):
        s = 1 if slip("stride-missing") else s
        ...

``slip(name)`` is False, except while a check runs the function with this slip on to see whether its outputs are those
of the answer. Functions with slips may call each other.

``step(name, number)`` names a number on the way: the check finds out whether the answer is what comes out with another
number there, or with another formula of its parts. ``combined(name, numbers, how)`` names numbers of which one is made.
"""

import warnings
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np

from .mistakes import MISTAKES
from .parts import Case

_on = ContextVar("slips that are on", default=frozenset())
_watch = ContextVar("who looks at the steps", default=None)

MOST_STEPS = 5_000  # of a function with another number or formula, which may ask for an output of millions


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
    parts, made : dict
        ``{name: [parts of each time that the step was made]}``, and what was made of them.
    hows : dict
        ``{name: how many numbers are made into one}``.
    """

    def __init__(self, name=None, number=None, rule=None):
        self.name, self.number, self.rule = name, number, rule
        self.numbers, self.of, self.parts, self.made, self.hows = {}, {}, {}, {}, {}
        self.steps = 0

    def count(self):
        """One more step; an error where a change has made the function endless, or nearly so."""
        self.steps += 1
        if self.name and self.steps > MOST_STEPS:
            raise RuntimeError(f"more than {MOST_STEPS:,} steps")

    def run(self, function, case=None):
        """``(value, error)`` of a function of ours."""
        before = _watch.set(self)
        try:
            return run_with((), function, case or Case(()))
        finally:
            _watch.reset(before)


def without_way(name):
    """The name of a step in both directions: "where a window begins" for "where a window begins, down"."""
    return name.removesuffix(", down").removesuffix(", across")


def step(name, number, *of, **parts):
    """The number, or array, which has a name.

    ``of`` are the names of two steps that it is made of. ``parts`` are the numbers, by name, out of which it is made by
    a formula: an answer may have another formula.
    """
    watch = _watch.get()
    if watch is None:
        return number
    watch.count()
    watch.numbers[name], watch.of[name] = number, of
    if parts:
        watch.parts.setdefault(name, []).append(parts)
        watch.made.setdefault(name, []).append(number)
    if watch.name not in (name, without_way(name)):
        return number
    return watch.number if watch.rule is None else watch.rule(parts)


def combined(name, numbers, how, axis=None):
    """``how(numbers, axis=axis)``: one number of several, which have a name. An answer may do it in another way."""
    watch = _watch.get()
    if watch is not None:
        watch.count()
        watch.hows[name] = how
        if watch.name == name:
            numbers = np.asarray(numbers)
            return watch.rule(numbers) if axis is None else np.apply_along_axis(watch.rule, axis, numbers)
    return how(numbers) if axis is None else how(numbers, axis=axis)


def laid(name, shape, parts):
    """Parts ``(place, numbers)`` laid into an array of this shape; numbers that meet, which have a name, are added."""
    watch = _watch.get()
    if watch is not None:
        watch.hows[name] = np.sum
    y = np.zeros(shape)
    if watch is None or watch.name != name:
        for place, numbers in parts:
            y[place] = (0 if slip("assigned-not-added") else y[place]) + numbers
        return y
    layers = np.full((len(parts), *shape), np.nan)
    for layer, (place, numbers) in zip(layers, parts):
        layer[place] = numbers
    for place in np.ndindex(*shape):
        met = layers[(slice(None), *place)]
        met = met[~np.isnan(met)]
        y[place] = watch.rule(met) if met.size else 0
    return y


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
