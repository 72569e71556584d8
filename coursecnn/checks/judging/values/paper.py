"""What a value worked out on paper would be right for: another number at one of the steps, all others being right."""

from functools import cache
from itertools import combinations

import numpy as np

from ...parts import Case
from ...slips import Watch, run_with
from ...words import shown
from ..alterations import RESULTS, TURNS, altered
from ..match import is_number
from ..statistics import STATISTICS
from ..ways import taken
from .fit import Fit, equals, finite, flat, spares, to_its_digits
from .questions import could_be

MOST = 2  # explanations, which are then asked as either / or
SMALL = 10  # whole numbers below it are equal by chance
ENTRIES = 20
OF_ARRAYS = TURNS | {words: RESULTS[words] for words in ("without its signs", "with all below 0 set to 0")}
COUNTED = ("the number", "the stride", "the kernel", "the window", "the size", "the reach", "the place")
LARGE = 1000  # beyond it nobody makes a slip of one or two, and hardly anything fits by chance
FEW = 4  # digits that fit by chance
SHARES = (0.01, 0.02, 0.1, 0.2, 0.5)
PARTS = {
    "{0} and {1} added": np.add,
    "{0} and {1} multiplied": np.multiply,
    "{1} taken away from {0}": np.subtract,
    "{0} taken away from {1}": lambda a, b: b - a,
    "{0} divided by {1}": np.divide,
    "{1} divided by {0}": lambda a, b: b / a,
}
FACTORS = (2, 3, 4, 10, 100, 1000, 1e6, 1e9)


def slips_that_fit(exercise, fits, count):
    """The sets of so many slips that come out at this answer, or at the part of it that is wrong."""
    right = exercise.value()
    values = _values_with_slips(exercise.value, tuple(s.name for s in exercise.slips), count)
    if fits.part is not None and fits(right):
        return []
    return [names for names, value in values if fits(value)]


@cache
def _values_with_slips(value, slips, count):
    """``(names, number)`` of each set of so many slips: the same for every answer, and at times long to reckon."""
    runs = [(names, *run_with(names, value, Case(()))) for names in combinations(slips, count)]
    return [(names, made) for names, made, error in runs if error is None]


def explained(exercise, fits):
    """Sentences, any of which may say what is wrong, the likeliest kind first; None where too many fit."""
    plain = Watch()
    right, _ = plain.run(exercise.value)
    if isinstance(fits.of(right), int | np.integer):
        fits.tolerance = 1e-9
    off = _off(fits.of(right), fits.of(fits.answer), fits.tolerance)
    stops = [f"That is {name}: it is not yet what is asked for." for name, n in plain.numbers.items()
             if fits(n) and to_its_digits(n, fits.of(fits.answer))]  # fmt: skip
    if off or stops or not any(n for n in flat(fits.of(fits.answer)) if is_number(n)):  # 0 comes from anything
        return off or stops[-1:]
    telling = _digits(fits.of(right), fits.of(fits.answer), fits.tolerance) >= FEW
    for kind in (_usual, _entry_off, _joined, _another):
        others = _other_statistics(exercise, plain, fits, telling) if kind is _another else []
        if others:
            return others
        found = []
        for name, number in plain.numbers.items():
            for words, other in kind(exercise.value, plain, name, fits).items():
                if np.shape(other) == np.shape(number) and np.array_equal(other, number):
                    continue
                watch = Watch(name, other)
                got, error = watch.run(exercise.value)
                follows = any(np.array_equal(earlier.numbers.get(name), other) for _, earlier, _ in found)
                if error is None and fits(got) and not follows and spares(right, got, fits):
                    found.append((words, watch, to_its_digits(fits.of(got), fits.of(fits.answer))))
        if found:
            all_words = [words for words, *_ in found]
            said = [words for words in all_words if (back := _turned(words)) == words or back not in all_words]
            if len(found) <= MOST:
                exact = all(all_digits for *_, all_digits in found)
                sure = (exact and telling and kind is not _another) or len(said) > 1  # of two, any may be the one
                first = f"{'' if sure else 'Could it be this? '}{'Yours is' if exact else 'About yours is'}"
                return [f"{first} what comes out with {words}." for words in said]
            break
    return _next_to(fits.of(right), fits.of(fits.answer))


def _other_statistics(exercise, plain, fits, telling):
    """Another number is made of several that have a name."""
    found, fits = [], Fit(fits.answer, fits.tolerance, fits.part, rounded=True)
    for name, how in plain.hows.items():
        for words, statistic in STATISTICS.items():
            value, error = Watch(name, rule=statistic).run(exercise.value)
            if statistic is not how and error is None and fits(value):
                found.append(f"{'' if telling else 'Could it be this? '}{taken(name, words, how)}")
    return found[:MOST]


def _digits(right, answer, tolerance):
    """How many digits those numbers of an answer have that are wrong: 0 and 10 have one."""
    rights, answers = flat(right), flat(answer)
    if len(rights) == len(answers):
        answers = [one for right, one in zip(rights, answers) if not equals(right, one, tolerance)]
    texts = [f"{abs(one):.4g}" for one in answers if finite(one)]
    return sum(len(text.replace(".", "").strip("0")) or 1 for text in texts)


