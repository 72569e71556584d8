"""Inputs drawn from an exercise's own description of them: the smallest first, and fresh random ones.

The description is a function that takes a ``Draw`` and returns the arguments of one call as a tuple (None: these do not
fit, draw again)::

    def inputs(draw):
        k, n = draw.ints(2, 1, 3), draw.ints(2, 1, 5)
        return draw.array(*n), draw.array(*k) if all(a >= b for a, b in zip(n, k)) else None
"""

import numpy as np

from .parts import Case

LEVELS = (0, 0, *[1] * 8, *[2] * 12, *[3] * 10)
BEYOND = 8  # at higher levels whole numbers may be larger, by 3, than described; in half of the inputs some are 0
FRESH = (*[3] * 4, *[4] * 12, *[BEYOND + 1] * 4)
ATTEMPTS = 200


class Draw:
    """A source of numbers. At level 0 all are as small as they can be; each level lets them be one larger."""

    def __init__(self, level, *seed):
        self.level, self.rng = level, np.random.default_rng([level, *seed])
        self.fractions = level >= 3 and self.rng.random() < 0.7
        self.zeros = level > BEYOND and self.rng.random() < 0.5

    def int(self, low, high):
        """A whole number from ``low`` to ``high``, both included."""
        if self.level > BEYOND:
            return int(self.rng.integers(low, high + 4, 2).max())
        return int(self.rng.integers(low, min(high, low + self.level) + 1))

    def ints(self, count, low, high):
        """A tuple of whole numbers."""
        return tuple(self.int(low, high) for _ in range(count))

    def pick(self, *options):
        """One of some things; those that come first are the simple ones."""
        return options[min(self.int(0, len(options) - 1), len(options) - 1)]

    def array(self, *shape, low=-3, high=4, zero=False):
        """Floats, of a few digits: whole numbers at low levels. None is 0 unless ``zero`` asks for some."""
        if self.fractions:
            numbers = np.round(self.rng.uniform(low, high, shape), 2)
            numbers[numbers == 0] = 0.5
        else:
            numbers = self.rng.integers(low, high + 1, shape).astype(float)
            numbers[numbers == 0] = high
        if zero or self.zeros:
            numbers[self.rng.random(shape) < 0.25] = 0
        return numbers

    def distinct(self, *shape):
        """Floats of which no two are equal."""
        numbers = self.rng.permutation(int(np.prod(shape))).reshape(shape).astype(float)
        return numbers - (numbers.size // 2 if self.rng.random() < 0.7 else 0)

    def ties(self, *shape):
        """Floats of which many are equal."""
        return self.rng.integers(-1, 2, shape).astype(float)

    def labels(self, count, classes):
        """Whole numbers from 0 to ``classes - 1``, as an array."""
        return self.rng.integers(0, classes, count).astype(np.intp, copy=False)  # np.bincount takes no others

    def bytes(self, *shape):
        """A picture of bytes (uint8), most of them bright, some of them 0."""
        numbers = self.rng.integers(100, 256, shape, dtype=np.uint8)
        if self.level > 1:
            numbers[self.rng.random(shape) < 0.2] = 0
        return numbers


def drawn(inputs, levels, *seed, fits=lambda case: True):
    """``Case``s at these levels, each once, the smallest first."""
    found = {}
    for number, level in enumerate(levels):
        for attempt in range(ATTEMPTS):
            args = inputs(Draw(level, number, attempt, *seed))
            case = args and Case(args[:-1], args[-1]) if args and isinstance(args[-1], dict) else args and Case(args)
            if case and fits(case):
                found.setdefault(key(case), case)
                break
    return sorted(found.values(), key=size)


def key(case):
    """A text that is the same for equal cases."""
    return repr([(a.tolist(), a.dtype.str) if isinstance(a, np.ndarray) else a for a in values(case)])


def size(case):
    """Cases with smaller ones are easier to follow on paper."""
    parts = values(case)
    numbers = [n for a in parts for n in (a if isinstance(a, tuple | list) else [a]) if isinstance(n, int | float)]
    return sum(a.size for a in arrays(parts)), sum(map(abs, numbers))


def values(case):
    return (*case.args, *case.kwargs.values())


def arrays(parts):
    """All arrays among some arguments, also inside of tuples and lists."""
    found = []
    for part in parts:
        found += [part] if isinstance(part, np.ndarray) else arrays(part) if isinstance(part, tuple | list) else []
    return found


def whole(case, chosen=True):
    """Cases like this one, with one array after another, and at last all of them, made of whole numbers.

    Parameters
    ----------
    chosen : tuple of int, optional
        Places of the arguments that may be.

    Returns
    -------
    list of (Case, Case)
        The case with an array of int64, and the same numbers as floats.
    """
    places = [i for i, a in enumerate(case.args) if isinstance(a, np.ndarray) and a.dtype.kind == "f" and a.size]
    places = [i for i in places if chosen is True or i in chosen]
    made = []
    for chosen in [*([[i] for i in places] if len(places) > 1 else []), places]:
        ints, floats = list(case.args), list(case.args)
        for i in chosen:
            numbers = case.args[i] * (1 if np.abs(case.args[i]).max() >= 2 else 3)
            rounded = np.where(np.abs(numbers) < 1, np.sign(numbers), np.rint(numbers))  # none becomes 0
            ints[i], floats[i] = rounded.astype(np.int64), rounded
        if chosen:
            made.append((Case(tuple(ints), case.kwargs), Case(tuple(floats), case.kwargs)))
    return made
