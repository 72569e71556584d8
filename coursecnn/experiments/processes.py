"""Processes of our own, for runs beside each other."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def processes(number):
    """A pool of ``number`` new processes; they end with this block and, whatever happens, with this process."""
    context = multiprocessing.get_context("spawn")
    ending, alive = context.Pipe(duplex=False)  # alive is closed by us, or by the system when we are killed
    pool = _Pool(number, context, initializer=_begin_worker, initargs=(ending,))
    try:
        yield pool
    except BaseException:
        alive.close()  # do not wait for runs in flight
        raise
    finally:
        with _deaf():  # one that is just beginning would miss us, and say so at length
            pool.shutdown(cancel_futures=True)
        alive.close()
        ending.close()


@contextmanager
def _deaf():
    """Ctrl-C is not heard, by the thread that hears it."""
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Pool(ProcessPoolExecutor):
    """Begins its processes with Ctrl-C blocked: a terminal sends it to all, and this process decides."""

    def submit(self, function, *args):
        if not hasattr(signal, "pthread_sigmask"):
            return super().submit(function, *args)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            return super().submit(function, *args)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker(ending):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(ending,), daemon=True).start()


def _end_with_parent(ending):
    try:
        ending.poll(None)
    finally:
        os._exit(1)
