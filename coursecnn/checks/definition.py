"""What an exercise consists of: cases with a right answer, and the wrong answers that are known."""

from collections.abc import Callable
from dataclasses import dataclass, field

KINDS = ("implement", "predict", "debug", "explore", "challenge")


@dataclass(frozen=True)
class Case:
    """One input on which an answer is tried: ``answer(*args, **kwargs)``."""

    args: tuple
    kwargs: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer.

    Parameters
    ----------
    id : str
        Its name, such as ``"kernel-flipped"``; see ``coursecnn.checks.mistakes``.
    wrong : callable or value
        The wrong function, called like the answer; or the wrong value, or a function without arguments that returns it.
    why : str
        The cause in a sentence or two; that of the catalogue unless given.
    see : str
        Where the lesson explains it, such as ``"02, 'Stride'"``; the exercise's own place unless given.
    """

    id: str
    wrong: object
    why: str = ""
    see: str = ""


@dataclass(frozen=True)
class Result:
    """What became of an answer. It is true where the answer passed, and prints its message.

    Attributes
    ----------
    passed : bool
    mistake : str or None
        Identifier of what is wrong; None where the answer passed or was not tried.
    message : str
    tried : bool
        False for a stub that nobody has touched.
    """

    passed: bool
    mistake: str | None
    message: str
    tried: bool = True

    def __bool__(self):
        return self.passed

    def __str__(self):
        return self.message

    __repr__ = __str__


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise, and all that its check knows.

    Either ``cases`` and ``expected`` are given: then the answer is a function. Or ``value`` is: then it is a value.

    Parameters
    ----------
    id : str
        ``"LESSON.name"``; the answer has this name in the notebook.
    kind : str
        ``"implement"``, ``"predict"``, ``"debug"``, ``"explore"`` or ``"challenge"``.
    title : str
    minutes, difficulty, points : number
        Difficulty is 1, 2 or 3.
    hints : tuple of 3 str
        Each says more than the one before.
    see : str
        Where the lesson explains it, such as ``"01, 'The bias'"``.
    cases : callable
        Returns the ``Case``s, smallest first.
    expected : callable
        The right function, called with a case's arguments.
    given : callable, optional
        The faulty function that the notebook gives, in an exercise of kind ``"debug"``.
    value : callable
        Takes nothing and returns the right value: a number, text, array, or a tuple of them.
    choices : tuple of str
        The words from which a text is chosen.
    accepts : callable, optional
        For measured values: ``accepts(answer)`` is true or, as text, says what is wrong with the measurement. It is
        asked in place of a comparison with ``value()``, which is then an example of a good answer: what it is asked
        for has the types of ``value()``.
    mistakes : sequence of Mistake
        Where several agree with an answer, the first one names it.
    tolerance : float
        Largest difference that counts as equal, as a part of the largest expected number (at least of 1).
    """

    id: str
    kind: str
    title: str
    minutes: int
    difficulty: int
    points: float
    hints: tuple
    see: str
    cases: Callable | None = None
    expected: Callable | None = None
    given: Callable | None = None
    value: Callable | None = None
    choices: tuple = ()
    accepts: Callable | None = None
    mistakes: tuple = ()
    tolerance: float = 1e-4

    def __post_init__(self):
        object.__setattr__(self, "mistakes", tuple(self.mistakes))
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: kind must be one of {', '.join(KINDS)}, not {self.kind!r}.")
        if (self.cases is None) != (self.expected is None) or (self.cases is None) == (self.value is None):
            raise ValueError(f"{self.id}: give either cases and expected (for a function) or value.")
        if len(self.hints) != 3:
            raise ValueError(f"{self.id}: three hints are wanted, not {len(self.hints)}.")

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
        from . import catalog, functions, values
        from .words import said

        judge = functions.judge if self.value is None else values.judge
        try:
            result = judge(self, answer)
        except Exception as error:
            text = f"The check does not know what to do with this answer ({type(error).__name__}: {said(str, error)})."
            result = Result(False, "unknown", f"{self.id}: not yet. {text}")
        catalog.remember(self, result)
        return result

    def hint(self):
        """Print the next of three hints."""
        from . import catalog

        catalog.next_hint(self)

    def solution(self):
        """Print the worked answer."""
        from .solutions import worked_answer

        print(worked_answer(self))
