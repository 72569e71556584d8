"""Work that goes on while the page is used.

A job is a generator function: between two of its pieces it yields nothing, or the seconds for which it has nothing to
do. A thread runs the pieces in one go; where there are no threads, as in a browser, the page has its turn in between.
"""

import asyncio
import threading
import time

SLICE = 0.05  # seconds of work, about, before the page has its turn
POLL = 0.05  # seconds between two looks at a lock that another job holds


def start(job, name, *args):
    """Begin ``job(*args)`` in a thread; where there are none, after the running cell, in the loop that runs cells."""
    pieces = job(*args)
    try:
        threading.Thread(target=finish, args=(pieces,), name=name, daemon=True).start()
    except RuntimeError:
        asyncio.get_running_loop().call_soon(_go_on, pieces)


def finish(pieces):
    """All of a job, now; returns what it returns."""
    while True:
        try:
            pause = next(pieces)
        except StopIteration as end:
            return end.value
        if pause:
            time.sleep(pause)


def turn(lock):
    """A part of a job: ``yield from turn(lock)`` goes on when the lock is ours."""
    while not lock.acquire(blocking=False):
        yield POLL


def _go_on(pieces):
    """Work for a slice, and leave the rest for later."""
    until = time.perf_counter() + SLICE
    for pause in pieces:
        if pause or time.perf_counter() > until:
            asyncio.get_running_loop().call_later(pause or 0, _go_on, pieces)
            return
