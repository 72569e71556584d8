"""Threads: a batch is cut into pieces, and the pieces are spread over workers.

Three rules make the result the same to the last bit for any number of workers: pieces depend on the data alone, each
piece runs with one BLAS thread, and results come back in the order of the pieces.
"""

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext

import numpy as np

from ..arguments import shown

ALONE = 1 << 15  # numbers; so few are not worth a second thread
MOST = 1024  # threads
PATIENCE = 1  # seconds for what is at work to come to its end
_here = threading.local()  # .inside: this thread is already one of the workers
_lock = threading.Lock()
_state = {"workers": None, "pool": None, "helper": None, "helpers": None, "blas": None, "users": 0, "limit": None}


def workers():
    """How many threads share the work: the processors that we may use, unless ``set_workers`` said otherwise.

    A browser's Python has no threads: it is always 1 there.
    """
    if sys.platform == "emscripten":
        return 1
    if _state["workers"] is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return _state["workers"]


def set_workers(number):
    """Choose how many threads share the work; ``None`` goes back to one for each processor.

    Raises ``RuntimeError`` while a net is trained or used, here or in another thread.
    """
    if number is not None and (not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST):
        raise ValueError(f"workers must be a whole number of at least 1, not {shown(number)} (and {MOST:,} at most).")
    deadline = time.monotonic() + PATIENCE
    while True:
        with _lock:
            if _state["users"] == 0:
                old = _state["pool"]
                _state.update(workers=number, pool=None, helpers=None)
                break
        if time.monotonic() > deadline:
            raise RuntimeError("The number of workers cannot change while a net is trained or used: wait for its end.")
        time.sleep(0.01)
    if old is not None:
        old.shutdown(wait=False)


def set_helper(helper):
    """The class of threads that stay awake for a moment after their work (``awake.Helper``); ``None`` for others."""
    if helper is not _state["helper"]:
        _state.update(helper=helper, helpers=None)


@contextmanager
def one_blas_thread():
    """NumPy's matrix products use one thread inside; the first to enter sets it, the last to leave restores it."""
    with _lock:
        _state["users"] += 1
        if _state["users"] == 1:
            if _state["blas"] is None:
                from threadpoolctl import ThreadpoolController

                _state["blas"] = ThreadpoolController().select(user_api="blas")
                _keep_freed_memory()
            _take_control()
            _state["limit"] = _state["blas"].limit(limits=1)
    try:
        yield
    finally:
        with _lock:
            _state["users"] -= 1
            if _state["users"] == 0:
                _take_control()
                _state["limit"].restore_original_limits()


def _take_control():
    """Let this thread set limits: from version 3.8 on threadpoolctl heeds only the thread that did so first."""
    for library in _state["blas"].lib_controllers:
        if hasattr(library, "clear_controlling_thread"):
            library.clear_controlling_thread(force=True)


@contextmanager
def one_thread():
    """All that this thread does inside it does alone: neither ``run`` nor NumPy's matrix products take another."""
    outside, _here.inside = getattr(_here, "inside", False), True
    try:
        with one_blas_thread():
            yield
    finally:
        _here.inside = outside


def _keep_freed_memory():
    """Have the C library keep the memory of arrays that were freed, for the next ones.

    Memory that is given back to the system and asked for anew comes in pages that must be mapped and cleared again: a
    fifth of a training step. glibc keeps what is smaller than the largest block that was ever freed, up to 32 MB;
    elsewhere this does nothing.
    """
    np.empty(31 << 20, np.uint8)


def pieces(n, size):
    """Slices of ``size`` that cover ``range(n)``; the last may be shorter. No items make one empty piece."""
    return [slice(start, min(start + size, n)) for start in range(0, max(1, n), size)]


def even_pieces(n, size):
    """An even number of slices that cover ``range(n)``, nearly equal and about ``size``: so two workers do as much."""
    count = max(1, min(n, 2 * -(-n // (2 * max(1, size)))))
    return [slice(n * i // count, n * (i + 1) // count) for i in range(count)]


def run(function, items, alone=False):
    """``[function(item) for item in items]``, spread over the workers, in the order of ``items``.

    The largest pieces are begun first, so that all workers are done at about the same time.
    With ``alone`` this thread does it all: what is not worth a second thread is cut into the same pieces all the same,
    so that its bits do not depend on who does them.
    """
    items = list(items)
    if getattr(_here, "inside", False):
        return [function(item) for item in items]
    if len(items) == 1 or alone:  # the workers are free for what is inside
        with one_blas_thread():
            return [function(item) for item in items]
    helpers = min(workers(), len(items)) - 1
    results = [None] * len(items)
    order = sorted(range(len(items)), key=lambda index: -_size(items[index]))
    todo = iter(order)  # shared: whoever is free takes the next piece
    errors = np.geterr()  # what NumPy does about overflow; each thread has a setting of its own

    def work():
        _here.inside = True
        try:
            with _error_state(errors):
                for index in todo:
                    results[index] = function(items[index])
        except BaseException:
            for _ in todo:  # after an error nobody begins another piece
                pass
            raise
        finally:
            _here.inside = False

    with one_blas_thread(), ExitStack() as begun:  # which waits for all, whoever fails
        for _ in range(helpers):
            begun.callback(_begin(work).result)
        work()
    return results


def _size(item):
    """How long the slice is that an item is, or has among others; 0 where there is none."""
    parts = item if isinstance(item, tuple) else (item,)
    return next((part.stop - part.start for part in parts if isinstance(part, slice)), 0)


def _error_state(errors):
    """``np.errstate(**errors)``, where that changes anything.

    NumPy 1 counts, for all threads together, how many settings are not the default, and looks at none while it counts
    none. It takes one off whenever the default is set, even where it was set already: then others' settings are lost.
    """
    return nullcontext() if np.geterr() == errors else np.errstate(**errors)


def _begin(work):
    """Have another thread do it: a helper that may still be awake, if there are such and one is free."""
    pool = _pool()
    with _lock:
        if _state["helper"] is not None and _state["helpers"] is None:
            _state["helpers"] = free = []
            free += [_state["helper"](pool, free) for _ in range(workers() - 1)]
        helper = _state["helpers"].pop() if _state["helpers"] else None
    return pool.submit(work) if helper is None else helper.begin(work)


def _pool():
    with _lock:
        if _state["pool"] is None:
            _state["pool"] = ThreadPoolExecutor(max(1, workers() - 1), "coursecnn")
        return _state["pool"]


def _forget_pool():  # a forked child has none of its parent's threads
    global _lock
    _lock = threading.Lock()
    _state.update(pool=None, helpers=None, users=0, limit=None)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_pool)
