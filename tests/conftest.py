"""A shell that starts tests in the background has them and their children ignore Ctrl-C; tests of Ctrl-C need it."""

import contextlib
import signal

with contextlib.suppress(ImportError):
    import tqdm.auto  # noqa: F401  it decides once where bars go: before a test has a kernel in this process

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
