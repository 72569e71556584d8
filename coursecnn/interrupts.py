"""Ctrl-C: heard in the first second of the command ``coursecnn``, while its modules are loaded, and in every wait.

In the first second it gives one line, no traceback; where coursecnn is imported by another program, nothing is changed.
"""

import os
import signal
import sys

LISTEN = 0.2  # seconds


def end(*_):
    """End at once: nothing has begun."""
    os.write(2, b"Interrupted.\n")
    os._exit(130)


def begun():
    """From now on Ctrl-C is an exception, as usual."""
    if signal.getsignal(signal.SIGINT) is end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def completed(futures):
    """Yield futures as they are done, with an ear for Ctrl-C.

    Where Ctrl-C comes just before a wait without a limit, Python hears it when the wait is over. So each wait here is
    short. And no lock of a future is held meanwhile, as ``concurrent.futures.as_completed`` does: interrupted there, it
    would keep it, and the future would never be done.
    """
    import queue

    done, left = queue.SimpleQueue(), len(futures)
    for future in futures:
        future.add_done_callback(done.put)
    while left:
        try:
            future = done.get(timeout=LISTEN)
        except queue.Empty:
            continue
        left -= 1
        yield future


def _is_command():
    """Whether Python was started as ``coursecnn`` or ``python -m coursecnn``, whose name is "-m" at first."""
    program = sys.argv[0] if getattr(sys, "argv", None) else ""
    name = os.path.basename(program).removesuffix(".exe").removesuffix("-script.py")
    return program == "-m" or name == "coursecnn"


if _is_command() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    try:  # noqa: SIM105  (contextlib would be loaded first)
        signal.signal(signal.SIGINT, end)
    except ValueError:  # this thread is not the main one
        pass
