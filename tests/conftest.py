"""A shell that starts tests in the background has them and their children ignore Ctrl-C; tests of Ctrl-C need it."""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
