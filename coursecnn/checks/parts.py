"""What goes into a check and comes out of it: a case, a range, a result."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One input on which an answer is tried: ``answer(*args, **kwargs)``."""

    args: tuple
    kwargs: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Range:
    """Where a right measurement lies: stands in a value for a number that is measured."""

    low: float
    high: float


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
    slips : tuple of tuple of str
        Names of the slips that, taken together, give the answer's outputs; more than one set where they cannot be told
        apart, none where no set does.
    facts : tuple of str
        What else was found to be true of it, in sentences.
    """

    passed: bool
    mistake: str | None
    message: str
    tried: bool = True
    slips: tuple = ()
    facts: tuple = ()

    def __bool__(self):
        return self.passed

    def __str__(self):
        return self.message

    __repr__ = __str__
