"""Numbers as a reader wants them: short, and never a wrong digit."""

import math

import numpy as np


def digits_for(values):
    """How many decimals an array of numbers is shown with: the fewer, the larger the numbers are."""
    values = np.abs(np.asarray(values, float))
    largest = values[np.isfinite(values)].max(initial=0)
    if 1e-5 < largest < 0.01:
        return math.ceil(-math.log10(largest)) + 1
    return 3 if largest < 1 else 2 if largest < 100 else 1


def number(value, digits=None):
    """A number as text: whole and short ones exactly, others rounded, tiny ones as ``2e−5``; strings as they are."""
    if isinstance(value, str):
        return value
    value = float(value)
    digits = digits_for(value) if digits is None else digits
    if not math.isfinite(value) or value == int(value):
        text = str(value) if not math.isfinite(value) else str(int(value)) if abs(value) < 1e7 else f"{value:.3g}"
    elif abs(value) < 0.5 * 10**-digits:
        text = "0" if abs(value) < 1e-12 else f"{value:.0e}".replace("e-0", "e-")
    else:
        text = f"{value:.{digits}f}"
        if math.isclose(float(text), value, rel_tol=1e-6):
            text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")


def span(values):
    """Between which numbers the values of an array lie, in words."""
    return f"numbers from {number(np.min(values), 2)} to {number(np.max(values), 2)}"


def in_brackets(text):
    """A negative number in brackets, as it stands behind a sign."""
    return f"({text})" if text.startswith("\u2212") else text


def times(shape):
    """``20 × 24 × 24`` for (20, 24, 24)."""
    return " \u00d7 ".join(str(n) for n in shape) if isinstance(shape, (tuple, list)) else str(shape)


def numbers(values):
    """Texts of numbers that stand side by side: as many decimals for each, if that leaves the smallest two digits."""
    sizes = np.abs(np.asarray(values, float))
    places = int(max(0, 3 - np.floor(np.log10(max(sizes.max(), 1e-300)))))
    while places and all(round(value, places) == round(value, places - 1) for value in values):
        places -= 1
    if np.any((sizes > 0) & (sizes < 10.0 ** (1 - places))):
        return [rounded(value) for value in values]
    return [f"{value:,.{places}f}" for value in values]


def rounded(value):
    """A number as text: four digits, or whole from 1,000 on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
