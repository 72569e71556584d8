"""What a number would be right for, if it were something else: asked, not said."""

import numpy as np

WIDE, NARROW = 3, 1.15


def could_be(number, width, right):
    """A question: what would be right, if the number were something else; "" where nothing fits, or more than one.

    The wider the range of right numbers (its end divided by its beginning), the less is asked: much fits by chance.
    """
    if width > WIDE:
        return "Could the sign be turned?" if right(-number) else ""
    with np.errstate(all="ignore"):
        others = {
            "the sign be turned": -number,
            "it be a hundredth of what is wanted, such as a share for percent": 100 * number,
            "it be a hundred times what is wanted, such as percent for a share": number / 100,
            "the ratio be upside down": 1 / number if number else np.nan,
            "it be what is left, in place of what is lost (or the other way round)": _left(1, number),
            "it be the percentage of what is left, not of what is lost (or the other way round)": _left(100, number),
        } | (
            {}
            if width > NARROW
            else {
                "it be squared": np.sqrt(number) if number > 0 else np.nan,
                "it be a square root": number * number,
                "it be twice as much as is wanted": number / 2,
                "it be half of what is wanted": 2 * number,
                "it be the logarithm of what is wanted": np.exp(min(number, 300)),
                "it be the logarithm (base 10) of what is wanted": 10.0 ** min(number, 300),
            }
        )
    could = [words for words, n in others.items() if n != number and right(n)]
    return f"Could {could[0]}?" if len(could) == 1 else ""


def _left(whole, part):
    return whole - part if 0 <= part <= whole else np.nan
