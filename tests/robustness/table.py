"""The closing table: how many inputs of each kind were tried, and how many failed."""

from collections import Counter

TRIED, FAILED = Counter(), Counter()


def count(kind, fine, number=1):
    """Count an input of a kind, and whether its answer was right."""
    TRIED[kind] += number
    FAILED[kind] += 0 if fine else number


def text():
    """The table, or an empty text where nothing was tried."""
    if not TRIED:
        return ""
    rows = [("kind", "inputs", "failed"), *((kind, f"{TRIED[kind]:,}", str(FAILED[kind])) for kind in sorted(TRIED))]
    return "\n".join(f"{kind:28}{inputs:>10}{failed:>8}" for kind, inputs, failed in rows)