def _turned(words):
    """ "b in place of a" for "a in place of b": where both fit, neither is what was done."""
    return " in place of ".join(reversed(words.split(" in place of ")))


def _usual(value, plain, name, fits):
    """A step is left out, doubled, turned round, made of its parts in another way, or another one is in its place."""
    number, of = plain.numbers[name], plain.of[name]
    numbers = {f"{name} left out": 0 * number}
    if isinstance(number, np.ndarray):
        numbers |= {f"{name} {words}": one for words, one in altered(number, OF_ARRAYS) if one.shape == number.shape}
    if not name.startswith(COUNTED):
        numbers[f"{name} taken with the other sign"] = -number
        if not isinstance(number, np.ndarray):
            numbers |= {f"{name} taken twice": 2 * number, f"half of {name}": number / 2}
    if len(of) == 2:
        with np.errstate(all="ignore"):
            numbers |= {words.format(*of): change(*map(plain.numbers.get, of)) for words, change in PARTS.items()}
    others = [other for other, n in plain.numbers.items() if other in of or (other != name and _alike(n, number))]
    return numbers | {f"{other} in place of {name}": plain.numbers[other] for other in others}


def _entry_off(value, plain, name, fits):
    """One entry of an array is left out, or has the other sign."""
    array, made = plain.numbers[name], {}
    for place in np.ndindex(array.shape) if 1 < np.size(array) <= ENTRIES else ():
        for words, factor in (("left out", 0), ("taken with the other sign", -1)):
            changed = array.copy()
            changed[place] *= factor
            made[f"entry [{', '.join(map(str, place))}] of {name} {words}"] = changed
    return made


def _joined(value, plain, name, fits):
    """A step is joined with another one: said of large whole numbers only, which other joints hardly give."""
    number, numbers, answer = plain.numbers[name], {}, fits.of(fits.answer)
    if not isinstance(answer, int | np.integer) or answer < LARGE:
        return {f"{name} squared": number * number}
    for other, its in plain.numbers.items():
        if other != name and is_number(its) and _telling(its):
            numbers |= {
                f"{name} multiplied by {other}": number * its,
                f"{name} divided by {other}": number / its,
                f"{other} added to {name}": number + its,
            }
    return numbers | {f"{name} squared": number * number}


def _another(value, plain, name, fits):
    """Numbers that somebody may have worked out wrongly; of numbers that are no whole ones, a few usual ones."""
    number = plain.numbers[name]
    if not is_number(number):
        return {}
    if not isinstance(number, int | np.integer):
        return {f"{shown(n)} as {name}": n for n in SHARES if number < 1}
    near = {*range(int(number) - 12, int(number) + 13), *range(41), *_solved(value, name, number, fits)}
    return {
        f"{n} as {name}: work that out again": n
        for n in near
        if abs(n) <= 3 * abs(number) + SMALL and (n >= 0 or number < 0)
    }


def _solved(value, name, number, fits):
    """The whole number that gives the answer, where the result grows evenly with it."""
    first, second = (fits.of(Watch(name, n).run(value)[0]) for n in (number, number + 1))
    wanted = fits.of(fits.answer)
    if abs(number) > LARGE or not all(map(finite, (first, second, wanted))) or first == second:
        return []
    found = number + (wanted - first) / (second - first)
    return [round(found)] if abs(found - round(found)) < 1e-6 else []


def _telling(number):
    """It is hardly equal to another one by chance."""
    return not is_number(number) or number != int(number) or abs(number) >= SMALL


def _alike(one, other):
    """Numbers, or arrays, that may be taken for each other."""
    if not is_number(one) or not is_number(other):
        return not is_number(one) and np.shape(one) == np.shape(other)
    return _telling(one) and _telling(other) and abs(other) / 4 <= abs(one) <= 4 * abs(other)


def _off(right, answer, tolerance):
    """The number as a whole has the other sign, or is off by a factor, without saying in which direction."""
    if not finite(right) or not finite(answer) or not right or not answer:
        return []
    right, answer, whole = float(right), float(answer), isinstance(right, int | np.integer)
    close = tolerance * max(1, abs(right))
    if abs(right + answer) <= close:
        return ["It has the other sign."]
    could = "" if whole else could_be(answer, 1, lambda n: abs(n - right) <= min(close, 5e-3 * abs(right)))
    if could:
        return [could]
    size = max(answer / right, right / answer)
    return [f"It is off by a factor of {f:,.0f}." for f in FACTORS if abs(size - f) <= min(tolerance, 1e-3) * f]


def _next_to(right, answer):
    if not finite(answer) or not isinstance(right, int | np.integer):
        return []
    if abs(answer - right) == 1:
        return ["It is off by one: is the first or the last one forgotten, or counted twice?"]
    if sorted(str(answer)) == sorted(str(right)):
        return ["It has the digits of the right number in another order."]
    return []
