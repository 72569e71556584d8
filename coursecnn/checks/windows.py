"""Windows in the right functions of exercises: where they begin, how long they are, how many there are."""

from .slips import step

PRODUCTS = "the products of a window with the kernel"
WAYS = ("down", "across")


def window_at(i, j, s, k, gap=(1, 1)):
    """Slices of the window of output (i, j): k[0] x k[1] pixels, ``gap`` apart, at stride s."""
    cut = []
    for way, at, t, n, d in zip(WAYS, (i, j), s, k, gap):
        begin = step(f"the place where a window begins, {way}", at * t, i=at, s=t, k=n)
        reach = step(f"the length of a window, {way}", d * (n - 1) + 1, k=n, s=t, d=d)
        cut.append(slice(begin, begin + reach, d))
    return tuple(cut)


def begin_of(i, j, s, k):
    """(row, column) where window (i, j) begins."""
    return tuple(step(f"the place where a window begins, {way}", at * t, i=at, s=t, k=n)
                 for way, at, t, n in zip(WAYS, (i, j), s, k))  # fmt: skip


def counted(places, n, k, s=1):
    """The number of places of a window of k in n pixels, which is ``places`` where it is right; at least 0."""
    return max(0, step("the number of places of a window", places, n=n, k=k, s=s))
