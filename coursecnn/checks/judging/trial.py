"""An answer tried on all inputs of its exercise, and compared with functions of ours."""

import time
from copy import copy

import numpy as np

from ..door import Reply
from ..draw import FRESH, LEVELS, arrays, drawn, key, size, values, whole
from ..guard import SECONDS
from ..parts import Case
from ..slips import run_with
from .match import equal, fault
from .message import raised

IN_ALL = SECONDS + 3.0  # seconds for all that one check asks of an answer


class Unfit(Exception):
    """A change that makes no sense for an input; an answer cannot raise it."""


class Inputs:
    """The inputs of one exercise, with their right outputs; those that hold for every answer, made once."""

    def __init__(self, exercise):
        drawing = exercise.inputs
        some = drawn(drawing, LEVELS * exercise.tries, 0)
        more = drawn(drawing, FRESH * exercise.tries, 1)
        known = {key(case) for case in some}
        fixed = [case if isinstance(case, Case) else Case(tuple(case)) for case in exercise.also()]
        self.cases = sorted([c for c in fixed if key(c) not in known] + some, key=size)
        self.cases += [case for case in more if key(case) not in known]
        for array in arrays([part for case in self.cases for part in values(case)]):
            array.flags.writeable = False  # the right function must leave it alone; an answer gets a copy
        self.floats = {}  # {number of a case with whole-number arrays: the same with floats}
        twins = (
            [pair for case in _fractional(some)[-3:] for pair in whole(case, exercise.whole)] if exercise.whole else []
        )
        for ints, floats in twins:
            value, error = run_with((), exercise.expected, floats)
            if error is None and not has_nan(value):
                self.floats[len(self.cases)] = floats
                self.cases.append(ints)
        self.rights = []
        for number, case in enumerate(self.cases):
            value, error = run_with((), exercise.expected, self.floats.get(number, case))
            if error is not None:
                raise error
            self.rights.append(value)
        self.outputs = {}  # of the right function, with slips or changes, as they were asked for
        self.drawing = drawing

    def with_slips(self, exercise, names, number):
        """``(value, error)`` of the right function with these slips on one of the cases."""
        return self.once((names, number), lambda: run_with(names, exercise.expected, self.cases[number]))

    def once(self, key, make):
        """``make()``, which is the same for every answer and kept."""
        if key not in self.outputs:
            self.outputs[key] = make()
        return self.outputs[key]


class Trial:
    """What became of one answer.

    Attributes
    ----------
    inputs : Inputs
    replies : list of Reply
        Of all cases, in their order, unless ``state`` is not "done".
    faults : list of Fault or None
    wrong : list of int
        Numbers of the cases that failed, the smallest first, those with whole-number arrays last.
    plain_wrong : list of int
        The same without those with whole-number arrays.
    left_out : frozenset of int
        Numbers of cases that no function of ours needs to agree with.
    """

    def __init__(self, exercise, door):
        self.exercise, self.door, self.inputs = exercise, door, exercise.made_inputs()
        self.until = time.monotonic() + IN_ALL
        given = door(self.inputs.cases, SECONDS)
        self.replies, self.state = list(given.replies), given.state
        self.faults = list(map(self.fault, self.replies, self.inputs.rights))
        self.wrong = [n for n, f in enumerate(self.faults) if f]
        self.plain_wrong = [n for n in self.wrong if n not in self.inputs.floats]
        self.left_out = frozenset()

    def fault(self, reply, right):
        """A ``Fault``, or None; one of kind "raised" where an error came back."""
        if reply.error:
            return raised(reply)
        return fault(right, reply.value, self.exercise.tolerance, self.exercise.whole_counts)

    def without(self, numbers):
        """The same trial, in which no function of ours needs to agree with the cases of these numbers."""
        other = copy(self)
        other.left_out, other.plain_wrong = numbers, [n for n in self.plain_wrong if n not in numbers]
        return other

    def ask(self, cases, seconds=1.5):
        """Replies to further inputs, or None where the time is over or the answer did not do them all."""
        left = self.until - time.monotonic()
        if self.state != "done" or left <= 0.05:
            return None
        given = self.door(cases, min(seconds, left))
        self.state = given.state
        return given.replies if given.state == "done" and len(given.replies) == len(cases) else None

    def agrees(self, function, nan=False):
        """A function of ours gives the answer's outputs, in every case with floats.

        Parameters
        ----------
        function : callable
            Takes the number of a case, returns ``(value, error)``.
        nan : bool
            Nothing but nan, which comes from anything, is enough to agree in.
        """
        rest = [
            n
            for n in range(len(self.replies))
            if not self.faults[n] and n not in self.inputs.floats and n not in self.left_out
        ]
        bad, evidence = set(self.plain_wrong), []
        for number in (*self.plain_wrong, *rest):
            value, error = function(number)
            seen = _agreement(value, error, self.replies[number], self.exercise.tolerance)
            if seen is False:
                return False
            if number in bad and error is None and not self.fault(Reply(value), self.inputs.rights[number]):
                return False  # right, where the answer is not
            evidence.append((seen, number in bad))
        values, of_nan = evidence.count(("value", True)), evidence.count(("nan", True))
        if of_nan > values and ("value", False) not in evidence and not nan:
            return False
        if values or of_nan:
            return True
        return ("error", True) in evidence and ("kind", True) not in evidence


def _agreement(value, error, reply: Reply, tolerance):
    """False, or by what the two agree: "value", "nan", "error" (the same one), "kind" (errors of one kind)."""
    if error is not None or reply.error:
        if reply.error and (isinstance(error, Unfit) or getattr(value, "size", 1) == 0):
            return "kind"  # what the change asks for does not exist
        if error is None or type(error).__name__ != reply.error:
            return False
        return "error" if " ".join(str(error).split())[:300] == reply.text else "kind"
    if _empty(value) and _empty(reply.value):
        return "kind"
    if not equal(value, reply.value, tolerance):
        return False
    return "nan" if has_nan(value) else "value"


def _empty(value):
    return isinstance(value, np.ndarray) and value.size == 0


def _fractional(cases):
    """Those with fractions, or all where there are none."""
    found = [c for c in cases if any(a.dtype.kind == "f" and (a != np.rint(a)).any() for a in arrays(values(c)))]
    return found or cases


def has_nan(value):
    """Also in a part of a tuple."""
    parts = value if isinstance(value, tuple | list) else [value]
    return any(isinstance(p, float | np.ndarray) and np.isnan(p).any() for p in parts)
