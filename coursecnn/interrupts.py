"""Ctrl-C in the first second of the command ``coursecnn``, while its modules are loaded: one line, no traceback.

Where coursecnn is imported by another program, nothing is changed.
"""

import os
import signal
import sys


def end(*_):
    """End at once: nothing has begun."""
    os.write(2, b"Interrupted.\n")
    os._exit(130)


def begun():
    """From now on Ctrl-C is an exception, as usual."""
    if signal.getsignal(signal.SIGINT) is end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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
