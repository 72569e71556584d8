"""Learning-rate schedules: the share of the optimiser's learning rate at each step of a training."""

import math
from dataclasses import dataclass

from ..arguments import number


@dataclass(frozen=True)
class Constant:
    """The same learning rate all the time."""

    def __call__(self, step, steps):
        return 1.0


@dataclass(frozen=True)
class StepDecay:
    """Multiply the learning rate by ``factor`` after each ``share`` of the training.

    Parameters
    ----------
    factor : float
    share : float
        1/3 makes three stairs.
    """

    factor: float = 0.1
    share: float = 1 / 3

    def __post_init__(self):
        number(self.factor, "factor", "above 0", lambda factor: factor > 0)
        number(self.share, "share", "above 0, at most 1", lambda share: 0 < share <= 1)

    def __call__(self, step, steps):
        return self.factor ** math.floor(step / (self.share * steps) + 1e-9)


@dataclass(frozen=True)
class OneCycle:
    """Rise from 1/``start`` of the learning rate to all of it, then fall to nearly none, along cosines (Smith, 2018).

    Parameters
    ----------
    warmup : float
        Share of the training in which the rate rises.
    start, end : float
        The first rate is 1/start of the highest, the last 1/(start * end).
    """

    warmup: float = 0.3
    start: float = 25.0
    end: float = 1e4

    def __post_init__(self):
        number(self.warmup, "warmup", "from 0 to 1", lambda warmup: 0 <= warmup <= 1)
        for name in ("start", "end"):
            number(getattr(self, name), name, "of at least 1", lambda divisor: divisor >= 1)

    def __call__(self, step, steps):
        peak = self.warmup * steps - 1
        if step <= peak:
            return _cosine(1 / self.start, 1.0, step / peak if peak > 0 else 1.0)
        return _cosine(1.0, 1 / (self.start * self.end), (step - peak) / max(1e-9, steps - 1 - peak))


def _cosine(first, last, t):
    return last + (first - last) * (1 + math.cos(math.pi * min(1.0, t))) / 2
