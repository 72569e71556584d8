"""What an exercise consists of: a right answer with its slips, and what it is tried on."""

from collections.abc import Callable
from dataclasses import dataclass

from . import catalog, last
from .door import open_door
from .judging.judge import judge
from .judging.trial import Inputs
from .parts import Result
from .slips import as_slip
from .solutions import worked_answer
from .words import said

KINDS = ("implement", "predict", "debug", "explore", "challenge")


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise, and all that its check knows.

    Either ``expected`` and ``inputs`` are given: then the answer is a function. Or ``value`` is: then it is a value.

    Parameters
    ----------
    id : str
        ``"LESSON.name"``; the answer has this name in the notebook.
    kind : str
        ``"implement"``, ``"predict"``, ``"debug"``, ``"explore"`` or ``"challenge"``.
    title : str
    points : number
    hints : tuple of 3 str
        Each says more than the one before.
    see : str
        Where the lesson explains it, such as ``"01, 'The bias'"``.
    expected : callable
        The right function, with its slips as switches: see ``coursecnn.checks.slips``. It does not change its
        arguments, and is right for arrays of whole numbers too.
    inputs : callable
        Draws the arguments of one call: see ``coursecnn.checks.draw``.
    slips : sequence of str or tuple
        ``name``, ``(name, why)`` or ``(name, why, see)``; the catalogue's sentence unless ``why`` is given.
    output : str or tuple of str
        What the result is called, or the values of a tuple.
    also : callable
        Returns further inputs, as tuples of arguments.
    whole : bool or tuple of int
        Arrays of floats are tried as whole numbers too; only the arguments at these places, where some are given. False
        where the text says that they never are.
    whole_counts : bool
        3.0 is refused where the whole number 3 is wanted: where ``/`` for ``//`` is what the exercise teaches.
    tries : int
        How many times as many inputs are drawn as usual.
    given : callable, optional
        The faulty function that the notebook gives, in an exercise of kind ``"debug"``.
    value : callable
        Takes nothing and returns the right value: a number, text, array, or a tuple of them; with slips as switches.
        A number that is measured is a ``Range``.
    choices : tuple of str
        The words from which a text is chosen.
    accepts : callable, optional
        Asked last, where all parts are within their range: ``accepts(answer)`` is true or, as text, says what is wrong
        with the measurement.
    tolerance : float
        Largest difference that counts as equal, as a part of the largest expected number (at least of 1).
    """

    id: str
    kind: str
    title: str
    points: float
    hints: tuple
    see: str
    expected: Callable | None = None
    inputs: Callable | None = None
    slips: tuple = ()
    output: str | tuple = "result"
    also: Callable = tuple
    whole: bool | tuple = True
    whole_counts: bool = False
    tries: int = 1
    given: Callable | None = None
    value: Callable | None = None
    choices: tuple = ()
    accepts: Callable | None = None
    tolerance: float = 1e-4

    def __post_init__(self):
        object.__setattr__(self, "slips", tuple(map(as_slip, self.slips)))
        object.__setattr__(self, "_made", [])
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: kind must be one of {', '.join(KINDS)}, not {self.kind!r}.")
        if (self.inputs is None) != (self.expected is None) or (self.inputs is None) == (self.value is None):
            raise ValueError(f"{self.id}: give either expected and inputs (for a function) or value.")
        if len(self.hints) != 3:
            raise ValueError(f"{self.id}: three hints are wanted, not {len(self.hints)}.")
        names = [s.name for s in self.slips]
        if len(set(names)) < len(names):
            raise ValueError(
                f"{self.id}: each slip has a name of its own, and {max(names, key=names.count)!r} occurs twice."
            )

    @property
    def lesson(self):
        """Two digits, or what else stands before the full stop."""
        return self.id.partition(".")[0]

    @property
    def name(self):
        """Name of the answer in the notebook."""
        return self.id.partition(".")[2]

    def check(self, answer):
        """Try an answer; a ``Result``, whatever the answer does.

        Parameters
        ----------
        answer : callable or value

        Returns
        -------
        Result
            It takes at most a few seconds, also where the answer never ends.
        """
        door = open_door(answer)
        result = self.judge(door)
        last.keep(self, door.about, result)
        catalog.remember(self, result)
        return result

    def judge(self, door):
        """The same for an answer behind a door (``coursecnn.checks.door``), wherever it lives."""
        try:
            return judge(self, door)
        except Exception as error:
            text = f"The check does not know what to do with this answer ({type(error).__name__}: {said(str, error)})."
            return Result(False, "unknown", f"{self.id}: not yet. {text}")

    def named(self, place):
        """What a value of a returned tuple is called."""
        return self.output[place] if isinstance(self.output, tuple) else f"Value [{place}]"

    def slip(self, name):
        """The ``Slip`` of this name."""
        return next(s for s in self.slips if s.name == name)

    def made_inputs(self):
        """The ``Inputs`` on which answers are tried, made when they are first asked for."""
        if not self._made:
            self._made.append(Inputs(self))
        return self._made[0]

    def earlier(self):
        """``{name: right function}`` of the exercises before this one in its lesson."""
        return catalog.functions_before(self)

    def others(self):
        """``{id: right function}`` of the other exercises of its lesson."""
        return catalog.functions_beside(self)

    def hint(self):
        """Print the next of three hints."""
        catalog.next_hint(self)

    def solution(self):
        """Print the worked answer."""
        print(worked_answer(self))
