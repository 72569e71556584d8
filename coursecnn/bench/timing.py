"""Timing several ways to do one thing, in turns."""

import statistics
import time

from ..functional import fast

PAUSE = 0.005  # seconds: threads of the last one stop spinning before the next one is timed


def interleaved(contenders, rounds=8, repeats=3):
    """Median seconds of each contender.

    The contenders take turns, so that a machine that changes its speed changes it for all. At each turn one call is not
    timed: it fills the caches.

    Parameters
    ----------
    contenders : dict of str to function
    rounds, repeats : int
        Turns of each, and timed calls in a turn.
    """
    seconds = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            time.sleep(PAUSE)
            call()
            for _ in range(repeats):
                begin = time.perf_counter()
                call()
                seconds[name].append(time.perf_counter() - begin)
    return {name: statistics.median(times) for name, times in seconds.items()}


def columns(contenders):
    """The package's call in both columns: "package" by NumPy and, where numba is installed, "fast" by its kernels."""
    call = contenders["package"]

    def column(on):
        def run():
            fast.set_fast(on)
            return call()

        return run

    found = contenders | {"package": column(False)}
    try:
        fast.set_fast(True)
    except ImportError:
        return found
    return found | {"fast": column(True)}
